/* test-group-keys: who may give what to a device of a group, and who gets what from it. What comes
 * through a session is handed to the core as the session would (inside-group.c): the member lies,
 * not the server. SPDX-License-Identifier: GPL-3.0-or-later */
#include "flock.h"

#include "groupseal.h"
#include "groupstate-private.h"
#include "senderkey.h"

#include <string.h>

#define STRANGERS_MAX 1024 /* as in core/group-keys.c */
#define CHAINS_MAX 6
#define ANSWERS_MAX 10 /* more than are given about one thing */

static SenderKeyOwner
owner_of (Flock *flock, const ProtoDevice *device)
{
  return (SenderKeyOwner) { flock->birds.id, device->acc, (guint32) device->dev };
}

static GBytes *
new_key (Flock *flock, const ProtoDevice *device)
{
  SenderKeyOwner owner = owner_of (flock, device);

  return senderkey_new (&owner, g_get_real_time () / 1000);
}

static GBytes *
seal (GBytes **sender)
{
  SenderKeyAt at = { 1, { 0 } };
  GBytes *next;
  GBytes *wire = senderkey_seal (*sender, &at, "x", 1, &next, NULL);

  g_bytes_unref (*sender);
  *sender = next;
  return wire;
}

/* -- Sender keys. -- */

/* core/group-keys.c:may_give: of nobody who is not in the group. */
static void
test_key_of_a_stranger (Flock *flock, gconstpointer data)
{
  Core *ben = flock->scene.ben->core;
  ProtoDevice eve = device_of (flock->eve);
  ProtoDevice stranger = { id_random (), 1 };
  g_autoptr (GBytes) key = new_key (flock, &stranger);
  g_autoptr (GBytes) of_eve = new_key (flock, &eve);

  inside_give_key (ben, &flock->birds.id, &stranger, key);
  g_assert_cmpuint (inside_count_keys (ben, &flock->birds.id, &stranger), ==, 0);
  inside_give_key (ben, &flock->birds.id, &eve, of_eve);
  g_assert_cmpuint (inside_count_keys (ben, &flock->birds.id, &eve), ==, 2);
  flock_take_out (flock, flock->eve);
  wait_until (flock_members (flock, flock->scene.ben) == 2);
  inside_give_key (ben, &flock->birds.id, &eve, of_eve);
  g_assert_cmpuint (inside_count_keys (ben, &flock->birds.id, &eve), ==, 0);
}

/* Keys of groups that are not known have a bound. */
static void
test_keys_of_strange_groups (Flock *flock, gconstpointer data)
{
  Core *ben = flock->scene.ben->core;
  ProtoDevice eve = device_of (flock->eve);
  g_autoptr (GBytes) key = new_key (flock, &eve);

  for (guint i = 0; i < STRANGERS_MAX + 20; i++) {
    Id grp = id_random ();

    inside_give_key (ben, &grp, &eve, key);
  }
  g_assert_cmpuint (inside_count_strangers (ben), ==, STRANGERS_MAX);
}

/* One that is here stays as it is, or what was read could be read again. */
static void
test_key_given_again (Flock *flock, gconstpointer data)
{
  Core *ben = flock->scene.ben->core;
  ProtoDevice eve = device_of (flock->eve);
  g_autoptr (GBytes) key = new_key (flock, &eve);
  g_autoptr (GBytes) before = NULL;
  g_autoptr (GBytes) after = NULL;

  inside_give_key (ben, &flock->birds.id, &eve, key);
  before = inside_kept_key (ben, &flock->birds.id, &eve, key);
  g_bytes_unref (seal (&key));
  inside_give_key (ben, &flock->birds.id, &eve, key);
  after = inside_kept_key (ben, &flock->birds.id, &eve, key);
  g_assert_true (g_bytes_equal (before, after));
}

/* The one before is good for another day, and there are never many. */
static void
test_new_key (Flock *flock, gconstpointer data)
{
  Core *ben = flock->scene.ben->core;
  ProtoDevice eve = device_of (flock->eve);
  g_autoptr (GBytes) old = new_key (flock, &eve);
  g_autoptr (GBytes) kept = NULL;
  g_autoptr (GBytes) wire = NULL;
  g_autoptr (GBytes) next = NULL;
  g_autoptr (GBytes) plain = NULL;
  g_autoptr (GError) error = NULL;
  gint64 now = g_get_real_time () / 1000;
  gsize len;
  gconstpointer bytes;

  inside_give_key (ben, &flock->birds.id, &eve, old);
  for (guint i = 0; i < CHAINS_MAX + 3; i++) {
    g_autoptr (GBytes) other = new_key (flock, &eve);

    inside_give_key (ben, &flock->birds.id, &eve, other);
    if (i == 0)
      kept = inside_kept_key (ben, &flock->birds.id, &eve, old);
  }
  g_assert_cmpuint (inside_count_keys (ben, &flock->birds.id, &eve), ==, CHAINS_MAX);
  wire = seal (&old);
  bytes = g_bytes_get_data (wire, &len);
  g_assert_null (
      senderkey_open (kept, bytes, len, now + SENDERKEY_RETIRED_MS + 60000, &next, &error));
  g_assert_error (error, WHIN_ERROR, WHIN_ERROR_CODE_EXPIRED);
  plain = senderkey_open (kept, bytes, len, now, &next, NULL);
  g_assert_nonnull (plain);
}

/* The key of a message is gone when it was read (core/group-seal.c:group_open). */
static void
test_key_is_used_up (Flock *flock, gconstpointer data)
{
  Peer *ben = flock->scene.ben;
  ProtoDevice eve = device_of (flock->eve);
  g_autoptr (GBytes) before = inside_newest_key (ben->core, &flock->birds.id, &eve);
  g_autoptr (GBytes) after = NULL;

  flock_tell (flock, flock->eve, "once");
  wait_until (peer_find (ben, "once") != NULL);
  after = inside_newest_key (ben->core, &flock->birds.id, &eve);
  g_assert_false (g_bytes_equal (before, after));
}

/* -- Who gets a key. -- */

/* Not whose key has changed until that is accepted (core/groups.c:groups_may_read). */
static void
test_stopped (Flock *flock, gconstpointer data)
{
  Peer *ada = flock->scene.ada;
  Id eve = flock->eve->account->acc;
  guint to_eve;

  inside_set_trust (ada->core, &eve, TRUST_STOPPED);
  flock_tell (flock, ada, "not for her");
  wait_until (peer_find (flock->scene.ben, "not for her") != NULL);
  scene_settle (&flock->scene);
  g_assert_cmpuint (inside_key_holders (ada->core, &flock->birds.id), ==, 1);
  g_assert_null (peer_find (flock->eve, "not for her"));
  /* Nor the state. */
  to_eve = flock->to_eve;
  inside_owe (ada->core, &flock->birds.id, &eve);
  scene_settle (&flock->scene);
  g_assert_cmpuint (flock->to_eve, ==, to_eve);
}

/* Nor is such a one brought in (core/group-make.c:add_subject). */
static void
test_stopped_newcomer (Flock *flock, gconstpointer data)
{
  Core *ada = flock->scene.ada->core;
  Id eve = flock->eve->account->acc;
  g_autoptr (GAsyncResult) answer = NULL;
  g_autoptr (GError) error = NULL;

  flock_take_out (flock, flock->eve);
  inside_set_trust (ada, &eve, TRUST_STOPPED);
  core_group_add_async (ada, &flock->birds.id, &eve, 1, NULL, keep_result_cb, &answer);
  wait_until (answer != NULL);
  g_assert_false (core_group_finish (ada, answer, NULL, &error));
  g_assert_error (error, WHIN_ERROR, WHIN_ERROR_UNTRUSTED);
  g_assert_cmpuint (flock_members (flock, flock->scene.ada), ==, 2);
}

/* Nor a device that was removed, whose keys are still known. */
static void
test_removed_device (Flock *flock, gconstpointer data)
{
  Core *ada = flock->scene.ada->core;
  Peer *tablet = scene_device (&flock->scene, flock->scene.ben);
  ProtoDevice device = device_of (tablet);
  g_autoptr (GAsyncResult) result = NULL;

  wait_until (flock_members (flock, tablet) == 3);
  flock_tell (flock, tablet, "from the tablet");
  wait_until (peer_find (flock->scene.ada, "from the tablet") != NULL);
  wait_until (inside_may_read (ada, &flock->birds.id, &device));
  core_revoke_device_async (flock->scene.ben->core, device.dev, NULL, keep_result_cb, &result);
  wait_until (result != NULL && tablet->account->revoked);
  scene_remove (&flock->scene, tablet);
  flock_tell (flock, flock->scene.ben, "without the tablet");
  wait_until (peer_find (flock->scene.ada, "without the tablet") != NULL);
  wait_until (!inside_may_read (ada, &flock->birds.id, &device));
}

/* -- Who gets the state. -- */

/* core/group-give.c:group_give_answer: members, from an admin, and not for ever. */
static void
test_asked (Flock *flock, gconstpointer data)
{
  Core *ada = flock->scene.ada->core, *ben = flock->scene.ben->core;
  ProtoDevice eve = device_of (flock->eve), stranger = { id_random (), 1 };
  ProtoDevice no_device = { eve.acc, 77 };
  guint answers = inside_count_answers (ada, &flock->birds.id, &eve, 2 * ANSWERS_MAX);

  g_assert_cmpuint (answers, >, 0);
  g_assert_cmpuint (answers, <=, ANSWERS_MAX);
  g_assert_cmpuint (inside_count_answers (ada, &flock->birds.id, &stranger, 1), ==, 0);
  g_assert_cmpuint (inside_count_answers (ada, &flock->birds.id, &no_device, 1), ==, 0);
  g_assert_cmpuint (inside_count_answers (ben, &flock->birds.id, &eve, 1), ==, 0);
}

/* -- Who may give the state. -- */

static GroupMember *
member_of (GroupState *state, const Id *acc)
{
  gboolean found;

  for (guint i = 0; i < state->members->len; i++) {
    GroupMember *member = &g_array_index (state->members, GroupMember, i);

    found = id_equal (&member->account, acc);
    if (found)
      return member;
  }
  g_assert_not_reached ();
}

/* A state as the group might be later, with another name. */
static GroupState *
later (Flock *flock, guint32 ahead)
{
  GroupState *state = inside_state (flock->scene.ben->core, &flock->birds.id);

  state->n += ahead;
  g_set_str (&state->name, "Given");
  return state;
}

static void
assert_not_taken (Flock *flock)
{
  g_autoptr (GroupState) state = inside_state (flock->scene.ben->core, &flock->birds.id);

  g_assert_cmpstr (state->name, ==, "Birds");
}

/* Nobody is asked, nobody is believed; and who is asked, is an admin of the group as it is known
 * (core/group-give.c:is_wanted, may_give). */
static void
test_given_to_a_member (Flock *flock, gconstpointer data)
{
  Core *ben = flock->scene.ben->core;
  ProtoDevice ada = device_of (flock->scene.ada), eve = device_of (flock->eve);
  const Id *grp = &flock->birds.id;
  g_autoptr (GroupState) good = later (flock, 1);
  g_autoptr (GroupState) as_admin = later (flock, 1);
  g_autoptr (GroupState) same = later (flock, 0);
  g_autoptr (GroupState) other = later (flock, 1);
  g_autoptr (GroupState) taken = NULL;

  inside_give (ben, grp, &ada, NULL, good);
  assert_not_taken (flock);
  inside_set_asked (ben, grp);
  inside_give (ben, grp, &eve, NULL, good);
  assert_not_taken (flock);
  member_of (as_admin, &eve.acc)->role = GROUP_ADMIN;
  inside_give (ben, grp, &eve, NULL, as_admin);
  assert_not_taken (flock);
  inside_give (ben, grp, &ada, NULL, same);
  assert_not_taken (flock);
  other->group = id_random ();
  inside_give (ben, grp, &ada, NULL, other);
  assert_not_taken (flock);
  /* Half of it is somebody else's. */
  inside_give (ben, grp, &eve, &ada, good);
  assert_not_taken (flock);
  inside_give (ben, grp, &ada, NULL, good);
  taken = inside_state (ben, grp);
  g_assert_cmpstr (taken->name, ==, "Given");
}

static gboolean
takes_new (Flock *flock, const ProtoDevice *from, GroupState *state)
{
  static const guint8 secret[PRIM_KEY_BYTES] = { 1 }; /* the one that inside_give gives */
  Id grp = id_random ();
  g_autoptr (GroupState) taken = NULL;

  state->group = grp;
  groupseal_name (secret, state->secret);
  inside_give (flock->scene.ben->core, &grp, from, NULL, state);
  taken = inside_state (flock->scene.ben->core, &grp);
  return taken != NULL;
}

/* A group that is not known: from an admin with the key that stands in it, and one is in it. */
static void
test_given_to_a_newcomer (Flock *flock, gconstpointer data)
{
  ProtoDevice ada = device_of (flock->scene.ada), eve = device_of (flock->eve);
  g_autoptr (GroupState) good = later (flock, 1);
  g_autoptr (GroupState) without = later (flock, 1);
  g_autoptr (GroupState) other_key = later (flock, 1);
  g_autoptr (GroupState) own_other_key = later (flock, 1);
  gboolean found;

  g_array_remove_index (without->members,
                        groupstate_place (without, &flock->scene.to_ben.id, &found));
  member_of (other_key, &ada.acc)->key_hash[0] ^= 1;
  member_of (own_other_key, &flock->scene.to_ben.id)->key_hash[0] ^= 1;
  g_assert_false (takes_new (flock, &eve, good));
  g_assert_false (takes_new (flock, &ada, without));
  g_assert_false (takes_new (flock, &ada, other_key));
  g_assert_false (takes_new (flock, &ada, own_other_key));
  g_assert_true (takes_new (flock, &ada, good));
}

/* -- Once more. -- */

/* Only what stands there as not readable comes once more, to one device (core/group-open.c:
 * take_again). */
static void
test_again_for_one (Flock *flock, gconstpointer data)
{
  Peer *ben = flock->scene.ben;
  ProtoDevice eve = device_of (flock->eve);
  Id unknown = id_random (), known = peer_find (ben, "a jay")->id;

  inside_say_again (ben->core, &flock->birds.id, &eve, &unknown, "for Ben alone");
  inside_say_again (ben->core, &flock->birds.id, &eve, &known, "for Ben alone");
  g_assert_cmpuint (flock_count (flock, ben, "for Ben alone"), ==, 0);
  g_assert_cmpuint (flock_count (flock, ben, "a jay"), ==, 1);
}

#define add(path, func) FLOCK_TEST ("/e2ee/group-keys/" path, flock_set_up_made, func)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("key-of-a-stranger", test_key_of_a_stranger);
  add ("keys-of-strange-groups", test_keys_of_strange_groups);
  add ("key-given-again", test_key_given_again);
  add ("new-key", test_new_key);
  add ("key-is-used-up", test_key_is_used_up);
  add ("stopped", test_stopped);
  add ("stopped-newcomer", test_stopped_newcomer);
  add ("removed-device", test_removed_device);
  add ("asked", test_asked);
  add ("given-to-a-member", test_given_to_a_member);
  add ("given-to-a-newcomer", test_given_to_a_newcomer);
  add ("again-for-one", test_again_for_one);
  return g_test_run ();
}
