/* test-broadcast: broadcast lists, with the real server - written to, answered, changed.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "mailing.h"

static void
test_talk (Trio *trio, gconstpointer data)
{
  trio_make_mailing (trio);
  g_assert_cmpstr (peer_chat (trio->ada, &trio->birds)->name, ==, "Birds");
  trio_mail (trio, "at noon");
  g_assert_true (peer_find (trio->ben, "at noon")->broadcast);
  g_assert_true (peer_find_in (trio->ada, &trio->to_ben, "at noon")->broadcast);
  /* It is in the chats with them, which do not come up for it. */
  g_assert_true (peer_chat (trio->ada, &trio->to_ben) == NULL);
  g_assert_cmpstr (peer_chat (trio->ben, &trio->to_ada)->last->text, ==, "at noon");

  peer_read (trio->ben, &trio->to_ada);
  wait_until (peer_state_in (trio->ada, &trio->to_ben, "at noon") == STATE_READ);
  g_assert_cmpint (peer_state_in (trio->ada, &trio->birds, "at noon"), ==, STATE_DELIVERED);
  g_assert_cmpint (peer_receipt (trio->ada, &trio->birds, "at noon", &trio->to_ben).read, >, 0);
  g_assert_cmpint (peer_receipt (trio->ada, &trio->birds, "at noon", &trio->to_cleo).read, ==, 0);
  g_assert_cmpint (peer_receipt (trio->ada, &trio->birds, "at noon", &trio->to_cleo).delivered, >,
                   0);
  peer_read (trio->cleo, &trio->to_ada);
  wait_until (peer_state_in (trio->ada, &trio->birds, "at noon") == STATE_READ);

  peer_say (trio->ben, &trio->to_ada, "fine");
  wait_until (peer_find_in (trio->ada, &trio->to_ben, "fine") != NULL &&
              peer_chat (trio->ada, &trio->to_ben) != NULL);
  g_assert_cmpstr (peer_chat (trio->ada, &trio->to_ben)->last->text, ==, "fine");
  trio_mail (trio, "good");
  g_assert_null (peer_find (trio->cleo, "fine"));
  g_assert_false (g_hash_table_contains (trio->ben->contacts, &trio->to_cleo.id));
}

/* What is answered is what went to the same person. */
static void
test_quote (Trio *trio, gconstpointer data)
{
  MessageName quoted;
  const MessageRow *row;

  trio_make_mailing (trio);
  trio_mail (trio, "at noon");
  quoted = peer_name_in (trio->ada, &trio->birds, "at noon");
  core_send_text (trio->ada->core, &trio->birds, "or at one", &quoted, NULL, 0);
  wait_until (peer_find (trio->ben, "or at one") != NULL &&
              peer_find (trio->cleo, "or at one") != NULL);
  row = peer_find (trio->ben, "or at one");
  g_assert_nonnull (row->quoted);
  g_assert_cmpstr (row->quoted->text, ==, "at noon");
  g_assert_true (id_equal (&row->quote_id, &peer_find (trio->ben, "at noon")->id));
  g_assert_false (id_equal (&row->quote_id, &peer_find (trio->cleo, "or at one")->quote_id));
  g_assert_cmpstr (peer_find_in (trio->ada, &trio->birds, "or at one")->quoted->text, ==,
                   "at noon");
}

static void
test_change (Trio *trio, gconstpointer data)
{
  trio_make_mailing (trio);
  trio_mail (trio, "at nun");
  peer_edit (trio->ada, &trio->birds, "at nun", "at noon");
  wait_until (peer_find (trio->ben, "at noon") != NULL &&
              peer_find (trio->cleo, "at noon") != NULL &&
              peer_find_in (trio->tablet, &trio->birds, "at noon") != NULL &&
              peer_find_in (trio->ada, &trio->to_cleo, "at noon") != NULL);
  g_assert_true (peer_find (trio->ben, "at noon")->edited);
  /* The other device does as well. */
  peer_edit (trio->tablet, &trio->birds, "at noon", "at one");
  wait_until (peer_find (trio->ben, "at one") != NULL && peer_find (trio->cleo, "at one") != NULL &&
              peer_find_in (trio->ada, &trio->birds, "at one") != NULL);
  peer_take_back (trio->tablet, &trio->birds, "at one");
  wait_until (peer_count_kind (trio->ben, MESSAGE_DELETED) == 1 &&
              peer_count_kind (trio->cleo, MESSAGE_DELETED) == 1 &&
              peer_count_kind (trio->ada, MESSAGE_DELETED) == 3 &&
              peer_count_kind (trio->tablet, MESSAGE_DELETED) == 3);
}

/* For one of them alone it is changed in the chat with them; and what is not there any more is
 * taken back all the same. */
static void
test_change_one (Trio *trio, gconstpointer data)
{
  MessageName copy;

  trio_make_mailing (trio);
  trio_mail (trio, "at noon");
  peer_edit (trio->ada, &trio->to_ben, "at noon", "at one");
  wait_until (peer_find (trio->ben, "at one") != NULL);
  g_assert_nonnull (peer_find_in (trio->ada, &trio->birds, "at noon"));
  copy = peer_name_in (trio->ada, &trio->to_cleo, "at noon");
  core_delete_message (trio->ada->core, &copy);
  wait_until (peer_find_in (trio->ada, &trio->to_cleo, "at noon") == NULL);
  g_assert_nonnull (peer_find (trio->cleo, "at noon"));
  peer_take_back (trio->ada, &trio->birds, "at noon");
  wait_until (peer_count_kind (trio->ben, MESSAGE_DELETED) == 1 &&
              peer_count_kind (trio->cleo, MESSAGE_DELETED) == 1);
}

/* Where each would be in a chat of its own nothing is done. */
static void
test_not_there (Trio *trio, gconstpointer data)
{
  static const char *const options[] = { "yes", "no", NULL };
  MessageName name;

  trio_make_mailing (trio);
  trio_mail (trio, "at noon");
  name = peer_name_in (trio->ada, &trio->birds, "at noon");
  core_react (trio->ada->core, &name, "👍");
  core_pin (trio->ada->core, &name, TRUE);
  core_send_poll (trio->ada->core, &trio->birds, "well?", options, FALSE);
  core_set_activity (trio->ada->core, &trio->birds, ACTIVITY_TYPING);
  core_star (trio->ada->core, &name, TRUE);
  wait_until (peer_find_in (trio->ada, &trio->birds, "at noon")->starred);
  g_assert_null (peer_find_in (trio->ada, &trio->birds, "at noon")->reactions);
  g_assert_false (peer_find_in (trio->ada, &trio->birds, "at noon")->pinned);
  g_assert_null (peer_find (trio->ada, "well?"));
}

static void
set_timer (Trio *trio, const Conv *conv, gint64 seconds)
{
  g_autoptr (GAsyncResult) result = NULL;

  core_set_timer_async (trio->ada->core, conv, seconds, NULL, keep_result_cb, &result);
  wait_until (result != NULL);
  g_assert_true (core_set_timer_finish (trio->ada->core, result, NULL));
}

static void
test_timer (Trio *trio, gconstpointer data)
{
  trio_make_mailing (trio);
  set_timer (trio, &trio->to_ben, 86400);
  trio_mail (trio, "first");
  g_assert_cmpint (peer_find (trio->ben, "first")->expires, ==, 86400);
  g_assert_cmpint (peer_find (trio->cleo, "first")->expires, ==, 0);
  g_assert_cmpint (peer_find_in (trio->ada, &trio->birds, "first")->expires, ==, 0);
  set_timer (trio, &trio->to_cleo, 3600);
  trio_mail (trio, "second");
  g_assert_cmpint (peer_find (trio->cleo, "second")->expires, ==, 3600);
  g_assert_cmpint (peer_find_in (trio->ada, &trio->birds, "second")->expires, ==, 86400);
}

#define TEST(path, set_up, func)                                                                   \
  g_test_add ("/e2e/broadcast/" path, Trio, NULL, set_up, func, trio_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  TEST ("talk", trio_set_up, test_talk);
  TEST ("quote", trio_set_up, test_quote);
  TEST ("change", trio_set_up_with_tablet, test_change);
  TEST ("change-one", trio_set_up, test_change_one);
  TEST ("not-there", trio_set_up, test_not_there);
  TEST ("timer", trio_set_up, test_timer);
  return g_test_run ();
}
