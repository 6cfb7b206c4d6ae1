/* store-args, common: what several operations share.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "proto.h"

#define STORE_HASH_BYTES 32

/* BLAKE2b of a token, invitation or link, keyed or not: secrets themselves are never kept. */
typedef struct {
  guint8 bytes[STORE_HASH_BYTES];
} StoreHash;

/* What went into a mailbox, so that a connected device can be told. */
typedef struct {
  gint64 key;
  gint64 seq;
  guint to; /* send: index into the op's `to` */
} StoreDelivery;
