/* test-core-apply: what items of the mailbox do, good and bad, without a server.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "peer.h"

#include "core-private.h"
#include "store-account.h"
#include "store-outbox.h"

#include <string.h>

typedef struct {
  Peer *peer;
  Id self;
  Id grace; /* somebody */
  Conv to_grace;
  gint64 seq;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  StoreAccount account = { .dev = 1,
                           .server = (char *) "http://127.0.0.1:9",
                           .token = (char *) "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8",
                           .name = (char *) "Ada",
                           .epoch = (char *) "1" };
  Store *store;

  fixture->peer = peer_new ();
  peer_close (fixture->peer);
  account.acc = fixture->self = id_random ();
  fixture->grace = id_random ();
  fixture->to_grace = (Conv) { CONV_USER, fixture->grace };
  fixture->seq = 0;
  store = peer_store (fixture->peer);
  store_begin (store);
  store_account_put (store, &account);
  store_commit (store, NULL);
  store_close (store);
  peer_open (fixture->peer);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  peer_free (fixture->peer);
}

/* -- Speaking as the server. -- */

static void
frame_cb (Core *core, gpointer data)
{
  gsize len;
  const char *text = g_bytes_get_data (data, &len);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) items = proto_decode (text, len, PROTO_S2C, &error);

  g_assert_no_error (error);
  sync_on_items (items, core);
}

static void
give (Fixture *fixture, const char *text)
{
  core_post (fixture->peer->core, frame_cb, g_bytes_new (text, strlen (text)),
             (GDestroyNotify) g_bytes_unref);
}

static Id
give_ct (Fixture *fixture, const Id *from, gint64 seq, const char *ct)
{
  IdText from_text, id_text;
  Id id = id_random ();
  g_autofree char *frame = g_strdup_printf (
      "{\"t\":\"msg\",\"seq\":%" G_GINT64_FORMAT ",\"cseq\":%" G_GINT64_FORMAT
      ",\"from\":\"%s\",\"fd\":2,\"id\":\"%s\",\"ts\":1790000000000,\"ct\":\"%s\"}",
      seq, seq, id_to_text (from, from_text), id_to_text (&id, id_text), ct);

  give (fixture, frame);
  return id;
}

/* A content, as JSON. */
static Id
give_content (Fixture *fixture, const Id *from, const char *json)
{
  g_autofree char *ct = base64url_encode (json, strlen (json));

  return give_ct (fixture, from, ++fixture->seq, ct);
}

static Id
give_text (Fixture *fixture, const Id *from, const char *text)
{
  g_autofree char *json = g_strdup_printf ("{\"k\":\"text\",\"text\":\"%s\"}", text);

  return give_content (fixture, from, json);
}

/* Everything before this has been applied when it shows. */
static void
settle (Fixture *fixture)
{
  static guint n;
  g_autofree char *text = g_strdup_printf ("settle %u", ++n);
  Id other = id_random ();

  give_text (fixture, &other, text);
  wait_until (peer_find (fixture->peer, text) != NULL);
}

static gint64 cursor; /* written on the core thread while the test waits */
static gint asked;

static void
cursor_cb (Core *core, gpointer data)
{
  cursor = core->account->cursor;
  g_atomic_int_set (&asked, 1);
}

static gint64
cursor_of (Fixture *fixture)
{
  g_atomic_int_set (&asked, 0);
  core_post (fixture->peer->core, cursor_cb, NULL, NULL);
  wait_until (g_atomic_int_get (&asked) != 0);
  return cursor;
}

/* -- Tests. -- */

static void
test_text (Fixture *fixture, gconstpointer data)
{
  Id id = give_text (fixture, &fixture->grace, "hello");
  const MessageRow *row;

  wait_until ((row = g_hash_table_lookup (fixture->peer->messages, &id)) != NULL);
  g_assert_cmpint (row->kind, ==, MESSAGE_TEXT);
  g_assert_cmpint (row->state, ==, STATE_RECEIVED);
  g_assert_cmpint (row->time, ==, 1790000000000);
  g_assert_true (id_equal (&row->conv.id, &fixture->grace));
  g_assert_cmpuint (peer_chat (fixture->peer, &fixture->to_grace)->unread, ==, 1);
}

/* Whatever is in it, it shows as something and the next one comes. */
static void
test_poison (Fixture *fixture, gconstpointer data)
{
  static const char *const contents[] = {
    "",
    "{",
    "[]",
    "null",
    "{\"k\":\"text\"}",
    "{\"k\":\"text\",\"text\":7}",
    "{\"text\":\"no kind\"}",
    "{\"k\":\"poll\",\"question\":\"Where?\"}",
    "{\"k\":\"media\",\"obj\":\"short\"}",
    "{\"k\":\"text\",\"text\":\"\xff\xfe\"}",
    "{\"k\":{\"k\":{\"k\":{\"k\":{\"k\":{\"k\":{\"k\":{\"k\":{\"k\":1}}}}}}}}}",
  };
  Id ids[G_N_ELEMENTS (contents)];

  for (gsize i = 1; i < G_N_ELEMENTS (contents); i++)
    ids[i] = give_content (fixture, &fixture->grace, contents[i]);
  give_ct (fixture, &fixture->grace, ++fixture->seq, "AAAA");
  settle (fixture);
  for (gsize i = 1; i < G_N_ELEMENTS (contents); i++) {
    const MessageRow *row = g_hash_table_lookup (fixture->peer->messages, &ids[i]);

    g_assert_nonnull (row);
    g_assert_cmpint (row->kind, ==, MESSAGE_UNKNOWN);
  }
  g_assert_cmpint (cursor_of (fixture), ==, fixture->seq);
}

static void
test_sequence (Fixture *fixture, gconstpointer data)
{
  Id id;

  give_text (fixture, &fixture->grace, "one");
  settle (fixture);
  /* Again: ignored. */
  fixture->seq -= 2;
  id = give_text (fixture, &fixture->grace, "one again");
  fixture->seq++;
  settle (fixture);
  g_assert_null (g_hash_table_lookup (fixture->peer->messages, &id));
  /* A hole: not applied, the link would start over. */
  fixture->seq += 5;
  give_text (fixture, &fixture->grace, "too far");
  g_assert_cmpint (cursor_of (fixture), ==, 3);
  fixture->seq = 3;
  settle (fixture);
  g_assert_null (peer_find (fixture->peer, "too far"));
  /* Always the same hole: better to go on. */
  for (guint i = 0; i < 3; i++) {
    g_assert_cmpint (cursor_of (fixture), ==, 4);
    fixture->seq = 20;
    give_text (fixture, &fixture->grace, "at last");
  }
  wait_until (peer_find (fixture->peer, "at last") != NULL);
  g_assert_cmpint (cursor_of (fixture), ==, 21);
}

/* A server that means ill: the engine goes on, and its place is no further than it was told. */
static void
test_hostile_frames (Fixture *fixture, gconstpointer data)
{
  static const char *const frames[] = {
    "[]",
    "[[],7,null,\"x\",{}]",
    "{\"t\":\"gap\",\"from\":1,\"to\":9223372036854775807,\"why\":\"x\"}",
    "{\"t\":\"gap\",\"from\":1,\"to\":0,\"why\":\"x\"}",
    "{\"t\":\"gap\",\"from\":-1,\"to\":5,\"why\":\"x\"}",
    "{\"t\":\"gap\",\"from\":1,\"from\":2,\"to\":-5,\"why\":\"x\"}",
    "{\"t\":\"device\",\"seq\":-1,\"acc\":\"ICEiIyQlJicoKSorLC0uLw\",\"devs\":[]}",
    "{\"t\":\"msg\",\"seq\":1,\"from\":\"ICEiIyQlJicoKSorLC0uLw\",\"fd\":1,\"id\":"
    "\"EBESExQVFhcYGRobHB0eHw\",\"ts\":1,\"ct\":\"not base64!\"}",
    "{\"t\":\"msg\",\"seq\":1,\"from\":\"ICEiIyQlJicoKSorLC0uLw\",\"fd\":1,\"id\":"
    "\"EBESExQVFhcYGRobHB0eHw\",\"ts\":-5,\"ct\":\"e30\"}",
    "{\"t\":\"msg\",\"seq\":1,\"from\":\"AAAAAAAAAAAAAAAAAAAAAA\",\"fd\":1,\"id\":"
    "\"EBESExQVFhcYGRobHB0eHw\",\"ts\":5,\"ct\":\"e30\"}",
    "{\"t\":\"eph\",\"conv\":\"u:ICEiIyQlJicoKSorLC0uLw\",\"from\":\"ICEiIyQlJicoKSorLC0uLw\","
    "\"fd\":1,\"body\":\"eyJrIjp7fX0\"}",
    "{\"t\":\"eph\",\"conv\":\"g:ICEiIyQlJicoKSorLC0uLw\",\"body\":\"eyJrIjpbXX0\"}",
    "{\"t\":\"pres\",\"acc\":\"ICEiIyQlJicoKSorLC0uLw\",\"on\":true,\"seen\":9007199254740991}",
    "{\"t\":\"ok\",\"id\":\"EBESExQVFhcYGRobHB0eHw\",\"cseq\":9007199254740991,\"ts\":0}",
    "{\"t\":\"err\",\"id\":\"EBESExQVFhcYGRobHB0eHw\",\"code\":\"devices\"}",
    "{\"t\":\"err\",\"code\":\"what\",\"why\":\"%s%n\"}",
    "{\"t\":\"tomorrow\",\"seq\":1}",
  };
  gint64 before = cursor_of (fixture);

  for (gsize i = 0; i < G_N_ELEMENTS (frames); i++)
    give (fixture, frames[i]);
  g_assert_cmpint (cursor_of (fixture), ==, before);
  g_assert_cmpuint (g_hash_table_size (fixture->peer->messages), ==, 0);
  /* The last number there is, twice. */
  give_text (fixture, &fixture->grace, "one");
  give (fixture, "{\"t\":\"gap\",\"from\":2,\"to\":9007199254740991,\"why\":\"x\"}");
  give (fixture, "{\"t\":\"gap\",\"from\":9007199254740991,\"to\":9007199254740991,"
                 "\"why\":\"x\"}");
  wait_until (peer_find (fixture->peer, "one") != NULL);
  g_assert_cmpint (cursor_of (fixture), ==, CODEC_INT_MAX);
}

/* Contents at and past their limits: each shows, or says that it cannot be read, and stays small.
 */
static void
test_hostile_contents (Fixture *fixture, gconstpointer data)
{
  g_autofree char *most = g_strnfill (LIMIT_CONTENT_MAX - 24, 'x');
  g_autofree char *big_thumb = g_strnfill (LIMIT_THUMB_MAX * 4 / 3 + 5, 'A');
  static const char media[] =
      "{\"k\":\"media\",\"obj\":\"ICEiIyQlJicoKSorLC0uLw\",\"mime\":\"image/png\",\"size\":%s,"
      "\"w\":%s,\"h\":%s,\"thumb\":\"%s\",\"sha256\":"
      "\"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8\"}";
  const struct {
    const char *size, *w, *h, *thumb;
    MessageKind kind;
  } cases[] = {
    { "5", "65535", "65535", "AAAA", MESSAGE_PICTURE },
    { "2147483648", "1", "1", "", MESSAGE_PICTURE },
    { "2147483649", "1", "1", "", MESSAGE_UNKNOWN },
    { "-1", "1", "1", "", MESSAGE_UNKNOWN },
    { "5", "65536", "1", "", MESSAGE_UNKNOWN },
    { "5", "-1", "1", "", MESSAGE_UNKNOWN },
    { "5", "0", "0", "", MESSAGE_FILE },
    { "5", "1e3", "1", "", MESSAGE_UNKNOWN },
    { "5", "1", "1", "no base64", MESSAGE_UNKNOWN },
    { "5", "1", "1", big_thumb, MESSAGE_UNKNOWN },
  };
  Id ids[G_N_ELEMENTS (cases)];
  const MessageRow *row;

  give_text (fixture, &fixture->grace, most);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *json =
        g_strdup_printf (media, cases[i].size, cases[i].w, cases[i].h, cases[i].thumb);

    ids[i] = give_content (fixture, &fixture->grace, json);
  }
  give_content (fixture, &fixture->grace,
                "{\"k\":\"profile\",\"name\":\"\",\"photo\":\"ICEiIyQlJicoKSorLC0uLw\","
                "\"photo_size\":2147483648}");
  give_content (fixture, &fixture->grace,
                "{\"k\":\"receipt\",\"what\":\"eaten\",\"author\":\"ICEiIyQlJicoKSorLC0uLw\","
                "\"ids\":[]}");
  give_content (fixture, &fixture->self,
                "{\"k\":\"chat\",\"chat\":\"g:ICEiIyQlJicoKSorLC0uLw\",\"read\":"
                "\"ICEiIyQlJicoKSorLC0uLw\",\"author\":\"ICEiIyQlJicoKSorLC0uLw\"}");
  settle (fixture);
  g_assert_nonnull (peer_find (fixture->peer, most));
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    row = g_hash_table_lookup (fixture->peer->messages, &ids[i]);
    g_assert_nonnull (row);
    g_assert_cmpint (row->kind, ==, cases[i].kind);
  }
  g_assert_cmpint (cursor_of (fixture), ==, fixture->seq);
}

static void
test_gap (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) rows = NULL;

  give_text (fixture, &fixture->grace, "before");
  give (fixture, "{\"t\":\"gap\",\"from\":2,\"to\":9,\"why\":\"expired\"}");
  fixture->seq = 9;
  give_text (fixture, &fixture->grace, "after");
  wait_until (peer_find (fixture->peer, "after") != NULL);
  g_assert_cmpint (cursor_of (fixture), ==, 10);
  rows = peer_page (fixture->peer, &fixture->to_grace, PAGE_NEWEST, 0, 10);
  g_assert_cmpuint (rows->len, ==, 3);
  g_assert_cmpint (((MessageRow *) rows->pdata[1])->kind, ==, MESSAGE_GAP);
}

static void
test_same_message_twice (Fixture *fixture, gconstpointer data)
{
  static const char frame[] =
      "{\"t\":\"msg\",\"seq\":%d,\"cseq\":%d,\"from\":\"ICEiIyQlJicoKSorLC0uLw\",\"fd\":1,\"id\":"
      "\"EBESExQVFhcYGRobHB0eHw\",\"ts\":5,\"ct\":\"eyJrIjoidGV4dCIsInRleHQiOiJIaSJ9\"}";

  for (int i = 1; i <= 2; i++) {
    g_autofree char *text = g_strdup_printf (frame, i, i);

    give (fixture, text);
  }
  fixture->seq = 2;
  settle (fixture);
  g_assert_cmpuint (peer_count (fixture->peer, "Hi"), ==, 1);
  g_assert_cmpint (cursor_of (fixture), ==, 3);
}

static char *
receipt_for (const Id *author, const Id *id, const char *what)
{
  IdText author_text, id_text;

  return g_strdup_printf ("{\"k\":\"receipt\",\"what\":\"%s\",\"author\":\"%s\",\"ids\":[\"%s\"]}",
                          what, id_to_text (author, author_text), id_to_text (id, id_text));
}

static void
test_receipts (Fixture *fixture, gconstpointer data)
{
  Id stranger = id_random ();
  const MessageRow *row;
  g_autofree char *read = NULL;
  g_autofree char *delivered = NULL;
  Id id;

  core_send_text (fixture->peer->core, &fixture->to_grace, "mine");
  wait_until (peer_find (fixture->peer, "mine") != NULL);
  id = peer_find (fixture->peer, "mine")->id;
  read = receipt_for (&fixture->self, &id, "read");
  delivered = receipt_for (&fixture->self, &id, "delivered");
  /* Only the other one in the chat can say so. */
  give_content (fixture, &stranger, read);
  give_content (fixture, &fixture->self, read);
  settle (fixture);
  row = peer_find (fixture->peer, "mine");
  g_assert_cmpint (row->state, ==, STATE_PENDING);
  give_content (fixture, &fixture->grace, read);
  give_content (fixture, &fixture->grace, delivered);
  settle (fixture);
  row = peer_find (fixture->peer, "mine");
  g_assert_cmpint (row->state, ==, STATE_READ);
}

/* Only one's own devices may change one's contacts, or speak for a chat. */
static void
test_own_only (Fixture *fixture, gconstpointer data)
{
  g_autofree char *contact = NULL;
  g_autofree char *own_text = NULL;
  g_autofree char *spoofed = NULL;
  IdText text;
  Id other = id_random ();
  Id id;
  const MessageRow *row;

  contact =
      g_strdup_printf ("{\"k\":\"contact\",\"conv\":\"u:%s\",\"acc\":\"%s\",\"name\":\"Evil\"}",
                       id_to_text (&fixture->self, text), "ICEiIyQlJicoKSorLC0uLw");
  give_content (fixture, &fixture->grace, contact);
  settle (fixture);
  g_assert_cmpuint (g_hash_table_size (fixture->peer->contacts), ==, 1);
  give_content (fixture, &fixture->self, contact);
  settle (fixture);
  {
    Id acc;
    const ContactRow *known;

    g_assert_true (id_from_text ("ICEiIyQlJicoKSorLC0uLw", &acc));
    known = g_hash_table_lookup (fixture->peer->contacts, &acc);
    g_assert_nonnull (known);
    g_assert_cmpstr (known->name, ==, "Evil");
    g_assert_true (known->contact);
  }

  own_text = g_strdup_printf ("{\"k\":\"text\",\"conv\":\"u:%s\",\"text\":\"from my phone\"}",
                              id_to_text (&other, text));
  id = give_content (fixture, &fixture->self, own_text);
  spoofed = g_strdup_printf ("{\"k\":\"text\",\"conv\":\"u:%s\",\"text\":\"not in that chat\"}",
                             id_to_text (&other, text));
  give_content (fixture, &fixture->grace, spoofed);
  give_content (fixture, &fixture->self, "{\"k\":\"text\",\"text\":\"nowhere\"}");
  settle (fixture);
  row = g_hash_table_lookup (fixture->peer->messages, &id);
  g_assert_true (row->own);
  g_assert_cmpint (row->state, ==, STATE_SENT);
  g_assert_true (id_equal (&row->conv.id, &other));
  row = peer_find (fixture->peer, "not in that chat");
  g_assert_true (id_equal (&row->conv.id, &fixture->grace));
  g_assert_null (peer_find (fixture->peer, "nowhere"));
}

static void
test_media_names (Fixture *fixture, gconstpointer data)
{
  Id id = give_content (
      fixture, &fixture->grace,
      "{\"k\":\"media\",\"obj\":\"ICEiIyQlJicoKSorLC0uLw\",\"mime\":\"text/x;\\n\",\"size\":5,"
      "\"name\":\"../../"
      ".bash\\u202erc\",\"sha256\":\"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8\"}");
  const MessageRow *row;

  wait_until ((row = g_hash_table_lookup (fixture->peer->messages, &id)) != NULL);
  g_assert_cmpint (row->kind, ==, MESSAGE_FILE);
  g_assert_cmpstr (row->media->name, ==, "_.._.bashrc");
  g_assert_cmpstr (row->media->mime, ==, "application/octet-stream");
  g_assert_null (row->media->path);
}

static void
test_blocked (Fixture *fixture, gconstpointer data)
{
  core_block (fixture->peer->core, &fixture->grace, TRUE);
  give_text (fixture, &fixture->grace, "psst");
  settle (fixture);
  g_assert_null (peer_find (fixture->peer, "psst"));
  g_assert_cmpint (cursor_of (fixture), ==, 2);
}

/* -- Giving up. -- */

static gint64 later; /* set before it is used on the core thread */

static gint64
later_clock (gpointer data)
{
  return later;
}

static void
expire_cb (Core *core, gpointer data)
{
  core_set_clock (core, later_clock, NULL);
  core_begin (core);
  outbox_expire (core);
  core_commit (core, NULL);
}

static void
test_give_up (Fixture *fixture, gconstpointer data)
{
  gint64 day = 24 * 3600 * (gint64) 1000;
  gint64 now = g_get_real_time () / 1000;
  const MessageRow *row;

  core_send_text (fixture->peer->core, &fixture->to_grace, "to nowhere");
  wait_until (peer_find (fixture->peer, "to nowhere") != NULL);
  later = now + (LIMIT_GIVE_UP_DAYS - 1) * day;
  core_post (fixture->peer->core, expire_cb, NULL, NULL);
  settle (fixture);
  row = peer_find (fixture->peer, "to nowhere");
  g_assert_cmpint (row->state, ==, STATE_PENDING);
  later = now + (LIMIT_GIVE_UP_DAYS + 1) * day;
  core_post (fixture->peer->core, expire_cb, NULL, NULL);
  wait_until (peer_find (fixture->peer, "to nowhere")->state == STATE_FAILED);
  row = peer_find (fixture->peer, "to nowhere");
  g_assert_cmpint (row->error, ==, WHIN_ERROR_GAVE_UP);
  {
    MessageName name = { row->conv, row->author, row->id };

    core_retry (fixture->peer->core, &name);
    wait_until (peer_find (fixture->peer, "to nowhere")->state == STATE_PENDING);
    g_assert_cmpint (peer_find (fixture->peer, "to nowhere")->error, ==, -1);
  }
}

#define add(path, func) g_test_add ("/core/apply/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("text", test_text);
  add ("poison", test_poison);
  add ("sequence", test_sequence);
  add ("hostile-frames", test_hostile_frames);
  add ("hostile-contents", test_hostile_contents);
  add ("gap", test_gap);
  add ("same-message-twice", test_same_message_twice);
  add ("receipts", test_receipts);
  add ("own-only", test_own_only);
  add ("media-names", test_media_names);
  add ("blocked", test_blocked);
  add ("give-up", test_give_up);
  return g_test_run ();
}
