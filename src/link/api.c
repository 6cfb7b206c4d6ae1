/* api: one HTTP call of the table in rest.c, from request struct to reply struct.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "api.h"

#include "link-error.h"
#include "link-network.h"

#include "limits.h"

#include <glib/gi18n.h>
#include <libsoup/soup.h>
#include <sodium.h>
#include <string.h>

#define PATIENCE_SECONDS 20
#define REPLY_MAX LIMIT_REST_BODY_MAX
#define CHUNK (16 * 1024)

struct _Api {
  char *url;
  char *bearer; /* or NULL */
  SoupSession *session;
};

typedef struct {
  RestCall call;
  char *url;
  SoupMessage *message;
  GByteArray *body;
} Call;

static void
call_free (gpointer data)
{
  Call *call = data;

  sodium_memzero (call->body->data, call->body->len);
  g_byte_array_unref (call->body);
  g_object_unref (call->message);
  g_free (call->url);
  g_free (call);
}

Api *
api_new (const char *url, const char *token)
{
  Api *api = g_new0 (Api, 1);

  link_network_prepare ();
  api->url = g_strdup (url);
  api->bearer = token != NULL ? g_strconcat ("Bearer ", token, NULL) : NULL;
  api->session = soup_session_new_with_options ("timeout", PATIENCE_SECONDS, NULL);
  soup_session_set_user_agent (api->session, "Whinchat/" WHINCHAT_VERSION);
  soup_session_remove_feature_by_type (api->session, SOUP_TYPE_CONTENT_DECODER);
  soup_session_remove_feature_by_type (api->session, SOUP_TYPE_WEBSOCKET_EXTENSION_MANAGER);
  return api;
}

void
api_free (Api *api)
{
  if (api == NULL)
    return;
  soup_session_abort (api->session);
  g_object_unref (api->session);
  if (api->bearer != NULL)
    sodium_memzero (api->bearer, strlen (api->bearer));
  g_free (api->bearer);
  g_free (api->url);
  g_free (api);
}

static void
fail (GTask *task, const GError *cause)
{
  Call *call = g_task_get_task_data (task);

  g_task_return_error (task, link_error_from (cause, call->url));
}

static GError *
problem_error (Call *call, guint status)
{
  const CodecSchema *schema = rest_problem_schema ();
  RestProblem *problem = NULL;
  GError *error;

  if (call->body->len > 0)
    problem = codec_read_text (schema, (const char *) call->body->data, call->body->len, NULL);
  if (problem == NULL) {
    /* Something between may have answered in the server's place, and it knows nothing of our
     * tokens. */
    return link_error_from_status (status == SOUP_STATUS_UNAUTHORIZED ? SOUP_STATUS_NOT_FOUND
                                                                      : status);
  }
  WhinError code = error_from_wire (problem->code);

  error = g_error_new_literal (WHIN_ERROR, code, link_error_words (code));
  error_set_hints (error, problem->retry_ms > 0 ? problem->retry_ms : -1,
                   code == WHIN_ERROR_CODE_WRONG || code == WHIN_ERROR_PIN_WRONG ? problem->left
                                                                                 : -1);
  codec_free (schema, problem);
  return error;
}

static void
finish (GTask *task)
{
  Call *call = g_task_get_task_data (task);
  const CodecSchema *schema = &rest_info (call->call)->reply;
  guint status = soup_message_get_status (call->message);
  gpointer reply;

  if (!SOUP_STATUS_IS_SUCCESSFUL (status)) {
    g_task_return_error (task, problem_error (call, status));
    return;
  }
  if (schema->fields[0].name == NULL)
    reply = g_malloc0 (schema->size);
  else
    reply = codec_read_text (schema, (const char *) call->body->data, call->body->len, NULL);
  if (reply == NULL)
    g_task_return_error (task, link_error_from_status (SOUP_STATUS_NOT_FOUND));
  else
    g_task_return_pointer (task, reply, NULL);
}

static void read_cb (GObject *stream, GAsyncResult *result, gpointer data);

/* Takes the task. */
static void
read_more (GInputStream *stream, GTask *task)
{
  g_input_stream_read_bytes_async (stream, CHUNK, G_PRIORITY_DEFAULT, g_task_get_cancellable (task),
                                   read_cb, task);
}

static void
read_cb (GObject *stream, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Call *call = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes =
      g_input_stream_read_bytes_finish (G_INPUT_STREAM (stream), result, &error);

  if (bytes == NULL) {
    fail (task, error);
  } else if (g_bytes_get_size (bytes) == 0) {
    finish (task);
  } else if (call->body->len + g_bytes_get_size (bytes) > REPLY_MAX) {
    g_task_return_error (task, link_error_from_status (SOUP_STATUS_NOT_FOUND));
  } else {
    g_byte_array_append (call->body, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
    read_more (G_INPUT_STREAM (stream), g_steal_pointer (&task));
  }
}

static void
sent_cb (GObject *session, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GInputStream) stream =
      soup_session_send_finish (SOUP_SESSION (session), result, &error);

  if (stream == NULL)
    fail (task, error);
  else
    read_more (stream, g_steal_pointer (&task));
}

static void
set_body (SoupMessage *message, const CodecSchema *schema, gconstpointer request)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GBytes) bytes = NULL;

  codec_write (schema, request, text);
  bytes = g_bytes_new (text->str, text->len);
  sodium_memzero (text->str, text->len);
  soup_message_set_request_body_from_bytes (message, "application/json", bytes);
}

void
api_call_async (Api *api,
                RestCall rest,
                const char *param,
                gconstpointer request,
                GCancellable *cancellable,
                GAsyncReadyCallback callback,
                gpointer user_data)
{
  const RestInfo *info = rest_info (rest);
  g_autofree char *path = rest_path (rest, param);
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Call *call = g_new0 (Call, 1);

  call->call = rest;
  call->url = g_strconcat (api->url, path, NULL);
  call->message = soup_message_new (info->method, call->url);
  call->body = g_byte_array_new ();
  g_task_set_source_tag (task, api_call_async);
  g_task_set_task_data (task, call, call_free);
  soup_message_add_flags (call->message, SOUP_MESSAGE_NO_REDIRECT);
  if (info->auth && api->bearer != NULL)
    soup_message_headers_append (soup_message_get_request_headers (call->message), "Authorization",
                                 api->bearer);
  if (request != NULL)
    set_body (call->message, &info->request, request);
  soup_session_send_async (api->session, call->message, G_PRIORITY_DEFAULT, cancellable, sent_cb,
                           g_steal_pointer (&task));
}

gpointer
api_call_finish (Api *api, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

gint64
api_error_retry_ms (const GError *error)
{
  return error_retry_ms (error);
}
