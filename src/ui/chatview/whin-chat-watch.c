/* Chat view, watching: reports edges, the end, and what a person has in sight. Nothing is emitted
 * from inside a layout, and nothing ticks while nothing moves. SPDX-License-Identifier:
 * GPL-3.0-or-later */
#include "whin-chat-view-private.h"

static void
report_edge (WhinChatView *self, GtkPositionType edge, gboolean near)
{
  gboolean *asked = &self->asked[edge == GTK_POS_BOTTOM];
  gboolean report = near && !*asked;
  *asked = near;
  if (report)
    g_signal_emit (self, whin_chat_signals[WHIN_CHAT_EDGE_REACHED], 0, edge);
}

static void
report_edges (WhinChatView *self)
{
  GtkAdjustment *adjustment = self->adjustments[GTK_ORIENTATION_VERTICAL];
  double value, page;
  whin_chat_bounds_of (self, &value, &page);
  gboolean top = value - gtk_adjustment_get_lower (adjustment) < WHIN_CHAT_EDGE;
  gboolean below = gtk_adjustment_get_upper (adjustment) - page - value < WHIN_CHAT_EDGE;
  if (whin_chat_n_items (self) == 0 || page <= 0)
    return;
  report_edge (self, GTK_POS_TOP, top);
  report_edge (self, GTK_POS_BOTTOM, below && self->more_below);
}

static gboolean
deferred_cb (gpointer view)
{
  g_autoptr (WhinChatView) self = g_object_ref (view);
  self->deferred_id = 0;
  whin_chat_tell_places (self);
  whin_chat_grant_focus (self);
  if (self->told_at_end != self->at_end) {
    self->told_at_end = self->at_end;
    g_object_notify (G_OBJECT (self), "at-end");
  }
  report_edges (self);
  return G_SOURCE_REMOVE;
}

static gboolean
settle_cb (gpointer view)
{
  g_autoptr (WhinChatView) self = g_object_ref (view);
  gint64 still = (g_get_monotonic_time () - self->moved_at) / 1000;
  if (still < WHIN_CHAT_SETTLE_MS) {
    self->settle_id = g_timeout_add (WHIN_CHAT_SETTLE_MS - still + 1, settle_cb, self);
    return G_SOURCE_REMOVE;
  }
  self->settle_id = 0;
  whin_chat_sort_children (self);
  guint first, last;
  if (gtk_widget_get_mapped (GTK_WIDGET (self)) &&
      whin_chat_view_get_visible_range (self, &first, &last))
    g_signal_emit (self, whin_chat_signals[WHIN_CHAT_VISIBLE], 0, first, last);
  return G_SOURCE_REMOVE;
}

void
whin_chat_watch_moved (WhinChatView *self)
{
  self->moved_at = g_get_monotonic_time ();
  if (!self->settle_id)
    self->settle_id = g_timeout_add (WHIN_CHAT_SETTLE_MS, settle_cb, self);
}

void
whin_chat_watch_layout (WhinChatView *self)
{
  if (!self->deferred_id)
    self->deferred_id = g_idle_add_full (G_PRIORITY_HIGH_IDLE, deferred_cb, self, NULL);
}

void
whin_chat_watch_dispose (WhinChatView *self)
{
  g_clear_handle_id (&self->deferred_id, g_source_remove);
  g_clear_handle_id (&self->settle_id, g_source_remove);
}

gboolean
whin_chat_view_get_visible_range (WhinChatView *self, guint *first, guint *last)
{
  g_return_val_if_fail (WHIN_IS_CHAT_VIEW (self), FALSE);
  double value, page;
  gboolean any = FALSE;
  whin_chat_bounds_of (self, &value, &page);
  for (guint i = 0; i < self->rows->len; i++) {
    WhinChatRow *row = whin_chat_row_at (self, i);
    double shown = MIN (row->y + row->height, value + page) - MAX (row->y, value);
    if (shown <= 0 || (shown < row->height / 2.0 && shown < page / 2.0))
      continue;
    if (!any)
      *first = row->pos;
    *last = row->pos;
    any = TRUE;
  }
  return any;
}

double
whin_chat_view_get_screens_below (WhinChatView *self)
{
  g_return_val_if_fail (WHIN_IS_CHAT_VIEW (self), 0);
  GtkAdjustment *adjustment = self->adjustments[GTK_ORIENTATION_VERTICAL];
  double value, page;
  whin_chat_bounds_of (self, &value, &page);
  return page > 0 ? (gtk_adjustment_get_upper (adjustment) - value - page) / page : 0;
}
