/* Chat view, rows: makes and recycles row widgets and carries the live ones through model changes.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-chat-view-private.h"

#define MAX_POOLED 30

guint
whin_chat_n_items (WhinChatView *self)
{
  return self->model ? g_list_model_get_n_items (self->model) : 0;
}

WhinChatRow *
whin_chat_row_at (WhinChatView *self, guint index)
{
  return g_ptr_array_index (self->rows, index);
}

WhinChatRow *
whin_chat_find (WhinChatView *self, guint pos)
{
  for (guint i = 0; i < self->rows->len; i++) {
    WhinChatRow *row = whin_chat_row_at (self, i);
    if (row->pos == pos)
      return row;
  }
  return self->kept && self->kept->pos == pos ? self->kept : NULL;
}

static void
set_pooled (GtkWidget *widget, gboolean pooled)
{
  gtk_widget_set_child_visible (widget, !pooled);
  /* A child that is not shown is still in the accessible tree unless told otherwise. */
  gtk_accessible_update_state (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_STATE_HIDDEN, pooled, -1);
}

static void
bind (WhinChatView *self, WhinChatRow *row)
{
  row->item = g_list_model_get_item (self->model, row->pos);
  self->factory.bind (row->widget, row->item, row->pos, self->data);
  self->n_binds++;
}

static void
unbind (WhinChatView *self, WhinChatRow *row)
{
  if (self->factory.unbind)
    self->factory.unbind (row->widget, row->item, self->data);
  g_clear_object (&row->item);
}

WhinChatRow *
whin_chat_take (WhinChatView *self, guint pos)
{
  if (self->kept && self->kept->pos == pos)
    return g_steal_pointer (&self->kept);

  WhinChatRow *row = g_new0 (WhinChatRow, 1);
  row->pos = pos;
  if (self->pool->len > 0) {
    row->widget = g_ptr_array_steal_index_fast (self->pool, self->pool->len - 1);
    set_pooled (row->widget, FALSE);
  } else {
    row->widget = self->factory.create (self->data);
    gtk_widget_insert_before (row->widget, GTK_WIDGET (self), self->date);
    self->n_created++;
  }
  bind (self, row);
  return row;
}

static void
recycle (WhinChatView *self, WhinChatRow *row)
{
  unbind (self, row);
  if (self->pool->len < MAX_POOLED) {
    set_pooled (row->widget, TRUE);
    g_ptr_array_add (self->pool, row->widget);
  } else {
    gtk_widget_unparent (row->widget);
  }
  g_free (row);
}

/* The row leaves the run because it is out of sight; with the focus in it, it lives on beside the
 * run. */
void
whin_chat_drop (WhinChatView *self, WhinChatRow *row)
{
  if (whin_chat_has_focus (self, row)) {
    g_assert (!self->kept);
    self->kept = row;
  } else {
    recycle (self, row);
  }
}

void
whin_chat_drop_index (WhinChatView *self, guint index)
{
  whin_chat_drop (self, g_ptr_array_steal_index (self->rows, index));
}

void
whin_chat_drop_all (WhinChatView *self)
{
  while (self->rows->len > 0)
    whin_chat_drop_index (self, self->rows->len - 1);
}

/* The row's item is gone; the focus goes to whatever takes its place. */
static void
discard (WhinChatView *self, WhinChatRow *row, guint successor)
{
  if (whin_chat_has_focus (self, row)) {
    self->focus_wish = WHIN_FOCUS_POSITION;
    self->focus_pos = successor;
  }
  recycle (self, row);
}

static void
replace_items (WhinChatView *self, guint pos, guint n)
{
  for (guint p = pos; p < pos + n; p++) {
    WhinChatRow *row = whin_chat_find (self, p);
    if (!row)
      continue;
    unbind (self, row);
    bind (self, row);
  }
}

static void
remember_place (WhinChatView *self)
{
  double value, page;
  whin_chat_bounds_of (self, &value, &page);
  WhinChatRow *anchor = whin_chat_anchor (self, value, page);
  if (anchor) {
    self->resume_pos = anchor->pos;
    self->resume_y = anchor->y;
  }
}

static void
shift_items (WhinChatView *self, guint pos, guint removed, guint added)
{
  remember_place (self);
  if (self->resume_pos >= pos + removed)
    self->resume_pos += added - removed;
  else if (self->resume_pos > pos)
    self->resume_pos = pos;
  for (guint i = 0; i < self->rows->len;) {
    WhinChatRow *row = whin_chat_row_at (self, i);
    if (row->pos >= pos && row->pos < pos + removed) {
      g_ptr_array_steal_index (self->rows, i);
      discard (self, row, pos + added);
      continue;
    }
    if (row->pos >= pos + removed)
      row->pos += added - removed;
    i++;
  }
  if (self->kept && self->kept->pos >= pos + removed)
    self->kept->pos += added - removed;
  else if (self->kept && self->kept->pos >= pos)
    discard (self, g_steal_pointer (&self->kept), pos + added);
}

void
whin_chat_items_changed (GListModel *model, guint pos, guint removed, guint added, gpointer view)
{
  WhinChatView *self = view;
  if (removed == added)
    replace_items (self, pos, removed);
  else
    shift_items (self, pos, removed, added);
  if (self->at_end && self->more_below)
    self->at_end = FALSE;
  self->end_gap = 0;
  self->asked[0] = self->asked[1] = FALSE;
  whin_chat_watch_moved (self);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}

static void
tell_place (WhinChatRow *row, guint n)
{
  if (row->told_pos == row->pos + 1 && row->told_size == n)
    return;
  row->told_pos = row->pos + 1;
  row->told_size = n;
  gtk_accessible_update_relation (GTK_ACCESSIBLE (row->widget), GTK_ACCESSIBLE_RELATION_POS_IN_SET,
                                  (int) row->told_pos, GTK_ACCESSIBLE_RELATION_SET_SIZE, (int) n,
                                  -1);
}

void
whin_chat_tell_places (WhinChatView *self)
{
  guint n = whin_chat_n_items (self);
  for (guint i = 0; i < self->rows->len; i++)
    tell_place (whin_chat_row_at (self, i), n);
}

/* Assistive tools read children in their order, which recycling has mixed. Moving a child asks for
 * a layout, so this waits until nothing moves. */
void
whin_chat_sort_children (WhinChatView *self)
{
  GtkWidget *before = GTK_WIDGET (self->palette);
  for (guint i = 0; i < self->rows->len; i++) {
    WhinChatRow *row = whin_chat_row_at (self, i);
    if (gtk_widget_get_prev_sibling (row->widget) != before)
      gtk_widget_insert_after (row->widget, GTK_WIDGET (self), before);
    before = row->widget;
  }
}
