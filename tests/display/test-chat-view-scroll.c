/* Chat view, scrolling: few rows do it all, more is fetched in time, and what is in sight is told.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "chat-fixture.h"

#include <math.h>

static void
test_recycles (ChatFixture *f, gconstpointer unused)
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
test_scroll_to (ChatFixture *f, gconstpointer unused)
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

typedef struct {
  ChatFixture *f;
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
test_pages (ChatFixture *f, gconstpointer unused)
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
scroll_controller (ChatFixture *f)
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
  ChatFixture *f;
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
  ChatFixture *f = fling->f;
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
test_fling (ChatFixture *f, gconstpointer unused)
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
assert_child_order (ChatFixture *f)
{
  guint first, last;
  g_assert_true (whin_chat_view_get_visible_range (f->view, &first, &last));
  for (guint i = first; i < last; i++)
    g_assert_true (gtk_widget_get_next_sibling (whin_chat_view_get_row (f->view, i)) ==
                   whin_chat_view_get_row (f->view, i + 1));
}

static void
test_reports_sight (ChatFixture *f, gconstpointer unused)
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
test_idle (ChatFixture *f, gconstpointer unused)
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
  guint timer = wait_beat (5000);
  while (g_get_monotonic_time () < end)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (timer);
  gulong id = g_signal_connect_swapped (clock, "update", G_CALLBACK (count_cb), &frames);
  end = g_get_monotonic_time () + 1500 * 1000;
  timer = wait_beat (1600);
  while (g_get_monotonic_time () < end)
    wakes += g_main_context_iteration (NULL, TRUE);
  g_source_remove (timer);
  g_signal_handler_disconnect (clock, id);
  g_assert_cmpuint (frames, ==, 0);
  g_assert_cmpuint (wakes, <=, 2);
}

static GtkWidget *
floating_date (ChatFixture *f)
{
  GtkWidget *last = gtk_widget_get_last_child (GTK_WIDGET (f->view));
  g_assert_true (GTK_IS_LABEL (last));
  return last;
}

static void
test_date (void)
{
  ChatFixture f;
  chat_open (&f, sample_showcase (TRUE));
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
  chat_close (&f, NULL);
}

static void
test_lets_go (ChatFixture *f, gconstpointer unused)
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
  CHAT_TEST ("recycles", test_recycles);
  CHAT_TEST ("scroll-to", test_scroll_to);
  CHAT_TEST ("pages", test_pages);
  CHAT_TEST ("fling", test_fling);
  CHAT_TEST ("reports-sight", test_reports_sight);
  CHAT_TEST ("idle", test_idle);
  g_test_add_func ("/chat-view/date", test_date);
  g_test_add ("/chat-view/lets-go", ChatFixture, NULL, chat_open_long, test_lets_go, NULL);
  return g_test_run ();
}
