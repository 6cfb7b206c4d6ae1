/* drag-source FILE...: a small window of another program, from which the files can be dragged.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <gtk/gtk.h>

static GdkContentProvider *
prepare_cb (GtkDragSource *source, double x, double y, gpointer paths)
{
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func (g_object_unref);
  GdkFileList *list;

  for (char **path = paths; *path; path++)
    g_ptr_array_add (files, g_file_new_for_path (*path));
  list = gdk_file_list_new_from_array ((GFile **) files->pdata, files->len);
  GdkContentProvider *content = gdk_content_provider_new_typed (GDK_TYPE_FILE_LIST, list);
  g_boxed_free (GDK_TYPE_FILE_LIST, list);
  return content;
}

static void
activate_cb (GtkApplication *app, gpointer paths)
{
  GtkWidget *window = gtk_application_window_new (app), *label = gtk_label_new ("Drag me");
  GtkDragSource *source = gtk_drag_source_new ();

  g_signal_connect (source, "prepare", G_CALLBACK (prepare_cb), paths);
  gtk_widget_add_controller (label, GTK_EVENT_CONTROLLER (source));
  gtk_window_set_title (GTK_WINDOW (window), "Drag source");
  gtk_window_set_default_size (GTK_WINDOW (window), 160, 160);
  gtk_window_set_child (GTK_WINDOW (window), label);
  gtk_window_present (GTK_WINDOW (window));
}

int
main (int argc, char **argv)
{
  g_autoptr (GtkApplication) app = gtk_application_new (NULL, G_APPLICATION_NON_UNIQUE);

  g_return_val_if_fail (argc > 1, 2);
  g_signal_connect (app, "activate", G_CALLBACK (activate_cb), argv + 1);
  return g_application_run (G_APPLICATION (app), 1, argv);
}
