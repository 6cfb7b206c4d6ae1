/* Chat view: the widget itself, its GtkScrollable face and its public verbs; the work is in
 * whin-chat-*.c. SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-chat-view-private.h"

#include <glib/gi18n.h>

enum {
  PROP_0,
  PROP_MODEL,
  PROP_AT_END,
  PROP_HADJUSTMENT,
  PROP_VADJUSTMENT,
  PROP_HPOLICY,
  PROP_VPOLICY
};

guint whin_chat_signals[WHIN_CHAT_N_SIGNALS];

G_DEFINE_FINAL_TYPE_WITH_CODE (WhinChatView,
                               whin_chat_view,
                               GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (GTK_TYPE_SCROLLABLE, NULL))

static void
set_adjustment (WhinChatView *self, GtkOrientation orientation, GtkAdjustment *adjustment)
{
  GtkAdjustment **slot = &self->adjustments[orientation];
  if (adjustment && *slot == adjustment)
    return;
  if (!adjustment)
    adjustment = gtk_adjustment_new (0, 0, 0, 0, 0, 0);
  if (*slot)
    g_signal_handlers_disconnect_by_data (*slot, self);
  g_object_ref_sink (adjustment);
  g_set_object (slot, adjustment);
  g_object_unref (adjustment);
  if (orientation == GTK_ORIENTATION_VERTICAL)
    g_signal_connect (adjustment, "value-changed", G_CALLBACK (whin_chat_value_changed), self);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}

static void
whin_chat_view_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  WhinChatView *self = WHIN_CHAT_VIEW (object);
  switch (id) {
  case PROP_MODEL:
    whin_chat_view_set_model (self, g_value_get_object (value));
    break;
  case PROP_HADJUSTMENT:
    set_adjustment (self, GTK_ORIENTATION_HORIZONTAL, g_value_get_object (value));
    break;
  case PROP_VADJUSTMENT:
    set_adjustment (self, GTK_ORIENTATION_VERTICAL, g_value_get_object (value));
    break;
  case PROP_HPOLICY:
    self->policies[GTK_ORIENTATION_HORIZONTAL] = g_value_get_enum (value);
    break;
  case PROP_VPOLICY:
    self->policies[GTK_ORIENTATION_VERTICAL] = g_value_get_enum (value);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
whin_chat_view_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  WhinChatView *self = WHIN_CHAT_VIEW (object);
  switch (id) {
  case PROP_MODEL:
    g_value_set_object (value, self->model);
    break;
  case PROP_AT_END:
    g_value_set_boolean (value, self->at_end);
    break;
  case PROP_HADJUSTMENT:
    g_value_set_object (value, self->adjustments[GTK_ORIENTATION_HORIZONTAL]);
    break;
  case PROP_VADJUSTMENT:
    g_value_set_object (value, self->adjustments[GTK_ORIENTATION_VERTICAL]);
    break;
  case PROP_HPOLICY:
    g_value_set_enum (value, self->policies[GTK_ORIENTATION_HORIZONTAL]);
    break;
  case PROP_VPOLICY:
    g_value_set_enum (value, self->policies[GTK_ORIENTATION_VERTICAL]);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
whin_chat_view_dispose (GObject *object)
{
  WhinChatView *self = WHIN_CHAT_VIEW (object);
  whin_chat_watch_dispose (self);
  whin_chat_stop_glide (self);
  g_clear_object (&self->glide);
  if (self->model)
    whin_chat_view_set_model (self, NULL);
  whin_chat_watch_dispose (self);
  for (guint i = 0; i < self->pool->len; i++)
    gtk_widget_unparent (g_ptr_array_index (self->pool, i));
  g_ptr_array_set_size (self->pool, 0);
  whin_chat_date_dispose (self);
  if (self->palette) {
    gtk_widget_unparent (GTK_WIDGET (self->palette));
    self->palette = NULL;
  }
  for (guint i = 0; i < 2; i++) {
    if (self->adjustments[i])
      g_signal_handlers_disconnect_by_data (self->adjustments[i], self);
    g_clear_object (&self->adjustments[i]);
  }
  if (self->destroy)
    g_steal_pointer (&self->destroy) (self->data);
  G_OBJECT_CLASS (whin_chat_view_parent_class)->dispose (object);
}

static void
whin_chat_view_finalize (GObject *object)
{
  WhinChatView *self = WHIN_CHAT_VIEW (object);
  g_ptr_array_unref (self->rows);
  g_ptr_array_unref (self->pool);
  G_OBJECT_CLASS (whin_chat_view_parent_class)->finalize (object);
}

static void
whin_chat_view_measure (GtkWidget *widget,
                        GtkOrientation orientation,
                        int for_size,
                        int *minimum,
                        int *natural,
                        int *minimum_baseline,
                        int *natural_baseline)
{
  *minimum = 0;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? 360 : 400;
}

static void
whin_chat_view_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  WhinChatView *self = WHIN_CHAT_VIEW (widget);
  if (self->palette)
    gtk_widget_allocate (GTK_WIDGET (self->palette), 0, 0, -1, NULL);
  whin_chat_layout (self, width, height);
}

static void
whin_chat_view_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  WhinChatView *self = WHIN_CHAT_VIEW (widget);
  double value, page;
  whin_chat_bounds_of (self, &value, &page);
  for (guint i = 0; i < self->rows->len; i++) {
    WhinChatRow *row = whin_chat_row_at (self, i);
    if (row->y + row->height > value - 16 && row->y < value + page + 16)
      gtk_widget_snapshot_child (widget, row->widget, snapshot);
  }
  gtk_widget_snapshot_child (widget, self->date, snapshot);
}

static void
menu_at (WhinChatView *self, double x, double y)
{
  for (guint i = 0; i < self->rows->len; i++) {
    WhinChatRow *row = whin_chat_row_at (self, i);
    graphene_point_t in = GRAPHENE_POINT_INIT (x, y), at;
    if (gtk_widget_compute_point (GTK_WIDGET (self), row->widget, &in, &at) && at.y >= 0 &&
        at.y < row->height) {
      g_signal_emit (self, whin_chat_signals[WHIN_CHAT_MENU], 0, row->pos, row->widget,
                     (double) at.x, (double) at.y);
      return;
    }
  }
}

static void
secondary_cb (GtkGestureClick *gesture, int n_press, double x, double y, WhinChatView *self)
{
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  menu_at (self, x, y);
}

static void
long_press_cb (GtkGestureLongPress *gesture, double x, double y, WhinChatView *self)
{
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  menu_at (self, x, y);
}

static void
whin_chat_view_class_init (WhinChatViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->set_property = whin_chat_view_set_property;
  object_class->get_property = whin_chat_view_get_property;
  object_class->dispose = whin_chat_view_dispose;
  object_class->finalize = whin_chat_view_finalize;
  widget_class->measure = whin_chat_view_measure;
  widget_class->size_allocate = whin_chat_view_size_allocate;
  widget_class->snapshot = whin_chat_view_snapshot;

  g_object_class_install_property (
      object_class, PROP_MODEL,
      g_param_spec_object ("model", NULL, NULL, G_TYPE_LIST_MODEL,
                           G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  g_object_class_install_property (
      object_class, PROP_AT_END,
      g_param_spec_boolean ("at-end", NULL, NULL, TRUE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));
  g_object_class_override_property (object_class, PROP_HADJUSTMENT, "hadjustment");
  g_object_class_override_property (object_class, PROP_VADJUSTMENT, "vadjustment");
  g_object_class_override_property (object_class, PROP_HPOLICY, "hscroll-policy");
  g_object_class_override_property (object_class, PROP_VPOLICY, "vscroll-policy");

  GType type = G_TYPE_FROM_CLASS (klass);
  whin_chat_signals[WHIN_CHAT_EDGE_REACHED] =
      g_signal_new ("edge-reached", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                    GTK_TYPE_POSITION_TYPE);
  whin_chat_signals[WHIN_CHAT_VISIBLE] =
      g_signal_new ("visible-changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2,
                    G_TYPE_UINT, G_TYPE_UINT);
  whin_chat_signals[WHIN_CHAT_ACTIVATED] = g_signal_new (
      "row-activated", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
  whin_chat_signals[WHIN_CHAT_DATE] =
      g_signal_new ("date-activated", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                    NULL, G_TYPE_NONE, 0);
  whin_chat_signals[WHIN_CHAT_MENU] =
      g_signal_new ("row-menu", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 4,
                    G_TYPE_UINT, GTK_TYPE_WIDGET, G_TYPE_DOUBLE, G_TYPE_DOUBLE);

  gtk_widget_class_set_css_name (widget_class, "chatview");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_LIST);
  whin_chat_focus_class_init (widget_class);
}

static void
whin_chat_view_init (WhinChatView *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  self->rows = g_ptr_array_new ();
  self->pool = g_ptr_array_new ();
  self->average = 60;
  self->at_end = self->told_at_end = TRUE;
  set_adjustment (self, GTK_ORIENTATION_HORIZONTAL, NULL);
  set_adjustment (self, GTK_ORIENTATION_VERTICAL, NULL);
  gtk_widget_set_overflow (widget, GTK_OVERFLOW_HIDDEN);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Messages"), -1);

  self->palette = whin_palette_new ();
  gtk_widget_set_parent (GTK_WIDGET (self->palette), widget);
  whin_chat_date_init (self);

  GtkGesture *secondary = gtk_gesture_click_new ();
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (secondary), GDK_BUTTON_SECONDARY);
  g_signal_connect (secondary, "pressed", G_CALLBACK (secondary_cb), self);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (secondary));
  GtkGesture *hold = gtk_gesture_long_press_new ();
  gtk_gesture_single_set_touch_only (GTK_GESTURE_SINGLE (hold), TRUE);
  g_signal_connect (hold, "pressed", G_CALLBACK (long_press_cb), self);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (hold));
}

GtkWidget *
whin_chat_view_new (const WhinChatViewFactory *factory, gpointer data, GDestroyNotify destroy)
{
  g_return_val_if_fail (factory && factory->create && factory->bind, NULL);
  WhinChatView *self = g_object_new (WHIN_TYPE_CHAT_VIEW, NULL);
  self->factory = *factory;
  self->data = data;
  self->destroy = destroy;
  return GTK_WIDGET (self);
}

void
whin_chat_view_set_model (WhinChatView *self, GListModel *model)
{
  g_return_if_fail (WHIN_IS_CHAT_VIEW (self));
  if (self->model == model)
    return;
  if (self->model) {
    g_signal_handlers_disconnect_by_func (self->model, whin_chat_items_changed, self);
    gtk_widget_set_focus_child (GTK_WIDGET (self), NULL);
    whin_chat_drop_all (self);
    if (self->kept)
      whin_chat_drop (self, g_steal_pointer (&self->kept));
  }
  g_set_object (&self->model, model);
  if (model)
    g_signal_connect (model, "items-changed", G_CALLBACK (whin_chat_items_changed), self);
  self->asked[0] = self->asked[1] = FALSE;
  self->focus_wish = WHIN_FOCUS_NONE;
  self->last_focus = G_MAXUINT;
  self->more_below = FALSE;
  self->date_wanted = FALSE;
  whin_chat_view_scroll_to_end (self, FALSE);
  g_object_notify (G_OBJECT (self), "model");
}

GListModel *
whin_chat_view_get_model (WhinChatView *self)
{
  g_return_val_if_fail (WHIN_IS_CHAT_VIEW (self), NULL);
  return self->model;
}

gboolean
whin_chat_view_get_at_end (WhinChatView *self)
{
  g_return_val_if_fail (WHIN_IS_CHAT_VIEW (self), FALSE);
  return self->at_end;
}

void
whin_chat_view_set_more_below (WhinChatView *self, gboolean more)
{
  g_return_if_fail (WHIN_IS_CHAT_VIEW (self));
  if (self->more_below == !!more)
    return;
  self->more_below = !!more;
  self->asked[1] = FALSE;
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}

GtkWidget *
whin_chat_view_get_row (WhinChatView *self, guint position)
{
  g_return_val_if_fail (WHIN_IS_CHAT_VIEW (self), NULL);
  WhinChatRow *row = whin_chat_find (self, position);
  return row ? row->widget : NULL;
}

GtkWidget *
whin_chat_view_get_row_at (WhinChatView *self, double y)
{
  g_return_val_if_fail (WHIN_IS_CHAT_VIEW (self), NULL);
  double at = whin_chat_value (self) + y;
  for (guint i = 0; i < self->rows->len; i++) {
    WhinChatRow *row = whin_chat_row_at (self, i);
    if (at >= row->y && at < row->y + row->height)
      return row->widget;
  }
  return NULL;
}

void
whin_chat_view_get_stats (WhinChatView *self, WhinChatViewStats *stats)
{
  g_return_if_fail (WHIN_IS_CHAT_VIEW (self));
  *stats = (WhinChatViewStats) { self->rows->len + (self->kept != NULL), self->pool->len,
                                 self->n_created, self->n_binds };
}
