/* test-groups: what a server, a member or somebody who was one can do to a group: nobody reads who
 * is not in by the signatures, nothing changes that no admin signed, and who is shown another
 * history says so and writes nothing. SPDX-License-Identifier: GPL-3.0-or-later */
#include "scene.h"

#include "groupop.h"

#include <string.h>

typedef struct {
  Scene scene; /* first */
  Peer *eve;   /* the third member, or none */
  Conv birds;
  GPtrArray *kept; /* of ProtoMsg: group messages that came for Ben */
  gboolean hide;   /* changes are not shown to Ben */
  gboolean hold;   /* what Eve sends goes no further than here */
  gboolean ghost;  /* the server takes Eve for a member */
  guint refused;   /* sends of Ada's */
  guint to_eve;    /* copies of Ada's sends for Eve */
  ProtoSend *held;
} Flock;

/* -- The server. -- */

static void
free_msg (gpointer msg)
{
  proto_free (PROTO_MSG, msg);
}

static void
count_copies (Flock *flock, const ProtoSend *send)
{
  for (guint i = 0; flock->eve != NULL && i < send->to->len; i++)
    flock->to_eve += id_equal (&((ProtoTo *) send->to->pdata[i])->acc, &flock->eve->account->acc);
}

static gboolean
frame_cb (Relay *relay, RelayFrame *frame, gpointer data)
{
  Flock *flock = data;
  Scene *scene = &flock->scene;

  if (frame->op == PROTO_GROUP && is_device (&frame->who, scene->ben))
    return !flock->hide;
  if (frame->op == PROTO_MSG && is_device (&frame->who, scene->ben) &&
      ((ProtoMsg *) frame->body)->conv.kind == CONV_GROUP && ((ProtoMsg *) frame->body)->cseq > 0)
    g_ptr_array_add (flock->kept, relay_copy (PROTO_MSG, frame->body));
  if (frame->op == PROTO_ERR && is_device (&frame->who, scene->ada))
    flock->refused += ((ProtoErr *) frame->body)->missing != NULL;
  if (frame->op == PROTO_SEND && is_device (&frame->who, scene->ada))
    count_copies (flock, frame->body);
  if (frame->op == PROTO_SEND && flock->hold && is_device (&frame->who, flock->eve) &&
      ((ProtoSend *) frame->body)->ct != NULL) {
    flock->held = relay_copy (PROTO_SEND, frame->body);
    return FALSE;
  }
  return TRUE;
}

static void
take_away (GPtrArray *changes)
{
  for (guint i = 0; i < changes->len; i++) {
    RestChange *change = changes->pdata[i];

    g_free (change->change);
    g_free (change);
  }
  g_ptr_array_set_size (changes, 0);
}

static void
call_cb (Relay *relay, RelayCall *call, gpointer data)
{
  Flock *flock = data;

  if (flock->hide && call->way == RELAY_DOWN && call->call == REST_GROUP_CHANGES &&
      is_device (&call->who, flock->scene.ben) && call->body != NULL)
    take_away (((RestChanges *) call->body)->changes);
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

static void
make (Flock *flock, gboolean with_eve)
{
  Id people[2] = { flock->scene.to_ben.id, flock->eve->account->acc };
  GAsyncResult *answer = NULL;

  core_group_make_async (flock->scene.ada->core, "Birds", people, with_eve ? 2 : 1, NULL,
                         keep_result_cb, &answer);
  finish (flock->scene.ada, &answer, &flock->birds);
}

static void
set_name (Flock *flock, const char *name)
{
  GAsyncResult *answer = NULL;

  core_group_set_name_async (flock->scene.ada->core, &flock->birds.id, name, NULL, keep_result_cb,
                             &answer);
  finish (flock->scene.ada, &answer, NULL);
}

static void
take_out (Flock *flock, const Peer *peer)
{
  GAsyncResult *answer = NULL;

  core_group_remove_async (flock->scene.ada->core, &flock->birds.id, &peer->account->acc, 1, NULL,
                           keep_result_cb, &answer);
  finish (flock->scene.ada, &answer, NULL);
}

static guint
members (Flock *flock, Peer *peer)
{
  const GroupRow *row = peer_group (peer, &flock->birds);

  return row != NULL && row->inside ? row->members->len : 0;
}

static const char *
name_of (Flock *flock, Peer *peer)
{
  return peer_group (peer, &flock->birds)->name;
}

static void
tell (Flock *flock, Peer *peer, const char *text)
{
  core_send_text (peer->core, &flock->birds, text);
}

static void
set_up (Flock *flock, gconstpointer data)
{
  scene_set_up (&flock->scene, NULL);
  flock->eve = scene_person (&flock->scene, EVE_PHONE, "Eve");
  flock->kept = g_ptr_array_new_with_free_func (free_msg);
  relay_on_frame (flock->scene.relay, frame_cb, flock);
  relay_on_call (flock->scene.relay, call_cb, flock);
}

static void
set_up_flock (Flock *flock, gconstpointer data)
{
  set_up (flock, data);
  make (flock, TRUE);
  wait_until (members (flock, flock->scene.ben) == 3 && members (flock, flock->eve) == 3);
  tell (flock, flock->scene.ada, "a tit");
  wait_until (peer_find (flock->scene.ben, "a tit") != NULL &&
              peer_find (flock->eve, "a tit") != NULL);
  tell (flock, flock->eve, "a jay");
  wait_until (peer_find (flock->scene.ben, "a jay") != NULL &&
              peer_find (flock->scene.ada, "a jay") != NULL);
  scene_settle (&flock->scene);
}

static void
tear_down (Flock *flock, gconstpointer data)
{
  relay_on_frame (flock->scene.relay, NULL, NULL);
  relay_on_call (flock->scene.relay, NULL, NULL);
  g_ptr_array_unref (flock->kept);
  if (flock->held != NULL)
    proto_free (PROTO_SEND, flock->held);
  scene_tear_down (&flock->scene, NULL);
}

/* -- Who is in. -- */

/* core/group-address.c: the server may count somebody in; nothing is sealed for them, and nothing
 * goes to them. */
static void
test_ghost_member (Flock *flock, gconstpointer data)
{
  flock->ghost = TRUE;
  make (flock, FALSE);
  wait_until (members (flock, flock->scene.ben) == 2);
  tell (flock, flock->scene.ada, "for two");
  wait_until (flock->refused >= 3);
  g_assert_cmpuint (flock->to_eve, ==, 0);
  g_assert_cmpint (state_of (flock->scene.ada, "for two"), ==, STATE_PENDING);
  g_assert_null (peer_group (flock->eve, &flock->birds));
  g_assert_null (peer_find (flock->eve, "for two"));
  g_assert_cmpuint (members (flock, flock->scene.ada), ==, 2);
}

/* core/group-open.c:compare_states */
static void
test_hidden_removal (Flock *flock, gconstpointer data)
{
  Peer *ben = flock->scene.ben;

  flock->hide = TRUE;
  take_out (flock, flock->eve);
  tell (flock, flock->scene.ada, "she is out");
  wait_until (peer_find (ben, "she is out") != NULL);
  wait_until (peer_group (ben, &flock->birds)->doubt);
  tell (flock, ben, "to all three");
  wait_until (state_of (ben, "to all three") == STATE_FAILED);
  g_assert_null (peer_find (flock->eve, "to all three"));
  flock->hide = FALSE;
  tell (flock, flock->scene.ada, "look again");
  wait_until (members (flock, ben) == 2 && !peer_group (ben, &flock->birds)->doubt);
  tell (flock, ben, "to the two");
  wait_until (peer_find (flock->scene.ada, "to the two") != NULL);
  g_assert_null (peer_find (flock->eve, "to the two"));
}

/* -- What changes it. -- */

/* crypto/groupstate-apply.c, core/group-apply.c: whatever a member brings that they may not, the
 * next change follows all the same. */
static void
test_forged_changes (Flock *flock, gconstpointer data)
{
  Id ada = flock->scene.to_ada.id;
  const Forgery forgeries[] = {
    { flock->birds.id, GROUP_REMOVE, { { 0 } }, ada, NULL, 0 },
    { flock->birds.id, GROUP_ROLE, { { 0 } }, flock->eve->account->acc, NULL, 0 },
    { flock->birds.id, GROUP_RENAME, { { 0 } }, { { 0 } }, "Eve's", 0 },
    { flock->birds.id, GROUP_RENAME, ada, { { 0 } }, "Ada says", 0 },
    { flock->birds.id, GROUP_RENAME, { { 0 } }, { { 0 } }, "Much later", 7 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (forgeries); i++) {
    g_autofree char *name = g_strdup_printf ("After %u", i);

    inside_forge (flock->eve->core, &forgeries[i]);
    set_name (flock, name);
    wait_until (strcmp (name_of (flock, flock->scene.ben), name) == 0);
    wait_until (strcmp (name_of (flock, flock->eve), name) == 0);
    g_assert_cmpuint (members (flock, flock->scene.ben), ==, 3);
    g_assert_cmpuint (members (flock, flock->scene.ada), ==, 3);
    g_assert_false (peer_group (flock->scene.ben, &flock->birds)->doubt);
  }
  g_assert_false (peer_group (flock->eve, &flock->birds)->admin);
  tell (flock, flock->scene.ben, "as it was");
  wait_until (peer_find (flock->scene.ada, "as it was") != NULL);
}

/* -- Messages. -- */

static void
give (Flock *flock, const ProtoMsg *msg)
{
  ProtoDevice ben = device_of (flock->scene.ben);

  relay_inject (flock->scene.relay, &ben, PROTO_MSG, msg);
  wait_until (relay_is_read (flock->scene.relay, &ben));
}

static guint
count (Flock *flock, const char *text)
{
  g_autoptr (GPtrArray) rows = peer_page (flock->scene.ben, &flock->birds, PAGE_NEWEST, 0, 500);
  guint n = 0;

  for (guint i = 0; i < rows->len; i++)
    n += strcmp (((MessageRow *) rows->pdata[i])->text, text) == 0;
  return n;
}

/* Under its own id and another, and once more when its key is gone (crypto/senderkey-receive.c). */
static void
test_replay (Flock *flock, gconstpointer data)
{
  guint n = flock->kept->len;

  g_assert_cmpuint (n, >=, 2);
  for (guint round = 0; round < 2; round++) {
    for (guint i = 0; i < n; i++) {
      ProtoMsg again = *(ProtoMsg *) flock->kept->pdata[i];

      give (flock, &again);
      again.id = id_random ();
      give (flock, &again);
    }
    g_assert_cmpuint (count (flock, "a tit"), ==, 1);
    g_assert_cmpuint (count (flock, "a jay"), ==, 1);
    peer_close (flock->scene.ben);
    peer_open (flock->scene.ben);
    wait_until (peer_is_live (flock->scene.ben));
  }
}

/* What Eve wrote from Ada, what Ada wrote from Eve, and in another group. */
static void
test_attribution (Flock *flock, gconstpointer data)
{
  guint n = flock->kept->len;

  for (guint i = 0; i < n; i++) {
    ProtoMsg wrong = *(ProtoMsg *) flock->kept->pdata[i];
    gboolean adas = id_equal (&wrong.from, &flock->scene.to_ada.id);

    wrong.id = id_random ();
    wrong.from = adas ? flock->eve->account->acc : flock->scene.to_ada.id;
    give (flock, &wrong);
    wrong.conv.id = id_random ();
    give (flock, &wrong);
  }
  g_assert_cmpuint (count (flock, "a tit"), ==, 1);
  g_assert_cmpuint (count (flock, "a jay"), ==, 1);
}

static void
test_damage (Flock *flock, gconstpointer data)
{
  const ProtoMsg *real = flock->kept->pdata[flock->kept->len - 1];
  g_autoptr (GBytes) ct = base64url_decode (real->ct);
  gsize len = g_bytes_get_size (ct);
  g_autofree guint8 *copy = g_memdup2 (g_bytes_get_data (ct, NULL), len);

  for (guint i = 0; i < 60; i++) {
    ProtoMsg msg = *real;
    gsize at = (gsize) g_test_rand_int_range (0, (gint32) len);

    copy[at] ^= 4;
    msg.id = id_random ();
    msg.ct = base64url_encode (copy, len);
    give (flock, &msg);
    g_free (msg.ct);
    copy[at] ^= 4;
  }
  g_assert_cmpuint (count (flock, "a jay"), ==, 1);
  tell (flock, flock->eve, "still here");
  wait_until (peer_find (flock->scene.ben, "still here") != NULL);
}

/* Sealed while she was in, handed on by the server when she is not (core/group-keys.c). */
static void
test_removed_member_writes (Flock *flock, gconstpointer data)
{
  ProtoMsg msg = { 0 };

  flock->hold = TRUE;
  tell (flock, flock->eve, "from the grave");
  wait_until (flock->held != NULL);
  take_out (flock, flock->eve);
  wait_until (members (flock, flock->scene.ben) == 2);
  msg = (ProtoMsg) { .cseq = 99,
                     .from = flock->eve->account->acc,
                     .fd = flock->eve->account->dev,
                     .id = flock->held->id,
                     .conv = flock->birds,
                     .ts = 1790000000000,
                     .ct = flock->held->ct };
  give (flock, &msg);
  g_assert_cmpuint (count (flock, "from the grave"), ==, 0);
}

/* The next message after somebody left is sealed with another key (core/group-keys.c:
 * group_keys_turn). */
static void
test_rotation (Flock *flock, gconstpointer data)
{
  Peer *ada = flock->scene.ada;

  g_assert_cmpuint (inside_key_holders (ada->core, &flock->birds.id), ==, 2);
  take_out (flock, flock->eve);
  tell (flock, ada, "for two");
  wait_until (peer_find (flock->scene.ben, "for two") != NULL);
  g_assert_cmpuint (inside_key_holders (ada->core, &flock->birds.id), ==, 1);
  g_assert_null (peer_find (flock->eve, "for two"));
}

/* -- Nothing to read. -- */

static void
test_no_plain_text (Flock *flock, gconstpointer data)
{
  set_name (flock, "a canary that no server hears");
  tell (flock, flock->scene.ada, "what the canary sings to all");
  wait_until (peer_find (flock->scene.ben, "what the canary sings to all") != NULL);
  g_assert_false (relay_saw (flock->scene.relay, "canary that no", 14));
  g_assert_false (relay_saw (flock->scene.relay, "the canary sings", 16));
}

#define add(path, up, func) g_test_add ("/e2ee/groups/" path, Flock, NULL, up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("ghost-member", set_up, test_ghost_member);
  add ("hidden-removal", set_up_flock, test_hidden_removal);
  add ("forged-changes", set_up_flock, test_forged_changes);
  add ("replay", set_up_flock, test_replay);
  add ("attribution", set_up_flock, test_attribution);
  add ("damage", set_up_flock, test_damage);
  add ("removed-member-writes", set_up_flock, test_removed_member_writes);
  add ("rotation", set_up_flock, test_rotation);
  add ("no-plain-text", set_up_flock, test_no_plain_text);
  return g_test_run ();
}
