/* sticker page, cells: a sticker of the grid, and what opens its menu.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-sticker-page-private.h"

#include "whin-format.h"

#define SIDE 72
#define ITEM "whin-item"

static WhinStickerPage *
page_of (gpointer widget)
{
  return WHIN_STICKER_PAGE (gtk_widget_get_ancestor (widget, WHIN_TYPE_STICKER_PAGE));
}

static void
menu_at (GtkEventController *controller, double x, double y)
{
  GtkWidget *picture = gtk_event_controller_get_widget (controller);
  WhinSticker *sticker = g_object_get_data (G_OBJECT (picture), ITEM);

  if (sticker)
    whin_sticker_page_popup (page_of (picture), sticker, picture, x, y);
}

static void
secondary_cb (GtkGestureClick *gesture, int n_press, double x, double y, gpointer unused)
{
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  menu_at (GTK_EVENT_CONTROLLER (gesture), x, y);
}

static void
long_press_cb (GtkGestureLongPress *gesture, double x, double y, gpointer unused)
{
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  menu_at (GTK_EVENT_CONTROLLER (gesture), x, y);
}

static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer unused)
{
  GtkWidget *picture = whin_sticker_picture_new (SIDE);
  GtkGesture *click = gtk_gesture_click_new (), *press = gtk_gesture_long_press_new ();

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), GDK_BUTTON_SECONDARY);
  gtk_gesture_single_set_touch_only (GTK_GESTURE_SINGLE (press), TRUE);
  g_signal_connect (click, "pressed", G_CALLBACK (secondary_cb), NULL);
  g_signal_connect (press, "pressed", G_CALLBACK (long_press_cb), NULL);
  gtk_widget_add_controller (picture, GTK_EVENT_CONTROLLER (click));
  gtk_widget_add_controller (picture, GTK_EVENT_CONTROLLER (press));
  gtk_list_item_set_child (item, picture);
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer unused)
{
  WhinSticker *sticker = gtk_list_item_get_item (item);
  GtkWidget *picture = gtk_list_item_get_child (item);
  g_autofree char *label = whin_format_sticker (whin_sticker_get_row (sticker)->emoji);

  g_object_set_data (G_OBJECT (picture), ITEM, sticker);
  gtk_list_item_set_accessible_label (item, label);
  whin_sticker_picture_set (picture, whin_sticker_get_row (sticker)->file);
}

static void
unbind_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer unused)
{
  GtkWidget *picture = gtk_list_item_get_child (item);

  g_object_set_data (G_OBJECT (picture), ITEM, NULL);
  whin_sticker_picture_set (picture, NULL);
}

/* The menu of the sticker that has the focus. */
static gboolean
menu_cb (GtkWidget *widget, GVariant *args, gpointer unused)
{
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (widget));
  GtkWidget *picture = focus ? gtk_widget_get_first_child (focus) : NULL;
  WhinSticker *sticker = picture ? g_object_get_data (G_OBJECT (picture), ITEM) : NULL;

  if (!sticker)
    return GDK_EVENT_PROPAGATE;
  whin_sticker_page_popup (page_of (widget), sticker, picture, gtk_widget_get_width (picture) / 2.0,
                           gtk_widget_get_height (picture) / 2.0);
  return GDK_EVENT_STOP;
}

static void
add_key (GtkEventController *keys, guint key, GdkModifierType modifiers, GtkShortcutAction *action)
{
  gtk_shortcut_controller_add_shortcut (
      GTK_SHORTCUT_CONTROLLER (keys),
      gtk_shortcut_new (gtk_keyval_trigger_new (key, modifiers), action));
}

/* Here and not on the page, where all keys are for what is typed. */
static void
add_keys (WhinStickerPage *self)
{
  GtkEventController *keys = gtk_shortcut_controller_new ();

  add_key (keys, GDK_KEY_Menu, 0, gtk_callback_action_new (menu_cb, NULL, NULL));
  add_key (keys, GDK_KEY_F10, GDK_SHIFT_MASK, gtk_callback_action_new (menu_cb, NULL, NULL));
  add_key (keys, GDK_KEY_v, GDK_CONTROL_MASK, gtk_named_action_new ("stickers.paste"));
  add_key (keys, GDK_KEY_n, GDK_CONTROL_MASK, gtk_named_action_new ("stickers.add"));
  gtk_widget_add_controller (GTK_WIDGET (self->stack), keys);
}

void
whin_sticker_page_cells_init (WhinStickerPage *self)
{
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();
  g_autoptr (GtkNoSelection) selection =
      gtk_no_selection_new (g_object_ref (G_LIST_MODEL (self->shown)));

  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), NULL);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind_cb), NULL);
  gtk_grid_view_set_factory (self->grid, factory);
  gtk_grid_view_set_model (self->grid, GTK_SELECTION_MODEL (selection));
  add_keys (self);
}
