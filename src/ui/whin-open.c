/* open: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-open.h"

#include "app-link.h"
#include "vault.h"
#include "whin-private.h"
#include "whin-save.h"
#include "whin-window.h"

#include <glib/gi18n.h>

typedef struct {
  MediaFile *file;
  char *folder; /* its name tells two files apart */
  char *name;
  gboolean ask;
} Opening;

static void
opening_free (gpointer data)
{
  Opening *opening = data;

  media_file_unref (opening->file);
  g_free (opening->folder);
  g_free (opening->name);
  g_free (opening);
}

static void
tell (GtkWidget *widget, const GError *error)
{
  if (error && !g_error_matches (error, GTK_DIALOG_ERROR, GTK_DIALOG_ERROR_DISMISSED))
    whin_window_toast (widget, _ ("No app could open this"));
}

static void
launched_cb (GObject *launcher, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GtkWidget) widget = user_data;
  g_autoptr (GError) error = NULL;

  gtk_file_launcher_launch_finish (GTK_FILE_LAUNCHER (launcher), result, &error);
  tell (widget, error);
}

static void
launch (GtkWidget *widget, GFile *file, gboolean ask)
{
  g_autoptr (GtkFileLauncher) launcher = gtk_file_launcher_new (file);

  gtk_file_launcher_set_always_ask (launcher, ask);
  gtk_file_launcher_launch (launcher, GTK_WINDOW (gtk_widget_get_root (widget)), NULL, launched_cb,
                            g_object_ref (widget));
}

static void
export_in_thread (GTask *task, gpointer widget, gpointer data, GCancellable *cancellable)
{
  const Opening *opening = data;
  GError *error = NULL;
  g_autofree char *folder = whin_private_folder (opening->folder, &error);
  g_autoptr (GFile) file = NULL;

  if (folder) {
    file = g_file_new_build_filename (folder, opening->name, NULL);
    vault_export (opening->file, file, G_FILE_CREATE_PRIVATE, cancellable, &error);
  }
  if (error)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, g_steal_pointer (&file), g_object_unref);
}

static void
exported_cb (GObject *widget, GAsyncResult *result, gpointer unused)
{
  const Opening *opening = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  g_autoptr (GFile) file = g_task_propagate_pointer (G_TASK (result), &error);

  if (!gtk_widget_get_root (GTK_WIDGET (widget)))
    return;
  if (file)
    launch (GTK_WIDGET (widget), file, opening->ask);
  else
    whin_window_toast (GTK_WIDGET (widget), error->message);
}

void
whin_open_media (GtkWidget *widget, const Media *media, gboolean ask)
{
  g_autoptr (GTask) task = NULL;
  Opening *opening;
  IdText object;

  g_return_if_fail (media->file);
  if (!media->file->key) {
    g_autoptr (GFile) file = g_file_new_for_path (media->file->path);

    launch (widget, file, ask);
    return;
  }
  opening = g_new (Opening, 1);
  *opening =
      (Opening) { media_file_ref (media->file), g_strdup (id_to_text (&media->object, object)),
                  whin_save_name (media), ask };
  task = g_task_new (widget, NULL, exported_cb, NULL);
  g_task_set_task_data (task, opening, opening_free);
  g_task_run_in_thread (task, export_in_thread);
}

static void
link_launched_cb (GObject *launcher, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GtkWidget) widget = user_data;
  g_autoptr (GError) error = NULL;

  gtk_uri_launcher_launch_finish (GTK_URI_LAUNCHER (launcher), result, &error);
  tell (widget, error);
}

void
whin_open_link (GtkWidget *widget, const char *uri)
{
  g_autoptr (GtkUriLauncher) launcher = NULL;

  if (app_link_is (uri, NULL)) {
    gtk_widget_activate_action (widget, "win.open-link", "s", uri);
    return;
  }
  launcher = gtk_uri_launcher_new (uri);
  gtk_uri_launcher_launch (launcher, GTK_WINDOW (gtk_widget_get_root (widget)), NULL,
                           link_launched_cb, g_object_ref (widget));
}
