/* view: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "view.h"

#include <string.h>

static gboolean
is_about (const RelayCall *call, const Peer *peer)
{
  IdText text;

  return g_strcmp0 (call->param, id_to_text (&peer->account->acc, text)) == 0;
}

/* Out of an answer's only list. */
static void
take_out (RestCall call, GPtrArray *list, guint index)
{
  codec_free (rest_info (call)->reply.fields[0].item, list->pdata[index]);
  g_ptr_array_remove_index (list, index);
}

static void
change_bundles (View *view, RestBundles *reply)
{
  guint32 dev = view->thief->self.address.device;

  if (view->no_keys) {
    while (reply->bundles->len > 0)
      take_out (REST_BUNDLES, reply->bundles, 0);
    view->refused++;
    return;
  }
  if (!view->reading)
    return;
  for (guint i = reply->bundles->len; i-- > 0;)
    if (((RestBundle *) reply->bundles->pdata[i])->dev == dev)
      take_out (REST_BUNDLES, reply->bundles, i);
  g_ptr_array_add (reply->bundles, thief_bundle (view->thief));
}

static void
call_cb (Relay *relay, RelayCall *call, gpointer data)
{
  View *view = data;

  if (call->way != RELAY_DOWN || !is_device (&call->who, view->scene->ada))
    return;
  if (call->call == REST_MEDIA_CREATE && view->no_room) {
    g_set_str (&((RestMediaSlot *) call->body)->url, "http://127.0.0.1:9/nobody");
    view->refused++;
  }
  if (!is_about (call, view->of))
    return;
  if (call->call == REST_BUNDLES) {
    change_bundles (view, call->body);
  } else if (call->call == REST_ACCOUNT_DEVICES && view->change != NULL) {
    view->change (view, call->body);
    view->asked++;
  }
}

static void
read_one (View *view, const ProtoSend *send, const char *ct)
{
  Id ada = view->scene->ada->account->acc;
  g_autofree char *list = inside_list (view->scene->ada->core, &ada);
  Party party = list_party (list, &ada, view->scene->ada->account->dev);
  g_autoptr (GBytes) content = thief_open (view->thief, &party, &send->id, ct);

  if (content != NULL)
    g_string_append_len (view->read, g_bytes_get_data (content, NULL),
                         (gssize) g_bytes_get_size (content));
}

static gboolean
frame_cb (Relay *relay, RelayFrame *frame, gpointer data)
{
  View *view = data;
  const ProtoSend *send = frame->body;

  view->typed +=
      frame->way == RELAY_UP && frame->op == PROTO_EPH && is_device (&frame->who, view->scene->ada);
  if (frame->way != RELAY_UP || frame->op != PROTO_SEND ||
      !is_device (&frame->who, view->scene->ada))
    return TRUE;
  view->sent++;
  for (guint i = 0; i < send->to->len; i++) {
    ProtoTo *to = send->to->pdata[i];

    if (!id_equal (&to->acc, &view->thief->self.address.account) ||
        to->dev != view->thief->self.address.device)
      continue;
    view->ghosts++;
    if (view->reading)
      read_one (view, send, to->ct);
    if (view->stand_in != 0)
      to->dev = view->stand_in;
  }
  return !view->hold;
}

View *
view_new (Scene *scene, const Peer *of, gint64 dev)
{
  View *view = g_new0 (View, 1);
  ProtoDevice victim = { of->account->acc, dev };

  view->scene = scene;
  view->of = of;
  view->thief = thief_new (&victim);
  view->read = g_string_new (NULL);
  relay_on_call (scene->relay, call_cb, view);
  relay_on_frame (scene->relay, frame_cb, view);
  return view;
}

void
view_free (View *view)
{
  relay_on_call (view->scene->relay, NULL, NULL);
  relay_on_frame (view->scene->relay, NULL, NULL);
  device_free (view->thief);
  g_string_free (view->read, TRUE);
  g_free (view->list);
  g_free (view);
}

View *
view_new_impostor (Scene *scene, const Peer *of, gint64 dev)
{
  View *view = view_new (scene, of, dev);
  Devlist list = { .account = of->account->acc, .version = 1, .n_devices = 1, .time = 1 };

  list.devices[0] = thief_entry (view->thief);
  view->list = list_sign (&list, view->thief->account_secret);
  view->reading = view->hold = TRUE;
  return view;
}

Party
view_reach_ada (View *view)
{
  ProtoDevice ada = device_of (view->scene->ada), of = device_of (view->of);
  g_autofree char *list = inside_list (view->scene->ada->core, &ada.acc);
  Party party = list_party (list, &ada.acc, ada.dev);
  RestDeviceNo dev = { ada.dev };
  g_autoptr (GPtrArray) devs = g_ptr_array_new ();
  RestKeyRequest request = { devs };
  IdText text;
  RestBundles *reply;

  g_ptr_array_add (devs, &dev);
  reply = relay_ask (view->scene->relay, &of, REST_BUNDLES, id_to_text (&ada.acc, text), &request);
  thief_reach (view->thief, &party, reply->bundles->pdata[0]);
  codec_free (&rest_info (REST_BUNDLES)->reply, reply);
  return party;
}

/* -- Changes. -- */

static void
add_number (RestAccountDevices *reply, gint64 dev)
{
  RestDeviceNo *one = g_new0 (RestDeviceNo, 1);

  one->dev = dev;
  g_ptr_array_add (reply->devs, one);
}

void
view_ghost_number (View *view, RestAccountDevices *reply)
{
  add_number (reply, view->thief->self.address.device);
}

void
view_ghost_and_list (View *view, RestAccountDevices *reply)
{
  g_set_str (&reply->list, view->list);
  view_ghost_number (view, reply);
}

void
view_exactly (View *view, RestAccountDevices *reply)
{
  Devlist list = list_read (view->list, &view->of->account->acc);

  g_set_str (&reply->list, view->list);
  while (reply->devs->len > 0)
    take_out (REST_ACCOUNT_DEVICES, reply->devs, 0);
  for (guint i = 0; i < list.n_devices; i++)
    add_number (reply, list.devices[i].number);
}

void
view_make_ada_ask (View *view)
{
  ProtoDevice ada = device_of (view->scene->ada);
  ProtoMsg msg = { .from = view->of->account->acc,
                   .fd = GHOST + 1,
                   .id = id_random (),
                   .ts = 1,
                   .cseq = 1000,
                   .ct = (char *) "AAAA" };

  relay_inject (view->scene->relay, &ada, PROTO_MSG, &msg);
  /* It waits for the answer. */
  wait_until (g_hash_table_contains (view->scene->ada->messages, &msg.id));
}
