/* Tests the timeline: prints the model and its change log as text after each step.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "fake-core.h"
#include "model-log.h"
#include "whin-client-messages.h"
#include "whin-timeline.h"

#define MINUTE (60 * 1000LL)
#define DAY (24 * 60 * MINUTE)
#define NOON (1700049600000LL) /* 2023-11-15 12:00 UTC */

typedef struct {
  WhinClient *client;
  WhinTimeline *timeline;
  ModelLog *log; /* from open_chat on */
  Conv conv;
  Id anna;
} Fixture;

static void
setup (Fixture *f, gconstpointer data)
{
  f->client = whin_client_new ("", NULL, NULL);
  f->anna = fake_id (1);
  f->conv = (Conv) { CONV_USER, f->anna };
}

static void
wait_loaded (Fixture *f)
{
  gint64 end = g_get_monotonic_time () + 5 * G_TIME_SPAN_SECOND;

  while (whin_timeline_get_loading (f->timeline)) {
    g_assert_cmpint (g_get_monotonic_time (), <, end);
    g_main_context_iteration (NULL, FALSE);
  }
}

/* "|" opens a run, "." closes it. */
static void
print_item (GString *text, gpointer item)
{
  switch (whin_message_get_item (item)) {
  case WHIN_ITEM_DAY:
    g_string_append_printf (text, "[%d]", whin_message_get_day (item));
    break;
  case WHIN_ITEM_UNREAD:
    g_string_append (text, "[unread]");
    break;
  case WHIN_ITEM_MESSAGE:
    g_string_append_printf (text, "%s%s%s", whin_message_is_first_of_run (item) ? "|" : "",
                            whin_message_get_row (item)->text,
                            whin_message_is_last_of_run (item) ? "." : "");
  }
}

static void
open_chat (Fixture *f, gint64 unread)
{
  f->timeline = whin_timeline_new (f->client, &f->conv);
  whin_timeline_set_unread (f->timeline, unread);
  f->log = model_log_new (G_LIST_MODEL (f->timeline), print_item);
  whin_timeline_show (f->timeline, unread);
  wait_loaded (f);
}

static void
teardown (Fixture *f, gconstpointer data)
{
  model_log_free (f->log);
  g_assert_finalize_object (f->timeline);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (f->client);
}

static MessageRow *
message (Fixture *f, gboolean own, gint64 ord, gint64 time, const char *text)
{
  return fake_message (&f->conv, own ? &FAKE_SELF : &f->anna, ord, time, text);
}

static void
store (Fixture *f, gboolean own, gint64 ord, gint64 time, const char *text)
{
  fake_core_store_message (message (f, own, ord, time, text));
}

static void
emit (MessageRow *row)
{
  Batch *batch = batch_new ();

  g_ptr_array_add (batch->messages, row);
  fake_core_emit (batch);
}

static void
check (Fixture *f, const char *model, const char *changes)
{
  model_log_check (f->log, model, changes);
}

static void
test_items (Fixture *f, gconstpointer data)
{
  store (f, FALSE, 1, NOON - DAY, "a");
  store (f, FALSE, 2, NOON, "b");
  store (f, FALSE, 3, NOON + MINUTE, "c");
  store (f, TRUE, 4, NOON + 2 * MINUTE, "d");
  open_chat (f, 0);
  check (f, "[20231114] |a. [20231115] |b c. |d.", "0-0+6");

  emit (message (f, TRUE, 5, NOON + 3 * MINUTE, "e"));
  check (f, "[20231114] |a. [20231115] |b c. |d e.", "6-0+1");
  emit (message (f, TRUE, 6, NOON + 8 * MINUTE, "f"));
  check (f, "[20231114] |a. [20231115] |b c. |d e. |f.", "7-0+1");
}

static void
test_unread (Fixture *f, gconstpointer data)
{
  store (f, FALSE, 1, NOON, "a");
  store (f, FALSE, 2, NOON, "b");
  store (f, FALSE, 3, NOON, "c");
  open_chat (f, 2);
  check (f, "[20231115] |a. [unread] |b c.", "0-0+5");
  g_assert_false (whin_timeline_get_more_below (f->timeline));

  whin_timeline_set_unread (f->timeline, 0);
  check (f, "[20231115] |a b c.", "2-1+0");
}

static guint
delete_later (Fixture *f, guint position, gboolean for_all)
{
  g_autoptr (WhinMessage) item = g_list_model_get_item (G_LIST_MODEL (f->timeline), position);
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) message_row_unref);

  g_ptr_array_add (rows, message_row_ref (whin_message_get_row (item)));
  return whin_client_delete_later (f->client, rows, for_all);
}

/* What is deleted goes at once; the engine hears of it when it cannot be undone any more. */
static void
test_delete_later (Fixture *f, gconstpointer data)
{
  guint deletion;

  store (f, TRUE, 1, NOON, "a");
  store (f, TRUE, 2, NOON, "b");
  store (f, TRUE, 3, NOON, "c");
  open_chat (f, 0);
  check (f, "[20231115] |a b c.", "0-0+4");
  deletion = delete_later (f, 2, FALSE);
  check (f, "[20231115] |a c.", "2-1+0");
  g_assert_cmpuint (fake_core_deleted (), ==, 0);
  whin_client_undo_delete (f->client, deletion);
  check (f, "[20231115] |a b c.", "2-0+1");
  whin_client_delete_now (f->client, deletion);
  g_assert_cmpuint (fake_core_deleted (), ==, 0);
  deletion = delete_later (f, 2, FALSE);
  whin_client_delete_now (f->client, deletion);
  whin_client_delete_now (f->client, deletion);
  g_assert_cmpuint (fake_core_deleted (), ==, 1);
  check (f, "[20231115] |a c.", "2-1+0");
  /* For everybody, a note stays; closing the client carries out what waits. */
  delete_later (f, 2, TRUE);
  check (f, "[20231115] |a .", "");
  g_assert_cmpuint (fake_core_deleted_for_all (), ==, 0);
  whin_client_close (f->client);
  g_assert_cmpuint (fake_core_deleted_for_all (), ==, 1);
}

/* What the engine says of it meanwhile is how it comes back. */
static void
test_held_back (Fixture *f, gconstpointer data)
{
  MessageRow *b = message (f, TRUE, 2, NOON, "b"), *again = message_row_copy (b);
  MessageRow *last = message_row_copy (b);
  Batch *batch = batch_new ();
  MessageName name = { b->conv, b->author, b->id };
  guint deletion;

  g_set_str (&again->text, "b2");
  g_set_str (&last->text, "b3");
  store (f, TRUE, 1, NOON, "a");
  fake_core_store_message (b);
  open_chat (f, 0);
  check (f, "[20231115] |a b.", "0-0+3");
  deletion = delete_later (f, 2, FALSE);
  check (f, "[20231115] |a.", "2-1+0");
  emit (again);
  check (f, "[20231115] |a.", "");
  whin_client_undo_delete (f->client, deletion);
  check (f, "[20231115] |a b2.", "2-0+1");
  deletion = delete_later (f, 2, TRUE);
  emit (last);
  check (f, "[20231115] |a .", "");
  whin_client_undo_delete (f->client, deletion);
  check (f, "[20231115] |a b3.", "");
  /* It went by itself: nothing comes back. */
  deletion = delete_later (f, 2, FALSE);
  check (f, "[20231115] |a.", "2-1+0");
  g_array_append_val (batch->removed, name);
  fake_core_emit (batch);
  whin_client_undo_delete (f->client, deletion);
  check (f, "[20231115] |a.", "");
}

static void
write_in_chat (Fixture *f, gint64 time)
{
  Batch *batch = batch_new ();

  g_ptr_array_add (batch->chats, fake_chat (&f->anna, "Anna", time, 0, NULL));
  fake_core_emit (batch);
}

/* A chat is out of sight at once, and deleted later; not if somebody has written in between. */
static void
test_delete_chat (Fixture *f, gconstpointer data)
{
  WhinChat *chat;

  store (f, FALSE, 1, NOON, "a");
  open_chat (f, 0);
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
test_pending_gets_its_place (Fixture *f, gconstpointer data)
{
  MessageRow *pending = message (f, TRUE, 1000, NOON, "mine"), *placed;

  store (f, FALSE, 1, NOON, "a");
  open_chat (f, 0);
  pending->state = STATE_PENDING;
  placed = message_row_copy (pending);
  placed->ord = 3;
  placed->state = STATE_SENT;
  emit (pending);
  emit (message (f, FALSE, 4, NOON, "b"));
  check (f, "[20231115] |a b. |mine.", "0-0+2, 2-0+1, 2-0+1");
  emit (placed);
  check (f, "[20231115] |a. |mine. |b.", "2-2+2");
}

static void
test_change_and_remove (Fixture *f, gconstpointer data)
{
  MessageRow *first = message (f, TRUE, 1, NOON, "a"), *again = message_row_copy (first);
  Batch *batch = batch_new ();
  MessageName name = { first->conv, first->author, first->id };

  fake_core_store_message (first);
  store (f, TRUE, 2, NOON, "b");
  open_chat (f, 0);
  check (f, "[20231115] |a b.", "0-0+3");
  g_free (again->text);
  again->text = g_strdup ("A");
  emit (again);
  check (f, "[20231115] |A b.", "");
  g_array_append_val (batch->removed, name);
  fake_core_emit (batch);
  check (f, "[20231115] |b.", "1-1+0");
}

/* Several go away by themselves in one batch, a whole day among them; the others stay the same
 * items, and their runs close. */
static void
test_expiry (Fixture *f, gconstpointer data)
{
  static const gint64 gone[] = { 1, 2, 4, 6 };
  MessageRow *rows[7] = { NULL };
  Batch *batch = batch_new ();

  for (gint64 ord = 1; ord <= 6; ord++) {
    g_autofree char *text = g_strdup_printf ("%d", (int) ord);

    rows[ord] = message (f, FALSE, ord, ord < 3 ? NOON - DAY + ord : NOON + ord, text);
    fake_core_store_message (message_row_ref (rows[ord]));
  }
  open_chat (f, 0);
  check (f, "[20231114] |1 2. [20231115] |3 4 5 6.", "0-0+8");
  for (guint i = 0; i < G_N_ELEMENTS (gone); i++) {
    const MessageRow *row = rows[gone[i]];
    MessageName name = { row->conv, row->author, row->id };

    g_array_append_val (batch->removed, name);
  }
  fake_core_emit (batch);
  check (f, "[20231115] |3 5.", "0-3+0, 2-1+0, 3-1+0");
  for (gint64 ord = 1; ord <= 6; ord++)
    message_row_unref (rows[ord]);
}

static gint64
ord_of (Fixture *f, guint position)
{
  g_autoptr (WhinMessage) item = g_list_model_get_item (G_LIST_MODEL (f->timeline), position);

  return whin_message_get_row (item)->ord;
}

static guint
n_items (Fixture *f)
{
  return g_list_model_get_n_items (G_LIST_MODEL (f->timeline));
}

/* A day, and all messages between two of them, ten apart. */
static void
check_places (Fixture *f, gint64 first, gint64 last, const char *changes)
{
  g_autoptr (GString) model = g_string_new ("[20231115]");

  for (gint64 ord = first; ord <= last; ord += 10)
    g_string_append_printf (model, " %s%d%s", ord == first ? "|" : "", (int) ord,
                            ord == last ? "." : "");
  check (f, model->str, changes);
}

static void
test_window (Fixture *f, gconstpointer data)
{
  guint position;

  for (guint i = 1; i <= 1000; i++) {
    g_autofree char *text = g_strdup_printf ("%u", i * 10);

    store (f, FALSE, i * 10, NOON + i, text);
  }
  open_chat (f, 0);
  check_places (f, 9010, 10000, "0-0+101");
  for (guint i = 1; i <= 5; i++) {
    whin_timeline_extend (f->timeline, TRUE);
    wait_loaded (f);
    check_places (f, 9010 - 1000 * i, 10000, "1-0+100");
  }
  whin_timeline_extend (f->timeline, TRUE);
  wait_loaded (f);
  /* The chip and 600 messages; the newest hundred were let go, what is in between stayed. */
  check_places (f, 3010, 9000, "1-0+100, 601-100+0");
  g_assert_cmpint (n_items (f), ==, 601);
  g_assert_cmpint (ord_of (f, 1), ==, 3010);
  g_assert_true (whin_timeline_get_more_below (f->timeline));

  /* What comes below the window waits there. */
  emit (message (f, FALSE, 10010, NOON, "new"));
  check_places (f, 3010, 9000, "");
  whin_timeline_extend (f->timeline, FALSE);
  wait_loaded (f);
  check_places (f, 4010, 10000, "1-100+0, 501-0+100");

  whin_timeline_show (f->timeline, 500);
  wait_loaded (f);
  check_places (f, 10, 1000, "1-600+100");
  g_assert_true (whin_timeline_find (f->timeline, 500, &position));
  g_assert_cmpint (ord_of (f, position), ==, 500);
  whin_timeline_show (f->timeline, 0);
  wait_loaded (f);
  g_assert_cmpint (ord_of (f, n_items (f) - 1), ==, 10010);
  g_assert_false (whin_timeline_get_more_below (f->timeline));
}

/* Both edges asked for at once: the second is not forgotten. */
static void
test_two_edges (Fixture *f, gconstpointer data)
{
  for (guint i = 1; i <= 300; i++)
    store (f, FALSE, i, NOON + i, "x");
  open_chat (f, 150);
  whin_timeline_extend (f->timeline, FALSE);
  whin_timeline_extend (f->timeline, TRUE);
  wait_loaded (f);
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
test_history (Fixture *f, gconstpointer data)
{
  store (f, FALSE, 1000, NOON, "newest");
  open_chat (f, 0);
  store (f, FALSE, 999, NOON - MINUTE, "the one before");
  emit_history (10);
  wait_loaded (f);
  g_assert_cmpint (ord_of (f, 1), ==, 999);
  for (guint i = 1; i <= 300; i++)
    store (f, FALSE, i, NOON - DAY + i, "x");
  emit_history (500);
  wait_loaded (f);
  g_assert_cmpint (ord_of (f, 1), ==, 201);
  /* From here on it is a matter of scrolling. */
  emit_history (WORK_WHOLE);
  wait_loaded (f);
  g_assert_cmpint (ord_of (f, 1), ==, 201);
}

/* In a chat with nothing in it. */
static void
test_history_of_nothing (Fixture *f, gconstpointer data)
{
  open_chat (f, 0);
  g_assert_cmpint (n_items (f), ==, 0);
  store (f, FALSE, 7, NOON, "an old one");
  emit_history (WORK_WHOLE);
  wait_loaded (f);
  check (f, "[20231115] |an old one.", "0-0+2");
}

static void
test_error (Fixture *f, gconstpointer data)
{
  for (guint i = 1; i <= 150; i++)
    store (f, FALSE, i, NOON + i, "x");
  open_chat (f, 0);
  fake_core_fail_next_query ();
  whin_timeline_extend (f->timeline, TRUE);
  wait_loaded (f);
  g_assert_cmpstr (whin_timeline_get_error (f->timeline), ==, "The disk refused");
  whin_timeline_extend (f->timeline, TRUE);
  wait_loaded (f);
  g_assert_null (whin_timeline_get_error (f->timeline));
  g_assert_cmpint (n_items (f), ==, 151);
}

static MessageRow *
notice (Fixture *f, gint64 ord, gint64 time, MessageKind kind, const char *text)
{
  MessageRow *row = message (f, FALSE, ord, time, text);
  Id somebody = fake_id ((guint) ord);

  row->kind = kind;
  row->people = g_array_new (FALSE, FALSE, sizeof (Id));
  g_array_append_val (row->people, somebody);
  return row;
}

static guint
folded (Fixture *f, guint position)
{
  g_autoptr (WhinMessage) item = g_list_model_get_item (G_LIST_MODEL (f->timeline), position);
  const GPtrArray *rows = whin_message_get_folded (item);

  return rows ? rows->len : 0;
}

/* Notices of one kind by one person are one item, the last of them, as long as nothing else stands
 * between. */
static void
test_folding (Fixture *f, gconstpointer data)
{
  fake_core_store_message (notice (f, 1, NOON, MESSAGE_GROUP_ADDED, "1"));
  fake_core_store_message (notice (f, 2, NOON + MINUTE, MESSAGE_GROUP_ADDED, "2"));
  open_chat (f, 0);
  check (f, "[20231115] |2.", "0-0+2");
  g_assert_cmpuint (folded (f, 1), ==, 2);
  emit (notice (f, 3, NOON + 2 * MINUTE, MESSAGE_GROUP_ADDED, "3"));
  check (f, "[20231115] |3.", "1-1+1");
  g_assert_cmpuint (folded (f, 1), ==, 3);
  emit (notice (f, 4, NOON + 3 * MINUTE, MESSAGE_GROUP_REMOVED, "4"));
  check (f, "[20231115] |3. |4.", "2-0+1");
  g_assert_cmpuint (folded (f, 2), ==, 0);
  emit (message (f, FALSE, 5, NOON + 4 * MINUTE, "hello"));
  emit (notice (f, 6, NOON + 5 * MINUTE, MESSAGE_GROUP_REMOVED, "6"));
  check (f, "[20231115] |3. |4. |hello. |6.", "3-0+1, 4-0+1");
  g_assert_cmpuint (folded (f, 4), ==, 0);
}

static MessageRow *
tile (Fixture *f, gint64 ord, guint album, const char *text)
{
  MessageRow *row = message (f, FALSE, ord, NOON + ord * 100, text);

  row->id = fake_id (100 + (guint) ord);
  row->kind = MESSAGE_PICTURE;
  row->media = media_new ();
  row->media->width = row->media->height = 10;
  row->media->album = (Album) { fake_id (album), 9, (guint) ord };
  return row;
}

/* The texts of the messages in it, in one word; "" when it stands by itself. */
static char *
album (Fixture *f, guint position)
{
  g_autoptr (WhinMessage) item = g_list_model_get_item (G_LIST_MODEL (f->timeline), position);
  const GPtrArray *messages = whin_message_get_album (item);
  GString *texts = g_string_new (NULL);

  for (guint i = 0; messages && i < messages->len; i++) {
    g_string_append (texts, whin_message_get_row (messages->pdata[i])->text);
    g_assert_true (whin_message_get_head (messages->pdata[i]) == item);
  }
  return g_string_free (texts, FALSE);
}

static void
check_album (Fixture *f, guint position, const char *texts)
{
  g_autofree char *found = album (f, position);

  g_assert_cmpstr (found, ==, texts);
}

static void
remove_one (Fixture *f, MessageRow *row)
{
  Batch *batch = batch_new ();
  MessageName name = { row->conv, row->author, row->id };

  g_array_append_val (batch->removed, name);
  message_row_unref (row);
  fake_core_emit (batch);
}

static void
count_cb (WhinMessage *message, guint *n)
{
  (*n)++;
}

/* What is sent together is one item, which stays the same while parts of it come and go. */
static void
test_albums (Fixture *f, gconstpointer data)
{
  g_autoptr (WhinMessage) item = NULL;
  MessageRow *row;
  guint position, changes = 0;

  fake_core_store_message (tile (f, 2, 1, "b"));
  fake_core_store_message (tile (f, 3, 1, "c"));
  row = message (f, FALSE, 5, NOON + 500, "between");
  row->id = fake_id (105);
  fake_core_store_message (row);
  fake_core_store_message (tile (f, 6, 1, "f"));
  open_chat (f, 0);
  check (f, "[20231115] |b between f.", "0-0+4");
  check_album (f, 1, "bc");
  check_album (f, 3, "");
  item = g_list_model_get_item (G_LIST_MODEL (f->timeline), 1);
  g_assert_cmpint (whin_message_get_last_ord (item), ==, 3);
  g_assert_true (whin_timeline_find (f->timeline, 3, &position));
  g_assert_cmpuint (position, ==, 1);
  /* Late, before and behind: the item is the same one. */
  emit (tile (f, 1, 1, "a"));
  emit (tile (f, 4, 1, "d"));
  check (f, "[20231115] |b between f.", "");
  check_album (f, 1, "abcd");
  /* What happens to one is told by the item. */
  g_signal_connect (item, "changed", G_CALLBACK (count_cb), &changes);
  row = tile (f, 4, 1, "D");
  emit (row);
  g_assert_cmpuint (changes, ==, 1);
  /* The one it is known by goes: another one takes its place, at once. */
  remove_one (f, tile (f, 2, 1, "b"));
  check (f, "[20231115] |a between f.", "1-1+1");
  check_album (f, 1, "acD");
  remove_one (f, tile (f, 1, 1, "a"));
  check (f, "[20231115] |c between f.", "1-1+1");
  remove_one (f, tile (f, 4, 1, "d"));
  check (f, "[20231115] |c between f.", "");
  check_album (f, 1, "");
  /* What stood between goes. */
  remove_one (f, tile (f, 5, 1, "between"));
  check (f, "[20231115] |c.", "2-2+0");
  check_album (f, 1, "cf");
  /* Another album is another item; a file is in none. */
  emit (tile (f, 7, 2, "g"));
  row = tile (f, 8, 2, "h");
  row->media->width = 0;
  emit (row);
  check (f, "[20231115] |c g h.", "2-0+1, 3-0+1");
  check_album (f, 1, "cf");
  check_album (f, 2, "");
}

int
main (int argc, char **argv)
{
  g_setenv ("TZ", "UTC", TRUE);
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func) g_test_add (path, Fixture, NULL, setup, func, teardown)
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
  ADD ("/model/timeline/folding", test_folding);
  ADD ("/model/timeline/albums", test_albums);
  return g_test_run ();
}
