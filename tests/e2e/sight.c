/* sight: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "sight.h"

#include <string.h>

static void
draw_reactions (GString *out, const MessageRow *row)
{
  for (guint i = 0; row->reactions != NULL && i < row->reactions->len; i++) {
    const Reaction *reaction = row->reactions->pdata[i];

    g_string_append_printf (out, " %s%u", reaction->emoji, reaction->count);
  }
}

static const char *
text_of (const MessageRow *row)
{
  return row->kind == MESSAGE_DELETED ? "(deleted)" : row->text;
}

static char *
draw_chat (Peer *peer, const Conv *conv)
{
  g_autoptr (GPtrArray) rows = peer_page (peer, conv, PAGE_NEWEST, 0, 500);
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < rows->len; i++) {
    const MessageRow *row = rows->pdata[i];

    if (MESSAGE_KIND_IS_NOTICE (row->kind))
      continue;
    g_string_append_printf (out, "%s%s%s", text_of (row), row->edited ? " edited" : "",
                            row->pinned ? " pinned" : "");
    if (row->quoted != NULL)
      g_string_append_printf (out, " on %s", text_of (row->quoted));
    draw_reactions (out, row);
    g_string_append_c (out, '\n');
  }
  return g_string_free (out, FALSE);
}

gboolean
chat_shows (Peer *peer, const Conv *conv, const char *expected)
{
  g_autofree char *drawn = draw_chat (peer, conv);

  return strcmp (drawn, expected) == 0;
}

gboolean
pair_shows (Pair *pair, const char *expected)
{
  return chat_shows (pair->ada, &pair->to_ben, expected) &&
         chat_shows (pair->ben, &pair->to_ada, expected) &&
         (pair->tablet == NULL || chat_shows (pair->tablet, &pair->to_ben, expected));
}

gboolean
pair_is_settled (Pair *pair)
{
  g_autofree char *drawn = draw_chat (pair->ada, &pair->to_ben);

  return pair_shows (pair, drawn);
}

MessageName
pair_begin (Pair *pair, const char *text)
{
  peer_tell (pair->ada, &pair->to_ben, text, pair->ben);
  if (pair->tablet != NULL)
    wait_until (peer_find (pair->tablet, text) != NULL);
  return peer_name_of (pair->ada, text);
}

MessageName
pair_at_bens (Pair *pair, MessageName name)
{
  name.conv = pair->to_ada;
  return name;
}

GPtrArray *
peer_ask (Peer *peer, MessageQuery query, const MessageName *name)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GPtrArray *rows;

  query (peer->core, name, NULL, keep_result_cb, &result);
  wait_until (result != NULL);
  rows = core_query_finish (peer->core, result, &error);
  g_assert_no_error (error);
  return rows;
}
