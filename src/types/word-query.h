/* word-query: what people type to find something, as words. The index, the names of chats and the
 * marks in a text all go by the same words, so that what is found is also what is marked.
 *
 * Words are letters and digits, without case and without the marks above and below them; what is
 * written without spaces (Chinese, Japanese, Thai…) is one word a character. Pure; any thread.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _WordQuery WordQuery;

/* typed: words, each may be the beginning of one in the text; "several of them" stand side by side,
 * and whole. Never NULL. */
WordQuery *word_query_new (const char *typed);
void word_query_free (WordQuery *query);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WordQuery, word_query_free)

/* There is no word in it: it finds nothing. */
gboolean word_query_is_empty (const WordQuery *query);
/* For FTS5, without a filter on columns; NULL when empty. Caller frees. */
char *word_query_match (const WordQuery *query);

typedef struct {
  guint start, end; /* bytes */
} WordRange;

#define WORD_RANGES_MAX 64

/* Where text has what is looked for: a GArray of WordRange, in order and apart from each other;
 * NULL when it has nothing of it. */
GArray *word_query_find (const WordQuery *query, const char *text);
/* Whether text has all of it. */
gboolean word_query_matches (const WordQuery *query, const char *text);

/* The words of a text with spaces between, for the index. Caller frees. */
char *words_of (const char *text);

G_END_DECLS
