/* app-link: the links that open in the app: `whinchat:` kind `/` what `?server=` address. They are
 * pasted, clicked, and read from codes. Pure and thread safe.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#define APP_LINK_SCHEME "whinchat:"
#define APP_LINK_JOIN "join"     /* a group; what: its secret (grouplink.h) */
#define APP_LINK_PERSON "person" /* what: their number, E.164 */
#define APP_LINK_MAX 1024        /* bytes of a whole link */

/* what is of characters that need no escaping. Caller frees. */
char *app_link_new (const char *kind, const char *what, const char *server);
/* White space around it and the case of its beginning do not matter. FALSE, and nothing set, when
 * it is no link of that kind. Caller frees both. */
gboolean app_link_split (const char *text, const char *kind, char **what, char **server);
/* Whether it begins as one of that kind, or, with kind NULL, as any. */
gboolean app_link_is (const char *text, const char *kind);

char *app_link_for_person (const char *phone, const char *server);
/* As app_link_split; *phone is E.164. */
gboolean app_link_to_person (const char *text, char **phone, char **server);
