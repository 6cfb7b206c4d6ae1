/* test-keyring: who opens a keyring, who does not, and what is never lost.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "keyring.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define CHEAP ((WrapCost) { 1, WRAP_KIB_MIN })

typedef struct {
  char *dir;
  guint8 key[KEYRING_KEY_BYTES]; /* what is wrapped */
} Fixture;

static const guint8 desktop[PRIM_KEY_BYTES] = "what the desktop keeps for us";
static const guint8 changed[PRIM_KEY_BYTES] = "what it keeps after a new start";
static const guint8 recovery[PRIM_KEY_BYTES] = "what is written on paper";

static KeySecret
by_desktop (void)
{
  return (KeySecret) { KEY_WAY_SERVICE, desktop };
}

static KeySecret
by_passphrase (const char *passphrase)
{
  return (KeySecret) { KEY_WAY_PASSPHRASE, .passphrase = passphrase, .cost = CHEAP };
}

static KeySecret
by_recovery (void)
{
  return (KeySecret) { KEY_WAY_RECOVERY_KEY, recovery };
}

static char *
path_of (Fixture *f, const char *name)
{
  return g_build_filename (f->dir, name, NULL);
}

static Keyring *
make (Fixture *f, KeySecret secret)
{
  g_autoptr (GError) error = NULL;
  Id name = id_random ();
  Keyring *keyring = keyring_make (f->dir, &name, &secret, &error);

  g_assert_no_error (error);
  memcpy (f->key, keyring_key (keyring), sizeof f->key);
  return keyring;
}

static void
assert_opens (Fixture *f, KeySecret secret)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (Keyring) keyring = keyring_open (f->dir, &secret, &error);

  g_assert_no_error (error);
  g_assert_cmpmem (keyring_key (keyring), KEYRING_KEY_BYTES, f->key, sizeof f->key);
}

static void
assert_refused (Fixture *f, KeySecret secret, WhinError code)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (keyring_open (f->dir, &secret, &error));
  g_assert_error (error, WHIN_ERROR, (int) code);
}

static void
set_up (Fixture *f, gconstpointer data)
{
  f->dir = g_dir_make_tmp ("whin-keyring-XXXXXX", NULL);
  g_assert_nonnull (f->dir);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  GDir *dir = g_dir_open (f->dir, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = path_of (f, name);

    g_remove (path);
  }
  g_dir_close (dir);
  g_assert_cmpint (g_rmdir (f->dir), ==, 0);
  g_free (f->dir);
}

/* -- Ways in -- */

static void
test_three_ways (Fixture *f, gconstpointer data)
{
  g_autoptr (Keyring) keyring = make (f, by_desktop ());
  KeySecret passphrase = by_passphrase ("correct horse");
  Id name;
  guint ways;

  g_assert_true (keyring_add (keyring, &passphrase, NULL));
  g_assert_true (keyring_add_recovery (keyring, recovery, NULL));
  assert_opens (f, by_desktop ());
  assert_opens (f, passphrase);
  assert_opens (f, by_recovery ());
  g_assert_true (keyring_look (f->dir, &ways, &name, NULL));
  g_assert_cmpuint (ways, ==,
                    KEY_BIT (KEY_WAY_SERVICE) | KEY_BIT (KEY_WAY_PASSPHRASE) |
                        KEY_BIT (KEY_WAY_RECOVERY_KEY));
  g_assert_cmpuint (keyring_ways (keyring), ==, ways);
}

static void
test_wrong_secrets (Fixture *f, gconstpointer data)
{
  g_autoptr (Keyring) keyring = make (f, by_desktop ());
  KeySecret passphrase = by_passphrase ("correct horse");

  assert_refused (f, passphrase, WHIN_ERROR_LOCKED);
  assert_refused (f, by_recovery (), WHIN_ERROR_LOCKED);
  g_assert_true (keyring_add (keyring, &passphrase, NULL));
  g_assert_true (keyring_add_recovery (keyring, recovery, NULL));
  assert_refused (f, (KeySecret) { KEY_WAY_SERVICE, changed }, WHIN_ERROR_KEYRING_CHANGED);
  assert_refused (f, (KeySecret) { KEY_WAY_PORTAL, desktop }, WHIN_ERROR_LOCKED);
  assert_refused (f, by_passphrase ("Correct horse"), WHIN_ERROR_CODE_WRONG);
  assert_refused (f, by_passphrase (""), WHIN_ERROR_CODE_WRONG);
  assert_refused (f, (KeySecret) { KEY_WAY_RECOVERY_KEY, desktop }, WHIN_ERROR_CODE_WRONG);
  /* The desktop has another secret, or none: the other two still open it. */
  assert_opens (f, passphrase);
  assert_opens (f, by_recovery ());
}

/* Locking: the desktop alone must not open it any longer. */
static void
test_replace (Fixture *f, gconstpointer data)
{
  g_autoptr (Keyring) keyring = make (f, by_desktop ());
  KeySecret old = by_passphrase ("correct horse"), new = by_passphrase ("battery staple");
  KeySecret secret = by_desktop ();

  g_assert_true (keyring_replace (keyring, KEY_WAY_SERVICE, &old, NULL));
  assert_refused (f, by_desktop (), WHIN_ERROR_LOCKED);
  assert_opens (f, old);
  g_assert_true (keyring_add (keyring, &new, NULL));
  assert_refused (f, old, WHIN_ERROR_CODE_WRONG);
  assert_opens (f, new);
  g_assert_true (keyring_check (keyring, &new, NULL));
  g_assert_false (keyring_check (keyring, &old, NULL));
  g_assert_true (keyring_replace (keyring, KEY_WAY_PASSPHRASE, &secret, NULL));
  assert_refused (f, new, WHIN_ERROR_LOCKED);
  assert_opens (f, by_desktop ());
}

/* Two devices with the same secret have nothing to do with each other. */
static void
test_bound_to_its_name (Fixture *f, gconstpointer data)
{
  g_autoptr (Keyring) first = make (f, by_desktop ());
  g_autofree char *path = path_of (f, "key");
  g_auto (Keyfile) one = { 0 };
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *text = NULL;
  gsize len;

  g_assert_true (g_file_get_contents (path, &text, &len, NULL));
  g_assert_true (keyfile_read (text, len, &one, NULL));
  one.name = id_random ();
  bytes = keyfile_write (&one);
  g_assert_true (
      g_file_set_contents (path, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), NULL));
  assert_refused (f, by_desktop (), WHIN_ERROR_KEYRING_CHANGED);
}

static void
test_the_default_cost (Fixture *f, gconstpointer data)
{
  KeySecret secret = { KEY_WAY_PASSPHRASE, .passphrase = "correct horse" };
  g_autoptr (Keyring) keyring = make (f, secret);
  g_autofree char *path = path_of (f, "key");
  g_autofree char *text = NULL;
  static const guint8 cost[] = { 0, 0, 0, 3, 0, 4, 0, 0 }; /* passes, KiB */
  gsize len;

  g_assert_true (g_file_get_contents (path, &text, &len, NULL));
  g_assert_nonnull (memmem (text, len, cost, sizeof cost));
  assert_opens (f, secret);
}

/* -- The file -- */

static void
test_private_and_secret (Fixture *f, gconstpointer data)
{
  g_autoptr (Keyring) keyring = make (f, by_desktop ());
  KeySecret passphrase = by_passphrase ("correct horse");
  g_autofree char *path = path_of (f, "key");
  g_autofree char *text = NULL;
  g_autofree char *hex = g_malloc (2 * KEYRING_KEY_BYTES + 1);
  GStatBuf info;
  gsize len;

  g_assert_true (keyring_add (keyring, &passphrase, NULL));
  g_assert_cmpint (g_stat (path, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0600);
  g_assert_true (g_file_get_contents (path, &text, &len, NULL));
  for (guint i = 0; i < KEYRING_KEY_BYTES; i++)
    g_snprintf (hex + 2 * i, 3, "%02x", f->key[i]);
  g_assert_null (memmem (text, len, f->key, sizeof f->key));
  g_assert_null (memmem (text, len, hex, 2 * KEYRING_KEY_BYTES));
  g_assert_null (memmem (text, len, desktop, sizeof desktop));
  g_assert_null (memmem (text, len, "correct", 7));
}

static void
test_damaged (Fixture *f, gconstpointer data)
{
  g_autoptr (Keyring) keyring = make (f, by_desktop ());
  g_autofree char *path = path_of (f, "key");
  g_autofree char *text = NULL;
  gsize len;

  g_assert_true (keyring_add_recovery (keyring, recovery, NULL));
  g_assert_true (g_file_get_contents (path, &text, &len, NULL));
  for (gsize i = 0; i < len; i++) {
    text[i] ^= 0x20;
    g_assert_true (g_file_set_contents (path, text, len, NULL));
    assert_refused (f, by_desktop (), WHIN_ERROR_CORRUPT);
    assert_refused (f, by_recovery (), WHIN_ERROR_CORRUPT);
    text[i] ^= 0x20;
  }
  for (gsize i = 0; i < len; i++) {
    g_assert_true (g_file_set_contents (path, text, i, NULL));
    assert_refused (f, by_desktop (), WHIN_ERROR_CORRUPT);
  }
  g_assert_true (g_file_set_contents (path, text, len, NULL));
  assert_opens (f, by_desktop ());
}

static void
put_database (Fixture *f)
{
  g_autofree char *path = path_of (f, "store.db");

  g_assert_true (g_file_set_contents (path, "messages", -1, NULL));
}

/* A key that is made beside an old database would take the person's messages. */
static void
test_never_beside_a_database (Fixture *f, gconstpointer data)
{
  KeySecret secret = by_desktop ();
  g_autofree char *path = path_of (f, "key");
  g_autoptr (GError) error = NULL;
  Id name = id_random ();
  guint ways;

  put_database (f);
  g_assert_false (keyring_look (f->dir, &ways, &name, &error));
  g_assert_error (error, WHIN_ERROR, WHIN_ERROR_CORRUPT);
  g_clear_error (&error);
  g_assert_null (keyring_make (f->dir, &name, &secret, &error));
  g_assert_error (error, WHIN_ERROR, WHIN_ERROR_CORRUPT);
  g_clear_error (&error);
  g_assert_null (keyring_open_or_make (f->dir, &secret, &error));
  g_assert_error (error, WHIN_ERROR, WHIN_ERROR_CORRUPT);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
}

/* The program ended after the key and before the database: the key is used. */
static void
test_a_key_alone (Fixture *f, gconstpointer data)
{
  g_autoptr (Keyring) first = make (f, by_desktop ());
  KeySecret secret = by_desktop ();
  g_autoptr (Keyring) second = keyring_open_or_make (f->dir, &secret, NULL);

  g_assert_cmpmem (keyring_key (second), KEYRING_KEY_BYTES, f->key, sizeof f->key);
}

static void
test_never_over_a_key (Fixture *f, gconstpointer data)
{
  g_autoptr (Keyring) first = make (f, by_desktop ());
  KeySecret secret = by_passphrase ("correct horse");
  g_autoptr (GError) error = NULL;
  Id name = id_random ();

  g_assert_null (keyring_make (f->dir, &name, &secret, &error));
  g_assert_error (error, WHIN_ERROR, WHIN_ERROR_CONFLICT);
  assert_opens (f, by_desktop ());
}

/* 16 at once: one makes it, and all who have a key have that one. */
static gpointer
open_or_make (gpointer dir)
{
  KeySecret secret = by_desktop ();

  return keyring_open_or_make (dir, &secret, NULL);
}

static void
test_a_race (Fixture *f, gconstpointer data)
{
  GThread *threads[16];
  guint opened = 0;

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("race", open_or_make, f->dir);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++) {
    Keyring *keyring = g_thread_join (threads[i]);

    if (keyring == NULL)
      continue;
    if (opened++ == 0)
      memcpy (f->key, keyring_key (keyring), sizeof f->key);
    g_assert_cmpmem (keyring_key (keyring), KEYRING_KEY_BYTES, f->key, sizeof f->key);
    keyring_unref (keyring);
  }
  g_assert_cmpuint (opened, >, 0);
  assert_opens (f, by_desktop ());
}

/* kill -9 at any moment while the passphrase changes: the file is always one of the two. */
static void
change_for_ever (const char *dir)
{
  KeySecret secret = by_desktop (), one = by_passphrase ("one"), two = by_passphrase ("two");
  Keyring *keyring = keyring_open (dir, &secret, NULL);

  while (keyring_add (keyring, &one, NULL) && keyring_add (keyring, &two, NULL))
    ;
  _exit (1);
}

static void
test_killed (Fixture *f, gconstpointer data)
{
  g_autoptr (Keyring) keyring = make (f, by_desktop ());

  for (guint i = 0; i < 20; i++) {
    pid_t child = fork ();
    int status;

    if (child == 0)
      change_for_ever (f->dir);
    g_usleep (15000 + i * 3001);
    kill (child, SIGKILL);
    g_assert_cmpint (waitpid (child, &status, 0), ==, child);
    g_assert_true (WIFSIGNALED (status));
    assert_opens (f, by_desktop ());
  }
  g_assert_true (keyring_ways (keyring) & KEY_BIT (KEY_WAY_PASSPHRASE));
}

/* The core adds the recovery key while the front end changes the passphrase. */
static gpointer
add_recovery (gpointer keyring)
{
  for (guint i = 0; i < 30; i++)
    g_assert_true (keyring_add_recovery (keyring, recovery, NULL));
  return NULL;
}

static void
test_two_writers (Fixture *f, gconstpointer data)
{
  g_autoptr (Keyring) keyring = make (f, by_desktop ());
  KeySecret passphrase = by_passphrase ("correct horse");
  GThread *other = g_thread_new ("recovery", add_recovery, keyring);

  for (guint i = 0; i < 10; i++)
    g_assert_true (keyring_add (keyring, &passphrase, NULL));
  g_thread_join (other);
  assert_opens (f, passphrase);
  assert_opens (f, by_recovery ());
}

static void
test_destroy (Fixture *f, gconstpointer data)
{
  g_autoptr (Keyring) keyring = make (f, by_desktop ());
  g_autofree char *path = path_of (f, "key");
  Id name;
  guint ways;

  g_assert_true (keyring_destroy (f->dir, NULL));
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  g_assert_true (keyring_destroy (f->dir, NULL));
  g_assert_true (keyring_look (f->dir, &ways, &name, NULL));
  g_assert_cmpuint (ways, ==, 0);
}

static void
test_no_folder (void)
{
  KeySecret secret = by_desktop ();
  g_autoptr (GError) error = NULL;

  g_assert_null (keyring_open_or_make ("/proc/no-such-place", &secret, &error));
  g_assert_error (error, WHIN_ERROR, WHIN_ERROR_DISK);
}

#define add(path, func) g_test_add ("/keyring/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("three-ways", test_three_ways);
  add ("wrong-secrets", test_wrong_secrets);
  add ("replace", test_replace);
  add ("bound-to-its-name", test_bound_to_its_name);
  add ("default-cost", test_the_default_cost);
  add ("private-and-secret", test_private_and_secret);
  add ("damaged", test_damaged);
  add ("never-beside-a-database", test_never_beside_a_database);
  add ("a-key-alone", test_a_key_alone);
  add ("never-over-a-key", test_never_over_a_key);
  add ("a-race", test_a_race);
  add ("killed", test_killed);
  add ("two-writers", test_two_writers);
  add ("destroy", test_destroy);
  g_test_add_func ("/keyring/no-folder", test_no_folder);
  return g_test_run ();
}
