/* group-work: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "group-work.h"

#include <glib/gi18n.h>

/* A task that has not returned has to. */
void
group_intent_free (gpointer data)
{
  GroupIntent *intent = data;

  if (intent->task != NULL)
    g_task_return_new_error_literal (intent->task, G_IO_ERROR, G_IO_ERROR_CANCELLED,
                                     _ ("The program is closing."));
  g_clear_object (&intent->task);
  g_clear_pointer (&intent->accs, g_array_unref);
  g_clear_pointer (&intent->avatar, g_bytes_unref);
  g_free (intent->name);
  g_free (intent->about);
  g_free (intent);
}

void
group_work_free (gpointer data)
{
  GroupWork *work = data;

  g_clear_pointer (&work->changes, g_ptr_array_unref);
  g_clear_pointer (&work->awaited, g_array_unref);
  g_clear_pointer (&work->lacking, g_array_unref);
  g_queue_clear_full (&work->intents, group_intent_free);
  g_free (work);
}

GroupWork *
group_work (Core *core, const Id *grp)
{
  GroupWork *work = g_hash_table_lookup (core->groups->works, grp);

  if (work != NULL)
    return work;
  work = g_new0 (GroupWork, 1);
  work->grp = *grp;
  g_queue_init (&work->intents);
  g_hash_table_insert (core->groups->works, &work->grp, work);
  return work;
}
