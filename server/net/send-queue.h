/* send-queue: frames of one connection on their way out, counted in bytes. Payloads are shared:
 * a message that goes to a thousand connections exists once.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ws-frame.h"

typedef enum {
  SEND_URGENT, /* overtakes what has not been staged yet */
  SEND_NORMAL,
  SEND_LANES,
} SendLane;

typedef struct SendItem SendItem;

typedef struct {
  SendItem *head;
  SendItem *tail;
} SendList;

/* A value, zeroed. Staged frames keep their order and bytes: a TLS write that would block must be
 * repeated with the same data. */
typedef struct {
  SendList waiting[SEND_LANES];
  SendList staged;
  gsize staged_bytes; /* not written yet */
  gsize offset;       /* of the first staged frame, already written */
  gsize bytes;        /* all that is not written yet */
} SendQueue;

/* Takes a reference to PAYLOAD; returns the frame's size. */
gsize send_queue_push (SendQueue *queue, SendLane lane, WsOpcode opcode, GBytes *payload);

/* Copies the next bytes to write into BUFFER. */
gsize send_queue_stage (SendQueue *queue, guint8 *buffer, gsize size);

/* COUNT staged bytes were written; returns how many frames that completed. */
guint send_queue_advance (SendQueue *queue, gsize count);

/* Forgets all that is not staged. */
void send_queue_drop_waiting (SendQueue *queue);
void send_queue_clear (SendQueue *queue);
