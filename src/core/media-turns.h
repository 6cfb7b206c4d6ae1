/* media-turns: how many files are on their way at once, and when one that failed is tried again. A
 * few large ones never keep a small one waiting. No I/O; core thread.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ids.h"

#include <gio/gio.h>

typedef struct _Turns Turns;
Turns *turns_new (void);
void turns_free (Turns *turns);

/* It goes in parts, and takes its time. */
gboolean turns_is_large (gint64 size);
/* Whether there is room for one of that size, and no pause for this one. now: monotonic. */
gboolean turns_may_start (const Turns *turns, const Id *id, gint64 size, gint64 now);
void turns_started (Turns *turns, gint64 size);
void turns_ended (Turns *turns, gint64 size);

/* Whether it shall be tried again; sets how long it pauses, longer each time. The network is waited
 * for; a server that refuses again and again ends it. at_least_ms: what the server asks for. */
gboolean
turns_failed (Turns *turns, const Id *id, const GError *error, gint64 at_least_ms, gint64 now);
/* Some of it is done for good: the next pause is short again. */
void turns_advanced (Turns *turns, const Id *id);
void turns_forget (Turns *turns, const Id *id);
/* The network is back: nobody pauses. */
void turns_hurry (Turns *turns);
/* Milliseconds until the first pause that is not over ends, -1 when there is none. */
gint64 turns_next_ms (const Turns *turns, gint64 now);
