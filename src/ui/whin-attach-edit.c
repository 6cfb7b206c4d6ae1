/* attach edit: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-attach-edit.h"

#include "whin-client-media.h"
#include "whin-editor.h"
#include "whin-trim.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <string.h>

#define OWN_FILE "whin-own-file"
#define PLACE "whin-number" /* its place among all that were added */

/* With the folder it has for itself. */
static void
remove_file (gpointer path)
{
  g_autofree char *folder = g_path_get_dirname (path);

  g_unlink (path);
  g_rmdir (folder);
  g_free (path);
}

typedef struct {
  AdwDialog *dialog;
  GListStore *attachments;
  WhinAttachment *attachment;
  char *path;
} Edited;

static void
edited_free (Edited *edited)
{
  g_object_unref (edited->dialog);
  g_object_unref (edited->attachments);
  g_object_unref (edited->attachment);
  g_clear_pointer (&edited->path, remove_file);
  g_free (edited);
}

/* The button that was pressed goes with its row, and the focus with it. */
static void
take_focus (AdwDialog *dialog)
{
  GtkWidget *focus = adw_dialog_get_focus (dialog);

  if (!focus || !gtk_widget_get_mapped (focus) || !gtk_widget_grab_focus (focus))
    gtk_widget_child_focus (GTK_WIDGET (dialog), GTK_DIR_TAB_FORWARD);
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Edited *edited = user_data;
  g_autoptr (WhinAttachment) now = whin_attachment_load_finish (result, NULL);
  guint position;

  if (now && g_list_store_find (edited->attachments, edited->attachment, &position)) {
    gpointer place = g_object_get_data (G_OBJECT (edited->attachment), PLACE);

    g_object_set_data (G_OBJECT (now), PLACE, place);
    g_object_set_data_full (G_OBJECT (now), OWN_FILE, g_steal_pointer (&edited->path), remove_file);
    g_list_store_splice (edited->attachments, position, 1, (gpointer *) &now, 1);
    take_focus (edited->dialog);
  }
  edited_free (edited);
}

static void
edited_cb (GtkWidget *editor, const char *path, AdwDialog *dialog)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  Edited *edited = g_new0 (Edited, 1);

  edited->dialog = g_object_ref (dialog);
  edited->attachments = g_object_ref (g_object_get_data (G_OBJECT (editor), "whin-attachments"));
  edited->attachment = g_object_ref (g_object_get_data (G_OBJECT (editor), "whin-attachment"));
  edited->path = g_strdup (path);
  whin_attachment_load_async (file, NULL, loaded_cb, edited);
}

gboolean
whin_attach_edit_can (WhinAttachment *attachment)
{
  if (whin_attachment_get_kind (attachment) == WHIN_ATTACHMENT_VIDEO)
    return whin_attachment_get_ms (attachment) > 0;
  return whin_attachment_get_kind (attachment) == WHIN_ATTACHMENT_PICTURE &&
         strcmp (whin_attachment_get_mime (attachment), "image/gif") != 0;
}

static AdwDialog *
editor_for (WhinAttachment *attachment)
{
  const char *path = whin_attachment_get_path (attachment);
  int width, height;

  if (whin_attachment_get_kind (attachment) == WHIN_ATTACHMENT_PICTURE)
    return whin_editor_new (path);
  whin_attachment_get_pixels (attachment, &width, &height);
  return whin_trim_new (path, width, height, whin_attachment_get_ms (attachment),
                        whin_attachment_get_size (attachment));
}

void
whin_attach_edit_open (AdwDialog *dialog, GListStore *attachments, WhinAttachment *attachment)
{
  AdwDialog *editor = editor_for (attachment);

  g_object_set_data_full (G_OBJECT (editor), "whin-attachments", g_object_ref (attachments),
                          g_object_unref);
  g_object_set_data_full (G_OBJECT (editor), "whin-attachment", g_object_ref (attachment),
                          g_object_unref);
  g_signal_connect_object (editor, "edited", G_CALLBACK (edited_cb), dialog, G_CONNECT_DEFAULT);
  g_signal_connect_object (editor, "closed", G_CALLBACK (take_focus), dialog,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  adw_dialog_present (editor, GTK_WIDGET (dialog));
}

void
whin_attach_edit_send (WhinClient *client, WhinAttachment *attachment)
{
  char *path = g_object_steal_data (G_OBJECT (attachment), OWN_FILE);

  if (path)
    whin_client_give_file (client, path);
  g_free (path);
}
