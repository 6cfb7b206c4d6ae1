/* save all: asks for a folder, copies on a thread, and shows how far it is. What is in the folder
 * stays: a name that is taken gets a number. SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-save-all.h"

#include "vault.h"
#include "whin-save.h"
#include "whin-search.h"
#include "whin-window.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <string.h>

#define NUMBERS_MAX 10000
#define PAGE 500

typedef struct {
  GPtrArray *files; /* of MediaFile */
  GPtrArray *names; /* of char * */
  guint missing;
  GFile *folder;
  GtkWidget *widget;
  AdwDialog *dialog; /* NULL before there is a folder */
  GtkProgressBar *progress;
  GCancellable *cancellable;
  gint done; /* atomic */
  guint timer;
} Saving;

static void
saving_free (gpointer data)
{
  Saving *saving = data;

  g_ptr_array_unref (saving->files);
  g_ptr_array_unref (saving->names);
  g_clear_object (&saving->folder);
  g_object_unref (saving->widget);
  g_object_unref (saving->cancellable);
  g_free (saving);
}

/* -- On a thread -- */

/* "Photo.jpg", then "Photo 2.jpg". */
static GFile *
free_place (GFile *folder, const char *name)
{
  const char *dot = strrchr (name, '.');
  int stem = dot && dot > name ? (int) (dot - name) : (int) strlen (name);

  for (guint i = 1; i < NUMBERS_MAX; i++) {
    g_autofree char *numbered =
        i == 1 ? g_strdup (name) : g_strdup_printf ("%.*s %u%s", stem, name, i, name + stem);
    g_autoptr (GFile) file = g_file_get_child (folder, numbered);

    if (!g_file_query_exists (file, NULL))
      return g_steal_pointer (&file);
  }
  return g_file_get_child (folder, name);
}

static void
save_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Saving *saving = data;
  GError *error = NULL;

  for (guint i = 0; i < saving->files->len; i++) {
    g_autoptr (GFile) to = free_place (saving->folder, saving->names->pdata[i]);

    if (!vault_export (saving->files->pdata[i], to, G_FILE_CREATE_NONE, cancellable, &error)) {
      g_task_return_error (task, error);
      return;
    }
    g_atomic_int_set (&saving->done, (gint) i + 1);
  }
  g_task_return_boolean (task, TRUE);
}

/* -- What is seen of it -- */

static gboolean
progress_cb (gpointer data)
{
  Saving *saving = data;

  gtk_progress_bar_set_fraction (saving->progress,
                                 (double) g_atomic_int_get (&saving->done) / saving->files->len);
  return G_SOURCE_CONTINUE;
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer unused)
{
  Saving *saving = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  gboolean ok = g_task_propagate_boolean (G_TASK (result), &error);
  guint n = (guint) g_atomic_int_get (&saving->done);
  g_autoptr (GString) words = g_string_new (NULL);

  g_source_remove (saving->timer);
  adw_dialog_force_close (saving->dialog);
  g_string_printf (words, ngettext ("%u file saved", "%u files saved", n), n);
  if (!ok && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_string_printf (words, "%s", error->message);
  else if (saving->missing)
    g_string_append_printf (
        words,
        ngettext (", %u is not on this device", ", %u are not on this device", saving->missing),
        saving->missing);
  whin_window_toast (saving->widget, words->str);
}

static void
cancel_cb (AdwAlertDialog *dialog, const char *response, GCancellable *cancellable)
{
  g_cancellable_cancel (cancellable);
}

static void
show_progress (Saving *saving)
{
  g_autofree char *heading = g_strdup_printf (
      ngettext ("Saving %u File", "Saving %u Files", saving->files->len), saving->files->len);
  GtkWidget *progress = gtk_progress_bar_new ();

  saving->dialog = adw_alert_dialog_new (heading, NULL);
  saving->progress = GTK_PROGRESS_BAR (progress);
  gtk_accessible_update_property (GTK_ACCESSIBLE (progress), GTK_ACCESSIBLE_PROPERTY_LABEL, heading,
                                  -1);
  adw_alert_dialog_set_extra_child (ADW_ALERT_DIALOG (saving->dialog), progress);
  adw_alert_dialog_add_response (ADW_ALERT_DIALOG (saving->dialog), "cancel", _ ("_Cancel"));
  g_signal_connect_object (saving->dialog, "response", G_CALLBACK (cancel_cb), saving->cancellable,
                           G_CONNECT_DEFAULT);
  adw_dialog_present (saving->dialog, saving->widget);
  saving->timer = g_timeout_add (200, progress_cb, saving);
}

static void
chosen_cb (GObject *dialog, GAsyncResult *result, gpointer data)
{
  Saving *saving = data;
  g_autoptr (GTask) task = NULL;

  saving->folder = gtk_file_dialog_select_folder_finish (GTK_FILE_DIALOG (dialog), result, NULL);
  if (!saving->folder || !gtk_widget_get_root (saving->widget)) {
    saving_free (saving);
    return;
  }
  show_progress (saving);
  task = g_task_new (NULL, saving->cancellable, saved_cb, NULL);
  /* What was done before somebody stopped it is told. */
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, saving, saving_free);
  g_task_run_in_thread (task, save_in_thread);
}

static void
collect (Saving *saving, const MessageRow *row)
{
  if (!row->media || row->once != ONCE_NOT)
    return;
  if (!row->media->file) {
    saving->missing++;
    return;
  }
  g_ptr_array_add (saving->files, media_file_ref (row->media->file));
  g_ptr_array_add (saving->names, whin_save_name (row->media));
}

void
whin_save_all (GtkWidget *widget, GPtrArray *rows)
{
  g_autoptr (GtkFileDialog) dialog = gtk_file_dialog_new ();
  Saving *saving = g_new0 (Saving, 1);

  saving->files = g_ptr_array_new_with_free_func ((GDestroyNotify) media_file_unref);
  saving->names = g_ptr_array_new_with_free_func (g_free);
  saving->widget = g_object_ref (widget);
  saving->cancellable = g_cancellable_new ();
  for (guint i = 0; i < rows->len; i++)
    collect (saving, rows->pdata[i]);
  if (!saving->files->len) {
    whin_window_toast (widget, _ ("None of these files is on this device"));
    saving_free (saving);
    return;
  }
  gtk_file_dialog_set_title (dialog, _ ("Save All"));
  gtk_file_dialog_select_folder (dialog, GTK_WINDOW (gtk_widget_get_root (widget)), NULL, chosen_cb,
                                 saving);
}

/* -- A whole chat -- */

typedef struct {
  GtkWidget *widget;
  Conv conv;
  guint kind; /* of `kinds` that is looked for */
} Chat;

static const FindKind kinds[] = { FIND_PHOTOS, FIND_FILES, FIND_VOICE };

static void
chat_free (gpointer data, GClosure *closure)
{
  g_object_unref (((Chat *) data)->widget);
  g_free (data);
}

static void
look_for (WhinSearch *search, Chat *chat)
{
  const Find find = { .conv = chat->conv, .kind = kinds[chat->kind], .limit = PAGE };

  whin_search_set (search, &find);
}

static void
found_cb (WhinSearch *search, Chat *chat)
{
  GPtrArray *rows = g_object_get_data (G_OBJECT (search), "whin-rows");
  guint n;

  if (whin_search_has_more (search)) {
    whin_search_more (search);
    return;
  }
  n = g_list_model_get_n_items (G_LIST_MODEL (search));
  for (guint i = 0; i < n; i++) {
    g_autoptr (WhinMessage) message = g_list_model_get_item (G_LIST_MODEL (search), i);

    g_ptr_array_add (rows, message_row_ref (whin_message_get_row (message)));
  }
  if (++chat->kind < G_N_ELEMENTS (kinds)) {
    look_for (search, chat);
    return;
  }
  if (gtk_widget_get_root (chat->widget))
    whin_save_all (chat->widget, rows);
  g_object_unref (search);
}

void
whin_save_chat (GtkWidget *widget, WhinClient *client, const Conv *conv)
{
  WhinSearch *search = whin_search_new (client);
  Chat *chat = g_new0 (Chat, 1);

  chat->widget = g_object_ref (widget);
  chat->conv = *conv;
  g_object_set_data_full (G_OBJECT (search), "whin-rows",
                          g_ptr_array_new_with_free_func ((GDestroyNotify) message_row_unref),
                          (GDestroyNotify) g_ptr_array_unref);
  g_signal_connect_data (search, "answered", G_CALLBACK (found_cb), chat, chat_free, 0);
  look_for (search, chat);
}
