/* Message row, marks: the words that were looked for, with a colour behind them. They are found in
 * the text as it is shown. SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-message-draw.h"

#include "word-query.h"

#define MARKS "whin-marks"

static void
free_query (gpointer query)
{
  word_query_free (query);
}

void
whin_message_row_set_marks (WhinMessageRow *self, const char *words)
{
  g_return_if_fail (WHIN_IS_MESSAGE_ROW (self));
  if (!words && !g_object_get_data (G_OBJECT (self), MARKS))
    return;
  g_object_set_data_full (G_OBJECT (self), MARKS, words ? word_query_new (words) : NULL,
                          free_query);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
draw_range (WhinMessageRow *self,
            GtkSnapshot *snapshot,
            PangoLayout *layout,
            const WordRange *range,
            int x,
            int y)
{
  int bytes[2] = { (int) range->start, (int) range->end };
  cairo_region_t *region = gdk_pango_layout_get_clip_region (layout, x, y, bytes, 1);
  for (int i = 0; i < cairo_region_num_rectangles (region); i++) {
    cairo_rectangle_int_t r;
    cairo_region_get_rectangle (region, i, &r);
    whin_draw_fill (snapshot, &(Rect) { r.x - 1, r.y, r.width + 2, r.height }, 3,
                    whin_draw_ink (self, WHIN_INK_MARK));
  }
  cairo_region_destroy (region);
}

void
whin_draw_marks (WhinMessageRow *self, GtkSnapshot *snapshot, int x, int y)
{
  WordQuery *query = g_object_get_data (G_OBJECT (self), MARKS);
  PangoLayout *layout = query ? whin_message_slot (self, WHIN_SLOT_TEXT) : NULL;
  g_autoptr (GArray) ranges =
      layout ? word_query_find (query, pango_layout_get_text (layout)) : NULL;
  for (guint i = 0; ranges && i < ranges->len; i++)
    draw_range (self, snapshot, layout, &g_array_index (ranges, WordRange, i), x, y);
}
