/* test-store-expiry: what goes away by itself, and nothing of it stays; timers in the server's
 * order. SPDX-License-Identifier: GPL-3.0-or-later */
#include "util.h"

#include "store-chat.h"
#include "store-expiry.h"
#include "store-message.h"
#include "store-query.h"

#define T 1790000000000

static Id
add (Fixture *fixture, const Conv *conv, const Id *author, const char *text, gint64 expires)
{
  static gint64 cseq;
  g_autoptr (MessageRow) row = new_text (fixture, conv, author, text);

  row->expires = expires;
  in_transaction (fixture, g_assert_true (store_message_add (fixture->store, row, ++cseq, NULL)));
  return row->id;
}

static guint
due (Fixture *fixture, gint64 now)
{
  g_autoptr (GArray) names = store_expiry_due (fixture->store, now, 100);

  return names->len;
}

static void
test_sent (Fixture *fixture, gconstpointer data)
{
  Conv conv = new_conv ();
  Id id = add (fixture, &conv, NULL, "mine", 60);
  Id stays = add (fixture, &conv, NULL, "stays", 0);

  g_assert_cmpint (store_expiry_next (fixture->store), ==, 0);
  in_transaction (fixture, store_expiry_start (fixture->store, &fixture->self, &stays, T));
  in_transaction (fixture, store_expiry_start (fixture->store, &fixture->self, &id, T));
  g_assert_cmpint (store_expiry_next (fixture->store), ==, T + 60000);
  /* Told twice it does not last longer. */
  in_transaction (fixture, store_expiry_start (fixture->store, &fixture->self, &id, T + 5000));
  g_assert_cmpint (store_expiry_next (fixture->store), ==, T + 60000);
  fixture_reopen (fixture);
  g_assert_cmpuint (due (fixture, T + 59999), ==, 0);
  g_assert_cmpuint (due (fixture, T + 60000), ==, 1);
}

static void
test_read (Fixture *fixture, gconstpointer data)
{
  Conv conv = new_conv ();
  g_autoptr (GArray) read = g_array_new (FALSE, FALSE, sizeof (MessageName));
  Id theirs = add (fixture, &conv, &conv.id, "theirs", 60);
  g_autoptr (MessageRow) row = store_message_get (fixture->store, &conv.id, &theirs);

  g_assert_cmpint (row->expires, ==, 60);
  add (fixture, &conv, &conv.id, "later", 60);
  add (fixture, &conv, NULL, "mine", 60);
  in_transaction (fixture, store_expiry_start_read (fixture->store, &conv, T));
  g_assert_cmpint (store_expiry_next (fixture->store), ==, 0);
  in_transaction (fixture, store_chat_mark_read (fixture->store, &conv, row->ord, read);
                  store_expiry_start_read (fixture->store, &conv, T));
  g_assert_cmpuint (due (fixture, T + 60000), ==, 1);
}

static gint64
traces (Fixture *fixture, const char *word)
{
  return query_number (fixture->store, -1,
                       "SELECT (SELECT count (*) FROM message_words_data"
                       " WHERE instr (block, CAST (?1 AS BLOB)) > 0)"
                       " + (SELECT count (*) FROM message WHERE instr (text, ?1) > 0)",
                       "t", word);
}

/* The index keeps the words of what was deleted unless it is told not to. */
static void
test_no_trace (Fixture *fixture, gconstpointer data)
{
  Conv conv = new_conv ();
  Id id;

  for (guint i = 0; i < 50; i++) {
    g_autofree char *text = g_strdup_printf ("quince%u and more", i);

    add (fixture, &conv, NULL, text, 0);
  }
  id = add (fixture, &conv, NULL, "zyzzyva", 5);
  g_assert_cmpint (traces (fixture, "zyzzyva"), >, 0);
  in_transaction (fixture, store_message_delete (fixture->store, &fixture->self, &id, TRUE, T));
  g_assert_cmpint (traces (fixture, "zyzzyva"), ==, 0);
}

/* The last by the server's order counts, whatever comes when. */
static void
test_timer (Fixture *fixture, gconstpointer data)
{
  Conv conv = new_conv ();
  Id mine = id_random ();
  g_autoptr (ChatRow) row = NULL;

  g_assert_cmpint (store_timer_get (fixture->store, &conv), ==, 0);
  in_transaction (fixture, store_timer_set (fixture->store, &conv, 60, 10));
  in_transaction (fixture, g_assert_false (store_timer_set (fixture->store, &conv, 70, 9)));
  g_assert_cmpint (store_timer_get (fixture->store, &conv), ==, 60);
  in_transaction (fixture, store_timer_set_pending (fixture->store, &conv, &mine, 80));
  g_assert_cmpint (store_timer_get (fixture->store, &conv), ==, 80);
  in_transaction (fixture, store_timer_set (fixture->store, &conv, 90, 20));
  row = store_chat_get (fixture->store, &conv, &fixture->self);
  g_assert_cmpint (row->timer, ==, 80);
  in_transaction (fixture, g_assert_true (store_timer_placed (fixture->store, &mine, 15)));
  g_assert_cmpint (store_timer_get (fixture->store, &conv), ==, 90);
  in_transaction (fixture, store_timer_set_pending (fixture->store, &conv, &mine, 80));
  in_transaction (fixture, g_assert_true (store_timer_placed (fixture->store, &mine, 25)));
  g_assert_cmpint (store_timer_get (fixture->store, &conv), ==, 80);
  in_transaction (fixture, store_timer_set_pending (fixture->store, &conv, &mine, 0));
  in_transaction (fixture, g_assert_true (store_timer_refused (fixture->store, &mine)));
  g_assert_cmpint (store_timer_get (fixture->store, &conv), ==, 80);
}

#define add_test(path, func)                                                                       \
  g_test_add ("/store-expiry/" path, Fixture, NULL, fixture_set_up, func, fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add_test ("sent", test_sent);
  add_test ("read", test_read);
  add_test ("no-trace", test_no_trace);
  add_test ("timer", test_timer);
  return g_test_run ();
}
