/* Message row, format: the text as it is read - links, bold, code, quotes - and what is drawn
 * behind it. SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-message-draw.h"

#define BAR 3
#define BAR_GAP 5
#define BLOCK_PAD 5

static void
move_links (GArray *links, guint **moved)
{
  for (guint i = 0; i < links->len; i++) {
    WhinLink *link = &g_array_index (links, WhinLink, i);

    moved[2 * i] = &link->start;
    moved[2 * i + 1] = &link->end;
  }
}

void
whin_message_read_text (WhinMessageRow *self)
{
  const char *text = self->view.text;
  guint *moved[2 * (WHIN_MAX_LINKS + WHIN_MAX_MENTIONS)], n = 0;

  g_clear_pointer (&self->links, g_array_unref);
  g_clear_pointer (&self->spans, g_array_unref);
  g_clear_pointer (&self->shown, g_free);
  self->n_emoji = 0;
  if (!self->filled || self->view.kind != WHIN_ROW_MESSAGE || !text)
    return;
  self->n_emoji = whin_text_count_emoji (text, 3);
  if (self->n_emoji)
    return;
  self->links = whin_text_find_links (text);
  if (!self->view.waiting && !self->view.deleted)
    self->spans = whin_format_parse (text, self->links);
  if (self->links) {
    n = 2 * self->links->len;
    move_links (self->links, moved);
  }
  for (guint i = 0; i < self->view.n_mentions; i++) {
    self->mentions[i] = self->view.mentions[i];
    moved[n++] = &self->mentions[i].start;
    moved[n++] = &self->mentions[i].end;
  }
  self->shown = whin_format_strip (text, self->spans, moved, n);
}

const char *
whin_message_text (WhinMessageRow *self)
{
  return self->shown ? self->shown : self->view.text;
}

/* -- Attributes -- */

static void
insert (PangoAttrList *list, PangoAttribute *attribute, guint start, guint end)
{
  attribute->start_index = start;
  attribute->end_index = end;
  pango_attr_list_insert (list, attribute);
}

static guint16
whole (float part)
{
  return (guint16) (part * 65535);
}

static void
insert_ink (PangoAttrList *list, const GdkRGBA *ink, guint start, guint end)
{
  insert (list, pango_attr_foreground_new (whole (ink->red), whole (ink->green), whole (ink->blue)),
          start, end);
  if (ink->alpha < 1)
    insert (list, pango_attr_foreground_alpha_new (whole (ink->alpha)), start, end);
}

static void
insert_background (PangoAttrList *list, const GdkRGBA *ink, guint start, guint end)
{
  insert (list, pango_attr_background_new (whole (ink->red), whole (ink->green), whole (ink->blue)),
          start, end);
  insert (list, pango_attr_background_alpha_new (MAX (whole (ink->alpha), 1)), start, end);
}

static void
insert_code (WhinMessageRow *self, PangoAttrList *list, const WhinSpan *span)
{
  const GdkRGBA *ink =
      whin_draw_ink (self, self->view.own ? WHIN_INK_QUOTE_OWN : WHIN_INK_QUOTE_OTHER);

  insert (list, pango_attr_family_new ("monospace"), span->start, span->end);
  insert (list, pango_attr_scale_new (0.94), span->start, span->end);
  if (span->kind == WHIN_SPAN_BLOCK)
    return;
  insert_background (list, ink, span->start, span->end);
}

static void
insert_span (WhinMessageRow *self, PangoAttrList *list, const WhinSpan *span)
{
  switch (span->kind) {
  case WHIN_SPAN_BOLD:
    insert (list, pango_attr_weight_new (PANGO_WEIGHT_BOLD), span->start, span->end);
    break;
  case WHIN_SPAN_ITALIC:
    insert (list, pango_attr_style_new (PANGO_STYLE_ITALIC), span->start, span->end);
    break;
  case WHIN_SPAN_STRIKE:
    insert (list, pango_attr_strikethrough_new (TRUE), span->start, span->end);
    break;
  case WHIN_SPAN_CODE:
  case WHIN_SPAN_BLOCK:
    insert_code (self, list, span);
    break;
  case WHIN_SPAN_QUOTE:
  case WHIN_SPAN_BULLET:
  case WHIN_SPAN_NUMBER:
    insert_ink (list, whin_draw_ink (self, WHIN_INK_DIM), span->start, span->end);
    break;
  case WHIN_SPAN_MARK:
    break;
  }
}

void
whin_message_add_format (WhinMessageRow *self, PangoAttrList *list)
{
  WhinPalette *palette = whin_message_palette (self);

  self->link_serial = whin_palette_get_serial (palette);
  for (guint i = 0; self->spans && i < self->spans->len; i++)
    insert_span (self, list, &g_array_index (self->spans, WhinSpan, i));
  for (guint i = 0; i < self->view.n_mentions; i++) {
    const WhinMentionView *mention = &self->mentions[i];

    insert (list, pango_attr_weight_new (PANGO_WEIGHT_SEMIBOLD), mention->start, mention->end);
    insert_ink (list, whin_palette_get (palette, WHIN_INK_LINK), mention->start, mention->end);
    if (mention->own)
      insert_background (list, whin_palette_get (palette, WHIN_INK_SELECTION), mention->start,
                         mention->end);
  }
  for (guint i = 0; self->links && i < self->links->len; i++) {
    WhinLink *link = &g_array_index (self->links, WhinLink, i);

    insert (list, pango_attr_underline_new (PANGO_UNDERLINE_SINGLE), link->start, link->end);
    insert_ink (list, whin_palette_get (palette, WHIN_INK_LINK), link->start, link->end);
  }
}

/* -- Behind the text -- */

/* The lines of the span, as wide as the text. */
static Rect
band_of (WhinMessageRow *self, const WhinSpan *span, int y)
{
  PangoLayout *layout = whin_message_slot (self, WHIN_SLOT_TEXT);
  PangoRectangle first, last;

  pango_layout_index_to_pos (layout, (int) span->start, &first);
  pango_layout_index_to_pos (layout, (int) span->end - 1, &last);
  return (Rect) { self->geometry.text.x, y + PANGO_PIXELS (first.y), self->geometry.text.width,
                  PANGO_PIXELS (last.y + last.height - first.y) };
}

static gboolean
runs_from_right (WhinMessageRow *self, const WhinSpan *span)
{
  PangoLayout *layout = whin_message_slot (self, WHIN_SLOT_TEXT);
  int line;

  pango_layout_index_to_line_x (layout, (int) span->start, FALSE, &line, NULL);
  return pango_layout_line_get_resolved_direction (pango_layout_get_line_readonly (layout, line)) ==
         PANGO_DIRECTION_RTL;
}

/* In the padding of the bubble, so that no line has to be moved in. */
static void
draw_bar (WhinMessageRow *self, GtkSnapshot *snapshot, const WhinSpan *span, int y)
{
  Rect band = band_of (self, span, y);
  const Rect *bubble = &self->geometry.bubble;
  int x = runs_from_right (self, span) ? bubble->x + bubble->width - BAR_GAP - BAR
                                       : bubble->x + BAR_GAP;

  whin_draw_fill (snapshot, &(Rect) { x, band.y, BAR, band.height }, 1.5,
                  whin_draw_ink (self, WHIN_INK_ACCENT));
}

static void
draw_block (WhinMessageRow *self, GtkSnapshot *snapshot, const WhinSpan *span, int y)
{
  Rect band = band_of (self, span, y);
  const Rect *bubble = &self->geometry.bubble;

  whin_draw_fill (
      snapshot,
      &(Rect) { bubble->x + BLOCK_PAD, band.y - 1, bubble->width - 2 * BLOCK_PAD, band.height + 2 },
      6, whin_draw_ink (self, self->view.own ? WHIN_INK_QUOTE_OWN : WHIN_INK_QUOTE_OTHER));
}

void
whin_message_draw_format (WhinMessageRow *self, GtkSnapshot *snapshot, int y)
{
  for (guint i = 0; i < self->spans->len; i++) {
    const WhinSpan *span = &g_array_index (self->spans, WhinSpan, i);

    if (span->end <= span->start)
      continue;
    if (span->kind == WHIN_SPAN_QUOTE)
      draw_bar (self, snapshot, span, y);
    else if (span->kind == WHIN_SPAN_BLOCK)
      draw_block (self, snapshot, span, y);
  }
}
