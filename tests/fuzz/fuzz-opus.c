/* fuzz-opus: any bytes as a voice note. Sums of pages are made right first, so that what is behind
 * them is reached too; what is taken lasts no longer than a note may.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "opus-probe.h"

#include "limits.h"

#include "../unit/media/ogg.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput (const guint8 *data, size_t size);

static void
probe (const guint8 *data, gsize size)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (data, size);
  gint64 ms = opus_probe (bytes, NULL);

  if (ms > (gint64) (LIMIT_VOICE_SECONDS_MAX + 1) * 1000 || (ms < 1 && ms != -1))
    abort ();
}

static void
mend (GByteArray *file)
{
  gsize at = 0;

  while (file->len - at >= 27 && file->len - at >= 27u + file->data[at + 26]) {
    gsize size = 27 + file->data[at + 26];

    for (guint i = 0; i < file->data[at + 26]; i++)
      size += file->data[at + 27 + i];
    if (file->len - at < size)
      return;
    ogg_sum (file, at);
    at += size;
  }
}

int
LLVMFuzzerTestOneInput (const guint8 *data, size_t size)
{
  g_autoptr (GByteArray) file = g_byte_array_new ();

  probe (data, size);
  g_byte_array_append (file, data, (guint) size);
  mend (file);
  probe (file->data, file->len);
  return 0;
}
