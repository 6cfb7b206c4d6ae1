/* query-message: what is known of one message, and the messages that were set apart.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "core-private.h"
#include "core-query.h"

#include "groups.h"
#include "store-broadcast.h"
#include "store-change.h"
#include "store-group.h"
#include "store-media.h"
#include "store-message.h"
#include "store-outbox.h"
#include "store-poll.h"

#define ROWS_MAX 500

static void
answer (Core *core, GTask *task, GPtrArray *rows)
{
  GError *error = store_take_error (core->store);

  if (error == NULL) {
    g_task_return_pointer (task, rows, (GDestroyNotify) g_ptr_array_unref);
    return;
  }
  g_ptr_array_unref (rows);
  g_task_return_error (task, error);
}

static void
ask (Core *core,
     CoreCall func,
     const MessageName *name,
     GCancellable *cancellable,
     GAsyncReadyCallback callback,
     gpointer user_data)
{
  core_call (core, func, g_memdup2 (name, sizeof *name), g_free, cancellable, callback, user_data);
}

static void
reactions_cb (Core *core, GTask *task)
{
  const MessageName *name = g_task_get_task_data (task);

  answer (core, task, store_reactors (core->store, &name->author, &name->id));
}

void
core_query_reactions_async (Core *core,
                            const MessageName *name,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  ask (core, reactions_cb, name, cancellable, callback, user_data);
}

static void
voters_cb (Core *core, GTask *task)
{
  const MessageName *name = g_task_get_task_data (task);

  answer (core, task, store_voters (core->store, &name->author, &name->id));
}

void
core_query_voters_async (Core *core,
                         const MessageName *name,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  ask (core, voters_cb, name, cancellable, callback, user_data);
}

static void
versions_cb (Core *core, GTask *task)
{
  const MessageName *name = g_task_get_task_data (task);

  answer (core, task, store_versions (core->store, &name->author, &name->id));
}

void
core_query_versions_async (Core *core,
                           const MessageName *name,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  ask (core, versions_cb, name, cancellable, callback, user_data);
}

/* -- How far a message got. -- */

static void
add_receipt (Core *core, GPtrArray *receipts, const GArray *known, const Id *acc)
{
  Id self = core_self (core);
  Receipt *receipt;

  if (id_equal (acc, &self))
    return;
  receipt = g_new0 (Receipt, 1);
  receipt->acc = *acc;
  receipt->error = -1;
  for (guint i = 0; i < known->len; i++) {
    const StoreReceipt *one = &g_array_index (known, StoreReceipt, i);

    if (id_equal (&one->acc, acc)) {
      receipt->delivered = one->delivered;
      receipt->read = one->read;
    }
  }
  g_ptr_array_add (receipts, receipt);
}

static void
add_members (Core *core, GPtrArray *receipts, const GArray *known, const Id *grp)
{
  const Group *group = groups_get (core, grp);

  for (guint i = 0; group != NULL && group->state != NULL && i < group->state->members->len; i++)
    add_receipt (core, receipts, known,
                 &g_array_index (group->state->members, GroupMember, i).account);
}

static void
add_people (Core *core, GPtrArray *receipts, const Id *message)
{
  g_autoptr (GArray) people =
      store_broadcast_list (core->store, message, NULL, LIMIT_BROADCAST_MAX);

  for (guint i = 0; i < people->len; i++) {
    const StoreBroadcast *one = &g_array_index (people, StoreBroadcast, i);
    Receipt *receipt = g_new (Receipt, 1);

    *receipt =
        (Receipt) { one->acc, one->delivered, one->read, one->state == STATE_FAILED, one->error };
    g_ptr_array_add (receipts, receipt);
  }
}

static void
receipts_cb (Core *core, GTask *task)
{
  const MessageName *name = g_task_get_task_data (task);
  g_autoptr (MessageRow) row = store_message_get (core->store, &name->author, &name->id);
  g_autoptr (GArray) known = store_receipt_list (core->store, &name->author, &name->id);
  GPtrArray *receipts = g_ptr_array_new_with_free_func (g_free);

  if (row != NULL && row->own && row->conv.kind == CONV_GROUP)
    add_members (core, receipts, known, &row->conv.id);
  else if (row != NULL && row->own && row->conv.kind == CONV_BROADCAST)
    add_people (core, receipts, &row->id);
  else if (row != NULL && row->own)
    add_receipt (core, receipts, known, &row->conv.id);
  answer (core, task, receipts);
}

void
core_query_receipts_async (Core *core,
                           const MessageName *name,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  ask (core, receipts_cb, name, cancellable, callback, user_data);
}

/* -- What was set apart. -- */

static void
ask_chat (Core *core,
          CoreCall func,
          const Conv *conv,
          GCancellable *cancellable,
          GAsyncReadyCallback callback,
          gpointer user_data)
{
  core_call (core, func, conv != NULL ? g_memdup2 (conv, sizeof *conv) : NULL, g_free, cancellable,
             callback, user_data);
}

static void
starred_cb (Core *core, GTask *task)
{
  answer (core, task, store_starred (core->store, g_task_get_task_data (task), ROWS_MAX));
}

void
core_query_starred_async (Core *core,
                          const Conv *conv,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  ask_chat (core, starred_cb, conv, cancellable, callback, user_data);
}

static void
pinned_cb (Core *core, GTask *task)
{
  answer (core, task, store_pinned (core->store, g_task_get_task_data (task), LIMIT_PINNED_MAX));
}

void
core_query_pinned_async (Core *core,
                         const Conv *conv,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  ask_chat (core, pinned_cb, conv, cancellable, callback, user_data);
}

static void
readers_cb (Core *core, GTask *task)
{
  answer (core, task, store_readers (core->store, g_task_get_task_data (task)));
}

void
core_query_readers_async (Core *core,
                          const Conv *conv,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  ask_chat (core, readers_cb, conv, cancellable, callback, user_data);
}

static void
mentions_cb (Core *core, GTask *task)
{
  answer (core, task, store_unread_mentions (core->store, g_task_get_task_data (task), ROWS_MAX));
}

void
core_query_mentions_async (Core *core,
                           const Conv *conv,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  ask_chat (core, mentions_cb, conv, cancellable, callback, user_data);
}

/* -- What waits. -- */

static gint64
count_files (Core *core)
{
  g_autoptr (GPtrArray) due = store_media_due (core->store);
  gint64 n = 0;

  for (guint i = 0; i < due->len; i++) {
    const StoreMedia *media = due->pdata[i];

    n += media->own && media->state == STATE_PENDING;
  }
  return n;
}

static void
waiting_cb (Core *core, GTask *task)
{
  g_autoptr (GArray) owed = store_group_owed (core->store);

  g_task_return_int (task, store_outbox_count (core->store) + count_files (core) + owed->len +
                               store_broadcast_count_work (core->store));
}

void
core_count_waiting_async (Core *core,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  core_call (core, waiting_cb, NULL, NULL, cancellable, callback, user_data);
}

gint64
core_count_waiting_finish (Core *core, GAsyncResult *result, GError **error)
{
  return g_task_propagate_int (G_TASK (result), error);
}
