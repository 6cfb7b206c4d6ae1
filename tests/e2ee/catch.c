/* catch: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "catch.h"

static void
free_msg (gpointer msg)
{
  proto_free (PROTO_MSG, msg);
}

static gboolean
frame_cb (Relay *relay, RelayFrame *frame, gpointer data)
{
  Catch *catch = data;

  if (frame->way != RELAY_DOWN || frame->op != PROTO_MSG || !is_device (&frame->who, catch->to))
    return TRUE;
  g_ptr_array_add (catch->kept, relay_copy (PROTO_MSG, frame->body));
  return !catch->hold;
}

Catch *
catch_new (Scene *scene, const Peer *to)
{
  Catch *catch = g_new0 (Catch, 1);

  catch->scene = scene;
  catch->to = to;
  catch->kept = g_ptr_array_new_with_free_func (free_msg);
  relay_on_frame (scene->relay, frame_cb, catch);
  return catch;
}

void
catch_free (Catch *catch)
{
  relay_on_frame (catch->scene->relay, NULL, NULL);
  g_ptr_array_unref (catch->kept);
  g_free (catch);
}

static ProtoMsg *
find (Catch *catch, const Id *id)
{
  for (guint i = 0; i < catch->kept->len; i++)
    if (id_equal (&((ProtoMsg *) catch->kept->pdata[i])->id, id))
      return catch->kept->pdata[i];
  return NULL;
}

ProtoMsg *
catch_hold (Catch *catch, const char *text)
{
  Peer *ada = catch->scene->ada;
  Id id;

  catch->hold = TRUE;
  core_send_text (ada->core, &catch->scene->to_ben, text, NULL, NULL, 0);
  wait_until (peer_find (ada, text) != NULL);
  id = peer_find (ada, text)->id;
  wait_until (find (catch, &id) != NULL);
  catch->hold = FALSE;
  scene_settle (catch->scene);
  return find (catch, &id);
}

void
catch_give (Catch *catch, const Peer *to, const ProtoMsg *msg)
{
  ProtoDevice device = device_of (to);

  relay_inject (catch->scene->relay, &device, PROTO_MSG, msg);
  wait_until (relay_is_read (catch->scene->relay, &device));
}

void
catch_give_ct (Catch *catch, const Peer *to, const ProtoMsg *msg, GBytes *ct)
{
  ProtoMsg changed = *msg;
  g_autofree char *text = base64url_encode (g_bytes_get_data (ct, NULL), g_bytes_get_size (ct));

  changed.ct = text;
  catch_give (catch, to, &changed);
}

GBytes *
catch_ct (const ProtoMsg *msg)
{
  GBytes *ct = base64url_decode (msg->ct);

  g_assert_nonnull (ct);
  return ct;
}
