/* ws-script: helpers of the frame tests.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "ws-script.h"

#include <string.h>

void
script_frame_as (GByteArray *out, guint8 first, gconstpointer payload, gsize length, guint form)
{
  static const guint8 mask[4] = { 0x37, 0xFA, 0x21, 0x3D };
  guint8 header[2] = { first, 0x80 };

  if (form == 0)
    form = length < 126 ? 1 : length <= G_MAXUINT16 ? 2 : 8;
  header[1] |= form == 1 ? length : form == 2 ? 126 : 127;
  g_byte_array_append (out, header, 2);
  for (guint i = form == 1 ? 0 : form; i > 0; i--) {
    guint8 byte = (guint64) length >> (8 * (i - 1));
    g_byte_array_append (out, &byte, 1);
  }
  g_byte_array_append (out, mask, 4);
  for (gsize i = 0; i < length; i++) {
    guint8 byte = ((const guint8 *) payload)[i] ^ mask[i & 3];
    g_byte_array_append (out, &byte, 1);
  }
}

void
script_frame (GByteArray *out, guint8 first, gconstpointer payload, gsize length)
{
  script_frame_as (out, first, payload, length, 0);
}

static void
tell (GString *out, const WsEvent *event)
{
  static const char *const names[] = { "none", "text", "ping", "pong", "close", "error" };

  g_string_append_printf (out, "%s ", names[event->type]);
  if (event->type == WS_EVENT_CLOSE || event->type == WS_EVENT_ERROR)
    g_string_append_printf (out, "%u ", event->code);
  if (event->type == WS_EVENT_ERROR)
    g_string_append (out, event->why);
  else
    g_string_append_printf (out, "%" G_GSIZE_FORMAT " ", event->length);
  g_string_append_len (out, (const char *) event->data, MIN (event->length, 64));
  g_string_append_c (out, '\n');
}

char *
script_events (GBytes *input, const gsize *cuts, guint count, gsize limit)
{
  GString *out = g_string_new (NULL);
  gsize size;
  const guint8 *bytes = g_bytes_get_data (input, &size);
  WsParser parser;
  WsEvent event;
  gsize from = 0;

  ws_parser_init (&parser, limit);
  for (guint i = 0; i <= count; i++) {
    gsize to = i < count ? cuts[i] : size;
    g_autofree guint8 *piece = g_memdup2 (bytes + from, to - from); /* an end of its own for ASan */
    guint8 *at = piece;
    gsize left = to - from;
    while (ws_parser_next (&parser, &at, &left, &event))
      tell (out, &event);
    g_assert_cmpuint (left, ==, 0);
    from = to;
  }
  ws_parser_clear (&parser);
  return g_string_free (out, FALSE);
}
