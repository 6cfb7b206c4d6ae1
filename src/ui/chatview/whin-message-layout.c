/* Message row, layout: from a view and a width to rectangles. Laid out left to right, mirrored at
 * the end. SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-message-row-private.h"
#include "whin-shapes.h"

#define COLUMN 760
#define MARGIN 14
#define GUTTER 40 /* avatar 32 and a gap */
#define BUBBLE 560
#define PAD_X 12
#define PAD_Y 7
#define INSET 3 /* bubble around a picture */
#define PICTURE_WIDTH 360
#define PICTURE_HEIGHT 420
#define STICKER 160
#define PILL_X 7
#define PILL_Y 2
#define SPACING 5
#define TIME_GAP 10
#define FILE_ICON 44
#define REACTION_HEIGHT 24
#define LOCK_GAP 6
#define CHECK 24
#define FACE 16
#define FACE_GAP 2

/* What has been stacked into the bubble so far, in bubble coordinates. */
typedef struct {
  int inner; /* widest content */
  int width; /* content so far */
  int y;
  gboolean pictured;
} Stack;

/* Parts of a bubble; each adds itself to the stack */

/* Large emoji stand alone. */
static gboolean
has_head (WhinMessageRow *self)
{
  return !self->geometry.bare || self->geometry.pill;
}

static void
stack_sender (WhinMessageRow *self, Stack *stack)
{
  const WhinMessageView *view = &self->view;
  int w, h;
  if (!view->group || view->own || !view->first_of_run || !view->sender || !has_head (self))
    return;
  whin_message_fit_line (self, WHIN_SLOT_SENDER, PANGO_ELLIPSIZE_END, stack->inner, &w, &h);
  self->geometry.sender = (Rect) { PAD_X, stack->y, w, h };
  stack->width = MAX (stack->width, w);
  stack->y += h + 2;
}

static void
stack_forwarded (WhinMessageRow *self, Stack *stack)
{
  int w, h;
  if (!self->view.forwarded || !has_head (self))
    return;
  whin_message_slot_size (self, WHIN_SLOT_FORWARDED, &w, &h);
  self->geometry.forwarded = (Rect) { PAD_X, stack->y, w + WHIN_FORWARD_WIDTH + 5, h };
  stack->width = MAX (stack->width, w + WHIN_FORWARD_WIDTH + 5);
  stack->y += h + 2;
}

static void
stack_quote (WhinMessageRow *self, Stack *stack)
{
  int name_w, name_h, text_w = 0, text_h = 0, room = stack->inner - 3 - 2 * 8;
  if (!self->view.quote_name || !has_head (self))
    return;
  whin_message_fit_line (self, WHIN_SLOT_QUOTE_NAME, PANGO_ELLIPSIZE_END, room, &name_w, &name_h);
  if (self->view.quote_text) {
    PangoLayout *layout = whin_message_slot (self, WHIN_SLOT_QUOTE_TEXT);
    pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
    pango_layout_set_height (layout, -2);
    pango_layout_set_width (layout, MAX (room, 1) * PANGO_SCALE);
    whin_message_slot_size (self, WHIN_SLOT_QUOTE_TEXT, &text_w, &text_h);
  }
  int w = MAX (name_w, text_w) + 3 + 2 * 8;
  self->geometry.quote = (Rect) { PAD_X, stack->y, w, name_h + text_h + 8 };
  stack->width = MAX (stack->width, w);
  stack->y += name_h + text_h + 8 + SPACING;
}

static void
picture_size (const WhinMessageView *view, int most, int highest, int *width, int *height)
{
  double w = MAX (view->media_width, 1), h = MAX (view->media_height, 1);
  double scale = MIN (1.0, MIN (most / w, highest / h));
  *width = MAX (1, w * scale + 0.5);
  *height = MAX (1, h * scale + 0.5);
}

static void
stack_picture (WhinMessageRow *self, Stack *stack)
{
  int w, h, room = stack->inner + 2 * (PAD_X - INSET);
  picture_size (&self->view, MIN (PICTURE_WIDTH, room), PICTURE_HEIGHT, &w, &h);
  if (stack->y == PAD_Y)
    stack->y = INSET;
  self->geometry.media = (Rect) { INSET, stack->y, w, h };
  stack->y += h;
  stack->pictured = TRUE;
  stack->width = MAX (stack->width, w - 2 * (PAD_X - INSET));
  stack->inner = MIN (stack->inner, MAX (stack->width, 180));
}

static void
stack_album (WhinMessageRow *self, Stack *stack)
{
  int w = MIN (PICTURE_WIDTH, stack->inner + 2 * (PAD_X - INSET));
  int h = whin_message_place_tiles (&self->view, w, self->geometry.tiles);
  if (stack->y == PAD_Y)
    stack->y = INSET;
  self->geometry.media = (Rect) { INSET, stack->y, w, h };
  stack->y += h;
  stack->pictured = TRUE;
  stack->width = MAX (stack->width, w - 2 * (PAD_X - INSET));
  stack->inner = MIN (stack->inner, stack->width);
}

static void
stack_sticker (WhinMessageRow *self, Stack *stack)
{
  int w, h;
  picture_size (&self->view, MIN (STICKER, stack->inner), STICKER, &w, &h);
  self->geometry.media = (Rect) { 0, stack->y, w, h };
  stack->width = MAX (stack->width, w);
  stack->y += h;
}

static void
stack_file (WhinMessageRow *self, Stack *stack)
{
  int name_w, name_h, label_w, label_h, room = MIN (stack->inner, 340) - FILE_ICON - 10;
  whin_message_fit_line (self, WHIN_SLOT_FILE_NAME, PANGO_ELLIPSIZE_MIDDLE, room, &name_w, &name_h);
  whin_message_fit_line (self, WHIN_SLOT_LABEL, PANGO_ELLIPSIZE_END, room, &label_w, &label_h);
  int h = MAX (FILE_ICON, name_h + label_h);
  stack->width = MAX (stack->width, FILE_ICON + 10 + MAX (name_w, label_w));
  self->geometry.media = (Rect) { PAD_X, stack->y, stack->width, h };
  stack->y += h;
}

static void
stack_child (WhinMessageRow *self, Stack *stack)
{
  int min, natural, h;
  if (!self->child)
    return;
  gtk_widget_measure (self->child, GTK_ORIENTATION_HORIZONTAL, -1, &min, &natural, NULL, NULL);
  int w = MAX (min, MIN (natural, stack->inner));
  gtk_widget_measure (self->child, GTK_ORIENTATION_VERTICAL, w, NULL, &h, NULL, NULL);
  self->geometry.media = (Rect) { PAD_X, stack->y, w, h };
  stack->width = MAX (stack->width, w);
  stack->y += h;
}

static void
stack_media (WhinMessageRow *self, Stack *stack)
{
  switch (self->view.media) {
  case WHIN_MEDIA_PICTURE:
  case WHIN_MEDIA_VIDEO:
    stack_picture (self, stack);
    break;
  case WHIN_MEDIA_ALBUM:
    stack_album (self, stack);
    break;
  case WHIN_MEDIA_STICKER:
    stack_sticker (self, stack);
    break;
  case WHIN_MEDIA_FILE:
    stack_file (self, stack);
    break;
  case WHIN_MEDIA_CHILD:
    stack_child (self, stack);
    break;
  case WHIN_MEDIA_NONE:
    break;
  }
}

static gboolean
is_rtl (WhinMessageRow *self)
{
  return gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
}

/* Room that the last line leaves for the time: -1 when it runs against the interface's direction.
 */
static int
last_line_width (WhinMessageRow *self, PangoLayout *layout)
{
  PangoRectangle extents;
  PangoLayoutLine *line =
      pango_layout_get_line_readonly (layout, pango_layout_get_line_count (layout) - 1);
  gboolean line_rtl = pango_layout_line_get_resolved_direction (line) == PANGO_DIRECTION_RTL;
  if (line_rtl != is_rtl (self))
    return -1;
  pango_layout_line_get_pixel_extents (line, NULL, &extents);
  return extents.width;
}

/* In the middle of the first line. */
static void
place_lock (WhinMessageRow *self, PangoLayout *layout, int y)
{
  PangoRectangle line;
  pango_layout_line_get_pixel_extents (pango_layout_get_line_readonly (layout, 0), NULL, &line);
  self->geometry.lock =
      (Rect) { PAD_X, y + (line.height - WHIN_LOCK_HEIGHT) / 2, WHIN_LOCK_WIDTH, WHIN_LOCK_HEIGHT };
}

static void
stack_text (WhinMessageRow *self, Stack *stack, int *last_line)
{
  PangoRectangle extents;
  int lead = self->view.waiting || self->view.deleted ? WHIN_LOCK_WIDTH + LOCK_GAP : 0;
  if (!self->view.text || !*self->view.text)
    return;
  if (self->geometry.media.height > 0)
    stack->y += SPACING;
  PangoLayout *layout = whin_message_slot (self, WHIN_SLOT_TEXT);
  whin_message_align (self, layout); /* the row may have been a centred one */
  pango_layout_set_width (layout, (stack->inner - lead) * PANGO_SCALE);
  pango_layout_get_pixel_extents (layout, NULL, &extents);
  self->geometry.text = (Rect) { PAD_X + lead, stack->y, extents.width, extents.height };
  self->geometry.text_shift = -extents.x;
  stack->width = MAX (stack->width, lead + extents.width);
  *last_line = last_line_width (self, layout);
  if (lead)
    place_lock (self, layout, stack->y);
  if (*last_line >= 0)
    *last_line += lead;
  stack->y += extents.height;
}

/* Below the text, which goes on. */
static void
stack_more (WhinMessageRow *self, Stack *stack, int *last_line)
{
  int w, h;
  if (!self->view.more)
    return;
  whin_message_slot_size (self, WHIN_SLOT_MORE, &w, &h);
  stack->y += SPACING;
  self->geometry.more = (Rect) { PAD_X, stack->y, w, h };
  stack->width = MAX (stack->width, w);
  stack->y += h;
  *last_line = w;
}

/* The time goes on the last line, on the picture, beside the file's label, on the last line of a
 * child, or below. */
static void
stack_time (WhinMessageRow *self, Stack *stack, int last_line)
{
  WhinGeometry *g = &self->geometry;
  int w, h;
  if (!self->view.time)
    return;
  whin_message_slot_size (self, WHIN_SLOT_TIME, &w, &h);
  if (self->view.tick != WHIN_TICK_NONE)
    w += WHIN_TICK_WIDTH + 3;
  if (self->view.starred)
    w += WHIN_STAR_WIDTH + 3;
  if (self->view.pinned)
    w += WHIN_PIN_WIDTH + 3;
  if (self->view.expires)
    w += WHIN_TIMER_WIDTH + 3;
  if (self->view.broadcast)
    w += WHIN_HORN_WIDTH + 3;
  gboolean file = self->view.media == WHIN_MEDIA_FILE;
  if (g->text.height == 0 && file) {
    int label_w, label_h;
    whin_message_slot_size (self, WHIN_SLOT_LABEL, &label_w, &label_h);
    last_line = FILE_ICON + 10 + label_w;
  }
  g->over_media = g->text.height == 0 && stack->pictured && g->media.width >= w + 24 &&
                  g->media.height >= 2 * h;
  if (g->pill) {
    g->time = (Rect) { 0, stack->y + 2 + PILL_Y, w, h };
    stack->width = MAX (stack->width, w + 2 * PILL_X);
    stack->y += h + 2 + 2 * PILL_Y;
  } else if (g->over_media) {
    g->time =
        (Rect) { g->media.x + g->media.width - w - 12, g->media.y + g->media.height - h - 8, w, h };
  } else if (self->view.media_line) {
    g->time = (Rect) { 0, stack->y - h - 5, w, h };
  } else if (last_line >= 0 && last_line + TIME_GAP + w <= stack->inner &&
             (g->text.height > 0 || file)) {
    stack->width = MAX (stack->width, last_line + TIME_GAP + w);
    g->time = (Rect) { 0, stack->y - h + (file && !g->text.height ? 0 : 1), w, h };
  } else {
    g->time = (Rect) { 0, stack->y + (g->bare ? 2 : 0), w, h };
    stack->width = MAX (stack->width, w);
    stack->y += h + (g->bare ? 2 : 0);
  }
}

/* What lies outside of the bubble */

static int
place_reactions (WhinMessageRow *self, int y)
{
  WhinGeometry *g = &self->geometry;
  int x = g->bubble.x + (g->pill ? 2 : 10), over = g->pill ? -2 : 6;
  guint n = self->view.n_reactions;
  for (guint i = 0; i < n; i++) {
    int w, h;
    whin_message_slot_size (self, WHIN_SLOT_REACTION_0 + i, &w, &h);
    g->reactions[i] = (Rect) { x, y - over, w + 14, REACTION_HEIGHT };
    x += w + 14 + 4;
  }
  return n ? y - over + REACTION_HEIGHT : y;
}

/* On the side that the bubble leaves free, as many as fit: so they move nothing when they come. */
static void
place_readers (WhinMessageRow *self, int left)
{
  WhinGeometry *g = &self->geometry;
  const WhinMessageView *view = &self->view;
  int end = g->bubble.x - 6, room = end - left - 2, w = 0, h = 0;
  int y = g->bubble.y + g->bubble.height - FACE - 2;
  int n = MIN ((int) view->n_faces, (room + FACE_GAP) / (FACE + FACE_GAP));
  int faces = n * (FACE + FACE_GAP) - FACE_GAP;

  if (n <= 0)
    return;
  if (view->n_readers > view->n_faces && n == (int) view->n_faces) {
    whin_message_slot_size (self, WHIN_SLOT_MORE_FACES, &w, &h);
    w = faces + 3 + w <= room ? w : 0;
  }
  if (w)
    g->more_faces = (Rect) { end - w, y + (FACE - h) / 2, w, h };
  int x = end - faces - (w ? w + 3 : 0);
  g->readers = (Rect) { x - 2, y - 2, end - x + 4, FACE + 4 };
  for (int i = 0; i < n; i++)
    g->faces[i] = (Rect) { x + i * (FACE + FACE_GAP), y, FACE, FACE };
}

static int
place_failure (WhinMessageRow *self, int y, int end)
{
  WhinGeometry *g = &self->geometry;
  int fail_w, retry_w, discard_w, h, x = end;
  gboolean failed = self->view.tick == WHIN_TICK_FAILED;
  if (!failed && !self->view.failure)
    return y;
  whin_message_slot_size (self, WHIN_SLOT_RETRY, &retry_w, &h);
  whin_message_slot_size (self, WHIN_SLOT_DISCARD, &discard_w, &h);
  y += 4;
  if (failed) {
    x -= discard_w + 20;
    g->discard = (Rect) { x, y, discard_w + 20, h + 8 };
    x -= 6;
  }
  x -= retry_w + 20;
  g->retry = (Rect) { x, y, retry_w + 20, h + 8 };
  whin_message_fit_line (self, WHIN_SLOT_FAILURE, PANGO_ELLIPSIZE_END, MAX (x - MARGIN - 10, 40),
                         &fail_w, &h);
  g->failure = (Rect) { x - fail_w - 10, y + 4, fail_w, h };
  return y + h + 8;
}

static void
offset (Rect *rect, int x, int y)
{
  if (rect->width > 0) {
    rect->x += x;
    rect->y += y;
  }
}

static void
mirror (Rect *rect, int width)
{
  rect->x = width - rect->x - rect->width;
}

static void
mirror_all (WhinGeometry *g)
{
  Rect *rects[] = { &g->bubble, &g->sender,    &g->quote, &g->media,   &g->text,      &g->time,
                    &g->avatar, &g->failure,   &g->retry, &g->discard, &g->action,    &g->lock,
                    &g->more,   &g->forwarded, &g->check, &g->readers, &g->more_faces };
  for (guint i = 0; i < G_N_ELEMENTS (rects); i++)
    mirror (rects[i], g->width);
  for (guint i = 0; i < WHIN_MAX_REACTIONS; i++)
    mirror (&g->reactions[i], g->width);
  for (guint i = 0; i < WHIN_MAX_FACES; i++)
    mirror (&g->faces[i], g->width);
}

static int
bubble_room (const WhinMessageView *view, int column, int gutter)
{
  double share = column < 480 ? 0.86 : 0.78; /* a phone needs the room more than the air */
  return MIN (MIN (BUBBLE, column * share), column - 2 * MARGIN - gutter);
}

static gboolean
text_runs_to_end (WhinMessageRow *self)
{
  PangoLayoutLine *line =
      pango_layout_get_line_readonly (whin_message_slot (self, WHIN_SLOT_TEXT), 0);
  return (pango_layout_line_get_resolved_direction (line) == PANGO_DIRECTION_RTL) != is_rtl (self);
}

/* Without a bubble everything stands at the side of whoever wrote it; the pill below the sticker's
 * end. */
static void
align_bare (WhinMessageRow *self, int width, int pad)
{
  WhinGeometry *g = &self->geometry;
  gboolean own = self->view.own;
  Rect *parts[] = { &g->sender, &g->forwarded, &g->quote, &g->media, &g->text };
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    parts[i]->x = own ? width - pad - parts[i]->width : pad;
  if (g->pill && !own)
    g->time.x = MAX (pad + PILL_X, g->media.x + g->media.width - g->time.width - PILL_X);
  else if (g->pill)
    g->time.x = width - pad - g->time.width - PILL_X;
}

static void
finish_bubble (WhinMessageRow *self, Stack *stack, int top, int column, int gutter)
{
  WhinGeometry *g = &self->geometry;
  const WhinMessageView *view = &self->view;
  int pad = g->bare ? 2 : PAD_X, width = stack->width + 2 * pad;
  int height =
      stack->y +
      (stack->pictured && g->text.height == 0 && g->over_media ? INSET : (g->bare ? 0 : PAD_Y));
  int left = (g->width - column) / 2;
  int x = view->own ? left + column - MARGIN - width : left + MARGIN + gutter;

  if (stack->pictured)
    g->media.x = (width - g->media.width) / 2;
  if (view->media == WHIN_MEDIA_FILE)
    g->media.width = stack->width;
  if (g->quote.width > 0)
    g->quote.width = stack->width;
  if (g->text.width > 0 && !g->bare && text_runs_to_end (self))
    g->text.x = PAD_X + stack->width - g->text.width;
  if (!g->over_media)
    g->time.x = width - pad - g->time.width;
  if (g->bare)
    align_bare (self, width, pad);
  g->bubble = (Rect) { x, top, width, height };
  Rect *inside[] = { &g->sender, &g->quote, &g->media, &g->text,
                     &g->time,   &g->lock,  &g->more,  &g->forwarded };
  for (guint i = 0; i < G_N_ELEMENTS (inside); i++)
    offset (inside[i], x, top);
  if (gutter && view->last_of_run)
    g->avatar = (Rect) { left + MARGIN, top + height - 32, 32, 32 };
  /* On the side that the bubble leaves free, so that choosing messages moves none. */
  g->check = (Rect) { view->own ? left + MARGIN : left + column - MARGIN - CHECK,
                      top + (height - CHECK) / 2, CHECK, CHECK };
}

static int
layout_message (WhinMessageRow *self, int width)
{
  WhinGeometry *g = &self->geometry;
  const WhinMessageView *view = &self->view;
  int column = MIN (width, COLUMN), gutter = view->group && !view->own ? GUTTER : 0;
  int top = view->first_of_run ? 10 : 2, last_line = -1;

  g->pill = view->media == WHIN_MEDIA_STICKER;
  g->bare = g->pill || (self->n_emoji > 0 && view->media == WHIN_MEDIA_NONE && !view->quote_name);
  Stack stack = { MAX (bubble_room (view, column, gutter) - 2 * PAD_X, 40), 0, g->bare ? 0 : PAD_Y,
                  FALSE };
  stack_sender (self, &stack);
  stack_forwarded (self, &stack);
  stack_quote (self, &stack);
  if (!view->media_below)
    stack_media (self, &stack);
  stack_text (self, &stack, &last_line);
  if (view->media_below) {
    stack.y += SPACING;
    stack_media (self, &stack);
    last_line = -1;
  }
  stack_more (self, &stack, &last_line);
  stack_time (self, &stack, g->bare ? -1 : last_line);
  finish_bubble (self, &stack, top, column, gutter);

  if (view->own)
    place_readers (self, (width - column) / 2);
  int y = top + g->bubble.height;
  y = place_reactions (self, y);
  return place_failure (self, y, g->bubble.x + g->bubble.width);
}

static int
layout_typing (WhinMessageRow *self, int width)
{
  WhinGeometry *g = &self->geometry;
  int column = MIN (width, COLUMN), gutter = self->view.group ? GUTTER : 0;
  g->bubble = (Rect) { (width - column) / 2 + MARGIN + gutter, 10, 62, 34 };
  if (gutter)
    g->avatar = (Rect) { (width - column) / 2 + MARGIN, 10 + 34 - 32, 32, 32 };
  return 44;
}

/* Day chips, the unread line and notes are a line of text in the middle. */
static int
layout_centred (WhinMessageRow *self, int width, int above, int below)
{
  WhinGeometry *g = &self->geometry;
  PangoRectangle extents;
  int room = MIN (width, COLUMN) - 2 * MARGIN - 24;
  PangoLayout *layout = whin_message_slot (self, WHIN_SLOT_TEXT);
  pango_layout_set_alignment (layout, PANGO_ALIGN_CENTER);
  pango_layout_set_width (layout, MAX (room, 40) * PANGO_SCALE);
  pango_layout_get_pixel_extents (layout, NULL, &extents);
  g->text = (Rect) { (width - extents.width) / 2, above + 4, extents.width, extents.height };
  g->text_shift = -extents.x;
  g->bubble = (Rect) { g->text.x - 12, above, extents.width + 24, extents.height + 8 };
  return above + extents.height + 8 + below;
}

/* A note may have a button below it. */
static int
layout_note (WhinMessageRow *self, int width)
{
  WhinGeometry *g = &self->geometry;
  int w, h, height = layout_centred (self, width, 8, 0);
  if (!self->view.action)
    return height;
  whin_message_slot_size (self, WHIN_SLOT_ACTION, &w, &h);
  g->action = (Rect) { (width - w) / 2 - 12, height + 2, w + 24, h + 8 };
  g->bubble.height += h + 14;
  return height + h + 14;
}

int
whin_message_layout (WhinMessageRow *self, int width)
{
  WhinGeometry *g = &self->geometry;
  if (self->laid_out && g->width == width)
    return g->height;
  *g = (WhinGeometry) { .width = width };
  self->laid_out = TRUE;
  self->parts_known = FALSE;
  if (!self->filled)
    return g->height = 1;
  switch (self->view.kind) {
  case WHIN_ROW_MESSAGE:
    g->height = layout_message (self, width);
    break;
  case WHIN_ROW_TYPING:
    g->height = layout_typing (self, width);
    break;
  case WHIN_ROW_DAY:
    g->height = layout_centred (self, width, 16, 6);
    break;
  case WHIN_ROW_UNREAD:
    g->height = layout_centred (self, width, 12, 2);
    break;
  case WHIN_ROW_NOTE:
    g->height = layout_note (self, width);
    break;
  }
  if (is_rtl (self))
    mirror_all (g);
  return g->height;
}
