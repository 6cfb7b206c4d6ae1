/* chat page, rows: turns a WhinMessage into what a row draws, and fetches its pictures while the
 * row is bound. SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-chat-page-private.h"

#include "error.h"
#include "whin-card.h"
#include "whin-format.h"
#include "whin-group-words.h"
#include "whin-mention.h"
#include "whin-pictures.h"
#include "whin-tick.h"

#include <glib/gi18n.h>

#define AVATAR 32
#define PICTURE_WIDTH 360
#define PICTURE_HEIGHT 420
#define FETCH_MAX (8 * 1024 * 1024) /* pictures up to here come by themselves */

#define MESSAGE "whin-message"
#define LOADING "whin-loading"
#define FETCHED "whin-fetched"
#define WHOLE "whin-whole"

#define LONG_TEXT 4000 /* bytes; what is longer is cut */
#define SHORT_TEXT 3000

WhinMessage *
whin_chat_page_row_message (GtkWidget *row)
{
  return g_object_get_data (G_OBJECT (row), MESSAGE);
}

/* -- Words -- */

static const char *
failure_in_group (int error)
{
  switch (error) {
  case WHIN_ERROR_FORBIDDEN:
  case WHIN_ERROR_NOT_FOUND:
    return _ ("You are not in this group any more");
  case WHIN_ERROR_UNTRUSTED:
    return _ ("The members see different histories of this group");
  default:
    return NULL;
  }
}

static const char *
failure_text (const Conv *conv, int error)
{
  const char *text = conv->kind == CONV_GROUP ? failure_in_group (error) : NULL;

  if (text)
    return text;
  switch (error) {
  case WHIN_ERROR_GAVE_UP:
    return _ ("Not delivered for 14 days");
  case WHIN_ERROR_TOO_BIG:
    return _ ("Too large for this server");
  case WHIN_ERROR_QUOTA:
    return _ ("Your storage on the server is full for now");
  case WHIN_ERROR_STORAGE:
    return _ ("The server is full");
  case WHIN_ERROR_DISK:
  case WHIN_ERROR_CORRUPT:
    return _ ("The file could not be read");
  case WHIN_ERROR_FORBIDDEN:
  case WHIN_ERROR_NOT_FOUND:
    return _ ("This person cannot be reached any more");
  case WHIN_ERROR_UNTRUSTED:
    return _ ("The safety number has changed");
  default:
    return NULL;
  }
}

static const char *
message_text (const MessageRow *row)
{
  if (row->kind == MESSAGE_UNKNOWN)
    return _ ("This message needs a newer Whinchat.");
  if (row->kind == MESSAGE_DELETED)
    return row->own ? _ ("You deleted this message") : _ ("This message was deleted");
  if (row->kind == MESSAGE_UNREADABLE)
    return _ ("Waiting for this message. This may take a while.");
  return row->text;
}

/* -- Pictures -- */

static void
picture_size (const Media *media, int scale, int *width, int *height)
{
  double fit = MIN (
      1.0, MIN ((double) PICTURE_WIDTH / media->width, (double) PICTURE_HEIGHT / media->height));

  *width = MAX (1, (int) (media->width * fit)) * scale;
  *height = MAX (1, (int) (media->height * fit)) * scale;
}

static GCancellable *
row_cancellable (GtkWidget *row)
{
  return g_object_get_data (G_OBJECT (row), LOADING);
}

static void
stop (gpointer cancellable)
{
  g_cancellable_cancel (cancellable);
  g_object_unref (cancellable);
}

static void
picture_cb (GdkTexture *texture, gpointer row)
{
  if (texture)
    whin_message_row_set_texture (row, GDK_PAINTABLE (texture));
}

static gboolean
has_picture (const MessageRow *row)
{
  return row->kind == MESSAGE_PICTURE && row->media && row->media->width > 0 &&
         row->media->height > 0;
}

static void
load_picture (GtkWidget *row, const Media *media, WhinMessageView *view)
{
  int width, height;

  picture_size (media, gtk_widget_get_scale_factor (row), &width, &height);
  view->texture = GDK_PAINTABLE (whin_pictures_peek (media->file, width, height));
  if (!view->texture)
    whin_pictures_load (media->file, width, height, row_cancellable (row), picture_cb, row);
}

static void rebind_cb (WhinMessage *message, GtkWidget *row);

static void
thumb_cb (GdkTexture *texture, gpointer row)
{
  WhinMessage *message = whin_chat_page_row_message (row);

  if (texture && message)
    rebind_cb (message, row);
}

static void
load_media (GtkWidget *row, const MessageRow *message, WhinMessageView *view)
{
  const Media *media = message->media;

  if (media->thumb) {
    view->placeholder = GDK_PAINTABLE (whin_pictures_peek_thumb (media->thumb));
    if (!view->placeholder && !media->file)
      whin_pictures_load_thumb (media->thumb, row_cancellable (row), thumb_cb, row);
  }
  if (media->file)
    load_picture (row, media, view);
}

static void
fetch_by_itself (WhinChatPage *self, WhinMessage *message)
{
  const MessageRow *row = whin_message_get_row (message);
  MessageName name = whin_message_get_name (message);

  if (!has_picture (row) || row->own || row->once != ONCE_NOT || row->media->file ||
      row->media->size > FETCH_MAX || row->media->transfer != TRANSFER_NONE ||
      g_object_get_data (G_OBJECT (message), FETCHED))
    return;
  g_object_set_data (G_OBJECT (message), FETCHED, GINT_TO_POINTER (TRUE));
  whin_client_fetch_media (self->client, &name);
}

/* -- Filling in a row -- */

static WhinTransfer
transfer_of (const MessageRow *message)
{
  const Media *media = message->media;

  switch (media->transfer) {
  case TRANSFER_WAITING:
  case TRANSFER_RUNNING:
    return WHIN_TRANSFER_RUNNING;
  case TRANSFER_FAILED:
    return WHIN_TRANSFER_FAILED;
  case TRANSFER_NONE:
    break;
  }
  /* Whatever has not left yet can be kept from leaving. */
  if (message->own && message->state == STATE_PENDING)
    return WHIN_TRANSFER_RUNNING;
  return media->file ? WHIN_TRANSFER_NONE : WHIN_TRANSFER_OFFERED;
}

static double
progress_of (const Media *media)
{
  if (media->transfer != TRANSFER_RUNNING || media->size <= 0)
    return -1;
  return CLAMP ((double) media->done / (double) media->size, 0, 1);
}

/* What a view borrows while it is set. */
typedef struct {
  char *time, *label, *type, *notice, *quote, *text, *card;
} Borrowed;

static void
borrowed_clear (Borrowed *borrowed)
{
  g_free (borrowed->time);
  g_free (borrowed->label);
  g_free (borrowed->type);
  g_free (borrowed->notice);
  g_free (borrowed->card);
  g_free (borrowed->quote);
  g_free (borrowed->text);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Borrowed, borrowed_clear)

/* Nothing of it is shown before it is looked at, and nothing after. */
static void
fill_once (const MessageRow *message, WhinMessageView *view)
{
  view->media = WHIN_MEDIA_FILE;
  view->file_name = message->once == ONCE_WAITS ? _ ("Photo, view once") : _ ("Photo, opened");
  view->content_type = "image/x-generic";
  view->media_label = message->once == ONCE_OPENED ? _ ("It could be opened once")
                      : message->own               ? _ ("Not opened yet")
                                                   : _ ("Open it to see it");
  if (message->once == ONCE_OPENED || view->transfer == WHIN_TRANSFER_OFFERED)
    view->transfer = WHIN_TRANSFER_NONE;
}

static void
fill_media (GtkWidget *row, const MessageRow *message, WhinMessageView *view, Borrowed *borrowed)
{
  const Media *media = message->media;

  view->transfer = transfer_of (message);
  view->progress = progress_of (media);
  if (message->once != ONCE_NOT) {
    fill_once (message, view);
    return;
  }
  if (has_picture (message)) {
    view->media = WHIN_MEDIA_PICTURE;
    view->media_width = media->width;
    view->media_height = media->height;
    load_media (row, message, view);
    return;
  }
  view->media = WHIN_MEDIA_FILE;
  view->file_name = media->name[0] ? media->name : _ ("File");
  view->media_label = borrowed->label = whin_format_file (media->mime, media->size);
  view->content_type = borrowed->type = g_content_type_from_mime_type (media->mime);
}

static const char *
text_of_notice (MessageKind kind)
{
  switch (kind) {
  case MESSAGE_KEY_CHANGED:
    return _ ("The safety number of this chat has changed. That happens when somebody sets up "
              "Whinchat anew; compare it to be sure.");
  case MESSAGE_TWO_LISTS:
    return _ ("The server shows different devices to different people. Nothing is sent here until "
              "you have compared the safety number.");
  default:
    return _ ("Messages are missing here. They were not delivered, or waited longer than the "
              "server keeps them.");
  }
}

static void
fill_notice (WhinChatPage *self, WhinMessage *message, WhinMessageView *view, Borrowed *borrowed)
{
  const MessageRow *source = whin_message_get_row (message);
  const GPtrArray *folded = whin_message_get_folded (message);

  view->kind = WHIN_ROW_NOTE;
  if (MESSAGE_KIND_IS_CHANGE (source->kind)) {
    view->text = borrowed->notice = folded ? whin_group_notice_of (self->client, folded)
                                           : whin_group_notice (self->client, source);
    return;
  }
  view->text = text_of_notice (source->kind);
  if (source->kind != MESSAGE_GAP)
    view->action = _ ("Compare");
}

/* -- Who wrote it, in a group -- */

static void
avatar_cb (GdkTexture *texture, gpointer row)
{
  if (texture)
    whin_message_row_set_avatar (row, GDK_PAINTABLE (texture));
}

static void
load_avatar (GtkWidget *row, const MediaFile *file, WhinMessageView *view)
{
  int side = AVATAR * gtk_widget_get_scale_factor (row);

  view->avatar = GDK_PAINTABLE (whin_pictures_peek (file, side, side));
  if (!view->avatar)
    whin_pictures_load (file, side, side, row_cancellable (row), avatar_cb, row);
}

static void
fill_sender (WhinChatPage *self, GtkWidget *row, const MessageRow *source, WhinMessageView *view)
{
  WhinContact *contact =
      whin_contact_list_find (whin_client_get_contacts (self->client), &source->author);
  const MediaFile *file = contact ? whin_contact_get_row (contact)->avatar : NULL;

  view->group = TRUE;
  if (source->own)
    return;
  view->sender = whin_client_name_of (self->client, &source->author);
  view->sender_colour = whin_group_colour (&source->author);
  if (file && view->last_of_run)
    load_avatar (row, file, view);
}

/* -- What was done to it -- */

static void
fill_quote (WhinChatPage *self, const MessageRow *source, WhinMessageView *view, Borrowed *borrowed)
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
  for (guint i = 0; source->reactions && i < source->reactions->len && i < WHIN_MAX_REACTIONS;
       i++) {
    const Reaction *reaction = source->reactions->pdata[i];

    view->reactions[view->n_reactions++] =
        (WhinReactionView) { reaction->emoji, reaction->count, reaction->own };
  }
}

static void
fill_mentions (WhinChatPage *self, const WhinNamed *named, WhinMessageView *view)
{
  for (guint i = 0; i < named->mentions->len && i < WHIN_MAX_MENTIONS; i++) {
    const Mention *mention = &g_array_index (named->mentions, Mention, i);

    view->mentions[view->n_mentions++] =
        (WhinMentionView) { mention->start, mention->end,
                            whin_client_is_self (self->client, &mention->acc) };
  }
}

/* Long texts show their beginning; nobody has to wait for what is out of sight. */
static void
cut_text (WhinMessage *message, WhinMessageView *view, Borrowed *borrowed)
{
  const char *end = view->text + SHORT_TEXT;

  if (!view->text || strlen (view->text) <= LONG_TEXT ||
      g_object_get_data (G_OBJECT (message), WHOLE))
    return;
  while (((guchar) *end & 0xC0) == 0x80)
    end--;
  for (guint i = 0; i < view->n_mentions; i++)
    if (view->mentions[i].end > (guint) (end - view->text))
      view->n_mentions = i;
  {
    char *text = g_strdup_printf ("%.*s…", (int) (end - view->text), view->text);

    g_free (borrowed->text);
    view->text = borrowed->text = text;
  }
  view->more = TRUE;
}

static void
fill_text (WhinChatPage *self, WhinMessage *message, WhinMessageView *view, Borrowed *borrowed)
{
  const MessageRow *source = whin_message_get_row (message);
  g_autoptr (WhinNamed) named = whin_mention_read (self->client, source);

  view->text = message_text (source);
  if (named) {
    fill_mentions (self, named, view);
    view->text = borrowed->text = g_steal_pointer (&named->text);
  }
  cut_text (message, view, borrowed);
}

static void
fill_deeds (WhinChatPage *self, WhinMessage *message, WhinMessageView *view, Borrowed *borrowed)
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

void
whin_chat_page_show_whole (WhinMessage *message)
{
  g_object_set_data (G_OBJECT (message), WHOLE, GINT_TO_POINTER (TRUE));
  g_signal_emit_by_name (message, "changed");
}

static void
fill_message (WhinChatPage *self,
              GtkWidget *row,
              WhinMessage *message,
              WhinMessageView *view,
              Borrowed *borrowed)
{
  const MessageRow *source = whin_message_get_row (message);

  if (MESSAGE_KIND_IS_NOTICE (source->kind)) {
    fill_notice (self, message, view, borrowed);
    return;
  }
  view->kind = WHIN_ROW_MESSAGE;
  view->own = source->own;
  view->first_of_run = whin_message_is_first_of_run (message);
  view->last_of_run = whin_message_is_last_of_run (message);
  view->sender = source->own ? _ ("You") : whin_chat_get_name (self->chat);
  if (source->conv.kind == CONV_GROUP)
    fill_sender (self, row, source, view);
  fill_text (self, message, view, borrowed);
  fill_deeds (self, message, view, borrowed);
  view->waiting = source->kind == MESSAGE_UNREADABLE;
  view->time = borrowed->time = whin_format_clock (source->time);
  view->tick = whin_tick_of (source);
  view->expires = source->expires > 0;
  view->failure =
      source->state == STATE_FAILED ? failure_text (&source->conv, source->error) : NULL;
  if (source->media)
    fill_media (row, source, view, borrowed);
  else
    whin_card_fill (source, view, &borrowed->card);
}

static void
show_item (WhinChatPage *self, GtkWidget *row, WhinMessage *message)
{
  WhinMessageView view = { 0 };
  g_auto (Borrowed) borrowed = { 0 };
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

#define PAGE "whin-page"

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

/* Somebody in the group has another name or picture. */
static void
people_cb (GtkWidget *row)
{
  WhinMessage *message = whin_chat_page_row_message (row);

  if (message)
    rebind_cb (message, row);
}

static void
part_cb (WhinMessageRow *row, guint part, const char *detail, WhinChatPage *self)
{
  WhinMessage *message = whin_chat_page_row_message (GTK_WIDGET (row));

  if (message && whin_message_get_item (message) == WHIN_ITEM_MESSAGE)
    whin_chat_page_part_activated (self, row, message, part, detail);
}

static void
command_cb (WhinMessageRow *row, guint command, WhinChatPage *self)
{
  WhinMessage *message = whin_chat_page_row_message (GTK_WIDGET (row));

  if (message && whin_message_get_item (message) == WHIN_ITEM_MESSAGE)
    whin_chat_page_command (self, message, (WhinCommand) command);
}

static GtkWidget *
create_row (gpointer page)
{
  GtkWidget *row = whin_message_row_new ();

  g_object_set_data (G_OBJECT (row), PAGE, page);
  g_signal_connect (row, "part-activated", G_CALLBACK (part_cb), page);
  g_signal_connect (row, "command", G_CALLBACK (command_cb), page);
  return row;
}

static void
bind_row (GtkWidget *row, gpointer item, guint position, gpointer page)
{
  WhinChatPage *self = page;

  g_object_set_data_full (G_OBJECT (row), MESSAGE, g_object_ref (item), g_object_unref);
  g_object_set_data_full (G_OBJECT (row), LOADING, g_cancellable_new (), stop);
  g_signal_connect (item, "changed", G_CALLBACK (rebind_cb), row);
  if (whin_chat_get_conv (self->chat)->kind == CONV_GROUP)
    g_signal_connect_object (self->client, "people-changed", G_CALLBACK (people_cb), row,
                             G_CONNECT_SWAPPED);
  show_item (page, row, item);
  if (whin_message_get_item (item) == WHIN_ITEM_MESSAGE)
    fetch_by_itself (page, item);
}

static void
unbind_row (GtkWidget *row, gpointer item, gpointer page)
{
  WhinChatPage *self = page;

  g_signal_handlers_disconnect_by_func (self->client, people_cb, row);
  g_signal_handlers_disconnect_by_func (item, rebind_cb, row);
  g_object_set_data (G_OBJECT (row), LOADING, NULL);
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
