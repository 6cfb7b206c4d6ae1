/* scene: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "scene.h"

#include <string.h>

Peer *
scene_person (Scene *scene, const char *phone, const char *name)
{
  Peer *peer = peer_new ();

  peer_register_at (peer, scene->server, relay_url (scene->relay), phone, name);
  wait_until (peer->account->reachable);
  g_ptr_array_add (scene->people, peer);
  return peer;
}

Peer *
scene_device (Scene *scene, Peer *of)
{
  Peer *peer = peer_new_linked (of);

  wait_until (peer->account->reachable);
  g_ptr_array_add (scene->people, peer);
  return peer;
}

void
scene_remove (Scene *scene, Peer *peer)
{
  g_assert_true (g_ptr_array_remove (scene->people, peer));
}

/* What is received is answered in the same transaction, before it is acknowledged. */
static gboolean
is_settled (Scene *scene)
{
  for (guint i = 0; i < scene->people->len; i++) {
    const Peer *peer = scene->people->pdata[i];
    ProtoDevice device = device_of (peer);

    if (!relay_is_read (scene->relay, &device) || !inside_has_sent_all (peer->core))
      return FALSE;
  }
  return TRUE;
}

void
scene_settle (Scene *scene)
{
  wait_until (is_settled (scene));
}

void
scene_set_up (Scene *scene, gconstpointer data)
{
  scene->people = g_ptr_array_new_with_free_func ((GDestroyNotify) peer_free);
  scene->server = test_server_new ();
  scene->relay = relay_new (scene->server);
  scene->ada = scene_person (scene, ADA_PHONE, "Ada");
  scene->ben = scene_person (scene, BEN_PHONE, "Ben");
  scene->to_ada = conv_with (scene->ada);
  scene->to_ben = conv_with (scene->ben);
}

void
scene_set_up_met (Scene *scene, gconstpointer data)
{
  scene_set_up (scene, data);
  say (scene->ada, scene->ben, "Hello Ben");
  say (scene->ben, scene->ada, "Hello Ada");
  scene_settle (scene);
}

void
scene_tear_down (Scene *scene, gconstpointer data)
{
  g_ptr_array_unref (scene->people);
  relay_free (scene->relay);
  test_server_free (scene->server);
}

ProtoDevice
device_of (const Peer *peer)
{
  return (ProtoDevice) { peer->account->acc, peer->account->dev };
}

gboolean
is_device (const ProtoDevice *who, const Peer *peer)
{
  return peer->account != NULL && id_equal (&who->acc, &peer->account->acc) &&
         who->dev == peer->account->dev;
}

void
say (Peer *from, Peer *to, const char *text)
{
  Conv conv = conv_with (to);

  core_send_text (from->core, &conv, text, NULL, NULL, 0);
  wait_until (peer_find (to, text) != NULL);
}

MessageState
state_of (Peer *peer, const char *text)
{
  const MessageRow *row = peer_find (peer, text);

  return row != NULL ? row->state : STATE_RECEIVED;
}

guint
count_text (Peer *peer, const Peer *other, const char *text)
{
  Conv conv = conv_with (other);
  g_autoptr (GPtrArray) rows = peer_page (peer, &conv, PAGE_NEWEST, 0, 500);
  guint n = 0;

  for (guint i = 0; i < rows->len; i++)
    n += strcmp (((MessageRow *) rows->pdata[i])->text, text) == 0;
  return n;
}

guint
count_kind (Peer *peer, const Peer *other, MessageKind kind)
{
  Conv conv = conv_with (other);
  g_autoptr (GPtrArray) rows = peer_page (peer, &conv, PAGE_NEWEST, 0, 500);
  guint n = 0;

  for (guint i = 0; i < rows->len; i++)
    n += ((MessageRow *) rows->pdata[i])->kind == kind;
  return n;
}
