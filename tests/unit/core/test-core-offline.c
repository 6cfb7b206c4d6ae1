/* test-core-offline: the engine with an account and no server to talk to.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "peer.h"

#include "limits.h"
#include "store-account.h"

#include <string.h>

/* An account as if it had been registered; nobody listens on that port. */
static void
give_account (Peer *peer)
{
  StoreAccount account = { .dev = 1,
                           .phone = (char *) "+4915112345678",
                           .server = (char *) "http://127.0.0.1:9",
                           .token = (char *) "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8",
                           .name = (char *) "Ada" };
  g_autoptr (GError) error = NULL;
  Store *store;

  peer_close (peer);
  account.acc = id_random ();
  store = peer_store (peer);
  store_begin (store);
  store_account_put (store, &account);
  store_commit (store, &error);
  g_assert_no_error (error);
  store_close (store);
  peer_open (peer);
  g_assert_true (peer->account->registered);
}

static Conv
somebody (void)
{
  return (Conv) { CONV_USER, id_random () };
}

static void
test_first_run (void)
{
  Peer *peer = peer_new ();

  g_assert_false (peer->account->registered);
  g_assert_cmpint (peer->link->state, ==, LINK_OFF);
  peer_free (peer);
}

static void
test_pending_bubble (void)
{
  Peer *peer = peer_new ();
  Conv conv = somebody ();
  const MessageRow *row;
  gint64 ord;

  give_account (peer);
  core_send_text (peer->core, &conv, "On my way!", NULL, NULL, 0);
  wait_until (peer_find (peer, "On my way!") != NULL);
  row = peer_find (peer, "On my way!");
  g_assert_cmpint (row->state, ==, STATE_PENDING);
  g_assert_true (row->own);
  g_assert_cmpint (row->error, ==, -1);
  g_assert_cmpstr (peer_chat (peer, &conv)->last->text, ==, "On my way!");
  ord = row->ord;

  peer_close (peer);
  peer_open (peer);
  {
    g_autoptr (GPtrArray) rows = peer_page (peer, &conv, PAGE_NEWEST, 0, 50);

    g_assert_cmpuint (rows->len, ==, 1);
    row = rows->pdata[0];
    g_assert_cmpint (row->state, ==, STATE_PENDING);
    g_assert_cmpint (row->ord, ==, ord);
  }
  peer_free (peer);
}

static void
test_too_long (void)
{
  Peer *peer = peer_new ();
  Conv conv = somebody ();
  g_autofree char *text = g_strnfill (LIMIT_CONTENT_MAX, 'x');
  const MessageRow *row;

  give_account (peer);
  core_send_text (peer->core, &conv, text, NULL, NULL, 0);
  wait_until ((row = peer_find (peer, text)) != NULL);
  g_assert_cmpint (row->state, ==, STATE_FAILED);
  g_assert_cmpint (row->error, ==, WHIN_ERROR_TOO_BIG);
  {
    MessageName name = { conv, row->author, row->id };

    core_discard (peer->core, &name);
  }
  wait_until (peer_find (peer, text) == NULL);
  peer_free (peer);
}

static void
test_draft_and_open (void)
{
  Peer *peer = peer_new ();
  Conv conv = somebody ();

  give_account (peer);
  core_open_chat (peer->core, &conv);
  wait_until (peer_chat (peer, &conv) != NULL);
  core_set_draft (peer->core, &conv, "half a thou", NULL);
  wait_until (strcmp (peer_chat (peer, &conv)->draft, "half a thou") == 0);
  core_set_contact (peer->core, &conv.id, "+4915187654321", "Grace");
  wait_until (strcmp (peer_chat (peer, &conv)->name, "Grace") == 0);
  peer_close (peer);
  peer_open (peer);
  {
    g_autoptr (GAsyncResult) result = NULL;
    g_autoptr (GPtrArray) rows = NULL;

    core_query_chats_async (peer->core, 0, NULL, keep_result_cb, &result);
    wait_until (result != NULL);
    rows = core_query_finish (peer->core, result, NULL);
    g_assert_cmpuint (rows->len, ==, 1);
    g_assert_cmpstr (((ChatRow *) rows->pdata[0])->draft, ==, "half a thou");
    g_assert_cmpstr (((ChatRow *) rows->pdata[0])->name, ==, "Grace");
  }
  core_delete_chat (peer->core, &conv);
  core_open_chat (peer->core, &conv);
  wait_until (peer_chat (peer, &conv) != NULL && peer_chat (peer, &conv)->draft[0] == '\0');
  peer_free (peer);
}

static void
test_search (void)
{
  Peer *peer = peer_new ();
  Conv conv = somebody ();
  const Find find = { .words = "cafe treff", .conv = conv, .limit = 20 };
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GAsyncResult) stopped = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (FoundPage) page = NULL;

  give_account (peer);
  core_send_text (peer->core, &conv, "Treffen wir uns im Café?", NULL, NULL, 0);
  core_send_text (peer->core, &conv, "Or at home", NULL, NULL, 0);
  wait_until (peer_find (peer, "Or at home") != NULL);
  core_search_async (peer->core, &find, cancellable, keep_result_cb, &stopped);
  g_cancellable_cancel (cancellable);
  core_search_async (peer->core, &find, NULL, keep_result_cb, &result);
  wait_until (result != NULL && stopped != NULL);
  page = core_search_finish (peer->core, result, NULL);
  g_assert_cmpuint (page->rows->len, ==, 1);
  g_assert_null (core_search_finish (peer->core, stopped, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  peer_free (peer);
}

static void
test_in_second_process (void)
{
  Peer peer = { .dir = (char *) g_getenv ("WHIN_TEST_DIR") };
  g_autoptr (Keyring) keyring = NULL;
  g_autoptr (GError) error = NULL;

  if (peer.dir == NULL)
    return;
  keyring = peer_keyring (&peer);
  g_assert_null (core_new (peer.dir, keyring, NULL, NULL, &error));
  g_assert_error (error, WHIN_ERROR, WHIN_ERROR_CONFLICT);
}

static void
test_second_process (void)
{
  Peer *peer = peer_new ();

  g_setenv ("WHIN_TEST_DIR", peer->dir, TRUE);
  g_test_trap_subprocess ("/core/offline/in-second-process", 0, G_TEST_SUBPROCESS_DEFAULT);
  g_test_trap_assert_passed ();
  g_unsetenv ("WHIN_TEST_DIR");
  peer_free (peer);
}

/* Calls that are on their way when the core goes still end. */
static void
test_free_with_calls (void)
{
  Peer *peer = peer_new ();
  g_autoptr (GAsyncResult) found = NULL;
  g_autoptr (GAsyncResult) asked = NULL;
  gint64 start = g_get_monotonic_time ();

  give_account (peer);
  core_find_async (peer->core, "+4915187654321", NULL, keep_result_cb, &found);
  core_query_chats_async (peer->core, 0, NULL, keep_result_cb, &asked);
  peer_close (peer);
  wait_until (found != NULL && asked != NULL);
  g_assert_cmpint (g_get_monotonic_time () - start, <, 5 * G_USEC_PER_SEC);
  peer_free (peer);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/offline/first-run", test_first_run);
  g_test_add_func ("/core/offline/pending-bubble", test_pending_bubble);
  g_test_add_func ("/core/offline/too-long", test_too_long);
  g_test_add_func ("/core/offline/draft-and-open", test_draft_and_open);
  g_test_add_func ("/core/offline/search", test_search);
  g_test_add_func ("/core/offline/second-process", test_second_process);
  g_test_add_func ("/core/offline/in-second-process", test_in_second_process);
  g_test_add_func ("/core/offline/free-with-calls", test_free_with_calls);
  return g_test_run ();
}
