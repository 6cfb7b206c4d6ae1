/* covered-stream: a stream in which some bytes are read as others. As many are read, and all others
 * are as they are. SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define COVER_HEAD_MAX 9

/* Of what is covered, the first bytes are those of head, the others all fill. */
typedef struct {
  gint64 at;
  gint64 len;
  guint8 head[COVER_HEAD_MAX];
  guint8 head_len;
  guint8 fill;
} Cover;

#define COVERED_TYPE_STREAM (covered_stream_get_type ())
G_DECLARE_FINAL_TYPE (CoveredStream, covered_stream, COVERED, STREAM, GFilterInputStream)

/* from is read from where it is: that is 0 for the covers. */
CoveredStream *covered_stream_new (GInputStream *from);

/* Behind all that were added, and before anything is read. FALSE: there are too many. */
gboolean covered_stream_add (CoveredStream *self, const Cover *cover);

G_END_DECLS
