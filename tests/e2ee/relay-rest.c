/* relay-rest: the HTTP calls, each asked anew of the server.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "relay-private.h"

#include <string.h>

typedef struct {
  Relay *relay;
  SoupServerMessage *theirs;
  SoupMessage *ours;
  RestCall call; /* REST_N_CALLS for what is none */
  char *param;
  char *bearer; /* or NULL */
} Call;

static void
call_free (gpointer data)
{
  Call *call = data;

  g_object_unref (call->theirs);
  g_object_unref (call->ours);
  g_free (call->param);
  g_free (call->bearer);
  g_free (call);
}

static ProtoDevice
who_of (const Call *call)
{
  const ProtoDevice *who =
      call->bearer != NULL ? g_hash_table_lookup (call->relay->bearers, call->bearer) : NULL;

  return who != NULL ? *who : (ProtoDevice) { 0 };
}

/* What it hands on names it instead of the server: files go through it as well. */
static GBytes *
in_own_name (Relay *relay, GBytes *bytes)
{
  gsize len;
  const char *text = g_bytes_get_data (bytes, &len);
  g_autofree char *theirs = g_strconcat ("\"", relay->to, "/", NULL);
  g_autofree char *ours = g_strconcat ("\"", relay->url, "/", NULL);
  GString *out = g_string_new_len (text, (gssize) len);

  g_string_replace (out, theirs, ours, 0);
  return g_string_free_to_bytes (out);
}

/* The body as the test leaves it. */
static GBytes *
pass (Call *call, RelayWay way, GBytes *bytes)
{
  Relay *relay = call->relay;
  const CodecSchema *schema;
  RelayCall passing = { way, who_of (call), call->call, call->param, NULL };
  g_autoptr (GBytes) named = NULL;
  g_autoptr (GError) error = NULL;
  GString *out;
  gsize len;
  const char *text = g_bytes_get_data (bytes, &len);

  g_string_append_len (relay->seen, text, (gssize) len);
  if (call->call == REST_N_CALLS || len == 0)
    return g_bytes_ref (bytes);
  named = way == RELAY_DOWN ? in_own_name (relay, bytes) : g_bytes_ref (bytes);
  if (relay->on_call == NULL)
    return g_steal_pointer (&named);
  text = g_bytes_get_data (named, &len);
  schema = way == RELAY_UP ? &rest_info (call->call)->request : &rest_info (call->call)->reply;
  passing.body = codec_read_text (schema, text, len, &error);
  g_assert_no_error (error);
  relay->on_call (relay, &passing, relay->call_data);
  out = g_string_new (NULL);
  codec_write (schema, passing.body, out);
  codec_free (schema, passing.body);
  return g_string_free_to_bytes (out);
}

/* Those of a connection are each connection's own. */
static gboolean
is_of_connection (const char *name)
{
  static const char *const names[] = { "Accept-Encoding", "Connection",       "Content-Encoding",
                                       "Content-Length",  "Expect",           "Host",
                                       "Keep-Alive",      "Transfer-Encoding" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_ascii_strcasecmp (name, names[i]) == 0)
      return TRUE;
  return FALSE;
}

/* Read on the way. */
static void
copy_headers (Relay *relay, SoupMessageHeaders *from, SoupMessageHeaders *to)
{
  SoupMessageHeadersIter iter;
  const char *name, *value;

  soup_message_headers_iter_init (&iter, from);
  while (soup_message_headers_iter_next (&iter, &name, &value)) {
    g_string_append_printf (relay->seen, "%s: %s\n", name, value);
    if (!is_of_connection (name))
      soup_message_headers_replace (to, name, value);
  }
}

static void
answered_cb (GObject *session, GAsyncResult *result, gpointer data)
{
  Call *call = data;
  guint status = soup_message_get_status (call->ours);
  g_autoptr (GBytes) bytes =
      soup_session_send_and_read_finish (SOUP_SESSION (session), result, NULL);
  g_autoptr (GBytes) out = NULL;

  call->relay->running--;
  if (bytes == NULL)
    status = SOUP_STATUS_BAD_GATEWAY;
  else
    out = status < 300 ? pass (call, RELAY_DOWN, bytes) : g_bytes_ref (bytes);
  copy_headers (call->relay, soup_message_get_response_headers (call->ours),
                soup_server_message_get_response_headers (call->theirs));
  if (out != NULL && g_bytes_get_size (out) > 0)
    soup_message_body_append_bytes (soup_server_message_get_response_body (call->theirs), out);
  soup_server_message_set_status (call->theirs, status, NULL);
  soup_server_message_unpause (call->theirs);
  call_free (call);
}

static char *
url_of (Relay *relay, GUri *uri)
{
  const char *query = g_uri_get_query (uri);

  return g_strconcat (relay->to, g_uri_get_path (uri), query != NULL ? "?" : "",
                      query != NULL ? query : "", NULL);
}

static void
call_cb (SoupServer *server,
         SoupServerMessage *message,
         const char *path,
         GHashTable *query,
         gpointer data)
{
  Relay *relay = data;
  Call *call = g_new0 (Call, 1);
  SoupMessageHeaders *theirs = soup_server_message_get_request_headers (message);
  const char *method = soup_server_message_get_method (message);
  g_autofree char *url = url_of (relay, soup_server_message_get_uri (message));
  g_autoptr (GBytes) bytes =
      soup_message_body_flatten (soup_server_message_get_request_body (message));
  g_autoptr (GBytes) out = NULL;
  gboolean known;

  call->relay = relay;
  call->theirs = g_object_ref (message);
  call->call = rest_match (method, path, &call->param, &known);
  call->bearer = g_strdup (soup_message_headers_get_one (theirs, "Authorization"));
  call->ours = soup_message_new (method, url);
  g_string_append_printf (relay->seen, "%s %s\n", method, url);
  copy_headers (relay, theirs, soup_message_get_request_headers (call->ours));
  out = pass (call, RELAY_UP, bytes);
  if (g_bytes_get_size (out) > 0)
    soup_message_set_request_body_from_bytes (
        call->ours, soup_message_headers_get_content_type (theirs, NULL), out);
  relay->running++;
  soup_server_message_pause (message);
  soup_session_send_and_read_async (relay->session, call->ours, G_PRIORITY_DEFAULT, NULL,
                                    answered_cb, call);
}

static const char *
bearer_of (Relay *relay, const ProtoDevice *who)
{
  GHashTableIter iter;
  gpointer bearer, device;

  g_hash_table_iter_init (&iter, relay->bearers);
  while (g_hash_table_iter_next (&iter, &bearer, &device))
    if (memcmp (device, who, sizeof *who) == 0)
      return bearer;
  g_assert_not_reached ();
}

gpointer
relay_ask (Relay *relay,
           const ProtoDevice *who,
           RestCall call,
           const char *param,
           gconstpointer request)
{
  const RestInfo *info = rest_info (call);
  g_autofree char *path = rest_path (call, param);
  g_autofree char *url = g_strconcat (relay->to, path, NULL);
  g_autoptr (SoupMessage) message = soup_message_new (info->method, url);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GBytes) body = NULL;
  g_autoptr (GBytes) answer = NULL;
  g_autoptr (GError) error = NULL;
  gpointer reply;

  codec_write (&info->request, request, text);
  body = g_bytes_new (text->str, text->len);
  if (who != NULL)
    soup_message_headers_append (soup_message_get_request_headers (message), "Authorization",
                                 bearer_of (relay, who));
  soup_message_set_request_body_from_bytes (message, "application/json", body);
  answer = soup_session_send_and_read (relay->session, message, NULL, &error);
  g_assert_no_error (error);
  reply = codec_read_text (&info->reply, g_bytes_get_data (answer, NULL), g_bytes_get_size (answer),
                           &error);
  g_assert_no_error (error);
  return reply;
}

void
relay_rest_init (Relay *relay)
{
  soup_server_add_handler (relay->server, "/", call_cb, relay, NULL);
}
