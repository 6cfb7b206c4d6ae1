/* test-link: the socket and a server that behaves.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "world.h"

#include "error.h"
#include "hand.h"

#include <string.h>

static void
good_script (Talk *talk)
{
  g_autofree char *head = talk_read_head (talk);
  g_autofree char *answer = upgrade_answer (head);
  g_autofree char *hello = NULL;
  g_autofree char *line = NULL;

  g_assert_nonnull (strstr (head, "GET /v1/ws HTTP/1.1\r\n"));
  g_assert_nonnull (strstr (head, "Authorization: Bearer token\r\n"));
  g_assert_null (strstr (head, "permessage-deflate"));
  talk_write (talk, answer);
  hello = talk_read_text (talk);
  g_assert_cmpstr (hello, ==,
                   "{\"t\":\"hello\",\"proto\":1,\"epoch\":\"7\",\"after\":41,\"win\":256}");
  talk_text (talk, WELCOME);
  talk_text (talk, "[{\"t\":\"gap\",\"from\":42,\"to\":50,\"why\":\"expired\"},"
                   "{\"t\":\"later\",\"x\":1},{\"t\":\"live\"}]");
  line = talk_read_text (talk);
  g_assert_cmpstr (line, ==, "{\"t\":\"ack\",\"seq\":50}");
  talk_wait_gone (talk);
}

static void
test_good (void)
{
  Peer *peer = peer_new (good_script, NULL);
  World *world = world_new (peer_url (peer));
  ProtoAck ack = { .seq = 50 };
  g_autoptr (GBytes) frame = proto_encode (PROTO_ACK, &ack);

  world->after = 41;
  g_assert_false (link_send (world->link, frame));
  link_start (world->link);
  link_start (world->link);
  wait_until (world_last (world)->state == LINK_LIVE);
  g_assert_cmpuint (world->welcomes, ==, 1);
  g_assert_cmpuint (world->items, ==, 2);
  g_assert_cmpuint (world->rows->len, ==, 3);
  g_assert_true (link_send (world->link, frame));
  g_assert_cmpuint (link_queued (world->link), ==, 0);
  link_stop (world->link);
  g_assert_cmpint (world_last (world)->state, ==, LINK_OFF);
  g_assert_false (link_send (world->link, frame));
  g_assert_cmpuint (world->ended, ==, 0);
  world_free (world);
  peer_free (peer);
}

static void
close_script (Talk *talk)
{
  g_autofree char *hello = NULL;

  if (!talk_upgrade (talk))
    return;
  hello = talk_read_text (talk);
  talk_text (talk, WELCOME);
  talk_close (talk, GPOINTER_TO_UINT (talk->data));
  talk_wait_gone (talk);
}

static void
test_closes (void)
{
  static const struct {
    guint code;
    int error;
  } codes[] = {
#define CODE_(NAME, code, reconnect, meaning) { code, -1 },
    CLOSES (CODE_)
#undef CODE_
        { 1000, -1 },
    { 1001, -1 },
    { 1011, -1 },
    { 4499, -1 },
    { 4600, -1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (codes); i++) {
    Peer *peer = peer_new (close_script, GUINT_TO_POINTER (codes[i].code));
    World *world = world_new (peer_url (peer));

    link_start (world->link);
    if (close_is_transient (codes[i].code)) {
      wait_until (world_last (world)->state == LINK_WAITING);
      g_assert_cmpuint (world->ended, ==, 0);
      g_assert_cmpint (world_last (world)->retry_at, >, 0);
    } else {
      wait_until (world->ended != 0);
      g_assert_cmpuint (world->ended, ==, codes[i].code);
      g_assert_cmpint (world_last (world)->state, ==, LINK_OFF);
      world_advance (world, 1000);
      g_assert_cmpint (world_last (world)->state, ==, LINK_OFF);
    }
    g_assert_cmpint (world_last (world)->error, >=, 0);
    world_free (world);
    peer_free (peer);
  }
}

static void
bye_script (Talk *talk)
{
  g_autofree char *hello = NULL;

  if (!talk_upgrade (talk))
    return;
  hello = talk_read_text (talk);
  talk_text (talk, WELCOME);
  talk_text (talk, talk->data);
  talk_wait_gone (talk);
}

static void
test_bye (void)
{
  Peer *peer = peer_new (bye_script, (gpointer) "{\"t\":\"bye\",\"code\":4001,\"after_ms\":4000}");
  World *world = world_new (peer_url (peer));
  gint64 wait;

  link_start (world->link);
  wait_until (world_last (world)->state == LINK_WAITING);
  wait = world_last (world)->retry_at - world_now (world);
  g_assert_cmpint (wait, >, 3 * G_USEC_PER_SEC);
  g_assert_cmpint (wait, <=, 4 * G_USEC_PER_SEC);
  g_assert_cmpint (world_last (world)->error, ==, WHIN_ERROR_BUSY);
  world_free (world);
  peer_free (peer);

  peer = peer_new (bye_script, (gpointer) "{\"t\":\"bye\",\"code\":4500}");
  world = world_new (peer_url (peer));
  link_start (world->link);
  wait_until (world->ended == CLOSE_REVOKED);
  g_assert_cmpint (world_last (world)->error, ==, WHIN_ERROR_UNAUTHORIZED);
  world_free (world);
  peer_free (peer);
}

static void
test_resync (void)
{
  int hbs = 0;
  Peer *peer = peer_new (silent_script, &hbs);
  World *world = world_new (peer_url (peer));

  world->random = 0;
  link_start (world->link);
  wait_until (world_last (world)->state == LINK_LIVE);
  link_resync (world->link);
  g_assert_cmpint (world_last (world)->state, ==, LINK_WAITING);
  g_assert_cmpint (world_last (world)->error, ==, -1);
  wait_until (world_last (world)->state == LINK_LIVE);
  g_assert_cmpuint (world->welcomes, ==, 2);
  world_free (world);
  peer_free (peer);
}

/* -- handlers that pull the rug -- */

static gboolean
rug_items_cb (GPtrArray *items, gsize size, gpointer data)
{
  World *world = data;

  g_clear_pointer (&world->link, link_free);
  world->items++;
  return FALSE;
}

static void
test_free_in_handler (void)
{
  int hbs = 0;
  Peer *peer = peer_new (silent_script, &hbs);
  World *world = world_new (peer_url (peer));
  LinkEnv env = { world_now, world_random, world };
  LinkHandlers rug = world_handlers;

  rug.items = rug_items_cb;
  link_free (world->link);
  world->link = link_new_with_env (peer_url (peer), "token", &rug, world, &env);
  link_start (world->link);
  wait_until (world->items == 1);
  world_free (world);
  peer_free (peer);
}

static void
test_free_while_connecting (void)
{
  Peer *peer = peer_new (talk_wait_gone, NULL);
  World *world = world_new (peer_url (peer));

  link_start (world->link);
  world_free (world);
  world = world_new (peer_url (peer));
  link_start (world->link);
  wait_until (peer_connections (peer) >= 1);
  world_free (world);
  peer_free (peer);
}

/* The welcome is there at once; the link goes that many turns of the main loop after it. FALSE when
 * it was welcomed before. */
static gboolean
free_round (guint turns)
{
  Hand *hand = hand_new ();
  World *world = world_new (hand_url (hand));
  g_autoptr (GString) head = g_string_new (NULL);
  g_autoptr (GByteArray) welcome = frame_new (0x81, WELCOME, strlen (WELCOME));
  gint64 deadline = g_get_monotonic_time () + 10 * G_USEC_PER_SEC;
  gboolean said = FALSE, early;

  link_start (world->link);
  while (world->welcomes == 0 && (!said || turns > 0)) {
    g_assert_cmpint (g_get_monotonic_time (), <, deadline);
    if (g_main_context_iteration (NULL, FALSE) && said)
      turns--;
    if (!said && hand_take (hand) > 0) {
      g_autofree char *heard = hand_hear (hand, 0);

      g_string_append (head, heard != NULL ? heard : "");
      if (g_str_has_suffix (head->str, "\r\n\r\n")) {
        g_autofree char *answer = upgrade_answer (head->str);

        hand_say (hand, 0, answer);
        hand_say_bytes (hand, 0, welcome->data, welcome->len);
        said = TRUE;
      }
    }
  }
  early = world->welcomes == 0;
  world_free (world);
  hand_free (hand);
  return early;
}

static void
test_free_answered (void)
{
  guint turns = 0;

  while (free_round (turns))
    turns++;
  g_test_message ("freed at %u moments", turns);
  g_assert_cmpuint (turns, >=, 2);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/link/good", test_good);
  g_test_add_func ("/link/closes", test_closes);
  g_test_add_func ("/link/bye", test_bye);
  g_test_add_func ("/link/resync", test_resync);
  g_test_add_func ("/link/free-in-handler", test_free_in_handler);
  g_test_add_func ("/link/free-while-connecting", test_free_while_connecting);
  g_test_add_func ("/link/free-answered", test_free_answered);
  return g_test_run ();
}
