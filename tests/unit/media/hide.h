/* hide: what is left of the bytes of a video. SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Read in pieces of at most that many bytes. As many come as there were. */
GByteArray *hide (const guint8 *data, gsize len, gsize at_once);

gboolean has (const GByteArray *bytes, gconstpointer what, gsize len);

/* However little is read at once, it is the same. */
void assert_pieces_are_whole (const GByteArray *bytes);

G_END_DECLS
