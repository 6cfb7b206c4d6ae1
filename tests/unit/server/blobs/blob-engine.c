/* blob-engine: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "blob-engine.h"
#include "blob-s3.h"

#include <sodium.h>
#include <string.h>

struct Engine engine;

static gint64
shifted_clock (gpointer data)
{
  return g_get_real_time () / G_USEC_PER_SEC + engine.offset;
}

char *
replace (const char *text, const char *find, const char *put)
{
  const char *at = strstr (text, find);
  g_assert_nonnull (at);
  return g_strdup_printf ("%.*s%s%s", (int) (at - text), text, put, at + strlen (find));
}

/* Ours says 403 to everything; others tell malformed from forbidden from unknown. */
static void
assert_forbidden (guint status)
{
  static const guint refusals[] = { 400, 401, 403, 405, 411, 412, 501 };
  gboolean refused = FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (refusals); i++)
    refused |= status == refusals[i];
  g_assert_true (engine.directory ? status == 403 : refused);
}

void
assert_refused (const char *method, const char *url, const char *const *headers, gsize size)
{
  g_auto (Reply) reply = { 0 };
  exchange (&reply, method, url, headers, engine.data, size, FALSE);
  assert_forbidden (reply.status);
}

void
assert_body (const Reply *reply, gsize from, gsize size)
{
  g_assert_cmpmem (g_bytes_get_data (reply->body, NULL), g_bytes_get_size (reply->body),
                   engine.data + from, size);
}

void
assert_missing (const Id *id)
{
  g_autoptr (GError) error = NULL;
  g_assert_cmpint (head_size (engine.store, id, &error), ==, -1);
  g_assert_no_error (error);
  if (engine.directory)
    wait_no_uploads (engine.directory);
}

static const char *
setting (const char *name, const char *otherwise)
{
  const char *value = g_getenv (name);
  return value ? value : otherwise;
}

void
engine_start (void)
{
  g_autoptr (GError) error = NULL;
  randombytes_buf (engine.data, ENGINE_DATA);
  if (g_getenv ("S3_ENDPOINT")) {
    BlobS3Config config = { .endpoint = g_getenv ("S3_ENDPOINT"),
                            .bucket = setting ("S3_BUCKET", "media"),
                            .region = setting ("AWS_DEFAULT_REGION", "us-east-1"),
                            .key_id = setting ("AWS_ACCESS_KEY_ID", ""),
                            .secret = setting ("AWS_SECRET_ACCESS_KEY", ""),
                            .path_style = TRUE };
    engine.store = blob_s3_new (&config, &error);
    g_assert_no_error (error);
  } else {
    engine.directory = g_dir_make_tmp ("blobs-XXXXXX", &error);
    g_assert_no_error (error);
    embedded_start (&engine.embedded, engine.directory);
    engine.store = engine.embedded.store;
  }
  blob_store_set_clock (engine.store, shifted_clock, NULL);
}

void
engine_stop (void)
{
  if (engine.directory) {
    embedded_stop (&engine.embedded);
    remove_tree (engine.directory);
    g_free (engine.directory);
  } else {
    blob_store_free (engine.store);
  }
}
