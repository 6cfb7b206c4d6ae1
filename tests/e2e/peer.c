/* peer: applies batches the way a front end does.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "peer.h"

#include "given-secret.h"
#include "store-peer.h"

#include <glib/gstdio.h>

static gboolean
beat_cb (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

GSource *
wait_beat (void)
{
  GSource *source = g_timeout_source_new (50);

  g_source_set_callback (source, beat_cb, NULL, NULL);
  g_source_attach (source, NULL);
  return source;
}

void
keep_result_cb (GObject *source, GAsyncResult *result, gpointer slot)
{
  *(GAsyncResult **) slot = g_object_ref (result);
}

static GBytes *
conv_key (const Conv *conv)
{
  return g_bytes_new (conv, sizeof *conv);
}

static void
apply_messages (Peer *peer, const Batch *batch)
{
  for (guint i = 0; i < batch->messages->len; i++) {
    MessageRow *row = batch->messages->pdata[i];

    peer->rows++;
    if (g_hash_table_insert (peer->messages, id_copy (&row->id), message_row_ref (row)))
      peer->inserts++;
  }
  for (guint i = 0; i < batch->removed->len; i++)
    g_hash_table_remove (peer->messages, &g_array_index (batch->removed, MessageName, i).id);
}

static void
apply_chats (Peer *peer, const Batch *batch)
{
  for (guint i = 0; i < batch->chats->len; i++) {
    ChatRow *row = batch->chats->pdata[i];
    g_autoptr (GBytes) key = conv_key (&row->conv);

    if (row->request && !peer->strict)
      core_accept_request (peer->core, &row->conv);
    if (row->gone)
      g_hash_table_remove (peer->chats, key);
    else
      g_hash_table_insert (peer->chats, g_bytes_ref (key), chat_row_ref (row));
  }
}

static void
apply_lists (Peer *peer, const Batch *batch)
{
  for (guint i = 0; i < batch->lists->len; i++) {
    ListRow *row = batch->lists->pdata[i];

    if (row->gone)
      g_hash_table_remove (peer->lists, &row->id);
    else
      g_hash_table_insert (peer->lists, id_copy (&row->id), list_row_ref (row));
  }
}

static void
batch_cb (const Batch *batch, gpointer data)
{
  Peer *peer = data;

  peer->batches++;
  apply_messages (peer, batch);
  apply_chats (peer, batch);
  apply_lists (peer, batch);
  for (guint i = 0; i < batch->contacts->len; i++) {
    ContactRow *row = batch->contacts->pdata[i];

    g_hash_table_insert (peer->contacts, id_copy (&row->acc), contact_row_ref (row));
  }
  for (guint i = 0; i < batch->groups->len; i++) {
    GroupRow *row = batch->groups->pdata[i];

    g_hash_table_insert (peer->groups, id_copy (&row->conv.id), group_row_ref (row));
  }
  for (guint i = 0; i < batch->presences->len; i++) {
    PresenceRow *row = batch->presences->pdata[i];

    g_hash_table_insert (peer->presences, id_copy (&row->acc), presence_row_ref (row));
  }
  for (guint i = 0; i < batch->activities->len; i++) {
    g_clear_pointer (&peer->activity, activity_row_unref);
    peer->activity = activity_row_ref (batch->activities->pdata[i]);
  }
  if (batch->account != NULL) {
    g_clear_pointer (&peer->account, account_row_unref);
    peer->account = account_row_ref (batch->account);
  }
  if (batch->pairing != NULL) {
    g_clear_pointer (&peer->pairing, pairing_row_unref);
    peer->pairing = pairing_row_ref (batch->pairing);
  }
  if (batch->backup != NULL) {
    g_clear_pointer (&peer->backup, backup_row_unref);
    peer->backup = backup_row_ref (batch->backup);
  }
  for (guint i = 0; i < batch->works->len; i++) {
    WorkRow *row = batch->works->pdata[i];

    g_clear_pointer (&peer->works[row->kind], work_row_unref);
    peer->works[row->kind] = work_row_ref (row);
  }
  if (batch->link != NULL) {
    g_clear_pointer (&peer->link, link_row_unref);
    peer->link = link_row_ref (batch->link);
  }
}

void
peer_init (Peer *peer, const char *dir)
{
  *peer = (Peer) { .dir = g_strdup (dir) };
  peer->messages =
      g_hash_table_new_full (id_hash, id_hash_equal, g_free, (GDestroyNotify) message_row_unref);
  peer->chats = g_hash_table_new_full (g_bytes_hash, g_bytes_equal, (GDestroyNotify) g_bytes_unref,
                                       (GDestroyNotify) chat_row_unref);
  peer->lists =
      g_hash_table_new_full (id_hash, id_hash_equal, g_free, (GDestroyNotify) list_row_unref);
  peer->contacts =
      g_hash_table_new_full (id_hash, id_hash_equal, g_free, (GDestroyNotify) contact_row_unref);
  peer->presences =
      g_hash_table_new_full (id_hash, id_hash_equal, g_free, (GDestroyNotify) presence_row_unref);
  peer->groups =
      g_hash_table_new_full (id_hash, id_hash_equal, g_free, (GDestroyNotify) group_row_unref);
}

Peer *
peer_new (void)
{
  Peer *peer = g_new (Peer, 1);
  g_autofree char *dir = g_dir_make_tmp ("whin-XXXXXX", NULL);

  g_assert_nonnull (dir);
  peer_init (peer, dir);
  peer_open (peer);
  return peer;
}

static const guint8 secret[PRIM_KEY_BYTES] = "what every peer of a test knows";

void
peer_write_secret (const char *path)
{
  g_assert_true (g_file_set_contents (path, (const char *) secret, sizeof secret, NULL));
}

Keyring *
peer_keyring (const Peer *peer)
{
  g_autoptr (GError) error = NULL;
  guint8 fit[PRIM_KEY_BYTES];
  Keyring *keyring;

  /* As a program that is given the file does. */
  given_secret_fit (secret, sizeof secret, NULL, 0, "whinchat/key-file", fit);
  keyring = keyring_open_or_make (peer->dir, &(KeySecret) { KEY_WAY_GIVEN, fit }, &error);
  g_assert_no_error (error);
  return keyring;
}

Store *
peer_store (const Peer *peer)
{
  g_autoptr (Keyring) keyring = peer_keyring (peer);
  g_autoptr (GError) error = NULL;
  Store *store = store_open (peer->dir, keyring_key (keyring), &error);

  g_assert_no_error (error);
  return store;
}

void
peer_open (Peer *peer)
{
  g_autoptr (Keyring) keyring = peer_keyring (peer);
  g_autoptr (GError) error = NULL;

  peer->core = core_new (peer->dir, keyring, batch_cb, peer, &error);
  g_assert_no_error (error);
  wait_until (peer->account != NULL && peer->link != NULL);
}

void
peer_close (Peer *peer)
{
  g_clear_pointer (&peer->core, core_free);
  g_clear_pointer (&peer->account, account_row_unref);
  g_clear_pointer (&peer->link, link_row_unref);
  g_clear_pointer (&peer->pairing, pairing_row_unref);
  g_clear_pointer (&peer->activity, activity_row_unref);
  g_clear_pointer (&peer->backup, backup_row_unref);
  for (guint kind = 0; kind < G_N_ELEMENTS (peer->works); kind++)
    g_clear_pointer (&peer->works[kind], work_row_unref);
  g_hash_table_remove_all (peer->messages);
  g_hash_table_remove_all (peer->chats);
  g_hash_table_remove_all (peer->lists);
  g_hash_table_remove_all (peer->contacts);
  g_hash_table_remove_all (peer->presences);
  g_hash_table_remove_all (peer->groups);
}

void
remove_tree (const char *path)
{
  GDir *dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *child = g_build_filename (path, name, NULL);

    remove_tree (child);
  }
  g_clear_pointer (&dir, g_dir_close);
  g_remove (path);
}

void
peer_free (Peer *peer)
{
  peer_close (peer);
  remove_tree (peer->dir);
  g_hash_table_unref (peer->messages);
  g_hash_table_unref (peer->chats);
  g_hash_table_unref (peer->lists);
  g_hash_table_unref (peer->contacts);
  g_hash_table_unref (peer->presences);
  g_hash_table_unref (peer->groups);
  g_free (peer->dir);
  g_free (peer);
}

const MessageRow *
peer_find (Peer *peer, const char *text)
{
  GHashTableIter iter;
  gpointer row;

  g_hash_table_iter_init (&iter, peer->messages);
  while (g_hash_table_iter_next (&iter, NULL, &row))
    if (g_strcmp0 (((MessageRow *) row)->text, text) == 0)
      return row;
  return NULL;
}

guint
peer_count (Peer *peer, const char *text)
{
  GHashTableIter iter;
  gpointer row;
  guint n = 0;

  g_hash_table_iter_init (&iter, peer->messages);
  while (g_hash_table_iter_next (&iter, NULL, &row))
    n += g_strcmp0 (((MessageRow *) row)->text, text) == 0;
  return n;
}

int
peer_state (Peer *peer, const char *text)
{
  const MessageRow *row = peer_find (peer, text);

  return row != NULL ? (int) row->state : -1;
}

guint
peer_count_kind (Peer *peer, MessageKind kind)
{
  GHashTableIter iter;
  gpointer row;
  guint n = 0;

  g_hash_table_iter_init (&iter, peer->messages);
  while (g_hash_table_iter_next (&iter, NULL, &row))
    n += ((MessageRow *) row)->kind == kind;
  return n;
}

MessageName
peer_name_of (Peer *peer, const char *text)
{
  const MessageRow *row = peer_find (peer, text);

  g_assert_nonnull (row);
  return (MessageName) { row->conv, row->author, row->id };
}

const ChatRow *
peer_chat (Peer *peer, const Conv *conv)
{
  g_autoptr (GBytes) key = conv_key (conv);

  return g_hash_table_lookup (peer->chats, key);
}

GPtrArray *
peer_page (Peer *peer, const Conv *conv, CorePage page, gint64 ord, guint limit)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GPtrArray *rows;

  core_query_messages_async (peer->core, conv, page, ord, limit, NULL, keep_result_cb, &result);
  wait_until (result != NULL);
  rows = core_query_finish (peer->core, result, &error);
  g_assert_no_error (error);
  return rows;
}

void
peer_load_chats (Peer *peer)
{
  g_autoptr (GAsyncResult) chats = NULL;
  g_autoptr (GAsyncResult) lists = NULL;
  Batch batch = { 0 };

  core_query_chats_async (peer->core, 0, NULL, keep_result_cb, &chats);
  core_query_lists_async (peer->core, NULL, keep_result_cb, &lists);
  wait_until (chats != NULL && lists != NULL);
  batch.chats = core_query_finish (peer->core, chats, NULL);
  batch.lists = core_query_finish (peer->core, lists, NULL);
  apply_chats (peer, &batch);
  apply_lists (peer, &batch);
  g_ptr_array_unref (batch.chats);
  g_ptr_array_unref (batch.lists);
}

const GroupRow *
peer_group (Peer *peer, const Conv *conv)
{
  return g_hash_table_lookup (peer->groups, &conv->id);
}

Conv
conv_with (const Peer *other)
{
  return (Conv) { CONV_USER, other->account->acc };
}

char *
peer_path (const Peer *peer, const char *name)
{
  return g_build_filename (peer->dir, name, NULL);
}

void
peer_say (Peer *peer, const Conv *conv, const char *text)
{
  core_send_text (peer->core, conv, text, NULL, NULL, 0);
}

void
peer_tell (Peer *from, const Conv *conv, const char *text, Peer *to)
{
  peer_say (from, conv, text);
  wait_until (peer_state (from, text) == STATE_DELIVERED && peer_find (to, text) != NULL);
}

void
peer_fetch (Peer *peer, const char *caption)
{
  MessageName name = peer_name_of (peer, caption);

  core_fetch_media (peer->core, &name);
}

gboolean
peer_has_file (Peer *peer, const char *caption)
{
  const MessageRow *row = peer_find (peer, caption);

  return row != NULL && row->media != NULL && row->media->file != NULL &&
         row->media->transfer == TRANSFER_NONE;
}

CoreSafety *
peer_safety (Peer *peer, const Id *acc)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  CoreSafety *safety;

  core_safety_async (peer->core, acc, NULL, keep_result_cb, &result);
  wait_until (result != NULL);
  safety = core_safety_finish (peer->core, result, &error);
  g_assert_no_error (error);
  return safety;
}

char *
peer_safety_number (Peer *peer, const Id *acc)
{
  CoreSafety *safety = peer_safety (peer, acc);
  char *number = g_strdup (safety->number);

  core_safety_free (safety);
  return number;
}

void
peer_verify (Peer *peer, const Id *acc)
{
  g_autoptr (GBytes) list = NULL;
  g_autoptr (GError) error = NULL;
  Store *store;
  Trust trust;

  peer_close (peer);
  store = peer_store (peer);
  store_begin (store);
  list = store_peer_get (store, acc, &trust);
  g_assert_nonnull (list);
  store_peer_put (store, acc, list, TRUST_VERIFIED);
  g_assert_true (store_commit (store, &error));
  store_close (store);
  peer_open (peer);
  wait_until (peer_is_live (peer));
}
