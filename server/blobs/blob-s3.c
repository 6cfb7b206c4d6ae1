/* blob-s3: a BlobStore in front of any S3. Only HEAD and DELETE of single objects are ever sent:
 * there are engines that take a DELETE with a sub-resource for the bucket itself.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "blob-s3.h"
#include "blob-store-private.h"
#include "error.h"

#include <libsoup/soup.h>
#include <string.h>

#define DEFAULT_TIMEOUT 20
#define MAX_CONNECTIONS 32

typedef struct {
  BlobStore parent;
  BlobAddress internal;
  SoupSession *session;
} BlobS3;

static GError *
error_from_status (guint status)
{
  if (status == SOUP_STATUS_FORBIDDEN || status == SOUP_STATUS_UNAUTHORIZED ||
      status == SOUP_STATUS_BAD_REQUEST)
    return g_error_new (WHIN_ERROR, WHIN_ERROR_INTERNAL,
                        "the media store refused the server's credentials (HTTP %u)", status);
  if (status == SOUP_STATUS_INSUFFICIENT_STORAGE)
    return g_error_new (WHIN_ERROR, WHIN_ERROR_STORAGE, "the media store is full");
  return g_error_new (WHIN_ERROR, WHIN_ERROR_INTERNAL, "the media store answered HTTP %u", status);
}

static GError *
error_from_transport (GError *error)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return g_error_copy (error);
  return g_error_new (WHIN_ERROR, WHIN_ERROR_UNREACHABLE, "the media store did not answer: %s",
                      error->message);
}

static SoupMessage *
message_new (BlobS3 *self, const char *method, const char *key)
{
  g_autofree char *url = blob_address_url (&self->internal, key);
  g_autofree char *path = g_strconcat (self->internal.base, key, NULL);
  gint64 now = blob_store_now (&self->parent);
  g_autofree char *stamp = sigv4_stamp (now);
  const Sigv4Header headers[] = {
    { "host", self->internal.host },
    { "x-amz-content-sha256", SIGV4_EMPTY_PAYLOAD },
  };
  Sigv4Request request = {
    method, path, NULL, headers, G_N_ELEMENTS (headers), SIGV4_EMPTY_PAYLOAD
  };
  g_autofree char *authorization = sigv4_authorize (self->parent.signer, &request, now);

  g_autoptr (GUri) uri = g_uri_parse (url, SOUP_HTTP_URI_FLAGS, NULL);
  SoupMessage *message = soup_message_new_from_uri (method, uri);
  soup_message_add_flags (message, SOUP_MESSAGE_NO_REDIRECT);
  SoupMessageHeaders *out = soup_message_get_request_headers (message);
  soup_message_headers_replace (out, "x-amz-content-sha256", SIGV4_EMPTY_PAYLOAD);
  soup_message_headers_replace (out, "x-amz-date", stamp);
  soup_message_headers_replace (out, "Authorization", authorization);
  return message;
}

/* FALSE: the task has got its error. */
static gboolean
take_answer (GObject *session, GAsyncResult *result, GTask *task)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GInputStream) body = soup_session_send_finish (SOUP_SESSION (session), result, &error);
  if (error)
    g_task_return_error (task, error_from_transport (error));
  return body != NULL;
}

static void
head_cb (GObject *session, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  SoupMessage *message = soup_session_get_async_result_message (SOUP_SESSION (session), result);
  if (!take_answer (session, result, task))
    return;
  guint status = soup_message_get_status (message);
  SoupMessageHeaders *headers = soup_message_get_response_headers (message);
  if (status == SOUP_STATUS_NOT_FOUND)
    g_task_return_int (task, -1);
  else if (status != SOUP_STATUS_OK || !soup_message_headers_get_one (headers, "Content-Length"))
    g_task_return_error (task, error_from_status (status));
  else
    g_task_return_int (task, soup_message_headers_get_content_length (headers));
}

static void
s3_head (BlobStore *store, const char *key, GTask *task)
{
  BlobS3 *self = (BlobS3 *) store;
  g_autoptr (SoupMessage) message = message_new (self, "HEAD", key);
  soup_session_send_async (self->session, message, G_PRIORITY_DEFAULT,
                           g_task_get_cancellable (task), head_cb, task);
}

static void
remove_cb (GObject *session, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  SoupMessage *message = soup_session_get_async_result_message (SOUP_SESSION (session), result);
  if (!take_answer (session, result, task))
    return;
  guint status = soup_message_get_status (message);
  if (SOUP_STATUS_IS_SUCCESSFUL (status) || status == SOUP_STATUS_NOT_FOUND)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error_from_status (status));
}

static void
s3_remove (BlobStore *store, const char *key, GTask *task)
{
  BlobS3 *self = (BlobS3 *) store;
  g_autoptr (SoupMessage) message = message_new (self, "DELETE", key);
  soup_session_send_async (self->session, message, G_PRIORITY_DEFAULT,
                           g_task_get_cancellable (task), remove_cb, task);
}

static void
s3_free (BlobStore *store)
{
  BlobS3 *self = (BlobS3 *) store;
  blob_address_clear (&self->internal);
  g_clear_object (&self->session);
  g_free (self);
}

static const BlobStoreOps s3_ops = { s3_free, s3_head, s3_remove };

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
