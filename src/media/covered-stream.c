/* covered-stream: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "covered-stream.h"

#include <string.h>

#define COVERS_MAX 20000

struct _CoveredStream {
  GFilterInputStream parent_instance;
  GArray *covers; /* of Cover, one after the other */
  guint next;     /* the first that is not behind `at` */
  gint64 at;
};

G_DEFINE_FINAL_TYPE (CoveredStream, covered_stream, G_TYPE_FILTER_INPUT_STREAM)

/* The len bytes of buffer are those at `at`. */
static void
cover (const Cover *one, guint8 *buffer, gint64 at, gint64 len)
{
  gint64 start = MAX (one->at, at), end = MIN (one->at + one->len, at + len);
  gint64 head_end = MIN (one->at + one->head_len, end);

  if (start < head_end) {
    memcpy (buffer + (start - at), one->head + (start - one->at), (gsize) (head_end - start));
    start = head_end;
  }
  if (start < end)
    memset (buffer + (start - at), one->fill, (gsize) (end - start));
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

CoveredStream *
covered_stream_new (GInputStream *from)
{
  return g_object_new (COVERED_TYPE_STREAM, "base-stream", from, NULL);
}

gboolean
covered_stream_add (CoveredStream *self, const Cover *cover)
{
  if (self->covers->len == COVERS_MAX)
    return FALSE;
  g_array_append_val (self->covers, *cover);
  return TRUE;
}
