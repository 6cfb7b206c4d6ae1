/* viewer: one picture at a time, decoded for the window first and in full when it is enlarged.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-viewer.h"

#include "whin-format.h"
#include "whin-open.h"
#include "whin-pictures.h"
#include "whin-save.h"
#include "whin-widget.h"
#include "whin-zoom.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#define ZOOM_STEP 1.25
#define SIDE 1600

struct _WhinViewer {
  GtkWidget parent_instance;

  WhinZoom *zoom;
  AdwWindowTitle *title;
  GtkLabel *caption;

  GListModel *messages;
  WhinMessage *message;
  GCancellable *cancellable;
  GtkWidget *before; /* weak: had the focus */
  WhinClient *client;
};

G_DEFINE_FINAL_TYPE (WhinViewer, whin_viewer, GTK_TYPE_WIDGET)

static gboolean
is_shown (WhinMessage *message)
{
  const MessageRow *row = whin_message_get_row (message);

  return row && row->kind == MESSAGE_PICTURE && row->media && row->media->file &&
         !row->media->sticker;
}

/* The picture STEP further, or NULL. (transfer full) */
static WhinMessage *
neighbour (WhinViewer *self, int step)
{
  guint n = g_list_model_get_n_items (self->messages), i = 0;

  for (; i < n; i++) {
    g_autoptr (WhinMessage) message = g_list_model_get_item (self->messages, i);

    if (message == self->message)
      break;
  }
  /* Below zero wraps past the end. */
  for (i += (guint) step; i < n; i += (guint) step) {
    g_autoptr (WhinMessage) message = g_list_model_get_item (self->messages, i);

    if (is_shown (message))
      return g_steal_pointer (&message);
  }
  return NULL;
}

static void
update_actions (WhinViewer *self)
{
  g_autoptr (WhinMessage) next = neighbour (self, 1), previous = neighbour (self, -1);

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "viewer.next", next != NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "viewer.previous", previous != NULL);
}

static void
loaded_cb (GdkTexture *texture, gpointer self)
{
  if (texture)
    whin_zoom_set_paintable (WHIN_VIEWER (self)->zoom, GDK_PAINTABLE (texture));
}

static void
restart (WhinViewer *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
}

static void
show (WhinViewer *self, WhinMessage *message)
{
  const MessageRow *row = whin_message_get_row (message);
  const Media *media = row->media;
  g_autofree char *day = whin_format_day (row->time, whin_now ());
  g_autofree char *clock = whin_format_clock (row->time);
  g_autofree char *subtitle = g_strdup_printf ("%s, %s", day, clock);
  GdkTexture *known = whin_pictures_peek (media->file, SIDE, SIDE);

  g_set_object (&self->message, message);
  restart (self);
  adw_window_title_set_title (
      self->title, row->own ? _ ("You") : whin_client_name_of (self->client, &row->author));
  adw_window_title_set_subtitle (self->title, subtitle);
  gtk_label_set_label (self->caption, row->text);
  gtk_widget_set_visible (GTK_WIDGET (self->caption), row->text[0] != '\0');
  if (!known && media->thumb)
    known = whin_pictures_peek_thumb (media->thumb);
  whin_zoom_set_picture (self->zoom, GDK_PAINTABLE (known), media->width, media->height);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->zoom), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  row->text[0] ? row->text : _ ("Photo"), -1);
  whin_pictures_load (media->file, SIDE, SIDE, self->cancellable, loaded_cb, self);
  update_actions (self);
}

static void
step (WhinViewer *self, int by)
{
  g_autoptr (WhinMessage) message = neighbour (self, by);

  if (message)
    show (self, message);
}

static void
next_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  step (WHIN_VIEWER (widget), 1);
}

static void
previous_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  step (WHIN_VIEWER (widget), -1);
}

static void
zoom_in_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  whin_zoom_by (WHIN_VIEWER (widget)->zoom, ZOOM_STEP);
}

static void
zoom_out_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  whin_zoom_by (WHIN_VIEWER (widget)->zoom, 1 / ZOOM_STEP);
}

static void
fit_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  whin_zoom_fit (WHIN_VIEWER (widget)->zoom);
}

static void
save_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  whin_save_as (widget, whin_message_get_row (WHIN_VIEWER (widget)->message)->media);
}

static void
open_with_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  whin_open_media (widget, whin_message_get_row (WHIN_VIEWER (widget)->message)->media, TRUE);
}

static void
close_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  whin_viewer_close (GTK_OVERLAY (gtk_widget_get_parent (widget)));
}

static void
whin_viewer_dispose (GObject *object)
{
  WhinViewer *self = WHIN_VIEWER (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->messages);
  g_clear_object (&self->message);
  g_clear_weak_pointer (&self->before);
  gtk_widget_dispose_template (GTK_WIDGET (self), WHIN_TYPE_VIEWER);
  whin_widget_remove_children (GTK_WIDGET (self));
  G_OBJECT_CLASS (whin_viewer_parent_class)->dispose (object);
}

static void
whin_viewer_finalize (GObject *object)
{
  g_object_unref (WHIN_VIEWER (object)->client);
  G_OBJECT_CLASS (whin_viewer_parent_class)->finalize (object);
}

static void
install_actions (GtkWidgetClass *widget_class)
{
  static const struct {
    const char *name;
    GtkWidgetActionActivateFunc func;
    guint keys[3];
    GdkModifierType modifiers;
  } actions[] = {
    { "viewer.next", next_action, { GDK_KEY_Right, GDK_KEY_Page_Down }, 0 },
    { "viewer.previous", previous_action, { GDK_KEY_Left, GDK_KEY_Page_Up }, 0 },
    { "viewer.zoom-in", zoom_in_action, { GDK_KEY_plus, GDK_KEY_equal, GDK_KEY_KP_Add }, 0 },
    { "viewer.zoom-out", zoom_out_action, { GDK_KEY_minus, GDK_KEY_KP_Subtract }, 0 },
    { "viewer.fit", fit_action, { GDK_KEY_0, GDK_KEY_KP_0 }, 0 },
    { "viewer.save", save_action, { GDK_KEY_s }, GDK_CONTROL_MASK },
    { "viewer.open-with", open_with_action, { 0 }, 0 },
    { "viewer.close", close_action, { GDK_KEY_Escape }, 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (actions); i++) {
    gtk_widget_class_install_action (widget_class, actions[i].name, NULL, actions[i].func);
    for (gsize k = 0; k < G_N_ELEMENTS (actions[i].keys) && actions[i].keys[k]; k++)
      gtk_widget_class_add_binding_action (widget_class, actions[i].keys[k], actions[i].modifiers,
                                           actions[i].name, NULL);
  }
}

static void
whin_viewer_class_init (WhinViewerClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = whin_viewer_dispose;
  G_OBJECT_CLASS (klass)->finalize = whin_viewer_finalize;
  install_actions (widget_class);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/whinchat/Whinchat/ui/whin-viewer.ui");
  gtk_widget_class_bind_template_child (widget_class, WhinViewer, zoom);
  gtk_widget_class_bind_template_child (widget_class, WhinViewer, title);
  gtk_widget_class_bind_template_child (widget_class, WhinViewer, caption);
}

static void
whin_viewer_init (WhinViewer *self)
{
  g_type_ensure (WHIN_TYPE_ZOOM);
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Picture Viewer"), -1);
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

void
whin_viewer_open (GtkOverlay *host, GListModel *messages, WhinMessage *first, WhinClient *client)
{
  WhinViewer *self;

  whin_viewer_close (host);
  self = g_object_new (WHIN_TYPE_VIEWER, NULL);
  self->messages = g_object_ref (messages);
  self->client = g_object_ref (client);
  g_set_weak_pointer (&self->before, gtk_root_get_focus (gtk_widget_get_root (GTK_WIDGET (host))));
  gtk_overlay_add_overlay (host, GTK_WIDGET (self));
  show (self, first);
  gtk_widget_grab_focus (GTK_WIDGET (self));
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
