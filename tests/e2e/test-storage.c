/* test-storage: what comes by itself and what does not, which files are on their way, and letting
 * go of those that are here. SPDX-License-Identifier: GPL-3.0-or-later */
#include "files.h"
#include "ways.h"

#include <glib/gstdio.h>
#include <string.h>

#define ALL_KINDS ((1u << AUTO_KINDS) - 1)

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static gint64
free_storage (Peer *peer, const Conv *conv, guint kinds)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  gint64 bytes;

  core_free_storage_async (peer->core, conv, kinds, NULL, answered_cb, &result);
  wait_until (result != NULL);
  bytes = core_free_storage_finish (peer->core, result, &error);
  g_assert_no_error (error);
  return bytes;
}

/* Of all chats. */
static MediaUse
use_of (Peer *peer)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GArray) uses = NULL;
  MediaUse sum = { 0 };

  core_query_storage_async (peer->core, NULL, answered_cb, &result);
  wait_until (result != NULL);
  uses = core_query_storage_finish (peer->core, result, NULL);
  g_assert_nonnull (uses);
  for (guint i = 0; i < uses->len; i++)
    for (guint k = 0; k < AUTO_KINDS; k++) {
      sum.bytes[k] += g_array_index (uses, MediaUse, i).bytes[k];
      sum.files[k] += g_array_index (uses, MediaUse, i).files[k];
    }
  return sum;
}

static guint
moving (Peer *peer)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) rows = NULL;

  core_query_transfers_async (peer->core, NULL, answered_cb, &result);
  wait_until (result != NULL);
  rows = core_query_finish (peer->core, result, NULL);
  g_assert_nonnull (rows);
  return rows->len;
}

static void
send_picture (Pair *pair, const char *caption)
{
  g_autofree char *path = peer_make_picture (pair->ada);

  core_send_file (pair->ada->core, &pair->to_ben, path, caption, FALSE, NULL);
}

/* Whatever ada sent before is there when this is. */
static void
say (Pair *pair, const char *text)
{
  core_send_text (pair->ada->core, &pair->to_ben, text, NULL, NULL, 0);
  wait_until (peer_find (pair->ben, text) != NULL);
}

static void
test_by_itself (Pair *pair, gconstpointer data)
{
  AutoMedia nothing = { 0 };

  pair_talk (pair, "hello", "hello too");
  send_picture (pair, "first");
  wait_until (peer_has_file (pair->ben, "first"));
  core_set_auto_media (pair->ben->core, &nothing);
  send_picture (pair, "second");
  wait_until (peer_find (pair->ben, "second") != NULL);
  say (pair, "a word");
  g_assert_null (peer_find (pair->ben, "second")->media->file);
  g_assert_cmpint (peer_find (pair->ben, "second")->media->transfer, ==, TRANSFER_NONE);
  /* The exception of one chat is for what comes, and for what one looks at. */
  core_set_chat_auto (pair->ben->core, &pair->to_ada, CHAT_AUTO_ALL);
  send_picture (pair, "third");
  wait_until (peer_has_file (pair->ben, "third"));
  {
    MessageName name = peer_name_of (pair->ben, "second");

    core_look_at_media (pair->ben->core, &name);
  }
  wait_until (peer_has_file (pair->ben, "second"));
  core_set_auto_media (pair->ben->core, &AUTO_MEDIA_USUAL);
  core_set_chat_auto (pair->ben->core, &pair->to_ada, CHAT_AUTO_NOTHING);
  send_picture (pair, "fourth");
  wait_until (peer_find (pair->ben, "fourth") != NULL);
  say (pair, "another word");
  g_assert_null (peer_find (pair->ben, "fourth")->media->file);
}

static void
test_let_go (Pair *pair, gconstpointer data)
{
  MessageName name;
  MediaUse use;
  guint files;

  pair_talk (pair, "hello", "hello too");
  send_picture (pair, "look");
  wait_until (peer_has_file (pair->ben, "look") &&
              peer_find (pair->ada, "look")->state != STATE_PENDING);
  use = use_of (pair->ben);
  files = peer_count_files (pair->ben);
  g_assert_cmpuint (use.files[AUTO_PICTURES], ==, 1);
  g_assert_cmpint (use.bytes[AUTO_PICTURES], ==, peer_find (pair->ben, "look")->media->size);
  g_assert_cmpint (free_storage (pair->ben, &pair->to_ada, 1u << AUTO_FILES), ==, 0);
  g_assert_cmpint (free_storage (pair->ben, &pair->to_ada, ALL_KINDS), ==,
                   use.bytes[AUTO_PICTURES]);
  wait_until (!peer_has_file (pair->ben, "look"));
  g_assert_cmpuint (peer_count_files (pair->ben), ==, files - 1);
  g_assert_cmpuint (use_of (pair->ben).files[AUTO_PICTURES], ==, 0);
  g_assert_cmpstr (peer_find (pair->ben, "look")->text, ==, "look");
  /* Nobody looks it back here; who asks for it has it again. */
  name = peer_name_of (pair->ben, "look");
  core_look_at_media (pair->ben->core, &name);
  g_assert_cmpuint (moving (pair->ben), ==, 0);
  peer_fetch (pair->ben, "look");
  wait_until (peer_has_file (pair->ben, "look"));
  /* One's own goes too, and comes from the server. */
  g_assert_cmpint (free_storage (pair->ada, NULL, ALL_KINDS), >, 0);
  wait_until (!peer_has_file (pair->ada, "look"));
  peer_fetch (pair->ada, "look");
  wait_until (peer_has_file (pair->ada, "look"));
}

static void
doubt (Peer *peer)
{
  MessageName name = peer_name_of (peer, "look");

  core_doubt_media (peer->core, &name);
}

static void
assert_comes_again (Peer *peer)
{
  doubt (peer);
  wait_until (peer_find (peer, "look")->media->transfer == TRANSFER_FAILED);
  g_assert_null (peer_find (peer, "look")->media->file);
  peer_fetch (peer, "look");
  wait_until (peer_has_file (peer, "look"));
}

/* Cut, of zeros, and gone: it comes again, also what one sent oneself. What is whole is left. */
static void
test_damaged (Pair *pair, gconstpointer data)
{
  static const char zeros[4000];
  g_autofree char *mine = NULL, *theirs = NULL, *bytes = NULL;
  gsize len;

  pair_talk (pair, "hello", "hello too");
  send_picture (pair, "look");
  wait_until (peer_has_file (pair->ben, "look") && peer_has_file (pair->ada, "look") &&
              peer_find (pair->ada, "look")->state != STATE_PENDING);
  mine = g_strdup (peer_find (pair->ada, "look")->media->file->path);
  theirs = g_strdup (peer_find (pair->ben, "look")->media->file->path);
  g_assert_true (g_file_get_contents (theirs, &bytes, &len, NULL));
  doubt (pair->ben);
  g_assert_true (g_file_set_contents (mine, zeros, sizeof zeros, NULL));
  assert_comes_again (pair->ada);
  g_assert_true (peer_has_file (pair->ben, "look"));
  g_assert_true (g_file_set_contents (theirs, bytes, (gssize) len / 2, NULL));
  assert_comes_again (pair->ben);
  g_assert_true (g_file_set_contents (theirs, "", 0, NULL));
  assert_comes_again (pair->ben);
  g_assert_cmpint (g_unlink (theirs), ==, 0);
  assert_comes_again (pair->ben);
}

/* What has not left is needed. */
static void
test_on_its_way (Pair *pair, gconstpointer data)
{
  pair_talk (pair, "hello", "hello too");
  g_assert_cmpuint (moving (pair->ada), ==, 0);
  test_server_kill (pair->server);
  wait_until (!peer_is_live (pair->ada));
  send_picture (pair, "later");
  wait_until (peer_find (pair->ada, "later") != NULL);
  g_assert_cmpuint (moving (pair->ada), ==, 1);
  g_assert_cmpint (free_storage (pair->ada, NULL, ALL_KINDS), ==, 0);
  test_server_start (pair->server, NULL);
  core_reconnect (pair->ada->core);
  core_reconnect (pair->ben->core);
  wait_until (peer_has_file (pair->ben, "later"));
  wait_until (peer_find (pair->ada, "later")->media->transfer == TRANSFER_NONE);
  g_assert_cmpuint (moving (pair->ada), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  PAIR_TEST ("/e2e/storage/by-itself", test_by_itself);
  PAIR_TEST ("/e2e/storage/let-go", test_let_go);
  PAIR_TEST ("/e2e/storage/damaged", test_damaged);
  PAIR_TEST ("/e2e/storage/on-its-way", test_on_its_way);
  return g_test_run ();
}
