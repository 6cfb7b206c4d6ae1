/* test-primary: the main device of an account changes, on the real server.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "test-server.h"

#include "store-account.h"
#include "store-identity.h"
#include "store-outbox.h"

#include <string.h>

#define ADA "+4915112340001"
#define BEN "+4915112340002"

typedef struct {
  TestServer *server;
  Peer *ada;
  Peer *tablet; /* ada's other device */
  Peer *ben;
  Conv to_ada; /* as ben sees it */
  Conv to_ben;
} Scene;

static void
set_up (Scene *scene, gconstpointer data)
{
  scene->server = test_server_new ();
  scene->ada = peer_new ();
  scene->ben = peer_new ();
  peer_register (scene->ada, scene->server, ADA, "Ada");
  peer_register (scene->ben, scene->server, BEN, "Ben");
  scene->to_ada = conv_with (scene->ada);
  scene->to_ben = conv_with (scene->ben);
  scene->tablet = peer_new_linked (scene->ada);
}

static void
tear_down (Scene *scene, gconstpointer data)
{
  peer_free (scene->ada);
  peer_free (scene->tablet);
  peer_free (scene->ben);
  test_server_free (scene->server);
}

static MessageState
state_of (Peer *peer, const char *text)
{
  const MessageRow *row = peer_find (peer, text);

  return row != NULL ? row->state : STATE_FAILED;
}

static void
send (Peer *from, const Conv *conv, const char *text, Peer *to)
{
  core_send_text (from->core, conv, text);
  wait_until (state_of (from, text) == STATE_DELIVERED && peer_find (to, text) != NULL);
}

static gboolean
make_primary (Peer *peer, gint64 dev, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  core_make_primary_async (peer->core, dev, NULL, keep_result_cb, &result);
  wait_until (result != NULL);
  return core_make_primary_finish (peer->core, result, error);
}

static void
hand_over (Scene *scene)
{
  g_autoptr (GError) error = NULL;

  make_primary (scene->ada, scene->tablet->account->dev, &error);
  g_assert_no_error (error);
  wait_until (scene->tablet->account->primary && !scene->ada->account->primary);
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

static guint
count_kind (Peer *peer, MessageKind kind)
{
  GHashTableIter iter;
  gpointer row;
  guint n = 0;

  g_hash_table_iter_init (&iter, peer->messages);
  while (g_hash_table_iter_next (&iter, NULL, &row))
    n += ((MessageRow *) row)->kind == kind;
  return n;
}

static void
assert_no_notice (Peer *peer)
{
  g_assert_cmpuint (count_kind (peer, MESSAGE_KEY_CHANGED), ==, 0);
  g_assert_cmpuint (count_kind (peer, MESSAGE_TWO_LISTS), ==, 0);
}

static void
test_hand_over (Scene *scene, gconstpointer data)
{
  StoreIdentity identity;
  Peer *third;
  Store *store;

  send (scene->ada, &scene->to_ben, "one", scene->ben);
  hand_over (scene);
  g_assert_false (may_link (scene->ada));
  third = peer_new_linked (scene->tablet);
  send (scene->ben, &scene->to_ada, "to all three", third);
  wait_until (peer_find (scene->ada, "to all three") != NULL &&
              peer_find (scene->tablet, "to all three") != NULL);
  send (third, &scene->to_ben, "from the third", scene->ben);
  send (scene->ada, &scene->to_ben, "from the first", scene->ben);
  assert_no_notice (scene->ben);
  /* The secret is nowhere on the first device any more. */
  peer_close (scene->ada);
  store = peer_store (scene->ada);
  g_assert_true (store_identity_get (store, &identity));
  g_assert_false (identity.primary);
  g_assert_null (store_setting_get (store, "handover"));
  g_assert_cmpint (store_outbox_count (store), ==, 0);
  store_close (store);
  peer_open (scene->ada);
  g_assert_false (scene->ada->account->primary);
  peer_free (third);
}

static void
test_and_back (Scene *scene, gconstpointer data)
{
  Peer *third;
  g_autoptr (GError) error = NULL;

  hand_over (scene);
  g_assert_false (make_primary (scene->ada, scene->tablet->account->dev, &error));
  g_assert_error (error, WHIN_ERROR, WHIN_ERROR_FORBIDDEN);
  g_clear_error (&error);
  make_primary (scene->tablet, scene->ada->account->dev, &error);
  g_assert_no_error (error);
  wait_until (scene->ada->account->primary && !scene->tablet->account->primary);
  third = peer_new_linked (scene->ada);
  send (scene->ben, &scene->to_ada, "to all", third);
  assert_no_notice (scene->ben);
  peer_free (third);
}

static char *
make_recovery (Peer *peer)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_auto (GStrv) groups = NULL;
  char *text;

  core_make_recovery_async (peer->core, NULL, keep_result_cb, &result);
  wait_until (result != NULL);
  text = core_make_recovery_finish (peer->core, result, NULL);
  groups = g_strsplit (text, " ", -1);
  for (guint i = 0; i < CORE_RECOVERY_CHECKS; i++) {
    g_autoptr (GAsyncResult) checked = NULL;

    core_check_recovery_group_async (peer->core, i, groups[i], NULL, keep_result_cb, &checked);
    wait_until (checked != NULL);
    g_assert_true (core_check_recovery_group_finish (peer->core, checked, NULL, NULL));
  }
  wait_until (peer->backup->recovery);
  return text;
}

/* The same recovery key opens what the new main device backs up. */
static void
test_backups_go_along (Scene *scene, gconstpointer data)
{
  g_autofree char *key = make_recovery (scene->ada);
  g_autofree char *path = peer_path (scene->tablet, "a.backup");
  g_autoptr (GAsyncResult) saved = NULL;
  g_autoptr (GAsyncResult) opened = NULL;
  g_autoptr (GError) error = NULL;
  CoreBackup *backup;

  core_set_daily_backup (scene->ada->core, TRUE);
  wait_until (scene->ada->backup->daily && scene->ada->backup->time > 0);
  hand_over (scene);
  wait_until (scene->tablet->backup->recovery && !scene->ada->backup->recovery);
  wait_until (scene->tablet->backup->daily && scene->tablet->backup->time > 0);
  g_assert_false (scene->ada->backup->daily);
  core_backup_file_async (scene->tablet->core, path, NULL, NULL, keep_result_cb, &saved);
  wait_until (saved != NULL);
  core_backup_file_finish (scene->tablet->core, saved, &error);
  g_assert_no_error (error);
  core_open_backup_async (scene->ben->core, path, key, NULL, keep_result_cb, &opened);
  wait_until (opened != NULL);
  backup = core_open_backup_finish (scene->ben->core, opened, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (backup->phone, ==, ADA);
  core_backup_free (backup);
}

/* As long as the other device is away nobody signs; and when it is removed all is as before. */
static void
test_away_and_removed (Scene *scene, gconstpointer data)
{
  gint64 dev = scene->tablet->account->dev;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  Peer *third;

  peer_close (scene->tablet);
  make_primary (scene->ada, dev, &error);
  g_assert_no_error (error);
  g_assert_false (may_link (scene->ada));
  g_assert_true (scene->ada->account->primary);
  g_assert_cmpint (scene->ada->account->successor, ==, dev);
  core_revoke_device_async (scene->ada->core, dev, NULL, keep_result_cb, &result);
  wait_until (result != NULL);
  g_assert_true (core_revoke_device_finish (scene->ada->core, result, &error));
  wait_until (may_link (scene->ada));
  g_assert_cmpint (scene->ada->account->successor, ==, 0);
  third = peer_new_linked (scene->ada);
  send (scene->ben, &scene->to_ada, "to both", third);
  assert_no_notice (scene->ben);
  peer_free (third);
  peer_open (scene->tablet);
}

static void
test_away_and_back (Scene *scene, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  peer_close (scene->tablet);
  peer_open (scene->tablet);
  wait_until (peer_is_live (scene->tablet));
  make_primary (scene->ada, scene->tablet->account->dev, &error);
  g_assert_no_error (error);
  peer_close (scene->ada);
  wait_until (scene->tablet->account->primary);
  peer_open (scene->ada);
  wait_until (!scene->ada->account->primary);
}

/* A device that has once been the main one, and of the account no more. */
static void
test_begins_anew (Scene *scene, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  hand_over (scene);
  make_primary (scene->tablet, scene->ada->account->dev, &error);
  g_assert_no_error (error);
  wait_until (scene->ada->account->primary && !scene->tablet->account->primary);
  core_revoke_device_async (scene->ada->core, scene->tablet->account->dev, NULL, keep_result_cb,
                            &result);
  wait_until (result != NULL && scene->tablet->account->revoked);
  peer_register_again (scene->tablet, scene->server, ADA, "Ada");
  send (scene->tablet, &scene->to_ben, "one", scene->ben);
}

/* A passphrase takes its time, and meanwhile the device is not the main one any more. */
static void
test_while_it_backs_up (Scene *scene, gconstpointer data)
{
  g_autofree char *path = peer_path (scene->ada, "a.backup");
  g_autoptr (GAsyncResult) saved = NULL;
  g_autoptr (GError) error = NULL;

  core_backup_file_async (scene->ada->core, path, "seven green apples fall upwards", NULL,
                          keep_result_cb, &saved);
  hand_over (scene);
  wait_until (saved != NULL);
  if (!core_backup_file_finish (scene->ada->core, saved, &error))
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (g_file_test (path, G_FILE_TEST_EXISTS), ==, error == NULL);
}

static void
test_refused (Scene *scene, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (make_primary (scene->tablet, scene->ada->account->dev, &error));
  g_assert_error (error, WHIN_ERROR, WHIN_ERROR_FORBIDDEN);
  g_clear_error (&error);
  g_assert_false (make_primary (scene->ada, scene->ada->account->dev, &error));
  g_assert_error (error, WHIN_ERROR, WHIN_ERROR_FORBIDDEN);
  g_clear_error (&error);
  g_assert_false (make_primary (scene->ada, 4711, &error));
  g_assert_error (error, WHIN_ERROR, WHIN_ERROR_FORBIDDEN);
}

#define TEST(path, func) g_test_add (path, Scene, NULL, set_up, func, tear_down)

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
test_names (Scene *scene, gconstpointer data)
{
  Peer *third;

  wait_until (is_called (scene->tablet, scene->ada, "Test device"));
  g_assert_true (is_called (scene->ada, scene->tablet, "Second device"));
  call_it (scene->tablet, scene->tablet, "At work");
  wait_until (is_called (scene->ada, scene->tablet, "At work"));
  call_it (scene->ada, scene->ada, "At home");
  wait_until (is_called (scene->tablet, scene->ada, "At home"));

  third = peer_new_linked (scene->ada);
  wait_until (is_called (third, scene->ada, "At home"));
  wait_until (is_called (third, scene->tablet, "At work"));
  wait_until (is_called (scene->tablet, third, "Second device"));
  peer_free (third);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  TEST ("/e2e/primary/hand-over", test_hand_over);
  TEST ("/e2e/primary/and-back", test_and_back);
  TEST ("/e2e/primary/backups-go-along", test_backups_go_along);
  TEST ("/e2e/primary/away-and-removed", test_away_and_removed);
  TEST ("/e2e/primary/away-and-back", test_away_and_back);
  TEST ("/e2e/primary/begins-anew", test_begins_anew);
  TEST ("/e2e/primary/while-it-backs-up", test_while_it_backs_up);
  TEST ("/e2e/primary/refused", test_refused);
  TEST ("/e2e/primary/names", test_names);
  return g_test_run ();
}
