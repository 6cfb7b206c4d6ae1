/* store-early: receipts for messages that history is to bring to this device.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store.h"

typedef struct {
  Id author;
  Id id;
  Id acc; /* who has it */
  MessageState state;
  gint64 time; /* when that was said; not stored */
} StoreEarly;

/* The state of one only ever rises. Of one account, and of all, only so many are kept. */
void store_early_put (Store *store, const StoreEarly *early);
/* A GArray of StoreEarly; none is left. */
GArray *store_early_take (Store *store);
