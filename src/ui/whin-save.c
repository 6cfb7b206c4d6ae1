/* save: the file dialog, then a copy in the background.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-save.h"

#include "whin-window.h"

#include <glib/gi18n.h>

typedef struct {
  GtkWidget *widget;
  GFile *source;
} Saving;

static void
saving_free (Saving *saving)
{
  g_object_unref (saving->widget);
  g_object_unref (saving->source);
  g_free (saving);
}

static void
copied_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Saving *saving = user_data;
  g_autoptr (GError) error = NULL;

  if (g_file_copy_finish (G_FILE (source), result, &error))
    whin_window_toast (saving->widget, _ ("Saved"));
  else
    whin_window_toast (saving->widget, error->message);
  saving_free (saving);
}

static void
chosen_cb (GObject *dialog, GAsyncResult *result, gpointer user_data)
{
  Saving *saving = user_data;
  g_autoptr (GFile) target = gtk_file_dialog_save_finish (GTK_FILE_DIALOG (dialog), result, NULL);

  if (target)
    g_file_copy_async (saving->source, target,
                       G_FILE_COPY_OVERWRITE | G_FILE_COPY_TARGET_DEFAULT_PERMS, G_PRIORITY_DEFAULT,
                       NULL, NULL, NULL, copied_cb, saving);
  else
    saving_free (saving);
}

/* Senders choose names: no folders, nothing that reverses what one reads. */
static char *
safe_name (const Media *media)
{
  GString *name = g_string_new (NULL);

  for (const char *p = media->name; *p; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);

    if (c == '/' || g_unichar_iscntrl (c) || g_unichar_type (c) == G_UNICODE_FORMAT)
      c = '_';
    g_string_append_unichar (name, c);
  }
  if (!name->len)
    g_string_append (name,
                     g_str_equal (media->mime, "image/png") ? _ ("Photo.png") : _ ("Photo.jpg"));
  return g_string_free (name, FALSE);
}

void
whin_save_as (GtkWidget *widget, const Media *media)
{
  g_autoptr (GtkFileDialog) dialog = gtk_file_dialog_new ();
  g_autofree char *name = safe_name (media);
  Saving *saving;

  if (!media->path)
    return;
  saving = g_new (Saving, 1);
  *saving = (Saving) { g_object_ref (widget), g_file_new_for_path (media->path) };
  gtk_file_dialog_set_title (dialog, _ ("Save As"));
  gtk_file_dialog_set_initial_name (dialog, name);
  gtk_file_dialog_save (dialog, GTK_WINDOW (gtk_widget_get_root (widget)), NULL, chosen_cb, saving);
}
