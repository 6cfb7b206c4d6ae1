/* drop-sink FOLDER: a small window of another program, onto which files can be dragged. It copies
 * each to FOLDER, as file managers do, and prints its name. A click ends it.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <gtk/gtk.h>

static gboolean
drop_cb (GtkDropTarget *target, const GValue *value, double x, double y, gpointer folder)
{
  g_autoptr (GSList) list = gdk_file_list_get_files (g_value_get_boxed (value));

  for (GSList *l = list; l; l = l->next) {
    g_autofree char *name = g_file_get_basename (l->data);
    g_autoptr (GFile) to = g_file_new_build_filename (folder, name, NULL);
    g_autoptr (GError) error = NULL;

    if (g_file_copy (l->data, to, G_FILE_COPY_NONE, NULL, NULL, NULL, &error))
      g_print ("%s\n", name);
    else
      g_print ("! %s\n", error->message);
  }
  return TRUE;
}

static void
activate_cb (GtkApplication *app, gpointer folder)
{
  GtkWidget *window = gtk_application_window_new (app), *label = gtk_label_new ("Drop here");
  GtkDropTarget *target = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);

  g_signal_connect (target, "drop", G_CALLBACK (drop_cb), folder);
  gtk_widget_add_controller (window, GTK_EVENT_CONTROLLER (target));
  gtk_window_set_title (GTK_WINDOW (window), "Drop sink");
  gtk_window_set_default_size (GTK_WINDOW (window), 160, 160);
  gtk_window_set_child (GTK_WINDOW (window), label);
  gtk_window_present (GTK_WINDOW (window));
}

int
main (int argc, char **argv)
{
  g_autoptr (GtkApplication) app = gtk_application_new (NULL, G_APPLICATION_NON_UNIQUE);

  g_return_val_if_fail (argc == 2, 2);
  setvbuf (stdout, NULL, _IOLBF, 0);
  g_signal_connect (app, "activate", G_CALLBACK (activate_cb), argv[1]);
  return g_application_run (G_APPLICATION (app), 1, argv);
}
