/* Chat view, keyboard and assistive tools.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "chat-fixture.h"

static void
press (ChatFixture *f, const char *key)
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
focused (ChatFixture *f)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (f->window));
  if (!focus || !WHIN_IS_MESSAGE_ROW (focus))
    return GTK_INVALID_LIST_POSITION;
  const char *text = whin_message_row_get_view (WHIN_MESSAGE_ROW (focus))->text;
  return text ? pos_of (f, text) : GTK_INVALID_LIST_POSITION;
}

static gboolean
in_sight (ChatFixture *f, guint pos)
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
test_menu (ChatFixture *f, gconstpointer unused)
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
test_keyboard (ChatFixture *f, gconstpointer unused)
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
test_focus_survives (ChatFixture *f, gconstpointer unused)
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
test_accessible (ChatFixture *f, gconstpointer unused)
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

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  CHAT_TEST ("keyboard", test_keyboard);
  CHAT_TEST ("menu", test_menu);
  CHAT_TEST ("focus-survives", test_focus_survives);
  CHAT_TEST ("accessible", test_accessible);
  return g_test_run ();
}
