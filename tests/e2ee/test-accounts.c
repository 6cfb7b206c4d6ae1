/* test-accounts: a server that gives an account another key, or shows two lists of one account.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "view.h"

#include <string.h>

#define TEXT "for Ben alone"

static gboolean
was_read (const View *view, const char *text)
{
  return strstr (view->read->str, text) != NULL;
}

/* -- Another key. -- */

/* Who has never heard of Ben takes the first key there is: this is what safety numbers are for. It
 * comes out with the first that is heard from Ben himself (core/apply.c:apply_failed). */
static void
test_first_contact (Scene *scene, gconstpointer data)
{
  View *view = view_new_impostor (scene, scene->ben, scene->ben->account->dev);

  view->change = view_exactly;
  core_send_text (scene->ada->core, &scene->to_ben, TEXT, NULL, NULL, 0);
  wait_until (was_read (view, TEXT));

  view->change = NULL;
  view->reading = FALSE;
  core_send_text (scene->ben->core, &scene->to_ada, "It is me", NULL, NULL, 0);
  wait_until (count_kind (scene->ada, scene->ben, MESSAGE_UNREADABLE) > 0);
  wait_until (count_kind (scene->ada, scene->ben, MESSAGE_KEY_CHANGED) == 1);
  g_assert_cmpint (inside_trust (scene->ada->core, &scene->to_ben.id), ==, TRUST_CHANGED);
  view_free (view);
}

/* Who knows Ben is told before anything is written for the new key (core/peers.c:take_new_key). */
static void
test_known (Scene *scene, gconstpointer data)
{
  View *view = view_new_impostor (scene, scene->ben, GHOST);

  view->change = view_exactly;
  view_make_ada_ask (view);
  wait_until (count_kind (scene->ada, scene->ben, MESSAGE_KEY_CHANGED) == 1);
  g_assert_cmpint (inside_trust (scene->ada->core, &scene->to_ben.id), ==, TRUST_CHANGED);
  g_assert_cmpuint (view->ghosts, ==, 0);
  view_free (view);
}

/* What was written for the old key and has not left is not for the new one
 * (core/address.c:may_send). */
static void
test_pending (Scene *scene, gconstpointer data)
{
  View *view = view_new_impostor (scene, scene->ben, GHOST);

  view->no_keys = TRUE;
  core_send_text (scene->ada->core, &scene->to_ben, TEXT, NULL, NULL, 0);
  wait_until (view->refused > 0);
  view->change = view_exactly;
  view_make_ada_ask (view);
  wait_until (state_of (scene->ada, TEXT) == STATE_FAILED);
  g_assert_cmpint (peer_find (scene->ada, TEXT)->error, ==, WHIN_ERROR_UNTRUSTED);
  g_assert_cmpuint (view->ghosts, ==, 0);
  view_free (view);
}

/* Nor is a file that was chosen before, however long it takes to reach the server
 * (core/media.c:refuse_untrusted). Who sends it once more has seen the notice. */
static void
test_pending_file (Scene *scene, gconstpointer data)
{
  View *view = view_new_impostor (scene, scene->ben, GHOST);
  g_autofree char *path = peer_path (scene->ada, "file");
  MessageName name = { .conv = scene->to_ben, .author = scene->to_ada.id };

  g_assert_true (g_file_set_contents (path, TEXT, -1, NULL));
  view->no_room = TRUE;
  core_send_file (scene->ada->core, &scene->to_ben, path, "caption", TRUE, NULL);
  wait_until (view->refused > 0);
  view->no_room = FALSE;
  view->change = view_exactly;
  view_make_ada_ask (view);
  wait_until (state_of (scene->ada, "caption") == STATE_FAILED);
  g_assert_cmpint (peer_find (scene->ada, "caption")->error, ==, WHIN_ERROR_UNTRUSTED);
  g_assert_cmpuint (view->ghosts, ==, 0);

  name.id = peer_find (scene->ada, "caption")->id;
  core_retry (scene->ada->core, &name);
  wait_until (was_read (view, "caption"));
  view_free (view);
}

/* Who has compared the safety number writes no more until it is compared again. */
static void
test_verified (Scene *scene, gconstpointer data)
{
  View *view = view_new_impostor (scene, scene->ben, GHOST);
  g_autofree char *path = peer_path (scene->ada, "file");

  inside_verify (scene->ada->core, &scene->to_ben.id);
  view->change = view_exactly;
  view_make_ada_ask (view);
  wait_until (count_kind (scene->ada, scene->ben, MESSAGE_KEY_CHANGED) == 1);
  g_assert_cmpint (inside_trust (scene->ada->core, &scene->to_ben.id), ==, TRUST_STOPPED);
  core_send_text (scene->ada->core, &scene->to_ben, TEXT, NULL, NULL, 0);
  wait_until (state_of (scene->ada, TEXT) == STATE_FAILED);
  g_assert_cmpint (peer_find (scene->ada, TEXT)->error, ==, WHIN_ERROR_UNTRUSTED);
  g_assert_true (g_file_set_contents (path, TEXT, -1, NULL));
  view->no_room = TRUE;
  core_send_file (scene->ada->core, &scene->to_ben, path, "caption", TRUE, NULL);
  wait_until (state_of (scene->ada, "caption") == STATE_FAILED);
  g_assert_cmpuint (view->refused, ==, 0);
  g_assert_cmpuint (view->sent, ==, 0);
  view_free (view);
}

/* -- Two lists: the thief has the key that signs Ben's. -- */

/* After the first one of Ben's; it names the ghost, and has the number of what comes with his next
 * device. */
static View *
forger_new (Scene *scene)
{
  View *view = view_new (scene, scene->ben, GHOST);
  const Id *ben = &scene->to_ben.id;
  g_autofree char *first = inside_list (scene->ben->core, ben);
  Devlist list = list_read (first, ben);
  guint8 secret[PRIM_SIGN_SECRET_BYTES];

  memcpy (view->thief->self.account_key, list.account_key, sizeof list.account_key);
  list_hash (first, ben, list.before);
  list.version++;
  list.devices[list.n_devices++] = thief_entry (view->thief);
  inside_account_secret (scene->ben->core, secret);
  view->list = list_sign (&list, secret);
  return view;
}

static void
assert_stopped (Scene *scene, const View *view)
{
  guint sent = view->sent, typed = view->typed;

  g_assert_cmpint (inside_trust (scene->ada->core, &scene->to_ben.id), ==, TRUST_STOPPED);
  core_set_activity (scene->ada->core, &scene->to_ben, ACTIVITY_TYPING);
  core_send_text (scene->ada->core, &scene->to_ben, "stopped", NULL, NULL, 0);
  wait_until (state_of (scene->ada, "stopped") == STATE_FAILED);
  scene_settle (scene);
  g_assert_cmpuint (view->sent, ==, sent);
  g_assert_cmpuint (view->typed, ==, typed);
}

/* The first message tells Ben, and the first answer tells Ada (core/gossip.c:hear). */
static void
test_fork (Scene *scene, gconstpointer data)
{
  View *view = forger_new (scene);
  Peer *tablet = scene_device (scene, scene->ben);

  view->change = view_exactly;
  view->reading = TRUE;
  view->stand_in = tablet->account->dev;
  view_make_ada_ask (view);
  core_send_text (scene->ada->core, &scene->to_ben, TEXT, NULL, NULL, 0);
  wait_until (was_read (view, TEXT));
  wait_until (count_kind (scene->ben, scene->ada, MESSAGE_TWO_LISTS) > 0);
  wait_until (count_kind (scene->ada, scene->ben, MESSAGE_TWO_LISTS) == 1);
  g_assert_nonnull (peer_find (scene->ben, TEXT));
  assert_stopped (scene, view);
  view_free (view);
}

/* Shown to one person one after the other (core/peers.c:decide). */
static void
test_fork_to_one (Scene *scene, gconstpointer data)
{
  View *view = forger_new (scene);
  Peer *tablet = scene_device (scene, scene->ben);

  say (scene->ada, tablet, "Hello tablet");
  wait_until (state_of (scene->ada, "Hello tablet") == STATE_DELIVERED);
  view->change = view_exactly;
  view_make_ada_ask (view);
  wait_until (count_kind (scene->ada, scene->ben, MESSAGE_TWO_LISTS) == 1);
  g_assert_cmpuint (view->ghosts, ==, 0);
  assert_stopped (scene, view);
  view_free (view);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  SCENE_TEST ("/e2ee/accounts/first-contact", scene_set_up, test_first_contact);
  SCENE_TEST ("/e2ee/accounts/known", scene_set_up_met, test_known);
  SCENE_TEST ("/e2ee/accounts/pending", scene_set_up, test_pending);
  SCENE_TEST ("/e2ee/accounts/pending-file", scene_set_up_met, test_pending_file);
  SCENE_TEST ("/e2ee/accounts/verified", scene_set_up_met, test_verified);
  SCENE_TEST ("/e2ee/accounts/fork", scene_set_up_met, test_fork);
  SCENE_TEST ("/e2ee/accounts/fork-to-one", scene_set_up_met, test_fork_to_one);
  return g_test_run ();
}
