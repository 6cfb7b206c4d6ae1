/* page: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "page.h"

#include <libsoup/soup.h>
#include <string.h>

#define REDIRECTIONS_MAX 3
#define SILENCE_SECONDS 4
#define PATIENCE (10 * G_USEC_PER_SEC)
#define CHUNK 16384

/* Networks that are nobody's or somebody's own: address, bits. */
static const struct {
  guint8 address[4];
  guint bits;
} closed[] = {
  { { 0, 0, 0, 0 }, 8 },      { { 10, 0, 0, 0 }, 8 },     { { 100, 64, 0, 0 }, 10 },
  { { 127, 0, 0, 0 }, 8 },    { { 169, 254, 0, 0 }, 16 }, { { 172, 16, 0, 0 }, 12 },
  { { 192, 0, 0, 0 }, 24 },   { { 192, 0, 2, 0 }, 24 },   { { 192, 88, 99, 0 }, 24 },
  { { 192, 168, 0, 0 }, 16 }, { { 198, 18, 0, 0 }, 15 },  { { 198, 51, 100, 0 }, 24 },
  { { 203, 0, 113, 0 }, 24 }, { { 224, 0, 0, 0 }, 4 },    { { 240, 0, 0, 0 }, 4 },
};

static guint32
number_of (const guint8 *bytes)
{
  return (guint32) bytes[0] << 24 | (guint32) bytes[1] << 16 | (guint32) bytes[2] << 8 | bytes[3];
}

static gboolean
is_public_4 (const guint8 *bytes)
{
  for (gsize i = 0; i < G_N_ELEMENTS (closed); i++)
    if (((number_of (bytes) ^ number_of (closed[i].address)) >> (32 - closed[i].bits)) == 0)
      return FALSE;
  return TRUE;
}

/* 2000::/3, without what leads back to the others: 2001::/32, 2001:db8::/32, 2002::/16. */
static gboolean
is_public_6 (const guint8 *bytes)
{
  guint32 first = number_of (bytes);

  return (bytes[0] & 0xe0) == 0x20 && first != 0x20010000 && first != 0x20010db8 &&
         first >> 16 != 0x2002;
}

gboolean
page_address_is_public (GInetAddress *address)
{
  const guint8 *bytes = g_inet_address_to_bytes (address);

  return g_inet_address_get_family (address) == G_SOCKET_FAMILY_IPV4 ? is_public_4 (bytes)
                                                                     : is_public_6 (bytes);
}

static gboolean
refuse (GError **error)
{
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED, "not a public address");
  return FALSE;
}

static gboolean
is_right (GUri *uri, const PageWish *wish, GError **error)
{
  const char *scheme = g_uri_get_scheme (uri), *host = g_uri_get_host (uri);
  gboolean http = strcmp (scheme, "http") == 0, https = strcmp (scheme, "https") == 0;
  int port = g_uri_get_port (uri);

  if ((!http && !https) || host == NULL || host[0] == '\0' || g_uri_get_userinfo (uri) != NULL)
    return refuse (error);
  return wish->anywhere || port <= 0 || port == (https ? 443 : 80) || refuse (error);
}

/* All that a name stands for must be public; then the first is asked, and nothing looked up anew.
 */
static GSocketAddress *
resolve (GUri *uri, const PageWish *wish, GCancellable *cancellable, GError **error)
{
  g_autoptr (GResolver) resolver = g_resolver_get_default ();
  GList *addresses = g_resolver_lookup_by_name (resolver, g_uri_get_host (uri), cancellable, error);
  gboolean https = strcmp (g_uri_get_scheme (uri), "https") == 0;
  int port = g_uri_get_port (uri);
  GSocketAddress *address = NULL;

  if (addresses == NULL)
    return NULL;
  for (GList *at = addresses; at != NULL && !wish->anywhere; at = at->next)
    if (!page_address_is_public (at->data)) {
      refuse (error);
      g_resolver_free_addresses (addresses);
      return NULL;
    }
  address = g_inet_socket_address_new (addresses->data, (guint16) (port > 0 ? port
                                                                   : https  ? 443
                                                                            : 80));
  g_resolver_free_addresses (addresses);
  return address;
}

static gboolean
fail (GError **error, const char *why)
{
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, why);
  return FALSE;
}

static GBytes *
read_all (GInputStream *stream,
          const PageWish *wish,
          gint64 deadline,
          GCancellable *cancellable,
          GError **error)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  guint8 chunk[CHUNK];
  gssize n;

  while ((n = g_input_stream_read (stream, chunk, sizeof chunk, cancellable, error)) > 0) {
    if (g_get_monotonic_time () > deadline) {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT, "too slow");
      return NULL;
    }
    if (bytes->len + (gsize) n > wish->max && !wish->cut) {
      fail (error, "too big");
      return NULL;
    }
    g_byte_array_append (bytes, chunk, (guint) MIN ((gsize) n, wish->max - bytes->len));
    if (bytes->len >= wish->max)
      break;
  }
  return n >= 0 ? g_byte_array_free_to_bytes (g_steal_pointer (&bytes)) : NULL;
}

static gboolean
is_wanted (SoupMessage *message, const PageWish *wish, GError **error)
{
  const char *type =
      soup_message_headers_get_content_type (soup_message_get_response_headers (message), NULL);

  if (soup_message_get_status (message) != SOUP_STATUS_OK)
    return fail (error, "not there");
  return (type != NULL && g_str_has_prefix (type, wish->type)) || fail (error, "of another type");
}

/* One answer: the bytes, or *next, where else it is said to be. */
static GBytes *
ask (GUri *uri,
     const PageWish *wish,
     gint64 deadline,
     GUri **next,
     GCancellable *cancellable,
     GError **error)
{
  g_autoptr (GSocketAddress) address = resolve (uri, wish, cancellable, error);
  g_autoptr (SoupSession) session = NULL;
  g_autoptr (SoupMessage) message = NULL;
  g_autoptr (GInputStream) stream = NULL;
  const char *location;

  if (address == NULL)
    return NULL;
  session = soup_session_new_with_options ("remote-connectable", address, "timeout",
                                           SILENCE_SECONDS, "user-agent", "Whinchat", NULL);
  message = soup_message_new_from_uri ("GET", uri);
  soup_message_add_flags (message, SOUP_MESSAGE_NO_REDIRECT);
  soup_message_headers_replace (soup_message_get_request_headers (message), "Accept", wish->type);
  stream = soup_session_send (session, message, cancellable, error);
  if (stream == NULL)
    return NULL;
  location = soup_message_headers_get_one (soup_message_get_response_headers (message), "Location");
  if (SOUP_STATUS_IS_REDIRECTION (soup_message_get_status (message)) && location != NULL) {
    *next = g_uri_parse_relative (uri, location, SOUP_HTTP_URI_FLAGS, error);
    return NULL;
  }
  return is_wanted (message, wish, error) ? read_all (stream, wish, deadline, cancellable, error)
                                          : NULL;
}

GBytes *
page_get (const char *url,
          const PageWish *wish,
          char **final,
          GCancellable *cancellable,
          GError **error)
{
  gint64 deadline = g_get_monotonic_time () + PATIENCE;
  g_autoptr (GUri) uri = g_uri_parse (url, SOUP_HTTP_URI_FLAGS, error);

  for (guint i = 0; uri != NULL && i <= REDIRECTIONS_MAX; i++) {
    g_autoptr (GUri) next = NULL;
    GBytes *bytes;

    if (!is_right (uri, wish, error))
      return NULL;
    bytes = ask (uri, wish, deadline, &next, cancellable, error);
    if (bytes != NULL)
      *final = g_uri_to_string (uri);
    if (bytes != NULL || next == NULL)
      return bytes;
    g_uri_unref (uri);
    uri = g_steal_pointer (&next);
  }
  if (uri != NULL)
    fail (error, "sent on too often");
  return NULL;
}
