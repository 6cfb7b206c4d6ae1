/* Tests the timeline: prints the model and its change log as text after each step.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "timeline-fixture.h"
#include "whin-client-messages.h"

static void
test_items (TimelineFixture *f, gconstpointer data)
{
  timeline_store (f, FALSE, 1, NOON - DAY, "a");
  timeline_store (f, FALSE, 2, NOON, "b");
  timeline_store (f, FALSE, 3, NOON + MINUTE, "c");
  timeline_store (f, TRUE, 4, NOON + 2 * MINUTE, "d");
  timeline_open (f, 0);
  timeline_check (f, "[20231114] |a. [20231115] |b c. |d.", "0-0+6");

  timeline_emit (timeline_message (f, TRUE, 5, NOON + 3 * MINUTE, "e"));
  timeline_check (f, "[20231114] |a. [20231115] |b c. |d e.", "6-0+1");
  timeline_emit (timeline_message (f, TRUE, 6, NOON + 8 * MINUTE, "f"));
  timeline_check (f, "[20231114] |a. [20231115] |b c. |d e. |f.", "7-0+1");
}

static void
test_unread (TimelineFixture *f, gconstpointer data)
{
  timeline_store (f, FALSE, 1, NOON, "a");
  timeline_store (f, FALSE, 2, NOON, "b");
  timeline_store (f, FALSE, 3, NOON, "c");
  timeline_open (f, 2);
  timeline_check (f, "[20231115] |a. [unread] |b c.", "0-0+5");
  g_assert_false (whin_timeline_get_more_below (f->timeline));

  whin_timeline_set_unread (f->timeline, 0);
  timeline_check (f, "[20231115] |a b c.", "2-1+0");
}

static guint
delete_later (TimelineFixture *f, guint position, gboolean for_all)
{
  g_autoptr (WhinMessage) item = g_list_model_get_item (G_LIST_MODEL (f->timeline), position);
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) message_row_unref);

  g_ptr_array_add (rows, message_row_ref (whin_message_get_row (item)));
  return whin_client_delete_later (f->client, rows, for_all);
}

/* What is deleted goes at once; the engine hears of it when it cannot be undone any more. */
static void
test_delete_later (TimelineFixture *f, gconstpointer data)
{
  guint deletion;

  timeline_store (f, TRUE, 1, NOON, "a");
  timeline_store (f, TRUE, 2, NOON, "b");
  timeline_store (f, TRUE, 3, NOON, "c");
  timeline_open (f, 0);
  timeline_check (f, "[20231115] |a b c.", "0-0+4");
  deletion = delete_later (f, 2, FALSE);
  timeline_check (f, "[20231115] |a c.", "2-1+0");
  g_assert_cmpuint (fake_core_deleted (), ==, 0);
  whin_client_undo_delete (f->client, deletion);
  timeline_check (f, "[20231115] |a b c.", "2-0+1");
  whin_client_delete_now (f->client, deletion);
  g_assert_cmpuint (fake_core_deleted (), ==, 0);
  deletion = delete_later (f, 2, FALSE);
  whin_client_delete_now (f->client, deletion);
  whin_client_delete_now (f->client, deletion);
  g_assert_cmpuint (fake_core_deleted (), ==, 1);
  timeline_check (f, "[20231115] |a c.", "2-1+0");
  /* For everybody, a note stays; closing the client carries out what waits. */
  delete_later (f, 2, TRUE);
  timeline_check (f, "[20231115] |a .", "");
  g_assert_cmpuint (fake_core_deleted_for_all (), ==, 0);
  whin_client_close (f->client);
  g_assert_cmpuint (fake_core_deleted_for_all (), ==, 1);
}

/* What the engine says of it meanwhile is how it comes back. */
static void
test_held_back (TimelineFixture *f, gconstpointer data)
{
  MessageRow *b = timeline_message (f, TRUE, 2, NOON, "b"), *again = message_row_copy (b);
  MessageRow *last = message_row_copy (b);
  Batch *batch = batch_new ();
  MessageName name = { b->conv, b->author, b->id };
  guint deletion;

  g_set_str (&again->text, "b2");
  g_set_str (&last->text, "b3");
  timeline_store (f, TRUE, 1, NOON, "a");
  fake_core_store_message (b);
  timeline_open (f, 0);
  timeline_check (f, "[20231115] |a b.", "0-0+3");
  deletion = delete_later (f, 2, FALSE);
  timeline_check (f, "[20231115] |a.", "2-1+0");
  timeline_emit (again);
  timeline_check (f, "[20231115] |a.", "");
  whin_client_undo_delete (f->client, deletion);
  timeline_check (f, "[20231115] |a b2.", "2-0+1");
  deletion = delete_later (f, 2, TRUE);
  timeline_emit (last);
  timeline_check (f, "[20231115] |a .", "");
  whin_client_undo_delete (f->client, deletion);
  timeline_check (f, "[20231115] |a b3.", "");
  /* It went by itself: nothing comes back. */
  deletion = delete_later (f, 2, FALSE);
  timeline_check (f, "[20231115] |a.", "2-1+0");
  g_array_append_val (batch->removed, name);
  fake_core_emit (batch);
  whin_client_undo_delete (f->client, deletion);
  timeline_check (f, "[20231115] |a.", "");
}

static void
write_in_chat (TimelineFixture *f, gint64 time)
{
  Batch *batch = batch_new ();

  g_ptr_array_add (batch->chats, fake_chat (&f->anna, "Anna", time, 0, NULL));
  fake_core_emit (batch);
}

/* A chat is out of sight at once, and deleted later; not if somebody has written in between. */
static void
test_delete_chat (TimelineFixture *f, gconstpointer data)
{
  WhinChat *chat;

  timeline_store (f, FALSE, 1, NOON, "a");
  timeline_open (f, 0);
  write_in_chat (f, NOON);
  chat = whin_chat_list_find (whin_client_get_chats (f->client), &f->conv);
  g_assert_nonnull (chat);
  whin_client_undo_delete (f->client, whin_client_delete_chat_later (f->client, chat));
  g_assert_false (whin_chat_is_hidden (chat));
  g_assert_cmpuint (fake_core_deleted_chats (), ==, 0);
  {
    guint deletion = whin_client_delete_chat_later (f->client, chat);

    g_assert_true (whin_chat_is_hidden (chat));
    write_in_chat (f, NOON + MINUTE);
    whin_client_delete_now (f->client, deletion);
  }
  g_assert_false (whin_chat_is_hidden (chat));
  g_assert_cmpuint (fake_core_deleted_chats (), ==, 0);
  whin_client_delete_chat_later (f->client, chat);
  whin_client_close (f->client);
  g_assert_cmpuint (fake_core_deleted_chats (), ==, 1);
}

static void
test_pending_gets_its_place (TimelineFixture *f, gconstpointer data)
{
  MessageRow *pending = timeline_message (f, TRUE, 1000, NOON, "mine"), *placed;

  timeline_store (f, FALSE, 1, NOON, "a");
  timeline_open (f, 0);
  pending->state = STATE_PENDING;
  placed = message_row_copy (pending);
  placed->ord = 3;
  placed->state = STATE_SENT;
  timeline_emit (pending);
  timeline_emit (timeline_message (f, FALSE, 4, NOON, "b"));
  timeline_check (f, "[20231115] |a b. |mine.", "0-0+2, 2-0+1, 2-0+1");
  timeline_emit (placed);
  timeline_check (f, "[20231115] |a. |mine. |b.", "2-2+2");
}

static void
test_change_and_remove (TimelineFixture *f, gconstpointer data)
{
  MessageRow *first = timeline_message (f, TRUE, 1, NOON, "a"), *again = message_row_copy (first);
  Batch *batch = batch_new ();
  MessageName name = { first->conv, first->author, first->id };

  fake_core_store_message (first);
  timeline_store (f, TRUE, 2, NOON, "b");
  timeline_open (f, 0);
  timeline_check (f, "[20231115] |a b.", "0-0+3");
  g_free (again->text);
  again->text = g_strdup ("A");
  timeline_emit (again);
  timeline_check (f, "[20231115] |A b.", "");
  g_array_append_val (batch->removed, name);
  fake_core_emit (batch);
  timeline_check (f, "[20231115] |b.", "1-1+0");
}

/* Several go away by themselves in one batch, a whole day among them; the others stay the same
 * items, and their runs close. */
static void
test_expiry (TimelineFixture *f, gconstpointer data)
{
  static const gint64 gone[] = { 1, 2, 4, 6 };
  MessageRow *rows[7] = { NULL };
  Batch *batch = batch_new ();

  for (gint64 ord = 1; ord <= 6; ord++) {
    g_autofree char *text = g_strdup_printf ("%d", (int) ord);

    rows[ord] = timeline_message (f, FALSE, ord, ord < 3 ? NOON - DAY + ord : NOON + ord, text);
    fake_core_store_message (message_row_ref (rows[ord]));
  }
  timeline_open (f, 0);
  timeline_check (f, "[20231114] |1 2. [20231115] |3 4 5 6.", "0-0+8");
  for (guint i = 0; i < G_N_ELEMENTS (gone); i++) {
    const MessageRow *row = rows[gone[i]];
    MessageName name = { row->conv, row->author, row->id };

    g_array_append_val (batch->removed, name);
  }
  fake_core_emit (batch);
  timeline_check (f, "[20231115] |3 5.", "0-3+0, 2-1+0, 3-1+0");
  for (gint64 ord = 1; ord <= 6; ord++)
    message_row_unref (rows[ord]);
}

static gint64
ord_of (TimelineFixture *f, guint position)
{
  g_autoptr (WhinMessage) item = g_list_model_get_item (G_LIST_MODEL (f->timeline), position);

  return whin_message_get_row (item)->ord;
}

static guint
n_items (TimelineFixture *f)
{
  return g_list_model_get_n_items (G_LIST_MODEL (f->timeline));
}

/* A day, and all messages between two of them, ten apart. */
static void
check_places (TimelineFixture *f, gint64 first, gint64 last, const char *changes)
{
  g_autoptr (GString) model = g_string_new ("[20231115]");

  for (gint64 ord = first; ord <= last; ord += 10)
    g_string_append_printf (model, " %s%d%s", ord == first ? "|" : "", (int) ord,
                            ord == last ? "." : "");
  timeline_check (f, model->str, changes);
}

static void
test_window (TimelineFixture *f, gconstpointer data)
{
  guint position;

  for (guint i = 1; i <= 1000; i++) {
    g_autofree char *text = g_strdup_printf ("%u", i * 10);

    timeline_store (f, FALSE, i * 10, NOON + i, text);
  }
  timeline_open (f, 0);
  check_places (f, 9010, 10000, "0-0+101");
  for (guint i = 1; i <= 5; i++) {
    whin_timeline_extend (f->timeline, TRUE);
    timeline_wait (f);
    check_places (f, 9010 - 1000 * i, 10000, "1-0+100");
  }
  whin_timeline_extend (f->timeline, TRUE);
  timeline_wait (f);
  /* The chip and 600 messages; the newest hundred were let go, what is in between stayed. */
  check_places (f, 3010, 9000, "1-0+100, 601-100+0");
  g_assert_cmpint (n_items (f), ==, 601);
  g_assert_cmpint (ord_of (f, 1), ==, 3010);
  g_assert_true (whin_timeline_get_more_below (f->timeline));

  /* What comes below the window waits there. */
  timeline_emit (timeline_message (f, FALSE, 10010, NOON, "new"));
  check_places (f, 3010, 9000, "");
  whin_timeline_extend (f->timeline, FALSE);
  timeline_wait (f);
  check_places (f, 4010, 10000, "1-100+0, 501-0+100");

  whin_timeline_show (f->timeline, 500);
  timeline_wait (f);
  check_places (f, 10, 1000, "1-600+100");
  g_assert_true (whin_timeline_find (f->timeline, 500, &position));
  g_assert_cmpint (ord_of (f, position), ==, 500);
  whin_timeline_show (f->timeline, 0);
  timeline_wait (f);
  g_assert_cmpint (ord_of (f, n_items (f) - 1), ==, 10010);
  g_assert_false (whin_timeline_get_more_below (f->timeline));
}

/* Both edges asked for at once: the second is not forgotten. */
static void
test_two_edges (TimelineFixture *f, gconstpointer data)
{
  for (guint i = 1; i <= 300; i++)
    timeline_store (f, FALSE, i, NOON + i, "x");
  timeline_open (f, 150);
  whin_timeline_extend (f->timeline, FALSE);
  whin_timeline_extend (f->timeline, TRUE);
  timeline_wait (f);
  g_assert_cmpint (n_items (f), ==, 301);
  g_assert_cmpuint (fake_core_n_queries (), ==, 3);
}

static void
emit_history (int done)
{
  Batch *batch = batch_new ();
  WorkRow *row = work_row_new ();

  row->kind = WORK_HISTORY_IN;
  row->state = done < WORK_WHOLE ? WORK_RUNNING : WORK_DONE;
  row->done = done;
  g_ptr_array_add (batch->works, row);
  fake_core_emit (batch);
}

/* A chat is open while the messages before its first one come from another device. */
static void
test_history (TimelineFixture *f, gconstpointer data)
{
  timeline_store (f, FALSE, 1000, NOON, "newest");
  timeline_open (f, 0);
  timeline_store (f, FALSE, 999, NOON - MINUTE, "the one before");
  emit_history (10);
  timeline_wait (f);
  g_assert_cmpint (ord_of (f, 1), ==, 999);
  for (guint i = 1; i <= 300; i++)
    timeline_store (f, FALSE, i, NOON - DAY + i, "x");
  emit_history (500);
  timeline_wait (f);
  g_assert_cmpint (ord_of (f, 1), ==, 201);
  /* From here on it is a matter of scrolling. */
  emit_history (WORK_WHOLE);
  timeline_wait (f);
  g_assert_cmpint (ord_of (f, 1), ==, 201);
}

/* In a chat with nothing in it. */
static void
test_history_of_nothing (TimelineFixture *f, gconstpointer data)
{
  timeline_open (f, 0);
  g_assert_cmpint (n_items (f), ==, 0);
  timeline_store (f, FALSE, 7, NOON, "an old one");
  emit_history (WORK_WHOLE);
  timeline_wait (f);
  timeline_check (f, "[20231115] |an old one.", "0-0+2");
}

static void
test_error (TimelineFixture *f, gconstpointer data)
{
  for (guint i = 1; i <= 150; i++)
    timeline_store (f, FALSE, i, NOON + i, "x");
  timeline_open (f, 0);
  fake_core_fail_next_query ();
  whin_timeline_extend (f->timeline, TRUE);
  timeline_wait (f);
  g_assert_cmpstr (whin_timeline_get_error (f->timeline), ==, "The disk refused");
  whin_timeline_extend (f->timeline, TRUE);
  timeline_wait (f);
  g_assert_null (whin_timeline_get_error (f->timeline));
  g_assert_cmpint (n_items (f), ==, 151);
}

int
main (int argc, char **argv)
{
  g_setenv ("TZ", "UTC", TRUE);
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func)                                                                            \
  g_test_add (path, TimelineFixture, NULL, timeline_set_up, func, timeline_tear_down)
  ADD ("/timeline/delete-later", test_delete_later);
  ADD ("/timeline/held-back", test_held_back);
  ADD ("/timeline/delete-chat", test_delete_chat);
  ADD ("/model/timeline/items", test_items);
  ADD ("/model/timeline/unread", test_unread);
  ADD ("/model/timeline/pending-gets-its-place", test_pending_gets_its_place);
  ADD ("/model/timeline/change-and-remove", test_change_and_remove);
  ADD ("/model/timeline/expiry", test_expiry);
  ADD ("/model/timeline/window", test_window);
  ADD ("/model/timeline/two-edges", test_two_edges);
  ADD ("/model/timeline/history", test_history);
  ADD ("/model/timeline/history-of-nothing", test_history_of_nothing);
  ADD ("/model/timeline/error", test_error);
  return g_test_run ();
}
