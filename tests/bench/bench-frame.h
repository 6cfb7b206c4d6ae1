/* bench-frame: the few frames a benchmark speaks, made once and filled in, found without parsing.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ids.h"

/* A client's frame, ready to be written; a fresh id goes to id_at when that is not 0. */
typedef struct {
  GString *bytes;
  gsize id_at;
  guint32 sender;
} Frame;

typedef enum {
  FRAME_OK,
  FRAME_MSG,
  FRAME_EPH,
  FRAME_LIVE,
  FRAME_HB,
  FRAME_OTHER,
} FrameKind;

typedef struct {
  FrameKind kind;
  gint64 seq; /* of a msg */
} FrameItem;

void frame_put (GString *out, const char *text);
void string_drop (GString **string);

void frame_make_eph (Frame *frame, const Id *to);
/* sender makes the ids of different senders different. */
void frame_make_send (Frame *frame, const Id *to, guint32 sender);
void frame_put_message (GString *out, const Frame *frame, guint number);

/* The whole frame at the beginning of data, when there is one. */
gboolean frame_find (const char *data, gsize len, gsize *head, gsize *body);
/* Moves on over a frame's text, item by item. Ends the program at an `err`. */
gboolean frame_next_item (const char **text, gsize *len, FrameItem *item);
