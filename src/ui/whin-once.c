/* once: see the header. The picture is only in memory: no cache has it, no menu, and closing the
 * window is the end of it.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-once.h"

#include "picture.h"
#include "whin-window.h"

#include <glib/gi18n.h>

#define SIDE_MAX 1600

static GtkWidget *
make_picture (GdkTexture *texture)
{
  GtkWidget *picture = gtk_picture_new_for_paintable (GDK_PAINTABLE (texture));

  gtk_picture_set_content_fit (GTK_PICTURE (picture), GTK_CONTENT_FIT_SCALE_DOWN);
  gtk_picture_set_alternative_text (GTK_PICTURE (picture), _ ("Photo, view once"));
  gtk_widget_set_vexpand (picture, TRUE);
  gtk_widget_set_margin_start (picture, 6);
  gtk_widget_set_margin_end (picture, 6);
  gtk_widget_set_margin_bottom (picture, 6);
  return picture;
}

static void
present (GtkWidget *parent, GdkTexture *texture)
{
  AdwDialog *dialog = adw_dialog_new ();
  GtkWidget *view = adw_toolbar_view_new (), *bar = adw_header_bar_new ();
  GtkWidget *title = adw_window_title_new (_ ("Photo"), _ ("Gone once it is closed"));

  adw_header_bar_set_title_widget (ADW_HEADER_BAR (bar), title);
  adw_toolbar_view_add_top_bar (ADW_TOOLBAR_VIEW (view), bar);
  adw_toolbar_view_set_content (ADW_TOOLBAR_VIEW (view), make_picture (texture));
  adw_dialog_set_title (dialog, _ ("Photo"));
  adw_dialog_set_content_width (dialog, 900);
  adw_dialog_set_content_height (dialog, 700);
  adw_dialog_set_child (dialog, view);
  adw_dialog_present (dialog, parent);
}

static void
decode_cb (GTask *task, gpointer source, gpointer bytes, GCancellable *cancellable)
{
  GError *error = NULL;
  g_autoptr (GdkPixbuf) pixbuf = picture_open_bytes (bytes, SIDE_MAX, cancellable, &error);

  if (pixbuf) {
    G_GNUC_BEGIN_IGNORE_DEPRECATIONS
    g_task_return_pointer (task, gdk_texture_new_for_pixbuf (pixbuf), g_object_unref);
    G_GNUC_END_IGNORE_DEPRECATIONS
  } else {
    g_task_return_error (task, error);
  }
}

static void
decoded_cb (GObject *parent, GAsyncResult *result, gpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GdkTexture) texture = g_task_propagate_pointer (G_TASK (result), &error);

  if (!gtk_widget_get_root (GTK_WIDGET (parent)))
    return;
  if (texture)
    present (GTK_WIDGET (parent), texture);
  else
    whin_window_toast (GTK_WIDGET (parent), error->message);
}

static void
viewed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GtkWidget) parent = user_data;
  g_autoptr (GError) error = NULL;
  GBytes *bytes = whin_client_view_once_finish (NULL, result, &error);
  g_autoptr (GTask) task = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (!bytes) {
    if (gtk_widget_get_root (parent))
      whin_window_toast (parent, error->message);
    return;
  }
  task = g_task_new (parent, NULL, decoded_cb, NULL);
  g_task_set_task_data (task, bytes, (GDestroyNotify) g_bytes_unref);
  g_task_run_in_thread (task, decode_cb);
}

void
whin_once_open (GtkWidget *parent, WhinClient *client, const MessageRow *row)
{
  MessageName name = { row->conv, row->author, row->id };

  if (row->once != ONCE_WAITS)
    return;
  if (row->own)
    whin_window_toast (parent, _ ("Only who gets this photo can open it"));
  else
    whin_client_view_once_async (client, &name, NULL, viewed_cb, g_object_ref (parent));
}
