/* camera: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-camera.h"

#include "camera.h"
#include "whin-camera-portal.h"
#include "whin-format.h"
#include "whin-private.h"

#include <glib/gi18n.h>
#include <string.h>

#define TEST_PREFIX "gst:"

struct _WhinCamera {
  AdwDialog parent_instance;

  AdwBanner *banner;
  GtkStack *stack;
  AdwStatusPage *status;
  GtkPicture *picture;
  GtkLabel *time_label;
  GtkWidget *bar;
  AdwToggleGroup *what;
  GtkButton *shutter;

  GCancellable *cancellable;
  Camera *camera; /* NULL until it is there */
  char *microphone, *path;
  gint64 since; /* when the video began */
  guint tick;
  gboolean busy; /* a picture is being taken, or a video ends */
};

G_DEFINE_FINAL_TYPE (WhinCamera, whin_camera, ADW_TYPE_DIALOG)

static guint taken_signal;

static gboolean
is_video (WhinCamera *self)
{
  return g_strcmp0 (adw_toggle_group_get_active_name (self->what), "video") == 0;
}

static void
update (WhinCamera *self)
{
  gboolean ready = g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "camera") == 0;
  gboolean records = self->camera && camera_is_recording (self->camera);
  const char *label = records           ? _ ("Stop")
                      : is_video (self) ? _ ("Record a Video")
                                        : _ ("Take a Picture");

  gtk_widget_set_visible (self->bar, ready);
  gtk_widget_set_sensitive (GTK_WIDGET (self->what), !records && !self->busy);
  gtk_widget_set_visible (GTK_WIDGET (self->time_label), records);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "camera.shoot", ready && !self->busy);
  gtk_button_set_icon_name (self->shutter, records           ? "media-playback-stop-symbolic"
                                           : is_video (self) ? "media-record-symbolic"
                                                             : "camera-photo-symbolic");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->shutter), label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->shutter), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  label, -1);
}

static void
what_cb (AdwToggleGroup *group, GParamSpec *pspec, WhinCamera *self)
{
  if (self->cancellable)
    update (self);
}

static void
say (WhinCamera *self, const char *words)
{
  adw_status_page_set_description (self->status, words);
  gtk_stack_set_visible_child_name (self->stack, "none");
  update (self);
}

/* -- What the camera tells -- */

static void
frame_cb (const FilmFrame *frame, gpointer data)
{
  WhinCamera *self = data;
  g_autoptr (GdkTexture) texture = gdk_memory_texture_new (
      frame->width, frame->height, GDK_MEMORY_R8G8B8, frame->pixels, (gsize) frame->stride);

  gtk_picture_set_paintable (self->picture, GDK_PAINTABLE (texture));
  if (g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "camera") == 0)
    return;
  gtk_stack_set_visible_child_name (self->stack, "camera");
  update (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->shutter));
}

static void
taken_cb (const GError *error, gpointer data)
{
  WhinCamera *self = data;
  g_autoptr (GListStore) files = NULL;
  g_autoptr (GFile) file = NULL;

  self->busy = FALSE;
  if (error) {
    adw_banner_set_title (self->banner, error->message);
    adw_banner_set_revealed (self->banner, TRUE);
    update (self);
    return;
  }
  files = g_list_store_new (G_TYPE_FILE);
  file = g_file_new_for_path (self->path);
  g_list_store_append (files, file);
  g_object_ref (self);
  adw_dialog_force_close (ADW_DIALOG (self));
  g_signal_emit (self, taken_signal, 0, files);
  g_object_unref (self);
}

static void
failed_cb (const GError *error, gpointer data)
{
  say (data, error->message);
}

static const CameraEvents events = { frame_cb, taken_cb, failed_cb };

static void
portal_cb (GObject *none, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (WhinCamera) self = user_data;
  g_autoptr (GError) error = NULL;
  int fd = whin_camera_portal_finish (result, &error);
  g_autofree char *source = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (error) {
    say (self, error->message);
    return;
  }
  source = g_strdup_printf ("pipewiresrc fd=%d", fd);
  self->camera = camera_new (source, fd, &events, self);
}

/* -- What is done -- */

static gboolean
show_time (gpointer data)
{
  WhinCamera *self = data;
  g_autofree char *text = whin_format_length ((g_get_monotonic_time () - self->since) / 1000);

  gtk_label_set_text (self->time_label, text);
  return G_SOURCE_CONTINUE;
}

/* A folder each, as for what was pasted. */
static char *
new_path (gboolean video, GError **error)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *own = g_strdup_printf ("camera/%" G_GINT64_FORMAT, g_get_real_time ());
  g_autofree char *folder = whin_private_folder (own, error);
  g_autofree char *time = g_date_time_format (now, "%Y-%m-%d %H-%M-%S");
  g_autofree char *name = NULL;

  if (!folder)
    return NULL;
  /* Translators: the name of a picture or video of the camera; %s is a date and a time */
  name = g_strdup_printf (_ ("Camera %s"), time);
  return g_strdup_printf ("%s/%s.%s", folder, name, video ? "webm" : "jpg");
}

static void
shoot (GtkWidget *widget, const char *action, GVariant *unused)
{
  WhinCamera *self = WHIN_CAMERA (widget);
  g_autoptr (GError) error = NULL;

  if (!self->camera)
    return;
  if (camera_is_recording (self->camera)) {
    self->busy = TRUE;
    camera_stop (self->camera);
    update (self);
    return;
  }
  g_free (self->path);
  self->path = new_path (is_video (self), &error);
  if (!self->path) {
    say (self, error->message);
    return;
  }
  adw_banner_set_revealed (self->banner, FALSE);
  self->busy = !is_video (self);
  if (self->busy) {
    camera_take (self->camera, self->path);
  } else {
    camera_record (self->camera, self->path, self->microphone);
    self->since = g_get_monotonic_time ();
    show_time (self);
    if (!self->tick)
      self->tick = g_timeout_add (250, show_time, self);
    gtk_accessible_announce (GTK_ACCESSIBLE (self), _ ("Recording"),
                             GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
  }
  update (self);
}

static void
let_go (WhinCamera *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->tick, g_source_remove);
  g_clear_pointer (&self->camera, camera_free);
}

static void
closed (AdwDialog *dialog)
{
  let_go (WHIN_CAMERA (dialog));
}

/* -- The dialog -- */

static void
whin_camera_dispose (GObject *object)
{
  let_go (WHIN_CAMERA (object));
  gtk_widget_dispose_template (GTK_WIDGET (object), WHIN_TYPE_CAMERA);
  G_OBJECT_CLASS (whin_camera_parent_class)->dispose (object);
}

static void
whin_camera_finalize (GObject *object)
{
  WhinCamera *self = WHIN_CAMERA (object);

  g_object_unref (self->cancellable);
  g_free (self->microphone);
  g_free (self->path);
  G_OBJECT_CLASS (whin_camera_parent_class)->finalize (object);
}

static void
whin_camera_class_init (WhinCameraClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = whin_camera_dispose;
  G_OBJECT_CLASS (klass)->finalize = whin_camera_finalize;
  ADW_DIALOG_CLASS (klass)->closed = closed;
  taken_signal = g_signal_new ("taken", WHIN_TYPE_CAMERA, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                               G_TYPE_NONE, 1, G_TYPE_LIST_MODEL);
  gtk_widget_class_install_action (widget_class, "camera.shoot", NULL, shoot);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/whinchat/Whinchat/ui/whin-camera.ui");
  gtk_widget_class_bind_template_child (widget_class, WhinCamera, banner);
  gtk_widget_class_bind_template_child (widget_class, WhinCamera, stack);
  gtk_widget_class_bind_template_child (widget_class, WhinCamera, status);
  gtk_widget_class_bind_template_child (widget_class, WhinCamera, picture);
  gtk_widget_class_bind_template_child (widget_class, WhinCamera, time_label);
  gtk_widget_class_bind_template_child (widget_class, WhinCamera, bar);
  gtk_widget_class_bind_template_child (widget_class, WhinCamera, what);
  gtk_widget_class_bind_template_child (widget_class, WhinCamera, shutter);
  gtk_widget_class_bind_template_callback (widget_class, what_cb);
}

static void
whin_camera_init (WhinCamera *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->cancellable = g_cancellable_new ();
  adw_toggle_group_set_active (self->what, 0);
  update (self);
}

AdwDialog *
whin_camera_new (const char *microphone)
{
  WhinCamera *self = g_object_new (WHIN_TYPE_CAMERA, NULL);
  const char *test = g_getenv ("WHINCHAT_CAMERA");

  self->microphone = g_strdup (microphone && microphone[0] ? microphone : NULL);
  if (test && g_str_has_prefix (test, TEST_PREFIX))
    self->camera = camera_new (test + strlen (TEST_PREFIX), -1, &events, self);
  else
    whin_camera_portal_async (self->cancellable, portal_cb, g_object_ref (self));
  return ADW_DIALOG (self);
}
