/* test-group-chain: what a server does with the changes of a group - shows them late, not at all,
 * twice, without one, or to somebody who is out. SPDX-License-Identifier: GPL-3.0-or-later */
#include "flock.h"

#include "groupop.h"

#include <string.h>

#define DAY_MS (24 * 60 * 60 * (gint64) 1000)

static gboolean
is_doubted (Flock *flock, Peer *peer)
{
  return peer_group (peer, &flock->birds)->doubt;
}

/* -- What an admin brings that does not follow. -- */

/* core/group-apply.c:is_doubt */
static void
test_other_history (Flock *flock, gconstpointer data)
{
  Peer *ben = flock->scene.ben;
  const Forgery later = {
    .grp = flock->birds.id, .kind = GROUP_RENAME, .name = "Later", .ahead = 7
  };

  inside_forge (flock->scene.ada->core, &later);
  wait_until (is_doubted (flock, ben) && is_doubted (flock, flock->eve));
  g_assert_cmpstr (flock_name (flock, ben), ==, "Birds");
  flock_tell (flock, ben, "to whom?");
  wait_until (state_of (ben, "to whom?") == STATE_FAILED);
  g_assert_null (peer_find (flock->eve, "to whom?"));
}

/* Who names a device that is not there does not stop the group (core/group-apply.c:without_maker).
 */
static void
test_no_such_device (Flock *flock, gconstpointer data)
{
  Forgery of_ada = { .grp = flock->birds.id, .kind = GROUP_RENAME, .name = "Hers", .device = 77 };

  of_ada.actor = flock->scene.to_ada.id;
  inside_forge (flock->eve->core, &of_ada);
  flock_set_name (flock, "As before");
  wait_until (strcmp (flock_name (flock, flock->eve), "As before") == 0);
  of_ada.actor = flock->eve->account->acc;
  inside_forge (flock->eve->core, &of_ada);
  flock_set_name (flock, "And again");
  wait_until (strcmp (flock_name (flock, flock->scene.ben), "And again") == 0);
  g_assert_false (is_doubted (flock, flock->scene.ben));
}

/* -- What the server shows. -- */

/* core/group-apply.c:group_apply_change: nothing is believed of a page with a hole in it, and
 * nobody is suspected. */
static void
test_left_out (Flock *flock, gconstpointer data)
{
  Peer *ben = flock->scene.ben;
  ProtoDevice device = device_of (ben);
  guint pages = flock->pages;

  peer_close (ben);
  flock_set_name (flock, "Songbirds");
  flock_set_name (flock, "Waders");
  flock->leave_out = TRUE;
  peer_open (ben);
  wait_until (flock->pages > pages && peer_is_live (ben));
  scene_settle (&flock->scene);
  g_assert_cmpuint (flock_count_kind (flock, ben, MESSAGE_GROUP_DOUBT), ==, 0);
  g_assert_cmpuint (flock_count_kind (flock, ben, MESSAGE_GROUP_NAME), ==, 0);
  flock->leave_out = FALSE;
  relay_hang_up (flock->scene.relay, &device);
  wait_until (peer_group (ben, &flock->birds) != NULL &&
              strcmp (flock_name (flock, ben), "Waders") == 0);
  g_assert_cmpuint (flock_count_kind (flock, ben, MESSAGE_GROUP_NAME), ==, 2);
}

/* The same change once more is passed over, and the next one follows. */
static void
test_twice (Flock *flock, gconstpointer data)
{
  Peer *ben = flock->scene.ben;

  flock->twice = TRUE;
  flock_set_name (flock, "Songbirds");
  wait_until (strcmp (flock_name (flock, ben), "Songbirds") == 0);
  flock_set_name (flock, "Waders");
  wait_until (strcmp (flock_name (flock, ben), "Waders") == 0);
  g_assert_cmpuint (flock_count_kind (flock, ben, MESSAGE_GROUP_NAME), ==, 2);
}

/* Who has heard of a change and does not get it writes nothing (core/group-address.c:is_behind). */
static void
test_withheld (Flock *flock, gconstpointer data)
{
  Peer *ben = flock->scene.ben;
  guint sent, pages = flock->pages;

  /* What Ada says of the change in a message would be a doubt. */
  flock->blind = flock->keep_all = TRUE;
  flock_take_out (flock, flock->eve);
  wait_until (flock->pages > pages);
  scene_settle (&flock->scene);
  sent = flock->by_ben;
  flock_tell (flock, ben, "is she here?");
  wait_until (peer_find (ben, "is she here?") != NULL && flock->pages > pages + 2);
  g_assert_cmpuint (flock->by_ben, ==, sent);
  g_assert_cmpint (state_of (ben, "is she here?"), ==, STATE_PENDING);
  /* It is asked for again, but less and less: not all the time that it takes to write so much. */
  pages = flock->pages;
  for (guint i = 0; i < 20; i++) {
    g_autofree char *text = g_strdup_printf ("between us %u", i);

    core_send_text (flock->scene.ada->core, &flock->scene.to_ben, text, NULL, NULL, 0);
    wait_until (peer_find (ben, text) != NULL);
  }
  g_assert_cmpuint (flock->pages, <, pages + 10);
  flock->blind = flock->keep_all = FALSE;
  wait_until (peer_find (flock->scene.ada, "is she here?") != NULL);
  g_assert_cmpuint (flock_members (flock, ben), ==, 2);
  g_assert_null (peer_find (flock->eve, "is she here?"));
}

/* -- Who is out. -- */

/* Says nothing any more, and has no key to say it with (core/group-address.c,
 * core/groups.c:go_out).
 */
static void
test_says_nothing (Flock *flock, gconstpointer data)
{
  guint sent;

  g_assert_cmpuint (inside_key_holders (flock->eve->core, &flock->birds.id), ==, 2);
  flock_take_out (flock, flock->eve);
  wait_until (!peer_group (flock->eve, &flock->birds)->inside);
  g_assert_cmpuint (inside_key_holders (flock->eve->core, &flock->birds.id), ==, 0);
  sent = flock->by_eve;
  flock_tell (flock, flock->eve, "and I?");
  wait_until (state_of (flock->eve, "and I?") == STATE_FAILED);
  g_assert_cmpuint (flock->by_eve, ==, sent);
}

/* Hears nothing any more of those who have not heard of it yet (core/group-open.c). */
static void
test_hears_nothing (Flock *flock, gconstpointer data)
{
  Peer *ben = flock->scene.ben;

  flock->hold = TRUE;
  flock_tell (flock, flock->eve, "between us");
  wait_until (flock->held->len == 1);
  flock_take_out (flock, ben);
  wait_until (!peer_group (ben, &flock->birds)->inside);
  flock_give_held (flock, 0);
  g_assert_cmpuint (flock_count (flock, ben, "between us"), ==, 0);
}

/* What was on its way is heard for a day, and no longer (core/group-keys.c:group_keys_leave). */
static void
test_on_its_way (Flock *flock, gconstpointer data)
{
  Peer *ben = flock->scene.ben;

  flock->hold = TRUE;
  flock_tell (flock, flock->eve, "still on the way");
  flock_tell (flock, flock->eve, "much too late");
  wait_until (flock->held->len == 2);
  flock->quiet = TRUE;
  flock_take_out (flock, flock->eve);
  flock_tell (flock, flock->scene.ada, "she is out");
  wait_until (peer_find (ben, "she is out") != NULL && flock_members (flock, ben) == 2);
  flock_give_held (flock, 0);
  g_assert_cmpuint (flock_count (flock, ben, "still on the way"), ==, 1);
  inside_set_clock (ben->core, DAY_MS + 1000);
  flock_give_held (flock, 1);
  g_assert_cmpuint (flock_count (flock, ben, "much too late"), ==, 0);
}

/* -- Rules, and the secret. -- */

static void
only_admins_write (Flock *flock)
{
  GAsyncResult *answer = NULL;

  core_group_set_rules_async (flock->scene.ada->core, &flock->birds.id, GROUP_ONLY_WRITE, NULL,
                              keep_result_cb, &answer);
  wait_until (answer != NULL);
  g_assert_true (core_group_finish (flock->scene.ada->core, answer, NULL, NULL));
  g_object_unref (answer);
}

/* What a device writes that goes by other rules than the group's is not shown; what the server had
 * before the change is (core/group-open.c:may_write). */
static void
test_only_admins_write (Flock *flock, gconstpointer data)
{
  Peer *ben = flock->scene.ben;
  ProtoMsg late;

  flock->hold = TRUE;
  flock_tell (flock, flock->eve, "just in time");
  flock_tell (flock, flock->eve, "against the rules");
  wait_until (flock->held->len == 2);
  only_admins_write (flock);
  wait_until (peer_group (ben, &flock->birds)->only_admins == GROUP_ONLY_WRITE);
  flock_give_held (flock, 0);
  g_assert_cmpuint (flock_count (flock, ben, "just in time"), ==, 1);
  late = (ProtoMsg) { .cseq = 99,
                      .from = flock->eve->account->acc,
                      .fd = flock->eve->account->dev,
                      .id = ((const ProtoSend *) flock->held->pdata[1])->id,
                      .conv = flock->birds,
                      .ts = g_get_real_time () / 1000 + 1000,
                      .ct = ((const ProtoSend *) flock->held->pdata[1])->ct };
  flock_give (flock, &late);
  g_assert_cmpuint (flock_count (flock, ben, "against the rules"), ==, 0);
}

/* Who is out has not what opens the changes that come (core/group-apply.c:give_secret). */
static void
test_secret_of_the_others (Flock *flock, gconstpointer data)
{
  Peer *ada = flock->scene.ada, *ben = flock->scene.ben;
  g_autoptr (GBytes) before = inside_group_secret (flock->eve->core, &flock->birds.id);
  g_autoptr (GBytes) adas = NULL, bens = NULL, eves = NULL;

  flock_take_out (flock, flock->eve);
  flock_set_name (flock, "Without Eve");
  wait_until (strcmp (flock_name (flock, ben), "Without Eve") == 0);
  scene_settle (&flock->scene);
  adas = inside_group_secret (ada->core, &flock->birds.id);
  bens = inside_group_secret (ben->core, &flock->birds.id);
  eves = inside_group_secret (flock->eve->core, &flock->birds.id);
  g_assert_true (g_bytes_equal (adas, bens));
  g_assert_false (g_bytes_equal (adas, before));
  g_assert_true (g_bytes_equal (eves, before));
}

/* -- A key that is another. -- */

/* What an old device of Eve's wrote, as the server would hand it on now. */
static void
give_of_old (Flock *flock, guint index, const ProtoDevice *old)
{
  const ProtoSend *send = flock->held->pdata[index];
  ProtoMsg msg = { .cseq = 95 + index,
                   .from = old->acc,
                   .fd = old->dev,
                   .id = send->id,
                   .conv = flock->birds,
                   .ts = 1790000000000,
                   .ct = send->ct };

  flock_give (flock, &msg);
}

/* Set up anew, with another key: not the one who came into the group (core/groups.c:groups_has).
 * What the old one wrote is heard for a day, as of any device that is gone (core/former.c), and no
 * longer (core/group-open.c:open_in). */
static void
test_registered_anew (Flock *flock, gconstpointer data)
{
  Peer *ada = flock->scene.ada, *ben = flock->scene.ben, *anew = peer_new ();
  ProtoDevice old = device_of (flock->eve);

  flock->hold = TRUE;
  flock_tell (flock, flock->eve, "from the old one");
  flock_tell (flock, flock->eve, "from it, too late");
  wait_until (flock->held->len == 2);
  flock->hold = FALSE;
  scene_remove (&flock->scene, flock->eve);
  flock->eve = anew;
  peer_register_again (anew, flock->scene.server, EVE_PHONE, "Eve");
  wait_until (anew->account->reachable);
  g_assert_true (id_equal (&anew->account->acc, &old.acc));
  flock_tell (flock, ada, "for those who are in");
  flock_tell (flock, ben, "the same");
  wait_until (peer_find (ben, "for those who are in") != NULL &&
              peer_find (ada, "the same") != NULL);
  scene_settle (&flock->scene);
  g_assert_cmpuint (inside_key_holders (ada->core, &flock->birds.id), ==, 1);
  g_assert_null (peer_find (anew, "for those who are in"));
  g_assert_null (peer_group (anew, &flock->birds));

  give_of_old (flock, 0, &old);
  g_assert_cmpuint (flock_count (flock, ben, "from the old one"), ==, 1);
  inside_spend_former (ben->core, DAY_MS);
  give_of_old (flock, 1, &old);
  g_assert_cmpuint (flock_count (flock, ben, "from it, too late"), ==, 0);
  peer_free (anew);
}

/* -- Messages. -- */

/* One that the server lost is missing, and said to be (core/group-open.c:take, core/order.c). */
static void
test_dropped (Flock *flock, gconstpointer data)
{
  Peer *ben = flock->scene.ben;

  flock->keep_all = TRUE;
  flock_tell (flock, flock->eve, "lost");
  wait_until (peer_find (flock->scene.ada, "lost") != NULL);
  scene_settle (&flock->scene);
  flock->keep_all = FALSE;
  flock_tell (flock, flock->eve, "found");
  wait_until (peer_find (ben, "found") != NULL);
  g_assert_cmpuint (flock_count_kind (flock, ben, MESSAGE_GAP), ==, 1);
}

/* First under another id, then under its own (core/group-seal.c:read_plain). */
static void
test_other_id (Flock *flock, gconstpointer data)
{
  Peer *ben = flock->scene.ben;
  ProtoMsg msg;

  flock->keep_all = TRUE;
  g_ptr_array_set_size (flock->kept, 0);
  flock_tell (flock, flock->eve, "under my name");
  wait_until (flock->kept->len == 1);
  flock->keep_all = FALSE;
  msg = *(ProtoMsg *) flock->kept->pdata[0];
  msg.id = id_random ();
  flock_give (flock, &msg);
  g_assert_cmpuint (flock_count (flock, ben, "under my name"), ==, 0);
  flock_give (flock, flock->kept->pdata[0]);
  g_assert_cmpuint (flock_count (flock, ben, "under my name"), ==, 1);
}

#define add(path, func) FLOCK_TEST ("/e2ee/group-chain/" path, flock_set_up_made, func)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("only-admins-write", test_only_admins_write);
  add ("secret-of-the-others", test_secret_of_the_others);
  add ("other-history", test_other_history);
  add ("no-such-device", test_no_such_device);
  add ("left-out", test_left_out);
  add ("twice", test_twice);
  add ("withheld", test_withheld);
  add ("says-nothing", test_says_nothing);
  add ("hears-nothing", test_hears_nothing);
  add ("on-its-way", test_on_its_way);
  add ("registered-anew", test_registered_anew);
  add ("dropped", test_dropped);
  add ("other-id", test_other_id);
  return g_test_run ();
}
