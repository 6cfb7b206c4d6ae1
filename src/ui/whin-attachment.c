/* attachment: a snapshot of what a file is, taken off the UI thread.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-attachment.h"

#include "film-probe.h"
#include "limits.h"
#include "picture.h"
#include "whin-private.h"

#include <glib/gi18n.h>

#define PREVIEW_SIDE 640 /* pixels */

#define ATTRIBUTES                                                                                 \
  G_FILE_ATTRIBUTE_STANDARD_TYPE                                                                   \
  "," G_FILE_ATTRIBUTE_STANDARD_SIZE "," G_FILE_ATTRIBUTE_STANDARD_DISPLAY_NAME                    \
  "," G_FILE_ATTRIBUTE_STANDARD_CONTENT_TYPE "," G_FILE_ATTRIBUTE_ACCESS_CAN_READ

struct _WhinAttachment {
  GObject parent_instance;

  WhinAttachmentKind kind;
  char *path, *name, *mime, *problem;
  gint64 size, ms;
  int width, height;
  GdkTexture *preview;
  GBytes *thumb;
  gboolean unreadable;
};

G_DEFINE_FINAL_TYPE (WhinAttachment, whin_attachment, G_TYPE_OBJECT)

static void
whin_attachment_finalize (GObject *object)
{
  WhinAttachment *self = WHIN_ATTACHMENT (object);

  g_free (self->path);
  g_free (self->name);
  g_free (self->mime);
  g_free (self->problem);
  g_clear_object (&self->preview);
  g_clear_pointer (&self->thumb, g_bytes_unref);
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

static void
refuse (WhinAttachment *self, const char *why)
{
  self->kind = WHIN_ATTACHMENT_REFUSED;
  g_set_str (&self->problem, why);
}

static void
refuse_unreadable (WhinAttachment *self)
{
  self->unreadable = TRUE;
  refuse (self, _ ("Whinchat was not given access to it."));
}

static void
check (WhinAttachment *self, GFileInfo *info)
{
  if (g_file_info_get_file_type (info) == G_FILE_TYPE_DIRECTORY)
    refuse (self, _ ("This is a folder. Compress it, then send the archive."));
  else if (g_file_info_get_file_type (info) != G_FILE_TYPE_REGULAR)
    refuse (self, _ ("This is not a file."));
  else if (!self->path ||
           !g_file_info_get_attribute_boolean (info, G_FILE_ATTRIBUTE_ACCESS_CAN_READ))
    refuse_unreadable (self);
  else if (g_file_info_get_size (info) > LIMIT_MEDIA_MAX)
    refuse (self, _ ("It is larger than 2 GB."));
}

static void
keep_as_file (WhinAttachment *self, const GError *why)
{
  /* Translators: %s is a sentence that says what is wrong with a picture or a video */
  self->problem = g_strdup_printf (_ ("%s It is sent as a file."), why->message);
}

static void
look_at_picture (WhinAttachment *self, GCancellable *cancellable)
{
  g_autoptr (MediaFile) file = media_file_new (self->path, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GdkPixbuf) pixbuf = picture_open (file, PREVIEW_SIDE, cancellable, &error);

  if (!pixbuf) {
    keep_as_file (self, error);
    return;
  }
  self->kind = WHIN_ATTACHMENT_PICTURE;
  self->preview = gdk_texture_new_for_pixbuf (pixbuf);
  /* The file says how it lies there. */
  if ((self->width > self->height) !=
      (gdk_pixbuf_get_width (pixbuf) > gdk_pixbuf_get_height (pixbuf))) {
    int width = self->width;

    self->width = self->height;
    self->height = width;
  }
}

static void
look_at_video (WhinAttachment *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FilmProbe) probe = film_probe (self->path, &error);

  if (!probe) {
    keep_as_file (self, error);
    return;
  }
  self->kind = WHIN_ATTACHMENT_VIDEO;
  self->width = probe->width;
  self->height = probe->height;
  self->ms = probe->ms;
  self->preview = gdk_texture_new_for_pixbuf (probe->poster);
  self->thumb = picture_thumb (probe->poster);
}

static void
look_inside (WhinAttachment *self, GCancellable *cancellable)
{
  g_autofree char *mime = NULL;

  if (picture_probe (self->path, &mime, &self->width, &self->height)) {
    g_set_str (&self->mime, mime);
    look_at_picture (self, cancellable);
  } else if (g_str_has_prefix (self->mime, "video/")) {
    look_at_video (self);
  } else if (g_str_has_prefix (self->mime, "image/") && self->size > 0) {
    self->problem = g_strdup (_ ("This picture cannot be shown. It is sent as a file."));
  }
}

/* What is empty is what its name says. */
static char *
mime_of (GFileInfo *info)
{
  g_autofree char *type =
      g_file_info_get_size (info) == 0
          ? g_content_type_guess (g_file_info_get_display_name (info), NULL, 0, NULL)
          : g_strdup (g_file_info_get_content_type (info));
  char *mime = type ? g_content_type_get_mime_type (type) : NULL;

  return mime ? mime : g_strdup ("application/octet-stream");
}

static WhinAttachment *
look_at (GFile *file, GCancellable *cancellable, GError **error)
{
  g_autoptr (GFileInfo) info =
      g_file_query_info (file, ATTRIBUTES, G_FILE_QUERY_INFO_NONE, cancellable, NULL);
  g_autoptr (WhinAttachment) self = NULL;

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  self = g_object_new (WHIN_TYPE_ATTACHMENT, NULL);
  self->path = g_file_get_path (file);
  if (!info) {
    g_autofree char *base = g_file_get_basename (file);

    self->name = g_filename_display_name (base ? base : "");
    self->mime = g_strdup ("application/octet-stream");
    refuse_unreadable (self);
    return g_steal_pointer (&self);
  }
  self->name = g_strdup (g_file_info_get_display_name (info));
  self->mime = mime_of (info);
  self->size = g_file_info_get_size (info);
  check (self, info);
  if (self->kind != WHIN_ATTACHMENT_REFUSED)
    look_inside (self, cancellable);
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  return g_steal_pointer (&self);
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

WhinAttachmentKind
whin_attachment_get_kind (WhinAttachment *self)
{
  return self->kind;
}

gboolean
whin_attachment_is_seen (WhinAttachment *self)
{
  return self->kind == WHIN_ATTACHMENT_PICTURE || self->kind == WHIN_ATTACHMENT_VIDEO;
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

void
whin_attachment_get_pixels (WhinAttachment *self, int *width, int *height)
{
  *width = self->width;
  *height = self->height;
}

gint64
whin_attachment_get_ms (WhinAttachment *self)
{
  return self->ms;
}

GdkTexture *
whin_attachment_get_preview (WhinAttachment *self)
{
  return self->preview;
}

const char *
whin_attachment_get_problem (WhinAttachment *self)
{
  return self->problem;
}

gboolean
whin_attachment_is_unreadable (WhinAttachment *self)
{
  return self->unreadable;
}

SendFile
whin_attachment_get_file (WhinAttachment *self)
{
  gboolean video = self->kind == WHIN_ATTACHMENT_VIDEO;

  return (SendFile) {
    .path = self->path,
    /* What we cannot show is not made smaller either. */
    .as_file = !whin_attachment_is_seen (self),
    .width = video ? self->width : 0,
    .height = video ? self->height : 0,
    .ms = self->ms,
    .thumb = self->thumb,
  };
}
