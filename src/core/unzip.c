/* unzip: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "unzip.h"

#include "error.h"

#include <glib/gi18n.h>
#include <string.h>

#define END_BYTES 22
#define ENTRY_BYTES 46
#define LOCAL_BYTES 30
#define ENTRIES_MAX 65535

typedef struct {
  gsize at; /* of the local header */
  gsize packed;
  gsize size;
  guint16 method;
} Entry;

struct _Unzip {
  GMappedFile *file;
  const guint8 *data;
  gsize len;
  GHashTable *entries; /* name to Entry */
  GPtrArray *names;    /* borrowed from it */
};

static guint16
u16 (const guint8 *at)
{
  return (guint16) (at[0] | at[1] << 8);
}

static guint32
u32 (const guint8 *at)
{
  return at[0] | (guint32) at[1] << 8 | (guint32) at[2] << 16 | (guint32) at[3] << 24;
}

void
unzip_free (Unzip *zip)
{
  if (zip == NULL)
    return;
  g_clear_pointer (&zip->file, g_mapped_file_unref);
  g_hash_table_unref (zip->entries);
  g_ptr_array_unref (zip->names);
  g_free (zip);
}

static gpointer
corrupt (GError **error)
{
  g_set_error_literal (error, WHIN_ERROR, WHIN_ERROR_CORRUPT, _ ("This file is damaged."));
  return NULL;
}

static const guint8 *
find_end (const Unzip *zip)
{
  gsize first = zip->len > END_BYTES + 65535 ? zip->len - END_BYTES - 65535 : 0;

  if (zip->len < END_BYTES)
    return NULL;
  for (gsize at = zip->len - END_BYTES + 1; at-- > first;)
    if (memcmp (zip->data + at, "PK\5\6", 4) == 0)
      return zip->data + at;
  return NULL;
}

static gboolean
read_entries (Unzip *zip)
{
  const guint8 *end = find_end (zip);
  gsize at, n;

  if (end == NULL)
    return FALSE;
  n = u16 (end + 10);
  at = u32 (end + 16);
  for (gsize i = 0; i < n && i < ENTRIES_MAX; i++) {
    const guint8 *head = zip->data + at;
    g_autofree char *path = NULL;
    char *name;
    gsize name_len;
    Entry *entry;

    if (at > zip->len || zip->len - at < ENTRY_BYTES || memcmp (head, "PK\1\2", 4) != 0)
      return FALSE;
    name_len = u16 (head + 28);
    if (zip->len - at - ENTRY_BYTES < name_len)
      return FALSE;
    path = g_strndup ((const char *) head + ENTRY_BYTES, name_len);
    at += ENTRY_BYTES + name_len + u16 (head + 30) + u16 (head + 32);
    if (path[0] == '\0' || g_str_has_suffix (path, "/"))
      continue;
    name = g_path_get_basename (path);
    if (g_hash_table_contains (zip->entries, name)) {
      g_free (name);
      continue;
    }
    entry = g_new0 (Entry, 1);
    *entry = (Entry) { u32 (head + 42), u32 (head + 20), u32 (head + 24), u16 (head + 10) };
    g_hash_table_insert (zip->entries, name, entry);
    g_ptr_array_add (zip->names, name);
  }
  return TRUE;
}

Unzip *
unzip_open (const char *path, GError **error)
{
  Unzip *zip = g_new0 (Unzip, 1);
  g_autoptr (GError) local = NULL;

  zip->entries = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  zip->names = g_ptr_array_new ();
  zip->file = g_mapped_file_new (path, FALSE, &local);
  if (zip->file == NULL) {
    g_set_error_literal (error, WHIN_ERROR, WHIN_ERROR_DISK, local->message);
    unzip_free (zip);
    return NULL;
  }
  zip->data = (const guint8 *) g_mapped_file_get_contents (zip->file);
  zip->len = g_mapped_file_get_length (zip->file);
  if (read_entries (zip))
    return zip;
  unzip_free (zip);
  return corrupt (error);
}

gboolean
unzip_has (Unzip *zip, const char *name)
{
  return g_hash_table_contains (zip->entries, name);
}

const char *
unzip_find (Unzip *zip, const char *suffix)
{
  for (guint i = 0; i < zip->names->len; i++)
    if (g_str_has_suffix (zip->names->pdata[i], suffix))
      return zip->names->pdata[i];
  return NULL;
}

/* What it says of its size is not believed. */
static GBytes *
inflate (const guint8 *data, const Entry *entry, gsize max, GError **error)
{
  g_autoptr (GZlibDecompressor) converter = g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_RAW);
  g_autoptr (GInputStream) memory =
      g_memory_input_stream_new_from_data (data, (gssize) entry->packed, NULL);
  g_autoptr (GInputStream) stream = g_converter_input_stream_new (memory, G_CONVERTER (converter));
  g_autofree guint8 *out = g_malloc (entry->size + 1);
  gsize n;

  if (entry->size > max ||
      !g_input_stream_read_all (stream, out, entry->size + 1, &n, NULL, NULL) || n != entry->size)
    return corrupt (error);
  return g_bytes_new_take (g_steal_pointer (&out), n);
}

GBytes *
unzip_read (Unzip *zip, const char *name, gsize max, GError **error)
{
  const Entry *entry = g_hash_table_lookup (zip->entries, name);
  gsize at;

  if (entry == NULL || entry->size > max || entry->at > zip->len ||
      zip->len - entry->at < LOCAL_BYTES || memcmp (zip->data + entry->at, "PK\3\4", 4) != 0)
    return corrupt (error);
  at =
      entry->at + LOCAL_BYTES + u16 (zip->data + entry->at + 26) + u16 (zip->data + entry->at + 28);
  if (at > zip->len || zip->len - at < entry->packed)
    return corrupt (error);
  if (entry->method == 8)
    return inflate (zip->data + at, entry, max, error);
  if (entry->method == 0 && entry->packed == entry->size)
    return g_bytes_new (zip->data + at, entry->size);
  return corrupt (error);
}
