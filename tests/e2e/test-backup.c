/* test-backup: losing everything and coming back from a file, on the real server.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "group-calls.h"
#include "loss.h"

#include "core-private.h"
#include "store-identity.h"
#include "vault.h"

#include <string.h>

static GBytes *
account_key (Peer *peer)
{
  StoreIdentity identity;
  GBytes *key;
  Store *store;

  peer_close (peer);
  store = peer_store (peer);
  g_assert_true (store_identity_get (store, &identity));
  key = g_bytes_new (identity.account_key, sizeof identity.account_key);
  store_close (store);
  peer_open (peer);
  wait_until (peer_is_live (peer));
  return key;
}

static void
test_restore_file (Loss *loss, gconstpointer data)
{
  Pair *pair = &loss->pair;
  g_autofree char *key = make_recovery (pair->ada);
  g_autoptr (GBytes) before = NULL;
  g_autoptr (GBytes) after = NULL;
  g_autoptr (GError) error = NULL;

  pair_talk (pair, "one", "two");
  core_set_contact (pair->ada->core, &pair->to_ben.id, BEN, "Ben from work");
  core_set_receipts (pair->ada->core, TRUE, FALSE);
  before = account_key (pair->ada);
  peer_verify (pair->ada, &pair->to_ben.id);
  peer_verify (pair->ben, &pair->to_ada.id);
  g_assert_cmpint (trust_in (pair->ada, &pair->to_ben.id), ==, TRUST_VERIFIED);
  back_up (pair->ada, loss->path, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (pair->ada->works[WORK_BACKUP_FILE]->state, ==, WORK_DONE);
  core_send_text (pair->ada->core, &pair->to_ben, "after the backup", NULL, NULL, 0);
  wait_until (peer_state (pair->ada, "after the backup") == STATE_DELIVERED);

  lose (loss);
  restore_well (loss, loss->path, key);
  g_assert_true (pair->ada->account->primary);
  g_assert_cmpstr (pair->ada->account->name, ==, "Ada");
  g_assert_true (pair->ada->backup->recovery);
  g_assert_cmpint (peer_state (pair->ada, "one"), ==, STATE_DELIVERED);
  g_assert_true (peer_find (pair->ada, "one")->own);
  g_assert_nonnull (peer_find (pair->ada, "two"));
  g_assert_null (peer_find (pair->ada, "after the backup"));
  g_assert_cmpstr (peer_chat (pair->ada, &pair->to_ben)->name, ==, "Ben from work");

  /* Nobody sees another key, and both can write. */
  pair_talk (pair, "back again", "welcome back");
  g_assert_cmpint (trust_in (pair->ben, &pair->to_ada.id), ==, TRUST_VERIFIED);
  g_assert_cmpint (trust_in (pair->ada, &pair->to_ben.id), ==, TRUST_VERIFIED);
  load_rows (pair->ben, &pair->to_ada);
  assert_no_notice (pair->ben);
  g_assert_cmpuint (peer_count_kind (pair->ada, MESSAGE_KEY_CHANGED), ==, 0);
  g_assert_cmpint (peer_find (pair->ada, "back again")->ord, >, peer_find (pair->ada, "two")->ord);
  after = account_key (pair->ada);
  g_assert_true (g_bytes_equal (before, after));
}

/* Three groups come back: one of one's own, one that was changed since, and one that one was taken
 * out of since. */
static void
test_groups (Loss *loss, gconstpointer data)
{
  Pair *pair = &loss->pair;
  g_autofree char *key = make_recovery (pair->ada);
  g_autoptr (GError) error = NULL;
  Id ada = pair->ada->account->acc;
  Conv own = peer_make_group (pair->ada, "Birds", pair->ben, NULL);
  Conv changed = peer_make_group (pair->ben, "Bees", pair->ada, NULL);
  Conv lost = peer_make_group (pair->ben, "Wasps", pair->ada, NULL);

  wait_until (peer_group_members (pair->ben, &own) == 2 &&
              peer_group_members (pair->ada, &changed) == 2 &&
              peer_group_members (pair->ada, &lost) == 2);
  core_send_text (pair->ada->core, &own, "a tit", NULL, NULL, 0);
  core_send_text (pair->ben->core, &own, "a jay", NULL, NULL, 0);
  wait_until (peer_state (pair->ada, "a tit") == STATE_DELIVERED &&
              peer_find (pair->ada, "a jay") != NULL);
  back_up (pair->ada, loss->path, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (peer_name_group (pair->ben, &changed, "Bumblebees"), ==, -1);
  lose (loss);
  g_assert_cmpint (peer_take_from_group (pair->ben, &lost, &ada), ==, -1);

  restore_well (loss, loss->path, key);
  wait_until (peer_group_members (pair->ada, &own) == 2 &&
              peer_group_members (pair->ada, &changed) == 2);
  wait_until (strcmp (peer_chat (pair->ada, &changed)->name, "Bumblebees") == 0);
  wait_until (peer_group (pair->ada, &lost) != NULL && !peer_group (pair->ada, &lost)->inside);
  g_assert_cmpstr (peer_chat (pair->ada, &own)->name, ==, "Birds");
  g_assert_true (peer_group (pair->ada, &own)->admin);
  g_assert_false (peer_group (pair->ada, &changed)->admin);
  load_rows (pair->ada, &own);
  g_assert_true (peer_find (pair->ada, "a tit")->own);
  g_assert_nonnull (peer_find (pair->ada, "a jay"));

  /* Both write with new keys, and one's own group can be changed. */
  core_send_text (pair->ben->core, &own, "welcome back", NULL, NULL, 0);
  core_send_text (pair->ada->core, &changed, "here again", NULL, NULL, 0);
  wait_until (peer_find (pair->ada, "welcome back") != NULL &&
              peer_find (pair->ben, "here again") != NULL);
  core_send_text (pair->ada->core, &own, "thank you", NULL, NULL, 0);
  wait_until (peer_state (pair->ada, "thank you") == STATE_DELIVERED);
  g_assert_cmpint (peer_name_group (pair->ada, &own, "Songbirds"), ==, -1);
  wait_until (strcmp (peer_group (pair->ben, &own)->name, "Songbirds") == 0);
  load_rows (pair->ben, &own);
  g_assert_cmpuint (peer_count_kind (pair->ada, MESSAGE_UNREADABLE), ==, 0);
  g_assert_cmpuint (peer_count_kind (pair->ben, MESSAGE_UNREADABLE), ==, 0);
  g_assert_cmpuint (peer_count_kind (pair->ben, MESSAGE_GAP), ==, 0);
  g_assert_false (peer_group (pair->ada, &own)->doubt);
  g_assert_false (peer_group (pair->ben, &own)->doubt);
}

/* Also by a passphrase; and a second time, from the same old file. */
static void
test_restore_twice (Loss *loss, gconstpointer data)
{
  Pair *pair = &loss->pair;
  g_autoptr (GError) error = NULL;

  pair_talk (pair, "one", "two");
  back_up (pair->ada, loss->path, PASSPHRASE, &error);
  g_assert_no_error (error);
  lose (loss);
  restore_well (loss, loss->path, PASSPHRASE);
  pair_talk (pair, "three", "four");
  lose (loss);
  restore_well (loss, loss->path, PASSPHRASE);
  pair_talk (pair, "five", "six");
  load_rows (pair->ben, &pair->to_ada);
  assert_no_notice (pair->ben);
  g_assert_cmpint (trust_in (pair->ben, &pair->to_ada.id), ==, TRUST_SEEN);
}

static gint64
broken_clock (gpointer data)
{
  return g_get_real_time () / 1000 - 86400000;
}

/* The list of the first comes later than that of the second by any clock. */
static void
test_broken_clock (Loss *loss, gconstpointer data)
{
  Pair *pair = &loss->pair;
  g_autoptr (GError) error = NULL;

  pair_talk (pair, "one", "two");
  back_up (pair->ada, loss->path, PASSPHRASE, &error);
  g_assert_no_error (error);
  lose (loss);
  restore_well (loss, loss->path, PASSPHRASE);
  pair_talk (pair, "three", "four");
  lose (loss);
  core_set_clock (pair->ada->core, broken_clock, NULL);
  restore_well (loss, loss->path, PASSPHRASE);
  pair_talk (pair, "five", "six");
  g_assert_cmpint (trust_in (pair->ben, &pair->to_ada.id), ==, TRUST_SEEN);
}

/* Devices were linked after the backup: the list of the one that comes back is newer all the same.
 */
static void
test_older_than_the_list (Loss *loss, gconstpointer data)
{
  Pair *pair = &loss->pair;
  g_autoptr (GError) error = NULL;
  Peer *tablet;

  pair_talk (pair, "one", "two");
  back_up (pair->ada, loss->path, PASSPHRASE, &error);
  g_assert_no_error (error);
  tablet = peer_new_linked (pair->ada);
  pair_talk (pair, "three", "four");
  wait_until (peer_find (tablet, "four") != NULL);
  lose (loss);
  restore_well (loss, loss->path, PASSPHRASE);
  wait_until (tablet->account->revoked);
  pair_talk (pair, "five", "six");
  load_rows (pair->ben, &pair->to_ada);
  assert_no_notice (pair->ben);
  peer_free (tablet);
}

/* Files are not in a backup, but what opens them is. */
static void
test_files (Loss *loss, gconstpointer data)
{
  Pair *pair = &loss->pair;
  g_autofree char *file = g_build_filename (loss->folder, "notes.txt", NULL);
  g_autoptr (GBytes) read = NULL;
  g_autoptr (GError) error = NULL;
  const MessageRow *row;
  MessageName name;

  g_assert_true (g_file_set_contents (file, "some notes", -1, NULL));
  core_send_file (pair->ada->core, &pair->to_ben, file, "for you", FALSE, NULL);
  wait_until (peer_state (pair->ada, "for you") == STATE_DELIVERED);
  back_up (pair->ada, loss->path, PASSPHRASE, &error);
  g_assert_no_error (error);
  lose (loss);
  restore_well (loss, loss->path, PASSPHRASE);
  row = peer_find (pair->ada, "for you");
  g_assert_cmpstr (row->media->name, ==, "notes.txt");
  g_assert_null (row->media->file);
  name = (MessageName) { row->conv, row->author, row->id };
  core_fetch_media (pair->ada->core, &name);
  wait_until ((row = peer_find (pair->ada, "for you"))->media->file != NULL);
  read = vault_load (row->media->file, G_MAXSIZE, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (g_bytes_get_data (read, NULL), g_bytes_get_size (read), "some notes", 10);
}

static void
start_server (Pair *pair)
{
  test_server_start (pair->server, NULL);
  core_reconnect (pair->ben->core);
  wait_until (peer_is_live (pair->ben));
}

/* The server was put back to a time before the backup, so that it numbers messages anew. */
static void
test_server_put_back (Loss *loss, gconstpointer data)
{
  Pair *pair = &loss->pair;
  g_autoptr (GError) error = NULL;

  pair_talk (pair, "one", "two");
  test_server_kill (pair->server);
  test_server_backup (pair->server);
  start_server (pair);
  core_reconnect (pair->ada->core);
  pair_talk (pair, "three", "four");
  pair_talk (pair, "five", "six");
  back_up (pair->ada, loss->path, PASSPHRASE, &error);
  g_assert_no_error (error);
  lose (loss);
  test_server_kill (pair->server);
  test_server_restore (pair->server);
  start_server (pair);
  restore_well (loss, loss->path, PASSPHRASE);
  pair_talk (pair, "seven", "eight");
  g_assert_cmpint (peer_find (pair->ada, "seven")->ord, >, peer_find (pair->ada, "six")->ord);
  g_assert_cmpint (peer_find (pair->ada, "eight")->ord, >, peer_find (pair->ada, "seven")->ord);
}

/* The device of before is taken up again, with the key that the one in between had too. */
static void
test_back_to_the_old_device (Loss *loss, gconstpointer data)
{
  Pair *pair = &loss->pair;
  g_autoptr (GError) error = NULL;
  Peer *old = pair->ada;

  pair_talk (pair, "one", "two");
  back_up (pair->ada, loss->path, PASSPHRASE, &error);
  g_assert_no_error (error);
  pair->ada = peer_new ();
  restore_well (loss, loss->path, PASSPHRASE);
  pair_talk (pair, "three", "four");
  wait_until (old->account->revoked);
  peer_register_again (old, pair->server, ADA, "Ada");
  peer_free (pair->ada);
  pair->ada = old;
  pair_talk (pair, "five", "six");
  load_rows (pair->ben, &pair->to_ada);
  assert_no_notice (pair->ben);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  LOSS_TEST ("/e2e/backup/restore-file", test_restore_file);
  LOSS_TEST ("/e2e/backup/groups", test_groups);
  LOSS_TEST ("/e2e/backup/restore-twice", test_restore_twice);
  LOSS_TEST ("/e2e/backup/broken-clock", test_broken_clock);
  LOSS_TEST ("/e2e/backup/older-than-the-list", test_older_than_the_list);
  LOSS_TEST ("/e2e/backup/server-put-back", test_server_put_back);
  LOSS_TEST ("/e2e/backup/files", test_files);
  LOSS_TEST ("/e2e/backup/back-to-the-old-device", test_back_to_the_old_device);
  return g_test_run ();
}
