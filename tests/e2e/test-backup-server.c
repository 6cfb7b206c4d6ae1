/* test-backup-server: losing everything and coming back from what the real server keeps.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "loss.h"
#include "shelf.h"

#include "core-private.h"

static void
test_restore_server (Loss *loss, gconstpointer data)
{
  Pair *pair = &loss->pair;
  g_autofree char *key = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_false (back_up_to_server (pair->ada, &error));
  g_assert_error (error, WHIN_ERROR, WHIN_ERROR_NOT_FOUND);
  g_clear_error (&error);
  key = make_recovery (pair->ada);
  pair_talk (pair, "one", "two");
  peer_verify (pair->ada, &pair->to_ben.id);
  peer_verify (pair->ben, &pair->to_ada.id);
  back_up_to_server (pair->ada, &error);
  g_assert_no_error (error);
  wait_until (pair->ada->backup->time > 0 && pair->ada->backup->size > 0);
  pair_talk (pair, "three", "four");
  /* The one before goes. */
  back_up_to_server (pair->ada, &error);
  g_assert_no_error (error);

  lose (loss);
  restore_well (loss, NULL, key);
  g_assert_nonnull (peer_find (pair->ada, "one"));
  g_assert_nonnull (peer_find (pair->ada, "four"));
  pair_talk (pair, "back again", "welcome back");
  g_assert_cmpint (trust_in (pair->ben, &pair->to_ada.id), ==, TRUST_VERIFIED);
  g_assert_cmpint (trust_in (pair->ada, &pair->to_ben.id), ==, TRUST_VERIFIED);
  load_rows (pair->ben, &pair->to_ada);
  g_assert_cmpuint (peer_count_kind (pair->ben, MESSAGE_KEY_CHANGED), ==, 0);
  /* And the same key goes on working. */
  back_up_to_server (pair->ada, &error);
  g_assert_no_error (error);
  lose (loss);
  restore_well (loss, NULL, key);
  g_assert_nonnull (peer_find (pair->ada, "back again"));
}

static gint64
tomorrow (gpointer data)
{
  return g_get_real_time () / 1000 + *(gint *) data * 25 * 3600 * (gint64) 1000;
}

static gboolean
has_failed (Peer *peer, WorkKind kind)
{
  return peer->works[kind] != NULL && peer->works[kind]->state == WORK_FAILED;
}

static void
test_daily (Loss *loss, gconstpointer data)
{
  Pair *pair = &loss->pair;
  gint days = 0;
  gint64 time;
  g_autofree char *key = make_recovery (pair->ada);

  pair_talk (pair, "one", "two");
  core_set_daily_backup (pair->ada->core, TRUE);
  wait_until (pair->ada->backup->daily && pair->ada->backup->time > 0);
  time = pair->ada->backup->time;
  /* Not twice on a day, */
  pair_talk (pair, "three", "four");
  core_set_daily_backup (pair->ada->core, TRUE);
  pair_talk (pair, "five", "six");
  g_assert_cmpint (pair->ada->backup->time, ==, time);
  /* and on the next one. */
  days = 1;
  core_set_clock (pair->ada->core, tomorrow, &days);
  core_set_daily_backup (pair->ada->core, TRUE);
  wait_until (pair->ada->backup->time > time);
  time = pair->ada->backup->time;
  /* Nothing has changed. */
  days = 2;
  core_set_daily_backup (pair->ada->core, TRUE);
  core_set_receipts (pair->ada->core, TRUE, TRUE);
  come_again (pair->ada);
  wait_until (peer_is_live (pair->ada));
  g_assert_cmpint (pair->ada->backup->time, ==, time);
  lose (loss);
  restore_well (loss, NULL, key);
  g_assert_nonnull (peer_find (pair->ada, "six"));
  wait_until (pair->ada->backup->daily);
}

/* A server that has no room for it is not asked again all the time; a person may ask. */
static void
test_over_quota (Loss *loss, gconstpointer data)
{
  Pair *pair = &loss->pair;
  gint days = 0;
  g_autofree char *key = make_recovery (pair->ada);
  g_autofree char *when = NULL;
  g_autofree char *then = NULL;

  pair_talk (pair, "one", "two");
  test_server_kill (pair->server);
  test_server_set_quota (pair->server, "1k");
  test_server_start (pair->server, NULL);
  come_again (pair->ada);
  wait_until (peer_is_live (pair->ada));
  core_set_clock (pair->ada->core, tomorrow, &days);
  core_set_daily_backup (pair->ada->core, TRUE);
  wait_until (has_failed (pair->ada, WORK_BACKUP_SERVER));
  come_again (pair->ada);
  core_set_clock (pair->ada->core, tomorrow, &days);
  wait_until (peer_is_live (pair->ada));
  core_set_daily_backup (pair->ada->core, TRUE);
  pair_talk (pair, "three", "four");
  g_assert_null (pair->ada->works[WORK_BACKUP_SERVER]);
  g_assert_false (back_up_to_server (pair->ada, NULL));
  g_assert_nonnull (pair->ada->works[WORK_BACKUP_SERVER]);
  come_again (pair->ada);
  days = 1;
  core_set_clock (pair->ada->core, tomorrow, &days);
  wait_until (peer_is_live (pair->ada));
  core_set_daily_backup (pair->ada->core, TRUE);
  wait_until (has_failed (pair->ada, WORK_BACKUP_SERVER));
}

/* Between the new recovery key and the next backup the old backup must not stand in the way. */
static void
test_another_recovery_key (Loss *loss, gconstpointer data)
{
  Pair *pair = &loss->pair;
  g_autofree char *old = make_recovery (pair->ada);
  g_autofree char *key = NULL;
  g_autoptr (GError) error = NULL;
  gint64 time;

  pair_talk (pair, "one", "two");
  back_up_to_server (pair->ada, &error);
  g_assert_no_error (error);
  wait_until (pair->ada->backup->time > 0);
  time = pair->ada->backup->time;
  key = make_recovery (pair->ada);
  wait_until (pair->ada->backup->time > time);
  lose (loss);
  g_assert_false (restore (loss, NULL, old, &error));
  g_assert_error (error, WHIN_ERROR, WHIN_ERROR_CODE_WRONG);
  restore_well (loss, NULL, key);
  g_assert_nonnull (peer_find (pair->ada, "two"));
}

/* The object that came since there was only that one. */
static char *
other_object (TestServer *server, const char *known)
{
  g_autoptr (GPtrArray) keys = shelf_list (server);

  for (guint i = 0; i < keys->len; i++)
    if (g_strcmp0 (keys->pdata[i], known) != 0)
      return g_strdup (keys->pdata[i]);
  g_assert_not_reached ();
}

/* As if the device had been lost before there was a backup for its new recovery key. */
static void
test_no_backup_for_the_key (Loss *loss, gconstpointer data)
{
  Pair *pair = &loss->pair;
  g_autofree char *old = make_recovery (pair->ada);
  g_autofree char *key = NULL;
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  g_autoptr (GBytes) backup = NULL;
  g_autoptr (GError) error = NULL;
  gint64 time;

  pair_talk (pair, "one", "two");
  peer_verify (pair->ben, &pair->to_ada.id);
  back_up_to_server (pair->ada, &error);
  g_assert_no_error (error);
  first = other_object (pair->server, NULL);
  backup = shelf_get (pair->server, first);
  time = pair->ada->backup->time;
  key = make_recovery (pair->ada);
  wait_until (pair->ada->backup->time > time);
  second = other_object (pair->server, first);
  shelf_put (pair->server, second, backup);
  lose (loss);
  restore_well (loss, NULL, key);
  g_assert_null (peer_find (pair->ada, "one"));
  pair_talk (pair, "three", "four");
  g_assert_cmpint (trust_in (pair->ben, &pair->to_ada.id), ==, TRUST_VERIFIED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  LOSS_TEST ("/e2e/backup/restore-server", test_restore_server);
  LOSS_TEST ("/e2e/backup/daily", test_daily);
  LOSS_TEST ("/e2e/backup/over-quota", test_over_quota);
  LOSS_TEST ("/e2e/backup/another-recovery-key", test_another_recovery_key);
  LOSS_TEST ("/e2e/backup/no-backup-for-the-key", test_no_backup_for_the_key);
  return g_test_run ();
}
