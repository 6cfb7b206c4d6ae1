/* archive-reader: takes nothing on trust.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "archive-reader.h"

#include "error.h"

#include <glib/gi18n.h>
#include <sodium.h>
#include <string.h>

#define READ_MAX (4 * ARCHIVE_LINE_MAX) /* a line that is not whole, and what comes then */

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
  if (reader->scanned - reader->at > ARCHIVE_LINE_MAX + 1)
    return damaged (reader);
  if (newline == NULL)
    return FALSE;
  *line = (const char *) data + reader->at;
  *len = (gsize) (newline - data) - reader->at;
  reader->at = reader->scanned;
  return TRUE;
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
    return archive_most (kind);
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
    record = archive_read (line, len);
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
