/* batch: what the core tells the UI at once.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "batch.h"

Batch *
batch_new (void)
{
  Batch *batch = g_new0 (Batch, 1);

  batch->messages = g_ptr_array_new_with_free_func ((GDestroyNotify) message_row_unref);
  batch->removed = g_array_new (FALSE, FALSE, sizeof (MessageName));
  batch->chats = g_ptr_array_new_with_free_func ((GDestroyNotify) chat_row_unref);
  batch->lists = g_ptr_array_new_with_free_func ((GDestroyNotify) list_row_unref);
  batch->contacts = g_ptr_array_new_with_free_func ((GDestroyNotify) contact_row_unref);
  batch->presences = g_ptr_array_new_with_free_func ((GDestroyNotify) presence_row_unref);
  batch->activities = g_ptr_array_new_with_free_func ((GDestroyNotify) activity_row_unref);
  batch->groups = g_ptr_array_new_with_free_func ((GDestroyNotify) group_row_unref);
  batch->works = g_ptr_array_new_with_free_func ((GDestroyNotify) work_row_unref);
  return batch;
}

void
batch_free (Batch *batch)
{
  if (batch == NULL)
    return;
  g_ptr_array_unref (batch->messages);
  g_array_unref (batch->removed);
  g_ptr_array_unref (batch->chats);
  g_ptr_array_unref (batch->lists);
  g_ptr_array_unref (batch->contacts);
  g_ptr_array_unref (batch->presences);
  g_ptr_array_unref (batch->activities);
  g_clear_pointer (&batch->link, link_row_unref);
  g_clear_pointer (&batch->account, account_row_unref);
  g_clear_pointer (&batch->pairing, pairing_row_unref);
  g_ptr_array_unref (batch->groups);
  g_ptr_array_unref (batch->works);
  g_clear_pointer (&batch->backup, backup_row_unref);
  g_free (batch);
}

gboolean
batch_is_empty (const Batch *batch)
{
  return batch->messages->len == 0 && batch->removed->len == 0 && batch->chats->len == 0 &&
         batch->lists->len == 0 && batch->contacts->len == 0 && batch->presences->len == 0 &&
         batch->activities->len == 0 && batch->link == NULL && batch->account == NULL &&
         batch->pairing == NULL && batch->groups->len == 0 && batch->works->len == 0 &&
         batch->backup == NULL;
}
