/* test-copies: a device's folder is copied, or put back, and used again on the real server.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "test-server.h"

#include "limits.h"
#include "store-account.h"
#include "store-generation.h"
#include "store-identity.h"
#include "store-outbox.h"

#include <glib/gstdio.h>
#include <sodium.h>
#include <string.h>

#define ADA "+4915112340001"
#define BEN "+4915112340002"

typedef struct {
  TestServer *server;
  Peer *ada;
  Peer *ben;
  Conv to_ada; /* as ben sees it */
  Conv to_ben;
} Scene;

static MessageState
state_of (Peer *peer, const char *text)
{
  const MessageRow *row = peer_find (peer, text);

  return row != NULL ? row->state : STATE_FAILED;
}

static void
say (Peer *from, const Conv *conv, const char *text, Peer *to)
{
  core_send_text (from->core, conv, text);
  wait_until (state_of (from, text) == STATE_DELIVERED && peer_find (to, text) != NULL);
}

static void
set_up (Scene *scene, gconstpointer data)
{
  scene->server = test_server_new ();
  scene->ada = peer_new ();
  scene->ben = peer_new ();
  peer_register (scene->ada, scene->server, ADA, "Ada");
  peer_register (scene->ben, scene->server, BEN, "Ben");
  scene->to_ada = conv_with (scene->ada);
  scene->to_ben = conv_with (scene->ben);
  say (scene->ada, &scene->to_ben, "hello", scene->ben);
  say (scene->ben, &scene->to_ada, "hello back", scene->ada);
}

static void
tear_down (Scene *scene, gconstpointer data)
{
  peer_free (scene->ada);
  peer_free (scene->ben);
  test_server_free (scene->server);
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
  waiting = store_outbox_list (store, 100);
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

static char *
safety_of (Peer *peer, const Id *acc)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  CoreSafety *safety;
  char *number;

  core_safety_async (peer->core, acc, NULL, keep_result_cb, &result);
  wait_until (result != NULL);
  safety = core_safety_finish (peer->core, result, &error);
  g_assert_no_error (error);
  number = g_strdup (safety->number);
  core_safety_free (safety);
  return number;
}

static guint
count_kind (Peer *peer, MessageKind kind)
{
  GHashTableIter iter;
  gpointer row;
  guint n = 0;

  g_hash_table_iter_init (&iter, peer->messages);
  while (g_hash_table_iter_next (&iter, NULL, &row))
    n += ((MessageRow *) row)->kind == kind;
  return n;
}

/* -- What is refused. -- */

static void
test_copied (Scene *scene, gconstpointer data)
{
  Peer *copy;

  peer_close (scene->ada);
  copy = copy_of (scene->ada);
  peer_open (scene->ada);
  wait_until (peer_is_live (scene->ada));
  peer_open (copy);
  /* As early as anybody can. */
  core_send_text (copy->core, &scene->to_ben, "from the copy");
  assert_copied (copy);
  assert_readable (copy, &scene->to_ben);
  assert_no_keys (copy);
  assert_readable (copy, &scene->to_ben);
  core_send_text (copy->core, &scene->to_ben, "and later");
  core_reconnect (copy->core);
  say (scene->ada, &scene->to_ben, "I go on", scene->ben);
  say (scene->ben, &scene->to_ada, "good", scene->ada);
  assert_copied (copy);
  g_assert_null (peer_find (copy, "good"));
  g_assert_null (peer_find (scene->ben, "from the copy"));
  g_assert_null (peer_find (scene->ben, "and later"));
  g_assert_false (scene->ada->account->copied);
  peer_free (copy);
}

/* What waits in both is the original's to send; in the copy a person decides. */
static void
test_waiting (Scene *scene, gconstpointer data)
{
  Peer *copy;

  test_server_kill (scene->server);
  wait_until (!peer_is_live (scene->ada) && !peer_is_live (scene->ben));
  core_send_text (scene->ada->core, &scene->to_ben, "waits");
  wait_until (state_of (scene->ada, "waits") == STATE_PENDING);
  peer_close (scene->ada);
  copy = copy_of (scene->ada);
  test_server_start (scene->server, NULL);
  core_reconnect (scene->ben->core);
  peer_open (scene->ada);
  wait_until (peer_find (scene->ben, "waits") != NULL);
  peer_open (copy);
  assert_copied (copy);
  wait_until (state_of (copy, "waits") == STATE_FAILED);
  peer_register_again (copy, scene->server, ADA, "Ada");
  say (copy, &scene->to_ben, "anew", scene->ben);
  g_assert_cmpuint (peer_count (scene->ben, "waits"), ==, 1);
  peer_free (copy);
}

/* A virtual machine that is put back: the same login, and nothing has been acknowledged since. */
static void
test_put_back (Scene *scene, gconstpointer data)
{
  Peer *copy;

  wait_until (peer_is_live (scene->ada));
  peer_close (scene->ben);
  copy = copy_of (scene->ada);
  core_send_text (scene->ada->core, &scene->to_ben, "after the snapshot");
  wait_until (state_of (scene->ada, "after the snapshot") == STATE_SENT);
  peer_close (scene->ada);
  peer_open (copy);
  assert_copied (copy);
  assert_no_keys (copy);
  peer_open (scene->ben);
  wait_until (peer_find (scene->ben, "after the snapshot") != NULL);
  peer_open (scene->ada);
  say (scene->ben, &scene->to_ada, "who are you", scene->ada);
  peer_free (copy);
}

/* The same, and it has only read since. */
static void
test_put_back_having_read (Scene *scene, gconstpointer data)
{
  Peer *copy;

  copy = copy_of (scene->ada);
  say (scene->ben, &scene->to_ada, "after the snapshot", scene->ada);
  peer_close (scene->ada);
  peer_open (copy);
  assert_copied (copy);
  peer_open (scene->ada);
  say (scene->ada, &scene->to_ben, "still here", scene->ben);
  peer_free (copy);
}

/* Which of the two is the copy nobody can know: the one that was there last goes on. */
static void
test_copy_first (Scene *scene, gconstpointer data)
{
  Peer *copy = copy_of (scene->ada);

  peer_open (copy);
  wait_until (peer_is_live (copy));
  assert_copied (scene->ada);
  core_send_text (scene->ada->core, &scene->to_ben, "from the older one");
  say (copy, &scene->to_ben, "from the newer one", scene->ben);
  say (scene->ben, &scene->to_ada, "to the newer one", copy);
  assert_readable (scene->ada, &scene->to_ben);
  assert_no_keys (scene->ada);
  g_assert_null (peer_find (scene->ben, "from the older one"));
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
assert_goes_on (Scene *scene, const char *text)
{
  g_autofree char *answer = g_strconcat ("yes, ", text, NULL);

  wait_until (peer_is_live (scene->ada));
  say (scene->ada, &scene->to_ben, text, scene->ben);
  say (scene->ben, &scene->to_ada, answer, scene->ada);
  g_assert_false (scene->ada->account->copied);
}

static void
test_crash (Scene *scene, gconstpointer data)
{
  /* Written, and the server never heard of it. */
  change (scene->ada, 0, 77);
  assert_goes_on (scene, "before the hello");
  /* The server heard of it, and its answer never came. */
  change (scene->ada, -5, 0);
  assert_goes_on (scene, "before the welcome");
  change (scene->ada, 0, 0);
  assert_goes_on (scene, "and after");
}

static void
test_many_logins (Scene *scene, gconstpointer data)
{
  for (guint i = 0; i < 5; i++) {
    g_autofree char *text = g_strdup_printf ("login %u", i);

    test_server_kill (scene->server);
    wait_until (!peer_is_live (scene->ada) && !peer_is_live (scene->ben));
    test_server_start (scene->server, NULL);
    core_reconnect (scene->ada->core);
    core_reconnect (scene->ben->core);
    assert_goes_on (scene, text);
  }
}

static void
test_server_older (Scene *scene, gconstpointer data)
{
  test_server_kill (scene->server);
  test_server_backup (scene->server);
  test_server_start (scene->server, NULL);
  core_reconnect (scene->ada->core);
  core_reconnect (scene->ben->core);
  assert_goes_on (scene, "after the backup");
  test_server_kill (scene->server);
  test_server_restore (scene->server);
  test_server_start (scene->server, NULL);
  core_reconnect (scene->ada->core);
  core_reconnect (scene->ben->core);
  assert_goes_on (scene, "after it was put back");
}

/* -- Setting it up again. -- */

static Peer *
make_copied (Scene *scene)
{
  Peer *copy = copy_of (scene->ada);

  say (scene->ada, &scene->to_ben, "one", scene->ben);
  peer_open (copy);
  assert_copied (copy);
  return copy;
}

static void
test_register_again (Scene *scene, gconstpointer data)
{
  g_autofree char *before = safety_of (scene->ben, &scene->to_ada.id);
  g_autofree char *after = NULL;
  Peer *copy = make_copied (scene);
  gint64 dev = copy->account->dev;

  core_set_contact (scene->ben->core, &scene->to_ada.id, ADA, "Ada");
  peer_register_again (copy, scene->server, ADA, "Ada");
  g_assert_cmpint (copy->account->dev, >, dev);
  g_assert_true (copy->account->primary);
  g_assert_false (copy->account->revoked || copy->account->copied);
  wait_until (scene->ada->account->revoked);
  g_assert_false (scene->ada->account->copied);
  say (copy, &scene->to_ben, "here again", scene->ben);
  say (scene->ben, &scene->to_ada, "welcome", copy);
  assert_readable (copy, &scene->to_ben);
  after = safety_of (scene->ben, &scene->to_ada.id);
  g_assert_cmpstr (before, ==, after);
  g_assert_cmpuint (count_kind (scene->ben, MESSAGE_KEY_CHANGED), ==, 0);
  g_assert_cmpuint (count_kind (scene->ben, MESSAGE_TWO_LISTS), ==, 0);
  peer_close (copy);
  peer_open (copy);
  wait_until (peer_is_live (copy));
  peer_free (copy);
}

static void
test_link_again (Scene *scene, gconstpointer data)
{
  g_autofree char *before = safety_of (scene->ben, &scene->to_ada.id);
  g_autofree char *after = NULL;
  Peer *copy = make_copied (scene);
  gint64 dev = copy->account->dev;

  peer_link (scene->ada, copy);
  g_assert_cmpint (copy->account->dev, >, dev);
  g_assert_false (copy->account->primary);
  say (copy, &scene->to_ben, "a further device", scene->ben);
  say (scene->ada, &scene->to_ben, "the first one", scene->ben);
  say (scene->ben, &scene->to_ada, "to both", scene->ada);
  wait_until (peer_find (copy, "to both") != NULL && peer_find (copy, "the first one") != NULL);
  assert_readable (copy, &scene->to_ben);
  after = safety_of (scene->ben, &scene->to_ada.id);
  g_assert_cmpstr (before, ==, after);
  g_assert_cmpuint (count_kind (scene->ben, MESSAGE_KEY_CHANGED), ==, 0);
  g_assert_cmpuint (count_kind (scene->ben, MESSAGE_TWO_LISTS), ==, 0);
  peer_free (copy);
}

/* Linking it is given up: what was there is there. */
static void
test_link_given_up (Scene *scene, gconstpointer data)
{
  Peer *copy = make_copied (scene);
  g_autoptr (GAsyncResult) made = NULL;
  g_autoptr (GAsyncResult) used = NULL;
  g_autofree char *link = NULL;

  core_make_link_async (scene->ada->core, NULL, keep_result_cb, &made);
  wait_until (made != NULL);
  link = core_make_link_finish (scene->ada->core, made, NULL);
  core_use_link_async (copy->core, copy->account->server, link, "Copy", NULL, keep_result_cb,
                       &used);
  wait_until (copy->account->pending && copy->pairing != NULL &&
              copy->pairing->state == PAIRING_COMPARE);
  core_cancel_link (copy->core);
  wait_until (used != NULL);
  g_assert_false (core_use_link_finish (copy->core, used, NULL));
  assert_copied (copy);
  g_assert_false (copy->account->pending);
  assert_readable (copy, &scene->to_ben);
  assert_no_keys (copy);
  assert_readable (copy, &scene->to_ben);
  peer_free (copy);
}

#define TEST(path, func) g_test_add ("/e2e/copies/" path, Scene, NULL, set_up, func, tear_down)

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
  return g_test_run ();
}
