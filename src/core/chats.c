/* chats: what one does in a chat besides writing - reading, drafts, opening, deleting.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "core-chat.h"
#include "core.h"
#include "media.h"

#include "expiry.h"
#include "own-state.h"
#include "requests.h"
#include "store-chat.h"
#include "store-media.h"

typedef struct {
  Conv conv;
  gint64 ord;
  char *text;
  MessageName reply;
} Order;

static void
order_free (gpointer data)
{
  Order *order = data;

  g_free (order->text);
  g_free (order);
}

static void
post (Core *core, CoreFunc func, const Conv *conv, gint64 ord, const char *text)
{
  Order *order = g_new0 (Order, 1);

  order->conv = *conv;
  order->ord = ord;
  order->text = g_strdup (text);
  core_post (core, func, order, order_free);
}

/* With receipts turned off one's own devices are still told. */
static void
tell_own_devices (Core *core, const MessageName *last)
{
  Conv self = { CONV_USER, core_self (core) };
  Content content = { .kind = CONTENT_CHAT };
  Id id = id_random ();

  content.chat = (ContentChat) { last->conv, last->id, last->author };
  outbox_add (core, &id, &self, &content, NULL, 0, 0, NULL);
}

static void
tell_read (Core *core, GArray *read)
{
  if (read->len == 0)
    return;
  if (!setting_is_on (core, "read-receipts") ||
      request_is_open (core, &g_array_index (read, MessageName, 0).conv)) {
    tell_own_devices (core, &g_array_index (read, MessageName, read->len - 1));
    return;
  }
  for (guint i = 0; i < read->len; i++) {
    const MessageName *name = &g_array_index (read, MessageName, i);

    request_receipt (core, "read", name);
  }
  receipts_flush (core);
}

static void
mark_read_cb (Core *core, gpointer data)
{
  const Order *order = data;
  g_autoptr (GArray) read = g_array_new (FALSE, FALSE, sizeof (MessageName));

  core_begin (core);
  if (!store_chat_mark_read (core->store, &order->conv, order->ord, read)) {
    store_rollback (core->store);
    return;
  }
  tell_read (core, read);
  if (own_state_number (core, "unread", &order->conv) != 0)
    own_state_set_chat (core, "unread", &order->conv, 0);
  expiry_on_read (core, &order->conv, core_now (core));
  core_note_chat (core, &order->conv);
  if (core_commit (core, NULL))
    outbox_pump (core);
}

void
core_mark_read (Core *core, const Conv *conv, gint64 ord)
{
  post (core, mark_read_cb, conv, ord, NULL);
}

static void
draft_cb (Core *core, gpointer data)
{
  const Order *order = data;

  core_begin (core);
  store_chat_set_draft (core->store, &order->conv, order->text,
                        id_is_none (&order->reply.id) ? NULL : &order->reply);
  core_note_chat (core, &order->conv);
  core_commit (core, NULL);
}

void
core_set_draft (Core *core, const Conv *conv, const char *text, const MessageName *reply)
{
  Order *order = g_new0 (Order, 1);

  order->conv = *conv;
  order->text = g_strdup (text != NULL ? text : "");
  if (reply != NULL)
    order->reply = *reply;
  core_post (core, draft_cb, order, order_free);
}

static void
open_cb (Core *core, gpointer data)
{
  const Order *order = data;

  core_begin (core);
  store_chat_open (core->store, &order->conv, core_now (core));
  core_note_chat (core, &order->conv);
  core_commit (core, NULL);
}

void
core_open_chat (Core *core, const Conv *conv)
{
  post (core, open_cb, conv, 0, NULL);
}

void
chat_take_away (Core *core, const Conv *conv)
{
  g_autoptr (GPtrArray) paths = store_media_paths (core->store, conv);

  media_cancel_all (core, conv);
  for (guint i = 0; i < paths->len; i++)
    core_note_file (core, paths->pdata[i]);
  store_chat_delete (core->store, conv, core_now (core));
  core_note_chat (core, conv);
}

static void
delete_cb (Core *core, gpointer data)
{
  const Order *order = data;

  core_begin (core);
  chat_take_away (core, &order->conv);
  core_commit (core, NULL);
}

void
core_delete_chat (Core *core, const Conv *conv)
{
  post (core, delete_cb, conv, 0, NULL);
}

static void
reconnect_cb (Core *core, gpointer data)
{
  if (core->link != NULL)
    link_retry_now (core->link);
}

void
core_reconnect (Core *core)
{
  core_post (core, reconnect_cb, NULL, NULL);
}
