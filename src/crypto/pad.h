/* pad: hides the length of what is said: 0x80 and zeros, to a multiple of 256 up to 4 KiB, and
 * above that to a length with few significant bits (Padmé, arXiv 1806.03160), at most 12 % more.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* What len bytes are padded to. */
gsize pad_length (gsize len);
/* Appends data, padded. */
void pad_append (GByteArray *out, gconstpointer data, gsize len);
/* The length before padding; FALSE unless it is exactly what pad_append would have made. */
gboolean pad_strip (gconstpointer data, gsize padded, gsize *len) G_GNUC_WARN_UNUSED_RESULT;
