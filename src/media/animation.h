/* animation: moving GIF and WebP, sent as they are but without what is not seen. Pure; any thread.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* The same animation without comments, EXIF and XMP; NULL when data is none, or is broken. Caller
 * unrefs. */
GBytes *animation_strip (const guint8 *data, gsize len);
/* What data is when it moves by what its head says, or NULL: a GIF, or a WebP that says so. */
const char *animation_mime (const guint8 *data, gsize len);
/* A WebP, which must begin like one, whether it moves or not; and whether it does. */
GBytes *animation_strip_webp (const guint8 *data, gsize len, gboolean *moves);
