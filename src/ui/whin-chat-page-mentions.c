/* chat page, mentions: the button that leads from one message that calls one by name to the next,
 * the oldest first, until each was in sight. SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-chat-page-private.h"

#include "whin-client-messages.h"

#include <glib/gi18n.h>

static void
update (WhinChatPage *self)
{
  guint n = self->mentions->len;
  g_autofree char *count = g_strdup_printf (n > 99 ? "99+" : "%u", n);
  g_autofree char *label = g_strdup_printf (
      ngettext ("To the next of %u unread mention", "To the next of %u unread mentions", n), n);

  gtk_revealer_set_reveal_child (self->mention_revealer, n > 0);
  gtk_widget_set_can_target (GTK_WIDGET (self->mention_revealer), n > 0);
  gtk_widget_set_can_focus (GTK_WIDGET (self->mention_revealer), n > 0);
  g_simple_action_set_enabled (
      G_SIMPLE_ACTION (g_action_map_lookup_action (G_ACTION_MAP (self->actions), "next-mention")),
      n > 0);
  if (!n)
    return;
  gtk_label_set_label (self->mention_label, count);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->mention_button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

static void
add (WhinChatPage *self, gint64 ord)
{
  guint i = 0;

  while (i < self->mentions->len && g_array_index (self->mentions, gint64, i) < ord)
    i++;
  if (i == self->mentions->len || g_array_index (self->mentions, gint64, i) != ord)
    g_array_insert_val (self->mentions, i, ord);
}

static void
mentions_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (WhinChatPage) self = user_data;
  g_autoptr (GPtrArray) rows = whin_client_query_finish (NULL, result, NULL);

  if (!rows || !self->chat)
    return;
  for (guint i = 0; i < rows->len; i++)
    add (self, ((const MessageRow *) rows->pdata[i])->ord);
  update (self);
  whin_chat_page_queue_read (self);
}

void
whin_chat_page_ask_mentions (WhinChatPage *self)
{
  const ChatRow *row = whin_chat_get_row (self->chat);

  if (row->conv.kind == CONV_GROUP && row->unread)
    whin_client_query_mentions_async (self->client, &row->conv, self->cancellable, mentions_cb,
                                      g_object_ref (self));
}

void
whin_chat_page_forget_mentions (WhinChatPage *self)
{
  g_array_set_size (self->mentions, 0);
  update (self);
}

void
whin_chat_page_see_mentions (WhinChatPage *self, gint64 first, gint64 last)
{
  guint before = self->mentions->len;

  for (guint i = before; i-- > 0;) {
    gint64 ord = g_array_index (self->mentions, gint64, i);

    if (ord >= first && ord <= last)
      g_array_remove_index (self->mentions, i);
  }
  if (self->mentions->len != before)
    update (self);
}

void
whin_chat_page_next_mention (WhinChatPage *self)
{
  gint64 ord;

  if (!self->timeline || !self->mentions->len)
    return;
  ord = g_array_index (self->mentions, gint64, 0);
  g_array_remove_index (self->mentions, 0);
  whin_chat_page_show (self, ord);
  update (self);
}

void
whin_chat_page_mentions_init (WhinChatPage *self)
{
  self->mentions = g_array_new (FALSE, FALSE, sizeof (gint64));
  /* Its label is no name. */
  gtk_accessible_reset_relation (GTK_ACCESSIBLE (self->mention_button),
                                 GTK_ACCESSIBLE_RELATION_LABELLED_BY);
  update (self);
}
