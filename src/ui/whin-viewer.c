/* viewer: one picture or film at a time; a picture is decoded for the window first and in full when
 * it is enlarged, and those beside it while there is time. SPDX-License-Identifier:
 * GPL-3.0-or-later
 */
#include "whin-viewer-private.h"

#include "whin-drag-out.h"
#include "whin-format.h"
#include "whin-moving.h"
#include "whin-pictures.h"
#include "whin-widget.h"

#include <glib/gi18n.h>

#define SIDE 1600

G_DEFINE_FINAL_TYPE (WhinViewer, whin_viewer, GTK_TYPE_WIDGET)

guint whin_viewer_signals[WHIN_VIEWER_N_SIGNALS];

/* -- Pictures -- */

static void
show_sharp (WhinViewer *self, GdkTexture *texture)
{
  self->sharp = TRUE;
  if (whin_pictures_moves (texture)) {
    const MessageRow *row = whin_message_get_row (self->message);
    g_autoptr (WhinMoving) moving = whin_moving_new (row->media->file, texture);

    whin_zoom_set_paintable (self->zoom, GDK_PAINTABLE (moving));
  } else {
    whin_zoom_set_paintable (self->zoom, GDK_PAINTABLE (texture));
  }
}

static void
loaded_cb (GdkTexture *texture, gpointer user_data)
{
  if (texture)
    show_sharp (user_data, texture);
}

static void
load_picture (WhinViewer *self, const Media *media)
{
  if (self->sharp || !media->file || whin_message_get_row (self->message)->kind != MESSAGE_PICTURE)
    return;
  whin_pictures_load (media->file, SIDE, SIDE, self->cancellable, loaded_cb, self);
}

/* Larger than the copy for the window: all there is of it. */
static void
enlarged_cb (WhinZoom *zoom, GParamSpec *pspec, WhinViewer *self)
{
  const MessageRow *row = whin_message_get_row (self->message);

  whin_viewer_act_update (self);
  if (whin_zoom_is_fitted (zoom) || row->kind != MESSAGE_PICTURE || !row->media->file ||
      MAX (row->media->width, row->media->height) <= SIDE)
    return;
  whin_pictures_load (row->media->file, 0, 0, self->cancellable, loaded_cb, self);
}

static void
prefetch (WhinViewer *self, int by)
{
  WhinMessage *message = whin_reel_step (self->reel, self->message, by);
  const MessageRow *row = message ? whin_message_get_row (message) : NULL;

  if (row && row->kind == MESSAGE_PICTURE && row->media->file)
    whin_pictures_prefetch (row->media->file, SIDE, SIDE, self->cancellable);
}

static GdkTexture *
sharp_one (const Media *media)
{
  return media->file ? whin_pictures_peek (media->file, SIDE, SIDE) : NULL;
}

static GdkTexture *
blurred_one (const Media *media)
{
  return media->thumb ? whin_pictures_peek_thumb (media->thumb) : NULL;
}

static void
thumb_cb (GdkTexture *texture, gpointer user_data)
{
  WhinViewer *self = user_data;

  if (!texture || self->sharp)
    return;
  if (self->film)
    whin_film_set_poster (self->film, GDK_PAINTABLE (texture));
  else
    whin_zoom_set_paintable (self->zoom, GDK_PAINTABLE (texture));
}

/* -- Films -- */

static void
failed_cb (GtkMediaStream *film, GParamSpec *pspec, WhinViewer *self)
{
  const GError *error = gtk_media_stream_get_error (film);

  if (!error)
    return;
  gtk_label_set_label (self->caption, error->message);
  gtk_widget_set_visible (GTK_WIDGET (self->caption), TRUE);
}

static void
drop_film (WhinViewer *self)
{
  if (!self->film)
    return;
  gtk_media_stream_pause (GTK_MEDIA_STREAM (self->film));
  gtk_media_controls_set_media_stream (self->controls, NULL);
  g_signal_handlers_disconnect_by_data (self->film, self);
  g_clear_object (&self->film);
}

static void
open_film (WhinViewer *self, const MessageRow *row)
{
  if (self->film || !whin_film_is_in (row))
    return;
  self->film = WHIN_FILM (whin_film_new (row));
  whin_film_set_poster (self->film, whin_zoom_get_paintable (self->zoom));
  g_signal_connect_object (self->film, "notify::error", G_CALLBACK (failed_cb), self,
                           G_CONNECT_DEFAULT);
  whin_zoom_set_paintable (self->zoom, GDK_PAINTABLE (self->film));
  gtk_media_controls_set_media_stream (self->controls, GTK_MEDIA_STREAM (self->film));
  gtk_media_stream_play (GTK_MEDIA_STREAM (self->film));
}

/* -- What is shown -- */

static void
show_fetch (WhinViewer *self, const Media *media)
{
  g_autofree char *size = g_format_size ((guint64) media->size);
  g_autofree char *label = NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->fetch_button), !media->file && !self->film);
  if (media->transfer == TRANSFER_RUNNING || media->transfer == TRANSFER_WAITING) {
    g_autofree char *done = g_format_size ((guint64) media->done);

    /* TRANSLATORS: how much of a file has come, of how much */
    label = g_strdup_printf (_ ("Stop (%s of %s)"), done, size);
  } else {
    label = g_strdup_printf (
        media->transfer == TRANSFER_FAILED ? _ ("Try Again (%s)") : _ ("Download (%s)"), size);
  }
  gtk_button_set_label (self->fetch_button, label);
}

static void
update (WhinViewer *self)
{
  const MessageRow *row = whin_message_get_row (self->message);
  gboolean film = g_str_has_prefix (row->media->mime, "video/");

  gtk_label_set_label (self->caption, row->text);
  gtk_widget_set_visible (GTK_WIDGET (self->caption), row->text[0] != '\0');
  if (self->film)
    whin_film_follow (self->film, row);
  else if (film)
    open_film (self, row);
  else
    load_picture (self, row->media);
  gtk_widget_set_visible (self->zoom_box, !film);
  gtk_widget_set_visible (self->controls_box, self->film != NULL);
  show_fetch (self, row->media);
  whin_viewer_act_update (self);
}

static void
changed_cb (WhinMessage *message, WhinViewer *self)
{
  if (message == self->message)
    update (self);
}

static void
name_it (WhinViewer *self, const MessageRow *row)
{
  g_autofree char *day = whin_format_day (row->time, whin_now ());
  g_autofree char *clock = whin_format_clock (row->time);
  g_autofree char *subtitle = g_strdup_printf ("%s, %s", day, clock);
  const char *what = row->kind == MESSAGE_PICTURE ? _ ("Photo") : _ ("Video");
  const char *who = row->own ? _ ("You") : whin_client_name_of (self->client, &row->author);
  g_autofree char *label =
      g_strdup_printf ("%s, %s, %s", row->text[0] ? row->text : what, who, subtitle);

  adw_window_title_set_title (self->title, who);
  adw_window_title_set_subtitle (self->title, subtitle);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->zoom), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
}

static void
leave (WhinViewer *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  drop_film (self);
  if (self->message)
    g_signal_handlers_disconnect_by_data (self->message, self);
  g_clear_object (&self->message);
}

static void
show (WhinViewer *self, WhinMessage *shown)
{
  WhinMessage *message = g_object_ref (shown);
  const MessageRow *row = whin_message_get_row (message);
  const Media *media = row->media;

  leave (self);
  self->message = message;
  self->cancellable = g_cancellable_new ();
  self->sharp = FALSE;
  g_signal_connect_object (message, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_DEFAULT);
  name_it (self, row);
  whin_zoom_set_picture (self->zoom, (GdkPaintable *) blurred_one (media), media->width,
                         media->height);
  if (sharp_one (media))
    show_sharp (self, sharp_one (media));
  else if (media->thumb && !blurred_one (media))
    whin_pictures_load_thumb (media->thumb, self->cancellable, thumb_cb, self);
  update (self);
  whin_reel_look (self->reel, message);
  prefetch (self, 1);
  prefetch (self, -1);
}

void
whin_viewer_step (WhinViewer *self, int by)
{
  WhinMessage *message = whin_reel_step (self->reel, self->message, by);

  if (message)
    show (self, message);
}

static void
swiped_cb (WhinZoom *zoom, int by, WhinViewer *self)
{
  whin_viewer_step (self, by);
}

/* The next one takes the place of what has gone. */
static void
reel_cb (GListModel *reel, guint position, guint removed, guint added, WhinViewer *self)
{
  guint n = g_list_model_get_n_items (reel);

  if (!self->message)
    return;
  if (whin_reel_step (self->reel, self->message, 0)) {
    whin_viewer_act_update (self);
  } else if (n && !added) {
    g_autoptr (WhinMessage) message = g_list_model_get_item (reel, MIN (position, n - 1));

    show (self, message);
  } else if (!n) {
    whin_viewer_close (GTK_OVERLAY (gtk_widget_get_parent (GTK_WIDGET (self))));
  }
}

/* -- Making -- */

static void
whin_viewer_dispose (GObject *object)
{
  WhinViewer *self = WHIN_VIEWER (object);

  if (self->controls)
    leave (self);
  g_clear_object (&self->reel);
  g_clear_object (&self->client);
  g_clear_weak_pointer (&self->before);
  gtk_widget_dispose_template (GTK_WIDGET (self), WHIN_TYPE_VIEWER);
  whin_widget_remove_children (GTK_WIDGET (self));
  G_OBJECT_CLASS (whin_viewer_parent_class)->dispose (object);
}

static guint
add_signal (const char *name)
{
  return g_signal_new (name, WHIN_TYPE_VIEWER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                       1, G_TYPE_POINTER);
}

static void
whin_viewer_class_init (WhinViewerClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = whin_viewer_dispose;
  whin_viewer_signals[WHIN_VIEWER_GO] = add_signal ("go");
  whin_viewer_signals[WHIN_VIEWER_FORWARD] = add_signal ("forward");
  whin_viewer_signals[WHIN_VIEWER_DELETE] = add_signal ("delete");
  whin_viewer_act_class_init (widget_class);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/whinchat/Whinchat/ui/whin-viewer.ui");
  gtk_widget_class_bind_template_child (widget_class, WhinViewer, zoom);
  gtk_widget_class_bind_template_child (widget_class, WhinViewer, title);
  gtk_widget_class_bind_template_child (widget_class, WhinViewer, caption);
  gtk_widget_class_bind_template_child (widget_class, WhinViewer, fetch_button);
  gtk_widget_class_bind_template_child (widget_class, WhinViewer, zoom_box);
  gtk_widget_class_bind_template_child (widget_class, WhinViewer, controls_box);
  gtk_widget_class_bind_template_child (widget_class, WhinViewer, controls);
}

/* What is enlarged is moved about instead. */
static const Media *
dragged (GtkWidget *zoom, double x, double y, gpointer user_data)
{
  WhinViewer *self = user_data;

  return whin_zoom_is_fitted (self->zoom) && self->message
             ? whin_message_get_row (self->message)->media
             : NULL;
}

static void
whin_viewer_init (WhinViewer *self)
{
  g_type_ensure (WHIN_TYPE_ZOOM);
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (self->zoom, "swiped", G_CALLBACK (swiped_cb), self, G_CONNECT_DEFAULT);
  g_signal_connect_object (self->zoom, "notify::fitted", G_CALLBACK (enlarged_cb), self,
                           G_CONNECT_DEFAULT);
  whin_drag_out_add (GTK_WIDGET (self->zoom), dragged, self);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Photos and Videos"), -1);
}

static WhinViewer *
find (GtkOverlay *host)
{
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (host)); child;
       child = gtk_widget_get_next_sibling (child)) {
    if (WHIN_IS_VIEWER (child))
      return WHIN_VIEWER (child);
  }
  return NULL;
}

WhinViewer *
whin_viewer_open (GtkOverlay *host, WhinClient *client, const MessageRow *first)
{
  WhinViewer *self;
  g_autoptr (WhinMessage) message = NULL;

  whin_viewer_close (host);
  self = g_object_new (WHIN_TYPE_VIEWER, NULL);
  self->client = g_object_ref (client);
  self->reel = whin_reel_new (client, first);
  message = g_list_model_get_item (G_LIST_MODEL (self->reel), 0);
  g_signal_connect_object (self->reel, "items-changed", G_CALLBACK (reel_cb), self,
                           G_CONNECT_DEFAULT);
  g_set_weak_pointer (&self->before, gtk_root_get_focus (gtk_widget_get_root (GTK_WIDGET (host))));
  gtk_overlay_add_overlay (host, GTK_WIDGET (self));
  show (self, message);
  gtk_widget_grab_focus (GTK_WIDGET (self));
  return self;
}

gboolean
whin_viewer_close (GtkOverlay *host)
{
  WhinViewer *self = find (host);
  g_autoptr (GtkWidget) before = NULL;

  if (!self)
    return FALSE;
  if (self->before)
    before = g_object_ref (self->before);
  gtk_overlay_remove_overlay (host, GTK_WIDGET (self));
  if (before)
    gtk_widget_grab_focus (before);
  return TRUE;
}
