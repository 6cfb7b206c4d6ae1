/* animation: walks the blocks of a GIF and the chunks of a WebP, copying those that are pictures.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "animation.h"

#include <string.h>

typedef struct {
  const guint8 *data;
  gsize len;
  gsize at;
} Reader;

/* The next n bytes, or NULL when there are not so many. */
static const guint8 *
take (Reader *reader, gsize n)
{
  const guint8 *start = reader->data + reader->at;

  if (n > reader->len - reader->at)
    return NULL;
  reader->at += n;
  return start;
}

/* -- GIF: a screen, then blocks, each ending in sub-blocks, the last of them empty -- */

static gboolean
skip_sub_blocks (Reader *reader)
{
  const guint8 *size;

  while ((size = take (reader, 1)) != NULL)
    if (*size == 0)
      return TRUE;
    else if (take (reader, *size) == NULL)
      return FALSE;
  return FALSE;
}

static gboolean
skip_colors (Reader *reader, guint8 flags)
{
  return (flags & 0x80) == 0 || take (reader, 3u << ((flags & 7) + 1)) != NULL;
}

static gboolean
skip_image (Reader *reader)
{
  const guint8 *head = take (reader, 9);

  return head != NULL && skip_colors (reader, head[8]) && take (reader, 1) != NULL &&
         skip_sub_blocks (reader);
}

/* *keep: graphic control, and the application block that says how often it runs. */
static gboolean
skip_extension (Reader *reader, gboolean *keep)
{
  const guint8 *label = take (reader, 1);

  if (label == NULL)
    return FALSE;
  *keep = *label == 0xf9 || (*label == 0xff && reader->len - reader->at > 12 &&
                             memcmp (reader->data + reader->at + 1, "NETSCAPE2.0", 11) == 0);
  return skip_sub_blocks (reader);
}

static GBytes *
strip_gif (const guint8 *data, gsize len)
{
  Reader reader = { data, len, 0 };
  g_autoptr (GByteArray) out = g_byte_array_new ();
  guint images = 0;
  const guint8 *head = take (&reader, 13);

  if (head == NULL || !skip_colors (&reader, head[10]))
    return NULL;
  g_byte_array_append (out, data, reader.at);
  while (TRUE) {
    gsize start = reader.at;
    const guint8 *kind = take (&reader, 1);
    gboolean keep = TRUE;

    if (kind == NULL)
      return NULL;
    if (*kind == 0x3b)
      break;
    if (*kind == 0x2c) {
      images++;
      if (!skip_image (&reader))
        return NULL;
    } else if (*kind != 0x21 || !skip_extension (&reader, &keep)) {
      return NULL;
    }
    if (keep)
      g_byte_array_append (out, data + start, reader.at - start);
  }
  g_byte_array_append (out, (const guint8 *) ";", 1);
  return images > 1 ? g_byte_array_free_to_bytes (g_steal_pointer (&out)) : NULL;
}

/* -- WebP: RIFF; VP8X tells what follows -- */

#define WEBP_ANIMATION 0x02
#define WEBP_XMP 0x04
#define WEBP_EXIF 0x08

static guint32
le32 (const guint8 *p)
{
  return p[0] | p[1] << 8 | p[2] << 16 | (guint32) p[3] << 24;
}

GBytes *
animation_strip_webp (const guint8 *data, gsize len, gboolean *moves)
{
  Reader reader = { data, len, 12 };
  g_autoptr (GByteArray) out = g_byte_array_new ();
  guint32 size;

  *moves = FALSE;
  if (len < 12 || (gsize) le32 (data + 4) + 8 > len || le32 (data + 4) < 4)
    return NULL;
  reader.len = len = (gsize) le32 (data + 4) + 8;
  g_byte_array_append (out, data, 12);
  while (reader.at < len) {
    const guint8 *head = take (&reader, 8);
    gsize n = head != NULL ? (gsize) le32 (head + 4) : 0;
    const guint8 *body = head != NULL ? take (&reader, n + (n & 1)) : NULL;

    if (body == NULL)
      return NULL;
    if (memcmp (head, "EXIF", 4) == 0 || memcmp (head, "XMP ", 4) == 0)
      continue;
    g_byte_array_append (out, head, 8 + n + (n & 1));
    if (memcmp (head, "VP8X", 4) == 0 && n > 0) {
      *moves = (body[0] & WEBP_ANIMATION) != 0;
      out->data[out->len - n - (n & 1)] &= (guint8) ~(WEBP_XMP | WEBP_EXIF);
    }
  }
  size = GUINT32_TO_LE (out->len - 8);
  memcpy (out->data + 4, &size, 4);
  return g_byte_array_free_to_bytes (g_steal_pointer (&out));
}

static gboolean
is_gif (const guint8 *data, gsize len)
{
  return len >= 6 && (memcmp (data, "GIF87a", 6) == 0 || memcmp (data, "GIF89a", 6) == 0);
}

const char *
animation_mime (const guint8 *data, gsize len)
{
  if (is_gif (data, len))
    return "image/gif";
  return len > 20 && memcmp (data, "RIFF", 4) == 0 && memcmp (data + 8, "WEBPVP8X", 8) == 0 &&
                 (data[20] & WEBP_ANIMATION) != 0
             ? "image/webp"
             : NULL;
}

GBytes *
animation_strip (const guint8 *data, gsize len)
{
  if (is_gif (data, len))
    return strip_gif (data, len);
  if (len >= 12 && memcmp (data, "RIFF", 4) == 0 && memcmp (data + 8, "WEBP", 4) == 0) {
    gboolean moves = FALSE;
    g_autoptr (GBytes) stripped = animation_strip_webp (data, len, &moves);

    return moves ? g_steal_pointer (&stripped) : NULL;
  }
  return NULL;
}
