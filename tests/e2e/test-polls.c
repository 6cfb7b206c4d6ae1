/* test-polls: polls between real clients on the real server, also where votes cross.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "group-calls.h"
#include "pair.h"

#include <string.h>

static const char *const birds[] = { "Wren", "Robin", "Jay", NULL };

static MessageName
ask (Peer *peer, const Conv *conv, const char *question, gboolean multiple)
{
  core_send_poll (peer->core, conv, question, birds, multiple);
  wait_until (peer_state (peer, question) >= STATE_SENT);
  return peer_name_of (peer, question);
}

/* As all have to see it: "1+0+2*" of two, ended. */
static char *
draw_poll (Peer *peer, const MessageName *name)
{
  const MessageRow *row = g_hash_table_lookup (peer->messages, &name->id);
  GString *out = g_string_new (NULL);

  if (row == NULL || row->poll == NULL)
    return g_string_free (out, FALSE);
  for (guint i = 0; i < row->poll->options->len; i++) {
    const PollOption *option = row->poll->options->pdata[i];

    g_string_append_printf (out, "%s%u%s", i > 0 ? " " : "", option->votes, option->own ? "*" : "");
  }
  g_string_append_printf (out, " of %u%s", row->poll->voters, row->poll->ended ? " ended" : "");
  return g_string_free (out, FALSE);
}

static gboolean
poll_is (Peer *peer, const MessageName *name, const char *expected)
{
  g_autofree char *drawn = draw_poll (peer, name);

  return strcmp (drawn, expected) == 0;
}

static void
vote (Peer *peer, const MessageName *name, guint choices)
{
  core_vote (peer->core, name, choices);
}

static void
test_vote (Pair *pair, gconstpointer data)
{
  MessageName name;
  const MessageRow *row;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) voters = NULL;
  g_autoptr (FoundPage) found = NULL;
  Find find = { .words = "robin", .limit = 10 };

  pair_talk (pair, "before", "too");
  name = ask (pair->ada, &pair->to_ben, "Which bird?", FALSE);
  wait_until (peer_find (pair->ben, "Which bird?") != NULL &&
              peer_find (pair->tablet, "Which bird?") != NULL);
  row = peer_find (pair->ben, "Which bird?");
  g_assert_cmpint (row->kind, ==, MESSAGE_POLL);
  g_assert_cmpstr (((PollOption *) row->poll->options->pdata[2])->text, ==, "Jay");
  vote (pair->ben, &name, 4);
  wait_until (poll_is (pair->ada, &name, "0 0 1 of 1") &&
              poll_is (pair->tablet, &name, "0 0 1 of 1"));
  vote (pair->tablet, &name, 1);
  wait_until (poll_is (pair->ada, &name, "1* 0 1 of 2") &&
              poll_is (pair->ben, &name, "1 0 1* of 2"));
  /* Another choice takes the place of the first; two at once are none. */
  vote (pair->ben, &name, 2);
  vote (pair->ben, &name, 5);
  wait_until (poll_is (pair->ada, &name, "1* 1 0 of 2") &&
              poll_is (pair->tablet, &name, "1* 1 0 of 2"));
  core_query_voters_async (pair->ben->core, &name, NULL, keep_result_cb, &result);
  wait_until (result != NULL);
  voters = core_query_finish (pair->ben->core, result, NULL);
  g_assert_cmpuint (voters->len, ==, 2);
  g_assert_cmpuint (((Voter *) voters->pdata[0])->choices, ==, 2);
  g_assert_true (id_equal (&((Voter *) voters->pdata[0])->acc, &pair->ben->account->acc));
  vote (pair->ben, &name, 0);
  wait_until (poll_is (pair->ada, &name, "1* 0 0 of 1") &&
              poll_is (pair->ben, &name, "1 0 0 of 1"));
  /* Only who made it ends it, and then it is over. */
  core_end_poll (pair->ben->core, &name);
  core_end_poll (pair->tablet->core, &name);
  wait_until (poll_is (pair->ada, &name, "1* 0 0 of 1 ended") &&
              poll_is (pair->ben, &name, "1 0 0 of 1 ended"));
  vote (pair->ben, &name, 1);
  peer_tell (pair->ben, &pair->to_ada, "after", pair->ada);
  g_assert_true (poll_is (pair->ada, &name, "1* 0 0 of 1 ended"));
  g_assert_true (poll_is (pair->ben, &name, "1 0 0 of 1 ended"));
  /* What is offered is found. */
  g_clear_object (&result);
  core_search_async (pair->ben->core, &find, NULL, keep_result_cb, &result);
  wait_until (result != NULL);
  found = core_search_finish (pair->ben->core, result, NULL);
  g_assert_cmpuint (found->rows->len, ==, 1);
  g_assert_cmpstr (((MessageRow *) found->rows->pdata[0])->text, ==, "Which bird?");
}

/* While the server is away the two do what does not go together: in the end it is one of both. */
static void
test_race (Pair *pair, gconstpointer data)
{
  MessageName name;

  pair_talk (pair, "before", "too");
  name = ask (pair->ada, &pair->to_ben, "Which bird?", TRUE);
  wait_until (peer_find (pair->ben, "Which bird?") != NULL &&
              peer_find (pair->tablet, "Which bird?") != NULL);
  pair_kill_server (pair);
  vote (pair->ben, &name, 1);
  vote (pair->ben, &name, 6);
  vote (pair->ada, &name, 3);
  vote (pair->tablet, &name, 4);
  core_end_poll (pair->ada->core, &name);
  wait_until (poll_is (pair->ada, &name, "1* 1* 0 of 1 ended") &&
              poll_is (pair->ben, &name, "0 1* 1* of 1"));
  pair_start_server (pair, NULL);
  core_reconnect (pair->tablet->core);
  peer_tell (pair->ada, &pair->to_ben, "again", pair->ben);
  peer_tell (pair->ben, &pair->to_ada, "and again", pair->tablet);
  peer_tell (pair->tablet, &pair->to_ben, "at last", pair->ben);
  wait_until (peer_find (pair->tablet, "again") != NULL &&
              peer_find (pair->ada, "at last") != NULL);
  {
    g_autofree char *ada = draw_poll (pair->ada, &name);
    g_autofree char *tablet = draw_poll (pair->tablet, &name);
    g_autofree char *ben = draw_poll (pair->ben, &name);
    g_auto (GStrv) parts = g_strsplit (ada, "*", -1);
    g_auto (GStrv) bens = g_strsplit (ben, "*", -1);
    g_autofree char *plain = g_strjoinv ("", parts);
    g_autofree char *bens_plain = g_strjoinv ("", bens);

    g_test_message ("%s | %s | %s", ada, tablet, ben);
    g_assert_cmpstr (ada, ==, tablet);
    g_assert_cmpstr (plain, ==, bens_plain);
    g_assert_true (g_str_has_suffix (ada, "ended"));
  }
}

/* Votes that are faster than the poll, and a device that comes later. */
static void
test_history (Pair *pair, gconstpointer data)
{
  MessageName name;

  pair_talk (pair, "before", "too");
  name = ask (pair->ben, &pair->to_ada, "Which bird?", TRUE);
  wait_until (peer_find (pair->ada, "Which bird?") != NULL);
  vote (pair->ada, &name, 3);
  wait_until (poll_is (pair->ben, &name, "1 1 0 of 1"));
  vote (pair->ben, &name, 1);
  core_end_poll (pair->ben->core, &name);
  wait_until (poll_is (pair->ada, &name, "2* 1* 0 of 2 ended"));
  pair->tablet = peer_new_linked (pair->ada);
  wait_until (peer_chat (pair->tablet, &pair->to_ben) != NULL);
  {
    g_autoptr (GPtrArray) rows = peer_page (pair->tablet, &pair->to_ben, PAGE_NEWEST, 0, 10);
    const MessageRow *row = rows->pdata[rows->len - 1];

    g_hash_table_insert (pair->tablet->messages, id_copy (&row->id), message_row_ref (row));
    g_assert_true (poll_is (pair->tablet, &name, "2* 1* 0 of 2 ended"));
  }
}

static void
test_group (Pair *pair, gconstpointer data)
{
  Conv birds_group = peer_make_group (pair->ada, "Birds", pair->ben, NULL);
  MessageName name;

  wait_until (peer_group_members (pair->ben, &birds_group) == 2);
  name = ask (pair->ben, &birds_group, "Which bird?", TRUE);
  wait_until (peer_find (pair->ada, "Which bird?") != NULL);
  vote (pair->ada, &name, 7);
  wait_until (poll_is (pair->ben, &name, "1 1 1 of 1"));
  /* An admin does not end what another has asked. */
  core_end_poll (pair->ada->core, &name);
  peer_tell (pair->ada, &birds_group, "after", pair->ben);
  g_assert_true (poll_is (pair->ben, &name, "1 1 1 of 1"));
  core_end_poll (pair->ben->core, &name);
  wait_until (poll_is (pair->ada, &name, "1* 1* 1* of 1 ended"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  PAIR_TEST_WITH_TABLET ("/polls/vote", test_vote);
  PAIR_TEST_WITH_TABLET ("/polls/race", test_race);
  PAIR_TEST ("/polls/history", test_history);
  PAIR_TEST ("/polls/group", test_group);
  return g_test_run ();
}
