/* metadata: walks the segments of a JPEG, the chunks of a PNG, and copies those that are seen.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "metadata.h"

#include "animation.h"

#include <string.h>

static gboolean
begins (const guint8 *data, gsize len, const char *with, gsize n)
{
  return len >= n && memcmp (data, with, n) == 0;
}

static guint32
be (const guint8 *p, guint n)
{
  guint32 value = 0;

  for (guint i = 0; i < n; i++)
    value = value << 8 | p[i];
  return value;
}

/* -- JPEG: segments, each a marker and its length; what is between scans has none -- */

#define MARKER_SOI 0xd8
#define MARKER_EOI 0xd9
#define MARKER_SOS 0xda
#define MARKER_APP0 0xe0
#define MARKER_APP2 0xe2
#define MARKER_APP14 0xee
#define MARKER_COM 0xfe
#define JFIF_BYTES 14 /* without the small picture that may follow */

/* One entry, and nothing else. */
static void
write_orientation (GByteArray *out, guint orientation)
{
  guint8 segment[] = {
    0xff, 0xe1, 0, 34, 'E', 'x', 'i',  'f', 0, 0, 'M', 'M', 0, 42, 0,
    0,    0,    8, 0,  1,   1,   0x12, 0,   3, 0, 0,   0,   1, 0,  (guint8) orientation,
    0,    0,    0, 0,  0,   0,
  };

  g_byte_array_append (out, segment, sizeof segment);
}

/* body is without the length. */
static gboolean
is_seen (guint8 marker, const guint8 *body, gsize len)
{
  if (marker == MARKER_APP2)
    return begins (body, len, "ICC_PROFILE", 12);
  if (marker == MARKER_APP14)
    return begins (body, len, "Adobe", 5);
  return marker != MARKER_COM && (marker < MARKER_APP0 || marker > 0xef);
}

static void
write_jfif (GByteArray *out, const guint8 *body, gsize len)
{
  static const guint8 head[] = { 0xff, MARKER_APP0, 0, JFIF_BYTES + 2 };

  if (len < JFIF_BYTES || !begins (body, len, "JFIF", 5))
    return;
  g_byte_array_append (out, head, sizeof head);
  g_byte_array_append (out, body, JFIF_BYTES - 2);
  g_byte_array_append (out, (const guint8 *) "\0\0", 2);
}

/* Where the next marker is that is no part of a scan; len when there is none. */
static gsize
end_of_scan (const guint8 *data, gsize len, gsize at)
{
  for (; at + 1 < len; at++)
    if (data[at] == 0xff && data[at + 1] != 0 && data[at + 1] != 0xff &&
        (data[at + 1] < 0xd0 || data[at + 1] > 0xd7))
      return at;
  return len;
}

static GBytes *
strip_jpeg (const guint8 *data, gsize len, guint orientation)
{
  g_autoptr (GByteArray) out = g_byte_array_sized_new ((guint) len);
  gsize at = 2;

  g_byte_array_append (out, data, 2);
  if (orientation >= 2 && orientation <= 8)
    write_orientation (out, orientation);
  while (at + 4 <= len && data[at] == 0xff) {
    guint8 marker = data[at + 1];
    gsize size = be (data + at + 2, 2), end = at + 2 + size;

    if (marker == 0xff) { /* fills */
      at++;
      continue;
    }
    if (marker == MARKER_EOI)
      break;
    if (size < 2 || end > len)
      return NULL;
    if (marker == MARKER_APP0)
      write_jfif (out, data + at + 4, size - 2);
    if (marker == MARKER_SOS)
      end = end_of_scan (data, len, end);
    if (is_seen (marker, data + at + 4, size - 2))
      g_byte_array_append (out, data + at, (guint) (end - at));
    at = end;
  }
  if (at + 2 > len || data[at] != 0xff || data[at + 1] != MARKER_EOI)
    return NULL;
  g_byte_array_append (out, data + at, 2);
  return g_byte_array_free_to_bytes (g_steal_pointer (&out));
}

/* -- PNG: chunks, each its length, name, body and sum -- */

static gboolean
is_drawn (const guint8 *name)
{
  static const char drawn[] = "IHDR PLTE IDAT IEND tRNS gAMA cHRM sRGB iCCP cICP sBIT bKGD pHYs "
                              "acTL fcTL fdAT ";
  char word[6] = { (char) name[0], (char) name[1], (char) name[2], (char) name[3], ' ', '\0' };

  return memchr (word, '\0', 4) == NULL && strstr (drawn, word) != NULL;
}

static GBytes *
strip_png (const guint8 *data, gsize len)
{
  g_autoptr (GByteArray) out = g_byte_array_sized_new ((guint) len);
  gsize at = 8;

  g_byte_array_append (out, data, 8);
  while (len - at >= 12) {
    gsize size = be (data + at, 4);

    if (size > len - at - 12)
      return NULL;
    if (is_drawn (data + at + 4))
      g_byte_array_append (out, data + at, (guint) size + 12);
    if (memcmp (data + at + 4, "IEND", 4) == 0)
      return g_byte_array_free_to_bytes (g_steal_pointer (&out));
    at += size + 12;
  }
  return NULL;
}

GBytes *
metadata_strip (const guint8 *data, gsize len, guint orientation)
{
  gboolean moves;

  if (len > G_MAXINT32)
    return NULL;
  if (begins (data, len, "\xff\xd8", 2))
    return strip_jpeg (data, len, orientation);
  /* Only a JPEG says which way is up. */
  if (orientation > 1)
    return NULL;
  if (begins (data, len, "\x89PNG\r\n\x1a\n", 8))
    return strip_png (data, len);
  if (len >= 12 && begins (data, len, "RIFF", 4) && memcmp (data + 8, "WEBP", 4) == 0)
    return animation_strip_webp (data, len, &moves);
  return NULL;
}

gboolean
metadata_is_whole (const guint8 *data, gsize len)
{
  g_autoptr (GBytes) stripped = NULL;

  if (!begins (data, len, "\xff\xd8", 2) && !begins (data, len, "\x89PNG\r\n\x1a\n", 8) &&
      !begins (data, len, "RIFF", 4))
    return TRUE;
  stripped = metadata_strip (data, len, 1);
  return stripped != NULL;
}
