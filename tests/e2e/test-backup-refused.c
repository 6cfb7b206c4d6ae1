/* test-backup-refused: what is not backed up or does not come back, and what is left then, on the
 * real server. SPDX-License-Identifier: GPL-3.0-or-later */
#include "loss.h"

#include "store-account.h"
#include "store-message.h"

static void
test_only_the_main_device (Loss *loss, gconstpointer data)
{
  Pair *pair = &loss->pair;
  Peer *tablet = peer_new_linked (pair->ada);
  g_autofree char *key = NULL;
  g_autoptr (GError) error = NULL;

  key = make_key (tablet, &error);
  g_assert_error (error, WHIN_ERROR, WHIN_ERROR_FORBIDDEN);
  g_clear_error (&error);
  g_assert_false (back_up (tablet, loss->path, PASSPHRASE, &error));
  g_assert_error (error, WHIN_ERROR, WHIN_ERROR_FORBIDDEN);
  peer_free (tablet);
}

static void
test_needs_a_key (Loss *loss, gconstpointer data)
{
  Pair *pair = &loss->pair;
  g_autoptr (GError) error = NULL;

  g_assert_false (back_up (pair->ada, loss->path, NULL, &error));
  g_assert_error (error, WHIN_ERROR, WHIN_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_false (back_up (pair->ada, loss->path, "tiger", &error));
  g_assert_error (error, WHIN_ERROR, WHIN_ERROR_FORBIDDEN);
  g_clear_error (&error);
  g_assert_false (back_up (pair->ada, "/nowhere/at/all", PASSPHRASE, &error));
  g_assert_error (error, WHIN_ERROR, WHIN_ERROR_DISK);
  g_assert_cmpint (pair->ada->works[WORK_BACKUP_FILE]->state, ==, WORK_FAILED);
  g_assert_cmpint (pair->ada->works[WORK_BACKUP_FILE]->error, ==, WHIN_ERROR_DISK);
}

static void
damage (const char *path)
{
  g_autofree char *bytes = NULL;
  gsize len;

  g_assert_true (g_file_get_contents (path, &bytes, &len, NULL));
  bytes[len / 2] ^= 1;
  g_assert_true (g_file_set_contents (path, bytes, (gssize) len, NULL));
}

static void
test_refused (Loss *loss, gconstpointer data)
{
  Pair *pair = &loss->pair;
  g_autofree char *key = make_recovery (pair->ada);
  g_autofree char *other = make_key (pair->ada, NULL);
  g_autoptr (GError) error = NULL;

  pair_talk (pair, "one", "two");
  back_up (pair->ada, loss->path, NULL, &error);
  g_assert_no_error (error);
  loss->asked = TRUE; /* it does not come to a code */
  g_assert_false (restore (loss, loss->path, key, &error));
  g_assert_error (error, WHIN_ERROR, WHIN_ERROR_CONFLICT);
  g_clear_error (&error);
  lose (loss);
  g_assert_false (restore (loss, loss->path, other, &error));
  g_assert_error (error, WHIN_ERROR, WHIN_ERROR_CODE_WRONG);
  g_clear_error (&error);
  damage (loss->path);
  g_assert_false (restore (loss, loss->path, key, &error));
  g_assert_error (error, WHIN_ERROR, WHIN_ERROR_CORRUPT);
  g_clear_error (&error);
  g_assert_false (pair->ada->account->registered);
  g_assert_cmpuint (g_hash_table_size (pair->ada->chats), ==, 0);
  damage (loss->path);
  restore_well (loss, loss->path, key);
  g_assert_nonnull (peer_find (pair->ada, "one"));
}

static void
test_what_it_is (Loss *loss, gconstpointer data)
{
  Pair *pair = &loss->pair;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  CoreBackup *backup;

  pair_talk (pair, "one", "two");
  back_up (pair->ada, loss->path, PASSPHRASE, &error);
  g_assert_no_error (error);
  core_open_backup_async (pair->ben->core, loss->path, PASSPHRASE, NULL, keep_result_cb, &result);
  wait_until (result != NULL);
  backup = core_open_backup_finish (pair->ben->core, result, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (backup->phone, ==, ADA);
  g_assert_cmpstr (backup->name, ==, "Ada");
  g_assert_cmpstr (backup->server, ==, test_server_url (pair->server));
  g_assert_cmpint (backup->messages, ==, 2);
  core_backup_free (backup);
}

/* The number went to somebody else: their account stays as it is. */
static void
test_other_account (Loss *loss, gconstpointer data)
{
  Pair *pair = &loss->pair;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  const char *url = test_server_url (pair->server);

  pair_talk (pair, "one", "two");
  back_up (pair->ben, loss->path, PASSPHRASE, &error);
  g_assert_no_error (error);
  lose (loss);
  peer_ask_for_code (pair->ada, pair->server, url, ADA);
  core_restore_async (pair->ada->core, loss->path, PASSPHRASE, url, ADA,
                      test_server_code (pair->server, ADA), NULL, NULL, "New device", NULL,
                      keep_result_cb, &result);
  wait_until (result != NULL);
  g_assert_false (core_restore_finish (pair->ada->core, result, &error));
  g_assert_error (error, WHIN_ERROR, WHIN_ERROR_FORBIDDEN);
  g_assert_false (pair->ada->account->registered);
  g_assert_cmpuint (g_hash_table_size (pair->ada->chats), ==, 0);
}

/* Messages that nobody has sent. */
static void
fill (Peer *peer, const Conv *conv, guint n)
{
  Store *store;

  peer_close (peer);
  store = peer_store (peer);
  store_begin (store);
  for (guint i = 0; i < n; i++) {
    g_autoptr (MessageRow) row = message_row_new ();

    row->conv = *conv;
    row->author = conv->id;
    row->id = id_random ();
    row->state = STATE_RECEIVED;
    row->time = 1700000000000 + i;
    row->text = g_strdup_printf ("filling %u", i);
    row->error = -1;
    g_assert_true (store_message_add (store, row, 1000 + i, NULL));
  }
  g_assert_true (store_commit (store, NULL));
  store_close (store);
  peer_open (peer);
  wait_until (peer_is_live (peer));
}

/* Until rows are put in. */
static void
start_restore (Loss *loss, GAsyncResult **result)
{
  Peer *ada = loss->pair.ada;

  begin_restore (loss, loss->path, PASSPHRASE, result);
  wait_until (*result != NULL ||
              (ada->works[WORK_RESTORE] != NULL && ada->works[WORK_RESTORE]->done > 450));
  g_assert_null (*result);
}

static void
test_stopped (Loss *loss, gconstpointer data)
{
  Pair *pair = &loss->pair;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GAsyncResult) second = NULL;
  g_autoptr (GError) error = NULL;

  pair_talk (pair, "one", "two");
  fill (pair->ada, &pair->to_ben, 5000);
  back_up (pair->ada, loss->path, PASSPHRASE, &error);
  g_assert_no_error (error);
  lose (loss);
  start_restore (loss, &result);
  core_cancel_work (pair->ada->core, WORK_RESTORE);
  wait_until (result != NULL);
  g_assert_false (core_restore_finish (pair->ada->core, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_cmpint (pair->ada->works[WORK_RESTORE]->error, ==, -1);
  g_assert_false (pair->ada->account->registered);
  g_assert_cmpuint (count_chats (pair->ada), ==, 0);

  /* The program ends in the middle of it. */
  start_restore (loss, &second);
  peer_close (pair->ada);
  wait_until (second != NULL);
  g_assert_false (core_restore_finish (NULL, second, NULL));
  peer_open (pair->ada);
  g_assert_false (pair->ada->account->registered);
  g_assert_cmpuint (count_chats (pair->ada), ==, 0);

  /* The code that was used up is not asked for again. */
  restore_well (loss, loss->path, PASSPHRASE);
  g_assert_nonnull (peer_find (pair->ada, "filling 4999"));
  pair_talk (pair, "three", "four");
}

/* It would have all of it wiped, should the account not be readable one day. */
static void
assert_not_half_restored (Peer *peer)
{
  g_autofree char *setting = NULL;
  Store *store;

  peer_close (peer);
  store = peer_store (peer);
  setting = store_setting_get (store, "restoring");
  g_assert_null (setting);
  store_close (store);
  peer_open (peer);
}

/* The device was of somebody else's account, which has gone to another device. */
static void
test_beside_another (Loss *loss, gconstpointer data)
{
  Pair *pair = &loss->pair;
  Peer *third = peer_new (), *old = pair->ben;
  g_autoptr (GError) error = NULL;

  pair_talk (pair, "one", "two");
  back_up (pair->ada, loss->path, PASSPHRASE, &error);
  g_assert_no_error (error);
  peer_register_again (third, pair->server, BEN, "Ben");
  wait_until (old->account->revoked);
  pair->ben = third;
  peer_free (pair->ada);
  pair->ada = old;
  loss->asked = TRUE; /* it does not come to a code */
  g_assert_false (restore (loss, loss->path, PASSPHRASE, &error));
  g_assert_error (error, WHIN_ERROR, WHIN_ERROR_CONFLICT);
  g_assert_false (peer_find (old, "one")->own);
  g_assert_cmpuint (count_chats (old), ==, 1);
  assert_not_half_restored (old);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  LOSS_TEST ("/e2e/backup/only-the-main-device", test_only_the_main_device);
  LOSS_TEST ("/e2e/backup/needs-a-key", test_needs_a_key);
  LOSS_TEST ("/e2e/backup/refused", test_refused);
  LOSS_TEST ("/e2e/backup/what-it-is", test_what_it_is);
  LOSS_TEST ("/e2e/backup/other-account", test_other_account);
  LOSS_TEST ("/e2e/backup/stopped", test_stopped);
  LOSS_TEST ("/e2e/backup/beside-another", test_beside_another);
  return g_test_run ();
}
