/* auto-media: see the header. SPDX-License-Identifier: GPL-3.0-or-later */
#include "auto-media.h"

#include <string.h>

#define MB (G_GINT64_CONSTANT (1000) * 1000)
#define MOST 4096 /* MB: more than a file may have */

/* A file may be a program: one decides about it. */
const AutoMedia AUTO_MEDIA_USUAL = { {
    [AUTO_PICTURES] = { { 16, 4 }, { 16, 2 } },
    [AUTO_VIDEOS] = { { 32, 0 }, { 8, 0 } },
    [AUTO_VOICE] = { { 16, 16 }, { 16, 4 } },
    [AUTO_FILES] = { { 0, 0 }, { 0, 0 } },
} };

AutoKind
auto_kind_of (const MessageRow *row)
{
  if (row->kind == MESSAGE_PICTURE)
    return AUTO_PICTURES;
  if (row->kind == MESSAGE_VOICE)
    return AUTO_VOICE;
  return g_str_has_prefix (row->media->mime, "video/") ? AUTO_VIDEOS : AUTO_FILES;
}

gboolean
auto_media_takes (const AutoMedia *media, const MessageRow *row, gboolean metered)
{
  int most = media->most[auto_kind_of (row)][row->conv.kind == CONV_GROUP][metered != FALSE];

  return most == AUTO_ANY || row->media->size <= most * MB;
}

gboolean
auto_media_read (AutoMedia *media, const int *numbers, guint n)
{
  G_STATIC_ASSERT (sizeof media->most == AUTO_MEDIA_NUMBERS * sizeof (int));
  if (n != AUTO_MEDIA_NUMBERS)
    return FALSE;
  for (guint i = 0; i < n; i++)
    if (numbers[i] < AUTO_ANY || numbers[i] > MOST)
      return FALSE;
  memcpy (media->most, numbers, sizeof media->most);
  return TRUE;
}
