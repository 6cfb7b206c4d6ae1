/* fuzz-film-metadata: any bytes as a video. As many are read of it, and hiding what is hidden
 * changes nothing more. SPDX-License-Identifier: GPL-3.0-or-later */
#include "film-metadata.h"

int LLVMFuzzerTestOneInput (const guint8 *data, size_t size);

static GBytes *
hide (GBytes *bytes)
{
  gsize size = g_bytes_get_size (bytes), got;
  g_autoptr (GInputStream) from = g_memory_input_stream_new_from_bytes (bytes);
  g_autoptr (GInputStream) hidden = film_metadata_hide (from, (gint64) size, NULL, NULL);
  guint8 *read = g_malloc (size + 1);

  g_assert_nonnull (hidden);
  g_assert_true (g_input_stream_read_all (hidden, read, size + 1, &got, NULL, NULL));
  g_assert_cmpuint (got, ==, size);
  return g_bytes_new_take (read, size);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, size_t size)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autoptr (GBytes) once = hide (bytes), twice = hide (once);

  g_assert_true (g_bytes_equal (once, twice));
  return 0;
}
