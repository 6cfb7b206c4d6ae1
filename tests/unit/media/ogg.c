/* ogg: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "ogg.h"

#include <string.h>

static void
put (GByteArray *out, guint64 value, int bytes)
{
  for (int i = 0; i < bytes; i++)
    g_byte_array_append (out, &(guint8) { (guint8) (value >> 8 * i) }, 1);
}

/* Bit by bit, so that it is not the way that is tested. */
static guint32
sum_of (const guint8 *bytes, gsize size)
{
  guint32 sum = 0;

  for (gsize i = 0; i < size; i++) {
    sum ^= (guint32) bytes[i] << 24;
    for (int bit = 0; bit < 8; bit++)
      sum = sum & 0x80000000u ? sum << 1 ^ 0x04c11db7u : sum << 1;
  }
  return sum;
}

void
ogg_sum (GByteArray *out, gsize at)
{
  guint8 *page = out->data + at;
  gsize size = 27 + page[26];
  guint32 sum;

  for (guint i = 0; i < page[26]; i++)
    size += page[27 + i];
  memset (page + 22, 0, 4);
  sum = sum_of (page, size);
  for (int i = 0; i < 4; i++)
    page[22 + i] = (guint8) (sum >> 8 * i);
}

void
ogg_page (GByteArray *out,
          guint8 flags,
          gint64 granule,
          guint32 number,
          gconstpointer packet,
          gsize size)
{
  gsize at = out->len;

  g_byte_array_append (out, (const guint8 *) "OggS", 4);
  put (out, 0, 1);
  put (out, flags, 1);
  put (out, (guint64) granule, 8);
  put (out, 77, 4);
  put (out, number, 4);
  put (out, 0, 4);
  put (out, size / 255 + 1, 1);
  for (gsize left = size; left >= 255; left -= 255)
    put (out, 255, 1);
  put (out, size % 255, 1);
  g_byte_array_append (out, packet, (guint) size);
  ogg_sum (out, at);
}

void
ogg_headers (GByteArray *out, int channels, guint skip)
{
  guint8 head[19] = "OpusHead\1";
  static const guint8 tags[] = "OpusTags\4\0\0\0test\0\0\0";

  head[9] = (guint8) channels;
  head[10] = (guint8) skip;
  head[11] = (guint8) (skip >> 8);
  ogg_page (out, OGG_FIRST, 0, 0, head, sizeof head);
  ogg_page (out, 0, 0, 1, tags, sizeof tags);
}

GByteArray *
ogg_file (guint n)
{
  GByteArray *out = g_byte_array_new ();
  /* Wide band, 20 ms, one frame. */
  static const guint8 packet[] = { 9 << 3, 1, 2, 3 };

  ogg_headers (out, 1, 312);
  for (guint i = 0; i < n; i++)
    ogg_page (out, i + 1 == n ? OGG_LAST : 0, (gint64) (i + 1) * 960, i + 2, packet, sizeof packet);
  return out;
}
