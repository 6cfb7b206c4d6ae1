/* fuzz-ws-frame: any bytes, in any pieces, give the same events, within the limit.
 * The first byte chooses how the rest is cut.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "ws-frame.h"

#define LIMIT 4096

int LLVMFuzzerTestOneInput (const guint8 *data, size_t size);

/* A running hash of the events, so that two runs are compared without being kept. */
static guint64
mix (guint64 hash, const guint8 *bytes, gsize length)
{
  for (gsize i = 0; i < length; i++)
    hash = (hash ^ bytes[i]) * G_GUINT64_CONSTANT (1099511628211);
  return hash;
}

static guint64
run (const guint8 *data, gsize size, gsize step)
{
  guint64 hash = G_GUINT64_CONSTANT (14695981039346656037);
  gboolean over = FALSE;
  WsParser parser;
  WsEvent event;

  ws_parser_init (&parser, LIMIT);
  for (gsize from = 0; from < size; from += step) {
    gsize left = MIN (step, size - from);
    g_autofree guint8 *piece = g_memdup2 (data + from, left);
    guint8 *at = piece;
    while (ws_parser_next (&parser, &at, &left, &event)) {
      if (over || event.length > LIMIT)
        abort ();
      over = event.type == WS_EVENT_ERROR || event.type == WS_EVENT_CLOSE;
      if (event.type == WS_EVENT_TEXT && memchr (event.data, 0, event.length) == NULL &&
          !g_utf8_validate_len ((const char *) event.data, event.length, NULL))
        abort ();
      hash = mix (hash, (const guint8 *) &event.type, sizeof event.type);
      hash = mix (hash, (const guint8 *) &event.code, sizeof event.code);
      hash = mix (hash, event.data, event.length);
    }
    if (left != 0)
      abort ();
  }
  ws_parser_clear (&parser);
  return hash;
}

int
LLVMFuzzerTestOneInput (const guint8 *data, size_t size)
{
  if (size < 1)
    return 0;
  guint64 whole = run (data + 1, size - 1, size);
  if (run (data + 1, size - 1, 1) != whole || run (data + 1, size - 1, 1 + data[0]) != whole)
    abort ();
  return 0;
}
