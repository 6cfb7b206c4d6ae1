/* gateway-http: one bounded HTTP request for gateway-webhook and gateway-twilio: bounded in time as
 * a whole, in the size of the answer, and never redirected (the body holds a code).
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "error.h"
#include "gateway-private.h"

#define MAX_ANSWER (64 * 1024)

typedef struct {
  Gateway *gateway;
  SoupMessage *message;
  GTask *task;
  GatewayHttpDone done;
  GCancellable *inner; /* the caller's cancellable or the deadline */
  gulong outer_handler;
  GSource *deadline;
  gboolean timed_out;
  guint8 answer[MAX_ANSWER];
} Call;

static void
call_free (Call *call)
{
  g_cancellable_disconnect (g_task_get_cancellable (call->task), call->outer_handler);
  g_source_destroy (call->deadline);
  g_source_unref (call->deadline);
  g_object_unref (call->inner);
  g_object_unref (call->message);
  g_object_unref (call->task);
  g_free (call);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Call, call_free)

static gboolean
deadline_cb (gpointer data)
{
  Call *call = data;
  call->timed_out = TRUE;
  g_cancellable_cancel (call->inner);
  return G_SOURCE_REMOVE;
}

static void
outer_cb (GCancellable *outer, gpointer inner)
{
  g_cancellable_cancel (inner);
}

/* GLib's own words name hosts and sometimes addresses, so ours are used. */
static void
fail (Call *call, const GError *error)
{
  gboolean cancelled = g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  GError *own = NULL;
  if (call->timed_out || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
    own = gateway_error (call->gateway, "no answer in time");
  else if (cancelled)
    own = g_error_copy (error);
  else if (error->domain == G_TLS_ERROR)
    own = gateway_error (call->gateway, "its certificate is not trusted");
  else if (error->domain == G_RESOLVER_ERROR)
    own = gateway_error (call->gateway, "its host is unknown");
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED))
    own = gateway_error (call->gateway, "the connection was refused");
  else
    own = gateway_error (call->gateway, "the connection failed");
  g_task_return_error (call->task, own);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Call) call = data;
  g_autoptr (GError) error = NULL;
  gsize size = 0;
  if (!g_input_stream_read_all_finish (G_INPUT_STREAM (source), result, &size, &error)) {
    fail (call, error);
    return;
  }
  g_autoptr (GBytes) body = g_bytes_new (call->answer, size);
  call->done (call->gateway, soup_message_get_status (call->message), body, call->task);
}

static void
sent_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Call) call = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GInputStream) stream =
      soup_session_send_finish (SOUP_SESSION (source), result, &error);
  if (!stream) {
    fail (call, error);
    return;
  }
  GCancellable *inner = call->inner;
  guint8 *answer = call->answer;
  g_input_stream_read_all_async (stream, answer, MAX_ANSWER, G_PRIORITY_DEFAULT, inner, read_cb,
                                 g_steal_pointer (&call));
}

void
gateway_http_send (Gateway *gateway,
                   SoupSession *session,
                   SoupMessage *message,
                   guint timeout,
                   GatewayHttpDone done,
                   GTask *task)
{
  Call *call = g_new0 (Call, 1);
  call->gateway = gateway;
  call->message = g_object_ref (message);
  call->task = task;
  call->done = done;
  call->inner = g_cancellable_new ();
  call->deadline = g_timeout_source_new_seconds (timeout);
  g_source_set_callback (call->deadline, deadline_cb, call, NULL);
  g_source_attach (call->deadline, g_main_context_get_thread_default ());
  GCancellable *outer = g_task_get_cancellable (task);
  if (outer)
    call->outer_handler = g_cancellable_connect (outer, G_CALLBACK (outer_cb),
                                                 g_object_ref (call->inner), g_object_unref);
  soup_message_add_flags (message, SOUP_MESSAGE_NO_REDIRECT);
  soup_session_send_async (session, message, G_PRIORITY_DEFAULT, call->inner, sent_cb, call);
}

GError *
gateway_http_error (Gateway *gateway, guint status)
{
  if (SOUP_STATUS_IS_SUCCESSFUL (status))
    return NULL;
  if (status == HTTP_TOO_MANY_REQUESTS)
    return g_error_new (WHIN_ERROR, WHIN_ERROR_BUSY, "%s: asks to slow down",
                        gateway_name (gateway));
  if (SOUP_STATUS_IS_REDIRECTION (status))
    return gateway_error (gateway, "answers with a redirect, which is not followed (HTTP %u)",
                          status);
  if (status == SOUP_STATUS_UNAUTHORIZED || status == SOUP_STATUS_FORBIDDEN)
    return gateway_error (gateway, "refused our credentials (HTTP %u)", status);
  if (SOUP_STATUS_IS_CLIENT_ERROR (status))
    return gateway_error (gateway, "refused the request (HTTP %u)", status);
  return gateway_error (gateway, "failed (HTTP %u)", status);
}
