/* film-iso: MP4, QuickTime and 3GP. ISO/IEC 14496-12: boxes (4.2), times (8.2.2, 8.3.2, 8.4.2),
 * free space (8.1.2), user data (8.10), meta (8.11), uuid (11.1). SPDX-License-Identifier:
 * GPL-3.0-or-later */
#include "film-walk.h"

#include <string.h>

#define BOXES_MAX 10000
#define DEPTH_MAX 3 /* moov, trak, mdia */
#define HEAD 8
#define LARGE_HEAD 16

typedef struct {
  gint64 at, body, end;
  char name[4];
} Box;

/* FALSE with no error: there are not so many bytes. */
static gboolean
look (FilmWalk *walk, gint64 at, guint8 *to, gsize len, GError **error)
{
  gsize got;

  return film_look (walk, at, to, len, &got, error) && got == len;
}

/* FALSE with no error: what is there is no box. */
static gboolean
read_box (FilmWalk *walk, gint64 at, gint64 end, Box *box, GError **error)
{
  guint8 head[LARGE_HEAD];
  guint64 size;
  gsize head_len = HEAD;

  if (end - at < HEAD || !look (walk, at, head, HEAD, error))
    return FALSE;
  size = film_number (head, 4);
  if (size == 1) {
    head_len = LARGE_HEAD;
    if (end - at < LARGE_HEAD || !look (walk, at + HEAD, head + HEAD, HEAD, error))
      return FALSE;
    size = film_number (head + HEAD, 8);
  } else if (size == 0) {
    size = (guint64) (end - at);
  }
  if (size < head_len || size > (guint64) (end - at))
    return FALSE;
  *box = (Box) { at, at + (gint64) head_len, at + (gint64) size, { 0 } };
  memcpy (box->name, head + 4, sizeof box->name);
  return TRUE;
}

static gboolean
is_one_of (const Box *box, const char *const *names)
{
  for (guint i = 0; names[i] != NULL; i++)
    if (memcmp (box->name, names[i], sizeof box->name) == 0)
      return TRUE;
  return FALSE;
}

static void
empty (FilmWalk *walk, const Box *box)
{
  Cover name = { box->at + 4, 4, "free", 4, 0 };

  covered_stream_add (walk->covered, &name);
  film_cover (walk, box->body, box->end - box->body, 0);
}

/* When it was made and changed: two numbers, after the version and the flags. */
static gboolean
cover_times (FilmWalk *walk, const Box *box, GError **error)
{
  guint8 version;
  gint64 len;

  if (!look (walk, box->body, &version, 1, error))
    return FALSE;
  len = version == 1 ? 16 : 8;
  film_cover (walk, box->body + 4, MIN (len, box->end - box->body - 4), 0);
  return TRUE;
}

/* FALSE with an error only when it cannot be read. */
static gboolean
walk_boxes (FilmWalk *walk, gint64 at, gint64 end, guint depth, GError **error)
{
  static const char *const saying[] = { "udta", "meta", "uuid", "free", "skip", NULL };
  static const char *const timed[] = { "mvhd", "tkhd", "mdhd", NULL };
  static const char *const holding[] = { "moov", "trak", "mdia", NULL };
  g_autoptr (GError) local = NULL;
  Box box;

  while (walk->seen++ < BOXES_MAX && read_box (walk, at, end, &box, &local)) {
    if (is_one_of (&box, saying)) {
      empty (walk, &box);
    } else if (is_one_of (&box, timed)) {
      cover_times (walk, &box, &local);
    } else if (is_one_of (&box, holding) && depth < DEPTH_MAX) {
      walk_boxes (walk, box.body, box.end, depth + 1, &local);
    }
    if (local != NULL)
      break;
    at = box.end;
  }
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/* Such a file begins with what it is, or, as old ones do, with what holds everything. */
static gboolean
is_iso (FilmWalk *walk, GError **error)
{
  static const char *const first[] = { "ftyp", "moov", "mdat", "wide", "free", "skip", NULL };
  Box box;

  return read_box (walk, 0, walk->size, &box, error) && is_one_of (&box, first);
}

gboolean
film_iso_cover (FilmWalk *walk, GError **error)
{
  g_autoptr (GError) local = NULL;

  if (is_iso (walk, &local))
    walk_boxes (walk, 0, walk->size, 0, &local);
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}
