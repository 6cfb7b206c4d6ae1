/* test-store-message: the order of a chat, paging, states, deleting, and the chat list that
 * follows. SPDX-License-Identifier: GPL-3.0-or-later */
#include "util.h"

#include "codec.h"
#include "store-chat.h"
#include "store-contact.h"
#include "store-message.h"

#define assert_page(fixture, conv, expected)                                                       \
  G_STMT_START                                                                                     \
  {                                                                                                \
    g_autofree char *text_ = page_text (fixture, conv);                                            \
    g_assert_cmpstr (text_, ==, expected);                                                         \
  }                                                                                                \
  G_STMT_END

static gint64
ord_of (Fixture *fixture, const Id *author, const Id *id)
{
  g_autoptr (MessageRow) row = store_message_get (fixture->store, author, id);

  g_assert_nonnull (row);
  return row->ord;
}

static void
test_order (Fixture *fixture, gconstpointer data)
{
  Conv conv = new_conv ();
  Id first, second;
  gint64 ord;

  add_text (fixture, &conv, &conv.id, "b", 20);
  add_text (fixture, &conv, &conv.id, "a", 10);
  first = add_text (fixture, &conv, NULL, "c", 0);
  second = add_text (fixture, &conv, NULL, "d", 0);
  assert_page (fixture, &conv, "a b c d");
  g_assert_cmpint (ord_of (fixture, &fixture->self, &first), >, 20 << STORE_ORD_SHIFT);

  /* What came in the meantime goes before it; its place changes once. */
  add_text (fixture, &conv, &conv.id, "x", 21);
  assert_page (fixture, &conv, "a b x c d");
  in_transaction (fixture, g_assert_true (store_message_confirm (fixture->store, &fixture->self,
                                                                 &first, 22, 1790000000500)));
  ord = ord_of (fixture, &fixture->self, &first);
  g_assert_cmpint (ord, ==, (gint64) 22 << STORE_ORD_SHIFT);
  in_transaction (fixture, g_assert_false (store_message_confirm (fixture->store, &fixture->self,
                                                                  &first, 99, 1790000000900)));
  g_assert_cmpint (ord_of (fixture, &fixture->self, &first), ==, ord);
  in_transaction (
      fixture, store_message_confirm (fixture->store, &fixture->self, &second, 23, 1790000000600));
  assert_page (fixture, &conv, "a b x c d");
}

static void
test_known_once (Fixture *fixture, gconstpointer data)
{
  Conv conv = new_conv ();
  g_autoptr (MessageRow) row = new_text (fixture, &conv, &conv.id, "once");

  in_transaction (fixture, g_assert_true (store_message_add (fixture->store, row, 1, NULL)));
  in_transaction (fixture, g_assert_false (store_message_add (fixture->store, row, 2, NULL)));
  in_transaction (fixture, store_message_delete (fixture->store, &row->author, &row->id, TRUE, 5));
  in_transaction (fixture, g_assert_false (store_message_add (fixture->store, row, 3, NULL)));
  assert_page (fixture, &conv, "");
}

/* A server's numbers may be anything: they stay in order as far as they fit, and none is lost. */
static void
test_huge_numbers (Fixture *fixture, gconstpointer data)
{
  Conv conv = new_conv ();

  add_text (fixture, &conv, &conv.id, "a", 1);
  for (guint i = 0; i < 3; i++) {
    g_autofree char *text = g_strdup_printf ("b%u", i);

    add_text (fixture, &conv, &conv.id, text, CODEC_INT_MAX);
    in_transaction (fixture, store_chat_rebase (fixture->store));
  }
  add_text (fixture, &conv, NULL, "mine", 0);
  assert_page (fixture, &conv, "a b0 b1 b2 mine");
}

static void
test_pages (Fixture *fixture, gconstpointer data)
{
  Conv conv = new_conv ();
  gint64 ords[20];

  for (guint i = 0; i < 20; i++) {
    g_autofree char *text = g_strdup_printf ("%u", i);
    Id id = add_text (fixture, &conv, &conv.id, text, i + 1);

    ords[i] = ord_of (fixture, &conv.id, &id);
  }
  for (guint i = 1; i < 19; i++) {
    g_autoptr (GPtrArray) before =
        store_message_page (fixture->store, &conv, STORE_BEFORE, ords[i], 4);
    g_autoptr (GPtrArray) after =
        store_message_page (fixture->store, &conv, STORE_AFTER, ords[i], 4);
    g_autoptr (GPtrArray) around =
        store_message_page (fixture->store, &conv, STORE_AROUND, ords[i], 6);

    g_assert_cmpuint (before->len, ==, MIN (i, 4));
    g_assert_cmpint (((MessageRow *) before->pdata[before->len - 1])->ord, ==, ords[i - 1]);
    g_assert_cmpuint (after->len, ==, MIN (19 - i, 4));
    g_assert_cmpint (((MessageRow *) after->pdata[0])->ord, ==, ords[i + 1]);
    for (guint j = 1; j < around->len; j++)
      g_assert_cmpint (((MessageRow *) around->pdata[j - 1])->ord, <,
                       ((MessageRow *) around->pdata[j])->ord);
    g_assert_cmpint (((MessageRow *) around->pdata[MIN (i, 3)])->ord, ==, ords[i]);
  }
}

static void
test_states (Fixture *fixture, gconstpointer data)
{
  Conv conv = new_conv ();
  Id id = add_text (fixture, &conv, NULL, "tick", 0);
  g_autoptr (MessageRow) row = NULL;

  /* A receipt may overtake the answer. */
  in_transaction (fixture, g_assert_true (store_message_raise (fixture->store, &fixture->self, &id,
                                                               STATE_READ)));
  in_transaction (fixture, g_assert_false (store_message_raise (fixture->store, &fixture->self, &id,
                                                                STATE_DELIVERED)));
  in_transaction (fixture, store_message_confirm (fixture->store, &fixture->self, &id, 3, 9));
  row = store_message_get (fixture->store, &fixture->self, &id);
  g_assert_cmpint (row->state, ==, STATE_READ);
  g_assert_cmpint (row->time, ==, 9);
}

/* Of the newest of one's own that anybody has read, who read it last first. */
static void
test_readers (Fixture *fixture, gconstpointer data)
{
  Conv conv = { CONV_GROUP, id_random () }, other = { CONV_GROUP, id_random () };
  Id anna = id_random (), ben = id_random ();
  Id old = add_text (fixture, &conv, NULL, "old", 1),
     read = add_text (fixture, &conv, NULL, "read", 2);
  Id fresh = add_text (fixture, &conv, NULL, "fresh", 3);
  g_autoptr (GPtrArray) readers = store_readers (fixture->store, &conv), none = NULL;
  const Reader *first, *second;

  add_text (fixture, &conv, &anna, "an answer", 4);
  add_text (fixture, &other, NULL, "elsewhere", 1);
  g_assert_cmpuint (readers->len, ==, 0);
  store_begin (fixture->store);
  store_receipt_put (fixture->store, &fixture->self, &old, &anna, STATE_READ, 5);
  store_receipt_put (fixture->store, &fixture->self, &read, &anna, STATE_READ, 6);
  store_receipt_put (fixture->store, &fixture->self, &read, &ben, STATE_READ, 7);
  store_receipt_put (fixture->store, &fixture->self, &fresh, &ben, STATE_DELIVERED, 8);
  g_assert_true (store_commit (fixture->store, NULL));
  g_ptr_array_unref (readers);
  readers = store_readers (fixture->store, &conv);
  g_assert_cmpuint (readers->len, ==, 2);
  first = readers->pdata[0];
  second = readers->pdata[1];
  g_assert_true (id_equal (&first->message, &read) && id_equal (&first->acc, &ben));
  g_assert_true (id_equal (&second->message, &read) && id_equal (&second->acc, &anna));
  none = store_readers (fixture->store, &other);
  g_assert_cmpuint (none->len, ==, 0);
}

static void
test_unread (Fixture *fixture, gconstpointer data)
{
  Conv conv = new_conv ();
  g_autoptr (GArray) read = g_array_new (FALSE, FALSE, sizeof (MessageName));
  g_autoptr (ChatRow) chat = NULL;
  Id one, two;

  one = add_text (fixture, &conv, &conv.id, "one", 1);
  two = add_text (fixture, &conv, &conv.id, "two", 2);
  add_text (fixture, &conv, NULL, "mine", 0);
  chat = store_chat_get (fixture->store, &conv, &fixture->self);
  g_assert_cmpuint (chat->unread, ==, 2);
  g_assert_cmpint (chat->first_unread_ord, ==, ord_of (fixture, &conv.id, &one));
  g_assert_cmpstr (chat->last->text, ==, "mine");

  in_transaction (fixture, g_assert_true (store_chat_mark_read (
                               fixture->store, &conv, ord_of (fixture, &conv.id, &one), read)));
  g_assert_cmpuint (read->len, ==, 1);
  chat_row_unref (chat);
  chat = store_chat_get (fixture->store, &conv, &fixture->self);
  g_assert_cmpuint (chat->unread, ==, 1);
  g_assert_cmpint (chat->first_unread_ord, ==, ord_of (fixture, &conv.id, &two));

  in_transaction (fixture, g_assert_true (store_chat_mark_read (
                               fixture->store, &conv, ord_of (fixture, &conv.id, &two), read)));
  in_transaction (fixture, g_assert_false (store_chat_mark_read (
                               fixture->store, &conv, ord_of (fixture, &conv.id, &one), read)));
  g_assert_cmpuint (read->len, ==, 2);
  chat_row_unref (chat);
  chat = store_chat_get (fixture->store, &conv, &fixture->self);
  g_assert_cmpuint (chat->unread, ==, 0);
  g_assert_cmpint (chat->first_unread_ord, ==, 0);
}

/* Reading down to one's own message that is not sent yet says nothing of what comes before it. */
static void
test_unread_under_pending (Fixture *fixture, gconstpointer data)
{
  Conv conv = new_conv ();
  g_autoptr (GArray) read = g_array_new (FALSE, FALSE, sizeof (MessageName));
  g_autoptr (ChatRow) chat = NULL;
  Id mine;

  add_text (fixture, &conv, &conv.id, "one", 1);
  mine = add_text (fixture, &conv, NULL, "mine", 0);
  in_transaction (fixture,
                  g_assert_true (store_chat_mark_read (
                      fixture->store, &conv, ord_of (fixture, &fixture->self, &mine), read)));
  g_assert_cmpuint (read->len, ==, 1);
  add_text (fixture, &conv, &conv.id, "two", 2);
  chat = store_chat_get (fixture->store, &conv, &fixture->self);
  g_assert_cmpuint (chat->unread, ==, 1);
}

static void
test_delete_last (Fixture *fixture, gconstpointer data)
{
  Conv conv = new_conv ();
  g_autoptr (ChatRow) chat = NULL;
  Id id;

  add_text (fixture, &conv, &conv.id, "first", 1);
  id = add_text (fixture, &conv, &conv.id, "last", 2);
  in_transaction (fixture, store_message_delete (fixture->store, &conv.id, &id, TRUE, 1));
  chat = store_chat_get (fixture->store, &conv, &fixture->self);
  g_assert_cmpstr (chat->last->text, ==, "first");
  g_assert_cmpuint (chat->unread, ==, 1);
}

static void
test_delete_chat (Fixture *fixture, gconstpointer data)
{
  Conv conv = new_conv ();
  g_autoptr (MessageRow) row = new_text (fixture, &conv, &conv.id, "gone");
  g_autoptr (ChatRow) chat = NULL;

  in_transaction (fixture, store_message_add (fixture->store, row, 1, NULL));
  in_transaction (fixture, store_chat_delete (fixture->store, &conv, 5));
  chat = store_chat_get (fixture->store, &conv, &fixture->self);
  g_assert_true (chat->gone);
  g_assert_null (chat->last);
  in_transaction (fixture, g_assert_false (store_message_add (fixture->store, row, 1, NULL)));
  add_text (fixture, &conv, &conv.id, "new", 2);
  chat_row_unref (chat);
  chat = store_chat_get (fixture->store, &conv, &fixture->self);
  g_assert_false (chat->gone);
  g_assert_cmpuint (chat->unread, ==, 1);
}

static void
test_gap (Fixture *fixture, gconstpointer data)
{
  Conv conv = new_conv ();
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (ChatRow) chat = NULL;

  add_text (fixture, &conv, &conv.id, "before", 5);
  in_transaction (fixture, rows = store_message_add_gaps (fixture->store, &fixture->self, 7));
  add_text (fixture, &conv, &conv.id, "after", 9);
  g_assert_cmpuint (rows->len, ==, 1);
  assert_page (fixture, &conv, "before (gap) after");
  chat = store_chat_get (fixture->store, &conv, &fixture->self);
  g_assert_cmpuint (chat->unread, ==, 2);
}

/* A restored server counts from an older number; new messages still come last. */
static void
test_rebase (Fixture *fixture, gconstpointer data)
{
  Conv conv = new_conv ();

  add_text (fixture, &conv, &conv.id, "old", 50);
  in_transaction (fixture, store_chat_rebase (fixture->store));
  add_text (fixture, &conv, &conv.id, "new", 41);
  add_text (fixture, &conv, &conv.id, "newer", 42);
  assert_page (fixture, &conv, "old new newer");
}

static void
test_chat_name (Fixture *fixture, gconstpointer data)
{
  static const Id none;
  Conv conv = new_conv ();
  g_autoptr (GPtrArray) rows = NULL;
  const ChatRow *chat;

  in_transaction (fixture, store_chat_open (fixture->store, &conv, 5));
  in_transaction (fixture, store_contact_set_phone (fixture->store, &conv.id, "+4915112345678"));
  rows = store_chat_list (fixture->store, &fixture->self, 0);
  chat = rows->pdata[0];
  g_assert_cmpstr (chat->name, ==, "+4915112345678");
  g_ptr_array_unref (rows);
  in_transaction (
      fixture, store_contact_set_profile (fixture->store, &conv.id, "Grace H.", "", &none, NULL));
  rows = store_chat_list (fixture->store, &fixture->self, 0);
  chat = rows->pdata[0];
  g_assert_cmpstr (chat->name, ==, "Grace H.");
  g_ptr_array_unref (rows);
  in_transaction (fixture, store_contact_set_name (fixture->store, &conv.id, "Grace", TRUE));
  rows = store_chat_list (fixture->store, &conv.id, 0);
  chat = rows->pdata[0];
  g_assert_cmpstr (chat->name, ==, "Grace");
  g_assert_true (chat->is_self);
}

#define add(path, func)                                                                            \
  g_test_add ("/store-message/" path, Fixture, NULL, fixture_set_up, func, fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("order", test_order);
  add ("known-once", test_known_once);
  add ("huge-numbers", test_huge_numbers);
  add ("pages", test_pages);
  add ("states", test_states);
  add ("readers", test_readers);
  add ("unread", test_unread);
  add ("unread-under-pending", test_unread_under_pending);
  add ("delete-last", test_delete_last);
  add ("delete-chat", test_delete_chat);
  add ("gap", test_gap);
  add ("rebase", test_rebase);
  add ("chat-name", test_chat_name);
  return g_test_run ();
}
