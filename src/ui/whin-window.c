/* window: decides what is seen - gate, first run, list, conversation - and keeps its size.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-window-private.h"

#include "whin-client-chats.h"
#include "whin-dialog.h"
#include "whin-new-chat.h"
#include "whin-own-code.h"
#include "whin-people-file.h"
#include "whin-player.h"
#include "whin-setup.h"
#include "whin-starred-dialog.h"
#include "whin-switcher.h"
#include "whin-viewer.h"

#include <glib/gi18n.h>

G_DEFINE_FINAL_TYPE (WhinWindow, whin_window, ADW_TYPE_APPLICATION_WINDOW)

/* -- Which page -- */

static void
show_main (WhinWindow *self)
{
  gtk_stack_set_visible_child_name (self->stack, "main");
  adw_bin_set_child (self->setup_bin, NULL);
}

static void
show_setup (WhinWindow *self)
{
  GtkWidget *setup = adw_bin_get_child (self->setup_bin);

  if (setup)
    return;
  setup = whin_setup_new (self->client);
  g_signal_connect_object (setup, "finished", G_CALLBACK (show_main), self, G_CONNECT_SWAPPED);
  adw_bin_set_child (self->setup_bin, setup);
  gtk_stack_set_visible_child_name (self->stack, "setup");
  gtk_widget_grab_focus (setup);
  whin_window_appear_now (self);
}

void
whin_window_account_changed (WhinWindow *self)
{
  const AccountRow *account = whin_client_get_account (self->client);

  if (!account || whin_window_is_hidden (self))
    return;
  if (!account->registered && !account->revoked) {
    whin_window_show_chat (self, NULL, 0);
    show_setup (self);
  } else if (!adw_bin_get_child (self->setup_bin)) {
    show_main (self);
  }
}

/* -- Escape: the innermost thing first -- */

static gboolean
go_back (WhinWindow *self)
{
  AdwDialog *dialog = adw_application_window_get_visible_dialog (ADW_APPLICATION_WINDOW (self));
  WhinChatPage *page = whin_window_get_chat_page (self);

  /* The focus is nowhere for a moment when a dialog over another one has gone. */
  if (dialog)
    return adw_dialog_close (dialog);
  if (whin_viewer_close (self->overlay) || (page && whin_chat_page_go_back (page)))
    return TRUE;
  if (whin_sidebar_stop_search (self->sidebar)) {
    if (page)
      whin_chat_page_mark (page, NULL);
    return TRUE;
  }
  if (!page)
    return whin_sidebar_leave_archive (self->sidebar);
  whin_window_show_chat (self, NULL, 0);
  return TRUE;
}

static gboolean
key_pressed_cb (GtkEventControllerKey *controller,
                guint key,
                guint code,
                GdkModifierType state,
                WhinWindow *self)
{
  return key == GDK_KEY_Escape && !whin_window_is_hidden (self) && go_back (self);
}

/* -- Actions -- */

static void
new_chat_chosen_cb (WhinNewChat *dialog, const Conv *conv, WhinWindow *self)
{
  whin_window_open_chat (self, conv, 0);
}

static WhinNewChat *
present_new_chat (WhinWindow *self)
{
  AdwDialog *dialog = whin_new_chat_new (self->client);

  g_signal_connect_object (dialog, "chosen", G_CALLBACK (new_chat_chosen_cb), self,
                           G_CONNECT_DEFAULT);
  adw_dialog_present (dialog, GTK_WIDGET (self));
  return WHIN_NEW_CHAT (dialog);
}

static void
new_chat_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  present_new_chat (user_data);
}

static void
own_code_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  WhinWindow *self = user_data;

  whin_own_code_present (self->client, GTK_WIDGET (self));
}

static void
open_notes_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  WhinWindow *self = user_data;
  const AccountRow *account = whin_client_get_account (self->client);

  if (account)
    whin_window_open_chat (self, &(Conv) { CONV_USER, account->acc }, 0);
}

static void
starred_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  WhinWindow *self = user_data;

  whin_starred_dialog_present (GTK_WIDGET (self), self->client, NULL);
}

static void
search_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  WhinWindow *self = user_data;

  if (adw_navigation_split_view_get_collapsed (self->split_view))
    adw_navigation_split_view_set_show_content (self->split_view, FALSE);
  whin_sidebar_start_search (self->sidebar);
}

static void
switcher_chosen_cb (WhinSwitcher *dialog, const Conv *conv, WhinWindow *self)
{
  whin_window_open_chat (self, conv, 0);
}

static void
switch_chat_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  WhinWindow *self = user_data;
  AdwDialog *dialog;

  if (adw_application_window_get_visible_dialog (ADW_APPLICATION_WINDOW (self)))
    return;
  dialog = whin_switcher_new (self->client);
  g_signal_connect_object (dialog, "chosen", G_CALLBACK (switcher_chosen_cb), self,
                           G_CONNECT_DEFAULT);
  adw_dialog_present (dialog, GTK_WIDGET (self));
}

static void
find_in_chat_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  WhinChatPage *page = whin_window_get_chat_page (user_data);

  if (page)
    whin_chat_page_find (page);
}

/* In the chat that is read, else in all of them. */
static void
find_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  WhinWindow *self = user_data;
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self));
  WhinChatPage *page = whin_window_get_chat_page (self);

  if ((focus && gtk_widget_is_ancestor (focus, GTK_WIDGET (self->sidebar))) || !page ||
      !whin_chat_page_find (page))
    search_action (action, parameter, user_data);
}

static void
earlier_match_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  WhinChatPage *page = whin_window_get_chat_page (user_data);

  if (page)
    whin_chat_page_find_step (page, TRUE);
}

static void
later_match_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  WhinChatPage *page = whin_window_get_chat_page (user_data);

  if (page)
    whin_chat_page_find_step (page, FALSE);
}

static void
next_chat_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  whin_window_open_neighbour (user_data, 1);
}

static void
previous_chat_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  whin_window_open_neighbour (user_data, -1);
}

static void
close_chat_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  whin_window_show_chat (user_data, NULL, 0);
}

/* With the row that has the focus, else the open one. */
static void
chat_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  whin_sidebar_do (WHIN_WINDOW (user_data)->sidebar, g_action_get_name (G_ACTION (action)));
}

static void
set_up_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  WhinWindow *self = user_data;
  const AccountRow *account = whin_client_get_account (self->client);

  if (account && account->copied)
    show_setup (self);
}

static void
open_link_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  WhinWindow *self = user_data;

  if (self->client && !whin_window_is_hidden (self))
    whin_new_chat_follow (present_new_chat (self), g_variant_get_string (parameter, NULL));
}

static void
import_contacts_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  WhinWindow *self = user_data;
  g_autoptr (GFile) file = g_file_new_for_uri (g_variant_get_string (parameter, NULL));

  if (self->client && !whin_window_is_hidden (self))
    whin_new_chat_import (present_new_chat (self), file);
}

static void
dropped (GListModel *files, gpointer user_data)
{
  g_autoptr (GFile) file = whin_people_file_in (files);

  if (file)
    whin_new_chat_import (present_new_chat (user_data), file);
  else
    whin_window_toast (user_data, whin_people_file_refusal ());
}

static const GActionEntry actions[] = {
  { "new-chat", new_chat_action },
  { "own-code", own_code_action },
  { "open-link", open_link_action, "s" },
  { "import-contacts", import_contacts_action, "s" },
  { "open-notes", open_notes_action },
  { "starred", starred_action },
  { "search", search_action },
  { "find", find_action },
  { "switch-chat", switch_chat_action },
  { "find-in-chat", find_in_chat_action },
  { "earlier-match", earlier_match_action },
  { "later-match", later_match_action },
  { "next-chat", next_chat_action },
  { "previous-chat", previous_chat_action },
  { "close-chat", close_chat_action },
  { "pin-chat", chat_action },
  { "archive-chat", chat_action },
  { "mark-chat-unread", chat_action },
  { "mute-chat", chat_action },
  { "delete-chat", chat_action },
  { "set-up", set_up_action },
};

void
whin_window_tell_active (WhinWindow *self)
{
  if (self->client)
    whin_client_set_active (self->client, gtk_window_is_active (GTK_WINDOW (self)) &&
                                              !whin_window_is_hidden (self));
}

void
whin_window_enable_actions (WhinWindow *self, gboolean enabled)
{
  for (gsize i = 0; i < G_N_ELEMENTS (actions); i++)
    g_simple_action_set_enabled (
        G_SIMPLE_ACTION (g_action_map_lookup_action (G_ACTION_MAP (self), actions[i].name)),
        enabled);
}

static void
player_failed_cb (WhinPlayer *player, const char *words, WhinWindow *self)
{
  whin_window_toast (GTK_WIDGET (self), words);
}

void
whin_window_take_client (WhinWindow *self, WhinClient *client)
{
  self->client = g_object_ref (client);
  whin_sidebar_set_client (self->sidebar, client, self->settings);
  g_signal_connect_object (whin_player_get (client), "failed", G_CALLBACK (player_failed_cb), self,
                           G_CONNECT_DEFAULT);
  g_signal_connect_object (client, "account-changed", G_CALLBACK (whin_window_account_changed),
                           self, G_CONNECT_SWAPPED);
  whin_window_follow_chats (self);
}

static void
whin_window_dispose (GObject *object)
{
  WhinWindow *self = WHIN_WINDOW (object);

  g_clear_handle_id (&self->waiting, g_source_remove);
  g_clear_handle_id (&self->appearing, g_source_remove);
  g_clear_pointer (&self->idle, whin_idle_free);
  g_clear_object (&self->client);
  g_clear_object (&self->vault);
  g_clear_object (&self->settings);
  gtk_widget_dispose_template (GTK_WIDGET (self), WHIN_TYPE_WINDOW);
  self->chat_page = NULL;
  G_OBJECT_CLASS (whin_window_parent_class)->dispose (object);
}

static void
whin_window_class_init (WhinWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = whin_window_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/whinchat/Whinchat/ui/whin-window.ui");
  gtk_widget_class_bind_template_child (widget_class, WhinWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, WhinWindow, gate_bin);
  gtk_widget_class_bind_template_child (widget_class, WhinWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, WhinWindow, content_stack);
  gtk_widget_class_bind_template_child (widget_class, WhinWindow, setup_bin);
  gtk_widget_class_bind_template_child (widget_class, WhinWindow, overlay);
  gtk_widget_class_bind_template_child (widget_class, WhinWindow, drop_overlay);
  gtk_widget_class_bind_template_child (widget_class, WhinWindow, split_view);
  gtk_widget_class_bind_template_child (widget_class, WhinWindow, content_page);
  gtk_widget_class_bind_template_child (widget_class, WhinWindow, sidebar);
  whin_window_chat_class_init (widget_class);
}

static void
whin_window_init (WhinWindow *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  g_type_ensure (WHIN_TYPE_SIDEBAR);
  gtk_widget_init_template (GTK_WIDGET (self));
  whin_people_file_take_drops (self->drop_overlay, dropped, self);
  g_action_map_add_action_entries (G_ACTION_MAP (self), actions, G_N_ELEMENTS (actions), self);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (key_pressed_cb), self,
                           G_CONNECT_DEFAULT);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  whin_dialog_keep_for_a_moment (ADW_APPLICATION_WINDOW (self));
  g_signal_connect (self, "notify::is-active", G_CALLBACK (whin_window_tell_active), NULL);
}

WhinWindow *
whin_window_new (WhinApplication *app, WhinVault *vault)
{
  WhinWindow *self = g_object_new (WHIN_TYPE_WINDOW, "application", app, NULL);
  const GSettingsBindFlags flags = G_SETTINGS_BIND_DEFAULT;

  self->settings = g_object_ref (whin_application_get_settings (app));
  g_settings_bind (self->settings, "window-width", self, "default-width", flags);
  g_settings_bind (self->settings, "window-height", self, "default-height", flags);
  g_settings_bind (self->settings, "window-maximized", self, "maximized", flags);
  whin_window_set_vault (self, vault);
  return self;
}

AdwToast *
whin_window_undo_toast (GtkWidget *widget, const char *text)
{
  GtkRoot *root = gtk_widget_get_root (widget);
  AdwToast *toast;

  if (!WHIN_IS_WINDOW (root))
    return NULL;
  toast = adw_toast_new (text);
  adw_toast_set_button_label (toast, _ ("_Undo"));
  adw_toast_overlay_add_toast (WHIN_WINDOW (root)->toasts, toast);
  return toast;
}

static void
add_toast (GtkWidget *widget, AdwToast *toast)
{
  GtkRoot *root = gtk_widget_get_root (widget);

  if (WHIN_IS_WINDOW (root))
    adw_toast_overlay_add_toast (WHIN_WINDOW (root)->toasts, toast);
  else
    g_object_unref (g_object_ref_sink (toast));
}

void
whin_window_toast (GtkWidget *widget, const char *text)
{
  AdwToast *toast = adw_toast_new (text);

  adw_toast_set_use_markup (toast, FALSE);
  add_toast (widget, toast);
}
