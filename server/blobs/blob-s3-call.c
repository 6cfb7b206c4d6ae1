/* blob-s3-call: requests signed in their headers, and answers with an end.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "blob-s3-private.h"
#include "error.h"
#include "s3-xml.h"

#include <string.h>

typedef struct {
  BlobS3 *self;
  SoupMessage *message;
  GTask *task;
  S3Done done;
  guint8 *buffer; /* one byte more than an answer may have */
} Call;

static void
call_free (Call *call)
{
  g_object_unref (call->message);
  g_object_unref (call->task);
  g_free (call->buffer);
  g_free (call);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Call, call_free)

static GError *
error_from_transport (GError *error)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return g_error_copy (error);
  return g_error_new (WHIN_ERROR, WHIN_ERROR_UNREACHABLE, "the media store did not answer: %s",
                      error->message);
}

gboolean
s3_is_unknown (const char *code)
{
  return g_strcmp0 (code, "NoSuchUpload") == 0 || g_strcmp0 (code, "NoSuchKey") == 0;
}

GError *
s3_error (const S3Answer *answer)
{
  guint status = answer->status;
  g_autofree char *code = s3_xml_code (answer->body);
  if (status == SOUP_STATUS_NOT_FOUND && s3_is_unknown (code))
    return g_error_new (WHIN_ERROR, WHIN_ERROR_NOT_FOUND, "the media store has no such upload");
  if (status == SOUP_STATUS_FORBIDDEN || status == SOUP_STATUS_UNAUTHORIZED ||
      status == SOUP_STATUS_BAD_REQUEST)
    return g_error_new (WHIN_ERROR, WHIN_ERROR_INTERNAL,
                        "the media store refused the server's credentials (HTTP %u)", status);
  if (status == SOUP_STATUS_INSUFFICIENT_STORAGE)
    return g_error_new (WHIN_ERROR, WHIN_ERROR_STORAGE, "the media store is full");
  return g_error_new (WHIN_ERROR, WHIN_ERROR_INTERNAL, "the media store answered HTTP %u", status);
}

static void
read_cb (GObject *stream, GAsyncResult *result, gpointer data)
{
  g_autoptr (Call) call = data;
  g_autoptr (GError) error = NULL;
  gsize length = 0;
  g_input_stream_read_all_finish (G_INPUT_STREAM (stream), result, &length, &error);
  if (error) {
    g_task_return_error (call->task, error_from_transport (error));
  } else if (length > S3_XML_BYTES_MAX) {
    g_task_return_new_error (call->task, WHIN_ERROR, WHIN_ERROR_INTERNAL,
                             "the media store's answer has no end");
  } else {
    g_autoptr (GBytes) body = g_bytes_new (call->buffer, length);
    S3Answer answer = { soup_message_get_status (call->message),
                        soup_message_get_response_headers (call->message), body };
    call->done (call->self, &answer, g_object_ref (call->task));
  }
}

static void
sent_cb (GObject *session, GAsyncResult *result, gpointer data)
{
  g_autoptr (Call) call = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GInputStream) stream =
      soup_session_send_finish (SOUP_SESSION (session), result, &error);
  if (!stream) {
    g_task_return_error (call->task, error_from_transport (error));
    return;
  }
  call->buffer = g_malloc (S3_XML_BYTES_MAX + 1);
  GCancellable *cancellable = g_task_get_cancellable (call->task);
  g_input_stream_read_all_async (stream, call->buffer, S3_XML_BYTES_MAX + 1, G_PRIORITY_DEFAULT,
                                 cancellable, read_cb, call);
  g_steal_pointer (&call);
}

static void
sign (BlobS3 *self, const S3Request *request, SoupMessage *message)
{
  g_autofree char *path = g_strconcat (self->internal.base, request->key, NULL);
  g_autofree char *hash = request->body
                              ? g_compute_checksum_for_string (G_CHECKSUM_SHA256, request->body, -1)
                              : g_strdup (SIGV4_EMPTY_PAYLOAD);
  const Sigv4Header headers[] = {
    { "host", self->internal.host },
    { "x-amz-content-sha256", hash },
    { "content-type", request->type },
  };
  Sigv4Request signing = { request->method,       path, request->query, headers,
                           request->type ? 3 : 2, hash };
  gint64 now = blob_store_now (&self->parent);
  g_autofree char *stamp = sigv4_stamp (now);
  g_autofree char *authorization = sigv4_authorize (self->parent.signer, &signing, now);
  SoupMessageHeaders *out = soup_message_get_request_headers (message);
  soup_message_headers_replace (out, "x-amz-content-sha256", hash);
  soup_message_headers_replace (out, "x-amz-date", stamp);
  soup_message_headers_replace (out, "Authorization", authorization);
}

static SoupMessage *
message_new (BlobS3 *self, const S3Request *request)
{
  g_autofree char *address = blob_address_url (&self->internal, request->key);
  g_autofree char *url = g_strconcat (address, request->query ? "?" : NULL, request->query, NULL);
  g_autoptr (GUri) uri = g_uri_parse (url, SOUP_HTTP_URI_FLAGS, NULL);
  SoupMessage *message = soup_message_new_from_uri (request->method, uri);
  soup_message_add_flags (message, SOUP_MESSAGE_NO_REDIRECT);
  soup_message_disable_feature (message, SOUP_TYPE_AUTH_MANAGER);
  if (request->body) {
    g_autoptr (GBytes) body = g_bytes_new (request->body, strlen (request->body));
    soup_message_set_request_body_from_bytes (message, request->type, body);
  } else if (request->type) {
    soup_message_headers_replace (soup_message_get_request_headers (message), "Content-Type",
                                  request->type);
  }
  if (!request->body && g_str_equal (request->method, "POST"))
    soup_message_headers_set_content_length (soup_message_get_request_headers (message), 0);
  sign (self, request, message);
  return message;
}

void
s3_send (BlobS3 *self, const S3Request *request, GTask *task, S3Done done)
{
  Call *call = g_new0 (Call, 1);
  *call = (Call) { self, message_new (self, request), task, done, NULL };
  soup_session_send_async (self->session, call->message, G_PRIORITY_DEFAULT,
                           g_task_get_cancellable (task), sent_cb, call);
}
