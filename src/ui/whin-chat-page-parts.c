/* chat page, parts: what happens when a link, a picture, a file, a ring or Retry is activated, and
 * the menu of a message. Menu entries are actions on the message the menu was opened on.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-chat-page-private.h"

#include "whin-once.h"
#include "whin-open.h"
#include "whin-save.h"
#include "whin-viewer.h"
#include "whin-window.h"

#include <glib/gi18n.h>

#define MENU_MESSAGE "whin-menu-message"

/* -- Opening -- */

static void
launched_cb (GObject *launcher, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (WhinChatPage) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!gtk_uri_launcher_launch_finish (GTK_URI_LAUNCHER (launcher), result, &error) &&
      !g_error_matches (error, GTK_DIALOG_ERROR, GTK_DIALOG_ERROR_DISMISSED))
    whin_window_toast (GTK_WIDGET (self), _ ("No app could open this"));
}

static GtkWindow *
window_of (WhinChatPage *self)
{
  return GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self)));
}

static void
open_link (WhinChatPage *self, const char *uri)
{
  g_autoptr (GtkUriLauncher) launcher = gtk_uri_launcher_new (uri);

  gtk_uri_launcher_launch (launcher, window_of (self), NULL, launched_cb, g_object_ref (self));
}

static gboolean
is_program (const char *mime)
{
  g_autofree char *type = g_content_type_from_mime_type (mime);

  return type && g_content_type_can_be_executable (type) &&
         !g_content_type_equals (type, "text/plain");
}

typedef struct {
  WhinChatPage *self;
  Media *media;
} Opening;

static void
confirmed_cb (GObject *dialog, GAsyncResult *result, gpointer user_data)
{
  Opening *opening = user_data;
  const char *answer = adw_alert_dialog_choose_finish (ADW_ALERT_DIALOG (dialog), result);

  if (g_str_equal (answer, "open"))
    whin_open_media (GTK_WIDGET (opening->self), opening->media, FALSE);
  g_object_unref (opening->self);
  media_unref (opening->media);
  g_free (opening);
}

static void
confirm_program (WhinChatPage *self, const Media *media)
{
  AdwDialog *dialog = adw_alert_dialog_new (_ ("Open This Program?"), NULL);
  Opening *opening = g_new (Opening, 1);

  *opening = (Opening) { g_object_ref (self), media_ref (media) };
  adw_alert_dialog_set_body (ADW_ALERT_DIALOG (dialog),
                             _ ("It can do anything you can do. Open it only if you expected it."));
  adw_alert_dialog_add_responses (ADW_ALERT_DIALOG (dialog), "cancel", _ ("_Cancel"), "open",
                                  _ ("_Open"), NULL);
  adw_alert_dialog_set_response_appearance (ADW_ALERT_DIALOG (dialog), "open",
                                            ADW_RESPONSE_DESTRUCTIVE);
  adw_alert_dialog_choose (ADW_ALERT_DIALOG (dialog), GTK_WIDGET (self), NULL, confirmed_cb,
                           opening);
}

static void
open_file (WhinChatPage *self, WhinMessage *message)
{
  const MessageRow *row = whin_message_get_row (message);
  const Media *media = row->media;
  MessageName name = whin_message_get_name (message);

  if (row->once != ONCE_NOT)
    whin_once_open (GTK_WIDGET (self), self->client, row);
  else if (!media->file)
    whin_client_fetch_media (self->client, &name);
  else if (is_program (media->mime))
    confirm_program (self, media);
  else
    whin_open_media (GTK_WIDGET (self), media, FALSE);
}

static void
open_picture (WhinChatPage *self, WhinMessage *message)
{
  const MessageRow *row = whin_message_get_row (message);
  MessageName name = whin_message_get_name (message);

  if (row->media->file)
    whin_viewer_open (self->viewer_host, G_LIST_MODEL (self->timeline), message, self->client);
  else
    whin_client_fetch_media (self->client, &name);
}

/* The ring: stops what runs, fetches what does not. */
static void
toggle_transfer (WhinChatPage *self, WhinMessage *message)
{
  const MessageRow *row = whin_message_get_row (message);
  MessageName name = whin_message_get_name (message);

  if (row->media->transfer == TRANSFER_RUNNING || row->media->transfer == TRANSFER_WAITING ||
      (row->own && row->state == STATE_PENDING))
    whin_client_cancel_transfer (self->client, &name);
  else if (row->own && row->state == STATE_FAILED)
    whin_client_retry (self->client, &name);
  else
    whin_client_fetch_media (self->client, &name);
}

void
whin_chat_page_part_activated (WhinChatPage *self,
                               WhinMessageRow *row,
                               WhinMessage *message,
                               WhinPart part,
                               const char *detail)
{
  MessageName name = whin_message_get_name (message);

  switch (part) {
  case WHIN_PART_LINK:
    open_link (self, detail);
    break;
  case WHIN_PART_PICTURE:
    open_picture (self, message);
    break;
  case WHIN_PART_FILE:
    open_file (self, message);
    break;
  case WHIN_PART_TRANSFER:
    toggle_transfer (self, message);
    break;
  case WHIN_PART_RETRY:
    whin_client_retry (self->client, &name);
    break;
  case WHIN_PART_DISCARD:
    whin_client_discard (self->client, &name);
    break;
  case WHIN_PART_ACTION:
    whin_chat_page_compare (self);
    break;
  case WHIN_PART_NONE:
  case WHIN_PART_QUOTE:
  case WHIN_PART_SENDER:
  case WHIN_PART_REACTION:
    break;
  }
}

void
whin_chat_page_activate (WhinChatPage *self, WhinMessageRow *row, WhinMessage *message)
{
  const MessageRow *source = whin_message_get_row (message);

  if (whin_message_get_item (message) != WHIN_ITEM_MESSAGE)
    return;
  if (source->once != ONCE_NOT || source->kind == MESSAGE_FILE)
    open_file (self, message);
  else if (source->kind == MESSAGE_PICTURE)
    open_picture (self, message);
  else /* into a card, if there is one */
    gtk_widget_child_focus (GTK_WIDGET (row), GTK_DIR_TAB_FORWARD);
}

/* -- The menu -- */

static WhinMessage *
menu_message (WhinChatPage *self)
{
  return g_object_get_data (G_OBJECT (self), MENU_MESSAGE);
}

static void
copy_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  WhinChatPage *self = user_data;

  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)),
                          whin_message_get_row (menu_message (self))->text);
}

static void
open_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  open_file (user_data, menu_message (user_data));
}

static void
save_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  whin_save_as (GTK_WIDGET (user_data), whin_message_get_row (menu_message (user_data))->media);
}

static void
retry_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  WhinChatPage *self = user_data;
  MessageName name = whin_message_get_name (menu_message (self));

  whin_client_retry (self->client, &name);
}

static void
delete_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  WhinChatPage *self = user_data;
  const MessageRow *row = whin_message_get_row (menu_message (self));
  MessageName name = whin_message_get_name (menu_message (self));

  if (row->state == STATE_FAILED)
    whin_client_discard (self->client, &name);
  else if (row->state == STATE_PENDING)
    whin_client_cancel_transfer (self->client, &name);
  else
    whin_client_delete_message (self->client, &name);
}

static const GActionEntry actions[] = {
  { "copy", copy_action },   { "open", open_action },     { "save", save_action },
  { "retry", retry_action }, { "delete", delete_action },
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
    return _ ("_Delete for Me");
  }
}

static GMenuModel *
menu_for (const MessageRow *row)
{
  GMenu *menu = g_menu_new ();
  g_autoptr (GMenu) first = g_menu_new (), last = g_menu_new ();
  gboolean here = row->media && row->media->file;

  if (row->state == STATE_FAILED)
    g_menu_append (first, _ ("_Retry"), "message.retry");
  if (row->text[0])
    g_menu_append (first, _ ("_Copy Text"), "message.copy");
  if (here) {
    g_menu_append (first, _ ("_Open With Another App"), "message.open");
    g_menu_append (first, _ ("_Save As…"), "message.save");
  }
  g_menu_append (last, delete_label (row->state), "message.delete");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (first));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (last));
  return G_MENU_MODEL (menu);
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
}

void
whin_chat_page_popup_menu (WhinChatPage *self,
                           WhinMessageRow *row,
                           WhinMessage *message,
                           double x,
                           double y)
{
  g_autoptr (GMenuModel) menu = menu_for (whin_message_get_row (message));
  graphene_point_t point, at = GRAPHENE_POINT_INIT ((float) x, (float) y);

  if (!gtk_widget_compute_point (GTK_WIDGET (row), GTK_WIDGET (self), &at, &point))
    return;
  ensure_menu (self);
  /* A menu of its own message, whatever the row shows by then. */
  g_object_set_data_full (G_OBJECT (self), MENU_MESSAGE, g_object_ref (message), g_object_unref);
  gtk_popover_menu_set_menu_model (GTK_POPOVER_MENU (self->menu), menu);
  gtk_popover_set_pointing_to (self->menu, &(GdkRectangle) { (int) point.x, (int) point.y, 1, 1 });
  gtk_popover_popup (self->menu);
}
