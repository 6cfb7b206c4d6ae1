/* viewer, act: actions and their keys. SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-viewer-private.h"

#include "whin-open.h"
#include "whin-save.h"

#define ZOOM_STEP 1.25
#define PAN 80 /* px */

static const MessageRow *
row_of (GtkWidget *widget)
{
  return whin_message_get_row (WHIN_VIEWER (widget)->message);
}

static void
next_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  whin_viewer_step (WHIN_VIEWER (widget), 1);
}

static void
previous_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  whin_viewer_step (WHIN_VIEWER (widget), -1);
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
  whin_save_as (widget, row_of (widget)->media);
}

static void
open_with_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  whin_open_media (widget, row_of (widget)->media, TRUE);
}

/* Fetches what is not here, and stops what is on its way. */
static void
fetch_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  WhinViewer *self = WHIN_VIEWER (widget);
  MessageName named = whin_message_get_name (self->message);
  TransferState transfer = row_of (widget)->media->transfer;

  if (transfer == TRANSFER_RUNNING || transfer == TRANSFER_WAITING)
    whin_client_cancel_transfer (self->client, &named);
  else
    whin_client_fetch_media (self->client, &named);
}

static void
play_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  GtkMediaStream *film = GTK_MEDIA_STREAM (WHIN_VIEWER (widget)->film);

  if (film)
    gtk_media_stream_set_playing (film, !gtk_media_stream_get_playing (film));
}

static void
tell (GtkWidget *widget, guint signal)
{
  g_autoptr (MessageRow) row = message_row_ref (row_of (widget));

  g_signal_emit (widget, whin_viewer_signals[signal], 0, row);
}

static void
go_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  tell (widget, WHIN_VIEWER_GO);
}

static void
forward_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  tell (widget, WHIN_VIEWER_FORWARD);
}

static void
delete_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  tell (widget, WHIN_VIEWER_DELETE);
}

static void
close_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  whin_viewer_close (GTK_OVERLAY (gtk_widget_get_parent (widget)));
}

/* To the side it points at; within a picture that is larger than the window, there. */
static gboolean
arrow_cb (GtkWidget *widget, GVariant *args, gpointer unused)
{
  WhinViewer *self = WHIN_VIEWER (widget);
  gboolean rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  int x, y;

  g_variant_get (args, "(ii)", &x, &y);
  if (!whin_zoom_is_fitted (self->zoom))
    whin_zoom_pan (self->zoom, -x * PAN, -y * PAN);
  else if (x)
    whin_viewer_step (self, rtl ? -x : x);
  return TRUE;
}

static void
add_arrows (GtkWidgetClass *widget_class)
{
  static const struct {
    guint key;
    int x, y;
  } arrows[] = {
    { GDK_KEY_Left, -1, 0 }, { GDK_KEY_Right, 1, 0 },    { GDK_KEY_Up, 0, -1 },
    { GDK_KEY_Down, 0, 1 },  { GDK_KEY_KP_Left, -1, 0 }, { GDK_KEY_KP_Right, 1, 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (arrows); i++)
    gtk_widget_class_add_binding (widget_class, arrows[i].key, 0, arrow_cb, "(ii)", arrows[i].x,
                                  arrows[i].y);
}

void
whin_viewer_act_class_init (GtkWidgetClass *widget_class)
{
  static const struct {
    const char *name;
    GtkWidgetActionActivateFunc func;
    guint keys[4];
    GdkModifierType modifiers;
  } actions[] = {
    { "viewer.next", next_action, { GDK_KEY_Page_Down }, 0 },
    { "viewer.previous", previous_action, { GDK_KEY_Page_Up }, 0 },
    { "viewer.zoom-in", zoom_in_action, { GDK_KEY_plus, GDK_KEY_equal, GDK_KEY_KP_Add }, 0 },
    { "viewer.zoom-out", zoom_out_action, { GDK_KEY_minus, GDK_KEY_KP_Subtract }, 0 },
    { "viewer.fit", fit_action, { GDK_KEY_0, GDK_KEY_KP_0 }, 0 },
    { "viewer.play", play_action, { GDK_KEY_space, GDK_KEY_k }, 0 },
    { "viewer.save", save_action, { GDK_KEY_s }, GDK_CONTROL_MASK },
    { "viewer.open-with", open_with_action, { GDK_KEY_o }, GDK_CONTROL_MASK },
    { "viewer.fetch", fetch_action, { 0 }, 0 },
    { "viewer.go", go_action, { GDK_KEY_j }, GDK_CONTROL_MASK },
    { "viewer.forward",
      forward_action,
      { GDK_KEY_r, GDK_KEY_R },
      GDK_CONTROL_MASK | GDK_SHIFT_MASK },
    { "viewer.delete", delete_action, { GDK_KEY_Delete, GDK_KEY_KP_Delete }, 0 },
    { "viewer.close", close_action, { GDK_KEY_Escape }, 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (actions); i++) {
    gtk_widget_class_install_action (widget_class, actions[i].name, NULL, actions[i].func);
    for (gsize k = 0; k < G_N_ELEMENTS (actions[i].keys) && actions[i].keys[k]; k++)
      gtk_widget_class_add_binding_action (widget_class, actions[i].keys[k], actions[i].modifiers,
                                           actions[i].name, NULL);
  }
  add_arrows (widget_class);
}

/* A button that cannot be pressed any more would keep the keys from the viewer. */
static void
keep_focus (GtkWidget *widget)
{
  GtkRoot *root = gtk_widget_get_root (widget);
  GtkWidget *focus = root ? gtk_root_get_focus (root) : NULL;

  if (!focus || (gtk_widget_is_ancestor (focus, widget) && !gtk_widget_is_sensitive (focus)))
    gtk_widget_grab_focus (widget);
}

void
whin_viewer_act_update (WhinViewer *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  const MessageRow *row = row_of (widget);
  gboolean here = row->media->file != NULL;
  gboolean sent = row->state != STATE_PENDING && row->state != STATE_FAILED;

  gtk_widget_action_set_enabled (widget, "viewer.next",
                                 whin_reel_step (self->reel, self->message, 1) != NULL);
  gtk_widget_action_set_enabled (widget, "viewer.previous",
                                 whin_reel_step (self->reel, self->message, -1) != NULL);
  gtk_widget_action_set_enabled (widget, "viewer.zoom-out", !whin_zoom_is_fitted (self->zoom));
  gtk_widget_action_set_enabled (widget, "viewer.save", here);
  gtk_widget_action_set_enabled (widget, "viewer.open-with", here);
  gtk_widget_action_set_enabled (widget, "viewer.play", self->film != NULL);
  gtk_widget_action_set_enabled (widget, "viewer.forward", sent);
  gtk_widget_action_set_enabled (widget, "viewer.delete", sent);
  keep_focus (widget);
}
