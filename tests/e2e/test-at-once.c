/* test-at-once: three people with four devices do in a group what does not go together, at the same
 * time; in the end all of them show the same, compared field by field.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "drawn.h"
#include "group-calls.h"
#include "pair.h"

#include "expiry.h"

#include <string.h>

#define THUMB "👍"
#define HEART "❤️"
#define ROUNDS 4

typedef struct {
  Pair pair; /* ada, who made the group, has a tablet, too */
  Peer *cleo;
  Conv birds;
  Peer *all[4];
} Crowd;

static void
set_up (Crowd *crowd, gconstpointer data)
{
  Pair *pair = &crowd->pair;

  pair_set_up_with_tablet (pair, data);
  crowd->cleo = peer_new ();
  peer_register (crowd->cleo, pair->server, "+4915112340003", "Cleo");
  wait_until (pair->ada->account->reachable && pair->tablet->account->reachable &&
              pair->ben->account->reachable && crowd->cleo->account->reachable);
  crowd->birds = peer_make_group (pair->ada, "Birds", pair->ben, crowd->cleo);
  memcpy (crowd->all, (Peer *[]) { pair->ada, pair->tablet, pair->ben, crowd->cleo },
          sizeof crowd->all);
  for (guint i = 0; i < G_N_ELEMENTS (crowd->all); i++) {
    g_test_message ("device %u", i);
    wait_until (peer_group_members (crowd->all[i], &crowd->birds) == 3);
  }
}

static void
tear_down (Crowd *crowd, gconstpointer data)
{
  peer_free (crowd->cleo);
  pair_tear_down (&crowd->pair, data);
}

/* -- Together and apart. -- */

static void
say (Crowd *crowd, Peer *from, const char *text)
{
  core_send_text (from->core, &crowd->birds, text, NULL, NULL, 0);
}

static gboolean
all_have (Crowd *crowd, const char *text)
{
  for (guint i = 0; i < G_N_ELEMENTS (crowd->all); i++)
    if (peer_find (crowd->all[i], text) == NULL)
      return FALSE;
  return TRUE;
}

/* Said by one, and with everybody. */
static MessageName
begin (Crowd *crowd, Peer *from, const char *text)
{
  say (crowd, from, text);
  wait_until (all_have (crowd, text));
  return peer_name_of (from, text);
}

static void
make_admin (Crowd *crowd, Peer *peer)
{
  g_assert_cmpint (peer_set_group_admin (crowd->pair.ada, &crowd->birds, peer, TRUE), ==, -1);
  for (guint i = 0; i < G_N_ELEMENTS (crowd->all); i++)
    wait_until (peer_group (crowd->all[i], &crowd->birds) != NULL);
  wait_until (peer_group (peer, &crowd->birds)->admin);
}

/* Nobody hears of anybody until come_back. */
static void
go_away (Crowd *crowd)
{
  test_server_kill (crowd->pair.server);
  for (guint i = 0; i < G_N_ELEMENTS (crowd->all); i++)
    wait_until (!peer_is_live (crowd->all[i]));
}

static void
come_back (Crowd *crowd)
{
  test_server_start (crowd->pair.server, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (crowd->all); i++)
    core_reconnect (crowd->all[i]->core);
}

static gboolean
all_show_the_same (Crowd *crowd)
{
  for (guint i = 1; i < G_N_ELEMENTS (crowd->all); i++)
    if (!drawn_same (crowd->all[0], &crowd->birds, crowd->all[i], &crowd->birds))
      return FALSE;
  return TRUE;
}

/* Each says a last word, so that what was under way has come; nothing is missing or could not be
 * read. */
static void
assert_they_agree (Crowd *crowd)
{
  static guint n;

  for (guint i = 0; i < G_N_ELEMENTS (crowd->all); i++) {
    g_autofree char *text = g_strdup_printf ("last word %u", ++n);

    core_mark_read (crowd->all[i]->core, &crowd->birds, G_MAXINT64);
    begin (crowd, crowd->all[i], text);
  }
  for (guint i = 0; i < G_N_ELEMENTS (crowd->all); i++)
    core_mark_read (crowd->all[i]->core, &crowd->birds, G_MAXINT64);
  wait_until (all_show_the_same (crowd));
  drawn_tell (crowd->all[0], &crowd->birds);
  for (guint i = 0; i < G_N_ELEMENTS (crowd->all); i++) {
    g_assert_false (peer_group (crowd->all[i], &crowd->birds)->doubt);
    g_assert_cmpuint (peer_count_kind (crowd->all[i], MESSAGE_GAP), ==, 0);
    g_assert_cmpuint (peer_count_kind (crowd->all[i], MESSAGE_UNREADABLE), ==, 0);
  }
}

static const MessageRow *
row_of (Peer *peer, const MessageName *name)
{
  return g_hash_table_lookup (peer->messages, &name->id);
}

/* -- What is done to messages. -- */

/* Of one message, by who wrote it, by an admin, by another device of the admin, and by a third one:
 * what was taken back stays so. */
static void
test_edit_against_delete (Crowd *crowd, gconstpointer data)
{
  Peer *ada = crowd->pair.ada, *tablet = crowd->pair.tablet, *ben = crowd->pair.ben;
  MessageName name = begin (crowd, ben, "a heron");

  go_away (crowd);
  core_edit_message (ben->core, &name, "a grey heron", NULL, 0);
  core_delete_for_all (ada->core, &name, 1);
  core_react (tablet->core, &name, HEART);
  core_react (crowd->cleo->core, &name, THUMB);
  core_send_text (crowd->cleo->core, &crowd->birds, "where?", &name, NULL, 0);
  wait_until (peer_find (ben, "a grey heron") != NULL &&
              row_of (ada, &name)->kind == MESSAGE_DELETED);
  come_back (crowd);
  assert_they_agree (crowd);
  for (guint i = 0; i < G_N_ELEMENTS (crowd->all); i++) {
    g_assert_cmpint (row_of (crowd->all[i], &name)->kind, ==, MESSAGE_DELETED);
    g_assert_cmpint (peer_find (crowd->all[i], "where?")->quoted->kind, ==, MESSAGE_DELETED);
  }
}

/* While all are connected, again and again: whoever comes first, nothing of it comes back. */
static void
test_edit_against_delete_live (Crowd *crowd, gconstpointer data)
{
  Peer *ada = crowd->pair.ada, *ben = crowd->pair.ben;

  for (guint i = 0; i < ROUNDS; i++) {
    g_autofree char *text = g_strdup_printf ("thought %u", i);
    MessageName name = begin (crowd, ben, text);

    core_edit_message (ben->core, &name, "a second thought", NULL, 0);
    core_delete_for_all ((i % 2 ? ada : crowd->pair.tablet)->core, &name, 1);
    core_edit_message (ben->core, &name, "a third one", NULL, 0);
    core_react (crowd->cleo->core, &name, THUMB);
  }
  assert_they_agree (crowd);
  g_assert_null (peer_find (ada, "a second thought"));
  g_assert_null (peer_find (ben, "a third one"));
}

/* Pins of three, and a fourth; one of them is taken back meanwhile. */
static void
test_pin_against_delete (Crowd *crowd, gconstpointer data)
{
  Peer *ada = crowd->pair.ada, *ben = crowd->pair.ben, *cleo = crowd->cleo;
  MessageName names[4];

  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree char *text = g_strdup_printf ("note %u", i);

    names[i] = begin (crowd, ben, text);
  }
  go_away (crowd);
  core_pin (cleo->core, &names[0], TRUE);
  core_pin (cleo->core, &names[1], TRUE);
  core_pin (crowd->pair.tablet->core, &names[1], TRUE);
  core_pin (crowd->pair.tablet->core, &names[2], TRUE);
  core_pin (ben->core, &names[3], TRUE);
  core_pin (ben->core, &names[2], FALSE);
  core_delete_for_all (ada->core, &names[0], 1);
  core_delete_for_all (ben->core, &names[1], 1);
  core_star (ada->core, &names[3], TRUE);
  come_back (crowd);
  assert_they_agree (crowd);
  for (guint i = 0; i < G_N_ELEMENTS (crowd->all); i++) {
    g_assert_false (row_of (crowd->all[i], &names[0])->pinned);
    g_assert_false (row_of (crowd->all[i], &names[1])->pinned);
    g_assert_true (row_of (crowd->all[i], &names[3])->pinned);
  }
}

/* -- Polls. -- */

static MessageName
ask (Crowd *crowd, Peer *peer, const char *question)
{
  static const char *const options[] = { "Wren", "Robin", "Jay", NULL };

  core_send_poll (peer->core, &crowd->birds, question, options, TRUE);
  wait_until (all_have (crowd, question));
  return peer_name_of (peer, question);
}

/* What the server placed before the end counts, what it placed after does not, and everybody counts
 * the same. */
static void
test_vote_against_end (Crowd *crowd, gconstpointer data)
{
  Peer *ada = crowd->pair.ada, *ben = crowd->pair.ben, *cleo = crowd->cleo;

  for (guint i = 0; i < ROUNDS; i++) {
    g_autofree char *question = g_strdup_printf ("Which bird, %u?", i);
    MessageName name = ask (crowd, ben, question);

    if (i % 2)
      go_away (crowd);
    core_vote (ada->core, &name, 1);
    core_vote (crowd->pair.tablet->core, &name, 6);
    core_vote (cleo->core, &name, 2);
    core_end_poll (ben->core, &name);
    core_vote (ben->core, &name, 4);
    core_vote (cleo->core, &name, 5);
    if (i % 2)
      come_back (crowd);
    assert_they_agree (crowd);
    for (guint k = 0; k < G_N_ELEMENTS (crowd->all); k++)
      g_assert_true (row_of (crowd->all[k], &name)->poll->ended);
  }
}

/* Long after: it changes nothing anywhere. */
static void
test_vote_after_end (Crowd *crowd, gconstpointer data)
{
  MessageName name = ask (crowd, crowd->pair.ben, "Which bird?");

  core_end_poll (crowd->pair.ben->core, &name);
  for (guint i = 0; i < G_N_ELEMENTS (crowd->all); i++)
    wait_until (row_of (crowd->all[i], &name)->poll->ended);
  core_vote (crowd->cleo->core, &name, 1);
  core_vote (crowd->pair.tablet->core, &name, 1);
  assert_they_agree (crowd);
  for (guint i = 0; i < G_N_ELEMENTS (crowd->all); i++)
    g_assert_cmpuint (row_of (crowd->all[i], &name)->poll->voters, ==, 0);
}

/* -- What is done to the group. -- */

/* The server takes one of them, and the other is made anew on top of it: both hold. */
static void
test_two_admins (Crowd *crowd, gconstpointer data)
{
  Peer *ada = crowd->pair.ada, *tablet = crowd->pair.tablet, *ben = crowd->pair.ben;

  make_admin (crowd, ben);
  for (guint i = 0; i < ROUNDS; i++) {
    g_autofree char *one = g_strdup_printf ("Ada's %u", i);
    g_autofree char *other = g_strdup_printf ("Ben's %u", i);
    Answer answers[5] = { NULL };
    const Id *grp = &crowd->birds.id;
    guint n = 0;

    core_group_set_name_async (ada->core, grp, one, NULL, keep_result_cb, &answers[n++]);
    core_group_set_name_async (ben->core, grp, other, NULL, keep_result_cb, &answers[n++]);
    core_group_set_about_async (tablet->core, grp, one, NULL, keep_result_cb, &answers[n++]);
    core_group_set_rules_async (ben->core, grp, i % 2 ? GROUP_ONLY_PIN : 0, NULL, keep_result_cb,
                                &answers[n++]);
    core_group_set_link_async (tablet->core, grp, i % 2 ? GROUP_DOOR_CLOSED : GROUP_DOOR_ASK, FALSE,
                               NULL, keep_result_cb, &answers[n++]);
    say (crowd, crowd->cleo, "what are they doing");
    g_assert_cmpint (peer_finish_group (ada, &answers[0], NULL), ==, -1);
    g_assert_cmpint (peer_finish_group (ben, &answers[1], NULL), ==, -1);
    g_assert_cmpint (peer_finish_group (tablet, &answers[2], NULL), ==, -1);
    g_assert_cmpint (peer_finish_group (ben, &answers[3], NULL), ==, -1);
    g_assert_cmpint (peer_finish_group (tablet, &answers[4], NULL), ==, -1);
  }
  assert_they_agree (crowd);
}

/* Each takes the other's rights away: one of them is still an admin, and everybody says who. */
static void
test_two_admins_against_each_other (Crowd *crowd, gconstpointer data)
{
  Peer *ada = crowd->pair.ada, *ben = crowd->pair.ben;
  Answer hers = NULL, his = NULL;
  int one, other;

  make_admin (crowd, ben);
  core_group_set_admin_async (ada->core, &crowd->birds.id, &ben->account->acc, FALSE, NULL,
                              keep_result_cb, &hers);
  core_group_set_admin_async (ben->core, &crowd->birds.id, &ada->account->acc, FALSE, NULL,
                              keep_result_cb, &his);
  one = peer_finish_group (ada, &hers, NULL);
  other = peer_finish_group (ben, &his, NULL);
  g_assert_true ((one == -1) != (other == -1));
  assert_they_agree (crowd);
  g_assert_true (peer_group (ada, &crowd->birds)->admin != peer_group (ben, &crowd->birds)->admin);
}

/* One goes while the others write, an admin renames, and her own other device pins: what is said
 * from then on goes without them, and the rest agree. */
static void
test_leave_against_send (Crowd *crowd, gconstpointer data)
{
  Peer *ada = crowd->pair.ada, *tablet = crowd->pair.tablet, *ben = crowd->pair.ben;
  MessageName name = begin (crowd, ben, "a heron");
  Answer left = NULL, renamed = NULL;

  core_group_leave_async (crowd->cleo->core, &crowd->birds.id, NULL, keep_result_cb, &left);
  core_group_set_name_async (ada->core, &crowd->birds.id, "Fewer Birds", NULL, keep_result_cb,
                             &renamed);
  say (crowd, ben, "one");
  say (crowd, tablet, "two");
  say (crowd, crowd->cleo, "farewell");
  core_pin (tablet->core, &name, TRUE);
  core_edit_message (ben->core, &name, "a grey heron", NULL, 0);
  g_assert_cmpint (peer_finish_group (crowd->cleo, &left, NULL), ==, -1);
  g_assert_cmpint (peer_finish_group (ada, &renamed, NULL), ==, -1);
  wait_until (peer_group_members (ada, &crowd->birds) == 2 &&
              peer_group_members (tablet, &crowd->birds) == 2 &&
              peer_group_members (ben, &crowd->birds) == 2);
  crowd->all[3] = ben; /* cleo has no part in what follows */
  assert_they_agree (crowd);
  begin (crowd, ada, "the two of us");
  g_assert_null (peer_find (crowd->cleo, "the two of us"));
  g_assert_cmpstr (peer_group (ben, &crowd->birds)->name, ==, "Fewer Birds");
}

/* -- Clocks. -- */

#define DAY_MS (24 * 3600 * (gint64) 1000)

static gint64
wrong_clock (gpointer days)
{
  return g_get_real_time () / 1000 + GPOINTER_TO_INT (days) * DAY_MS;
}

static void
set_clock_cb (Core *core, gpointer days)
{
  core_set_clock (core, wrong_clock, days);
}

static void
set_clock (Peer *peer, int days)
{
  core_post (peer->core, set_clock_cb, GINT_TO_POINTER (days), NULL);
}

/* Devices that are days and a year ahead or behind do all of it in time, because the server's clock
 * counts, and show the same times. */
static void
test_wrong_clocks (Crowd *crowd, gconstpointer data)
{
  Peer *ada = crowd->pair.ada, *tablet = crowd->pair.tablet, *ben = crowd->pair.ben;
  MessageName first, second, poll;

  set_clock (ada, 3);
  set_clock (tablet, -3);
  set_clock (crowd->cleo, 400);
  first = begin (crowd, ada, "from the day after tomorrow");
  begin (crowd, tablet, "from the day before yesterday");
  second = begin (crowd, crowd->cleo, "from next year");
  poll = ask (crowd, crowd->cleo, "Which year?");
  core_edit_message (tablet->core, &first, "from today", NULL, 0);
  core_edit_message (crowd->cleo->core, &second, "from now on", NULL, 0);
  core_react (ada->core, &second, THUMB);
  core_vote (ada->core, &poll, 1);
  core_vote (ben->core, &poll, 2);
  wait_until (all_have (crowd, "from today") && all_have (crowd, "from now on"));
  wait_until (row_of (crowd->cleo, &poll)->poll->voters == 2);
  core_end_poll (crowd->cleo->core, &poll);
  core_delete_for_all (crowd->cleo->core, &second, 1);
  assert_they_agree (crowd);
  for (guint i = 0; i < G_N_ELEMENTS (crowd->all); i++) {
    g_assert_cmpint (row_of (crowd->all[i], &second)->kind, ==, MESSAGE_DELETED);
    g_assert_cmpuint (row_of (crowd->all[i], &poll)->poll->voters, ==, 2);
  }
}

#define add_test(path, func) g_test_add ("/at-once/" path, Crowd, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add_test ("edit-against-delete", test_edit_against_delete);
  add_test ("edit-against-delete-live", test_edit_against_delete_live);
  add_test ("pin-against-delete", test_pin_against_delete);
  add_test ("vote-against-end", test_vote_against_end);
  add_test ("vote-after-end", test_vote_after_end);
  add_test ("two-admins", test_two_admins);
  add_test ("two-admins-against-each-other", test_two_admins_against_each_other);
  add_test ("leave-against-send", test_leave_against_send);
  add_test ("wrong-clocks", test_wrong_clocks);
  return g_test_run ();
}
