/* trim: what is shown plays from the file; what is made is made on a thread, into our private
 * folder. SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-trim.h"

#include "film-make.h"
#include "film-player.h"
#include "whin-format.h"
#include "whin-private.h"
#include "whin-strip.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>

#define SECONDS 1000000

struct _WhinTrim {
  AdwDialog parent_instance;

  AdwBanner *banner;
  GtkPicture *picture;
  GtkButton *play_button;
  GtkWidget *controls;
  WhinStrip *strip;
  GtkLabel *start_label, *length_label, *end_label;
  AdwComboRow *quality;
  AdwSwitchRow *silent;
  GtkProgressBar *progress;

  char *path;
  int width, height;
  gint64 ms, bytes;
  FilmPlayer *player; /* NULL until the file is open */
  gboolean ready, has_sound, playing, seeking;
  gint64 wanted; /* where to seek next, in ms; -1 */
  gint64 shown;
  GCancellable *cancellable; /* of all that runs while it is open */
  GCancellable *making;      /* or NULL */
};

G_DEFINE_FINAL_TYPE (WhinTrim, whin_trim, ADW_TYPE_DIALOG)

static guint edited_signal;

/* -- What is going to be made -- */

static FilmPlan
plan_of (WhinTrim *self)
{
  return (FilmPlan) { whin_strip_get_start (self->strip), whin_strip_get_end (self->strip),
                      (FilmQuality) (FILM_LARGE - adw_combo_row_get_selected (self->quality)),
                      adw_switch_row_get_active (self->silent) };
}

/* Otherwise what there is serves as well. */
static gboolean
is_worth_it (WhinTrim *self)
{
  FilmPlan plan = plan_of (self);
  int width, height;

  film_plan_size (&plan, self->width, self->height, &width, &height);
  return plan.start_ms > 0 || plan.end_ms < self->ms || (plan.silent && self->has_sound) ||
         film_plan_bytes (&plan, self->width, self->height, self->has_sound) < self->bytes;
}

static void
set_length (GtkLabel *label, gint64 ms)
{
  g_autofree char *text = whin_format_length (ms);

  gtk_label_set_text (label, text);
}

static void
update (WhinTrim *self)
{
  FilmPlan plan = plan_of (self);
  g_autofree char *size = NULL, *words = NULL;
  gboolean making = self->making != NULL;

  set_length (self->start_label, plan.start_ms);
  set_length (self->end_label, plan.end_ms);
  set_length (self->length_label, plan.end_ms - plan.start_ms);
  size =
      g_format_size ((guint64) (is_worth_it (self) ? film_plan_bytes (&plan, self->width,
                                                                      self->height, self->has_sound)
                                                   : self->bytes));
  /* Translators: %s is the size of a file */
  words = g_strdup_printf (is_worth_it (self) ? _ ("About %s") : _ ("%s, as it is"), size);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->quality), words);
  gtk_widget_set_visible (GTK_WIDGET (self->silent), self->has_sound);
  gtk_widget_set_sensitive (self->controls, !making);
  gtk_widget_set_visible (GTK_WIDGET (self->play_button), !making && !self->playing);
  gtk_widget_set_visible (GTK_WIDGET (self->progress), making);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "trim.done", !making && self->ms > 0);
  adw_dialog_set_can_close (ADW_DIALOG (self), !making);
}

static void
complain (WhinTrim *self, const char *words)
{
  adw_banner_set_title (self->banner, words);
  adw_banner_set_revealed (self->banner, TRUE);
}

/* -- Playing -- */

/* One seek at a time: the last place that was asked for is what matters. */
static void
seek_to (WhinTrim *self, gint64 ms)
{
  self->wanted = ms;
  if (self->seeking || !self->ready)
    return;
  self->wanted = -1;
  self->seeking = film_player_seek (self->player, ms * 1000);
}

static void
halt (WhinTrim *self)
{
  self->playing = FALSE;
  if (self->player)
    film_player_pause (self->player);
  update (self);
}

static void
ready_cb (gint64 duration, gboolean has_sound, gpointer data)
{
  WhinTrim *self = data;

  self->ready = TRUE;
  self->has_sound = has_sound;
  if (self->wanted >= 0)
    seek_to (self, self->wanted);
  update (self);
}

static void
frame_cb (const FilmFrame *frame, gpointer data)
{
  WhinTrim *self = data;
  g_autoptr (GdkTexture) texture = gdk_memory_texture_new (
      frame->width, frame->height, GDK_MEMORY_B8G8R8X8, frame->pixels, (gsize) frame->stride);

  gtk_picture_set_paintable (self->picture, GDK_PAINTABLE (texture));
  self->shown = frame->position / 1000;
  whin_strip_set_position (self->strip, self->shown);
  if (self->playing && !self->seeking && self->shown >= whin_strip_get_end (self->strip))
    halt (self);
}

static void
sought_cb (gpointer data)
{
  WhinTrim *self = data;

  self->seeking = FALSE;
  if (self->wanted >= 0)
    seek_to (self, self->wanted);
}

static void
ended_cb (const GError *error, gpointer data)
{
  WhinTrim *self = data;

  if (error)
    complain (self, error->message);
  halt (self);
}

static void
opened_cb (GObject *file, GAsyncResult *result, gpointer user_data)
{
  static const FilmEvents events = { ready_cb, frame_cb, sought_cb, ended_cb };
  g_autoptr (WhinTrim) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GFileInputStream) stream = g_file_read_finish (G_FILE (file), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (stream)
    self->player = film_player_new (G_INPUT_STREAM (stream), &events, self);
  else
    complain (self, error->message);
}

static void
play (GtkWidget *widget, const char *name, GVariant *unused)
{
  WhinTrim *self = WHIN_TRIM (widget);
  gint64 start = whin_strip_get_start (self->strip);

  if (!self->player || self->making)
    return;
  if (self->playing) {
    halt (self);
    return;
  }
  if (self->shown < start || self->shown >= whin_strip_get_end (self->strip) - 50)
    seek_to (self, start);
  self->playing = TRUE;
  film_player_play (self->player);
  update (self);
}

/* -- The strip -- */

static void
strip_changed_cb (WhinStrip *strip, gint64 ms, WhinTrim *self)
{
  if (self->playing)
    halt (self);
  if (self->player)
    seek_to (self, ms);
  update (self);
}

static void
strip_seek_cb (WhinStrip *strip, gint64 ms, WhinTrim *self)
{
  if (self->player)
    seek_to (self, ms);
}

static void
quality_cb (GObject *row, GParamSpec *pspec, WhinTrim *self)
{
  if (self->path)
    update (self);
}

typedef struct {
  GWeakRef trim;
  guint i;
  GdkTexture *texture;
} Still;

static void
still_free (gpointer data)
{
  Still *still = data;

  g_weak_ref_clear (&still->trim);
  g_object_unref (still->texture);
  g_free (still);
}

static gboolean
show_still (gpointer data)
{
  Still *still = data;
  g_autoptr (WhinTrim) self = g_weak_ref_get (&still->trim);

  if (self && self->strip)
    whin_strip_set_still (self->strip, still->i, still->texture);
  return G_SOURCE_REMOVE;
}

static void
still_cb (guint i, GdkPixbuf *pixbuf, gpointer task)
{
  g_autoptr (GBytes) bytes = gdk_pixbuf_read_pixel_bytes (pixbuf);
  Still *still = g_new0 (Still, 1);

  g_weak_ref_init (&still->trim, g_task_get_source_object (task));
  still->i = i;
  still->texture =
      gdk_memory_texture_new (gdk_pixbuf_get_width (pixbuf), gdk_pixbuf_get_height (pixbuf),
                              GDK_MEMORY_R8G8B8, bytes, (gsize) gdk_pixbuf_get_rowstride (pixbuf));
  g_object_unref (pixbuf);
  g_main_context_invoke_full (NULL, G_PRIORITY_DEFAULT, show_still, still, still_free);
}

typedef struct {
  char *path;
  gint64 ms;
} Strip;

static void
strip_free (gpointer data)
{
  g_free (((Strip *) data)->path);
  g_free (data);
}

static void
stills_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Strip *strip = data;

  /* Two for each pixel. Without them it can be cut as well. */
  film_stills (strip->path, strip->ms, WHIN_STRIP_STILLS, 2 * WHIN_STRIP_HEIGHT, still_cb, task,
               cancellable, NULL);
  g_task_return_boolean (task, TRUE);
}

static void
load_stills (WhinTrim *self)
{
  g_autoptr (GTask) task = g_task_new (self, self->cancellable, NULL, NULL);
  Strip *strip = g_new0 (Strip, 1);

  strip->path = g_strdup (self->path);
  strip->ms = self->ms;
  g_task_set_task_data (task, strip, strip_free);
  g_task_run_in_thread (task, stills_in_thread);
}

/* -- Making it -- */

typedef struct {
  char *path;
  int width, height;
  FilmPlan plan;
  gint percent; /* atomic */
} Making;

static void
making_free (gpointer data)
{
  g_free (((Making *) data)->path);
  g_free (data);
}

static void
progress_cb (double done, gpointer data)
{
  g_atomic_int_set (&((Making *) data)->percent, (gint) (done * 100));
}

static char *
target_for (const char *path, GError **error)
{
  g_autofree char *own = g_strdup_printf ("edited/%" G_GINT64_FORMAT, g_get_real_time ());
  g_autofree char *folder = whin_private_folder (own, error);
  g_autofree char *base = g_path_get_basename (path);
  g_autofree char *name = NULL;
  char *dot = strrchr (base, '.');

  if (!folder)
    return NULL;
  if (dot && dot != base)
    *dot = '\0';
  name = g_strdup_printf ("%s.%s", base, film_make_ending ());
  return g_build_filename (folder, name, NULL);
}

static void
make_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Making *making = data;
  GError *error = NULL;
  char *to = target_for (making->path, &error);

  if (to && film_make (making->path, &making->plan, making->width, making->height, to, progress_cb,
                       making, cancellable, &error)) {
    g_task_return_pointer (task, to, g_free);
    return;
  }
  g_free (to);
  g_task_return_error (task, error);
}

static gboolean
show_progress (GtkWidget *widget, GdkFrameClock *clock, gpointer task)
{
  WhinTrim *self = WHIN_TRIM (widget);
  Making *making = g_task_get_task_data (task);
  int percent = g_atomic_int_get (&making->percent);
  g_autofree char *words = g_strdup_printf (_ ("%d %%"), percent);

  if (!self->making)
    return G_SOURCE_REMOVE;
  if (g_strcmp0 (words, gtk_progress_bar_get_text (self->progress)) != 0) {
    gtk_progress_bar_set_fraction (self->progress, percent / 100.0);
    gtk_progress_bar_set_text (self->progress, words);
  }
  return G_SOURCE_CONTINUE;
}

static void
made_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  WhinTrim *self = WHIN_TRIM (source);
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_task_propagate_pointer (G_TASK (result), &error);

  g_clear_object (&self->making);
  update (self);
  if (path) {
    g_signal_emit (self, edited_signal, 0, path);
    adw_dialog_force_close (ADW_DIALOG (self));
  } else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
    complain (self, error->message);
  }
}

static void
done (GtkWidget *widget, const char *name, GVariant *unused)
{
  WhinTrim *self = WHIN_TRIM (widget);
  g_autoptr (GTask) task = NULL;
  Making *making;

  halt (self);
  if (!is_worth_it (self)) {
    adw_dialog_force_close (ADW_DIALOG (self));
    return;
  }
  making = g_new0 (Making, 1);
  making->path = g_strdup (self->path);
  making->width = self->width;
  making->height = self->height;
  making->plan = plan_of (self);
  self->making = g_cancellable_new ();
  task = g_task_new (self, self->making, made_cb, NULL);
  g_task_set_task_data (task, making, making_free);
  gtk_widget_add_tick_callback (widget, show_progress, g_object_ref (task), g_object_unref);
  adw_banner_set_revealed (self->banner, FALSE);
  gtk_accessible_announce (GTK_ACCESSIBLE (self), _ ("The video is being made"),
                           GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
  update (self);
  g_task_run_in_thread (task, make_in_thread);
}

/* -- The dialog -- */

static void
close_attempt (AdwDialog *dialog)
{
  g_cancellable_cancel (WHIN_TRIM (dialog)->making);
}

static void
closed (AdwDialog *dialog)
{
  WhinTrim *self = WHIN_TRIM (dialog);

  g_cancellable_cancel (self->cancellable);
  g_clear_pointer (&self->player, film_player_free);
}

static void
cancel (GtkWidget *widget, const char *name, GVariant *unused)
{
  adw_dialog_close (ADW_DIALOG (widget));
}

static void
whin_trim_dispose (GObject *object)
{
  WhinTrim *self = WHIN_TRIM (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_pointer (&self->player, film_player_free);
  gtk_widget_dispose_template (GTK_WIDGET (self), WHIN_TYPE_TRIM);
  G_OBJECT_CLASS (whin_trim_parent_class)->dispose (object);
}

static void
whin_trim_finalize (GObject *object)
{
  WhinTrim *self = WHIN_TRIM (object);

  g_clear_object (&self->making);
  g_object_unref (self->cancellable);
  g_free (self->path);
  G_OBJECT_CLASS (whin_trim_parent_class)->finalize (object);
}

static void
whin_trim_class_init (WhinTrimClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (WHIN_TYPE_STRIP);
  G_OBJECT_CLASS (klass)->dispose = whin_trim_dispose;
  G_OBJECT_CLASS (klass)->finalize = whin_trim_finalize;
  ADW_DIALOG_CLASS (klass)->close_attempt = close_attempt;
  ADW_DIALOG_CLASS (klass)->closed = closed;
  edited_signal = g_signal_new ("edited", WHIN_TYPE_TRIM, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 1, G_TYPE_STRING);
  gtk_widget_class_install_action (widget_class, "trim.cancel", NULL, cancel);
  gtk_widget_class_install_action (widget_class, "trim.done", NULL, done);
  gtk_widget_class_install_action (widget_class, "trim.play", NULL, play);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Return, GDK_CONTROL_MASK, "trim.done",
                                       NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_space, GDK_CONTROL_MASK, "trim.play",
                                       NULL);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/whinchat/Whinchat/ui/whin-trim.ui");
  gtk_widget_class_bind_template_child (widget_class, WhinTrim, banner);
  gtk_widget_class_bind_template_child (widget_class, WhinTrim, picture);
  gtk_widget_class_bind_template_child (widget_class, WhinTrim, play_button);
  gtk_widget_class_bind_template_child (widget_class, WhinTrim, controls);
  gtk_widget_class_bind_template_child (widget_class, WhinTrim, strip);
  gtk_widget_class_bind_template_child (widget_class, WhinTrim, start_label);
  gtk_widget_class_bind_template_child (widget_class, WhinTrim, length_label);
  gtk_widget_class_bind_template_child (widget_class, WhinTrim, end_label);
  gtk_widget_class_bind_template_child (widget_class, WhinTrim, quality);
  gtk_widget_class_bind_template_child (widget_class, WhinTrim, silent);
  gtk_widget_class_bind_template_child (widget_class, WhinTrim, progress);
  gtk_widget_class_bind_template_callback (widget_class, strip_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, strip_seek_cb);
  gtk_widget_class_bind_template_callback (widget_class, quality_cb);
}

static void
pressed_cb (GtkGestureClick *click, int n, double x, double y, WhinTrim *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "trim.play", NULL);
}

static void
whin_trim_init (WhinTrim *self)
{
  GtkGesture *click = gtk_gesture_click_new ();

  self->cancellable = g_cancellable_new ();
  self->wanted = -1;
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (click, "pressed", G_CALLBACK (pressed_cb), self, G_CONNECT_DEFAULT);
  gtk_widget_add_controller (GTK_WIDGET (self->picture), GTK_EVENT_CONTROLLER (click));
}

/* Of those that are different for it. */
static void
offer_qualities (WhinTrim *self)
{
  const char *names[] = { _ ("High"), _ ("Medium"), _ ("Low"), NULL };
  g_autoptr (GtkStringList) list = gtk_string_list_new (names);

  adw_combo_row_set_model (self->quality, G_LIST_MODEL (list));
  adw_combo_row_set_selected (self->quality, MIN (self->width, self->height) > 720 ? 1 : 0);
}

AdwDialog *
whin_trim_new (const char *path, int width, int height, gint64 ms, gint64 bytes)
{
  WhinTrim *self = g_object_new (WHIN_TYPE_TRIM, NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);

  self->path = g_strdup (path);
  self->width = width;
  self->height = height;
  self->ms = ms;
  self->bytes = bytes;
  offer_qualities (self);
  whin_strip_set_length (self->strip, ms);
  update (self);
  g_file_read_async (file, G_PRIORITY_DEFAULT, self->cancellable, opened_cb, g_object_ref (self));
  load_stills (self);
  return ADW_DIALOG (self);
}
