/* patience: a bound on waiting that a busy machine does not use up. Time counts only while nothing
 * moves: while no other thread of the test and no process it started runs, or would run if it had
 * a processor. SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

typedef struct {
  gint64 still; /* microseconds left in which nothing may move */
  gint64 end;   /* monotonic; whatever moves until then may be going round in circles */
  gint64 looked;
  guint64 moved;  /* nanoseconds, up to then */
  gboolean begun; /* there was a first look */
} Patience;

Patience patience_new (guint seconds);
/* To be asked again and again. */
gboolean patience_is_left (Patience *patience);
