/* rows: making, sharing and freeing the values of rows.h.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "rows.h"

static void
sticker_clear (gpointer data)
{
  Sticker *sticker = data;

  g_free (sticker->emoji);
  g_free (sticker->name);
}

static void
sticker_row_clear (gpointer data)
{
  StickerRow *row = data;

  g_free (row->emoji);
  media_file_unref (row->file);
}

static void
sticker_pack_row_clear (gpointer data)
{
  StickerPackRow *row = data;

  g_free (row->name);
  g_clear_pointer (&row->stickers, g_ptr_array_unref);
}

static void
media_clear (gpointer data)
{
  Media *media = data;

  g_free (media->mime);
  g_free (media->name);
  media_file_unref (media->file);
  media_file_unref (media->coming);
  g_clear_pointer (&media->thumb, g_bytes_unref);
  g_clear_pointer (&media->sticker, sticker_unref);
  g_clear_pointer (&media->bars, g_bytes_unref);
}

void
reaction_free (Reaction *reaction)
{
  g_free (reaction->emoji);
  g_free (reaction);
}

void
reactor_free (Reactor *reactor)
{
  g_free (reactor->emoji);
  g_free (reactor);
}

void
message_version_free (MessageVersion *version)
{
  g_free (version->text);
  g_free (version);
}

static void
poll_option_free (gpointer data)
{
  PollOption *option = data;

  g_free (option->text);
  g_free (option);
}

PollOption *
poll_add_option (Poll *poll, const char *text)
{
  PollOption *option = g_new0 (PollOption, 1);

  option->text = g_strdup (text);
  if (poll->options == NULL)
    poll->options = g_ptr_array_new_with_free_func (poll_option_free);
  g_ptr_array_add (poll->options, option);
  return option;
}

static void
poll_clear (gpointer data)
{
  g_clear_pointer (&((Poll *) data)->options, g_ptr_array_unref);
}

static void
spot_clear (gpointer data)
{
}

static void
card_clear (gpointer data)
{
  g_free (((Card *) data)->phone);
}

static void
link_preview_clear (gpointer data)
{
  LinkPreview *preview = data;

  g_free (preview->url);
  g_free (preview->title);
  g_clear_pointer (&preview->thumb, g_bytes_unref);
}

static void
message_row_clear (gpointer data)
{
  MessageRow *row = data;

  g_free (row->text);
  g_clear_pointer (&row->media, media_unref);
  g_clear_pointer (&row->people, g_array_unref);
  g_clear_pointer (&row->quoted, message_row_unref);
  g_clear_pointer (&row->poll, poll_unref);
  g_clear_pointer (&row->spot, spot_unref);
  g_clear_pointer (&row->card, card_unref);
  g_clear_pointer (&row->preview, link_preview_unref);
  g_clear_pointer (&row->mentions, g_array_unref);
  g_clear_pointer (&row->reactions, g_ptr_array_unref);
}

static void
chat_row_clear (gpointer data)
{
  ChatRow *row = data;

  g_free (row->name);
  media_file_unref (row->avatar);
  g_free (row->draft);
  g_clear_pointer (&row->last, message_row_unref);
}

static void
list_row_clear (gpointer data)
{
  ListRow *row = data;

  g_free (row->name);
  g_clear_pointer (&row->chats, g_array_unref);
}

static void
contact_row_clear (gpointer data)
{
  ContactRow *row = data;

  g_free (row->phone);
  g_free (row->name);
  g_free (row->profile_name);
  g_free (row->about);
  media_file_unref (row->avatar);
}

void
group_request_free (gpointer data)
{
  GroupRequest *request = data;

  g_free (request->name);
  g_free (request);
}

static void
group_row_clear (gpointer data)
{
  GroupRow *row = data;

  g_free (row->name);
  g_free (row->about);
  g_free (row->link);
  g_clear_pointer (&row->requests, g_ptr_array_unref);
  media_file_unref (row->avatar);
  g_clear_pointer (&row->members, g_array_unref);
}

static void
presence_row_clear (gpointer data)
{
}

static void
activity_row_clear (gpointer data)
{
}

static void
link_row_clear (gpointer data)
{
  LinkRow *row = data;

  g_free (row->why);
}

static void
account_row_clear (gpointer data)
{
  AccountRow *row = data;

  g_free (row->phone);
  g_free (row->server);
  g_free (row->name);
  g_free (row->about);
  media_file_unref (row->avatar);
  for (guint i = 0; i < N_EXCEPTS; i++)
    g_clear_pointer (&row->except[i], g_array_unref);
}

static void
pairing_row_clear (gpointer data)
{
  PairingRow *row = data;

  g_free (row->device);
}

static void
work_row_clear (gpointer data)
{
  WorkRow *row = data;

  g_free (row->why);
}

static void
backup_row_clear (gpointer data)
{
}

#define ROW_DEFINE(Type, prefix)                                                                   \
  Type *prefix##_new (void)                                                                        \
  {                                                                                                \
    return g_atomic_rc_box_new0 (Type);                                                            \
  }                                                                                                \
  Type *prefix##_ref (const Type *row)                                                             \
  {                                                                                                \
    return g_atomic_rc_box_acquire ((Type *) row);                                                 \
  }                                                                                                \
  void prefix##_unref (Type *row)                                                                  \
  {                                                                                                \
    g_atomic_rc_box_release_full (row, prefix##_clear);                                            \
  }

ROW_DEFINE (Sticker, sticker)
ROW_DEFINE (Media, media)
ROW_DEFINE (StickerRow, sticker_row)
ROW_DEFINE (StickerPackRow, sticker_pack_row)
ROW_DEFINE (Poll, poll)
ROW_DEFINE (Spot, spot)
ROW_DEFINE (Card, card)
ROW_DEFINE (LinkPreview, link_preview)
ROW_DEFINE (MessageRow, message_row)
ROW_DEFINE (ChatRow, chat_row)
ROW_DEFINE (ListRow, list_row)
ROW_DEFINE (ContactRow, contact_row)
ROW_DEFINE (PresenceRow, presence_row)
ROW_DEFINE (ActivityRow, activity_row)
ROW_DEFINE (LinkRow, link_row)
ROW_DEFINE (AccountRow, account_row)
ROW_DEFINE (PairingRow, pairing_row)
ROW_DEFINE (GroupRow, group_row)
ROW_DEFINE (WorkRow, work_row)
ROW_DEFINE (BackupRow, backup_row)

Media *
media_copy (const Media *media)
{
  Media *copy = media_new ();

  *copy = *media;
  copy->mime = g_strdup (media->mime);
  copy->name = g_strdup (media->name);
  copy->file = media_file_ref (media->file);
  copy->coming = media_file_ref (media->coming);
  copy->thumb = media->thumb != NULL ? g_bytes_ref (media->thumb) : NULL;
  copy->sticker = media->sticker != NULL ? sticker_ref (media->sticker) : NULL;
  copy->bars = media->bars != NULL ? g_bytes_ref (media->bars) : NULL;
  return copy;
}

gboolean
message_is_video (const MessageRow *row)
{
  return row->kind == MESSAGE_FILE && row->media != NULL && row->media->width > 0 &&
         row->media->height > 0 && g_str_has_prefix (row->media->mime, "video/");
}

MessageRow *
message_row_copy (const MessageRow *row)
{
  MessageRow *copy = message_row_new ();

  *copy = *row;
  copy->text = g_strdup (row->text);
  copy->media = row->media != NULL ? media_ref (row->media) : NULL;
  copy->people = row->people != NULL ? g_array_ref (row->people) : NULL;
  copy->poll = row->poll != NULL ? poll_ref (row->poll) : NULL;
  copy->spot = row->spot != NULL ? spot_ref (row->spot) : NULL;
  copy->card = row->card != NULL ? card_ref (row->card) : NULL;
  copy->preview = row->preview != NULL ? link_preview_ref (row->preview) : NULL;
  copy->quoted = row->quoted != NULL ? message_row_ref (row->quoted) : NULL;
  copy->mentions = row->mentions != NULL ? g_array_ref (row->mentions) : NULL;
  copy->reactions = row->reactions != NULL ? g_ptr_array_ref (row->reactions) : NULL;
  return copy;
}
