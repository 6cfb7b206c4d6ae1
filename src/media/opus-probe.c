/* opus-probe: RFC 3533 and RFC 7845, as much of them as a voice note uses.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "opus-probe.h"

#include "error.h"
#include "limits.h"

#include <glib/gi18n.h>
#include <string.h>

#define RATE 48000
#define PAGE_HEADER 27
#define PACKET_SAMPLES_MAX (RATE * 120 / 1000)
#define PACKET_BYTES_MAX (48 * 1275 + 98)
#define TAGS_BYTES_MAX (64 * 1024)
#define SAMPLES_MAX ((gint64) LIMIT_VOICE_SECONDS_MAX * RATE)

enum {
  CONTINUED = 1,
  FIRST = 2,
  LAST = 4
};

typedef struct {
  guint8 flags;
  gint64 granule; /* samples up to the end of the last packet that ends here; -1: none does */
  guint32 serial;
  guint32 number;
  guint32 sum;
  const guint8 *sizes; /* of its segments */
  guint n_sizes;
  const guint8 *body;
  gsize length; /* of the whole page */
} Page;

typedef struct {
  guint8 head[20]; /* its first bytes */
  gsize size;
  gboolean open; /* it goes on in the next segment */
} Packet;

typedef struct {
  guint32 serial;
  guint pages;
  guint32 number; /* of the last one */
  guint packets;
  Packet packet;
  gint64 skip;
  gint64 samples;
  gint64 granule;
  gboolean ended;
} Probe;

static guint32
read_u32 (const guint8 *at)
{
  return at[0] | (guint32) at[1] << 8 | (guint32) at[2] << 16 | (guint32) at[3] << 24;
}

/* -- Pages. -- */

static const guint32 *
sum_table (void)
{
  static guint32 table[256];
  static gsize made;

  if (g_once_init_enter (&made)) {
    for (guint32 i = 0; i < 256; i++) {
      guint32 sum = i << 24;

      for (int bit = 0; bit < 8; bit++)
        sum = sum & 0x80000000u ? sum << 1 ^ 0x04c11db7u : sum << 1;
      table[i] = sum;
    }
    g_once_init_leave (&made, 1);
  }
  return table;
}

/* Of a page, with zeros where the sum itself stands. */
static guint32
sum_of (const guint8 *page, gsize length)
{
  const guint32 *table = sum_table ();
  guint32 sum = 0;

  for (gsize i = 0; i < length; i++) {
    guint8 byte = i >= 22 && i < 26 ? 0 : page[i];

    sum = sum << 8 ^ table[(sum >> 24 ^ byte) & 0xff];
  }
  return sum;
}

static gboolean
read_page (const guint8 *at, gsize left, Page *page)
{
  gsize length;

  if (left < PAGE_HEADER || memcmp (at, "OggS", 4) != 0 || at[4] != 0 ||
      left < (gsize) PAGE_HEADER + at[26])
    return FALSE;
  page->flags = at[5];
  page->granule = (gint64) (read_u32 (at + 6) | (guint64) read_u32 (at + 10) << 32);
  page->serial = read_u32 (at + 14);
  page->number = read_u32 (at + 18);
  page->sum = read_u32 (at + 22);
  page->n_sizes = at[26];
  page->sizes = at + PAGE_HEADER;
  page->body = page->sizes + page->n_sizes;
  length = PAGE_HEADER + page->n_sizes;
  for (guint i = 0; i < page->n_sizes; i++)
    length += page->sizes[i];
  page->length = length;
  return left >= length && sum_of (at, length) == page->sum;
}

/* -- Packets. -- */

static gboolean
is_head (const Packet *packet, Probe *probe)
{
  const guint8 *head = packet->head;

  if (packet->size != 19 || memcmp (head, "OpusHead", 8) != 0 || (head[8] & 0xf0) != 0 ||
      head[9] < 1 || head[9] > 2 || head[18] != 0)
    return FALSE;
  probe->skip = head[10] | head[11] << 8;
  return TRUE;
}

static gboolean
is_tags (const Packet *packet)
{
  return packet->size >= 16 && packet->size <= TAGS_BYTES_MAX &&
         memcmp (packet->head, "OpusTags", 8) == 0;
}

/* Samples of one frame, by the first byte of its packet. */
static int
frame_samples (guint8 toc)
{
  static const int silk[] = { 480, 960, 1920, 2880 };
  int config = toc >> 3;

  if (config < 12)
    return silk[config & 3];
  return config < 16 ? 480 << (config & 1) : 120 << (config & 3);
}

/* 0 when it is no packet of sound. */
static int
packet_samples (const Packet *packet)
{
  int frames;

  if (packet->size < 1 || packet->size > PACKET_BYTES_MAX)
    return 0;
  switch (packet->head[0] & 3) {
  case 0:
    frames = 1;
    break;
  case 3:
    frames = packet->size > 1 ? packet->head[1] & 63 : 0;
    break;
  default:
    frames = 2;
  }
  frames *= frame_samples (packet->head[0]);
  return frames <= PACKET_SAMPLES_MAX ? frames : 0;
}

static gboolean
take_packet (Probe *probe)
{
  const Packet *packet = &probe->packet;
  int samples;

  switch (probe->packets++) {
  case 0:
    return is_head (packet, probe);
  case 1:
    return is_tags (packet);
  default:
    samples = packet_samples (packet);
    probe->samples += samples;
    return samples > 0;
  }
}

static gboolean
take_segment (Probe *probe, const guint8 *bytes, guint8 size)
{
  Packet *packet = &probe->packet;

  if (!packet->open)
    *packet = (Packet) { .open = TRUE };
  if (packet->size < sizeof packet->head)
    memcpy (packet->head + packet->size, bytes, MIN (size, sizeof packet->head - packet->size));
  packet->size += size;
  if (size == 255)
    return TRUE;
  packet->open = FALSE;
  return take_packet (probe);
}

static gboolean
take_segments (Probe *probe, const Page *page)
{
  const guint8 *at = page->body;
  guint before = probe->packets;

  for (guint i = 0; i < page->n_sizes; i++) {
    if (!take_segment (probe, at, page->sizes[i]))
      return FALSE;
    at += page->sizes[i];
  }
  /* Each of the two headers ends its page. */
  return before >= 2 || probe->packets <= 2;
}

/* -- The stream. -- */

static gboolean
fits (const Probe *probe, const Page *page)
{
  /* A number may be left out where something was lost between two packets. */
  if (probe->ended || (probe->pages > 0 && page->number <= probe->number) ||
      (probe->packet.open && page->number != probe->number + 1) ||
      ((page->flags & CONTINUED) != 0) != probe->packet.open ||
      ((page->flags & FIRST) != 0) != (probe->pages == 0))
    return FALSE;
  return probe->pages == 0 || page->serial == probe->serial;
}

static gboolean
take_page (Probe *probe, const Page *page)
{
  if (!fits (probe, page))
    return FALSE;
  probe->serial = page->serial;
  probe->number = page->number;
  if (!take_segments (probe, page) || (probe->pages == 0 && probe->packets != 1))
    return FALSE;
  probe->pages++;
  probe->ended = (page->flags & LAST) != 0;
  if (page->granule == -1)
    return TRUE;
  if (page->granule < probe->granule || page->granule > SAMPLES_MAX + RATE)
    return FALSE;
  probe->granule = page->granule;
  return TRUE;
}

static gint64
refuse (WhinError code, GError **error)
{
  g_set_error_literal (error, WHIN_ERROR, code,
                       code == WHIN_ERROR_TOO_BIG ? _ ("The voice message is too long.")
                                                  : _ ("The voice message is damaged."));
  return -1;
}

gint64
opus_probe (GBytes *bytes, GError **error)
{
  Probe probe = { 0 };
  gsize left;
  const guint8 *at = g_bytes_get_data (bytes, &left);

  if (left > OPUS_PROBE_BYTES_MAX)
    return refuse (WHIN_ERROR_TOO_BIG, error);
  while (left > 0) {
    Page page;

    if (!read_page (at, left, &page) || !take_page (&probe, &page))
      return refuse (WHIN_ERROR_CORRUPT, error);
    if (probe.samples > SAMPLES_MAX + RATE)
      return refuse (WHIN_ERROR_TOO_BIG, error);
    at += page.length;
    left -= page.length;
  }
  if (probe.samples <= probe.skip || probe.packet.open)
    return refuse (WHIN_ERROR_CORRUPT, error);
  return MAX (1, (probe.samples - probe.skip) * 1000 / RATE);
}
