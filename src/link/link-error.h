/* link-error: what went wrong on the network, as a WHIN_ERROR with words for people. Pure, but for
 * asking GNetworkMonitor whether there is a network at all. SPDX-License-Identifier:
 * GPL-3.0-or-later */
#pragma once

#include "error.h"

#include <libsoup/soup.h>

#define LINK_STATUS_TOO_MANY 429 /* libsoup has no name for it */

/* A new error for what GIO, TLS or libsoup said while talking to url. G_IO_ERROR_CANCELLED stays
 * what it is. */
GError *link_error_from (const GError *cause, const char *url);
/* For an HTTP status that is no success and brought no RestProblem. */
GError *link_error_from_status (guint status);
/* Notes in error what the answer asks for in Retry-After (RFC 9110, 10.2.3): error_retry_ms. An
 * hour at most. */
void link_error_take_retry_after (GError *error, SoupMessage *message);
/* For a WebSocket the server closed with this code. */
GError *link_error_from_close (guint code);
/* What a person reads about a WhinError of the server. */
const char *link_error_words (WhinError code);
/* Whether url names this very machine: then there is always a network. */
gboolean link_url_is_loopback (const char *url);
