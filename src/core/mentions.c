/* mentions: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "mentions.h"

#include "limits.h"

#include <string.h>

/* text is valid UTF-8: a character begins where no other goes on. */
static gboolean
is_boundary (const char *text, guint at)
{
  return (text[at] & 0xc0) != 0x80;
}

static gboolean
is_right (const char *text, gsize len, guint from, const Mention *mention)
{
  return mention->start >= from && mention->start < mention->end && mention->end <= len &&
         is_boundary (text, mention->start) && is_boundary (text, mention->end) &&
         !id_is_none (&mention->acc);
}

static int
by_place (gconstpointer a, gconstpointer b)
{
  const Mention *one = a, *other = b;

  return (one->start > other->start) - (one->start < other->start);
}

GArray *
mentions_take (const char *text, const Mention *mentions, guint n)
{
  g_autoptr (GArray) sorted = g_array_new (FALSE, FALSE, sizeof (Mention));
  GArray *right = NULL;
  gsize len = strlen (text);
  guint from = 0;

  g_array_append_vals (sorted, mentions, n);
  g_array_sort (sorted, by_place);
  for (guint i = 0; i < sorted->len; i++) {
    const Mention *mention = &g_array_index (sorted, Mention, i);

    if (!is_right (text, len, from, mention))
      continue;
    if (right == NULL)
      right = g_array_new (FALSE, FALSE, sizeof (Mention));
    if (right->len == LIMIT_MENTIONS_MAX)
      break;
    g_array_append_val (right, *mention);
    from = mention->end;
  }
  return right;
}

GArray *
mentions_from_content (const char *text, const GPtrArray *mentions)
{
  g_autoptr (GArray) all = g_array_new (FALSE, FALSE, sizeof (Mention));

  for (guint i = 0; mentions != NULL && i < mentions->len; i++) {
    const ContentMention *one = mentions->pdata[i];
    Mention mention = { one->acc, (guint) one->start, (guint) one->end };

    g_array_append_val (all, mention);
  }
  return mentions_take (text, (const Mention *) (gpointer) all->data, all->len);
}

GPtrArray *
content_mentions (const GArray *mentions)
{
  GPtrArray *all;

  if (mentions == NULL || mentions->len == 0)
    return NULL;
  all = g_ptr_array_new ();
  for (guint i = 0; i < mentions->len; i++) {
    const Mention *mention = &g_array_index (mentions, Mention, i);
    ContentMention *one = g_new (ContentMention, 1);

    *one = (ContentMention) { mention->acc, mention->start, mention->end };
    g_ptr_array_add (all, one);
  }
  return all;
}

void
content_mentions_clear (GPtrArray **mentions)
{
  if (*mentions != NULL)
    g_ptr_array_set_free_func (*mentions, g_free);
  g_clear_pointer (mentions, g_ptr_array_unref);
}
