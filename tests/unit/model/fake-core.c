/* fake core: the test double of core.h.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "fake-core.h"

#include "word-query.h"

#include "keyring-auto.h"

#include <string.h>

struct _Core {
  CoreBatchFunc on_batch;
  gpointer user_data;
  GPtrArray *messages, *chats, *contacts;
  guint n_queries, n_played;
  gint64 marked, next_ord;
  gboolean fail;
};

Core *fake_core;
const Id FAKE_SELF = { { 1 } };

Id
fake_id (guint number)
{
  Id id = { { 0 } };

  id.bytes[0] = 2;
  memcpy (id.bytes + 8, &number, sizeof number);
  return id;
}

MessageRow *
fake_file (const Conv *conv, const Id *author, gint64 ord, const char *mime, const char *text)
{
  MessageRow *row = fake_message (conv, author, ord, ord, text);

  row->kind = g_str_has_prefix (mime, "image/")   ? MESSAGE_PICTURE
              : g_str_has_prefix (mime, "audio/") ? MESSAGE_VOICE
                                                  : MESSAGE_FILE;
  row->media = media_new ();
  row->media->mime = g_strdup (mime);
  row->media->name = g_strdup ("");
  row->media->size = 1000;
  return row;
}

MessageRow *
fake_message (const Conv *conv, const Id *author, gint64 ord, gint64 time, const char *text)
{
  MessageRow *row = message_row_new ();

  row->conv = *conv;
  row->id = id_random ();
  row->author = *author;
  row->ord = ord;
  row->time = time;
  row->text = g_strdup (text);
  row->own = id_equal (author, &FAKE_SELF);
  row->state = row->own ? STATE_READ : STATE_RECEIVED;
  row->error = -1;
  return row;
}

ChatRow *
fake_chat (const Id *acc, const char *name, gint64 sort_time, guint unread, MessageRow *last)
{
  ChatRow *row = chat_row_new ();

  row->conv = (Conv) { CONV_USER, *acc };
  row->name = g_strdup (name);
  row->sort_time = sort_time;
  row->unread = unread;
  row->draft = g_strdup ("");
  row->last = last ? message_row_ref (last) : NULL;
  row->is_self = id_equal (acc, &FAKE_SELF);
  return row;
}

static int
by_ord (gconstpointer a, gconstpointer b)
{
  const MessageRow *one = *(MessageRow *const *) a, *other = *(MessageRow *const *) b;

  return one->ord < other->ord ? -1 : one->ord > other->ord;
}

void
fake_core_store_message (MessageRow *row)
{
  for (guint i = 0; i < fake_core->messages->len; i++) {
    const MessageRow *old = fake_core->messages->pdata[i];

    if (id_equal (&old->id, &row->id)) {
      g_ptr_array_remove_index (fake_core->messages, i);
      break;
    }
  }
  g_ptr_array_add (fake_core->messages, row);
  g_ptr_array_sort (fake_core->messages, by_ord);
}

void
fake_core_store_chat (ChatRow *row)
{
  g_ptr_array_add (fake_core->chats, row);
}

void
fake_core_store_contact (ContactRow *row)
{
  g_ptr_array_add (fake_core->contacts, row);
}

void
fake_core_emit (Batch *batch)
{
  for (guint i = 0; i < batch->messages->len; i++)
    fake_core_store_message (message_row_ref (batch->messages->pdata[i]));
  fake_core->on_batch (batch, fake_core->user_data);
  batch_free (batch);
}

void
fake_core_fail_next_query (void)
{
  fake_core->fail = TRUE;
}

guint
fake_core_n_queries (void)
{
  return fake_core->n_queries;
}

guint
fake_core_played (void)
{
  return fake_core->n_played;
}

gint64
fake_core_marked (void)
{
  return fake_core->marked;
}

/* -- core.h -- */

/* They outlive the core, whose last deletions are told when it closes. */
static guint n_deleted, n_deleted_for_all, n_deleted_chats;

void
core_prepare (void)
{
}

Core *
core_new (const char *data_dir,
          Keyring *keyring,
          CoreBatchFunc on_batch,
          gpointer user_data,
          GError **error)
{
  fake_core = g_new0 (Core, 1);
  n_deleted = n_deleted_for_all = n_deleted_chats = 0;
  fake_core->on_batch = on_batch;
  fake_core->user_data = user_data;
  fake_core->messages = g_ptr_array_new_with_free_func ((GDestroyNotify) message_row_unref);
  fake_core->chats = g_ptr_array_new_with_free_func ((GDestroyNotify) chat_row_unref);
  fake_core->contacts = g_ptr_array_new_with_free_func ((GDestroyNotify) contact_row_unref);
  fake_core->next_ord = 1000000;
  return fake_core;
}

gboolean
core_erase_data (const char *data_dir, GCancellable *cancellable, GError **error)
{
  return keyring_auto_destroy (data_dir, cancellable, error);
}

void
core_free (Core *core)
{
  g_ptr_array_unref (core->messages);
  g_ptr_array_unref (core->chats);
  g_ptr_array_unref (core->contacts);
  g_free (core);
  fake_core = NULL;
}

static gboolean
answer_cb (gpointer data)
{
  g_autoptr (GTask) task = data;
  GPtrArray *rows = g_task_get_task_data (task);

  if (!g_task_return_error_if_cancelled (task)) {
    if (rows)
      g_task_return_pointer (task, g_ptr_array_ref (rows), (GDestroyNotify) g_ptr_array_unref);
    else
      g_task_return_new_error_literal (task, WHIN_ERROR, WHIN_ERROR_DISK, "The disk refused");
  }
  return G_SOURCE_REMOVE;
}

static void
answer (GPtrArray *rows,
        GCancellable *cancellable,
        GAsyncReadyCallback callback,
        gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);

  if (rows)
    g_task_set_task_data (task, rows, (GDestroyNotify) g_ptr_array_unref);
  g_idle_add (answer_cb, task);
}

GPtrArray *
core_query_finish (Core *core, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static GPtrArray *
copy_rows (GPtrArray *rows, gpointer (*ref) (gconstpointer), GDestroyNotify unref)
{
  GPtrArray *copy = g_ptr_array_new_with_free_func (unref);

  for (guint i = 0; i < rows->len; i++)
    g_ptr_array_add (copy, ref (rows->pdata[i]));
  return copy;
}

static gpointer
ref_chat (gconstpointer row)
{
  return chat_row_ref (row);
}

static gpointer
ref_contact (gconstpointer row)
{
  return contact_row_ref (row);
}

void
core_query_chats_async (Core *core,
                        guint limit,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  answer (copy_rows (core->chats, ref_chat, (GDestroyNotify) chat_row_unref), cancellable, callback,
          user_data);
}

void
core_query_contacts_async (Core *core,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  answer (copy_rows (core->contacts, ref_contact, (GDestroyNotify) contact_row_unref), cancellable,
          callback, user_data);
}

void
core_query_lists_async (Core *core,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  answer (g_ptr_array_new_with_free_func ((GDestroyNotify) list_row_unref), cancellable, callback,
          user_data);
}

void
core_query_groups_async (Core *core,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  answer (g_ptr_array_new_with_free_func ((GDestroyNotify) group_row_unref), cancellable, callback,
          user_data);
}

static guint
first_at_or_after (GPtrArray *all, gint64 ord)
{
  guint i = 0;

  while (i < all->len && ((MessageRow *) all->pdata[i])->ord < ord)
    i++;
  return i;
}

static GPtrArray *
messages_of (Core *core, const Conv *conv)
{
  GPtrArray *all = g_ptr_array_new_with_free_func ((GDestroyNotify) message_row_unref);

  for (guint i = 0; i < core->messages->len; i++) {
    MessageRow *row = core->messages->pdata[i];

    if (id_equal (&row->conv.id, &conv->id))
      g_ptr_array_add (all, message_row_ref (row));
  }
  return all;
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
  GPtrArray *all = messages_of (core, conv);
  guint from = 0, to = all->len;

  core->n_queries++;
  if (page == PAGE_BEFORE)
    to = first_at_or_after (all, ord);
  if (page == PAGE_AFTER)
    from = first_at_or_after (all, ord + 1);
  if (page == PAGE_AROUND) {
    from = first_at_or_after (all, ord);
    from = from > limit / 2 ? from - limit / 2 : 0;
  }
  if (page == PAGE_NEWEST || page == PAGE_BEFORE)
    from = to > limit ? to - limit : 0;
  to = MIN (to, from + limit);
  g_ptr_array_remove_range (all, to, all->len - to);
  g_ptr_array_remove_range (all, 0, from);
  if (core->fail)
    g_clear_pointer (&all, g_ptr_array_unref);
  core->fail = FALSE;
  answer (all, cancellable, callback, user_data);
}

/* But for its words, kind and author. */
static gboolean
is_found (const MessageRow *row, const Find *find)
{
  if (find->conv.kind && !id_equal (&row->conv.id, &find->conv.id))
    return FALSE;
  if (row->time < find->from || (find->until && row->time >= find->until))
    return FALSE;
  return !find->place || (find->oldest_first ? row->ord > find->place : row->ord < find->place);
}

void
core_search_async (Core *core,
                   const Find *find,
                   GCancellable *cancellable,
                   GAsyncReadyCallback callback,
                   gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  FoundPage *page = found_page_new ();
  g_autoptr (WordQuery) query = word_query_new (find->words ? find->words : "");

  for (guint i = 0; i < core->messages->len && page->rows->len < find->limit; i++) {
    MessageRow *row = core->messages->pdata[find->oldest_first ? i : core->messages->len - 1 - i];

    if (is_found (row, find) && (!find->words || word_query_matches (query, row->text))) {
      g_ptr_array_add (page->rows, message_row_ref (row));
      page->next = row->ord;
    }
  }
  if (page->rows->len < find->limit)
    page->next = 0;
  g_task_return_pointer (task, page, (GDestroyNotify) found_page_free);
  g_object_unref (task);
}

void
core_query_transfers_async (Core *core,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  GPtrArray *rows = g_ptr_array_new_with_free_func ((GDestroyNotify) message_row_unref);

  for (guint i = 0; i < core->messages->len; i++) {
    MessageRow *row = core->messages->pdata[i];

    if (row->media && row->media->transfer != TRANSFER_NONE)
      g_ptr_array_add (rows, message_row_ref (row));
  }
  answer (rows, cancellable, callback, user_data);
}

FoundPage *
core_search_finish (Core *core, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

guint
fake_core_deleted (void)
{
  return n_deleted;
}

guint
fake_core_deleted_for_all (void)
{
  return n_deleted_for_all;
}

guint
fake_core_deleted_chats (void)
{
  return n_deleted_chats;
}

void
core_delete_broadcast (Core *core, const Id *id)
{
}

void
core_delete_chat (Core *core, const Conv *conv)
{
  n_deleted_chats++;
}

void
core_delete_message (Core *core, const MessageName *name)
{
  n_deleted++;
}

void
core_delete_for_all (Core *core, const MessageName *names, guint n)
{
  n_deleted_for_all += n;
}

void
core_mark_played (Core *core, const MessageName *name)
{
  core->n_played++;
}

void
core_mark_read (Core *core, const Conv *conv, gint64 ord)
{
  core->marked = ord;
}

void
core_search_days_async (Core *core,
                        const Conv *conv,
                        const gint64 *times,
                        guint n,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
}

GArray *
core_search_days_finish (Core *core, GAsyncResult *result, GError **error)
{
  return NULL;
}
