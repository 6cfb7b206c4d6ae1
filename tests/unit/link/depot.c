/* depot: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "depot.h"

#include "blob.h"

#include <glib/gstdio.h>
#include <string.h>

static void
seal_file (Depot *depot)
{
  g_autofree guint8 *file = g_malloc (DEPOT_FILE_SIZE);
  g_autoptr (GByteArray) out = g_byte_array_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (BlobSeal) seal = blob_seal_new (DEPOT_FILE_SIZE, depot->key.key, out, &error);

  for (guint i = 0; i < DEPOT_FILE_SIZE; i++)
    file[i] = (guint8) (i * 31 + i / 255);
  g_assert_true (blob_seal_push (seal, file, DEPOT_FILE_SIZE, out, &error));
  while (blob_seal_pad (seal, out))
    ;
  g_assert_true (blob_seal_end (seal, out, depot->key.sha256, &error));
  g_assert_cmpuint (out->len, ==, DEPOT_SIZE);
  depot->key.size = DEPOT_FILE_SIZE;
  depot->data = g_memdup2 (out->data, DEPOT_SIZE);
}

Depot *
depot_new (void)
{
  Depot *depot = g_new0 (Depot, 1);

  depot->folder = g_dir_make_tmp ("whin-XXXXXX", NULL);
  depot->path = g_build_filename (depot->folder, "file", NULL);
  depot->part = g_strconcat (depot->path, ".part", NULL);
  seal_file (depot);
  depot->transfers = transfers_new ();
  return depot;
}

void
depot_free (Depot *depot)
{
  g_clear_pointer (&depot->transfers, transfers_unref);
  g_unlink (depot->path);
  g_unlink (depot->part);
  g_assert_cmpint (g_rmdir (depot->folder), ==, 0);
  g_free (depot->folder);
  g_free (depot->path);
  g_free (depot->part);
  g_free (depot->data);
  g_free (depot);
}

gboolean
depot_has (const char *path)
{
  return g_file_test (path, G_FILE_TEST_EXISTS);
}

void
depot_assert_file (Depot *depot)
{
  g_autofree char *contents = NULL;
  gsize len;

  g_assert_true (g_file_get_contents (depot->path, &contents, &len, NULL));
  g_assert_cmpmem (contents, len, depot->data, DEPOT_SIZE);
  g_assert_false (depot_has (depot->part));
}

void
depot_shelf_cb (SoupServer *server,
                SoupServerMessage *message,
                const char *path,
                GHashTable *query,
                gpointer data)
{
  DepotShelf *shelf = data;
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  SoupMessageBody *body = soup_server_message_get_request_body (message);

  shelf->requests++;
  if (g_str_has_prefix (path, "/status/")) {
    soup_server_message_set_status (message, atoi (path + 8), NULL);
    if (shelf->retry_after != NULL)
      soup_message_headers_replace (soup_server_message_get_response_headers (message),
                                    "Retry-After", shelf->retry_after);
  } else if (strcmp (soup_server_message_get_method (message), "PUT") == 0) {
    shelf->received = body->length;
    g_assert_cmpmem (body->data, body->length, shelf->depot->data, DEPOT_SIZE);
    g_free (shelf->type);
    shelf->type = g_strdup (soup_message_headers_get_one (headers, "Content-Type"));
    soup_server_message_set_status (message, 200, NULL);
  } else {
    g_free (shelf->range);
    shelf->range = g_strdup (soup_message_headers_get_one (headers, "Range"));
    soup_server_message_set_status (message, 200, NULL);
    soup_server_message_set_response (message, "application/octet-stream", SOUP_MEMORY_STATIC,
                                      (const char *) shelf->depot->data, DEPOT_SIZE);
  }
}

void
depot_progress_cb (gint64 done, gint64 total, gpointer data)
{
  DepotProgress *seen = data;

  g_assert_cmpint (done, >=, seen->done);
  g_assert_cmpint (done, <=, total);
  g_assert_cmpint (total, ==, DEPOT_SIZE);
  seen->done = done;
  seen->calls++;
}
