/* chat page, info: the dialog about the chat, and where it leads in the conversation.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-chat-page-private.h"

#include "whin-chat-info.h"
#include "whin-starred-dialog.h"
#include "whin-viewer.h"

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
picture_cb (WhinChatInfo *dialog, WhinMessage *message, GListModel *messages, WhinChatPage *self)
{
  whin_viewer_open (self->viewer_host, messages, message, self->client);
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
