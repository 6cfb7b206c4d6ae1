/* chat-view-demo [--group] [--rtl] [--up PIXELS] [--size WxH]: shows one of everything, to be
 * looked at. SPDX-License-Identifier: GPL-3.0-or-later */
#include "chat-samples.h"

#include <adwaita.h>

static gboolean group, rtl, focus;
static int up;
static char *size;

static const GOptionEntry options[] = {
  { "group", 0, 0, G_OPTION_ARG_NONE, &group, "A group chat", NULL },
  { "rtl", 0, 0, G_OPTION_ARG_NONE, &rtl, "Right to left", NULL },
  { "focus", 0, 0, G_OPTION_ARG_NONE, &focus, "Focus a row as the keyboard does", NULL },
  { "up", 0, 0, G_OPTION_ARG_INT, &up, "Scroll up from the end", "PIXELS" },
  { "size", 0, 0, G_OPTION_ARG_STRING, &size, "Size of the window", "WxH" },
  { NULL },
};

static gboolean
scroll_cb (gpointer adjustment)
{
  gtk_adjustment_set_value (adjustment, gtk_adjustment_get_value (adjustment) - up);
  return G_SOURCE_REMOVE;
}

static gboolean
focus_cb (gpointer view)
{
  guint first, last;
  if (whin_chat_view_get_visible_range (view, &first, &last))
    whin_chat_view_focus_row (view, (first + last) / 2);
  gtk_window_set_focus_visible (GTK_WINDOW (gtk_widget_get_root (view)), TRUE);
  return G_SOURCE_REMOVE;
}

static void
activate_cb (GtkApplication *app)
{
  int width = 900, height = 900;
  if (size)
    sscanf (size, "%dx%d", &width, &height);
  if (rtl)
    gtk_widget_set_default_direction (GTK_TEXT_DIR_RTL);
  g_autoptr (GListStore) model = sample_showcase (group);
  GtkWidget *view = whin_chat_view_new (&sample_factory, NULL, NULL);
  whin_chat_view_set_model (WHIN_CHAT_VIEW (view), G_LIST_MODEL (model));
  GtkWidget *scroller = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), view);
  GtkWidget *frame = adw_toolbar_view_new ();
  adw_toolbar_view_add_top_bar (ADW_TOOLBAR_VIEW (frame), adw_header_bar_new ());
  adw_toolbar_view_set_content (ADW_TOOLBAR_VIEW (frame), scroller);
  GtkWidget *window = adw_application_window_new (app);
  gtk_window_set_title (GTK_WINDOW (window), "Anna Lindqvist");
  gtk_window_set_default_size (GTK_WINDOW (window), width, height);
  gtk_widget_set_size_request (window, 360, 294);
  adw_application_window_set_content (ADW_APPLICATION_WINDOW (window), frame);
  gtk_window_present (GTK_WINDOW (window));
  if (up)
    g_timeout_add (500, scroll_cb,
                   gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scroller)));
  if (focus)
    g_timeout_add (500, focus_cb, view);
}

int
main (int argc, char **argv)
{
  g_autoptr (AdwApplication) app = adw_application_new (NULL, G_APPLICATION_NON_UNIQUE);
  g_application_add_main_option_entries (G_APPLICATION (app), options);
  g_signal_connect (app, "activate", G_CALLBACK (activate_cb), NULL);
  return g_application_run (G_APPLICATION (app), argc, argv);
}
