/* backup-file: see the header. The front of the file is not signed: whoever changes it can only
 * keep it from being opened. SPDX-License-Identifier: GPL-3.0-or-later */
#include "backup-file.h"

#include "archive-reader.h"
#include "error.h"
#include "pack.h"
#include "recovery.h"
#include "secret.h"
#include "wrap.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#define MAGIC "WHBF"
#define MAGIC_BYTES 4
#define FORMAT 1
#define WRAP_BYTES_MAX 256
#define FRONT_MAX (MAGIC_BYTES + 2 + BACKUP_WAYS_MAX * (3 + WRAP_BYTES_MAX))
#define CHUNK (64 * 1024)

static gboolean
refuse (GError **error, WhinError code, const char *message)
{
  g_set_error_literal (error, WHIN_ERROR, code, message);
  return FALSE;
}

static gboolean
damaged (GError **error)
{
  return refuse (error, WHIN_ERROR_CORRUPT, _ ("The backup is damaged."));
}

static gboolean
fail_write (GError **error)
{
  g_set_error (error, WHIN_ERROR, WHIN_ERROR_DISK, _ ("The backup cannot be written: %s"),
               g_strerror (errno));
  return FALSE;
}

static gboolean
fail_read (GError **error)
{
  g_set_error (error, WHIN_ERROR, WHIN_ERROR_DISK, _ ("The backup cannot be read: %s"),
               g_strerror (errno));
  return FALSE;
}

/* -- Writing. -- */

struct _BackupWriter {
  char *path;
  char *part;
  int fd;
  BackupSeal *seal;
  GByteArray *out;
  guint64 inside; /* bytes of the archive */
  guint64 size;   /* of the file */
};

static void
pack_ways (GByteArray *out, GBytes *const ways[BACKUP_WAYS_MAX])
{
  guint8 n = 0;

  for (guint way = 0; way < BACKUP_WAYS_MAX; way++)
    n += ways[way] != NULL;
  pack_bytes (out, MAGIC, MAGIC_BYTES);
  pack_u8 (out, FORMAT);
  pack_u8 (out, n);
  for (guint8 way = 0; way < BACKUP_WAYS_MAX; way++) {
    gsize len;
    gconstpointer data;

    if (ways[way] == NULL)
      continue;
    data = g_bytes_get_data (ways[way], &len);
    pack_u8 (out, way);
    pack_string (out, data, len);
  }
}

BackupWriter *
backup_writer_new (const char *path,
                   GBytes *const ways[BACKUP_WAYS_MAX],
                   BackupSeal *seal,
                   GByteArray *front)
{
  BackupWriter *writer = g_new0 (BackupWriter, 1);

  writer->path = g_strdup (path);
  writer->part = g_strconcat (path, ".part", NULL);
  writer->fd = -1;
  writer->seal = seal;
  writer->out = g_byte_array_new ();
  pack_ways (writer->out, ways);
  g_byte_array_append (writer->out, front->data, front->len);
  g_byte_array_unref (front);
  return writer;
}

static gboolean
write_out (BackupWriter *writer, GError **error)
{
  const guint8 *data = writer->out->data;
  gsize left = writer->out->len;

  if (writer->fd < 0)
    writer->fd = g_open (writer->part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (writer->fd < 0)
    return fail_write (error);
  while (left > 0) {
    gssize n = write (writer->fd, data, left);

    if (n < 0 && errno == EINTR)
      continue;
    if (n <= 0)
      return fail_write (error);
    data += n;
    left -= (gsize) n;
  }
  writer->size += writer->out->len;
  g_byte_array_set_size (writer->out, 0);
  return TRUE;
}

gboolean
backup_writer_push (BackupWriter *writer, gconstpointer data, gsize len, GError **error)
{
  backup_seal_push (writer->seal, data, len, writer->out);
  writer->inside += len;
  return write_out (writer, error);
}

static gboolean
push_padding (BackupWriter *writer, GError **error)
{
  g_autofree char *newlines = g_strnfill (CHUNK, '\n');

  for (guint64 left = archive_padding (writer->inside); left > 0; left -= MIN (left, CHUNK))
    if (!backup_writer_push (writer, newlines, MIN (left, CHUNK), error))
      return FALSE;
  return TRUE;
}

/* What a portal or a network shows cannot always be synced; it writes by rules of its own. */
static gboolean
sync_as_possible (int fd)
{
  return fsync (fd) == 0 || errno == EINVAL || errno == ENOTSUP;
}

/* A rename is only there for good once its folder is. */
static gboolean
sync_folder (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  int fd = g_open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
  gboolean ok = fd >= 0 && sync_as_possible (fd);

  if (fd >= 0)
    g_close (fd, NULL);
  return ok;
}

gboolean
backup_writer_end (BackupWriter *writer, GError **error)
{
  if (!push_padding (writer, error))
    return FALSE;
  backup_seal_end (writer->seal, writer->out);
  if (!write_out (writer, error))
    return FALSE;
  if (!sync_as_possible (writer->fd) || g_rename (writer->part, writer->path) != 0 ||
      !sync_folder (writer->path))
    return fail_write (error);
  g_clear_pointer (&writer->part, g_free);
  return TRUE;
}

guint64
backup_writer_size (BackupWriter *writer)
{
  return writer->size;
}

void
backup_writer_free (BackupWriter *writer)
{
  if (writer == NULL)
    return;
  if (writer->fd >= 0)
    g_close (writer->fd, NULL);
  if (writer->part != NULL && writer->fd >= 0)
    g_unlink (writer->part);
  backup_seal_free (writer->seal);
  g_byte_array_unref (writer->out);
  g_free (writer->part);
  g_free (writer->path);
  g_free (writer);
}

/* -- Reading. -- */

struct _BackupLoader {
  int fd;
  gint64 size;
  gint64 container; /* where it begins */
  GBytes *ways[BACKUP_WAYS_MAX];
  BackupHeader header;
  BackupExpected expected;
  BackupOpen *open;
  ArchiveReader *reader;
  guint8 *chunk;
  gboolean by_recovery;
  gboolean ended;
};

void
backup_loader_free (BackupLoader *loader)
{
  if (loader == NULL)
    return;
  if (loader->fd >= 0)
    g_close (loader->fd, NULL);
  for (guint way = 0; way < BACKUP_WAYS_MAX; way++)
    g_clear_pointer (&loader->ways[way], g_bytes_unref);
  backup_open_free (loader->open);
  archive_reader_free (loader->reader);
  prim_wipe (&loader->expected, sizeof loader->expected);
  g_free (loader->chunk);
  g_free (loader);
}

/* How many bytes there were; -1 when the disk refused. */
static gssize
read_at (BackupLoader *loader, gint64 at, gpointer out, gsize len)
{
  gsize got = 0;

  while (got < len) {
    gssize n = pread (loader->fd, (guint8 *) out + got, len - got, at + (gint64) got);

    if (n < 0 && errno == EINTR)
      continue;
    if (n < 0)
      return -1;
    if (n == 0)
      break;
    got += (gsize) n;
  }
  return (gssize) got;
}

static gboolean
unpack_ways (BackupLoader *loader, Unpack *in)
{
  guint8 n = unpack_u8 (in);

  if (n > BACKUP_WAYS_MAX)
    return FALSE;
  for (guint8 i = 0; i < n; i++) {
    guint8 way = unpack_u8 (in);
    gsize len;
    const guint8 *data = unpack_string (in, WRAP_BYTES_MAX, &len);

    if (in->failed)
      return FALSE;
    /* A way of a later version may stand beside one of ours. */
    if (way < BACKUP_WAYS_MAX && loader->ways[way] == NULL)
      loader->ways[way] = g_bytes_new (data, len);
  }
  return TRUE;
}

static gboolean
read_front (BackupLoader *loader, GError **error)
{
  guint8 front[FRONT_MAX], header[BACKUP_HEADER_BYTES];
  gssize got = read_at (loader, 0, front, sizeof front);
  Unpack in;

  if (got < 0)
    return fail_read (error);
  if (got < MAGIC_BYTES + 2 || memcmp (front, MAGIC, MAGIC_BYTES) != 0)
    return refuse (error, WHIN_ERROR_CORRUPT, _ ("This is not a backup of Whinchat."));
  if (front[MAGIC_BYTES] != FORMAT)
    return refuse (error, WHIN_ERROR_TOO_OLD, _ ("The backup needs a newer version of Whinchat."));
  in = unpack_begin (front + MAGIC_BYTES + 1, (gsize) got - MAGIC_BYTES - 1);
  if (!unpack_ways (loader, &in))
    return damaged (error);
  loader->container = got - (gssize) in.left;
  if (read_at (loader, loader->container, header, sizeof header) != (gssize) sizeof header)
    return damaged (error);
  return backup_header_read (header, sizeof header, &loader->header, error);
}

BackupLoader *
backup_loader_new (const char *path, GError **error)
{
  g_autoptr (BackupLoader) loader = g_new0 (BackupLoader, 1);

  loader->fd = g_open (path, O_RDONLY | O_CLOEXEC, 0);
  if (loader->fd < 0 || (loader->size = lseek (loader->fd, 0, SEEK_END)) < 0) {
    fail_read (error);
    return NULL;
  }
  if (!read_front (loader, error))
    return NULL;
  loader->chunk = g_malloc (CHUNK);
  loader->expected.account = loader->header.account;
  memcpy (loader->expected.account_key, loader->header.account_key,
          sizeof loader->expected.account_key);
  return g_steal_pointer (&loader);
}

const BackupHeader *
backup_loader_header (BackupLoader *loader)
{
  return &loader->header;
}

gint64
backup_loader_size (BackupLoader *loader)
{
  return loader->size;
}

void
backup_loader_set_key (BackupLoader *loader, const guint8 key[PRIM_KEY_BYTES])
{
  memcpy (loader->expected.backup_key, key, PRIM_KEY_BYTES);
}

void
backup_loader_expect (BackupLoader *loader,
                      const Id *account,
                      const guint8 account_key[PRIM_SIGN_PUBLIC_BYTES],
                      guint64 generation)
{
  loader->expected.account = *account;
  memcpy (loader->expected.account_key, account_key, PRIM_SIGN_PUBLIC_BYTES);
  loader->expected.generation = generation;
}

static gboolean
take_key (BackupLoader *loader, GBytes *key, GError **error)
{
  if (key == NULL)
    return FALSE;
  if (g_bytes_get_size (key) != PRIM_KEY_BYTES)
    return damaged (error);
  backup_loader_set_key (loader, g_bytes_get_data (key, NULL));
  return TRUE;
}

static gboolean
unlock_recovery (BackupLoader *loader, const char *typed, GError **error)
{
  GBytes *way = loader->ways[BACKUP_WAY_RECOVERY];
  g_autoptr (GBytes) backup_key = NULL;
  guint8 key[PRIM_KEY_BYTES];
  gsize len;
  gconstpointer data;

  if (!recovery_from_text (typed, key, error))
    return FALSE;
  data = g_bytes_get_data (way, &len);
  backup_key = wrap_open (key, WRAP_BACKUP_KEY, &loader->header.account, data, len, error);
  prim_wipe (key, sizeof key);
  loader->by_recovery = backup_key != NULL;
  return take_key (loader, backup_key, error);
}

static gboolean
unlock_passphrase (BackupLoader *loader, const char *typed, GError **error)
{
  g_autoptr (GBytes) key = NULL;
  gsize len;
  gconstpointer data = g_bytes_get_data (loader->ways[BACKUP_WAY_PASSPHRASE], &len);

  key = wrap_open_passphrase (typed, WRAP_BACKUP_KEY, &loader->header.account, data, len, error);
  return take_key (loader, key, error);
}

gboolean
backup_loader_unlock (BackupLoader *loader, const char *typed, GError **error)
{
  gboolean by_recovery = loader->ways[BACKUP_WAY_RECOVERY] != NULL;
  gboolean by_passphrase = loader->ways[BACKUP_WAY_PASSPHRASE] != NULL;

  if (by_recovery && (!by_passphrase || unlock_recovery (loader, typed, NULL)))
    return unlock_recovery (loader, typed, error);
  if (by_passphrase)
    return unlock_passphrase (loader, typed, error);
  return refuse (error, WHIN_ERROR_TOO_OLD, _ ("The backup needs a newer version of Whinchat."));
}

gboolean
backup_loader_by_recovery (BackupLoader *loader)
{
  return loader->by_recovery;
}

gboolean
backup_loader_rewind (BackupLoader *loader, GError **error)
{
  g_clear_pointer (&loader->open, backup_open_free);
  g_clear_pointer (&loader->reader, archive_reader_free);
  loader->ended = FALSE;
  if (lseek (loader->fd, loader->container, SEEK_SET) == loader->container)
    return TRUE;
  return fail_read (error);
}

/* Feeds the reader what comes next. */
static gboolean
load (BackupLoader *loader, GError **error)
{
  g_autoptr (SecretArray) plain = secret_array_new (2 * CHUNK);
  gssize n;

  do
    n = read (loader->fd, loader->chunk, CHUNK);
  while (n < 0 && errno == EINTR);
  if (n < 0)
    return fail_read (error);
  loader->ended = n == 0;
  if (loader->ended ? !backup_open_end (loader->open, plain, error)
                    : !backup_open_push (loader->open, loader->chunk, (gsize) n, plain, error))
    return FALSE;
  archive_reader_push (loader->reader, plain->data, plain->len);
  return TRUE;
}

/* The signed header names the archive's first line. */
static gboolean
is_named (BackupLoader *loader, const ArchiveRecord *record, GError **error)
{
  const BackupHeader *header = backup_open_header (loader->open);
  guint8 hash[PRIM_HASH_BYTES];
  gsize len;
  gconstpointer line;

  if (record->kind != ARCHIVE_HEAD)
    return TRUE;
  line = g_bytes_get_data (archive_reader_head (loader->reader), &len);
  backup_manifest_hash (line, len, hash);
  return (prim_equal (hash, header->manifest, sizeof hash) &&
          id_equal (&record->head.acc, &header->account)) ||
         damaged (error);
}

static gboolean
add_next (BackupLoader *loader, GPtrArray *records, GError **error)
{
  GError *local = NULL;
  ArchiveRecord *record = archive_reader_next (loader->reader, &local);

  if (local != NULL) {
    g_propagate_error (error, local);
    return FALSE;
  }
  if (record == NULL)
    return loader->ended || load (loader, error);
  g_ptr_array_add (records, record);
  return is_named (loader, record, error);
}

GPtrArray *
backup_loader_next (BackupLoader *loader, guint limit, GError **error)
{
  g_autoptr (GPtrArray) records =
      g_ptr_array_new_with_free_func ((GDestroyNotify) archive_record_free);

  if (loader->open == NULL) {
    if (!backup_loader_rewind (loader, error))
      return NULL;
    loader->open = backup_open_new (&loader->expected);
    loader->reader = archive_reader_new ();
  }
  while (records->len < limit) {
    guint before = records->len;
    gboolean ended = loader->ended;

    if (!add_next (loader, records, error))
      return NULL;
    if (ended && records->len == before)
      break;
  }
  if (records->len > 0)
    return g_steal_pointer (&records);
  archive_reader_end (loader->reader, error);
  return NULL;
}
