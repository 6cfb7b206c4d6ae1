/* bench-crowd: people on real sockets, from one thread with one epoll: frames out, frames in.
 *
 * Those at 2i and 2i+1 are a pair: the first sends, the second receives.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bench-target.h"

#define CROWD_WINDOW_MAX 16

typedef struct Crowd Crowd;

typedef struct {
  gboolean durable; /* whole sends, answered and acknowledged; else `eph` */
  guint pairs;
  guint window; /* messages of one sender under way, at most CROWD_WINDOW_MAX */
  guint messages;
  GArray *latencies; /* of gint64, us from sending until sender and receiver know; or NULL */
} Traffic;

Crowd *crowd_new (const Target *target, const Account *accounts, guint n_accounts);
void crowd_free (Crowd *crowd);

/* Connects the first N accounts, and comes back when all have said hello and are live. */
void crowd_connect (Crowd *crowd, guint n);

/* Comes back when every message has arrived, with the seconds it took. */
double crowd_talk (Crowd *crowd, const Traffic *traffic);
