/* Step: the focus is in its contents, also when it was asked for before the dialog had mapped them.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "waiting.h"
#include "whin-step.h"

typedef struct {
  GtkWidget *window;
  AdwDialog *dialog;
  GtkWidget *step;
  GtkWidget *row;
} StepFixture;

static void
set_up (StepFixture *f, gconstpointer unused)
{
  GtkWidget *view = adw_toolbar_view_new ();
  AdwNavigationView *pages = ADW_NAVIGATION_VIEW (adw_navigation_view_new ());

  f->row = adw_entry_row_new ();
  f->step = g_object_new (WHIN_TYPE_STEP, "content", f->row, NULL);
  adw_toolbar_view_add_top_bar (ADW_TOOLBAR_VIEW (view), adw_header_bar_new ());
  adw_toolbar_view_set_content (ADW_TOOLBAR_VIEW (view), f->step);
  adw_navigation_view_add (pages, adw_navigation_page_new (gtk_button_new (), "Before"));
  adw_navigation_view_push (pages, adw_navigation_page_new (view, "Step"));
  f->dialog = adw_dialog_new ();
  adw_dialog_set_child (f->dialog, GTK_WIDGET (pages));
  f->window = adw_window_new ();
  adw_window_set_content (ADW_WINDOW (f->window), gtk_entry_new ());
  gtk_window_present (GTK_WINDOW (f->window));
  wait_until (gtk_widget_get_mapped (f->window));
}

static void
tear_down (StepFixture *f, gconstpointer unused)
{
  gtk_window_destroy (GTK_WINDOW (f->window));
  wait_until (g_list_model_get_n_items (gtk_window_get_toplevels ()) == 0);
}

static gboolean
row_has_focus (StepFixture *f)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (f->window));

  return focus && gtk_widget_is_ancestor (focus, f->row);
}

static void
test_at_once (StepFixture *f, gconstpointer unused)
{
  adw_dialog_present (f->dialog, f->window);
  gtk_widget_grab_focus (f->step);
  g_assert_false (gtk_widget_get_mapped (f->step));
  wait_until (gtk_widget_get_mapped (f->step));
  wait_for_frames (f->window, 5);
  g_assert_true (row_has_focus (f));
}

static void
test_once_shown (StepFixture *f, gconstpointer unused)
{
  adw_dialog_present (f->dialog, f->window);
  wait_until (gtk_widget_get_mapped (f->step));
  wait_for_frames (f->window, 5);
  g_assert_false (row_has_focus (f));
  gtk_widget_grab_focus (f->step);
  g_assert_true (row_has_focus (f));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();
  g_test_add ("/step/focus/at-once", StepFixture, NULL, set_up, test_at_once, tear_down);
  g_test_add ("/step/focus/once-shown", StepFixture, NULL, set_up, test_once_shown, tear_down);
  return g_test_run ();
}
