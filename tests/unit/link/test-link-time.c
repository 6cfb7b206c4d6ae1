/* test-link-time: silence, heartbeats, patience and back-off, by a clock of the test's own.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "world.h"

#include "error.h"

#include <string.h>

static void
test_silence (void)
{
  int hbs = 0;
  Peer *peer = peer_new (silent_script, &hbs);
  World *world = world_new (peer_url (peer));

  link_start (world->link);
  wait_until (world_last (world)->state == LINK_LIVE);
  world_advance (world, 24);
  world_advance (world, 2);
  wait_until (g_atomic_int_get (&hbs) == 1);
  world_advance (world, 1);
  g_assert_cmpint (world_last (world)->state, ==, LINK_LIVE);
  world_advance (world, 24);
  g_assert_cmpint (world_last (world)->state, ==, LINK_WAITING);
  g_assert_cmpint (world_last (world)->error, ==, WHIN_ERROR_UNREACHABLE);
  g_assert_cmpint (g_atomic_int_get (&hbs), ==, 1);
  world_free (world);
  peer_free (peer);
}

/* A changed network asks at once and gives up soon. */
static void
test_network (void)
{
  int hbs = 0;
  Peer *peer = peer_new (silent_script, &hbs);
  World *world = world_new (peer_url (peer));

  link_start (world->link);
  wait_until (world_last (world)->state == LINK_LIVE);
  link_network_changed (world->link, FALSE);
  g_assert_cmpint (world_last (world)->state, ==, LINK_LIVE);
  link_network_changed (world->link, TRUE);
  wait_until (g_atomic_int_get (&hbs) == 1);
  world_advance (world, 11);
  g_assert_cmpint (world_last (world)->state, ==, LINK_WAITING);
  link_network_changed (world->link, TRUE);
  g_assert_cmpint (world_last (world)->state, ==, LINK_CONNECTING);
  wait_until (world_last (world)->state == LINK_LIVE);
  world_free (world);
  peer_free (peer);
}

/* Both ends are quick to answer; it must not go on for ever. */
static void
eager_script (Talk *talk)
{
  int *hbs = talk->data;
  char *line;

  if (!talk_upgrade (talk))
    return;
  g_free (talk_read_text (talk));
  talk_text (talk, WELCOME);
  talk_text (talk, "{\"t\":\"live\"}");
  while ((line = talk_read_text (talk)) != NULL && !g_str_has_prefix (line, "close")) {
    g_atomic_int_inc (hbs);
    talk_text (talk, "{\"t\":\"hb\"}");
    talk_text (talk, "{\"t\":\"live\"}");
    g_free (line);
  }
  g_free (line);
}

static void
test_no_ping_pong (void)
{
  int hbs = 0;
  Peer *peer = peer_new (eager_script, &hbs);
  World *world = world_new (peer_url (peer));

  link_start (world->link);
  wait_until (world_last (world)->state == LINK_LIVE);
  for (int i = 1; i <= 5; i++) {
    world_advance (world, 26);
    wait_until (world->items == 1 + (guint) i);
    g_assert_cmpint (g_atomic_int_get (&hbs), ==, i);
  }
  g_assert_cmpint (world_last (world)->state, ==, LINK_LIVE);
  world_free (world);
  peer_free (peer);
}

static void
asking_script (Talk *talk)
{
  char *line;

  if (!talk_upgrade (talk))
    return;
  g_free (talk_read_text (talk));
  talk_text (talk, WELCOME);
  talk_text (talk, "{\"t\":\"live\"}");
  g_free (talk_read_text (talk)); /* the word that the clock was moved */
  talk_text (talk, "{\"t\":\"hb\"}");
  line = talk_read_text (talk);
  g_assert_cmpstr (line, ==, "{\"t\":\"hb\"}");
  g_free (line);
  g_atomic_int_inc ((int *) talk->data);
  talk_wait_gone (talk);
}

static void
test_answers_hb (void)
{
  int answered = 0;
  Peer *peer = peer_new (asking_script, &answered);
  World *world = world_new (peer_url (peer));
  ProtoActive active = { TRUE };
  g_autoptr (GBytes) frame = proto_encode (PROTO_ACTIVE, &active);

  link_start (world->link);
  wait_until (world_last (world)->state == LINK_LIVE);
  g_assert_true (link_send (world->link, frame));
  world->offset += 20 * G_USEC_PER_SEC;
  wait_until (g_atomic_int_get (&answered) == 1);
  world_free (world);
  peer_free (peer);
}

/* Accepts and then says nothing at all. */
static void
test_handshake_timeout (void)
{
  Peer *peer = peer_new (talk_wait_gone, NULL);
  World *world = world_new (peer_url (peer));

  link_start (world->link);
  wait_until (peer_connections (peer) == 1);
  world_advance (world, 19);
  g_assert_cmpint (world_last (world)->state, ==, LINK_CONNECTING);
  world_advance (world, 2);
  g_assert_cmpint (world_last (world)->state, ==, LINK_WAITING);
  g_assert_cmpint (world_last (world)->error, ==, WHIN_ERROR_UNREACHABLE);
  world_free (world);
  peer_free (peer);
}

static void
test_backoff (void)
{
  Peer *peer = peer_new (say_script, (gpointer) "");
  World *world = world_new (peer_url (peer));
  static const double bounds[] = { 1, 2, 4, 8, 16, 32, 60, 60 };

  world->random = 0.999;
  link_start (world->link);
  for (guint i = 0; i < G_N_ELEMENTS (bounds); i++) {
    double wait;

    wait_until (world_last (world)->state == LINK_WAITING);
    wait = (double) (world_last (world)->retry_at - world_now (world)) / G_USEC_PER_SEC;
    g_assert_cmpfloat (wait, <=, bounds[i]);
    g_assert_cmpfloat (wait, >, bounds[i] * 0.9 - 0.5);
    world_advance (world, wait - 0.3);
    g_assert_cmpint (world_last (world)->state, ==, LINK_WAITING);
    world_advance (world, 0.4);
    g_assert_cmpint (world_last (world)->state, ==, LINK_CONNECTING);
  }
  world_free (world);
  peer_free (peer);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/link/silence", test_silence);
  g_test_add_func ("/link/network", test_network);
  g_test_add_func ("/link/no-ping-pong", test_no_ping_pong);
  g_test_add_func ("/link/answers-hb", test_answers_hb);
  g_test_add_func ("/link/handshake-timeout", test_handshake_timeout);
  g_test_add_func ("/link/backoff", test_backoff);
  return g_test_run ();
}
