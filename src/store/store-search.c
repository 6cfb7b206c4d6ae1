/* store-search: what people type becomes a query of quoted words, so no syntax can get in.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-search.h"

#include "store-message-read.h"

#include <string.h>

#define WORDS_MAX 16

/* `"caf"* "au"* "lait"*`; NULL when there is no word. */
static char *
match_of (const char *words)
{
  GString *match = g_string_new (NULL);
  guint n = 0;

  for (const char *at = words; *at != '\0' && n < WORDS_MAX;) {
    const char *start;

    while (*at != '\0' && !g_unichar_isalnum (g_utf8_get_char (at)))
      at = g_utf8_next_char (at);
    start = at;
    while (*at != '\0' &&
           (g_unichar_isalnum (g_utf8_get_char (at)) || g_unichar_ismark (g_utf8_get_char (at))))
      at = g_utf8_next_char (at);
    if (at == start)
      break;
    g_string_append_c (match, '"');
    g_string_append_len (match, start, at - start);
    g_string_append (match, "\"* ");
    n++;
  }
  return g_string_free (match, n == 0);
}

#define SEARCH_SELECT                                                                              \
  "SELECT c.conv, " MESSAGE_COLUMNS                                                                \
  " FROM message_words w JOIN message m ON m.message = w.rowid JOIN chat c USING (chat)"           \
  " LEFT JOIN media d USING (message) WHERE message_words MATCH ? "

GPtrArray *
store_search (Store *store, const char *words, const Conv *conv, guint limit)
{
  GPtrArray *rows = g_ptr_array_new_with_free_func ((GDestroyNotify) message_row_unref);
  g_autofree char *match = g_utf8_validate (words, -1, NULL) ? match_of (words) : NULL;
  Query *q;

  if (match == NULL)
    return rows;
  if (conv == NULL)
    q = query (store, SEARCH_SELECT "ORDER BY w.rowid DESC LIMIT ?", "ti", match, (gint64) limit);
  else
    q = query (store, SEARCH_SELECT "AND m.chat = ? ORDER BY w.rowid DESC LIMIT ?", "tii", match,
               chat_number (store, conv), (gint64) limit);
  while (query_next (store, q)) {
    Conv where = column_conv (q, 0);

    g_ptr_array_add (rows, message_row_read (store, q, 1, &where));
  }
  return rows;
}
