/* ogg: makes Ogg files with Opus in them, right ones and wrong ones, a byte at a time.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

enum {
  OGG_CONTINUED = 1,
  OGG_FIRST = 2,
  OGG_LAST = 4
};

/* A page of one packet. Its sum is right. */
void ogg_page (GByteArray *out,
               guint8 flags,
               gint64 granule,
               guint32 number,
               gconstpointer packet,
               gsize size);
/* After something was changed in the page that begins at `at`. */
void ogg_sum (GByteArray *out, gsize at);
/* The two headers, as pages 0 and 1. */
void ogg_headers (GByteArray *out, int channels, guint skip);
/* A file with n packets of 20 milliseconds, a page each. */
GByteArray *ogg_file (guint n);
