/* Chat view: nothing in sight may move unless a person moved it, and few rows do it all.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "chat-samples.h"

#include <adwaita.h>
#include <math.h>

#define BOUND_US (10 * G_USEC_PER_SEC)

typedef struct {
  GtkWidget *window, *scroller;
  WhinChatView *view;
  GtkAdjustment *adjustment;
  GListStore *store;
} Fixture;

/* Waiting */

static gboolean
count_tick (GtkWidget *widget, GdkFrameClock *clock, gpointer count)
{
  ++*(guint *) count;
  return G_SOURCE_CONTINUE;
}

/* Three frames: the change, its layout, and whatever that asked for. */
static void
settle (Fixture *f)
{
  guint ticks = 0, id = gtk_widget_add_tick_callback (f->window, count_tick, &ticks, NULL);
  gint64 end = g_get_monotonic_time () + BOUND_US;
  while (ticks < 4) {
    g_assert_cmpint (g_get_monotonic_time (), <, end);
    g_main_context_iteration (NULL, TRUE);
  }
  gtk_widget_remove_tick_callback (f->window, id);
  while (g_main_context_iteration (NULL, FALSE)) {
  }
}

static gboolean
wake_cb (gpointer unused)
{
  return G_SOURCE_CONTINUE;
}

#define wait_until(condition)                                                                      \
  G_STMT_START                                                                                     \
  {                                                                                                \
    gint64 until_ = g_get_monotonic_time () + BOUND_US;                                            \
    guint wake_ = g_timeout_add (20, wake_cb, NULL);                                               \
    gboolean done_ = FALSE;                                                                        \
    while (!(done_ = (condition)) && g_get_monotonic_time () < until_)                             \
      g_main_context_iteration (NULL, TRUE);                                                       \
    g_source_remove (wake_);                                                                       \
    g_assert_true (done_);                                                                         \
  }                                                                                                \
  G_STMT_END

/* Fixture */

static void
open_chat (Fixture *f, GListStore *store)
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

static void
open_long (Fixture *f, gconstpointer unused)
{
  open_chat (f, sample_chat (1000, 300));
}

static void
close_chat (Fixture *f, gconstpointer unused)
{
  gtk_window_destroy (GTK_WINDOW (f->window));
  while (g_main_context_iteration (NULL, FALSE)) {
  }
  g_assert_finalize_object (f->view);
  if (f->store)
    g_assert_finalize_object (f->store);
}

static void
scroll_by (Fixture *f, double by)
{
  gtk_adjustment_set_value (f->adjustment, gtk_adjustment_get_value (f->adjustment) + by);
  settle (f);
}

static guint
n_items (Fixture *f)
{
  return g_list_model_get_n_items (G_LIST_MODEL (f->store));
}

/* Places: where each item in sight is, by its text */

typedef GHashTable Places;

static double
row_y (Fixture *f, guint pos)
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

static const char *
text_at (Fixture *f, guint pos)
{
  g_autoptr (SampleItem) item = g_list_model_get_item (G_LIST_MODEL (f->store), pos);
  return item->view.text;
}

static guint
pos_of (Fixture *f, const char *text)
{
  for (guint i = 0; i < n_items (f); i++)
    if (g_str_equal (text_at (f, i), text))
      return i;
  return GTK_INVALID_LIST_POSITION;
}

static Places *
note_places (Fixture *f, gboolean whole)
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

static void
assert_same_places (Fixture *f, Places *places)
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

static guint
first_visible (Fixture *f)
{
  guint first, last;
  g_assert_true (whin_chat_view_get_visible_range (f->view, &first, &last));
  return first;
}

static void
edit (Fixture *f, guint pos, const char *text)
{
  g_autoptr (SampleItem) before = g_list_model_get_item (G_LIST_MODEL (f->store), pos);
  WhinMessageView view = before->view;
  view.text = text;
  g_autoptr (SampleItem) after = sample_item_new (&view);
  g_list_store_splice (f->store, pos, 1, (gpointer *) &after, 1);
}

static const char tall[] = "edited\nand\nmuch\ntaller\nthan\nbefore";

static void
append (Fixture *f, guint number)
{
  sample_insert (f->store, n_items (f), number, 1);
}

static double
gap_to_end (Fixture *f)
{
  return gtk_adjustment_get_upper (f->adjustment) - gtk_adjustment_get_page_size (f->adjustment) -
         gtk_adjustment_get_value (f->adjustment);
}

static void
assert_at_end (Fixture *f)
{
  guint last = n_items (f) - 1;
  GtkWidget *row = whin_chat_view_get_row (f->view, last);
  g_assert_nonnull (row);
  g_assert_true (whin_chat_view_get_at_end (f->view));
  g_assert_cmpfloat (gap_to_end (f), ==, 0);
  double end = row_y (f, last) + gtk_widget_get_height (row);
  g_assert_cmpfloat (gtk_widget_get_height (GTK_WIDGET (f->view)) - end, ==, 8);
}

/* Tests */

static void
test_opens_at_end (Fixture *f, gconstpointer unused)
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
  Fixture f;
  open_chat (&f, sample_chat (0, 2));
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
  close_chat (&f, NULL);
}

static void
test_no_drift (Fixture *f, gconstpointer unused)
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
  edit (f, first - 2, tall); /* a live row above, then one that is not live */
  edit (f, first - 40, tall);
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
test_late_growth (Fixture *f, gconstpointer unused)
{
  scroll_by (f, -2000);
  guint above = first_visible (f) - 2;
  GtkWidget *row = whin_chat_view_get_row (f->view, above);
  g_assert_nonnull (row);
  int before = gtk_widget_get_height (row);
  WhinMessageView view = *whin_message_row_get_view (WHIN_MESSAGE_ROW (row));
  view.text = tall;
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
  { .edited = TRUE, .text = tall },
  { .starred = TRUE, .pinned = TRUE },
  { .forwarded = TRUE, .quote_name = "Anna", .quote_text = "What was said" },
  { .more = TRUE },
  { .selecting = TRUE, .selected = TRUE },
  { .deleted = TRUE, .text = "This message was deleted" },
};

static void
do_to (Fixture *f, guint pos, const WhinMessageView *deed)
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
test_deeds (Fixture *f, gconstpointer unused)
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
test_change_in_sight (Fixture *f, gconstpointer unused)
{
  scroll_by (f, -8000);
  guint first = first_visible (f) + 1;
  double y = row_y (f, first);
  g_autofree char *text = g_strdup (text_at (f, first));

  sample_insert (f->store, first + 2, 4000, 2);
  settle (f);
  g_assert_cmpfloat (row_y (f, first), ==, y);
  edit (f, first + 2, tall);
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
test_width (Fixture *f, gconstpointer unused)
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
test_follows_end (Fixture *f, gconstpointer unused)
{
  for (guint i = 0; i < 10; i++) {
    append (f, 2000 + i);
    settle (f);
    assert_at_end (f);
  }
  sample_insert (f->store, n_items (f), 2100, 120);
  settle (f);
  assert_at_end (f);
  edit (f, n_items (f) - 1, tall);
  settle (f);
  assert_at_end (f);
  edit (f, n_items (f) - 3, tall);
  sample_insert (f->store, 0, 100, 50);
  settle (f);
  assert_at_end (f);
  g_list_store_remove (f->store, n_items (f) - 1);
  settle (f);
  assert_at_end (f);
}

static void
test_slack (Fixture *f, gconstpointer unused)
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
test_typing (Fixture *f, gconstpointer unused)
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
test_more_below (Fixture *f, gconstpointer unused)
{
  whin_chat_view_set_more_below (f->view, TRUE);
  scroll_by (f, -100);
  scroll_by (f, 100);
  g_assert_false (whin_chat_view_get_at_end (f->view));
  Places *p = note_places (f, FALSE);
  sample_insert (f->store, n_items (f), 2000, 100);
  assert_same_places (f, p);
}

static void
test_recycles (Fixture *f, gconstpointer unused)
{
  WhinChatViewStats stats;
  for (int i = 0; i < 60; i++) {
    gtk_adjustment_set_value (f->adjustment, gtk_adjustment_get_value (f->adjustment) - 90);
    settle (f);
    whin_chat_view_get_stats (f->view, &stats);
    g_assert_cmpuint (stats.live, <=, 30);
  }
  g_assert_cmpuint (stats.created, <=, 40);
  g_assert_cmpuint (stats.live + stats.pooled, ==, stats.created);
  scroll_by (f, -4000); /* far: the run starts afresh */
  whin_chat_view_get_stats (f->view, &stats);
  g_assert_cmpuint (stats.live, <=, 30);
  guint first, last;
  g_assert_true (whin_chat_view_get_visible_range (f->view, &first, &last));
  for (guint i = first; i < last; i++)
    g_assert_cmpfloat (row_y (f, i) + gtk_widget_get_height (whin_chat_view_get_row (f->view, i)),
                       ==, row_y (f, i + 1));
  scroll_by (f, -1e6);
  g_assert_cmpuint (first_visible (f), ==, 0);
  g_assert_cmpfloat (row_y (f, 0), ==, 8);
}

static void
test_scroll_to (Fixture *f, gconstpointer unused)
{
  int height = gtk_widget_get_height (GTK_WIDGET (f->view));
  guint targets[] = { 20, 290, 150, 152 };
  for (guint i = 0; i < G_N_ELEMENTS (targets); i++)
    for (double align = 0; align <= 1; align += 0.5) {
      whin_chat_view_scroll_to (f->view, targets[i], align, i % 2);
      settle (f);
      double expected = floor (
          align * (height - gtk_widget_get_height (whin_chat_view_get_row (f->view, targets[i]))));
      wait_until (fabs (row_y (f, targets[i]) - expected) <= 1);
    }
  whin_chat_view_scroll_to (f->view, 0, 0.5, FALSE);
  settle (f);
  g_assert_cmpfloat (row_y (f, 0), ==, 8);
  whin_chat_view_scroll_to_end (f->view, TRUE);
  settle (f);
  wait_until (whin_chat_view_get_at_end (f->view));
  settle (f);
  assert_at_end (f);
}

static void
test_restores_place (Fixture *f, gconstpointer unused)
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

typedef struct {
  Fixture *f;
  guint calls, next;
} Pager;

static void
page_cb (WhinChatView *view, GtkPositionType edge, Pager *pager)
{
  g_assert_cmpint (edge, ==, GTK_POS_TOP);
  if (++pager->calls > 6)
    return;
  pager->next -= 50;
  sample_insert (pager->f->store, 0, pager->next, 50);
}

static void
test_pages (Fixture *f, gconstpointer unused)
{
  Pager pager = { f, 0, 1000 };
  gulong id = g_signal_connect (f->view, "edge-reached", G_CALLBACK (page_cb), &pager);
  settle (f);
  g_assert_cmpuint (pager.calls, ==, 0);
  g_autofree char *fourth = g_strdup (text_at (f, 4));
  whin_chat_view_scroll_to (f->view, 4, 0, FALSE);
  settle (f);
  wait_until (pager.calls > 0);
  g_assert_cmpuint (n_items (f), >=, 350);
  g_assert_cmpfloat (row_y (f, pos_of (f, fourth)), ==, 0);
  while (pager.calls <= 6) {
    guint before = pager.calls;
    g_autofree char *top = g_strdup (text_at (f, 10));
    whin_chat_view_scroll_to (f->view, 10, 0, FALSE);
    settle (f);
    wait_until (pager.calls > before);
    settle (f);
    g_assert_cmpfloat (row_y (f, pos_of (f, top)), ==, 0);
  }
  /* No more came: it is not asked again and again. */
  guint calls = pager.calls;
  scroll_by (f, 10);
  scroll_by (f, -10);
  g_assert_cmpuint (pager.calls, ==, calls);
  g_signal_handler_disconnect (f->view, id);
}

static GtkEventController *
scroll_controller (Fixture *f)
{
  g_autoptr (GListModel) list = gtk_widget_observe_controllers (f->scroller);
  for (guint i = 0; i < g_list_model_get_n_items (list); i++) {
    g_autoptr (GtkEventController) controller = g_list_model_get_item (list, i);
    if (GTK_IS_EVENT_CONTROLLER_SCROLL (controller) &&
        gtk_event_controller_scroll_get_flags (GTK_EVENT_CONTROLLER_SCROLL (controller)) &
            GTK_EVENT_CONTROLLER_SCROLL_KINETIC)
      return controller;
  }
  return NULL;
}

typedef struct {
  Fixture *f;
  SampleItem *item; /* a row in the middle, followed for one frame */
  double y, value;
  guint frames;
  gint64 moved_at;
  double worst, travelled;
} Fling;

/* What moves on the screen is exactly what the adjustment moved: rows never jump under a fling. */
static void
follow_cb (Fling *fling)
{
  Fixture *f = fling->f;
  guint pos, first, last;
  double value = gtk_adjustment_get_value (f->adjustment);
  if (fling->item && g_list_store_find (f->store, fling->item, &pos) && row_y (f, pos) > -1e5) {
    double moved = row_y (f, pos) - fling->y, meant = fling->value - value;
    fling->worst = MAX (fling->worst, fabs (moved - meant));
    fling->travelled += moved;
    if (moved != 0)
      fling->moved_at = g_get_monotonic_time ();
    fling->frames++;
  }
  g_clear_object (&fling->item);
  if (!whin_chat_view_get_visible_range (f->view, &first, &last))
    return;
  fling->item = g_list_model_get_item (G_LIST_MODEL (f->store), (first + last) / 2);
  fling->y = row_y (f, (first + last) / 2);
  fling->value = value;
}

static void
test_fling (Fixture *f, gconstpointer unused)
{
  Pager pager = { f, 0, 1000 };
  Fling fling = { .f = f };
  g_signal_connect (f->view, "edge-reached", G_CALLBACK (page_cb), &pager);
  whin_chat_view_scroll_to (f->view, 40, 0, FALSE);
  settle (f);
  GtkEventController *scroll = scroll_controller (f);
  g_assert_nonnull (scroll);
  GdkFrameClock *clock = gtk_widget_get_frame_clock (f->window);
  gulong id = g_signal_connect_swapped (clock, "after-paint", G_CALLBACK (follow_cb), &fling);
  g_signal_emit_by_name (scroll, "decelerate", 0.0, -200.0);
  wait_until (fling.travelled > 1000 && g_get_monotonic_time () > fling.moved_at + 500000);
  g_signal_handler_disconnect (clock, id);
  g_clear_object (&fling.item);
  g_test_message ("%u frames, %.0f px, %u pages, worst %.2f px", fling.frames, fling.travelled,
                  pager.calls, fling.worst);
  g_assert_cmpuint (pager.calls, >=, 1);
  g_assert_cmpfloat (fling.worst, <=, 1); /* rounding to whole pixels */
}

typedef struct {
  guint calls, first, last;
  gint64 at;
} Seen;

static void
seen_cb (WhinChatView *view, guint first, guint last, Seen *seen)
{
  *seen = (Seen) { seen->calls + 1, first, last, g_get_monotonic_time () };
}

/* Assistive tools read the rows in the order of the children. */
static void
assert_child_order (Fixture *f)
{
  guint first, last;
  g_assert_true (whin_chat_view_get_visible_range (f->view, &first, &last));
  for (guint i = first; i < last; i++)
    g_assert_true (gtk_widget_get_next_sibling (whin_chat_view_get_row (f->view, i)) ==
                   whin_chat_view_get_row (f->view, i + 1));
}

static void
test_reports_sight (Fixture *f, gconstpointer unused)
{
  Seen seen = { 0 };
  guint first, last;
  gulong id = g_signal_connect (f->view, "visible-changed", G_CALLBACK (seen_cb), &seen);
  wait_until (seen.calls == 1);
  g_assert_cmpuint (seen.last, ==, 299);
  for (int i = 0; i < 5; i++)
    gtk_adjustment_set_value (f->adjustment, gtk_adjustment_get_value (f->adjustment) - 200);
  gint64 moved = g_get_monotonic_time ();
  settle (f);
  g_assert_cmpfloat (whin_chat_view_get_screens_below (f->view), >, 1);
  wait_until (seen.calls == 2);
  g_assert_cmpint (seen.at - moved, >=, 490 * 1000);
  g_assert_true (whin_chat_view_get_visible_range (f->view, &first, &last));
  g_assert_cmpuint (seen.first, ==, first);
  g_assert_cmpuint (seen.last, ==, last);

  /* A message that arrives in sight is seen too. */
  whin_chat_view_scroll_to_end (f->view, FALSE);
  wait_until (seen.calls == 3);
  append (f, 2000);
  wait_until (seen.calls == 4);
  g_assert_cmpuint (seen.last, ==, 300);
  assert_child_order (f);
  g_signal_handler_disconnect (f->view, id);
}

static void
count_cb (guint *count)
{
  ++*count;
}

/* Nothing ticks while nothing happens. */
static void
test_idle (Fixture *f, gconstpointer unused)
{
  Seen seen = { 0 };
  guint frames = 0, wakes = 0;
  g_signal_connect (f->view, "visible-changed", G_CALLBACK (seen_cb), &seen);
  scroll_by (f, -500);
  scroll_by (f, -1);
  wait_until (seen.calls >= 1);
  GdkFrameClock *clock = gtk_widget_get_frame_clock (f->window);
  gint64 end =
      g_get_monotonic_time () + 4500 * 1000; /* the floating date and the scrollbar have gone */
  guint timer = g_timeout_add (5000, wake_cb, NULL);
  while (g_get_monotonic_time () < end)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (timer);
  gulong id = g_signal_connect_swapped (clock, "update", G_CALLBACK (count_cb), &frames);
  end = g_get_monotonic_time () + 1500 * 1000;
  timer = g_timeout_add (1600, wake_cb, NULL);
  while (g_get_monotonic_time () < end)
    wakes += g_main_context_iteration (NULL, TRUE);
  g_source_remove (timer);
  g_signal_handler_disconnect (clock, id);
  g_assert_cmpuint (frames, ==, 0);
  g_assert_cmpuint (wakes, <=, 2);
}

/* Keyboard, through a real one */

static void
press (Fixture *f, const char *key)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process =
      g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, &error, "xdotool", "key", key, NULL);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_wait_check (process, NULL, &error));
  g_assert_no_error (error);
  settle (f);
}

static guint
focused (Fixture *f)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (f->window));
  if (!focus || !WHIN_IS_MESSAGE_ROW (focus))
    return GTK_INVALID_LIST_POSITION;
  const char *text = whin_message_row_get_view (WHIN_MESSAGE_ROW (focus))->text;
  return text ? pos_of (f, text) : GTK_INVALID_LIST_POSITION;
}

static gboolean
in_sight (Fixture *f, guint pos)
{
  GtkWidget *row = whin_chat_view_get_row (f->view, pos);
  double y = row_y (f, pos);
  return row && y >= 0 &&
         y + gtk_widget_get_height (row) <= gtk_widget_get_height (GTK_WIDGET (f->view));
}

static void
menu_cb (WhinChatView *view, guint pos, GtkWidget *row, double x, double y, guint *asked)
{
  g_assert_true (whin_chat_view_get_row (view, pos) == row);
  *asked = pos;
}

static void
test_menu (Fixture *f, gconstpointer unused)
{
  guint asked = 0;
  wait_until (gtk_window_is_active (GTK_WINDOW (f->window)));
  gulong id = g_signal_connect (f->view, "row-menu", G_CALLBACK (menu_cb), &asked);
  whin_chat_view_focus_row (f->view, 297);
  settle (f);
  press (f, "Menu");
  wait_until (asked == 297);
  press (f, "Up");
  press (f, "shift+F10");
  wait_until (asked == 296);
  g_signal_handler_disconnect (f->view, id);
}

static void
test_keyboard (Fixture *f, gconstpointer unused)
{
  wait_until (gtk_window_is_active (GTK_WINDOW (f->window)));
  whin_chat_view_focus_row (f->view, 295);
  settle (f);
  g_assert_cmpuint (focused (f), ==, 295);
  for (guint i = 0; i < 40; i++) {
    guint before = focused (f);
    press (f, "Up");
    wait_until (focused (f) == before - 1);
    g_assert_true (in_sight (f, focused (f)));
  }
  press (f, "Down");
  wait_until (focused (f) == 256);
  press (f, "Home");
  wait_until (focused (f) == 0);
  wait_until (in_sight (f, 0));
  press (f, "End");
  wait_until (focused (f) == 299);
  settle (f);
  assert_at_end (f);
  press (f, "Prior");
  wait_until (focused (f) < 299);
  guint page = focused (f);
  press (f, "Prior");
  wait_until (focused (f) < page);
  g_assert_true (in_sight (f, focused (f)));
  page = focused (f);
  press (f, "Next");
  wait_until (focused (f) > page);
  press (
      f,
      "Tab"); /* leaves: there is nothing else, so the window wraps, and does not walk the rows */
}

static void
test_focus_survives (Fixture *f, gconstpointer unused)
{
  wait_until (gtk_window_is_active (GTK_WINDOW (f->window)));
  whin_chat_view_focus_row (f->view, 290);
  settle (f);
  GtkWidget *row = whin_chat_view_get_row (f->view, 290);
  scroll_by (f, -6000);
  g_assert_true (gtk_window_get_focus (GTK_WINDOW (f->window)) == row);
  g_assert_cmpuint (focused (f), ==, 290);
  g_assert_cmpfloat (row_y (f, 290), >=, 600);
  sample_insert (f->store, 0, 10, 20);
  settle (f);
  g_assert_cmpuint (focused (f), ==, 310);
  press (f, "Up");
  wait_until (focused (f) == 309);
  wait_until (in_sight (f, 309));
  g_list_store_remove (f->store, 309);
  settle (f);
  wait_until (focused (f) == 309);
  edit (f, 309, "edited while focused");
  settle (f);
  g_assert_cmpuint (focused (f), ==, 309);
  scroll_by (f, -3000);
  g_list_store_remove (f->store, 309);
  settle (f);
  WhinChatViewStats stats;
  whin_chat_view_get_stats (f->view, &stats);
  g_assert_cmpuint (stats.live, <=, 30);
}

static void
test_accessible (Fixture *f, gconstpointer unused)
{
  WhinChatViewStats stats;
  g_assert_cmpint (gtk_accessible_get_accessible_role (GTK_ACCESSIBLE (f->view)), ==,
                   GTK_ACCESSIBLE_ROLE_LIST);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (f->view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "Messages");
  scroll_by (f, -900);
  append (f, 2000);
  settle (f);
  guint pos = first_visible (f);
  GtkAccessible *row = GTK_ACCESSIBLE (whin_chat_view_get_row (f->view, pos));
  gtk_test_accessible_assert_role (row, GTK_ACCESSIBLE_ROLE_LIST_ITEM);
  gtk_test_accessible_assert_relation (row, GTK_ACCESSIBLE_RELATION_POS_IN_SET, (int) pos + 1);
  gtk_test_accessible_assert_relation (row, GTK_ACCESSIBLE_RELATION_SET_SIZE, 301);
  gtk_test_accessible_assert_state (row, GTK_ACCESSIBLE_STATE_HIDDEN, FALSE);

  sample_insert (f->store, 150, 2001, 50);
  whin_chat_view_scroll_to (f->view, 9, 0, FALSE); /* a picture: fewer rows are needed */
  settle (f);
  whin_chat_view_get_stats (f->view, &stats);
  guint hidden = 0;
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (f->view)); child;
       child = gtk_widget_get_next_sibling (child))
    if (WHIN_IS_MESSAGE_ROW (child) && !gtk_widget_get_child_visible (child)) {
      gtk_test_accessible_assert_state (GTK_ACCESSIBLE (child), GTK_ACCESSIBLE_STATE_HIDDEN, TRUE);
      hidden++;
    }
  g_assert_cmpuint (hidden, ==, stats.pooled);
}

static GtkWidget *
floating_date (Fixture *f)
{
  GtkWidget *last = gtk_widget_get_last_child (GTK_WIDGET (f->view));
  g_assert_true (GTK_IS_LABEL (last));
  return last;
}

static void
test_date (void)
{
  Fixture f;
  open_chat (&f, sample_showcase (TRUE));
  GtkWidget *date = floating_date (&f);
  g_assert_false (gtk_widget_has_css_class (date, "shown"));
  scroll_by (&f, -700);
  g_assert_true (gtk_widget_has_css_class (date, "shown"));
  g_assert_cmpstr (gtk_label_get_label (GTK_LABEL (date)), ==, "Yesterday");
  wait_until (!gtk_widget_has_css_class (date, "shown"));
  scroll_by (&f, 20); /* down: stays away */
  g_assert_false (gtk_widget_has_css_class (date, "shown"));
  scroll_by (&f, -1e5); /* the day's own chip is in sight */
  g_assert_false (gtk_widget_has_css_class (date, "shown"));
  close_chat (&f, NULL);
}

static void
test_lets_go (Fixture *f, gconstpointer unused)
{
  GtkWidget *row = g_object_ref (whin_chat_view_get_row (f->view, 299));
  scroll_by (f, -1000);
  gtk_window_destroy (GTK_WINDOW (f->window));
  while (g_main_context_iteration (NULL, FALSE)) {
  }
  g_assert_finalize_object (f->view);
  g_assert_finalize_object (row);
  SampleItem *item = g_list_model_get_item (G_LIST_MODEL (f->store), 299);
  g_assert_finalize_object (f->store);
  g_assert_finalize_object (item);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
#define CHAT(name, function)                                                                       \
  g_test_add ("/chat-view/" name, Fixture, NULL, open_long, function, close_chat)
  CHAT ("opens-at-end", test_opens_at_end);
  g_test_add_func ("/chat-view/short", test_short);
  CHAT ("no-drift", test_no_drift);
  CHAT ("late-growth", test_late_growth);
  CHAT ("deeds", test_deeds);
  CHAT ("change-in-sight", test_change_in_sight);
  CHAT ("width", test_width);
  CHAT ("follows-end", test_follows_end);
  CHAT ("slack", test_slack);
  CHAT ("typing", test_typing);
  CHAT ("more-below", test_more_below);
  CHAT ("recycles", test_recycles);
  CHAT ("scroll-to", test_scroll_to);
  CHAT ("restores-place", test_restores_place);
  CHAT ("pages", test_pages);
  CHAT ("fling", test_fling);
  CHAT ("reports-sight", test_reports_sight);
  CHAT ("idle", test_idle);
  CHAT ("keyboard", test_keyboard);
  CHAT ("menu", test_menu);
  CHAT ("focus-survives", test_focus_survives);
  CHAT ("accessible", test_accessible);
  g_test_add_func ("/chat-view/date", test_date);
  g_test_add ("/chat-view/lets-go", Fixture, NULL, open_long, test_lets_go, NULL);
  return g_test_run ();
}
