/* dialog: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-dialog.h"

#include <glib/gi18n.h>

#define SHOWN "whin-shown-dialog"

AdwDialog *
whin_dialog_new (const char *title, const char *deed_label, GtkWidget **deed)
{
  AdwDialog *dialog = adw_dialog_new ();
  GtkWidget *view = adw_toolbar_view_new (), *bar = adw_header_bar_new ();
  GtkWidget *cancel = gtk_button_new_with_mnemonic (_ ("_Cancel"));

  *deed = gtk_button_new_with_mnemonic (deed_label);
  gtk_widget_add_css_class (*deed, "suggested-action");
  g_signal_connect_swapped (cancel, "clicked", G_CALLBACK (adw_dialog_close), dialog);
  adw_header_bar_set_show_start_title_buttons (ADW_HEADER_BAR (bar), FALSE);
  adw_header_bar_set_show_end_title_buttons (ADW_HEADER_BAR (bar), FALSE);
  adw_header_bar_pack_start (ADW_HEADER_BAR (bar), cancel);
  adw_header_bar_pack_end (ADW_HEADER_BAR (bar), *deed);
  adw_toolbar_view_add_top_bar (ADW_TOOLBAR_VIEW (view), bar);
  adw_dialog_set_title (dialog, title);
  adw_dialog_set_content_width (dialog, 420);
  adw_dialog_set_child (dialog, view);
  adw_dialog_set_default_widget (dialog, *deed);
  return dialog;
}

void
whin_dialog_set_page (AdwDialog *dialog, GtkWidget *page)
{
  adw_toolbar_view_set_content (ADW_TOOLBAR_VIEW (adw_dialog_get_child (dialog)), page);
}

static void
focus_taken_cb (AdwDialog *dialog, GParamSpec *pspec, GtkWidget *widget)
{
  g_signal_handlers_disconnect_by_func (dialog, focus_taken_cb, widget);
  gtk_widget_grab_focus (widget);
}

/* A bottom sheet of libadwaita 1.7 forgets what was wanted: it takes the first that can. */
void
whin_dialog_set_focus (AdwDialog *dialog, GtkWidget *widget)
{
  adw_dialog_set_focus (dialog, widget);
  g_signal_connect_object (dialog, "notify::focus-widget", G_CALLBACK (focus_taken_cb), widget,
                           G_CONNECT_DEFAULT);
}

static void
shown_changed_cb (AdwApplicationWindow *window)
{
  AdwDialog *now = adw_application_window_get_visible_dialog (window);
  AdwDialog *before = g_object_steal_data (G_OBJECT (window), SHOWN);

  if (before)
    g_idle_add_once (g_object_unref, before);
  if (now)
    g_object_set_data_full (G_OBJECT (window), SHOWN, g_object_ref (now), g_object_unref);
}

void
whin_dialog_keep_for_a_moment (AdwApplicationWindow *window)
{
  g_signal_connect (window, "notify::visible-dialog", G_CALLBACK (shown_changed_cb), NULL);
}
