/* archive-message: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "archive-message.h"

#include "archive-broadcast.h"
#include "archive-chat.h"
#include "archive-text.h"
#include "change.h"
#include "mentions.h"
#include "row-content.h"
#include "store-message.h"
#include "store-poll.h"

/* -- Out of the store. -- */

static ArchiveMedia *
media_of (const StoreArchived *message)
{
  const Media *media = message->row->media;
  ArchiveMedia *to;

  if (media == NULL)
    return NULL;
  to = g_new0 (ArchiveMedia, 1);
  to->object = media->object;
  to->mime = g_strdup (media->mime);
  to->name = archive_text_or_null (media->name);
  to->size = media->size;
  to->w = media->width;
  to->h = media->height;
  to->thumb = archive_bytes_to_text (media->thumb);
  archive_key_to_text (message->key, &to->key, &to->sha256, &to->size);
  to->file = message->as_file;
  to->once = message->row->once != ONCE_NOT;
  to->sticker = row_content_of_sticker (media->sticker);
  to->album = row_content_of_album (&media->album);
  to->ms = media->ms;
  to->wave = archive_bytes_to_text (media->bars);
  to->played = message->row->played;
  return to;
}

static GPtrArray *
votes_of (Core *core, const MessageRow *row)
{
  g_autoptr (GArray) votes =
      store_poll_votes (core->store, &row->author, &row->id, ARCHIVE_VOTES_MAX);
  GPtrArray *to = g_ptr_array_new ();

  for (guint i = 0; i < votes->len; i++) {
    const StoreVote *vote = &g_array_index (votes, StoreVote, i);
    ArchiveVote *copy = g_new0 (ArchiveVote, 1);

    *copy =
        (ArchiveVote) { vote->acc, vote->id, vote->place, vote->time, vote->choices, vote->end };
    g_ptr_array_add (to, copy);
  }
  return to;
}

ArchiveRecord *
archive_message_of (Core *core, const StoreArchived *message)
{
  ArchiveRecord *record = g_new0 (ArchiveRecord, 1);
  const MessageRow *row = message->row;
  ArchiveMessage *to = &record->message;

  record->kind = ARCHIVE_MESSAGE;
  to->conv = row->conv;
  to->author = row->author;
  to->id = row->id;
  to->ord = row->ord;
  to->placed = message->placed;
  to->what = g_strdup (archive_kind_to_text (row->kind));
  to->state = g_strdup (archive_state_to_text (row->state));
  to->own = row->own;
  to->time = row->time;
  to->text = archive_text_or_null (row->text);
  to->raw = archive_bytes_to_text (message->raw);
  to->media = media_of (message);
  to->re = row->quote_id;
  to->re_author = row->quote_author;
  to->mentions = content_mentions (row->mentions);
  to->fwd = row->forwarded;
  to->broadcast = row->broadcast;
  to->expires = row->expires;
  to->gone = message->gone_at;
  if (row->poll != NULL)
    to->votes = votes_of (core, row);
  return record;
}

/* -- Into the store. -- */

static Media *
take_media (const ArchiveMedia *from)
{
  Media *media = media_new ();

  media->object = from->object;
  media->mime = g_strdup (from->mime);
  media->name = archive_text_or_empty (from->name);
  media->size = from->size;
  media->width = (int) from->w;
  media->height = (int) from->h;
  media->thumb = archive_bytes_from_text (from->thumb);
  media->sticker = row_content_sticker (from->sticker);
  media->album = row_content_album (from->album);
  media->ms = from->ms;
  media->bars = archive_bytes_from_text (from->wave);
  return media;
}

/* What waited then may have been sent since: whoever wrote it decides. */
static MessageState
state_of (const ArchiveMessage *from)
{
  int state = archive_state_from_text (from->state);

  if (!from->own)
    return STATE_RECEIVED;
  if (!from->placed)
    return STATE_FAILED;
  return state < STATE_SENT || state > STATE_READ ? STATE_SENT : (MessageState) state;
}
G_STATIC_ASSERT (STATE_SENT < STATE_DELIVERED && STATE_DELIVERED < STATE_READ);

/* That was not heard here. */
static void
take_back (Core *core, const ArchiveMessage *from)
{
  g_autoptr (MessageRow) row = store_message_get (core->store, &from->author, &from->id);

  if (row != NULL && row->kind != MESSAGE_DELETED)
    change_erase (core, row);
}

/* A content of a further kind has more to be found than it shows. */
static void
find_words (MessageRow *row, GBytes *raw)
{
  g_autoptr (Content) content =
      row->kind > MESSAGE_DELETED && raw != NULL ? content_decode (raw, NULL) : NULL;
  MessageKind kind;

  if (content == NULL || !row_content_kind (content, &kind) || kind != row->kind)
    return;
  g_free (row->text);
  row->text = row_content_words (content);
}

static void
put_votes (Core *core, const ArchiveMessage *from)
{
  for (guint i = 0; from->votes != NULL && i < from->votes->len; i++) {
    const ArchiveVote *vote = from->votes->pdata[i];

    store_poll_add_vote (core->store, &from->author, &from->id,
                         &(StoreVote) { vote->acc, vote->id, vote->cseq, vote->time,
                                        (guint) vote->choices, vote->end });
  }
}

void
archive_message_put (Core *core, const ArchiveMessage *from, GHashTable *touched)
{
  g_autoptr (StoreArchived) message = NULL;
  MessageRow *row;
  int kind = archive_kind_from_text (from->what);
  gboolean shown = store_message_is_known (core->store, &from->author, &from->id);

  if (from->gone != 0 && from->gone <= core_now (core))
    return;
  if (kind == MESSAGE_DELETED && shown)
    take_back (core, from);
  message = g_new0 (StoreArchived, 1);
  row = message->row = message_row_new ();
  row->conv = from->conv;
  row->author = from->author;
  row->id = from->id;
  row->ord = from->ord;
  row->kind = kind >= 0 ? (MessageKind) kind : MESSAGE_UNKNOWN;
  row->state = state_of (from);
  row->own = from->own;
  row->time = from->time;
  row->text = archive_text_or_empty (from->text);
  row->error = row->state == STATE_FAILED ? WHIN_ERROR_GAVE_UP : -1;
  row->expires = from->expires;
  message->gone_at = from->gone;
  row->media = from->media != NULL ? take_media (from->media) : NULL;
  row->quote_id = from->re;
  row->quote_author = from->re_author;
  row->mentions = mentions_from_content (row->text, from->mentions);
  row->forwarded = from->fwd;
  row->broadcast = from->broadcast;
  message->placed = from->placed;
  row->once = from->media != NULL && from->media->once ? ONCE_OPENED : ONCE_NOT;
  row->played = from->media != NULL && from->media->played;
  message->raw = archive_bytes_from_text (from->raw);
  find_words (row, message->raw);
  if (from->media != NULL)
    message->key = media_key_from_text (from->media->key, from->media->sha256, from->media->size);
  message->as_file = from->media != NULL && from->media->file;
  if (!store_archive_add_message (core->store, message))
    return;
  put_votes (core, from);
  if (archive_broadcast_is_needed (row))
    archive_broadcast_put (core, from);
  archive_touch (touched, &from->conv);
  change_on_message (core, row);
  /* It could not be read before. */
  if (shown)
    core_note_message (core, &from->author, &from->id);
}
