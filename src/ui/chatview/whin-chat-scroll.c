/* Chat view, scrolling: what a person's scrolling means, and the jumps and glides of the program.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-chat-view-private.h"

#include <math.h>

#define GLIDE_MS 200

void
whin_chat_value_changed (GtkAdjustment *adjustment, gpointer view)
{
  WhinChatView *self = view;
  if (self->in_layout)
    return;
  double value = gtk_adjustment_get_value (adjustment);
  double end = gtk_adjustment_get_upper (adjustment) - gtk_adjustment_get_page_size (adjustment);
  guint n = whin_chat_n_items (self);
  gboolean has_last =
      n > 0 && self->rows->len > 0 && whin_chat_row_at (self, self->rows->len - 1)->pos == n - 1;
  self->at_end = has_last && !self->more_below && value >= end - WHIN_CHAT_END_SLACK;
  self->end_gap = self->at_end ? CLAMP (end - value, 0, WHIN_CHAT_END_SLACK) : 0;
  self->jump = FALSE;
  whin_chat_date_moved (self, value);
  whin_chat_watch_moved (self);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}

static void
glide_cb (double progress, gpointer view)
{
  WhinChatView *self = view;
  gtk_adjustment_set_value (self->adjustments[GTK_ORIENTATION_VERTICAL],
                            self->glide_from + (self->glide_to - self->glide_from) * progress);
}

static void
glide_done_cb (WhinChatView *self)
{
  if (self->glide_end)
    whin_chat_view_scroll_to_end (self, FALSE);
}

void
whin_chat_stop_glide (WhinChatView *self)
{
  self->glide_end = FALSE;
  if (self->glide)
    adw_animation_pause (self->glide);
}

void
whin_chat_set_value (WhinChatView *self, double value, gboolean animate)
{
  GtkAdjustment *adjustment = self->adjustments[GTK_ORIENTATION_VERTICAL];
  whin_chat_stop_glide (self);
  if (!animate || !adw_get_enable_animations (GTK_WIDGET (self))) {
    gtk_adjustment_set_value (adjustment, value);
    return;
  }
  if (!self->glide) {
    AdwAnimationTarget *target = adw_callback_animation_target_new (glide_cb, self, NULL);
    self->glide = adw_timed_animation_new (GTK_WIDGET (self), 0, 1, GLIDE_MS, target);
    adw_timed_animation_set_easing (ADW_TIMED_ANIMATION (self->glide), ADW_EASE_OUT_CUBIC);
    g_signal_connect_object (self->glide, "done", G_CALLBACK (glide_done_cb), self,
                             G_CONNECT_SWAPPED);
  }
  self->glide_from = gtk_adjustment_get_value (adjustment);
  self->glide_to = value;
  adw_animation_reset (self->glide);
  adw_animation_play (self->glide);
}

static void
jump_to (WhinChatView *self, guint pos, double align, double offset)
{
  whin_chat_stop_glide (self);
  self->jump = TRUE;
  self->jump_pos = pos;
  self->jump_align = align;
  self->jump_offset = offset;
  self->at_end = FALSE;
  whin_chat_watch_moved (self);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}

void
whin_chat_view_scroll_to (WhinChatView *self, guint position, double align, gboolean animate)
{
  g_return_if_fail (WHIN_IS_CHAT_VIEW (self));
  double value, page;
  whin_chat_bounds_of (self, &value, &page);
  WhinChatRow *row = whin_chat_find (self, position);
  double target = row ? round (row->y - align * (page - row->height)) : 0;
  if (row && row != self->kept && animate && page > 0 && fabs (target - value) <= page)
    whin_chat_set_value (self, target, TRUE);
  else
    jump_to (self, position, align, 0);
}

void
whin_chat_view_scroll_to_end (WhinChatView *self, gboolean animate)
{
  g_return_if_fail (WHIN_IS_CHAT_VIEW (self));
  GtkAdjustment *adjustment = self->adjustments[GTK_ORIENTATION_VERTICAL];
  double value, page, end;
  whin_chat_bounds_of (self, &value, &page);
  end = gtk_adjustment_get_upper (adjustment) - page;
  guint n = whin_chat_n_items (self);
  if (animate && n > 0 && whin_chat_find (self, n - 1) && end - value <= page && end > value) {
    whin_chat_set_value (self, end, TRUE);
    self->glide_end = TRUE;
    return;
  }
  whin_chat_stop_glide (self);
  self->jump = FALSE;
  self->at_end = TRUE;
  self->end_gap = 0;
  whin_chat_watch_moved (self);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}

gboolean
whin_chat_view_get_anchor (WhinChatView *self, gpointer *item, double *offset)
{
  g_return_val_if_fail (WHIN_IS_CHAT_VIEW (self), FALSE);
  double value, page;
  whin_chat_bounds_of (self, &value, &page);
  for (guint i = 0; i < self->rows->len && !self->at_end; i++) {
    WhinChatRow *row = whin_chat_row_at (self, i);
    if (row->y + row->height <= value)
      continue;
    *item = g_object_ref (row->item);
    *offset = row->y - value;
    return TRUE;
  }
  return FALSE;
}

void
whin_chat_view_set_anchor (WhinChatView *self, guint position, double offset)
{
  g_return_if_fail (WHIN_IS_CHAT_VIEW (self));
  jump_to (self, position, 0, offset);
}
