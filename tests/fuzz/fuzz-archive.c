/* fuzz-archive: any bytes as the inside of a backup. However they are cut, the same is read; and
 * what was read can be written.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "archive-reader.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput (const guint8 *data, size_t size);

static void
take (const ArchiveRecord *record, GString *out)
{
  if (record->kind != ARCHIVE_UNKNOWN && !archive_write (record, out))
    abort ();
}

/* The records, written again. */
static GString *
read_in_steps (const guint8 *data, gsize size, gsize step, gboolean *whole)
{
  g_autoptr (ArchiveReader) reader = archive_reader_new ();
  GString *out = g_string_new (NULL);

  for (gsize from = 0; from < size; from += step) {
    g_autoptr (GError) error = NULL;

    archive_reader_push (reader, data + from, MIN (step, size - from));
    for (;;) {
      g_autoptr (ArchiveRecord) record = archive_reader_next (reader, &error);

      if (record == NULL)
        break;
      if (error != NULL)
        abort ();
      take (record, out);
    }
    if (error != NULL)
      break;
  }
  *whole = archive_reader_end (reader, NULL);
  return out;
}

int
LLVMFuzzerTestOneInput (const guint8 *data, size_t size)
{
  gboolean at_once, in_steps, again;
  GString *one = read_in_steps (data, size, MAX (size, 1), &at_once);
  GString *other = read_in_steps (data, size, 7, &in_steps);
  GString *third = read_in_steps ((const guint8 *) one->str, one->len, MAX (one->len, 1), &again);

  if (at_once != in_steps || !g_string_equal (one, other) || !g_string_equal (one, third) ||
      (at_once && !again))
    abort ();
  g_string_free (one, TRUE);
  g_string_free (other, TRUE);
  g_string_free (third, TRUE);
  return 0;
}
