/* store-generation: how far this store has gone on, as the server keeps it too (PROTOCOL.md,
 * Generations). SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store.h"

typedef struct {
  gint64 was;    /* confirmed */
  gint64 next;   /* was: none is on its way */
  gint64 sealed; /* grows with everything that is sealed for a device */
} StoreGeneration;

StoreGeneration store_generation_get (Store *store);
/* In a transaction, all of these. */
void store_generation_set_next (Store *store, gint64 next);
void store_generation_confirm (Store *store, gint64 was);
void store_generation_count (Store *store);
/* Another device begins here: from nothing. */
void store_generation_reset (Store *store);
