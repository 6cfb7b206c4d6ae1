/* test-group-changes: what a member or the server can do with edits, deletions, pins and reactions
 * in a group: forged ones change nothing, a replay changes nothing, and nothing is taken for
 * another member's. SPDX-License-Identifier: GPL-3.0-or-later */
#include "drawn.h"
#include "flock.h"

#include <string.h>

#define THUMB "👍"
#define HEART "❤️"

/* -- What Ben and Ada show. -- */

typedef struct {
  Flock *flock;
  char *ben, *ada;
} Before;

static Before
before (Flock *flock)
{
  return (Before) { flock, drawn_chat (flock->scene.ben, &flock->birds),
                    drawn_chat (flock->scene.ada, &flock->birds) };
}

static void
assert_unchanged (Before *before)
{
  Flock *flock = before->flock;
  g_autofree char *ben = drawn_chat (flock->scene.ben, &flock->birds);
  g_autofree char *ada = drawn_chat (flock->scene.ada, &flock->birds);

  g_assert_cmpstr (ben, ==, before->ben);
  g_assert_cmpstr (ada, ==, before->ada);
  g_free (before->ben);
  g_free (before->ada);
}

/* Whoever wrote it, as Ben names it. */
static MessageName
name_at_bens (Flock *flock, const char *text)
{
  return peer_name_of (flock->scene.ben, text);
}

/* Ben has dealt with all that Eve said. */
static void
hear_out (Flock *flock)
{
  static guint n;
  g_autofree char *text = g_strdup_printf ("that was all %u", ++n);

  flock_tell (flock, flock->eve, text);
  wait_until (peer_find (flock->scene.ben, text) != NULL &&
              peer_find (flock->scene.ada, text) != NULL);
}

/* -- Forged, by a member. -- */

static Content
edit_of (const Id *author, const Id *id)
{
  return (Content) { .kind = CONTENT_EDIT, .edit = { *author, *id, (char *) "forged", NULL } };
}

static Content
delete_of (const Id *author, const Id *id)
{
  return (Content) { .kind = CONTENT_DELETE, .del = { *author, *id } };
}

static Content
pin_of (const Id *author, const Id *id)
{
  return (Content) { .kind = CONTENT_PIN, .pin = { *author, *id, TRUE } };
}

static Content
react_to (const Id *author, const Id *id, const char *emoji)
{
  return (Content) { .kind = CONTENT_REACT, .react = { *author, *id, (char *) emoji } };
}

static void
only_admins (Flock *flock, guint rules)
{
  GAsyncResult *answer = NULL;

  core_group_set_rules_async (flock->scene.ada->core, &flock->birds.id, rules, NULL, keep_result_cb,
                              &answer);
  wait_until (answer != NULL);
  g_assert_true (core_group_finish (flock->scene.ada->core, answer, NULL, NULL));
  g_object_unref (answer);
  wait_until (peer_group (flock->scene.ben, &flock->birds)->only_admins == rules &&
              peer_group (flock->eve, &flock->birds)->only_admins == rules);
}

/* core/change.c: change_may, change_allowed. */
static void
test_forged (Flock *flock, gconstpointer data)
{
  Id ada = flock->scene.to_ada.id, eve = flock->eve->account->acc, ben = flock->scene.to_ben.id;
  Id hers, his, eves, unknown = id_random (), private;
  Before then;

  flock_tell (flock, flock->scene.ben, "a wren");
  say (flock->scene.ada, flock->scene.ben, "between us");
  wait_until (peer_find (flock->eve, "a wren") != NULL);
  only_admins (flock, GROUP_ONLY_PIN);
  hers = name_at_bens (flock, "a tit").id;
  his = name_at_bens (flock, "a wren").id;
  eves = name_at_bens (flock, "a jay").id;
  private = name_at_bens (flock, "between us").id;
  scene_settle (&flock->scene);
  then = before (flock);
  {
    const Content forged[] = {
      edit_of (&ada, &hers),
      edit_of (&eve, &hers),
      edit_of (&ada, &eves),
      edit_of (&ben, &his),
      edit_of (&ada, &private),
      delete_of (&ada, &hers),
      delete_of (&ben, &his),
      delete_of (&eve, &his),
      delete_of (&ada, &private),
      pin_of (&eve, &eves),
      pin_of (&ada, &hers),
      react_to (&ada, &private, THUMB),
      react_to (&ada, &hers, "words"),
      react_to (&eve, &hers, THUMB),
      react_to (&ada, &unknown, HEART),
    };

    for (guint i = 0; i < G_N_ELEMENTS (forged); i++)
      inside_say (flock->eve->core, &flock->birds, &forged[i]);
  }
  scene_settle (&flock->scene);
  assert_unchanged (&then);
  g_assert_cmpstr (peer_find (flock->scene.ben, "between us")->text, ==, "between us");
  g_assert_null (peer_find (flock->scene.ben, "between us")->reactions);
  g_assert_cmpuint (flock_count_kind (flock, flock->scene.ben, MESSAGE_UNREADABLE), ==, 0);
  hear_out (flock);
  /* It was all opened, and what she may do she can do. */
  core_react (flock->eve->core, &(MessageName) { flock->birds, ada, hers }, HEART);
  wait_until (peer_find (flock->scene.ben, "a tit")->reactions != NULL);
}

/* -- Replayed, by the server. -- */

/* Everything that came for Ben once more, under its own id and another one. */
static void
give_all_again (Flock *flock)
{
  guint n = flock->kept->len;

  for (guint i = 0; i < n; i++) {
    ProtoMsg again = *(ProtoMsg *) flock->kept->pdata[i];

    flock_give (flock, &again);
    again.cseq += 500;
    flock_give (flock, &again);
    again.id = id_random ();
    flock_give (flock, &again);
  }
}

/* What was changed, and changed back, stays so; what was taken back does not come again
 * (crypto/senderkey-receive.c, core/group-open.c). */
static void
test_replayed (Flock *flock, gconstpointer data)
{
  Peer *ada = flock->scene.ada, *ben = flock->scene.ben, *eve = flock->eve;
  MessageName hers = name_at_bens (flock, "a tit"), eves = name_at_bens (flock, "a jay");
  Before then;

  core_edit_message (ada->core, &hers, "a coal tit", NULL, 0);
  core_pin (ada->core, &hers, TRUE);
  core_react (eve->core, &hers, THUMB);
  wait_until (peer_find (ben, "a coal tit") != NULL && peer_find (ben, "a coal tit")->pinned &&
              peer_find (ben, "a coal tit")->reactions != NULL);
  core_edit_message (ada->core, &hers, "a marsh tit", NULL, 0);
  core_pin (ada->core, &hers, FALSE);
  core_react (eve->core, &hers, NULL);
  core_delete_for_all (eve->core, &eves, 1);
  wait_until (peer_find (ben, "a marsh tit") != NULL && !peer_find (ben, "a marsh tit")->pinned &&
              peer_find (ben, "a marsh tit")->reactions == NULL &&
              peer_find (ben, "a jay") == NULL);
  scene_settle (&flock->scene);
  then = before (flock);
  for (guint round = 0; round < 2; round++) {
    give_all_again (flock);
    peer_close (ben);
    peer_open (ben);
    wait_until (peer_is_live (ben));
  }
  peer_load_chats (ben);
  assert_unchanged (&then);
}

/* -- Misattributed, by the server. -- */

/* What Eve did as if Ada had done it, and the other way round, before the true ones are there: an
 * admin's word counts for more (crypto/senderkey-receive.c:is_from_owner). */
static void
test_misattributed (Flock *flock, gconstpointer data)
{
  Peer *ada = flock->scene.ada, *eve = flock->eve;
  MessageName hers = name_at_bens (flock, "a tit"), eves = name_at_bens (flock, "a jay");
  guint from = flock->kept->len;
  g_autofree char *then = drawn_readable (flock->scene.ben, &flock->birds);

  flock->keep_all = TRUE;
  core_react (ada->core, &eves, HEART);
  core_edit_message (ada->core, &hers, "a coal tit", NULL, 0);
  core_pin (ada->core, &eves, TRUE);
  core_react (eve->core, &hers, THUMB);
  core_edit_message (eve->core, &eves, "a grey jay", NULL, 0);
  inside_say (eve->core, &flock->birds,
              &(Content) { .kind = CONTENT_DELETE, .del = { hers.author, hers.id } });
  wait_until (flock->kept->len == from + 6);
  for (guint i = from; i < from + 6; i++) {
    const ProtoMsg *real = flock->kept->pdata[i];
    gboolean adas = id_equal (&real->from, &flock->scene.to_ada.id);
    ProtoMsg wrong = *real;

    wrong.from = adas ? eve->account->acc : flock->scene.to_ada.id;
    flock_give (flock, &wrong);
    wrong.from = flock->scene.to_ben.id;
    flock_give (flock, &wrong);
    wrong = *real;
    wrong.conv.id = id_random ();
    flock_give (flock, &wrong);
  }
  /* What cannot be opened waits under the name it was given, and touches nothing. */
  {
    g_autofree char *ben = drawn_readable (flock->scene.ben, &flock->birds);

    g_assert_cmpstr (ben, ==, then);
  }
  /* The true ones still count. */
  for (guint i = from; i < from + 6; i++)
    flock_give (flock, flock->kept->pdata[i]);
  wait_until (peer_find (flock->scene.ben, "a coal tit") != NULL &&
              peer_find (flock->scene.ben, "a grey jay") != NULL &&
              peer_find (flock->scene.ben, "a grey jay")->pinned &&
              peer_find (flock->scene.ben, "a coal tit")->reactions != NULL);
}

/* -- By who is out. -- */

/* Sealed while she was in, handed on when she is not (core/group-keys.c:group_keys_leave). */
static void
test_removed_member (Flock *flock, gconstpointer data)
{
  MessageName hers = name_at_bens (flock, "a tit"), eves = name_at_bens (flock, "a jay");
  Before then;

  flock->hold = TRUE;
  core_edit_message (flock->eve->core, &eves, "from the grave", NULL, 0);
  core_react (flock->eve->core, &hers, HEART);
  core_pin (flock->eve->core, &hers, TRUE);
  wait_until (flock->held->len == 3);
  core_delete_for_all (flock->eve->core, &eves, 1);
  wait_until (flock->held->len == 4);
  flock_take_out (flock, flock->eve);
  wait_until (flock_members (flock, flock->scene.ben) == 2);
  then = before (flock);
  for (guint i = 0; i < 4; i++)
    flock_give_held (flock, i);
  assert_unchanged (&then);
}

#define add(path, func) FLOCK_TEST ("/e2ee/group-changes/" path, flock_set_up_made, func)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("forged", test_forged);
  add ("replayed", test_replayed);
  add ("misattributed", test_misattributed);
  add ("removed-member", test_removed_member);
  return g_test_run ();
}
