/* gateway-private: what a kind of gateway fills in, and what they share.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "gateway.h"

#include <libsoup/soup.h>

/* libsoup has no name for it. */
#define HTTP_TOO_MANY_REQUESTS 429

typedef struct {
  char *to;
  char *code;
  char *text;
} GatewayMessage;

typedef struct {
  const char *name;
  void (*free) (Gateway *gateway);
  /* Returns TRUE or an error through the task, which it owns. The message is the task's data. */
  void (*send) (Gateway *gateway, const GatewayMessage *message, GTask *task);
} GatewayOps;

struct _Gateway {
  const GatewayOps *ops;
};

/* Replaces {to}, {code} and {text}; everything else, other braces too, stays. escape: applied to
 * each value; NULL: none. Caller frees. */
typedef char *(*GatewayEscape) (const char *value);
char *gateway_expand (const char *template, const GatewayMessage *message, GatewayEscape escape);
char *gateway_escape_form (const char *value);
char *gateway_escape_json (const char *value);

gboolean gateway_url_is_valid (const char *url, GError **error);

/* "NAME: WHY" as WHIN_ERROR_DELIVERY. */
G_GNUC_PRINTF (2, 3)
GError *gateway_error (Gateway *gateway, const char *format, ...);

/* Sends, and calls done with the status and up to 64 KiB of the answer. When there is no answer in
 * time, the task (owned, passed on to done) gets the error instead. Redirects are not followed. */
typedef void (*GatewayHttpDone) (Gateway *gateway, guint status, GBytes *body, GTask *task);
void gateway_http_send (Gateway *gateway,
                        SoupSession *session,
                        SoupMessage *message,
                        guint timeout,
                        GatewayHttpDone done,
                        GTask *task);

/* NULL for 2xx. */
GError *gateway_http_error (Gateway *gateway, guint status);
