/* vcard-line: a file of vCards line by line. What is folded is put together, and values come
 * decoded, in UTF-8, but with their escapes. Pure and thread safe.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#define VCARD_LINE_MAX (4 * 1024) /* bytes of one that are looked at; photos are longer */

typedef struct {
  const char *at, *end; /* what has not been read */
  gboolean old;         /* 2.1, as far as the caller knows: blanks at a fold belong to the value */
} VcardReader;

typedef struct {
  char *name; /* in upper case, without the group before it */
  char *value;
} VcardLine;

void vcard_line_clear (VcardLine *line);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (VcardLine, vcard_line_clear)

/* FALSE at the end. What is no line of a vCard is passed over. Both strings are the caller's. */
gboolean vcard_line_next (VcardReader *reader, VcardLine *line);
