/* query: reading the local store for the front end.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "core-private.h"
#include "core-query.h"

#include "store-chat.h"
#include "store-contact.h"
#include "store-message.h"

#define PAGE_MAX 500

typedef struct {
  Conv conv;
  CorePage page;
  gint64 ord;
  guint limit;
} Question;

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
chats_cb (Core *core, GTask *task)
{
  Id self = core_self (core);

  answer (core, task,
          store_chat_list (core->store, &self, GPOINTER_TO_UINT (g_task_get_task_data (task))));
}

void
core_query_chats_async (Core *core,
                        guint limit,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  core_call (core, chats_cb, GUINT_TO_POINTER (limit), NULL, cancellable, callback, user_data);
}

static void
contacts_cb (Core *core, GTask *task)
{
  answer (core, task, store_contact_list (core->store));
}

void
core_query_contacts_async (Core *core,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  core_call (core, contacts_cb, NULL, NULL, cancellable, callback, user_data);
}

static void
messages_cb (Core *core, GTask *task)
{
  static const StorePage pages[] = { STORE_NEWEST, STORE_BEFORE, STORE_AFTER, STORE_AROUND };
  const Question *question = g_task_get_task_data (task);

  answer (core, task,
          store_message_page (core->store, &question->conv, pages[question->page], question->ord,
                              question->limit));
}

void
core_query_messages_async (Core *core,
                           const Conv *conv,
                           CorePage page,
                           gint64 ord,
                           guint limit,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  Question *question = g_new0 (Question, 1);

  *question = (Question) { *conv, page, ord, MIN (limit, PAGE_MAX) };
  core_call (core, messages_cb, question, g_free, cancellable, callback, user_data);
}

GPtrArray *
core_query_finish (Core *core, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
