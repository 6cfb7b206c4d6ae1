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

static gboolean
begins_word (const char *name, const char *typed)
{
  for (const char *s = name; s; s = strchr (s, ' ')) {
    s += *s == ' ';
    if (g_str_has_prefix (s, typed))
      return TRUE;
  }
  return FALSE;
}

static void
suggest_member (WhinComposer *self, const Id *acc, const char *typed, GArray *suggestions)
{
  const char *name = whin_client_name_of (self->client, acc);
  g_autofree char *folded = g_utf8_casefold (name, -1);
  WhinContact *contact = whin_contact_list_find (whin_client_get_contacts (self->client), acc);
  const MediaFile *avatar = contact ? whin_contact_get_row (contact)->avatar : NULL;
  WhinSuggestion suggestion = { .acc = *acc };

  if (!begins_word (folded, typed))
    return;
  suggestion.label = g_strdup (name);
  suggestion.avatar = avatar ? media_file_ref (avatar) : NULL;
  g_array_append_val (suggestions, suggestion);
}

static void
suggest_members (WhinComposer *self, const char *typed, GArray *suggestions)
{
  const GroupRow *group = whin_client_get_group (self->client, whin_chat_get_conv (self->chat));
  g_autofree char *folded = g_utf8_casefold (typed, -1);

  for (guint i = 0; group && group->members && i < group->members->len; i++) {
    const Id *acc = &g_array_index (group->members, GroupRowMember, i).acc;

    if (suggestions->len == WHIN_MAX_SUGGESTIONS)
      return;
    if (!whin_client_is_self (self->client, acc))
      suggest_member (self, acc, folded, suggestions);
  }
}

static void
source (char sign, const char *typed, GArray *suggestions, gpointer user_data)
{
  if (sign == ':')
    suggest_emoji (typed, suggestions);
  else
    suggest_members (user_data, typed, suggestions);
}

static void
take (const WhinSuggestion *suggestion, GtkTextIter *start, GtkTextIter *end, gpointer user_data)
{
  WhinComposer *self = user_data;
  GtkTextBuffer *buffer = whin_composer_buffer (self);

  gtk_text_buffer_begin_user_action (buffer);
  gtk_text_buffer_delete (buffer, start, end);
  if (suggestion->glyph)
    gtk_text_buffer_insert (buffer, start, suggestion->glyph, -1);
  else
    whin_composer_insert_mention (self, &suggestion->acc, start);
  gtk_text_buffer_end_user_action (buffer);
}

void
whin_composer_complete_init (WhinComposer *self)
{
  self->completion = whin_completion_new (GTK_WIDGET (self), self->text_view, source, take, self);
}
