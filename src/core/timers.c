/* timers: how long messages last, as the people of a chat set it. In a chat of two either says so,
 * and the last by the server's order counts; in a group it is a change of the group.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "core-chat.h"
#include "core-group.h"
#include "expiry.h"

#include "group-commands.h"
#include "store-expiry.h"
#include "store-message.h"

#include <glib/gi18n.h>

/* What a person chooses has a shortest. */
static gint64
sound (gint64 seconds)
{
  return seconds <= 0 ? 0 : CLAMP (seconds, LIMIT_EXPIRES_MIN, LIMIT_EXPIRES_MAX);
}

static MessageRow *
notice_of (const Conv *conv, const Id *author, const Id *id, gint64 time, gint64 seconds)
{
  MessageRow *row = message_row_new ();

  row->conv = *conv;
  row->author = *author;
  row->id = *id;
  row->kind = MESSAGE_GROUP_TIMER;
  row->state = STATE_RECEIVED;
  row->time = time;
  row->text = g_strdup ("");
  row->error = -1;
  row->expires = sound (seconds);
  return row;
}

static void
note (Core *core, const MessageRow *row)
{
  core_note_message (core, &row->author, &row->id);
  core_note_chat (core, &row->conv);
}

/* -- Said by others, and by other devices. -- */

void
timers_hear (Core *core, const ProtoMsg *msg, const Conv *conv, const ContentTimer *timer)
{
  Id self = core_self (core);
  g_autoptr (MessageRow) row = notice_of (conv, &msg->from, &msg->id, msg->ts, timer->seconds);

  row->own = id_equal (&msg->from, &self);
  if (!store_message_add (core->store, row, msg->cseq, NULL))
    return;
  store_timer_set (core->store, conv, row->expires, row->ord);
  note (core, row);
}

/* -- Said here. -- */

void
timers_on_ok (Core *core, const MessageRow *notice)
{
  store_timer_placed (core->store, &notice->id, notice->ord);
}

gboolean
timers_on_failed (Core *core, const MessageRow *notice)
{
  MessageName name = { notice->conv, notice->author, notice->id };

  if (notice->kind != MESSAGE_GROUP_TIMER || notice->conv.kind != CONV_USER)
    return FALSE;
  store_timer_refused (core->store, &name.id);
  store_message_delete (core->store, &name.author, &name.id, FALSE, core_now (core));
  core_note_removed (core, &name);
  core_note_chat (core, &name.conv);
  return TRUE;
}

typedef struct {
  Conv conv;
  gint64 seconds;
} Order;

static void
say (Core *core, const Conv *conv, gint64 seconds)
{
  Id self = core_self (core), id = id_random ();
  g_autoptr (MessageRow) row = notice_of (conv, &self, &id, core_now (core), seconds);
  Content content = { .kind = CONTENT_TIMER };

  content.timer.seconds = row->expires;
  row->own = TRUE;
  row->state = STATE_PENDING;
  store_message_add (core->store, row, 0, NULL);
  store_timer_set_pending (core->store, conv, &id, row->expires);
  profile_introduce (core, conv);
  outbox_add (core, &id, conv, &content, NULL, 0, 0, NULL);
  note (core, row);
}

static void
set_cb (Core *core, GTask *task)
{
  const Order *order = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  if (core->account == NULL) {
    g_task_return_new_error_literal (task, WHIN_ERROR, WHIN_ERROR_UNAUTHORIZED,
                                     _ ("This device does not belong to an account."));
    return;
  }
  core_begin (core);
  if (store_timer_get (core->store, &order->conv) != sound (order->seconds))
    say (core, &order->conv, order->seconds);
  if (!core_commit (core, &error)) {
    g_task_return_error (task, g_steal_pointer (&error));
    return;
  }
  outbox_pump (core);
  g_task_return_pointer (task, id_copy (&order->conv.id), g_free);
}

void
core_set_timer_async (Core *core,
                      const Conv *conv,
                      gint64 seconds,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data)
{
  Order *order;

  if (conv->kind == CONV_GROUP) {
    group_set_timer (core, &conv->id, (guint32) sound (seconds), cancellable, callback, user_data);
    return;
  }
  order = g_new (Order, 1);
  *order = (Order) { *conv, seconds };
  core_call (core, set_cb, order, g_free, cancellable, callback, user_data);
}

gboolean
core_set_timer_finish (Core *core, GAsyncResult *result, GError **error)
{
  return core_group_finish (core, result, NULL, error);
}
