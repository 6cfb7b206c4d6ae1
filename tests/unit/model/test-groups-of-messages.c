/* Tests what the timeline shows of several messages at once: notices folded into one, and albums.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "timeline-fixture.h"

static MessageRow *
notice (TimelineFixture *f, gint64 ord, gint64 time, MessageKind kind, const char *text)
{
  MessageRow *row = timeline_message (f, FALSE, ord, time, text);
  Id somebody = fake_id ((guint) ord);

  row->kind = kind;
  row->people = g_array_new (FALSE, FALSE, sizeof (Id));
  g_array_append_val (row->people, somebody);
  return row;
}

static guint
folded (TimelineFixture *f, guint position)
{
  g_autoptr (WhinMessage) item = g_list_model_get_item (G_LIST_MODEL (f->timeline), position);
  const GPtrArray *rows = whin_message_get_folded (item);

  return rows ? rows->len : 0;
}

/* Notices of one kind by one person are one item, the last of them, as long as nothing else stands
 * between. */
static void
test_folding (TimelineFixture *f, gconstpointer data)
{
  fake_core_store_message (notice (f, 1, NOON, MESSAGE_GROUP_ADDED, "1"));
  fake_core_store_message (notice (f, 2, NOON + MINUTE, MESSAGE_GROUP_ADDED, "2"));
  timeline_open (f, 0);
  timeline_check (f, "[20231115] |2.", "0-0+2");
  g_assert_cmpuint (folded (f, 1), ==, 2);
  timeline_emit (notice (f, 3, NOON + 2 * MINUTE, MESSAGE_GROUP_ADDED, "3"));
  timeline_check (f, "[20231115] |3.", "1-1+1");
  g_assert_cmpuint (folded (f, 1), ==, 3);
  timeline_emit (notice (f, 4, NOON + 3 * MINUTE, MESSAGE_GROUP_REMOVED, "4"));
  timeline_check (f, "[20231115] |3. |4.", "2-0+1");
  g_assert_cmpuint (folded (f, 2), ==, 0);
  timeline_emit (timeline_message (f, FALSE, 5, NOON + 4 * MINUTE, "hello"));
  timeline_emit (notice (f, 6, NOON + 5 * MINUTE, MESSAGE_GROUP_REMOVED, "6"));
  timeline_check (f, "[20231115] |3. |4. |hello. |6.", "3-0+1, 4-0+1");
  g_assert_cmpuint (folded (f, 4), ==, 0);
}

static MessageRow *
tile (TimelineFixture *f, gint64 ord, guint album, const char *text)
{
  MessageRow *row = timeline_message (f, FALSE, ord, NOON + ord * 100, text);

  row->id = fake_id (100 + (guint) ord);
  row->kind = MESSAGE_PICTURE;
  row->media = media_new ();
  row->media->width = row->media->height = 10;
  row->media->album = (Album) { fake_id (album), 9, (guint) ord };
  return row;
}

/* The texts of the messages in it, in one word; "" when it stands by itself. */
static char *
album (TimelineFixture *f, guint position)
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
check_album (TimelineFixture *f, guint position, const char *texts)
{
  g_autofree char *found = album (f, position);

  g_assert_cmpstr (found, ==, texts);
}

static void
remove_one (TimelineFixture *f, MessageRow *row)
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
test_albums (TimelineFixture *f, gconstpointer data)
{
  g_autoptr (WhinMessage) item = NULL;
  MessageRow *row;
  guint position, changes = 0;

  fake_core_store_message (tile (f, 2, 1, "b"));
  fake_core_store_message (tile (f, 3, 1, "c"));
  row = timeline_message (f, FALSE, 5, NOON + 500, "between");
  row->id = fake_id (105);
  fake_core_store_message (row);
  fake_core_store_message (tile (f, 6, 1, "f"));
  timeline_open (f, 0);
  timeline_check (f, "[20231115] |b between f.", "0-0+4");
  check_album (f, 1, "bc");
  check_album (f, 3, "");
  item = g_list_model_get_item (G_LIST_MODEL (f->timeline), 1);
  g_assert_cmpint (whin_message_get_last_ord (item), ==, 3);
  g_assert_true (whin_timeline_find (f->timeline, 3, &position));
  g_assert_cmpuint (position, ==, 1);
  /* Late, before and behind: the item is the same one. */
  timeline_emit (tile (f, 1, 1, "a"));
  timeline_emit (tile (f, 4, 1, "d"));
  timeline_check (f, "[20231115] |b between f.", "");
  check_album (f, 1, "abcd");
  /* What happens to one is told by the item. */
  g_signal_connect (item, "changed", G_CALLBACK (count_cb), &changes);
  row = tile (f, 4, 1, "D");
  timeline_emit (row);
  g_assert_cmpuint (changes, ==, 1);
  /* The one it is known by goes: another one takes its place, at once. */
  remove_one (f, tile (f, 2, 1, "b"));
  timeline_check (f, "[20231115] |a between f.", "1-1+1");
  check_album (f, 1, "acD");
  remove_one (f, tile (f, 1, 1, "a"));
  timeline_check (f, "[20231115] |c between f.", "1-1+1");
  remove_one (f, tile (f, 4, 1, "d"));
  timeline_check (f, "[20231115] |c between f.", "");
  check_album (f, 1, "");
  /* What stood between goes. */
  remove_one (f, tile (f, 5, 1, "between"));
  timeline_check (f, "[20231115] |c.", "2-2+0");
  check_album (f, 1, "cf");
  /* Another album is another item; a file is in none. */
  timeline_emit (tile (f, 7, 2, "g"));
  row = tile (f, 8, 2, "h");
  row->media->width = 0;
  timeline_emit (row);
  timeline_check (f, "[20231115] |c g h.", "2-0+1, 3-0+1");
  check_album (f, 1, "cf");
  check_album (f, 2, "");
}

int
main (int argc, char **argv)
{
  g_setenv ("TZ", "UTC", TRUE);
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func)                                                                            \
  g_test_add (path, TimelineFixture, NULL, timeline_set_up, func, timeline_tear_down)
  ADD ("/model/timeline/folding", test_folding);
  ADD ("/model/timeline/albums", test_albums);
  return g_test_run ();
}
