/* test-blob-s3: addresses and what the server itself asks of an S3, against a small one that checks
 * the Authorization header by signing the request once more.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "blob-fixture.h"
#include "blob-s3.h"
#include "error.h"
#include "sigv4.h"

#include <string.h>

#define KEY_ID "AKIDEXAMPLE"
#define SECRET "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"

/* Set by the test while no request is under way, read by the server's thread. */
static struct {
  guint status;
  guint requests;
  gboolean silent;
} remote;

static char *
header_of (SoupServerMessage *message, const char *name)
{
  return g_strdup (
      soup_message_headers_get_one (soup_server_message_get_request_headers (message), name));
}

static gboolean
is_signed (SoupServerMessage *message, const char *path)
{
  g_autoptr (Sigv4Signer) signer = sigv4_signer_new (KEY_ID, SECRET, NULL, "eu-west-9", "s3");
  g_autofree char *host = header_of (message, "Host");
  g_autofree char *hash = header_of (message, "x-amz-content-sha256");
  g_autofree char *stamp = header_of (message, "x-amz-date");
  g_autofree char *got = header_of (message, "Authorization");
  if (!hash || !stamp || !got)
    return FALSE;
  const Sigv4Header headers[] = { { "host", host }, { "x-amz-content-sha256", hash } };
  Sigv4Request request = { soup_server_message_get_method (message), path, NULL, headers, 2, hash };
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr (GDateTime) date = g_date_time_new_from_iso8601 (stamp, utc);
  g_autofree char *want = sigv4_authorize (signer, &request, g_date_time_to_unix (date));
  return g_str_equal (got, want);
}

static void
remote_cb (SoupServer *server,
           SoupServerMessage *message,
           const char *path,
           GHashTable *query,
           gpointer data)
{
  remote.requests++;
  if (remote.silent) {
    soup_server_message_pause (message);
    return;
  }
  if (!is_signed (message, path) || query || !g_str_has_prefix (path, "/deep/er/media/")) {
    soup_server_message_set_status (message, 418, NULL);
    return;
  }
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);
  if (remote.status == 302)
    soup_message_headers_replace (headers, "Location", "/elsewhere");
  if (g_str_equal (soup_server_message_get_method (message), "HEAD"))
    soup_message_headers_set_content_length (headers, 123456);
  soup_server_message_set_status (message, remote.status, NULL);
}

static gpointer
remote_set_up (char **url, gpointer data)
{
  SoupServer *server = soup_server_new (NULL, NULL);
  g_autoptr (GError) error = NULL;
  soup_server_add_handler (server, NULL, remote_cb, NULL, NULL);
  soup_server_listen_local (server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error);
  g_assert_no_error (error);
  GSList *uris = soup_server_get_uris (server);
  *url = g_strdup_printf ("http://127.0.0.1:%d", g_uri_get_port (uris->data));
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  return server;
}

static void
remote_tear_down (gpointer server)
{
  soup_server_disconnect (server);
  g_object_unref (server);
}

static BlobStore *
store_at (const char *base, guint timeout)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *endpoint = g_strconcat (base, "/deep/er/", NULL);
  BlobS3Config config = { .endpoint = endpoint,
                          .bucket = "media",
                          .region = "eu-west-9",
                          .key_id = KEY_ID,
                          .secret = SECRET,
                          .path_style = TRUE,
                          .timeout = timeout };
  BlobStore *store = blob_s3_new (&config, &error);
  g_assert_no_error (error);
  return store;
}

static void
test_answers (void)
{
  enum {
    NO_ERROR = -1
  };
  static const struct {
    guint status;
    gint64 size; /* -2: an error */
    gboolean deleted;
    int code;
  } rows[] = {
    { 200, 123456, TRUE, NO_ERROR },         { 404, -1, TRUE, NO_ERROR },
    { 400, -2, FALSE, WHIN_ERROR_INTERNAL }, { 403, -2, FALSE, WHIN_ERROR_INTERNAL },
    { 302, -2, FALSE, WHIN_ERROR_INTERNAL }, { 500, -2, FALSE, WHIN_ERROR_INTERNAL },
    { 503, -2, FALSE, WHIN_ERROR_INTERNAL }, { 507, -2, FALSE, WHIN_ERROR_STORAGE },
  };
  ServerThread *thread = server_thread_new (remote_set_up, remote_tear_down, NULL);
  g_autoptr (BlobStore) store = store_at (server_thread_url (thread), 10);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    Id id = id_random ();
    g_autoptr (GError) head_error = NULL, delete_error = NULL;
    g_test_message ("HTTP %u", rows[i].status);
    remote.status = rows[i].status;
    remote.requests = 0;
    g_assert_cmpint (head_size (store, &id, &head_error), ==, rows[i].size);
    g_assert_cmpint (delete_object (store, &id, &delete_error), ==, rows[i].deleted);
    g_assert_cmpuint (remote.requests, ==, 2);
    if (rows[i].code == NO_ERROR) {
      g_assert_no_error (head_error);
      g_assert_no_error (delete_error);
    } else {
      g_assert_error (head_error, WHIN_ERROR, rows[i].code);
      g_assert_error (delete_error, WHIN_ERROR, rows[i].code);
      g_assert_null (strstr (head_error->message, SECRET));
    }
  }
  server_thread_free (thread);
}

static void
test_unreachable (void)
{
  g_autoptr (BlobStore) store = store_at ("http://127.0.0.1:1", 5);
  g_autoptr (GError) error = NULL;
  Id id = id_random ();
  g_assert_cmpint (head_size (store, &id, &error), ==, -2);
  g_assert_error (error, WHIN_ERROR, WHIN_ERROR_UNREACHABLE);

  GAsyncResult *slot = NULL;
  blob_store_check (store, NULL, store_result, &slot);
  g_autoptr (GAsyncResult) result = wait_result (&slot);
  g_autoptr (GError) check_error = NULL;
  g_assert_false (blob_store_check_finish (store, result, NULL, &check_error));
  g_assert_error (check_error, WHIN_ERROR, WHIN_ERROR_UNREACHABLE);
  g_assert_nonnull (strstr (check_error->message, "upload"));
}

static gboolean
cancel_cb (gpointer cancellable)
{
  g_cancellable_cancel (cancellable);
  return G_SOURCE_REMOVE;
}

static void
test_silent (void)
{
  ServerThread *thread = server_thread_new (remote_set_up, remote_tear_down, NULL);
  g_autoptr (BlobStore) store = store_at (server_thread_url (thread), 1);
  g_autoptr (GError) error = NULL;
  Id id = id_random ();
  remote.silent = TRUE;
  g_assert_cmpint (head_size (store, &id, &error), ==, -2);
  g_assert_error (error, WHIN_ERROR, WHIN_ERROR_UNREACHABLE);

  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  GAsyncResult *slot = NULL;
  blob_store_delete (store, &id, cancellable, store_result, &slot);
  g_timeout_add (20, cancel_cb, cancellable);
  g_autoptr (GAsyncResult) result = wait_result (&slot);
  g_autoptr (GError) cancelled = NULL;
  g_assert_false (blob_store_delete_finish (store, result, &cancelled));
  g_assert_error (cancelled, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  remote.silent = FALSE;
  server_thread_free (thread);
}

/* The check says which step of it fails. */
static void
test_check_refused (void)
{
  ServerThread *thread = server_thread_new (remote_set_up, remote_tear_down, NULL);
  g_autoptr (BlobStore) store = store_at (server_thread_url (thread), 10);
  GAsyncResult *slot = NULL;
  blob_store_check (store, NULL, store_result, &slot);
  g_autoptr (GAsyncResult) result = wait_result (&slot);
  g_autoptr (GError) error = NULL;
  g_assert_false (blob_store_check_finish (store, result, NULL, &error));
  g_assert_nonnull (strstr (error->message, "at the upload: HTTP 418"));
  server_thread_free (thread);
}

static void
test_addresses (void)
{
  static const struct {
    const char *endpoint, *public_endpoint;
    gboolean path_style;
    const char *want; /* %s is the key */
  } rows[] = {
    { "http://10.0.0.1:9000", NULL, TRUE, "http://10.0.0.1:9000/media/" },
    { "http://10.0.0.1:9000", "https://S3.Example.org/", TRUE, "https://s3.example.org/media/" },
    { "https://s3.example.org:443", NULL, FALSE, "https://media.s3.example.org/" },
    { "http://s3.example.org:80/", NULL, FALSE, "http://media.s3.example.org/" },
    { "https://s3.example.org:80/", NULL, FALSE, "https://media.s3.example.org:80/" },
    { "http://[::1]:9000/a%20b/", NULL, TRUE, "http://[::1]:9000/a%20b/media/" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (GError) error = NULL;
    BlobS3Config config = { .endpoint = rows[i].endpoint,
                            .public_endpoint = rows[i].public_endpoint,
                            .bucket = "media",
                            .key_id = KEY_ID,
                            .secret = SECRET,
                            .path_style = rows[i].path_style };
    g_autoptr (BlobStore) store = blob_s3_new (&config, &error);
    g_assert_no_error (error);
    Id id = id_random ();
    IdText key;
    g_autoptr (BlobGrant) grant = blob_store_presign_put (store, &id, 7, BLOB_CONTENT_TYPE, 900);
    g_autofree char *want = g_strconcat (rows[i].want, id_to_text (&id, key), "?", NULL);
    g_assert_true (g_str_has_prefix (grant->url, want));
    g_assert_nonnull (
        strstr (grant->url, "&X-Amz-SignedHeaders=content-length%3Bcontent-type%3Bhost"));
    g_assert_nonnull (strstr (grant->url, "us-east-1%2Fs3%2Faws4_request"));
    g_assert_null (strstr (grant->url, SECRET));
    g_assert_cmpstr (grant->headers[0], ==, "content-length");
    g_assert_cmpstr (grant->headers[1], ==, "7");
    g_assert_cmpstr (grant->headers[2], ==, "content-type");
    g_assert_cmpstr (grant->headers[3], ==, BLOB_CONTENT_TYPE);
    g_assert_null (grant->headers[4]);
  }
}

static void
test_config (void)
{
  static const struct {
    const char *endpoint, *public_endpoint, *bucket;
  } rows[] = {
    { "", NULL, "media" },
    { "s3.example.org", NULL, "media" },
    { "ftp://s3.example.org", NULL, "media" },
    { "https://", NULL, "media" },
    { "https://s3.example.org/?list", NULL, "media" },
    { "https://s3.example.org", "not an address", "media" },
    { "https://s3.example.org", NULL, "" },
    { "https://s3.example.org", NULL, "Me/dia" },
    { "https://s3.example.org", NULL, "a..b" },
    { "https://s3.example.org", NULL, "-ab" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (GError) error = NULL;
    BlobS3Config config = { .endpoint = rows[i].endpoint,
                            .public_endpoint = rows[i].public_endpoint,
                            .bucket = rows[i].bucket,
                            .key_id = KEY_ID,
                            .secret = SECRET };
    g_assert_null (blob_s3_new (&config, &error));
    g_assert_error (error, WHIN_ERROR, WHIN_ERROR_INTERNAL);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/blob-s3/answers", test_answers);
  g_test_add_func ("/blob-s3/unreachable", test_unreachable);
  g_test_add_func ("/blob-s3/silent", test_silent);
  g_test_add_func ("/blob-s3/check-refused", test_check_refused);
  g_test_add_func ("/blob-s3/addresses", test_addresses);
  g_test_add_func ("/blob-s3/config", test_config);
  return g_test_run ();
}
