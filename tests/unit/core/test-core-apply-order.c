/* test-core-apply-order: messages that come in another order or cannot be read, without a server.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "mailbox.h"

#include "budget.h"
#include "content.h"
#include "core-private.h"
#include "retry.h"
#include "store-outbox.h"

#include <string.h>

static void
test_order_kept (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GArray) a = seal_line (fixture, fixture->grace, 1, "a", 3);
  g_autoptr (GArray) b = seal_line (fixture, fixture->grace, 2, "b", 2);

  /* Each device has an order of its own. */
  give_of (fixture, fixture->grace, 1, a, 1);
  give_of (fixture, fixture->grace, 2, b, 1);
  give_of (fixture, fixture->grace, 1, a, 2);
  give_text (fixture, fixture->grace, "no place");
  give_of (fixture, fixture->grace, 1, a, 3);
  give_of (fixture, fixture->grace, 2, b, 2);
  assert_chat (fixture, "a 1, b 1, a 2, no place, a 3, b 2");
}

static void
test_gap_in_sequence (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GArray) line = seal_line (fixture, fixture->grace, 1, "a", 5);
  static const guint given[] = { 1, 2, 4, 5 };

  for (guint i = 0; i < G_N_ELEMENTS (given); i++)
    give_of (fixture, fixture->grace, 1, line, given[i]);
  assert_chat (fixture, "a 1, a 2, <gap>, a 4, a 5");
}

static void
give_gap (Fixture *fixture, guint n)
{
  g_autofree char *gap = g_strdup_printf ("{\"t\":\"gap\",\"from\":%" G_GINT64_FORMAT
                                          ",\"to\":%" G_GINT64_FORMAT ",\"why\":\"expired\"}",
                                          fixture->seq + 1, fixture->seq + n);

  give (fixture, gap);
  fixture->seq += n;
}

/* The server says so itself: it shows once, and what it did not speak of shows still. */
static void
test_gap_shows_once (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GArray) a = seal_line (fixture, fixture->grace, 1, "a", 9);
  g_autoptr (GArray) b = seal_line (fixture, fixture->grace, 2, "b", 4);

  give_of (fixture, fixture->grace, 1, a, 1);
  give_of (fixture, fixture->grace, 2, b, 1);
  give_gap (fixture, 3);
  give_gap (fixture, 2);
  give_of (fixture, fixture->grace, 1, a, 3);
  give_of (fixture, fixture->grace, 2, b, 3);
  assert_chat (fixture, "a 1, b 1, <gap>, a 3, b 3");
  give_of (fixture, fixture->grace, 1, a, 5);
  assert_chat (fixture, "a 1, b 1, <gap>, a 3, b 3, <gap>, a 5");
  /* It excuses no more than what comes next, of whichever number. */
  give_gap (fixture, 1);
  give_of (fixture, fixture->grace, 1, a, 6);
  give_of (fixture, fixture->grace, 1, a, 8);
  assert_chat (fixture, "a 1, b 1, <gap>, a 3, b 3, a 5, <gap>, a 6, <gap>, a 8");
}

/* What is missing shows until it comes after all. */
static void
test_reordered (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GArray) line = seal_line (fixture, fixture->grace, 1, "a", 8);

  give_of (fixture, fixture->grace, 1, line, 1);
  give_of (fixture, fixture->grace, 1, line, 3);
  assert_chat (fixture, "a 1, <gap>, a 3");
  give_of (fixture, fixture->grace, 1, line, 2);
  give_of (fixture, fixture->grace, 1, line, 4);
  assert_chat (fixture, "a 1, a 3, a 2, a 4");
  /* One notice for all that is missing, at the last hole, as long as anything is. */
  give_of (fixture, fixture->grace, 1, line, 6);
  give_of (fixture, fixture->grace, 1, line, 8);
  give_of (fixture, fixture->grace, 1, line, 5);
  assert_chat (fixture, "a 1, a 3, a 2, a 4, a 6, <gap>, a 8, a 5");
  give_of (fixture, fixture->grace, 1, line, 7);
  assert_chat (fixture, "a 1, a 3, a 2, a 4, a 6, a 8, a 5, a 7");
}

/* A device that was linked lately, or that this one has not heard of before. */
static void
test_first_of_device (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GArray) line = seal_line (fixture, fixture->grace, 1, "a", 9);

  give_of (fixture, fixture->grace, 1, line, 7);
  give_of (fixture, fixture->grace, 1, line, 8);
  assert_chat (fixture, "a 7, a 8");
}

/* The number is right and what came before it is not what its sender sent before it. */
static void
test_other_history (Fixture *fixture, gconstpointer data)
{
  EnvelopeHeader header = friend_header (fixture->grace, fixture->self, NULL);
  g_autoptr (GArray) line = seal_line (fixture, fixture->grace, 1, "a", 1);
  g_autofree char *content = text_content ("b 2");
  g_autofree char *ct = NULL;
  Id id = id_random ();

  give_of (fixture, fixture->grace, 1, line, 1);
  header.sequence = 2;
  memset (header.previous, 7, sizeof header.previous);
  ct = friend_seal (fixture->self, friend_device (fixture->grace, 1), &id, &header, content,
                    strlen (content));
  give_gap (fixture, 2);
  give_ct (fixture, fixture->grace, 1, &id, ct);
  assert_chat (fixture, "a 1, <gap>, <gap>, b 2");
}

/* What could not be opened is not missed; but shown once, it excuses no second hole. */
static void
test_unreadable_in_order (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GArray) line = seal_line (fixture, fixture->grace, 1, "a", 6);
  Id id = id_random ();

  give_of (fixture, fixture->grace, 1, line, 1);
  give_ct (fixture, fixture->grace, 1, &id, "AAAA");
  give_of (fixture, fixture->grace, 1, line, 3);
  assert_chat (fixture, "a 1, <unreadable>, a 3");
  give_ct (fixture, fixture->grace, 1, &id, "AAAA");
  give_of (fixture, fixture->grace, 1, line, 5);
  assert_chat (fixture, "a 1, <unreadable>, a 3, <gap>, a 5");
}

/* -- Asking again. -- */

static gint answered;
static guint asks, asked_ids; /* written on the core thread while the test waits */

/* What waits to be sent to the other device of one's own, or to Grace's. */
static void
count_asks_cb (Core *core, gpointer data)
{
  g_autoptr (GPtrArray) entries = store_outbox_list (core->store, 0, 100);
  guint n = 0, ids = 0;

  for (guint i = 0; i < entries->len; i++) {
    const StoreOutbox *entry = entries->pdata[i];
    g_autoptr (StoreOutbox) whole = store_outbox_get (core->store, &entry->id);
    g_autoptr (Content) content = content_decode (whole->content, NULL);

    if (content->kind == CONTENT_RETRY) {
      ids += content->retry.ids->len;
      n++;
    }
  }
  asked_ids = ids;
  asks = n;
  g_atomic_int_set (&answered, 1);
}

static guint
count_asks (Fixture *fixture)
{
  g_atomic_int_set (&answered, 0);
  core_post (fixture->peer->core, count_asks_cb, NULL, NULL);
  wait_until (g_atomic_int_get (&answered) != 0);
  return asks;
}

static void
resume_cb (Core *core, gpointer data)
{
  retry_resume (core);
}

static gint64 later; /* set before it is used on the core thread */

static gint64
later_clock (gpointer data)
{
  return later;
}

static void
in_an_hour_cb (Core *core, gpointer data)
{
  core_set_clock (core, later_clock, NULL);
  retry_resume (core);
}

static void
restart (Fixture *fixture)
{
  peer_close (fixture->peer);
  peer_open (fixture->peer);
  core_post (fixture->peer->core, resume_cb, NULL, NULL);
}

static void
give_unreadable (Fixture *fixture, guint n)
{
  for (guint i = 0; i < n; i++) {
    Id id = id_random ();

    give_ct (fixture, fixture->grace, 2, &id, "AAAA");
  }
  settle (fixture);
}

/* A restart forgets neither what is to be asked for nor how often that was done this hour. */
static void
test_asks_survive (Fixture *fixture, gconstpointer data)
{
  give_unreadable (fixture, 3);
  g_assert_cmpuint (count_asks (fixture), ==, 0);
  restart (fixture);
  wait_until (count_asks (fixture) == 1);
  g_assert_cmpuint (asked_ids, ==, 3);
  for (guint i = 2; i <= 6; i++) {
    give_unreadable (fixture, 1);
    restart (fixture);
    wait_until (count_asks (fixture) == i);
  }
  /* The seventh waits; it is not lost. */
  give_unreadable (fixture, 1);
  restart (fixture);
  g_assert_cmpuint (count_asks (fixture), ==, 6);
  later = g_get_real_time () / 1000 + 61 * 60 * 1000;
  core_post (fixture->peer->core, in_an_hour_cb, NULL, NULL);
  wait_until (count_asks (fixture) == 7);
  /* Together with all that did not come for an hour. */
  g_assert_cmpuint (asked_ids, ==, 8 + 9);
}

/* -- What may be spent on somebody. -- */

#define SPENT_BEFORE_US 900000
#define FLOOD_MAX 1000

static gint64 waits; /* written on the core thread while the test waits */

static void
spend_cb (Core *core, gpointer data)
{
  const Fixture *fixture = data;

  budget_charge (core, &fixture->grace->acc, 2, SPENT_BEFORE_US);
}

static void
wait_of_cb (Core *core, gpointer data)
{
  const Fixture *fixture = data;

  waits = budget_wait (core, &fixture->grace->acc, 2);
  g_atomic_int_set (&answered, 1);
}

static gboolean
rests (Fixture *fixture)
{
  g_atomic_int_set (&answered, 0);
  core_post (fixture->peer->core, wait_of_cb, fixture, NULL);
  wait_until (g_atomic_int_get (&answered) != 0);
  return waits > 0;
}

/* A session for each message: all are right, and she does not stop. Her other device and other
 * people are heard, and what is written meanwhile shows. */
static void
test_sessions_without_end (Fixture *fixture, gconstpointer data)
{
  guint n = 0;
  Id id;

  give_text (fixture, fixture->grace, "the first");
  core_post (fixture->peer->core, spend_cb, fixture, NULL);
  for (guint i = 0; i < 200; i++)
    give_text (fixture, fixture->other, "in a session that is known");
  settle (fixture);
  g_assert_false (rests (fixture));
  for (; n < FLOOD_MAX && !rests (fixture); n++) {
    friend_drop_session (fixture->self, friend_device (fixture->grace, 2));
    give_text (fixture, fixture->grace, "again and again");
  }
  g_assert_cmpuint (n, >, 1);
  g_assert_cmpuint (n, <, FLOOD_MAX);
  id = give_text (fixture, fixture->grace, "not looked at");
  settle (fixture);
  g_assert_null (peer_find (fixture->peer, "not looked at"));
  g_assert_cmpint (((MessageRow *) g_hash_table_lookup (fixture->peer->messages, &id))->kind, ==,
                   MESSAGE_UNREADABLE);
  core_send_text (fixture->peer->core, &fixture->to_grace, "please stop", NULL, NULL, 0);
  wait_until (peer_find (fixture->peer, "please stop") != NULL);
  g_assert_cmpint (cursor_of (fixture), ==, fixture->seq);
}

#define add(path, func)                                                                            \
  g_test_add ("/core/apply/" path, Fixture, NULL, mailbox_set_up, func, mailbox_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("order", test_order_kept);
  add ("gap-in-sequence", test_gap_in_sequence);
  add ("gap-shows-once", test_gap_shows_once);
  add ("reordered", test_reordered);
  add ("first-of-device", test_first_of_device);
  add ("other-history", test_other_history);
  add ("unreadable-in-order", test_unreadable_in_order);
  add ("asks-survive", test_asks_survive);
  add ("sessions-without-end", test_sessions_without_end);
  return g_test_run ();
}
