/* chat page, pinned: keeps the bar, and what else is asked for as a whole, in step with the store.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-chat-page-private.h"

#include "whin-client-messages.h"

#define QUIET_MS 150 /* a burst of messages is one question */

static void
pinned_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (WhinChatPage) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) rows = whin_client_query_finish (NULL, result, &error);

  if (rows && self->chat)
    whin_pinned_bar_set_rows (self->pinned_bar, rows);
}

static void
ask (gpointer user_data)
{
  WhinChatPage *self = user_data;

  self->look_timer = 0;
  if (!self->chat)
    return;
  whin_client_query_pinned_async (self->client, whin_chat_get_conv (self->chat), self->cancellable,
                                  pinned_cb, g_object_ref (self));
  whin_chat_page_ask_readers (self);
  whin_chat_page_ask_mentions (self);
}

void
whin_chat_page_look_soon (WhinChatPage *self)
{
  if (!self->look_timer)
    self->look_timer = g_timeout_add_once (QUIET_MS, ask, self);
}

void
whin_chat_page_stop_looking (WhinChatPage *self)
{
  g_clear_handle_id (&self->look_timer, g_source_remove);
  whin_pinned_bar_set_rows (self->pinned_bar, NULL);
  whin_chat_page_forget_readers (self);
  whin_chat_page_forget_mentions (self);
}

static void
jump_cb (WhinPinnedBar *bar, const MessageRow *row, WhinChatPage *self)
{
  if (self->timeline)
    whin_chat_page_show (self, row->ord);
}

static void
unpin_cb (WhinPinnedBar *bar, const MessageRow *row, WhinChatPage *self)
{
  MessageName name = { row->conv, row->author, row->id };

  whin_client_pin (self->client, &name, FALSE);
}

void
whin_chat_page_pinned_init (WhinChatPage *self)
{
  g_signal_connect_object (self->pinned_bar, "jump", G_CALLBACK (jump_cb), self, G_CONNECT_DEFAULT);
  g_signal_connect_object (self->pinned_bar, "unpin", G_CALLBACK (unpin_cb), self,
                           G_CONNECT_DEFAULT);
}
