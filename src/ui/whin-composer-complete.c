/* composer, complete: ":name" becomes an emoji, "@name" in a group a mention.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-composer-private.h"

#include "whin-emoji.h"

#include <string.h>

static void
suggest_emoji (const char *typed, GArray *suggestions)
{
  WhinEmoji found[WHIN_MAX_SUGGESTIONS];
  guint n = whin_emoji_find (typed, found, G_N_ELEMENTS (found));

  for (guint i = 0; i < n; i++) {
    WhinSuggestion suggestion = { .label = g_strdup (found[i].name),
                                  .glyph = g_strdup (found[i].emoji) };

    g_array_append_val (suggestions, suggestion);
  }
}

static void
source (char sign, const char *typed, GArray *suggestions, gpointer user_data)
{
  if (sign == ':')
    suggest_emoji (typed, suggestions);
}

static void
take (const WhinSuggestion *suggestion, GtkTextIter *start, GtkTextIter *end, gpointer user_data)
{
  WhinComposer *self = user_data;
  GtkTextBuffer *buffer = whin_composer_buffer (self);

  gtk_text_buffer_begin_user_action (buffer);
  gtk_text_buffer_delete (buffer, start, end);
  gtk_text_buffer_insert (buffer, start, suggestion->glyph, -1);
  gtk_text_buffer_end_user_action (buffer);
}

void
whin_composer_complete_init (WhinComposer *self)
{
  self->completion = whin_completion_new (GTK_WIDGET (self), self->text_view, source, take, self);
}
