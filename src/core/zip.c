/* zip: see the header. More than 65535 files, and what begins past 4 GiB, is told in the fields of
 * "zip64". SPDX-License-Identifier: GPL-3.0-or-later */
#include "zip.h"

#include "error.h"

#include <string.h>

#define VERSION 45
#define UTF8 0x800
#define PRIVATE_FILE (0100600u << 16) /* Unix: -rw------- */
#define BIG 0xffffffffu
#define CRC_AT 14 /* in a local header, before both sizes */

/* -- What counts what is written of a file. -- */

#define ZIP_TYPE_PART (zip_part_get_type ())
G_DECLARE_FINAL_TYPE (ZipPart, zip_part, ZIP, PART, GFilterOutputStream)

struct _ZipPart {
  GFilterOutputStream parent_instance;

  guint32 crc;
  guint64 size;
};

G_DEFINE_FINAL_TYPE (ZipPart, zip_part, G_TYPE_FILTER_OUTPUT_STREAM)

static guint32
crc_of (guint32 crc, const guint8 *data, gsize n)
{
  static guint32 table[256];
  static gsize ready;

  if (g_once_init_enter (&ready)) {
    for (guint32 i = 0; i < 256; i++) {
      guint32 c = i;

      for (int bit = 0; bit < 8; bit++)
        c = c & 1 ? 0xedb88320u ^ c >> 1 : c >> 1;
      table[i] = c;
    }
    g_once_init_leave (&ready, 1);
  }
  for (gsize i = 0; i < n; i++)
    crc = table[(crc ^ data[i]) & 0xff] ^ crc >> 8;
  return crc;
}

static gssize
write_part (GOutputStream *stream,
            const void *data,
            gsize n,
            GCancellable *cancellable,
            GError **error)
{
  ZipPart *self = ZIP_PART (stream);
  GOutputStream *base = G_FILTER_OUTPUT_STREAM (stream)->base_stream;
  gssize written = g_output_stream_write (base, data, n, cancellable, error);

  if (written > 0) {
    self->crc = crc_of (self->crc, data, (gsize) written);
    self->size += (guint64) written;
  }
  return written;
}

static void
zip_part_class_init (ZipPartClass *klass)
{
  G_OUTPUT_STREAM_CLASS (klass)->write_fn = write_part;
}

static void
zip_part_init (ZipPart *self)
{
  self->crc = BIG;
}

/* -- The archive. -- */

typedef struct {
  char *name;
  guint64 at; /* of its local header */
  guint32 crc, size;
} Entry;

static void
entry_free (gpointer data)
{
  Entry *entry = data;

  g_free (entry->name);
  g_free (entry);
}

struct _Zip {
  GFile *file;
  gboolean is_new;
  GFileOutputStream *stream; /* NULL once it is closed */
  GCancellable *cancellable;
  GPtrArray *entries;
  ZipPart *part; /* or NULL */
  guint16 date, time;
};

static gboolean
fail (GError **error, const GError *cause)
{
  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_propagate_error (error, g_error_copy (cause));
  else
    g_set_error_literal (error, WHIN_ERROR, WHIN_ERROR_DISK, cause->message);
  return FALSE;
}

static void
put (GByteArray *out, guint64 value, guint bytes)
{
  for (guint i = 0; i < bytes; i++) {
    guint8 byte = (guint8) (value >> 8 * i);

    g_byte_array_append (out, &byte, 1);
  }
}

static gboolean
write_all (Zip *zip, const GByteArray *bytes, GError **error)
{
  g_autoptr (GError) cause = NULL;

  return g_output_stream_write_all (G_OUTPUT_STREAM (zip->stream), bytes->data, bytes->len, NULL,
                                    zip->cancellable, &cause) ||
         fail (error, cause);
}

static guint64
position (Zip *zip)
{
  return (guint64) g_seekable_tell (G_SEEKABLE (zip->stream));
}

static gboolean
seek (Zip *zip, gint64 to, GSeekType from, GError **error)
{
  g_autoptr (GError) cause = NULL;

  return g_seekable_seek (G_SEEKABLE (zip->stream), to, from, zip->cancellable, &cause) ||
         fail (error, cause);
}

/* As MS-DOS counted: two seconds, and years from 1980. */
static void
set_time (Zip *zip)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();

  zip->date = (guint16) ((g_date_time_get_year (now) - 1980) << 9 |
                         g_date_time_get_month (now) << 5 | g_date_time_get_day_of_month (now));
  zip->time = (guint16) (g_date_time_get_hour (now) << 11 | g_date_time_get_minute (now) << 5 |
                         g_date_time_get_second (now) / 2);
}

Zip *
zip_new (const char *path, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) cause = NULL;
  Zip *zip = g_new0 (Zip, 1);

  zip->file = g_file_new_for_path (path);
  zip->is_new = !g_file_query_exists (zip->file, NULL);
  zip->cancellable = cancellable;
  zip->entries = g_ptr_array_new_with_free_func (entry_free);
  set_time (zip);
  zip->stream = g_file_replace (zip->file, NULL, FALSE,
                                G_FILE_CREATE_PRIVATE | G_FILE_CREATE_REPLACE_DESTINATION,
                                cancellable, &cause);
  if (zip->stream != NULL)
    return zip;
  fail (error, cause);
  zip_free (zip);
  return NULL;
}

/* Closing a stream that was cancelled keeps what was there before; what is new has to be deleted.
 */
static void
give_up (Zip *zip)
{
  g_autoptr (GCancellable) cancelled = g_cancellable_new ();

  g_cancellable_cancel (cancelled);
  g_output_stream_close (G_OUTPUT_STREAM (zip->stream), cancelled, NULL);
  if (zip->is_new)
    g_file_delete (zip->file, NULL, NULL);
}

void
zip_free (Zip *zip)
{
  g_clear_object (&zip->part);
  if (zip->stream != NULL)
    give_up (zip);
  g_clear_object (&zip->stream);
  g_object_unref (zip->file);
  g_ptr_array_unref (zip->entries);
  g_free (zip);
}

/* What local and central headers share. */
static void
put_entry (const Zip *zip, GByteArray *out, const Entry *entry, guint extra)
{
  put (out, VERSION, 2);
  put (out, UTF8, 2);
  put (out, 0, 2); /* stored */
  put (out, zip->time, 2);
  put (out, zip->date, 2);
  put (out, entry->crc, 4);
  put (out, entry->size, 4);
  put (out, entry->size, 4);
  put (out, strlen (entry->name), 2);
  put (out, extra, 2);
}

GOutputStream *
zip_begin (Zip *zip, const char *name, GError **error)
{
  g_autoptr (GByteArray) head = g_byte_array_new ();
  Entry *entry = g_new0 (Entry, 1);

  entry->name = g_strndup (name, G_MAXUINT16);
  entry->at = position (zip);
  g_ptr_array_add (zip->entries, entry);
  put (head, 0x04034b50, 4);
  put_entry (zip, head, entry, 0);
  g_byte_array_append (head, (const guint8 *) entry->name, (guint) strlen (entry->name));
  if (!write_all (zip, head, error))
    return NULL;
  zip->part =
      g_object_new (ZIP_TYPE_PART, "base-stream", zip->stream, "close-base-stream", FALSE, NULL);
  return G_OUTPUT_STREAM (zip->part);
}

gboolean
zip_end (Zip *zip, GError **error)
{
  g_autoptr (ZipPart) part = g_steal_pointer (&zip->part);
  g_autoptr (GByteArray) sums = g_byte_array_new ();
  Entry *entry = zip->entries->pdata[zip->entries->len - 1];

  if (part->size >= BIG) {
    g_set_error_literal (error, WHIN_ERROR, WHIN_ERROR_TOO_BIG, "more than 4 GiB in one file");
    return FALSE;
  }
  entry->crc = ~part->crc;
  entry->size = (guint32) part->size;
  put (sums, entry->crc, 4);
  put (sums, entry->size, 4);
  put (sums, entry->size, 4);
  return seek (zip, (gint64) entry->at + CRC_AT, G_SEEK_SET, error) &&
         write_all (zip, sums, error) && seek (zip, 0, G_SEEK_END, error);
}

static void
put_central (const Zip *zip, GByteArray *out, const Entry *entry)
{
  gboolean far = entry->at >= BIG;

  put (out, 0x02014b50, 4);
  put (out, 3 << 8 | VERSION, 2); /* made on Unix */
  put_entry (zip, out, entry, far ? 12 : 0);
  put (out, 0, 6); /* no comment, the first disk, nothing internal */
  put (out, PRIVATE_FILE, 4);
  put (out, far ? BIG : entry->at, 4);
  g_byte_array_append (out, (const guint8 *) entry->name, (guint) strlen (entry->name));
  if (far) {
    put (out, 1, 2);
    put (out, 8, 2);
    put (out, entry->at, 8);
  }
}

static void
put_big_end (GByteArray *out, guint64 n, guint64 at, guint64 size)
{
  put (out, 0x06064b50, 4);
  put (out, 44, 8);
  put (out, 3 << 8 | VERSION, 2);
  put (out, VERSION, 2);
  put (out, 0, 8);
  put (out, n, 8);
  put (out, n, 8);
  put (out, size, 8);
  put (out, at, 8);
  put (out, 0x07064b50, 4);
  put (out, 0, 4);
  put (out, at + size, 8);
  put (out, 1, 4);
}

gboolean
zip_finish (Zip *zip, GError **error)
{
  g_autoptr (GByteArray) out = g_byte_array_new ();
  g_autoptr (GError) cause = NULL;
  guint64 n = zip->entries->len, at = position (zip), size;

  for (guint i = 0; i < zip->entries->len; i++)
    put_central (zip, out, zip->entries->pdata[i]);
  size = out->len;
  if (n >= G_MAXUINT16 || at >= BIG)
    put_big_end (out, n, at, size);
  put (out, 0x06054b50, 4);
  put (out, 0, 4);
  put (out, MIN (n, G_MAXUINT16), 2);
  put (out, MIN (n, G_MAXUINT16), 2);
  put (out, size, 4);
  put (out, MIN (at, BIG), 4);
  put (out, 0, 2);
  if (!write_all (zip, out, error))
    return FALSE;
  if (!g_output_stream_close (G_OUTPUT_STREAM (zip->stream), zip->cancellable, &cause))
    return fail (error, cause);
  g_clear_object (&zip->stream);
  return TRUE;
}
