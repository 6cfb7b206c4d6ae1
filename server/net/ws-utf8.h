/* ws-utf8: UTF-8 checked as it arrives, so that a bad text is refused before it is whole.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* Zeroed means "between characters". */
typedef struct {
  guint8 need;
  guint8 low;
  guint8 high;
} WsUtf8;

/* FALSE when the bytes so far can be no part of valid UTF-8. */
gboolean ws_utf8_feed (WsUtf8 *state, const guint8 *data, gsize length);

static inline gboolean
ws_utf8_is_complete (const WsUtf8 *state)
{
  return state->need == 0;
}
