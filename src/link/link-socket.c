/* link-socket: SoupWebsocketConnection with what it lacks: a bound on what waits to be sent, and
 * on what a message is put together from.
 *
 * libsoup neither bounds nor reports its queue. It writes a message at once as far as the stream
 * takes it, so frames are handed over one at a time and only while the stream is writable; the
 * others wait here, counted. It puts together any number of fragments, and reads on for as long as
 * there is something to read: what comes is counted below it. SPDX-License-Identifier:
 * GPL-3.0-or-later */
#include "link-socket.h"

#include "link-error.h"

#include "limits.h"

#include <string.h>

/* Bytes without a whole message among them: the longest one, and room for what is around it. */
#define READ_MAX (LIMIT_FRAME_MAX + 64 * 1024)

struct _LinkSocket {
  const LinkSocketHandlers *handlers;
  gpointer user_data;
  char *url;
  SoupMessage *message;
  GCancellable *cancellable;
  SoupWebsocketConnection *connection;
  GQueue waiting; /* of GBytes */
  gsize queued;
  gsize read; /* since the last message */
  GSource *writable;
  gboolean ended; /* the closed handler has been called */
  gboolean freed;
};

SoupSession *
link_socket_session_new (void)
{
  SoupSession *session = soup_session_new_with_options ("timeout", 0, "idle-timeout", 60, NULL);

  soup_session_set_user_agent (session, "Whinchat/" WHINCHAT_VERSION);
  soup_session_remove_feature_by_type (session, SOUP_TYPE_WEBSOCKET_EXTENSION_MANAGER);
  soup_session_remove_feature_by_type (session, SOUP_TYPE_CONTENT_DECODER);
  return session;
}

static void
stop_writable (LinkSocket *self)
{
  if (self->writable != NULL)
    g_source_destroy (self->writable);
  g_clear_pointer (&self->writable, g_source_unref);
}

static void
socket_clear (gpointer data)
{
  LinkSocket *self = data;

  g_clear_object (&self->message);
  g_clear_object (&self->cancellable);
  g_queue_clear_full (&self->waiting, (GDestroyNotify) g_bytes_unref);
  g_free (self->url);
}

static void
socket_release (LinkSocket *self)
{
  g_rc_box_release_full (self, socket_clear);
}

static void
release_notify (gpointer data, GClosure *closure)
{
  socket_release (data);
}

static GInputStream *
input_of (SoupWebsocketConnection *connection)
{
  return g_io_stream_get_input_stream (soup_websocket_connection_get_io_stream (connection));
}

static GPollableOutputStream *
output_of (LinkSocket *self)
{
  GIOStream *stream = soup_websocket_connection_get_io_stream (self->connection);

  return G_POLLABLE_OUTPUT_STREAM (g_io_stream_get_output_stream (stream));
}

static gboolean pump_cb (GObject *stream, gpointer data);

static gboolean
is_open (LinkSocket *self)
{
  return self->connection != NULL &&
         soup_websocket_connection_get_state (self->connection) == SOUP_WEBSOCKET_STATE_OPEN;
}

/* Sending may end in the closed handler, and that in link_socket_free: the caller holds a
 * reference. */
static void
pump (LinkSocket *self)
{
  while (is_open (self) && !g_queue_is_empty (&self->waiting) &&
         g_pollable_output_stream_is_writable (output_of (self))) {
    g_autoptr (GBytes) frame = g_queue_pop_head (&self->waiting);

    self->queued -= g_bytes_get_size (frame);
    soup_websocket_connection_send_message (self->connection, SOUP_WEBSOCKET_DATA_TEXT, frame);
  }
  if (!is_open (self) || g_queue_is_empty (&self->waiting)) {
    stop_writable (self);
  } else if (self->writable == NULL) {
    self->writable = g_pollable_output_stream_create_source (output_of (self), NULL);
    /* After libsoup's own source, which then has written what it still held. */
    g_source_set_priority (self->writable, G_PRIORITY_DEFAULT + 10);
    g_source_set_callback (self->writable, G_SOURCE_FUNC (pump_cb), self, NULL);
    g_source_attach (self->writable, g_main_context_get_thread_default ());
  }
}

static gboolean
pump_cb (GObject *stream, gpointer data)
{
  LinkSocket *self = g_rc_box_acquire (data);

  pump (self);
  socket_release (self);
  return G_SOURCE_CONTINUE;
}

static void
fail (LinkSocket *self)
{
  g_autoptr (GError) error = g_error_new_literal (WHIN_ERROR, WHIN_ERROR_NOT_WHINCHAT,
                                                  link_error_words (WHIN_ERROR_NOT_WHINCHAT));

  self->ended = TRUE;
  self->handlers->closed (0, error, self->user_data);
}

static void
message_cb (SoupWebsocketConnection *connection, int type, GBytes *message, LinkSocket *self)
{
  if (self->freed || self->ended)
    return;
  self->read = 0;
  if (type != SOUP_WEBSOCKET_DATA_TEXT || g_bytes_get_size (message) > LIMIT_FRAME_MAX)
    fail (self);
  else
    self->handlers->frame (message, self->user_data);
}

static void
read_cb (GInputStream *stream, guint count, LinkSocket *self)
{
  if (self->freed || self->ended)
    return;
  self->read += count;
  if (self->read > READ_MAX)
    fail (self);
}

static void
error_cb (SoupWebsocketConnection *connection, GError *error, LinkSocket *self)
{
  if (!self->freed && !self->ended && error->domain == SOUP_WEBSOCKET_ERROR)
    fail (self);
}

static void
closed_cb (SoupWebsocketConnection *connection, LinkSocket *self)
{
  guint code = soup_websocket_connection_get_close_code (connection);

  stop_writable (self);
  if (!self->freed && !self->ended)
    self->handlers->closed (code, NULL, self->user_data);
}

/* Something between may ask for a password in the server's place, and it knows nothing of our
 * tokens. */
static gboolean
is_refused_by_server (SoupMessage *message)
{
  const char *asked = soup_message_headers_get_list (soup_message_get_response_headers (message),
                                                     "WWW-Authenticate");

  return asked != NULL && strstr (asked, "error=\"invalid_token\"") != NULL;
}

static GError *
handshake_error (LinkSocket *self, const GError *error)
{
  guint status = soup_message_get_status (self->message);

  if (!g_error_matches (error, SOUP_WEBSOCKET_ERROR, SOUP_WEBSOCKET_ERROR_NOT_WEBSOCKET) ||
      status == SOUP_STATUS_NONE)
    return link_error_from (error, self->url);
  if (status == SOUP_STATUS_UNAUTHORIZED && !is_refused_by_server (self->message))
    status = SOUP_STATUS_NOT_FOUND;
  return link_error_from_status (status);
}

/* The signal belongs to the stream that libsoup puts over every connection, and is not documented:
 * the tests tell when it is no more. */
static void
watch_input (LinkSocket *self)
{
  GInputStream *input = input_of (self->connection);

  if (g_signal_lookup ("read-data", G_OBJECT_TYPE (input)) != 0)
    g_signal_connect_data (input, "read-data", G_CALLBACK (read_cb), g_rc_box_acquire (self),
                           release_notify, 0);
}

static void
opened_cb (GObject *session, GAsyncResult *result, gpointer data)
{
  LinkSocket *self = data;
  g_autoptr (GError) error = NULL;
  SoupWebsocketConnection *connection =
      soup_session_websocket_connect_finish (SOUP_SESSION (session), result, &error);

  if (self->freed) {
    g_clear_object (&connection);
  } else if (connection == NULL) {
    g_autoptr (GError) ours = handshake_error (self, error);

    self->handlers->closed (0, ours, self->user_data);
  } else {
    self->connection = connection;
    soup_websocket_connection_set_max_incoming_payload_size (connection, LIMIT_FRAME_MAX);
    g_signal_connect_data (connection, "message", G_CALLBACK (message_cb), g_rc_box_acquire (self),
                           release_notify, 0);
    g_signal_connect (connection, "error", G_CALLBACK (error_cb), self);
    g_signal_connect (connection, "closed", G_CALLBACK (closed_cb), self);
    watch_input (self);
    self->handlers->opened (self->user_data);
  }
  socket_release (self);
}

LinkSocket *
link_socket_new (SoupSession *session,
                 const char *base,
                 const char *token,
                 const LinkSocketHandlers *handlers,
                 gpointer user_data)
{
  LinkSocket *self = g_rc_box_new0 (LinkSocket);
  g_autofree char *bearer = g_strconcat ("Bearer ", token, NULL);

  self->handlers = handlers;
  self->user_data = user_data;
  self->url = g_strconcat (base, "/v1/ws", NULL);
  self->cancellable = g_cancellable_new ();
  self->message = soup_message_new ("GET", self->url);
  g_queue_init (&self->waiting);
  soup_message_add_flags (self->message, SOUP_MESSAGE_NO_REDIRECT);
  soup_message_headers_append (soup_message_get_request_headers (self->message), "Authorization",
                               bearer);
  soup_session_websocket_connect_async (session, self->message, NULL, NULL, G_PRIORITY_DEFAULT,
                                        self->cancellable, opened_cb, g_rc_box_acquire (self));
  memset (bearer, 0, strlen (bearer));
  return self;
}

void
link_socket_free (LinkSocket *self, guint code)
{
  if (self == NULL)
    return;
  self->freed = TRUE;
  g_cancellable_cancel (self->cancellable);
  stop_writable (self);
  if (self->connection != NULL) {
    SoupWebsocketConnection *connection = g_steal_pointer (&self->connection);

    g_signal_handlers_disconnect_by_func (connection, error_cb, self);
    g_signal_handlers_disconnect_by_func (connection, closed_cb, self);
    g_signal_handlers_disconnect_by_func (input_of (connection), read_cb, self);
    if (soup_websocket_connection_get_state (connection) == SOUP_WEBSOCKET_STATE_OPEN)
      soup_websocket_connection_close (connection, code, NULL);
    g_signal_handlers_disconnect_by_func (connection, message_cb, self);
    g_object_unref (connection);
  }
  socket_release (self);
}

gboolean
link_socket_send (LinkSocket *self, GBytes *frame)
{
  if (self->ended || !is_open (self) || self->queued + g_bytes_get_size (frame) > LINK_QUEUE_MAX)
    return FALSE;
  g_queue_push_tail (&self->waiting, g_bytes_ref (frame));
  self->queued += g_bytes_get_size (frame);
  g_rc_box_acquire (self);
  pump (self);
  socket_release (self);
  return TRUE;
}

gsize
link_socket_queued (LinkSocket *self)
{
  return self->queued;
}
