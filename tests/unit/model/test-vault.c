/* Tests the vault: a real keyring in a real folder, and no engine behind it.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "fake-core.h"
#include "keyring.h"
#include "recovery.h"
#include "whin-vault.h"

#include <glib/gstdio.h>

#define PASSPHRASE "correct horse"

static const guint8 recovery_key[PRIM_KEY_BYTES] = "what is written on paper";

typedef struct {
  char *dir;
  char *key_file;
  WhinVault *vault;
  GString *states; /* as they come */
  GError *error;   /* of the last command */
  gboolean done;
} Fixture;

static void
state_cb (Fixture *f)
{
  static const char *const names[] = { "opening",   "new",  "passphrase", "trouble",
                                       "forgotten", "open", "locked" };

  g_string_append_printf (f->states, "%s%s", f->states->len ? " " : "",
                          names[whin_vault_get_state (f->vault)]);
}

static void
start (Fixture *f, const char *key_file)
{
  g_string_truncate (f->states, 0);
  f->vault = whin_vault_new (f->dir, key_file);
  g_signal_connect_swapped (f->vault, "notify::state", G_CALLBACK (state_cb), f);
}

static void
stop (Fixture *f)
{
  whin_vault_close (f->vault);
  g_assert_finalize_object (g_steal_pointer (&f->vault));
}

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autofree char *bytes = g_strnfill (32, 'x');

  f->dir = g_dir_make_tmp ("whin-vault-XXXXXX", NULL);
  f->key_file = g_build_filename (f->dir, "secret", NULL);
  g_assert_true (g_file_set_contents (f->key_file, bytes, 32, NULL));
  f->states = g_string_new (NULL);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_autofree char *key = g_build_filename (f->dir, "key", NULL);

  g_clear_error (&f->error);
  g_remove (key);
  g_remove (f->key_file);
  g_assert_cmpint (g_rmdir (f->dir), ==, 0);
  g_string_free (f->states, TRUE);
  g_free (f->key_file);
  g_free (f->dir);
}

static void
run_until (gboolean (*condition) (Fixture *f), Fixture *f)
{
  gint64 end = g_get_monotonic_time () + 60 * G_TIME_SPAN_SECOND;

  while (!condition (f)) {
    g_assert_cmpint (g_get_monotonic_time (), <, end);
    g_main_context_iteration (NULL, FALSE);
  }
}

static gboolean
has_opened (Fixture *f)
{
  return whin_vault_get_state (f->vault) != WHIN_VAULT_OPENING;
}

static void
open_vault (Fixture *f)
{
  whin_vault_open (f->vault);
  run_until (has_opened, f);
}

static void
done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fixture *f = user_data;

  whin_vault_finish (WHIN_VAULT (source), result, &f->error);
  f->done = TRUE;
}

static gboolean
is_done (Fixture *f)
{
  return f->done;
}

/* Runs a command to its end. */
#define command(f, name, ...)                                                                      \
  G_STMT_START                                                                                     \
  {                                                                                                \
    g_clear_error (&(f)->error);                                                                   \
    (f)->done = FALSE;                                                                             \
    whin_vault_##name##_async ((f)->vault, ##__VA_ARGS__, NULL, done_cb, f);                       \
    run_until (is_done, f);                                                                        \
  }                                                                                                \
  G_STMT_END

#define assert_states(f, text) g_assert_cmpstr ((f)->states->str, ==, text)

static void
test_key_file (Fixture *f, gconstpointer data)
{
  start (f, f->key_file);
  open_vault (f);
  assert_states (f, "open");
  g_assert_nonnull (whin_vault_get_client (f->vault));
  g_assert_false (whin_vault_get_has_passphrase (f->vault));
  whin_vault_lock (f->vault);
  assert_states (f, "open");
  stop (f);
}

/* There is no bus at all here. */
static void
test_no_keyring (Fixture *f, gconstpointer data)
{
  start (f, NULL);
  open_vault (f);
  assert_states (f, "new");
  command (f, choose, PASSPHRASE);
  g_assert_no_error (f->error);
  assert_states (f, "new open");
  g_assert_true (whin_vault_get_has_passphrase (f->vault));
  stop (f);

  start (f, NULL);
  open_vault (f);
  assert_states (f, "passphrase");
  g_assert_null (whin_vault_get_client (f->vault));
  command (f, unlock, "correct house");
  g_assert_error (f->error, WHIN_ERROR, WHIN_ERROR_CODE_WRONG);
  assert_states (f, "passphrase");
  command (f, unlock, PASSPHRASE);
  g_assert_no_error (f->error);
  assert_states (f, "passphrase open");
  stop (f);
}

static void
test_lock (Fixture *f, gconstpointer data)
{
  WhinClient *client;

  start (f, f->key_file);
  open_vault (f);
  client = whin_vault_get_client (f->vault);
  command (f, set_passphrase, NULL, PASSPHRASE);
  g_assert_no_error (f->error);
  whin_vault_lock (f->vault);
  assert_states (f, "open locked");
  command (f, unlock, "something else");
  g_assert_error (f->error, WHIN_ERROR, WHIN_ERROR_CODE_WRONG);
  assert_states (f, "open locked");
  g_assert_true (whin_vault_get_client (f->vault) == client);
  command (f, unlock, PASSPHRASE);
  assert_states (f, "open locked open");
  g_assert_true (whin_vault_get_client (f->vault) == client);
  stop (f);

  /* What opened it before does not any more. */
  start (f, f->key_file);
  open_vault (f);
  assert_states (f, "passphrase");
  stop (f);
}

static void
test_change_and_drop (Fixture *f, gconstpointer data)
{
  start (f, f->key_file);
  open_vault (f);
  command (f, set_passphrase, NULL, PASSPHRASE);
  command (f, set_passphrase, "correct house", "battery staple");
  g_assert_error (f->error, WHIN_ERROR, WHIN_ERROR_CODE_WRONG);
  command (f, set_passphrase, PASSPHRASE, "battery staple");
  g_assert_no_error (f->error);
  command (f, drop_passphrase, PASSPHRASE);
  g_assert_error (f->error, WHIN_ERROR, WHIN_ERROR_CODE_WRONG);
  g_assert_true (whin_vault_get_has_passphrase (f->vault));
  command (f, drop_passphrase, "battery staple");
  g_assert_no_error (f->error);
  g_assert_false (whin_vault_get_has_passphrase (f->vault));
  assert_states (f, "open");
  stop (f);
  start (f, f->key_file);
  open_vault (f);
  assert_states (f, "open");
  stop (f);
}

/* Without a keyring of the desktop the passphrase has to stay. */
static void
test_drop_without_a_keyring (Fixture *f, gconstpointer data)
{
  start (f, NULL);
  open_vault (f);
  command (f, choose, PASSPHRASE);
  command (f, drop_passphrase, PASSPHRASE);
  g_assert_error (f->error, WHIN_ERROR, WHIN_ERROR_NO_KEYRING);
  g_assert_true (whin_vault_get_has_passphrase (f->vault));
  stop (f);
}

static void
add_recovery (Fixture *f, const KeySecret *secret)
{
  g_autoptr (Keyring) keyring = keyring_open (f->dir, secret, NULL);

  g_assert_true (keyring_add_recovery (keyring, recovery_key, NULL));
}

static void
test_forgotten (Fixture *f, gconstpointer data)
{
  g_autofree char *written = recovery_to_text (recovery_key);

  start (f, NULL);
  open_vault (f);
  command (f, choose, PASSPHRASE);
  stop (f);
  add_recovery (f, &(KeySecret) { KEY_WAY_PASSPHRASE, .passphrase = PASSPHRASE });

  start (f, NULL);
  open_vault (f);
  g_assert_true (whin_vault_get_has_recovery (f->vault));
  written[0] ^= 1;
  command (f, recover, written);
  g_assert_error (f->error, WHIN_ERROR, WHIN_ERROR_CODE_WRONG);
  written[0] ^= 1;
  command (f, recover, written);
  g_assert_no_error (f->error);
  assert_states (f, "passphrase forgotten");
  g_assert_null (whin_vault_get_client (f->vault));
  command (f, choose, "battery staple");
  assert_states (f, "passphrase forgotten open");
  whin_vault_lock (f->vault);
  command (f, recover, written);
  assert_states (f, "passphrase forgotten open locked forgotten");
  command (f, choose, "a third one");
  assert_states (f, "passphrase forgotten open locked forgotten open");
  whin_vault_lock (f->vault);
  command (f, unlock, "battery staple");
  g_assert_error (f->error, WHIN_ERROR, WHIN_ERROR_CODE_WRONG);
  command (f, unlock, "a third one");
  g_assert_no_error (f->error);
  stop (f);
}

/* The secret has changed: the recovery key brings it back, and the new secret opens it. */
static void
test_changed (Fixture *f, gconstpointer data)
{
  g_autofree char *written = recovery_to_text (recovery_key);
  static const guint8 before[PRIM_KEY_BYTES] = "what the file held before";
  KeySecret secret = { KEY_WAY_GIVEN, before };
  g_autoptr (Keyring) keyring = keyring_open_or_make (f->dir, &secret, NULL);

  add_recovery (f, &secret);
  start (f, f->key_file);
  open_vault (f);
  assert_states (f, "trouble");
  g_assert_error ((GError *) whin_vault_get_error (f->vault), WHIN_ERROR,
                  WHIN_ERROR_KEYRING_CHANGED);
  command (f, recover, written);
  g_assert_no_error (f->error);
  assert_states (f, "trouble open");
  stop (f);
  start (f, f->key_file);
  open_vault (f);
  assert_states (f, "open");
  stop (f);
}

static void
test_damaged_and_start_over (Fixture *f, gconstpointer data)
{
  g_autofree char *key = g_build_filename (f->dir, "key", NULL);

  g_assert_true (g_file_set_contents (key, "noise", -1, NULL));
  start (f, f->key_file);
  open_vault (f);
  assert_states (f, "trouble");
  g_assert_error ((GError *) whin_vault_get_error (f->vault), WHIN_ERROR, WHIN_ERROR_CORRUPT);
  whin_vault_open (f->vault);
  run_until (has_opened, f);
  assert_states (f, "trouble opening trouble");
  command (f, start_over);
  g_assert_no_error (f->error);
  run_until (has_opened, f);
  assert_states (f, "trouble opening trouble opening open");
  stop (f);
}

/* While it is locked: another client comes. */
static void
test_start_over_when_locked (Fixture *f, gconstpointer data)
{
  start (f, f->key_file);
  open_vault (f);
  command (f, set_passphrase, NULL, PASSPHRASE);
  whin_vault_lock (f->vault);
  command (f, start_over);
  g_assert_no_error (f->error);
  run_until (has_opened, f);
  assert_states (f, "open locked opening open");
  g_assert_false (whin_vault_get_has_passphrase (f->vault));
  stop (f);
}

static void
ignored_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  *(gboolean *) user_data = TRUE;
  g_assert_false (whin_vault_finish (WHIN_VAULT (source), result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* The passphrase takes a while, and what it opens is gone when it is through. */
static void
test_start_over_while_unlocking (Fixture *f, gconstpointer data)
{
  gboolean ended = FALSE;
  gint64 until;

  start (f, f->key_file);
  open_vault (f);
  command (f, set_passphrase, NULL, PASSPHRASE);
  stop (f);
  start (f, f->key_file);
  open_vault (f);
  whin_vault_unlock_async (f->vault, PASSPHRASE, NULL, ignored_cb, &ended);
  /* It has read the key. */
  until = g_get_monotonic_time () + 20 * G_TIME_SPAN_MILLISECOND;
  while (g_get_monotonic_time () < until)
    g_main_context_iteration (NULL, FALSE);
  command (f, start_over);
  g_assert_no_error (f->error);
  while (!ended)
    g_main_context_iteration (NULL, TRUE);
  run_until (has_opened, f);
  assert_states (f, "passphrase opening open");
  stop (f);
}

static void
test_check_passphrase (void)
{
  g_assert_null (whin_vault_check_passphrase ("größerer", "größerer"));
  g_assert_nonnull (whin_vault_check_passphrase ("größere", "größere"));
  g_assert_nonnull (whin_vault_check_passphrase ("größerer", "größerer "));
}

#define add(path, func) g_test_add ("/vault/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_setenv ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent", TRUE);
  g_test_init (&argc, &argv, NULL);
  add ("key-file", test_key_file);
  add ("no-keyring", test_no_keyring);
  add ("lock", test_lock);
  add ("change-and-drop", test_change_and_drop);
  add ("drop-without-a-keyring", test_drop_without_a_keyring);
  add ("forgotten", test_forgotten);
  add ("changed", test_changed);
  add ("damaged-and-start-over", test_damaged_and_start_over);
  add ("start-over-when-locked", test_start_over_when_locked);
  add ("start-over-while-unlocking", test_start_over_while_unlocking);
  g_test_add_func ("/vault/check-passphrase", test_check_passphrase);
  return g_test_run ();
}
