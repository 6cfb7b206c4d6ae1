/* test-tiles: pieces of a map from a real web server, and what none should give.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "tiles.h"

#include "peer.h"
#include "web.h"

#include <string.h>

typedef struct {
  GBytes *bytes;
  GError *error;
  gboolean done;
} Result;

static int asked; /* atomic */

static void
tile_cb (SoupServer *server,
         SoupServerMessage *message,
         const char *path,
         GHashTable *query,
         gpointer data)
{
  gboolean huge = g_str_has_prefix (path, "/5/");
  g_autofree char *body = g_strnfill (huge ? 300 * 1024 : strlen (path), 'x');
  const char *agent = soup_message_headers_get_one (
      soup_server_message_get_request_headers (message), "User-Agent");

  g_atomic_int_inc (&asked);
  g_assert_true (agent != NULL && g_str_has_prefix (agent, "Whinchat/"));
  if (g_str_has_prefix (path, "/6/")) {
    soup_server_message_set_status (message, 404, NULL);
    return;
  }
  soup_server_message_set_status (message, 200, NULL);
  soup_server_message_set_response (
      message, g_str_has_prefix (path, "/7/") ? "text/html" : "image/png", SOUP_MEMORY_COPY,
      huge ? body : path, huge ? 300 * 1024 : strlen (path));
}

static Tiles *
tiles_of (Web *web)
{
  g_autofree char *where = g_strconcat (web_url (web), "/{z}/{x}/{y}.png", NULL);

  g_atomic_int_set (&asked, 0);
  return tiles_new (where);
}

static void
done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Result *out = user_data;

  out->bytes = tiles_get_finish (result, &out->error);
  out->done = TRUE;
}

static Result
get (Tiles *tiles, guint zoom, guint x, guint y)
{
  Result result = { 0 };

  tiles_get_async (tiles, zoom, x, y, NULL, done_cb, &result);
  wait_until (result.done);
  return result;
}

static void
assert_path (Result result, const char *path)
{
  g_assert_no_error (result.error);
  g_assert_cmpmem (g_bytes_get_data (result.bytes, NULL), g_bytes_get_size (result.bytes), path,
                   strlen (path));
  g_bytes_unref (result.bytes);
}

static void
test_kept (void)
{
  Web *web = web_new (tile_cb, NULL);
  Tiles *tiles = tiles_of (web);

  assert_path (get (tiles, 3, 4, 7), "/3/4/7.png");
  assert_path (get (tiles, 0, 0, 0), "/0/0/0.png");
  g_assert_cmpint (g_atomic_int_get (&asked), ==, 2);
  assert_path (get (tiles, 3, 4, 7), "/3/4/7.png");
  g_assert_cmpint (g_atomic_int_get (&asked), ==, 2);
  tiles_free (tiles);
  web_free (web);
}

static void
assert_refused (Tiles *tiles, guint zoom, guint x, guint y, int code)
{
  Result result = get (tiles, zoom, x, y);

  g_assert_null (result.bytes);
  g_assert_error (result.error, G_IO_ERROR, code);
  g_error_free (result.error);
}

static void
test_wrong (void)
{
  Web *web = web_new (tile_cb, NULL);
  Tiles *tiles = tiles_of (web);

  assert_refused (tiles, 5, 1, 1, G_IO_ERROR_INVALID_DATA); /* too big */
  assert_refused (tiles, 6, 1, 1, G_IO_ERROR_INVALID_DATA); /* not there */
  assert_refused (tiles, 7, 1, 1, G_IO_ERROR_INVALID_DATA); /* a page */
  g_assert_cmpint (g_atomic_int_get (&asked), ==, 3);
  assert_refused (tiles, 3, 8, 0, G_IO_ERROR_NOT_FOUND);
  assert_refused (tiles, 3, 0, 8, G_IO_ERROR_NOT_FOUND);
  assert_refused (tiles, 20, 0, 0, G_IO_ERROR_NOT_FOUND);
  assert_refused (tiles, 33, 0, 0, G_IO_ERROR_NOT_FOUND);
  g_assert_cmpint (g_atomic_int_get (&asked), ==, 3);
  tiles_free (tiles);
  web_free (web);
}

/* Four are under way, the others wait for them. */
static void
test_cancelled (void)
{
  Web *web = web_new (tile_cb, NULL);
  Tiles *tiles = tiles_of (web);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Result results[6] = { 0 };

  for (guint i = 0; i < G_N_ELEMENTS (results); i++)
    tiles_get_async (tiles, 4, i, 0, cancellable, done_cb, &results[i]);
  g_cancellable_cancel (cancellable);
  for (guint i = 0; i < G_N_ELEMENTS (results); i++) {
    wait_until (results[i].done);
    g_assert_cmpint (results[i].bytes != NULL, ==, i < 4);
    g_clear_pointer (&results[i].bytes, g_bytes_unref);
    g_clear_error (&results[i].error);
  }
  g_assert_cmpint (g_atomic_int_get (&asked), ==, 4);
  tiles_free (tiles);
  web_free (web);
}

static void
test_freed (void)
{
  Web *web = web_new (tile_cb, NULL);
  Tiles *tiles = tiles_of (web);
  Result results[9] = { 0 };

  for (guint i = 0; i < G_N_ELEMENTS (results); i++)
    tiles_get_async (tiles, 4, i, 0, NULL, done_cb, &results[i]);
  tiles_free (tiles);
  for (guint i = 0; i < G_N_ELEMENTS (results); i++) {
    wait_until (results[i].done);
    g_assert_error (results[i].error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
    g_clear_error (&results[i].error);
  }
  web_free (web);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/tiles/kept", test_kept);
  g_test_add_func ("/tiles/wrong", test_wrong);
  g_test_add_func ("/tiles/cancelled", test_cancelled);
  g_test_add_func ("/tiles/freed", test_freed);
  return g_test_run ();
}
