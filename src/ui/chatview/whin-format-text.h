/* Format text: *bold*, _italic_, ~strike~, `code`, ``` blocks, "> " quotes and lists, found in
 * plain UTF-8. Pure; no toolkit. Markers count at the edges of words only, never cross each other,
 * stay within a line, and mean nothing inside of code or a link. SPDX-License-Identifier:
 * GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum {
  WHIN_SPAN_BOLD,
  WHIN_SPAN_ITALIC,
  WHIN_SPAN_STRIKE,
  WHIN_SPAN_CODE,   /* inside of a line */
  WHIN_SPAN_BLOCK,  /* code on lines of its own */
  WHIN_SPAN_QUOTE,  /* what stands behind "> " on a line */
  WHIN_SPAN_BULLET, /* "- " or "* " that opens an item of a list */
  WHIN_SPAN_NUMBER, /* "12. " that opens one */
  WHIN_SPAN_MARK,   /* markers: seen while writing, not while reading */
} WhinSpanKind;

typedef struct {
  WhinSpanKind kind;
  guint start, end; /* bytes */
} WhinSpan;

#define WHIN_MAX_SPANS 512

/* The spans of TEXT, NULL for none; an array of WhinSpan, marks in ascending order among
 * themselves. LINKS (of WhinLink, or NULL) are left alone. (transfer full) */
GArray *whin_format_parse (const char *text, const GArray *links);

/* TEXT as it is read: without its marks, bullets in place of dashes, and no more than a few marks
 * on one letter. Moves SPANS (or NULL) with it and drops the marks among them. MOVED are N further
 * places in TEXT that move too. NULL when TEXT stays as it is. (transfer full) */
char *whin_format_strip (const char *text, GArray *spans, guint **moved, guint n);

/* TEXT in a few words elsewhere: without marks. (transfer full) */
char *whin_format_plain (const char *text);

G_END_DECLS
