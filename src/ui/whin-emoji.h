/* emoji: finds them by name. The names are those that GTK ships for its own chooser; they are read
 * when they are first asked for. UI thread. SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct {
  char emoji[48];
  const char *name; /* English, in small letters; lives as long as the program */
} WhinEmoji;

/* At most MAX emoji for what was typed so far, best first: whole names, then beginnings of names,
 * of their words, and of the words that describe them. Returns how many. */
guint whin_emoji_find (const char *typed, WhinEmoji *found, guint max);

/* The emoji that is called exactly so ("thumbs up" or "thumbs_up"); FALSE when there is none. */
gboolean whin_emoji_named (const char *name, WhinEmoji *found);

G_END_DECLS
