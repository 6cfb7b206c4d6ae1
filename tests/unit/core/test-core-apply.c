/* test-core-apply: what items of the mailbox do, good and bad, without a server.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "mailbox.h"

#include "content.h"
#include "core-private.h"
#include "limits.h"

#include <string.h>

/* -- What a content does. -- */

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

#define ALBUM_MEDIA                                                                                \
  "{\"k\":\"media\",\"obj\":\"ICEiIyQlJicoKSorLC0uLw\",\"mime\":\"%s\",\"size\":5,\"w\":4,\"h\":"  \
  "3,"                                                                                             \
  "\"ms\":900,\"key\":\"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8\",\"sha256\":"                 \
  "\"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8\","                                               \
  "\"album\":{\"id\":\"EBESExQVFhcYGRobHB0eHw\",\"n\":3,\"at\":%d}%s}"

/* What cannot be one of an album stands by itself. */
static void
test_albums (Fixture *fixture, gconstpointer data)
{
  const struct {
    const char *mime;
    int at;
    const char *more;
    gboolean together, video;
  } cases[] = {
    { "image/png", 2, "", TRUE, FALSE },
    { "video/mp4", 0, "", TRUE, TRUE },
    { "video/mp4", 1, ",\"file\":true", TRUE, FALSE },
    { "image/png", 3, "", FALSE, FALSE },
    { "image/png", 1, ",\"once\":true", FALSE, FALSE },
    { "image/png", 1, ",\"sticker\":{}", FALSE, FALSE },
    { "audio/ogg", 1, ",\"voice\":{\"ms\":1}", FALSE, FALSE },
  };
  Id ids[G_N_ELEMENTS (cases)];

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *json =
        g_strdup_printf (ALBUM_MEDIA, cases[i].mime, cases[i].at, cases[i].more);

    ids[i] = give_content (fixture, fixture->grace, json);
  }
  settle (fixture);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    const MessageRow *row = g_hash_table_lookup (fixture->peer->messages, &ids[i]);

    g_assert_nonnull (row);
    g_assert_true (id_is_none (&row->media->album.id) == !cases[i].together);
    g_assert_cmpuint (row->media->album.n, ==, cases[i].together ? 3 : 0);
    g_assert_cmpuint (row->media->album.at, ==, cases[i].together ? (guint) cases[i].at : 0);
    g_assert_true (message_is_video (row) == cases[i].video);
    if (cases[i].video)
      g_assert_cmpint (row->media->ms, ==, 900);
  }
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

static void
test_receipts (Fixture *fixture, gconstpointer data)
{
  const MessageRow *row;
  g_autofree char *read = NULL;
  g_autofree char *delivered = NULL;
  Id id;

  core_send_text (fixture->peer->core, &fixture->to_grace, "mine", NULL, NULL, 0);
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

  core_send_text (fixture->peer->core, &fixture->to_grace, "to nowhere", NULL, NULL, 0);
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

#define add(path, func)                                                                            \
  g_test_add ("/core/apply/" path, Fixture, NULL, mailbox_set_up, func, mailbox_tear_down)

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
  add ("albums", test_albums);
  add ("blocked", test_blocked);
  add ("give-up", test_give_up);
  add ("flood", test_flood);
  return g_test_run ();
}
