/* media-turns: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "media-turns.h"

#include "error.h"
#include "limits.h"
#include "transfer.h"

#include <sodium.h>

#define AT_ONCE 3
#define LARGE_AT_ONCE 2 /* one place is kept for what is small */
#define REFUSALS_MAX 5
#define PAUSE_MS 1000
#define PAUSE_MAX_MS (5 * 60 * 1000)

typedef struct {
  guint tries;    /* in vain, in a row */
  guint refusals; /* by a server that was there */
  gint64 until;   /* monotonic */
} Pause;

struct _Turns {
  GHashTable *pauses; /* Id -> Pause */
  guint running;
  guint large; /* of those */
};

Turns *
turns_new (void)
{
  Turns *turns = g_new0 (Turns, 1);

  turns->pauses = g_hash_table_new_full (id_hash, id_hash_equal, g_free, g_free);
  return turns;
}

void
turns_free (Turns *turns)
{
  g_hash_table_unref (turns->pauses);
  g_free (turns);
}

gboolean
turns_is_large (gint64 size)
{
  return size > LIMIT_MEDIA_PART;
}

gboolean
turns_may_start (const Turns *turns, const Id *id, gint64 size, gint64 now)
{
  const Pause *pause = g_hash_table_lookup (turns->pauses, id);

  return turns->running < AT_ONCE && (pause == NULL || pause->until <= now) &&
         (!turns_is_large (size) || turns->large < LARGE_AT_ONCE);
}

void
turns_started (Turns *turns, gint64 size)
{
  turns->running++;
  turns->large += turns_is_large (size) ? 1 : 0;
}

void
turns_ended (Turns *turns, gint64 size)
{
  turns->running--;
  turns->large -= turns_is_large (size) ? 1 : 0;
}

static gboolean
is_refusal (const GError *error)
{
  return error->domain != WHIN_ERROR || error->code == WHIN_ERROR_NOT_FOUND ||
         error->code == WHIN_ERROR_INTERNAL;
}

/* Up to a quarter more, so that not all who lost a server come back at once. */
static gint64
length_of_pause (guint tries)
{
  gint64 ms = MIN ((gint64) PAUSE_MS << MIN (tries - 1, 16), PAUSE_MAX_MS);

  return ms + randombytes_uniform ((guint32) ms / 4);
}

gboolean
turns_failed (Turns *turns, const Id *id, const GError *error, gint64 at_least_ms, gint64 now)
{
  Pause *pause = g_hash_table_lookup (turns->pauses, id);

  if (!transfer_may_retry (error) && !g_error_matches (error, WHIN_ERROR, WHIN_ERROR_NOT_FOUND))
    return FALSE;
  if (pause == NULL) {
    pause = g_new0 (Pause, 1);
    g_hash_table_insert (turns->pauses, id_copy (id), pause);
  }
  pause->tries++;
  if (is_refusal (error) && ++pause->refusals >= REFUSALS_MAX)
    return FALSE;
  pause->until = now + MAX (length_of_pause (pause->tries), at_least_ms) * 1000;
  return TRUE;
}

void
turns_advanced (Turns *turns, const Id *id)
{
  Pause *pause = g_hash_table_lookup (turns->pauses, id);

  if (pause != NULL)
    pause->tries = 0;
}

void
turns_forget (Turns *turns, const Id *id)
{
  g_hash_table_remove (turns->pauses, id);
}

void
turns_hurry (Turns *turns)
{
  GHashTableIter iter;
  gpointer pause;

  g_hash_table_iter_init (&iter, turns->pauses);
  while (g_hash_table_iter_next (&iter, NULL, &pause))
    ((Pause *) pause)->until = 0;
}

gint64
turns_next_ms (const Turns *turns, gint64 now)
{
  GHashTableIter iter;
  gpointer value;
  gint64 first = -1;

  g_hash_table_iter_init (&iter, turns->pauses);
  while (g_hash_table_iter_next (&iter, NULL, &value)) {
    const Pause *pause = value;

    if (pause->until > now && (first < 0 || pause->until < first))
      first = pause->until;
  }
  return first < 0 ? -1 : (first - now + 999) / 1000;
}
