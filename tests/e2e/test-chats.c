/* test-chats: what a person does with chats on one device is so on the others, on the real server,
 * whatever comes in between. SPDX-License-Identifier: GPL-3.0-or-later */
#include "pair.h"

#include "chat-file.h"
#include "unzip.h"

#include <string.h>

static void
set_up (Pair *pair, gconstpointer data)
{
  pair_set_up_with_tablet (pair, data);
  peer_tell (pair->ben, &pair->to_ada, "hello", pair->ada);
  wait_until (peer_find (pair->tablet, "hello") != NULL);
}

/* NULL when it has none of this name. */
static const ListRow *
list_named (Peer *peer, const char *name)
{
  GHashTableIter iter;
  gpointer row;

  g_hash_table_iter_init (&iter, peer->lists);
  while (g_hash_table_iter_next (&iter, NULL, &row))
    if (g_str_equal (((const ListRow *) row)->name, name))
      return row;
  return NULL;
}

static gboolean
has_chat (const ListRow *list, const Conv *conv)
{
  for (guint i = 0; list != NULL && i < list->chats->len; i++)
    if (id_equal (&g_array_index (list->chats, Conv, i).id, &conv->id))
      return TRUE;
  return FALSE;
}

static void
change_all (Peer *peer, const Conv *conv)
{
  core_pin_chat (peer->core, conv, TRUE);
  core_archive_chat (peer->core, conv, TRUE);
  core_mute_chat (peer->core, conv, MUTED_ALWAYS);
  core_set_mentions_only (peer->core, conv, TRUE);
  core_mark_unread (peer->core, conv, TRUE);
}

static gboolean
is_all_changed (Peer *peer, const Conv *conv)
{
  const ChatRow *row = peer_chat (peer, conv);

  return row != NULL && row->pinned > 0 && row->archived && row->muted_until == MUTED_ALWAYS &&
         row->mentions_only && row->marked_unread;
}

static void
test_both_ways (Pair *pair, gconstpointer data)
{
  change_all (pair->ada, &pair->to_ben);
  wait_until (is_all_changed (pair->ada, &pair->to_ben));
  wait_until (is_all_changed (pair->tablet, &pair->to_ben));
  /* It stays archived. */
  peer_tell (pair->ben, &pair->to_ada, "more", pair->ada);
  g_assert_true (peer_chat (pair->ada, &pair->to_ben)->archived);
  core_pin_chat (pair->tablet->core, &pair->to_ben, FALSE);
  core_archive_chat (pair->tablet->core, &pair->to_ben, FALSE);
  core_mute_chat (pair->tablet->core, &pair->to_ben, 0);
  wait_until (peer_chat (pair->ada, &pair->to_ben)->pinned == 0 &&
              !peer_chat (pair->ada, &pair->to_ben)->archived &&
              peer_chat (pair->ada, &pair->to_ben)->muted_until == 0);
  peer_close (pair->ada);
  peer_open (pair->ada);
  peer_load_chats (pair->ada);
  g_assert_cmpint (peer_chat (pair->ada, &pair->to_ben)->pinned, ==, 0);
  g_assert_true (peer_chat (pair->ada, &pair->to_ben)->mentions_only);
  /* Ben hears of none of it. */
  g_assert_cmpuint (peer_count_kind (pair->ben, MESSAGE_UNKNOWN), ==, 0);
  g_assert_cmpint (peer_chat (pair->ben, &pair->to_ada)->pinned, ==, 0);
}

static void
test_offline (Pair *pair, gconstpointer data)
{
  peer_close (pair->tablet);
  change_all (pair->ada, &pair->to_ben);
  wait_until (is_all_changed (pair->ada, &pair->to_ben));
  peer_close (pair->ada);
  peer_open (pair->tablet);
  peer_load_chats (pair->tablet);
  core_archive_chat (pair->tablet->core, &pair->to_ben, FALSE);
  peer_open (pair->ada);
  peer_load_chats (pair->ada);
  g_assert_true (is_all_changed (pair->ada, &pair->to_ben));
  wait_until (peer_chat (pair->tablet, &pair->to_ben)->mentions_only);
  wait_until (peer_chat (pair->tablet, &pair->to_ben)->archived ==
              peer_chat (pair->ada, &pair->to_ben)->archived);
}

/* Both change the same while neither hears the other: they end with the same. */
static void
test_at_once (Pair *pair, gconstpointer data)
{
  for (gint64 round = 1; round <= 5; round++) {
    g_autofree char *text = g_strdup_printf ("round %d", (int) round);

    pair_kill_server (pair);
    core_mute_chat (pair->ada->core, &pair->to_ben, round * 1000 + 1);
    core_mute_chat (pair->ada->core, &pair->to_ben, round * 1000 + 2);
    core_mute_chat (pair->tablet->core, &pair->to_ben, round * 1000 + 3);
    core_mute_chat (pair->tablet->core, &pair->to_ben, round * 1000 + 4);
    wait_until (peer_chat (pair->ada, &pair->to_ben)->muted_until == round * 1000 + 2 &&
                peer_chat (pair->tablet, &pair->to_ben)->muted_until == round * 1000 + 4);
    test_server_start (pair->server, NULL);
    core_reconnect (pair->tablet->core);
    core_reconnect (pair->ada->core);
    core_reconnect (pair->ben->core);
    /* What is said after it comes after it. */
    peer_tell (pair->ada, &pair->to_ben, text, pair->tablet);
    peer_tell (pair->tablet, &pair->to_ben, text, pair->ada);
    wait_until (peer_chat (pair->ada, &pair->to_ben)->muted_until ==
                peer_chat (pair->tablet, &pair->to_ben)->muted_until);
    g_assert_cmpint (peer_chat (pair->ada, &pair->to_ben)->muted_until % 2, ==, 0);
  }
}

/* The server loses its last hours: what was said then is said again, and both are as before. */
static void
test_server_older (Pair *pair, gconstpointer data)
{
  core_mute_chat (pair->ada->core, &pair->to_ben, 5);
  wait_until (peer_chat (pair->tablet, &pair->to_ben)->muted_until == 5);
  test_server_kill (pair->server);
  test_server_backup (pair->server);
  pair_start_server (pair, NULL);
  core_reconnect (pair->tablet->core);
  core_mute_chat (pair->ada->core, &pair->to_ben, 6);
  wait_until (peer_chat (pair->tablet, &pair->to_ben)->muted_until == 6);
  core_mute_chat (pair->tablet->core, &pair->to_ben, 7);
  wait_until (peer_chat (pair->ada, &pair->to_ben)->muted_until == 7);
  test_server_kill (pair->server);
  test_server_restore (pair->server);
  pair_start_server (pair, NULL);
  core_reconnect (pair->tablet->core);
  peer_tell (pair->ada, &pair->to_ben, "one", pair->tablet);
  peer_tell (pair->tablet, &pair->to_ben, "two", pair->ada);
  wait_until (peer_chat (pair->ada, &pair->to_ben)->muted_until ==
              peer_chat (pair->tablet, &pair->to_ben)->muted_until);
  core_mute_chat (pair->ada->core, &pair->to_ben, 8);
  wait_until (peer_chat (pair->tablet, &pair->to_ben)->muted_until == 8);
}

static void
test_linked (Pair *pair, gconstpointer data)
{
  Peer *third;
  Id id;

  change_all (pair->ada, &pair->to_ben);
  core_make_list (pair->ada->core, "Family", &id);
  core_put_in_list (pair->ada->core, &id, &pair->to_ben, TRUE);
  wait_until (is_all_changed (pair->tablet, &pair->to_ben));
  third = peer_new_linked (pair->ada);
  wait_until (peer_chat (third, &pair->to_ben) != NULL && is_all_changed (third, &pair->to_ben) &&
              has_chat (list_named (third, "Family"), &pair->to_ben));
  core_archive_chat (third->core, &pair->to_ben, FALSE);
  wait_until (!peer_chat (pair->ada, &pair->to_ben)->archived &&
              !peer_chat (pair->tablet, &pair->to_ben)->archived);
  peer_free (third);
}

static void
test_read (Pair *pair, gconstpointer data)
{
  const ChatRow *row;

  core_mark_unread (pair->ada->core, &pair->to_ben, TRUE);
  wait_until (peer_chat (pair->tablet, &pair->to_ben)->marked_unread);
  row = peer_chat (pair->tablet, &pair->to_ben);
  core_mark_read (pair->tablet->core, &pair->to_ben, row->last->ord);
  wait_until (!peer_chat (pair->tablet, &pair->to_ben)->marked_unread &&
              !peer_chat (pair->ada, &pair->to_ben)->marked_unread);
}

static void
test_lists (Pair *pair, gconstpointer data)
{
  const ListRow *list;
  Id id;

  core_make_list (pair->ada->core, "Family", &id);
  core_put_in_list (pair->ada->core, &id, &pair->to_ben, TRUE);
  wait_until (has_chat (list_named (pair->tablet, "Family"), &pair->to_ben));
  list = list_named (pair->tablet, "Family");
  core_rename_list (pair->tablet->core, &id, list->made, "Relatives");
  wait_until (has_chat (list_named (pair->ada, "Relatives"), &pair->to_ben));
  g_assert_null (list_named (pair->ada, "Family"));
  core_put_in_list (pair->tablet->core, &id, &pair->to_ben, FALSE);
  wait_until (list_named (pair->ada, "Relatives")->chats->len == 0);
  core_delete_list (pair->ada->core, &id);
  wait_until (g_hash_table_size (pair->tablet->lists) == 0);
}

static void
test_draft (Pair *pair, gconstpointer data)
{
  MessageName name = peer_name_of (pair->ada, "hello");
  const ChatRow *row;

  core_set_draft (pair->ada->core, &pair->to_ben, "well", &name);
  wait_until (g_str_equal (peer_chat (pair->ada, &pair->to_ben)->draft, "well"));
  peer_close (pair->ada);
  peer_open (pair->ada);
  peer_load_chats (pair->ada);
  row = peer_chat (pair->ada, &pair->to_ben);
  g_assert_true (id_equal (&row->draft_author, &name.author));
  g_assert_true (id_equal (&row->draft_reply, &name.id));
  core_set_draft (pair->ada->core, &pair->to_ben, "", NULL);
  wait_until (id_is_none (&peer_chat (pair->ada, &pair->to_ben)->draft_reply));
}

/* -- Files. -- */

static gint64
import (Pair *pair, const char *path)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  gint64 n;

  core_import_chat_async (pair->ada->core, &pair->to_ben, path, "Ada L", NULL, keep_result_cb,
                          &result);
  wait_until (result != NULL);
  n = core_import_chat_finish (pair->ada->core, result, &error);
  g_assert_no_error (error);
  return n;
}

static char *export (Pair *pair, const char *folder)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *made = NULL;
  g_autoptr (Unzip) zip = NULL;
  g_autoptr (GBytes) text = NULL, notes = NULL;

  core_export_chat_async (pair->ada->core, &pair->to_ben, folder, TRUE, NULL, keep_result_cb,
                          &result);
  wait_until (result != NULL);
  made = core_export_chat_finish (pair->ada->core, result, &error);
  g_assert_no_error (error);
  g_assert_true (g_str_has_suffix (made, ".zip"));
  zip = unzip_open (made, &error);
  g_assert_no_error (error);
  text = unzip_read (zip, "chat.txt", 10000, &error);
  g_assert_no_error (error);
  notes = unzip_read (zip, "00001-notes.pdf", 100, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (g_bytes_get_data (notes, NULL), g_bytes_get_size (notes), "of paper", 8);
  return g_strndup (g_bytes_get_data (text, NULL), g_bytes_get_size (text));
}

/* What was in and what came since is all there, in order, with its file; and nothing is sent. */
static void
test_files (Pair *pair, gconstpointer data)
{
  g_autofree char *dir = g_dir_make_tmp ("whin-chat-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (dir, "_chat.txt", NULL);
  g_autofree char *file = g_build_filename (dir, "notes.pdf", NULL);
  g_autoptr (GPtrArray) rows = NULL;
  g_autofree char *text = NULL;

  g_assert_true (g_file_set_contents (file, "of paper", -1, NULL));
  g_assert_true (g_file_set_contents (path,
                                      "13/05/2020, 09:00 - Ben: long ago\n"
                                      "13/05/2020, 09:01 - Ada L: so it is\nindeed\n"
                                      "13/05/2020, 09:02 - Ben: notes.pdf (file attached)\n",
                                      -1, NULL));
  g_assert_cmpint (import (pair, path), ==, 3);
  g_assert_cmpint (import (pair, path), ==, 0);
  rows = peer_page (pair->ada, &pair->to_ben, PAGE_NEWEST, 0, 10);
  g_assert_cmpuint (rows->len, ==, 4);
  g_assert_cmpstr (((MessageRow *) rows->pdata[0])->text, ==, "long ago");
  g_assert_true (((MessageRow *) rows->pdata[1])->own);
  g_assert_cmpstr (((MessageRow *) rows->pdata[1])->text, ==, "so it is\nindeed");
  g_assert_cmpstr (((MessageRow *) rows->pdata[2])->media->name, ==, "notes.pdf");
  g_assert_nonnull (((MessageRow *) rows->pdata[2])->media->file);
  g_assert_cmpstr (((MessageRow *) rows->pdata[3])->text, ==, "hello");
  g_assert_cmpuint (peer_chat (pair->ada, &pair->to_ben)->unread, ==, 1);
  peer_tell (pair->ada, &pair->to_ben, "now", pair->ben);
  g_assert_null (peer_find (pair->ben, "so it is\nindeed"));
  text = export (pair, dir);
  g_assert_nonnull (strstr (text, "Ada: so it is\nindeed\n"));
  g_assert_nonnull (strstr (text, "<attached: 00001-notes.pdf>"));
  g_assert_nonnull (strstr (text, "Ada: now\n"));
  remove_tree (dir);
}

#define TEST(path, func) g_test_add ("/e2e/chats/" path, Pair, NULL, set_up, func, pair_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  TEST ("both-ways", test_both_ways);
  TEST ("offline", test_offline);
  TEST ("at-once", test_at_once);
  TEST ("server-older", test_server_older);
  TEST ("linked", test_linked);
  TEST ("read", test_read);
  TEST ("lists", test_lists);
  TEST ("draft", test_draft);
  TEST ("files", test_files);
  return g_test_run ();
}
