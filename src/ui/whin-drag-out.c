/* drag out: a content that opens the sealed file when somebody wants it.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-drag-out.h"

#include "vault.h"
#include "whin-pictures.h"
#include "whin-private.h"
#include "whin-save.h"

#include <glib/gstdio.h>

#define KEPT_SECONDS (5 * 60) /* whoever copies it has begun by then */
#define ICON 128              /* px */

#define WHIN_TYPE_DRAGGED (whin_dragged_get_type ())
G_DECLARE_FINAL_TYPE (WhinDragged, whin_dragged, WHIN, DRAGGED, GdkContentProvider)

struct _WhinDragged {
  GdkContentProvider parent_instance;

  MediaFile *file;
  char *name;
  GMutex lock;
  GFile *opened; /* under the lock; NULL before somebody has asked */
};

G_DEFINE_FINAL_TYPE (WhinDragged, whin_dragged, GDK_TYPE_CONTENT_PROVIDER)

typedef struct {
  char *mime;
  GOutputStream *to;
  int priority;
} Asked;

static void
asked_free (gpointer data)
{
  Asked *asked = data;

  g_free (asked->mime);
  g_object_unref (asked->to);
  g_free (asked);
}

/* -- Opening -- */

static GFile *
open_file (WhinDragged *self, GCancellable *cancellable, GError **error)
{
  /* A folder each: two may be called the same. */
  g_autofree char *own = g_strdup_printf ("dragged/%" G_GINT64_FORMAT, g_get_real_time ());
  g_autofree char *folder = whin_private_folder (own, error);
  g_autoptr (GFile) file = NULL;

  if (!folder)
    return NULL;
  file = g_file_new_build_filename (folder, self->name, NULL);
  if (!vault_export (self->file, file, G_FILE_CREATE_PRIVATE, cancellable, error))
    return NULL;
  return g_steal_pointer (&file);
}

/* In a thread, once. */
static void
open_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  WhinDragged *self = source;
  GError *error = NULL;

  g_mutex_lock (&self->lock);
  if (!self->opened)
    self->opened = open_file (self, cancellable, &error);
  g_mutex_unlock (&self->lock);
  if (error)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

static void
serialized_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (gdk_content_serialize_finish (result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  WhinDragged *self = WHIN_DRAGGED (source);
  const Asked *asked = g_task_get_task_data (task);
  GError *error = NULL;
  g_auto (GValue) value = G_VALUE_INIT;

  if (!g_task_propagate_boolean (G_TASK (result), &error)) {
    g_task_return_error (task, error);
    g_object_unref (task);
    return;
  }
  g_value_init (&value, GDK_TYPE_FILE_LIST);
  g_value_take_boxed (&value, gdk_file_list_new_from_array (&self->opened, 1));
  gdk_content_serialize_async (asked->to, asked->mime, &value, asked->priority,
                               g_task_get_cancellable (task), serialized_cb, task);
}

/* -- As a content -- */

static GdkContentFormats *
ref_formats (GdkContentProvider *provider)
{
  return gdk_content_formats_union_serialize_mime_types (
      gdk_content_formats_new_for_gtype (GDK_TYPE_FILE_LIST));
}

static void
write_mime_type_async (GdkContentProvider *provider,
                       const char *mime_type,
                       GOutputStream *stream,
                       int io_priority,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  GTask *task = g_task_new (provider, cancellable, callback, user_data);
  g_autoptr (GTask) opening = g_task_new (provider, cancellable, opened_cb, task);
  Asked *asked = g_new (Asked, 1);

  *asked = (Asked) { g_strdup (mime_type), g_object_ref (stream), io_priority };
  g_task_set_task_data (task, asked, asked_free);
  g_task_run_in_thread (opening, open_in_thread);
}

static gboolean
write_mime_type_finish (GdkContentProvider *provider, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static gboolean
remove_cb (gpointer file)
{
  g_autoptr (GFile) folder = g_file_get_parent (file);

  g_unlink (g_file_peek_path (file));
  g_rmdir (g_file_peek_path (folder));
  return G_SOURCE_REMOVE;
}

/* The drag is over; at the end of the program the folder goes as a whole. */
static void
whin_dragged_finalize (GObject *object)
{
  WhinDragged *self = WHIN_DRAGGED (object);

  if (self->opened)
    g_timeout_add_seconds_full (G_PRIORITY_LOW, KEPT_SECONDS, remove_cb,
                                g_steal_pointer (&self->opened), g_object_unref);
  media_file_unref (self->file);
  g_free (self->name);
  g_mutex_clear (&self->lock);
  G_OBJECT_CLASS (whin_dragged_parent_class)->finalize (object);
}

static void
whin_dragged_class_init (WhinDraggedClass *klass)
{
  GdkContentProviderClass *provider_class = GDK_CONTENT_PROVIDER_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = whin_dragged_finalize;
  provider_class->ref_formats = ref_formats;
  provider_class->write_mime_type_async = write_mime_type_async;
  provider_class->write_mime_type_finish = write_mime_type_finish;
}

static void
whin_dragged_init (WhinDragged *self)
{
  g_mutex_init (&self->lock);
}

/* -- Dragging -- */

typedef struct {
  WhinDragFunc media;
  gpointer user_data;
} Out;

static void
set_icon (GtkDragSource *source, const Media *media)
{
  GdkTexture *thumb = media->thumb ? whin_pictures_peek_thumb (media->thumb) : NULL;
  g_autoptr (GtkIconPaintable) icon = NULL;
  GtkWidget *widget = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (source));
  g_autofree char *type = g_content_type_from_mime_type (media->mime);
  g_autoptr (GIcon) themed = g_content_type_get_icon (type ? type : "application/octet-stream");
  GdkTexture *texture = whin_pictures_peek (media->file, ICON, ICON);

  if (texture || thumb) {
    gtk_drag_source_set_icon (source, GDK_PAINTABLE (texture ? texture : thumb), 0, 0);
    return;
  }
  icon = gtk_icon_theme_lookup_by_gicon (
      gtk_icon_theme_get_for_display (gtk_widget_get_display (widget)), themed, 48,
      gtk_widget_get_scale_factor (widget), gtk_widget_get_direction (widget), 0);
  gtk_drag_source_set_icon (source, GDK_PAINTABLE (icon), 0, 0);
}

/* A finger scrolls. */
static gboolean
is_touch (GtkDragSource *source)
{
  GdkDevice *device = gtk_event_controller_get_current_event_device (GTK_EVENT_CONTROLLER (source));

  return device && gdk_device_get_source (device) == GDK_SOURCE_TOUCHSCREEN;
}

static GdkContentProvider *
prepare_cb (GtkDragSource *source, double x, double y, Out *out)
{
  GtkWidget *widget = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (source));
  const Media *media = is_touch (source) ? NULL : out->media (widget, x, y, out->user_data);
  WhinDragged *dragged;

  if (!media || !media->file)
    return NULL;
  dragged = g_object_new (WHIN_TYPE_DRAGGED, NULL);
  dragged->file = media_file_ref (media->file);
  dragged->name = whin_save_name (media);
  set_icon (source, media);
  return GDK_CONTENT_PROVIDER (dragged);
}

void
whin_drag_out_add (GtkWidget *widget, WhinDragFunc media, gpointer user_data)
{
  GtkDragSource *source = gtk_drag_source_new ();
  Out *out = g_new (Out, 1);

  *out = (Out) { media, user_data };
  g_object_set_data_full (G_OBJECT (source), "whin-drag-out", out, g_free);
  g_signal_connect (source, "prepare", G_CALLBACK (prepare_cb), out);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (source));
}
