/* film-matroska: WebM and Matroska. Elements (RFC 8794, 4 to 6) hold elements, each with an id that
 * means the same wherever it is (RFC 9559, 27.1). So those that are looked into are walked as if
 * what they hold came after them: one of unknown size ends by itself at what it cannot hold.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "film-walk.h"

#define ELEMENTS_MAX 1000000 /* a recording of hours, of which each picture is one */
#define ID_MAX 4
#define SIZE_MAX_LEN 8
#define EBML 0x1a45dfa3
#define VOID 0xec

typedef struct {
  gint64 at, body, end; /* end: -1 when the size is unknown */
  guint32 id;
} Element;

typedef enum {
  PASS,
  ENTER,
  ENTER_UNSIZED, /* only when its size is unknown */
  EMPTY,
  BLANK, /* a text that has to be there */
} What;

static const struct {
  guint32 id;
  What what;
} kinds[] = {
  { 0x18538067, ENTER },         /* Segment */
  { 0x1549a966, ENTER },         /* Info */
  { 0x1654ae6b, ENTER },         /* Tracks */
  { 0xae, ENTER },               /* TrackEntry */
  { 0x1f43b675, ENTER_UNSIZED }, /* Cluster */
  { 0x1254c367, EMPTY },         /* Tags */
  { 0x1941a469, EMPTY },         /* Attachments */
  { 0x1043a770, EMPTY },         /* Chapters */
  { 0x7ba9, EMPTY },             /* Title */
  { 0x4461, EMPTY },             /* DateUTC */
  { 0x7384, EMPTY },             /* SegmentFilename */
  { 0x3c83ab, EMPTY },           /* PrevFilename */
  { 0x3e83bb, EMPTY },           /* NextFilename */
  { 0x536e, EMPTY },             /* Name, of a track */
  { 0xbf, EMPTY },               /* CRC-32, which is of what it was */
  { VOID, EMPTY },
  { 0x4d80, BLANK }, /* MuxingApp */
  { 0x5741, BLANK }, /* WritingApp */
};

static What
what_of (const Element *element)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (kinds[i].id == element->id)
      return kinds[i].what;
  return PASS;
}

/* How many bytes a number has that begins with that one: as the first bit says that is set. */
static guint
len_of (guint8 first)
{
  return first != 0 ? 9 - g_bit_storage (first) : G_MAXUINT8;
}

/* FALSE with no error: what is there is no element. */
static gboolean
read_element (FilmWalk *walk, gint64 at, Element *element, GError **error)
{
  guint8 head[ID_MAX + SIZE_MAX_LEN] = { 0 };
  guint id_len, size_len;
  guint64 size, unknown;
  gsize got;

  if (!film_look (walk, at, head, sizeof head, &got, error))
    return FALSE;
  id_len = len_of (head[0]);
  if (id_len > ID_MAX || id_len >= got)
    return FALSE;
  size_len = len_of (head[id_len]);
  if (size_len > SIZE_MAX_LEN || id_len + size_len > got)
    return FALSE;
  unknown = (G_GUINT64_CONSTANT (1) << 7 * size_len) - 1;
  size = film_number (head + id_len, size_len) & unknown;
  *element = (Element) { at, at + id_len + size_len, -1, (guint32) film_number (head, id_len) };
  if (size != unknown)
    element->end = element->body + (gint64) size;
  return TRUE;
}

/* Of as many bytes, with nothing in it. */
static gboolean
empty (FilmWalk *walk, const Element *element)
{
  gint64 len = element->end - element->at;
  Cover one = { element->at, len, { VOID }, 2, 0 };

  if (len <= SIZE_MAX_LEN) {
    one.head[1] = (guint8) (0x80 | (len - 2));
  } else {
    one.head_len = 1 + SIZE_MAX_LEN;
    one.head[1] = 1;
    for (guint i = 0; i < SIZE_MAX_LEN - 1; i++)
      one.head[SIZE_MAX_LEN - i] = (guint8) ((guint64) (len - one.head_len) >> 8 * i);
  }
  return covered_stream_add (walk->covered, &one);
}

/* Returns where to go on; -1: nowhere. */
static gint64
take (FilmWalk *walk, const Element *element)
{
  What what = what_of (element);
  gboolean ok = TRUE;

  if (what == ENTER || (what == ENTER_UNSIZED && element->end < 0))
    return element->body;
  if (element->end < 0 || element->end > walk->size)
    return -1;
  if (what == EMPTY)
    ok = empty (walk, element);
  else if (what == BLANK)
    ok = film_cover (walk, element->body, element->end - element->body, ' ');
  return ok ? element->end : -1;
}

gboolean
film_matroska_cover (FilmWalk *walk, GError **error)
{
  g_autoptr (GError) local = NULL;
  Element element;
  gint64 at = 0;

  while (at >= 0 && walk->seen++ < ELEMENTS_MAX && read_element (walk, at, &element, &local)) {
    if (at == 0 && element.id != EBML)
      break;
    at = take (walk, &element);
  }
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}
