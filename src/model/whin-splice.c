/* splice: see the header. SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-splice.h"

typedef struct {
  GListModel *model;
  GPtrArray *items;
  const GPtrArray *target;
  guint head, tail; /* as many are the same at both ends */
} Splice;

static void
find_ends (Splice *splice)
{
  GPtrArray *items = splice->items;
  const GPtrArray *target = splice->target;
  guint shorter = MIN (items->len, target->len);

  while (splice->head < shorter && items->pdata[splice->head] == target->pdata[splice->head])
    splice->head++;
  while (splice->tail < shorter - splice->head && items->pdata[items->len - 1 - splice->tail] ==
                                                      target->pdata[target->len - 1 - splice->tail])
    splice->tail++;
}

/* Of what is between the ends: item to its position, from 1 on. */
static GHashTable *
positions_of (const GPtrArray *array, const Splice *splice)
{
  GHashTable *positions = g_hash_table_new (NULL, NULL);

  for (guint i = splice->head; i < array->len - splice->tail; i++)
    g_hash_table_insert (positions, array->pdata[i], GUINT_TO_POINTER (i + 1));
  return positions;
}

static gboolean
keeps_order (const Splice *splice, GHashTable *before)
{
  guint last = 0;

  for (guint i = splice->head; i < splice->target->len - splice->tail; i++) {
    guint position = GPOINTER_TO_UINT (g_hash_table_lookup (before, splice->target->pdata[i]));

    if (position && position < last)
      return FALSE;
    last = MAX (last, position);
  }
  return TRUE;
}

static void
change (Splice *splice, guint position, guint removed, guint added)
{
  if (removed)
    g_ptr_array_remove_range (splice->items, position, removed);
  for (guint i = 0; i < added; i++)
    g_ptr_array_insert (splice->items, (int) (position + i),
                        g_object_ref (splice->target->pdata[position + i]));
  g_list_model_items_changed (splice->model, position, removed, added);
}

/* How many from there on are not in the other. */
static guint
count_others (const GPtrArray *array, guint from, guint end, GHashTable *other)
{
  guint n = 0;

  while (from + n < end && !g_hash_table_contains (other, array->pdata[from + n]))
    n++;
  return n;
}

static void
change_runs (Splice *splice, GHashTable *before, GHashTable *after)
{
  guint end = splice->target->len - splice->tail;

  for (guint i = splice->head; i < MAX (end, splice->items->len - splice->tail); i++) {
    guint removed = count_others (splice->items, i, splice->items->len - splice->tail, after);
    guint added = count_others (splice->target, i, end, before);

    if (removed || added)
      change (splice, i, removed, added);
    i += added;
  }
}

void
whin_splice (GListModel *model, GPtrArray *items, const GPtrArray *target)
{
  Splice splice = { model, items, target, 0, 0 };
  g_autoptr (GHashTable) before = NULL, after = NULL;
  guint removed, added;

  find_ends (&splice);
  removed = items->len - splice.head - splice.tail;
  added = target->len - splice.head - splice.tail;
  if (!removed && !added)
    return;
  before = positions_of (items, &splice);
  after = positions_of (target, &splice);
  if (removed && added && keeps_order (&splice, before))
    change_runs (&splice, before, after);
  else
    change (&splice, splice.head, removed, added);
}
