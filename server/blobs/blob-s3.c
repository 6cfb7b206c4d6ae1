/* blob-s3: a BlobStore in front of any S3. Of what all engines do alike only that is asked for
 * which is needed: there are some that take a DELETE with a sub-resource for the bucket itself.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "blob-s3-private.h"
#include "error.h"

#include <string.h>

#define DEFAULT_TIMEOUT 20
#define MAX_CONNECTIONS 32

static void
head_cb (BlobS3 *self, const S3Answer *answer, GTask *data)
{
  g_autoptr (GTask) task = data;
  if (answer->status == SOUP_STATUS_NOT_FOUND)
    g_task_return_int (task, -1);
  else if (answer->status != SOUP_STATUS_OK ||
           !soup_message_headers_get_one (answer->headers, "Content-Length"))
    g_task_return_error (task, s3_error (answer));
  else
    g_task_return_int (task, soup_message_headers_get_content_length (answer->headers));
}

static void
s3_head (BlobStore *store, const char *key, GTask *task)
{
  S3Request request = { "HEAD", key, NULL, NULL, NULL };
  s3_send ((BlobS3 *) store, &request, task, head_cb);
}

static void
remove_cb (BlobS3 *self, const S3Answer *answer, GTask *data)
{
  g_autoptr (GTask) task = data;
  if (SOUP_STATUS_IS_SUCCESSFUL (answer->status) || answer->status == SOUP_STATUS_NOT_FOUND)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, s3_error (answer));
}

static void
s3_remove (BlobStore *store, const char *key, GTask *task)
{
  S3Request request = { "DELETE", key, NULL, NULL, NULL };
  s3_send ((BlobS3 *) store, &request, task, remove_cb);
}

static void
s3_free (BlobStore *store)
{
  BlobS3 *self = (BlobS3 *) store;
  blob_address_clear (&self->internal);
  g_clear_object (&self->session);
  g_free (self);
}

static const BlobStoreOps s3_ops = {
  .free = s3_free,
  .head = s3_head,
  .remove = s3_remove,
  .begin = s3_begin,
  .list = s3_list,
  .join = s3_join,
  .abort = s3_abort,
  .sweep = s3_sweep,
};

/* What S3 allows in a bucket's name; nothing of it needs escaping. */
static gboolean
bucket_is_valid (const char *bucket)
{
  gsize length = strlen (bucket);
  return length >= 3 && length <= 63 && g_ascii_isalnum (*bucket) && !strstr (bucket, "..") &&
         strspn (bucket, "abcdefghijklmnopqrstuvwxyz0123456789.-") == length;
}

static gboolean
set_addresses (BlobS3 *self, const BlobS3Config *config, GError **error)
{
  if (!bucket_is_valid (config->bucket)) {
    g_set_error (error, WHIN_ERROR, WHIN_ERROR_INTERNAL, "“%s” is not the name of a bucket",
                 config->bucket);
    return FALSE;
  }
  g_autofree char *path =
      config->path_style ? g_strconcat ("/", config->bucket, "/", NULL) : g_strdup ("/");
  const char *subdomain = config->path_style ? NULL : config->bucket;
  const char *public = config->public_endpoint ? config->public_endpoint : config->endpoint;
  return blob_address_set (&self->internal, config->endpoint, subdomain, path, error) &&
         blob_address_set (&self->parent.address, public, subdomain, path, error);
}

BlobStore *
blob_s3_new (const BlobS3Config *config, GError **error)
{
  BlobS3 *self = g_new0 (BlobS3, 1);
  blob_store_init (&self->parent, &s3_ops, config->key_id, config->secret,
                   config->region ? config->region : "us-east-1");
  self->session = soup_session_new_with_options (
      "timeout", config->timeout ? config->timeout : DEFAULT_TIMEOUT, "max-conns", MAX_CONNECTIONS,
      "max-conns-per-host", MAX_CONNECTIONS, NULL);
  soup_session_remove_feature_by_type (self->session, SOUP_TYPE_CONTENT_DECODER);
  if (!set_addresses (self, config, error)) {
    blob_store_free (&self->parent);
    return NULL;
  }
  return &self->parent;
}
