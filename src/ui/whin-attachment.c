/* attachment: a snapshot of what a file is, taken off the UI thread.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-attachment.h"

#include "limits.h"
#include "picture.h"
#include "whin-private.h"

#include <glib/gi18n.h>

#define ATTRIBUTES                                                                                 \
  G_FILE_ATTRIBUTE_STANDARD_TYPE                                                                   \
  "," G_FILE_ATTRIBUTE_STANDARD_SIZE "," G_FILE_ATTRIBUTE_STANDARD_DISPLAY_NAME                    \
  "," G_FILE_ATTRIBUTE_STANDARD_CONTENT_TYPE "," G_FILE_ATTRIBUTE_ACCESS_CAN_READ

struct _WhinAttachment {
  GObject parent_instance;

  char *path, *name, *mime;
  gint64 size;
  int width, height; /* 0: no picture */
};

G_DEFINE_FINAL_TYPE (WhinAttachment, whin_attachment, G_TYPE_OBJECT)

static void
whin_attachment_finalize (GObject *object)
{
  WhinAttachment *self = WHIN_ATTACHMENT (object);

  g_free (self->path);
  g_free (self->name);
  g_free (self->mime);
  G_OBJECT_CLASS (whin_attachment_parent_class)->finalize (object);
}

static void
whin_attachment_class_init (WhinAttachmentClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = whin_attachment_finalize;
}

static void
whin_attachment_init (WhinAttachment *self)
{
}

/* -- On a pool thread -- */

static gboolean
check (GFileInfo *info, const char *path, GError **error)
{
  const char *name = g_file_info_get_display_name (info);

  if (g_file_info_get_file_type (info) == G_FILE_TYPE_DIRECTORY)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_IS_DIRECTORY,
                 _ ("“%s” is a folder. Compress it first, then send the archive."), name);
  else if (!path || !g_file_info_get_attribute_boolean (info, G_FILE_ATTRIBUTE_ACCESS_CAN_READ))
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED,
                 _ ("“%s” cannot be read. Choose it with “Attach Files” instead."), name);
  else if (g_file_info_get_size (info) == 0)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, _ ("“%s” is empty."), name);
  else if (g_file_info_get_size (info) > LIMIT_MEDIA_MAX)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_MESSAGE_TOO_LARGE, _ ("“%s” is larger than 2 GB."),
                 name);
  else
    return TRUE;
  return FALSE;
}

static WhinAttachment *
look_at (GFile *file, GCancellable *cancellable, GError **error)
{
  g_autoptr (GFileInfo) info =
      g_file_query_info (file, ATTRIBUTES, G_FILE_QUERY_INFO_NONE, cancellable, error);
  WhinAttachment *self;

  if (!info || !check (info, g_file_peek_path (file), error))
    return NULL;
  self = g_object_new (WHIN_TYPE_ATTACHMENT, NULL);
  self->path = g_file_get_path (file);
  self->name = g_strdup (g_file_info_get_display_name (info));
  self->mime = g_content_type_get_mime_type (g_file_info_get_content_type (info));
  self->size = g_file_info_get_size (info);
  if (!picture_probe (self->path, NULL, &self->width, &self->height))
    self->width = self->height = 0;
  return self;
}

static void
load_in_thread (GTask *task, gpointer source, gpointer file, GCancellable *cancellable)
{
  GError *error = NULL;
  WhinAttachment *self = look_at (file, cancellable, &error);

  if (self)
    g_task_return_pointer (task, self, g_object_unref);
  else
    g_task_return_error (task, error);
}

static GFile *
write_texture (GdkTexture *texture, GError **error)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  /* A folder each: two may be pasted in one second. */
  g_autofree char *own = g_strdup_printf ("pasted/%" G_GINT64_FORMAT, g_get_real_time ());
  g_autofree char *folder = whin_private_folder (own, error);
  /* Translators: the name of a pasted picture; the rest is a date and a time */
  g_autofree char *pattern = g_strdup_printf ("%s %%Y-%%m-%%d %%H-%%M-%%S.png", _ ("Pasted"));
  g_autofree char *name = g_date_time_format (now, pattern);
  g_autofree char *path = folder ? g_build_filename (folder, name, NULL) : NULL;
  g_autoptr (GBytes) png = NULL;

  if (!path)
    return NULL;
  png = gdk_texture_save_to_png_bytes (texture);
  if (!g_file_set_contents_full (path, g_bytes_get_data (png, NULL),
                                 (gssize) g_bytes_get_size (png), G_FILE_SET_CONTENTS_NONE, 0600,
                                 error))
    return NULL;
  return g_file_new_for_path (path);
}

static void
load_texture_in_thread (GTask *task, gpointer source, gpointer texture, GCancellable *cancellable)
{
  GError *error = NULL;
  g_autoptr (GFile) file = write_texture (texture, &error);
  WhinAttachment *self = file ? look_at (file, cancellable, &error) : NULL;

  if (self)
    g_task_return_pointer (task, self, g_object_unref);
  else
    g_task_return_error (task, error);
}

/* -- On the UI thread -- */

void
whin_attachment_load_async (GFile *file,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_task_data (task, g_object_ref (file), g_object_unref);
  g_task_run_in_thread (task, load_in_thread);
}

void
whin_attachment_load_texture_async (GdkTexture *texture,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_task_data (task, g_object_ref (texture), g_object_unref);
  g_task_run_in_thread (task, load_texture_in_thread);
}

WhinAttachment *
whin_attachment_load_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

const char *
whin_attachment_get_path (WhinAttachment *self)
{
  return self->path;
}

const char *
whin_attachment_get_name (WhinAttachment *self)
{
  return self->name;
}

const char *
whin_attachment_get_mime (WhinAttachment *self)
{
  return self->mime;
}

gint64
whin_attachment_get_size (WhinAttachment *self)
{
  return self->size;
}

gboolean
whin_attachment_is_picture (WhinAttachment *self)
{
  return self->width > 0;
}

void
whin_attachment_get_pixels (WhinAttachment *self, int *width, int *height)
{
  *width = self->width;
  *height = self->height;
}
