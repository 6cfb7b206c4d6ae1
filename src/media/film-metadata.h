/* film-metadata: what an MP4, QuickTime or 3GP video says beside what is seen and heard - where and
 * when it was taken, and with what - is not in what is read of it. Nothing else moves or changes.
 *
 * ISO/IEC 14496-12: boxes (4.2), times (8.2.2, 8.3.2, 8.4.2), free space (8.1.2), user data (8.10),
 * meta (8.11), uuid (11.1). Blocking, in constant memory.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* from is a seekable stream of that size. Of files that are made otherwise, and after what makes no
 * sense, all is read as it is. NULL: from cannot be read. (transfer full) */
GInputStream *
film_metadata_hide (GInputStream *from, gint64 size, GCancellable *cancellable, GError **error);

G_END_DECLS
