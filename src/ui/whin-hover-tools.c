/* hover tools: see the header. The keyboard has its own ways to all of it, so that Tab does not
 * stop here. SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-hover-tools.h"

#include "whin-widget.h"

#include <glib/gi18n.h>

#define GAP 6
#define EDGE 4

struct _WhinHoverTools {
  GtkWidget parent_instance;

  GtkOverlay *overlay; /* borrowed: it is the parent */
  WhinChatView *view;  /* borrowed: it lives in the overlay */
  GtkWidget *react, *reply, *menu;
  WhinMessageRow *row; /* weak */
  gboolean enabled;
};

G_DEFINE_FINAL_TYPE (WhinHoverTools, whin_hover_tools, GTK_TYPE_WIDGET)

enum {
  COMMAND,
  MENU,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

static gboolean
can (const WhinMessageView *view, WhinCommand command)
{
  return (view->commands & (1u << command)) != 0;
}

static void
set_row (WhinHoverTools *self, WhinMessageRow *row)
{
  const WhinMessageView *view = row ? whin_message_row_get_view (row) : NULL;

  if (view && (!view->commands || view->selecting || !self->enabled))
    row = NULL;
  if (self->row == row)
    return;
  g_set_weak_pointer (&self->row, row);
  if (row) {
    gtk_widget_set_visible (self->react, can (view, WHIN_COMMAND_REACT));
    gtk_widget_set_visible (self->reply, can (view, WHIN_COMMAND_REPLY));
    gtk_widget_queue_resize (GTK_WIDGET (self->overlay));
  }
  gtk_widget_set_visible (GTK_WIDGET (self), row != NULL);
}

void
whin_hover_tools_hide (WhinHoverTools *self)
{
  set_row (self, NULL);
}

void
whin_hover_tools_set_enabled (WhinHoverTools *self, gboolean enabled)
{
  self->enabled = enabled;
  if (!enabled)
    set_row (self, NULL);
}

/* Beside the bubble, or over its edge where there is no room. */
static gboolean
position_cb (GtkOverlay *overlay, GtkWidget *widget, GdkRectangle *place, WhinHoverTools *self)
{
  graphene_rect_t bubble;
  graphene_point_t at;
  GtkRequisition size;
  int width = gtk_widget_get_width (GTK_WIDGET (overlay)), x;
  gboolean left;

  if (widget != GTK_WIDGET (self) || !self->row)
    return FALSE;
  whin_message_row_get_bubble_bounds (self->row, &bubble);
  if (!gtk_widget_compute_point (GTK_WIDGET (self->row), GTK_WIDGET (overlay), &bubble.origin, &at))
    return FALSE;
  gtk_widget_get_preferred_size (widget, NULL, &size);
  left = whin_message_row_get_view (self->row)->own !=
         (gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL);
  x = left ? (int) at.x - GAP - size.width : (int) (at.x + bubble.size.width) + GAP;
  *place = (GdkRectangle) { CLAMP (x, EDGE, MAX (EDGE, width - size.width - EDGE)),
                            MAX (EDGE, (int) at.y - 2), size.width, size.height };
  return TRUE;
}

static gboolean
is_touch (GtkEventController *controller)
{
  GdkDevice *device = gtk_event_controller_get_current_event_device (controller);

  return device && gdk_device_get_source (device) == GDK_SOURCE_TOUCHSCREEN;
}

static void
motion_cb (GtkEventControllerMotion *motion, double x, double y, WhinHoverTools *self)
{
  graphene_point_t at;
  GtkWidget *row;

  /* They are higher than some rows, and stay while they are used. */
  if (self->row &&
      gtk_widget_compute_point (GTK_WIDGET (self->overlay), GTK_WIDGET (self),
                                &GRAPHENE_POINT_INIT ((float) x, (float) y), &at) &&
      gtk_widget_contains (GTK_WIDGET (self), at.x, at.y))
    return;
  if (is_touch (GTK_EVENT_CONTROLLER (motion)) ||
      !gtk_widget_compute_point (GTK_WIDGET (self->overlay), GTK_WIDGET (self->view),
                                 &GRAPHENE_POINT_INIT ((float) x, (float) y), &at))
    return;
  row = whin_chat_view_get_row_at (self->view, at.y);
  set_row (self, row ? WHIN_MESSAGE_ROW (row) : NULL);
}

static void
react_cb (GtkButton *button, WhinHoverTools *self)
{
  if (self->row)
    g_signal_emit (self, signals[COMMAND], 0, self->row, (guint) WHIN_COMMAND_REACT);
}

static void
reply_cb (GtkButton *button, WhinHoverTools *self)
{
  if (self->row)
    g_signal_emit (self, signals[COMMAND], 0, self->row, (guint) WHIN_COMMAND_REPLY);
}

static void
menu_cb (GtkButton *button, WhinHoverTools *self)
{
  graphene_point_t at;

  if (self->row && gtk_widget_compute_point (GTK_WIDGET (button), GTK_WIDGET (self->row),
                                             &GRAPHENE_POINT_INIT (0, 32), &at))
    g_signal_emit (self, signals[MENU], 0, self->row, (double) at.x, (double) at.y);
}

static GtkWidget *
add_button (WhinHoverTools *self, const char *icon, const char *tooltip, GCallback clicked)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_widget_set_tooltip_text (button, tooltip);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "circular");
  gtk_widget_set_focusable (button, FALSE);
  gtk_widget_set_focus_on_click (button, FALSE);
  g_signal_connect (button, "clicked", clicked, self);
  gtk_widget_set_parent (button, GTK_WIDGET (self));
  return button;
}

static void
whin_hover_tools_dispose (GObject *object)
{
  WhinHoverTools *self = WHIN_HOVER_TOOLS (object);

  g_clear_weak_pointer (&self->row);
  whin_widget_remove_children (GTK_WIDGET (self));
  G_OBJECT_CLASS (whin_hover_tools_parent_class)->dispose (object);
}

static void
whin_hover_tools_class_init (WhinHoverToolsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = whin_hover_tools_dispose;
  signals[COMMAND] = g_signal_new ("command", WHIN_TYPE_HOVER_TOOLS, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 2, WHIN_TYPE_MESSAGE_ROW, G_TYPE_UINT);
  signals[MENU] =
      g_signal_new ("menu", WHIN_TYPE_HOVER_TOOLS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                    G_TYPE_NONE, 3, WHIN_TYPE_MESSAGE_ROW, G_TYPE_DOUBLE, G_TYPE_DOUBLE);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "hovertools");
}

static void
whin_hover_tools_init (WhinHoverTools *self)
{
  self->enabled = TRUE;
  self->react = add_button (self, "face-smile-symbolic", _ ("React"), G_CALLBACK (react_cb));
  self->reply = add_button (self, "mail-reply-sender-symbolic", _ ("Reply"), G_CALLBACK (reply_cb));
  self->menu = add_button (self, "view-more-symbolic", _ ("Message Menu"), G_CALLBACK (menu_cb));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

WhinHoverTools *
whin_hover_tools_new (GtkOverlay *overlay, WhinChatView *view)
{
  WhinHoverTools *self = g_object_new (WHIN_TYPE_HOVER_TOOLS, NULL);
  GtkEventController *motion = gtk_event_controller_motion_new ();

  self->overlay = overlay;
  self->view = view;
  gtk_overlay_add_overlay (overlay, GTK_WIDGET (self));
  g_signal_connect_object (overlay, "get-child-position", G_CALLBACK (position_cb), self,
                           G_CONNECT_DEFAULT);
  g_signal_connect_object (motion, "motion", G_CALLBACK (motion_cb), self, G_CONNECT_DEFAULT);
  g_signal_connect_object (motion, "leave", G_CALLBACK (whin_hover_tools_hide), self,
                           G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (overlay), motion);
  return self;
}
