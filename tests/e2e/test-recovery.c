/* test-recovery: the recovery key, with a backup or with none, on the real server.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "loss.h"

#include "recovery.h"

#include <glib/gstdio.h>

static void
test_recovery_key (Loss *loss, gconstpointer data)
{
  Pair *pair = &loss->pair;
  g_autofree char *text = make_key (pair->ada, NULL);
  g_auto (GStrv) groups = g_strsplit (text, " ", -1);
  g_autofree char *low = g_ascii_strdown (groups[4], -1);
  g_autoptr (GError) error = NULL;
  gboolean complete = TRUE;

  g_assert_cmpuint (g_strv_length (groups), ==, CORE_RECOVERY_GROUPS);
  g_assert_false (pair->ada->backup->recovery);
  g_assert_false (check_group (pair->ada, 3, "0000", &complete, &error));
  g_assert_error (error, WHIN_ERROR, WHIN_ERROR_CODE_WRONG);
  g_clear_error (&error);
  /* The same group twice shows no more than once. */
  g_assert_true (check_group (pair->ada, 4, low, &complete, &error) && !complete);
  g_assert_true (check_group (pair->ada, 4, groups[4], &complete, &error) && !complete);
  g_assert_false (pair->ada->backup->recovery);
  g_assert_true (check_group (pair->ada, 5, groups[5], &complete, &error) && complete);
  wait_until (pair->ada->backup->recovery);
  g_assert_false (check_group (pair->ada, 5, groups[5], &complete, &error));
  g_assert_error (error, WHIN_ERROR, WHIN_ERROR_NOT_FOUND);
}

/* A recovery key and no backup: the account comes back, without its messages. */
static void
test_restore_account_only (Loss *loss, gconstpointer data)
{
  Pair *pair = &loss->pair;
  g_autofree char *key = make_recovery (pair->ada);
  g_autofree char *wrong = make_key (pair->ada, NULL);
  g_autoptr (GError) error = NULL;

  pair_talk (pair, "one", "two");
  peer_verify (pair->ben, &pair->to_ada.id);
  lose (loss);
  g_assert_false (restore (loss, NULL, wrong, &error));
  g_assert_error (error, WHIN_ERROR, WHIN_ERROR_CODE_WRONG);
  g_clear_error (&error);
  g_assert_false (pair->ada->account->registered);
  /* Again with the same code. */
  restore_well (loss, NULL, key);
  g_assert_null (peer_find (pair->ada, "one"));
  pair_talk (pair, "back again", "welcome back");
  g_assert_cmpint (trust_in (pair->ben, &pair->to_ada.id), ==, TRUST_VERIFIED);
}

static void
test_no_recovery_key (Loss *loss, gconstpointer data)
{
  Pair *pair = &loss->pair;
  g_autofree char *key = make_recovery (pair->ben);
  g_autoptr (GError) error = NULL;

  lose (loss);
  g_assert_false (restore (loss, NULL, key, &error));
  g_assert_error (error, WHIN_ERROR, WHIN_ERROR_NOT_FOUND);
  g_assert_false (pair->ada->account->registered);
}

static gboolean
opens (Peer *peer, const char *typed)
{
  guint8 recovery[PRIM_KEY_BYTES];
  g_autoptr (Keyring) keyring = NULL;

  g_assert_true (recovery_from_text (typed, recovery, NULL));
  keyring = keyring_open (peer->dir, &(KeySecret) { KEY_WAY_RECOVERY_KEY, recovery }, NULL);
  return keyring != NULL;
}

/* The new recovery key counts for the backup before it opens the database; a disk that refuses that
 * is asked again. */
static void
test_key_in_two_steps (Loss *loss, gconstpointer data)
{
  Pair *pair = &loss->pair;
  g_autofree char *path = peer_path (pair->ada, "key");
  g_autofree char *aside = peer_path (pair->ada, "key.aside");
  g_autofree char *old = make_recovery (pair->ada);
  g_autofree char *key = NULL;

  g_assert_true (opens (pair->ada, old));
  g_assert_cmpint (g_rename (path, aside), ==, 0);
  g_assert_cmpint (g_mkdir (path, 0700), ==, 0);
  key = make_recovery (pair->ada);
  g_assert_cmpint (g_rmdir (path), ==, 0);
  g_assert_cmpint (g_rename (aside, path), ==, 0);
  g_assert_true (opens (pair->ada, old));
  come_again (pair->ada);
  g_assert_true (opens (pair->ada, key));
  g_assert_false (opens (pair->ada, old));
}

/* The other devices are signed off by somebody who has the key, not by who mistypes it. */
static void
test_typing_mistake (Loss *loss, gconstpointer data)
{
  Pair *pair = &loss->pair;
  g_autofree char *key = make_recovery (pair->ada);
  g_autoptr (GError) error = NULL;
  Peer *old = pair->ada;

  pair_talk (pair, "one", "two");
  key[0] = key[0] == 'A' ? 'B' : 'A';
  pair->ada = peer_new ();
  g_assert_false (restore (loss, NULL, key, &error));
  g_assert_error (error, WHIN_ERROR, WHIN_ERROR_CODE_WRONG);
  g_assert_cmpint (pair->ada->works[WORK_RESTORE]->state, ==, WORK_FAILED);
  peer_free (pair->ada);
  pair->ada = old;
  pair_talk (pair, "three", "four");
  g_assert_false (old->account->revoked);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  LOSS_TEST ("/e2e/backup/recovery-key", test_recovery_key);
  LOSS_TEST ("/e2e/backup/restore-account-only", test_restore_account_only);
  LOSS_TEST ("/e2e/backup/no-recovery-key", test_no_recovery_key);
  LOSS_TEST ("/e2e/backup/key-in-two-steps", test_key_in_two_steps);
  LOSS_TEST ("/e2e/backup/typing-mistake", test_typing_mistake);
  return g_test_run ();
}
