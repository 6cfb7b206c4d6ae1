/* message info: see the header. Each group comes when the store has answered; what there is nothing
 * of is not shown. SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-message-info.h"

#include "whin-client-messages.h"
#include "whin-failure.h"
#include "whin-format.h"
#include "whin-people-rows.h"

#include <glib/gi18n.h>

typedef struct {
  WhinClient *client;
  MessageRow *row;
  GCancellable *cancellable;
  AdwDialog *dialog; /* borrowed: this lives as long */
  AdwPreferencesPage *page;
  AdwPreferencesGroup *versions, *reactions, *read, *delivered, *waiting, *failed;
} Info;

static void
info_free (gpointer data)
{
  Info *info = data;

  g_cancellable_cancel (info->cancellable);
  g_object_unref (info->cancellable);
  g_object_unref (info->client);
  message_row_unref (info->row);
  g_free (info);
}

static char *
when (gint64 time)
{
  g_autofree char *day = whin_format_day (time, whin_now ()), *clock = whin_format_clock (time);

  /* Translators: a day and a time: "Yesterday, 14:05" */
  return g_strdup_printf (_ ("%s, %s"), day, clock);
}

static AdwPreferencesGroup *
group_new (Info *info, const char *title)
{
  GtkWidget *group = adw_preferences_group_new ();

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), title);
  gtk_widget_set_visible (group, FALSE);
  adw_preferences_page_add (info->page, ADW_PREFERENCES_GROUP (group));
  return ADW_PREFERENCES_GROUP (group);
}

static void
add_row (AdwPreferencesGroup *group, GtkWidget *row)
{
  adw_preferences_group_add (group, row);
  gtk_widget_set_visible (GTK_WIDGET (group), TRUE);
}

static GtkWidget *
text_row_new (const char *title, const char *subtitle)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 0);
  return row;
}

/* Answers that come after the dialog has gone were cancelled. */
static GPtrArray *
answer (gpointer user_data, GAsyncResult *result)
{
  return whin_client_query_finish (NULL, result, NULL);
}

static void
versions_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AdwDialog) dialog = user_data;
  g_autoptr (GPtrArray) versions = answer (NULL, result);
  Info *info = g_object_get_data (G_OBJECT (dialog), "info");

  for (guint i = 0; versions && versions->len > 1 && i < versions->len; i++) {
    const MessageVersion *version = versions->pdata[i];
    g_autofree char *time = when (version->time);

    add_row (info->versions, text_row_new (version->text, time));
  }
}

static void
reactions_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AdwDialog) dialog = user_data;
  g_autoptr (GPtrArray) reactors = answer (NULL, result);
  Info *info = g_object_get_data (G_OBJECT (dialog), "info");

  for (guint i = 0; reactors && i < reactors->len; i++) {
    const Reactor *reactor = reactors->pdata[i];
    g_autofree char *time = when (reactor->time);
    AdwActionRow *row = whin_person_row_new (info->client, &reactor->acc, time);
    GtkWidget *emoji = gtk_label_new (reactor->emoji);

    gtk_widget_add_css_class (emoji, "title-3");
    adw_action_row_add_suffix (row, emoji);
    add_row (info->reactions, GTK_WIDGET (row));
  }
}

static AdwPreferencesGroup *
group_of (Info *info, const Receipt *receipt)
{
  if (receipt->failed)
    return info->failed;
  if (receipt->read)
    return info->read;
  return receipt->delivered ? info->delivered : info->waiting;
}

static char *
words_of (const Receipt *receipt)
{
  gint64 time = receipt->read ? receipt->read : receipt->delivered;

  if (receipt->failed)
    return g_strdup (whin_failure_text (CONV_USER, receipt->error));
  return time ? when (time) : NULL;
}

static void
receipts_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AdwDialog) dialog = user_data;
  g_autoptr (GPtrArray) receipts = answer (NULL, result);
  Info *info = g_object_get_data (G_OBJECT (dialog), "info");

  for (guint i = 0; receipts && i < receipts->len; i++) {
    const Receipt *receipt = receipts->pdata[i];
    g_autofree char *text = words_of (receipt);

    add_row (group_of (info, receipt),
             GTK_WIDGET (whin_person_row_new (info->client, &receipt->acc, text)));
  }
}

static void
ask (Info *info)
{
  MessageName name = { info->row->conv, info->row->author, info->row->id };

  whin_client_query_versions_async (info->client, &name, info->cancellable, versions_cb,
                                    g_object_ref (info->dialog));
  whin_client_query_reactions_async (info->client, &name, info->cancellable, reactions_cb,
                                     g_object_ref (info->dialog));
  if (info->row->own && !whin_client_is_self (info->client, &info->row->conv.id))
    whin_client_query_receipts_async (info->client, &name, info->cancellable, receipts_cb,
                                      g_object_ref (info->dialog));
}

static void
fill (Info *info)
{
  AdwPreferencesGroup *message = group_new (info, "");
  g_autofree char *time = when (info->row->time), *words = whin_format_preview (info->row);

  add_row (message, text_row_new (words, time));
  info->failed = group_new (info, _ ("Not Sent"));
  info->reactions = group_new (info, _ ("Reactions"));
  info->read = group_new (info, _ ("Read"));
  info->delivered = group_new (info, _ ("Delivered"));
  info->waiting = group_new (info, _ ("Not Delivered Yet"));
  info->versions = group_new (info, _ ("Edit History"));
}

void
whin_message_info_present (GtkWidget *parent, WhinClient *client, const MessageRow *row)
{
  AdwDialog *dialog = adw_dialog_new ();
  GtkWidget *bar = adw_toolbar_view_new ();
  Info *info = g_new0 (Info, 1);

  info->client = g_object_ref (client);
  info->row = message_row_ref (row);
  info->cancellable = g_cancellable_new ();
  info->dialog = dialog;
  info->page = ADW_PREFERENCES_PAGE (adw_preferences_page_new ());
  g_object_set_data_full (G_OBJECT (dialog), "info", info, info_free);
  fill (info);
  adw_toolbar_view_add_top_bar (ADW_TOOLBAR_VIEW (bar), adw_header_bar_new ());
  adw_toolbar_view_set_content (ADW_TOOLBAR_VIEW (bar), GTK_WIDGET (info->page));
  adw_dialog_set_title (dialog, _ ("Message Info"));
  adw_dialog_set_content_width (dialog, 420);
  adw_dialog_set_content_height (dialog, 480);
  adw_dialog_set_child (dialog, bar);
  adw_dialog_present (dialog, parent);
  ask (info);
}
