/* report: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-report.h"

#include "whin-client-people.h"
#include "whin-combo.h"
#include "whin-sentence.h"
#include "whin-window.h"

#include <glib/gi18n.h>

/* What is shown, and the word that goes to the server. */
static const char *const reasons[] = { N_ ("Spam"), N_ ("Harassment or threats"),
                                       N_ ("Pretends to be somebody else"), N_ ("Something else"),
                                       NULL };
static const char *const words[] = { "spam", "abuse", "impostor", "other" };

typedef struct {
  WhinClient *client;
  Id acc;
  AdwComboRow *reason;
  GtkWidget *parent;
} Report;

static void
report_free (gpointer data, GClosure *closure)
{
  Report *report = data;

  g_object_unref (report->client);
  g_object_unref (report->parent);
  g_free (report);
}

static void
reported_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GtkWidget) parent = user_data;
  g_autoptr (GError) error = NULL;

  whin_client_report_finish (NULL, result, &error);
  whin_window_toast (parent, error ? error->message : _ ("Reported to whoever runs the server"));
}

static void
response_cb (AdwAlertDialog *dialog, const char *response, Report *report)
{
  if (g_str_equal (response, "cancel") || !whin_client_get_core (report->client))
    return;
  whin_client_report_async (report->client, &report->acc,
                            words[adw_combo_row_get_selected (report->reason)], NULL, reported_cb,
                            g_object_ref (report->parent));
  if (g_str_equal (response, "block"))
    whin_client_block (report->client, &report->acc, TRUE);
}

static GtkWidget *
reason_row (Report *report)
{
  GtkWidget *list = gtk_list_box_new ();
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  GtkWidget *row = whin_combo_new (_ ("Reason"), names);

  for (guint i = 0; reasons[i]; i++)
    gtk_string_list_append (names, _ (reasons[i]));
  report->reason = ADW_COMBO_ROW (row);
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  gtk_list_box_append (GTK_LIST_BOX (list), row);
  return list;
}

void
whin_report_present (WhinClient *client, const Id *acc, const char *name, GtkWidget *parent)
{
  g_autofree char *heading = whin_sentence (_ ("Report %s?"), name);
  AdwDialog *dialog = adw_alert_dialog_new (heading, NULL);
  AdwAlertDialog *alert = ADW_ALERT_DIALOG (dialog);
  Report *report = g_new0 (Report, 1);

  report->client = g_object_ref (client);
  report->acc = *acc;
  report->parent = g_object_ref (parent);
  adw_alert_dialog_set_body (alert,
                             _ ("Whoever runs the server learns who, and why. They cannot read "
                                "your messages, and none is sent to them."));
  adw_alert_dialog_set_extra_child (alert, reason_row (report));
  adw_alert_dialog_add_responses (alert, "cancel", _ ("_Cancel"), "report", _ ("_Report"), "block",
                                  _ ("Report and _Block"), NULL);
  adw_alert_dialog_set_response_appearance (alert, "block", ADW_RESPONSE_DESTRUCTIVE);
  adw_alert_dialog_set_close_response (alert, "cancel");
  g_signal_connect_data (dialog, "response", G_CALLBACK (response_cb), report, report_free,
                         G_CONNECT_DEFAULT);
  adw_dialog_present (dialog, parent);
}
