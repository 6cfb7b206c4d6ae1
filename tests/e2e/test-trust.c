/* test-trust: safety numbers, and what becomes of messages when the key of an account changes, with
 * the real server. SPDX-License-Identifier: GPL-3.0-or-later */
#include "pair.h"

#include <string.h>

static void
set_up (Pair *pair, gconstpointer data)
{
  pair_set_up (pair, data);
  wait_until (pair->ada->account->reachable && pair->ben->account->reachable);
}

/* -- What a person does and sees. -- */

static Compared
compare (Peer *peer, const Peer *other, const char *scanned)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  Compared compared;

  core_compare_async (peer->core, &other->account->acc, scanned, NULL, keep_result_cb, &result);
  wait_until (result != NULL);
  compared = core_compare_finish (peer->core, result, &error);
  g_assert_no_error (error);
  return compared;
}

/* -1 before a row of the chat came. */
static int
trust_of (Peer *peer, const Conv *conv)
{
  const ChatRow *chat = peer_chat (peer, conv);

  return chat != NULL ? (int) chat->trust : -1;
}

static void
say (Pair *pair, const char *text, MessageState state)
{
  core_send_text (pair->ada->core, &pair->to_ben, text, NULL, NULL, 0);
  wait_until (peer_state (pair->ada, text) == (int) state);
}

static void
retry (Pair *pair, const char *text)
{
  MessageName name = peer_name_of (pair->ada, text);

  core_retry (pair->ada->core, &name);
}

static void
verify (Pair *pair)
{
  g_autofree char *number = peer_safety_number (pair->ada, &pair->ben->account->acc);

  core_set_verified (pair->ada->core, &pair->to_ben.id, number);
  wait_until (trust_of (pair->ada, &pair->to_ben) == TRUST_VERIFIED);
}

/* His devices are gone, and another key speaks for him. */
static void
begin_anew (Pair *pair)
{
  peer_free (pair->ben);
  pair->ben = peer_new ();
  peer_register_again (pair->ben, pair->server, BEN, "Ben");
  g_assert_true (id_equal (&pair->ben->account->acc, &pair->to_ben.id));
  wait_until (pair->ben->account->reachable);
}

/* -- The number. -- */

static void
test_same_number (Pair *pair, gconstpointer data)
{
  CoreSafety *adas = peer_safety (pair->ada, &pair->to_ben.id);
  CoreSafety *bens = peer_safety (pair->ben, &pair->ada->account->acc);
  g_autofree char *later = NULL;
  g_autofree char *tablets = NULL;
  CoreSafety *grown;
  Peer *tablet;

  g_assert_cmpuint (strlen (adas->number), ==, 60);
  g_assert_cmpuint (strspn (adas->number, "0123456789"), ==, 60);
  g_assert_cmpstr (adas->number, ==, bens->number);
  g_assert_cmpstr (adas->code, !=, bens->code);
  g_assert_cmpint (adas->trust, ==, TRUST_SEEN);
  g_assert_cmpuint (adas->devices->len, ==, 1);
  /* Ben's code, scanned by Ada. */
  g_assert_cmpint (compare (pair->ada, pair->ben, bens->code), ==, COMPARED_MATCH);
  g_assert_cmpint (compare (pair->ada, pair->ben, adas->code), ==, COMPARED_MIRROR);
  g_assert_cmpint (compare (pair->ada, pair->ben, "SN1:nonsense"), ==, COMPARED_UNKNOWN);
  g_assert_cmpint (compare (pair->ada, pair->ben, "https://example.org"), ==, COMPARED_UNKNOWN);
  /* One more device is not another person. */
  tablet = peer_new_linked (pair->ben);
  later = peer_safety_number (pair->ada, &pair->ben->account->acc);
  tablets = peer_safety_number (tablet, &pair->ada->account->acc);
  g_assert_cmpstr (later, ==, adas->number);
  g_assert_cmpstr (tablets, ==, adas->number);
  say (pair, "to both", STATE_DELIVERED);
  wait_until (peer_find (tablet, "to both") != NULL);
  grown = peer_safety (pair->ada, &pair->to_ben.id);
  g_assert_cmpuint (grown->devices->len, ==, 2);
  g_assert_cmpint (g_array_index (grown->devices, CoreSafetyDevice, 1).dev, ==,
                   tablet->account->dev);
  core_safety_free (grown);
  core_safety_free (adas);
  core_safety_free (bens);
  peer_free (tablet);
}

static void
test_nobody_to_compare_with (Pair *pair, gconstpointer data)
{
  g_autoptr (GAsyncResult) own = NULL;
  g_autoptr (GAsyncResult) nobodys = NULL;
  g_autoptr (GError) error = NULL;
  Id nobody = id_random ();

  core_safety_async (pair->ada->core, &pair->ada->account->acc, NULL, keep_result_cb, &own);
  wait_until (own != NULL);
  g_assert_null (core_safety_finish (pair->ada->core, own, &error));
  g_assert_error (error, WHIN_ERROR, WHIN_ERROR_FORBIDDEN);
  g_clear_error (&error);
  core_safety_async (pair->ada->core, &nobody, NULL, keep_result_cb, &nobodys);
  wait_until (nobodys != NULL);
  g_assert_null (core_safety_finish (pair->ada->core, nobodys, &error));
  g_assert_error (error, WHIN_ERROR, WHIN_ERROR_NOT_FOUND);
}

/* -- Verified. -- */

static void
test_verified_stays (Pair *pair, gconstpointer data)
{
  g_autofree char *number = NULL;
  CoreSafety *safety;

  say (pair, "hello", STATE_DELIVERED);
  verify (pair);
  peer_close (pair->ada);
  peer_open (pair->ada);
  safety = peer_safety (pair->ada, &pair->to_ben.id);
  g_assert_cmpint (safety->trust, ==, TRUST_VERIFIED);
  core_safety_free (safety);
  core_set_verified (pair->ada->core, &pair->to_ben.id, NULL);
  wait_until (trust_of (pair->ada, &pair->to_ben) == TRUST_SEEN);
  /* The number of somebody else verifies nobody: the right one after it does. */
  number = peer_safety_number (pair->ada, &pair->ben->account->acc);
  number[0] = number[0] == '1' ? '2' : '1';
  core_set_verified (pair->ada->core, &pair->to_ben.id, number);
  say (pair, "in between", STATE_DELIVERED);
  g_assert_cmpint (trust_of (pair->ada, &pair->to_ben), ==, TRUST_SEEN);
  verify (pair);
}

static void
test_verified_and_changed (Pair *pair, gconstpointer data)
{
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  say (pair, "hello", STATE_DELIVERED);
  verify (pair);
  before = peer_safety_number (pair->ada, &pair->ben->account->acc);
  begin_anew (pair);
  say (pair, "one", STATE_FAILED);
  g_assert_cmpint (peer_find (pair->ada, "one")->error, ==, WHIN_ERROR_UNTRUSTED);
  g_assert_cmpint (trust_of (pair->ada, &pair->to_ben), ==, TRUST_STOPPED);
  g_assert_cmpuint (peer_count_kind (pair->ada, MESSAGE_KEY_CHANGED), ==, 1);
  say (pair, "two", STATE_FAILED);
  /* What was compared before does not count for the new key. */
  after = peer_safety_number (pair->ada, &pair->ben->account->acc);
  g_assert_cmpstr (before, !=, after);
  core_set_verified (pair->ada->core, &pair->to_ben.id, before);
  say (pair, "three", STATE_FAILED);
  g_assert_cmpint (trust_of (pair->ada, &pair->to_ben), ==, TRUST_STOPPED);
  core_accept_keys (pair->ada->core, &pair->to_ben.id);
  wait_until (trust_of (pair->ada, &pair->to_ben) == TRUST_SEEN);
  say (pair, "four", STATE_DELIVERED);
  retry (pair, "two");
  wait_until (peer_state (pair->ada, "two") == STATE_DELIVERED);
  /* Only what a person sent again went to the new key. */
  g_assert_nonnull (peer_find (pair->ben, "two"));
  g_assert_nonnull (peer_find (pair->ben, "four"));
  g_assert_null (peer_find (pair->ben, "one"));
  g_assert_null (peer_find (pair->ben, "three"));
  g_assert_cmpuint (peer_count_kind (pair->ada, MESSAGE_KEY_CHANGED), ==, 1);
}

static void
test_changed_and_compared (Pair *pair, gconstpointer data)
{
  say (pair, "hello", STATE_DELIVERED);
  verify (pair);
  begin_anew (pair);
  say (pair, "one", STATE_FAILED);
  verify (pair);
  say (pair, "two", STATE_DELIVERED);
}

/* -- Not verified. -- */

static void
test_changed (Pair *pair, gconstpointer data)
{
  say (pair, "hello", STATE_DELIVERED);
  begin_anew (pair);
  /* He writes first, so that it is his list that tells of the key. */
  core_send_text (pair->ben->core, &pair->to_ada, "It is me, with another key", NULL, NULL, 0);
  wait_until (peer_find (pair->ada, "It is me, with another key") != NULL);
  wait_until (peer_count_kind (pair->ada, MESSAGE_KEY_CHANGED) == 1);
  g_assert_cmpint (trust_of (pair->ada, &pair->to_ben), ==, TRUST_CHANGED);
  say (pair, "welcome back", STATE_DELIVERED);
  g_assert_cmpuint (peer_count_kind (pair->ada, MESSAGE_KEY_CHANGED), ==, 1);
  core_accept_keys (pair->ada->core, &pair->to_ben.id);
  wait_until (trust_of (pair->ada, &pair->to_ben) == TRUST_SEEN);
}

/* Written for the old key while there was no network; the new key's message is there first when it
 * comes back. */
static void
test_written_before (Pair *pair, gconstpointer data)
{
  say (pair, "hello", STATE_DELIVERED);
  test_server_kill (pair->server);
  wait_until (!peer_is_live (pair->ada));
  core_send_text (pair->ada->core, &pair->to_ben, "for the old key", NULL, NULL, 0);
  wait_until (peer_state (pair->ada, "for the old key") == STATE_PENDING);
  peer_close (pair->ada);
  test_server_start (pair->server, NULL);
  begin_anew (pair);
  core_send_text (pair->ben->core, &pair->to_ada, "from the new key", NULL, NULL, 0);
  wait_until (peer_state (pair->ben, "from the new key") == STATE_SENT);
  peer_open (pair->ada);
  wait_until (peer_state (pair->ada, "for the old key") == STATE_FAILED);
  g_assert_cmpint (peer_find (pair->ada, "for the old key")->error, ==, WHIN_ERROR_UNTRUSTED);
  wait_until (peer_find (pair->ada, "from the new key") != NULL);
  say (pair, "for the new key", STATE_DELIVERED);
  g_assert_null (peer_find (pair->ben, "for the old key"));
  retry (pair, "for the old key");
  wait_until (peer_find (pair->ben, "for the old key") != NULL);
}

#define add(path, func) g_test_add ("/e2e/trust/" path, Pair, NULL, set_up, func, pair_tear_down)

/* What is said on one device counts on the other. */
static void
test_own_devices (Pair *pair, gconstpointer data)
{
  Peer *tablet = peer_new_linked (pair->ada);

  wait_until (tablet->account->reachable);
  say (pair, "Hello Ben", STATE_DELIVERED);
  wait_until (peer_find (tablet, "Hello Ben") != NULL);
  verify (pair);
  wait_until (trust_of (tablet, &pair->to_ben) == TRUST_VERIFIED);
  core_set_verified (tablet->core, &pair->to_ben.id, NULL);
  wait_until (trust_of (pair->ada, &pair->to_ben) == TRUST_SEEN);
  verify (pair);
  wait_until (trust_of (tablet, &pair->to_ben) == TRUST_VERIFIED);

  begin_anew (pair);
  core_send_text (pair->ben->core, &pair->to_ada, "New phone", NULL, NULL, 0);
  wait_until (trust_of (pair->ada, &pair->to_ben) == TRUST_STOPPED);
  core_accept_keys (pair->ada->core, &pair->to_ben.id);
  wait_until (trust_of (pair->ada, &pair->to_ben) == TRUST_SEEN);
  wait_until (trust_of (tablet, &pair->to_ben) == TRUST_SEEN &&
              peer_count_kind (pair->ada, MESSAGE_KEY_CHANGED) == 1);
  peer_free (tablet);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("same-number", test_same_number);
  add ("nobody", test_nobody_to_compare_with);
  add ("verified-stays", test_verified_stays);
  add ("verified-and-changed", test_verified_and_changed);
  add ("changed-and-compared", test_changed_and_compared);
  add ("changed", test_changed);
  add ("written-before", test_written_before);
  add ("own-devices", test_own_devices);
  return g_test_run ();
}
