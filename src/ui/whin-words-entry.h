/* words entry: twelve numbered entries for the words that another device shows.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define WHIN_TYPE_WORDS_ENTRY (whin_words_entry_get_type ())
G_DECLARE_FINAL_TYPE (WhinWordsEntry, whin_words_entry, WHIN, WORDS_ENTRY, GtkWidget)

/* Signals:
 *   changed ()
 *   pasted (const char *code)   a whole code, in place of words
 *   activated ()                Enter in the last word, or with all of them there
 */

/* All twelve are words of the list; whether they belong together is not known here. */
gboolean whin_words_entry_is_whole (WhinWordsEntry *self);
/* To be given to whin_link_wipe. */
char *whin_words_entry_dup_text (WhinWordsEntry *self);
void whin_words_entry_clear (WhinWordsEntry *self);

G_END_DECLS
