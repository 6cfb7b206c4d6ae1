/* chat page, parts: what happens when a link, a picture, a file, a ring or Retry is activated.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-card.h"
#include "whin-chat-page-private.h"

#include "whin-once.h"
#include "whin-open.h"
#include "whin-reel.h"
#include "whin-sticker-dialog.h"
#include "whin-window.h"

#include <glib/gi18n.h>

/* -- Opening -- */

static GtkWindow *
window_of (WhinChatPage *self)
{
  return GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self)));
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

void
whin_chat_page_open_file (WhinChatPage *self, WhinMessage *message)
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

/* A film is played while it comes. */
static void
fetch (WhinChatPage *self, const MessageRow *row)
{
  MessageName name = { row->conv, row->author, row->id };

  whin_client_fetch_media (self->client, &name);
  if (whin_reel_takes (row) && row->kind == MESSAGE_FILE)
    whin_chat_page_view_large (self, row);
}

static void
open_picture (WhinChatPage *self, WhinMessage *message)
{
  const MessageRow *row = whin_message_get_row (message);

  if (row->media->file && row->media->sticker)
    whin_sticker_dialog_present (GTK_WIDGET (self), self->client, row);
  else if (whin_reel_takes (row) && (row->media->file || row->media->coming))
    whin_chat_page_view_large (self, row);
  else
    fetch (self, row);
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
    fetch (self, row);
}

/* The chat with whoever is called by name. */
static void
open_mentioned (WhinChatPage *self, WhinMessage *message, guint number)
{
  const GArray *mentions = whin_message_get_row (message)->mentions;
  GtkWindow *window = window_of (self);

  if (mentions && number < mentions->len && WHIN_IS_WINDOW (window))
    whin_window_open_chat (WHIN_WINDOW (window),
                           &(Conv) { CONV_USER, g_array_index (mentions, Mention, number).acc }, 0);
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
    whin_open_link (GTK_WIDGET (self), detail);
    break;
  case WHIN_PART_PICTURE:
    open_picture (self, message);
    break;
  case WHIN_PART_FILE:
    whin_chat_page_open_file (self, message);
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
  case WHIN_PART_QUOTE:
    whin_chat_page_follow_quote (self, message);
    break;
  case WHIN_PART_REACTION:
    if (!g_str_equal (detail, WHIN_REACTION_MORE)) {
      whin_chat_page_toggle_reaction (self, message, detail);
      break;
    }
    /* fall through */
  case WHIN_PART_REACTORS:
    whin_chat_page_show_reactors (self, row, message, detail);
    break;
  case WHIN_PART_MENTION:
    open_mentioned (self, message, (guint) g_ascii_strtoull (detail, NULL, 10));
    break;
  case WHIN_PART_READERS:
    whin_chat_page_command (self, message, WHIN_COMMAND_INFO);
    break;
  case WHIN_PART_MORE:
    whin_chat_page_show_whole (message);
    break;
  case WHIN_PART_NONE:
  case WHIN_PART_SENDER:
    break;
  }
}

void
whin_chat_page_activate (WhinChatPage *self, WhinMessageRow *row, WhinMessage *message)
{
  const MessageRow *source = whin_message_get_row (message);

  if (whin_message_get_item (message) != WHIN_ITEM_MESSAGE)
    return;
  whin_card_activate (row);
  if (source->kind == MESSAGE_VOICE)
    gtk_widget_child_focus (GTK_WIDGET (row), GTK_DIR_TAB_FORWARD);
  else if (source->once != ONCE_NOT || (source->kind == MESSAGE_FILE && !whin_reel_takes (source)))
    whin_chat_page_open_file (self, message);
  else if (source->kind == MESSAGE_PICTURE || source->kind == MESSAGE_FILE)
    open_picture (self, message);
  else /* into a card, if there is one */
    gtk_widget_child_focus (GTK_WIDGET (row), GTK_DIR_TAB_FORWARD);
}
