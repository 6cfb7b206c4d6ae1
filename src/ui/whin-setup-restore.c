/* setup, restore: comes back to an account with a backup on the server or in a file. What is asked
 * for in between - server, number, code, PIN - are the pages of a registration.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-setup-private.h"

#include "error.h"
#include "whin-format.h"
#include "whin-sentence.h"

#include <glib/gi18n.h>

/* -- Where the backup is -- */

static void
forget_backup (WhinSetup *self)
{
  g_clear_object (&self->backup);
  g_clear_pointer (&self->backup_path, g_free);
  gtk_editable_set_text (GTK_EDITABLE (self->key_row), "");
  gtk_editable_set_text (GTK_EDITABLE (self->either_row), "");
  self->code_taken = FALSE;
}

static void
restore_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  WhinSetup *self = WHIN_SETUP (widget);

  self->restoring = TRUE;
  whin_setup_show (self, "restore");
  gtk_widget_grab_focus (GTK_WIDGET (self->source_page));
}

static void
ask_for_secret (WhinSetup *self, const char *heading, const char *text)
{
  gboolean file = self->backup_path != NULL;

  g_object_set (self->secret_step, "heading", heading, "text", text, NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->key_row), !file);
  gtk_widget_set_visible (GTK_WIDGET (self->either_row), file);
}

static void
from_server_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  WhinSetup *self = WHIN_SETUP (widget);

  forget_backup (self);
  ask_for_secret (
      self, _ ("Enter Your Recovery Key"),
      _ ("It has 14 groups of four letters and digits. Small letters and missing spaces "
         "are fine."));
  whin_setup_show (self, "server");
}

static void
take_file (WhinSetup *self, GFile *file)
{
  g_autofree char *name = g_file_get_basename (file);
  g_autofree char *shown = g_filename_display_name (name);
  /* Translators: %s is the name of a file */
  g_autofree char *text = g_strdup_printf (
      _ ("Type the recovery key or the passphrase that “%s” was saved with."), shown);

  self->backup_path = g_file_get_path (file);
  ask_for_secret (self, _ ("Open the Backup"), text);
  whin_setup_show (self, "secret");
}

static void
file_chosen_cb (GObject *dialog, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (WhinSetup) self = user_data;
  g_autoptr (GFile) file = gtk_file_dialog_open_finish (GTK_FILE_DIALOG (dialog), result, NULL);

  if (file && self->client && g_file_peek_path (file))
    take_file (self, file);
}

static void
from_file_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  WhinSetup *self = WHIN_SETUP (widget);
  g_autoptr (GtkFileDialog) dialog = gtk_file_dialog_new ();

  forget_backup (self);
  gtk_file_dialog_set_title (dialog, _ ("Choose a Backup"));
  gtk_file_dialog_open (dialog, GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
                        self->cancellable, file_chosen_cb, g_object_ref (self));
}

/* -- What opens it -- */

static AdwEntryRow *
secret_row (WhinSetup *self)
{
  return self->backup_path ? self->either_row : self->key_row;
}

static const char *
secret_of (WhinSetup *self)
{
  return gtk_editable_get_text (GTK_EDITABLE (secret_row (self)));
}

/* The step would give the focus to the first of what is in the row, from right to left its button.
 */
static void
refuse_secret (WhinSetup *self, const GError *error)
{
  whin_setup_answer (self->secret_step, error);
  gtk_widget_grab_focus (GTK_WIDGET (secret_row (self)));
}

static void
secret_changed_cb (GtkEditable *row, WhinSetup *self)
{
  whin_step_set_ready (self->secret_step, secret_of (self)[0] != '\0');
  whin_step_set_error (self->secret_step, NULL);
}

static void
show_found (WhinSetup *self)
{
  gint64 time = whin_backup_get_time (self->backup);
  g_autofree char *phone = whin_format_phone (whin_backup_get_phone (self->backup));
  g_autofree char *day = whin_format_day (time, whin_now ());
  g_autofree char *clock = whin_format_clock (time);
  /* Translators: a person's name and number */
  g_autofree char *account =
      whin_sentence (_ ("%1$s, %2$s"), whin_backup_get_name (self->backup), phone);
  /* Translators: a day and a time, like "Today at 14:05" */
  g_autofree char *made = g_strdup_printf (_ ("%1$s at %2$s"), day, clock);
  g_autofree char *messages =
      g_strdup_printf ("%" G_GINT64_FORMAT, whin_backup_get_messages (self->backup));

  adw_action_row_set_subtitle (self->found_account_row,
                               whin_backup_get_name (self->backup)[0] ? account : phone);
  adw_action_row_set_subtitle (self->found_time_row, made);
  adw_action_row_set_subtitle (self->found_messages_row, messages);
  adw_action_row_set_subtitle (self->found_server_row, whin_backup_get_server (self->backup));
  whin_setup_show (self, "found");
}

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (WhinSetup) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (WhinBackup) backup = whin_client_open_backup_finish (self->client, result, &error);

  if (!self->client || whin_setup_was_cancelled (error))
    return;
  if (!backup) {
    refuse_secret (self, error);
    return;
  }
  whin_setup_answer (self->secret_step, NULL);
  g_set_object (&self->backup, backup);
  show_found (self);
}

static void
use_file (WhinSetup *self, WhinStep *step)
{
  whin_step_set_busy (step, TRUE);
  whin_client_open_backup_async (self->client, self->backup_path, secret_of (self),
                                 self->cancellable, opened_cb, g_object_ref (self));
}

static void
use_secret_cb (WhinStep *step, WhinSetup *self)
{
  g_autoptr (GError) error = NULL;

  if (self->backup_path)
    use_file (self, step);
  else if (!whin_recovery_check (secret_of (self), &error))
    whin_step_set_error (step, error->message);
  else if (self->code_taken)
    whin_setup_restore (self, step, NULL, NULL);
  else
    whin_setup_use_phone (self, step);
}

static void
restore_cb (WhinStep *step, WhinSetup *self)
{
  if (self->code_taken)
    whin_setup_restore (self, step, NULL, NULL);
  else
    whin_setup_check_server (self, step, whin_backup_get_server (self->backup));
}

/* -- Restoring -- */

static void
show_restored (WhinSetup *self)
{
  GListModel *chats = G_LIST_MODEL (whin_client_get_chats (self->client));

  forget_backup (self);
  adw_status_page_set_description (
      self->restored_status,
      g_list_model_get_n_items (chats)
          ? _ ("Your chats are here again, and your safety numbers are the ones of before. Your "
               "other devices were signed off; link them again.")
          : _ ("Your account is here again, and your safety numbers are the ones of before. There "
               "was no backup of your messages."));
  whin_setup_show (self, "restored");
  gtk_widget_grab_focus (GTK_WIDGET (self->restored_button));
  gtk_accessible_announce (GTK_ACCESSIBLE (self), _ ("Welcome Back"),
                           GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
}

/* The page where one can do something about it. */
static WhinStep *
step_for (WhinSetup *self, const GError *error)
{
  if (whin_registration_was_code_wrong (error))
    return self->code_step;
  if (g_error_matches (error, WHIN_ERROR, WHIN_ERROR_CODE_WRONG) ||
      g_error_matches (error, WHIN_ERROR, WHIN_ERROR_NOT_FOUND))
    return self->secret_step;
  return self->restore_step;
}

static void
tell_why (WhinSetup *self, WhinStep *step, const GError *error)
{
  if (g_error_matches (error, WHIN_ERROR, WHIN_ERROR_PIN_REQUIRED)) {
    whin_setup_show (self, "pin");
    return;
  }
  if (step == self->code_step && whin_registration_was_code_wrong (error)) {
    whin_code_entry_clear (self->code_entry);
    whin_code_entry_set_wrong (self->code_entry, TRUE);
  }
  if (step == self->secret_step)
    refuse_secret (self, error);
  else
    whin_setup_answer (step, error);
}

static void
restored_now_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (WhinSetup) self = user_data;
  g_autoptr (GError) error = NULL;
  WhinStep *step;

  whin_registration_restore_finish (self->registration, result, &error);
  if (!self->client)
    return;
  whin_step_set_busy (self->restore_step, FALSE);
  if (!error) {
    show_restored (self);
    return;
  }
  step = step_for (self, error);
  self->code_taken |= step == self->secret_step;
  whin_setup_pop_to (self, step);
  if (!whin_setup_was_cancelled (error))
    tell_why (self, step, error);
}

void
whin_setup_restore (WhinSetup *self, WhinStep *step, const char *code, const char *pin)
{
  g_autofree char *phone = whin_setup_dup_phone (self);

  self->restore_step = step;
  whin_step_set_busy (step, TRUE);
  whin_setup_progress_set_fraction (self->progress_page, 0);
  whin_setup_show (self, "restoring");
  gtk_widget_grab_focus (GTK_WIDGET (self->progress_page));
  whin_registration_restore_async (self->registration, self->backup_path, secret_of (self), phone,
                                   code, pin, self->cancellable, restored_now_cb,
                                   g_object_ref (self));
}

void
whin_setup_show_work (WhinSetup *self, guint kind)
{
  const WorkRow *row = whin_client_get_work (self->client, kind);

  if (kind == WORK_RESTORE && row->state == WORK_RUNNING)
    whin_setup_progress_set_fraction (self->progress_page, (double) row->done / WORK_WHOLE);
}

static void
cancel_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_cancellable_cancel (WHIN_SETUP (widget)->cancellable);
}

static void
restored_cb (GtkButton *button, WhinSetup *self)
{
  whin_setup_finish (self);
}

void
whin_setup_restore_class_init (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, WhinSetup, secret_step);
  gtk_widget_class_bind_template_child (widget_class, WhinSetup, found_step);
  gtk_widget_class_bind_template_child (widget_class, WhinSetup, source_page);
  gtk_widget_class_bind_template_child (widget_class, WhinSetup, key_row);
  gtk_widget_class_bind_template_child (widget_class, WhinSetup, either_row);
  gtk_widget_class_bind_template_child (widget_class, WhinSetup, found_account_row);
  gtk_widget_class_bind_template_child (widget_class, WhinSetup, found_time_row);
  gtk_widget_class_bind_template_child (widget_class, WhinSetup, found_messages_row);
  gtk_widget_class_bind_template_child (widget_class, WhinSetup, found_server_row);
  gtk_widget_class_bind_template_child (widget_class, WhinSetup, progress_page);
  gtk_widget_class_bind_template_child (widget_class, WhinSetup, restored_status);
  gtk_widget_class_bind_template_child (widget_class, WhinSetup, restored_button);
  gtk_widget_class_bind_template_callback (widget_class, secret_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, use_secret_cb);
  gtk_widget_class_bind_template_callback (widget_class, restore_cb);
  gtk_widget_class_bind_template_callback (widget_class, restored_cb);
  gtk_widget_class_install_action (widget_class, "setup.restore", NULL, restore_action);
  gtk_widget_class_install_action (widget_class, "setup.from-server", NULL, from_server_action);
  gtk_widget_class_install_action (widget_class, "setup.from-file", NULL, from_file_action);
  gtk_widget_class_install_action (widget_class, "setup.cancel-restoring", NULL, cancel_action);
}

void
whin_setup_restore_dispose (WhinSetup *self)
{
  g_clear_object (&self->backup);
  g_clear_pointer (&self->backup_path, g_free);
}
