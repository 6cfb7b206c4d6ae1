/* test-store: opening, guards, transactions, and bad disks.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "util.h"

#include "store-account.h"
#include "store-early.h"
#include "store-message.h"
#include "store-query.h"

#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define CANARY "pelicanteapot"

static gboolean
file_holds (const char *path, const char *needle)
{
  g_autofree char *data = NULL;
  gsize len;

  if (!g_file_get_contents (path, &data, &len, NULL))
    return FALSE;
  return memmem (data, len, needle, strlen (needle)) != NULL;
}

static void
test_encrypted (Fixture *fixture, gconstpointer data)
{
  static const char *const names[] = { "store.db", "store.db-wal" };
  Conv conv = new_conv ();

  add_text (fixture, &conv, NULL, CANARY " " CANARY, 0);
  in_transaction (fixture, store_setting_put (fixture->store, CANARY, CANARY));
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree char *path = fixture_path (fixture, names[i]);

    g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
    g_assert_false (file_holds (path, CANARY));
    g_assert_false (file_holds (path, "SQLite format 3"));
    g_assert_false (file_holds (path, "CREATE TABLE"));
  }
}

/* What the guards rest on, asked of the library itself. */
static void
test_settings (Fixture *fixture, gconstpointer data)
{
  static const struct {
    const char *sql;
    gint64 value;
  } settings[] = {
    { "PRAGMA secure_delete", 1 }, /* ON; 2 would be FAST */
    { "PRAGMA temp_store", 2 },    /* MEMORY */
    { "PRAGMA synchronous", 2 },   /* FULL */
    { "PRAGMA foreign_keys", 1 },
  };
  g_autofree char *shm = fixture_path (fixture, "store.db-shm");
  g_autofree char *cipher = NULL;
  Query *row = query (fixture->store, "PRAGMA cipher_version", "");

  g_assert_true (query_next (fixture->store, row));
  cipher = column_text (row, 0);
  query_end (row);
  g_assert_cmpint (atoi (cipher), >=, 4);
  for (gsize i = 0; i < G_N_ELEMENTS (settings); i++)
    g_assert_cmpint (query_number (fixture->store, -1, settings[i].sql, ""), ==, settings[i].value);
  g_assert_false (g_file_test (shm, G_FILE_TEST_EXISTS));
}

/* Whatever opens with a key of zeros is not sealed with this one. */
static void
test_no_key (Fixture *fixture, gconstpointer data)
{
  static const guint8 zeros[STORE_KEY_BYTES];
  g_autofree char *dir = fixture_path (fixture, "zeros");
  g_autofree char *path = g_build_filename (dir, "store.db", NULL);
  g_autoptr (GError) error = NULL;
  Store *store = store_open (dir, zeros, &error);

  g_assert_no_error (error);
  store_close (store);
  g_assert_null (store_open (dir, zeros, &error));
  g_assert_error (error, WHIN_ERROR, WHIN_ERROR_CORRUPT);
  g_clear_error (&error);
  g_assert_null (store_open (dir, fixture_key, &error));
  g_assert_error (error, WHIN_ERROR, WHIN_ERROR_CORRUPT);
  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
  store_erase (dir);
  g_clear_pointer (&path, g_free);
  path = g_build_filename (dir, "lock", NULL);
  g_assert_cmpint (g_remove (path), ==, 0);
  g_assert_cmpint (g_rmdir (dir), ==, 0);
}

static void
assert_fails (Fixture *fixture, WhinError code)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (store_open (fixture->dir, fixture_key, &error));
  g_assert_error (error, WHIN_ERROR, (int) code);
}

static void
test_wrong_key (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  guint8 other[STORE_KEY_BYTES];
  Conv conv = new_conv ();

  add_text (fixture, &conv, NULL, "hello", 0);
  g_clear_pointer (&fixture->store, store_close);
  memcpy (other, fixture_key, sizeof other);
  other[31] ^= 1;
  g_assert_null (store_open (fixture->dir, other, &error));
  g_assert_error (error, WHIN_ERROR, WHIN_ERROR_CORRUPT);
  fixture_reopen (fixture);
}

static void
test_plain_database (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = fixture_path (fixture, "store.db");
  g_autofree char *plain = g_malloc0 (4096);

  g_clear_pointer (&fixture->store, store_close);
  memcpy (plain, "SQLite format 3", 16);
  g_assert_true (g_file_set_contents (path, plain, 4096, NULL));
  assert_fails (fixture, WHIN_ERROR_CORRUPT);
}

static void
test_corrupt (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = fixture_path (fixture, "store.db");
  g_autofree char *bytes = NULL;
  gsize len;

  g_clear_pointer (&fixture->store, store_close);
  g_assert_true (g_file_get_contents (path, &bytes, &len, NULL));
  for (gsize i = 100; i < 300; i++)
    bytes[i] ^= 0x5a;
  g_assert_true (g_file_set_contents (path, bytes, len, NULL));
  assert_fails (fixture, WHIN_ERROR_CORRUPT);
}

static void
test_locked (Fixture *fixture, gconstpointer data)
{
  assert_fails (fixture, WHIN_ERROR_CONFLICT);
}

static void
test_read_only (Fixture *fixture, gconstpointer data)
{
  if (geteuid () == 0) {
    g_test_skip ("the superuser writes anywhere");
    return;
  }
  g_clear_pointer (&fixture->store, store_close);
  g_chmod (fixture->dir, 0500);
  assert_fails (fixture, WHIN_ERROR_DISK);
  g_chmod (fixture->dir, 0700);
}

static void
test_no_folder (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (store_open ("/proc/no-such-place", fixture_key, &error));
  g_assert_error (error, WHIN_ERROR, WHIN_ERROR_DISK);
}

static void
test_rollback (Fixture *fixture, gconstpointer data)
{
  g_autofree char *value = NULL;

  store_begin (fixture->store);
  store_setting_put (fixture->store, "a", "1");
  store_rollback (fixture->store);
  g_assert_null (store_setting_get (fixture->store, "a"));
  in_transaction (fixture, store_setting_put (fixture->store, "a", "2"));
  fixture_reopen (fixture);
  value = store_setting_get (fixture->store, "a");
  g_assert_cmpstr (value, ==, "2");
}

/* A transaction that did not fit leaves nothing; what was there stays, and it works again when
 * there is room. */
static void
test_full_disk (Fixture *fixture, gconstpointer data)
{
  g_autofree char *big = g_strnfill (200000, 'z');
  g_autoptr (GError) error = NULL;
  g_autofree char *texts = NULL;
  Conv conv = new_conv ();
  gint64 pages;

  add_text (fixture, &conv, NULL, "before", 0);
  pages = store_limit_pages (fixture->store, 1);
  store_limit_pages (fixture->store, pages + 4);
  {
    g_autoptr (MessageRow) row = new_text (fixture, &conv, NULL, big);

    store_begin (fixture->store);
    store_setting_put (fixture->store, "half", "done");
    store_message_add (fixture->store, row, 0, NULL);
    g_assert_false (store_commit (fixture->store, &error));
    g_assert_error (error, WHIN_ERROR, WHIN_ERROR_DISK);
  }
  g_assert_null (store_setting_get (fixture->store, "half"));
  store_limit_pages (fixture->store, 1000000);
  add_text (fixture, &conv, NULL, "after", 0);
  fixture_reopen (fixture);
  texts = page_text (fixture, &conv);
  g_assert_cmpstr (texts, ==, "before after");
}

static void
test_wipe (Fixture *fixture, gconstpointer data)
{
  StoreAccount account = { .acc = fixture->self, .dev = 2, .token = (char *) "t" };
  StoreEarly early = { id_random (), id_random (), id_random (), STATE_READ };
  g_autofree char *texts = NULL;
  g_autoptr (GArray) receipts = NULL;
  Conv conv = new_conv ();

  add_text (fixture, &conv, NULL, "secret", 0);
  in_transaction (fixture, store_account_put (fixture->store, &account));
  in_transaction (fixture, store_early_put (fixture->store, &early));
  in_transaction (fixture, store_wipe (fixture->store));
  store_shrink (fixture->store);
  g_assert_null (store_account_get (fixture->store));
  texts = page_text (fixture, &conv);
  g_assert_cmpstr (texts, ==, "");
  in_transaction (fixture, receipts = store_early_take (fixture->store));
  g_assert_cmpuint (receipts->len, ==, 0);
  fixture_reopen (fixture);
}

static void
test_account (Fixture *fixture, gconstpointer data)
{
  MediaKey key = { .key = "key", .sha256 = "sum", .size = 77 };
  StoreAccount account = { .acc = fixture->self,
                           .dev = 2,
                           .phone = (char *) "+4915112345678",
                           .server = (char *) "https://chat.example.org",
                           .token = (char *) "tok",
                           .name = (char *) "Ada",
                           .photo = id_random (),
                           .photo_key = &key,
                           .profile_version = 4,
                           .epoch = (char *) "7",
                           .cursor = 12 };
  g_autoptr (StoreAccount) read = NULL;

  g_assert_null (store_account_get (fixture->store));
  in_transaction (fixture, store_account_put (fixture->store, &account));
  in_transaction (fixture, store_account_set_cursor (fixture->store, 13));
  fixture_reopen (fixture);
  read = store_account_get (fixture->store);
  g_assert_true (id_equal (&read->acc, &account.acc));
  g_assert_true (id_equal (&read->photo, &account.photo));
  g_assert_cmpmem (read->photo_key, sizeof key, &key, sizeof key);
  g_assert_cmpint (read->dev, ==, 2);
  g_assert_cmpstr (read->server, ==, account.server);
  g_assert_cmpstr (read->token, ==, "tok");
  g_assert_cmpstr (read->about, ==, "");
  g_assert_cmpstr (read->epoch, ==, "7");
  g_assert_cmpint (read->cursor, ==, 13);
  g_assert_cmpint (read->profile_version, ==, 4);
  g_assert_null (read->avatar);
  g_assert_false (read->revoked);
}

#define add(path, func)                                                                            \
  g_test_add ("/store/" path, Fixture, NULL, fixture_set_up, func, fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("encrypted", test_encrypted);
  add ("settings", test_settings);
  add ("no-key", test_no_key);
  add ("wrong-key", test_wrong_key);
  add ("plain-database", test_plain_database);
  add ("corrupt", test_corrupt);
  add ("locked", test_locked);
  add ("read-only", test_read_only);
  g_test_add_func ("/store/no-folder", test_no_folder);
  add ("rollback", test_rollback);
  add ("full-disk", test_full_disk);
  add ("wipe", test_wipe);
  add ("account", test_account);
  return g_test_run ();
}
