/* metadata: takes what a picture tells beside what is seen of it out of its file, and leaves the
 * rest byte for byte. Pure and thread safe. SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* A JPEG, PNG or WebP. Which way is up (as in Exif: 1 to 8) stays in a JPEG. NULL when it is of
 * another kind or not whole. */
GBytes *metadata_strip (const guint8 *data, gsize len, guint orientation);
/* FALSE for one of those that ends too early: a decoder may show what there is of it. */
gboolean metadata_is_whole (const guint8 *data, gsize len);
