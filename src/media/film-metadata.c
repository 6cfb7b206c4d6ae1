/* film-metadata: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "film-metadata.h"

#include <string.h>

#define BOXES_MAX 10000
#define DEPTH_MAX 3 /* moov, trak, mdia */
#define HEAD 8
#define LARGE_HEAD 16

/* Zeros, or the name of a box. */
typedef struct {
  gint64 at;
  gint64 len;
  const char *name;
} Cover;

/* -- Reading on, with what is covered. -- */

#define COVERED_TYPE_STREAM (covered_stream_get_type ())
G_DECLARE_FINAL_TYPE (CoveredStream, covered_stream, COVERED, STREAM, GFilterInputStream)

struct _CoveredStream {
  GFilterInputStream parent_instance;
  GArray *covers; /* of Cover, one after the other */
  guint next;     /* the first that is not behind `at` */
  gint64 at;
};

G_DEFINE_FINAL_TYPE (CoveredStream, covered_stream, G_TYPE_FILTER_INPUT_STREAM)

static void
cover (const Cover *one, guint8 *buffer, gint64 at, gint64 len)
{
  gint64 start = MAX (one->at, at), end = MIN (one->at + one->len, at + len);

  if (start >= end)
    return;
  if (one->name != NULL)
    memcpy (buffer + (start - at), one->name + (start - one->at), (gsize) (end - start));
  else
    memset (buffer + (start - at), 0, (gsize) (end - start));
}

static gssize
covered_stream_read (GInputStream *stream,
                     void *buffer,
                     gsize count,
                     GCancellable *cancellable,
                     GError **error)
{
  CoveredStream *self = COVERED_STREAM (stream);
  GInputStream *from = g_filter_input_stream_get_base_stream (G_FILTER_INPUT_STREAM (stream));
  gssize n = g_input_stream_read (from, buffer, count, cancellable, error);

  if (n <= 0)
    return n;
  for (guint i = self->next; i < self->covers->len; i++) {
    const Cover *one = &g_array_index (self->covers, Cover, i);

    if (one->at >= self->at + n)
      break;
    cover (one, buffer, self->at, n);
    if (one->at + one->len <= self->at + n)
      self->next = i + 1;
  }
  self->at += n;
  return n;
}

static void
covered_stream_finalize (GObject *object)
{
  g_array_unref (COVERED_STREAM (object)->covers);
  G_OBJECT_CLASS (covered_stream_parent_class)->finalize (object);
}

static void
covered_stream_class_init (CoveredStreamClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = covered_stream_finalize;
  G_INPUT_STREAM_CLASS (klass)->read_fn = covered_stream_read;
}

static void
covered_stream_init (CoveredStream *self)
{
  self->covers = g_array_new (FALSE, FALSE, sizeof (Cover));
}

/* -- Finding what to cover. -- */

typedef struct {
  GInputStream *from;
  GCancellable *cancellable;
  GArray *covers;
  guint boxes;
} Walk;

typedef struct {
  gint64 at, body, end;
  char name[4];
} Box;

static void
add (Walk *walk, gint64 at, gint64 len, const char *name)
{
  Cover one = { at, len, name };

  if (len > 0)
    g_array_append_val (walk->covers, one);
}

static guint64
number (const guint8 *bytes, guint n)
{
  guint64 value = 0;

  for (guint i = 0; i < n; i++)
    value = value << 8 | bytes[i];
  return value;
}

/* FALSE with no error: there are not so many bytes. */
static gboolean
look (Walk *walk, gint64 at, guint8 *to, gsize len, GError **error)
{
  gsize got;

  return g_seekable_seek (G_SEEKABLE (walk->from), at, G_SEEK_SET, walk->cancellable, error) &&
         g_input_stream_read_all (walk->from, to, len, &got, walk->cancellable, error) &&
         got == len;
}

/* FALSE with no error: what is there is no box. */
static gboolean
read_box (Walk *walk, gint64 at, gint64 end, Box *box, GError **error)
{
  guint8 head[LARGE_HEAD];
  guint64 size;
  gsize head_len = HEAD;

  if (end - at < HEAD || !look (walk, at, head, HEAD, error))
    return FALSE;
  size = number (head, 4);
  if (size == 1) {
    head_len = LARGE_HEAD;
    if (end - at < LARGE_HEAD || !look (walk, at + HEAD, head + HEAD, HEAD, error))
      return FALSE;
    size = number (head + HEAD, 8);
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

/* When it was made and changed: two numbers, after the version and the flags. */
static gboolean
cover_times (Walk *walk, const Box *box, GError **error)
{
  guint8 version;
  gint64 len;

  if (!look (walk, box->body, &version, 1, error))
    return FALSE;
  len = version == 1 ? 16 : 8;
  add (walk, box->body + 4, MIN (len, box->end - box->body - 4), NULL);
  return TRUE;
}

/* FALSE with an error only when it cannot be read. */
static gboolean
walk_boxes (Walk *walk, gint64 at, gint64 end, guint depth, GError **error)
{
  static const char *const saying[] = { "udta", "meta", "uuid", "free", "skip", NULL };
  static const char *const timed[] = { "mvhd", "tkhd", "mdhd", NULL };
  static const char *const holding[] = { "moov", "trak", "mdia", NULL };
  g_autoptr (GError) local = NULL;
  Box box;

  while (walk->boxes++ < BOXES_MAX && read_box (walk, at, end, &box, &local)) {
    if (is_one_of (&box, saying)) {
      add (walk, box.at + 4, 4, "free");
      add (walk, box.body, box.end - box.body, NULL);
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
is_iso (Walk *walk, gint64 size, GError **error)
{
  static const char *const first[] = { "ftyp", "moov", "mdat", "wide", "free", "skip", NULL };
  Box box;

  return read_box (walk, 0, size, &box, error) && is_one_of (&box, first);
}

GInputStream *
film_metadata_hide (GInputStream *from, gint64 size, GCancellable *cancellable, GError **error)
{
  g_autoptr (CoveredStream) covered = g_object_new (COVERED_TYPE_STREAM, "base-stream", from, NULL);
  Walk walk = { from, cancellable, covered->covers, 0 };
  g_autoptr (GError) local = NULL;

  if (is_iso (&walk, size, &local))
    walk_boxes (&walk, 0, size, 0, &local);
  if (local == NULL)
    g_seekable_seek (G_SEEKABLE (from), 0, G_SEEK_SET, cancellable, &local);
  if (local == NULL)
    return G_INPUT_STREAM (g_steal_pointer (&covered));
  g_propagate_error (error, g_steal_pointer (&local));
  return NULL;
}
