/* test-media-turns: who moves, who waits, and for how long.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "media-turns.h"

#include "error.h"

#define LARGE (100 * 1024 * 1024)
#define SMALL 1000
#define SECOND G_USEC_PER_SEC

static gboolean
fail (Turns *turns, const Id *id, int code, gint64 at_least_ms, gint64 now)
{
  g_autoptr (GError) error = g_error_new_literal (WHIN_ERROR, code, "no");

  return turns_failed (turns, id, error, at_least_ms, now);
}

/* A place is kept for the small ones, whatever the large ones do. */
static void
test_places (void)
{
  Turns *turns = turns_new ();
  Id id = id_random ();

  for (guint i = 0; i < 2; i++) {
    g_assert_true (turns_may_start (turns, &id, LARGE, 0));
    turns_started (turns, LARGE);
  }
  g_assert_false (turns_may_start (turns, &id, LARGE, 0));
  g_assert_true (turns_may_start (turns, &id, SMALL, 0));
  turns_started (turns, SMALL);
  g_assert_false (turns_may_start (turns, &id, SMALL, 0));
  turns_ended (turns, LARGE);
  g_assert_true (turns_may_start (turns, &id, LARGE, 0));
  turns_ended (turns, LARGE);
  turns_started (turns, SMALL);
  turns_started (turns, SMALL);
  g_assert_false (turns_may_start (turns, &id, LARGE, 0));
  turns_free (turns);
}

/* The n-th pause in vain is about 2^n seconds, at most five minutes. */
static void
test_pauses (void)
{
  Turns *turns = turns_new ();
  Id id = id_random (), other = id_random ();
  gint64 now = 5 * SECOND, ms = 1000;

  g_assert_cmpint (turns_next_ms (turns, now), ==, -1);
  for (guint i = 0; i < 20; i++) {
    g_assert_true (fail (turns, &id, WHIN_ERROR_UNREACHABLE, 0, now));
    g_assert_false (turns_may_start (turns, &id, SMALL, now + ms * 1000 - 1));
    g_assert_true (turns_may_start (turns, &id, SMALL, now + ms * 1250));
    g_assert_true (turns_may_start (turns, &other, SMALL, now));
    g_assert_cmpint (turns_next_ms (turns, now), >=, ms);
    g_assert_cmpint (turns_next_ms (turns, now), <=, ms + ms / 4);
    ms = MIN (ms * 2, 300000);
    now += 1000 * SECOND;
  }
  /* Something was done for good. */
  turns_advanced (turns, &id);
  g_assert_true (fail (turns, &id, WHIN_ERROR_UNREACHABLE, 0, now));
  g_assert_cmpint (turns_next_ms (turns, now), <=, 1250);
  g_assert_true (fail (turns, &other, WHIN_ERROR_RATE, 60000, now));
  g_assert_false (turns_may_start (turns, &other, SMALL, now + 59 * SECOND));
  turns_hurry (turns);
  g_assert_true (turns_may_start (turns, &id, SMALL, now) &&
                 turns_may_start (turns, &other, SMALL, now));
  turns_forget (turns, &id);
  turns_free (turns);
}

/* The network is waited for; a server that says no is not asked for ever. */
static void
test_ends (void)
{
  static const struct {
    int code;
    guint tries; /* 0: for ever */
  } rows[] = {
    { WHIN_ERROR_OFFLINE, 0 },  { WHIN_ERROR_UNREACHABLE, 0 }, { WHIN_ERROR_BUSY, 0 },
    { WHIN_ERROR_STORAGE, 0 },  { WHIN_ERROR_RATE, 0 },        { WHIN_ERROR_NOT_FOUND, 5 },
    { WHIN_ERROR_INTERNAL, 5 }, { WHIN_ERROR_FORBIDDEN, 1 },   { WHIN_ERROR_TOO_BIG, 1 },
    { WHIN_ERROR_DISK, 1 },     { WHIN_ERROR_CORRUPT, 1 },     { WHIN_ERROR_QUOTA, 1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    Turns *turns = turns_new ();
    Id id = id_random ();
    guint tries = 1;

    while (tries < 50 && fail (turns, &id, rows[i].code, 0, 0)) {
      turns_advanced (turns, &id);
      tries++;
    }
    g_test_message ("%d", rows[i].code);
    g_assert_cmpuint (tries, ==, rows[i].tries > 0 ? rows[i].tries : 50);
    turns_free (turns);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/media-turns/places", test_places);
  g_test_add_func ("/media-turns/pauses", test_pauses);
  g_test_add_func ("/media-turns/ends", test_ends);
  return g_test_run ();
}
