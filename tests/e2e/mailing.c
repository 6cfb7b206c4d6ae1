/* mailing: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "mailing.h"

#include "sight.h"

const ListRow *
peer_list (Peer *peer, const Conv *conv)
{
  return g_hash_table_lookup (peer->lists, &conv->id);
}

guint
peer_count_in_list (Peer *peer, const Conv *conv)
{
  const ListRow *row = peer_list (peer, conv);

  return row != NULL ? row->chats->len : 0;
}

Conv
peer_make_broadcast (Peer *peer, const char *name, const Id *accs, guint n)
{
  Conv conv = { CONV_BROADCAST };

  core_make_broadcast (peer->core, name, accs, n, &conv.id);
  wait_until (peer_chat (peer, &conv) != NULL && peer_count_in_list (peer, &conv) == n);
  return conv;
}

void
trio_make_mailing (Trio *trio)
{
  Id accs[] = { trio->to_ben.id, trio->to_cleo.id };

  trio->birds = peer_make_broadcast (trio->ada, "Birds", accs, G_N_ELEMENTS (accs));
}

const MessageRow *
peer_find_in (Peer *peer, const Conv *conv, const char *text)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, peer->messages);
  while (g_hash_table_iter_next (&iter, NULL, &value)) {
    const MessageRow *row = value;

    if (row->conv.kind == conv->kind && id_equal (&row->conv.id, &conv->id) &&
        g_strcmp0 (row->text, text) == 0)
      return row;
  }
  return NULL;
}

int
peer_state_in (Peer *peer, const Conv *conv, const char *text)
{
  const MessageRow *row = peer_find_in (peer, conv, text);

  return row != NULL ? (int) row->state : -1;
}

MessageName
peer_name_in (Peer *peer, const Conv *conv, const char *text)
{
  const MessageRow *row = peer_find_in (peer, conv, text);

  g_assert_nonnull (row);
  return (MessageName) { row->conv, row->author, row->id };
}

void
trio_mail (Trio *trio, const char *text)
{
  peer_say (trio->ada, &trio->birds, text);
  wait_until (peer_state_in (trio->ada, &trio->birds, text) == STATE_DELIVERED);
  g_assert_cmpuint (peer_count (trio->ben, text), ==, 1);
  g_assert_cmpuint (peer_count (trio->cleo, text), ==, 1);
}

Receipt
peer_receipt (Peer *peer, const Conv *conv, const char *text, const Conv *person)
{
  MessageName name = peer_name_in (peer, conv, text);
  g_autoptr (GPtrArray) receipts = peer_ask (peer, core_query_receipts_async, &name);

  for (guint i = 0; i < receipts->len; i++) {
    const Receipt *receipt = receipts->pdata[i];

    if (id_equal (&receipt->acc, &person->id))
      return *receipt;
  }
  g_assert_not_reached ();
}

void
peer_read (Peer *peer, const Conv *conv)
{
  core_mark_read (peer->core, conv, G_MAXINT64);
}

void
peer_edit (Peer *peer, const Conv *conv, const char *text, const char *to)
{
  MessageName name = peer_name_in (peer, conv, text);

  core_edit_message (peer->core, &name, to, NULL, 0);
}

void
peer_take_back (Peer *peer, const Conv *conv, const char *text)
{
  MessageName name = peer_name_in (peer, conv, text);

  core_delete_for_all (peer->core, &name, 1);
}
