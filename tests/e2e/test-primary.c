/* test-primary: the main device of an account changes, on the real server.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "loss.h"

#include "store-account.h"
#include "store-identity.h"
#include "store-outbox.h"

#include <string.h>

static gboolean
make_primary (Peer *peer, gint64 dev, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  core_make_primary_async (peer->core, dev, NULL, keep_result_cb, &result);
  wait_until (result != NULL);
  return core_make_primary_finish (peer->core, result, error);
}

static void
hand_over (Pair *pair)
{
  g_autoptr (GError) error = NULL;

  make_primary (pair->ada, pair->tablet->account->dev, &error);
  g_assert_no_error (error);
  wait_until (pair->tablet->account->primary && !pair->ada->account->primary);
}

static gboolean
may_link (Peer *peer)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autofree char *code = NULL;

  core_make_link_async (peer->core, NULL, keep_result_cb, &result);
  wait_until (result != NULL);
  code = core_make_link_finish (peer->core, result, NULL);
  return code != NULL;
}

static void
test_hand_over (Pair *pair, gconstpointer data)
{
  StoreIdentity identity;
  Peer *third;
  Store *store;

  peer_tell (pair->ada, &pair->to_ben, "one", pair->ben);
  hand_over (pair);
  g_assert_false (may_link (pair->ada));
  third = peer_new_linked (pair->tablet);
  peer_tell (pair->ben, &pair->to_ada, "to all three", third);
  wait_until (peer_find (pair->ada, "to all three") != NULL &&
              peer_find (pair->tablet, "to all three") != NULL);
  peer_tell (third, &pair->to_ben, "from the third", pair->ben);
  peer_tell (pair->ada, &pair->to_ben, "from the first", pair->ben);
  assert_no_notice (pair->ben);
  /* The secret is nowhere on the first device any more. */
  peer_close (pair->ada);
  store = peer_store (pair->ada);
  g_assert_true (store_identity_get (store, &identity));
  g_assert_false (identity.primary);
  g_assert_null (store_setting_get (store, "handover"));
  g_assert_cmpint (store_outbox_count (store), ==, 0);
  store_close (store);
  peer_open (pair->ada);
  g_assert_false (pair->ada->account->primary);
  peer_free (third);
}

static void
test_and_back (Pair *pair, gconstpointer data)
{
  Peer *third;
  g_autoptr (GError) error = NULL;

  hand_over (pair);
  g_assert_false (make_primary (pair->ada, pair->tablet->account->dev, &error));
  g_assert_error (error, WHIN_ERROR, WHIN_ERROR_FORBIDDEN);
  g_clear_error (&error);
  make_primary (pair->tablet, pair->ada->account->dev, &error);
  g_assert_no_error (error);
  wait_until (pair->ada->account->primary && !pair->tablet->account->primary);
  third = peer_new_linked (pair->ada);
  peer_tell (pair->ben, &pair->to_ada, "to all", third);
  assert_no_notice (pair->ben);
  peer_free (third);
}

/* The same recovery key opens what the new main device backs up. */
static void
test_backups_go_along (Pair *pair, gconstpointer data)
{
  g_autofree char *key = make_recovery (pair->ada);
  g_autofree char *path = peer_path (pair->tablet, "a.backup");
  g_autoptr (GAsyncResult) saved = NULL;
  g_autoptr (GAsyncResult) opened = NULL;
  g_autoptr (GError) error = NULL;
  CoreBackup *backup;

  core_set_daily_backup (pair->ada->core, TRUE);
  wait_until (pair->ada->backup->daily && pair->ada->backup->time > 0);
  hand_over (pair);
  wait_until (pair->tablet->backup->recovery && !pair->ada->backup->recovery);
  wait_until (pair->tablet->backup->daily && pair->tablet->backup->time > 0);
  g_assert_false (pair->ada->backup->daily);
  core_backup_file_async (pair->tablet->core, path, NULL, NULL, keep_result_cb, &saved);
  wait_until (saved != NULL);
  core_backup_file_finish (pair->tablet->core, saved, &error);
  g_assert_no_error (error);
  core_open_backup_async (pair->ben->core, path, key, NULL, keep_result_cb, &opened);
  wait_until (opened != NULL);
  backup = core_open_backup_finish (pair->ben->core, opened, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (backup->phone, ==, ADA);
  core_backup_free (backup);
}

/* As long as the other device is away nobody signs; and when it is removed all is as before. */
static void
test_away_and_removed (Pair *pair, gconstpointer data)
{
  gint64 dev = pair->tablet->account->dev;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  Peer *third;

  peer_close (pair->tablet);
  make_primary (pair->ada, dev, &error);
  g_assert_no_error (error);
  g_assert_false (may_link (pair->ada));
  g_assert_true (pair->ada->account->primary);
  g_assert_cmpint (pair->ada->account->successor, ==, dev);
  core_revoke_device_async (pair->ada->core, dev, NULL, keep_result_cb, &result);
  wait_until (result != NULL);
  g_assert_true (core_revoke_device_finish (pair->ada->core, result, &error));
  wait_until (may_link (pair->ada));
  g_assert_cmpint (pair->ada->account->successor, ==, 0);
  third = peer_new_linked (pair->ada);
  peer_tell (pair->ben, &pair->to_ada, "to both", third);
  assert_no_notice (pair->ben);
  peer_free (third);
  peer_open (pair->tablet);
}

static void
test_away_and_back (Pair *pair, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  peer_close (pair->tablet);
  peer_open (pair->tablet);
  wait_until (peer_is_live (pair->tablet));
  make_primary (pair->ada, pair->tablet->account->dev, &error);
  g_assert_no_error (error);
  peer_close (pair->ada);
  wait_until (pair->tablet->account->primary);
  peer_open (pair->ada);
  wait_until (!pair->ada->account->primary);
}

/* A device that has once been the main one, and of the account no more. */
static void
test_begins_anew (Pair *pair, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  hand_over (pair);
  make_primary (pair->tablet, pair->ada->account->dev, &error);
  g_assert_no_error (error);
  wait_until (pair->ada->account->primary && !pair->tablet->account->primary);
  core_revoke_device_async (pair->ada->core, pair->tablet->account->dev, NULL, keep_result_cb,
                            &result);
  wait_until (result != NULL && pair->tablet->account->revoked);
  peer_register_again (pair->tablet, pair->server, ADA, "Ada");
  peer_tell (pair->tablet, &pair->to_ben, "one", pair->ben);
}

/* A passphrase takes its time, and meanwhile the device is not the main one any more. */
static void
test_while_it_backs_up (Pair *pair, gconstpointer data)
{
  g_autofree char *path = peer_path (pair->ada, "a.backup");
  g_autoptr (GAsyncResult) saved = NULL;
  g_autoptr (GError) error = NULL;

  core_backup_file_async (pair->ada->core, path, PASSPHRASE, NULL, keep_result_cb, &saved);
  hand_over (pair);
  wait_until (saved != NULL);
  if (!core_backup_file_finish (pair->ada->core, saved, &error))
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (g_file_test (path, G_FILE_TEST_EXISTS), ==, error == NULL);
}

static void
test_refused (Pair *pair, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (make_primary (pair->tablet, pair->ada->account->dev, &error));
  g_assert_error (error, WHIN_ERROR, WHIN_ERROR_FORBIDDEN);
  g_clear_error (&error);
  g_assert_false (make_primary (pair->ada, pair->ada->account->dev, &error));
  g_assert_error (error, WHIN_ERROR, WHIN_ERROR_FORBIDDEN);
  g_clear_error (&error);
  g_assert_false (make_primary (pair->ada, 4711, &error));
  g_assert_error (error, WHIN_ERROR, WHIN_ERROR_FORBIDDEN);
}

/* -- What they are called. -- */

/* Of a device, as another shows it; NULL when it is not shown. */
static char *
name_at (Peer *peer, gint64 dev)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) devices = NULL;

  core_devices_async (peer->core, NULL, keep_result_cb, &result);
  wait_until (result != NULL);
  devices = core_devices_finish (peer->core, result, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < devices->len; i++)
    if (((CoreDevice *) devices->pdata[i])->dev == dev)
      return g_strdup (((CoreDevice *) devices->pdata[i])->name);
  return NULL;
}

static gboolean
is_called (Peer *peer, const Peer *device, const char *name)
{
  g_autofree char *shown = name_at (peer, device->account->dev);

  return g_strcmp0 (shown, name) == 0;
}

static void
call_it (Peer *by, const Peer *device, const char *name)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  core_rename_device_async (by->core, device->account->dev, name, NULL, keep_result_cb, &result);
  wait_until (result != NULL);
  core_rename_device_finish (by->core, result, &error);
  g_assert_no_error (error);
}

/* Each device knows all names, also that of one that came later; any may give another. The server
 * is told none of it: tests/e2ee/test-secrets.c. */
static void
test_names (Pair *pair, gconstpointer data)
{
  Peer *third;

  wait_until (is_called (pair->tablet, pair->ada, "Test device"));
  g_assert_true (is_called (pair->ada, pair->tablet, "Second device"));
  call_it (pair->tablet, pair->tablet, "At work");
  wait_until (is_called (pair->ada, pair->tablet, "At work"));
  call_it (pair->ada, pair->ada, "At home");
  wait_until (is_called (pair->tablet, pair->ada, "At home"));

  third = peer_new_linked (pair->ada);
  wait_until (is_called (third, pair->ada, "At home"));
  wait_until (is_called (third, pair->tablet, "At work"));
  wait_until (is_called (pair->tablet, third, "Second device"));
  peer_free (third);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  PAIR_TEST_WITH_TABLET ("/e2e/primary/hand-over", test_hand_over);
  PAIR_TEST_WITH_TABLET ("/e2e/primary/and-back", test_and_back);
  PAIR_TEST_WITH_TABLET ("/e2e/primary/backups-go-along", test_backups_go_along);
  PAIR_TEST_WITH_TABLET ("/e2e/primary/away-and-removed", test_away_and_removed);
  PAIR_TEST_WITH_TABLET ("/e2e/primary/away-and-back", test_away_and_back);
  PAIR_TEST_WITH_TABLET ("/e2e/primary/begins-anew", test_begins_anew);
  PAIR_TEST_WITH_TABLET ("/e2e/primary/while-it-backs-up", test_while_it_backs_up);
  PAIR_TEST_WITH_TABLET ("/e2e/primary/refused", test_refused);
  PAIR_TEST_WITH_TABLET ("/e2e/primary/names", test_names);
  return g_test_run ();
}
