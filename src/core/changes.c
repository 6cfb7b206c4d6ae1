/* changes: collects names while a transaction runs, and after its commit reads the rows and sends
 * one batch. SPDX-License-Identifier: GPL-3.0-or-later */
#include "core-private.h"

#include "except.h"
#include "expiry.h"
#include "groups.h"
#include "handover.h"
#include "identity.h"

#include "lists.h"
#include "outlet.h"
#include "own-state.h"
#include "peers.h"
#include "prekeys.h"
#include "store-chat.h"
#include "store-contact.h"
#include "store-message.h"

#include <glib/gstdio.h>

/* A set that keeps its order: keys of one fixed size. */
typedef struct {
  GArray *list;
  GHashTable *seen; /* of GBytes */
} NameSet;

struct _Changes {
  Batch *batch;     /* what is ready */
  NameSet messages; /* of MessageName without conv */
  NameSet chats;    /* of Conv */
  NameSet lists;    /* of Id */
  NameSet contacts; /* of Id */
  NameSet groups;   /* of Id */
  GArray *removed;  /* of MessageName, told only after the commit */
  GPtrArray *files; /* paths, to go after the commit */
  gboolean account;
};

static void
name_set_init (NameSet *set, guint size)
{
  set->list = g_array_new (FALSE, FALSE, size);
  set->seen =
      g_hash_table_new_full (g_bytes_hash, g_bytes_equal, (GDestroyNotify) g_bytes_unref, NULL);
}

static void
name_set_clear (NameSet *set)
{
  g_array_unref (set->list);
  g_hash_table_unref (set->seen);
}

static void
name_set_add (NameSet *set, gconstpointer key)
{
  if (g_hash_table_add (set->seen, g_bytes_new (key, g_array_get_element_size (set->list))))
    g_array_append_vals (set->list, key, 1);
}

static void
name_set_empty (NameSet *set)
{
  g_array_set_size (set->list, 0);
  g_hash_table_remove_all (set->seen);
}

Changes *
changes_new (void)
{
  Changes *changes = g_new0 (Changes, 1);

  changes->batch = batch_new ();
  name_set_init (&changes->messages, 2 * sizeof (Id));
  name_set_init (&changes->chats, sizeof (Conv));
  name_set_init (&changes->lists, sizeof (Id));
  name_set_init (&changes->contacts, sizeof (Id));
  name_set_init (&changes->groups, sizeof (Id));
  changes->removed = g_array_new (FALSE, FALSE, sizeof (MessageName));
  changes->files = g_ptr_array_new_with_free_func (g_free);
  return changes;
}

void
changes_free (Changes *changes)
{
  batch_free (changes->batch);
  name_set_clear (&changes->messages);
  name_set_clear (&changes->chats);
  name_set_clear (&changes->lists);
  name_set_clear (&changes->contacts);
  name_set_clear (&changes->groups);
  g_array_unref (changes->removed);
  g_ptr_array_unref (changes->files);
  g_free (changes);
}

static void
forget (Changes *changes)
{
  name_set_empty (&changes->messages);
  name_set_empty (&changes->chats);
  name_set_empty (&changes->lists);
  name_set_empty (&changes->contacts);
  name_set_empty (&changes->groups);
  g_array_set_size (changes->removed, 0);
  g_ptr_array_set_size (changes->files, 0);
  changes->account = FALSE;
}

/* -- Noting. -- */

void
core_note_message (Core *core, const Id *author, const Id *id)
{
  Id key[2] = { *author, *id };

  name_set_add (&core->changes->messages, key);
}

void
core_note_removed (Core *core, const MessageName *name)
{
  g_array_append_vals (core->changes->removed, name, 1);
}

void
core_note_file (Core *core, const char *path)
{
  g_ptr_array_add (core->changes->files, g_strdup (path));
}

void
core_note_chat (Core *core, const Conv *conv)
{
  name_set_add (&core->changes->chats, conv);
}

void
core_note_list (Core *core, const Id *list)
{
  name_set_add (&core->changes->lists, list);
}

void
core_note_contact (Core *core, const Id *acc)
{
  name_set_add (&core->changes->contacts, acc);
}

void
core_note_group (Core *core, const Id *grp)
{
  name_set_add (&core->changes->groups, grp);
}

void
core_note_account (Core *core)
{
  core->changes->account = TRUE;
}

void
core_note_row (Core *core, MessageRow *row)
{
  g_ptr_array_add (core->changes->batch->messages, row);
}

void
core_note_pairing (Core *core, PairingRow *row)
{
  g_clear_pointer (&core->changes->batch->pairing, pairing_row_unref);
  core->changes->batch->pairing = row;
}

void
core_note_work (Core *core, WorkRow *row)
{
  g_ptr_array_add (core->changes->batch->works, row);
}

void
core_note_backup (Core *core, BackupRow *row)
{
  g_clear_pointer (&core->changes->batch->backup, backup_row_unref);
  core->changes->batch->backup = row;
}

void
core_note_presence (Core *core, PresenceRow *row)
{
  g_ptr_array_add (core->changes->batch->presences, row);
}

void
core_note_activity (Core *core, ActivityRow *row)
{
  g_ptr_array_add (core->changes->batch->activities, row);
}

void
core_note_link (Core *core)
{
  Batch *batch = core->changes->batch;

  g_clear_pointer (&batch->link, link_row_unref);
  batch->link = link_row_ref (core->link_row);
}

void
core_note_gone (Core *core, GPtrArray *chats, GPtrArray *contacts)
{
  Batch *batch = core->changes->batch;

  g_ptr_array_extend_and_steal (batch->chats, g_ptr_array_ref (chats));
  g_ptr_array_extend_and_steal (batch->contacts, g_ptr_array_ref (contacts));
}

void
core_report (Core *core, const GError *error)
{
  LinkRow *row = link_row_new ();

  row->state = core->link_row->state;
  row->error = error->domain == WHIN_ERROR ? error->code : WHIN_ERROR_INTERNAL;
  row->why = g_strdup (error->message);
  row->retry_at = core->link_row->retry_at;
  link_row_unref (core->link_row);
  core->link_row = row;
  core_note_link (core);
}

/* -- Rows. -- */

static void
add_messages (Core *core, Batch *batch)
{
  const NameSet *set = &core->changes->messages;

  for (guint i = 0; i < set->list->len; i++) {
    const Id *key = (const Id *) (gpointer) (set->list->data + i * 2 * sizeof (Id));
    MessageRow *row = store_message_get (core->store, &key[0], &key[1]);

    if (row != NULL)
      g_ptr_array_add (batch->messages, row);
  }
}

static void
add_contacts (Core *core, Batch *batch)
{
  const NameSet *set = &core->changes->contacts;

  for (guint i = 0; i < set->list->len; i++) {
    const Id *acc = &g_array_index (set->list, Id, i);
    Conv conv = { CONV_USER, *acc };
    ContactRow *row = store_contact_get (core->store, acc);

    if (row != NULL)
      g_ptr_array_add (batch->contacts, row);
    name_set_add (&core->changes->chats, &conv);
  }
}

static void
add_chats (Core *core, Batch *batch)
{
  const NameSet *set = &core->changes->chats;
  Id self = core_self (core);

  for (guint i = 0; i < set->list->len; i++) {
    ChatRow *row = store_chat_get (core->store, &g_array_index (set->list, Conv, i), &self);

    if (row != NULL)
      g_ptr_array_add (batch->chats, row);
  }
}

static void
add_lists (Core *core, Batch *batch)
{
  const NameSet *set = &core->changes->lists;

  for (guint i = 0; i < set->list->len; i++)
    g_ptr_array_add (batch->lists, list_row_of (core, &g_array_index (set->list, Id, i)));
}

static void
add_groups (Core *core, Batch *batch)
{
  const NameSet *set = &core->changes->groups;

  for (guint i = 0; i < set->list->len; i++) {
    GroupRow *row = group_row_of (core, &g_array_index (set->list, Id, i));

    if (row != NULL)
      g_ptr_array_add (batch->groups, row);
  }
}

static AccountRow *
account_row (Core *core)
{
  const StoreAccount *account = core->account;
  AccountRow *row = account_row_new ();

  row->registered = account != NULL;
  row->revoked = account != NULL && account->revoked;
  row->copied = account != NULL && account->copied;
  row->pending = account != NULL && account->pending;
  row->primary = identity_is_primary (core);
  row->successor = account != NULL ? handover_to (core) : 0;
  row->reachable = account != NULL && prekeys_are_there (core) && lists_are_there (core);
  row->acc = core_self (core);
  row->dev = account != NULL ? account->dev : 0;
  row->phone = g_strdup (account != NULL ? account->phone : "");
  row->server = g_strdup (account != NULL ? account->server : "");
  row->name = g_strdup (account != NULL ? account->name : "");
  row->about = g_strdup (account != NULL ? account->about : "");
  row->send_receipts = setting_is_on (core, "read-receipts");
  row->send_typing = setting_is_on (core, "typing");
  row->photo_for = (Audience) own_state_number (core, "photo", NULL);
  row->groups_from = (Audience) own_state_number (core, "groups", NULL);
  for (guint i = 0; i < N_EXCEPTS; i++)
    row->except[i] = except_list (core, (Except) i);
  row->avatar = account != NULL ? media_file_new (account->avatar, account->photo_key) : NULL;
  return row;
}

static void
remove_files (const GPtrArray *files)
{
  for (guint i = 0; i < files->len; i++)
    g_unlink (files->pdata[i]);
}

static void
collect (Core *core)
{
  Changes *changes = core->changes;
  Batch *batch = changes->batch;

  remove_files (changes->files);
  add_messages (core, batch);
  add_contacts (core, batch);
  add_chats (core, batch);
  add_groups (core, batch);
  add_lists (core, batch);
  g_array_append_vals (batch->removed, changes->removed->data, changes->removed->len);
  if (changes->account) {
    g_clear_pointer (&batch->account, account_row_unref);
    batch->account = account_row (core);
  }
  forget (changes);
}

void
core_emit (Core *core)
{
  Batch *batch = core->changes->batch;

  if (core->stopping || batch_is_empty (batch))
    return;
  core->changes->batch = batch_new ();
  outlet_emit (core->outlet, batch);
}

/* -- Transactions. -- */

void
core_begin (Core *core)
{
  forget (core->changes);
  store_begin (core->store);
}

void
core_rollback (Core *core)
{
  store_rollback (core->store);
  forget (core->changes);
  peers_reload (core);
  groups_reload (core);
}

gboolean
core_commit (Core *core, GError **error)
{
  g_autoptr (GError) local = NULL;

  if (store_commit (core->store, &local)) {
    g_clear_error (&core->disk_error);
    collect (core);
    core_emit (core);
    expiry_arm (core);
    return TRUE;
  }
  forget (core->changes);
  peers_reload (core);
  groups_reload (core);
  receipts_drop (core);
  g_clear_error (&core->disk_error);
  core->disk_error = g_error_copy (local);
  core_report (core, local);
  core_emit (core);
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}
