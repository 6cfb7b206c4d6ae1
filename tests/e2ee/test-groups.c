/* test-groups: what a server, a member or somebody who was one can do to a group: nobody reads who
 * is not in by the signatures, nothing changes that no admin signed, and who is shown another
 * history says so and writes nothing. SPDX-License-Identifier: GPL-3.0-or-later */
#include "flock.h"

#include "groupop.h"

#include <string.h>

/* -- Who is in. -- */

/* core/group-address.c: the server may count somebody in; nothing is sealed for them, and nothing
 * goes to them. */
static void
test_ghost_member (Flock *flock, gconstpointer data)
{
  flock->ghost = TRUE;
  flock_make (flock, FALSE);
  wait_until (flock_members (flock, flock->scene.ben) == 2);
  flock_tell (flock, flock->scene.ada, "for two");
  wait_until (flock->refused >= 3);
  g_assert_cmpuint (flock->to_eve, ==, 0);
  g_assert_cmpint (state_of (flock->scene.ada, "for two"), ==, STATE_PENDING);
  g_assert_null (peer_group (flock->eve, &flock->birds));
  g_assert_null (peer_find (flock->eve, "for two"));
  g_assert_cmpuint (flock_members (flock, flock->scene.ada), ==, 2);
}

/* core/group-open.c:compare_states */
static void
test_hidden_removal (Flock *flock, gconstpointer data)
{
  Peer *ben = flock->scene.ben;

  flock->hide = TRUE;
  flock_take_out (flock, flock->eve);
  flock_tell (flock, flock->scene.ada, "she is out");
  wait_until (peer_find (ben, "she is out") != NULL);
  wait_until (peer_group (ben, &flock->birds)->doubt);
  flock_tell (flock, ben, "to all three");
  wait_until (state_of (ben, "to all three") == STATE_FAILED);
  g_assert_null (peer_find (flock->eve, "to all three"));
  flock->hide = FALSE;
  flock_tell (flock, flock->scene.ada, "look again");
  wait_until (flock_members (flock, ben) == 2 && !peer_group (ben, &flock->birds)->doubt);
  flock_tell (flock, ben, "to the two");
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
    { flock->birds.id, GROUP_RULES, { { 0 } }, { { 0 } }, NULL, 0 },
    { flock->birds.id, GROUP_SECRET, { { 0 } }, { { 0 } }, NULL, 0 },
    { flock->birds.id, GROUP_LINK, { { 0 } }, { { 0 } }, NULL, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (forgeries); i++) {
    g_autofree char *name = g_strdup_printf ("After %u", i);

    inside_forge (flock->eve->core, &forgeries[i]);
    flock_set_name (flock, name);
    wait_until (strcmp (flock_name (flock, flock->scene.ben), name) == 0);
    wait_until (strcmp (flock_name (flock, flock->eve), name) == 0);
    g_assert_cmpuint (flock_members (flock, flock->scene.ben), ==, 3);
    g_assert_cmpuint (flock_members (flock, flock->scene.ada), ==, 3);
    g_assert_false (peer_group (flock->scene.ben, &flock->birds)->doubt);
    g_assert_cmpuint (peer_group (flock->scene.ben, &flock->birds)->only_admins, ==,
                      GROUP_ONLY_ADD | GROUP_ONLY_EDIT);
  }
  g_assert_false (peer_group (flock->eve, &flock->birds)->admin);
  flock_tell (flock, flock->scene.ben, "as it was");
  wait_until (peer_find (flock->scene.ada, "as it was") != NULL);
}

/* -- Messages. -- */

/* Under its own id and another, and once more when its key is gone (crypto/senderkey-receive.c). */
static void
test_replay (Flock *flock, gconstpointer data)
{
  guint n = flock->kept->len;

  g_assert_cmpuint (n, >=, 2);
  for (guint round = 0; round < 2; round++) {
    for (guint i = 0; i < n; i++) {
      ProtoMsg again = *(ProtoMsg *) flock->kept->pdata[i];

      flock_give (flock, &again);
      again.id = id_random ();
      flock_give (flock, &again);
    }
    g_assert_cmpuint (flock_count (flock, flock->scene.ben, "a tit"), ==, 1);
    g_assert_cmpuint (flock_count (flock, flock->scene.ben, "a jay"), ==, 1);
    g_assert_cmpuint (flock_count_kind (flock, flock->scene.ben, MESSAGE_UNREADABLE), ==, 0);
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
    flock_give (flock, &wrong);
    wrong.conv.id = id_random ();
    flock_give (flock, &wrong);
  }
  g_assert_cmpuint (flock_count (flock, flock->scene.ben, "a tit"), ==, 1);
  g_assert_cmpuint (flock_count (flock, flock->scene.ben, "a jay"), ==, 1);
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
    flock_give (flock, &msg);
    g_free (msg.ct);
    copy[at] ^= 4;
  }
  g_assert_cmpuint (flock_count (flock, flock->scene.ben, "a jay"), ==, 1);
  flock_tell (flock, flock->eve, "still here");
  wait_until (peer_find (flock->scene.ben, "still here") != NULL);
}

/* Sealed while she was in, handed on by the server when she is not (core/group-keys.c). */
static void
test_removed_member_writes (Flock *flock, gconstpointer data)
{
  flock->hold = TRUE;
  flock_tell (flock, flock->eve, "from the grave");
  wait_until (flock->held->len == 1);
  flock_take_out (flock, flock->eve);
  wait_until (flock_members (flock, flock->scene.ben) == 2);
  flock_give_held (flock, 0);
  g_assert_cmpuint (flock_count (flock, flock->scene.ben, "from the grave"), ==, 0);
}

/* The next message after somebody left is sealed with another key (core/group-keys.c:
 * group_keys_turn). */
static void
test_rotation (Flock *flock, gconstpointer data)
{
  Peer *ada = flock->scene.ada;

  g_assert_cmpuint (inside_key_holders (ada->core, &flock->birds.id), ==, 2);
  flock_take_out (flock, flock->eve);
  flock_tell (flock, ada, "for two");
  wait_until (peer_find (flock->scene.ben, "for two") != NULL);
  g_assert_cmpuint (inside_key_holders (ada->core, &flock->birds.id), ==, 1);
  g_assert_null (peer_find (flock->eve, "for two"));
}

/* -- Nothing to read. -- */

static void
test_no_plain_text (Flock *flock, gconstpointer data)
{
  flock_set_name (flock, "a canary that no server hears");
  flock_tell (flock, flock->scene.ada, "what the canary sings to all");
  wait_until (peer_find (flock->scene.ben, "what the canary sings to all") != NULL);
  g_assert_false (relay_saw (flock->scene.relay, "canary that no", 14));
  g_assert_false (relay_saw (flock->scene.relay, "the canary sings", 16));
}

#define add(path, up, func) FLOCK_TEST ("/e2ee/groups/" path, up, func)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("ghost-member", flock_set_up, test_ghost_member);
  add ("hidden-removal", flock_set_up_made, test_hidden_removal);
  add ("forged-changes", flock_set_up_made, test_forged_changes);
  add ("replay", flock_set_up_made, test_replay);
  add ("attribution", flock_set_up_made, test_attribution);
  add ("damage", flock_set_up_made, test_damage);
  add ("removed-member-writes", flock_set_up_made, test_removed_member_writes);
  add ("rotation", flock_set_up_made, test_rotation);
  add ("no-plain-text", flock_set_up_made, test_no_plain_text);
  return g_test_run ();
}
