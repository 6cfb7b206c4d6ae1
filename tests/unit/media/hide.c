/* hide: see the header. SPDX-License-Identifier: GPL-3.0-or-later */
#include "hide.h"

#include "film-metadata.h"

#include <string.h>

GByteArray *
hide (const guint8 *data, gsize len, gsize at_once)
{
  g_autoptr (GInputStream) from = g_memory_input_stream_new_from_data (data, (gssize) len, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GInputStream) hidden = film_metadata_hide (from, (gint64) len, NULL, &error);
  GByteArray *read = g_byte_array_new ();
  g_autofree guint8 *piece = g_malloc (at_once);
  gssize n;

  g_assert_no_error (error);
  while ((n = g_input_stream_read (hidden, piece, at_once, NULL, &error)) > 0)
    g_byte_array_append (read, piece, (guint) n);
  g_assert_no_error (error);
  g_assert_cmpuint (read->len, ==, len);
  return read;
}

gboolean
has (const GByteArray *bytes, gconstpointer what, gsize len)
{
  return memmem (bytes->data, bytes->len, what, len) != NULL;
}

void
assert_pieces_are_whole (const GByteArray *bytes)
{
  g_autoptr (GByteArray) whole = hide (bytes->data, bytes->len, 4096);

  for (gsize at_once = 1; at_once < 40; at_once++) {
    g_autoptr (GByteArray) left = hide (bytes->data, bytes->len, at_once);

    g_assert_cmpmem (left->data, left->len, whole->data, whole->len);
  }
}
