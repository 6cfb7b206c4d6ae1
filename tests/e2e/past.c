/* past: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "past.h"

#include "store-chat.h"
#include "store-message.h"

#include <string.h>

Conv
past_chat (guint n)
{
  Conv conv = { CONV_USER, { { 77, 0 } } };

  memcpy (conv.id.bytes + 4, &n, sizeof n);
  return conv;
}

static void
add (Store *store, const Id *self, guint i, guint chats)
{
  g_autoptr (MessageRow) row = message_row_new ();

  row->conv = past_chat (i % chats);
  row->own = i % 3 == 0;
  row->author = row->own ? *self : row->conv.id;
  row->id.bytes[0] = 99;
  memcpy (row->id.bytes + 4, &i, sizeof i);
  row->state = row->own ? STATE_READ : STATE_RECEIVED;
  row->time = 1700000000000 + i * (gint64) 60000;
  row->text =
      g_strdup_printf ("Message %u of a long and winding conversation about many things", i);
  row->error = -1;
  g_assert_true (store_message_add (store, row, i / chats + 1, NULL));
}

void
peer_fill (Peer *peer, guint messages, guint chats)
{
  Id self = peer->account->acc;
  g_autoptr (GArray) read = g_array_new (FALSE, FALSE, sizeof (MessageName));
  g_autoptr (GError) error = NULL;
  Store *store;

  peer_close (peer);
  store = peer_store (peer);
  store_begin (store);
  for (guint i = 0; i < messages; i++)
    add (store, &self, i, chats);
  for (guint i = 1; i < chats; i++) {
    Conv conv = past_chat (i);

    store_chat_mark_read (store, &conv, G_MAXINT64, read);
  }
  g_assert_true (store_commit (store, &error));
  store_close (store);
  peer_open (peer);
  wait_until (peer_is_live (peer));
}

static gboolean
is_in_state (Peer *peer, WorkKind kind, WorkState state)
{
  const WorkRow *row = peer->works[kind];

  if (row != NULL && row->state == WORK_FAILED)
    g_error ("the work failed: %s", row->why);
  return row != NULL && row->state == state;
}

gboolean
peer_is_done (Peer *peer, WorkKind kind)
{
  return is_in_state (peer, kind, WORK_DONE);
}

gboolean
peer_is_waiting (Peer *peer, WorkKind kind)
{
  return is_in_state (peer, kind, WORK_WAITING);
}
