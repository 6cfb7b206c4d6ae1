/* chat actions: see the header. What takes something out of sight can be undone for a while.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-chat-actions.h"

#include "whin-chat-files.h"
#include "whin-client-chats.h"
#include "whin-client-messages.h"
#include "whin-list-dialog.h"
#include "whin-report.h"
#include "whin-undo.h"
#include "whin-window.h"

#include <glib/gi18n.h>

#define TARGET "whin-chat-target"
#define HOUR_MS (3600 * (gint64) 1000)
#define UNDO_SECONDS 8

typedef struct {
  GtkWidget *widget; /* borrowed: it owns the group */
  WhinClient *client;
  WhinChat *chat; /* or NULL */
} Target;

static void
target_free (gpointer data)
{
  Target *target = data;

  g_object_unref (target->client);
  g_clear_object (&target->chat);
  g_free (target);
}

static Target *
target_of (gpointer group)
{
  return g_object_get_data (G_OBJECT (group), TARGET);
}

/* -- What can be undone -- */

static void
delete_action (GSimpleAction *action, GVariant *parameter, gpointer group)
{
  Target *target = target_of (group);

  if (!target->chat)
    return;
  whin_undo_offer (target->widget, target->client,
                   whin_client_delete_chat_later (target->client, target->chat),
                   whin_chat_get_conv (target->chat)->kind == CONV_BROADCAST
                       ? _ ("Broadcast list deleted")
                       : _ ("Chat deleted from this device"),
                   UNDO_SECONDS);
  if (whin_chat_is_open (target->chat))
    gtk_widget_activate_action (target->widget, "win.close-chat", NULL);
}

typedef struct {
  WhinClient *client;
  Conv conv;
  gboolean archived;
} Move;

static void
move_free (gpointer data, GClosure *closure)
{
  Move *move = data;

  g_object_unref (move->client);
  g_free (move);
}

static void
undo_move_cb (AdwToast *toast, Move *move)
{
  if (whin_client_get_core (move->client))
    whin_client_archive_chat (move->client, &move->conv, !move->archived);
}

static void
archive_action (GSimpleAction *action, GVariant *parameter, gpointer group)
{
  Target *target = target_of (group);
  AdwToast *toast;
  Move *move;

  if (!target->chat)
    return;
  move = g_new0 (Move, 1);
  move->client = g_object_ref (target->client);
  move->conv = *whin_chat_get_conv (target->chat);
  move->archived = !whin_chat_get_row (target->chat)->archived;
  whin_client_archive_chat (target->client, &move->conv, move->archived);
  toast = whin_window_undo_toast (target->widget, move->archived ? _ ("Chat archived")
                                                                 : _ ("Chat is in the list again"));
  if (toast)
    g_signal_connect_data (toast, "button-clicked", G_CALLBACK (undo_move_cb), move, move_free,
                           G_CONNECT_DEFAULT);
  else
    move_free (move, NULL);
}

/* -- The others -- */

static void
pin_action (GSimpleAction *action, GVariant *parameter, gpointer group)
{
  Target *target = target_of (group);

  if (target->chat)
    whin_client_pin_chat (target->client, whin_chat_get_conv (target->chat),
                          !whin_chat_get_row (target->chat)->pinned);
}

static void
mark_unread_action (GSimpleAction *action, GVariant *parameter, gpointer group)
{
  Target *target = target_of (group);
  gboolean unread;

  if (!target->chat)
    return;
  unread = !whin_chat_is_unread (target->chat);
  whin_client_mark_unread (target->client, whin_chat_get_conv (target->chat), unread);
  /* What is open is read. */
  if (unread && whin_chat_is_open (target->chat))
    gtk_widget_activate_action (target->widget, "win.close-chat", NULL);
}

static gint64
until (const char *how)
{
  gint64 now = g_get_real_time () / 1000;

  if (g_str_equal (how, "1h"))
    return now + HOUR_MS;
  if (g_str_equal (how, "8h"))
    return now + 8 * HOUR_MS;
  if (g_str_equal (how, "1w"))
    return now + 7 * 24 * HOUR_MS;
  return g_str_equal (how, "always") ? MUTED_ALWAYS : 0;
}

static void
mute_action (GSimpleAction *action, GVariant *parameter, gpointer group)
{
  Target *target = target_of (group);

  if (target->chat)
    whin_client_mute_chat (target->client, whin_chat_get_conv (target->chat),
                           until (g_variant_get_string (parameter, NULL)));
}

static void
mentions_only_action (GSimpleAction *action, GVariant *parameter, gpointer group)
{
  Target *target = target_of (group);

  if (target->chat)
    whin_client_set_mentions_only (target->client, whin_chat_get_conv (target->chat),
                                   !whin_chat_get_row (target->chat)->mentions_only);
}

static void
new_list_action (GSimpleAction *action, GVariant *parameter, gpointer group)
{
  Target *target = target_of (group);

  if (target->chat)
    whin_list_dialog_present (target->client, NULL, whin_chat_get_conv (target->chat),
                              target->widget);
}

static void
list_action (GSimpleAction *action, GVariant *parameter, gpointer group)
{
  Target *target = target_of (group);
  Id id;

  if (target->chat && id_from_text (g_action_get_name (G_ACTION (action)) + strlen ("list-"), &id))
    whin_client_put_in_list (target->client, &id, whin_chat_get_conv (target->chat),
                             !g_variant_get_boolean (g_action_get_state (G_ACTION (action))));
}

static void
block_action (GSimpleAction *action, GVariant *parameter, gpointer group)
{
  Target *target = target_of (group);

  if (target->chat)
    whin_client_block (target->client, &whin_chat_get_conv (target->chat)->id,
                       !whin_chat_get_row (target->chat)->blocked);
}

static void
report_action (GSimpleAction *action, GVariant *parameter, gpointer group)
{
  Target *target = target_of (group);

  if (target->chat)
    whin_report_present (target->client, &whin_chat_get_conv (target->chat)->id,
                         whin_chat_get_name (target->chat), target->widget);
}

static void
export_action (GSimpleAction *action, GVariant *parameter, gpointer group)
{
  Target *target = target_of (group);

  if (target->chat)
    whin_chat_export (target->client, target->chat, target->widget);
}

static void
import_action (GSimpleAction *action, GVariant *parameter, gpointer group)
{
  Target *target = target_of (group);

  if (target->chat)
    whin_chat_import (target->client, target->chat, target->widget);
}

static const GActionEntry entries[] = {
  { "export", export_action },
  { "import", import_action },
  { "block", block_action },
  { "report", report_action },
  { "pin", pin_action },
  { "archive", archive_action },
  { "mark-unread", mark_unread_action },
  { "mute", mute_action, "s" },
  { "mentions-only", mentions_only_action, NULL, "false" },
  { "new-list", new_list_action },
  { "delete", delete_action },
};

GSimpleActionGroup *
whin_chat_actions_new (GtkWidget *widget, WhinClient *client)
{
  GSimpleActionGroup *group = g_simple_action_group_new ();
  Target *target = g_new0 (Target, 1);

  target->widget = widget;
  target->client = g_object_ref (client);
  g_object_set_data_full (G_OBJECT (group), TARGET, target, target_free);
  g_action_map_add_action_entries (G_ACTION_MAP (group), entries, G_N_ELEMENTS (entries), group);
  return group;
}

void
whin_chat_actions_set_chat (GSimpleActionGroup *group, WhinChat *chat)
{
  g_set_object (&target_of (group)->chat, chat);
}

/* -- The menu -- */

static void
append (GMenu *menu, const char *label, const char *prefix, const char *action)
{
  g_autofree char *name = g_strdup_printf ("%s.%s", prefix, action);

  g_menu_append (menu, label, name);
}

/* A mnemonic of a name would be none. */
static char *
escape (const char *name)
{
  g_auto (GStrv) parts = g_strsplit (name, "_", -1);

  return g_strjoinv ("__", parts);
}

static void
append_list (GSimpleActionGroup *group, GMenu *menu, const char *prefix, const ListRow *list)
{
  Target *target = target_of (group);
  gboolean in = whin_client_list_has (list, whin_chat_get_conv (target->chat));
  IdText id;
  g_autofree char *name = g_strdup_printf ("list-%s", id_to_text (&list->id, id));
  g_autofree char *label = escape (list->name);
  g_autoptr (GSimpleAction) action =
      g_simple_action_new_stateful (name, NULL, g_variant_new_boolean (in));

  g_signal_connect (action, "activate", G_CALLBACK (list_action), group);
  g_action_map_add_action (G_ACTION_MAP (group), G_ACTION (action));
  append (menu, label, prefix, name);
}

static GMenu *
lists_menu (GSimpleActionGroup *group, const char *prefix)
{
  Target *target = target_of (group);
  const GPtrArray *lists = whin_client_get_lists (target->client);
  GMenu *menu = g_menu_new ();
  g_autoptr (GMenu) section = g_menu_new ();

  for (guint i = 0; i < lists->len; i++)
    append_list (group, section, prefix, lists->pdata[i]);
  g_menu_append_section (menu, NULL, G_MENU_MODEL (section));
  append (menu, _ ("_New List…"), prefix, "new-list");
  return menu;
}

static GMenu *
mute_menu (GSimpleActionGroup *group, const char *prefix)
{
  Target *target = target_of (group);
  const ChatRow *row = whin_chat_get_row (target->chat);
  GMenu *menu = g_menu_new ();
  g_autoptr (GMenu) times = g_menu_new ();

  if (whin_chat_is_muted (target->chat))
    append (times, _ ("_Unmute"), prefix, "mute::no");
  append (times, _ ("For 1 _Hour"), prefix, "mute::1h");
  append (times, _ ("For _8 Hours"), prefix, "mute::8h");
  append (times, _ ("For 1 _Week"), prefix, "mute::1w");
  append (times, _ ("_Always"), prefix, "mute::always");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (times));
  if (row->conv.kind == CONV_GROUP) {
    g_simple_action_set_state (
        G_SIMPLE_ACTION (g_action_map_lookup_action (G_ACTION_MAP (group), "mentions-only")),
        g_variant_new_boolean (row->mentions_only));
    append (menu, _ ("Only When _Mentioned"), prefix, "mentions-only");
  }
  return menu;
}

static GMenu *
first_section (WhinChat *chat, const char *prefix)
{
  const ChatRow *row = whin_chat_get_row (chat);
  GMenu *menu = g_menu_new ();

  append (menu, row->pinned ? _ ("Un_pin") : _ ("_Pin"), prefix, "pin");
  append (menu, row->archived ? _ ("Un_archive") : _ ("_Archive"), prefix, "archive");
  append (menu, whin_chat_is_unread (chat) ? _ ("Mark as _Read") : _ ("Mark as Un_read"), prefix,
          "mark-unread");
  return menu;
}

static GMenu *
last_section (WhinChat *chat, const char *prefix)
{
  const ChatRow *row = whin_chat_get_row (chat);
  GMenu *menu = g_menu_new ();

  if (row->conv.kind == CONV_USER && !row->is_self) {
    append (menu, row->blocked ? _ ("Un_block") : _ ("_Block"), prefix, "block");
    append (menu, _ ("Rep_ort…"), prefix, "report");
  }
  append (menu, row->conv.kind == CONV_BROADCAST ? _ ("_Delete List") : _ ("_Delete Chat"), prefix,
          "delete");
  return menu;
}

GMenu *
whin_chat_actions_menu (GSimpleActionGroup *group, const char *prefix)
{
  Target *target = target_of (group);
  const ChatRow *row = whin_chat_get_row (target->chat);
  GMenu *menu = g_menu_new ();
  g_autoptr (GMenu) first = first_section (target->chat, prefix);
  g_autoptr (GMenu) mute = mute_menu (group, prefix);
  g_autoptr (GMenu) lists = lists_menu (group, prefix);
  g_autoptr (GMenu) second = g_menu_new ();
  g_autoptr (GMenu) files = g_menu_new ();
  g_autoptr (GMenu) last = last_section (target->chat, prefix);

  g_menu_append_section (menu, NULL, G_MENU_MODEL (first));
  if (!row->is_self && row->conv.kind != CONV_BROADCAST)
    g_menu_append_submenu (second, _ ("_Mute"), G_MENU_MODEL (mute));
  g_menu_append_submenu (second, _ ("_Lists"), G_MENU_MODEL (lists));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (second));
  append (files, _ ("E_xport…"), prefix, "export");
  if (row->conv.kind == CONV_USER && !row->is_self)
    append (files, _ ("Import from _WhatsApp…"), prefix, "import");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (files));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (last));
  return menu;
}
