/* words: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "words.h"

#include "error.h"
#include "primitives.h"
#include "words-data.h"

#include <glib/gi18n.h>
#include <sodium.h>
#include <string.h>

#define WORD_BITS 11
#define UNIQUE_LETTERS 4
#define WORD_LEN_MAX 8
#define ALL_BYTES (WORDS_SECRET_BYTES + 1)
#define NO_WORD G_MAXUINT

/* The secret, and its checksum in the upper four bits of one byte more. */
static void
append_checksum (guint8 all[ALL_BYTES])
{
  guint8 hash[crypto_hash_sha256_BYTES];

  crypto_hash_sha256 (hash, all, WORDS_SECRET_BYTES);
  all[WORDS_SECRET_BYTES] = hash[0] & 0xf0;
}

static guint
bit_at (const guint8 *bytes, guint bit)
{
  return bytes[bit / 8] >> (7 - bit % 8) & 1;
}

char *
words_from_secret (const guint8 secret[WORDS_SECRET_BYTES])
{
  char *text = g_malloc0 (WORDS_COUNT * (WORD_LEN_MAX + 1)), *at = text;
  guint8 all[ALL_BYTES];

  memcpy (all, secret, WORDS_SECRET_BYTES);
  append_checksum (all);
  for (guint i = 0; i < WORDS_COUNT; i++) {
    guint index = 0;

    for (guint bit = 0; bit < WORD_BITS; bit++)
      index = index << 1 | bit_at (all, i * WORD_BITS + bit);
    at = g_stpcpy (at, words_list[index]);
    if (i + 1 < WORDS_COUNT)
      *at++ = ' ';
  }
  prim_wipe (all, sizeof all);
  return text;
}

/* The first word that is not before this text. */
static guint
lower_bound (const char *text)
{
  guint low = 0, high = G_N_ELEMENTS (words_list);

  while (low < high) {
    guint middle = (low + high) / 2;

    if (strcmp (words_list[middle], text) < 0)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

/* A whole word, or at least as much of one as only it has. */
static guint
find_word (const char *typed)
{
  guint index = lower_bound (typed);
  gsize len = strlen (typed);

  if (index == G_N_ELEMENTS (words_list) || strncmp (words_list[index], typed, len) != 0)
    return NO_WORD;
  return words_list[index][len] == '\0' || len >= UNIQUE_LETTERS ? index : NO_WORD;
}

/* The next word of text in lower case, cut when it is too long to be one; FALSE at the end. */
static gboolean
next_word (const char **text, char word[WORD_LEN_MAX + 2])
{
  gsize len = 0;

  while (g_ascii_isspace (**text))
    (*text)++;
  for (; **text != '\0' && !g_ascii_isspace (**text); (*text)++)
    if (len <= WORD_LEN_MAX)
      word[len++] = g_ascii_tolower (**text);
  word[len] = '\0';
  return len > 0;
}

static gboolean
refuse_word (GError **error, guint number)
{
  g_set_error (error, WHIN_ERROR, WHIN_ERROR_CODE_WRONG, _ ("Word %u is not one of ours."), number);
  return FALSE;
}

/* Fills all; counts every word there is. */
static gboolean
read_words (const char *text, guint8 all[ALL_BYTES], guint *count, GError **error)
{
  char word[WORD_LEN_MAX + 2];

  for (*count = 0; next_word (&text, word); (*count)++) {
    guint index = find_word (word);

    if (index == NO_WORD)
      return refuse_word (error, *count + 1);
    for (guint bit = 0; *count < WORDS_COUNT && bit < WORD_BITS; bit++)
      if (index >> (WORD_BITS - 1 - bit) & 1)
        all[(*count * WORD_BITS + bit) / 8] |= (guint8) (0x80 >> (*count * WORD_BITS + bit) % 8);
  }
  prim_wipe (word, sizeof word);
  return TRUE;
}

static gboolean
check (const guint8 all[ALL_BYTES], guint count, GError **error)
{
  guint8 expected[ALL_BYTES];

  if (count != WORDS_COUNT) {
    g_set_error (error, WHIN_ERROR, WHIN_ERROR_CODE_WRONG, _ ("There are %d words; these are %u."),
                 WORDS_COUNT, count);
    return FALSE;
  }
  memcpy (expected, all, WORDS_SECRET_BYTES);
  append_checksum (expected);
  if (prim_equal (expected, all, sizeof expected))
    return TRUE;
  g_set_error_literal (
      error, WHIN_ERROR, WHIN_ERROR_CODE_WRONG,
      _ ("These words do not belong together. Compare them with the other device."));
  return FALSE;
}

gboolean
words_to_secret (const char *text, guint8 secret[WORDS_SECRET_BYTES], GError **error)
{
  guint8 all[ALL_BYTES] = { 0 };
  guint count;
  gboolean good = read_words (text, all, &count, error) && check (all, count, error);

  if (good)
    memcpy (secret, all, WORDS_SECRET_BYTES);
  prim_wipe (all, sizeof all);
  return good;
}

guint
words_complete (const char *prefix, const char **words, guint max)
{
  g_autofree char *lower = g_ascii_strdown (prefix, -1);
  gsize len = strlen (lower);
  guint n = 0;

  for (guint i = lower_bound (lower); i < G_N_ELEMENTS (words_list) && n < max; i++) {
    if (strncmp (words_list[i], lower, len) != 0)
      break;
    words[n++] = words_list[i];
  }
  return n;
}
