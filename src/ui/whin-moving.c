/* moving: drawing it asks for the next picture, which asks for drawing once it is due.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-moving.h"

#include "moving.h"

struct _WhinMoving {
  GObject parent_instance;

  MediaFile *file;
  int width, height;
  GdkTexture *shown;
  gint64 due; /* when the next is shown */

  Moving *moving; /* NULL before it is opened, and while a thread has it */
  GCancellable *cancellable;
  GdkTexture *next;
  guint next_ms;
  gboolean decoding;
  gboolean ended; /* with what is shown */
  guint timer;
};

static void iface_init (GdkPaintableInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (WhinMoving,
                               whin_moving,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (GDK_TYPE_PAINTABLE, iface_init))

/* -- On a pool thread -- */

typedef struct {
  MediaFile *file;
  int width, height;
  Moving *moving;
  GdkTexture *texture;
  guint ms;
} Decoding;

static void
decoding_free (Decoding *decoding)
{
  media_file_unref (decoding->file);
  g_clear_pointer (&decoding->moving, moving_free);
  g_clear_object (&decoding->texture);
  g_free (decoding);
}

static void
decode (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Decoding *decoding = data;
  g_autoptr (GdkPixbuf) pixbuf = NULL;
  GError *error = NULL;

  if (!decoding->moving)
    decoding->moving =
        moving_open (decoding->file, decoding->width, decoding->height, cancellable, &error);
  if (decoding->moving)
    pixbuf = moving_next (decoding->moving, &decoding->ms);
  if (pixbuf)
    decoding->texture = gdk_texture_new_for_pixbuf (pixbuf);
  if (error)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

/* -- On the UI thread -- */

static void
due_cb (gpointer data)
{
  WhinMoving *self = data;

  self->timer = 0;
  g_object_unref (self->shown);
  self->shown = g_steal_pointer (&self->next);
  self->ended = self->next_ms == 0;
  if (self->ended)
    g_clear_pointer (&self->moving, moving_free);
  self->due = g_get_monotonic_time () + self->next_ms * 1000;
  gdk_paintable_invalidate_contents (GDK_PAINTABLE (self));
}

static void
decoded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  WhinMoving *self = WHIN_MOVING (source);
  Decoding *decoding = g_task_get_task_data (G_TASK (result));
  gint64 wait = (self->due - g_get_monotonic_time ()) / 1000;

  self->decoding = FALSE;
  self->moving = g_steal_pointer (&decoding->moving);
  self->next = g_steal_pointer (&decoding->texture);
  self->next_ms = decoding->ms;
  self->ended = !g_task_propagate_boolean (G_TASK (result), NULL) || !self->next;
  if (self->ended)
    g_clear_pointer (&self->moving, moving_free);
  else
    self->timer = g_timeout_add_once ((guint) MAX (wait, 0), due_cb, self);
}

static void
ask_for_next (WhinMoving *self)
{
  g_autoptr (GTask) task = g_task_new (self, self->cancellable, decoded_cb, NULL);
  Decoding *decoding = g_new0 (Decoding, 1);

  decoding->file = media_file_ref (self->file);
  decoding->width = self->width;
  decoding->height = self->height;
  decoding->moving = g_steal_pointer (&self->moving);
  self->decoding = TRUE;
  g_task_set_task_data (task, decoding, (GDestroyNotify) decoding_free);
  g_task_run_in_thread (task, decode);
}

/* -- The paintable -- */

static gboolean
animations_are_wanted (void)
{
  gboolean wanted = TRUE;

  g_object_get (gtk_settings_get_default (), "gtk-enable-animations", &wanted, NULL);
  return wanted;
}

static void
snapshot (GdkPaintable *paintable, GdkSnapshot *snapshot, double width, double height)
{
  WhinMoving *self = WHIN_MOVING (paintable);

  gdk_paintable_snapshot (GDK_PAINTABLE (self->shown), snapshot, width, height);
  if (!self->decoding && !self->timer && !self->ended && animations_are_wanted ())
    ask_for_next (self);
}

static GdkPaintable *
get_current_image (GdkPaintable *paintable)
{
  return g_object_ref (GDK_PAINTABLE (WHIN_MOVING (paintable)->shown));
}

static GdkPaintableFlags
get_flags (GdkPaintable *paintable)
{
  return GDK_PAINTABLE_STATIC_SIZE;
}

static int
get_width (GdkPaintable *paintable)
{
  return WHIN_MOVING (paintable)->width;
}

static int
get_height (GdkPaintable *paintable)
{
  return WHIN_MOVING (paintable)->height;
}

static void
iface_init (GdkPaintableInterface *iface)
{
  iface->snapshot = snapshot;
  iface->get_current_image = get_current_image;
  iface->get_flags = get_flags;
  iface->get_intrinsic_width = get_width;
  iface->get_intrinsic_height = get_height;
}

static void
whin_moving_dispose (GObject *object)
{
  WhinMoving *self = WHIN_MOVING (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->timer, g_source_remove);
  g_clear_object (&self->shown);
  g_clear_object (&self->next);
  G_OBJECT_CLASS (whin_moving_parent_class)->dispose (object);
}

static void
whin_moving_finalize (GObject *object)
{
  WhinMoving *self = WHIN_MOVING (object);

  g_clear_pointer (&self->moving, moving_free);
  g_clear_object (&self->cancellable);
  media_file_unref (self->file);
  G_OBJECT_CLASS (whin_moving_parent_class)->finalize (object);
}

static void
whin_moving_class_init (WhinMovingClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = whin_moving_dispose;
  G_OBJECT_CLASS (klass)->finalize = whin_moving_finalize;
}

static void
whin_moving_init (WhinMoving *self)
{
  self->cancellable = g_cancellable_new ();
}

WhinMoving *
whin_moving_new (const MediaFile *file, GdkTexture *still)
{
  WhinMoving *self = g_object_new (WHIN_TYPE_MOVING, NULL);

  self->file = media_file_ref (file);
  self->width = gdk_texture_get_width (still);
  self->height = gdk_texture_get_height (still);
  self->shown = g_object_ref (still);
  return self;
}

gboolean
whin_moving_is_of (WhinMoving *self, const MediaFile *file, int width, int height)
{
  return g_str_equal (self->file->path, file->path) && self->width == width &&
         self->height == height;
}
