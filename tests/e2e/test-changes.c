/* test-changes: what people do to messages with the real server - answer, edit, take back, react,
 * pin, star - one after the other and at the same time, until all devices show the same.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "group-calls.h"
#include "pair.h"
#include "store-media.h"

#include <string.h>

#define THUMB "👍"
#define HEART "❤️"

/* -- What a person sees. -- */

static void
draw_reactions (GString *out, const MessageRow *row)
{
  for (guint i = 0; row->reactions != NULL && i < row->reactions->len; i++) {
    const Reaction *reaction = row->reactions->pdata[i];

    g_string_append_printf (out, " %s%u", reaction->emoji, reaction->count);
  }
}

static const char *
text_of (const MessageRow *row)
{
  return row->kind == MESSAGE_DELETED ? "(deleted)" : row->text;
}

/* A chat as all devices have to show it. */
static char *
draw (Peer *peer, const Conv *conv)
{
  g_autoptr (GPtrArray) rows = peer_page (peer, conv, PAGE_NEWEST, 0, 500);
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < rows->len; i++) {
    const MessageRow *row = rows->pdata[i];

    if (MESSAGE_KIND_IS_NOTICE (row->kind))
      continue;
    g_string_append_printf (out, "%s%s%s", text_of (row), row->edited ? " edited" : "",
                            row->pinned ? " pinned" : "");
    if (row->quoted != NULL)
      g_string_append_printf (out, " on %s", text_of (row->quoted));
    draw_reactions (out, row);
    g_string_append_c (out, '\n');
  }
  return g_string_free (out, FALSE);
}

/* Each as it sees the chat. */
static gboolean
shows (Peer *peer, const Conv *conv, const char *expected)
{
  g_autofree char *drawn = draw (peer, conv);

  return strcmp (drawn, expected) == 0;
}

static gboolean
pair_shows (Pair *pair, const char *expected)
{
  return shows (pair->ada, &pair->to_ben, expected) && shows (pair->ben, &pair->to_ada, expected) &&
         (pair->tablet == NULL || shows (pair->tablet, &pair->to_ben, expected));
}

#define wait_for_all(pair, expected) wait_until (pair_shows (pair, expected))

/* Whatever it is: the same everywhere, and nothing waits. */
static gboolean
is_settled (Pair *pair)
{
  g_autofree char *drawn = draw (pair->ada, &pair->to_ben);

  return pair_shows (pair, drawn);
}

static void
say (Peer *from, const Conv *conv, const char *text)
{
  core_send_text (from->core, conv, text, NULL, NULL, 0);
}

/* Said by Ada, and on all devices. */
static MessageName
begin (Pair *pair, const char *text)
{
  peer_tell (pair->ada, &pair->to_ben, text, pair->ben);
  if (pair->tablet != NULL)
    wait_until (peer_find (pair->tablet, text) != NULL);
  return peer_name_of (pair->ada, text);
}

/* The same message as Ben names it. */
static MessageName
at_bens (Pair *pair, MessageName name)
{
  name.conv = pair->to_ada;
  return name;
}

static GPtrArray *
ask (Peer *peer,
     void (*query) (Core *, const MessageName *, GCancellable *, GAsyncReadyCallback, gpointer),
     const MessageName *name)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GPtrArray *rows;

  query (peer->core, name, NULL, keep_result_cb, &result);
  wait_until (result != NULL);
  rows = core_query_finish (peer->core, result, &error);
  g_assert_no_error (error);
  return rows;
}

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

/* -- One after the other. -- */

static void
test_quote (Pair *pair, gconstpointer data)
{
  MessageName name = begin (pair, "at nine?"), bens = at_bens (pair, name);
  Mention mention = { pair->to_ada.id, 0, 4 };
  const MessageRow *answer;

  core_send_text (pair->ben->core, &pair->to_ada, "@Ada yes", &bens, &mention, 1);
  wait_for_all (pair, "at nine?\n@Ada yes on at nine?\n");
  answer = peer_find (pair->ada, "@Ada yes");
  g_assert_cmpuint (answer->mentions->len, ==, 1);
  g_assert_cmpuint (g_array_index (answer->mentions, Mention, 0).end, ==, 4);
  g_assert_true (id_equal (&g_array_index (answer->mentions, Mention, 0).acc, &pair->to_ada.id));
  /* The quote says what the message says now, also in the row that is shown. */
  core_edit_message (pair->ada->core, &name, "at ten?", NULL, 0);
  wait_for_all (pair, "at ten? edited\n@Ada yes on at ten?\n");
  wait_until (strcmp (peer_find (pair->ben, "@Ada yes")->quoted->text, "at ten?") == 0);
  core_delete_for_all (pair->ada->core, &name, 1);
  wait_for_all (pair, "(deleted)\n@Ada yes on (deleted)\n");
  wait_until (peer_find (pair->ben, "@Ada yes")->quoted->kind == MESSAGE_DELETED);
  core_send_text (pair->ada->core, &pair->to_ben, "what was that", &name, NULL, 0);
  wait_for_all (pair, "(deleted)\n@Ada yes on (deleted)\nwhat was that on (deleted)\n");
}

static void
test_edit (Pair *pair, gconstpointer data)
{
  MessageName name = begin (pair, "a quick heron"), bens = at_bens (pair, name);
  g_autoptr (GPtrArray) versions = NULL;

  core_edit_message (pair->ada->core, &name, "a slow heron", NULL, 0);
  wait_for_all (pair, "a slow heron edited\n");
  /* From the other device too, and not from somebody else. */
  core_edit_message (pair->ben->core, &bens, "a duck", NULL, 0);
  core_edit_message (pair->tablet->core, &name, "a grey heron", NULL, 0);
  wait_for_all (pair, "a grey heron edited\n");
  versions = ask (pair->ben, core_query_versions_async, &bens);
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
  MessageName name = begin (pair, "secret heron"), bens = at_bens (pair, name);
  g_autoptr (GPtrArray) versions = NULL;

  core_edit_message (pair->ada->core, &name, "secret bittern", NULL, 0);
  core_react (pair->ben->core, &bens, THUMB);
  wait_for_all (pair, "secret bittern edited " THUMB "1\n");
  core_delete_for_all (pair->ben->core, &bens, 1); /* not his */
  core_delete_for_all (pair->ada->core, &name, 1);
  wait_for_all (pair, "(deleted)\n");
  versions = ask (pair->ben, core_query_versions_async, &bens);
  g_assert_cmpuint (versions->len, ==, 0);
  g_assert_cmpuint (count_hits (pair->ben, "secret"), ==, 0);
  /* It is final. */
  core_react (pair->ben->core, &bens, HEART);
  core_edit_message (pair->ada->core, &name, "again", NULL, 0);
  pair_talk (pair, "one", "two");
  wait_for_all (pair, "(deleted)\none\ntwo\n");
}

static void
test_react (Pair *pair, gconstpointer data)
{
  MessageName name = begin (pair, "a kite"), bens = at_bens (pair, name);
  g_autoptr (GPtrArray) reactors = NULL;

  core_react (pair->ben->core, &bens, THUMB);
  wait_for_all (pair, "a kite " THUMB "1\n");
  wait_until (peer_find (pair->ben, "a kite")->reactions != NULL);
  g_assert_true (((Reaction *) peer_find (pair->ben, "a kite")->reactions->pdata[0])->own);
  core_react (pair->ada->core, &name, THUMB);
  wait_for_all (pair, "a kite " THUMB "2\n");
  /* One a person. */
  core_react (pair->tablet->core, &name, HEART);
  wait_until (pair_shows (pair, "a kite " THUMB "1 " HEART "1\n"));
  core_react (pair->ada->core, &name, "not an emoji");
  core_react (pair->ben->core, &bens, NULL);
  wait_for_all (pair, "a kite " HEART "1\n");
  reactors = ask (pair->ben, core_query_reactions_async, &bens);
  g_assert_cmpuint (reactors->len, ==, 1);
  g_assert_true (id_equal (&((Reactor *) reactors->pdata[0])->acc, &pair->to_ada.id));
  g_assert_cmpuint (peer_chat (pair->ada, &pair->to_ben)->unread, ==, 0);
}

static void
test_pin_and_star (Pair *pair, gconstpointer data)
{
  MessageName names[4] = { begin (pair, "1"), begin (pair, "2"), begin (pair, "3"),
                           begin (pair, "4") };
  MessageName bens = at_bens (pair, names[3]);

  for (guint i = 0; i < 3; i++)
    core_pin (pair->ada->core, &names[i], TRUE);
  wait_for_all (pair, "1 pinned\n2 pinned\n3 pinned\n4\n");
  core_pin (pair->ben->core, &bens, TRUE);
  wait_for_all (pair, "1\n2 pinned\n3 pinned\n4 pinned\n");
  core_pin (pair->ada->core, &names[2], FALSE);
  wait_for_all (pair, "1\n2 pinned\n3\n4 pinned\n");
  core_star (pair->ada->core, &names[1], TRUE);
  wait_until (peer_find (pair->tablet, "2")->starred && peer_find (pair->ada, "2")->starred);
  g_assert_false (peer_find (pair->ben, "2")->starred);
  core_star (pair->tablet->core, &names[1], FALSE);
  wait_until (!peer_find (pair->ada, "2")->starred);
}

static gboolean
is_read (Peer *peer, const MessageName *name)
{
  g_autoptr (GPtrArray) receipts = ask (peer, core_query_receipts_async, name);
  const Receipt *receipt = receipts->pdata[0];

  g_assert_cmpuint (receipts->len, ==, 1);
  return receipt->delivered > 0 && receipt->read >= receipt->delivered;
}

static void
test_info (Pair *pair, gconstpointer data)
{
  MessageName name = begin (pair, "look");

  g_assert_false (is_read (pair->ada, &name));
  core_mark_read (pair->ben->core, &pair->to_ada, G_MAXINT64);
  wait_until (peer_state (pair->ada, "look") == STATE_READ);
  g_assert_true (is_read (pair->ada, &name));
}

/* -- Files. -- */

static guint
count_files (Peer *peer)
{
  g_autofree char *path = peer_path (peer, "media");
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  guint n = 0;

  while (dir != NULL && g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

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
  wait_for_all (pair, "the list edited\n");
  wait_until (peer_state (pair->ada, "the list") == STATE_DELIVERED);
  g_assert_cmpuint (count_files (pair->ada), ==, 1);
  g_assert_cmpuint (count_files (pair->ben), ==, 1);
  core_delete_for_all (pair->ada->core, &name, 1);
  wait_for_all (pair, "(deleted)\n");
  g_assert_cmpuint (count_files (pair->ada), ==, 0);
  g_assert_cmpuint (count_files (pair->ben), ==, 0);
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

  begin (pair, "words");
  g_assert_true (g_file_set_contents (path, "birds", -1, NULL));
  core_send_file (pair->ada->core, &pair->to_ben, path, "list", TRUE, NULL);
  wait_until (peer_find (pair->ben, "list") != NULL);
  first = peer_find (pair->ben, "list");
  g_assert_null (first->media->file);
  names[0] = peer_name_of (pair->ben, "words");
  names[1] = (MessageName) { pair->to_ada, first->author, first->id };
  core_forward (pair->ben->core, names, 2, (Conv[]) { own, pair->to_ada }, 2);
  wait_until (shows (pair->ben, &own, "words\nlist\n") || shows (pair->ben, &own, "list\nwords\n"));
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

/* -- While nothing goes out. -- */

/* What has not left says another thing, or never leaves. */
static void
test_pending (Pair *pair, gconstpointer data)
{
  MessageName name;

  begin (pair, "before");
  pair_kill_server (pair);
  say (pair->ada, &pair->to_ben, "first thought");
  say (pair->ada, &pair->to_ben, "silly");
  wait_until (peer_find (pair->ada, "silly") != NULL);
  name = peer_name_of (pair->ada, "first thought");
  core_edit_message (pair->ada->core, &name, "second thought", NULL, 0);
  name = peer_name_of (pair->ada, "silly");
  core_delete_for_all (pair->ada->core, &name, 1);
  wait_until (shows (pair->ada, &pair->to_ben, "before\nsecond thought\n"));
  pair_start_server (pair, NULL);
  wait_for_all (pair, "before\nsecond thought\n");
  say (pair->ada, &pair->to_ben, "after");
  wait_for_all (pair, "before\nsecond thought\nafter\n");
  g_assert_cmpuint (peer_count_kind (pair->ben, MESSAGE_GAP), ==, 0);
}

/* Each does something else, and none has heard of the others. */
static void
test_at_once (Pair *pair, gconstpointer data)
{
  MessageName edited = begin (pair, "edited or deleted"), reacted = begin (pair, "reacted");
  MessageName bens = at_bens (pair, edited);

  pair_kill_server (pair);
  wait_until (!peer_is_live (pair->tablet));
  core_edit_message (pair->ada->core, &edited, "edited", NULL, 0);
  core_delete_for_all (pair->tablet->core, &edited, 1);
  core_react (pair->ben->core, &bens, THUMB);
  core_react (pair->ada->core, &reacted, THUMB);
  core_react (pair->tablet->core, &reacted, HEART);
  /* One's own shows at once. */
  wait_until (shows (pair->ada, &pair->to_ben, "edited edited\nreacted " THUMB "1\n"));
  wait_until (shows (pair->tablet, &pair->to_ben, "(deleted)\nreacted " HEART "1\n"));
  pair_start_server (pair, NULL);
  core_reconnect (pair->tablet->core);
  wait_until (pair_shows (pair, "(deleted)\nreacted " THUMB "1\n") ||
              pair_shows (pair, "(deleted)\nreacted " HEART "1\n"));
}

static void
test_both_edit (Pair *pair, gconstpointer data)
{
  MessageName name = begin (pair, "draft");

  pair_kill_server (pair);
  wait_until (!peer_is_live (pair->tablet));
  for (guint i = 0; i < 5; i++) {
    g_autofree char *one = g_strdup_printf ("laptop %u", i);
    g_autofree char *other = g_strdup_printf ("tablet %u", i);

    core_edit_message (pair->ada->core, &name, one, NULL, 0);
    core_edit_message (pair->tablet->core, &name, other, NULL, 0);
    core_pin (pair->ada->core, &name, i % 2 == 0);
    core_pin (pair->tablet->core, &name, i % 2 == 1);
  }
  pair_start_server (pair, NULL);
  core_reconnect (pair->tablet->core);
  wait_until (peer_is_live (pair->ada) && peer_is_live (pair->tablet) && peer_is_live (pair->ben));
  wait_until (peer_find (pair->ben, "laptop 4") != NULL ||
              peer_find (pair->ben, "tablet 4") != NULL);
  pair_talk (pair, "done", "well");
  say (pair->tablet, &pair->to_ben, "tablet done");
  wait_until (peer_find (pair->ada, "tablet done") != NULL &&
              peer_find (pair->ben, "tablet done") != NULL);
  wait_until (is_settled (pair));
}

/* Who was away hears all of it at once. */
static void
test_away (Pair *pair, gconstpointer data)
{
  MessageName one = begin (pair, "one"), two = begin (pair, "two");

  peer_close (pair->ben);
  core_edit_message (pair->ada->core, &one, "uno", NULL, 0);
  core_delete_for_all (pair->ada->core, &two, 1);
  say (pair->ada, &pair->to_ben, "three");
  wait_until (peer_find (pair->ada, "three") != NULL);
  core_react (pair->ada->core,
              &(MessageName) { pair->to_ben, pair->to_ada.id, peer_find (pair->ada, "three")->id },
              HEART);
  wait_until (peer_state (pair->ada, "three") == STATE_SENT);
  peer_open (pair->ben);
  wait_for_all (pair, "uno edited\n(deleted)\nthree " HEART "1\n");
  g_assert_cmpuint (peer_count_kind (pair->ben, MESSAGE_GAP), ==, 0);
}

/* A device that comes later has all of it: what was said first, and what became of it. */
static void
test_history (Pair *pair, gconstpointer data)
{
  static const char expected[] = "one and a half edited pinned " THUMB "1 " HEART "1\n(deleted)\n"
                                 "three on one and a half\n";
  MessageName one = begin (pair, "one"), two = begin (pair, "two"), bens = at_bens (pair, one);
  g_autoptr (GPtrArray) versions = NULL;
  Mention mention = { pair->to_ben.id, 0, 5 };

  core_edit_message (pair->ada->core, &one, "one and a half", NULL, 0);
  core_react (pair->ada->core, &one, THUMB);
  wait_until (shows (pair->ben, &pair->to_ada, "one and a half edited " THUMB "1\ntwo\n"));
  core_react (pair->ben->core, &bens, HEART);
  core_pin (pair->ben->core, &bens, TRUE);
  core_star (pair->ada->core, &one, TRUE);
  core_delete_for_all (pair->ada->core, &two, 1);
  core_send_text (pair->ada->core, &pair->to_ben, "three", &one, &mention, 1);
  wait_for_all (pair, expected);
  pair->tablet = peer_new_linked (pair->ada);
  wait_for_all (pair, expected);
  wait_until (shows (pair->tablet, &pair->to_ben, expected));
  versions = ask (pair->tablet, core_query_versions_async, &one);
  g_assert_cmpuint (versions->len, ==, 2);
  g_assert_cmpstr (((MessageVersion *) versions->pdata[0])->text, ==, "one");
  {
    g_autoptr (GPtrArray) rows = peer_page (pair->tablet, &pair->to_ben, PAGE_NEWEST, 0, 10);
    const MessageRow *first = rows->pdata[0], *last = rows->pdata[rows->len - 1];

    g_assert_true (first->starred);
    g_assert_cmpuint (last->mentions->len, ==, 1);
  }
  /* And goes on from there. */
  core_react (pair->tablet->core, &one, NULL);
  core_edit_message (pair->tablet->core, &one, "two", NULL, 0);
  wait_for_all (pair, "two edited pinned " HEART "1\n(deleted)\nthree on two\n");
}

/* -- Groups. -- */

typedef struct {
  Pair pair;
  Peer *cleo;
  Conv birds;
} Group;

static void
group_set_up (Group *group, gconstpointer data)
{
  pair_set_up (&group->pair, data);
  group->cleo = peer_new ();
  peer_register (group->cleo, group->pair.server, "+4915112340003", "Cleo");
  wait_until (group->pair.ada->account->reachable && group->pair.ben->account->reachable &&
              group->cleo->account->reachable);
  group->birds = peer_make_group (group->pair.ada, "Birds", group->pair.ben, group->cleo);
  wait_until (peer_group_members (group->pair.ben, &group->birds) == 3 &&
              peer_group_members (group->cleo, &group->birds) == 3);
}

static void
group_tear_down (Group *group, gconstpointer data)
{
  peer_free (group->cleo);
  pair_tear_down (&group->pair, data);
}

static gboolean
group_shows (Group *group, const char *expected)
{
  return shows (group->pair.ada, &group->birds, expected) &&
         shows (group->pair.ben, &group->birds, expected) &&
         shows (group->cleo, &group->birds, expected);
}

static void
test_group (Group *group, gconstpointer data)
{
  Peer *ada = group->pair.ada, *ben = group->pair.ben;
  MessageName adas, bens;

  say (ada, &group->birds, "a tit");
  wait_until (group_shows (group, "a tit\n"));
  say (ben, &group->birds, "a jay");
  wait_until (group_shows (group, "a tit\na jay\n"));
  adas = peer_name_of (ada, "a tit");
  bens = peer_name_of (ben, "a jay");
  core_react (ben->core, &adas, THUMB);
  core_react (group->cleo->core, &adas, THUMB);
  core_pin (group->cleo->core, &bens, TRUE);
  core_edit_message (ada->core, &adas, "a great tit", NULL, 0);
  wait_until (group_shows (group, "a great tit edited " THUMB "2\na jay pinned\n"));
  /* An admin may take back what others wrote, and nobody else. */
  core_delete_for_all (group->cleo->core, &bens, 1);
  core_delete_for_all (ben->core, &adas, 1);
  core_send_text (ben->core, &group->birds, "still here", &adas, NULL, 0);
  wait_until (group_shows (group, "a great tit edited " THUMB "2\na jay pinned\n"
                                  "still here on a great tit\n"));
  core_delete_for_all (ada->core, &bens, 1);
  wait_until (group_shows (group, "a great tit edited " THUMB "2\n(deleted)\n"
                                  "still here on a great tit\n"));
}

/* Who came later has not what is spoken of. */
static void
test_newcomer (Group *group, gconstpointer data)
{
  Peer *ada = group->pair.ada, *dora = peer_new ();
  MessageName old;

  peer_register (dora, group->pair.server, "+4915112340004", "Dora");
  wait_until (dora->account->reachable);
  say (ada, &group->birds, "old");
  wait_until (group_shows (group, "old\n"));
  old = peer_name_of (ada, "old");
  g_assert_cmpint (peer_add_to_group (ada, &group->birds, dora), ==, -1);
  wait_until (peer_group_members (dora, &group->birds) == 4);
  core_react (ada->core, &old, THUMB);
  core_edit_message (ada->core, &old, "older", NULL, 0);
  core_send_text (ada->core, &group->birds, "new", &old, NULL, 0);
  wait_until (group_shows (group, "older edited " THUMB "1\nnew on older\n"));
  wait_until (shows (dora, &group->birds, "new\n"));
  g_assert_true (id_equal (&peer_find (dora, "new")->quote_id, &old.id));
  g_assert_cmpuint (peer_count_kind (dora, MESSAGE_UNREADABLE), ==, 0);
  peer_free (dora);
}

#define add_test(path, func)                                                                       \
  g_test_add ("/changes/" path, Pair, NULL, pair_set_up, func, pair_tear_down)
#define add_with_tablet(path, func)                                                                \
  g_test_add ("/changes/" path, Pair, NULL, pair_set_up_with_tablet, func, pair_tear_down)
#define add_group(path, func)                                                                      \
  g_test_add ("/changes/" path, Group, NULL, group_set_up, func, group_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add_test ("quote", test_quote);
  add_with_tablet ("edit", test_edit);
  add_with_tablet ("delete", test_delete);
  add_with_tablet ("react", test_react);
  add_with_tablet ("pin-and-star", test_pin_and_star);
  add_test ("info", test_info);
  add_test ("file", test_file);
  add_test ("forward", test_forward);
  add_test ("pending", test_pending);
  add_with_tablet ("at-once", test_at_once);
  add_with_tablet ("both-edit", test_both_edit);
  add_test ("away", test_away);
  add_test ("history", test_history);
  add_group ("group", test_group);
  add_group ("newcomer", test_newcomer);
  return g_test_run ();
}
