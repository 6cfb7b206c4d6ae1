/* chat page: which chat it is and what its person does; opens and closes everything that belongs to
 * a chat. SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-chat-page-private.h"

#include "whin-attach-dialog.h"
#include "whin-avatar.h"
#include "whin-drop.h"
#include "whin-format.h"
#include "whin-group-words.h"
#include "whin-people-file.h"
#include "whin-window.h"

#include <glib/gi18n.h>

G_DEFINE_FINAL_TYPE (WhinChatPage, whin_chat_page, ADW_TYPE_BIN)

/* -- Header -- */

static char *
status_text (WhinChatPage *self)
{
  const LinkRow *link = whin_client_get_link (self->client);
  const GroupRow *group = whin_client_get_group (self->client, whin_chat_get_conv (self->chat));
  const ListRow *list = whin_client_get_broadcast (self->client, whin_chat_get_conv (self->chat));
  char *activity = whin_group_activity (self->client, self->chat);

  if (activity)
    return activity;
  if (whin_chat_get_row (self->chat)->is_self)
    return g_strdup (_ ("Seen by your own devices only"));
  if (link && link->state == LINK_WAITING)
    return g_strdup (_ ("Waiting for the network…"));
  if (link && link->state == LINK_CONNECTING)
    return g_strdup (_ ("Connecting…"));
  if (whin_chat_get_row (self->chat)->asked)
    return g_strdup (_ ("Not a member yet"));
  if (list)
    return whin_broadcast_people (self->client, list);
  if (group)
    return group->inside ? whin_group_members (self->client, group)
                         : g_strdup (_ ("No longer a member"));
  if (whin_chat_is_online (self->chat))
    return g_strdup (_ ("Online"));
  if (whin_chat_get_last_seen (self->chat))
    return whin_format_last_seen (whin_chat_get_last_seen (self->chat), whin_now ());
  return g_strdup ("");
}

static void
update_status (WhinChatPage *self)
{
  g_autofree char *text = NULL;

  if (!self->chat)
    return;
  text = status_text (self);
  gtk_label_set_label (self->status_label, text);
  gtk_widget_set_visible (GTK_WIDGET (self->status_label), text[0] != '\0');
  if (whin_chat_get_activity (self->chat) != ACTIVITY_IDLE)
    gtk_widget_add_css_class (GTK_WIDGET (self->status_label), "accent");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->status_label), "accent");
}

/* Why one can only read there, where nothing else says so; or NULL. */
static const char *
only_read (WhinChatPage *self)
{
  const Conv *conv = whin_chat_get_conv (self->chat);
  const GroupRow *group = whin_client_get_group (self->client, conv);
  const ListRow *list = whin_client_get_broadcast (self->client, conv);

  if (group && group->inside && !group->admin && (group->only_admins & GROUP_ONLY_WRITE))
    return _ ("Only admins can write here.");
  if (conv->kind == CONV_BROADCAST && (!list || !list->chats->len))
    return _ ("Nobody is in this list.");
  return NULL;
}

gboolean
whin_chat_page_can_write (WhinChatPage *self)
{
  const ChatRow *row = whin_chat_get_row (self->chat);
  const GroupRow *group = whin_client_get_group (self->client, &row->conv);

  return !row->blocked && !row->asked && row->trust != TRUST_STOPPED && !only_read (self) &&
         (!group || (group->inside && !group->doubt));
}

static void
chat_changed_cb (WhinChatPage *self)
{
  const ChatRow *row = whin_chat_get_row (self->chat);
  const char *why = only_read (self);

  gtk_label_set_label (self->name_label, whin_chat_get_name (self->chat));
  whin_avatar_set_chat (self->avatar, self->chat);
  gtk_widget_set_visible (self->blocked_box, row->blocked);
  whin_request_bar_set_chat (self->request_bar, self->client, self->chat);
  whin_chat_page_look_again (self);
  gtk_label_set_label (self->only_read_label, why ? why : "");
  gtk_widget_set_visible (GTK_WIDGET (self->only_read_label), why != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->composer), whin_chat_page_can_write (self));
  whin_chat_page_trust_update (self);
  update_status (self);
  whin_chat_page_menu_update (self);
  whin_chat_page_follow_unread (self);
  whin_chat_page_update_jump (self);
}

/* -- Attaching -- */

static void
attach_done_cb (AdwDialog *dialog, WhinChatPage *self)
{
  whin_composer_leave (self->composer);
  whin_chat_page_follow (self);
}

static WhinAttachDialog *
attach_dialog (WhinChatPage *self)
{
  WhinAttachDialog *dialog =
      whin_attach_dialog_new (self->client, self->settings, whin_chat_get_conv (self->chat));

  if (whin_composer_get_reply (self->composer)) {
    const MessageRow *row = whin_composer_get_reply (self->composer);

    whin_attach_dialog_set_quote (dialog, &(MessageName) { row->conv, row->author, row->id });
  }
  g_signal_connect_object (dialog, "sent", G_CALLBACK (attach_done_cb), self, G_CONNECT_DEFAULT);
  adw_dialog_present (ADW_DIALOG (dialog), GTK_WIDGET (self));
  return dialog;
}

static void
attach_files_cb (gpointer source, GListModel *files, WhinChatPage *self)
{
  if (self->chat && whin_chat_page_can_write (self))
    whin_attach_dialog_add_files (attach_dialog (self), files);
}

static void
attach_texture_cb (gpointer source, GdkTexture *texture, WhinChatPage *self)
{
  if (self->chat && whin_chat_page_can_write (self))
    whin_attach_dialog_add_texture (attach_dialog (self), texture);
}

static gboolean
is_inside (WhinChatPage *self, double x, double y)
{
  graphene_rect_t bounds;

  return gtk_widget_compute_bounds (GTK_WIDGET (self), GTK_WIDGET (self->viewer_host), &bounds) &&
         graphene_rect_contains_point (&bounds, &GRAPHENE_POINT_INIT ((float) x, (float) y));
}

/* The whole window is for what is sent, but the list of chats for contacts. */
static gboolean
wants_drop (GListModel *files, double x, double y, gpointer user_data)
{
  WhinChatPage *self = user_data;
  g_autoptr (GFile) people = files ? whin_people_file_in (files) : NULL;

  return self->chat && gtk_widget_get_mapped (GTK_WIDGET (self)) &&
         whin_chat_page_can_write (self) && (is_inside (self, x, y) || (files && !people));
}

static void
dropped (GListModel *files, GdkTexture *texture, gboolean as_files, gpointer user_data)
{
  WhinChatPage *self = user_data;
  WhinAttachDialog *dialog;

  if (!self->chat || !whin_chat_page_can_write (self))
    return;
  dialog = attach_dialog (self);
  whin_attach_dialog_set_as_files (dialog, as_files);
  whin_attach_dialog_add_dropped (dialog, files, texture);
}

static const WhinDropSend drop_send = { wants_drop, dropped };

static void
sent_cb (WhinComposer *composer, WhinChatPage *self)
{
  whin_chat_page_forget_returns (self);
  whin_chat_page_follow (self);
}

static void
edit_last_cb (WhinComposer *composer, WhinChatPage *self)
{
  whin_chat_page_edit_last (self);
}

static void
pick_reply_cb (WhinComposer *composer, int step, WhinChatPage *self)
{
  whin_chat_page_pick_reply (self, step);
}

gboolean
whin_chat_page_is_watched (WhinChatPage *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  return self->chat && gtk_widget_get_mapped (GTK_WIDGET (self)) && GTK_IS_WINDOW (root) &&
         gtk_window_is_active (GTK_WINDOW (root));
}

static void
active_cb (WhinChatPage *self)
{
  if (self->chat)
    whin_chat_page_queue_read (self);
}

static void
people_cb (WhinChatPage *self)
{
  if (self->chat)
    chat_changed_cb (self);
}

static void
root_cb (WhinChatPage *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  if (GTK_IS_WINDOW (root))
    g_signal_connect_object (root, "notify::is-active", G_CALLBACK (active_cb), self,
                             G_CONNECT_SWAPPED);
}

static gboolean
record_cb (GtkWidget *widget, GVariant *args, gpointer unused)
{
  WhinChatPage *self = WHIN_CHAT_PAGE (widget);

  if (!self->chat || !whin_chat_page_can_write (self))
    return FALSE;
  whin_composer_record (self->composer);
  return TRUE;
}

static gboolean
grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (WHIN_CHAT_PAGE (widget)->composer));
}

static void
whin_chat_page_dispose (GObject *object)
{
  WhinChatPage *self = WHIN_CHAT_PAGE (object);

  if (self->chat)
    whin_chat_page_set_chat (self, NULL, 0);
  if (self->menu)
    gtk_widget_unparent (GTK_WIDGET (g_steal_pointer (&self->menu)));
  whin_chat_page_date_dispose (self);
  g_clear_pointer (&self->places, g_hash_table_unref);
  g_clear_pointer (&self->chosen, g_hash_table_unref);
  g_clear_pointer (&self->returns, g_array_unref);
  g_clear_pointer (&self->mentions, g_array_unref);
  g_clear_weak_pointer (&self->menu_focus);
  g_clear_object (&self->selection);
  g_clear_object (&self->actions);
  whin_chat_page_state_dispose (self);
  g_clear_object (&self->client);
  g_clear_object (&self->settings);
  gtk_widget_dispose_template (GTK_WIDGET (self), WHIN_TYPE_CHAT_PAGE);
  G_OBJECT_CLASS (whin_chat_page_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, WhinChatPage, avatar);
  gtk_widget_class_bind_template_child (widget_class, WhinChatPage, chat_menu);
  gtk_widget_class_bind_template_child (widget_class, WhinChatPage, request_bar);
  gtk_widget_class_bind_template_child (widget_class, WhinChatPage, chat_menu_button);
  gtk_widget_class_bind_template_child (widget_class, WhinChatPage, name_label);
  gtk_widget_class_bind_template_child (widget_class, WhinChatPage, status_label);
  gtk_widget_class_bind_template_child (widget_class, WhinChatPage, scroller);
  gtk_widget_class_bind_template_child (widget_class, WhinChatPage, jump_revealer);
  gtk_widget_class_bind_template_child (widget_class, WhinChatPage, jump_label);
  gtk_widget_class_bind_template_child (widget_class, WhinChatPage, jump_button);
  gtk_widget_class_bind_template_child (widget_class, WhinChatPage, pinned_bar);
  gtk_widget_class_bind_template_child (widget_class, WhinChatPage, player_bar);
  gtk_widget_class_bind_template_child (widget_class, WhinChatPage, view_overlay);
  gtk_widget_class_bind_template_child (widget_class, WhinChatPage, header);
  gtk_widget_class_bind_template_child (widget_class, WhinChatPage, select_header);
  gtk_widget_class_bind_template_child (widget_class, WhinChatPage, select_label);
  gtk_widget_class_bind_template_child (widget_class, WhinChatPage, select_star);
  gtk_widget_class_bind_template_child (widget_class, WhinChatPage, empty_page);
  gtk_widget_class_bind_template_child (widget_class, WhinChatPage, mention_revealer);
  gtk_widget_class_bind_template_child (widget_class, WhinChatPage, mention_label);
  gtk_widget_class_bind_template_child (widget_class, WhinChatPage, mention_button);
  gtk_widget_class_bind_template_child (widget_class, WhinChatPage, error_page);
  gtk_widget_class_bind_template_child (widget_class, WhinChatPage, spinner);
  gtk_widget_class_bind_template_child (widget_class, WhinChatPage, stopped_box);
  gtk_widget_class_bind_template_child (widget_class, WhinChatPage, stopped_label);
  gtk_widget_class_bind_template_child (widget_class, WhinChatPage, verified_icon);
  gtk_widget_class_bind_template_child (widget_class, WhinChatPage, blocked_box);
  gtk_widget_class_bind_template_child (widget_class, WhinChatPage, only_read_label);
  gtk_widget_class_bind_template_child (widget_class, WhinChatPage, composer);
}

static void
whin_chat_page_class_init (WhinChatPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = whin_chat_page_dispose;
  widget_class->grab_focus = grab_focus;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/whinchat/Whinchat/ui/whin-chat-page.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, sent_cb);
  gtk_widget_class_bind_template_callback (widget_class, edit_last_cb);
  gtk_widget_class_bind_template_callback (widget_class, pick_reply_cb);
  gtk_widget_class_bind_template_callback (widget_class, attach_files_cb);
  gtk_widget_class_bind_template_callback (widget_class, attach_texture_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Return, GDK_ALT_MASK, "chat.info",
                                       NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_m, GDK_CONTROL_MASK,
                                       "chat.next-mention", NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_v, GDK_CONTROL_MASK | GDK_SHIFT_MASK,
                                record_cb, NULL);
  whin_chat_page_view_class_init (widget_class);
  whin_chat_page_trust_class_init (widget_class);
  whin_chat_page_search_class_init (widget_class);
}

static void
whin_chat_page_init (WhinChatPage *self)
{
  g_type_ensure (WHIN_TYPE_COMPOSER);
  g_type_ensure (WHIN_TYPE_PINNED_BAR);
  g_type_ensure (WHIN_TYPE_PLAYER_BAR);
  g_type_ensure (WHIN_TYPE_REQUEST_BAR);
  gtk_widget_init_template (GTK_WIDGET (self));
  self->places = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->returns = g_array_new (FALSE, FALSE, sizeof (gint64));
  whin_chat_page_view_init (self);
  whin_chat_page_select_init (self);
  whin_chat_page_pinned_init (self);
  whin_chat_page_menu_init (self);
  whin_chat_page_mentions_init (self);
  whin_chat_page_keys_init (self);
  g_signal_connect (self, "notify::root", G_CALLBACK (root_cb), NULL);
}

void
whin_chat_page_set_client (WhinChatPage *self,
                           WhinClient *client,
                           GSettings *settings,
                           GtkOverlay *viewer_host)
{
  self->client = g_object_ref (client);
  self->settings = g_object_ref (settings);
  self->viewer_host = viewer_host;
  whin_drop_add_to_send (viewer_host, &drop_send, self);
  whin_composer_set_client (self->composer, client, settings);
  whin_pinned_bar_set_client (self->pinned_bar, client);
  whin_player_bar_set_client (self->player_bar, client);
  whin_chat_page_state_init (self);
  whin_find_bar_set_client (self->find_bar, client);
  g_signal_connect_object (client, "link-changed", G_CALLBACK (update_status), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (client, "people-changed", G_CALLBACK (people_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (client, "group-changed", G_CALLBACK (people_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (client, "lists-changed", G_CALLBACK (people_cb), self,
                           G_CONNECT_SWAPPED);
}

static void
close_chat (WhinChatPage *self)
{
  whin_chat_page_stop_selecting (self);
  whin_chat_page_forget_returns (self);
  whin_chat_page_stop_looking (self);
  whin_hover_tools_hide (self->tools);
  whin_composer_set_chat (self->composer, NULL);
  whin_find_bar_close (self->find_bar);
  g_clear_pointer (&self->marks, g_free);
  whin_chat_page_close_timeline (self);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_signal_handlers_disconnect_by_data (self->chat, self);
  whin_chat_set_open (self->chat, FALSE);
  g_clear_object (&self->chat);
}

static gboolean
is_somebody (WhinChat *chat)
{
  const ChatRow *row = whin_chat_get_row (chat);

  return !row->is_self && row->conv.kind == CONV_USER;
}

void
whin_chat_page_set_chat (WhinChatPage *self, WhinChat *chat, gint64 ord)
{
  if (self->chat == chat) {
    if (chat && ord) {
      self->highlight = ord;
      whin_timeline_show (self->timeline, ord);
    }
    return;
  }
  if (self->chat)
    close_chat (self);
  if (!chat) {
    whin_client_watch (self->client, NULL);
    return;
  }
  self->chat = g_object_ref (chat);
  whin_chat_set_open (chat, TRUE);
  self->cancellable = g_cancellable_new ();
  g_signal_connect_object (chat, "changed", G_CALLBACK (chat_changed_cb), self, G_CONNECT_SWAPPED);
  whin_client_watch (self->client, is_somebody (chat) ? &whin_chat_get_conv (chat)->id : NULL);
  whin_chat_page_open_timeline (self, ord);
  whin_chat_page_ask_mentions (self); /* before what is in sight counts as read */
  whin_chat_page_look_soon (self);
  whin_composer_set_chat (self->composer, chat);
  whin_player_bar_set_place (self->player_bar, whin_chat_get_conv (chat), TRUE);
  chat_changed_cb (self);
}

WhinChat *
whin_chat_page_get_chat (WhinChatPage *self)
{
  return self->chat;
}
