/* unsaved: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "unsaved.h"

#define UNSAVED_MAX 1000

typedef struct {
  CoreFunc again;
  gpointer what;
  GDestroyNotify destroy;
} Unsaved;

static void
unsaved_free (gpointer data)
{
  Unsaved *unsaved = data;

  unsaved->destroy (unsaved->what);
  g_free (unsaved);
}

GHashTable *
unsaved_new (void)
{
  return g_hash_table_new_full (id_hash, id_hash_equal, g_free, unsaved_free);
}

void
unsaved_keep (Core *core,
              MessageRow *row,
              const GError *error,
              CoreFunc again,
              gpointer what,
              GDestroyNotify destroy)
{
  Unsaved *unsaved = g_new (Unsaved, 1);

  *unsaved = (Unsaved) { again, what, destroy };
  if (g_hash_table_size (core->unsaved) >= UNSAVED_MAX) {
    unsaved_free (unsaved);
    return;
  }
  row->state = STATE_FAILED;
  row->error = error->domain == WHIN_ERROR ? error->code : WHIN_ERROR_INTERNAL;
  row->ord = G_MAXINT64 - 1;
  if (row->media != NULL)
    row->media->transfer = TRANSFER_FAILED;
  g_hash_table_insert (core->unsaved, id_copy (&row->id), unsaved);
  core_note_row (core, message_row_ref (row));
  core_emit (core);
}

/* Nothing is written: there is room for that. */
static gboolean
take_away (Core *core, const MessageName *name)
{
  core_begin (core);
  core_note_removed (core, name);
  return core_commit (core, NULL);
}

void
unsaved_retry (Core *core, const MessageName *name)
{
  gpointer key, value;

  if (core->account == NULL || !g_hash_table_contains (core->unsaved, &name->id) ||
      !take_away (core, name))
    return;
  g_hash_table_steal_extended (core->unsaved, &name->id, &key, &value);
  ((Unsaved *) value)->again (core, ((Unsaved *) value)->what);
  unsaved_free (value);
  g_free (key);
}

gboolean
unsaved_remove (Core *core, const MessageName *name)
{
  return g_hash_table_remove (core->unsaved, &name->id) && take_away (core, name);
}
