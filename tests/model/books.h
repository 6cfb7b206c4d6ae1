/* books: what the server has on disk, read beside it.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "life.h"

typedef struct {
  gint64 next;  /* the seq that the next item will get */
  gint64 acked; /* what was acknowledged, all of it deleted */
} Mailbox;

/* Fails when what waits is not exactly what was given out and not acknowledged, without a hole. */
Mailbox books_mailbox (Life *life, Device *device);
/* Fills life->places; fails when one id was given two places. */
void books_read_places (Life *life);
/* The number a query gives. */
gint64 books_number (Life *life, const char *sql);
