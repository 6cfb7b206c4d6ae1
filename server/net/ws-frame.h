/* ws-frame: RFC 6455 as the server speaks it, bytes in and events out; no I/O.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ws-utf8.h"

#define WS_HEADER_MAX 10
#define WS_CONTROL_MAX 125

typedef enum {
  WS_CONTINUATION = 0,
  WS_TEXT = 1,
  WS_BINARY = 2,
  WS_CLOSE = 8,
  WS_PING = 9,
  WS_PONG = 10,
} WsOpcode;

/* Close codes of the protocol itself; those of the application are 4000 to 4999. */
enum {
  WS_CODE_NORMAL = 1000,
  WS_CODE_PROTOCOL = 1002,
  WS_CODE_UNSUPPORTED = 1003,
  WS_CODE_NONE = 1005,     /* never on the wire: the peer gave no code */
  WS_CODE_ABNORMAL = 1006, /* never on the wire: there was no close frame */
  WS_CODE_BAD_TEXT = 1007,
  WS_CODE_TOO_BIG = 1009,
};

typedef enum {
  WS_EVENT_NONE, /* all input is used up */
  WS_EVENT_TEXT, /* a whole message, valid UTF-8, not NUL-terminated */
  WS_EVENT_PING,
  WS_EVENT_PONG,
  WS_EVENT_CLOSE, /* code, and the reason as data */
  WS_EVENT_ERROR, /* code to close with, and why in words; comes once */
} WsEventType;

typedef struct {
  WsEventType type;
  guint16 code;
  const char *why;
  const guint8 *data; /* valid until the next call */
  gsize length;
} WsEvent;

/* A value; one for each connection. Nothing is allocated between messages. */
typedef struct {
  gsize limit;
  guint64 left;        /* payload bytes of the current frame still to come */
  GByteArray *message; /* the parts of a message that came in pieces */
  GByteArray *control; /* the same for a control frame */
  guint8 header[14];
  guint8 have;
  guint8 mask_at;
  WsUtf8 utf8;
  guint in_payload : 1;
  guint in_message : 1; /* a text message has begun and its last frame is not complete */
  guint stopped : 1;    /* after a close frame or an error everything is ignored */
  guint lent_message : 1;
  guint lent_control : 1;
} WsParser;

void ws_parser_init (WsParser *parser, gsize message_limit);
void ws_parser_clear (WsParser *parser);

/* Gives the next event in *DATA, which is unmasked in place and moved on past what was used.
 * Call again until WS_EVENT_NONE. Any split of the input gives the same events. */
WsEventType ws_parser_next (WsParser *parser, guint8 **data, gsize *length, WsEvent *event);

/* Whether bytes of an unfinished frame or message are held. */
gboolean ws_parser_is_midway (const WsParser *parser);

/* Writes the header of an unfragmented server frame; returns its length (2, 4 or 10). */
gsize ws_header (guint8 out[WS_HEADER_MAX], WsOpcode opcode, gsize payload_length);

/* (transfer full): the payload of a close frame; REASON may be NULL and is cut to fit. */
GBytes *ws_close_payload (guint16 code, const char *reason);

gboolean ws_close_code_is_valid (guint16 code);
