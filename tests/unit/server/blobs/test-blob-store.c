/* test-blob-store: what a store must do with signed URLs, whichever store it is.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "blob-engine.h"
#include "error.h"

#include <string.h>

#define SIZE 300000 /* more than one piece of the embedded store */

static BlobGrant *
upload_grant (const Id *id, guint64 size)
{
  return blob_store_presign_put (engine.store, id, size, BLOB_CONTENT_TYPE, 60);
}

static void
upload (const Id *id, gsize size)
{
  g_autoptr (BlobGrant) grant = upload_grant (id, size);
  g_assert_cmpuint (put (grant, engine.data, size), ==, 200);
}

static void
test_round_trip (void)
{
  static const gsize sizes[] = { 0, 1, 4096, 262143, 262144, 262145, SIZE };
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++) {
    Id id = id_random ();
    upload (&id, sizes[i]);
    g_assert_cmpint (head_size (engine.store, &id, NULL), ==, sizes[i]);
    g_autoptr (BlobGrant) grant = blob_store_presign_get (engine.store, &id, 60, NULL);
    g_assert_null (grant->headers[0]);
    g_auto (Reply) reply = { 0 };
    exchange (&reply, "GET", grant->url, NULL, NULL, 0, FALSE);
    g_assert_cmpuint (reply.status, ==, 200);
    assert_body (&reply, 0, sizes[i]);
    g_autofree char *type = reply_header (&reply, "Content-Type");
    g_assert_cmpstr (type, ==, BLOB_CONTENT_TYPE);
    g_assert_true (delete_object (engine.store, &id, NULL));
    assert_missing (&id);
    g_assert_true (delete_object (engine.store, &id, NULL));
  }
}

static void
test_overwrite (void)
{
  Id id = id_random ();
  upload (&id, 2000);
  upload (&id, 1000);
  g_assert_cmpint (head_size (engine.store, &id, NULL), ==, 1000);
}

static void
test_missing (void)
{
  Id id = id_random ();
  g_autoptr (BlobGrant) grant = blob_store_presign_get (engine.store, &id, 60, NULL);
  g_auto (Reply) reply = { 0 };
  exchange (&reply, "GET", grant->url, NULL, NULL, 0, FALSE);
  g_assert_cmpuint (reply.status, ==, 404);
  assert_missing (&id);
}

static void
test_ranges (void)
{
  static const struct {
    const char *range;
    guint status;
    gsize from, size;
    const char *content_range;
  } rows[] = {
    { "bytes=0-0", 206, 0, 1, "bytes 0-0/300000" },
    { "bytes=100-199", 206, 100, 100, "bytes 100-199/300000" },
    { "bytes=299000-", 206, 299000, 1000, "bytes 299000-299999/300000" },
    { "bytes=299000-999999", 206, 299000, 1000, "bytes 299000-299999/300000" },
    { "bytes=-10", 206, 299990, 10, "bytes 299990-299999/300000" },
    { "bytes=-999999", 206, 0, SIZE, "bytes 0-299999/300000" },
    { "bytes=262143-262144", 206, 262143, 2, "bytes 262143-262144/300000" },
    { "bytes=300000-", 416, 0, 0, NULL },
    { "bytes=400000-500000", 416, 0, 0, NULL },
  };
  Id id = id_random ();
  upload (&id, SIZE);
  g_autoptr (BlobGrant) grant = blob_store_presign_get (engine.store, &id, 60, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_test_message ("%s", rows[i].range);
    const char *const headers[] = { "Range", rows[i].range, NULL };
    g_auto (Reply) reply = { 0 };
    exchange (&reply, "GET", grant->url, headers, NULL, 0, FALSE);
    g_assert_cmpuint (reply.status, ==, rows[i].status);
    if (rows[i].status != 416)
      assert_body (&reply, rows[i].from, rows[i].size);
    g_autofree char *range = reply_header (&reply, "Content-Range");
    if (rows[i].status == 206)
      g_assert_cmpstr (range, ==, rows[i].content_range);
  }
}

static void
test_disposition (void)
{
  Id id = id_random ();
  upload (&id, 10);
  const char *want = "attachment; filename=\"a b.bin\"";
  g_autoptr (BlobGrant) grant = blob_store_presign_get (engine.store, &id, 60, want);
  g_auto (Reply) reply = { 0 };
  exchange (&reply, "GET", grant->url, NULL, NULL, 0, FALSE);
  g_assert_cmpuint (reply.status, ==, 200);
  g_autofree char *got = reply_header (&reply, "Content-Disposition");
  g_assert_cmpstr (got, ==, want);
}

/* Every change to a good download URL. */
static void
test_refused_get (void)
{
  Id id = id_random (), other = id_random ();
  IdText key, other_key;
  upload (&id, 10);
  upload (&other, 10);
  g_autoptr (BlobGrant) grant = blob_store_presign_get (engine.store, &id, 60, NULL);

  g_autofree char *last = g_strdup (grant->url);
  char *digit = last + strlen (last) - 1;
  *digit = *digit == '0' ? '1' : '0';
  assert_refused ("GET", last, NULL, 0);
  g_autofree char *longer = replace (grant->url, "X-Amz-Expires=60", "X-Amz-Expires=61");
  assert_refused ("GET", longer, NULL, 0);
  g_autofree char *stolen =
      replace (grant->url, id_to_text (&id, key), id_to_text (&other, other_key));
  assert_refused ("GET", stolen, NULL, 0);
  g_autofree char *extra = g_strconcat (grant->url, "&response-content-type=text%2Fhtml", NULL);
  assert_refused ("GET", extra, NULL, 0);
  static const char *const methods[] = { "HEAD", "DELETE", "POST" };
  for (guint i = 0; i < G_N_ELEMENTS (methods); i++)
    assert_refused (methods[i], grant->url, NULL, 0);
  const char *const type[] = { "Content-Type", BLOB_CONTENT_TYPE, "Content-Length", "10", NULL };
  assert_refused ("PUT", grant->url, type, 10);
  g_assert_cmpint (head_size (engine.store, &id, NULL), ==, 10);
}

static void
test_anonymous (void)
{
  Id id = id_random ();
  upload (&id, 10);
  g_autoptr (BlobGrant) grant = blob_store_presign_get (engine.store, &id, 60, NULL);
  *strchr (grant->url, '?') = 0;
  assert_refused ("GET", grant->url, NULL, 0);
  const char *const headers[] = { "Content-Length", "10", NULL };
  assert_refused ("PUT", grant->url, headers, 10);
  strrchr (grant->url, '/')[1] = 0; /* the bucket itself: no listing */
  assert_refused ("GET", grant->url, NULL, 0);
}

static void
test_expired (void)
{
  Id id = id_random ();
  upload (&id, 10);
  engine.offset = -3600;
  g_autoptr (BlobGrant) get = blob_store_presign_get (engine.store, &id, 60, NULL);
  g_autoptr (BlobGrant) put_grant = upload_grant (&id, 20);
  engine.offset = 0;
  assert_refused ("GET", get->url, NULL, 0);
  assert_refused ("PUT", put_grant->url, (const char *const *) put_grant->headers, 20);
  g_assert_cmpint (head_size (engine.store, &id, NULL), ==, 10);
}

/* What a client may not do with a good upload URL. */
static void
test_refused_put (void)
{
  static const char *const wrong[][5] = {
    { "Content-Length", "1001", "Content-Type", BLOB_CONTENT_TYPE, NULL },
    { "Content-Length", "999", "Content-Type", BLOB_CONTENT_TYPE, NULL },
    { "Content-Length", "1000", "Content-Type", "text/html", NULL },
    { "Content-Length", "1000", NULL },
  };
  Id id = id_random ();
  g_autoptr (BlobGrant) grant = upload_grant (&id, 1000);
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++) {
    g_test_message ("row %u", i);
    assert_refused ("PUT", grant->url, wrong[i], g_ascii_strtoull (wrong[i][1], NULL, 10));
    assert_missing (&id);
  }
  g_autofree char *extra = g_strconcat (grant->url, "&x-amz-acl=public-read", NULL);
  assert_refused ("PUT", extra, (const char *const *) grant->headers, 1000);
  assert_refused ("GET", grant->url, NULL, 0);
  assert_missing (&id);
}

/* Who asks first is told before the body. */
static void
test_expect (void)
{
  Id id = id_random ();
  g_autoptr (BlobGrant) grant = upload_grant (&id, 1000);
  const char *const wrong[] = {
    "Content-Length", "1001", "Content-Type", BLOB_CONTENT_TYPE, "Expect", "100-continue", NULL
  };
  assert_refused ("PUT", grant->url, wrong, 0);
  const char *const right[] = {
    "Content-Length", "1000", "Content-Type", BLOB_CONTENT_TYPE, "Expect", "100-continue", NULL
  };
  g_auto (Reply) reply = { 0 };
  exchange (&reply, "PUT", grant->url, right, engine.data, 1000, FALSE);
  g_assert_cmpuint (reply.status, ==, 100);
  g_assert_cmpint (head_size (engine.store, &id, NULL), ==, 1000);
}

static void
test_chunked (void)
{
  static const char body[] = "5\r\nhello\r\n0\r\n\r\n";
  const char *const headers[] = { "Transfer-Encoding", "chunked", "Content-Type", BLOB_CONTENT_TYPE,
                                  NULL };
  Id id = id_random ();
  g_autoptr (BlobGrant) grant = upload_grant (&id, 5);
  g_auto (Reply) reply = { 0 };
  exchange (&reply, "PUT", grant->url, headers, body, strlen (body), FALSE);
  g_assert_cmpuint (reply.status, >=, 400);
  g_assert_cmpuint (reply.status, <, 500);
  assert_missing (&id);
}

/* A connection that ends before the last byte leaves nothing, and an older object as it was. */
static void
test_cut (void)
{
  static const gsize sent[] = { 0, 1, 100000, 262144, SIZE - 1 };
  Id id = id_random (), old = id_random ();
  upload (&old, 10);
  for (guint i = 0; i < G_N_ELEMENTS (sent); i++) {
    g_autoptr (BlobGrant) grant = upload_grant (i % 2 ? &old : &id, SIZE);
    g_auto (Reply) reply = { 0 };
    exchange (&reply, "PUT", grant->url, (const char *const *) grant->headers, engine.data, sent[i],
              TRUE);
    g_assert_cmpuint (reply.status, !=, 200);
  }
  assert_missing (&id);
  g_assert_cmpint (head_size (engine.store, &old, NULL), ==, 10);
}

/* More bytes than Content-Length says are not part of the object. */
static void
test_surplus (void)
{
  Id id = id_random ();
  g_autoptr (BlobGrant) grant = upload_grant (&id, 1000);
  g_assert_cmpuint (put (grant, engine.data, 5000), ==, 200);
  g_assert_cmpint (head_size (engine.store, &id, NULL), ==, 1000);
}

static void
test_check (void)
{
  GAsyncResult *slot = NULL;
  blob_store_check (engine.store, NULL, store_result, &slot);
  g_autoptr (GError) error = NULL;
  gint64 skew = 1000;
  g_autoptr (GAsyncResult) result = wait_result (&slot);
  g_assert_true (blob_store_check_finish (engine.store, result, &skew, &error));
  g_assert_no_error (error);
  g_assert_cmpint (ABS (skew), <=, 5);
}

/* What a clock that is two hours late signs has run out, and the check says why it is refused. */
static void
test_check_late (void)
{
  GAsyncResult *slot = NULL;
  engine.offset = -7200;
  blob_store_check (engine.store, NULL, store_result, &slot);
  g_autoptr (GAsyncResult) result = wait_result (&slot);
  g_autoptr (GError) error = NULL;
  engine.offset = 0;
  g_assert_false (blob_store_check_finish (engine.store, result, NULL, &error));
  g_assert_error (error, WHIN_ERROR, WHIN_ERROR_UNREACHABLE);
  g_assert_nonnull (strstr (error->message, "HTTP 403, its clock is 7"));
  g_assert_nonnull (strstr (error->message, " s ahead of ours"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  engine_start ();
  g_test_add_func ("/blob-store/round-trip", test_round_trip);
  g_test_add_func ("/blob-store/overwrite", test_overwrite);
  g_test_add_func ("/blob-store/missing", test_missing);
  g_test_add_func ("/blob-store/ranges", test_ranges);
  g_test_add_func ("/blob-store/disposition", test_disposition);
  g_test_add_func ("/blob-store/refused-get", test_refused_get);
  g_test_add_func ("/blob-store/anonymous", test_anonymous);
  g_test_add_func ("/blob-store/expired", test_expired);
  g_test_add_func ("/blob-store/refused-put", test_refused_put);
  g_test_add_func ("/blob-store/expect", test_expect);
  g_test_add_func ("/blob-store/chunked", test_chunked);
  g_test_add_func ("/blob-store/cut", test_cut);
  g_test_add_func ("/blob-store/surplus", test_surplus);
  g_test_add_func ("/blob-store/check", test_check);
  g_test_add_func ("/blob-store/check-late", test_check_late);
  int result = g_test_run ();
  engine_stop ();
  return result;
}
