/* highlight: see whin-highlight.h.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-highlight.h"

#include "whin-format.h"

#include <string.h>

#define AROUND 24 /* characters before the first hit */

/* Where the line begins so that its byte FIRST is seen: behind a space, if one is near. */
static const char *
beginning (const char *line, guint first)
{
  const char *start = line + first;
  const char *space;

  for (guint i = 0; i < AROUND && start > line; i++)
    start = g_utf8_prev_char (start);
  if (start == line)
    return line;
  space = memchr (start, ' ', line + first - start);
  return space ? space + 1 : start;
}

static void
append_escaped (GString *markup, const char *from, const char *to)
{
  g_autofree char *escaped = g_markup_escape_text (from, to - from);

  g_string_append (markup, escaped);
}

char *
whin_highlight (const WordQuery *query, const char *text, gboolean cut)
{
  g_autofree char *line = whin_format_one_line (text);
  g_autoptr (GArray) ranges = word_query_find (query, line);
  GString *markup = g_string_new (NULL);
  const char *at = line;

  if (ranges && cut)
    at = beginning (line, g_array_index (ranges, WordRange, 0).start);
  if (at != line)
    g_string_append (markup, "…");
  for (guint i = 0; ranges && i < ranges->len; i++) {
    const WordRange *range = &g_array_index (ranges, WordRange, i);

    append_escaped (markup, at, line + range->start);
    g_string_append (markup, "<b>");
    append_escaped (markup, line + range->start, line + range->end);
    g_string_append (markup, "</b>");
    at = line + range->end;
  }
  append_escaped (markup, at, at + strlen (at));
  return g_string_free (markup, FALSE);
}
