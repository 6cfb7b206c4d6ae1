/* Chat view: nothing in sight may move unless a person moved it.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "chat-fixture.h"

#include <string.h>

static void
test_no_drift (ChatFixture *f, gconstpointer unused)
{
  scroll_by (f, -3000);
  g_assert_false (whin_chat_view_get_at_end (f->view));

  Places *p = note_places (f, FALSE);
  append (f, 2000);
  assert_same_places (f, p);

  p = note_places (f, FALSE);
  sample_insert (f->store, n_items (f), 2001, 100);
  assert_same_places (f, p);

  p = note_places (f, FALSE);
  sample_insert (f->store, 0, 500, 100);
  assert_same_places (f, p);

  p = note_places (f, FALSE);
  g_list_store_splice (f->store, 0, 60, NULL, 0); /* trim above */
  assert_same_places (f, p);

  p = note_places (f, FALSE);
  g_list_store_splice (f->store, n_items (f) - 60, 60, NULL, 0); /* trim below */
  assert_same_places (f, p);

  guint first = first_visible (f);
  p = note_places (f, TRUE);
  edit (f, first - 2, TALL); /* a live row above, then one that is not live */
  edit (f, first - 40, TALL);
  assert_same_places (f, p);

  p = note_places (f, TRUE);
  sample_insert (f->store, first_visible (f) - 2, 3000, 3);
  sample_insert (f->store, first_visible (f) - 1, 3100, 50);
  assert_same_places (f, p);

  p = note_places (f, TRUE);
  g_list_store_remove (f->store, first_visible (f) - 2);
  g_list_store_splice (f->store, first_visible (f) - 80, 75, NULL, 0);
  assert_same_places (f, p);
}

/* The row itself grows, with no word from the model: a reaction arrives, a picture without a size
 * loads. */
static void
test_late_growth (ChatFixture *f, gconstpointer unused)
{
  scroll_by (f, -2000);
  guint above = first_visible (f) - 2;
  GtkWidget *row = whin_chat_view_get_row (f->view, above);
  g_assert_nonnull (row);
  int before = gtk_widget_get_height (row);
  WhinMessageView view = *whin_message_row_get_view (WHIN_MESSAGE_ROW (row));
  view.text = TALL;
  Places *p = note_places (f, TRUE);
  whin_message_row_set_view (WHIN_MESSAGE_ROW (row), &view);
  assert_same_places (f, p);
  g_assert_cmpint (gtk_widget_get_height (row), >, before);
}

/* What people do to messages, one after the other: each with the row that shows it then. */
static const WhinMessageView deeds[] = {
  { .reactions = { { "👍", 1, TRUE } }, .n_reactions = 1 },
  { .reactions = { { "👍", 2, TRUE }, { "😂", 1, FALSE } }, .n_reactions = 2 },
  { 0 }, /* taken back */
  { .edited = TRUE, .text = TALL },
  { .starred = TRUE, .pinned = TRUE },
  { .forwarded = TRUE, .quote_name = "Anna", .quote_text = "What was said" },
  { .more = TRUE },
  { .selecting = TRUE, .selected = TRUE },
  { .deleted = TRUE, .text = "This message was deleted" },
};

static void
do_to (ChatFixture *f, guint pos, const WhinMessageView *deed)
{
  g_autoptr (SampleItem) item = g_list_model_get_item (G_LIST_MODEL (f->store), pos);
  GtkWidget *row = whin_chat_view_get_row (f->view, pos);
  WhinMessageView view = item->view;

  g_assert_nonnull (row);
  view.text = deed->text ? deed->text : view.text;
  view.edited = deed->edited;
  view.starred = deed->starred;
  view.pinned = deed->pinned;
  view.forwarded = deed->forwarded;
  view.quote_name = deed->quote_name;
  view.quote_text = deed->quote_text;
  view.more = deed->more;
  view.selecting = deed->selecting;
  view.selected = deed->selected;
  view.deleted = deed->deleted;
  view.n_reactions = deed->n_reactions;
  memcpy (view.reactions, deed->reactions, sizeof view.reactions);
  whin_message_row_set_view (WHIN_MESSAGE_ROW (row), &view);
}

/* Above what is in sight, in sight, and at the end: nobody has to look for the line they read. */
static void
test_deeds (ChatFixture *f, gconstpointer unused)
{
  for (guint i = 0; i < G_N_ELEMENTS (deeds); i++) {
    do_to (f, n_items (f) - 1, &deeds[i]);
    settle (f);
    assert_at_end (f);
  }
  scroll_by (f, -2000);
  for (guint i = 0; i < G_N_ELEMENTS (deeds); i++) {
    Places *p = note_places (f, TRUE);
    do_to (f, first_visible (f) - 2, &deeds[i]);
    assert_same_places (f, p);

    guint first = first_visible (f) + 1;
    double y = row_y (f, first);
    do_to (f, first + 1, &deeds[i]);
    settle (f);
    g_assert_cmpfloat (row_y (f, first), ==, y);
  }
}

static void
set_readers (ChatFixture *f, guint pos, guint n)
{
  g_autoptr (SampleItem) item = g_list_model_get_item (G_LIST_MODEL (f->store), pos);
  GtkWidget *row = whin_chat_view_get_row (f->view, pos);
  WhinMessageView view = item->view;

  g_assert_true (view.own);
  view.n_readers = n;
  view.n_faces = MIN (n, WHIN_MAX_FACES);
  for (guint i = 0; i < view.n_faces; i++)
    view.faces[i] = (WhinFaceView) { (const char *[]) { "Anna", "Ben", "Cleo" }[i], i, NULL };
  whin_message_row_set_view (WHIN_MESSAGE_ROW (row), &view);
}

static guint
own_before (ChatFixture *f, guint pos)
{
  while (TRUE) {
    g_autoptr (SampleItem) item = g_list_model_get_item (G_LIST_MODEL (f->store), --pos);

    if (item->view.own)
      return pos;
  }
}

/* Faces come, get more, and go on to the next message: not one row moves or grows. */
static void
test_readers (ChatFixture *f, gconstpointer unused)
{
  for (int up = 0; up <= 1; up++) {
    guint last, newer, older;

    if (up)
      scroll_by (f, -2000);
    g_assert_true (whin_chat_view_get_visible_range (f->view, &older, &last));
    newer = own_before (f, last);
    older = own_before (f, newer);
    for (guint n = 1; n <= 5; n++) {
      Places *p = note_places (f, FALSE);
      set_readers (f, older, n);
      assert_same_places (f, p);
    }
    Places *p = note_places (f, FALSE);
    set_readers (f, newer, 2);
    set_readers (f, older, 0);
    assert_same_places (f, p);
  }
}

static void
test_change_in_sight (ChatFixture *f, gconstpointer unused)
{
  scroll_by (f, -8000);
  guint first = first_visible (f) + 1;
  double y = row_y (f, first);
  g_autofree char *text = g_strdup (text_at (f, first));

  sample_insert (f->store, first + 2, 4000, 2);
  settle (f);
  g_assert_cmpfloat (row_y (f, first), ==, y);
  edit (f, first + 2, TALL);
  settle (f);
  g_assert_cmpfloat (row_y (f, first), ==, y);
  g_list_store_remove (f->store, first + 1);
  settle (f);
  g_assert_cmpfloat (row_y (f, first), ==, y);
  g_assert_cmpstr (text_at (f, first), ==, text);

  /* Everything in sight goes at once: reading goes on at the same spot. */
  g_list_store_splice (f->store, first - 10, 60, NULL, 0);
  settle (f);
  guint a, b;
  g_assert_true (whin_chat_view_get_visible_range (f->view, &a, &b));
  g_assert_cmpuint (a, >=, first - 20);
  g_assert_cmpuint (a, <=, first - 5);
}

static void
test_width (ChatFixture *f, gconstpointer unused)
{
  scroll_by (f, -2500);
  int widths[] = { 700, 520, 380, 900, 420 };
  whin_chat_view_scroll_to (f->view, 200, 0, FALSE);
  settle (f);
  double y = row_y (f, 200);
  g_assert_cmpfloat (y, ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (widths); i++) {
    gtk_window_set_default_size (GTK_WINDOW (f->window), widths[i], 600);
    wait_until (gtk_widget_get_width (GTK_WIDGET (f->view)) == widths[i]);
    settle (f);
    g_assert_cmpfloat (row_y (f, 200), ==, y);
  }
  whin_chat_view_scroll_to_end (f->view, FALSE);
  settle (f);
  for (guint i = 0; i < G_N_ELEMENTS (widths); i++) {
    gtk_window_set_default_size (GTK_WINDOW (f->window), widths[i], 600 - 20 * i);
    wait_until (gtk_widget_get_width (GTK_WIDGET (f->view)) == widths[i]);
    settle (f);
    assert_at_end (f);
  }
}

static void
test_restores_place (ChatFixture *f, gconstpointer unused)
{
  gpointer item = NULL;
  double offset = 0;
  guint pos;
  g_assert_false (whin_chat_view_get_anchor (f->view, &item, &offset));
  scroll_by (f, -2345);
  Places *p = note_places (f, FALSE);
  g_assert_true (whin_chat_view_get_anchor (f->view, &item, &offset));
  g_assert_true (g_list_store_find (f->store, item, &pos));
  g_object_unref (item);

  g_autoptr (GListStore) other = sample_chat (0, 40);
  whin_chat_view_set_model (f->view, G_LIST_MODEL (other));
  settle (f);
  whin_chat_view_set_model (f->view, G_LIST_MODEL (f->store));
  whin_chat_view_set_anchor (f->view, pos, offset);
  assert_same_places (f, p);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  CHAT_TEST ("no-drift", test_no_drift);
  CHAT_TEST ("late-growth", test_late_growth);
  CHAT_TEST ("deeds", test_deeds);
  CHAT_TEST ("readers", test_readers);
  CHAT_TEST ("change-in-sight", test_change_in_sight);
  CHAT_TEST ("width", test_width);
  CHAT_TEST ("restores-place", test_restores_place);
  return g_test_run ();
}
