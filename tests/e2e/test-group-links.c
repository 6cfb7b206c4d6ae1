/* test-group-links: people come into a group by its link - at once, or when an admin agrees - and
 * not by one that was taken back.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "trio.h"

#include "store-group.h"

#include <string.h>

/* Cleo is not in it. */
static void
set_up (Trio *group, gconstpointer data)
{
  trio_set_up (group, data);
  group->birds = peer_make_group (group->ada, "Birds", group->ben, NULL);
  wait_until (peer_group_members (group->ben, &group->birds) == 2);
}

static int
set_link (Trio *group, Peer *peer, GroupDoor door, gboolean renew)
{
  Answer answer = NULL;

  core_group_set_link_async (peer->core, &group->birds.id, door, renew, NULL, keep_result_cb,
                             &answer);
  return peer_finish_group (peer, &answer, NULL);
}

static char *
link_of (Trio *group, Peer *peer)
{
  return g_strdup (peer_group (peer, &group->birds)->link);
}

static int
join (Peer *peer, const char *link)
{
  Answer answer = NULL;

  core_join_async (peer->core, link, NULL, keep_result_cb, &answer);
  return peer_finish_group (peer, &answer, NULL);
}

static int
withdraw (Peer *peer, const Conv *conv)
{
  Answer answer = NULL;

  core_withdraw_async (peer->core, &conv->id, NULL, keep_result_cb, &answer);
  return peer_finish_group (peer, &answer, NULL);
}

static CoreInvitation *
look (Peer *peer, const char *link)
{
  g_autoptr (GAsyncResult) answer = NULL;

  core_look_invitation_async (peer->core, link, NULL, keep_result_cb, &answer);
  wait_until (answer != NULL);
  return core_look_invitation_finish (peer->core, answer, NULL);
}

/* Between one try and the next: the server takes only so many. */
static void
rest (guint tries)
{
  gint64 until = g_get_monotonic_time () + tries * G_USEC_PER_SEC / 20;

  wait_until (g_get_monotonic_time () >= until);
}

/* The server may not have the link at once. */
static void
await_link (Trio *group, const char *link)
{
  CoreInvitation *invitation = NULL;

  for (guint i = 0; i < 20 && invitation == NULL; i++) {
    rest (i);
    invitation = look (group->cleo, link);
  }
  g_assert_nonnull (invitation);
  g_assert_cmpstr (invitation->name, ==, "Birds");
  g_assert_cmpuint (invitation->members, ==, 2);
  g_assert_false (invitation->inside);
  core_invitation_free (invitation);
}

static void
test_open (Trio *group, gconstpointer data)
{
  g_autofree char *link = NULL;

  g_assert_cmpint (set_link (group, group->ben, GROUP_DOOR_OPEN, FALSE), ==, WHIN_ERROR_FORBIDDEN);
  g_assert_cmpint (set_link (group, group->ada, GROUP_DOOR_OPEN, FALSE), ==, -1);
  wait_until (peer_group (group->ada, &group->birds)->link != NULL);
  link = link_of (group, group->ada);
  await_link (group, link);
  g_assert_cmpint (join (group->cleo, link), ==, -1);
  wait_until (peer_group_members (group->cleo, &group->birds) == 3);
  wait_until (peer_group_members (group->ben, &group->birds) == 3);
  core_send_text (group->cleo->core, &group->birds, "thanks for the link", NULL, NULL, 0);
  wait_until (peer_find (group->ben, "thanks for the link") != NULL);
  g_assert_null (peer_group (group->ben, &group->birds)->link);
}

static void
test_asked (Trio *group, gconstpointer data)
{
  g_autofree char *link = NULL;
  const GroupRequest *request;

  g_assert_cmpint (set_link (group, group->ada, GROUP_DOOR_ASK, FALSE), ==, -1);
  wait_until (peer_group (group->ada, &group->birds)->link != NULL);
  link = link_of (group, group->ada);
  await_link (group, link);
  g_assert_cmpint (join (group->cleo, link), ==, -1);
  wait_until (peer_group (group->ada, &group->birds)->requests->len == 1);
  request = peer_group (group->ada, &group->birds)->requests->pdata[0];
  g_assert_cmpstr (request->name, ==, "Cleo");
  g_assert_cmpuint (peer_group_members (group->ada, &group->birds), ==, 2);
  core_group_decline (group->ada->core, &group->birds.id, &request->acc);
  wait_until (peer_group (group->ada, &group->birds)->requests->len == 0);
  g_assert_cmpint (join (group->cleo, link), ==, -1);
  wait_until (peer_group (group->ada, &group->birds)->requests->len == 1);
  g_assert_cmpint (peer_add_to_group (group->ada, &group->birds, group->cleo), ==, -1);
  wait_until (peer_group_members (group->cleo, &group->birds) == 3);
  wait_until (peer_group (group->ada, &group->birds)->requests->len == 0);
}

static void
await_join (Trio *group, const char *link, int answer)
{
  int now = answer + 1;

  for (guint i = 0; i < 20 && now != answer; i++) {
    rest (i);
    now = join (group->cleo, link);
  }
  g_assert_cmpint (now, ==, answer);
}

static guint
count_requests (Peer *peer, const Conv *conv)
{
  const GroupRow *row = peer_group (peer, conv);

  return row != NULL && row->requests != NULL ? row->requests->len : 0;
}

/* What one of an admin's devices declines is declined on all, until they ask again. */
static void
test_declined (Trio *group, gconstpointer data)
{
  Peer *tablet = peer_new_linked (group->ada);
  g_autofree char *link = NULL;

  wait_until (tablet->account->reachable && peer_group_members (tablet, &group->birds) == 2);
  g_assert_cmpint (set_link (group, group->ada, GROUP_DOOR_ASK, FALSE), ==, -1);
  wait_until (peer_group (group->ada, &group->birds)->link != NULL &&
              peer_group (tablet, &group->birds)->link != NULL);
  link = link_of (group, group->ada);
  await_link (group, link);
  for (guint i = 0; i < 2; i++) {
    g_assert_cmpint (join (group->cleo, link), ==, -1);
    wait_until (count_requests (group->ada, &group->birds) == 1 &&
                count_requests (tablet, &group->birds) == 1);
    core_group_decline (tablet->core, &group->birds.id, &group->cleo->account->acc);
    wait_until (count_requests (group->ada, &group->birds) == 0 &&
                count_requests (tablet, &group->birds) == 0);
  }
  peer_free (tablet);
}

static gboolean
is_asked (Peer *peer, const Conv *conv)
{
  const ChatRow *row = peer_chat (peer, conv);

  return row != NULL && row->asked;
}

static gboolean
has_chat (Peer *peer, const Conv *conv)
{
  const ChatRow *row = peer_chat (peer, conv);

  return row != NULL && !row->gone;
}

/* By who asked, on any of their devices: with both admins it is gone, and may be asked again. */
static void
test_withdrawn (Trio *group, gconstpointer data)
{
  const Conv *birds = &group->birds;
  Peer *tablet = peer_new_linked (group->cleo);
  g_autofree char *link = NULL;
  CoreInvitation *invitation;

  g_assert_cmpint (peer_set_group_admin (group->ada, birds, group->ben, TRUE), ==, -1);
  g_assert_cmpint (set_link (group, group->ada, GROUP_DOOR_ASK, FALSE), ==, -1);
  wait_until (peer_group (group->ben, birds)->admin &&
              peer_group (group->ada, birds)->link != NULL);
  link = link_of (group, group->ada);
  await_link (group, link);
  g_assert_cmpint (withdraw (group->cleo, birds), ==, WHIN_ERROR_NOT_FOUND);
  for (guint i = 0; i < 2; i++) {
    await_join (group, link, -1);
    wait_until (count_requests (group->ada, birds) == 1 && count_requests (group->ben, birds) == 1);
    wait_until (is_asked (group->cleo, birds) && is_asked (tablet, birds));
    g_assert_cmpstr (peer_chat (tablet, birds)->name, ==, "Birds");
    if (i == 0)
      g_assert_cmpint (withdraw (tablet, birds), ==, -1);
    else
      g_assert_cmpint (peer_add_to_group (group->ben, birds, group->cleo), ==, -1);
    wait_until (count_requests (group->ada, birds) == 0 && count_requests (group->ben, birds) == 0);
    wait_until (!is_asked (group->cleo, birds) && !is_asked (tablet, birds));
    g_assert_true (has_chat (group->cleo, birds) == (i == 1));
  }
  wait_until (peer_group_members (group->cleo, birds) == 3);
  g_assert_cmpint (withdraw (group->cleo, birds), ==, WHIN_ERROR_NOT_FOUND);
  invitation = look (group->cleo, link);
  g_assert_true (invitation == NULL || (invitation->inside && !invitation->asked));
  core_invitation_free (invitation);
  peer_free (tablet);
}

/* With the link goes what was asked by it. */
static void
test_withdrawn_with_link (Trio *group, gconstpointer data)
{
  g_autofree char *link = NULL;

  g_assert_cmpint (set_link (group, group->ada, GROUP_DOOR_ASK, FALSE), ==, -1);
  wait_until (peer_group (group->ada, &group->birds)->link != NULL);
  link = link_of (group, group->ada);
  await_link (group, link);
  await_join (group, link, -1);
  wait_until (count_requests (group->ada, &group->birds) == 1);
  g_assert_cmpint (set_link (group, group->ada, GROUP_DOOR_CLOSED, FALSE), ==, -1);
  wait_until (count_requests (group->ada, &group->birds) == 0);
  await_join (group, link, WHIN_ERROR_NOT_FOUND);
  g_assert_cmpint (withdraw (group->cleo, &group->birds), ==, -1);
  wait_until (!is_asked (group->cleo, &group->birds));
}

/* When an admin's device keeps as many requests as it takes, who asks next is told so. */
static void
test_full (Trio *group, gconstpointer data)
{
  g_autofree char *link = NULL;
  Id somebody;
  Store *store;

  g_assert_cmpint (set_link (group, group->ada, GROUP_DOOR_ASK, FALSE), ==, -1);
  wait_until (peer_group (group->ada, &group->birds)->link != NULL);
  link = link_of (group, group->ada);
  await_link (group, link);
  peer_close (group->ada);
  store = peer_store (group->ada);
  store_begin (store);
  for (guint i = 0; i < 128; i++) {
    StoreGroupRequest request = { group->birds.id, somebody = id_random (), (char *) "X", 1 };

    store_group_request_put (store, &request, 128);
  }
  g_assert_true (store_commit (store, NULL));
  store_close (store);
  peer_open (group->ada);
  await_join (group, link, WHIN_ERROR_UNREACHABLE);
  core_group_decline (group->ada->core, &group->birds.id, &somebody);
  wait_until (count_requests (group->ada, &group->birds) == 127);
  await_join (group, link, -1);
  wait_until (count_requests (group->ada, &group->birds) == 128);
}

/* The one of before is worth nothing, neither to the server nor to an admin's device. */
static void
test_taken_back (Trio *group, gconstpointer data)
{
  g_autofree char *old = NULL, *fresh = NULL;

  g_assert_cmpint (set_link (group, group->ada, GROUP_DOOR_OPEN, FALSE), ==, -1);
  wait_until (peer_group (group->ada, &group->birds)->link != NULL);
  old = link_of (group, group->ada);
  await_link (group, old);
  g_assert_cmpint (set_link (group, group->ada, GROUP_DOOR_OPEN, TRUE), ==, -1);
  wait_until (strcmp (peer_group (group->ada, &group->birds)->link, old) != 0);
  fresh = link_of (group, group->ada);
  await_link (group, fresh);
  g_assert_cmpint (join (group->cleo, old), ==, WHIN_ERROR_NOT_FOUND);
  g_assert_cmpint (set_link (group, group->ada, GROUP_DOOR_CLOSED, FALSE), ==, -1);
  wait_until (peer_group (group->ada, &group->birds)->link == NULL);
  while (join (group->cleo, fresh) == -1)
    ;
  g_assert_cmpint (join (group->cleo, "whinchat:join/abc"), ==, WHIN_ERROR_BAD_FRAME);
  g_assert_cmpuint (peer_group_members (group->ada, &group->birds), ==, 2);
}

#define add_test(path, func)                                                                       \
  g_test_add ("/group-links/" path, Trio, NULL, set_up, func, trio_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add_test ("open", test_open);
  add_test ("asked", test_asked);
  add_test ("declined", test_declined);
  add_test ("withdrawn", test_withdrawn);
  add_test ("withdrawn-with-link", test_withdrawn_with_link);
  add_test ("full", test_full);
  add_test ("taken-back", test_taken_back);
  return g_test_run ();
}
