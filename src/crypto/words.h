/* words: 16 secret bytes as 12 words that a person can read out and type: the encoding of BIP-39,
 * four bits of it a checksum.
 *
 * When read, case and spaces do not matter, and the first four letters of a word are enough. Pure
 * and thread safe.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#define WORDS_SECRET_BYTES 16
#define WORDS_COUNT 12

/* With spaces between. The caller wipes it. */
char *words_from_secret (const guint8 secret[WORDS_SECRET_BYTES]);
/* The error says which word to look at; it never repeats what was typed. */
gboolean words_to_secret (const char *text, guint8 secret[WORDS_SECRET_BYTES], GError **error);
/* The words that begin with what was typed so far, for completion: at most max of them, borrowed.
 */
guint words_complete (const char *prefix, const char **words, guint max);
