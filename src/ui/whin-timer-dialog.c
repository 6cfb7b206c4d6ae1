/* timer dialog: see the header. It stays open when a group could not be changed, and says why.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-timer-dialog.h"

#include "whin-format.h"

#include <glib/gi18n.h>

#define CHOOSING "whin-choosing"
#define SECONDS "whin-seconds"

static const gint64 choices[] = { 0, 24 * 3600, 7 * 24 * 3600, 90 * 24 * 3600 };

typedef struct {
  WhinClient *client;
  Conv conv;
  AdwDialog *dialog; /* borrowed: it owns this */
  AdwPreferencesGroup *group;
  GtkCheckButton *first;
  GtkWidget *set_button;
  GtkLabel *error_label;
  gint64 seconds; /* what is chosen */
  GCancellable *cancellable;
} Choosing;

static void
choosing_free (gpointer data)
{
  Choosing *choosing = data;

  g_cancellable_cancel (choosing->cancellable);
  g_object_unref (choosing->cancellable);
  g_object_unref (choosing->client);
  g_free (choosing);
}

static void
set_done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AdwDialog) dialog = user_data;
  g_autoptr (GError) error = NULL;
  Choosing *choosing;

  if (whin_client_set_timer_finish (NULL, result, &error)) {
    adw_dialog_close (dialog);
    return;
  }
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  choosing = g_object_get_data (G_OBJECT (dialog), CHOOSING);
  gtk_widget_set_sensitive (choosing->set_button, TRUE);
  gtk_label_set_label (choosing->error_label, error->message);
  gtk_widget_set_visible (GTK_WIDGET (choosing->error_label), TRUE);
}

static void
set_cb (Choosing *choosing)
{
  gtk_widget_set_sensitive (choosing->set_button, FALSE);
  gtk_widget_set_visible (GTK_WIDGET (choosing->error_label), FALSE);
  whin_client_set_timer_async (choosing->client, &choosing->conv, choosing->seconds,
                               choosing->cancellable, set_done_cb, g_object_ref (choosing->dialog));
}

static void
toggled_cb (GtkCheckButton *button, Choosing *choosing)
{
  const gint64 *seconds = g_object_get_data (G_OBJECT (button), SECONDS);

  if (gtk_check_button_get_active (button))
    choosing->seconds = *seconds;
}

static void
add_choice (Choosing *choosing, gint64 seconds)
{
  g_autofree char *title = seconds ? whin_format_lasting (seconds) : g_strdup (_ ("Off"));
  GtkWidget *row = adw_action_row_new (), *button = gtk_check_button_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  gtk_check_button_set_group (GTK_CHECK_BUTTON (button), choosing->first);
  if (!choosing->first)
    choosing->first = GTK_CHECK_BUTTON (button);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  g_object_set_data_full (G_OBJECT (button), SECONDS, g_memdup2 (&seconds, sizeof seconds), g_free);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (button), seconds == choosing->seconds);
  g_signal_connect (button, "toggled", G_CALLBACK (toggled_cb), choosing);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), button);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), button);
  adw_preferences_group_add (choosing->group, row);
}

/* Another client, or the command line, may have set something else. */
static void
add_choices (Choosing *choosing)
{
  gboolean listed = FALSE;

  for (gsize i = 0; i < G_N_ELEMENTS (choices); i++) {
    listed |= choices[i] == choosing->seconds;
    add_choice (choosing, choices[i]);
  }
  if (!listed)
    add_choice (choosing, choosing->seconds);
}

static GtkWidget *
make_page (Choosing *choosing)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);

  choosing->group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  adw_preferences_group_set_description (
      choosing->group,
      _ ("New messages go away on all devices this long after they were read, and on the devices "
         "of who wrote them after they were sent. Anybody can still keep a copy."));
  add_choices (choosing);
  choosing->error_label = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_wrap (choosing->error_label, TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (choosing->error_label), "error");
  gtk_widget_set_visible (GTK_WIDGET (choosing->error_label), FALSE);
  gtk_widget_set_margin_top (box, 12);
  gtk_widget_set_margin_bottom (box, 24);
  gtk_widget_set_margin_start (box, 18);
  gtk_widget_set_margin_end (box, 18);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (choosing->group));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (choosing->error_label));
  return box;
}

static GtkWidget *
make_bar (Choosing *choosing)
{
  GtkWidget *bar = adw_header_bar_new ();
  GtkWidget *cancel = gtk_button_new_with_mnemonic (_ ("_Cancel"));

  choosing->set_button = gtk_button_new_with_mnemonic (_ ("_Set"));
  gtk_widget_add_css_class (choosing->set_button, "suggested-action");
  g_signal_connect_swapped (cancel, "clicked", G_CALLBACK (adw_dialog_close), choosing->dialog);
  g_signal_connect_swapped (choosing->set_button, "clicked", G_CALLBACK (set_cb), choosing);
  adw_header_bar_set_show_start_title_buttons (ADW_HEADER_BAR (bar), FALSE);
  adw_header_bar_set_show_end_title_buttons (ADW_HEADER_BAR (bar), FALSE);
  adw_header_bar_pack_start (ADW_HEADER_BAR (bar), cancel);
  adw_header_bar_pack_end (ADW_HEADER_BAR (bar), choosing->set_button);
  return bar;
}

AdwDialog *
whin_timer_dialog_new (WhinClient *client, WhinChat *chat)
{
  AdwDialog *dialog = adw_dialog_new ();
  GtkWidget *view = adw_toolbar_view_new (), *scroller = gtk_scrolled_window_new ();
  Choosing *choosing = g_new0 (Choosing, 1);

  choosing->client = g_object_ref (client);
  choosing->conv = *whin_chat_get_conv (chat);
  choosing->dialog = dialog;
  choosing->seconds = whin_chat_get_row (chat)->timer;
  choosing->cancellable = g_cancellable_new ();
  g_object_set_data_full (G_OBJECT (dialog), CHOOSING, choosing, choosing_free);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), make_page (choosing));
  adw_toolbar_view_add_top_bar (ADW_TOOLBAR_VIEW (view), make_bar (choosing));
  adw_toolbar_view_set_content (ADW_TOOLBAR_VIEW (view), scroller);
  adw_dialog_set_title (dialog, _ ("Disappearing Messages"));
  adw_dialog_set_content_width (dialog, 420);
  adw_dialog_set_child (dialog, view);
  adw_dialog_set_default_widget (dialog, choosing->set_button);
  return dialog;
}
