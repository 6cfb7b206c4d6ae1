/* chat page, date: the floating date leads to a calendar, and that to a day of the chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-chat-page-private.h"

#include "whin-date-popover.h"
#include "whin-format.h"

#define BELOW 40 /* px: the floating date ends there */

static void
go_cb (WhinDatePopover *popover, gint64 ord, WhinChatPage *self)
{
  if (!self->timeline)
    return;
  if (ord)
    whin_chat_page_go_to (self, ord);
  else
    whin_timeline_show (self->timeline, 0);
}

/* When what is in sight was written. */
static gint64
time_in_sight (WhinChatPage *self)
{
  guint first, last;
  g_autoptr (WhinMessage) message = NULL;

  if (whin_chat_view_get_visible_range (self->view, &first, &last))
    message = g_list_model_get_item (G_LIST_MODEL (self->timeline), first);
  return message && whin_message_get_item (message) != WHIN_ITEM_UNREAD
             ? whin_message_get_time (message)
             : whin_now ();
}

void
whin_chat_page_choose_date (WhinChatPage *self)
{
  GdkRectangle at = { gtk_widget_get_width (GTK_WIDGET (self->scroller)) / 2, BELOW, 1, 1 };

  if (!self->timeline)
    return;
  if (!self->date_popover) {
    WhinDatePopover *popover = whin_date_popover_new (self->client);

    g_signal_connect (popover, "go", G_CALLBACK (go_cb), self);
    gtk_widget_set_parent (GTK_WIDGET (popover), GTK_WIDGET (self->scroller));
    self->date_popover = GTK_POPOVER (popover);
  }
  gtk_popover_set_pointing_to (self->date_popover, &at);
  whin_date_popover_open (WHIN_DATE_POPOVER (self->date_popover), whin_chat_get_conv (self->chat),
                          time_in_sight (self));
}

void
whin_chat_page_date_init (WhinChatPage *self)
{
  g_signal_connect_object (self->view, "date-activated", G_CALLBACK (whin_chat_page_choose_date),
                           self, G_CONNECT_SWAPPED);
}

void
whin_chat_page_date_dispose (WhinChatPage *self)
{
  if (self->date_popover)
    gtk_widget_unparent (GTK_WIDGET (g_steal_pointer (&self->date_popover)));
}
