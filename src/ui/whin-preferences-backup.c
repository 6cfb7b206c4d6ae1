/* preferences, backup: whether there is a recovery key, the backups on the server, and those in
 * files. SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-preferences-private.h"

#include "whin-backup-page.h"
#include "whin-backup.h"
#include "whin-format.h"
#include "whin-recovery-page.h"

#include <glib/gi18n.h>

/* -- What there is -- */

static char *
describe_last (const BackupRow *backup)
{
  gint64 now = whin_now ();
  g_autofree char *day = NULL, *clock = NULL, *size = NULL;

  if (!backup->time)
    return g_strdup (_ ("None yet"));
  day = whin_format_day (backup->time, now);
  clock = whin_format_clock (backup->time);
  size = g_format_size ((guint64) backup->size);
  /* Translators: when a backup was made and how large it is, like "Today at 14:05, 3.2 MB" */
  return g_strdup_printf (_ ("%1$s at %2$s, %3$s"), day, clock, size);
}

static void
show_recovery (WhinPreferences *self, gboolean made)
{
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->recovery_row),
                                 made ? _ ("Recovery Key Made") : _ ("No Recovery Key Yet"));
  adw_action_row_set_subtitle (self->recovery_row, made ? _ ("If you lost it, make another one.")
                                                        : _ ("Make one, and write it down."));
  gtk_image_set_from_icon_name (self->recovery_icon,
                                made ? "whin-verified-symbolic" : "dialog-warning-symbolic");
  gtk_widget_remove_css_class (GTK_WIDGET (self->recovery_icon), made ? "warning" : "success");
  gtk_widget_add_css_class (GTK_WIDGET (self->recovery_icon), made ? "success" : "warning");
}

static void
show_server (WhinPreferences *self, const BackupRow *backup)
{
  g_autofree char *last = describe_last (backup);

  adw_preferences_group_set_description (
      self->server_backup_group,
      backup->recovery ? NULL : _ ("Make a recovery key first: it is what opens them."));
  gtk_widget_set_sensitive (GTK_WIDGET (self->daily_row), backup->recovery);
  gtk_widget_set_sensitive (GTK_WIDGET (self->last_backup_row), backup->recovery);
  adw_switch_row_set_active (self->daily_row, backup->daily);
  adw_action_row_set_subtitle (self->last_backup_row, last);
}

static void
show_backup (WhinPreferences *self)
{
  const AccountRow *account = whin_client_get_account (self->client);
  const BackupRow *backup = whin_client_get_backup (self->client);
  gboolean here = account && account->primary && backup;

  gtk_widget_set_visible (self->main_only_group, !here);
  gtk_widget_set_visible (self->recovery_group, here);
  gtk_widget_set_visible (GTK_WIDGET (self->server_backup_group), here);
  if (!here)
    return;
  show_recovery (self, backup->recovery);
  show_server (self, backup);
}

/* -- The recovery key -- */

static void
recovery_done_cb (AdwNavigationPage *page, WhinPreferences *self)
{
  adw_preferences_dialog_pop_subpage (ADW_PREFERENCES_DIALOG (self));
  gtk_widget_grab_focus (GTK_WIDGET (self->recovery_row));
}

static void
said_cb (AdwNavigationPage *page, const char *text, WhinPreferences *self)
{
  whin_preferences_say (self, text);
}

static void
make_recovery (WhinPreferences *self)
{
  AdwNavigationPage *page = whin_recovery_page_new (self->client);

  g_signal_connect_object (page, "done", G_CALLBACK (recovery_done_cb), self, G_CONNECT_DEFAULT);
  g_signal_connect_object (page, "said", G_CALLBACK (said_cb), self, G_CONNECT_DEFAULT);
  adw_preferences_dialog_push_subpage (ADW_PREFERENCES_DIALOG (self), page);
}

void
whin_preferences_make_recovery (WhinPreferences *self)
{
  adw_preferences_dialog_set_visible_page (ADW_PREFERENCES_DIALOG (self), self->backup_preferences);
  whin_preferences_confirm (self, make_recovery);
}

static void
again_answered_cb (AdwAlertDialog *dialog, const char *answer, WhinPreferences *self)
{
  if (g_str_equal (answer, "make"))
    whin_preferences_make_recovery (self);
}

static void
ask_again (WhinPreferences *self)
{
  AdwDialog *dialog =
      adw_alert_dialog_new (_ ("Make Another Recovery Key?"),
                            _ ("The key you have stops working: it opens only the backup files you "
                               "saved with it. The new "
                               "one takes its place once you have typed a part of it."));

  adw_alert_dialog_add_responses (ADW_ALERT_DIALOG (dialog), "cancel", _ ("_Cancel"), "make",
                                  _ ("_Make Another"), NULL);
  adw_alert_dialog_set_response_appearance (ADW_ALERT_DIALOG (dialog), "make",
                                            ADW_RESPONSE_SUGGESTED);
  g_signal_connect_object (dialog, "response", G_CALLBACK (again_answered_cb), self,
                           G_CONNECT_DEFAULT);
  adw_dialog_present (dialog, GTK_WIDGET (self));
}

static void
recovery_row_cb (AdwActionRow *row, WhinPreferences *self)
{
  if (whin_client_get_backup (self->client)->recovery)
    ask_again (self);
  else
    whin_preferences_make_recovery (self);
}

/* -- On the server -- */

static void
daily_changed_cb (AdwSwitchRow *row, GParamSpec *pspec, WhinPreferences *self)
{
  const BackupRow *backup = whin_client_get_backup (self->client);
  gboolean daily = adw_switch_row_get_active (row);

  if (backup && backup->daily != daily)
    whin_client_set_daily_backup (self->client, daily);
}

/* How it ends is in the row of its progress. What could not begin has none. */
static void
backed_up_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (WhinPreferences) self = user_data;
  g_autoptr (GError) error = NULL;

  whin_client_back_up_finish (self->client, result, &error);
  if (error && self->client && !whin_work_view_has_news (self->server_work_view) &&
      !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    whin_preferences_say (self, error->message);
}

/* The backup goes on when the dialog is closed. */
static void
back_up_cb (WhinPreferences *self)
{
  whin_client_back_up_async (self->client, NULL, backed_up_cb, g_object_ref (self));
}

/* -- In a file -- */

static void
saved_cb (AdwNavigationPage *page, WhinPreferences *self)
{
  adw_preferences_dialog_pop_subpage (ADW_PREFERENCES_DIALOG (self));
}

static void
save_backup_cb (AdwActionRow *row, WhinPreferences *self)
{
  AdwNavigationPage *page = whin_backup_page_new (self->client);

  g_signal_connect_object (page, "done", G_CALLBACK (saved_cb), self, G_CONNECT_DEFAULT);
  adw_preferences_dialog_push_subpage (ADW_PREFERENCES_DIALOG (self), page);
}

void
whin_preferences_backup_class_init (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, WhinPreferences, backup_preferences);
  gtk_widget_class_bind_template_child (widget_class, WhinPreferences, main_only_group);
  gtk_widget_class_bind_template_child (widget_class, WhinPreferences, recovery_group);
  gtk_widget_class_bind_template_child (widget_class, WhinPreferences, server_backup_group);
  gtk_widget_class_bind_template_child (widget_class, WhinPreferences, recovery_row);
  gtk_widget_class_bind_template_child (widget_class, WhinPreferences, recovery_icon);
  gtk_widget_class_bind_template_child (widget_class, WhinPreferences, daily_row);
  gtk_widget_class_bind_template_child (widget_class, WhinPreferences, last_backup_row);
  gtk_widget_class_bind_template_child (widget_class, WhinPreferences, server_work_view);
  gtk_widget_class_bind_template_child (widget_class, WhinPreferences, file_work_view);
  gtk_widget_class_bind_template_callback (widget_class, recovery_row_cb);
  gtk_widget_class_bind_template_callback (widget_class, daily_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, back_up_cb);
  gtk_widget_class_bind_template_callback (widget_class, save_backup_cb);
}

void
whin_preferences_follow_backup (WhinPreferences *self)
{
  g_signal_connect_object (self->client, "backup-changed", G_CALLBACK (show_backup), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->client, "account-changed", G_CALLBACK (show_backup), self,
                           G_CONNECT_SWAPPED);
  whin_work_view_follow (self->server_work_view, self->client, WORK_BACKUP_SERVER);
  whin_work_view_follow (self->file_work_view, self->client, WORK_BACKUP_FILE);
  whin_work_view_set_retry (self->server_work_view, TRUE);
  show_backup (self);
}
