/* world: a link with a clock and a chance of the test's own, and what has become of it.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "link-private.h"
#include "peer.h"

typedef struct {
  Link *link;
  gint64 offset; /* added to the real clock */
  double random;
  guint welcomes;
  guint items;
  guint ended;
  GPtrArray *rows;
  gint64 after;
  gboolean full;      /* no more items fit */
  gboolean full_disk; /* what a hello says cannot be stored */
} World;

extern const LinkHandlers world_handlers;

World *world_new (const char *url);
void world_free (World *world);
/* The last state told. */
const LinkRow *world_last (World *world);
void world_advance (World *world, double seconds);
/* What a LinkEnv wants; the data is the World. */
gint64 world_now (gpointer world);
double world_random (gpointer world);

/* Says its data as it is to whoever asks. */
void say_script (Talk *talk);
/* Welcomes, says that all is live, and then nothing more. Counts heartbeats in the int that is its
 * data. */
void silent_script (Talk *talk);
