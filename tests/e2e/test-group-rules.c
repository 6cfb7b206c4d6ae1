/* test-group-rules: who may do what in a group, the secret that changes when somebody goes, and
 * what is done at the same time. SPDX-License-Identifier: GPL-3.0-or-later */
#include "trio.h"

#include "group-work.h"

#include <string.h>

static void
set_up (Trio *group, gconstpointer data)
{
  group_set_min (GPOINTER_TO_UINT (data));
  trio_set_up_in_group (group, data);
}

static void
say (Trio *group, Peer *from, const char *text)
{
  core_send_text (from->core, &group->birds, text, NULL, NULL, 0);
}

static int
set_rules (Trio *group, Peer *peer, guint only_admins)
{
  Answer answer = NULL;

  core_group_set_rules_async (peer->core, &group->birds.id, only_admins, NULL, keep_result_cb,
                              &answer);
  return peer_finish_group (peer, &answer, NULL);
}

static int
set_about (Trio *group, Peer *peer, const char *about)
{
  Answer answer = NULL;

  core_group_set_about_async (peer->core, &group->birds.id, about, NULL, keep_result_cb, &answer);
  return peer_finish_group (peer, &answer, NULL);
}

/* -- Who may do what. -- */

static void
test_rules (Trio *group, gconstpointer data)
{
  const GroupRow *row = peer_group (group->ben, &group->birds);

  g_assert_cmpuint (row->only_admins, ==, GROUP_ONLY_ADD | GROUP_ONLY_EDIT);
  g_assert_cmpint (set_about (group, group->ben, "mine"), ==, WHIN_ERROR_FORBIDDEN);
  g_assert_cmpint (set_rules (group, group->ben, 0), ==, WHIN_ERROR_FORBIDDEN);
  g_assert_cmpint (set_rules (group, group->ada, GROUP_ONLY_PIN), ==, -1);
  wait_until (peer_group (group->ben, &group->birds)->only_admins == GROUP_ONLY_PIN);
  g_assert_cmpint (set_about (group, group->ben, "Sundays at ten, at the lake"), ==, -1);
  wait_until (
      strcmp (peer_group (group->ada, &group->birds)->about, "Sundays at ten, at the lake") == 0);
  g_assert_cmpint (peer_name_group (group->ben, &group->birds, "Waders"), ==, -1);
  wait_until (strcmp (peer_group (group->cleo, &group->birds)->name, "Waders") == 0);
  g_assert_cmpstr (peer_group (group->cleo, &group->birds)->about, ==,
                   "Sundays at ten, at the lake");
}

/* Somebody who is no admin brings another one in, who then writes. */
static void
test_member_adds (Trio *group, gconstpointer data)
{
  Peer *dora = peer_new ();

  peer_register (dora, group->server, "+4915112340004", "Dora");
  wait_until (dora->account->reachable);
  g_assert_cmpint (peer_add_to_group (group->ben, &group->birds, dora), ==, WHIN_ERROR_FORBIDDEN);
  g_assert_cmpint (set_rules (group, group->ada, 0), ==, -1);
  wait_until (peer_group (group->ben, &group->birds)->only_admins == 0);
  g_assert_cmpint (peer_add_to_group (group->ben, &group->birds, dora), ==, -1);
  wait_until (peer_group_members (dora, &group->birds) == 4);
  say (group, dora, "thank you");
  wait_until (peer_find (group->ada, "thank you") != NULL);
  peer_free (dora);
}

static void
test_only_admins_write (Trio *group, gconstpointer data)
{
  g_assert_cmpint (set_rules (group, group->ada, GROUP_ONLY_WRITE), ==, -1);
  wait_until (peer_group (group->ben, &group->birds)->only_admins == GROUP_ONLY_WRITE);
  say (group, group->ben, "may I?");
  wait_until (peer_state (group->ben, "may I?") == STATE_FAILED);
  say (group, group->ada, "the lake is frozen");
  wait_until (peer_find (group->ben, "the lake is frozen") != NULL);
  g_assert_cmpint (peer_set_group_admin (group->ada, &group->birds, group->ben, TRUE), ==, -1);
  wait_until (peer_group (group->ben, &group->birds)->admin);
  say (group, group->ben, "now I may");
  wait_until (peer_find (group->cleo, "now I may") != NULL);
  g_assert_null (peer_find (group->cleo, "may I?"));
}

/* -- Who goes. -- */

/* Somebody is away while another secret is made, twice, and finds everything all the same. */
static void
test_away_while_removed (Trio *group, gconstpointer data)
{
  say (group, group->ada, "before");
  wait_until (peer_find (group->ben, "before") != NULL);
  peer_close (group->ben);
  g_assert_cmpint (peer_take_from_group (group->ada, &group->birds, &group->cleo->account->acc), ==,
                   -1);
  g_assert_cmpint (peer_name_group (group->ada, &group->birds, "Two"), ==, -1);
  say (group, group->ada, "between");
  g_assert_cmpint (peer_add_to_group (group->ada, &group->birds, group->cleo), ==, -1);
  wait_until (peer_group_members (group->cleo, &group->birds) == 3);
  g_assert_cmpint (peer_take_from_group (group->ada, &group->birds, &group->cleo->account->acc), ==,
                   -1);
  g_assert_cmpint (peer_name_group (group->ada, &group->birds, "Two Again"), ==, -1);
  say (group, group->ada, "after");
  wait_until (peer_state (group->ada, "after") == STATE_SENT);
  peer_open (group->ben);
  wait_until (peer_find (group->ben, "after") != NULL);
  wait_until (strcmp (peer_group (group->ben, &group->birds)->name, "Two Again") == 0);
  g_assert_nonnull (peer_find (group->ben, "between"));
  g_assert_cmpuint (peer_group_members (group->ben, &group->birds), ==, 2);
  g_assert_false (peer_group (group->ben, &group->birds)->doubt);
  say (group, group->ben, "here again");
  wait_until (peer_find (group->ada, "here again") != NULL);
}

/* An admin's device makes another secret; then the others follow. */
static void
test_left_by_themselves (Trio *group, gconstpointer data)
{
  gint64 until;

  g_assert_cmpint (peer_leave_group (group->cleo, &group->birds), ==, -1);
  wait_until (peer_group_members (group->ada, &group->birds) == 2);
  say (group, group->ben, "gone");
  wait_until (peer_find (group->ada, "gone") != NULL);
  until = g_get_monotonic_time () + 7 * G_USEC_PER_SEC;
  wait_until (g_get_monotonic_time () > until);
  g_assert_cmpint (peer_name_group (group->ada, &group->birds, "Pair"), ==, -1);
  wait_until (strcmp (peer_group (group->ben, &group->birds)->name, "Pair") == 0);
  say (group, group->ada, "as before");
  wait_until (peer_find (group->ben, "as before") != NULL);
}

/* Another device, and one that goes: the set is another one each time. */
static void
test_devices (Trio *group, gconstpointer data)
{
  Peer *tablet = peer_new_linked (group->ben);

  wait_until (tablet->account->reachable);
  wait_until (peer_group_members (tablet, &group->birds) == 3);
  say (group, group->ada, "to the tablet");
  wait_until (peer_find (tablet, "to the tablet") != NULL);
  say (group, tablet, "from the tablet");
  wait_until (peer_find (group->cleo, "from the tablet") != NULL &&
              peer_find (group->ben, "from the tablet") != NULL);
  for (guint i = 0; i < 20; i++) {
    g_autofree char *text = g_strdup_printf ("number %u", i);

    say (group, group->ada, text);
  }
  wait_until (peer_find (tablet, "number 19") != NULL &&
              peer_find (group->cleo, "number 19") != NULL);
  for (guint i = 1; i < 20; i++) {
    g_autofree char *text = g_strdup_printf ("number %u", i);
    g_autofree char *before = g_strdup_printf ("number %u", i - 1);

    g_assert_cmpint (peer_find (tablet, before)->ord, <, peer_find (tablet, text)->ord);
  }
  peer_free (tablet);
}

/* -- At the same time. -- */

static void
test_leave_against_send (Trio *group, gconstpointer data)
{
  Answer left = NULL;

  core_group_leave_async (group->cleo->core, &group->birds.id, NULL, keep_result_cb, &left);
  say (group, group->ada, "one");
  say (group, group->ben, "two");
  g_assert_cmpint (peer_finish_group (group->cleo, &left, NULL), ==, -1);
  wait_until (peer_find (group->ben, "one") != NULL && peer_find (group->ada, "two") != NULL);
  wait_until (peer_group_members (group->ada, &group->birds) == 2 &&
              peer_group_members (group->ben, &group->birds) == 2);
  say (group, group->ada, "three");
  wait_until (peer_find (group->ben, "three") != NULL);
  g_assert_null (peer_find (group->cleo, "three"));
}

static void
test_remove_against_send (Trio *group, gconstpointer data)
{
  Answer removed = NULL, renamed = NULL;

  g_assert_cmpint (peer_set_group_admin (group->ada, &group->birds, group->ben, TRUE), ==, -1);
  wait_until (peer_group (group->ben, &group->birds)->admin);
  core_group_remove_async (group->ada->core, &group->birds.id, &group->cleo->account->acc, 1, NULL,
                           keep_result_cb, &removed);
  core_group_set_name_async (group->ben->core, &group->birds.id, "Both", NULL, keep_result_cb,
                             &renamed);
  say (group, group->cleo, "still here?");
  say (group, group->ben, "talking on");
  g_assert_cmpint (peer_finish_group (group->ada, &removed, NULL), ==, -1);
  g_assert_cmpint (peer_finish_group (group->ben, &renamed, NULL), ==, -1);
  wait_until (peer_find (group->ada, "talking on") != NULL);
  wait_until (strcmp (peer_group (group->ada, &group->birds)->name, "Both") == 0 &&
              strcmp (peer_group (group->ben, &group->birds)->name, "Both") == 0);
  wait_until (peer_group_members (group->ben, &group->birds) == 2);
  say (group, group->ada, "the two of us");
  wait_until (peer_find (group->ben, "the two of us") != NULL);
  g_assert_null (peer_find (group->cleo, "the two of us"));
  g_assert_false (peer_group (group->ada, &group->birds)->doubt);
  g_assert_false (peer_group (group->ben, &group->birds)->doubt);
}

/* Twice: with every device named, and by the number of their set. */
#define add_test(path, func)                                                                       \
  g_test_add ("/group-rules/" path, Trio, GUINT_TO_POINTER (32), set_up, func, trio_tear_down);    \
  g_test_add ("/group-rules/set/" path, Trio, GUINT_TO_POINTER (1), set_up, func, trio_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add_test ("rules", test_rules);
  add_test ("member-adds", test_member_adds);
  add_test ("only-admins-write", test_only_admins_write);
  add_test ("away-while-removed", test_away_while_removed);
  add_test ("left-by-themselves", test_left_by_themselves);
  add_test ("devices", test_devices);
  add_test ("leave-against-send", test_leave_against_send);
  add_test ("remove-against-send", test_remove_against_send);
  return g_test_run ();
}
