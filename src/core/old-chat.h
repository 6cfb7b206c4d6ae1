/* old-chat: reads the text of a chat that WhatsApp has exported, from either kind of phone, in any
 * order of day, month and year. Pure; any thread. SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

typedef struct {
  gint64 time; /* ms since 1970 */
  char *name;
  char *text; /* may have many lines; "" when there is only a file */
  char *file; /* the name of a file beside it, or NULL */
} OldMessage;

/* zone: of the phone. Lines that nobody has written are left out. NULL and WHIN_ERROR_CORRUPT when
 * it is no such text. */
GPtrArray *old_chat_parse (const char *text, GTimeZone *zone, GError **error);
