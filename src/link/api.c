/* api: one HTTP call of the table in rest.c, from request struct to reply struct.
 *
 * libsoup up to 3.6.5 takes an item off its queue twice, and drops what it no longer owns, when it
 * finds it cancelled or sent anew between the answer's head and the callback. So it sees only a
 * cancellable of the call's own, which is let alone in that time, and its callbacks go first.
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
/* Before libsoup's queue and before everything of ours that may cancel: both run at the default. */
#define CALL_PRIORITY (G_PRIORITY_DEFAULT - 10)

struct _Api {
  char *url;
  char *bearer; /* or NULL */
  SoupSession *session;
  GPtrArray *calls; /* of Call, not owned */
};

typedef struct {
  Api *api; /* or NULL when it has gone */
  RestCall call;
  char *url;
  SoupMessage *message;
  GBytes *request; /* or NULL */
  GByteArray *body;
  gpointer reply;
  GCancellable *theirs; /* the caller's, or NULL */
  gulong theirs_handler;
  GCancellable *ours;   /* what libsoup sees */
  gboolean handed_over; /* the answer's head is here, and libsoup has yet to tell */
  gboolean given_up;
  gboolean refused; /* an answer that libsoup must not act on */
} Call;

static void
call_give_up (Call *call)
{
  call->given_up = TRUE;
  if (!call->handed_over)
    g_cancellable_cancel (call->ours);
}

static void
call_free (gpointer data)
{
  Call *call = data;

  if (call->api != NULL)
    g_ptr_array_remove_fast (call->api->calls, call);
  g_cancellable_disconnect (call->theirs, call->theirs_handler);
  g_clear_object (&call->theirs);
  g_object_unref (call->ours);
  if (call->reply != NULL)
    codec_free_secret (&rest_info (call->call)->reply, call->reply);
  g_clear_pointer (&call->request, g_bytes_unref);
  sodium_memzero (call->body->data, call->body->len);
  g_byte_array_unref (call->body);
  g_signal_handlers_disconnect_by_data (call->message, call);
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
  api->calls = g_ptr_array_new ();
  return api;
}

void
api_free (Api *api)
{
  if (api == NULL)
    return;
  /* Each ends in its own time and holds the session until then. To abort the session would be to
   * cancel what is being handed over. */
  for (guint i = 0; i < api->calls->len; i++) {
    Call *call = api->calls->pdata[i];

    call->api = NULL;
    call_give_up (call);
  }
  g_ptr_array_unref (api->calls);
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
    error = link_error_from_status (status == SOUP_STATUS_UNAUTHORIZED ? SOUP_STATUS_NOT_FOUND
                                                                       : status);
    link_error_take_retry_after (error, call->message);
    return error;
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

  if (!SOUP_STATUS_IS_SUCCESSFUL (status)) {
    g_task_return_error (task, problem_error (call, status));
    return;
  }
  if (schema->fields[0].name == NULL)
    call->reply = g_malloc0 (schema->size);
  else
    call->reply = codec_read_text (schema, (const char *) call->body->data, call->body->len, NULL);
  if (call->reply == NULL)
    g_task_return_error (task, link_error_from_status (SOUP_STATUS_NOT_FOUND));
  else
    g_task_return_boolean (task, TRUE);
}

static void read_cb (GObject *stream, GAsyncResult *result, gpointer data);

/* Takes the task. */
static void
read_more (GInputStream *stream, GTask *task)
{
  Call *call = g_task_get_task_data (task);

  g_input_stream_read_bytes_async (stream, CHUNK, CALL_PRIORITY, call->ours, read_cb, task);
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
  Call *call = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (GInputStream) stream =
      soup_session_send_finish (SOUP_SESSION (session), result, &error);

  call->handed_over = FALSE;
  if (call->given_up)
    g_cancellable_cancel (call->ours);
  if (call->refused)
    g_task_return_error (task, link_error_from_status (SOUP_STATUS_NOT_FOUND));
  else if (stream == NULL)
    fail (task, error);
  else
    read_more (stream, g_steal_pointer (&task));
}

/* A misdirected request would be sent again, once libsoup had read the whole of the answer into
 * memory, however long it is. */
static void
got_headers_cb (SoupMessage *message, Call *call)
{
  call->refused = soup_message_get_status (message) == SOUP_STATUS_MISDIRECTED_REQUEST;
  if (call->refused)
    g_cancellable_cancel (call->ours);
  else
    call->handed_over = TRUE;
}

static void
set_body (SoupMessage *message, Call *call)
{
  if (call->request != NULL)
    soup_message_set_request_body_from_bytes (message, "application/json", call->request);
}

static void
wipe_text (gpointer data)
{
  GString *text = data;

  sodium_memzero (text->str, text->len);
  g_string_free (text, TRUE);
}

static GBytes *
request_bytes (const CodecSchema *schema, gconstpointer request)
{
  GString *text = g_string_new (NULL);

  codec_write (schema, request, text);
  return g_bytes_new_with_free_func (text->str, text->len, wipe_text, text);
}

static SoupMessage *
message_of (Api *api, Call *call)
{
  const RestInfo *info = rest_info (call->call);
  SoupMessage *message = soup_message_new (info->method, call->url);

  soup_message_add_flags (message, SOUP_MESSAGE_NO_REDIRECT);
  /* It too reads whole answers into memory, and knows no tokens. */
  soup_message_disable_feature (message, SOUP_TYPE_AUTH_MANAGER);
  /* HTTP/2 waits for the body before it hands over the head, however long that takes. */
  soup_message_set_force_http1 (message, TRUE);
  if (info->auth && api->bearer != NULL)
    soup_message_headers_append (soup_message_get_request_headers (message), "Authorization",
                                 api->bearer);
  set_body (message, call);
  g_signal_connect (message, "got-headers", G_CALLBACK (got_headers_cb), call);
  /* A kept connection that had been dropped: the body has been read, and must be there again. */
  g_signal_connect (message, "restarted", G_CALLBACK (set_body), call);
  return message;
}

static Call *
call_new (Api *api, RestCall rest, const char *param, gconstpointer request)
{
  const RestInfo *info = rest_info (rest);
  g_autofree char *path = rest_path (rest, param);
  Call *call = g_new0 (Call, 1);

  call->api = api;
  call->call = rest;
  call->url = g_strconcat (api->url, path, NULL);
  call->request = request != NULL ? request_bytes (&info->request, request) : NULL;
  call->body = g_byte_array_new ();
  call->ours = g_cancellable_new ();
  call->message = message_of (api, call);
  g_ptr_array_add (api->calls, call);
  return call;
}

static void
cancelled_cb (GCancellable *theirs, gpointer call)
{
  call_give_up (call);
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
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Call *call;

  if (g_task_return_error_if_cancelled (task))
    return;
  call = call_new (api, rest, param, request);
  g_task_set_source_tag (task, api_call_async);
  g_task_set_task_data (task, call, call_free);
  if (cancellable != NULL) {
    call->theirs = g_object_ref (cancellable);
    call->theirs_handler =
        g_cancellable_connect (cancellable, G_CALLBACK (cancelled_cb), call, NULL);
  }
  soup_session_send_async (api->session, call->message, CALL_PRIORITY, call->ours, sent_cb,
                           g_steal_pointer (&task));
}

gpointer
api_call_finish (Api *api, GAsyncResult *result, GError **error)
{
  Call *call = g_task_get_task_data (G_TASK (result));

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return NULL;
  return g_steal_pointer (&call->reply);
}

gint64
api_error_retry_ms (const GError *error)
{
  return error_retry_ms (error);
}
