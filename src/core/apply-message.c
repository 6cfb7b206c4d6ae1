/* apply-message: what shows as a bubble - text, media, and kinds of a later version.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "apply.h"

#include "change.h"
#include "expiry.h"
#include "mentions.h"
#include "requests.h"
#include "row-content.h"
#include "store-contact.h"
#include "store-media.h"
#include "store-message.h"

#include <string.h>

static MessageRow *
row_of (Core *core, const ProtoMsg *msg, const Conv *conv, MessageKind kind)
{
  MessageRow *row = message_row_new ();
  Id self = core_self (core);

  row->conv = *conv;
  row->id = msg->id;
  row->author = msg->from;
  row->kind = kind;
  row->own = id_equal (&msg->from, &self);
  row->state = row->own ? STATE_SENT : STATE_RECEIVED;
  row->time = msg->ts;
  row->error = -1;
  return row;
}

static void
note (Core *core, const MessageRow *row)
{
  core_note_message (core, &row->author, &row->id);
  core_note_chat (core, &row->conv);
}

void
apply_take_away (Core *core, const MessageRow *wrong)
{
  MessageName name = { wrong->conv, wrong->author, wrong->id };

  store_message_delete (core->store, &name.author, &name.id, FALSE, core_now (core));
  core_note_removed (core, &name);
  core_note_chat (core, &name.conv);
}

/* What could not be read before stands where it stood, if that is its chat. */
static gboolean
put (Core *core, const ProtoMsg *msg, MessageRow *row, GBytes *raw)
{
  g_autoptr (MessageRow) before = NULL;

  if (!store_message_is_unreadable (core->store, &row->author, &row->id))
    return store_message_add (core->store, row, msg->cseq, raw);
  before = store_message_get (core->store, &row->author, &row->id);
  if (before->conv.kind == row->conv.kind && id_equal (&before->conv.id, &row->conv.id))
    return store_message_resolve (core->store, row, raw);
  apply_take_away (core, before);
  return store_message_add (core->store, row, msg->cseq, raw);
}

/* FALSE when it was here before. */
static gboolean
add (Core *core, const ProtoMsg *msg, MessageRow *row, GBytes *raw)
{
  if (!row->own && store_contact_ensure (core->store, &row->author))
    core_note_contact (core, &row->author);
  if (!put (core, msg, row, raw))
    return FALSE;
  expiry_begin (core, row, row->time);
  if (!row->own) {
    request_receipt (core, "delivered", &(MessageName) { row->conv, row->author, row->id });
    presence_on_message (core, &row->conv, &row->author);
  } else {
    request_settle (core, &row->conv);
  }
  note (core, row);
  change_on_message (core, row);
  return TRUE;
}

/* Seconds as somebody says: something is there long enough to be read. */
static gint64
lasts (gint64 expires)
{
  return expires > 0 ? MAX (expires, LIMIT_EXPIRES_MIN) : 0;
}

static void
set_quote (MessageRow *row, const Id *author, const Id *id)
{
  if (id_is_none (author) || id_is_none (id))
    return;
  row->quote_author = *author;
  row->quote_id = *id;
}

void
apply_text (Core *core, const ProtoMsg *msg, const Conv *conv, const Content *content)
{
  g_autoptr (MessageRow) row = row_of (core, msg, conv, MESSAGE_TEXT);
  g_autoptr (GBytes) raw = NULL;

  row->text = g_strdup (content->text.text);
  row->expires = lasts (content->expires);
  row->broadcast = content->broadcast;
  set_quote (row, &content->text.re_author, &content->text.re);
  row->mentions = mentions_from_content (row->text, content->text.mentions);
  row->forwarded = content->text.fwd;
  if (content->text.preview != NULL)
    raw = content_encode (content, NULL);
  add (core, msg, row, raw);
}

void
apply_kind (Core *core, const ProtoMsg *msg, const Conv *conv, const Content *content)
{
  g_autoptr (GBytes) raw = content_encode (content, NULL);
  g_autoptr (MessageRow) row = NULL;
  MessageKind kind;

  if (raw == NULL || !row_content_kind (content, &kind)) {
    apply_unknown (core, msg, conv, raw);
    return;
  }
  row = row_of (core, msg, conv, kind);
  row->text = row_content_words (content);
  row->expires = lasts (content->expires);
  row->broadcast = content->broadcast;
  add (core, msg, row, raw);
}

void
apply_unknown (Core *core, const ProtoMsg *msg, const Conv *conv, GBytes *raw)
{
  g_autoptr (MessageRow) row = row_of (core, msg, conv, MESSAGE_UNKNOWN);

  row->text = g_strdup ("");
  add (core, msg, row, raw);
}

gboolean
apply_unreadable (Core *core, const ProtoMsg *msg, const Conv *conv)
{
  g_autoptr (MessageRow) row = row_of (core, msg, conv, MESSAGE_UNREADABLE);

  row->text = g_strdup ("");
  if (!store_message_add (core->store, row, msg->cseq, NULL))
    return FALSE;
  note (core, row);
  return TRUE;
}

Id
apply_gap (Core *core, const ProtoMsg *msg, const Conv *conv)
{
  g_autoptr (MessageRow) row = row_of (core, msg, conv, MESSAGE_GAP);

  row->id = id_random ();
  row->author = core_self (core);
  row->own = FALSE;
  row->state = STATE_RECEIVED;
  row->text = g_strdup ("");
  if (store_message_add (core->store, row, msg->cseq, NULL))
    note (core, row);
  return row->id;
}

/* A name to show and to save under: no folders, no control characters. */
static char *
safe_name (const char *name)
{
  GString *safe = g_string_new (NULL);

  for (const char *at = name != NULL ? name : ""; *at != '\0'; at = g_utf8_next_char (at)) {
    gunichar c = g_utf8_get_char (at);
    GUnicodeType type = g_unichar_type (c);

    if (c == '/' || c == '\\')
      g_string_append_c (safe, '_');
    else if (type != G_UNICODE_CONTROL && type != G_UNICODE_FORMAT)
      g_string_append_unichar (safe, c);
  }
  while (safe->str[0] == '.')
    g_string_erase (safe, 0, 1);
  return g_string_free (safe, FALSE);
}

static char *
safe_mime (const char *mime)
{
  static const char allowed[] = "abcdefghijklmnopqrstuvwxyz0123456789-+._/";

  return g_strdup (strspn (mime, allowed) == strlen (mime) ? mime : "application/octet-stream");
}

static GBytes *
thumb_of (const ContentMedia *content)
{
  g_autoptr (GBytes) thumb = content->thumb != NULL ? base64url_decode (content->thumb) : NULL;

  return thumb != NULL && g_bytes_get_size (thumb) <= LIMIT_THUMB_MAX ? g_steal_pointer (&thumb)
                                                                      : NULL;
}

static void
take_voice (const ContentVoice *voice, Media *media)
{
  g_autoptr (GBytes) bars = voice->wave != NULL ? base64url_decode (voice->wave) : NULL;

  media->ms = voice->ms;
  if (bars != NULL && g_bytes_get_size (bars) <= LIMIT_VOICE_BARS_MAX)
    media->bars = g_steal_pointer (&bars);
}

static Media *
media_of (const ContentMedia *content)
{
  Media *media = media_new ();

  media->object = content->obj;
  media->mime = safe_mime (content->mime);
  media->name = safe_name (content->name);
  media->size = content->size;
  media->width = content->w;
  media->height = content->h;
  media->thumb = thumb_of (content);
  if (row_content_is_sticker (content))
    media->sticker = row_content_sticker (content->sticker);
  return media;
}

/* A video that is to be a file has no size in pixels. */
static void
take_video (const ContentMedia *content, Media *media)
{
  if (content->file && g_str_has_prefix (media->mime, "video/"))
    media->width = media->height = 0;
  else
    media->ms = content->ms;
}

static MessageKind
kind_of (const ContentMedia *media)
{
  if (media->file)
    return MESSAGE_FILE;
  if (media->voice != NULL && strcmp (media->mime, "audio/ogg") == 0)
    return MESSAGE_VOICE;
  return g_str_has_prefix (media->mime, "image/") && media->w > 0 && media->h > 0 ? MESSAGE_PICTURE
                                                                                  : MESSAGE_FILE;
}

void
apply_media (Core *core, const ProtoMsg *msg, const Conv *conv, const Content *content)
{
  const ContentMedia *media = &content->media;
  MessageKind kind = kind_of (media);
  g_autoptr (MediaKey) key = media_key_from_text (media->key, media->sha256, media->size);
  g_autoptr (MessageRow) row = NULL;
  g_autoptr (StoreMedia) stored = NULL;

  if (key == NULL) {
    apply_unknown (core, msg, conv, NULL);
    return;
  }
  row = row_of (core, msg, conv, kind);
  row->text = g_strdup (media->text != NULL ? media->text : "");
  row->media = media_of (media);
  if (kind == MESSAGE_VOICE)
    take_voice (media->voice, row->media);
  else if (kind == MESSAGE_FILE)
    take_video (media, row->media);
  row->expires = lasts (content->expires);
  row->broadcast = content->broadcast;
  row->once = media->once && kind != MESSAGE_FILE ? ONCE_WAITS : ONCE_NOT;
  set_quote (row, &media->re_author, &media->re);
  row->mentions = mentions_from_content (row->text, media->mentions);
  row->forwarded = media->fwd;
  if (kind != MESSAGE_VOICE && row->once == ONCE_NOT && row->media->sticker == NULL)
    row->media->album = row_content_album (media->album);
  if (!add (core, msg, row, NULL))
    return;
  stored = store_media_get (core->store, &row->author, &row->id);
  /* Whoever sent it does not look at it again. */
  if (stored == NULL || (row->own && row->once != ONCE_NOT))
    return;
  stored->key = g_steal_pointer (&key);
  store_media_put (core->store, stored);
  media_on_message (core, row);
}
