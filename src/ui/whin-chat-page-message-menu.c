/* chat page, message menu: entries are actions on the message the menu was opened on, whatever its
 * row shows by then. SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-chat-page-private.h"

#include "whin-people-file.h"
#include "whin-save-all.h"
#include "whin-save.h"

#include <glib/gi18n.h>

#define MENU_MESSAGE "whin-menu-message"
#define MENU_ONE "whin-menu-one" /* it is of one message of an album */

static WhinMessage *
menu_message (WhinChatPage *self)
{
  return g_object_get_data (G_OBJECT (self), MENU_MESSAGE);
}

static void
command_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  WhinCommand command = (WhinCommand) g_variant_get_int32 (parameter);

  if (g_object_get_data (user_data, MENU_ONE))
    whin_chat_page_command_one (user_data, menu_message (user_data), command);
  else
    whin_chat_page_command (user_data, menu_message (user_data), command);
}

static void
open_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  whin_chat_page_open_file (user_data, menu_message (user_data));
}

static void
save_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  whin_save_as (GTK_WIDGET (user_data), whin_message_get_row (menu_message (user_data))->media);
}

static void
save_all_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  const GPtrArray *album =
      whin_message_get_album (whin_message_get_head (menu_message (user_data)));
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) message_row_unref);

  for (guint i = 0; album && i < album->len; i++)
    g_ptr_array_add (rows, message_row_ref (whin_message_get_row (album->pdata[i])));
  whin_save_all (user_data, rows);
}

static void
save_card_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  whin_people_file_save (GTK_WIDGET (user_data), whin_message_get_row (menu_message (user_data)));
}

static void
retry_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  WhinChatPage *self = user_data;
  MessageName name = whin_message_get_name (menu_message (self));

  whin_client_retry (self->client, &name);
}

static const GActionEntry actions[] = {
  { "command", command_action, "i" }, { "open", open_action },         { "save", save_action },
  { "save-card", save_card_action },  { "save-all", save_all_action }, { "retry", retry_action },
};

static const char *
delete_label (MessageState state)
{
  switch (state) {
  case STATE_PENDING:
    return _ ("_Cancel Sending");
  case STATE_FAILED:
    return _ ("_Discard");
  default:
    return _ ("_Delete…");
  }
}

/* In the order of the menu; a section ends where a label is NULL. */
static void
append_commands (GMenu *menu, const MessageRow *row, guint commands)
{
  const struct {
    WhinCommand command;
    const char *label;
  } entries[] = {
    { WHIN_COMMAND_REPLY, _ ("_Reply") },
    { WHIN_COMMAND_REACT, _ ("Rea_ct…") },
    { WHIN_COMMAND_EDIT, _ ("_Edit") },
    { WHIN_COMMAND_FORWARD, _ ("_Forward…") },
    { WHIN_COMMAND_COPY, _ ("C_opy Text") },
    { WHIN_COMMAND_KEEP, _ ("Add to _My Stickers") },
    { 0, NULL },
    { WHIN_COMMAND_STAR, row->starred ? _ ("Un_star") : _ ("_Star") },
    { WHIN_COMMAND_PIN, row->pinned ? _ ("Un_pin") : _ ("_Pin") },
    { WHIN_COMMAND_INFO, _ ("_Info") },
    { WHIN_COMMAND_SELECT, _ ("Se_lect") },
    { 0, NULL },
    { WHIN_COMMAND_DELETE, delete_label (row->state) },
  };
  g_autoptr (GMenu) section = g_menu_new ();

  for (guint i = 0; i < G_N_ELEMENTS (entries); i++) {
    g_autofree char *action = g_strdup_printf ("message.command(%d)", entries[i].command);

    if (!entries[i].label) {
      g_menu_append_section (menu, NULL, G_MENU_MODEL (section));
      g_object_unref (section);
      section = g_menu_new ();
    } else if (commands & (1u << entries[i].command)) {
      g_menu_append (section, entries[i].label, action);
    }
  }
  g_menu_append_section (menu, NULL, G_MENU_MODEL (section));
}

static GMenuModel *
menu_for (WhinChatPage *self, WhinMessage *message)
{
  const MessageRow *row = whin_message_get_row (message);
  GMenu *menu = g_menu_new ();
  g_autoptr (GMenu) first = g_menu_new ();

  if (row->state == STATE_FAILED || row->left_out > 0)
    g_menu_append (first, _ ("Re_try"), "message.retry");
  if (row->media && row->media->file) {
    g_menu_append (first, _ ("Open _With Another App"), "message.open");
    g_menu_append (first, _ ("Save _As…"), "message.save");
  }
  if (whin_message_get_album (whin_message_get_head (message)))
    g_menu_append (first, _ ("Save A_ll…"), "message.save-all");
  if (row->card && row->card->phone[0])
    g_menu_append (first, _ ("Save as _vCard…"), "message.save-card");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (first));
  append_commands (menu, row, whin_chat_page_commands (self, row));
  return G_MENU_MODEL (menu);
}

/* Back to the message, so that the next key is for it again. */
static void
closed_cb (GtkPopover *menu, WhinChatPage *self)
{
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (GTK_WIDGET (self)));

  if (self->menu_focus && (!focus || gtk_widget_is_ancestor (focus, GTK_WIDGET (menu))))
    gtk_widget_grab_focus (self->menu_focus);
  g_clear_weak_pointer (&self->menu_focus);
}

static void
ensure_menu (WhinChatPage *self)
{
  g_autoptr (GSimpleActionGroup) group = NULL;

  if (self->menu)
    return;
  group = g_simple_action_group_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (group), actions, G_N_ELEMENTS (actions), self);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "message", G_ACTION_GROUP (group));
  self->menu = GTK_POPOVER (gtk_popover_menu_new_from_model (NULL));
  gtk_popover_set_has_arrow (self->menu, FALSE);
  gtk_widget_set_halign (GTK_WIDGET (self->menu), GTK_ALIGN_START);
  gtk_widget_set_parent (GTK_WIDGET (self->menu), GTK_WIDGET (self));
  g_signal_connect_object (self->menu, "closed", G_CALLBACK (closed_cb), self, G_CONNECT_DEFAULT);
}

void
whin_chat_page_popup_menu (WhinChatPage *self,
                           WhinMessageRow *row,
                           WhinMessage *message,
                           gboolean one,
                           double x,
                           double y)
{
  g_autoptr (GMenuModel) menu = menu_for (self, message);
  graphene_point_t point, at = GRAPHENE_POINT_INIT ((float) x, (float) y);

  if (!gtk_widget_compute_point (GTK_WIDGET (row), GTK_WIDGET (self), &at, &point))
    return;
  ensure_menu (self);
  /* A menu of its own message, whatever the row shows by then. */
  g_object_set_data_full (G_OBJECT (self), MENU_MESSAGE, g_object_ref (message), g_object_unref);
  g_object_set_data (G_OBJECT (self), MENU_ONE, GINT_TO_POINTER (one));
  gtk_popover_menu_set_menu_model (GTK_POPOVER_MENU (self->menu), menu);
  gtk_popover_set_pointing_to (self->menu, &(GdkRectangle) { (int) point.x, (int) point.y, 1, 1 });
  g_set_weak_pointer (&self->menu_focus,
                      gtk_root_get_focus (gtk_widget_get_root (GTK_WIDGET (self))));
  gtk_popover_popup (self->menu);
}
