/* Chat view, layout: one pass places the run of live rows around an anchor row that does not move.
 * Learning a height changes the adjustment's lower or upper, never its value, so nothing jumps.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-chat-view-private.h"

#include <math.h>

#define OVERSCAN_PX 600
#define OVERSCAN_ROWS 4
#define MAX_GAP 30 /* rows made to bridge an insertion inside the run */

double
whin_chat_value (WhinChatView *self)
{
  return gtk_adjustment_get_value (self->adjustments[GTK_ORIENTATION_VERTICAL]);
}

void
whin_chat_bounds_of (WhinChatView *self, double *value, double *page)
{
  *value = whin_chat_value (self);
  *page = gtk_adjustment_get_page_size (self->adjustments[GTK_ORIENTATION_VERTICAL]);
}

static WhinChatRow *
head (WhinChatView *self)
{
  return whin_chat_row_at (self, 0);
}

static WhinChatRow *
tail (WhinChatView *self)
{
  return whin_chat_row_at (self, self->rows->len - 1);
}

static int
bottom (const WhinChatRow *row)
{
  return row->y + row->height;
}

/* Measures the row; returns how much it grew. */
static int
measure (WhinChatView *self, WhinChatRow *row)
{
  int min, natural, before = row->height;
  gtk_widget_measure (row->widget, GTK_ORIENTATION_HORIZONTAL, -1, &min, NULL, NULL, NULL);
  gtk_widget_measure (row->widget, GTK_ORIENTATION_VERTICAL, MAX (min, self->width), NULL, &natural,
                      NULL, NULL);
  row->height = natural;
  if (before == 0) {
    self->n_learnt++;
    self->average += (natural - self->average) / MIN (self->n_learnt, 200);
  }
  return natural - before;
}

static void
push (WhinChatView *self, gboolean at_tail, guint pos)
{
  WhinChatRow *row = whin_chat_take (self, pos);
  measure (self, row);
  if (at_tail)
    row->y = bottom (tail (self));
  else
    row->y = head (self)->y - row->height;
  g_ptr_array_insert (self->rows, at_tail ? -1 : 0, row);
}

/* Leaves the old run and opens a new one with the row at POS, its top at Y. */
static WhinChatRow *
restart (WhinChatView *self, guint pos, double y)
{
  whin_chat_drop_all (self);
  WhinChatRow *row = whin_chat_take (self, pos);
  measure (self, row);
  row->y = round (y);
  g_ptr_array_add (self->rows, row);
  return row;
}

/* The row that keeps its place: the first whose top is in the upper half of the view, so that a row
 * cut by the upper edge may grow upwards; a row that fills the view is its own anchor. */
WhinChatRow *
whin_chat_anchor (WhinChatView *self, double value, int height)
{
  WhinChatRow *cut = NULL;
  for (guint i = 0; i < self->rows->len; i++) {
    WhinChatRow *row = whin_chat_row_at (self, i);
    if (row->y < value && bottom (row) > value)
      cut = row;
    else if (row->y >= value)
      return row->y > value + height / 2.0 && cut ? cut : row;
  }
  return cut ? cut : (self->rows->len ? tail (self) : NULL);
}

static guint
index_of (WhinChatView *self, WhinChatRow *row)
{
  guint index = 0;
  gboolean found = g_ptr_array_find (self->rows, row, &index);
  g_assert (found);
  return index;
}

/* Items inserted between live rows get rows of their own; a large insertion cuts the run. */
static void
bridge_gaps (WhinChatView *self, WhinChatRow *anchor)
{
  for (guint i = 0; i + 1 < self->rows->len;) {
    guint next = whin_chat_row_at (self, i)->pos + 1, until = whin_chat_row_at (self, i + 1)->pos;
    if (next == until) {
      i++;
    } else if (until - next <= MAX_GAP) {
      g_ptr_array_insert (self->rows, i + 1, whin_chat_take (self, next));
      i++;
    } else if (index_of (self, anchor) > i) {
      for (guint k = i + 1; k > 0; k--)
        whin_chat_drop_index (self, 0);
      i = 0;
    } else {
      while (self->rows->len > i + 1)
        whin_chat_drop_index (self, self->rows->len - 1);
    }
  }
}

/* Re-measures every live row and stacks the others onto the anchor. */
static void
stack (WhinChatView *self, WhinChatRow *anchor, double value, gboolean rewrapped)
{
  guint at = index_of (self, anchor);
  int before = anchor->height, grown = measure (self, anchor);
  if (self->at_end)
    anchor->y -= grown;
  else if (rewrapped && before > 0 && anchor->y < value)
    anchor->y = round (value - (value - anchor->y) * anchor->height / before);
  for (guint i = at; i-- > 0;) {
    WhinChatRow *row = whin_chat_row_at (self, i);
    measure (self, row);
    row->y = whin_chat_row_at (self, i + 1)->y - row->height;
  }
  for (guint i = at + 1; i < self->rows->len; i++) {
    WhinChatRow *row = whin_chat_row_at (self, i);
    measure (self, row);
    row->y = bottom (whin_chat_row_at (self, i - 1));
  }
}

static double
jump (WhinChatView *self, guint n, int height)
{
  guint pos = MIN (self->jump_pos, n - 1);
  WhinChatRow *row = restart (self, pos, pos * self->average);
  self->jump = FALSE;
  self->at_end = FALSE;
  return row->y - self->jump_align * (height - row->height) - self->jump_offset;
}

static void
go_to_end (WhinChatView *self, guint n)
{
  WhinChatRow *last = self->rows->len ? tail (self) : NULL;
  if (!last || n - 1 - last->pos > MAX_GAP)
    restart (self, n - 1, last ? bottom (last) : n * self->average);
}

static void
trim (WhinChatView *self, double value, int height)
{
  guint above = 0, below = 0;
  for (guint i = 0; i < self->rows->len; i++) {
    WhinChatRow *row = whin_chat_row_at (self, i);
    above += bottom (row) <= value;
    below += row->y >= value + height;
  }
  while (self->rows->len > 1 && bottom (head (self)) <= value &&
         (above > OVERSCAN_ROWS || bottom (head (self)) < value - OVERSCAN_PX)) {
    whin_chat_drop_index (self, 0);
    above--;
  }
  while (self->rows->len > 1 && tail (self)->y >= value + height &&
         (below > OVERSCAN_ROWS || tail (self)->y > value + height + OVERSCAN_PX)) {
    whin_chat_drop_index (self, self->rows->len - 1);
    below--;
  }
}

static void
fill (WhinChatView *self, guint n, double value, int height)
{
  guint above = 0, below = 0;
  for (guint i = 0; i < self->rows->len; i++) {
    WhinChatRow *row = whin_chat_row_at (self, i);
    above += bottom (row) <= value;
    below += row->y >= value + height;
  }
  while (head (self)->pos > 0 && head (self)->y > value - OVERSCAN_PX && above < OVERSCAN_ROWS) {
    push (self, FALSE, head (self)->pos - 1);
    above += bottom (head (self)) <= value;
  }
  while (tail (self)->pos < n - 1 && bottom (tail (self)) < value + height + OVERSCAN_PX &&
         below < OVERSCAN_ROWS) {
    push (self, TRUE, tail (self)->pos + 1);
    below += tail (self)->y >= value + height;
  }
}

static double
end_value (WhinChatView *self, int height)
{
  return bottom (tail (self)) + WHIN_CHAT_PADDING - height;
}

/* A dragged scrollbar left the run behind: go on where the thumb points, exactly at the ends. */
static void
follow_thumb (WhinChatView *self, guint n, double value, int height)
{
  double lower = head (self)->y - head (self)->pos * self->average;
  guint pos = CLAMP ((value - lower) / MAX (self->average, 1), 0, n - 1);
  WhinChatRow *row = restart (self, pos, value);
  if (pos == 0)
    row->y = ceil (value) + WHIN_CHAT_PADDING;
  else if (pos == n - 1)
    row->y = floor (value) + height - WHIN_CHAT_PADDING - row->height;
}

static void
ensure_run (WhinChatView *self, guint n, double *value, int height)
{
  if (self->jump) {
    *value = jump (self, n, height);
    return;
  }
  if (self->at_end)
    go_to_end (self, n);
  else if (self->rows->len == 0)
    restart (self, MIN (self->resume_pos, n - 1), self->resume_y);

  double margin = 2.0 * height + OVERSCAN_PX;
  if (!self->at_end &&
      (*value > bottom (tail (self)) + margin || *value + height < head (self)->y - margin))
    follow_thumb (self, n, *value, height);
}

static void
allocate_rows (WhinChatView *self, double value, int height)
{
  for (guint i = 0; i < self->rows->len; i++) {
    WhinChatRow *row = whin_chat_row_at (self, i);
    graphene_point_t at = GRAPHENE_POINT_INIT (0, floor (row->y - value));
    gtk_widget_allocate (row->widget, self->width, row->height, -1,
                         gsk_transform_translate (NULL, &at));
  }
  if (self->kept) {
    measure (self, self->kept);
    gboolean above = self->kept->pos < head (self)->pos;
    graphene_point_t at = GRAPHENE_POINT_INIT (0, above ? -self->kept->height - 64 : height + 64);
    gtk_widget_allocate (self->kept->widget, self->width, self->kept->height, -1,
                         gsk_transform_translate (NULL, &at));
  }
}

static void
configure (WhinChatView *self, double value, double lower, double upper, int height)
{
  GtkAdjustment *adjustment = self->adjustments[GTK_ORIENTATION_VERTICAL];
  g_object_freeze_notify (G_OBJECT (adjustment));
  gtk_adjustment_configure (adjustment, value, lower, upper, height * 0.1, height * 0.9, height);
  g_object_thaw_notify (G_OBJECT (adjustment));
  self->last_value = value;
}

static void
place (WhinChatView *self, guint n, double value, int height)
{
  double lower = 0, upper = 0;
  /* The second round is for a value that had to be clamped: other rows are then in sight. */
  for (int round = 0; round < 2; round++) {
    trim (self, value, height);
    fill (self, n, value, height);
    lower = head (self)->y - head (self)->pos * self->average - WHIN_CHAT_PADDING;
    upper = bottom (tail (self)) + (n - 1 - tail (self)->pos) * self->average + WHIN_CHAT_PADDING;
    if (upper - lower < height)
      lower = upper - height; /* short chats sit at the bottom */
    double clamped = CLAMP (value, lower, upper - height);
    if (clamped == value)
      break;
    value = clamped;
  }
  configure (self, value, lower, upper, height);
  self->at_end = self->at_end ||
                 (!self->more_below && tail (self)->pos == n - 1 && value >= upper - height - 0.5);
  allocate_rows (self, value, height);
}

void
whin_chat_layout (WhinChatView *self, int width, int height)
{
  guint n = whin_chat_n_items (self);
  double value = whin_chat_value (self);
  gboolean rewrapped = self->width > 0 && width != self->width;

  self->in_layout = TRUE;
  self->width = width;
  if (self->kept && !whin_chat_has_focus (self, self->kept))
    whin_chat_drop (self, g_steal_pointer (&self->kept));
  if (n == 0) {
    whin_chat_drop_all (self);
    configure (self, 0, 0, height, height);
  } else {
    ensure_run (self, n, &value, height);
    WhinChatRow *anchor = self->at_end ? tail (self) : whin_chat_anchor (self, value, height);
    bridge_gaps (self, anchor);
    stack (self, anchor, value, rewrapped);
    if (self->at_end) {
      while (tail (self)->pos < n - 1)
        push (self, TRUE, tail (self)->pos + 1);
      value = end_value (self, height) - self->end_gap;
    }
    place (self, n, value, height);
  }
  whin_chat_date_layout (self, whin_chat_value (self), width);
  self->in_layout = FALSE;
  whin_chat_watch_layout (self);
}
