/* work: what takes its time, with its progress and a way to stop it; one of each kind at once. Core
 * thread. SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core-private.h"

Works *works_new (void);
/* Cancels what runs, before the core ends or the account goes. */
void works_stop (Core *core);
void works_free (Works *works);

/* What stops it: cancellable, or a new one when that is NULL. Borrowed; NULL and
 * WHIN_ERROR_CONFLICT when one of this kind runs. */
GCancellable *work_begin (Core *core, WorkKind kind, GCancellable *cancellable, GError **error);
gboolean work_runs (Core *core, WorkKind kind);
gboolean work_waits (Core *core, WorkKind kind);
/* Tells the front end, not too often. Steps of a work each take a part of the whole: from and to
 * are out of WORK_WHOLE. */
void work_progress (Core *core, WorkKind kind, int from, int to, gint64 done, gint64 total);
/* error is NULL when all went well. */
void work_end (Core *core, WorkKind kind, const GError *error);
/* It has failed, and whoever began it begins again after a while. */
void work_wait (Core *core, WorkKind kind, const GError *error);
/* It does not begin again: what waits is cancelled. */
void work_give_up (Core *core, WorkKind kind);
