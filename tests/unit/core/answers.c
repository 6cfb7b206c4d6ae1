/* answers: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "answers.h"

#include <string.h>

void
say (Fixture *fixture, const char *text)
{
  soup_websocket_connection_send_text (fixture->socket, text);
}

static void
free_send (gpointer send)
{
  proto_free (PROTO_SEND, send);
}

static void
take_send (Fixture *fixture, ProtoItem *item, const char *text)
{
  ProtoSend *send = g_steal_pointer (&item->body);
  g_autofree char *answer = fixture->answer (fixture, send, fixture->sends->len);

  g_ptr_array_add (fixture->sends, send);
  g_ptr_array_add (fixture->texts, g_strdup (text));
  if (answer != NULL)
    say (fixture, answer);
}

static void
message_cb (SoupWebsocketConnection *socket, int type, GBytes *message, gpointer data)
{
  Fixture *fixture = data;
  gsize len;
  const char *bytes = g_bytes_get_data (message, &len);
  g_autofree char *text = g_strndup (bytes, len);
  g_autoptr (GPtrArray) items = proto_decode (text, len, PROTO_C2S, NULL);

  g_assert_nonnull (items);
  g_ptr_array_add (fixture->all, g_strdup (text));
  for (guint i = 0; i < items->len; i++) {
    ProtoItem *item = items->pdata[i];

    g_assert_no_error (item->error);
    if (item->op == PROTO_HELLO)
      say (fixture, "[{\"t\":\"welcome\",\"proto\":1,\"epoch\":\"1\",\"next\":1,\"hb\":25,\"max\":"
                    "524288,\"srv\":1,\"acc\":\"AAECAwQFBgcICQoLDA0ODw\",\"dev\":1},{\"t\":"
                    "\"live\"}]");
    else if (item->op == PROTO_SEND)
      take_send (fixture, item, text);
  }
}

static void
socket_cb (SoupServer *server,
           SoupServerMessage *message,
           const char *path,
           SoupWebsocketConnection *socket,
           gpointer data)
{
  Fixture *fixture = data;

  g_set_object (&fixture->socket, socket);
  g_signal_connect (socket, "message", G_CALLBACK (message_cb), fixture);
}

char *
answer_ok (Fixture *fixture, const ProtoSend *send, guint n)
{
  IdText text;

  return g_strdup_printf ("{\"t\":\"ok\",\"id\":\"%s\",\"cseq\":%" G_GINT64_FORMAT ",\"ts\":%d}",
                          id_to_text (&send->id, text), ++fixture->cseq, 1000 + n);
}

char *
answer_err (const ProtoSend *send, const char *code, const char *more)
{
  IdText text;

  return g_strdup_printf ("{\"t\":\"err\",\"re\":\"send\",\"id\":\"%s\",\"code\":\"%s\"%s}",
                          id_to_text (&send->id, text), code, more);
}

const char two_devices[] = "of one's own";

void
answers_open (Fixture *fixture)
{
  soup_server_add_websocket_handler (fixture->directory->server, "/v1/ws", NULL, NULL, socket_cb,
                                     fixture, NULL);
}

void
answers_close (Fixture *fixture)
{
  soup_server_remove_handler (fixture->directory->server, "/v1/ws");
  soup_websocket_connection_close (fixture->socket, 4001, NULL);
  wait_until (fixture->peer->link->state != LINK_LIVE);
}

void
answers_set_up (Fixture *fixture, gconstpointer data)
{
  g_autofree char *url = NULL;
  Store *store;

  fixture->directory = directory_new ();
  fixture->sends = g_ptr_array_new_with_free_func (free_send);
  fixture->texts = g_ptr_array_new_with_free_func (g_free);
  fixture->all = g_ptr_array_new_with_free_func (g_free);
  fixture->answer = answer_ok;
  answers_open (fixture);
  url = directory_url (fixture->directory);
  fixture->self = friend_new (data == two_devices ? 2 : 1);
  fixture->grace = friend_new (2);
  directory_add (fixture->directory, fixture->self);
  directory_add (fixture->directory, fixture->grace);
  fixture->to_grace = (Conv) { CONV_USER, fixture->grace->acc };

  fixture->peer = peer_new ();
  peer_close (fixture->peer);
  store = peer_store (fixture->peer);
  store_begin (store);
  friend_move_in (fixture->self, store, url);
  friend_introduce (fixture->grace, store);
  store_commit (store, NULL);
  store_close (store);
  peer_open (fixture->peer);
  wait_until (fixture->peer->link->state == LINK_LIVE);
}

void
answers_tear_down (Fixture *fixture, gconstpointer data)
{
  peer_free (fixture->peer);
  g_clear_object (&fixture->socket);
  directory_free (fixture->directory);
  friend_free (fixture->self);
  friend_free (fixture->grace);
  g_ptr_array_unref (fixture->sends);
  g_ptr_array_unref (fixture->texts);
  g_ptr_array_unref (fixture->all);
}

const MessageRow *
wait_for (Fixture *fixture, const char *text, MessageState state)
{
  wait_until (peer_find (fixture->peer, text) != NULL &&
              peer_find (fixture->peer, text)->state == state);
  return peer_find (fixture->peer, text);
}

const ProtoSend *
send_at (Fixture *fixture, guint n)
{
  g_assert_cmpuint (n, <, fixture->sends->len);
  return fixture->sends->pdata[n];
}

char *
open_at (Fixture *fixture, guint n, guint32 dev, EnvelopeHeader *header)
{
  const ProtoSend *send = send_at (fixture, n);

  for (guint i = 0; i < send->to->len; i++) {
    const ProtoTo *to = send->to->pdata[i];

    if (id_equal (&to->acc, &fixture->grace->acc) && to->dev == dev)
      return friend_open (fixture->self, friend_device (fixture->grace, dev), &send->id, to->ct,
                          header);
  }
  return NULL;
}

void
assert_says (Fixture *fixture, guint n, guint32 dev, const char *part, guint32 sequence)
{
  EnvelopeHeader header;
  g_autofree char *content = open_at (fixture, n, dev, &header);

  g_assert_nonnull (content);
  g_assert_nonnull (strstr (content, part));
  g_assert_cmpuint (header.sequence, ==, sequence);
  /* As the receiver sees the chat. */
  g_assert_cmpint (header.conv.kind, ==, CONV_USER);
  g_assert_true (id_equal (&header.conv.id, &fixture->self->acc));
  g_assert_cmpuint (header.sender_list.version, ==, fixture->self->mark.version);
  g_assert_cmpmem (header.sender_list.hash, PRIM_HASH_BYTES, fixture->self->mark.hash,
                   PRIM_HASH_BYTES);
}

void
send_note (Fixture *fixture, const char *text)
{
  Conv to_self = { CONV_USER, fixture->self->acc };

  core_send_text (fixture->peer->core, &to_self, text, NULL, NULL, 0);
  wait_for (fixture, text, STATE_SENT);
}
