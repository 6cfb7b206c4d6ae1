/* backup page: see the header. The engine writes the file, whole or not at all.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-backup-page.h"

#include "whin-backup.h"
#include "whin-step.h"

#include <glib/gi18n.h>

struct _WhinBackupPage {
  AdwNavigationPage parent_instance;

  GtkStack *stack;
  WhinStep *choose_step;
  AdwActionRow *key_row;
  GtkCheckButton *key_check, *passphrase_check;
  AdwPasswordEntryRow *passphrase_row, *repeat_row;
  GtkProgressBar *bar;
  AdwStatusPage *done_status;
  GtkButton *cancel_button, *done_button;

  WhinClient *client;
  GCancellable *cancellable; /* of the dialog and of what is being saved */
};

G_DEFINE_FINAL_TYPE (WhinBackupPage, whin_backup_page, ADW_TYPE_NAVIGATION_PAGE)

static guint done_signal;

static const char *
text_of (gpointer row)
{
  return gtk_editable_get_text (GTK_EDITABLE (row));
}

static void
show (WhinBackupPage *self, const char *name, gpointer focus)
{
  gtk_stack_set_visible_child_name (self->stack, name);
  gtk_widget_grab_focus (GTK_WIDGET (focus));
}

static gboolean
by_passphrase (WhinBackupPage *self)
{
  return gtk_check_button_get_active (self->passphrase_check);
}

/* -- What opens it -- */

static void
changed_cb (WhinBackupPage *self)
{
  whin_step_set_ready (self->choose_step,
                       !by_passphrase (self) || (text_of (self->passphrase_row)[0] != '\0' &&
                                                 text_of (self->repeat_row)[0] != '\0'));
  whin_step_set_error (self->choose_step, NULL);
}

static void
first_activated_cb (AdwEntryRow *row, WhinBackupPage *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->repeat_row));
}

static void
activated_cb (WhinStep *step)
{
  whin_step_proceed (step);
}

/* -- Saving -- */

static void
fail (WhinBackupPage *self, const char *why)
{
  show (self, "choose", self->choose_step);
  whin_step_set_busy (self->choose_step, FALSE);
  if (why)
    whin_step_set_error (self->choose_step, why);
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (WhinBackupPage) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean saved = whin_client_save_backup_finish (self->client, result, &error);

  if (!self->client)
    return;
  if (!saved) {
    fail (self, g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) ? NULL : error->message);
    return;
  }
  whin_step_set_busy (self->choose_step, FALSE);
  show (self, "done", self->done_button);
  gtk_accessible_announce (GTK_ACCESSIBLE (self), _ ("Backup Saved"),
                           GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
}

static void
describe (WhinBackupPage *self, GFile *file)
{
  g_autofree char *name = g_file_get_basename (file);
  g_autofree char *shown = g_filename_display_name (name);
  g_autofree char *text = g_strdup_printf (
      by_passphrase (self)
          /* Translators: %s is the name of a file */
          ? _ ("“%s” and its passphrase bring your account and your messages back. "
               "Keep both away from this device.")
          /* Translators: %s is the name of a file */
          : _ ("“%s” and your recovery key bring your account and your messages "
               "back. Keep both away from this device."),
      shown);
  g_autofree char *escaped = g_markup_escape_text (text, -1);

  adw_status_page_set_description (self->done_status, escaped);
}

static void
save (WhinBackupPage *self, GFile *file)
{
  const char *path = g_file_peek_path (file);

  if (!path) {
    fail (self, _ ("A backup cannot be saved in that place. Choose a folder of this device."));
    return;
  }
  describe (self, file);
  gtk_progress_bar_set_fraction (self->bar, 0);
  show (self, "saving", self->cancel_button);
  whin_client_save_backup_async (self->client, path,
                                 by_passphrase (self) ? text_of (self->passphrase_row) : NULL,
                                 self->cancellable, saved_cb, g_object_ref (self));
}

static void
chosen_cb (GObject *dialog, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (WhinBackupPage) self = user_data;
  g_autoptr (GFile) file = gtk_file_dialog_save_finish (GTK_FILE_DIALOG (dialog), result, NULL);

  if (!self->client)
    return;
  if (file)
    save (self, file);
  else
    fail (self, NULL);
}

static char *
proposed_name (void)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *day = g_date_time_format (now, "%F");

  /* Translators: the name of a file; %s is a date like 2026-03-14 */
  return g_strdup_printf (_ ("Whinchat %s.backup"), day);
}

static void
choose_place_cb (WhinStep *step, WhinBackupPage *self)
{
  g_autoptr (GtkFileDialog) dialog = NULL;
  g_autofree char *name = NULL;

  if (by_passphrase (self) &&
      !g_str_equal (text_of (self->passphrase_row), text_of (self->repeat_row))) {
    whin_step_set_error (step, _ ("The two are not the same."));
    return;
  }
  dialog = gtk_file_dialog_new ();
  name = proposed_name ();
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  whin_step_set_busy (step, TRUE);
  gtk_file_dialog_set_title (dialog, _ ("Save a Backup"));
  gtk_file_dialog_set_initial_name (dialog, name);
  gtk_file_dialog_save (dialog, GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
                        self->cancellable, chosen_cb, g_object_ref (self));
}

static void
cancel_cb (GtkButton *button, WhinBackupPage *self)
{
  g_cancellable_cancel (self->cancellable);
}

static void
work_changed_cb (WhinClient *client, guint kind, WhinBackupPage *self)
{
  const WorkRow *row = whin_client_get_work (client, kind);

  if (kind == WORK_BACKUP_FILE && row->state == WORK_RUNNING)
    gtk_progress_bar_set_fraction (self->bar, (double) row->done / WORK_WHOLE);
}

static void
done_cb (GtkButton *button, WhinBackupPage *self)
{
  g_signal_emit (self, done_signal, 0);
}

/* -- The page -- */

/* Whoever leaves it does not wait for the end, but gets the backup. */
static void
leave (WhinBackupPage *self)
{
  gtk_editable_set_text (GTK_EDITABLE (self->passphrase_row), "");
  gtk_editable_set_text (GTK_EDITABLE (self->repeat_row), "");
  g_clear_object (&self->client);
}

static void
whin_backup_page_hidden (AdwNavigationPage *page)
{
  leave (WHIN_BACKUP_PAGE (page));
}

static void
whin_backup_page_dispose (GObject *object)
{
  g_clear_object (&WHIN_BACKUP_PAGE (object)->client);
  g_clear_object (&WHIN_BACKUP_PAGE (object)->cancellable);
  gtk_widget_dispose_template (GTK_WIDGET (object), WHIN_TYPE_BACKUP_PAGE);
  G_OBJECT_CLASS (whin_backup_page_parent_class)->dispose (object);
}

static void
whin_backup_page_class_init (WhinBackupPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = whin_backup_page_dispose;
  ADW_NAVIGATION_PAGE_CLASS (klass)->hidden = whin_backup_page_hidden;
  done_signal = g_signal_new ("done", WHIN_TYPE_BACKUP_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                              G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/whinchat/Whinchat/ui/whin-backup-page.ui");
  gtk_widget_class_bind_template_child (widget_class, WhinBackupPage, stack);
  gtk_widget_class_bind_template_child (widget_class, WhinBackupPage, choose_step);
  gtk_widget_class_bind_template_child (widget_class, WhinBackupPage, key_row);
  gtk_widget_class_bind_template_child (widget_class, WhinBackupPage, key_check);
  gtk_widget_class_bind_template_child (widget_class, WhinBackupPage, passphrase_check);
  gtk_widget_class_bind_template_child (widget_class, WhinBackupPage, passphrase_row);
  gtk_widget_class_bind_template_child (widget_class, WhinBackupPage, repeat_row);
  gtk_widget_class_bind_template_child (widget_class, WhinBackupPage, bar);
  gtk_widget_class_bind_template_child (widget_class, WhinBackupPage, done_status);
  gtk_widget_class_bind_template_child (widget_class, WhinBackupPage, cancel_button);
  gtk_widget_class_bind_template_child (widget_class, WhinBackupPage, done_button);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, first_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, choose_place_cb);
  gtk_widget_class_bind_template_callback (widget_class, cancel_cb);
  gtk_widget_class_bind_template_callback (widget_class, done_cb);
}

static void
whin_backup_page_init (WhinBackupPage *self)
{
  g_type_ensure (WHIN_TYPE_STEP);
  gtk_widget_init_template (GTK_WIDGET (self));
}

AdwNavigationPage *
whin_backup_page_new (WhinClient *client)
{
  WhinBackupPage *self = g_object_new (WHIN_TYPE_BACKUP_PAGE, NULL);
  const BackupRow *backup = whin_client_get_backup (client);
  gboolean has_key = backup && backup->recovery;

  self->client = g_object_ref (client);
  g_signal_connect_object (client, "work-changed", G_CALLBACK (work_changed_cb), self,
                           G_CONNECT_DEFAULT);
  gtk_widget_set_sensitive (GTK_WIDGET (self->key_row), has_key);
  adw_action_row_set_subtitle (self->key_row, has_key ? "" : _ ("You have not made one yet."));
  gtk_check_button_set_active (has_key ? self->key_check : self->passphrase_check, TRUE);
  changed_cb (self);
  return ADW_NAVIGATION_PAGE (self);
}
