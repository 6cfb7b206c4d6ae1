/* ws-utf8: the table of RFC 3629 section 4 as a state of three bytes, with a fast way through
 * ASCII.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "ws-utf8.h"

#include <string.h>

static const guint8 *
skip_ascii (const guint8 *at, const guint8 *end)
{
  while (end - at >= 8) {
    guint64 word;
    memcpy (&word, at, 8);
    if (word & G_GUINT64_CONSTANT (0x8080808080808080))
      break;
    at += 8;
  }
  while (at < end && *at < 0x80)
    at++;
  return at;
}

static gboolean
start_character (WsUtf8 *state, guint8 lead)
{
  if (lead < 0xC2 || lead > 0xF4)
    return FALSE;
  state->need = lead < 0xE0 ? 1 : lead < 0xF0 ? 2 : 3;
  state->low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
  state->high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
  return TRUE;
}

gboolean
ws_utf8_feed (WsUtf8 *state, const guint8 *data, gsize length)
{
  const guint8 *at = data;
  const guint8 *end = data + length;

  while (at < end) {
    if (state->need == 0) {
      at = skip_ascii (at, end);
      if (at < end && !start_character (state, *at++))
        return FALSE;
      continue;
    }
    if (*at < state->low || *at > state->high)
      return FALSE;
    at++;
    state->need--;
    state->low = 0x80;
    state->high = 0xBF;
  }
  return TRUE;
}
