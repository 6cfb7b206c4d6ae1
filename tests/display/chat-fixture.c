/* chat fixture: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "chat-fixture.h"

void
settle (ChatFixture *f)
{
  wait_for_frames (f->window, 4);
  while (g_main_context_iteration (NULL, FALSE)) {
  }
}

void
chat_open (ChatFixture *f, GListStore *store)
{
  f->window = gtk_window_new ();
  f->scroller = gtk_scrolled_window_new ();
  f->store = store;
  f->view = WHIN_CHAT_VIEW (g_object_ref_sink (whin_chat_view_new (&sample_factory, NULL, NULL)));
  gtk_window_set_default_size (GTK_WINDOW (f->window), 420, 600);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (f->scroller), GTK_WIDGET (f->view));
  gtk_window_set_child (GTK_WINDOW (f->window), f->scroller);
  f->adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (f->scroller));
  whin_chat_view_set_model (f->view, G_LIST_MODEL (store));
  gtk_window_present (GTK_WINDOW (f->window));
  settle (f);
  settle (f);
}

void
chat_open_long (ChatFixture *f, gconstpointer unused)
{
  chat_open (f, sample_chat (1000, 300));
}

void
chat_close (ChatFixture *f, gconstpointer unused)
{
  gtk_window_destroy (GTK_WINDOW (f->window));
  while (g_main_context_iteration (NULL, FALSE)) {
  }
  g_assert_finalize_object (f->view);
  if (f->store)
    g_assert_finalize_object (f->store);
}

void
scroll_by (ChatFixture *f, double by)
{
  gtk_adjustment_set_value (f->adjustment, gtk_adjustment_get_value (f->adjustment) + by);
  settle (f);
}

guint
n_items (ChatFixture *f)
{
  return g_list_model_get_n_items (G_LIST_MODEL (f->store));
}

double
row_y (ChatFixture *f, guint pos)
{
  GtkWidget *row = whin_chat_view_get_row (f->view, pos);
  graphene_rect_t bounds;
  if (!row || !gtk_widget_compute_bounds (row, GTK_WIDGET (f->view), &bounds))
    return -1e6;
  graphene_point_t origin;
  g_assert_true (
      gtk_widget_compute_point (row, GTK_WIDGET (f->view), &GRAPHENE_POINT_INIT (0, 0), &origin));
  return origin.y;
}

const char *
text_at (ChatFixture *f, guint pos)
{
  g_autoptr (SampleItem) item = g_list_model_get_item (G_LIST_MODEL (f->store), pos);
  return item->view.text;
}

guint
pos_of (ChatFixture *f, const char *text)
{
  for (guint i = 0; i < n_items (f); i++)
    if (g_str_equal (text_at (f, i), text))
      return i;
  return GTK_INVALID_LIST_POSITION;
}

Places *
note_places (ChatFixture *f, gboolean whole)
{
  Places *places = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  int height = gtk_widget_get_height (GTK_WIDGET (f->view));
  for (guint i = 0; i < n_items (f); i++) {
    GtkWidget *row = whin_chat_view_get_row (f->view, i);
    if (!row)
      continue;
    double y = row_y (f, i), end = y + gtk_widget_get_height (row);
    if (whole ? y >= 0 && end <= height : end > 0 && y < height)
      g_hash_table_insert (places, g_strdup (text_at (f, i)), g_memdup2 (&y, sizeof y));
  }
  g_assert_cmpuint (g_hash_table_size (places), >=, 2);
  return places;
}

void
assert_same_places (ChatFixture *f, Places *places)
{
  GHashTableIter iter;
  gpointer text, y;
  settle (f);
  g_hash_table_iter_init (&iter, places);
  while (g_hash_table_iter_next (&iter, &text, &y)) {
    guint pos = pos_of (f, text);
    g_assert_cmpuint (pos, !=, GTK_INVALID_LIST_POSITION);
    g_assert_cmpfloat (row_y (f, pos), ==, *(double *) y);
  }
  g_hash_table_unref (places);
}

guint
first_visible (ChatFixture *f)
{
  guint first, last;
  g_assert_true (whin_chat_view_get_visible_range (f->view, &first, &last));
  return first;
}

void
edit (ChatFixture *f, guint pos, const char *text)
{
  g_autoptr (SampleItem) before = g_list_model_get_item (G_LIST_MODEL (f->store), pos);
  WhinMessageView view = before->view;
  view.text = text;
  g_autoptr (SampleItem) after = sample_item_new (&view);
  g_list_store_splice (f->store, pos, 1, (gpointer *) &after, 1);
}

void
append (ChatFixture *f, guint number)
{
  sample_insert (f->store, n_items (f), number, 1);
}

double
gap_to_end (ChatFixture *f)
{
  return gtk_adjustment_get_upper (f->adjustment) - gtk_adjustment_get_page_size (f->adjustment) -
         gtk_adjustment_get_value (f->adjustment);
}

void
assert_at_end (ChatFixture *f)
{
  guint last = n_items (f) - 1;
  GtkWidget *row = whin_chat_view_get_row (f->view, last);
  g_assert_nonnull (row);
  g_assert_true (whin_chat_view_get_at_end (f->view));
  g_assert_cmpfloat (gap_to_end (f), ==, 0);
  double end = row_y (f, last) + gtk_widget_get_height (row);
  g_assert_cmpfloat (gtk_widget_get_height (GTK_WIDGET (f->view)) - end, ==, 8);
}
