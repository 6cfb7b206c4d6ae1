/* tick: a widget for one tick.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-tick.h"

#include "whin-shapes.h"

#include <adwaita.h>
#include <glib/gi18n.h>

struct _WhinTickImage {
  GtkWidget parent_instance;

  WhinTick tick;
};

G_DEFINE_FINAL_TYPE (WhinTickImage, whin_tick_image, GTK_TYPE_WIDGET)

static void
measure (GtkWidget *widget,
         GtkOrientation orientation,
         int for_size,
         int *minimum,
         int *natural,
         int *minimum_baseline,
         int *natural_baseline)
{
  *minimum = *natural =
      orientation == GTK_ORIENTATION_HORIZONTAL ? WHIN_TICK_WIDTH : WHIN_TICK_HEIGHT;
}

static void
snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  WhinTickImage *self = WHIN_TICK_IMAGE (widget);
  AdwStyleManager *style = adw_style_manager_get_for_display (gtk_widget_get_display (widget));
  g_autoptr (GdkRGBA) accent = adw_style_manager_get_accent_color_rgba (style);
  GdkRGBA ink, strong, error = { 0.88f, 0.11f, 0.14f, 1 };
  float y = (float) (gtk_widget_get_height (widget) - WHIN_TICK_HEIGHT) / 2;

  gtk_widget_get_color (widget, &ink);
  adw_rgba_to_standalone (accent, adw_style_manager_get_dark (style), &strong);
  whin_shape_tick (snapshot, self->tick, 0, y, &ink, &strong, &error);
}

static void
whin_tick_image_class_init (WhinTickImageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->measure = measure;
  widget_class->snapshot = snapshot;
  gtk_widget_class_set_css_name (widget_class, "tick");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
whin_tick_image_init (WhinTickImage *self)
{
}

void
whin_tick_image_set_tick (WhinTickImage *self, WhinTick tick)
{
  gtk_widget_set_visible (GTK_WIDGET (self), tick != WHIN_TICK_NONE);
  if (self->tick == tick)
    return;
  self->tick = tick;
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  whin_tick_describe (tick), -1);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* Notes to oneself go to nobody. */
static gboolean
is_note (const MessageRow *row)
{
  return row->conv.kind == CONV_USER && id_equal (&row->conv.id, &row->author);
}

WhinTick
whin_tick_of (const MessageRow *row)
{
  if (row->own && is_note (row) && row->state != STATE_PENDING && row->state != STATE_FAILED)
    return WHIN_TICK_NONE;
  switch (row->state) {
  case STATE_PENDING:
    return WHIN_TICK_CLOCK;
  case STATE_SENT:
    return WHIN_TICK_SENT;
  case STATE_DELIVERED:
    return WHIN_TICK_DELIVERED;
  case STATE_READ:
    return WHIN_TICK_READ;
  case STATE_FAILED:
    return WHIN_TICK_FAILED;
  case STATE_RECEIVED:
    break;
  }
  return WHIN_TICK_NONE;
}

const char *
whin_tick_describe (WhinTick tick)
{
  switch (tick) {
  case WHIN_TICK_CLOCK:
    return _ ("Waiting to be sent");
  case WHIN_TICK_SENT:
    return _ ("Sent");
  case WHIN_TICK_DELIVERED:
    return _ ("Delivered");
  case WHIN_TICK_READ:
    return _ ("Read");
  case WHIN_TICK_FAILED:
    return _ ("Not sent");
  case WHIN_TICK_NONE:
    break;
  }
  return "";
}
