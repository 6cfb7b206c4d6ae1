/* chat page, view: where in the conversation one is - opening at the unread line or the old place,
 * growing at the edges, read marks for what was really seen, and the button back to the end.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-chat-page-private.h"

#include <glib/gi18n.h>

#define SEEN_MS 500    /* a glance that short is no reading */
#define SPINNER_MS 500 /* nothing is shown for shorter waits */
#define UNREAD_ALIGN 0.15
#define TARGET_ALIGN 0.33
#define FAR_SCREENS 0.5

/* -- Read marks -- */

static gboolean
ords_in_sight (WhinChatPage *self, gint64 *from, gint64 *to)
{
  guint first, last;

  *from = *to = 0;
  if (!whin_chat_view_get_visible_range (self->view, &first, &last))
    return FALSE;
  for (guint i = first; i <= last; i++) {
    g_autoptr (WhinMessage) message = g_list_model_get_item (G_LIST_MODEL (self->timeline), i);

    if (!message || whin_message_get_item (message) != WHIN_ITEM_MESSAGE)
      continue;
    *to = whin_message_get_last_ord (message);
    if (!*from)
      *from = whin_message_get_row (message)->ord;
  }
  return *to != 0;
}

static void
mark_read (WhinChatPage *self)
{
  const ChatRow *row = whin_chat_get_row (self->chat);
  gint64 first, last;

  if ((!row->unread && !self->mentions->len) || !whin_chat_page_is_watched (self) ||
      !ords_in_sight (self, &first, &last))
    return;
  whin_chat_page_see_mentions (self, first, last);
  if (!row->unread || last < row->first_unread_ord || last <= self->marked)
    return;
  self->marked = last;
  whin_client_mark_read (self->client, &row->conv, last);
}

static gboolean
read_cb (gpointer user_data)
{
  WhinChatPage *self = user_data;

  self->read_timer = 0;
  mark_read (self);
  return G_SOURCE_REMOVE;
}

void
whin_chat_page_queue_read (WhinChatPage *self)
{
  g_clear_handle_id (&self->read_timer, g_source_remove);
  if (self->chat && (whin_chat_get_row (self->chat)->unread || self->mentions->len) &&
      whin_chat_page_is_watched (self))
    self->read_timer = g_timeout_add (SEEN_MS, read_cb, self);
}

static void
visible_changed_cb (WhinChatView *view, guint first, guint last, WhinChatPage *self)
{
  if (self->chat)
    mark_read (self);
}

/* -- The unread line -- */

static void
set_divider (WhinChatPage *self, gint64 ord)
{
  self->unread_ord = ord;
  whin_timeline_set_unread (self->timeline, ord);
}

/* What came while nobody looked gets a line too. */
void
whin_chat_page_follow_unread (WhinChatPage *self)
{
  const ChatRow *row = whin_chat_get_row (self->chat);

  if (self->timeline && row->unread && !self->unread_ord && !whin_chat_page_is_watched (self))
    set_divider (self, row->first_unread_ord);
  whin_chat_page_queue_read (self);
}

/* -- Going somewhere -- */

static gboolean
highlight_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer unused)
{
  WhinChatPage *self = WHIN_CHAT_PAGE (widget);
  GtkWidget *row;
  guint position;

  if (!self->highlight || !self->timeline ||
      !whin_timeline_find (self->timeline, self->highlight, &position))
    return G_SOURCE_REMOVE;
  row = whin_chat_view_get_row (self->view, position);
  if (!row)
    return G_SOURCE_CONTINUE;
  whin_message_row_highlight (WHIN_MESSAGE_ROW (row));
  self->highlight = 0;
  return G_SOURCE_REMOVE;
}

static gboolean
restore_place (WhinChatPage *self)
{
  ConvText conv;
  WhinPlace *place =
      g_hash_table_lookup (self->places, conv_to_text (whin_chat_get_conv (self->chat), conv));
  guint position;

  if (!self->resuming || !place || !whin_timeline_find (self->timeline, place->ord, &position))
    return FALSE;
  whin_chat_view_set_anchor (self->view, position, place->offset);
  return TRUE;
}

static void
show_place (WhinChatPage *self, gint64 ord)
{
  guint position;

  if (restore_place (self))
    return;
  if (ord && ord == self->unread_ord && !self->highlight &&
      whin_timeline_find_unread (self->timeline, &position)) {
    whin_chat_view_scroll_to (self->view, position, UNREAD_ALIGN, FALSE);
  } else if (ord && whin_timeline_find (self->timeline, ord, &position)) {
    whin_chat_view_scroll_to (self->view, position, TARGET_ALIGN, TRUE);
    gtk_widget_add_tick_callback (GTK_WIDGET (self), highlight_cb, NULL, NULL);
  } else {
    whin_chat_view_scroll_to_end (self->view, FALSE);
  }
}

static void
loaded_cb (WhinTimeline *timeline, gint64 ord, WhinChatPage *self)
{
  if (whin_chat_view_get_model (self->view) != G_LIST_MODEL (timeline))
    whin_chat_view_set_model (self->view, G_LIST_MODEL (timeline));
  show_place (self, ord);
  self->resuming = FALSE;
  whin_chat_page_look_for_wanted (self);
  whin_chat_page_queue_read (self);
  whin_chat_page_update_jump (self);
}

/* After something of one's own was sent: to where it appears. Who answers has read. */
void
whin_chat_page_follow (WhinChatPage *self)
{
  mark_read (self);
  set_divider (self, 0);
  if (whin_timeline_get_more_below (self->timeline))
    whin_timeline_show (self->timeline, 0);
  else
    whin_chat_view_scroll_to_end (self->view, TRUE);
}

/* -- The jump button: back to the message whose quote was followed, to the unread line if it is
 * further down, then to the end -- */

static gboolean
divider_below (WhinChatPage *self, guint *position)
{
  guint first, last;

  return whin_timeline_find_unread (self->timeline, position) &&
         whin_chat_view_get_visible_range (self->view, &first, &last) && *position > last;
}

static void
jump_cb (GtkButton *button, WhinChatPage *self)
{
  guint position;

  if (!self->timeline)
    return;
  if (whin_chat_page_return (self))
    return;
  if (divider_below (self, &position))
    whin_chat_view_scroll_to (self->view, position, UNREAD_ALIGN, TRUE);
  else if (whin_timeline_get_more_below (self->timeline))
    whin_timeline_show (self->timeline, 0);
  else
    whin_chat_view_scroll_to_end (self->view, TRUE);
}

void
whin_chat_page_update_jump (WhinChatPage *self)
{
  guint unread = self->chat ? whin_chat_get_row (self->chat)->unread : 0;
  gboolean below = self->timeline && !whin_chat_view_get_at_end (self->view) &&
                   (unread || whin_timeline_get_more_below (self->timeline) ||
                    whin_chat_view_get_screens_below (self->view) > FAR_SCREENS);
  g_autofree char *count = g_strdup_printf (unread > 999 ? "999+" : "%u", unread);

  gboolean returns = self->returns->len > 0;

  below = below || returns;
  gtk_button_set_icon_name (self->jump_button, returns ? "edit-undo-symbolic" : "go-down-symbolic");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->jump_button),
                               returns ? _ ("Back to the Reply") : _ ("To the Newest Message"));
  gtk_revealer_set_reveal_child (self->jump_revealer, below);
  gtk_widget_set_can_target (GTK_WIDGET (self->jump_revealer), below);
  gtk_label_set_label (self->jump_label, count);
  gtk_widget_set_visible (GTK_WIDGET (self->jump_label), unread > 0);
}

static void
at_end_cb (WhinChatPage *self)
{
  if (self->timeline)
    whin_timeline_set_following (self->timeline, whin_chat_view_get_at_end (self->view));
  whin_chat_page_update_jump (self);
}

static void
scrolled_cb (WhinChatPage *self)
{
  whin_hover_tools_hide (self->tools);
  if (self->timeline)
    whin_chat_page_update_jump (self);
}

/* -- States -- */

static gboolean
spinner_cb (gpointer user_data)
{
  WhinChatPage *self = user_data;

  self->spinner_timer = 0;
  gtk_widget_set_visible (self->spinner, TRUE);
  return G_SOURCE_REMOVE;
}

static const char *
first_words (WhinChat *chat)
{
  if (whin_chat_get_row (chat)->is_self)
    return _ ("Keep notes, links and files here. Only your own devices see them.");
  if (whin_chat_get_conv (chat)->kind == CONV_BROADCAST)
    return _ ("What you write here goes to each person by itself. They do not see each other, and "
              "their answers come in your chats with them.");
  if (whin_chat_get_row (chat)->asked)
    return _ ("You can read and write here as soon as an admin has let you in.");
  return _ ("Say hello.");
}

static void
update_states (WhinChatPage *self)
{
  gboolean loading = whin_timeline_get_loading (self->timeline);
  gboolean empty = !g_list_model_get_n_items (G_LIST_MODEL (self->timeline));
  const char *error = whin_timeline_get_error (self->timeline);

  g_clear_handle_id (&self->spinner_timer, g_source_remove);
  if (loading)
    self->spinner_timer = g_timeout_add (SPINNER_MS, spinner_cb, self);
  else
    gtk_widget_set_visible (self->spinner, FALSE);
  adw_status_page_set_description (self->error_page, error);
  gtk_widget_set_visible (GTK_WIDGET (self->error_page), error && empty && !loading);
  gtk_widget_set_visible (GTK_WIDGET (self->empty_page), !error && empty && !loading);
  adw_status_page_set_description (self->empty_page, first_words (self->chat));
}

static void
try_again_cb (GtkButton *button, WhinChatPage *self)
{
  whin_timeline_show (self->timeline, 0);
}

static void
more_below_cb (WhinTimeline *timeline, GParamSpec *pspec, WhinChatPage *self)
{
  whin_chat_view_set_more_below (self->view, whin_timeline_get_more_below (timeline));
}

static void
items_changed_cb (WhinChatPage *self)
{
  update_states (self);
  whin_hover_tools_hide (self->tools);
  whin_chat_page_selection_check (self);
  whin_chat_page_queue_read (self);
}

static void
edge_reached_cb (WhinChatView *view, GtkPositionType edge, WhinChatPage *self)
{
  if (self->timeline)
    whin_timeline_extend (self->timeline, edge == GTK_POS_TOP);
}

/* -- Rows -- */

static void
row_activated_cb (WhinChatView *view, guint position, WhinChatPage *self)
{
  GtkWidget *row = whin_chat_view_get_row (view, position);
  WhinMessage *message = row ? whin_chat_page_row_message (row) : NULL;

  if (message)
    whin_chat_page_activate (self, WHIN_MESSAGE_ROW (row), message);
}

static void
row_menu_cb (WhinChatView *view,
             guint position,
             GtkWidget *row,
             double x,
             double y,
             WhinChatPage *self)
{
  gboolean is_tile;
  WhinMessage *message = whin_chat_page_message_at (WHIN_MESSAGE_ROW (row), x, y, &is_tile);

  if (message && whin_message_get_item (message) == WHIN_ITEM_MESSAGE)
    whin_chat_page_popup_menu (self, WHIN_MESSAGE_ROW (row), message, is_tile, x, y);
}

static void
tool_command_cb (WhinHoverTools *tools, WhinMessageRow *row, guint command, WhinChatPage *self)
{
  WhinMessage *message = whin_chat_page_row_message (GTK_WIDGET (row));

  if (message && whin_message_get_item (message) == WHIN_ITEM_MESSAGE)
    whin_chat_page_command (self, message, (WhinCommand) command);
}

static void
tool_menu_cb (WhinHoverTools *tools, WhinMessageRow *row, double x, double y, WhinChatPage *self)
{
  row_menu_cb (self->view, 0, GTK_WIDGET (row), x, y, self);
}

void
whin_chat_page_view_class_init (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_callback (widget_class, jump_cb);
  gtk_widget_class_bind_template_callback (widget_class, try_again_cb);
}

void
whin_chat_page_view_init (WhinChatPage *self)
{
  GtkAdjustment *adjustment;

  self->view = WHIN_CHAT_VIEW (whin_chat_view_new (&whin_chat_page_factory, self, NULL));
  gtk_scrolled_window_set_child (self->scroller, GTK_WIDGET (self->view));
  self->tools = whin_hover_tools_new (self->view_overlay, self->view);
  g_signal_connect_object (self->tools, "command", G_CALLBACK (tool_command_cb), self,
                           G_CONNECT_DEFAULT);
  g_signal_connect_object (self->tools, "menu", G_CALLBACK (tool_menu_cb), self, G_CONNECT_DEFAULT);
  adjustment = gtk_scrolled_window_get_vadjustment (self->scroller);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Messages"), -1);
  g_signal_connect_object (self->view, "notify::at-end", G_CALLBACK (at_end_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (adjustment, "value-changed", G_CALLBACK (scrolled_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->view, "edge-reached", G_CALLBACK (edge_reached_cb), self,
                           G_CONNECT_DEFAULT);
  g_signal_connect_object (self->view, "visible-changed", G_CALLBACK (visible_changed_cb), self,
                           G_CONNECT_DEFAULT);
  g_signal_connect_object (self->view, "row-activated", G_CALLBACK (row_activated_cb), self,
                           G_CONNECT_DEFAULT);
  g_signal_connect_object (self->view, "row-menu", G_CALLBACK (row_menu_cb), self,
                           G_CONNECT_DEFAULT);
  whin_chat_page_date_init (self);
}

void
whin_chat_page_open_timeline (WhinChatPage *self, gint64 ord)
{
  const ChatRow *row = whin_chat_get_row (self->chat);
  gint64 unread = row->unread ? row->first_unread_ord : 0;
  ConvText conv;
  WhinPlace *place = g_hash_table_lookup (self->places, conv_to_text (&row->conv, conv));

  self->unread_ord = unread;
  self->marked = 0;
  self->highlight = ord;
  self->resuming = !ord && !unread && place;
  self->timeline = whin_timeline_new (self->client, &row->conv);
  g_signal_connect_object (self->timeline, "loaded", G_CALLBACK (loaded_cb), self,
                           G_CONNECT_DEFAULT);
  g_signal_connect_object (self->timeline, "notify::more-below", G_CALLBACK (more_below_cb), self,
                           G_CONNECT_DEFAULT);
  g_signal_connect_object (self->timeline, "notify::loading", G_CALLBACK (update_states), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->timeline, "items-changed", G_CALLBACK (items_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->timeline, "applied", G_CALLBACK (whin_chat_page_look_soon), self,
                           G_CONNECT_SWAPPED);
  whin_timeline_set_unread (self->timeline, unread);
  whin_timeline_set_following (self->timeline, TRUE);
  whin_timeline_show (self->timeline, ord ? ord : self->resuming ? place->ord : unread);
}

void
whin_chat_page_keep_place (WhinChatPage *self)
{
  g_autoptr (WhinMessage) message = NULL;
  double offset;
  ConvText conv;

  conv_to_text (whin_chat_get_conv (self->chat), conv);
  g_hash_table_remove (self->places, conv);
  if (whin_chat_view_get_anchor (self->view, (gpointer *) &message, &offset) &&
      whin_message_get_item (message) == WHIN_ITEM_MESSAGE) {
    WhinPlace *place = g_new (WhinPlace, 1);

    *place = (WhinPlace) { whin_message_get_row (message)->ord, offset };
    g_hash_table_insert (self->places, g_strdup (conv), place);
  }
}

void
whin_chat_page_return_to_place (WhinChatPage *self)
{
  ConvText conv;
  WhinPlace *place =
      g_hash_table_lookup (self->places, conv_to_text (whin_chat_get_conv (self->chat), conv));

  self->highlight = 0;
  self->resuming = place != NULL;
  whin_timeline_show (self->timeline, place ? place->ord : 0);
}

void
whin_chat_page_close_timeline (WhinChatPage *self)
{
  g_clear_handle_id (&self->read_timer, g_source_remove);
  g_clear_handle_id (&self->spinner_timer, g_source_remove);
  gtk_widget_set_visible (self->spinner, FALSE);
  if (whin_chat_view_get_model (self->view))
    whin_chat_page_keep_place (self);
  whin_chat_view_set_model (self->view, NULL);
  g_signal_handlers_disconnect_by_data (self->timeline, self);
  g_clear_object (&self->timeline);
}
