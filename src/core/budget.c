/* budget: a second in a minute, or ten minutes of rest.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "budget.h"

#include <time.h>

#define SPENT_MAX_US G_USEC_PER_SEC
#define MINUTE_MS (60 * (gint64) 1000)
#define REST_MS (10 * MINUTE_MS)
#define DEVICES_MAX 256

typedef struct {
  Id acc;
  gint64 dev;
} Name;

typedef struct {
  Name name;
  gint64 since; /* core_now */
  gint64 spent; /* us, since then */
  gint64 until; /* core_now; nothing is tried before */
} Budget;

static guint
name_hash (gconstpointer key)
{
  const Name *name = key;

  return id_hash (&name->acc) * 31 + (guint) name->dev;
}

static gboolean
name_equal (gconstpointer a, gconstpointer b)
{
  return id_equal (&((const Name *) a)->acc, &((const Name *) b)->acc) &&
         ((const Name *) a)->dev == ((const Name *) b)->dev;
}

GHashTable *
budgets_new (void)
{
  return g_hash_table_new_full (name_hash, name_equal, NULL, g_free);
}

static Budget *
find (Core *core, const Id *acc, gint64 dev)
{
  return g_hash_table_lookup (core->budgets, &(Name) { *acc, dev });
}

/* Of a clock that was put back nothing is known. */
static gboolean
is_within (gint64 now, gint64 since, gint64 ms)
{
  return now >= since && now - since < ms;
}

gint64
budget_wait (Core *core, const Id *acc, gint64 dev)
{
  const Budget *budget = find (core, acc, dev);
  gint64 now = core_now (core);

  return budget != NULL && is_within (now, budget->until - REST_MS, REST_MS) ? budget->until - now
                                                                             : 0;
}

gint64
budget_clock (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return now.tv_sec * (gint64) G_USEC_PER_SEC + now.tv_nsec / 1000;
}

/* When so many have something wrong, those that are not at rest begin anew. */
static gboolean
is_awake (gpointer name, gpointer budget, gpointer core)
{
  return budget_wait (core, &((Name *) name)->acc, ((Name *) name)->dev) == 0;
}

static Budget *
find_or_make (Core *core, const Id *acc, gint64 dev)
{
  Budget *budget = find (core, acc, dev);

  if (budget != NULL)
    return budget;
  if (g_hash_table_size (core->budgets) >= DEVICES_MAX)
    g_hash_table_foreach_remove (core->budgets, is_awake, core);
  if (g_hash_table_size (core->budgets) >= DEVICES_MAX)
    return NULL;
  budget = g_new0 (Budget, 1);
  budget->name = (Name) { *acc, dev };
  g_hash_table_insert (core->budgets, &budget->name, budget);
  return budget;
}

void
budget_charge (Core *core, const Id *acc, gint64 dev, gint64 us)
{
  Budget *budget = find_or_make (core, acc, dev);
  gint64 now = core_now (core);

  if (budget == NULL)
    return;
  if (!is_within (now, budget->since, MINUTE_MS)) {
    budget->since = now;
    budget->spent = 0;
  }
  budget->spent += us;
  if (budget->spent >= SPENT_MAX_US)
    budget->until = now + REST_MS;
}
