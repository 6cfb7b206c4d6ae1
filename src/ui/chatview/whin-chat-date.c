/* Chat view, floating date: a pill over the top edge that says which day is in sight while a person
 * scrolls up. It steps aside for a day chip that scrolls under it.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-chat-view-private.h"

#include <math.h>

#define DATE_MARGIN 8

static void
clicked_cb (GtkGestureClick *click, int n, double x, double y, gpointer view)
{
  WhinChatView *self = view;
  g_signal_emit (self, whin_chat_signals[WHIN_CHAT_DATE], 0);
}

void
whin_chat_date_init (WhinChatView *self)
{
  self->date = gtk_label_new (NULL);
  gtk_widget_add_css_class (self->date, "floating-date");
  gtk_widget_set_can_target (self->date, FALSE);
  gtk_widget_set_cursor_from_name (self->date, "pointer");
  GtkGesture *click = gtk_gesture_click_new ();
  g_signal_connect (click, "released", G_CALLBACK (clicked_cb), self);
  gtk_widget_add_controller (self->date, GTK_EVENT_CONTROLLER (click));
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->date), GTK_ACCESSIBLE_STATE_HIDDEN, TRUE, -1);
  gtk_widget_set_parent (self->date, GTK_WIDGET (self));
}

static gboolean
hide_cb (gpointer view)
{
  WhinChatView *self = view;
  self->date_timer = 0;
  self->date_wanted = FALSE;
  gtk_widget_remove_css_class (self->date, "shown");
  gtk_widget_set_can_target (self->date, FALSE);
  return G_SOURCE_REMOVE;
}

static void
hide_soon (WhinChatView *self)
{
  g_clear_handle_id (&self->date_timer, g_source_remove);
  if (self->date_wanted)
    self->date_timer = g_timeout_add (WHIN_CHAT_DATE_MS, hide_cb, self);
}

void
whin_chat_date_moved (WhinChatView *self, double value)
{
  if (!self->factory.day)
    return;
  if (value < self->last_value - 0.5)
    self->date_wanted = TRUE;
  if (self->at_end)
    self->date_wanted = FALSE;
  self->last_value = value;
  hide_soon (self);
}

/* The day of the topmost row in sight, and where the pill belongs; NULL to show none. */
static char *
find_day (WhinChatView *self, double value, int height, int *y)
{
  g_autofree char *day = NULL;
  *y = DATE_MARGIN;
  for (guint i = 0; i < self->rows->len; i++) {
    WhinChatRow *row = whin_chat_row_at (self, i);
    gboolean heads = FALSE;
    int top = floor (row->y - value);
    if (top + row->height <= DATE_MARGIN)
      continue;
    if (day && top >= height + 2 * DATE_MARGIN)
      break;
    g_autofree char *here = self->factory.day (row->item, &heads, self->data);
    if (!day && heads && top + row->height >= height)
      return NULL; /* its own chip is in sight */
    if (day && heads)
      *y = MIN (*y, top - height);
    if (!day)
      day = g_steal_pointer (&here);
  }
  return g_steal_pointer (&day);
}

void
whin_chat_date_layout (WhinChatView *self, double value, int width)
{
  int w, h, y = DATE_MARGIN;
  gtk_widget_measure (self->date, GTK_ORIENTATION_VERTICAL, -1, NULL, &h, NULL, NULL);
  g_autofree char *day = self->date_wanted ? find_day (self, value, h, &y) : NULL;
  if (day && g_strcmp0 (day, gtk_label_get_label (GTK_LABEL (self->date))) != 0)
    gtk_label_set_label (GTK_LABEL (self->date), day);
  if (day)
    gtk_widget_add_css_class (self->date, "shown");
  else
    gtk_widget_remove_css_class (self->date, "shown");
  gtk_widget_set_can_target (self->date, day != NULL);
  gtk_widget_measure (self->date, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &w, NULL, NULL);
  gtk_widget_measure (self->date, GTK_ORIENTATION_VERTICAL, -1, NULL, &h, NULL, NULL);
  w = MIN (w, width);
  graphene_point_t at = GRAPHENE_POINT_INIT ((width - w) / 2, y);
  gtk_widget_allocate (self->date, w, h, -1, gsk_transform_translate (NULL, &at));
}

void
whin_chat_date_dispose (WhinChatView *self)
{
  g_clear_handle_id (&self->date_timer, g_source_remove);
  g_clear_pointer (&self->date, gtk_widget_unparent);
}
