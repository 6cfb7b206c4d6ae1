/* test-changes: what people do to messages with the real server - answer, edit, take back, react,
 * pin, star, forward - one after the other.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "files.h"
#include "sight.h"

#include "store-media.h"

#include <string.h>

static guint
count_hits (Peer *peer, const char *words)
{
  Find find = { .words = words, .limit = 10 };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (FoundPage) page = NULL;

  core_search_async (peer->core, &find, NULL, keep_result_cb, &result);
  wait_until (result != NULL);
  page = core_search_finish (peer->core, result, NULL);
  return page->rows->len;
}

static guint
count_mentions (Peer *peer, const Conv *conv)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) rows = NULL;

  core_query_mentions_async (peer->core, conv, NULL, keep_result_cb, &result);
  wait_until (result != NULL);
  rows = core_query_finish (peer->core, result, NULL);
  return rows->len;
}

/* -- Words. -- */

static void
test_quote (Pair *pair, gconstpointer data)
{
  MessageName name = pair_begin (pair, "at nine?"), bens = pair_at_bens (pair, name);
  Mention mention = { pair->to_ada.id, 0, 4 };
  const MessageRow *answer;

  core_send_text (pair->ben->core, &pair->to_ada, "@Ada yes", &bens, &mention, 1);
  wait_for_pair (pair, "at nine?\n@Ada yes on at nine?\n");
  answer = peer_find (pair->ada, "@Ada yes");
  g_assert_cmpuint (answer->mentions->len, ==, 1);
  g_assert_cmpuint (g_array_index (answer->mentions, Mention, 0).end, ==, 4);
  g_assert_true (id_equal (&g_array_index (answer->mentions, Mention, 0).acc, &pair->to_ada.id));
  g_assert_cmpuint (count_mentions (pair->ada, &pair->to_ben), ==, 1);
  g_assert_cmpuint (count_mentions (pair->ben, &pair->to_ada), ==, 0); /* his own */
  core_mark_read (pair->ada->core, &pair->to_ben, G_MAXINT64);
  g_assert_cmpuint (count_mentions (pair->ada, &pair->to_ben), ==, 0);
  /* The quote says what the message says now, also in the row that is shown. */
  core_edit_message (pair->ada->core, &name, "at ten?", NULL, 0);
  wait_for_pair (pair, "at ten? edited\n@Ada yes on at ten?\n");
  wait_until (strcmp (peer_find (pair->ben, "@Ada yes")->quoted->text, "at ten?") == 0);
  core_delete_for_all (pair->ada->core, &name, 1);
  wait_for_pair (pair, "(deleted)\n@Ada yes on (deleted)\n");
  wait_until (peer_find (pair->ben, "@Ada yes")->quoted->kind == MESSAGE_DELETED);
  core_send_text (pair->ada->core, &pair->to_ben, "what was that", &name, NULL, 0);
  wait_for_pair (pair, "(deleted)\n@Ada yes on (deleted)\nwhat was that on (deleted)\n");
}

static void
test_edit (Pair *pair, gconstpointer data)
{
  MessageName name = pair_begin (pair, "a quick heron"), bens = pair_at_bens (pair, name);
  g_autoptr (GPtrArray) versions = NULL;

  core_edit_message (pair->ada->core, &name, "a slow heron", NULL, 0);
  wait_for_pair (pair, "a slow heron edited\n");
  /* From the other device too, and not from somebody else. */
  core_edit_message (pair->ben->core, &bens, "a duck", NULL, 0);
  core_edit_message (pair->tablet->core, &name, "a grey heron", NULL, 0);
  wait_for_pair (pair, "a grey heron edited\n");
  versions = peer_ask (pair->ben, core_query_versions_async, &bens);
  g_assert_cmpuint (versions->len, ==, 3);
  g_assert_cmpstr (((MessageVersion *) versions->pdata[0])->text, ==, "a quick heron");
  g_assert_cmpstr (((MessageVersion *) versions->pdata[1])->text, ==, "a slow heron");
  g_assert_cmpstr (((MessageVersion *) versions->pdata[2])->text, ==, "a grey heron");
  g_assert_cmpuint (count_hits (pair->ben, "quick"), ==, 0);
  g_assert_cmpuint (count_hits (pair->ben, "grey"), ==, 1);
  g_assert_cmpuint (peer_count_kind (pair->ben, MESSAGE_GAP), ==, 0);
}

static void
test_delete (Pair *pair, gconstpointer data)
{
  MessageName name = pair_begin (pair, "secret heron"), bens = pair_at_bens (pair, name);
  g_autoptr (GPtrArray) versions = NULL;

  core_edit_message (pair->ada->core, &name, "secret bittern", NULL, 0);
  core_react (pair->ben->core, &bens, THUMB);
  wait_for_pair (pair, "secret bittern edited " THUMB "1\n");
  core_delete_for_all (pair->ben->core, &bens, 1); /* not his */
  core_delete_for_all (pair->ada->core, &name, 1);
  wait_for_pair (pair, "(deleted)\n");
  versions = peer_ask (pair->ben, core_query_versions_async, &bens);
  g_assert_cmpuint (versions->len, ==, 0);
  g_assert_cmpuint (count_hits (pair->ben, "secret"), ==, 0);
  /* It is final. */
  core_react (pair->ben->core, &bens, HEART);
  core_edit_message (pair->ada->core, &name, "again", NULL, 0);
  pair_talk (pair, "one", "two");
  wait_for_pair (pair, "(deleted)\none\ntwo\n");
}

static void
test_react (Pair *pair, gconstpointer data)
{
  MessageName name = pair_begin (pair, "a kite"), bens = pair_at_bens (pair, name);
  g_autoptr (GPtrArray) reactors = NULL;

  core_react (pair->ben->core, &bens, THUMB);
  wait_for_pair (pair, "a kite " THUMB "1\n");
  wait_until (peer_find (pair->ben, "a kite")->reactions != NULL);
  g_assert_true (((Reaction *) peer_find (pair->ben, "a kite")->reactions->pdata[0])->own);
  core_react (pair->ada->core, &name, THUMB);
  wait_for_pair (pair, "a kite " THUMB "2\n");
  /* One a person. */
  core_react (pair->tablet->core, &name, HEART);
  wait_until (pair_shows (pair, "a kite " THUMB "1 " HEART "1\n"));
  core_react (pair->ada->core, &name, "not an emoji");
  core_react (pair->ben->core, &bens, NULL);
  wait_for_pair (pair, "a kite " HEART "1\n");
  reactors = peer_ask (pair->ben, core_query_reactions_async, &bens);
  g_assert_cmpuint (reactors->len, ==, 1);
  g_assert_true (id_equal (&((Reactor *) reactors->pdata[0])->acc, &pair->to_ada.id));
  g_assert_cmpuint (peer_chat (pair->ada, &pair->to_ben)->unread, ==, 0);
}

static void
test_pin_and_star (Pair *pair, gconstpointer data)
{
  MessageName names[4] = { pair_begin (pair, "1"), pair_begin (pair, "2"), pair_begin (pair, "3"),
                           pair_begin (pair, "4") };
  MessageName bens = pair_at_bens (pair, names[3]);

  for (guint i = 0; i < 3; i++)
    core_pin (pair->ada->core, &names[i], TRUE);
  wait_for_pair (pair, "1 pinned\n2 pinned\n3 pinned\n4\n");
  core_pin (pair->ben->core, &bens, TRUE);
  wait_for_pair (pair, "1\n2 pinned\n3 pinned\n4 pinned\n");
  core_pin (pair->ada->core, &names[2], FALSE);
  wait_for_pair (pair, "1\n2 pinned\n3\n4 pinned\n");
  core_star (pair->ada->core, &names[1], TRUE);
  wait_until (peer_find (pair->tablet, "2")->starred && peer_find (pair->ada, "2")->starred);
  g_assert_false (peer_find (pair->ben, "2")->starred);
  core_star (pair->tablet->core, &names[1], FALSE);
  wait_until (!peer_find (pair->ada, "2")->starred);
}

static gboolean
is_read (Peer *peer, const MessageName *name)
{
  g_autoptr (GPtrArray) receipts = peer_ask (peer, core_query_receipts_async, name);
  const Receipt *receipt = receipts->pdata[0];

  g_assert_cmpuint (receipts->len, ==, 1);
  return receipt->delivered > 0 && receipt->read >= receipt->delivered;
}

static void
test_info (Pair *pair, gconstpointer data)
{
  MessageName name = pair_begin (pair, "look");

  g_assert_false (is_read (pair->ada, &name));
  core_mark_read (pair->ben->core, &pair->to_ada, G_MAXINT64);
  wait_until (peer_state (pair->ada, "look") == STATE_READ);
  g_assert_true (is_read (pair->ada, &name));
}

/* -- Files. -- */

static void
test_file (Pair *pair, gconstpointer data)
{
  g_autofree char *path = peer_path (pair->ada, "notes.txt");
  MessageName name;

  g_assert_true (g_file_set_contents (path, "birds", -1, NULL));
  core_send_file (pair->ada->core, &pair->to_ben, path, "list", TRUE, NULL);
  wait_until (peer_find (pair->ben, "list") != NULL);
  peer_fetch (pair->ben, "list");
  wait_until (peer_has_file (pair->ben, "list"));
  name = peer_name_of (pair->ada, "list");
  core_edit_message (pair->ada->core, &name, "the list", NULL, 0);
  wait_for_pair (pair, "the list edited\n");
  wait_until (peer_state (pair->ada, "the list") == STATE_DELIVERED);
  g_assert_cmpuint (peer_count_files (pair->ada), ==, 1);
  g_assert_cmpuint (peer_count_files (pair->ben), ==, 1);
  core_delete_for_all (pair->ada->core, &name, 1);
  wait_for_pair (pair, "(deleted)\n");
  g_assert_cmpuint (peer_count_files (pair->ada), ==, 0);
  g_assert_cmpuint (peer_count_files (pair->ben), ==, 0);
}

static GBytes *
object_of (Peer *peer, const Id *author, const Id *id)
{
  Store *store = peer_store (peer);
  g_autoptr (StoreMedia) media = store_media_get (store, author, id);

  store_close (store);
  return g_bytes_new (media->key->key, sizeof media->key->key);
}

/* To oneself: what is not here is fetched first, and goes under another key. */
static void
test_forward (Pair *pair, gconstpointer data)
{
  g_autofree char *path = peer_path (pair->ada, "notes.txt");
  MessageName names[2];
  Conv own = conv_with (pair->ben);
  const MessageRow *first;
  Id sent = { 0 };
  g_autoptr (GBytes) one = NULL, other = NULL;

  pair_begin (pair, "words");
  g_assert_true (g_file_set_contents (path, "birds", -1, NULL));
  core_send_file (pair->ada->core, &pair->to_ben, path, "list", TRUE, NULL);
  wait_until (peer_find (pair->ben, "list") != NULL);
  first = peer_find (pair->ben, "list");
  g_assert_null (first->media->file);
  names[0] = peer_name_of (pair->ben, "words");
  names[1] = (MessageName) { pair->to_ada, first->author, first->id };
  core_forward (pair->ben->core, names, 2, (Conv[]) { own, pair->to_ada }, 2);
  wait_until (chat_shows (pair->ben, &own, "words\nlist\n") ||
              chat_shows (pair->ben, &own, "list\nwords\n"));
  wait_until (peer_count (pair->ada, "words") == 2 && peer_count (pair->ada, "list") == 2);
  {
    g_autoptr (GPtrArray) rows = peer_page (pair->ada, &pair->to_ben, PAGE_NEWEST, 0, 2);

    for (guint i = 0; i < rows->len; i++) {
      const MessageRow *row = rows->pdata[i];

      g_assert_true (row->forwarded);
      g_assert_false (row->own);
      if (row->media != NULL)
        sent = row->id;
    }
  }
  g_assert_false (id_is_none (&sent));
  wait_until (!peer_find (pair->ben, "list")->forwarded ||
              peer_count_kind (pair->ben, MESSAGE_FILE) == 3);
  peer_close (pair->ben);
  one = object_of (pair->ben, &names[1].author, &names[1].id);
  other = object_of (pair->ben, &pair->to_ben.id, &sent);
  g_assert_false (g_bytes_equal (one, other));
  peer_open (pair->ben);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  PAIR_TEST ("/changes/quote", test_quote);
  PAIR_TEST_WITH_TABLET ("/changes/edit", test_edit);
  PAIR_TEST_WITH_TABLET ("/changes/delete", test_delete);
  PAIR_TEST_WITH_TABLET ("/changes/react", test_react);
  PAIR_TEST_WITH_TABLET ("/changes/pin-and-star", test_pin_and_star);
  PAIR_TEST ("/changes/info", test_info);
  PAIR_TEST ("/changes/file", test_file);
  PAIR_TEST ("/changes/forward", test_forward);
  return g_test_run ();
}
