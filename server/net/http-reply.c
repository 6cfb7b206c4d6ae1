/* http-reply: the answer, through libsoup when the request was read, and past it when it was not:
 * libsoup would first read the body to its end, however long that is.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "http-private.h"

#define STREAM_CHUNK (64 * 1024)

void
http_reply_header (HttpRequest *request, const char *name, const char *value)
{
  if (request->message)
    soup_message_headers_replace (soup_server_message_get_response_headers (request->message), name,
                                  value);
}

static void
add_headers (HttpRequest *request, const char *type)
{
  if (type)
    http_reply_header (request, "Content-Type", type);
  http_reply_header (request, "X-Content-Type-Options", "nosniff");
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (request->message);
  if (!soup_message_headers_get_one (headers, "Cache-Control"))
    http_reply_header (request, "Cache-Control", "no-store");
  if (request->server->draining)
    http_reply_header (request, "Connection", "close");
}

/* The rest of the request is not wanted. */
static void
reply_past_soup (HttpRequest *request, guint status, GBytes *body)
{
  g_autoptr (SoupServerMessage) message = g_object_ref (request->message);
  g_autoptr (GSocket) socket = g_object_ref (request->peer->socket);
  NetLoop *loop = request->server->loop;
  g_autoptr (GString) out = g_string_new (NULL);
  SoupMessageHeadersIter iter;
  const char *name, *value;

  g_string_printf (out,
                   "HTTP/1.1 %u %s\r\nConnection: close\r\nContent-Length: %" G_GSIZE_FORMAT "\r\n",
                   status, soup_status_get_phrase (status), g_bytes_get_size (body));
  soup_message_headers_remove (soup_server_message_get_response_headers (message), "Connection");
  soup_message_headers_iter_init (&iter, soup_server_message_get_response_headers (message));
  while (soup_message_headers_iter_next (&iter, &name, &value))
    g_string_append_printf (out, "%s: %s\r\n", name, value);
  g_string_append (out, "\r\n");
  g_string_append_len (out, g_bytes_get_data (body, NULL), g_bytes_get_size (body));

  http_request_set_gone (request);
  g_autoptr (GIOStream) stream = soup_server_message_steal_connection (message);
  if (stream)
    linger_and_close (loop, stream, socket, out);
}

/* What every reply ends with: the message may go on. */
static void
set_replied (HttpRequest *request, guint status)
{
  request->state = REQUEST_REPLIED;
  soup_server_message_set_status (request->message, status, NULL);
  if (request->pauses > 0) {
    request->pauses = 1;
    http_request_resume (request);
  }
}

static gboolean
may_reply (HttpRequest *request)
{
  return request->state < REQUEST_REPLIED && request->message && request->peer;
}

void
http_reply_bytes (HttpRequest *request, guint status, const char *type, GBytes *body)
{
  if (!may_reply (request))
    return;
  g_autoptr (HttpRequest) hold = http_request_ref (request);
  add_headers (request, type);
  if (request->state <= REQUEST_BODY && request->has_body) {
    reply_past_soup (request, status, body);
    return;
  }
  SoupMessageBody *out = soup_server_message_get_response_body (request->message);
  soup_message_body_truncate (out);
  if (g_bytes_get_size (body) > 0)
    soup_message_body_append_bytes (out, body);
  set_replied (request, status);
}

void
http_reply_json (HttpRequest *request, guint status, const char *json, gssize length)
{
  g_autoptr (GBytes) body = g_bytes_new (json, length < 0 ? strlen (json) : (gsize) length);
  http_reply_bytes (request, status, "application/json", body);
}

void
http_reply_status (HttpRequest *request, guint status)
{
  g_autoptr (GBytes) body = g_bytes_new_static ("", 0);
  http_reply_bytes (request, status, NULL, body);
}

void
http_reply_problem (HttpRequest *request, guint status, const RestProblem *problem)
{
  g_autoptr (GString) json = g_string_new (NULL);
  codec_write (rest_problem_schema (), problem, json);
  http_reply_json (request, status, json->str, json->len);
}

void
http_reply_early (HttpRequest *request, guint status, WhinError code, const char *why)
{
  RestProblem problem = { .code = (char *) error_to_wire (code),
                          .why = (char *) (why ? why : error_meaning (code)) };
  http_reply_problem (request, status, &problem);
}

void
http_reply_error (HttpRequest *request, WhinError code, const char *why)
{
  http_reply_early (request, error_http_status (code), code, why);
}

typedef struct {
  HttpPull pull;
  gpointer data;
  GDestroyNotify destroy;
  goffset left;
} Stream;

static void
stream_free (gpointer data, GClosure *closure)
{
  Stream *stream = data;
  if (stream->destroy)
    stream->destroy (stream->data);
  g_free (stream);
}

static GBytes *
pull_part (Stream *stream)
{
  gsize max = MIN (stream->left, STREAM_CHUNK);
  GBytes *part = stream->pull (max, stream->data);
  gsize size = part ? g_bytes_get_size (part) : 0;

  if (size == 0 || size > max) {
    g_clear_pointer (&part, g_bytes_unref);
    return NULL;
  }
  stream->left -= size;
  return part;
}

/* The length is promised and cannot be kept. */
static void
cut_connection (SoupServerMessage *message)
{
  http_request_set_gone (http_request_of (message));
  g_autoptr (GIOStream) stream = soup_server_message_steal_connection (message);
  if (stream)
    g_io_stream_close (stream, NULL, NULL);
}

/* libsoup asks for the next part when the last was written, so one part is in memory. */
static void
next_part (SoupServerMessage *message, Stream *stream)
{
  SoupMessageBody *body = soup_server_message_get_response_body (message);

  if (stream->left == 0) {
    soup_message_body_complete (body);
    return;
  }
  g_autoptr (GBytes) part = pull_part (stream);
  if (part)
    soup_message_body_append_bytes (body, part);
  else
    cut_connection (message);
}

void
http_reply_stream (HttpRequest *request,
                   guint status,
                   const char *type,
                   goffset length,
                   HttpPull pull,
                   gpointer data,
                   GDestroyNotify destroy)
{
  if (!may_reply (request) || request->state != REQUEST_HANDLING) {
    if (destroy)
      destroy (data);
    return;
  }
  SoupServerMessage *message = request->message;
  SoupMessageBody *body = soup_server_message_get_response_body (message);
  Stream *stream = g_new0 (Stream, 1);
  g_autoptr (GBytes) first = NULL;

  *stream = (Stream) { pull, data, destroy, length };
  if (soup_server_message_get_method (message) != SOUP_METHOD_HEAD && length > 0) {
    first = pull_part (stream);
    if (!first) {
      stream_free (stream, NULL);
      http_reply_error (request, WHIN_ERROR_INTERNAL, NULL);
      return;
    }
  }
  add_headers (request, type);
  soup_message_headers_set_content_length (soup_server_message_get_response_headers (message),
                                           length);
  soup_message_body_set_accumulate (body, FALSE);
  g_signal_connect_data (message, "wrote-chunk", G_CALLBACK (next_part), stream, stream_free, 0);
  if (first)
    soup_message_body_append_bytes (body, first);
  else
    soup_message_body_complete (body);
  set_replied (request, status);
}
