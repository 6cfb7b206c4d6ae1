/* chat page, info: the dialog about the chat, and where it leads in the conversation.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-chat-page-private.h"

#include "whin-chat-info.h"
#include "whin-chat-media.h"
#include "whin-starred-dialog.h"

#include <glib/gi18n.h>

static void
find_cb (WhinChatInfo *dialog, WhinChatPage *self)
{
  whin_chat_page_find (self);
}

static void
starred_cb (WhinChatInfo *dialog, WhinChatPage *self)
{
  if (self->chat)
    whin_starred_dialog_present (GTK_WIDGET (self), self->client, whin_chat_get_conv (self->chat));
}

static void
go_cb (WhinChatInfo *dialog, gint64 ord, WhinChatPage *self)
{
  if (self->timeline)
    whin_chat_page_go_to (self, ord);
}

static void
picture_cb (WhinChatInfo *dialog, WhinMessage *message, WhinChatPage *self)
{
  whin_chat_page_view_large (self, whin_message_get_row (message));
}

/* -- What was sent, by itself -- */

static void
close_dialog (WhinChatMedia *media)
{
  GtkWidget *dialog = gtk_widget_get_ancestor (GTK_WIDGET (media), ADW_TYPE_DIALOG);

  if (dialog)
    adw_dialog_force_close (ADW_DIALOG (dialog));
}

static void
media_go_cb (WhinChatMedia *media, gint64 ord, WhinChatPage *self)
{
  close_dialog (media);
  if (self->timeline)
    whin_chat_page_go_to (self, ord);
}

static void
media_picture_cb (WhinChatMedia *media, WhinMessage *message, WhinChatPage *self)
{
  g_autoptr (WhinMessage) kept = g_object_ref (message);

  close_dialog (media);
  whin_chat_page_view_large (self, whin_message_get_row (kept));
}

void
whin_chat_page_show_media (WhinChatPage *self)
{
  GtkWidget *media = whin_chat_media_new (self->client, whin_chat_get_conv (self->chat));
  AdwDialog *dialog = adw_dialog_new ();
  GtkWidget *pages = adw_navigation_view_new ();

  g_signal_connect_object (media, "go", G_CALLBACK (media_go_cb), self, G_CONNECT_DEFAULT);
  g_signal_connect_object (media, "picture", G_CALLBACK (media_picture_cb), self,
                           G_CONNECT_DEFAULT);
  adw_navigation_view_push (ADW_NAVIGATION_VIEW (pages),
                            whin_chat_media_page_new (WHIN_CHAT_MEDIA (media)));
  adw_dialog_set_title (dialog, _ ("Media, Links and Files"));
  adw_dialog_set_content_width (dialog, 460);
  adw_dialog_set_content_height (dialog, 640);
  adw_dialog_set_child (dialog, pages);
  adw_dialog_present (dialog, GTK_WIDGET (self));
}

void
whin_chat_page_show_info (WhinChatPage *self)
{
  AdwDialog *dialog = whin_chat_info_new (self->client, self->chat);

  g_signal_connect_object (dialog, "find", G_CALLBACK (find_cb), self, G_CONNECT_DEFAULT);
  g_signal_connect_object (dialog, "starred", G_CALLBACK (starred_cb), self, G_CONNECT_DEFAULT);
  g_signal_connect_object (dialog, "go", G_CALLBACK (go_cb), self, G_CONNECT_DEFAULT);
  g_signal_connect_object (dialog, "picture", G_CALLBACK (picture_cb), self, G_CONNECT_DEFAULT);
  adw_dialog_present (dialog, GTK_WIDGET (self));
}
