/* test-blob-parts: uploads in parts, on whichever store it is.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "blob-engine.h"
#include "blob-parts.h"
#include "error.h"
#include "sigv4.h"

#include <string.h>

#define PART BLOB_PART_MIN
#define TAIL 1000

static char *
begin (const Id *id)
{
  GAsyncResult *slot = NULL;
  g_autoptr (GError) error = NULL;
  blob_store_begin (engine.store, id, PART + TAIL, NULL, store_result, &slot);
  g_autoptr (GAsyncResult) result = wait_result (&slot);
  char *upload = blob_store_begin_finish (engine.store, result, &error);
  g_assert_no_error (error);
  return upload;
}

static GPtrArray *
list (const Id *id, const char *upload, GError **error)
{
  GAsyncResult *slot = NULL;
  blob_store_list (engine.store, id, upload, NULL, store_result, &slot);
  g_autoptr (GAsyncResult) result = wait_result (&slot);
  return blob_store_list_finish (engine.store, result, error);
}

static gboolean
join (const Id *id, const char *upload, GPtrArray *parts, GError **error)
{
  GAsyncResult *slot = NULL;
  blob_store_join (engine.store, id, upload, parts, NULL, store_result, &slot);
  g_autoptr (GAsyncResult) result = wait_result (&slot);
  return blob_store_join_finish (engine.store, result, error);
}

static void
abort_upload (const Id *id, const char *upload)
{
  GAsyncResult *slot = NULL;
  g_autoptr (GError) error = NULL;
  blob_store_abort (engine.store, id, upload, NULL, store_result, &slot);
  g_autoptr (GAsyncResult) result = wait_result (&slot);
  g_assert_true (blob_store_abort_finish (engine.store, result, &error));
  g_assert_no_error (error);
}

static guint
sweep (gint64 before)
{
  GAsyncResult *slot = NULL;
  guint swept = 1000;
  g_autoptr (GError) error = NULL;
  blob_store_sweep (engine.store, before, NULL, store_result, &slot);
  g_autoptr (GAsyncResult) result = wait_result (&slot);
  blob_store_sweep_finish (engine.store, result, &swept, &error);
  g_assert_no_error (error);
  return swept;
}

static BlobGrant *
part_grant (const Id *id, const char *upload, guint n, gsize size)
{
  return blob_store_presign_part (engine.store, id, upload, n, size, 60);
}

static guint
put_part (const Id *id, const char *upload, guint n, gsize from, gsize size)
{
  g_autoptr (BlobGrant) grant = part_grant (id, upload, n, size);
  return put (grant, engine.data + from, size);
}

/* "1:5242880 2:1000" */
static void
assert_parts (const Id *id, const char *upload, const char *want)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) parts = list (id, upload, &error);
  g_autoptr (GString) text = g_string_new (NULL);
  g_assert_no_error (error);
  for (guint i = 0; i < parts->len; i++) {
    const BlobPart *part = parts->pdata[i];
    g_string_append_printf (text, "%s%u:%" G_GUINT64_FORMAT, i > 0 ? " " : "", part->n, part->size);
  }
  g_assert_cmpstr (text->str, ==, want);
}

static void
assert_no_upload (const Id *id, const char *upload)
{
  g_autoptr (GError) error = NULL;
  g_assert_null (list (id, upload, &error));
  g_assert_error (error, WHIN_ERROR, WHIN_ERROR_NOT_FOUND);
}

static void
assert_object (const Id *id, gsize size)
{
  g_autoptr (BlobGrant) grant = blob_store_presign_get (engine.store, id, 60, NULL);
  g_auto (Reply) reply = { 0 };
  g_assert_cmpint (head_size (engine.store, id, NULL), ==, size);
  exchange (&reply, "GET", grant->url, NULL, NULL, 0, FALSE);
  g_assert_cmpuint (reply.status, ==, 200);
  assert_body (&reply, 0, size);
  g_autofree char *type = reply_header (&reply, "Content-Type");
  g_assert_cmpstr (type, ==, BLOB_CONTENT_TYPE);
}

/* From the first byte to the last, across the seam. */
static void
assert_ranges (const Id *id)
{
  static const struct {
    const char *range;
    gsize from, size;
  } rows[] = {
    { "bytes=0-9", 0, 10 },
    { "bytes=5242870-5242889", PART - 10, 20 },
    { "bytes=5242880-", PART, TAIL },
    { "bytes=-1", PART + TAIL - 1, 1 },
  };
  g_autoptr (BlobGrant) grant = blob_store_presign_get (engine.store, id, 60, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    const char *const headers[] = { "Range", rows[i].range, NULL };
    g_auto (Reply) reply = { 0 };
    exchange (&reply, "GET", grant->url, headers, NULL, 0, FALSE);
    g_assert_cmpuint (reply.status, ==, 206);
    assert_body (&reply, rows[i].from, rows[i].size);
  }
}

/* In any order, one of them twice; the second time counts. */
static void
test_join (void)
{
  Id id = id_random ();
  g_autofree char *upload = begin (&id);
  g_autoptr (GError) error = NULL;
  assert_parts (&id, upload, "");
  g_assert_cmpuint (put_part (&id, upload, 2, 0, TAIL + 1), ==, 200);
  g_assert_cmpuint (put_part (&id, upload, 1, 0, PART), ==, 200);
  g_assert_cmpuint (put_part (&id, upload, 2, PART, TAIL), ==, 200);
  assert_parts (&id, upload, "1:5242880 2:1000");
  assert_missing (&id);
  g_autoptr (GPtrArray) parts = list (&id, upload, NULL);
  g_assert_true (join (&id, upload, parts, &error));
  g_assert_no_error (error);
  assert_object (&id, PART + TAIL);
  assert_ranges (&id);
  /* Once more: fine, or not known any more. */
  if (!join (&id, upload, parts, &error))
    g_assert_error (error, WHIN_ERROR, WHIN_ERROR_NOT_FOUND);
  /* One that was sent twice and comes late. */
  guint late = put_part (&id, upload, 2, PART, TAIL);
  g_assert_true (late == 404 || (late == 200 && !engine.directory));
  abort_upload (&id, upload);
  assert_object (&id, PART + TAIL);
  g_assert_true (delete_object (engine.store, &id, NULL));
  assert_missing (&id);
}

static void
test_abort (void)
{
  Id id = id_random ();
  g_autofree char *upload = begin (&id);
  g_assert_cmpuint (put_part (&id, upload, 1, 0, TAIL), ==, 200);
  abort_upload (&id, upload);
  assert_no_upload (&id, upload);
  abort_upload (&id, upload);
  g_assert_cmpuint (put_part (&id, upload, 1, 0, TAIL), ==, 404);
  assert_missing (&id);
}

/* What a client may not do with a good address of a part. */
static void
test_refused (void)
{
  static const char *const wrong[][3] = {
    { "Content-Length", "1001", NULL },
    { "Content-Length", "999", NULL },
    { NULL },
  };
  Id id = id_random (), other = id_random ();
  IdText key, other_key;
  g_autofree char *upload = begin (&id), *others = begin (&other);
  g_autoptr (BlobGrant) grant = part_grant (&id, upload, 1, TAIL);
  const char *const *right = (const char *const *) grant->headers;
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    assert_refused ("PUT", grant->url, wrong[i],
                    wrong[i][0] ? g_ascii_strtoull (wrong[i][1], NULL, 10) : 0);
  g_autofree char *number = replace (grant->url, "partNumber=1", "partNumber=2");
  assert_refused ("PUT", number, right, TAIL);
  g_autofree char *name = sigv4_encode (upload, FALSE), *others_name = sigv4_encode (others, FALSE);
  g_autofree char *stolen = replace (grant->url, name, others_name);
  assert_refused ("PUT", stolen, right, TAIL);
  g_autofree char *path =
      replace (grant->url, id_to_text (&id, key), id_to_text (&other, other_key));
  assert_refused ("PUT", path, right, TAIL);
  g_autofree char *longer = replace (grant->url, "X-Amz-Expires=60", "X-Amz-Expires=600");
  assert_refused ("PUT", longer, right, TAIL);
  static const char *const methods[] = { "GET", "HEAD", "DELETE", "POST" };
  for (guint i = 0; i < G_N_ELEMENTS (methods); i++)
    assert_refused (methods[i], grant->url, NULL, 0);
  engine.offset = -3600;
  g_autoptr (BlobGrant) old = part_grant (&id, upload, 1, TAIL);
  engine.offset = 0;
  assert_refused ("PUT", old->url, (const char *const *) old->headers, TAIL);
  assert_parts (&id, upload, "");
  abort_upload (&id, upload);
  abort_upload (&other, others);
}

/* A connection that ends before the last byte leaves the part as it was. */
static void
test_cut (void)
{
  Id id = id_random ();
  g_autofree char *upload = begin (&id);
  g_assert_cmpuint (put_part (&id, upload, 1, 0, TAIL), ==, 200);
  for (guint n = 1; n <= 2; n++) {
    g_autoptr (BlobGrant) grant = part_grant (&id, upload, n, PART);
    g_auto (Reply) reply = { 0 };
    exchange (&reply, "PUT", grant->url, (const char *const *) grant->headers, engine.data,
              PART / 2, TRUE);
    g_assert_cmpuint (reply.status, !=, 200);
  }
  if (engine.directory)
    wait_no_uploads (engine.directory);
  assert_parts (&id, upload, "1:1000");
  abort_upload (&id, upload);
}

/* Only what is older goes. */
static void
test_sweep (void)
{
  Id id = id_random (), done = id_random ();
  g_autofree char *upload = begin (&id), *done_upload = begin (&done);
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  g_assert_cmpuint (put_part (&done, done_upload, 1, 0, TAIL), ==, 200);
  g_autoptr (GPtrArray) parts = list (&done, done_upload, NULL);
  g_assert_true (join (&done, done_upload, parts, NULL));
  g_assert_cmpuint (sweep (now - 1000), ==, 0);
  assert_parts (&id, upload, "");
  g_assert_cmpuint (sweep (now + 1000), ==, 1);
  assert_no_upload (&id, upload);
  assert_object (&done, TAIL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  engine_start ();
  g_test_add_func ("/blob-parts/join", test_join);
  g_test_add_func ("/blob-parts/abort", test_abort);
  g_test_add_func ("/blob-parts/refused", test_refused);
  g_test_add_func ("/blob-parts/cut", test_cut);
  g_test_add_func ("/blob-parts/sweep", test_sweep);
  int result = g_test_run ();
  engine_stop ();
  return result;
}
