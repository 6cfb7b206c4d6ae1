/* Message row: the widget and its verbs. Layout, drawing and input are in whin-message-*.c.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-message-row-private.h"

#include "whin-chat-view-private.h"

#define GLOW_MS 1200
#define TYPING_US 220000

enum {
  PART_ACTIVATED,
  COMMAND,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (WhinMessageRow, whin_message_row, GTK_TYPE_WIDGET)

static void
palette_changed_cb (WhinMessageRow *self)
{
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
set_palette (WhinMessageRow *self, WhinPalette *palette)
{
  if (self->palette == palette)
    return;
  if (self->palette)
    g_clear_signal_handler (&self->palette_changed, self->palette);
  g_set_object (&self->palette, palette);
  if (palette)
    self->palette_changed = g_signal_connect_object (
        palette, "changed", G_CALLBACK (palette_changed_cb), self, G_CONNECT_SWAPPED);
}

/* The chat view's palette, or one of its own for a row that stands alone. */
WhinPalette *
whin_message_palette (WhinMessageRow *self)
{
  if (self->palette)
    return self->palette;
  GtkWidget *view = gtk_widget_get_ancestor (GTK_WIDGET (self), WHIN_TYPE_CHAT_VIEW);
  if (!view && !self->own_palette) {
    self->own_palette = whin_palette_new ();
    gtk_widget_set_parent (GTK_WIDGET (self->own_palette), GTK_WIDGET (self));
  }
  set_palette (self, view ? WHIN_CHAT_VIEW (view)->palette : self->own_palette);
  return self->palette;
}

static void
forget_layout (WhinMessageRow *self)
{
  self->laid_out = FALSE;
  for (guint i = 0; i < WHIN_N_SLOTS; i++)
    self->stale[i] = TRUE;
}

static void
forget_fonts (WhinMessageRow *self)
{
  for (guint i = 0; i < WHIN_N_SLOTS; i++)
    g_clear_object (&self->layouts[i]);
  g_clear_object (&self->icon);
  forget_layout (self);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

static void
tell_label (WhinMessageRow *self)
{
  g_autofree char *label = whin_message_label (&self->view, whin_message_text (self));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  label ? label : "", -1);
}

/* Typing dots step only while they are in sight */

static gboolean
typing_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer unused)
{
  WhinMessageRow *self = WHIN_MESSAGE_ROW (widget);
  int phase = gdk_frame_clock_get_frame_time (clock) / TYPING_US % 4;
  if (phase != self->typing_phase)
    gtk_widget_queue_draw (widget);
  self->typing_phase = phase;
  return G_SOURCE_CONTINUE;
}

static void
update_typing (WhinMessageRow *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  gboolean run = self->filled && self->view.kind == WHIN_ROW_TYPING &&
                 gtk_widget_get_mapped (widget) && adw_get_enable_animations (widget);
  if (run && !self->typing_tick) {
    self->typing_tick = gtk_widget_add_tick_callback (widget, typing_cb, NULL, NULL);
  } else if (!run && self->typing_tick) {
    gtk_widget_remove_tick_callback (widget, self->typing_tick);
    self->typing_tick = 0;
  }
}

/* Widget */

static GtkSizeRequestMode
whin_message_row_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
whin_message_row_measure (GtkWidget *widget,
                          GtkOrientation orientation,
                          int for_size,
                          int *minimum,
                          int *natural,
                          int *minimum_baseline,
                          int *natural_baseline)
{
  WhinMessageRow *self = WHIN_MESSAGE_ROW (widget);
  if (orientation == GTK_ORIENTATION_HORIZONTAL) {
    *minimum = 200;
    *natural = 360;
  } else {
    *minimum = *natural = whin_message_layout (self, for_size < 0 ? 360 : for_size);
  }
}

static void
whin_message_row_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  WhinMessageRow *self = WHIN_MESSAGE_ROW (widget);
  whin_message_layout (self, width);
  if (self->own_palette)
    gtk_widget_allocate (GTK_WIDGET (self->own_palette), 0, 0, -1, NULL);
  if (self->child) {
    const Rect *m = &self->geometry.media;
    graphene_point_t at = GRAPHENE_POINT_INIT (m->x, m->y);
    gtk_widget_allocate (self->child, m->width, m->height, -1, gsk_transform_translate (NULL, &at));
  }
}

static void
whin_message_row_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  whin_message_draw (WHIN_MESSAGE_ROW (widget), snapshot);
}

static void
whin_message_row_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  WhinMessageRow *self = WHIN_MESSAGE_ROW (widget);
  PangoFontDescription *before =
      self->layouts[WHIN_SLOT_TIME]
          ? pango_font_description_copy (pango_context_get_font_description (
                pango_layout_get_context (self->layouts[WHIN_SLOT_TIME])))
          : NULL;
  GTK_WIDGET_CLASS (whin_message_row_parent_class)->css_changed (widget, change);
  PangoContext *context = gtk_widget_get_pango_context (widget);
  if (before &&
      !pango_font_description_equal (before, pango_context_get_font_description (context)))
    forget_fonts (self);
  g_clear_pointer (&before, pango_font_description_free);
}

static void
whin_message_row_direction_changed (GtkWidget *widget, GtkTextDirection previous)
{
  GTK_WIDGET_CLASS (whin_message_row_parent_class)->direction_changed (widget, previous);
  forget_fonts (WHIN_MESSAGE_ROW (widget));
}

static void
whin_message_row_system_setting_changed (GtkWidget *widget, GtkSystemSetting setting)
{
  GTK_WIDGET_CLASS (whin_message_row_parent_class)->system_setting_changed (widget, setting);
  if (setting != GTK_SYSTEM_SETTING_DISPLAY)
    forget_fonts (WHIN_MESSAGE_ROW (widget));
}

static void
whin_message_row_state_flags_changed (GtkWidget *widget, GtkStateFlags previous)
{
  GtkStateFlags shown = GTK_STATE_FLAG_FOCUS_VISIBLE, now = gtk_widget_get_state_flags (widget);
  GTK_WIDGET_CLASS (whin_message_row_parent_class)->state_flags_changed (widget, previous);
  if ((previous ^ now) & shown)
    gtk_widget_queue_draw (widget);
  if (!(now & GTK_STATE_FLAG_FOCUSED))
    WHIN_MESSAGE_ROW (widget)->focus_part = -1;
}

static void
whin_message_row_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (whin_message_row_parent_class)->map (widget);
  update_typing (WHIN_MESSAGE_ROW (widget));
}

static void
whin_message_row_unmap (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (whin_message_row_parent_class)->unmap (widget);
  update_typing (WHIN_MESSAGE_ROW (widget));
}

static void
whin_message_row_unroot (GtkWidget *widget)
{
  set_palette (WHIN_MESSAGE_ROW (widget), NULL);
  GTK_WIDGET_CLASS (whin_message_row_parent_class)->unroot (widget);
}

static void
stop_glow (WhinMessageRow *self)
{
  if (self->glow)
    adw_animation_reset (self->glow);
  g_clear_object (&self->glow);
  self->glow_alpha = 0;
}

static void
whin_message_row_dispose (GObject *object)
{
  WhinMessageRow *self = WHIN_MESSAGE_ROW (object);
  stop_glow (self);
  set_palette (self, NULL);
  g_clear_pointer (&self->child, gtk_widget_unparent);
  if (self->own_palette)
    gtk_widget_unparent (GTK_WIDGET (g_steal_pointer (&self->own_palette)));
  for (guint i = 0; i < WHIN_N_SLOTS; i++)
    g_clear_object (&self->layouts[i]);
  g_clear_object (&self->icon);
  G_OBJECT_CLASS (whin_message_row_parent_class)->dispose (object);
}

static void
whin_message_row_finalize (GObject *object)
{
  WhinMessageRow *self = WHIN_MESSAGE_ROW (object);
  whin_message_view_clear (&self->view);
  g_clear_pointer (&self->links, g_array_unref);
  g_clear_pointer (&self->spans, g_array_unref);
  g_free (self->shown);
  G_OBJECT_CLASS (whin_message_row_parent_class)->finalize (object);
}

static void
whin_message_row_class_init (WhinMessageRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  object_class->dispose = whin_message_row_dispose;
  object_class->finalize = whin_message_row_finalize;
  widget_class->get_request_mode = whin_message_row_get_request_mode;
  widget_class->measure = whin_message_row_measure;
  widget_class->size_allocate = whin_message_row_size_allocate;
  widget_class->snapshot = whin_message_row_snapshot;
  widget_class->css_changed = whin_message_row_css_changed;
  widget_class->direction_changed = whin_message_row_direction_changed;
  widget_class->system_setting_changed = whin_message_row_system_setting_changed;
  widget_class->state_flags_changed = whin_message_row_state_flags_changed;
  widget_class->map = whin_message_row_map;
  widget_class->unmap = whin_message_row_unmap;
  widget_class->unroot = whin_message_row_unroot;
  signals[PART_ACTIVATED] =
      g_signal_new ("part-activated", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                    NULL, G_TYPE_NONE, 2, G_TYPE_UINT, G_TYPE_STRING);
  signals[COMMAND] = g_signal_new ("command", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
  gtk_widget_class_set_css_name (widget_class, "messagerow");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_LIST_ITEM);
  whin_message_input_class_init (widget_class);
  whin_message_commands_class_init (widget_class);
}

static void
whin_message_row_init (WhinMessageRow *self)
{
  self->focus_part = -1;
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  whin_message_input_init (self);
  whin_message_commands_init (self);
}

GtkWidget *
whin_message_row_new (void)
{
  return g_object_new (WHIN_TYPE_MESSAGE_ROW, NULL);
}

static gboolean
same_size (WhinMessageRow *self, const WhinMessageView *view)
{
  return self->filled && view && whin_message_view_same_layout (&self->view, view);
}

static void
start_afresh (WhinMessageRow *self)
{
  stop_glow (self);
  whin_message_unselect (self);
  whin_message_row_set_child (self, NULL);
  gtk_widget_set_cursor (GTK_WIDGET (self), NULL);
  self->pressed = (WhinHit) { WHIN_PART_NONE };
  self->focus_part = -1;
  whin_message_read_text (self);
  forget_layout (self);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

/* They take no room: what is selected and the child stay. */
static void
place_faces_anew (WhinMessageRow *self)
{
  gboolean placed = self->laid_out;
  int width = self->geometry.width;
  forget_layout (self);
  if (placed)
    whin_message_layout (self, width);
}

void
whin_message_row_set_view (WhinMessageRow *self, const WhinMessageView *view)
{
  g_return_if_fail (WHIN_IS_MESSAGE_ROW (self));
  static const WhinMessageView empty = { 0 };
  gboolean same = same_size (self, view);
  WhinMessageView copy;
  whin_message_view_copy (&copy, view ? view : &empty);
  gboolean same_faces = same && whin_message_view_same_faces (&self->view, view);
  gboolean same_icon = same && g_strcmp0 (copy.content_type, self->view.content_type) == 0;
  whin_message_view_clear (&self->view);
  self->view = copy;
  self->filled = view != NULL;
  self->parts_known = FALSE;
  if (!same_icon)
    g_clear_object (&self->icon);
  if (same)
    whin_message_read_text (self); /* links point into the text that was just replaced */
  else
    start_afresh (self);
  if (same && !same_faces)
    place_faces_anew (self);
  if (view)
    tell_label (self);
  whin_message_commands_update (self);
  update_typing (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

const WhinMessageView *
whin_message_row_get_view (WhinMessageRow *self)
{
  g_return_val_if_fail (WHIN_IS_MESSAGE_ROW (self), NULL);
  return &self->view;
}

void
whin_message_row_set_texture (WhinMessageRow *self, GdkPaintable *texture)
{
  g_return_if_fail (WHIN_IS_MESSAGE_ROW (self));
  if (g_set_object (&self->view.texture, texture))
    gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
whin_message_row_set_avatar (WhinMessageRow *self, GdkPaintable *avatar)
{
  g_return_if_fail (WHIN_IS_MESSAGE_ROW (self));
  if (g_set_object (&self->view.avatar, avatar))
    gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
whin_message_row_set_transfer (WhinMessageRow *self, WhinTransfer transfer, double progress)
{
  g_return_if_fail (WHIN_IS_MESSAGE_ROW (self));
  if (self->view.transfer == transfer && self->view.progress == progress)
    return;
  self->view.transfer = transfer;
  self->view.progress = progress;
  self->parts_known = FALSE;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
whin_message_row_set_tick (WhinMessageRow *self, WhinTick tick)
{
  g_return_if_fail (WHIN_IS_MESSAGE_ROW (self));
  WhinTick before = self->view.tick;
  if (before == tick)
    return;
  self->view.tick = tick;
  tell_label (self);
  if (before == WHIN_TICK_FAILED || tick == WHIN_TICK_FAILED || before == WHIN_TICK_NONE ||
      tick == WHIN_TICK_NONE) {
    forget_layout (self);
    gtk_widget_queue_resize (GTK_WIDGET (self));
  } else {
    gtk_widget_queue_draw (GTK_WIDGET (self));
  }
}

void
whin_message_row_set_child (WhinMessageRow *self, GtkWidget *child)
{
  g_return_if_fail (WHIN_IS_MESSAGE_ROW (self));
  if (self->child == child)
    return;
  g_clear_pointer (&self->child, gtk_widget_unparent);
  self->child = child;
  if (child)
    gtk_widget_set_parent (child, GTK_WIDGET (self));
  self->laid_out = FALSE;
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

gboolean
whin_message_row_get_picture_bounds (WhinMessageRow *self, graphene_rect_t *bounds)
{
  g_return_val_if_fail (WHIN_IS_MESSAGE_ROW (self), FALSE);
  const Rect *m = &self->geometry.media;
  gboolean pictured = self->view.media == WHIN_MEDIA_PICTURE ||
                      self->view.media == WHIN_MEDIA_VIDEO ||
                      self->view.media == WHIN_MEDIA_STICKER;
  *bounds = GRAPHENE_RECT_INIT (m->x, m->y, m->width, m->height);
  return pictured && m->width > 0;
}

void
whin_message_row_get_bubble_bounds (WhinMessageRow *self, graphene_rect_t *bounds)
{
  g_return_if_fail (WHIN_IS_MESSAGE_ROW (self));
  const Rect *b = &self->geometry.bubble;
  *bounds = GRAPHENE_RECT_INIT (b->x, b->y, b->width, b->height);
}

gboolean
whin_message_row_get_reaction_bounds (WhinMessageRow *self,
                                      const char *emoji,
                                      graphene_rect_t *bounds)
{
  g_return_val_if_fail (WHIN_IS_MESSAGE_ROW (self), FALSE);
  for (guint i = 0; i < self->view.n_reactions; i++) {
    const Rect *r = &self->geometry.reactions[i];
    *bounds = GRAPHENE_RECT_INIT (r->x, r->y, r->width, r->height);
    if (g_strcmp0 (self->view.reactions[i].emoji, emoji) == 0)
      return TRUE;
  }
  return FALSE;
}

static void
glow_cb (double value, gpointer row)
{
  WhinMessageRow *self = row;
  self->glow_alpha = value;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
whin_message_row_highlight (WhinMessageRow *self)
{
  g_return_if_fail (WHIN_IS_MESSAGE_ROW (self));
  stop_glow (self);
  self->glow = adw_timed_animation_new (GTK_WIDGET (self), 1, 0, GLOW_MS,
                                        adw_callback_animation_target_new (glow_cb, self, NULL));
  adw_timed_animation_set_easing (ADW_TIMED_ANIMATION (self->glow), ADW_EASE_IN_CUBIC);
  adw_animation_play (self->glow);
}

void
whin_message_activate (WhinMessageRow *self, const WhinHit *hit)
{
  g_autofree char *detail = g_strdup (hit->detail); /* the handler may rebind the row */
  g_signal_emit (self, signals[PART_ACTIVATED], 0, (guint) hit->part, detail);
}

void
whin_message_command (WhinMessageRow *self, WhinCommand command)
{
  g_signal_emit (self, signals[COMMAND], 0, (guint) command);
}
