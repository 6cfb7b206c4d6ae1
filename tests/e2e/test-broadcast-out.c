/* test-broadcast-out: broadcast lists while somebody is away, or is left out.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "mailing.h"

#include "error.h"
#include "limits.h"

static void
trio_stop_server (Trio *trio)
{
  test_server_kill (trio->server);
  wait_until (!peer_is_live (trio->ada));
}

static void
trio_start_server (Trio *trio)
{
  test_server_start (trio->server, NULL);
  core_reconnect (trio->ada->core);
  core_reconnect (trio->ben->core);
  core_reconnect (trio->cleo->core);
}

static void
test_offline (Trio *trio, gconstpointer data)
{
  trio_make_mailing (trio);
  trio_stop_server (trio);
  peer_say (trio->ada, &trio->birds, "at nun");
  peer_say (trio->ada, &trio->birds, "and another");
  wait_until (peer_find_in (trio->ada, &trio->birds, "and another") != NULL);
  /* It is on the disk for everybody, or will be. */
  peer_edit (trio->ada, &trio->birds, "at nun", "at noon");
  peer_take_back (trio->ada, &trio->birds, "and another");
  wait_until (peer_find_in (trio->ada, &trio->birds, "at noon") != NULL);
  g_assert_cmpint (peer_state_in (trio->ada, &trio->birds, "at noon"), ==, STATE_PENDING);
  peer_close (trio->ada);
  peer_open (trio->ada);
  trio_start_server (trio);
  wait_until (peer_find (trio->ben, "at noon") != NULL &&
              peer_find (trio->cleo, "at noon") != NULL);
  wait_until (peer_state_in (trio->ada, &trio->birds, "at noon") == STATE_DELIVERED);
  trio_mail (trio, "later");
  g_assert_null (peer_find (trio->ben, "and another"));
  g_assert_null (peer_find (trio->cleo, "and another"));
  g_assert_cmpuint (peer_count_kind (trio->ben, MESSAGE_GAP), ==, 0);
}

/* It goes to whom the list had when it was written. */
static void
test_removed_while_sending (Trio *trio, gconstpointer data)
{
  trio_make_mailing (trio);
  trio_mail (trio, "first");
  trio_stop_server (trio);
  peer_say (trio->ada, &trio->birds, "second");
  core_put_in_broadcast (trio->ada->core, &trio->birds.id, &trio->to_ben.id, 1, FALSE);
  peer_say (trio->ada, &trio->birds, "third");
  wait_until (peer_find_in (trio->ada, &trio->birds, "third") != NULL &&
              peer_count_in_list (trio->ada, &trio->birds) == 1);
  trio_start_server (trio);
  wait_until (peer_state_in (trio->ada, &trio->birds, "second") == STATE_DELIVERED &&
              peer_state_in (trio->ada, &trio->birds, "third") == STATE_DELIVERED);
  g_assert_cmpuint (peer_count (trio->ben, "second"), ==, 1);
  g_assert_cmpuint (peer_count (trio->cleo, "third"), ==, 1);
  peer_say (trio->ada, &trio->to_ben, "bye");
  wait_until (peer_find (trio->ben, "bye") != NULL);
  g_assert_null (peer_find (trio->ben, "third"));
}

/* Nobody gets it any more. */
static void
test_cancelled (Trio *trio, gconstpointer data)
{
  MessageName name;

  trio_make_mailing (trio);
  trio_mail (trio, "first");
  trio_stop_server (trio);
  peer_say (trio->ada, &trio->birds, "second");
  wait_until (peer_find_in (trio->ada, &trio->to_ben, "second") != NULL &&
              peer_find_in (trio->ada, &trio->to_cleo, "second") != NULL);
  name = peer_name_in (trio->ada, &trio->birds, "second");
  core_cancel_transfer (trio->ada->core, &name);
  wait_until (peer_find (trio->ada, "second") == NULL);
  trio_start_server (trio);
  trio_mail (trio, "third");
  g_assert_null (peer_find (trio->ben, "second"));
  g_assert_null (peer_find (trio->cleo, "second"));
}

static void
test_blocked (Trio *trio, gconstpointer data)
{
  Receipt receipt;

  trio_make_mailing (trio);
  core_block (trio->ada->core, &trio->to_ben.id, TRUE);
  wait_until (g_hash_table_contains (trio->ada->contacts, &trio->to_ben.id));
  peer_say (trio->ada, &trio->birds, "at noon");
  wait_until (peer_state_in (trio->ada, &trio->birds, "at noon") == STATE_DELIVERED);
  g_assert_nonnull (peer_find (trio->cleo, "at noon"));
  receipt = peer_receipt (trio->ada, &trio->birds, "at noon", &trio->to_ben);
  g_assert_true (receipt.failed);
  g_assert_cmpint (receipt.error, ==, WHIN_ERROR_BLOCKED);
  /* That is as one wanted it. */
  g_assert_cmpuint (peer_find_in (trio->ada, &trio->birds, "at noon")->left_out, ==, 0);
  g_assert_null (peer_find_in (trio->ada, &trio->to_ben, "at noon"));
  core_put_in_broadcast (trio->ada->core, &trio->birds.id, &trio->to_cleo.id, 1, FALSE);
  peer_say (trio->ada, &trio->birds, "to nobody");
  wait_until (peer_state_in (trio->ada, &trio->birds, "to nobody") == STATE_FAILED);
  g_assert_cmpint (peer_find_in (trio->ada, &trio->birds, "to nobody")->error, ==,
                   WHIN_ERROR_BLOCKED);
  g_assert_null (peer_find (trio->ben, "to nobody"));
}

/* Somebody whose number was compared has another key: the others get it, and they do when a person
 * has agreed to it. */
static void
test_untrusted (Trio *trio, gconstpointer data)
{
  MessageName name;

  trio_make_mailing (trio);
  trio_mail (trio, "first");
  peer_verify (trio->ada, &trio->to_ben.id);
  peer_load_chats (trio->ada);
  peer_free (trio->ben);
  trio->ben = peer_new ();
  peer_register_again (trio->ben, trio->server, BEN, "Ben");
  peer_say (trio->ada, &trio->birds, "second");
  wait_until (peer_find_in (trio->ada, &trio->birds, "second") != NULL &&
              peer_find_in (trio->ada, &trio->birds, "second")->left_out == 1 &&
              peer_state_in (trio->ada, &trio->birds, "second") == STATE_DELIVERED);
  g_assert_cmpuint (peer_count (trio->cleo, "second"), ==, 1);
  g_assert_cmpint (peer_receipt (trio->ada, &trio->birds, "second", &trio->to_ben).error, ==,
                   WHIN_ERROR_UNTRUSTED);
  g_assert_cmpint (peer_state_in (trio->ada, &trio->to_ben, "second"), ==, STATE_FAILED);
  /* And one's other device hears of it. */
  wait_until (peer_find_in (trio->tablet, &trio->birds, "second") != NULL &&
              peer_find_in (trio->tablet, &trio->birds, "second")->left_out == 1);
  core_accept_keys (trio->ada->core, &trio->to_ben.id);
  name = peer_name_in (trio->ada, &trio->birds, "second");
  core_retry (trio->ada->core, &name);
  wait_until (peer_find (trio->ben, "second") != NULL);
  wait_until (peer_find_in (trio->ada, &trio->birds, "second")->left_out == 0 &&
              peer_find_in (trio->tablet, &trio->birds, "second")->left_out == 0);
  g_assert_cmpuint (peer_count (trio->cleo, "second"), ==, 1);
}

/* Somebody has left the server, somebody never was there. */
static void
test_left (Trio *trio, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  Id nobody = id_random ();

  trio_make_mailing (trio);
  trio_mail (trio, "first");
  core_delete_account_async (trio->ben->core, NULL, NULL, keep_result_cb, &result);
  wait_until (result != NULL);
  g_assert_true (core_delete_account_finish (trio->ben->core, result, NULL));
  core_put_in_broadcast (trio->ada->core, &trio->birds.id, &nobody, 1, TRUE);
  wait_until (peer_count_in_list (trio->ada, &trio->birds) == 3);
  peer_say (trio->ada, &trio->birds, "second");
  wait_until (peer_find_in (trio->ada, &trio->birds, "second") != NULL &&
              peer_find_in (trio->ada, &trio->birds, "second")->left_out == 2 &&
              peer_state_in (trio->ada, &trio->birds, "second") == STATE_DELIVERED);
  g_assert_cmpuint (peer_count (trio->cleo, "second"), ==, 1);
}

/* As many as may be in it, most of whom are not there: the others get it, and what is written
 * meanwhile goes its way. */
static void
test_crowd (Trio *trio, gconstpointer data)
{
  Id accs[LIMIT_BROADCAST_MAX];

  for (guint i = 0; i < G_N_ELEMENTS (accs); i++)
    accs[i] = id_random ();
  accs[3] = trio->to_ben.id;
  accs[200] = trio->to_cleo.id;
  trio->birds = peer_make_broadcast (trio->ada, "All", accs, G_N_ELEMENTS (accs));
  wait_until (peer_count_in_list (trio->tablet, &trio->birds) == G_N_ELEMENTS (accs));
  peer_say (trio->ada, &trio->birds, "to all");
  peer_say (trio->ada, &trio->to_ben, "to you");
  wait_until (peer_find (trio->ben, "to all") != NULL && peer_find (trio->ben, "to you") != NULL &&
              peer_find (trio->cleo, "to all") != NULL);
  wait_until (peer_find_in (trio->ada, &trio->birds, "to all")->left_out ==
                  G_N_ELEMENTS (accs) - 2 &&
              peer_state_in (trio->ada, &trio->birds, "to all") == STATE_DELIVERED);
  wait_until (peer_state_in (trio->tablet, &trio->birds, "to all") == STATE_DELIVERED);
  g_assert_cmpuint (peer_count (trio->ben, "to all"), ==, 1);
}

#define TEST(path, set_up, func)                                                                   \
  g_test_add ("/e2e/broadcast-out/" path, Trio, NULL, set_up, func, trio_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  TEST ("offline", trio_set_up, test_offline);
  TEST ("removed-while-sending", trio_set_up, test_removed_while_sending);
  TEST ("cancelled", trio_set_up, test_cancelled);
  TEST ("blocked", trio_set_up, test_blocked);
  TEST ("untrusted", trio_set_up_with_tablet, test_untrusted);
  TEST ("left", trio_set_up, test_left);
  TEST ("crowd", trio_set_up_with_tablet, test_crowd);
  return g_test_run ();
}
