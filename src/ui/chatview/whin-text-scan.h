/* Text scan: finds links and tells emoji-only messages, in plain UTF-8. Pure; no toolkit.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct {
  guint start, end; /* bytes */
  char *uri;        /* owned by the array */
} WhinLink;

#define WHIN_MAX_LINKS 32

/* Links in TEXT in order, NULL for none. An array of WhinLink that frees its URIs. (transfer full)
 */
GArray *whin_text_find_links (const char *text);

/* Where TEXT, in bytes or in lines, is too long to be shown at once, and is cut: a whole character.
 * NULL: it is shown as it is. */
const char *whin_text_find_cut (const char *text);

/* How many emoji TEXT is made of: 0 when there is anything else or more than MAX. Spaces do not
 * count. */
guint whin_text_count_emoji (const char *text, guint max);

G_END_DECLS
