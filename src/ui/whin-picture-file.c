/* picture file: see the header. SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-picture-file.h"

#include <glib/gi18n.h>

#define FILE_MAX (32 * 1024 * 1024)

/* A pipe has no size, and no end. */
static gboolean
is_small (GFile *file, GCancellable *cancellable, GError **error)
{
  g_autoptr (GFileInfo) info =
      g_file_query_info (file, G_FILE_ATTRIBUTE_STANDARD_SIZE "," G_FILE_ATTRIBUTE_STANDARD_TYPE,
                         G_FILE_QUERY_INFO_NONE, cancellable, error);

  if (!info)
    return FALSE;
  if (g_file_info_get_file_type (info) == G_FILE_TYPE_REGULAR &&
      g_file_info_get_size (info) <= FILE_MAX)
    return TRUE;
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_MESSAGE_TOO_LARGE,
                       _ ("The picture is too large."));
  return FALSE;
}

static void
read_in_thread (GTask *task, gpointer source, gpointer file, GCancellable *cancellable)
{
  g_autoptr (GError) error = NULL;
  char *data = NULL;
  gsize size;

  if (is_small (file, cancellable, &error) &&
      g_file_load_contents (file, cancellable, &data, &size, NULL, &error))
    g_task_return_pointer (task, g_bytes_new_take (data, size), (GDestroyNotify) g_bytes_unref);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

/* Takes file. */
static void
read_file (GTask *task, GFile *file)
{
  g_task_set_task_data (task, file, g_object_unref);
  g_task_run_in_thread (task, read_in_thread);
}

static void
opened_cb (GObject *dialog, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  GFile *file = gtk_file_dialog_open_finish (GTK_FILE_DIALOG (dialog), result, &error);

  if (file)
    read_file (task, file);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

void
whin_picture_file_choose_async (GtkWidget *parent,
                                const char *title,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  g_autoptr (GtkFileDialog) dialog = gtk_file_dialog_new ();
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);

  gtk_file_filter_add_pixbuf_formats (filter);
  gtk_file_filter_set_name (filter, _ ("Pictures"));
  gtk_file_dialog_set_title (dialog, title);
  gtk_file_dialog_set_default_filter (dialog, filter);
  gtk_file_dialog_open (dialog, GTK_WINDOW (gtk_widget_get_root (parent)), cancellable, opened_cb,
                        task);
}

void
whin_picture_file_read_async (GFile *file,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);

  read_file (task, g_object_ref (file));
}

GBytes *
whin_picture_file_finish (GAsyncResult *result, GFile **file, GError **error)
{
  GFile *chosen = g_task_get_task_data (G_TASK (result));

  if (file)
    *file = chosen ? g_object_ref (chosen) : NULL;
  return g_task_propagate_pointer (G_TASK (result), error);
}
