/* keyfile: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "keyfile.h"

#include "error.h"
#include "pack.h"
#include "primitives.h"

#include <glib/gi18n.h>
#include <string.h>

#define MAGIC "whinkey\n"
#define MAGIC_BYTES 8
#define VERSION 1
#define LABEL_CHECK "whinchat/keyfile-check"

G_STATIC_ASSERT (sizeof MAGIC - 1 == MAGIC_BYTES);

void
keyfile_clear (Keyfile *file)
{
  for (guint i = 0; i < file->n_wraps; i++)
    g_bytes_unref (file->wraps[i].wrap);
  file->n_wraps = 0;
}

/* Ways of one rank exclude each other, and the file is in the order of ranks. */
static guint
rank (KeyWay way)
{
  return KEY_WAY_IS_SECRET (way) ? KEY_WAY_GIVEN : way;
}

GBytes *
keyfile_find (const Keyfile *file, KeyWay way)
{
  for (guint i = 0; i < file->n_wraps; i++)
    if (file->wraps[i].way == way)
      return file->wraps[i].wrap;
  return NULL;
}

static void
drop_rank (Keyfile *file, guint which)
{
  guint kept = 0;

  for (guint i = 0; i < file->n_wraps; i++) {
    if (rank (file->wraps[i].way) == which)
      g_bytes_unref (file->wraps[i].wrap);
    else
      file->wraps[kept++] = file->wraps[i];
  }
  file->n_wraps = kept;
}

void
keyfile_put (Keyfile *file, KeyWay way, GBytes *wrap)
{
  guint at;

  drop_rank (file, rank (way));
  g_assert (file->n_wraps < KEYFILE_WRAPS_MAX);
  for (at = file->n_wraps; at > 0 && file->wraps[at - 1].way > way; at--)
    file->wraps[at] = file->wraps[at - 1];
  file->wraps[at] = (KeyfileWrap) { way, wrap };
  file->n_wraps++;
}

void
keyfile_drop (Keyfile *file, KeyWay way)
{
  if (keyfile_find (file, way) != NULL)
    drop_rank (file, rank (way));
}

static void
pack_check (GByteArray *out)
{
  guint8 check[PRIM_HASH_BYTES];

  prim_hash (LABEL_CHECK, out->data, out->len, check);
  pack_bytes (out, check, sizeof check);
}

GBytes *
keyfile_write (const Keyfile *file)
{
  GByteArray *out = g_byte_array_new ();

  pack_bytes (out, MAGIC, MAGIC_BYTES);
  pack_u8 (out, VERSION);
  pack_id (out, &file->name);
  pack_u8 (out, (guint8) file->n_wraps);
  for (guint i = 0; i < file->n_wraps; i++) {
    gsize len;
    gconstpointer data = g_bytes_get_data (file->wraps[i].wrap, &len);

    pack_u8 (out, file->wraps[i].way);
    pack_string (out, data, len);
  }
  pack_check (out);
  return g_byte_array_free_to_bytes (out);
}

static gboolean
refuse (WhinError code, const char *words, GError **error)
{
  g_set_error_literal (error, WHIN_ERROR, code, words);
  return FALSE;
}

static gboolean
refuse_damage (GError **error)
{
  return refuse (WHIN_ERROR_CORRUPT,
                 _ ("The key of the messages is damaged, so they cannot be read."), error);
}

static gboolean
is_whole (const guint8 *data, gsize len)
{
  guint8 check[PRIM_HASH_BYTES];

  if (len < MAGIC_BYTES + 1 + PRIM_HASH_BYTES || len > KEYFILE_MAX ||
      memcmp (data, MAGIC, MAGIC_BYTES) != 0)
    return FALSE;
  prim_hash (LABEL_CHECK, data, len - PRIM_HASH_BYTES, check);
  return prim_equal (check, data + len - PRIM_HASH_BYTES, PRIM_HASH_BYTES);
}

static void
read_wraps (Unpack *in, Keyfile *file)
{
  guint n = unpack_u8 (in), before = 0;

  if (n == 0 || n > KEYFILE_WRAPS_MAX)
    unpack_refuse (in);
  for (guint i = 0; i < n && !in->failed; i++) {
    KeyWay way = unpack_u8 (in);
    gsize len;
    const guint8 *wrap = unpack_string (in, KEYFILE_WRAP_MAX, &len);

    if (wrap == NULL || way == 0 || way > KEY_WAY_RECOVERY_KEY || rank (way) <= before) {
      unpack_refuse (in);
      return;
    }
    before = rank (way);
    file->wraps[file->n_wraps++] = (KeyfileWrap) { way, g_bytes_new (wrap, len) };
  }
}

gboolean
keyfile_read (gconstpointer data, gsize len, Keyfile *file, GError **error)
{
  g_auto (Keyfile) found = { 0 };
  Unpack in;

  if (!is_whole (data, len))
    return refuse_damage (error);
  in = unpack_begin ((const guint8 *) data + MAGIC_BYTES, len - MAGIC_BYTES - PRIM_HASH_BYTES);
  if (unpack_u8 (&in) != VERSION)
    return refuse (WHIN_ERROR_TOO_OLD, _ ("The stored messages were written by a newer Whinchat."),
                   error);
  found.name = unpack_id (&in);
  read_wraps (&in, &found);
  if (!unpack_end (&in))
    return refuse_damage (error);
  *file = found;
  found.n_wraps = 0;
  return TRUE;
}
