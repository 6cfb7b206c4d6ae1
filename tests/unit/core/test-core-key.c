/* test-core-key: the database of a core, its key, and what a thief of the disk finds.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "peer.h"

#include "store-account.h"

#include <glib/gstdio.h>
#include <string.h>

#define CANARY "pelicanteapot"

static void
assert_folder_keeps_silent (const char *folder, const char *word, gsize len)
{
  GDir *dir = g_dir_open (folder, 0, NULL);
  const char *name;
  guint files = 0;

  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (folder, name, NULL);
    g_autofree char *data = NULL;
    gsize data_len;

    if (!g_file_get_contents (path, &data, &data_len, NULL))
      continue;
    files++;
    if (memmem (data, data_len, word, len) != NULL)
      g_error ("%s tells it", path);
  }
  g_dir_close (dir);
  g_assert_cmpuint (files, >=, 2);
}

/* As if it had been registered; nobody listens on that port. */
static void
give_account (Peer *peer)
{
  StoreAccount account = { .acc = id_random (),
                           .dev = 1,
                           .phone = (char *) "+4915112345678",
                           .server = (char *) "http://127.0.0.1:9",
                           .token = (char *) "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8",
                           .name = (char *) CANARY };
  Store *store;

  peer_close (peer);
  store = peer_store (peer);
  store_begin (store);
  store_account_put (store, &account);
  g_assert_true (store_commit (store, NULL));
  store_close (store);
  peer_open (peer);
}

/* While it is written, with the log full, and after it was closed. */
static void
test_a_stolen_disk (void)
{
  Peer *peer = peer_new ();
  g_autoptr (Keyring) keyring = peer_keyring (peer);
  g_autofree char *key = g_memdup2 (keyring_key (keyring), KEYRING_KEY_BYTES);
  Conv conv = { CONV_USER, id_random () };

  give_account (peer);
  core_send_text (peer->core, &conv, CANARY " " CANARY, NULL, NULL, 0);
  core_set_contact (peer->core, &conv.id, "+4915187654321", CANARY);
  wait_until (peer_find (peer, CANARY " " CANARY) != NULL);
  wait_until (strcmp (peer_chat (peer, &conv)->name, CANARY) == 0);
  assert_folder_keeps_silent (peer->dir, CANARY, strlen (CANARY));
  assert_folder_keeps_silent (peer->dir, key, KEYRING_KEY_BYTES);
  peer_close (peer);
  assert_folder_keeps_silent (peer->dir, CANARY, strlen (CANARY));
  assert_folder_keeps_silent (peer->dir, key, KEYRING_KEY_BYTES);
  peer_free (peer);
}

/* The keyring and the store mean the same file by a database. */
static void
test_key_is_missing (void)
{
  static const guint8 secret[PRIM_KEY_BYTES] = { 1 };
  Peer *peer = peer_new ();
  g_autofree char *path = peer_path (peer, "key");
  g_autoptr (GError) error = NULL;

  peer_close (peer);
  g_assert_cmpint (g_remove (path), ==, 0);
  g_assert_null (keyring_open_or_make (peer->dir, &(KeySecret) { KEY_WAY_GIVEN, secret }, &error));
  g_assert_error (error, WHIN_ERROR, WHIN_ERROR_CORRUPT);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  peer_free (peer);
}

static void
test_key_of_another (void)
{
  Peer *ada = peer_new (), *ben = peer_new ();
  g_autoptr (Keyring) keyring = peer_keyring (ben);
  g_autoptr (GError) error = NULL;

  peer_close (ada);
  g_assert_null (core_new (ada->dir, keyring, NULL, NULL, &error));
  g_assert_error (error, WHIN_ERROR, WHIN_ERROR_CORRUPT);
  peer_open (ada);
  peer_free (ada);
  peer_free (ben);
}

static void
test_erase (void)
{
  Peer *peer = peer_new ();
  g_autofree char *other = peer_path (peer, "letter.txt");
  g_autofree char *database = peer_path (peer, "store.db");
  g_autofree char *key = peer_path (peer, "key");
  g_autofree char *media = peer_path (peer, "media/picture.jpg");
  g_autoptr (GError) error = NULL;

  peer_close (peer);
  g_assert_true (g_file_set_contents (other, "not ours", -1, NULL));
  g_assert_true (g_file_set_contents (media, "a picture", -1, NULL));
  core_erase_data (peer->dir, NULL, &error);
  g_assert_no_error (error);
  g_assert_false (g_file_test (database, G_FILE_TEST_EXISTS));
  g_assert_false (g_file_test (key, G_FILE_TEST_EXISTS));
  g_assert_false (g_file_test (media, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (other, G_FILE_TEST_EXISTS));
  peer_open (peer);
  g_assert_false (peer->account->registered);
  peer_free (peer);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/key/a-stolen-disk", test_a_stolen_disk);
  g_test_add_func ("/core/key/is-missing", test_key_is_missing);
  g_test_add_func ("/core/key/of-another", test_key_of_another);
  g_test_add_func ("/core/key/erase", test_erase);
  return g_test_run ();
}
