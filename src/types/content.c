/* content: the table of content kinds.
 *
 * A kind is read as two structs over the same object: what all kinds share, and the kind's own
 * members. SPDX-License-Identifier: GPL-3.0-or-later */
#include "content.h"

#include "error.h"
#include "limits.h"

#include <string.h>

typedef struct {
  char *k;
  Id again;
  gint64 ts;
  gint64 expires;
  gboolean broadcast;
} Header;

static const CodecField header_fields[] = {
  CODEC_FIELD (Header, k, STR, TRUE, 1, 32),
  CODEC_FIELD (Header, again, ID, FALSE, 0, 0),
  CODEC_FIELD (Header, ts, INT, FALSE, 0, CODEC_INT_MAX),
  CODEC_FIELD (Header, expires, INT, FALSE, 0, LIMIT_EXPIRES_MAX),
  CODEC_FIELD (Header, broadcast, BOOL, FALSE, 0, 0),
  CODEC_END,
};
static const CodecSchema header_schema = { sizeof (Header), header_fields };

static const CodecField mention_fields[] = {
  CODEC_FIELD (ContentMention, acc, ID, TRUE, 0, 0),
  CODEC_FIELD (ContentMention, start, INT, FALSE, 0, LIMIT_CONTENT_MAX),
  CODEC_FIELD (ContentMention, end, INT, TRUE, 1, LIMIT_CONTENT_MAX),
  CODEC_END,
};
static const CodecSchema mention_schema = { sizeof (ContentMention), mention_fields };

static const CodecField preview_fields[] = {
  CODEC_FIELD (ContentPreview, url, STR, TRUE, 1, 2048),
  CODEC_FIELD (ContentPreview, title, STR, TRUE, 1, LIMIT_PREVIEW_TITLE_MAX),
  CODEC_FIELD (ContentPreview, thumb, B64, FALSE, 0, LIMIT_PREVIEW_THUMB_MAX * 4 / 3 + 4),
  CODEC_END,
};
static const CodecSchema preview_schema = { sizeof (ContentPreview), preview_fields };

static const CodecField text_fields[] = {
  CODEC_FIELD (ContentText, text, STR, TRUE, 1, LIMIT_CONTENT_MAX),
  CODEC_FIELD (ContentText, re, ID, FALSE, 0, 0),
  CODEC_FIELD (ContentText, re_author, ID, FALSE, 0, 0),
  CODEC_FIELD_OF (ContentText, mentions, LIST, FALSE, LIMIT_MENTIONS_MAX, &mention_schema),
  CODEC_FIELD (ContentText, fwd, BOOL, FALSE, 0, 0),
  CODEC_FIELD_OF (ContentText, preview, STRUCT, FALSE, 0, &preview_schema),
  CODEC_END,
};

static const CodecField sticker_fields[] = {
  CODEC_FIELD (ContentSticker, emoji, STR, FALSE, 0, LIMIT_REACTION_MAX),
  CODEC_FIELD (ContentSticker, pack, ID, FALSE, 0, 0),
  CODEC_FIELD (ContentSticker, name, STR, FALSE, 0, LIMIT_NAME_MAX),
  CODEC_END,
};
const CodecSchema content_sticker_schema = { sizeof (ContentSticker), sticker_fields };

/* The last packet of a recording may go past its end. */
#define VOICE_MS_MAX ((LIMIT_VOICE_SECONDS_MAX + 1) * 1000)

static const CodecField voice_fields[] = {
  CODEC_FIELD (ContentVoice, ms, INT, TRUE, 1, VOICE_MS_MAX),
  CODEC_FIELD (ContentVoice, wave, B64, FALSE, 0, LIMIT_VOICE_BARS_MAX * 4 / 3 + 1),
  CODEC_END,
};
static const CodecSchema voice_schema = { sizeof (ContentVoice), voice_fields };

static const CodecField album_fields[] = {
  CODEC_FIELD (ContentAlbum, id, ID, TRUE, 0, 0),
  CODEC_FIELD (ContentAlbum, n, INT, TRUE, 2, LIMIT_ALBUM_MAX),
  CODEC_FIELD (ContentAlbum, at, INT, FALSE, 0, LIMIT_ALBUM_MAX - 1),
  CODEC_END,
};
const CodecSchema content_album_schema = { sizeof (ContentAlbum), album_fields };

static const CodecField media_fields[] = {
  CODEC_FIELD (ContentMedia, obj, ID, TRUE, 0, 0),
  CODEC_FIELD (ContentMedia, mime, STR, TRUE, 1, 127),
  CODEC_FIELD (ContentMedia, name, STR, FALSE, 0, LIMIT_FILE_NAME_MAX),
  CODEC_FIELD (ContentMedia, size, INT, TRUE, 0, LIMIT_MEDIA_MAX),
  CODEC_FIELD (ContentMedia, w, INT, FALSE, 0, 65535),
  CODEC_FIELD (ContentMedia, h, INT, FALSE, 0, 65535),
  CODEC_FIELD (ContentMedia, thumb, B64, FALSE, 0, LIMIT_THUMB_MAX * 4 / 3 + 4),
  CODEC_FIELD (ContentMedia, text, STR, FALSE, 0, LIMIT_CONTENT_MAX),
  CODEC_FIELD (ContentMedia, key, B64, TRUE, 43, 43),
  CODEC_FIELD (ContentMedia, sha256, B64, TRUE, 43, 43),
  CODEC_FIELD (ContentMedia, file, BOOL, FALSE, 0, 0),
  CODEC_FIELD (ContentMedia, re, ID, FALSE, 0, 0),
  CODEC_FIELD (ContentMedia, re_author, ID, FALSE, 0, 0),
  CODEC_FIELD_OF (ContentMedia, mentions, LIST, FALSE, LIMIT_MENTIONS_MAX, &mention_schema),
  CODEC_FIELD (ContentMedia, fwd, BOOL, FALSE, 0, 0),
  CODEC_FIELD (ContentMedia, once, BOOL, FALSE, 0, 0),
  CODEC_FIELD_OF (ContentMedia, sticker, STRUCT, FALSE, 0, &content_sticker_schema),
  CODEC_FIELD_OF (ContentMedia, voice, STRUCT, FALSE, 0, &voice_schema),
  CODEC_FIELD (ContentMedia, ms, INT, FALSE, 0, LIMIT_VIDEO_SECONDS_MAX * 1000),
  CODEC_FIELD_OF (ContentMedia, album, STRUCT, FALSE, 0, &content_album_schema),
  CODEC_END,
};

static const CodecField receipt_fields[] = {
  CODEC_FIELD (ContentReceipt, what, STR, TRUE, 1, 16),
  CODEC_FIELD (ContentReceipt, author, ID, TRUE, 0, 0),
  CODEC_FIELD (ContentReceipt, ids, IDS, TRUE, 0, 512),
  CODEC_END,
};

static const CodecField profile_fields[] = {
  CODEC_FIELD (ContentProfile, name, STR, TRUE, 0, LIMIT_NAME_MAX),
  CODEC_FIELD (ContentProfile, about, STR, FALSE, 0, LIMIT_ABOUT_MAX),
  CODEC_FIELD (ContentProfile, photo, ID, FALSE, 0, 0),
  CODEC_FIELD (ContentProfile, photo_key, B64, FALSE, 43, 43),
  CODEC_FIELD (ContentProfile, photo_sha256, B64, FALSE, 43, 43),
  CODEC_FIELD (ContentProfile, photo_size, INT, FALSE, 0, LIMIT_MEDIA_MAX),
  CODEC_END,
};

static const CodecField contact_fields[] = {
  CODEC_FIELD (ContentContact, acc, ID, TRUE, 0, 0),
  CODEC_FIELD (ContentContact, phone, STR, FALSE, 0, 16),
  CODEC_FIELD (ContentContact, name, STR, FALSE, 0, LIMIT_NAME_MAX),
  CODEC_FIELD (ContentContact, gone, BOOL, FALSE, 0, 0),
  CODEC_END,
};

static const CodecField chat_fields[] = {
  CODEC_FIELD (ContentChat, chat, CONV, TRUE, 0, 0),
  CODEC_FIELD (ContentChat, read, ID, FALSE, 0, 0),
  CODEC_FIELD (ContentChat, author, ID, FALSE, 0, 0),
  CODEC_END,
};

static const CodecField retry_fields[] = {
  CODEC_FIELD (ContentRetry, ids, IDS, TRUE, 0, CONTENT_RETRY_MAX),
  CODEC_END,
};

static const CodecField history_fields[] = {
  CODEC_FIELD (ContentHistory, obj, ID, TRUE, 0, 0),
  CODEC_FIELD (ContentHistory, size, INT, TRUE, 1, LIMIT_MEDIA_MAX),
  CODEC_FIELD (ContentHistory, key, B64, TRUE, 43, 43),
  CODEC_END,
};

static const CodecField primary_fields[] = {
  CODEC_FIELD (ContentPrimary, secret, B64, FALSE, 86, 86),
  CODEC_FIELD (ContentPrimary, backup, B64, FALSE, 43, 43),
  CODEC_FIELD (ContentPrimary, recovery, B64, FALSE, 1, LIMIT_WRAP_MAX),
  CODEC_FIELD (ContentPrimary, generation, INT, FALSE, 0, CODEC_INT_MAX),
  CODEC_FIELD (ContentPrimary, version, INT, FALSE, 0, CODEC_INT_MAX),
  CODEC_FIELD (ContentPrimary, daily, BOOL, FALSE, 0, 0),
  CODEC_END,
};

static const CodecField device_fields[] = {
  CODEC_FIELD (ContentDevice, dev, INT, TRUE, 1, G_MAXINT32),
  CODEC_FIELD (ContentDevice, name, STR, TRUE, 1, LIMIT_NAME_MAX),
  CODEC_END,
};

static const CodecField set_fields[] = {
  CODEC_FIELD (ContentSet, what, STR, TRUE, 1, 32),
  CODEC_FIELD (ContentSet, chat, CONV, FALSE, 0, 0),
  CODEC_FIELD (ContentSet, accs, IDS, FALSE, 0, LIMIT_BROADCAST_MAX),
  CODEC_FIELD (ContentSet, author, ID, FALSE, 0, 0),
  CODEC_FIELD (ContentSet, id, ID, FALSE, 0, 0),
  CODEC_FIELD (ContentSet, n, INT, FALSE, 0, CODEC_INT_MAX),
  CODEC_FIELD (ContentSet, text, STR, FALSE, 0, CONTENT_SET_MAX),
  CODEC_END,
};

static const CodecField number_fields[] = {
  CODEC_FIELD (ContentNumber, phone, STR, TRUE, 1, 16),
  CODEC_END,
};

static const CodecField trust_fields[] = {
  CODEC_FIELD (ContentTrust, acc, ID, TRUE, 0, 0),
  CODEC_FIELD (ContentTrust, key, B64, TRUE, 43, 43),
  CODEC_FIELD (ContentTrust, what, STR, TRUE, 1, 16),
  CODEC_END,
};

static const CodecField group_fields[] = {
  CODEC_FIELD (ContentGroup, secret, B64, TRUE, 43, 43),
  CODEC_FIELD (ContentGroup, place, INT, TRUE, 1, CODEC_INT_MAX),
  CODEC_FIELD (ContentGroup, tip, B64, TRUE, 43, 43),
  CODEC_FIELD (ContentGroup, size, INT, TRUE, 1, 64 * 1024),
  CODEC_FIELD (ContentGroup, at, INT, FALSE, 0, 64 * 1024),
  CODEC_FIELD (ContentGroup, state, B64, TRUE, 1, CONTENT_STATE_MAX * 4 / 3 + 4),
  CODEC_END,
};

static const CodecField group_key_fields[] = {
  CODEC_FIELD (ContentGroupKey, key, B64, TRUE, 114, 114),
  CODEC_END,
};

static const CodecField group_ask_fields[] = {
  CODEC_FIELD (ContentGroupAsk, place, INT, FALSE, 0, CODEC_INT_MAX),
  CODEC_END,
};

static const CodecField edit_fields[] = {
  CODEC_FIELD (ContentEdit, author, ID, TRUE, 0, 0),
  CODEC_FIELD (ContentEdit, id, ID, TRUE, 0, 0),
  CODEC_FIELD (ContentEdit, text, STR, TRUE, 0, LIMIT_CONTENT_MAX),
  CODEC_FIELD_OF (ContentEdit, mentions, LIST, FALSE, LIMIT_MENTIONS_MAX, &mention_schema),
  CODEC_FIELD_OF (ContentEdit, preview, STRUCT, FALSE, 0, &preview_schema),
  CODEC_END,
};

static const CodecField delete_fields[] = {
  CODEC_FIELD (ContentDelete, author, ID, TRUE, 0, 0),
  CODEC_FIELD (ContentDelete, id, ID, TRUE, 0, 0),
  CODEC_END,
};

static const CodecField react_fields[] = {
  CODEC_FIELD (ContentReact, author, ID, TRUE, 0, 0),
  CODEC_FIELD (ContentReact, id, ID, TRUE, 0, 0),
  CODEC_FIELD (ContentReact, emoji, STR, FALSE, 0, LIMIT_REACTION_MAX),
  CODEC_END,
};

static const CodecField pin_fields[] = {
  CODEC_FIELD (ContentPin, author, ID, TRUE, 0, 0),
  CODEC_FIELD (ContentPin, id, ID, TRUE, 0, 0),
  CODEC_FIELD (ContentPin, on, BOOL, FALSE, 0, 0),
  CODEC_END,
};

static const CodecField timer_fields[] = {
  CODEC_FIELD (ContentTimer, seconds, INT, FALSE, 0, LIMIT_EXPIRES_MAX),
  CODEC_END,
};

static const CodecField poll_fields[] = {
  CODEC_FIELD (ContentPoll, question, STR, TRUE, 1, LIMIT_POLL_QUESTION_MAX),
  CODEC_FIELD (ContentPoll, options, STRS, TRUE, 2, LIMIT_POLL_OPTIONS_MAX),
  CODEC_FIELD (ContentPoll, multiple, BOOL, FALSE, 0, 0),
  CODEC_END,
};

static const CodecField vote_fields[] = {
  CODEC_FIELD (ContentVote, author, ID, TRUE, 0, 0),
  CODEC_FIELD (ContentVote, id, ID, TRUE, 0, 0),
  CODEC_FIELD (ContentVote, choices, INT, FALSE, 0, (1 << LIMIT_POLL_OPTIONS_MAX) - 1),
  CODEC_END,
};

static const CodecField end_fields[] = {
  CODEC_FIELD (ContentEnd, author, ID, TRUE, 0, 0),
  CODEC_FIELD (ContentEnd, id, ID, TRUE, 0, 0),
  CODEC_END,
};

static const CodecField location_fields[] = {
  CODEC_FIELD (ContentLocation, lat, INT, TRUE, 0, 180000000),
  CODEC_FIELD (ContentLocation, lon, INT, TRUE, 0, 360000000),
  CODEC_FIELD (ContentLocation, name, STR, FALSE, 0, LIMIT_PLACE_NAME_MAX),
  CODEC_END,
};

static const CodecField card_fields[] = {
  CODEC_FIELD (ContentCard, name, STR, TRUE, 1, LIMIT_NAME_MAX),
  CODEC_FIELD (ContentCard, phone, STR, FALSE, 0, 16),
  CODEC_FIELD (ContentCard, acc, ID, FALSE, 0, 0),
  CODEC_END,
};

static const CodecField broadcast_fields[] = {
  CODEC_FIELD (ContentBroadcast, id, ID, TRUE, 0, 0),
  CODEC_FIELD (ContentBroadcast, to, IDS, FALSE, 0, LIMIT_BROADCAST_MAX),
  CODEC_FIELD (ContentBroadcast, out, IDS, FALSE, 0, LIMIT_BROADCAST_MAX),
  CODEC_END,
};

static const CodecField group_secret_fields[] = {
  CODEC_FIELD (ContentGroupSecret, secret, B64, TRUE, 43, 43),
  CODEC_END,
};

static const CodecField join_fields[] = {
  CODEC_FIELD (ContentJoin, grp, ID, TRUE, 0, 0),
  CODEC_FIELD (ContentJoin, proof, B64, TRUE, 43, 43),
  CODEC_FIELD (ContentJoin, name, STR, FALSE, 0, LIMIT_NAME_MAX),
  CODEC_FIELD (ContentJoin, off, BOOL, FALSE, 0, 0),
  CODEC_END,
};

static const struct {
  const char *name;
  CodecSchema schema;
} kinds[CONTENT_UNKNOWN] = {
  [CONTENT_TEXT] = { "text", { sizeof (ContentText), text_fields } },
  [CONTENT_MEDIA] = { "media", { sizeof (ContentMedia), media_fields } },
  [CONTENT_RECEIPT] = { "receipt", { sizeof (ContentReceipt), receipt_fields } },
  [CONTENT_PROFILE] = { "profile", { sizeof (ContentProfile), profile_fields } },
  [CONTENT_CONTACT] = { "contact", { sizeof (ContentContact), contact_fields } },
  [CONTENT_CHAT] = { "chat", { sizeof (ContentChat), chat_fields } },
  [CONTENT_RETRY] = { "retry", { sizeof (ContentRetry), retry_fields } },
  [CONTENT_HISTORY] = { "history", { sizeof (ContentHistory), history_fields } },
  [CONTENT_PRIMARY] = { "primary", { sizeof (ContentPrimary), primary_fields } },
  [CONTENT_TRUST] = { "trust", { sizeof (ContentTrust), trust_fields } },
  [CONTENT_DEVICE] = { "device", { sizeof (ContentDevice), device_fields } },
  [CONTENT_SET] = { "set", { sizeof (ContentSet), set_fields } },
  [CONTENT_NUMBER] = { "number", { sizeof (ContentNumber), number_fields } },
  [CONTENT_GROUP] = { "group", { sizeof (ContentGroup), group_fields } },
  [CONTENT_GROUP_KEY] = { "group_key", { sizeof (ContentGroupKey), group_key_fields } },
  [CONTENT_GROUP_ASK] = { "group_ask", { sizeof (ContentGroupAsk), group_ask_fields } },
  [CONTENT_EDIT] = { "edit", { sizeof (ContentEdit), edit_fields } },
  [CONTENT_DELETE] = { "delete", { sizeof (ContentDelete), delete_fields } },
  [CONTENT_REACT] = { "react", { sizeof (ContentReact), react_fields } },
  [CONTENT_PIN] = { "pin", { sizeof (ContentPin), pin_fields } },
  [CONTENT_TIMER] = { "timer", { sizeof (ContentTimer), timer_fields } },
  [CONTENT_JOIN] = { "join", { sizeof (ContentJoin), join_fields } },
  [CONTENT_POLL] = { "poll", { sizeof (ContentPoll), poll_fields } },
  [CONTENT_VOTE] = { "vote", { sizeof (ContentVote), vote_fields } },
  [CONTENT_END] = { "end", { sizeof (ContentEnd), end_fields } },
  [CONTENT_LOCATION] = { "location", { sizeof (ContentLocation), location_fields } },
  [CONTENT_CARD] = { "card", { sizeof (ContentCard), card_fields } },
  [CONTENT_BROADCAST] = { "broadcast", { sizeof (ContentBroadcast), broadcast_fields } },
  [CONTENT_GROUP_SECRET] = { "group_secret", { sizeof (ContentGroupSecret), group_secret_fields } },
};

gboolean
content_is_change (const Content *content)
{
  return content->kind == CONTENT_EDIT || content->kind == CONTENT_DELETE ||
         content->kind == CONTENT_REACT || content->kind == CONTENT_PIN ||
         content->kind == CONTENT_VOTE || content->kind == CONTENT_END;
}

GBytes *
content_encode (const Content *content, GError **error)
{
  Header header = { (char *) kinds[content->kind].name, content->again, content->ts,
                    content->expires, content->broadcast };
  GString *out = g_string_new ("{");

  codec_write_members (&header_schema, &header, out, TRUE);
  codec_write_members (&kinds[content->kind].schema, &content->text, out, FALSE);
  g_string_append_c (out, '}');
  if (out->len > LIMIT_CONTENT_MAX) {
    g_string_free (out, TRUE);
    g_set_error_literal (error, WHIN_ERROR, WHIN_ERROR_TOO_BIG, "The message is too long.");
    return NULL;
  }
  return g_string_free_to_bytes (out);
}

static ContentKind
kind_of (const char *name)
{
  for (ContentKind kind = 0; kind < CONTENT_UNKNOWN; kind++)
    if (strcmp (kinds[kind].name, name) == 0)
      return kind;
  return CONTENT_UNKNOWN;
}

static Content *
read_content (JsonObject *object, GError **error)
{
  Header *header = codec_read (&header_schema, object, error);
  Content *content = NULL;
  gpointer members = NULL;
  ContentKind kind;

  if (header == NULL)
    return NULL;
  kind = kind_of (header->k);
  if (kind == CONTENT_UNKNOWN ||
      (members = codec_read (&kinds[kind].schema, object, error)) != NULL) {
    content = g_new0 (Content, 1);
    content->kind = kind;
    content->again = header->again;
    content->ts = header->ts;
    content->expires = header->expires;
    content->broadcast = header->broadcast;
    if (members != NULL)
      memcpy (&content->text, members, kinds[kind].schema.size);
    g_free (members);
  }
  codec_free (&header_schema, header);
  return content;
}

Content *
content_decode (GBytes *json, GError **error)
{
  gsize len;
  const char *text = g_bytes_get_data (json, &len);
  g_autoptr (JsonNode) root = NULL;

  if (len > LIMIT_CONTENT_MAX) {
    g_set_error_literal (error, WHIN_ERROR, WHIN_ERROR_TOO_BIG, "content is past its limit");
    return NULL;
  }
  root = codec_parse (text, len, error);
  if (root == NULL)
    return NULL;
  if (!JSON_NODE_HOLDS_OBJECT (root)) {
    g_set_error_literal (error, WHIN_ERROR, WHIN_ERROR_BAD_FRAME, "content is not an object");
    return NULL;
  }
  return read_content (json_node_get_object (root), error);
}

void
content_free (Content *content)
{
  gpointer members;

  if (content == NULL)
    return;
  if (content->kind < CONTENT_UNKNOWN) {
    members = g_memdup2 (&content->text, kinds[content->kind].schema.size);
    codec_free_secret (&kinds[content->kind].schema, members);
  }
  g_free (content);
}
