/* emoji: see the header. SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-emoji.h"

#include <gio/gio.h>
#include <string.h>

#define DATA "/org/gtk/libgtk/emoji/en.data"
#define TYPE "a(aussasasu)" /* codes, name, local name, words, local words, group */
#define VARIATION 0xFE0F
#define PICTOGRAPHS 0x1F000

typedef enum {
  RANK_NAME,
  RANK_START,
  RANK_WORD, /* of the name */
  RANK_KEY,  /* one of the words that describe it, whole */
  RANK_KEY_START,
  RANK_NONE,
} Rank;

/* NULL where GTK ships another format: then nothing is found, and the chooser still works. */
static GVariant *
all_emoji (void)
{
  static GVariant *data;
  static gboolean tried;

  if (!tried) {
    g_autoptr (GBytes) bytes = g_resources_lookup_data (DATA, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);

    tried = TRUE;
    if (bytes) {
      data = g_variant_ref_sink (g_variant_new_from_bytes (G_VARIANT_TYPE (TYPE), bytes, FALSE));
      if (!g_variant_is_normal_form (data))
        g_clear_pointer (&data, g_variant_unref);
    }
  }
  return data;
}

static gboolean
begins_word (const char *name, const char *typed)
{
  gsize length = strlen (typed);

  for (const char *s = name; (s = strpbrk (s, " -:,")); s++)
    if (strncmp (s + 1, typed, length) == 0)
      return TRUE;
  return FALSE;
}

static Rank
rank_of_words (GVariant *words, const char *typed)
{
  GVariantIter iter;
  const char *word;
  Rank rank = RANK_NONE;

  g_variant_iter_init (&iter, words);
  while (g_variant_iter_next (&iter, "&s", &word)) {
    if (strcmp (word, typed) == 0)
      return RANK_KEY;
    if (g_str_has_prefix (word, typed))
      rank = RANK_KEY_START;
  }
  return rank;
}

static Rank
rank_of (GVariant *item, const char *name, const char *typed)
{
  g_autoptr (GVariant) words = NULL;

  if (strcmp (name, typed) == 0)
    return RANK_NAME;
  if (g_str_has_prefix (name, typed))
    return RANK_START;
  if (begins_word (name, typed))
    return RANK_WORD;
  words = g_variant_get_child_value (item, 3);
  return rank_of_words (words, typed);
}

static gboolean
is_tone (guint32 code)
{
  return code >= 0x1F3FB && code <= 0x1F3FF;
}

/* Tones stand only where one may be chosen. */
static void
write_emoji (GVariant *item, WhinEmoji *emoji)
{
  g_autoptr (GVariant) codes = g_variant_get_child_value (item, 0);
  gsize n, length = 0;
  const guint32 *code = g_variant_get_fixed_array (codes, &n, sizeof (guint32));

  for (gsize i = 0; i < n && length + 12 < sizeof emoji->emoji; i++)
    if (code[i] && !is_tone (code[i]))
      length += (gsize) g_unichar_to_utf8 (code[i], emoji->emoji + length);
  if (n && code[0] < PICTOGRAPHS && (n == 1 || code[1] != VARIATION))
    length += (gsize) g_unichar_to_utf8 (VARIATION, emoji->emoji + length);
  emoji->emoji[length] = '\0';
}

static char *
normal (const char *typed)
{
  char *name = g_utf8_strdown (typed, -1);

  return g_strdelimit (name, "_", ' ');
}

guint
whin_emoji_find (const char *typed, WhinEmoji *found, guint max)
{
  GVariant *data = all_emoji ();
  g_autofree char *wanted = normal (typed);
  gsize n = data && wanted[0] ? g_variant_n_children (data) : 0;
  g_autofree guint8 *ranks = g_malloc0 (n + 1);
  guint count = 0;

  for (gsize i = 0; i < n; i++) {
    g_autoptr (GVariant) item = g_variant_get_child_value (data, i);
    const char *name;

    g_variant_get_child (item, 1, "&s", &name);
    ranks[i] = rank_of (item, name, wanted);
  }
  for (guint rank = 0; rank < RANK_NONE; rank++) {
    for (gsize i = 0; i < n && count < max; i++) {
      g_autoptr (GVariant) item = NULL;

      if (ranks[i] != rank)
        continue;
      item = g_variant_get_child_value (data, i);
      g_variant_get_child (item, 1, "&s", &found[count].name);
      write_emoji (item, &found[count++]);
    }
  }
  return count;
}

gboolean
whin_emoji_named (const char *name, WhinEmoji *found)
{
  g_autofree char *wanted = normal (name);

  return whin_emoji_find (wanted, found, 1) == 1 && strcmp (found->name, wanted) == 0;
}
