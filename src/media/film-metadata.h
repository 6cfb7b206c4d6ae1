/* film-metadata: what an MP4, QuickTime, 3GP, WebM or Matroska video says beside what is seen and
 * heard - where and when it was taken, with what, and what is attached - is not in what is read of
 * it. Nothing else moves or changes. Blocking, in constant memory.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* from is a seekable stream of that size. Of files that are made otherwise, and after what makes no
 * sense, all is read as it is. NULL: from cannot be read. (transfer full) */
GInputStream *
film_metadata_hide (GInputStream *from, gint64 size, GCancellable *cancellable, GError **error);

G_END_DECLS
