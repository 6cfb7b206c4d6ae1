/* loss: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "loss.h"

void
loss_set_up (Loss *loss, gconstpointer data)
{
  pair_set_up (&loss->pair, data);
  loss->folder = g_dir_make_tmp ("whin-backup-XXXXXX", NULL);
  loss->path = g_build_filename (loss->folder, "ada.backup", NULL);
}

void
loss_tear_down (Loss *loss, gconstpointer data)
{
  pair_tear_down (&loss->pair, data);
  remove_tree (loss->folder);
  g_free (loss->folder);
  g_free (loss->path);
}

/* -- Backing up. -- */

gboolean
back_up (Peer *peer, const char *path, const char *passphrase, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  core_backup_file_async (peer->core, path, passphrase, NULL, keep_result_cb, &result);
  wait_until (result != NULL);
  return core_backup_file_finish (peer->core, result, error);
}

gboolean
back_up_to_server (Peer *peer, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  core_backup_server_async (peer->core, NULL, keep_result_cb, &result);
  wait_until (result != NULL);
  return core_backup_server_finish (peer->core, result, error);
}

char *
make_key (Peer *peer, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  core_make_recovery_async (peer->core, NULL, keep_result_cb, &result);
  wait_until (result != NULL);
  return core_make_recovery_finish (peer->core, result, error);
}

gboolean
check_group (Peer *peer, guint index, const char *typed, gboolean *complete, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  core_check_recovery_group_async (peer->core, index, typed, NULL, keep_result_cb, &result);
  wait_until (result != NULL);
  return core_check_recovery_group_finish (peer->core, result, complete, error);
}

char *
make_recovery (Peer *peer)
{
  char *text = make_key (peer, NULL);
  g_auto (GStrv) groups = g_strsplit (text, " ", -1);
  gboolean complete;

  g_assert_true (check_group (peer, 2, groups[2], &complete, NULL) && !complete);
  g_assert_true (check_group (peer, 11, groups[11], &complete, NULL) && complete);
  wait_until (peer->backup->recovery);
  return text;
}

/* -- Coming back. -- */

void
lose (Loss *loss)
{
  Pair *pair = &loss->pair;
  peer_free (pair->ada);
  pair->ada = peer_new ();
  loss->asked = FALSE;
}

void
begin_restore (Loss *loss, const char *path, const char *secret, GAsyncResult **result)
{
  Pair *pair = &loss->pair;
  const char *url = test_server_url (pair->server);

  if (!loss->asked)
    peer_ask_for_code (pair->ada, pair->server, url, ADA);
  loss->asked = TRUE;
  core_restore_async (pair->ada->core, path, secret, url, ADA, test_server_code (pair->server, ADA),
                      NULL, NULL, "New device", NULL, keep_result_cb, result);
}

gboolean
restore (Loss *loss, const char *path, const char *secret, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  begin_restore (loss, path, secret, &result);
  wait_until (result != NULL);
  return core_restore_finish (loss->pair.ada->core, result, error);
}

void
restore_well (Loss *loss, const char *path, const char *secret)
{
  Pair *pair = &loss->pair;
  g_autoptr (GError) error = NULL;

  restore (loss, path, secret, &error);
  g_assert_no_error (error);
  wait_until (pair->ada->account->registered && pair->ada->account->reachable &&
              peer_is_live (pair->ada));
  load_rows (pair->ada, &pair->to_ben);
}

/* -- What is there. -- */

void
load_rows (Peer *peer, const Conv *conv)
{
  g_autoptr (GPtrArray) rows = peer_page (peer, conv, PAGE_NEWEST, 0, 500);

  for (guint i = 0; i < rows->len; i++) {
    MessageRow *row = rows->pdata[i];

    g_hash_table_insert (peer->messages, id_copy (&row->id), message_row_ref (row));
  }
}

static void
load_contacts (Peer *peer)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) rows = NULL;

  core_query_contacts_async (peer->core, NULL, keep_result_cb, &result);
  wait_until (result != NULL);
  rows = core_query_finish (peer->core, result, NULL);
  for (guint i = 0; i < rows->len; i++) {
    ContactRow *row = rows->pdata[i];

    g_hash_table_insert (peer->contacts, id_copy (&row->acc), contact_row_ref (row));
  }
}

Trust
trust_in (Peer *peer, const Id *acc)
{
  const ContactRow *row;

  load_contacts (peer);
  row = g_hash_table_lookup (peer->contacts, acc);
  g_assert_nonnull (row);
  return row->trust;
}

guint
count_chats (Peer *peer)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) rows = NULL;

  core_query_chats_async (peer->core, 0, NULL, keep_result_cb, &result);
  wait_until (result != NULL);
  rows = core_query_finish (peer->core, result, NULL);
  return rows->len;
}

void
come_again (Peer *peer)
{
  peer_close (peer);
  peer_open (peer);
}

void
assert_no_notice (Peer *peer)
{
  g_assert_cmpuint (peer_count_kind (peer, MESSAGE_KEY_CHANGED), ==, 0);
  g_assert_cmpuint (peer_count_kind (peer, MESSAGE_TWO_LISTS), ==, 0);
}
