/* phone: E.164 numbers. Strict on purpose: what people type is made E.164 by the client before it
 * gets here. SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#define PHONE_MAX_LEN 16 /* "+" and 15 digits */

/* `+`, a first digit that is not 0, 7 to 15 digits in all. Source: ITU-T E.164. */
gboolean phone_is_e164 (const char *text);
/* "+44 ...1234" for people's eyes where a whole number must not appear. Caller frees. */
char *phone_masked (const char *e164);
