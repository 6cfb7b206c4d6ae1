/* outbox, private: what its files share. Core thread.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "address.h"
#include "core-private.h"

/* So many entries are looked at at once. */
#define OUTBOX_SCAN_MAX 256

typedef struct {
  gint64 until; /* monotonic; 0 when it need not wait */
  guint tries;  /* answers of `err devices` so far */
} OutboxHeld;

struct _Outbox {
  GHashTable *flight; /* Id -> where it is under way to: sent on this connection, not answered */
  GHashTable *held;   /* Id -> OutboxHeld */
  GSource *timer;
  gint64 timer_at;
  GSource *pump; /* set while one is due */
};

void outbox_stop_timer (Outbox *outbox);
/* In a transaction: seals an entry, or fails it. behind: one of its conversation waits. */
Addressed outbox_address (Core *core, const Id *id, gboolean behind);
/* In a transaction: it is not sent any more. */
void outbox_fail (Core *core, const Id *id, WhinError code);
