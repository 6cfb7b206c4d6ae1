/* media-message: from a file that the server has to its message, in the order in which people chose
 * the files. SPDX-License-Identifier: GPL-3.0-or-later */
#include "media-message.h"

#include "media-turns.h"
#include "mentions.h"
#include "row-content.h"
#include "store-message.h"

#include <string.h>

/* Who chooses files this close after one another wants them in order. */
#define TOGETHER_MS 10000

static ContentVoice *
voice_of (const StoreMedia *media)
{
  ContentVoice *voice = g_new0 (ContentVoice, 1);
  gsize len;
  gconstpointer bars;

  voice->ms = media->ms;
  if (media->bars == NULL || media->once != ONCE_NOT)
    return voice;
  bars = g_bytes_get_data (media->bars, &len);
  voice->wave = base64url_encode (bars, len);
  return voice;
}

static void
fill_content (Content *content, const StoreMedia *media)
{
  gsize len;
  gconstpointer data;

  content->kind = CONTENT_MEDIA;
  content->media.obj = media->object;
  content->media.mime = g_strdup (media->mime);
  content->media.name = media->file_name[0] != '\0' ? g_strdup (media->file_name) : NULL;
  content->media.size = media->size;
  content->media.w = media->width;
  content->media.h = media->height;
  content->media.text = media->text[0] != '\0' ? g_strdup (media->text) : NULL;
  content->media.file = media->as_file;
  content->expires = media->expires;
  content->media.once = media->once != ONCE_NOT;
  content->media.sticker = row_content_of_sticker (media->sticker);
  content->media.album = row_content_of_album (&media->album);
  content->media.key = media_key_to_text (media->key);
  content->media.sha256 = media_key_sha256_to_text (media->key);
  /* It would be looked at more than once. */
  if (content->media.once)
    g_clear_pointer (&content->media.name, g_free);
  if (media->kind == MESSAGE_VOICE)
    content->media.voice = voice_of (media);
  else
    content->media.ms = media->ms;
  if (content->media.once || media->thumb == NULL ||
      g_bytes_get_size (media->thumb) > LIMIT_THUMB_MAX)
    return;
  data = g_bytes_get_data (media->thumb, &len);
  content->media.thumb = base64url_encode (data, len);
}

static void
fill_row (Content *content, const MessageRow *row)
{
  content->media.re = row->quote_id;
  content->media.re_author = row->quote_author;
  content->media.mentions = content_mentions (row->mentions);
  content->media.fwd = row->forwarded;
}

/* FALSE when it could not be stored. */
static gboolean
queue_message (Core *core, const StoreMedia *media)
{
  const MessageName *name = &media->name;
  g_autoptr (MessageRow) row = store_message_get (core->store, &name->author, &name->id);
  g_autoptr (Content) content = g_new0 (Content, 1);

  if (row == NULL)
    return TRUE;
  fill_content (content, media);
  fill_row (content, row);
  core_begin (core);
  store_media_set_transfer (core->store, &name->author, &name->id, TRANSFER_NONE);
  send_queue (core, row, content, &media->object, 1);
  core_note_message (core, &name->author, &name->id);
  core_note_chat (core, &name->conv);
  if (!core_commit (core, NULL))
    return FALSE;
  outbox_pump (core);
  return TRUE;
}

static gboolean
is_to_leave (const StoreMedia *media)
{
  return media->own && media->state == STATE_PENDING && media->transfer != TRANSFER_NONE;
}

/* Whether one of the n before it in due was chosen together with it and has not left. One that
 * takes its time keeps nobody waiting. */
static gboolean
must_wait (const GPtrArray *due, guint n)
{
  const StoreMedia *media = due->pdata[n];

  for (guint i = 0; i < n; i++) {
    const StoreMedia *before = due->pdata[i];

    if (is_to_leave (before) && !turns_is_large (before->size) &&
        memcmp (&before->name.conv, &media->name.conv, sizeof (Conv)) == 0 &&
        media->time - before->time < TOGETHER_MS)
      return TRUE;
  }
  return FALSE;
}

static gboolean
is_gone (gpointer id, gpointer value, gpointer data)
{
  const GPtrArray *due = data;

  for (guint i = 0; i < due->len; i++) {
    const StoreMedia *media = due->pdata[i];

    if (is_to_leave (media) && id_equal (&media->name.id, id))
      return FALSE;
  }
  return TRUE;
}

gboolean
media_release (Core *core, GHashTable *stored, GPtrArray *due)
{
  gboolean ok = TRUE;

  for (guint i = 0; i < due->len; i++) {
    StoreMedia *media = due->pdata[i];

    if (!g_hash_table_contains (stored, &media->name.id) || must_wait (due, i))
      continue;
    if (queue_message (core, media))
      media->transfer = TRANSFER_NONE;
    else
      ok = FALSE;
  }
  g_hash_table_foreach_remove (stored, is_gone, due);
  return ok;
}
