/* Message row, input: what is under the pointer, selecting text, walking the parts with the
 * keyboard. SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-message-row-private.h"

#include <glib/gi18n.h>
#include <stdlib.h>

#define DRAG_SLACK 4

/* One selection at a time in the whole program, as a person expects. */
static GWeakRef selected_row;

static gboolean
inside (const Rect *rect, double x, double y)
{
  return x >= rect->x && x < rect->x + rect->width && y >= rect->y && y < rect->y + rect->height;
}

/* The byte under the point; FALSE when the point is beside the glyphs. */
static gboolean
byte_at (WhinMessageRow *self, double x, double y, int *byte)
{
  const WhinGeometry *g = &self->geometry;
  int index, trailing;
  gboolean hit = pango_layout_xy_to_index (whin_message_slot (self, WHIN_SLOT_TEXT),
                                           (x - g->text.x - g->text_shift) * PANGO_SCALE,
                                           (y - g->text.y) * PANGO_SCALE, &index, &trailing);
  const char *text = whin_message_text (self);
  *byte = trailing ? g_utf8_offset_to_pointer (text + index, trailing) - text : index;
  return hit;
}

static gboolean
over_text (WhinMessageRow *self, double x, double y)
{
  return self->filled && self->view.kind == WHIN_ROW_MESSAGE && inside (&self->geometry.text, x, y);
}

/* A drag may start in the padding beside the text. */
static gboolean
beside_text (WhinMessageRow *self, double x, double y)
{
  const WhinGeometry *g = &self->geometry;
  Rect band = { g->bubble.x, g->text.y, g->bubble.width, g->text.height };
  return self->filled && self->view.kind == WHIN_ROW_MESSAGE && g->text.width > 0 &&
         inside (&band, x, y);
}

static const WhinLink *
link_at (WhinMessageRow *self, double x, double y)
{
  int index, trailing;
  const WhinGeometry *g = &self->geometry;
  if (!self->links || !over_text (self, x, y) ||
      !pango_layout_xy_to_index (whin_message_slot (self, WHIN_SLOT_TEXT),
                                 (x - g->text.x - g->text_shift) * PANGO_SCALE,
                                 (y - g->text.y) * PANGO_SCALE, &index, &trailing))
    return NULL;
  for (guint i = 0; i < self->links->len; i++) {
    const WhinLink *link = &g_array_index (self->links, WhinLink, i);
    if (index >= (int) link->start && index < (int) link->end)
      return link;
  }
  return NULL;
}

static WhinHit
hit_at (WhinMessageRow *self, double x, double y)
{
  const WhinLink *link = link_at (self, x, y);
  if (link)
    return (WhinHit) { WHIN_PART_LINK, self->geometry.text, link->uri };
  whin_message_list_parts (self);
  for (guint i = self->n_parts; i-- > 0;) /* reactions lie over the bubble */
    if (self->parts[i].part != WHIN_PART_LINK && inside (&self->parts[i].rect, x, y))
      return self->parts[i];
  return (WhinHit) { WHIN_PART_NONE };
}

WhinPart
whin_message_row_get_part_at (WhinMessageRow *self, double x, double y)
{
  g_return_val_if_fail (WHIN_IS_MESSAGE_ROW (self), WHIN_PART_NONE);
  return hit_at (self, x, y).part;
}

/* Selection */

static gboolean
has_selection (WhinMessageRow *self)
{
  return self->select_from != self->select_to;
}

void
whin_message_unselect (WhinMessageRow *self)
{
  if (has_selection (self))
    gtk_widget_queue_draw (GTK_WIDGET (self));
  self->select_from = self->select_to = 0;
  self->selecting = FALSE;
}

static void
become_selected_row (WhinMessageRow *self)
{
  g_autoptr (WhinMessageRow) before = g_weak_ref_get (&selected_row);
  if (before && before != self)
    whin_message_unselect (before);
  g_weak_ref_set (&selected_row, self);
}

static void
select_bytes (WhinMessageRow *self, int from, int to)
{
  self->select_from = from;
  self->select_to = to;
  if (has_selection (self))
    become_selected_row (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* Widens a byte to its word. */
static void
word_around (WhinMessageRow *self, int byte, int *from, int *to)
{
  int n;
  const char *text = whin_message_text (self);
  const PangoLogAttr *attrs =
      pango_layout_get_log_attrs_readonly (whin_message_slot (self, WHIN_SLOT_TEXT), &n);
  int at = g_utf8_pointer_to_offset (text, text + byte), start = MIN (at, n - 1), end = start + 1;
  while (start > 0 && !attrs[start].is_word_start && !attrs[start].is_word_end)
    start--;
  while (end < n - 1 && !attrs[end].is_word_end && !attrs[end].is_word_start)
    end++;
  end = MIN (end, n - 1);
  *from = g_utf8_offset_to_pointer (text, start) - text;
  *to = g_utf8_offset_to_pointer (text, MAX (end, start)) - text;
}

static void
begin_selection (WhinMessageRow *self, int n_press, int byte)
{
  int from = byte, to = byte;
  if (n_press == 2)
    word_around (self, byte, &from, &to);
  else if (n_press > 2)
    to = strlen (whin_message_text (self)), from = 0;
  self->word_from = from;
  self->word_to = to;
  self->selecting = TRUE;
  select_bytes (self, from, to);
}

static void
extend_selection (WhinMessageRow *self, double x, double y)
{
  int byte, from, to;
  byte_at (self, x, y, &byte);
  from = to = byte;
  if (self->word_from != self->word_to)
    word_around (self, byte, &from, &to);
  if (byte < self->word_from)
    select_bytes (self, self->word_to, from);
  else
    select_bytes (self, self->word_from, MAX (to, self->word_to));
}

char *
whin_message_row_dup_selection (WhinMessageRow *self)
{
  g_return_val_if_fail (WHIN_IS_MESSAGE_ROW (self), NULL);
  if (!has_selection (self) || !self->view.text)
    return NULL;
  int from = MIN (self->select_from, self->select_to),
      to = MAX (self->select_from, self->select_to);
  return g_strndup (whin_message_text (self) + from, to - from);
}

static void
offer_primary (WhinMessageRow *self)
{
  g_autofree char *text = whin_message_row_dup_selection (self);
  if (text)
    gdk_clipboard_set_text (gtk_widget_get_primary_clipboard (GTK_WIDGET (self)), text);
}

/* Pointer */

static void
pressed_cb (GtkGestureClick *gesture, int n_press, double x, double y, WhinMessageRow *self)
{
  int byte;
  gtk_widget_grab_focus (GTK_WIDGET (self));
  self->focus_part = -1;
  self->pressed = hit_at (self, x, y);
  whin_message_unselect (self);
  if (beside_text (self, x, y)) {
    byte_at (self, x, y, &byte);
    begin_selection (self, n_press, byte);
  }
}

static void
released_cb (GtkGestureClick *gesture, int n_press, double x, double y, WhinMessageRow *self)
{
  WhinHit hit = hit_at (self, x, y), pressed = self->pressed;
  self->pressed = (WhinHit) { WHIN_PART_NONE };
  self->selecting = FALSE;
  offer_primary (self);
  if (has_selection (self) || hit.part == WHIN_PART_NONE)
    return;
  if (hit.part == pressed.part && hit.detail == pressed.detail) {
    gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
    whin_message_activate (self, &hit);
  }
}

/* A pill's menu is who gave it: by the other button, or pressed for long. */
static void
ask_who (GtkGesture *gesture, WhinMessageRow *self, double x, double y)
{
  WhinHit hit = hit_at (self, x, y);
  if (hit.part != WHIN_PART_REACTION)
    return;
  gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_CLAIMED);
  hit.part = WHIN_PART_REACTORS;
  whin_message_activate (self, &hit);
}

static void
menu_pressed_cb (GtkGestureClick *click, int n, double x, double y, WhinMessageRow *self)
{
  ask_who (GTK_GESTURE (click), self, x, y);
}

static void
long_pressed_cb (GtkGestureLongPress *press, double x, double y, WhinMessageRow *self)
{
  ask_who (GTK_GESTURE (press), self, x, y);
}

static gboolean
from_touch (GtkGesture *gesture)
{
  GdkDevice *device =
      gtk_event_controller_get_current_event_device (GTK_EVENT_CONTROLLER (gesture));
  return device && gdk_device_get_source (device) == GDK_SOURCE_TOUCHSCREEN;
}

static void
drag_update_cb (GtkGestureDrag *drag, double dx, double dy, WhinMessageRow *self)
{
  double x, y;
  if (!self->selecting || from_touch (GTK_GESTURE (drag)))
    return;
  if (abs ((int) dx) < DRAG_SLACK && abs ((int) dy) < DRAG_SLACK && !has_selection (self))
    return;
  gtk_gesture_set_state (GTK_GESTURE (drag), GTK_EVENT_SEQUENCE_CLAIMED);
  gtk_gesture_drag_get_start_point (drag, &x, &y);
  extend_selection (self, x + dx, y + dy);
}

static void
drag_end_cb (GtkGestureDrag *drag, double dx, double dy, WhinMessageRow *self)
{
  self->selecting = FALSE;
  offer_primary (self);
}

static void
motion_cb (GtkEventControllerMotion *motion, double x, double y, WhinMessageRow *self)
{
  const char *cursor = NULL;
  if (hit_at (self, x, y).part != WHIN_PART_NONE)
    cursor = "pointer";
  else if (over_text (self, x, y))
    cursor = "text";
  gtk_widget_set_cursor_from_name (GTK_WIDGET (self), cursor);
}

/* Keyboard */

static gboolean
copy_cb (GtkWidget *widget, GVariant *args, gpointer unused)
{
  g_autofree char *text = whin_message_row_dup_selection (WHIN_MESSAGE_ROW (widget));
  if (!text)
    return GDK_EVENT_PROPAGATE;
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text);
  return GDK_EVENT_STOP;
}

static gboolean
select_all_cb (GtkWidget *widget, GVariant *args, gpointer unused)
{
  WhinMessageRow *self = WHIN_MESSAGE_ROW (widget);
  if (!self->view.text || self->view.kind != WHIN_ROW_MESSAGE)
    return GDK_EVENT_PROPAGATE;
  select_bytes (self, 0, strlen (whin_message_text (self)));
  offer_primary (self);
  return GDK_EVENT_STOP;
}

static gboolean
unselect_cb (GtkWidget *widget, GVariant *args, gpointer unused)
{
  WhinMessageRow *self = WHIN_MESSAGE_ROW (widget);
  if (!has_selection (self))
    return GDK_EVENT_PROPAGATE;
  whin_message_unselect (self);
  return GDK_EVENT_STOP;
}

static void
announce_tile (WhinMessageRow *self)
{
  int tile = whin_message_row_get_focused_tile (self);
  if (tile < 0)
    return;
  g_autofree char *words =
      g_strdup_printf (self->view.tiles[tile].film ? _ ("Video %d of %u") : _ ("Photo %d of %u"),
                       tile + 1, self->view.n_tiles);
  gtk_accessible_announce (GTK_ACCESSIBLE (self), words,
                           GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
}

static gboolean
walk_cb (GtkWidget *widget, GVariant *args, gpointer unused)
{
  WhinMessageRow *self = WHIN_MESSAGE_ROW (widget);
  int step = g_variant_get_int32 (args);
  if (gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL)
    step = -step;
  whin_message_list_parts (self);
  self->focus_part = CLAMP (self->focus_part + step, -1, (int) self->n_parts - 1);
  announce_tile (self);
  gtk_widget_queue_draw (widget);
  return GDK_EVENT_STOP;
}

/* What Enter means when no part was chosen: the one thing a person would do to this message. */
static const WhinHit *
main_part (WhinMessageRow *self)
{
  static const WhinPart order[] = { WHIN_PART_RETRY, WHIN_PART_TRANSFER, WHIN_PART_PICTURE,
                                    WHIN_PART_FILE,  WHIN_PART_LINK,     WHIN_PART_MORE,
                                    WHIN_PART_ACTION };
  for (guint k = 0; k < G_N_ELEMENTS (order); k++)
    for (guint i = 0; i < self->n_parts; i++)
      if (self->parts[i].part == order[k])
        return &self->parts[i];
  return NULL;
}

static gboolean
enter_cb (GtkWidget *widget, GVariant *args, gpointer unused)
{
  WhinMessageRow *self = WHIN_MESSAGE_ROW (widget);
  whin_message_list_parts (self);
  gboolean chosen = self->focus_part >= 0 && self->focus_part < (int) self->n_parts;
  const WhinHit *hit = chosen ? &self->parts[self->focus_part] : main_part (self);
  if (!hit)
    return GDK_EVENT_PROPAGATE;
  whin_message_activate (self, hit);
  return GDK_EVENT_STOP;
}

static gboolean
menu_cb (GtkWidget *widget, GVariant *args, gpointer unused)
{
  WhinMessageRow *self = WHIN_MESSAGE_ROW (widget);
  whin_message_list_parts (self);
  if (self->focus_part < 0 || self->focus_part >= (int) self->n_parts ||
      self->parts[self->focus_part].part != WHIN_PART_REACTION)
    return GDK_EVENT_PROPAGATE;
  WhinHit hit = self->parts[self->focus_part];
  hit.part = WHIN_PART_REACTORS;
  whin_message_activate (self, &hit);
  return GDK_EVENT_STOP;
}

void
whin_message_input_class_init (GtkWidgetClass *klass)
{
  gtk_widget_class_add_binding (klass, GDK_KEY_c, GDK_CONTROL_MASK, copy_cb, NULL);
  gtk_widget_class_add_binding (klass, GDK_KEY_Insert, GDK_CONTROL_MASK, copy_cb, NULL);
  gtk_widget_class_add_binding (klass, GDK_KEY_a, GDK_CONTROL_MASK, select_all_cb, NULL);
  gtk_widget_class_add_binding (klass, GDK_KEY_Escape, 0, unselect_cb, NULL);
  gtk_widget_class_add_binding (klass, GDK_KEY_Left, 0, walk_cb, "i", -1);
  gtk_widget_class_add_binding (klass, GDK_KEY_Right, 0, walk_cb, "i", 1);
  gtk_widget_class_add_binding (klass, GDK_KEY_Return, 0, enter_cb, NULL);
  gtk_widget_class_add_binding (klass, GDK_KEY_KP_Enter, 0, enter_cb, NULL);
  gtk_widget_class_add_binding (klass, GDK_KEY_Menu, 0, menu_cb, NULL);
  gtk_widget_class_add_binding (klass, GDK_KEY_F10, GDK_SHIFT_MASK, menu_cb, NULL);
}

void
whin_message_input_init (WhinMessageRow *self)
{
  GtkGesture *click = gtk_gesture_click_new ();
  g_signal_connect (click, "pressed", G_CALLBACK (pressed_cb), self);
  g_signal_connect (click, "released", G_CALLBACK (released_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));

  GtkGesture *drag = gtk_gesture_drag_new ();
  g_signal_connect (drag, "drag-update", G_CALLBACK (drag_update_cb), self);
  g_signal_connect (drag, "drag-end", G_CALLBACK (drag_end_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drag));
  gtk_gesture_group (drag, click);

  GtkGesture *menu = gtk_gesture_click_new (), *press = gtk_gesture_long_press_new ();
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (menu), GDK_BUTTON_SECONDARY);
  g_signal_connect (menu, "pressed", G_CALLBACK (menu_pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (menu));
  g_signal_connect (press, "pressed", G_CALLBACK (long_pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (press));

  GtkEventController *motion = gtk_event_controller_motion_new ();
  g_signal_connect (motion, "motion", G_CALLBACK (motion_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), motion);
}
