/* highlight: the words that were looked for, marked in a line of a list.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "word-query.h"

G_BEGIN_DECLS

/* Pango markup of text in one line, what query finds in bold; cut, it begins shortly before the
 * first of it. Caller frees. */
char *whin_highlight (const WordQuery *query, const char *text, gboolean cut);

G_END_DECLS
