/* chat page, rows: turns a WhinMessage into what a row draws.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-chat-page-rows.h"

#include "whin-card.h"
#include "whin-drag-out.h"
#include "whin-failure.h"
#include "whin-format.h"
#include "whin-group-words.h"
#include "whin-tick.h"

#include <glib/gi18n.h>

#define MESSAGE "whin-message"
#define PAGE "whin-page"

WhinMessage *
whin_chat_page_row_message (GtkWidget *row)
{
  return g_object_get_data (G_OBJECT (row), MESSAGE);
}

void
whin_borrowed_clear (WhinBorrowed *borrowed)
{
  g_free (borrowed->time);
  g_free (borrowed->label);
  g_free (borrowed->type);
  g_free (borrowed->notice);
  g_free (borrowed->card);
  g_free (borrowed->failure);
  g_free (borrowed->quote);
  g_free (borrowed->text);
  for (guint i = 0; i < borrowed->n_tiles; i++)
    g_free ((char *) borrowed->tiles[i].label);
  g_free (borrowed->tiles);
}

gboolean
whin_chat_page_is_request (GtkWidget *row)
{
  WhinChatPage *self = g_object_get_data (G_OBJECT (row), PAGE);

  return self->chat && whin_chat_get_row (self->chat)->request;
}

static void
fill_sender (WhinChatPage *self, GtkWidget *row, const MessageRow *source, WhinMessageView *view)
{
  WhinContact *contact =
      whin_contact_list_find (whin_client_get_contacts (self->client), &source->author);
  const MediaFile *file = contact ? whin_contact_get_row (contact)->avatar : NULL;

  view->group = TRUE;
  whin_chat_page_fill_readers (self, row, source, view);
  if (source->own)
    return;
  view->sender = whin_client_name_of (self->client, &source->author);
  view->sender_colour = whin_group_colour (&source->author);
  if (file && view->last_of_run)
    whin_chat_page_fill_avatar (row, file, view);
}

static void
fill_quote (WhinChatPage *self,
            const MessageRow *source,
            WhinMessageView *view,
            WhinBorrowed *borrowed)
{
  const MessageRow *quoted = source->quoted;

  if (id_is_none (&source->quote_id))
    return;
  view->quote_name = whin_client_is_self (self->client, &source->quote_author)
                         ? _ ("You")
                         : whin_client_name_of (self->client, &source->quote_author);
  view->quote_colour = whin_group_colour (&source->quote_author);
  borrowed->quote =
      quoted ? whin_format_preview (quoted) : g_strdup (_ ("This message is not on this device"));
  view->quote_text = borrowed->quote;
}

static void
fill_reactions (const MessageRow *source, WhinMessageView *view)
{
  guint n = source->reactions ? source->reactions->len : 0;

  for (guint i = 0; i < n && i < WHIN_MAX_REACTIONS; i++) {
    const Reaction *reaction = source->reactions->pdata[i];

    view->reactions[view->n_reactions++] =
        (WhinReactionView) { reaction->emoji, reaction->count, reaction->own };
  }
  if (n > WHIN_MAX_REACTIONS)
    view->reactions[WHIN_MAX_REACTIONS - 1] = (WhinReactionView) { WHIN_REACTION_MORE, 0, FALSE };
}

static void
fill_deeds (WhinChatPage *self, WhinMessage *message, WhinMessageView *view, WhinBorrowed *borrowed)
{
  const MessageRow *source = whin_message_get_row (message);

  view->commands = whin_chat_page_commands (self, source);
  view->selecting = whin_chat_page_is_selecting (self);
  view->selected = whin_chat_page_is_chosen (self, message);
  view->starred = source->starred;
  view->deleted = source->kind == MESSAGE_DELETED;
  if (view->deleted)
    return;
  view->edited = source->edited;
  view->pinned = source->pinned;
  view->forwarded = source->forwarded;
  fill_quote (self, source, view, borrowed);
  fill_reactions (source, view);
}

/* The one that is not as far as the others, in whose place the row speaks. */
static const MessageRow *
slowest_of (const GPtrArray *album)
{
  const MessageRow *slowest = NULL;

  for (guint i = 0; i < album->len; i++) {
    const MessageRow *row = whin_message_get_row (album->pdata[i]);

    if (row->state == STATE_FAILED)
      return row;
    if (!slowest || row->state < slowest->state)
      slowest = row;
  }
  return slowest;
}

/* What differs between the parts: of all together. */
static void
fill_album (WhinChatPage *self,
            GtkWidget *row,
            const GPtrArray *album,
            WhinMessageView *view,
            WhinBorrowed *borrowed)
{
  const MessageRow *last = whin_message_get_row (album->pdata[album->len - 1]);
  const MessageRow *slowest = slowest_of (album);

  view->tick = whin_tick_of (slowest);
  g_free (borrowed->time);
  g_free (borrowed->failure);
  view->time = borrowed->time = whin_format_clock (last->time);
  view->failure = borrowed->failure = whin_failure_of (slowest);
  view->selected = view->starred = TRUE;
  view->n_reactions = 0;
  for (guint i = 0; i < album->len; i++) {
    view->selected = view->selected && whin_chat_page_is_chosen (self, album->pdata[i]);
    view->starred = view->starred && whin_message_get_row (album->pdata[i])->starred;
    view->commands |= whin_chat_page_commands (self, whin_message_get_row (album->pdata[i]));
  }
  whin_chat_page_fill_album (self, row, album, view, borrowed);
}

static void
fill_message (WhinChatPage *self,
              GtkWidget *row,
              WhinMessage *item,
              WhinMessageView *view,
              WhinBorrowed *borrowed)
{
  const GPtrArray *album = whin_message_get_album (item);
  WhinMessage *message = album ? album->pdata[0] : item;
  const MessageRow *source = whin_message_get_row (message);

  if (MESSAGE_KIND_IS_NOTICE (source->kind)) {
    whin_chat_page_fill_notice (self, message, view, borrowed);
    return;
  }
  view->kind = WHIN_ROW_MESSAGE;
  view->own = source->own;
  view->first_of_run = whin_message_is_first_of_run (item);
  view->last_of_run = whin_message_is_last_of_run (item);
  view->sender = source->own ? _ ("You") : whin_chat_get_name (self->chat);
  if (source->conv.kind == CONV_GROUP)
    fill_sender (self, row, source, view);
  whin_chat_page_fill_text (self, message, view, borrowed);
  fill_deeds (self, message, view, borrowed);
  view->waiting = source->kind == MESSAGE_UNREADABLE;
  view->time = borrowed->time = whin_format_clock (source->time);
  view->tick = whin_tick_of (source);
  view->expires = source->expires > 0;
  view->broadcast = source->broadcast;
  view->failure = borrowed->failure = whin_failure_of (source);
  if (album)
    fill_album (self, row, album, view, borrowed);
  else if (source->media && source->kind != MESSAGE_VOICE)
    whin_chat_page_fill_media (self, row, message, view, borrowed);
  else
    whin_card_fill (source, view, &borrowed->card);
}

static void
show_item (WhinChatPage *self, GtkWidget *row, WhinMessage *message)
{
  WhinMessageView view = { 0 };
  g_auto (WhinBorrowed) borrowed = { 0 };
  g_autofree char *day = NULL;

  switch (whin_message_get_item (message)) {
  case WHIN_ITEM_DAY:
    view.kind = WHIN_ROW_DAY;
    view.text = day = whin_format_day (whin_message_get_time (message), whin_now ());
    break;
  case WHIN_ITEM_UNREAD:
    view.kind = WHIN_ROW_UNREAD;
    view.text = _ ("New Messages");
    break;
  case WHIN_ITEM_MESSAGE:
    fill_message (self, row, message, &view, &borrowed);
  }
  whin_message_row_set_view (WHIN_MESSAGE_ROW (row), &view);
  if (borrowed.card)
    whin_card_attach (self->client, WHIN_MESSAGE_ROW (row), whin_message_get_row (message));
  whin_message_row_set_marks (WHIN_MESSAGE_ROW (row), self->marks);
}

static void
rebind_cb (WhinMessage *message, GtkWidget *row)
{
  WhinChatPage *self = g_object_get_data (G_OBJECT (row), PAGE);

  if (!self->chat)
    return;
  show_item (self, row, message);
  if (whin_message_get_item (message) == WHIN_ITEM_MESSAGE)
    whin_composer_message_changed (self->composer, whin_message_get_row (message));
}

void
whin_chat_page_refresh_row (GtkWidget *row)
{
  WhinMessage *message = whin_chat_page_row_message (row);

  if (message)
    rebind_cb (message, row);
}

static WhinMessage *
tile_of (WhinMessage *message, int tile)
{
  const GPtrArray *album = whin_message_get_album (message);

  return album && tile >= 0 && tile < (int) album->len ? album->pdata[tile] : message;
}

WhinMessage *
whin_chat_page_message_at (WhinMessageRow *row, double x, double y, gboolean *is_tile)
{
  WhinMessage *message = whin_chat_page_row_message (GTK_WIDGET (row));
  int tile = whin_message_row_get_tile_at (row, x, y);

  if (tile < 0)
    tile = whin_message_row_get_focused_tile (row);
  *is_tile = tile >= 0;
  return message ? tile_of (message, tile) : NULL;
}

static void
part_cb (WhinMessageRow *row, guint part, const char *detail, WhinChatPage *self)
{
  WhinMessage *message = whin_chat_page_row_message (GTK_WIDGET (row));

  if (!message || whin_message_get_item (message) != WHIN_ITEM_MESSAGE)
    return;
  if (detail && (part == WHIN_PART_PICTURE || part == WHIN_PART_TRANSFER))
    message = tile_of (message, (int) g_ascii_strtoll (detail, NULL, 10));
  else if (whin_message_get_album (message) && whin_chat_page_retry_album (self, message, part))
    return;
  else
    message = tile_of (message, 0);
  whin_chat_page_part_activated (self, row, message, part, detail);
}

static void
command_cb (WhinMessageRow *row, guint command, WhinChatPage *self)
{
  WhinMessage *message = whin_chat_page_row_message (GTK_WIDGET (row));

  if (message && whin_message_get_item (message) == WHIN_ITEM_MESSAGE) {
    int tile = whin_message_row_get_focused_tile (row);

    if (tile >= 0)
      whin_chat_page_command_one (self, tile_of (message, tile), (WhinCommand) command);
    else
      whin_chat_page_command (self, message, (WhinCommand) command);
  }
}

static const Media *
media_at (GtkWidget *row, double x, double y, gpointer unused)
{
  WhinPart part = whin_message_row_get_part_at (WHIN_MESSAGE_ROW (row), x, y);
  gboolean tile;
  WhinMessage *message = whin_chat_page_message_at (WHIN_MESSAGE_ROW (row), x, y, &tile);

  if (!message || (part != WHIN_PART_PICTURE && part != WHIN_PART_FILE))
    return NULL;
  return whin_message_get_row (message)->media;
}

static GtkWidget *
create_row (gpointer page)
{
  GtkWidget *row = whin_message_row_new ();

  g_object_set_data (G_OBJECT (row), PAGE, page);
  g_signal_connect (row, "part-activated", G_CALLBACK (part_cb), page);
  g_signal_connect (row, "command", G_CALLBACK (command_cb), page);
  whin_drag_out_add (row, media_at, NULL);
  return row;
}

static void
stop (gpointer cancellable)
{
  g_cancellable_cancel (cancellable);
  g_object_unref (cancellable);
}

static void
bind_row (GtkWidget *row, gpointer item, guint position, gpointer page)
{
  WhinChatPage *self = page;

  g_object_set_data_full (G_OBJECT (row), MESSAGE, g_object_ref (item), g_object_unref);
  g_object_set_data_full (G_OBJECT (row), WHIN_ROW_LOADING, g_cancellable_new (), stop);
  g_signal_connect (item, "changed", G_CALLBACK (rebind_cb), row);
  if (whin_chat_get_conv (self->chat)->kind == CONV_GROUP)
    g_signal_connect_object (self->client, "people-changed",
                             G_CALLBACK (whin_chat_page_refresh_row), row, G_CONNECT_SWAPPED);
  show_item (page, row, item);
  if (whin_message_get_item (item) == WHIN_ITEM_MESSAGE)
    whin_chat_page_look_at (page, item);
}

static void
unbind_row (GtkWidget *row, gpointer item, gpointer page)
{
  WhinChatPage *self = page;

  g_signal_handlers_disconnect_by_func (self->client, whin_chat_page_refresh_row, row);
  g_signal_handlers_disconnect_by_func (item, rebind_cb, row);
  g_object_set_data (G_OBJECT (row), WHIN_ROW_LOADING, NULL);
  g_object_set_data (G_OBJECT (row), WHIN_ROW_MOVING, NULL);
  g_object_set_data (G_OBJECT (row), MESSAGE, NULL);
  whin_message_row_set_view (WHIN_MESSAGE_ROW (row), NULL);
}

static char *
day_of (gpointer item, gboolean *heads, gpointer page)
{
  if (whin_message_get_item (item) == WHIN_ITEM_UNREAD)
    return NULL;
  *heads = whin_message_get_item (item) == WHIN_ITEM_DAY;
  return whin_format_day (whin_message_get_time (item), whin_now ());
}

const WhinChatViewFactory whin_chat_page_factory = {
  .create = create_row,
  .bind = bind_row,
  .unbind = unbind_row,
  .day = day_of,
};
