/* failure: why a message was not sent, in words for people.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rows.h"

G_BEGIN_DECLS

/* error is a WhinError. NULL when there is nothing more to say than that it was not sent. */
const char *whin_failure_text (ConvKind kind, int error);
/* Of a message that has failed, or, in a broadcast list, for some. NULL for nothing; caller frees.
 */
char *whin_failure_of (const MessageRow *row);

G_END_DECLS
