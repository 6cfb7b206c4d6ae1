/* test-reel: the pictures and films around one, page by page on both sides, and what happens to
 * them. SPDX-License-Identifier: GPL-3.0-or-later */
#include "fake-core.h"
#include "model-log.h"

#include "whin-reel.h"

typedef struct {
  WhinClient *client;
  WhinReel *reel;
  ModelLog *log;
  Conv conv;
} Fixture;

static MessageRow *
make (Fixture *f, gint64 ord, const char *mime)
{
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, ord);

  return fake_file (&f->conv, &f->conv.id, ord, mime, text);
}

static void
print_message (GString *out, gpointer message)
{
  g_string_append (out, whin_message_get_row (message)->text);
}

static void
spin (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

/* Takes row. */
static void
tell (MessageRow *row)
{
  Batch *batch = batch_new ();

  g_ptr_array_add (batch->messages, row);
  fake_core_emit (batch);
}

static void
set_up (Fixture *f, gconstpointer data)
{
  f->client = whin_client_new ("", NULL, NULL);
  f->conv = (Conv) { CONV_USER, fake_id (1) };
}

static void
open_reel (Fixture *f, const MessageRow *first)
{
  f->reel = whin_reel_new (f->client, first);
  f->log = model_log_new (G_LIST_MODEL (f->reel), print_message);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  model_log_free (f->log);
  g_assert_finalize_object (f->reel);
  spin ();
  g_assert_finalize_object (f->client);
}

static void
test_takes (void)
{
  Fixture f = { .conv = { CONV_USER, fake_id (1) } };
  g_autoptr (MessageRow) picture = make (&f, 1, "image/png"), film = make (&f, 2, "video/mp4");
  g_autoptr (MessageRow) voice = make (&f, 3, "audio/ogg"), file = make (&f, 4, "text/plain");
  g_autoptr (MessageRow) words = fake_message (&f.conv, &f.conv.id, 5, 5, "words");

  g_assert_true (whin_reel_takes (picture));
  g_assert_true (whin_reel_takes (film));
  g_assert_false (whin_reel_takes (voice));
  g_assert_false (whin_reel_takes (file));
  g_assert_false (whin_reel_takes (words));
  picture->once = ONCE_WAITS;
  g_assert_false (whin_reel_takes (picture));
}

static void
test_both_sides (Fixture *f, gconstpointer data)
{
  g_autoptr (MessageRow) first = make (f, 3000, "image/png");
  WhinMessage *middle;

  fake_core_store_message (make (f, 1000, "image/png"));
  fake_core_store_message (make (f, 2000, "text/plain"));
  fake_core_store_message (message_row_ref (first));
  fake_core_store_message (make (f, 4000, "video/mp4"));
  open_reel (f, first);
  model_log_check (f->log, "3000", "");
  spin ();
  model_log_check (f->log, "1000 3000 4000", "0-0+1, 2-0+1");
  middle = g_list_model_get_item (G_LIST_MODEL (f->reel), 1);
  g_assert_cmpint (whin_message_get_row (whin_reel_step (f->reel, middle, -1))->ord, ==, 1000);
  g_assert_cmpint (whin_message_get_row (whin_reel_step (f->reel, middle, 1))->ord, ==, 4000);
  g_assert_null (whin_reel_step (f->reel, middle, -2));
  g_assert_null (whin_reel_step (f->reel, middle, 2));
  g_object_unref (middle);
}

/* Those who look near an end get more of it; nothing comes twice. */
static void
test_pages (Fixture *f, gconstpointer data)
{
  g_autoptr (MessageRow) first = make (f, 100000, "image/png");
  WhinMessage *last;
  guint n;

  for (guint i = 1; i < 100; i++)
    fake_core_store_message (make (f, i * 1000, "image/png"));
  fake_core_store_message (message_row_ref (first));
  open_reel (f, first);
  spin ();
  n = g_list_model_get_n_items (G_LIST_MODEL (f->reel));
  g_assert_cmpuint (n, <, 100);
  last = g_list_model_get_item (G_LIST_MODEL (f->reel), 0);
  whin_reel_look (f->reel, last);
  spin ();
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (f->reel)), >, n);
  g_assert_nonnull (whin_reel_step (f->reel, last, -1));
  g_object_unref (last);
  for (guint i = 0; i < 4; i++) {
    last = g_list_model_get_item (G_LIST_MODEL (f->reel), 0);
    whin_reel_look (f->reel, last);
    g_object_unref (last);
    spin ();
  }
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (f->reel)), ==, 100);
}

static void
test_changes (Fixture *f, gconstpointer data)
{
  g_autoptr (MessageRow) first = make (f, 3000, "image/png");
  g_autoptr (MessageRow) next = make (f, 5000, "image/png");
  MessageName name = { first->conv, first->author, first->id };
  Conv other = { CONV_USER, fake_id (2) };
  MessageRow *taken_back, *moved;
  Batch *batch = batch_new ();

  fake_core_store_message (message_row_ref (first));
  open_reel (f, first);
  spin ();
  model_log_check (f->log, "3000", "");
  tell (message_row_ref (next));
  model_log_check (f->log, "3000 5000", "1-0+1");
  /* Of another chat, and nothing to look at. */
  tell (fake_file (&other, &other.id, 6000, "image/png", "other"));
  tell (make (f, 7000, "text/plain"));
  model_log_check (f->log, "3000 5000", "");
  /* The server placed it elsewhere. */
  moved = message_row_copy (next);
  moved->ord = 2000;
  tell (moved);
  model_log_check (f->log, "5000 3000", "1-1+0, 0-0+1");
  taken_back = fake_message (&f->conv, &next->author, 2000, 5000, "");
  taken_back->id = next->id;
  tell (taken_back);
  model_log_check (f->log, "3000", "0-1+0");
  g_array_append_val (batch->removed, name);
  fake_core_emit (batch);
  model_log_check (f->log, "", "0-1+0");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/reel/takes", test_takes);
  g_test_add ("/reel/both-sides", Fixture, NULL, set_up, test_both_sides, tear_down);
  g_test_add ("/reel/pages", Fixture, NULL, set_up, test_pages, tear_down);
  g_test_add ("/reel/changes", Fixture, NULL, set_up, test_changes, tear_down);
  return g_test_run ();
}
