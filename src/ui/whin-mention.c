/* mention: see the header. SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-mention.h"

#include <glib/gi18n.h>
#include <string.h>

char *
whin_mention_local (WhinClient *client, const Id *acc)
{
  const char *name =
      whin_client_is_self (client, acc) ? _ ("You") : whin_client_name_of (client, acc);

  return g_strconcat ("@", name, NULL);
}

/* What one calls somebody in one's own contacts is nobody else's business. */
char *
whin_mention_public (WhinClient *client, const Id *acc)
{
  WhinContact *contact = whin_contact_list_find (whin_client_get_contacts (client), acc);
  const char *name = contact ? whin_contact_get_row (contact)->profile_name : "";

  return g_strconcat ("@", name && name[0] ? name : _ ("Member"), NULL);
}

void
whin_named_free (WhinNamed *named)
{
  g_free (named->text);
  g_array_unref (named->mentions);
  g_free (named);
}

/* Places come from outside: those that overlap, or cut a letter, are left out. */
static gboolean
is_sound (const char *text, const Mention *mention, guint from)
{
  gsize length = strlen (text);

  return mention->start >= from && mention->end > mention->start && mention->end <= length &&
         (text[mention->start] & 0xC0) != 0x80 && (text[mention->end] & 0xC0) != 0x80;
}

WhinNamed *
whin_mention_read (WhinClient *client, const MessageRow *row)
{
  g_autoptr (GString) text = NULL;
  WhinNamed *named;
  guint from = 0;

  if (!row->mentions || !row->mentions->len)
    return NULL;
  text = g_string_new (NULL);
  named = g_new0 (WhinNamed, 1);
  named->mentions = g_array_new (FALSE, FALSE, sizeof (Mention));
  for (guint i = 0; i < row->mentions->len; i++) {
    const Mention *mention = &g_array_index (row->mentions, Mention, i);
    g_autofree char *name = NULL;
    Mention moved = { mention->acc, 0, 0 };

    if (!is_sound (row->text, mention, from))
      continue;
    name = whin_mention_local (client, &mention->acc);
    g_string_append_len (text, row->text + from, mention->start - from);
    moved.start = (guint) text->len;
    g_string_append (text, name);
    moved.end = (guint) text->len;
    g_array_append_val (named->mentions, moved);
    from = mention->end;
  }
  g_string_append (text, row->text + from);
  named->text = g_string_free (g_steal_pointer (&text), FALSE);
  return named;
}
