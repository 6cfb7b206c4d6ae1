/* link-error: one place that turns network errors into words.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "link-error.h"

#include <glib/gi18n.h>

#define RETRY_SECONDS_MAX 3600

static const struct {
  WhinError code;
  const char *words;
} table[] = {
  { WHIN_ERROR_BAD_FRAME, N_ ("The server did not understand this version of the app.") },
  { WHIN_ERROR_UNSUPPORTED, N_ ("The server is too old for this.") },
  { WHIN_ERROR_TOO_BIG, N_ ("This is larger than the server accepts.") },
  { WHIN_ERROR_UNAUTHORIZED, N_ ("This device was removed from the account.") },
  { WHIN_ERROR_FORBIDDEN, N_ ("The server does not allow this.") },
  { WHIN_ERROR_NOT_FOUND, N_ ("The server does not have this.") },
  { WHIN_ERROR_CONFLICT, N_ ("The server knows something else under this name.") },
  { WHIN_ERROR_DEVICES, N_ ("The devices of this chat have changed.") },
  { WHIN_ERROR_BUSY, N_ ("The server is busy. Try again in a moment.") },
  { WHIN_ERROR_RATE, N_ ("Too many tries. Wait a moment.") },
  { WHIN_ERROR_QUOTA, N_ ("Your storage on the server is used up for now.") },
  { WHIN_ERROR_STORAGE, N_ ("The server has no room left.") },
  { WHIN_ERROR_PHONE_INVALID, N_ ("This is not a phone number.") },
  { WHIN_ERROR_CODE_WRONG, N_ ("The code is not right.") },
  { WHIN_ERROR_CODE_EXPIRED, N_ ("The code is too old. Ask for another.") },
  { WHIN_ERROR_PIN_REQUIRED, N_ ("This number is protected by a PIN.") },
  { WHIN_ERROR_PIN_WRONG, N_ ("The PIN is not right.") },
  { WHIN_ERROR_INVITE_INVALID, N_ ("The invitation is not valid any more.") },
  { WHIN_ERROR_REGISTRATION_CLOSED, N_ ("This server is open by invitation only.") },
  { WHIN_ERROR_DELIVERY, N_ ("The code could not be sent to this number.") },
  { WHIN_ERROR_TOO_MANY_DEVICES, N_ ("The account has as many devices as it may.") },
  { WHIN_ERROR_INTERNAL, N_ ("The server failed. Try again later.") },
  { WHIN_ERROR_OFFLINE, N_ ("There is no network.") },
  { WHIN_ERROR_UNREACHABLE, N_ ("The server does not answer.") },
  { WHIN_ERROR_NOT_WHINCHAT, N_ ("There is no Whinchat server at this address.") },
  { WHIN_ERROR_TLS, N_ ("The server’s certificate is not trusted.") },
  { WHIN_ERROR_TOO_OLD, N_ ("The app and the server are too far apart in age.") },
  { WHIN_ERROR_DISK, N_ ("The file could not be written.") },
  { WHIN_ERROR_CORRUPT, N_ ("The file is damaged.") },
};

const char *
link_error_words (WhinError code)
{
  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    if (table[i].code == code)
      return _ (table[i].words);
  return _ ("Something went wrong.");
}

static GError *
error_of (WhinError code)
{
  return g_error_new_literal (WHIN_ERROR, code, link_error_words (code));
}

gboolean
link_url_is_loopback (const char *url)
{
  g_autoptr (GUri) uri = g_uri_parse (url, G_URI_FLAGS_NONE, NULL);
  const char *host = uri != NULL ? g_uri_get_host (uri) : NULL;

  if (host == NULL)
    return FALSE;
  if (g_ascii_strcasecmp (host, "localhost") == 0 || g_str_has_suffix (host, ".localhost"))
    return TRUE;

  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (host);
  return address != NULL && g_inet_address_get_is_loopback (address);
}

static gboolean
network_is_down (const char *url)
{
  return !link_url_is_loopback (url) &&
         !g_network_monitor_get_network_available (g_network_monitor_get_default ());
}

GError *
link_error_from (const GError *cause, const char *url)
{
  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CANCELLED) || cause->domain == WHIN_ERROR)
    return g_error_copy (cause);
  if (cause->domain == G_TLS_ERROR)
    return error_of (g_error_matches (cause, G_TLS_ERROR, G_TLS_ERROR_NOT_TLS)
                         ? WHIN_ERROR_NOT_WHINCHAT
                         : WHIN_ERROR_TLS);
  if (g_error_matches (cause, SOUP_SESSION_ERROR, SOUP_SESSION_ERROR_PARSING) ||
      g_error_matches (cause, SOUP_SESSION_ERROR, SOUP_SESSION_ERROR_ENCODING) ||
      cause->domain == SOUP_WEBSOCKET_ERROR)
    return error_of (WHIN_ERROR_NOT_WHINCHAT);
  return error_of (network_is_down (url) ? WHIN_ERROR_OFFLINE : WHIN_ERROR_UNREACHABLE);
}

GError *
link_error_from_status (guint status)
{
  switch (status) {
  case LINK_STATUS_TOO_MANY:
  case SOUP_STATUS_INTERNAL_SERVER_ERROR:
  case SOUP_STATUS_BAD_GATEWAY:
  case SOUP_STATUS_SERVICE_UNAVAILABLE:
  case SOUP_STATUS_GATEWAY_TIMEOUT:
    return error_of (WHIN_ERROR_BUSY);
  case SOUP_STATUS_UNAUTHORIZED:
    return error_of (WHIN_ERROR_UNAUTHORIZED);
  default:
    return error_of (WHIN_ERROR_NOT_WHINCHAT);
  }
}

static gint64
seconds_until (const char *date)
{
  g_autoptr (GDateTime) then = soup_date_time_new_from_http_string (date);
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();

  return then != NULL ? g_date_time_difference (then, now) / G_USEC_PER_SEC : 0;
}

void
link_error_take_retry_after (GError *error, SoupMessage *message)
{
  const char *value =
      soup_message_headers_get_one (soup_message_get_response_headers (message), "Retry-After");
  guint64 seconds;

  if (value == NULL)
    return;
  if (!g_ascii_string_to_unsigned (value, 10, 0, G_MAXUINT64, &seconds, NULL))
    seconds = (guint64) MAX (seconds_until (value), 0);
  if (seconds > 0)
    error_set_hints (error, (gint64) MIN (seconds, RETRY_SECONDS_MAX) * 1000, -1);
}

GError *
link_error_from_close (guint code)
{
  switch (code) {
  case CLOSE_REVOKED:
    return error_of (WHIN_ERROR_UNAUTHORIZED);
  case CLOSE_SUSPENDED:
    return g_error_new_literal (WHIN_ERROR, WHIN_ERROR_FORBIDDEN,
                                _ ("The account was suspended by the owner of the server."));
  case CLOSE_REPLACED:
    return g_error_new_literal (WHIN_ERROR, WHIN_ERROR_CONFLICT,
                                _ ("This device is connected from somewhere else."));
  case CLOSE_COPIED:
    return g_error_new_literal (WHIN_ERROR, WHIN_ERROR_CONFLICT,
                                _ ("This copy of Whinchat has been used elsewhere since. To go on "
                                   "here, set it up again."));
  case CLOSE_TOO_OLD:
    return error_of (WHIN_ERROR_TOO_OLD);
  case CLOSE_VIOLATION:
    return error_of (WHIN_ERROR_BAD_FRAME);
  case CLOSE_DRAIN:
    return g_error_new_literal (WHIN_ERROR, WHIN_ERROR_BUSY, _ ("The server is restarting."));
  case CLOSE_SERVER_ERROR:
    return error_of (WHIN_ERROR_INTERNAL);
  default:
    return g_error_new_literal (WHIN_ERROR, WHIN_ERROR_UNREACHABLE,
                                _ ("The connection to the server was lost."));
  }
}
