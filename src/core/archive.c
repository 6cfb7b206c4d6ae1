/* archive: the table of records, and a record as a line.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "archive.h"

#include "blob.h"
#include "content.h"
#include "groupstate.h"
#include "limits.h"

#include <string.h>

#define B64(bytes) ((bytes) * 4 / 3 + 4)
#define ORD_MAX G_MAXINT64
#define URL_MAX 512
#define WORD_MAX 32

/* Of each kind, in one archive. */
#define PEOPLE_MAX 1000000
#define CHATS_MAX 1000000
#define MESSAGES_MAX 100000000
#define SETTINGS_MAX 1000
#define CHANGES_MAX (4 * (gint64) MESSAGES_MAX)
#define STATES_MAX 1000000
#define VOTES_MAX ARCHIVE_VOTES_MAX
#define UNKNOWN_MAX 10000000

static const CodecField head_fields[] = {
  CODEC_FIELD (ArchiveHead, format, INT, TRUE, 1, CODEC_INT_MAX),
  CODEC_FIELD (ArchiveHead, acc, ID, TRUE, 0, 0),
  CODEC_FIELD (ArchiveHead, phone, STR, TRUE, 1, 16),
  CODEC_FIELD (ArchiveHead, server, STR, TRUE, 1, URL_MAX),
  CODEC_FIELD (ArchiveHead, epoch, STR, FALSE, 1, 64),
  CODEC_FIELD (ArchiveHead, made, INT, TRUE, 1, CODEC_INT_MAX),
  CODEC_FIELD (ArchiveHead, contacts, INT, TRUE, 0, PEOPLE_MAX),
  CODEC_FIELD (ArchiveHead, peers, INT, TRUE, 0, PEOPLE_MAX),
  CODEC_FIELD (ArchiveHead, groups, INT, FALSE, 0, LIMIT_GROUPS_MAX),
  CODEC_FIELD (ArchiveHead, chats, INT, TRUE, 0, CHATS_MAX),
  CODEC_FIELD (ArchiveHead, messages, INT, TRUE, 0, MESSAGES_MAX),
  CODEC_FIELD (ArchiveHead, name, STR, TRUE, 0, LIMIT_NAME_MAX),
  CODEC_FIELD (ArchiveHead, about, STR, TRUE, 0, LIMIT_ABOUT_MAX),
  CODEC_FIELD (ArchiveHead, photo, ID, FALSE, 0, 0),
  CODEC_FIELD (ArchiveHead, photo_key, B64, FALSE, 43, 43),
  CODEC_FIELD (ArchiveHead, photo_sha256, B64, FALSE, 43, 43),
  CODEC_FIELD (ArchiveHead, photo_size, INT, FALSE, 0, LIMIT_MEDIA_MAX),
  CODEC_FIELD (ArchiveHead, profile, INT, FALSE, 0, CODEC_INT_MAX),
  CODEC_END,
};

static const CodecField secret_fields[] = {
  CODEC_FIELD (ArchiveSecret, account, B64, TRUE, 86, 86),
  CODEC_FIELD (ArchiveSecret, backup, B64, FALSE, 43, 43),
  CODEC_FIELD (ArchiveSecret, recovery, B64, FALSE, 1, LIMIT_WRAP_MAX),
  CODEC_END,
};

static const CodecField setting_fields[] = {
  CODEC_FIELD (ArchiveSetting, key, STR, TRUE, 1, 64),
  CODEC_FIELD (ArchiveSetting, value, STR, TRUE, 0, 1024),
  CODEC_END,
};

static const CodecField contact_fields[] = {
  CODEC_FIELD (ArchiveContact, acc, ID, TRUE, 0, 0),
  CODEC_FIELD (ArchiveContact, phone, STR, FALSE, 0, 16),
  CODEC_FIELD (ArchiveContact, name, STR, FALSE, 0, LIMIT_NAME_MAX),
  CODEC_FIELD (ArchiveContact, profile_name, STR, FALSE, 0, LIMIT_NAME_MAX),
  CODEC_FIELD (ArchiveContact, about, STR, FALSE, 0, LIMIT_ABOUT_MAX),
  CODEC_FIELD (ArchiveContact, photo, ID, FALSE, 0, 0),
  CODEC_FIELD (ArchiveContact, photo_key, B64, FALSE, 43, 43),
  CODEC_FIELD (ArchiveContact, photo_sha256, B64, FALSE, 43, 43),
  CODEC_FIELD (ArchiveContact, photo_size, INT, FALSE, 0, LIMIT_MEDIA_MAX),
  CODEC_FIELD (ArchiveContact, contact, BOOL, FALSE, 0, 0),
  CODEC_FIELD (ArchiveContact, blocked, BOOL, FALSE, 0, 0),
  CODEC_FIELD (ArchiveContact, profile_sent, INT, FALSE, 0, CODEC_INT_MAX),
  CODEC_END,
};

static const CodecField peer_fields[] = {
  CODEC_FIELD (ArchivePeer, acc, ID, TRUE, 0, 0),
  CODEC_FIELD (ArchivePeer, list, B64, TRUE, 1, LIMIT_LIST_MAX),
  CODEC_FIELD (ArchivePeer, trust, STR, TRUE, 1, WORD_MAX),
  CODEC_END,
};

static const CodecField group_fields[] = {
  CODEC_FIELD (ArchiveGroup, grp, ID, TRUE, 0, 0),
  CODEC_FIELD (ArchiveGroup, secret, B64, TRUE, 43, 43),
  CODEC_FIELD (ArchiveGroup, state, B64, TRUE, 1, B64 (GROUP_STATE_BYTES_MAX)),
  CODEC_FIELD (ArchiveGroup, tip, B64, TRUE, 43, 43),
  CODEC_FIELD (ArchiveGroup, place, INT, TRUE, 1, CODEC_INT_MAX),
  CODEC_FIELD (ArchiveGroup, inside, BOOL, FALSE, 0, 0),
  CODEC_FIELD (ArchiveGroup, doubt, INT, FALSE, 0, G_MAXUINT32),
  CODEC_FIELD (ArchiveGroup, doubt_hash, B64, FALSE, 43, 43),
  CODEC_FIELD (ArchiveGroup, doubt_by, ID, FALSE, 0, 0),
  CODEC_END,
};

static const CodecField chat_fields[] = {
  CODEC_FIELD (ArchiveChat, conv, CONV, TRUE, 0, 0),
  CODEC_FIELD (ArchiveChat, listed, BOOL, FALSE, 0, 0),
  CODEC_FIELD (ArchiveChat, time, INT, FALSE, 0, CODEC_INT_MAX),
  CODEC_FIELD (ArchiveChat, read, INT, FALSE, 0, ORD_MAX),
  CODEC_FIELD (ArchiveChat, base, INT, FALSE, 0, G_MAXINT32),
  CODEC_FIELD (ArchiveChat, cseq, INT, FALSE, 0, CODEC_INT_MAX),
  CODEC_FIELD (ArchiveChat, timer, INT, FALSE, 0, LIMIT_EXPIRES_MAX),
  CODEC_FIELD (ArchiveChat, timer_at, INT, FALSE, 0, ORD_MAX),
  CODEC_END,
};

static const CodecField media_fields[] = {
  CODEC_FIELD (ArchiveMedia, object, ID, FALSE, 0, 0),
  CODEC_FIELD (ArchiveMedia, mime, STR, TRUE, 1, 127),
  CODEC_FIELD (ArchiveMedia, name, STR, FALSE, 0, LIMIT_FILE_NAME_MAX),
  CODEC_FIELD (ArchiveMedia, size, INT, TRUE, 0, LIMIT_MEDIA_MAX),
  CODEC_FIELD (ArchiveMedia, w, INT, FALSE, 0, 65535),
  CODEC_FIELD (ArchiveMedia, h, INT, FALSE, 0, 65535),
  CODEC_FIELD (ArchiveMedia, thumb, B64, FALSE, 0, B64 (LIMIT_THUMB_MAX)),
  CODEC_FIELD (ArchiveMedia, key, B64, FALSE, 43, 43),
  CODEC_FIELD (ArchiveMedia, sha256, B64, FALSE, 43, 43),
  CODEC_FIELD (ArchiveMedia, file, BOOL, FALSE, 0, 0),
  CODEC_FIELD (ArchiveMedia, once, BOOL, FALSE, 0, 0),
  CODEC_FIELD_OF (ArchiveMedia, sticker, STRUCT, FALSE, 0, &content_sticker_schema),
  CODEC_FIELD (ArchiveMedia, ms, INT, FALSE, 0, LIMIT_VIDEO_SECONDS_MAX * 1000),
  CODEC_FIELD (ArchiveMedia, wave, B64, FALSE, 0, B64 (LIMIT_VOICE_BARS_MAX)),
  CODEC_FIELD (ArchiveMedia, played, BOOL, FALSE, 0, 0),
  CODEC_FIELD_OF (ArchiveMedia, album, STRUCT, FALSE, 0, &content_album_schema),
  CODEC_END,
};
static const CodecSchema media_schema = { sizeof (ArchiveMedia), media_fields };

static const CodecField mention_fields[] = {
  CODEC_FIELD (ArchiveMention, acc, ID, TRUE, 0, 0),
  CODEC_FIELD (ArchiveMention, start, INT, FALSE, 0, LIMIT_CONTENT_MAX),
  CODEC_FIELD (ArchiveMention, end, INT, TRUE, 1, LIMIT_CONTENT_MAX),
  CODEC_END,
};
static const CodecSchema mention_schema = { sizeof (ArchiveMention), mention_fields };

static const CodecField vote_fields[] = {
  CODEC_FIELD (ArchiveVote, acc, ID, TRUE, 0, 0),
  CODEC_FIELD (ArchiveVote, id, ID, TRUE, 0, 0),
  CODEC_FIELD (ArchiveVote, cseq, INT, TRUE, 1, CODEC_INT_MAX),
  CODEC_FIELD (ArchiveVote, time, INT, TRUE, 0, CODEC_INT_MAX),
  CODEC_FIELD (ArchiveVote, choices, INT, FALSE, 0, (1 << LIMIT_POLL_OPTIONS_MAX) - 1),
  CODEC_FIELD (ArchiveVote, end, BOOL, FALSE, 0, 0),
  CODEC_END,
};
static const CodecSchema vote_schema = { sizeof (ArchiveVote), vote_fields };

static const CodecField person_fields[] = {
  CODEC_FIELD (ArchivePerson, acc, ID, TRUE, 0, 0),
  CODEC_FIELD (ArchivePerson, state, STR, TRUE, 1, WORD_MAX),
  CODEC_FIELD (ArchivePerson, delivered, INT, FALSE, 0, CODEC_INT_MAX),
  CODEC_FIELD (ArchivePerson, read, INT, FALSE, 0, CODEC_INT_MAX),
  CODEC_END,
};
static const CodecSchema person_schema = { sizeof (ArchivePerson), person_fields };

static const CodecField message_fields[] = {
  CODEC_FIELD (ArchiveMessage, conv, CONV, TRUE, 0, 0),
  CODEC_FIELD (ArchiveMessage, author, ID, TRUE, 0, 0),
  CODEC_FIELD (ArchiveMessage, id, ID, TRUE, 0, 0),
  CODEC_FIELD (ArchiveMessage, ord, INT, TRUE, 1, ORD_MAX),
  CODEC_FIELD (ArchiveMessage, placed, BOOL, FALSE, 0, 0),
  CODEC_FIELD (ArchiveMessage, what, STR, TRUE, 1, WORD_MAX),
  CODEC_FIELD (ArchiveMessage, state, STR, TRUE, 1, WORD_MAX),
  CODEC_FIELD (ArchiveMessage, own, BOOL, FALSE, 0, 0),
  CODEC_FIELD (ArchiveMessage, time, INT, TRUE, 0, CODEC_INT_MAX),
  CODEC_FIELD (ArchiveMessage, text, STR, FALSE, 0, LIMIT_CONTENT_MAX),
  CODEC_FIELD (ArchiveMessage, raw, B64, FALSE, 0, B64 (LIMIT_CONTENT_MAX)),
  CODEC_FIELD_OF (ArchiveMessage, media, STRUCT, FALSE, 0, &media_schema),
  CODEC_FIELD (ArchiveMessage, re, ID, FALSE, 0, 0),
  CODEC_FIELD (ArchiveMessage, re_author, ID, FALSE, 0, 0),
  CODEC_FIELD_OF (ArchiveMessage, mentions, LIST, FALSE, LIMIT_MENTIONS_MAX, &mention_schema),
  CODEC_FIELD (ArchiveMessage, fwd, BOOL, FALSE, 0, 0),
  CODEC_FIELD (ArchiveMessage, expires, INT, FALSE, 0, LIMIT_EXPIRES_MAX),
  CODEC_FIELD (ArchiveMessage, gone, INT, FALSE, 0, CODEC_INT_MAX),
  CODEC_FIELD_OF (ArchiveMessage, votes, LIST, FALSE, VOTES_MAX, &vote_schema),
  CODEC_FIELD (ArchiveMessage, broadcast, BOOL, FALSE, 0, 0),
  CODEC_FIELD_OF (ArchiveMessage, people, LIST, FALSE, LIMIT_BROADCAST_MAX, &person_schema),
  CODEC_END,
};

static const CodecField change_fields[] = {
  CODEC_FIELD (ArchiveChange, what, STR, TRUE, 1, WORD_MAX),
  CODEC_FIELD (ArchiveChange, author, ID, TRUE, 0, 0),
  CODEC_FIELD (ArchiveChange, id, ID, TRUE, 0, 0),
  CODEC_FIELD (ArchiveChange, by, ID, TRUE, 0, 0),
  CODEC_FIELD (ArchiveChange, name, ID, TRUE, 0, 0),
  CODEC_FIELD (ArchiveChange, place, INT, FALSE, 0, ORD_MAX >> 20),
  CODEC_FIELD (ArchiveChange, time, INT, TRUE, 0, CODEC_INT_MAX),
  CODEC_FIELD (ArchiveChange, text, STR, FALSE, 0, LIMIT_CONTENT_MAX),
  CODEC_FIELD_OF (ArchiveChange, mentions, LIST, FALSE, LIMIT_MENTIONS_MAX, &mention_schema),
  CODEC_END,
};

static const CodecField state_fields[] = {
  CODEC_FIELD (ArchiveState, what, STR, TRUE, 1, 32),
  CODEC_FIELD (ArchiveState, chat, CONV, FALSE, 0, 0),
  CODEC_FIELD (ArchiveState, author, ID, FALSE, 0, 0),
  CODEC_FIELD (ArchiveState, id, ID, FALSE, 0, 0),
  CODEC_FIELD (ArchiveState, n, INT, FALSE, 0, CODEC_INT_MAX),
  CODEC_FIELD (ArchiveState, text, STR, FALSE, 0, CONTENT_SET_MAX),
  CODEC_FIELD (ArchiveState, place, INT, TRUE, 0, CODEC_INT_MAX),
  CODEC_END,
};

static const CodecField end_fields[] = {
  CODEC_FIELD (ArchiveEnd, contacts, INT, TRUE, 0, PEOPLE_MAX),
  CODEC_FIELD (ArchiveEnd, peers, INT, TRUE, 0, PEOPLE_MAX),
  CODEC_FIELD (ArchiveEnd, groups, INT, FALSE, 0, LIMIT_GROUPS_MAX),
  CODEC_FIELD (ArchiveEnd, chats, INT, TRUE, 0, CHATS_MAX),
  CODEC_FIELD (ArchiveEnd, messages, INT, TRUE, 0, MESSAGES_MAX),
  CODEC_END,
};

static const struct {
  const char *name;
  CodecSchema schema;
  gint64 max; /* how many there can be */
} kinds[] = {
  [ARCHIVE_HEAD] = { "head", { sizeof (ArchiveHead), head_fields }, 1 },
  [ARCHIVE_SECRET] = { "secret", { sizeof (ArchiveSecret), secret_fields }, 1 },
  [ARCHIVE_SETTING] = { "setting", { sizeof (ArchiveSetting), setting_fields }, SETTINGS_MAX },
  [ARCHIVE_CONTACT] = { "contact", { sizeof (ArchiveContact), contact_fields }, PEOPLE_MAX },
  [ARCHIVE_PEER] = { "peer", { sizeof (ArchivePeer), peer_fields }, PEOPLE_MAX },
  [ARCHIVE_GROUP] = { "group", { sizeof (ArchiveGroup), group_fields }, LIMIT_GROUPS_MAX },
  [ARCHIVE_CHAT] = { "chat", { sizeof (ArchiveChat), chat_fields }, CHATS_MAX },
  [ARCHIVE_MESSAGE] = { "msg", { sizeof (ArchiveMessage), message_fields }, MESSAGES_MAX },
  [ARCHIVE_CHANGE] = { "change", { sizeof (ArchiveChange), change_fields }, CHANGES_MAX },
  [ARCHIVE_STATE] = { "state", { sizeof (ArchiveState), state_fields }, STATES_MAX },
  [ARCHIVE_END] = { "end", { sizeof (ArchiveEnd), end_fields }, 1 },
  [ARCHIVE_UNKNOWN] = { NULL, { 0, NULL }, UNKNOWN_MAX },
};

typedef struct {
  char *k;
} Tag;

static const CodecField tag_fields[] = {
  CODEC_FIELD (Tag, k, STR, TRUE, 1, WORD_MAX),
  CODEC_END,
};
static const CodecSchema tag_schema = { sizeof (Tag), tag_fields };

void
archive_record_free (ArchiveRecord *record)
{
  if (record == NULL)
    return;
  if (record->kind != ARCHIVE_UNKNOWN) {
    gpointer members = g_memdup2 (&record->head, kinds[record->kind].schema.size);

    codec_free_secret (&kinds[record->kind].schema, members);
  }
  g_free (record);
}

static void
write_line (const ArchiveRecord *record, GString *out)
{
  const Tag tag = { (char *) kinds[record->kind].name };

  g_string_append_c (out, '{');
  codec_write_members (&tag_schema, &tag, out, TRUE);
  codec_write_members (&kinds[record->kind].schema, &record->head, out, FALSE);
  g_string_append (out, "}\n");
}

/* What an older version or another device has let in need not be what this reader takes. */
static gboolean
is_readable (ArchiveKind kind, const char *line, gsize len)
{
  gpointer members;

  if (len > ARCHIVE_LINE_MAX)
    return FALSE;
  members = codec_read_text (&kinds[kind].schema, line, len, NULL);
  codec_free_secret (&kinds[kind].schema, members);
  return members != NULL;
}

gboolean
archive_write (const ArchiveRecord *record, GString *out)
{
  gsize before = out->len;

  write_line (record, out);
  if (is_readable (record->kind, out->str + before, out->len - before - 1))
    return TRUE;
  g_string_truncate (out, before);
  return FALSE;
}

static ArchiveKind
kind_of (const char *name)
{
  for (ArchiveKind kind = 0; kind < ARCHIVE_UNKNOWN; kind++)
    if (strcmp (kinds[kind].name, name) == 0)
      return kind;
  return ARCHIVE_UNKNOWN;
}

ArchiveRecord *
archive_read (const char *line, gsize len)
{
  g_autoptr (JsonNode) root = codec_parse (line, len, NULL);
  JsonObject *object;
  Tag *tag;
  ArchiveRecord *record = NULL;
  gpointer members = NULL;
  ArchiveKind kind;

  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    return NULL;
  object = json_node_get_object (root);
  tag = codec_read (&tag_schema, object, NULL);
  if (tag == NULL)
    return NULL;
  kind = kind_of (tag->k);
  codec_free (&tag_schema, tag);
  if (kind != ARCHIVE_UNKNOWN) {
    members = codec_read (&kinds[kind].schema, object, NULL);
    if (members == NULL)
      return NULL;
  }
  record = g_new0 (ArchiveRecord, 1);
  record->kind = kind;
  if (members != NULL)
    memcpy (&record->head, members, kinds[kind].schema.size);
  g_free (members);
  return record;
}

gint64
archive_most (ArchiveKind kind)
{
  return kinds[kind].max;
}

guint64
archive_padding (guint64 size)
{
  return blob_padded_size (size) - size;
}
