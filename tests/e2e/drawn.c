/* drawn: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "drawn.h"

#include <string.h>

#define MESSAGES 500

typedef enum {
  DRAW_ALL,
  DRAW_OWN,      /* and what is one's own */
  DRAW_READABLE, /* without what could not be opened */
} Draw;

/* -- Messages. -- */

static void
draw_id (GString *out, const Id *id)
{
  g_string_append_printf (out, "%02x%02x%02x", id->bytes[0], id->bytes[1], id->bytes[2]);
}

static void
draw_reactions (GString *out, const GPtrArray *reactions)
{
  for (guint i = 0; reactions != NULL && i < reactions->len; i++) {
    const Reaction *reaction = reactions->pdata[i];

    g_string_append_printf (out, " %s%u", reaction->emoji, reaction->count);
  }
}

static void
draw_poll (GString *out, const Poll *poll, gboolean own)
{
  for (guint i = 0; i < poll->options->len; i++) {
    const PollOption *option = poll->options->pdata[i];

    g_string_append_printf (out, " %s:%u%s", option->text, option->votes,
                            own && option->own ? "*" : "");
  }
  g_string_append_printf (out, " of %u%s", poll->voters, poll->ended ? " ended" : "");
}

static void
draw_quote (GString *out, const MessageRow *row)
{
  if (id_is_none (&row->quote_id))
    return;
  g_string_append (out, " on ");
  draw_id (out, &row->quote_id);
  if (row->quoted != NULL)
    g_string_append_printf (out, " %u “%s”", row->quoted->kind, row->quoted->text);
}

static char *
draw_message (const MessageRow *row, gboolean own)
{
  GString *out = g_string_new (NULL);

  draw_id (out, &row->id);
  g_string_append (out, " by ");
  draw_id (out, &row->author);
  g_string_append_printf (out, " at %" G_GINT64_FORMAT " kind %u “%s” for %d%s%s%s%s", row->time,
                          row->kind, row->text, (int) row->expires, row->edited ? " edited" : "",
                          row->pinned ? " pinned" : "", row->forwarded ? " forwarded" : "",
                          own && row->starred ? " starred" : "");
  draw_quote (out, row);
  draw_reactions (out, row->reactions);
  if (row->poll != NULL)
    draw_poll (out, row->poll, own);
  return g_string_free (out, FALSE);
}

/* What was told of it, if anything was: a device that was linked is told of history otherwise. */
static gboolean
was_told_otherwise (Peer *peer, const MessageRow *row)
{
  const MessageRow *told = g_hash_table_lookup (peer->messages, &row->id);
  g_autofree char *as_told = told != NULL ? draw_message (told, TRUE) : NULL;
  g_autofree char *as_stored = draw_message (row, TRUE);

  return as_told != NULL && strcmp (as_told, as_stored) != 0;
}

/* Notices are each device's own. */
static void
draw_messages (GString *out, Peer *peer, const Conv *conv, Draw draw)
{
  g_autoptr (GPtrArray) rows = peer_page (peer, conv, PAGE_NEWEST, 0, MESSAGES);

  for (guint i = 0; i < rows->len; i++) {
    const MessageRow *row = rows->pdata[i];
    g_autofree char *drawn = draw_message (row, draw == DRAW_OWN);

    if (MESSAGE_KIND_IS_NOTICE (row->kind) ||
        (draw == DRAW_READABLE && row->kind == MESSAGE_UNREADABLE))
      continue;
    g_string_append_printf (out, "%s%s\n", drawn,
                            was_told_otherwise (peer, row) ? " (told otherwise)" : "");
  }
}

/* -- The rest. -- */

static void
draw_group (GString *out, const GroupRow *group)
{
  g_string_append_printf (out, "“%s” “%s” rules %u door %u%s%s\n", group->name, group->about,
                          group->only_admins, group->door, group->inside ? "" : " out",
                          group->doubt ? " doubt" : "");
  for (guint i = 0; group->inside && i < group->members->len; i++) {
    const GroupRowMember *member = &g_array_index (group->members, GroupRowMember, i);

    draw_id (out, &member->acc);
    g_string_append (out, member->admin ? " admin\n" : "\n");
  }
}

/* As the store has it; caller unrefs. */
static GroupRow *
group_of (Peer *peer, const Conv *conv)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) rows = NULL;

  if (conv->kind != CONV_GROUP)
    return NULL;
  core_query_groups_async (peer->core, NULL, keep_result_cb, &result);
  wait_until (result != NULL);
  rows = core_query_finish (peer->core, result, NULL);
  for (guint i = 0; i < rows->len; i++) {
    GroupRow *row = rows->pdata[i];

    if (id_equal (&row->conv.id, &conv->id))
      return group_row_ref (row);
  }
  return NULL;
}

static char *
draw (Peer *peer, const Conv *conv, Draw what)
{
  g_autoptr (GroupRow) group = group_of (peer, conv);
  const ChatRow *chat;
  GString *out = g_string_new (NULL);

  draw_messages (out, peer, conv, what);
  chat = peer_chat (peer, conv);
  if (group != NULL)
    draw_group (out, group);
  if (chat != NULL)
    g_string_append_printf (out, "lasts %d\n", (int) chat->timer);
  if (chat != NULL && what == DRAW_OWN)
    g_string_append_printf (out, "unread %u\n", chat->unread);
  return g_string_free (out, FALSE);
}

char *
drawn_chat (Peer *peer, const Conv *conv)
{
  return draw (peer, conv, DRAW_ALL);
}

char *
drawn_readable (Peer *peer, const Conv *conv)
{
  return draw (peer, conv, DRAW_READABLE);
}

gboolean
drawn_same (Peer *peer, const Conv *conv, Peer *other, const Conv *to)
{
  Draw what = id_equal (&peer->account->acc, &other->account->acc) ? DRAW_OWN : DRAW_ALL;
  g_autofree char *one = draw (peer, conv, what);
  g_autofree char *two = draw (other, to, what);

  return strstr (one, "told otherwise") == NULL && strcmp (one, two) == 0;
}

void
drawn_tell (Peer *peer, const Conv *conv)
{
  g_autofree char *drawn = draw (peer, conv, DRAW_OWN);

  g_test_message ("%s", drawn);
}
