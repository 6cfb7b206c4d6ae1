/* settle: two equal looks at every device, and one at the server between them.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "settle.h"

#include "books.h"

#include "core-private.h"
#include "store-account.h"
#include "store-query.h"

/* It will not come to rest when nothing is applied, answered or queued any more, though everybody
 * has been asked so often and so long: a slow machine asks less often. */
#define PATIENCE (60 * G_USEC_PER_SEC)
#define PATIENCE_ROUNDS 1500
/* Something that feeds itself would otherwise go on for ever. */
#define ROUNDS_MAX (100 * PATIENCE_ROUNDS)
#define BREATH_MS 20

typedef struct {
  void (*func) (Core *core, gpointer data);
  Core *core;
  gpointer data;
  gint done; /* atomic */
} Errand;

static gboolean
errand_cb (gpointer data)
{
  Errand *errand = data;

  errand->func (errand->core, errand->data);
  g_atomic_int_set (&errand->done, TRUE);
  g_main_context_wakeup (NULL);
  return G_SOURCE_REMOVE;
}

void
life_on_core (Device *device, void (*func) (Core *core, gpointer data), gpointer data)
{
  Errand errand = { func, device->peer->core, data, FALSE };

  g_main_context_invoke_full (errand.core->context, G_PRIORITY_HIGH, errand_cb, &errand, NULL);
  wait_until (g_atomic_int_get (&errand.done));
}

static gboolean
tick_cb (gpointer data)
{
  *(gboolean *) data = TRUE;
  return G_SOURCE_CONTINUE;
}

static void
count_cb (Life *life, Device *device, gpointer data)
{
  *(guint *) data += device->peer->batches;
}

static guint
count_batches (Life *life)
{
  guint n = 0;

  life_each (life, count_cb, &n);
  return n;
}

void
life_breathe (Life *life, guint batches)
{
  gboolean late = FALSE;
  guint enough = count_batches (life) + batches;
  g_autoptr (GSource) alarm = g_timeout_source_new (BREATH_MS);

  g_source_set_callback (alarm, tick_cb, &late, NULL);
  g_source_attach (alarm, NULL);
  while (!late && count_batches (life) < enough)
    g_main_context_iteration (NULL, TRUE);
  g_source_destroy (alarm);
}

/* -- Looking. -- */

typedef struct {
  gint64 cursor;
  gint64 queued;  /* not answered */
  gint64 entry;   /* the last that was ever queued */
  gboolean gives; /* older messages to a device that was linked */
  gboolean gets;  /* them */
} Look;

typedef struct {
  Look looks[ACCOUNTS * SLOTS];
  guint n;
  gboolean idle;
} Round;

static gboolean
has_setting (Core *core, const char *key)
{
  g_autofree char *value = store_setting_get (core->store, key);

  return value != NULL;
}

static void
look_cb (Core *core, gpointer data)
{
  Look *look = data;

  look->gives = has_setting (core, "history-out") || has_setting (core, "history-awaits");
  look->gets = has_setting (core, "history-in");
  look->cursor = core->account->cursor;
  look->queued = g_async_queue_length (core->commands) +
                 query_number (core->store, 0, "SELECT count (*) FROM outbox WHERE done = 0", "");
  look->entry = query_number (
      core->store, 0, "SELECT coalesce (max (seq), 0) FROM sqlite_sequence WHERE name = 'outbox'",
      "");
}

static void
look_at_device (Life *life, Device *device, gpointer data)
{
  Round *round = data;
  Look *look = &round->looks[round->n++];

  if (!life_is_open (device))
    return;
  life_on_core (device, look_cb, look);
  round->idle &= look->queued == 0 && !look->gives && !look->gets && peer_is_live (device->peer);
}

static Round
look_around (Life *life)
{
  Round round = { .idle = TRUE };

  life_each (life, look_at_device, &round);
  return round;
}

static void
compare_cb (Life *life, Device *device, gpointer data)
{
  Round *round = data;
  const Look *look = &round->looks[round->n++];
  Mailbox mailbox = books_mailbox (life, device);

  if (!life_is_open (device))
    return;
  /* Nothing came since a backup was put back: it stands nowhere. */
  if (look->cursor < 0 && life->restores > 0)
    round->idle &= mailbox.next == mailbox.acked + 1;
  else
    round->idle &= mailbox.acked == look->cursor && mailbox.next == look->cursor + 1;
}

static gboolean
same (const Round *a, const Round *b)
{
  for (guint i = 0; i < a->n; i++)
    if (a->looks[i].entry != b->looks[i].entry || a->looks[i].cursor != b->looks[i].cursor ||
        a->looks[i].queued != b->looks[i].queued)
      return FALSE;
  return TRUE;
}

static gboolean
is_settled (Life *life, Round *seen)
{
  Round before = look_around (life);
  Round after;

  *seen = before;

  if (!before.idle)
    return FALSE;
  before.n = 0;
  life_each (life, compare_cb, &before);
  if (!before.idle)
    return FALSE;
  after = look_around (life);
  return after.idle && same (&after, &before);
}

static void
tell_cb (Life *life, Device *device, gpointer data)
{
  const Round *round = data;
  const Look *look = &round->looks[((Round *) data)->n++];
  Mailbox mailbox = books_mailbox (life, device);

  life_tell (life,
             "%s: applied %" G_GINT64_FORMAT ", acknowledged %" G_GINT64_FORMAT
             ", next %" G_GINT64_FORMAT ", %" G_GINT64_FORMAT " to be sent%s%s, link %d",
             life_name (device), look->cursor, mailbox.acked, mailbox.next, look->queued,
             look->gives ? ", gives history" : "", look->gets ? ", gets history" : "",
             life_is_open (device) ? (int) device->peer->link->state : -1);
}

static void
give_up (Life *life)
{
  Round round = look_around (life);

  round.n = 0;
  life_each (life, tell_cb, &round);
  life_fail (life, "it does not come to rest");
}

void
life_settle (Life *life)
{
  Round seen = { 0 }, old = { 0 };
  gint64 moved_at = g_get_monotonic_time ();
  guint still = 0;

  for (guint rounds = 0; !is_settled (life, &seen); rounds++) {
    if (seen.n != old.n || !same (&seen, &old)) {
      moved_at = g_get_monotonic_time ();
      still = 0;
    }
    if (rounds > ROUNDS_MAX ||
        (++still > PATIENCE_ROUNDS && g_get_monotonic_time () > moved_at + PATIENCE))
      give_up (life);
    old = seen;
    if (test_server_is_down (life->server))
      life_revive (life, NULL);
    life_hurry (life);
    life_breathe (life, 1);
  }
  while (g_main_context_iteration (NULL, FALSE))
    ;
}
