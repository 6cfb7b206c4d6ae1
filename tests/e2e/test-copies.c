/* test-copies: a device's folder is copied, or put back, and used again on the real server.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "pair.h"

#include "limits.h"
#include "store-account.h"
#include "store-generation.h"
#include "store-identity.h"
#include "store-outbox.h"

#include <glib/gstdio.h>
#include <sodium.h>
#include <string.h>

static void
set_up (Pair *pair, gconstpointer data)
{
  pair_set_up (pair, data);
  pair_talk (pair, "hello", "hello back");
}

/* -- Copies. -- */

static void
copy_folder (const char *from, const char *to)
{
  GDir *dir = g_dir_open (from, 0, NULL);
  const char *name;

  g_mkdir_with_parents (to, 0700);
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *source = g_build_filename (from, name, NULL);
    g_autofree char *target = g_build_filename (to, name, NULL);
    g_autofree char *bytes = NULL;
    gsize len;

    if (g_file_test (source, G_FILE_TEST_IS_DIR))
      copy_folder (source, target);
    else if (g_file_get_contents (source, &bytes, &len, NULL))
      g_assert_true (g_file_set_contents (target, bytes, (gssize) len, NULL));
  }
  g_clear_pointer (&dir, g_dir_close);
}

/* As it is now on the disk, the device running or not. The copy is closed. */
static Peer *
copy_of (const Peer *peer)
{
  Peer *copy = g_new (Peer, 1);
  g_autofree char *dir = g_dir_make_tmp ("whin-copy-XXXXXX", NULL);

  copy_folder (peer->dir, dir);
  peer_init (copy, dir);
  return copy;
}

#define assert_copied(peer)                                                                        \
  wait_until ((peer)->account->copied && (peer)->account->revoked &&                               \
              (peer)->link->state == LINK_OFF)

/* Nothing that could be used twice. Opens it again. */
static void
assert_no_keys (Peer *peer)
{
  g_autoptr (GPtrArray) waiting = NULL;
  StoreIdentity identity;
  Store *store;

  peer_close (peer);
  store = peer_store (peer);
  for (int kind = 0; kind < 16; kind++)
    g_assert_cmpint (store_record_count (store, kind), ==, 0);
  /* What is written here later waits until it is set up again, as it was written. */
  waiting = store_outbox_list (store, 0, 100);
  for (guint i = 0; i < waiting->len; i++)
    g_assert_false (((StoreOutbox *) waiting->pdata[i])->addressed);
  if (store_identity_get (store, &identity))
    g_assert_true (sodium_is_zero (identity.signing_secret, sizeof identity.signing_secret));
  store_close (store);
  peer_open (peer);
  assert_copied (peer);
}

static void
assert_readable (Peer *peer, const Conv *conv)
{
  g_autoptr (GPtrArray) rows = peer_page (peer, conv, PAGE_NEWEST, 0, 100);
  gboolean hello = FALSE, back = FALSE;

  for (guint i = 0; i < rows->len; i++) {
    hello |= g_strcmp0 (((MessageRow *) rows->pdata[i])->text, "hello") == 0;
    back |= g_strcmp0 (((MessageRow *) rows->pdata[i])->text, "hello back") == 0;
  }
  g_assert_true (hello && back);
}

/* -- What is refused. -- */

static void
test_copied (Pair *pair, gconstpointer data)
{
  Peer *copy;

  peer_close (pair->ada);
  copy = copy_of (pair->ada);
  peer_open (pair->ada);
  wait_until (peer_is_live (pair->ada));
  peer_open (copy);
  /* As early as anybody can. */
  core_send_text (copy->core, &pair->to_ben, "from the copy", NULL, NULL, 0);
  assert_copied (copy);
  assert_readable (copy, &pair->to_ben);
  assert_no_keys (copy);
  assert_readable (copy, &pair->to_ben);
  core_send_text (copy->core, &pair->to_ben, "and later", NULL, NULL, 0);
  core_reconnect (copy->core);
  peer_tell (pair->ada, &pair->to_ben, "I go on", pair->ben);
  peer_tell (pair->ben, &pair->to_ada, "good", pair->ada);
  assert_copied (copy);
  g_assert_null (peer_find (copy, "good"));
  g_assert_null (peer_find (pair->ben, "from the copy"));
  g_assert_null (peer_find (pair->ben, "and later"));
  g_assert_false (pair->ada->account->copied);
  peer_free (copy);
}

/* What waits in both is the original's to send; in the copy a person decides. */
static void
test_waiting (Pair *pair, gconstpointer data)
{
  Peer *copy;

  pair_kill_server (pair);
  core_send_text (pair->ada->core, &pair->to_ben, "waits", NULL, NULL, 0);
  wait_until (peer_state (pair->ada, "waits") == STATE_PENDING);
  peer_close (pair->ada);
  copy = copy_of (pair->ada);
  test_server_start (pair->server, NULL);
  core_reconnect (pair->ben->core);
  peer_open (pair->ada);
  wait_until (peer_find (pair->ben, "waits") != NULL);
  peer_open (copy);
  assert_copied (copy);
  wait_until (peer_state (copy, "waits") == STATE_FAILED);
  peer_register_again (copy, pair->server, ADA, "Ada");
  peer_tell (copy, &pair->to_ben, "anew", pair->ben);
  g_assert_cmpuint (peer_count (pair->ben, "waits"), ==, 1);
  peer_free (copy);
}

/* A virtual machine that is put back: the same login, and nothing has been acknowledged since. */
static void
test_put_back (Pair *pair, gconstpointer data)
{
  Peer *copy;

  wait_until (peer_is_live (pair->ada));
  peer_close (pair->ben);
  copy = copy_of (pair->ada);
  core_send_text (pair->ada->core, &pair->to_ben, "after the snapshot", NULL, NULL, 0);
  wait_until (peer_state (pair->ada, "after the snapshot") == STATE_SENT);
  peer_close (pair->ada);
  peer_open (copy);
  assert_copied (copy);
  assert_no_keys (copy);
  peer_open (pair->ben);
  wait_until (peer_find (pair->ben, "after the snapshot") != NULL);
  peer_open (pair->ada);
  peer_tell (pair->ben, &pair->to_ada, "who are you", pair->ada);
  peer_free (copy);
}

/* The same, and it has only read since. */
static void
test_put_back_having_read (Pair *pair, gconstpointer data)
{
  Peer *copy;

  copy = copy_of (pair->ada);
  peer_tell (pair->ben, &pair->to_ada, "after the snapshot", pair->ada);
  peer_close (pair->ada);
  peer_open (copy);
  assert_copied (copy);
  peer_open (pair->ada);
  peer_tell (pair->ada, &pair->to_ben, "still here", pair->ben);
  peer_free (copy);
}

/* Which of the two is the copy nobody can know: the one that was there last goes on. */
static void
test_copy_first (Pair *pair, gconstpointer data)
{
  Peer *copy = copy_of (pair->ada);

  peer_open (copy);
  wait_until (peer_is_live (copy));
  assert_copied (pair->ada);
  core_send_text (pair->ada->core, &pair->to_ben, "from the older one", NULL, NULL, 0);
  peer_tell (copy, &pair->to_ben, "from the newer one", pair->ben);
  peer_tell (pair->ben, &pair->to_ada, "to the newer one", copy);
  assert_readable (pair->ada, &pair->to_ben);
  assert_no_keys (pair->ada);
  g_assert_null (peer_find (pair->ben, "from the older one"));
  peer_free (copy);
}

/* -- What is not. -- */

/* next: added to the number that the store holds for its next login; was: the same. */
static void
change (Peer *peer, gint64 was, gint64 next)
{
  StoreGeneration generation;
  Store *store;

  peer_close (peer);
  store = peer_store (peer);
  generation = store_generation_get (store);
  g_assert_cmpint (generation.was, >, 0);
  g_assert_cmpint (generation.was, ==, generation.next);
  g_assert_cmpint (generation.sealed, >, 0);
  store_begin (store);
  store_generation_confirm (store, generation.was + was);
  store_generation_set_next (store, generation.was + next);
  g_assert_true (store_commit (store, NULL));
  store_close (store);
  peer_open (peer);
}

static void
assert_goes_on (Pair *pair, const char *text)
{
  g_autofree char *answer = g_strconcat ("yes, ", text, NULL);

  wait_until (peer_is_live (pair->ada));
  peer_tell (pair->ada, &pair->to_ben, text, pair->ben);
  peer_tell (pair->ben, &pair->to_ada, answer, pair->ada);
  g_assert_false (pair->ada->account->copied);
}

static void
test_crash (Pair *pair, gconstpointer data)
{
  /* Written, and the server never heard of it. */
  change (pair->ada, 0, 77);
  assert_goes_on (pair, "before the hello");
  /* The server heard of it, and its answer never came. */
  change (pair->ada, -5, 0);
  assert_goes_on (pair, "before the welcome");
  change (pair->ada, 0, 0);
  assert_goes_on (pair, "and after");
}

static void
test_many_logins (Pair *pair, gconstpointer data)
{
  for (guint i = 0; i < 5; i++) {
    g_autofree char *text = g_strdup_printf ("login %u", i);

    pair_kill_server (pair);
    pair_start_server (pair, NULL);
    assert_goes_on (pair, text);
  }
}

static void
test_server_older (Pair *pair, gconstpointer data)
{
  test_server_kill (pair->server);
  test_server_backup (pair->server);
  pair_start_server (pair, NULL);
  assert_goes_on (pair, "after the backup");
  test_server_kill (pair->server);
  test_server_restore (pair->server);
  pair_start_server (pair, NULL);
  assert_goes_on (pair, "after it was put back");
}

/* -- Setting it up again. -- */

static Peer *
make_copied (Pair *pair)
{
  Peer *copy = copy_of (pair->ada);

  peer_tell (pair->ada, &pair->to_ben, "one", pair->ben);
  peer_open (copy);
  assert_copied (copy);
  return copy;
}

/* To ben, who had this safety number with her. */
static void
assert_same_ada (Pair *pair, const char *before)
{
  g_autofree char *after = peer_safety_number (pair->ben, &pair->to_ada.id);

  g_assert_cmpstr (before, ==, after);
  g_assert_cmpuint (peer_count_kind (pair->ben, MESSAGE_KEY_CHANGED), ==, 0);
  g_assert_cmpuint (peer_count_kind (pair->ben, MESSAGE_TWO_LISTS), ==, 0);
}

static void
test_register_again (Pair *pair, gconstpointer data)
{
  g_autofree char *before = peer_safety_number (pair->ben, &pair->to_ada.id);
  Peer *copy = make_copied (pair);
  gint64 dev = copy->account->dev;

  core_set_contact (pair->ben->core, &pair->to_ada.id, ADA, "Ada");
  peer_register_again (copy, pair->server, ADA, "Ada");
  g_assert_cmpint (copy->account->dev, >, dev);
  g_assert_true (copy->account->primary);
  g_assert_false (copy->account->revoked || copy->account->copied);
  wait_until (pair->ada->account->revoked);
  g_assert_false (pair->ada->account->copied);
  peer_tell (copy, &pair->to_ben, "here again", pair->ben);
  peer_tell (pair->ben, &pair->to_ada, "welcome", copy);
  assert_readable (copy, &pair->to_ben);
  assert_same_ada (pair, before);
  peer_close (copy);
  peer_open (copy);
  wait_until (peer_is_live (copy));
  peer_free (copy);
}

static void
test_link_again (Pair *pair, gconstpointer data)
{
  g_autofree char *before = peer_safety_number (pair->ben, &pair->to_ada.id);
  Peer *copy = make_copied (pair);
  gint64 dev = copy->account->dev;

  peer_link (pair->ada, copy);
  g_assert_cmpint (copy->account->dev, >, dev);
  g_assert_false (copy->account->primary);
  peer_tell (copy, &pair->to_ben, "a further device", pair->ben);
  peer_tell (pair->ada, &pair->to_ben, "the first one", pair->ben);
  peer_tell (pair->ben, &pair->to_ada, "to both", pair->ada);
  wait_until (peer_find (copy, "to both") != NULL && peer_find (copy, "the first one") != NULL);
  assert_readable (copy, &pair->to_ben);
  assert_same_ada (pair, before);
  peer_free (copy);
}

/* Linking it is given up: what was there is there, the account's key too. */
static void
test_link_given_up (Pair *pair, gconstpointer data)
{
  g_autofree char *before = peer_safety_number (pair->ben, &pair->to_ada.id);
  Peer *copy = make_copied (pair);
  g_autoptr (GAsyncResult) made = NULL;
  g_autoptr (GAsyncResult) used = NULL;
  g_autofree char *link = NULL;

  core_make_link_async (pair->ada->core, NULL, keep_result_cb, &made);
  wait_until (made != NULL);
  link = core_make_link_finish (pair->ada->core, made, NULL);
  core_use_link_async (copy->core, copy->account->server, link, "Copy", NULL, keep_result_cb,
                       &used);
  wait_until (copy->account->pending && copy->pairing != NULL &&
              copy->pairing->state == PAIRING_COMPARE);
  core_cancel_link (copy->core);
  wait_until (used != NULL);
  g_assert_false (core_use_link_finish (copy->core, used, NULL));
  assert_copied (copy);
  g_assert_false (copy->account->pending);
  assert_readable (copy, &pair->to_ben);
  assert_no_keys (copy);
  assert_readable (copy, &pair->to_ben);

  peer_register_again (copy, pair->server, ADA, "Ada");
  peer_tell (copy, &pair->to_ben, "here again", pair->ben);
  assert_same_ada (pair, before);
  peer_free (copy);
}

/* By the code of another account: its chats are not deleted for those. */
static void
test_link_to_another (Pair *pair, gconstpointer data)
{
  Peer *copy = make_copied (pair);
  g_autoptr (GAsyncResult) made = NULL;
  g_autoptr (GAsyncResult) used = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *link = NULL;

  core_make_link_async (pair->ben->core, NULL, keep_result_cb, &made);
  wait_until (made != NULL);
  link = core_make_link_finish (pair->ben->core, made, NULL);
  core_use_link_async (copy->core, copy->account->server, link, "Copy", NULL, keep_result_cb,
                       &used);
  wait_until (used != NULL);
  g_assert_false (core_use_link_finish (copy->core, used, &error));
  g_assert_error (error, WHIN_ERROR, WHIN_ERROR_CONFLICT);
  assert_copied (copy);
  assert_readable (copy, &pair->to_ben);
  peer_free (copy);
}

#define TEST(path, func) g_test_add ("/e2e/copies/" path, Pair, NULL, set_up, func, pair_tear_down)

static gboolean
register_with (Peer *peer,
               const char *url,
               const char *phone,
               const char *code,
               gboolean *created,
               GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  core_register_async (peer->core, url, phone, code, NULL, NULL, "Device", NULL, keep_result_cb,
                       &result);
  wait_until (result != NULL);
  return core_register_finish (peer->core, result, created, error);
}

/* The server is not even asked: the code is good for another device. */
static void
test_register_another (Pair *pair, gconstpointer data)
{
  static const char phone[] = "+441632960999";
  Peer *copy = make_copied (pair), *other = peer_new ();
  g_autofree char *url = g_strdup (copy->account->server);
  g_autofree char *code = NULL;
  g_autoptr (GError) error = NULL;
  gboolean created = FALSE;

  peer_ask_for_code (copy, pair->server, url, phone);
  code = g_strdup (test_server_code (pair->server, phone));
  g_assert_false (register_with (copy, url, phone, code, NULL, &error));
  g_assert_error (error, WHIN_ERROR, WHIN_ERROR_CONFLICT);
  assert_copied (copy);
  assert_readable (copy, &pair->to_ben);
  g_assert_true (register_with (other, url, phone, code, &created, NULL));
  g_assert_true (created);
  peer_free (copy);
  peer_free (other);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  TEST ("copied", test_copied);
  TEST ("waiting", test_waiting);
  TEST ("put-back", test_put_back);
  TEST ("put-back-having-read", test_put_back_having_read);
  TEST ("copy-first", test_copy_first);
  TEST ("crash", test_crash);
  TEST ("many-logins", test_many_logins);
  TEST ("server-older", test_server_older);
  TEST ("register-again", test_register_again);
  TEST ("link-again", test_link_again);
  TEST ("link-given-up", test_link_given_up);
  TEST ("link-to-another", test_link_to_another);
  TEST ("register-another", test_register_another);
  return g_test_run ();
}
