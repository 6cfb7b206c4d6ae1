/* Chat view, its end: who is there stays there, who is not is left alone.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "chat-fixture.h"

static void
test_opens_at_end (ChatFixture *f, gconstpointer unused)
{
  WhinChatViewStats stats;
  assert_at_end (f);
  whin_chat_view_get_stats (f->view, &stats);
  g_assert_cmpuint (stats.live, <=, 30);
  g_assert_cmpuint (stats.created, <=, 30);
  g_assert_cmpuint (stats.binds, <=, 30);
}

static void
test_short (void)
{
  ChatFixture f;
  chat_open (&f, sample_chat (0, 2));
  assert_at_end (&f);
  g_assert_cmpfloat (row_y (&f, 0), >, 300);
  sample_insert (f.store, 0, 50, 1);
  settle (&f);
  assert_at_end (&f);
  g_list_store_remove_all (f.store);
  settle (&f);
  append (&f, 3);
  settle (&f);
  assert_at_end (&f);
  chat_close (&f, NULL);
}

static void
test_follows_end (ChatFixture *f, gconstpointer unused)
{
  for (guint i = 0; i < 10; i++) {
    append (f, 2000 + i);
    settle (f);
    assert_at_end (f);
  }
  sample_insert (f->store, n_items (f), 2100, 120);
  settle (f);
  assert_at_end (f);
  edit (f, n_items (f) - 1, TALL);
  settle (f);
  assert_at_end (f);
  edit (f, n_items (f) - 3, TALL);
  sample_insert (f->store, 0, 100, 50);
  settle (f);
  assert_at_end (f);
  g_list_store_remove (f->store, n_items (f) - 1);
  settle (f);
  assert_at_end (f);
}

static void
test_slack (ChatFixture *f, gconstpointer unused)
{
  scroll_by (f, -15);
  g_assert_true (whin_chat_view_get_at_end (f->view));
  g_assert_cmpfloat (gap_to_end (f), ==, 15); /* it is the end, but nothing snaps back by itself */
  append (f, 2000);
  settle (f);
  assert_at_end (f);
  scroll_by (f, -21);
  g_assert_false (whin_chat_view_get_at_end (f->view));
  Places *p = note_places (f, FALSE);
  append (f, 2001);
  assert_same_places (f, p);
  whin_chat_view_scroll_to_end (f->view, FALSE);
  settle (f);
  assert_at_end (f);
}

/* A typing row comes and goes. */
static void
test_typing (ChatFixture *f, gconstpointer unused)
{
  WhinMessageView typing = { WHIN_ROW_TYPING, .first_of_run = TRUE, .last_of_run = TRUE,
                             .text = "typing" };
  for (int up = 0; up <= 1; up++) {
    if (up)
      scroll_by (f, -1200);
    Places *p = up ? note_places (f, FALSE) : NULL;
    g_autoptr (SampleItem) item = sample_item_new (&typing);
    g_list_store_append (f->store, item);
    settle (f);
    if (!up)
      assert_at_end (f);
    g_list_store_remove (f->store, n_items (f) - 1);
    settle (f);
    if (up)
      assert_same_places (f, p);
    else
      assert_at_end (f);
  }
}

static void
test_more_below (ChatFixture *f, gconstpointer unused)
{
  whin_chat_view_set_more_below (f->view, TRUE);
  scroll_by (f, -100);
  scroll_by (f, 100);
  g_assert_false (whin_chat_view_get_at_end (f->view));
  Places *p = note_places (f, FALSE);
  sample_insert (f->store, n_items (f), 2000, 100);
  assert_same_places (f, p);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  CHAT_TEST ("opens-at-end", test_opens_at_end);
  g_test_add_func ("/chat-view/short", test_short);
  CHAT_TEST ("follows-end", test_follows_end);
  CHAT_TEST ("slack", test_slack);
  CHAT_TEST ("typing", test_typing);
  CHAT_TEST ("more-below", test_more_below);
  return g_test_run ();
}
