/* http-guard: what a request's headers must be before anything of it is believed. libsoup accepts
 * two lengths, a length beside chunks, two hosts: a proxy in front may read those another way.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "http-private.h"

#define HEADERS_MAX 64
#define HEADER_BYTES_MAX (16 * 1024)
#define URI_BYTES_MAX (8 * 1024)

typedef struct {
  guint count;
  gsize bytes;
  guint hosts;
  guint lengths;
  guint encodings;
  guint authorizations;
  const char *length;
  const char *encoding;
} Tally;

static void
count_header (Tally *tally, const char *name, const char *value)
{
  tally->count++;
  tally->bytes += strlen (name) + strlen (value) + 4;
  if (g_ascii_strcasecmp (name, "Host") == 0) {
    tally->hosts++;
  } else if (g_ascii_strcasecmp (name, "Content-Length") == 0) {
    tally->lengths++;
    tally->length = value;
  } else if (g_ascii_strcasecmp (name, "Transfer-Encoding") == 0) {
    tally->encodings++;
    tally->encoding = value;
  } else if (g_ascii_strcasecmp (name, "Authorization") == 0) {
    tally->authorizations++;
  }
}

static Tally
tally_headers (SoupServerMessage *message)
{
  Tally tally = { 0 };
  SoupMessageHeadersIter iter;
  const char *name, *value;

  soup_message_headers_iter_init (&iter, soup_server_message_get_request_headers (message));
  while (soup_message_headers_iter_next (&iter, &name, &value))
    count_header (&tally, name, value);
  return tally;
}

static gsize
uri_bytes (SoupServerMessage *message)
{
  GUri *uri = soup_server_message_get_uri (message);
  const char *query = g_uri_get_query (uri);
  return strlen (g_uri_get_path (uri)) + (query ? strlen (query) : 0);
}

static gboolean
parse_length (const Tally *tally, goffset *length)
{
  guint64 value = 0;

  if (tally->lengths == 1 &&
      !g_ascii_string_to_unsigned (tally->length, 10, 0, G_MAXINT64, &value, NULL))
    return FALSE;
  *length = tally->encodings ? -1 : (goffset) value;
  return TRUE;
}

guint
http_check_headers (SoupServerMessage *message, goffset *length, const char **why)
{
  Tally tally = tally_headers (message);
  gboolean is_1_0 = soup_server_message_get_http_version (message) == SOUP_HTTP_1_0;

  *why = "headers too large";
  if (tally.count > HEADERS_MAX || tally.bytes > HEADER_BYTES_MAX)
    return 431;
  *why = "address too long";
  if (uri_bytes (message) > URI_BYTES_MAX)
    return SOUP_STATUS_REQUEST_URI_TOO_LONG;
  *why = "one Host header";
  if (tally.hosts > 1 || (tally.hosts == 0 && !is_1_0))
    return SOUP_STATUS_BAD_REQUEST;
  *why = "one Authorization header";
  if (tally.authorizations > 1)
    return SOUP_STATUS_BAD_REQUEST;
  *why = "one Content-Length or chunks";
  if (tally.lengths + tally.encodings > 1 || !parse_length (&tally, length))
    return SOUP_STATUS_BAD_REQUEST;
  *why = "only chunked, and only in HTTP/1.1";
  if (tally.encodings && (is_1_0 || g_ascii_strcasecmp (tally.encoding, "chunked") != 0))
    return SOUP_STATUS_BAD_REQUEST;
  return 0;
}
