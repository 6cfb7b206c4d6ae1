/* sidebar, filter: which of the chats are shown - all, unread ones, groups, a list, the archived
 * ones
 * - and the menu of each. SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-sidebar-private.h"

#include "whin-chat-actions.h"
#include "whin-chat-row.h"
#include "whin-list-dialog.h"

#include <glib/gi18n.h>

#define LIST "whin-list"
#define PREFIX "row-chat"
#define FILTERS_FROM 5 /* chats */

/* -- What is shown -- */

static gboolean
is_in_list (WhinSidebar *self, WhinChat *chat)
{
  const ListRow *list = whin_client_find_list (self->client, &self->filter_list);

  return list && whin_client_list_has (list, whin_chat_get_conv (chat));
}

static gboolean
matches (gpointer item, gpointer user_data)
{
  WhinSidebar *self = user_data;
  WhinChat *chat = item;

  if (whin_chat_is_hidden (chat) || whin_chat_get_row (chat)->archived != self->in_archive)
    return FALSE;
  if (self->in_archive)
    return TRUE;
  switch (self->filter_kind) {
  case SIDEBAR_UNREAD: /* The one that is being read stays until another one is. */
    return whin_chat_is_unread (chat) || chat == self->current;
  case SIDEBAR_GROUPS:
    return whin_chat_get_conv (chat)->kind == CONV_GROUP;
  case SIDEBAR_LIST:
    return is_in_list (self, chat);
  case SIDEBAR_ALL:
    break;
  }
  return TRUE;
}

static const char *
empty_title (WhinSidebar *self)
{
  if (self->in_archive)
    return _ ("No Archived Chats");
  switch (self->filter_kind) {
  case SIDEBAR_UNREAD:
    return _ ("No Unread Chats");
  case SIDEBAR_GROUPS:
    return _ ("No Groups");
  case SIDEBAR_LIST:
    return _ ("No Chats in This List");
  case SIDEBAR_ALL:
    break;
  }
  return _ ("All Chats Are Archived");
}

static void
show_archived (WhinSidebar *self)
{
  guint n = whin_chat_list_get_archived (whin_client_get_chats (self->client));
  g_autofree char *count = g_strdup_printf ("%u", n);
  g_autofree char *label =
      g_strdup_printf (ngettext ("Archived, %u chat", "Archived, %u chats", n), n);

  gtk_label_set_label (self->archived_count, count);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->archived_button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  gtk_widget_set_visible (self->archived_button,
                          n > 0 && !self->in_archive && self->filter_kind == SIDEBAR_ALL);
}

/* Everything that depends on what is asked for. */
static void
update (WhinSidebar *self)
{
  gtk_filter_changed (GTK_FILTER (self->filter), GTK_FILTER_CHANGE_DIFFERENT);
  gtk_widget_set_visible (self->archive_bar, self->in_archive);
  /* One stands where the other was, so that the chips keep their lines. */
  gtk_widget_set_visible (self->edit_list_button, self->filter_kind == SIDEBAR_LIST);
  gtk_widget_set_visible (self->new_list_button, self->filter_kind != SIDEBAR_LIST);
  adw_status_page_set_title (self->filtered_page, empty_title (self));
  gtk_widget_set_visible (self->show_all_button,
                          self->in_archive || self->filter_kind != SIDEBAR_ALL);
  show_archived (self);
  whin_sidebar_update_page (self);
}

void
whin_sidebar_refilter (WhinSidebar *self)
{
  if (self->filter)
    gtk_filter_changed (GTK_FILTER (self->filter), GTK_FILTER_CHANGE_DIFFERENT);
}

/* A few chats are seen at a glance; but what was chosen or made must be within reach. */
static gboolean
has_use_of_filters (WhinSidebar *self)
{
  GListModel *chats = G_LIST_MODEL (whin_client_get_chats (self->client));

  return g_list_model_get_n_items (chats) >= FILTERS_FROM || self->filter_kind != SIDEBAR_ALL ||
         whin_client_get_lists (self->client)->len > 0;
}

void
whin_sidebar_update_filter_bar (WhinSidebar *self)
{
  gtk_widget_set_visible (self->filter_bar, !self->in_archive &&
                                                !whin_sidebar_is_searching (self) &&
                                                has_use_of_filters (self));
}

/* -- Chips -- */

static void
set_filter (WhinSidebar *self, SidebarFilter kind, const Id *list)
{
  self->filter_kind = kind;
  self->filter_list = list ? *list : (Id) { 0 };
  update (self);
  if (gtk_slice_list_model_get_size (self->shown) == G_MAXUINT &&
      g_list_model_get_n_items (G_LIST_MODEL (self->filtered)))
    gtk_list_view_scroll_to (self->list, 0, GTK_LIST_SCROLL_NONE, NULL);
}

static void
chip_cb (GtkToggleButton *chip, GParamSpec *pspec, WhinSidebar *self)
{
  const Id *list = g_object_get_data (G_OBJECT (chip), LIST);

  if (!gtk_toggle_button_get_active (chip))
    return;
  if (list)
    set_filter (self, SIDEBAR_LIST, list);
  else if (GTK_WIDGET (chip) == self->chips[SIDEBAR_UNREAD])
    set_filter (self, SIDEBAR_UNREAD, NULL);
  else if (GTK_WIDGET (chip) == self->chips[SIDEBAR_GROUPS])
    set_filter (self, SIDEBAR_GROUPS, NULL);
  else
    set_filter (self, SIDEBAR_ALL, NULL);
}

static GtkWidget *
chip_new (WhinSidebar *self, const char *name)
{
  GtkWidget *chip = gtk_toggle_button_new (), *label = gtk_label_new (name);

  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 18);
  gtk_button_set_child (GTK_BUTTON (chip), label);
  gtk_widget_add_css_class (chip, "chip");
  gtk_accessible_update_property (GTK_ACCESSIBLE (chip), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  if (self->chips[SIDEBAR_ALL])
    gtk_toggle_button_set_group (GTK_TOGGLE_BUTTON (chip),
                                 GTK_TOGGLE_BUTTON (self->chips[SIDEBAR_ALL]));
  g_signal_connect (chip, "notify::active", G_CALLBACK (chip_cb), self);
  return chip;
}

static void
show_all (WhinSidebar *self)
{
  whin_sidebar_leave_archive (self);
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->chips[SIDEBAR_ALL]), TRUE);
}

/* Those of lists follow the fixed ones. */
static void
lists_changed_cb (WhinSidebar *self)
{
  const GPtrArray *lists = whin_client_get_lists (self->client);
  GtkWidget *chip = gtk_widget_get_next_sibling (self->chips[SIDEBAR_GROUPS]);

  if (self->filter_kind == SIDEBAR_LIST &&
      !whin_client_find_list (self->client, &self->filter_list))
    show_all (self);
  while (chip != self->edit_list_button) {
    GtkWidget *next = gtk_widget_get_next_sibling (chip);

    g_signal_handlers_disconnect_by_data (chip, self);
    adw_wrap_box_remove (self->chip_box, chip);
    chip = next;
  }
  for (guint i = 0; i < lists->len; i++) {
    const ListRow *row = lists->pdata[i];

    chip = chip_new (self, row->name);
    g_object_set_data_full (G_OBJECT (chip), LIST, id_copy (&row->id), g_free);
    adw_wrap_box_insert_child_after (self->chip_box, chip,
                                     gtk_widget_get_prev_sibling (self->edit_list_button));
    if (self->filter_kind == SIDEBAR_LIST && id_equal (&row->id, &self->filter_list))
      gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (chip), TRUE);
  }
  update (self);
}

static void
edit_list_cb (GtkButton *button, WhinSidebar *self)
{
  whin_list_dialog_present (self->client, &self->filter_list, NULL, GTK_WIDGET (self));
}

static void
new_list_cb (GtkButton *button, WhinSidebar *self)
{
  whin_list_dialog_present (self->client, NULL, NULL, GTK_WIDGET (self));
}

static void
show_all_cb (GtkButton *button, WhinSidebar *self)
{
  show_all (self);
}

/* -- Archived -- */

static void
set_in_archive (WhinSidebar *self, gboolean in)
{
  self->in_archive = in;
  update (self);
  whin_sidebar_update_filter_bar (self);
}

static void
open_archive_cb (GtkButton *button, WhinSidebar *self)
{
  set_in_archive (self, TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self->list));
}

static void
leave_archive_cb (GtkButton *button, WhinSidebar *self)
{
  whin_sidebar_leave_archive (self);
}

gboolean
whin_sidebar_leave_archive (WhinSidebar *self)
{
  if (!self->in_archive)
    return FALSE;
  set_in_archive (self, FALSE);
  gtk_widget_grab_focus (GTK_WIDGET (self->list));
  return TRUE;
}

/* -- The menu of a row -- */

/* The keyboard goes on where it was. The list takes what gets the focus for what is chosen. */
static gboolean
focus_row_cb (gpointer user_data)
{
  WhinSidebar *self = user_data;

  if (self->menu_row && self->filtered) {
    gtk_widget_grab_focus (gtk_widget_get_parent (self->menu_row));
    whin_sidebar_mark_current (self);
  }
  return G_SOURCE_REMOVE;
}

static void
menu_closed_cb (WhinSidebar *self)
{
  g_idle_add_full (G_PRIORITY_DEFAULT, focus_row_cb, g_object_ref (self), g_object_unref);
}

static void
popup_menu (WhinSidebar *self, WhinChatRow *row, double x, double y)
{
  g_autoptr (GMenu) menu = NULL;
  graphene_point_t point, at = GRAPHENE_POINT_INIT ((float) x, (float) y);

  if (!whin_chat_row_get_chat (row) ||
      !gtk_widget_compute_point (GTK_WIDGET (row), GTK_WIDGET (self), &at, &point))
    return;
  whin_chat_actions_set_chat (self->chat_actions, whin_chat_row_get_chat (row));
  menu = whin_chat_actions_menu (self->chat_actions, PREFIX);
  if (!self->menu) {
    self->menu = GTK_POPOVER (gtk_popover_menu_new_from_model (NULL));
    gtk_popover_set_has_arrow (self->menu, FALSE);
    gtk_widget_set_halign (GTK_WIDGET (self->menu), GTK_ALIGN_START);
    gtk_widget_set_parent (GTK_WIDGET (self->menu), GTK_WIDGET (self));
    g_signal_connect_swapped (self->menu, "closed", G_CALLBACK (menu_closed_cb), self);
  }
  g_set_weak_pointer (&self->menu_row, GTK_WIDGET (row));
  gtk_popover_menu_set_menu_model (GTK_POPOVER_MENU (self->menu), G_MENU_MODEL (menu));
  gtk_popover_set_pointing_to (self->menu, &(GdkRectangle) { (int) point.x, (int) point.y, 1, 1 });
  gtk_popover_popup (self->menu);
}

static WhinChatRow *
row_at (WhinSidebar *self, double x, double y)
{
  GtkWidget *widget = gtk_widget_pick (GTK_WIDGET (self->list), x, y, GTK_PICK_DEFAULT);

  for (; widget && widget != GTK_WIDGET (self->list); widget = gtk_widget_get_parent (widget)) {
    GtkWidget *child = gtk_widget_get_first_child (widget);

    if (WHIN_IS_CHAT_ROW (widget))
      return WHIN_CHAT_ROW (widget);
    if (child && WHIN_IS_CHAT_ROW (child))
      return WHIN_CHAT_ROW (child);
  }
  return NULL;
}

static void
popup_at (WhinSidebar *self, GtkGesture *gesture, double x, double y)
{
  WhinChatRow *row = row_at (self, x, y);
  graphene_point_t point, at = GRAPHENE_POINT_INIT ((float) x, (float) y);

  if (!row || !gtk_widget_compute_point (GTK_WIDGET (self->list), GTK_WIDGET (row), &at, &point))
    return;
  gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_CLAIMED);
  popup_menu (self, row, point.x, point.y);
}

static void
pressed_cb (GtkGestureClick *click, int n, double x, double y, WhinSidebar *self)
{
  popup_at (self, GTK_GESTURE (click), x, y);
}

static void
long_pressed_cb (GtkGestureLongPress *press, double x, double y, WhinSidebar *self)
{
  popup_at (self, GTK_GESTURE (press), x, y);
}

/* The row that has the focus, or NULL. */
static WhinChatRow *
focused_row (WhinSidebar *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root ? gtk_root_get_focus (root) : NULL;
  GtkWidget *child = NULL;

  if (focus && gtk_widget_is_ancestor (focus, GTK_WIDGET (self->list)))
    child = gtk_widget_get_first_child (focus);
  return child && WHIN_IS_CHAT_ROW (child) ? WHIN_CHAT_ROW (child) : NULL;
}

static gboolean
menu_key_cb (GtkWidget *widget, GVariant *args, gpointer user_data)
{
  WhinSidebar *self = user_data;
  WhinChatRow *row = focused_row (self);

  if (!row)
    return FALSE;
  popup_menu (self, row, gtk_widget_get_width (GTK_WIDGET (row)) / 2.0,
              gtk_widget_get_height (GTK_WIDGET (row)) / 2.0);
  return TRUE;
}

static void
add_shortcut (WhinSidebar *self, GtkEventController *keys, guint key, GdkModifierType modifiers)
{
  gtk_shortcut_controller_add_shortcut (
      GTK_SHORTCUT_CONTROLLER (keys),
      gtk_shortcut_new (gtk_keyval_trigger_new (key, modifiers),
                        gtk_callback_action_new (menu_key_cb, self, NULL)));
}

static void
add_controllers (WhinSidebar *self)
{
  GtkGesture *click = gtk_gesture_click_new (), *press = gtk_gesture_long_press_new ();
  GtkEventController *keys = gtk_shortcut_controller_new ();

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), GDK_BUTTON_SECONDARY);
  g_signal_connect (click, "pressed", G_CALLBACK (pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self->list), GTK_EVENT_CONTROLLER (click));
  gtk_gesture_single_set_touch_only (GTK_GESTURE_SINGLE (press), TRUE);
  g_signal_connect (press, "pressed", G_CALLBACK (long_pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self->list), GTK_EVENT_CONTROLLER (press));
  add_shortcut (self, keys, GDK_KEY_Menu, 0);
  add_shortcut (self, keys, GDK_KEY_F10, GDK_SHIFT_MASK);
  gtk_widget_add_controller (GTK_WIDGET (self->list), keys);
}

/* Where nobody else writes there is nothing to be told. */
static gboolean
can_be_muted (WhinChat *chat)
{
  return !whin_chat_get_row (chat)->is_self && whin_chat_get_conv (chat)->kind != CONV_BROADCAST;
}

void
whin_sidebar_do (WhinSidebar *self, const char *action)
{
  static const struct {
    const char *of_window, *of_chat;
  } names[] = {
    { "pin-chat", "pin" },
    { "archive-chat", "archive" },
    { "mark-chat-unread", "mark-unread" },
    { "delete-chat", "delete" },
    { "mute-chat", "mute" },
  };
  WhinChatRow *row = focused_row (self);
  WhinChat *chat = row ? whin_chat_row_get_chat (row) : self->current;

  if (!chat || (g_str_equal (action, "mute-chat") && !can_be_muted (chat)))
    return;
  whin_chat_actions_set_chat (self->chat_actions, chat);
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_str_equal (names[i].of_window, action))
      g_action_group_activate_action (
          G_ACTION_GROUP (self->chat_actions), names[i].of_chat,
          g_str_equal (action, "mute-chat")
              ? g_variant_new_string (whin_chat_is_muted (chat) ? "no" : "always")
              : NULL);
}

/* -- The beginning -- */

void
whin_sidebar_filter_class_init (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, WhinSidebar, filter_bar);
  gtk_widget_class_bind_template_child (widget_class, WhinSidebar, chip_box);
  gtk_widget_class_bind_template_child (widget_class, WhinSidebar, edit_list_button);
  gtk_widget_class_bind_template_child (widget_class, WhinSidebar, new_list_button);
  gtk_widget_class_bind_template_child (widget_class, WhinSidebar, archive_bar);
  gtk_widget_class_bind_template_child (widget_class, WhinSidebar, archived_button);
  gtk_widget_class_bind_template_child (widget_class, WhinSidebar, archived_count);
  gtk_widget_class_bind_template_child (widget_class, WhinSidebar, filtered_page);
  gtk_widget_class_bind_template_child (widget_class, WhinSidebar, show_all_button);
  gtk_widget_class_bind_template_callback (widget_class, edit_list_cb);
  gtk_widget_class_bind_template_callback (widget_class, new_list_cb);
  gtk_widget_class_bind_template_callback (widget_class, show_all_cb);
  gtk_widget_class_bind_template_callback (widget_class, open_archive_cb);
  gtk_widget_class_bind_template_callback (widget_class, leave_archive_cb);
}

GListModel *
whin_sidebar_filter_init (WhinSidebar *self)
{
  static const char *const names[] = { N_ ("All"), N_ ("Unread"), N_ ("Groups") };
  WhinChatList *chats = whin_client_get_chats (self->client);

  self->filter = gtk_custom_filter_new (matches, self, NULL);
  self->filtered = gtk_filter_list_model_new (g_object_ref (G_LIST_MODEL (chats)),
                                              g_object_ref (GTK_FILTER (self->filter)));
  self->chat_actions = whin_chat_actions_new (GTK_WIDGET (self), self->client);
  gtk_widget_insert_action_group (GTK_WIDGET (self), PREFIX, G_ACTION_GROUP (self->chat_actions));
  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    self->chips[i] = chip_new (self, _ (names[i]));
    adw_wrap_box_insert_child_after (self->chip_box, self->chips[i],
                                     i > 0 ? self->chips[i - 1] : NULL);
  }
  return G_LIST_MODEL (self->filtered);
}

void
whin_sidebar_filter_start (WhinSidebar *self)
{
  WhinChatList *chats = whin_client_get_chats (self->client);

  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->chips[SIDEBAR_ALL]), TRUE);
  add_controllers (self);
  g_signal_connect_object (chats, "regrouped", G_CALLBACK (whin_sidebar_refilter), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (chats, "notify::archived", G_CALLBACK (show_archived), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->client, "lists-changed", G_CALLBACK (lists_changed_cb), self,
                           G_CONNECT_SWAPPED);
  lists_changed_cb (self);
}

void
whin_sidebar_filter_dispose (WhinSidebar *self)
{
  if (self->menu)
    gtk_widget_unparent (GTK_WIDGET (g_steal_pointer (&self->menu)));
  g_clear_weak_pointer (&self->menu_row);
  /* Without its function it lets all chats in: nobody looks any more. */
  if (self->filtered)
    g_signal_handlers_disconnect_by_data (self->filtered, self);
  if (self->filter)
    gtk_custom_filter_set_filter_func (self->filter, NULL, NULL, NULL);
  g_clear_object (&self->filtered);
  g_clear_object (&self->filter);
  g_clear_object (&self->chat_actions);
}
