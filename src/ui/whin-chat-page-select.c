/* chat page, select: several messages at once. The header turns into a bar with what can be done
 * with them; clicks and keys choose. SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-chat-page-private.h"

#include "whin-forward-dialog.h"
#include "whin-save-all.h"

#include <glib/gi18n.h>

gboolean
whin_chat_page_is_selecting (WhinChatPage *self)
{
  return self->chosen != NULL;
}

gboolean
whin_chat_page_is_chosen (WhinChatPage *self, WhinMessage *message)
{
  return self->chosen && g_hash_table_contains (self->chosen, message);
}

/* -- What is chosen -- */

static gboolean
can_choose (WhinChatPage *self, WhinMessage *message)
{
  return whin_message_get_item (message) == WHIN_ITEM_MESSAGE &&
         (whin_chat_page_commands (self, whin_message_get_row (message)) &
          (1u << WHIN_COMMAND_SELECT));
}

static int
by_ord (gconstpointer a, gconstpointer b)
{
  const MessageRow *x = *(MessageRow *const *) a, *y = *(MessageRow *const *) b;

  return x->ord < y->ord ? -1 : x->ord > y->ord;
}

static GPtrArray *
chosen_rows (WhinChatPage *self)
{
  GPtrArray *rows = g_ptr_array_new_with_free_func ((GDestroyNotify) message_row_unref);
  GHashTableIter iter;
  gpointer message;

  g_hash_table_iter_init (&iter, self->chosen);
  while (g_hash_table_iter_next (&iter, &message, NULL))
    g_ptr_array_add (rows, message_row_ref (whin_message_get_row (message)));
  g_ptr_array_sort (rows, by_ord);
  return rows;
}

static gboolean
all_have (WhinChatPage *self, GPtrArray *rows, WhinCommand command)
{
  for (guint i = 0; i < rows->len; i++)
    if (!(whin_chat_page_commands (self, rows->pdata[i]) & (1u << command)))
      return FALSE;
  return rows->len > 0;
}

static gboolean
any_has_file (GPtrArray *rows)
{
  for (guint i = 0; i < rows->len; i++) {
    const MessageRow *row = rows->pdata[i];

    if (row->media && row->media->file && row->once == ONCE_NOT)
      return TRUE;
  }
  return FALSE;
}

static gboolean
all_starred (GPtrArray *rows)
{
  for (guint i = 0; i < rows->len; i++)
    if (!((MessageRow *) rows->pdata[i])->starred)
      return FALSE;
  return TRUE;
}

static void
set_enabled (WhinChatPage *self, const char *name, gboolean enabled)
{
  g_simple_action_set_enabled (
      G_SIMPLE_ACTION (g_action_map_lookup_action (G_ACTION_MAP (self->selection), name)), enabled);
}

static void
show_bar (WhinChatPage *self)
{
  gboolean on = whin_chat_page_is_selecting (self);
  g_autoptr (GPtrArray) rows = on ? chosen_rows (self) : g_ptr_array_new ();
  g_autofree char *count =
      g_strdup_printf (ngettext ("%u Selected", "%u Selected", rows->len), rows->len);
  gboolean starred = rows->len && all_starred (rows);

  gtk_widget_set_visible (self->header, !on);
  gtk_widget_set_visible (self->select_header, on);
  gtk_label_set_label (self->select_label, count);
  set_enabled (self, "copy", all_have (self, rows, WHIN_COMMAND_COPY));
  set_enabled (self, "forward", all_have (self, rows, WHIN_COMMAND_FORWARD));
  set_enabled (self, "star", all_have (self, rows, WHIN_COMMAND_STAR));
  set_enabled (self, "delete", rows->len > 0);
  set_enabled (self, "save", any_has_file (rows));
  gtk_button_set_icon_name (self->select_star,
                            starred ? "starred-symbolic" : "non-starred-symbolic");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->select_star), starred ? _ ("Unstar") : _ ("Star"));
  whin_hover_tools_set_enabled (self->tools, !on);
}

/* The rows in sight are told; those that are not ask when they are bound. */
static void
refresh (WhinChatPage *self)
{
  guint n = self->timeline ? g_list_model_get_n_items (G_LIST_MODEL (self->timeline)) : 0;

  for (guint i = 0; i < n; i++)
    if (whin_chat_view_get_row (self->view, i)) {
      g_autoptr (GObject) item = g_list_model_get_item (G_LIST_MODEL (self->timeline), i);

      g_signal_emit_by_name (item, "changed");
    }
  show_bar (self);
}

static void
begin (WhinChatPage *self)
{
  if (!self->chosen)
    self->chosen = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
}

static void
choose (WhinChatPage *self, WhinMessage *message, gboolean chosen)
{
  if (!can_choose (self, message))
    return;
  if (chosen)
    g_hash_table_add (self->chosen, g_object_ref (message));
  else
    g_hash_table_remove (self->chosen, message);
}

gboolean
whin_chat_page_stop_selecting (WhinChatPage *self)
{
  if (!self->chosen)
    return FALSE;
  g_clear_pointer (&self->chosen, g_hash_table_unref);
  refresh (self);
  return TRUE;
}

static void
end_choosing (WhinChatPage *self, WhinMessage *message)
{
  self->range_start = whin_message_get_row (message)->ord;
  if (!g_hash_table_size (self->chosen))
    whin_chat_page_stop_selecting (self);
  else
    refresh (self);
}

/* Chooses it, or not any more; the last one that is let go ends it all. */
void
whin_chat_page_select_one (WhinChatPage *self, WhinMessage *message)
{
  begin (self);
  choose (self, message, !g_hash_table_contains (self->chosen, message));
  end_choosing (self, message);
}

void
whin_chat_page_select (WhinChatPage *self, WhinMessage *message)
{
  const GPtrArray *album = whin_message_get_album (message);
  gboolean all = TRUE;

  if (!album) {
    whin_chat_page_select_one (self, message);
    return;
  }
  begin (self);
  for (guint i = 0; i < album->len; i++)
    all = all && g_hash_table_contains (self->chosen, album->pdata[i]);
  for (guint i = 0; i < album->len; i++)
    choose (self, album->pdata[i], !all);
  end_choosing (self, message);
}

static void
choose_within (WhinChatPage *self, WhinMessage *message, gint64 from, gint64 to)
{
  gint64 ord = whin_message_get_item (message) == WHIN_ITEM_MESSAGE
                   ? whin_message_get_row (message)->ord
                   : 0;

  if (ord && ord >= from && ord <= to)
    choose (self, message, TRUE);
}

static void
select_range (WhinChatPage *self, gint64 from, gint64 to)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->timeline));

  begin (self);
  for (guint i = 0; i < n; i++) {
    g_autoptr (WhinMessage) message = g_list_model_get_item (G_LIST_MODEL (self->timeline), i);
    const GPtrArray *album = whin_message_get_album (message);

    if (!album)
      choose_within (self, message, MIN (from, to), MAX (from, to));
    for (guint k = 0; album && k < album->len; k++)
      choose_within (self, album->pdata[k], MIN (from, to), MAX (from, to));
  }
  refresh (self);
}

/* Messages that go while they are chosen are let go of. */
void
whin_chat_page_selection_check (WhinChatPage *self)
{
  GHashTableIter iter;
  gpointer message;
  guint before;

  if (!self->chosen)
    return;
  before = g_hash_table_size (self->chosen);
  g_hash_table_iter_init (&iter, self->chosen);
  while (g_hash_table_iter_next (&iter, &message, NULL)) {
    MessageName name = whin_message_get_name (message);

    if (whin_timeline_find_message (self->timeline, &name) != message)
      g_hash_table_iter_remove (&iter);
  }
  if (!g_hash_table_size (self->chosen))
    whin_chat_page_stop_selecting (self);
  else if (g_hash_table_size (self->chosen) != before)
    show_bar (self);
}

/* -- The bar -- */

static void
stop_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  whin_chat_page_stop_selecting (user_data);
}

static void
copy_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  g_autoptr (GPtrArray) rows = chosen_rows (user_data);

  whin_chat_page_copy (user_data, rows);
  whin_chat_page_stop_selecting (user_data);
}

static void
forward_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  WhinChatPage *self = user_data;
  g_autoptr (GPtrArray) rows = chosen_rows (self);

  whin_chat_page_stop_selecting (self);
  whin_forward_dialog_present (GTK_WIDGET (self), self->client, rows);
}

static void
star_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  WhinChatPage *self = user_data;
  g_autoptr (GPtrArray) rows = chosen_rows (self);
  gboolean starred = all_starred (rows);

  for (guint i = 0; i < rows->len; i++)
    whin_chat_page_star (self, rows->pdata[i], !starred);
  whin_chat_page_stop_selecting (self);
}

static void
save_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  g_autoptr (GPtrArray) rows = chosen_rows (user_data);

  whin_chat_page_stop_selecting (user_data);
  whin_save_all (user_data, rows);
}

static void
delete_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  WhinChatPage *self = user_data;
  g_autoptr (GPtrArray) rows = chosen_rows (self);

  whin_chat_page_stop_selecting (self);
  whin_chat_page_delete (self, rows);
}

static const GActionEntry actions[] = {
  { "stop", stop_action }, { "copy", copy_action },     { "forward", forward_action },
  { "star", star_action }, { "delete", delete_action }, { "save", save_action },
};

/* -- Pointer and keys -- */

/* Of an album the one that was clicked. */
static WhinMessage *
message_at (WhinChatPage *self, double x, double y, gboolean *is_tile)
{
  GtkWidget *row = whin_chat_view_get_row_at (self->view, (float) y);
  WhinMessage *message = row ? whin_chat_page_row_message (row) : NULL;
  graphene_point_t at;

  *is_tile = message && whin_message_get_album (message) &&
             gtk_widget_compute_point (GTK_WIDGET (self->view), row,
                                       &GRAPHENE_POINT_INIT ((float) x, (float) y), &at) &&
             whin_message_row_get_tile_at (WHIN_MESSAGE_ROW (row), at.x, at.y) >= 0;
  if (*is_tile)
    message = whin_chat_page_message_at (WHIN_MESSAGE_ROW (row), at.x, at.y, is_tile);
  return message && can_choose (self, message) ? message : NULL;
}

/* Before the row itself sees the click: links and pictures are not opened now. */
static void
pressed_cb (GtkGestureClick *gesture, int n_press, double x, double y, WhinChatPage *self)
{
  GdkModifierType state =
      gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (gesture));
  gboolean is_tile;
  WhinMessage *message = message_at (self, x, y, &is_tile);

  if (!self->chosen && !(state & GDK_CONTROL_MASK)) {
    gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_DENIED);
    return;
  }
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  if (!message)
    return;
  if (self->chosen && (state & GDK_SHIFT_MASK))
    select_range (self, self->range_start, whin_message_get_last_ord (message));
  else if (is_tile)
    whin_chat_page_select_one (self, message);
  else
    whin_chat_page_select (self, message);
}

static WhinMessage *
focused_message (WhinChatPage *self)
{
  GtkWidget *row = gtk_widget_get_focus_child (GTK_WIDGET (self->view));
  WhinMessage *message = row ? whin_chat_page_row_message (row) : NULL;

  return message && can_choose (self, message) ? message : NULL;
}

static gboolean
extend (WhinChatPage *self, gboolean down)
{
  WhinMessage *message = focused_message (self);
  guint position;

  if (!message ||
      !whin_timeline_find (self->timeline, whin_message_get_row (message)->ord, &position))
    return FALSE;
  if (!self->chosen)
    self->range_start = whin_message_get_row (message)->ord;
  if (down || position > 0)
    whin_chat_view_focus_row (self->view, down ? position + 1 : position - 1);
  message = focused_message (self);
  if (message)
    select_range (self, self->range_start, whin_message_get_last_ord (message));
  return TRUE;
}

static gboolean
key_cb (GtkEventControllerKey *keys,
        guint key,
        guint code,
        GdkModifierType state,
        WhinChatPage *self)
{
  GdkModifierType modifiers = state & gtk_accelerator_get_default_mod_mask ();
  gboolean up = key == GDK_KEY_Up || key == GDK_KEY_KP_Up;
  gboolean down = key == GDK_KEY_Down || key == GDK_KEY_KP_Down;

  if (!self->timeline)
    return GDK_EVENT_PROPAGATE;
  if (modifiers == GDK_SHIFT_MASK && (up || down))
    return extend (self, down);
  if (!self->chosen)
    return GDK_EVENT_PROPAGATE;
  if (modifiers == GDK_CONTROL_MASK && key == GDK_KEY_a) {
    select_range (self, G_MININT64, G_MAXINT64);
    return GDK_EVENT_STOP;
  }
  if (modifiers == GDK_CONTROL_MASK && key == GDK_KEY_c) {
    g_action_group_activate_action (G_ACTION_GROUP (self->selection), "copy", NULL);
    return GDK_EVENT_STOP;
  }
  if (!modifiers && key == GDK_KEY_Escape)
    return whin_chat_page_stop_selecting (self);
  if (!modifiers && key == GDK_KEY_Delete) {
    g_action_group_activate_action (G_ACTION_GROUP (self->selection), "delete", NULL);
    return GDK_EVENT_STOP;
  }
  return GDK_EVENT_PROPAGATE;
}

void
whin_chat_page_select_init (WhinChatPage *self)
{
  GtkGesture *click = gtk_gesture_click_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->selection = g_simple_action_group_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (self->selection), actions, G_N_ELEMENTS (actions),
                                   self);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "selection", G_ACTION_GROUP (self->selection));
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (click), GTK_PHASE_CAPTURE);
  g_signal_connect_object (click, "pressed", G_CALLBACK (pressed_cb), self, G_CONNECT_DEFAULT);
  gtk_widget_add_controller (GTK_WIDGET (self->view), GTK_EVENT_CONTROLLER (click));
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (key_cb), self, G_CONNECT_DEFAULT);
  gtk_widget_add_controller (GTK_WIDGET (self->view), keys);
}
