/* Message row, parts: what can be activated, in reading order.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-message-row-private.h"

static void
add_part (WhinMessageRow *self, WhinPart part, const Rect *rect, const char *detail)
{
  if (rect->width > 0 && self->n_parts < WHIN_MAX_PARTS)
    self->parts[self->n_parts++] = (WhinHit) { part, *rect, detail };
}

/* The place of bytes of the text; over several lines, their whole width. */
static Rect
rect_of (WhinMessageRow *self, guint start, guint end)
{
  PangoLayout *layout = whin_message_slot (self, WHIN_SLOT_TEXT);
  const WhinGeometry *g = &self->geometry;
  PangoRectangle a, b;
  pango_layout_index_to_pos (layout, start, &a);
  pango_layout_index_to_pos (layout, end - 1, &b);
  int x = MIN (MIN (a.x, a.x + a.width), MIN (b.x, b.x + b.width));
  int last = MAX (MAX (a.x, a.x + a.width), MAX (b.x, b.x + b.width));
  if (a.y != b.y)
    return (Rect) { g->text.x, g->text.y + PANGO_PIXELS (a.y), g->text.width,
                    PANGO_PIXELS (b.y + b.height - a.y) };
  return (Rect) { g->text.x + g->text_shift + PANGO_PIXELS (x), g->text.y + PANGO_PIXELS (a.y),
                  PANGO_PIXELS (last - x), PANGO_PIXELS (a.height) };
}

static void
add_links (WhinMessageRow *self)
{
  for (guint i = 0; self->links && i < self->links->len; i++) {
    WhinLink *link = &g_array_index (self->links, WhinLink, i);
    Rect rect = rect_of (self, link->start, link->end);
    add_part (self, WHIN_PART_LINK, &rect, link->uri);
  }
}

static void
add_mentions (WhinMessageRow *self)
{
  static const char *const numbers[WHIN_MAX_MENTIONS] = { "0",  "1",  "2",  "3", "4",  "5",
                                                          "6",  "7",  "8",  "9", "10", "11",
                                                          "12", "13", "14", "15" };
  for (guint i = 0; i < self->view.n_mentions; i++) {
    const WhinMentionView *mention = &self->mentions[i];
    if (mention->end <= mention->start)
      continue;
    Rect rect = rect_of (self, mention->start, mention->end);
    add_part (self, WHIN_PART_MENTION, &rect, numbers[i]);
  }
}

static void
add_tiles (WhinMessageRow *self)
{
  for (guint i = 0; i < self->view.n_tiles; i++) {
    gboolean here = self->view.tiles[i].transfer == WHIN_TRANSFER_NONE;
    Rect rect = whin_message_tile (self, i);
    add_part (self, here ? WHIN_PART_PICTURE : WHIN_PART_TRANSFER, &rect,
              whin_message_tile_name (i));
  }
}

/* In reading order, as Left and Right walk through them. */
void
whin_message_list_parts (WhinMessageRow *self)
{
  const WhinGeometry *g = &self->geometry;
  const WhinMessageView *view = &self->view;
  if (self->parts_known)
    return;
  self->parts_known = TRUE;
  self->n_parts = 0;
  if (self->filled && view->kind == WHIN_ROW_NOTE)
    add_part (self, WHIN_PART_ACTION, &g->action, NULL);
  if (!self->filled || view->kind != WHIN_ROW_MESSAGE)
    return;
  add_part (self, WHIN_PART_SENDER, &g->sender, NULL);
  add_part (self, WHIN_PART_SENDER, &g->avatar, NULL);
  add_part (self, WHIN_PART_QUOTE, &g->quote, NULL);
  if (view->media == WHIN_MEDIA_ALBUM) {
    add_tiles (self);
  } else if (view->media != WHIN_MEDIA_NONE && view->media != WHIN_MEDIA_CHILD) {
    WhinPart whole = view->media == WHIN_MEDIA_FILE ? WHIN_PART_FILE : WHIN_PART_PICTURE;
    add_part (self, view->transfer == WHIN_TRANSFER_NONE ? whole : WHIN_PART_TRANSFER, &g->media,
              NULL);
  }
  add_mentions (self);
  add_links (self);
  add_part (self, WHIN_PART_MORE, &g->more, NULL);
  for (guint i = 0; i < view->n_reactions; i++)
    add_part (self, WHIN_PART_REACTION, &g->reactions[i], view->reactions[i].emoji);
  if (!view->selecting)
    add_part (self, WHIN_PART_READERS, &g->readers, NULL);
  add_part (self, WHIN_PART_RETRY, &g->retry, NULL);
  add_part (self, WHIN_PART_DISCARD, &g->discard, NULL);
}
