/* page-head: what a page of the web says of itself. Pure and thread safe.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* From the first bytes of its HTML, as they came; len may be anything. *title is one line of at
 * most max characters, NULL when there is none; *image the address of its picture, as it stands
 * there, or NULL. Caller frees both. */
void page_head_read (const char *html, gsize len, glong max, char **title, char **image);
