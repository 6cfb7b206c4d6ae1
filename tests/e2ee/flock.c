/* flock: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "flock.h"

#include <string.h>

/* -- The server. -- */

static void
free_msg (gpointer msg)
{
  proto_free (PROTO_MSG, msg);
}

static void
free_send (gpointer send)
{
  proto_free (PROTO_SEND, send);
}

static void
count_copies (Flock *flock, const ProtoSend *send)
{
  for (guint i = 0; flock->eve != NULL && i < send->to->len; i++)
    flock->to_eve += id_equal (&((ProtoTo *) send->to->pdata[i])->acc, &flock->eve->account->acc);
}

/* FALSE: it goes no further. */
static gboolean
on_send (Flock *flock, const RelayFrame *frame)
{
  const ProtoSend *send = frame->body;
  gboolean to_all = send->conv.kind == CONV_GROUP && send->ct != NULL;

  if (is_device (&frame->who, flock->scene.ada))
    count_copies (flock, send);
  flock->by_ben += to_all && is_device (&frame->who, flock->scene.ben);
  flock->by_eve += to_all && is_device (&frame->who, flock->eve);
  if (!to_all || !flock->hold || !is_device (&frame->who, flock->eve))
    return TRUE;
  g_ptr_array_add (flock->held, relay_copy (PROTO_SEND, send));
  return FALSE;
}

static gboolean
on_msg (Flock *flock, const RelayFrame *frame)
{
  const ProtoMsg *msg = frame->body;

  if (msg->conv.kind != CONV_GROUP || msg->cseq == 0)
    return TRUE;
  g_ptr_array_add (flock->kept, relay_copy (PROTO_MSG, msg));
  return !flock->keep_all;
}

static gboolean
frame_cb (Relay *relay, RelayFrame *frame, gpointer data)
{
  Flock *flock = data;
  gboolean bens = is_device (&frame->who, flock->scene.ben);

  if (frame->op == PROTO_GROUP && bens)
    return !flock->hide && !flock->quiet;
  if (frame->op == PROTO_MSG && bens)
    return on_msg (flock, frame);
  if (frame->op == PROTO_ERR && is_device (&frame->who, flock->scene.ada))
    flock->refused += ((ProtoErr *) frame->body)->missing != NULL;
  return frame->op != PROTO_SEND || on_send (flock, frame);
}

static void
free_change (RestChange *change)
{
  g_free (change->change);
  g_free (change);
}

static void
take_away (GPtrArray *changes, guint n)
{
  for (guint i = 0; i < n; i++)
    free_change (changes->pdata[i]);
  g_ptr_array_remove_range (changes, 0, n);
}

static void
repeat (GPtrArray *changes)
{
  const RestChange *last = changes->pdata[changes->len - 1];
  RestChange *again = g_memdup2 (last, sizeof *last);

  again->change = g_strdup (last->change);
  g_ptr_array_add (changes, again);
}

static void
on_changes (Flock *flock, GPtrArray *changes)
{
  flock->pages++;
  if (flock->hide || flock->blind)
    take_away (changes, changes->len);
  if (flock->leave_out && changes->len > 1)
    take_away (changes, 1);
  if (flock->twice && changes->len > 0)
    repeat (changes);
}

static void
call_cb (Relay *relay, RelayCall *call, gpointer data)
{
  Flock *flock = data;

  if (call->way == RELAY_DOWN && call->call == REST_GROUP_CHANGES &&
      is_device (&call->who, flock->scene.ben) && call->body != NULL)
    on_changes (flock, ((RestChanges *) call->body)->changes);
  if (flock->ghost && call->way == RELAY_UP && call->call == REST_GROUP_APPEND)
    g_array_append_val (((RestGroupAppend *) call->body)->members, flock->eve->account->acc);
}

/* -- People. -- */

static void
finish (Peer *peer, GAsyncResult **answer, Conv *conv)
{
  g_autoptr (GError) error = NULL;

  wait_until (*answer != NULL);
  core_group_finish (peer->core, *answer, conv, &error);
  g_assert_no_error (error);
  g_clear_object (answer);
}

void
flock_make (Flock *flock, gboolean with_eve)
{
  Id people[2] = { flock->scene.to_ben.id, flock->eve->account->acc };
  GAsyncResult *answer = NULL;

  core_group_make_async (flock->scene.ada->core, "Birds", people, with_eve ? 2 : 1, NULL,
                         keep_result_cb, &answer);
  finish (flock->scene.ada, &answer, &flock->birds);
}

void
flock_set_name (Flock *flock, const char *name)
{
  GAsyncResult *answer = NULL;

  core_group_set_name_async (flock->scene.ada->core, &flock->birds.id, name, NULL, keep_result_cb,
                             &answer);
  finish (flock->scene.ada, &answer, NULL);
}

void
flock_take_out (Flock *flock, const Peer *peer)
{
  GAsyncResult *answer = NULL;

  core_group_remove_async (flock->scene.ada->core, &flock->birds.id, &peer->account->acc, 1, NULL,
                           keep_result_cb, &answer);
  finish (flock->scene.ada, &answer, NULL);
}

guint
flock_members (Flock *flock, Peer *peer)
{
  const GroupRow *row = peer_group (peer, &flock->birds);

  return row != NULL && row->inside ? row->members->len : 0;
}

const char *
flock_name (Flock *flock, Peer *peer)
{
  return peer_group (peer, &flock->birds)->name;
}

void
flock_tell (Flock *flock, Peer *peer, const char *text)
{
  core_send_text (peer->core, &flock->birds, text, NULL, NULL, 0);
}

void
flock_set_up (Flock *flock, gconstpointer data)
{
  scene_set_up (&flock->scene, NULL);
  flock->eve = scene_person (&flock->scene, EVE_PHONE, "Eve");
  flock->kept = g_ptr_array_new_with_free_func (free_msg);
  flock->held = g_ptr_array_new_with_free_func (free_send);
  relay_on_frame (flock->scene.relay, frame_cb, flock);
  relay_on_call (flock->scene.relay, call_cb, flock);
}

void
flock_set_up_made (Flock *flock, gconstpointer data)
{
  flock_set_up (flock, data);
  flock_make (flock, TRUE);
  wait_until (flock_members (flock, flock->scene.ben) == 3 &&
              flock_members (flock, flock->eve) == 3);
  flock_tell (flock, flock->scene.ada, "a tit");
  wait_until (peer_find (flock->scene.ben, "a tit") != NULL &&
              peer_find (flock->eve, "a tit") != NULL);
  flock_tell (flock, flock->eve, "a jay");
  wait_until (peer_find (flock->scene.ben, "a jay") != NULL &&
              peer_find (flock->scene.ada, "a jay") != NULL);
  scene_settle (&flock->scene);
}

void
flock_tear_down (Flock *flock, gconstpointer data)
{
  relay_on_frame (flock->scene.relay, NULL, NULL);
  relay_on_call (flock->scene.relay, NULL, NULL);
  g_ptr_array_unref (flock->kept);
  g_ptr_array_unref (flock->held);
  scene_tear_down (&flock->scene, NULL);
}

/* -- What Ben is given. -- */

void
flock_give (Flock *flock, const ProtoMsg *msg)
{
  ProtoDevice ben = device_of (flock->scene.ben);

  relay_inject (flock->scene.relay, &ben, PROTO_MSG, msg);
  wait_until (relay_is_read (flock->scene.relay, &ben));
}

void
flock_give_held (Flock *flock, guint index)
{
  const ProtoSend *send = flock->held->pdata[index];
  ProtoMsg msg = { .cseq = 90 + index,
                   .from = flock->eve->account->acc,
                   .fd = flock->eve->account->dev,
                   .id = send->id,
                   .conv = flock->birds,
                   .ts = 1790000000000,
                   .ct = send->ct };

  flock_give (flock, &msg);
}

guint
flock_count (Flock *flock, Peer *peer, const char *text)
{
  g_autoptr (GPtrArray) rows = peer_page (peer, &flock->birds, PAGE_NEWEST, 0, 500);
  guint n = 0;

  for (guint i = 0; i < rows->len; i++)
    n += strcmp (((MessageRow *) rows->pdata[i])->text, text) == 0;
  return n;
}

guint
flock_count_kind (Flock *flock, Peer *peer, MessageKind kind)
{
  g_autoptr (GPtrArray) rows = peer_page (peer, &flock->birds, PAGE_NEWEST, 0, 500);
  guint n = 0;

  for (guint i = 0; i < rows->len; i++)
    n += ((MessageRow *) rows->pdata[i])->kind == kind;
  return n;
}
