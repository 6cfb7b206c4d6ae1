/* test-store-broadcast: whom a list goes to, how far its messages have got, what is still to be
 * done; and what its messages are in the chats of its people.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "util.h"

#include "error.h"
#include "find.h"
#include "store-broadcast.h"
#include "store-chat.h"
#include "store-expiry.h"
#include "store-message.h"
#include "store-search.h"
#include "store-state.h"

static void
put_state (Fixture *fixture, const char *what, const Id *list, const Conv *chat, gint64 n)
{
  StoreState state = { .what = (char *) what, .id = *list, .n = n, .text = (char *) "Birds" };
  Id own = id_random ();

  if (chat != NULL)
    state.chat = *chat;
  in_transaction (fixture, store_state_say (fixture->store, &state, &own));
}

static void
put_in (Fixture *fixture, const Id *list, const Id *acc, gboolean in)
{
  put_state (fixture, "recipient", list, &(Conv) { CONV_USER, *acc }, in);
}

static guint
count_people (Fixture *fixture, const Id *list)
{
  g_autoptr (GArray) people = store_broadcast_people (fixture->store, list, 10);

  return people->len;
}

static void
test_people (Fixture *fixture, gconstpointer data)
{
  Id list = id_random (), other = id_random (), ada = id_random (), ben = id_random ();
  g_autoptr (GArray) first = NULL;

  put_in (fixture, &list, &ada, TRUE);
  put_in (fixture, &list, &ben, TRUE);
  put_in (fixture, &other, &ben, TRUE);
  put_state (fixture, "recipient", &list, &(Conv) { CONV_GROUP, other }, 1);
  g_assert_cmpuint (count_people (fixture, &list), ==, 2);
  first = store_broadcast_people (fixture->store, &list, 1);
  g_assert_cmpuint (first->len, ==, 1);
  put_in (fixture, &list, &ben, FALSE);
  g_assert_cmpuint (count_people (fixture, &list), ==, 1);
  g_assert_cmpuint (count_people (fixture, &other), ==, 1);
}

static void
set_timer (Fixture *fixture, const Id *acc, gint64 seconds, gint64 at)
{
  Conv conv = { CONV_USER, *acc };

  in_transaction (fixture, store_timer_set (fixture->store, &conv, seconds, at));
}

/* As long as where it stays longest. */
static void
test_timer (Fixture *fixture, gconstpointer data)
{
  Id list = id_random (), ada = id_random (), ben = id_random ();

  g_assert_cmpint (store_broadcast_timer (fixture->store, &list), ==, 0);
  put_in (fixture, &list, &ada, TRUE);
  put_in (fixture, &list, &ben, TRUE);
  set_timer (fixture, &ada, 60, 1);
  g_assert_cmpint (store_broadcast_timer (fixture->store, &list), ==, 0);
  set_timer (fixture, &ben, 3600, 1);
  g_assert_cmpint (store_broadcast_timer (fixture->store, &list), ==, 3600);
  put_in (fixture, &list, &ben, FALSE);
  g_assert_cmpint (store_broadcast_timer (fixture->store, &list), ==, 60);
}

static StoreBroadcast
add (Fixture *fixture, const Id *message, MessageState state)
{
  StoreBroadcast one = { id_random (), id_random (), state, -1 };

  in_transaction (fixture, store_broadcast_add (fixture->store, message, &one));
  return one;
}

static void
set_state (Fixture *fixture,
           const StoreBroadcast *one,
           MessageState state,
           int error,
           gboolean told)
{
  in_transaction (fixture,
                  store_broadcast_set_state (fixture->store, &one->copy, state, error, told));
}

static void
got (Fixture *fixture, const StoreBroadcast *one, MessageState state, gint64 time)
{
  in_transaction (fixture, store_broadcast_raise (fixture->store, &one->copy, state, time));
}

/* The ticks are the least of all, of those who get it. */
static void
test_least (Fixture *fixture, gconstpointer data)
{
  Id message = id_random (), found;
  StoreBroadcast one = add (fixture, &message, STATE_PENDING);
  StoreBroadcast two = add (fixture, &message, STATE_PENDING), now;

  g_assert_cmpint (store_broadcast_least (fixture->store, &message), ==, STATE_PENDING);
  set_state (fixture, &one, STATE_SENT, -1, TRUE);
  g_assert_cmpint (store_broadcast_least (fixture->store, &message), ==, STATE_PENDING);
  set_state (fixture, &two, STATE_FAILED, WHIN_ERROR_UNTRUSTED, TRUE);
  g_assert_cmpint (store_broadcast_least (fixture->store, &message), ==, STATE_SENT);
  got (fixture, &one, STATE_READ, 70);
  got (fixture, &one, STATE_DELIVERED, 60);
  got (fixture, &one, STATE_READ, 90);
  g_assert_cmpint (store_broadcast_least (fixture->store, &message), ==, STATE_READ);
  g_assert_true (store_broadcast_find (fixture->store, &one.copy, &found, &now));
  g_assert_true (id_equal (&found, &message) && id_equal (&now.acc, &one.acc));
  g_assert_cmpint (now.delivered, ==, 60);
  g_assert_cmpint (now.read, ==, 70);
  /* It was given up, and has got there all the same. */
  got (fixture, &two, STATE_DELIVERED, 100);
  g_assert_cmpint (store_broadcast_least (fixture->store, &message), ==, STATE_DELIVERED);
  set_state (fixture, &one, STATE_FAILED, WHIN_ERROR_BLOCKED, TRUE);
  set_state (fixture, &two, STATE_FAILED, WHIN_ERROR_UNTRUSTED, TRUE);
  g_assert_cmpint (store_broadcast_least (fixture->store, &message), ==, STATE_FAILED);
  g_assert_cmpint (store_broadcast_error (fixture->store, &message), ==, -1);
  in_transaction (fixture, store_broadcast_remove (fixture->store, &one.copy));
  g_assert_cmpint (store_broadcast_error (fixture->store, &message), ==, WHIN_ERROR_UNTRUSTED);
  g_assert_false (store_broadcast_find (fixture->store, &one.copy, &found, &now));
  g_assert_true (store_broadcast_get (fixture->store, &message, &two.acc, &now));
}

static void
test_untold (Fixture *fixture, gconstpointer data)
{
  Id message = id_random (), found;
  StoreBroadcast one = add (fixture, &message, STATE_PENDING);
  g_autoptr (GArray) untold = NULL;

  add (fixture, &message, STATE_PENDING);
  g_assert_false (store_broadcast_untold (fixture->store, &found));
  set_state (fixture, &one, STATE_FAILED, -1, FALSE);
  /* What was to be told still is. */
  set_state (fixture, &one, STATE_FAILED, -1, TRUE);
  g_assert_true (store_broadcast_untold (fixture->store, &found));
  g_assert_true (id_equal (&found, &message));
  in_transaction (fixture, untold = store_broadcast_take_untold (fixture->store, &message));
  g_assert_cmpuint (untold->len, ==, 1);
  g_assert_true (id_equal (&g_array_index (untold, StoreBroadcast, 0).acc, &one.acc));
  g_assert_false (store_broadcast_untold (fixture->store, &found));
}

/* In their order, a few people at a time, and over a restart. */
static void
test_work (Fixture *fixture, gconstpointer data)
{
  Id message = id_random ();
  g_auto (StoreBroadcastWork) work = { 0 };
  g_autoptr (GArray) people = NULL;
  g_autoptr (GArray) rest = NULL;
  const StoreBroadcast *first;

  for (guint i = 0; i < 3; i++)
    add (fixture, &message, STATE_PENDING);
  g_assert_false (store_broadcast_next_work (fixture->store, &work));
  in_transaction (fixture, store_broadcast_add_work (fixture->store, &message, 0, ""));
  in_transaction (fixture, store_broadcast_add_work (fixture->store, &message, 1, "new"));
  g_assert_cmpint (store_broadcast_count_work (fixture->store), ==, 6);
  people = store_broadcast_list (fixture->store, &message, NULL, 1);
  g_assert_cmpuint (people->len, ==, 1);
  first = &g_array_index (people, StoreBroadcast, 0);
  g_assert_true (store_broadcast_next_work (fixture->store, &work));
  in_transaction (fixture, store_broadcast_set_after (fixture->store, work.work, &first->acc));
  store_broadcast_work_clear (&work);
  fixture_reopen (fixture);
  g_assert_true (store_broadcast_next_work (fixture->store, &work));
  g_assert_cmpint (work.what, ==, 0);
  g_assert_true (id_equal (&work.after, &first->acc));
  g_assert_cmpint (store_broadcast_count_work (fixture->store), ==, 5);
  rest = store_broadcast_list (fixture->store, &message, &work.after, 10);
  g_assert_cmpuint (rest->len, ==, 2);
  in_transaction (fixture, store_broadcast_set_after (fixture->store, work.work, NULL));
  store_broadcast_work_clear (&work);
  g_assert_true (store_broadcast_next_work (fixture->store, &work));
  g_assert_cmpint (work.what, ==, 1);
  g_assert_cmpstr (work.text, ==, "new");
}

/* With the message goes what is known and due of it. */
static void
test_gone (Fixture *fixture, gconstpointer data)
{
  Conv conv = { CONV_BROADCAST, id_random () };
  Id message = add_text (fixture, &conv, NULL, "hello", 1), found;
  StoreBroadcast one = add (fixture, &message, STATE_SENT), now;
  g_auto (StoreBroadcastWork) work = { 0 };

  in_transaction (fixture, store_broadcast_add_work (fixture->store, &message, 0, ""));
  set_state (fixture, &one, STATE_FAILED, WHIN_ERROR_UNTRUSTED, TRUE);
  {
    g_autoptr (MessageRow) row = store_message_get (fixture->store, &fixture->self, &message);

    g_assert_cmpuint (row->left_out, ==, 1);
  }
  set_state (fixture, &one, STATE_FAILED, WHIN_ERROR_BLOCKED, TRUE);
  {
    g_autoptr (MessageRow) row = store_message_get (fixture->store, &fixture->self, &message);

    g_assert_cmpuint (row->left_out, ==, 0);
  }
  in_transaction (fixture,
                  store_message_delete (fixture->store, &fixture->self, &message, TRUE, 5));
  g_assert_false (store_broadcast_find (fixture->store, &one.copy, &found, &now));
  g_assert_false (store_broadcast_next_work (fixture->store, &work));
}

static void
test_chat (Fixture *fixture, gconstpointer data)
{
  Id list = id_random ();
  Conv conv = { CONV_BROADCAST, list };
  g_autoptr (ChatRow) row = NULL;

  put_state (fixture, "broadcast", &list, NULL, 5);
  in_transaction (fixture, store_chat_open (fixture->store, &conv, 5));
  row = store_chat_get (fixture->store, &conv, &fixture->self);
  g_assert_cmpstr (row->name, ==, "Birds");
  g_assert_false (row->gone);
  g_assert_false (row->request);
}

static guint
find (Fixture *fixture, const Conv *conv)
{
  Find find = { .words = "noon", .limit = 10 };
  g_autoptr (FoundPage) page = found_page_new ();

  if (conv != NULL)
    find.conv = *conv;
  g_assert_true (store_find (fixture->store, &find, page, 0, NULL));
  return page->rows->len;
}

/* What one sent to many brings no chat to the top, and is found once; what one got is a message. */
static void
test_copies (Fixture *fixture, gconstpointer data)
{
  Conv list = { CONV_BROADCAST, id_random () }, conv = new_conv ();
  g_autoptr (MessageRow) copy = new_text (fixture, &conv, NULL, "at noon");
  g_autoptr (MessageRow) theirs = new_text (fixture, &conv, &conv.id, "noon it is");
  g_autoptr (ChatRow) before = NULL;
  g_autoptr (ChatRow) after = NULL;
  g_autoptr (MessageRow) read = NULL;

  add_text (fixture, &list, NULL, "at noon", 1);
  copy->broadcast = TRUE;
  in_transaction (fixture, store_message_add (fixture->store, copy, 1, NULL));
  before = store_chat_get (fixture->store, &conv, &fixture->self);
  g_assert_true (before->gone);
  g_assert_null (before->last);
  read = store_message_get (fixture->store, &copy->author, &copy->id);
  g_assert_true (read->broadcast);
  g_assert_cmpuint (find (fixture, NULL), ==, 1);
  g_assert_cmpuint (find (fixture, &conv), ==, 1);
  g_assert_cmpuint (find (fixture, &list), ==, 1);
  theirs->broadcast = TRUE;
  in_transaction (fixture, store_message_add (fixture->store, theirs, 2, NULL));
  after = store_chat_get (fixture->store, &conv, &fixture->self);
  g_assert_false (after->gone);
  g_assert_cmpstr (after->last->text, ==, "noon it is");
  g_assert_cmpuint (find (fixture, NULL), ==, 2);
  /* What is gone is found no more. */
  in_transaction (fixture,
                  store_message_delete (fixture->store, &copy->author, &copy->id, TRUE, 5));
  g_assert_cmpuint (find (fixture, &conv), ==, 1);
}

#define TEST(path, func)                                                                           \
  g_test_add ("/store/broadcast/" path, Fixture, NULL, fixture_set_up, func, fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  TEST ("people", test_people);
  TEST ("timer", test_timer);
  TEST ("least", test_least);
  TEST ("untold", test_untold);
  TEST ("work", test_work);
  TEST ("gone", test_gone);
  TEST ("chat", test_chat);
  TEST ("copies", test_copies);
  return g_test_run ();
}
