/* work: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "work.h"

#include "core-backup.h"
#include "history.h"

#include <glib/gi18n.h>

#define TELL_TIME (G_USEC_PER_SEC / 10)

struct _Works {
  GCancellable *running[WORK_KINDS]; /* NULL: not running */
  gboolean waits[WORK_KINDS];
  gint64 told[WORK_KINDS]; /* when */
};

Works *
works_new (void)
{
  return g_new0 (Works, 1);
}

void
works_stop (Core *core)
{
  for (guint kind = 0; kind < WORK_KINDS; kind++)
    if (core->works->running[kind] != NULL)
      g_cancellable_cancel (core->works->running[kind]);
}

void
works_free (Works *works)
{
  for (guint kind = 0; kind < WORK_KINDS; kind++)
    g_clear_object (&works->running[kind]);
  g_free (works);
}

static void
tell (Core *core, WorkKind kind, WorkState state, int done, const GError *error)
{
  WorkRow *row = work_row_new ();
  gboolean shown = error != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);

  row->kind = kind;
  row->state = state;
  row->done = done;
  row->error = !shown ? -1 : error->domain == WHIN_ERROR ? error->code : WHIN_ERROR_INTERNAL;
  row->why = g_strdup (shown ? error->message : "");
  core->works->told[kind] = g_get_monotonic_time ();
  core_note_work (core, row);
  core_emit (core);
}

GCancellable *
work_begin (Core *core, WorkKind kind, GCancellable *cancellable, GError **error)
{
  if (core->works->running[kind] != NULL) {
    g_set_error_literal (error, WHIN_ERROR, WHIN_ERROR_CONFLICT, _ ("This is being done already."));
    return NULL;
  }
  core->works->running[kind] =
      cancellable != NULL ? g_object_ref (cancellable) : g_cancellable_new ();
  core->works->waits[kind] = FALSE;
  tell (core, kind, WORK_RUNNING, 0, NULL);
  return core->works->running[kind];
}

gboolean
work_runs (Core *core, WorkKind kind)
{
  return core->works->running[kind] != NULL;
}

gboolean
work_waits (Core *core, WorkKind kind)
{
  return core->works->waits[kind];
}

void
work_progress (Core *core, WorkKind kind, int from, int to, gint64 done, gint64 total)
{
  gint64 part = total > 0 ? MIN (done, total) * (to - from) / total : 0;

  if (g_get_monotonic_time () - core->works->told[kind] >= TELL_TIME)
    tell (core, kind, WORK_RUNNING, from + (int) part, NULL);
}

void
work_end (Core *core, WorkKind kind, const GError *error)
{
  g_clear_object (&core->works->running[kind]);
  tell (core, kind, error == NULL ? WORK_DONE : WORK_FAILED, error == NULL ? WORK_WHOLE : 0, error);
}

void
work_wait (Core *core, WorkKind kind, const GError *error)
{
  g_clear_object (&core->works->running[kind]);
  core->works->waits[kind] = TRUE;
  tell (core, kind, WORK_WAITING, 0, error);
}

void
work_give_up (Core *core, WorkKind kind)
{
  if (!core->works->waits[kind])
    return;
  core->works->waits[kind] = FALSE;
  tell (core, kind, WORK_FAILED, 0, NULL);
}

static void
cancel_cb (Core *core, gpointer data)
{
  WorkKind kind = GPOINTER_TO_INT (data);
  GCancellable *running = core->works->running[kind];

  if (running != NULL)
    g_cancellable_cancel (running);
  else
    history_cancel (core, kind);
}

void
core_cancel_work (Core *core, WorkKind kind)
{
  core_post (core, cancel_cb, GINT_TO_POINTER ((int) kind), NULL);
}
