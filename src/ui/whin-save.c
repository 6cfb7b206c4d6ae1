/* save: the file dialog, then a copy in the background.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-save.h"

#include "vault.h"
#include "whin-window.h"

#include <glib/gi18n.h>

typedef struct {
  MediaFile *file;
  GFile *target;
} Copying;

static void
copying_free (gpointer data)
{
  Copying *copying = data;

  media_file_unref (copying->file);
  g_object_unref (copying->target);
  g_free (copying);
}

static void
copy_in_thread (GTask *task, gpointer widget, gpointer data, GCancellable *cancellable)
{
  const Copying *copying = data;
  GError *error = NULL;

  if (vault_export (copying->file, copying->target, G_FILE_CREATE_NONE, cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
copied_cb (GObject *widget, GAsyncResult *result, gpointer unused)
{
  g_autoptr (GError) error = NULL;

  if (g_task_propagate_boolean (G_TASK (result), &error))
    whin_window_toast (GTK_WIDGET (widget), _ ("Saved"));
  else
    whin_window_toast (GTK_WIDGET (widget), error->message);
}

typedef struct {
  GtkWidget *widget;
  MediaFile *file;
} Saving;

static void
chosen_cb (GObject *dialog, GAsyncResult *result, gpointer user_data)
{
  Saving *saving = user_data;
  g_autoptr (GFile) target = gtk_file_dialog_save_finish (GTK_FILE_DIALOG (dialog), result, NULL);

  if (target) {
    g_autoptr (GTask) task = g_task_new (saving->widget, NULL, copied_cb, NULL);
    Copying *copying = g_new (Copying, 1);

    *copying = (Copying) { media_file_ref (saving->file), g_object_ref (target) };
    g_task_set_task_data (task, copying, copying_free);
    g_task_run_in_thread (task, copy_in_thread);
  }
  g_object_unref (saving->widget);
  media_file_unref (saving->file);
  g_free (saving);
}

/* Senders choose names. */
char *
whin_save_clean (const char *text)
{
  GString *name = g_string_new (NULL);

  for (const char *p = text; *p; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);

    if (c == '/' || g_unichar_iscntrl (c) || g_unichar_type (c) == G_UNICODE_FORMAT)
      c = '_';
    g_string_append_unichar (name, c);
  }
  return g_string_free (name, FALSE);
}

char *
whin_save_name (const Media *media)
{
  if (media->name[0])
    return whin_save_clean (media->name);
  if (media->ms > 0)
    return g_strdup (_ ("Voice Message.ogg"));
  if (media->sticker)
    return g_strdup (g_str_equal (media->mime, "image/webp") ? _ ("Sticker.webp")
                                                             : _ ("Sticker.png"));
  return g_strdup (g_str_equal (media->mime, "image/png") ? _ ("Photo.png") : _ ("Photo.jpg"));
}

void
whin_save_as (GtkWidget *widget, const Media *media)
{
  g_autoptr (GtkFileDialog) dialog = gtk_file_dialog_new ();
  g_autofree char *name = whin_save_name (media);
  Saving *saving;

  if (!media->file)
    return;
  saving = g_new (Saving, 1);
  *saving = (Saving) { g_object_ref (widget), media_file_ref (media->file) };
  gtk_file_dialog_set_title (dialog, _ ("Save As"));
  gtk_file_dialog_set_initial_name (dialog, name);
  gtk_file_dialog_save (dialog, GTK_WINDOW (gtk_widget_get_root (widget)), NULL, chosen_cb, saving);
}
