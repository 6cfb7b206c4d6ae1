/* test-core-apply: what items of the mailbox do, good and bad, without a server.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "peer.h"

#include "directory.h"

#include "budget.h"
#include "content.h"
#include "core-private.h"
#include "limits.h"
#include "retry.h"
#include "store-outbox.h"

#include <string.h>

/* There is nobody at the socket; only the directory of devices answers. */
typedef struct {
  Peer *peer;
  Directory *directory;
  Friend *self; /* device 1 is the core; device 2 another one of the same account */
  Friend *grace;
  Friend *other;
  Conv to_grace;
  gint64 seq;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autofree char *url = NULL;
  Store *store;

  fixture->directory = directory_new ();
  fixture->self = friend_new (2);
  fixture->grace = friend_new (2);
  fixture->other = friend_new (2);
  directory_add (fixture->directory, fixture->self);
  directory_add (fixture->directory, fixture->grace);
  directory_add (fixture->directory, fixture->other);
  fixture->to_grace = (Conv) { CONV_USER, fixture->grace->acc };
  fixture->seq = 0;
  fixture->peer = peer_new ();
  peer_close (fixture->peer);
  url = directory_url (fixture->directory);
  store = peer_store (fixture->peer);
  store_begin (store);
  friend_move_in (fixture->self, store, url);
  friend_introduce (fixture->grace, store);
  friend_introduce (fixture->other, store);
  store_commit (store, NULL);
  store_close (store);
  peer_open (fixture->peer);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  peer_free (fixture->peer);
  directory_free (fixture->directory);
  friend_free (fixture->self);
  friend_free (fixture->grace);
  friend_free (fixture->other);
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
  g_assert_true (sync_on_items (items, len, core));
}

static void
give (Fixture *fixture, const char *text)
{
  core_post (fixture->peer->core, frame_cb, g_bytes_new (text, strlen (text)),
             (GDestroyNotify) g_bytes_unref);
}

/* As the next item of the mailbox, from whom the server says. */
static void
give_ct (Fixture *fixture, const Friend *from, guint fd, const Id *id, const char *ct)
{
  IdText from_text, id_text;
  gint64 seq = ++fixture->seq;
  g_autofree char *frame = g_strdup_printf (
      "{\"t\":\"msg\",\"seq\":%" G_GINT64_FORMAT ",\"cseq\":%" G_GINT64_FORMAT
      ",\"from\":\"%s\",\"fd\":%u,\"id\":\"%s\",\"ts\":1790000000000,\"ct\":\"%s\"}",
      seq, seq, id_to_text (&from->acc, from_text), fd, id_to_text (id, id_text), ct);

  give (fixture, frame);
}

/* A content, as JSON or not, from device 2 of somebody; conv is NULL for the chat of the two. */
static Id
give_in (Fixture *fixture, const Friend *from, const Conv *conv, const char *content)
{
  EnvelopeHeader header = friend_header (from, fixture->self, conv);
  Id id = id_random ();
  g_autofree char *ct =
      friend_seal (fixture->self, friend_device (from, 2), &id, &header, content, strlen (content));

  give_ct (fixture, from, 2, &id, ct);
  return id;
}

static Id
give_content (Fixture *fixture, const Friend *from, const char *content)
{
  return give_in (fixture, from, NULL, content);
}

static char *
text_content (const char *text)
{
  return g_strdup_printf ("{\"k\":\"text\",\"text\":\"%s\"}", text);
}

static Id
give_text (Fixture *fixture, const Friend *from, const char *text)
{
  g_autofree char *json = text_content (text);

  return give_content (fixture, from, json);
}

/* Everything before this has been applied when it shows. */
static void
settle (Fixture *fixture)
{
  static guint n;
  g_autofree char *text = g_strdup_printf ("settle %u", ++n);

  give_text (fixture, fixture->other, text);
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
  Id id = give_text (fixture, fixture->grace, "hello");
  const MessageRow *row;

  wait_until ((row = g_hash_table_lookup (fixture->peer->messages, &id)) != NULL);
  g_assert_cmpint (row->kind, ==, MESSAGE_TEXT);
  g_assert_cmpint (row->state, ==, STATE_RECEIVED);
  g_assert_cmpint (row->time, ==, 1790000000000);
  g_assert_true (id_equal (&row->conv.id, &fixture->grace->acc));
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
  static const char *const cts[] = { "AAAA", "AQEAAAAA" };
  Id ids[G_N_ELEMENTS (contents)];
  Id sealed_by_nobody[G_N_ELEMENTS (cts)];

  for (gsize i = 0; i < G_N_ELEMENTS (contents); i++)
    ids[i] = give_content (fixture, fixture->grace, contents[i]);
  for (gsize i = 0; i < G_N_ELEMENTS (cts); i++) {
    sealed_by_nobody[i] = id_random ();
    give_ct (fixture, fixture->grace, 2, &sealed_by_nobody[i], cts[i]);
  }
  settle (fixture);
  for (gsize i = 0; i < G_N_ELEMENTS (contents); i++) {
    const MessageRow *row = g_hash_table_lookup (fixture->peer->messages, &ids[i]);

    g_assert_nonnull (row);
    g_assert_cmpint (row->kind, ==, MESSAGE_UNKNOWN);
  }
  for (gsize i = 0; i < G_N_ELEMENTS (cts); i++) {
    const MessageRow *row = g_hash_table_lookup (fixture->peer->messages, &sealed_by_nobody[i]);

    g_assert_nonnull (row);
    g_assert_cmpint (row->kind, ==, MESSAGE_UNREADABLE);
  }
  g_assert_cmpint (cursor_of (fixture), ==, fixture->seq);
}

static void
test_sequence (Fixture *fixture, gconstpointer data)
{
  Id id;

  give_text (fixture, fixture->grace, "one");
  settle (fixture);
  /* Again: ignored. */
  fixture->seq -= 2;
  id = give_text (fixture, fixture->grace, "one again");
  fixture->seq++;
  settle (fixture);
  g_assert_null (g_hash_table_lookup (fixture->peer->messages, &id));
  /* A hole: not applied, the link would start over. */
  fixture->seq += 5;
  give_text (fixture, fixture->grace, "too far");
  g_assert_cmpint (cursor_of (fixture), ==, 3);
  fixture->seq = 3;
  settle (fixture);
  g_assert_null (peer_find (fixture->peer, "too far"));
  /* Always the same hole: better to go on. */
  for (guint i = 0; i < 3; i++) {
    g_assert_cmpint (cursor_of (fixture), ==, 4);
    fixture->seq = 20;
    give_text (fixture, fixture->grace, "at last");
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
  give_text (fixture, fixture->grace, "one");
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
      "\"w\":%s,\"h\":%s,\"thumb\":\"%s\","
      "\"key\":\"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8\",\"sha256\":"
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

  give_text (fixture, fixture->grace, most);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *json =
        g_strdup_printf (media, cases[i].size, cases[i].w, cases[i].h, cases[i].thumb);

    ids[i] = give_content (fixture, fixture->grace, json);
  }
  give_content (fixture, fixture->grace,
                "{\"k\":\"profile\",\"name\":\"\",\"photo\":\"ICEiIyQlJicoKSorLC0uLw\","
                "\"photo_size\":2147483648}");
  give_content (fixture, fixture->grace,
                "{\"k\":\"receipt\",\"what\":\"eaten\",\"author\":\"ICEiIyQlJicoKSorLC0uLw\","
                "\"ids\":[]}");
  give_content (fixture, fixture->self,
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

  give_text (fixture, fixture->grace, "before");
  give (fixture, "{\"t\":\"gap\",\"from\":2,\"to\":9,\"why\":\"expired\"}");
  fixture->seq = 9;
  give_text (fixture, fixture->grace, "after");
  wait_until (peer_find (fixture->peer, "after") != NULL);
  g_assert_cmpint (cursor_of (fixture), ==, 10);
  rows = peer_page (fixture->peer, &fixture->to_grace, PAGE_NEWEST, 0, 10);
  g_assert_cmpuint (rows->len, ==, 3);
  g_assert_cmpint (((MessageRow *) rows->pdata[1])->kind, ==, MESSAGE_GAP);
}

static void
test_same_message_twice (Fixture *fixture, gconstpointer data)
{
  EnvelopeHeader header = friend_header (fixture->grace, fixture->self, NULL);
  g_autofree char *content = text_content ("Hi");
  Id id = id_random ();
  g_autofree char *ct = friend_seal (fixture->self, friend_device (fixture->grace, 1), &id, &header,
                                     content, strlen (content));

  give_ct (fixture, fixture->grace, 1, &id, ct);
  give_ct (fixture, fixture->grace, 1, &id, ct);
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
  const MessageRow *row;
  g_autofree char *read = NULL;
  g_autofree char *delivered = NULL;
  Id id;

  core_send_text (fixture->peer->core, &fixture->to_grace, "mine");
  wait_until (peer_find (fixture->peer, "mine") != NULL);
  id = peer_find (fixture->peer, "mine")->id;
  read = receipt_for (&fixture->self->acc, &id, "read");
  delivered = receipt_for (&fixture->self->acc, &id, "delivered");
  /* Only the other one in the chat can say so. */
  give_content (fixture, fixture->other, read);
  give_in (fixture, fixture->self, &fixture->to_grace, read);
  settle (fixture);
  row = peer_find (fixture->peer, "mine");
  g_assert_cmpint (row->state, ==, STATE_PENDING);
  give_content (fixture, fixture->grace, read);
  give_content (fixture, fixture->grace, delivered);
  settle (fixture);
  row = peer_find (fixture->peer, "mine");
  g_assert_cmpint (row->state, ==, STATE_READ);
}

/* Only one's own devices may change one's contacts, or speak for a chat. */
static void
test_own_only (Fixture *fixture, gconstpointer data)
{
  static const char contact[] =
      "{\"k\":\"contact\",\"acc\":\"ICEiIyQlJicoKSorLC0uLw\",\"name\":\"Evil\"}";
  Conv to_other = { CONV_USER, fixture->other->acc };
  Conv to_group = { CONV_GROUP, id_random () };
  guint contacts;
  Id acc, id;
  const ContactRow *known;
  const MessageRow *row;

  settle (fixture);
  give_content (fixture, fixture->grace, contact);
  give_text (fixture, fixture->grace, "hello");
  settle (fixture);
  g_assert_true (id_from_text ("ICEiIyQlJicoKSorLC0uLw", &acc));
  g_assert_null (g_hash_table_lookup (fixture->peer->contacts, &acc));
  contacts = g_hash_table_size (fixture->peer->contacts);
  give_content (fixture, fixture->self, contact);
  settle (fixture);
  g_assert_cmpuint (g_hash_table_size (fixture->peer->contacts), ==, contacts + 1);
  known = g_hash_table_lookup (fixture->peer->contacts, &acc);
  g_assert_nonnull (known);
  g_assert_cmpstr (known->name, ==, "Evil");
  g_assert_true (known->contact);

  id = give_in (fixture, fixture->self, &to_other, "{\"k\":\"text\",\"text\":\"my phone\"}");
  give_in (fixture, fixture->grace, &to_other, "{\"k\":\"text\",\"text\":\"spoofed\"}");
  give_in (fixture, fixture->grace, &to_group, "{\"k\":\"text\",\"text\":\"spoofed\"}");
  give_in (fixture, fixture->self, &to_group, "{\"k\":\"text\",\"text\":\"nowhere\"}");
  settle (fixture);
  row = g_hash_table_lookup (fixture->peer->messages, &id);
  g_assert_true (row->own);
  g_assert_cmpint (row->state, ==, STATE_SENT);
  g_assert_true (id_equal (&row->conv.id, &fixture->other->acc));
  g_assert_null (peer_find (fixture->peer, "spoofed"));
  g_assert_null (peer_find (fixture->peer, "nowhere"));
}

static void
test_media_names (Fixture *fixture, gconstpointer data)
{
  Id id = give_content (
      fixture, fixture->grace,
      "{\"k\":\"media\",\"obj\":\"ICEiIyQlJicoKSorLC0uLw\",\"mime\":\"text/x;\\n\",\"size\":5,"
      "\"name\":\"../../"
      ".bash\\u202erc\",\"key\":\"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8\",\"sha256\":"
      "\"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8\"}");
  const MessageRow *row;

  wait_until ((row = g_hash_table_lookup (fixture->peer->messages, &id)) != NULL);
  g_assert_cmpint (row->kind, ==, MESSAGE_FILE);
  g_assert_cmpstr (row->media->name, ==, "_.._.bashrc");
  g_assert_cmpstr (row->media->mime, ==, "application/octet-stream");
  g_assert_null (row->media->file);
}

static void
test_blocked (Fixture *fixture, gconstpointer data)
{
  core_block (fixture->peer->core, &fixture->grace->acc, TRUE);
  give_text (fixture, fixture->grace, "psst");
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

/* -- More than can wait. -- */

#define WAITING_MAX (16 * 1024 * 1024)

typedef struct {
  const char *text;
  gsize size; /* as if the text had been that long */
  guint most; /* frames */
} Flood;

static gint fitted; /* -1 while it is not known */

/* In one turn of the core's loop, so that nothing of it is drained. */
static void
flood_cb (Core *core, gpointer data)
{
  const Flood *flood = data;
  g_autoptr (GPtrArray) items = proto_decode (flood->text, strlen (flood->text), PROTO_S2C, NULL);
  guint n = 0;

  while (n < flood->most && sync_on_items (items, flood->size, core))
    n++;
  g_atomic_int_set (&fitted, n);
}

static guint
flood (Fixture *fixture, const char *text, gsize size, guint most)
{
  Flood flood = { text, size, most };

  g_atomic_int_set (&fitted, -1);
  core_post (fixture->peer->core, flood_cb, &flood, NULL);
  wait_until (g_atomic_int_get (&fitted) >= 0);
  return g_atomic_int_get (&fitted);
}

static void
test_flood (Fixture *fixture, gconstpointer data)
{
  const char *small = "[{\"t\":\"live\"},{\"t\":\"live\"}]";
  gsize large = LIMIT_FRAME_MAX;
  guint fit = flood (fixture, small, large, G_MAXUINT);

  g_assert_cmpuint (fit, >=, LIMIT_WINDOW_MAX * LIMIT_CT_MAX / large);
  g_assert_cmpuint (fit, <=, WAITING_MAX / large);
  /* What waited has been dropped, and comes again; the next finds room. */
  settle (fixture);
  g_assert_cmpuint (flood (fixture, small, large, fit - 1), ==, fit - 1);
  settle (fixture);
  g_assert_cmpuint (flood (fixture, small, large, fit - 1), ==, fit - 1);
  settle (fixture);
  /* Two words take up more room than they have letters. */
  fit = flood (fixture, small, strlen (small), G_MAXUINT);
  g_assert_cmpuint (fit, <, WAITING_MAX / 1024);
  settle (fixture);
}

/* -- The order of a device's messages. -- */

typedef struct {
  Id id;
  char *text;
  char *ct;
} Sealed;

static void
sealed_clear (gpointer data)
{
  Sealed *sealed = data;

  g_free (sealed->text);
  g_free (sealed->ct);
}

/* The first n messages of a device in the chat, "<name> 1" and so on. A GArray of Sealed. */
static GArray *
seal_line (Fixture *fixture, const Friend *from, guint32 dev, const char *name, guint n)
{
  GArray *line = g_array_new (FALSE, FALSE, sizeof (Sealed));
  EnvelopeHeader header = friend_header (from, fixture->self, NULL);

  g_array_set_clear_func (line, sealed_clear);
  for (guint i = 1; i <= n; i++) {
    Sealed sealed = { id_random (), g_strdup_printf ("%s %u", name, i), NULL };
    g_autofree char *content = text_content (sealed.text);

    header.sequence = i;
    sealed.ct = friend_seal (fixture->self, friend_device (from, dev), &sealed.id, &header, content,
                             strlen (content));
    envelope_link (&sealed.id, &header, content, strlen (content), header.previous);
    g_array_append_val (line, sealed);
  }
  return line;
}

/* n as in the text: from 1. */
static void
give_of (Fixture *fixture, const Friend *from, guint32 dev, GArray *line, guint n)
{
  const Sealed *sealed = &g_array_index (line, Sealed, n - 1);

  give_ct (fixture, from, dev, &sealed->id, sealed->ct);
}

/* What the chat with Grace shows: texts, and in <> what is none. Caller frees. */
static char *
chat_of (Fixture *fixture)
{
  static const char *const notices[] = { "<gap>", "<new key>", "<two lists>" };
  g_autoptr (GPtrArray) rows = NULL;
  GString *out = g_string_new (NULL);

  settle (fixture);
  rows = peer_page (fixture->peer, &fixture->to_grace, PAGE_NEWEST, 0, 50);
  for (guint i = 0; i < rows->len; i++) {
    const MessageRow *row = rows->pdata[i];
    const char *shown = row->text;

    if (row->kind == MESSAGE_UNREADABLE)
      shown = "<unreadable>";
    else if (row->kind >= MESSAGE_GAP)
      shown = notices[row->kind - MESSAGE_GAP];
    g_string_append_printf (out, "%s%s", i > 0 ? ", " : "", shown);
  }
  return g_string_free (out, FALSE);
}

static void
assert_chat (Fixture *fixture, const char *expected)
{
  g_autofree char *chat = chat_of (fixture);

  g_assert_cmpstr (chat, ==, expected);
}

static void
test_order_kept (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GArray) a = seal_line (fixture, fixture->grace, 1, "a", 3);
  g_autoptr (GArray) b = seal_line (fixture, fixture->grace, 2, "b", 2);

  /* Each device has an order of its own. */
  give_of (fixture, fixture->grace, 1, a, 1);
  give_of (fixture, fixture->grace, 2, b, 1);
  give_of (fixture, fixture->grace, 1, a, 2);
  give_text (fixture, fixture->grace, "no place");
  give_of (fixture, fixture->grace, 1, a, 3);
  give_of (fixture, fixture->grace, 2, b, 2);
  assert_chat (fixture, "a 1, b 1, a 2, no place, a 3, b 2");
}

static void
test_gap_in_sequence (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GArray) line = seal_line (fixture, fixture->grace, 1, "a", 5);
  static const guint given[] = { 1, 2, 4, 5 };

  for (guint i = 0; i < G_N_ELEMENTS (given); i++)
    give_of (fixture, fixture->grace, 1, line, given[i]);
  assert_chat (fixture, "a 1, a 2, <gap>, a 4, a 5");
}

static void
give_gap (Fixture *fixture, guint n)
{
  g_autofree char *gap = g_strdup_printf ("{\"t\":\"gap\",\"from\":%" G_GINT64_FORMAT
                                          ",\"to\":%" G_GINT64_FORMAT ",\"why\":\"expired\"}",
                                          fixture->seq + 1, fixture->seq + n);

  give (fixture, gap);
  fixture->seq += n;
}

/* The server says so itself: it shows once, and what it did not speak of shows still. */
static void
test_gap_shows_once (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GArray) a = seal_line (fixture, fixture->grace, 1, "a", 9);
  g_autoptr (GArray) b = seal_line (fixture, fixture->grace, 2, "b", 4);

  give_of (fixture, fixture->grace, 1, a, 1);
  give_of (fixture, fixture->grace, 2, b, 1);
  give_gap (fixture, 3);
  give_gap (fixture, 2);
  give_of (fixture, fixture->grace, 1, a, 3);
  give_of (fixture, fixture->grace, 2, b, 3);
  assert_chat (fixture, "a 1, b 1, <gap>, a 3, b 3");
  give_of (fixture, fixture->grace, 1, a, 5);
  assert_chat (fixture, "a 1, b 1, <gap>, a 3, b 3, <gap>, a 5");
  /* It excuses no more than what comes next, of whichever number. */
  give_gap (fixture, 1);
  give_of (fixture, fixture->grace, 1, a, 6);
  give_of (fixture, fixture->grace, 1, a, 8);
  assert_chat (fixture, "a 1, b 1, <gap>, a 3, b 3, a 5, <gap>, a 6, <gap>, a 8");
}

/* What is missing shows until it comes after all. */
static void
test_reordered (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GArray) line = seal_line (fixture, fixture->grace, 1, "a", 8);

  give_of (fixture, fixture->grace, 1, line, 1);
  give_of (fixture, fixture->grace, 1, line, 3);
  assert_chat (fixture, "a 1, <gap>, a 3");
  give_of (fixture, fixture->grace, 1, line, 2);
  give_of (fixture, fixture->grace, 1, line, 4);
  assert_chat (fixture, "a 1, a 3, a 2, a 4");
  /* One notice for all that is missing, at the last hole, as long as anything is. */
  give_of (fixture, fixture->grace, 1, line, 6);
  give_of (fixture, fixture->grace, 1, line, 8);
  give_of (fixture, fixture->grace, 1, line, 5);
  assert_chat (fixture, "a 1, a 3, a 2, a 4, a 6, <gap>, a 8, a 5");
  give_of (fixture, fixture->grace, 1, line, 7);
  assert_chat (fixture, "a 1, a 3, a 2, a 4, a 6, a 8, a 5, a 7");
}

/* A device that was linked lately, or that this one has not heard of before. */
static void
test_first_of_device (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GArray) line = seal_line (fixture, fixture->grace, 1, "a", 9);

  give_of (fixture, fixture->grace, 1, line, 7);
  give_of (fixture, fixture->grace, 1, line, 8);
  assert_chat (fixture, "a 7, a 8");
}

/* The number is right and what came before it is not what its sender sent before it. */
static void
test_other_history (Fixture *fixture, gconstpointer data)
{
  EnvelopeHeader header = friend_header (fixture->grace, fixture->self, NULL);
  g_autoptr (GArray) line = seal_line (fixture, fixture->grace, 1, "a", 1);
  g_autofree char *content = text_content ("b 2");
  g_autofree char *ct = NULL;
  Id id = id_random ();

  give_of (fixture, fixture->grace, 1, line, 1);
  header.sequence = 2;
  memset (header.previous, 7, sizeof header.previous);
  ct = friend_seal (fixture->self, friend_device (fixture->grace, 1), &id, &header, content,
                    strlen (content));
  give_gap (fixture, 2);
  give_ct (fixture, fixture->grace, 1, &id, ct);
  assert_chat (fixture, "a 1, <gap>, <gap>, b 2");
}

/* What could not be opened is not missed; but shown once, it excuses no second hole. */
static void
test_unreadable_in_order (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GArray) line = seal_line (fixture, fixture->grace, 1, "a", 6);
  Id id = id_random ();

  give_of (fixture, fixture->grace, 1, line, 1);
  give_ct (fixture, fixture->grace, 1, &id, "AAAA");
  give_of (fixture, fixture->grace, 1, line, 3);
  assert_chat (fixture, "a 1, <unreadable>, a 3");
  give_ct (fixture, fixture->grace, 1, &id, "AAAA");
  give_of (fixture, fixture->grace, 1, line, 5);
  assert_chat (fixture, "a 1, <unreadable>, a 3, <gap>, a 5");
}

/* -- Asking again. -- */

static guint asks, asked_ids; /* written on the core thread while the test waits */

/* What waits to be sent to the other device of one's own, or to Grace's. */
static void
count_asks_cb (Core *core, gpointer data)
{
  g_autoptr (GPtrArray) entries = store_outbox_list (core->store, 100);
  guint n = 0, ids = 0;

  for (guint i = 0; i < entries->len; i++) {
    const StoreOutbox *entry = entries->pdata[i];
    g_autoptr (StoreOutbox) whole = store_outbox_get (core->store, &entry->id);
    g_autoptr (Content) content = content_decode (whole->content, NULL);

    if (content->kind == CONTENT_RETRY) {
      ids += content->retry.ids->len;
      n++;
    }
  }
  asked_ids = ids;
  asks = n;
  g_atomic_int_set (&asked, 1);
}

static guint
count_asks (Fixture *fixture)
{
  g_atomic_int_set (&asked, 0);
  core_post (fixture->peer->core, count_asks_cb, NULL, NULL);
  wait_until (g_atomic_int_get (&asked) != 0);
  return asks;
}

static void
resume_cb (Core *core, gpointer data)
{
  retry_resume (core);
}

static void
in_an_hour_cb (Core *core, gpointer data)
{
  core_set_clock (core, later_clock, NULL);
  retry_resume (core);
}

static void
restart (Fixture *fixture)
{
  peer_close (fixture->peer);
  peer_open (fixture->peer);
  core_post (fixture->peer->core, resume_cb, NULL, NULL);
}

static void
give_unreadable (Fixture *fixture, guint n)
{
  for (guint i = 0; i < n; i++) {
    Id id = id_random ();

    give_ct (fixture, fixture->grace, 2, &id, "AAAA");
  }
  settle (fixture);
}

/* A restart forgets neither what is to be asked for nor how often that was done this hour. */
static void
test_asks_survive (Fixture *fixture, gconstpointer data)
{
  give_unreadable (fixture, 3);
  g_assert_cmpuint (count_asks (fixture), ==, 0);
  restart (fixture);
  wait_until (count_asks (fixture) == 1);
  g_assert_cmpuint (asked_ids, ==, 3);
  for (guint i = 2; i <= 6; i++) {
    give_unreadable (fixture, 1);
    restart (fixture);
    wait_until (count_asks (fixture) == i);
  }
  /* The seventh waits; it is not lost. */
  give_unreadable (fixture, 1);
  restart (fixture);
  g_assert_cmpuint (count_asks (fixture), ==, 6);
  later = g_get_real_time () / 1000 + 61 * 60 * 1000;
  core_post (fixture->peer->core, in_an_hour_cb, NULL, NULL);
  wait_until (count_asks (fixture) == 7);
  /* Together with all that did not come for an hour. */
  g_assert_cmpuint (asked_ids, ==, 8 + 9);
}

/* -- What may be spent on somebody. -- */

#define SPENT_BEFORE_US 900000
#define FLOOD_MAX 1000

static gint64 waits; /* written on the core thread while the test waits */

static void
spend_cb (Core *core, gpointer data)
{
  const Fixture *fixture = data;

  budget_charge (core, &fixture->grace->acc, 2, SPENT_BEFORE_US);
}

static void
wait_of_cb (Core *core, gpointer data)
{
  const Fixture *fixture = data;

  waits = budget_wait (core, &fixture->grace->acc, 2);
  g_atomic_int_set (&asked, 1);
}

static gboolean
rests (Fixture *fixture)
{
  g_atomic_int_set (&asked, 0);
  core_post (fixture->peer->core, wait_of_cb, fixture, NULL);
  wait_until (g_atomic_int_get (&asked) != 0);
  return waits > 0;
}

/* A session for each message: all are right, and she does not stop. Her other device and other
 * people are heard, and what is written meanwhile shows. */
static void
test_sessions_without_end (Fixture *fixture, gconstpointer data)
{
  guint n = 0;
  Id id;

  give_text (fixture, fixture->grace, "the first");
  core_post (fixture->peer->core, spend_cb, fixture, NULL);
  for (guint i = 0; i < 200; i++)
    give_text (fixture, fixture->other, "in a session that is known");
  settle (fixture);
  g_assert_false (rests (fixture));
  for (; n < FLOOD_MAX && !rests (fixture); n++) {
    friend_drop_session (fixture->self, friend_device (fixture->grace, 2));
    give_text (fixture, fixture->grace, "again and again");
  }
  g_assert_cmpuint (n, >, 1);
  g_assert_cmpuint (n, <, FLOOD_MAX);
  id = give_text (fixture, fixture->grace, "not looked at");
  settle (fixture);
  g_assert_null (peer_find (fixture->peer, "not looked at"));
  g_assert_cmpint (((MessageRow *) g_hash_table_lookup (fixture->peer->messages, &id))->kind, ==,
                   MESSAGE_UNREADABLE);
  core_send_text (fixture->peer->core, &fixture->to_grace, "please stop");
  wait_until (peer_find (fixture->peer, "please stop") != NULL);
  g_assert_cmpint (cursor_of (fixture), ==, fixture->seq);
}

/* -- What the server would have one believe. -- */

static Trust
trust_in_grace (Fixture *fixture)
{
  const ChatRow *chat = peer_chat (fixture->peer, &fixture->to_grace);
  const ContactRow *contact = g_hash_table_lookup (fixture->peer->contacts, &fixture->grace->acc);

  g_assert_nonnull (chat);
  if (contact != NULL)
    g_assert_cmpint (contact->trust, ==, chat->trust);
  return chat->trust;
}

/* Seals from Grace's first device, with the header as it is. */
static void
give_with (Fixture *fixture, const EnvelopeHeader *header, const char *text)
{
  g_autofree char *content = text_content (text);
  Id id = id_random ();
  g_autofree char *ct = friend_seal (fixture->self, friend_device (fixture->grace, 1), &id, header,
                                     content, strlen (content));

  give_ct (fixture, fixture->grace, 1, &id, ct);
}

/* She was shown another list of hers than this device, under the same number. */
static void
test_two_lists (Fixture *fixture, gconstpointer data)
{
  EnvelopeHeader header = friend_header (fixture->grace, fixture->self, NULL);

  give_with (fixture, &header, "one");
  settle (fixture);
  g_assert_cmpint (trust_in_grace (fixture), ==, TRUST_SEEN);
  header.sender_list.hash[5] ^= 1;
  give_with (fixture, &header, "two");
  give_with (fixture, &header, "three");
  assert_chat (fixture, "one, <two lists>, two, three");
  g_assert_cmpint (trust_in_grace (fixture), ==, TRUST_STOPPED);
}

/* The numbers of lists that were signed after a restore do not fit into 32 bits. */
static void
test_two_lists_restored (Fixture *fixture, gconstpointer data)
{
  EnvelopeHeader header;
  guint lists = fixture->directory->lists;

  fixture->grace->mark.version = 1790000000000;
  friend_sign (fixture->grace);
  header = friend_header (fixture->grace, fixture->self, NULL);
  give_with (fixture, &header, "one");
  wait_until (fixture->directory->lists == lists + 1);
  settle (fixture);
  g_assert_cmpint (trust_in_grace (fixture), ==, TRUST_SEEN);
  header.sender_list.hash[5] ^= 1;
  give_with (fixture, &header, "two");
  assert_chat (fixture, "one, <two lists>, two");
  g_assert_cmpint (trust_in_grace (fixture), ==, TRUST_STOPPED);
}

/* And here of one's own. */
static void
test_two_own_lists (Fixture *fixture, gconstpointer data)
{
  EnvelopeHeader header = friend_header (fixture->grace, fixture->self, NULL);

  give_with (fixture, &header, "one");
  settle (fixture);
  header.receiver_list.hash[31] ^= 0x80;
  give_with (fixture, &header, "two");
  assert_chat (fixture, "one, <two lists>, two");
}

/* She knows a newer list than this device: it is asked for. An older one says nothing. */
static void
test_newer_list (Fixture *fixture, gconstpointer data)
{
  EnvelopeHeader before = friend_header (fixture->grace, fixture->self, NULL);
  EnvelopeHeader header;
  guint lists = fixture->directory->lists;

  friend_add (fixture->grace, friend_make_device (fixture->grace, 3));
  friend_sign (fixture->grace);
  header = friend_header (fixture->grace, fixture->self, NULL);
  give_with (fixture, &header, "one");
  wait_until (fixture->directory->lists == lists + 1);
  settle (fixture);
  give_with (fixture, &before, "two");
  {
    g_autoptr (GArray) line = seal_line (fixture, fixture->grace, 3, "new", 1);

    give_of (fixture, fixture->grace, 3, line, 1);
    assert_chat (fixture, "one, two, new 1");
  }
  g_assert_cmpuint (fixture->directory->lists, ==, lists + 1);
}

/* Linked a moment ago: its message waits for the list that names it, and all that comes after it
 * waits too. */
static void
test_new_device (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GArray) line = NULL;

  friend_add (fixture->grace, friend_make_device (fixture->grace, 3));
  friend_sign (fixture->grace);
  line = seal_line (fixture, fixture->grace, 3, "new", 2);
  give_of (fixture, fixture->grace, 3, line, 1);
  give_text (fixture, fixture->grace, "old");
  give_of (fixture, fixture->grace, 3, line, 2);
  assert_chat (fixture, "new 1, old, new 2");
  g_assert_cmpuint (fixture->directory->lists, ==, 1);
}

/* A device that the server has put there: what it says is not even opened. */
static void
test_ghost (Fixture *fixture, gconstpointer data)
{
  Device *ghost = friend_make_device (fixture->grace, 9);
  EnvelopeHeader header = friend_header (fixture->grace, fixture->self, NULL);
  g_autofree char *text = text_content ("boo");
  g_autofree char *read = NULL;
  const char *contents[2] = { text };
  Id mine;

  core_send_text (fixture->peer->core, &fixture->to_grace, "mine");
  wait_until (peer_find (fixture->peer, "mine") != NULL);
  mine = peer_find (fixture->peer, "mine")->id;
  contents[1] = read = receipt_for (&fixture->self->acc, &mine, "read");
  fixture->directory->ghost = ghost;
  for (guint i = 0; i < 2; i++) {
    Id id = id_random ();
    g_autofree char *ct =
        friend_seal (fixture->self, ghost, &id, &header, contents[i], strlen (contents[i]));

    give_ct (fixture, fixture->grace, 9, &id, ct);
  }
  assert_chat (fixture, "<unreadable>, mine, <unreadable>");
  g_assert_cmpint (peer_find (fixture->peer, "mine")->state, ==, STATE_PENDING);
  g_assert_cmpint (trust_in_grace (fixture), ==, TRUST_SEEN);
  device_free (ghost);
}

/* The same bytes under another name, and once more under their own after they were deleted. */
static void
test_replayed (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GArray) line = seal_line (fixture, fixture->grace, 1, "a", 2);
  Sealed *first = &g_array_index (line, Sealed, 0);
  MessageName name = { fixture->to_grace, fixture->grace->acc, first->id };
  Id id = id_random ();

  give_of (fixture, fixture->grace, 1, line, 1);
  give_of (fixture, fixture->grace, 1, line, 2);
  give_ct (fixture, fixture->grace, 1, &id, first->ct);
  assert_chat (fixture, "a 1, a 2");
  core_delete_message (fixture->peer->core, &name);
  give_of (fixture, fixture->grace, 1, line, 1);
  assert_chat (fixture, "a 2");
}

/* Not hers who is said to have written it, and not of that device: nothing of it shows, and the
 * one who did write it is heard. */
static void
test_misattributed (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GArray) line = seal_line (fixture, fixture->other, 1, "a", 3);

  give_of (fixture, fixture->grace, 1, line, 1);
  give_of (fixture, fixture->self, 2, line, 2);
  give_of (fixture, fixture->other, 2, line, 3);
  assert_chat (fixture, "<unreadable>");
  for (guint i = 0; i < line->len; i++)
    g_assert_null (peer_find (fixture->peer, g_array_index (line, Sealed, i).text));
  for (guint i = 1; i <= line->len; i++)
    give_of (fixture, fixture->other, 1, line, i);
  settle (fixture);
  for (guint i = 0; i < line->len; i++) {
    const MessageRow *row = peer_find (fixture->peer, g_array_index (line, Sealed, i).text);

    g_assert_nonnull (row);
    g_assert_true (id_equal (&row->author, &fixture->other->acc));
    g_assert_true (id_equal (&row->conv.id, &fixture->other->acc));
  }
  assert_chat (fixture, "<unreadable>");
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
  add ("flood", test_flood);
  add ("order", test_order_kept);
  add ("gap-in-sequence", test_gap_in_sequence);
  add ("gap-shows-once", test_gap_shows_once);
  add ("reordered", test_reordered);
  add ("first-of-device", test_first_of_device);
  add ("other-history", test_other_history);
  add ("unreadable-in-order", test_unreadable_in_order);
  add ("asks-survive", test_asks_survive);
  add ("sessions-without-end", test_sessions_without_end);
  add ("two-lists", test_two_lists);
  add ("two-lists-restored", test_two_lists_restored);
  add ("two-own-lists", test_two_own_lists);
  add ("newer-list", test_newer_list);
  add ("new-device", test_new_device);
  add ("ghost", test_ghost);
  add ("replayed", test_replayed);
  add ("misattributed", test_misattributed);
  return g_test_run ();
}
