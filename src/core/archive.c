/* archive: the table of records, and the reader that takes nothing on trust.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "archive.h"

#include "blob.h"
#include "content.h"
#include "error.h"
#include "groupstate.h"
#include "limits.h"

#include <glib/gi18n.h>
#include <sodium.h>
#include <string.h>

#define LINE_BYTES_MAX (64 * 1024)
#define READ_MAX (4 * LINE_BYTES_MAX) /* a line that is not whole, and what comes then */
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

/* -- Words. -- */

static const char *const message_kinds[] = {
  [MESSAGE_TEXT] = "text",       [MESSAGE_PICTURE] = "picture",       [MESSAGE_FILE] = "file",
  [MESSAGE_UNKNOWN] = "unknown", [MESSAGE_UNREADABLE] = "unreadable", [MESSAGE_DELETED] = "deleted",
  [MESSAGE_POLL] = "poll",       [MESSAGE_LOCATION] = "location",     [MESSAGE_CARD] = "card",
};
/* A new kind of message has a word here, and its members above. */
G_STATIC_ASSERT (G_N_ELEMENTS (message_kinds) == MESSAGE_CARD + 1);

static const char *const states[] = {
  [STATE_PENDING] = "pending", [STATE_SENT] = "sent",     [STATE_DELIVERED] = "delivered",
  [STATE_READ] = "read",       [STATE_FAILED] = "failed", [STATE_RECEIVED] = "received",
};

static const char *const trusts[] = {
  [TRUST_SEEN] = "seen",
  [TRUST_VERIFIED] = "verified",
  [TRUST_CHANGED] = "changed",
  [TRUST_STOPPED] = "stopped",
};

static int
find (const char *const *words, guint n, const char *text)
{
  for (guint i = 0; i < n; i++)
    if (words[i] != NULL && g_strcmp0 (words[i], text) == 0)
      return (int) i;
  return -1;
}

const char *
archive_kind_to_text (MessageKind kind)
{
  return kind < G_N_ELEMENTS (message_kinds) ? message_kinds[kind] : NULL;
}

int
archive_kind_from_text (const char *text)
{
  return find (message_kinds, G_N_ELEMENTS (message_kinds), text);
}

const char *
archive_state_to_text (MessageState state)
{
  return states[state];
}

int
archive_state_from_text (const char *text)
{
  return find (states, G_N_ELEMENTS (states), text);
}

const char *
archive_trust_to_text (Trust trust)
{
  return trusts[trust];
}

int
archive_trust_from_text (const char *text)
{
  return find (trusts, G_N_ELEMENTS (trusts), text);
}

/* -- Writing. -- */

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

  if (len > LINE_BYTES_MAX)
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

guint64
archive_padding (guint64 size)
{
  return blob_padded_size (size) - size;
}

/* -- Reading. -- */

struct _ArchiveReader {
  GByteArray *bytes;
  gsize at;      /* of the next line */
  gsize scanned; /* no newline before that */
  ArchiveKind phase;
  GBytes *head; /* its line */
  gboolean ended;
  GError *failed;
  ArchiveHead said; /* numbers only */
  gint64 count[ARCHIVE_UNKNOWN + 1];
};

ArchiveReader *
archive_reader_new (void)
{
  ArchiveReader *reader = g_new0 (ArchiveReader, 1);

  /* It does not grow: secrets are in it, of which no copy stays behind. */
  reader->bytes = g_byte_array_sized_new (READ_MAX);
  return reader;
}

void
archive_reader_free (ArchiveReader *reader)
{
  if (reader == NULL)
    return;
  if (reader->bytes->len > 0)
    sodium_memzero (reader->bytes->data, reader->bytes->len);
  g_byte_array_unref (reader->bytes);
  g_clear_pointer (&reader->head, g_bytes_unref);
  g_clear_error (&reader->failed);
  g_free (reader);
}

static gboolean
damaged (ArchiveReader *reader)
{
  if (reader->failed == NULL)
    reader->failed =
        g_error_new_literal (WHIN_ERROR, WHIN_ERROR_CORRUPT, _ ("The backup is damaged."));
  return FALSE;
}

void
archive_reader_push (ArchiveReader *reader, gconstpointer data, gsize len)
{
  if (reader->at > 0) {
    g_byte_array_remove_range (reader->bytes, 0, (guint) reader->at);
    sodium_memzero (reader->bytes->data + reader->bytes->len, reader->at);
    reader->scanned -= reader->at;
    reader->at = 0;
  }
  g_byte_array_append (reader->bytes, data, (guint) len);
}

/* FALSE when there is none yet. */
static gboolean
next_line (ArchiveReader *reader, const char **line, gsize *len)
{
  const guint8 *data = reader->bytes->data;
  const guint8 *newline =
      reader->scanned < reader->bytes->len
          ? memchr (data + reader->scanned, '\n', reader->bytes->len - reader->scanned)
          : NULL;

  reader->scanned = newline != NULL ? (gsize) (newline - data) + 1 : reader->bytes->len;
  if (reader->scanned - reader->at > LINE_BYTES_MAX + 1)
    return damaged (reader);
  if (newline == NULL)
    return FALSE;
  *line = (const char *) data + reader->at;
  *len = (gsize) (newline - data) - reader->at;
  reader->at = reader->scanned;
  return TRUE;
}

static ArchiveKind
kind_of (const char *name)
{
  for (ArchiveKind kind = 0; kind < ARCHIVE_UNKNOWN; kind++)
    if (strcmp (kinds[kind].name, name) == 0)
      return kind;
  return ARCHIVE_UNKNOWN;
}

static ArchiveRecord *
read_line (const char *line, gsize len)
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

static gint64
most_of (const ArchiveReader *reader, ArchiveKind kind)
{
  switch (kind) {
  case ARCHIVE_CONTACT:
    return reader->said.contacts;
  case ARCHIVE_PEER:
    return reader->said.peers;
  case ARCHIVE_GROUP:
    return reader->said.groups;
  case ARCHIVE_CHAT:
    return reader->said.chats;
  case ARCHIVE_MESSAGE:
    return reader->said.messages;
  default:
    return kinds[kind].max;
  }
}

static gboolean
is_all_there (const ArchiveReader *reader, const ArchiveEnd *end)
{
  return end->contacts == reader->count[ARCHIVE_CONTACT] &&
         end->peers == reader->count[ARCHIVE_PEER] && end->groups == reader->count[ARCHIVE_GROUP] &&
         end->chats == reader->count[ARCHIVE_CHAT] &&
         end->messages == reader->count[ARCHIVE_MESSAGE];
}

static gboolean
take_head (ArchiveReader *reader, const ArchiveHead *head)
{
  if (head->format > ARCHIVE_FORMAT) {
    g_set_error_literal (&reader->failed, WHIN_ERROR, WHIN_ERROR_TOO_OLD,
                         _ ("The backup needs a newer version of Whinchat."));
    return FALSE;
  }
  reader->said.contacts = head->contacts;
  reader->said.peers = head->peers;
  reader->said.groups = head->groups;
  reader->said.chats = head->chats;
  reader->said.messages = head->messages;
  return TRUE;
}

/* Whether the record may come here. */
static gboolean
admit (ArchiveReader *reader, const ArchiveRecord *record)
{
  ArchiveKind kind = record->kind;

  if (reader->ended || (reader->head != NULL) == (kind == ARCHIVE_HEAD))
    return damaged (reader);
  if (kind == ARCHIVE_HEAD && !take_head (reader, &record->head))
    return FALSE;
  if (kind != ARCHIVE_UNKNOWN && kind < reader->phase)
    return damaged (reader);
  if (kind != ARCHIVE_UNKNOWN)
    reader->phase = kind;
  if (++reader->count[kind] > most_of (reader, kind))
    return damaged (reader);
  if (kind == ARCHIVE_END && !is_all_there (reader, &record->end))
    return damaged (reader);
  reader->ended = kind == ARCHIVE_END;
  return TRUE;
}

ArchiveRecord *
archive_reader_next (ArchiveReader *reader, GError **error)
{
  g_autoptr (ArchiveRecord) record = NULL;
  const char *line;
  gsize len;

  while (reader->failed == NULL && next_line (reader, &line, &len)) {
    if (len == 0 && reader->ended)
      continue;
    record = read_line (line, len);
    if (record == NULL)
      damaged (reader);
    else if (admit (reader, record)) {
      if (record->kind == ARCHIVE_HEAD)
        reader->head = g_bytes_new (line, len);
      return g_steal_pointer (&record);
    }
    break;
  }
  if (reader->failed != NULL)
    g_propagate_error (error, g_error_copy (reader->failed));
  return NULL;
}

GBytes *
archive_reader_head (ArchiveReader *reader)
{
  return reader->head;
}

gboolean
archive_reader_end (ArchiveReader *reader, GError **error)
{
  if (reader->failed == NULL && (!reader->ended || reader->at != reader->bytes->len))
    damaged (reader);
  if (reader->failed != NULL)
    g_propagate_error (error, g_error_copy (reader->failed));
  return reader->failed == NULL;
}
