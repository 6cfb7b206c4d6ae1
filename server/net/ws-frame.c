/* ws-frame: the parser pulls one event at a time, so that its caller may stop after any of them.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "ws-frame.h"

#include <string.h>

#define FIN 0x80
#define RSV 0x70
#define OPCODE 0x0F
#define MASKED 0x80
#define IS_CONTROL(opcode) ((opcode) & 0x08)

void
ws_parser_init (WsParser *parser, gsize message_limit)
{
  memset (parser, 0, sizeof *parser);
  parser->limit = message_limit;
}

void
ws_parser_clear (WsParser *parser)
{
  g_clear_pointer (&parser->message, g_byte_array_unref);
  g_clear_pointer (&parser->control, g_byte_array_unref);
}

gboolean
ws_parser_is_midway (const WsParser *parser)
{
  return !parser->stopped && (parser->have > 0 || parser->in_message);
}

gboolean
ws_close_code_is_valid (guint16 code)
{
  return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014) ||
         (code >= 3000 && code <= 4999);
}

static WsEventType
fail (WsParser *parser, WsEvent *event, guint16 code, const char *why)
{
  parser->stopped = TRUE;
  ws_parser_clear (parser);
  *event = (WsEvent) { .type = WS_EVENT_ERROR, .code = code, .why = why };
  return WS_EVENT_ERROR;
}

/* Eight bytes at a time; the key is turned so that it starts at the frame's current offset. */
static void
unmask (guint8 *data, gsize length, const guint8 mask[4], guint offset)
{
  guint8 key[8];
  for (guint i = 0; i < 8; i++)
    key[i] = mask[(offset + i) & 3];
  guint64 key_word;
  memcpy (&key_word, key, 8);

  gsize i = 0;
  for (; i + 8 <= length; i += 8) {
    guint64 word;
    memcpy (&word, data + i, 8);
    word ^= key_word;
    memcpy (data + i, &word, 8);
  }
  for (; i < length; i++)
    data[i] ^= key[i & 7];
}

static guint
header_size (const WsParser *parser)
{
  if (parser->have < 2)
    return 2;
  guint short_length = parser->header[1] & 0x7F;
  return 2 + (short_length == 126 ? 2 : short_length == 127 ? 8 : 0) + 4;
}

static const guint8 *
mask_of (const WsParser *parser)
{
  return parser->header + header_size (parser) - 4;
}

/* What the first two bytes already decide. */
static WsEventType
check_start (WsParser *parser, WsEvent *event)
{
  guint8 opcode = parser->header[0] & OPCODE;
  gboolean fin = (parser->header[0] & FIN) != 0;

  if (parser->header[0] & RSV)
    return fail (parser, event, WS_CODE_PROTOCOL, "reserved bit");
  if (!(parser->header[1] & MASKED))
    return fail (parser, event, WS_CODE_PROTOCOL, "frame is not masked");
  if (IS_CONTROL (opcode)) {
    if (opcode > WS_PONG)
      return fail (parser, event, WS_CODE_PROTOCOL, "reserved opcode");
    if (!fin || (parser->header[1] & 0x7F) > WS_CONTROL_MAX)
      return fail (parser, event, WS_CODE_PROTOCOL, "long or fragmented control frame");
    return WS_EVENT_NONE;
  }
  if (opcode > WS_BINARY)
    return fail (parser, event, WS_CODE_PROTOCOL, "reserved opcode");
  if ((opcode == WS_CONTINUATION) != parser->in_message)
    return fail (parser, event, WS_CODE_PROTOCOL, "fragment out of place");
  if (opcode == WS_BINARY)
    return fail (parser, event, WS_CODE_UNSUPPORTED, "text only");
  return WS_EVENT_NONE;
}

static WsEventType
check_length (WsParser *parser, WsEvent *event)
{
  guint8 short_length = parser->header[1] & 0x7F;
  guint64 length = short_length;

  if (short_length == 126) {
    length = (guint64) parser->header[2] << 8 | parser->header[3];
  } else if (short_length == 127) {
    length = 0;
    for (guint i = 0; i < 8; i++)
      length = length << 8 | parser->header[2 + i];
  }
  if ((short_length == 126 && length < 126) || (short_length == 127 && length <= G_MAXUINT16))
    return fail (parser, event, WS_CODE_PROTOCOL, "length is not minimal");
  if (length >> 63)
    return fail (parser, event, WS_CODE_PROTOCOL, "length has its high bit set");

  if (!IS_CONTROL (parser->header[0])) {
    gsize held = parser->message ? parser->message->len : 0;
    if (length > parser->limit - held)
      return fail (parser, event, WS_CODE_TOO_BIG, "message too big");
    parser->in_message = TRUE;
  }
  parser->left = length;
  parser->mask_at = 0;
  parser->in_payload = TRUE;
  return WS_EVENT_NONE;
}

static WsEventType
take_header (WsParser *parser, guint8 **data, gsize *length, WsEvent *event)
{
  while (*length > 0) {
    parser->header[parser->have++] = **data;
    (*data)++;
    (*length)--;
    if (parser->have == 2 && check_start (parser, event) == WS_EVENT_ERROR)
      return WS_EVENT_ERROR;
    if (parser->have > 2 && parser->have == header_size (parser))
      return check_length (parser, event);
  }
  return WS_EVENT_NONE;
}

/* A payload that lies whole in the input is used where it is; the rest is gathered. */
static void
gather (GByteArray **parts, const guint8 *chunk, gsize size, gboolean is_whole, WsEvent *event)
{
  if (!*parts && is_whole) {
    event->data = chunk;
    event->length = size;
    return;
  }
  if (!*parts)
    *parts = g_byte_array_new ();
  g_byte_array_append (*parts, chunk, size);
  event->data = (*parts)->data;
  event->length = (*parts)->len;
}

static WsEventType
finish_close (WsParser *parser, WsEvent *event)
{
  WsUtf8 utf8 = { 0 };

  event->code = WS_CODE_NONE;
  if (event->length == 1)
    return fail (parser, event, WS_CODE_PROTOCOL, "close frame of one byte");
  if (event->length >= 2) {
    event->code = event->data[0] << 8 | event->data[1];
    event->data += 2;
    event->length -= 2;
    if (!ws_close_code_is_valid (event->code))
      return fail (parser, event, WS_CODE_PROTOCOL, "close code");
    if (!ws_utf8_feed (&utf8, event->data, event->length) || !ws_utf8_is_complete (&utf8))
      return fail (parser, event, WS_CODE_BAD_TEXT, "close reason is not UTF-8");
  }
  parser->stopped = TRUE;
  return event->type = WS_EVENT_CLOSE;
}

static WsEventType
finish_control (WsParser *parser, WsEvent *event)
{
  parser->lent_control = parser->control != NULL;
  switch (parser->header[0] & OPCODE) {
  case WS_PING:
    return event->type = WS_EVENT_PING;
  case WS_PONG:
    return event->type = WS_EVENT_PONG;
  default:
    return finish_close (parser, event);
  }
}

static WsEventType
finish_text (WsParser *parser, WsEvent *event)
{
  if (!(parser->header[0] & FIN))
    return WS_EVENT_NONE;
  if (!ws_utf8_is_complete (&parser->utf8))
    return fail (parser, event, WS_CODE_BAD_TEXT, "text is not UTF-8");
  parser->in_message = FALSE;
  parser->lent_message = parser->message != NULL;
  return event->type = WS_EVENT_TEXT;
}

static WsEventType
take_payload (WsParser *parser, guint8 **data, gsize *length, WsEvent *event)
{
  gboolean control = IS_CONTROL (parser->header[0]) != 0;
  gsize size = MIN (*length, parser->left);
  guint8 *chunk = *data;
  gboolean is_last = size == parser->left;

  unmask (chunk, size, mask_of (parser), parser->mask_at);
  parser->mask_at = (parser->mask_at + size) & 3;
  parser->left -= size;
  *data += size;
  *length -= size;

  if (!control && !ws_utf8_feed (&parser->utf8, chunk, size))
    return fail (parser, event, WS_CODE_BAD_TEXT, "text is not UTF-8");
  gather (control ? &parser->control : &parser->message, chunk, size,
          is_last && (control || (parser->header[0] & FIN)), event);
  if (!is_last)
    return WS_EVENT_NONE;
  parser->in_payload = FALSE;
  parser->have = 0;
  return control ? finish_control (parser, event) : finish_text (parser, event);
}

/* The buffers the last event pointed into are done with. */
static void
take_back (WsParser *parser)
{
  if (parser->lent_message)
    g_clear_pointer (&parser->message, g_byte_array_unref);
  if (parser->lent_control)
    g_clear_pointer (&parser->control, g_byte_array_unref);
  parser->lent_message = parser->lent_control = FALSE;
}

WsEventType
ws_parser_next (WsParser *parser, guint8 **data, gsize *length, WsEvent *event)
{
  take_back (parser);
  *event = (WsEvent) { .type = WS_EVENT_NONE };
  if (parser->stopped) {
    *data += *length;
    *length = 0;
    return WS_EVENT_NONE;
  }
  while (*length > 0 || (parser->in_payload && parser->left == 0)) {
    WsEventType type = parser->in_payload ? take_payload (parser, data, length, event)
                                          : take_header (parser, data, length, event);
    if (type != WS_EVENT_NONE)
      return type;
  }
  return WS_EVENT_NONE;
}

gsize
ws_header (guint8 out[WS_HEADER_MAX], WsOpcode opcode, gsize payload_length)
{
  out[0] = FIN | opcode;
  if (payload_length < 126) {
    out[1] = payload_length;
    return 2;
  }
  gsize bytes = payload_length <= G_MAXUINT16 ? 2 : 8;
  out[1] = bytes == 2 ? 126 : 127;
  for (gsize i = 0; i < bytes; i++)
    out[2 + i] = (guint64) payload_length >> (8 * (bytes - 1 - i));
  return 2 + bytes;
}

GBytes *
ws_close_payload (guint16 code, const char *reason)
{
  gsize length = reason ? strlen (reason) : 0;
  if (length > WS_CONTROL_MAX - 2)
    length = g_utf8_find_prev_char (reason, reason + WS_CONTROL_MAX - 1) - reason;
  guint8 *payload = g_malloc (2 + length);
  payload[0] = code >> 8;
  payload[1] = code & 0xFF;
  if (length > 0)
    memcpy (payload + 2, reason, length);
  return g_bytes_new_take (payload, 2 + length);
}
