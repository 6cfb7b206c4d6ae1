/* clipboard: see the header. SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-clipboard.h"

typedef struct {
  WhinClipboardFunc func;
  GObject *owner;
} Reading;

static Reading *
reading_new (WhinClipboardFunc func, gpointer owner)
{
  Reading *reading = g_new (Reading, 1);

  *reading = (Reading) { func, g_object_ref (owner) };
  return reading;
}

static void
reading_free (Reading *reading)
{
  g_object_unref (reading->owner);
  g_free (reading);
}

static void
texture_cb (GObject *clipboard, GAsyncResult *result, gpointer user_data)
{
  Reading *reading = user_data;
  g_autoptr (GdkTexture) texture =
      gdk_clipboard_read_texture_finish (GDK_CLIPBOARD (clipboard), result, NULL);

  if (texture)
    reading->func (NULL, texture, reading->owner);
  reading_free (reading);
}

static void
files_cb (GObject *clipboard, GAsyncResult *result, gpointer user_data)
{
  Reading *reading = user_data;
  const GValue *value = gdk_clipboard_read_value_finish (GDK_CLIPBOARD (clipboard), result, NULL);
  g_autoptr (GListStore) files = g_list_store_new (G_TYPE_FILE);
  g_autoptr (GSList) list = value ? gdk_file_list_get_files (g_value_get_boxed (value)) : NULL;

  for (GSList *l = list; l; l = l->next)
    g_list_store_append (files, l->data);
  if (list)
    reading->func (G_LIST_MODEL (files), NULL, reading->owner);
  reading_free (reading);
}

gboolean
whin_clipboard_read (GtkWidget *widget,
                     GCancellable *cancellable,
                     WhinClipboardFunc func,
                     gpointer owner)
{
  GdkClipboard *clipboard = gtk_widget_get_clipboard (widget);
  GdkContentFormats *formats = gdk_clipboard_get_formats (clipboard);

  if (gdk_content_formats_contain_gtype (formats, GDK_TYPE_FILE_LIST))
    gdk_clipboard_read_value_async (clipboard, GDK_TYPE_FILE_LIST, G_PRIORITY_DEFAULT, cancellable,
                                    files_cb, reading_new (func, owner));
  else if (gdk_content_formats_contain_gtype (formats, GDK_TYPE_TEXTURE) &&
           !gdk_content_formats_contain_gtype (formats, G_TYPE_STRING))
    gdk_clipboard_read_texture_async (clipboard, cancellable, texture_cb,
                                      reading_new (func, owner));
  else
    return FALSE;
  return TRUE;
}
