/* ways: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "ways.h"

#include "vault.h"

char *
make_file (Peer *peer, const char *name, gsize size)
{
  g_autofree char *bytes = g_strnfill (size, 'w');
  char *path = peer_path (peer, name);

  g_assert_true (g_file_set_contents (path, bytes, (gssize) size, NULL));
  return path;
}

void
assert_same_file (const MediaFile *a, const MediaFile *b)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) one = vault_load (a, G_MAXSIZE, NULL, &error);
  g_autoptr (GBytes) two = vault_load (b, G_MAXSIZE, NULL, &error);

  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (one, two));
}

static void
restart_with (TestServer *server, const char *name, const char *value)
{
  g_setenv (name, value, TRUE);
  test_server_kill (server);
  test_server_start (server, NULL);
}

void
ways_set_up (Ways *ways, gconstpointer data)
{
  Pair *pair = &ways->pair;
  TestServer *server = pair->server = test_server_new ();

  ways->to_server = proxy_new (server, 120);
  ways->to_store =
      proxy_new_to (shelf_is_s3 () ? g_getenv ("S3_ENDPOINT") : test_server_url (server), 120);
  if (shelf_is_s3 ()) {
    ways->server_to_store = proxy_new_to (g_getenv ("S3_ENDPOINT"), 120);
    g_setenv ("WHINCHATD_S3_ENDPOINT", proxy_url (ways->server_to_store), TRUE);
    restart_with (server, "WHINCHATD_S3_PUBLIC_ENDPOINT", proxy_url (ways->to_store));
  } else {
    restart_with (server, "WHINCHATD_PUBLIC_URL", proxy_url (ways->to_store));
  }
  pair_register (pair, proxy_url (ways->to_server), proxy_url (ways->to_server));
}

void
ways_use_store (void)
{
  g_unsetenv ("WHINCHATD_PUBLIC_URL");
  g_unsetenv ("WHINCHATD_S3_PUBLIC_ENDPOINT");
  if (!shelf_is_s3 ())
    return;
  g_setenv ("WHINCHATD_S3_ENDPOINT", g_getenv ("S3_ENDPOINT"), TRUE);
  g_setenv ("WHINCHATD_S3_BUCKET", g_getenv ("S3_BUCKET"), TRUE);
  g_setenv ("WHINCHATD_S3_REGION", g_getenv ("AWS_DEFAULT_REGION"), TRUE);
  g_setenv ("WHINCHATD_S3_KEY", g_getenv ("AWS_ACCESS_KEY_ID"), TRUE);
  g_setenv ("WHINCHATD_S3_SECRET", g_getenv ("AWS_SECRET_ACCESS_KEY"), TRUE);
}

void
ways_tear_down (Ways *ways, gconstpointer data)
{
  pair_tear_down (&ways->pair, NULL);
  proxy_free (ways->to_server);
  proxy_free (ways->to_store);
  g_clear_pointer (&ways->server_to_store, proxy_free);
  ways_use_store ();
}
