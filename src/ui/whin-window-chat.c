/* window, chat: the chat that is open beside the list of them. Its page is made once the list is
 * seen, or when a chat is opened before: nobody who starts the app waits for it.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-window-private.h"

#include "whin-client-chats.h"

#include <glib/gi18n.h>

static WhinChatPage *
chat_page (WhinWindow *self)
{
  if (self->chat_page)
    return self->chat_page;
  self->chat_page = g_object_new (WHIN_TYPE_CHAT_PAGE, NULL);
  gtk_stack_add_named (self->content_stack, GTK_WIDGET (self->chat_page), "chat");
  whin_chat_page_set_client (self->chat_page, self->client, self->settings, self->overlay);
  return self->chat_page;
}

WhinChat *
whin_window_get_chat (WhinWindow *self)
{
  return self->chat_page ? whin_chat_page_get_chat (self->chat_page) : NULL;
}

WhinChatPage *
whin_window_get_chat_page (WhinWindow *self)
{
  return whin_window_get_chat (self) ? self->chat_page : NULL;
}

void
whin_window_show_chat (WhinWindow *self, WhinChat *chat, gint64 ord)
{
  self->wanted.kind = 0;
  whin_sidebar_set_current (self->sidebar, chat);
  whin_sidebar_show_player (self->sidebar, chat == NULL);
  if (chat || self->chat_page)
    whin_chat_page_set_chat (chat_page (self), chat, ord);
  gtk_stack_set_visible_child_name (self->content_stack, chat ? "chat" : "none");
  adw_navigation_page_set_title (self->content_page,
                                 chat ? whin_chat_get_name (chat) : _ ("Conversation"));
  adw_navigation_split_view_set_show_content (self->split_view, chat != NULL);
  if (chat && whin_chat_get_row (chat)->marked_unread)
    whin_client_mark_unread (self->client, whin_chat_get_conv (chat), FALSE);
  if (chat)
    gtk_widget_grab_focus (GTK_WIDGET (self->chat_page));
}

void
whin_window_open_chat (WhinWindow *self, const Conv *conv, gint64 ord)
{
  WhinChat *chat = whin_window_is_hidden (self)
                       ? NULL
                       : whin_chat_list_find (whin_client_get_chats (self->client), conv);

  if (chat) {
    whin_window_show_chat (self, chat, ord);
    return;
  }
  self->wanted = *conv;
  self->wanted_ord = ord;
  if (!whin_window_is_hidden (self))
    whin_client_open_chat (self->client, conv);
}

static void
open_chat_cb (WhinSidebar *sidebar,
              const Conv *conv,
              gint64 ord,
              const char *words,
              WhinWindow *self)
{
  whin_window_open_chat (self, conv, ord);
  if (self->chat_page)
    whin_chat_page_mark (self->chat_page, words);
}

static void
chats_changed_cb (WhinWindow *self)
{
  WhinChatList *chats = whin_client_get_chats (self->client);
  WhinChat *open = whin_window_get_chat (self);
  WhinChat *chat = self->wanted.kind ? whin_chat_list_find (chats, &self->wanted) : NULL;

  if (whin_window_is_hidden (self))
    return;
  if (chat)
    whin_window_show_chat (self, chat, self->wanted_ord);
  else if (open && !whin_chat_list_find (chats, whin_chat_get_conv (open)))
    whin_window_show_chat (self, NULL, 0);
}

/* Back in a narrow window: the chat is not looked at any more. */
static void
show_content_cb (AdwNavigationSplitView *split_view, GParamSpec *pspec, WhinWindow *self)
{
  if (!adw_navigation_split_view_get_show_content (split_view) && whin_window_get_chat (self))
    whin_window_show_chat (self, NULL, 0);
}

void
whin_window_open_neighbour (WhinWindow *self, int step)
{
  WhinChat *chat = whin_sidebar_get_neighbour (self->sidebar, step);

  if (chat)
    whin_window_show_chat (self, chat, 0);
}

static void
prepare (gpointer user_data)
{
  g_autoptr (WhinWindow) self = user_data;

  if (gtk_widget_get_realized (GTK_WIDGET (self)))
    chat_page (self);
}

static void
painted_cb (GdkFrameClock *clock, WhinWindow *self)
{
  g_signal_handlers_disconnect_by_func (clock, painted_cb, self);
  g_idle_add_once (prepare, g_object_ref (self));
}

static void
loaded_cb (WhinWindow *self)
{
  GdkFrameClock *clock;

  whin_window_appear_now (self);
  clock = gtk_widget_get_frame_clock (GTK_WIDGET (self));
  if (clock)
    g_signal_connect_object (clock, "after-paint", G_CALLBACK (painted_cb), self,
                             G_CONNECT_DEFAULT);
}

void
whin_window_follow_chats (WhinWindow *self)
{
  WhinChatList *chats = whin_client_get_chats (self->client);

  g_signal_connect_object (chats, "items-changed", G_CALLBACK (chats_changed_cb), self,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  g_signal_connect_object (chats, "notify::loading", G_CALLBACK (loaded_cb), self,
                           G_CONNECT_SWAPPED);
}

void
whin_window_chat_class_init (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_callback (widget_class, open_chat_cb);
  gtk_widget_class_bind_template_callback (widget_class, show_content_cb);
}
