/* test-changes-group: what people do to messages of a group, with the real server.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "sight.h"
#include "trio.h"

static gboolean
group_shows (Trio *group, const char *expected)
{
  return chat_shows (group->ada, &group->birds, expected) &&
         chat_shows (group->ben, &group->birds, expected) &&
         chat_shows (group->cleo, &group->birds, expected);
}

static void
test_group (Trio *group, gconstpointer data)
{
  Peer *ada = group->ada, *ben = group->ben;
  MessageName adas, bens;

  peer_say (ada, &group->birds, "a tit");
  wait_until (group_shows (group, "a tit\n"));
  peer_say (ben, &group->birds, "a jay");
  wait_until (group_shows (group, "a tit\na jay\n"));
  adas = peer_name_of (ada, "a tit");
  bens = peer_name_of (ben, "a jay");
  core_react (ben->core, &adas, THUMB);
  core_react (group->cleo->core, &adas, THUMB);
  core_pin (group->cleo->core, &bens, TRUE);
  core_edit_message (ada->core, &adas, "a great tit", NULL, 0);
  wait_until (group_shows (group, "a great tit edited " THUMB "2\na jay pinned\n"));
  /* An admin may take back what others wrote, and nobody else. */
  core_delete_for_all (group->cleo->core, &bens, 1);
  core_delete_for_all (ben->core, &adas, 1);
  core_send_text (ben->core, &group->birds, "still here", &adas, NULL, 0);
  wait_until (group_shows (group, "a great tit edited " THUMB "2\na jay pinned\n"
                                  "still here on a great tit\n"));
  core_delete_for_all (ada->core, &bens, 1);
  wait_until (group_shows (group, "a great tit edited " THUMB "2\n(deleted)\n"
                                  "still here on a great tit\n"));
}

/* Who came later has not what is spoken of. */
static void
test_newcomer (Trio *group, gconstpointer data)
{
  Peer *ada = group->ada, *dora = peer_new ();
  MessageName old;

  peer_register (dora, group->server, "+4915112340004", "Dora");
  wait_until (dora->account->reachable);
  peer_say (ada, &group->birds, "old");
  wait_until (group_shows (group, "old\n"));
  old = peer_name_of (ada, "old");
  g_assert_cmpint (peer_add_to_group (ada, &group->birds, dora), ==, -1);
  wait_until (peer_group_members (dora, &group->birds) == 4);
  core_react (ada->core, &old, THUMB);
  core_edit_message (ada->core, &old, "older", NULL, 0);
  core_send_text (ada->core, &group->birds, "new", &old, NULL, 0);
  wait_until (group_shows (group, "older edited " THUMB "1\nnew on older\n"));
  wait_until (chat_shows (dora, &group->birds, "new\n"));
  g_assert_true (id_equal (&peer_find (dora, "new")->quote_id, &old.id));
  g_assert_cmpuint (peer_count_kind (dora, MESSAGE_UNREADABLE), ==, 0);
  peer_free (dora);
}

#define add(path, func)                                                                            \
  g_test_add ("/changes/" path, Trio, NULL, trio_set_up_in_group, func, trio_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("group", test_group);
  add ("newcomer", test_newcomer);
  return g_test_run ();
}
