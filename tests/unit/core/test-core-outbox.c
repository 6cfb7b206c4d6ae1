/* test-core-outbox: every answer a server may give to a `send`, from a server that says what the
 * test wants. SPDX-License-Identifier: GPL-3.0-or-later */
#include "peer.h"

#include "directory.h"

#include "core-private.h"
#include "limits.h"
#include "proto.h"
#include "store-peer.h"

#include <string.h>

typedef struct _Fixture Fixture;
/* What to answer to the n-th send (from 0); NULL says nothing. */
typedef char *(*Answer) (Fixture *fixture, const ProtoSend *send, guint n);

struct _Fixture {
  Directory *directory;
  SoupWebsocketConnection *socket;
  GPtrArray *sends; /* of ProtoSend, as they came */
  GPtrArray *texts; /* of char *: the frames they were in */
  GPtrArray *all;   /* of char *: every frame there was */
  Answer answer;
  gint64 cseq;
  Peer *peer;
  Friend *self; /* the core is its device 1 */
  Friend *grace;
  Conv to_grace;
};

static void
say (Fixture *fixture, const char *text)
{
  soup_websocket_connection_send_text (fixture->socket, text);
}

static void
free_send (gpointer send)
{
  proto_free (PROTO_SEND, send);
}

static void
take_send (Fixture *fixture, ProtoItem *item, const char *text)
{
  ProtoSend *send = g_steal_pointer (&item->body);
  g_autofree char *answer = fixture->answer (fixture, send, fixture->sends->len);

  g_ptr_array_add (fixture->sends, send);
  g_ptr_array_add (fixture->texts, g_strdup (text));
  if (answer != NULL)
    say (fixture, answer);
}

static void
message_cb (SoupWebsocketConnection *socket, int type, GBytes *message, gpointer data)
{
  Fixture *fixture = data;
  gsize len;
  const char *bytes = g_bytes_get_data (message, &len);
  g_autofree char *text = g_strndup (bytes, len);
  g_autoptr (GPtrArray) items = proto_decode (text, len, PROTO_C2S, NULL);

  g_assert_nonnull (items);
  g_ptr_array_add (fixture->all, g_strdup (text));
  for (guint i = 0; i < items->len; i++) {
    ProtoItem *item = items->pdata[i];

    g_assert_no_error (item->error);
    if (item->op == PROTO_HELLO)
      say (fixture, "[{\"t\":\"welcome\",\"proto\":1,\"epoch\":\"1\",\"next\":1,\"hb\":25,\"max\":"
                    "524288,\"srv\":1,\"acc\":\"AAECAwQFBgcICQoLDA0ODw\",\"dev\":1},{\"t\":"
                    "\"live\"}]");
    else if (item->op == PROTO_SEND)
      take_send (fixture, item, text);
  }
}

static void
socket_cb (SoupServer *server,
           SoupServerMessage *message,
           const char *path,
           SoupWebsocketConnection *socket,
           gpointer data)
{
  Fixture *fixture = data;

  g_set_object (&fixture->socket, socket);
  g_signal_connect (socket, "message", G_CALLBACK (message_cb), fixture);
}

static char *
answer_ok (Fixture *fixture, const ProtoSend *send, guint n)
{
  IdText text;

  return g_strdup_printf ("{\"t\":\"ok\",\"id\":\"%s\",\"cseq\":%" G_GINT64_FORMAT ",\"ts\":%d}",
                          id_to_text (&send->id, text), ++fixture->cseq, 1000 + n);
}

static char *
answer_err (const ProtoSend *send, const char *code, const char *more)
{
  IdText text;

  return g_strdup_printf ("{\"t\":\"err\",\"re\":\"send\",\"id\":\"%s\",\"code\":\"%s\"%s}",
                          id_to_text (&send->id, text), code, more);
}

static const char two_devices[] = "of one's own";

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autofree char *url = NULL;
  Store *store;

  fixture->directory = directory_new ();
  fixture->sends = g_ptr_array_new_with_free_func (free_send);
  fixture->texts = g_ptr_array_new_with_free_func (g_free);
  fixture->all = g_ptr_array_new_with_free_func (g_free);
  fixture->answer = answer_ok;
  soup_server_add_websocket_handler (fixture->directory->server, "/v1/ws", NULL, NULL, socket_cb,
                                     fixture, NULL);
  url = directory_url (fixture->directory);
  fixture->self = friend_new (data == two_devices ? 2 : 1);
  fixture->grace = friend_new (2);
  directory_add (fixture->directory, fixture->self);
  directory_add (fixture->directory, fixture->grace);
  fixture->to_grace = (Conv) { CONV_USER, fixture->grace->acc };

  fixture->peer = peer_new ();
  peer_close (fixture->peer);
  store = peer_store (fixture->peer);
  store_begin (store);
  friend_move_in (fixture->self, store, url);
  friend_introduce (fixture->grace, store);
  store_commit (store, NULL);
  store_close (store);
  peer_open (fixture->peer);
  wait_until (fixture->peer->link->state == LINK_LIVE);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  peer_free (fixture->peer);
  g_clear_object (&fixture->socket);
  directory_free (fixture->directory);
  friend_free (fixture->self);
  friend_free (fixture->grace);
  g_ptr_array_unref (fixture->sends);
  g_ptr_array_unref (fixture->texts);
  g_ptr_array_unref (fixture->all);
}

static const MessageRow *
wait_for (Fixture *fixture, const char *text, MessageState state)
{
  wait_until (peer_find (fixture->peer, text) != NULL &&
              peer_find (fixture->peer, text)->state == state);
  return peer_find (fixture->peer, text);
}

static const ProtoSend *
send_at (Fixture *fixture, guint n)
{
  g_assert_cmpuint (n, <, fixture->sends->len);
  return fixture->sends->pdata[n];
}

/* What the device finds in the n-th send, with its header; it can be opened once. */
static char *
open_at (Fixture *fixture, guint n, guint32 dev, EnvelopeHeader *header)
{
  const ProtoSend *send = send_at (fixture, n);

  for (guint i = 0; i < send->to->len; i++) {
    const ProtoTo *to = send->to->pdata[i];

    if (id_equal (&to->acc, &fixture->grace->acc) && to->dev == dev)
      return friend_open (fixture->self, friend_device (fixture->grace, dev), &send->id, to->ct,
                          header);
  }
  return NULL;
}

static void
assert_says (Fixture *fixture, guint n, guint32 dev, const char *part, guint32 sequence)
{
  EnvelopeHeader header;
  g_autofree char *content = open_at (fixture, n, dev, &header);

  g_assert_nonnull (content);
  g_assert_nonnull (strstr (content, part));
  g_assert_cmpuint (header.sequence, ==, sequence);
  /* As the receiver sees the chat. */
  g_assert_cmpint (header.conv.kind, ==, CONV_USER);
  g_assert_true (id_equal (&header.conv.id, &fixture->self->acc));
  g_assert_cmpuint (header.sender_list.version, ==, fixture->self->mark.version);
  g_assert_cmpmem (header.sender_list.hash, PRIM_HASH_BYTES, fixture->self->mark.hash,
                   PRIM_HASH_BYTES);
}

/* The first message to somebody comes after one's profile. */
static void
test_profile_first (Fixture *fixture, gconstpointer data)
{
  core_send_text (fixture->peer->core, &fixture->to_grace, "hello");
  wait_for (fixture, "hello", STATE_SENT);
  core_send_text (fixture->peer->core, &fixture->to_grace, "again");
  wait_for (fixture, "again", STATE_SENT);
  g_assert_cmpuint (fixture->sends->len, ==, 3);
  g_assert_cmpuint (send_at (fixture, 0)->to->len, ==, 2);
  g_assert_cmpint (send_at (fixture, 0)->wake, ==, 0);
  g_assert_cmpint (send_at (fixture, 1)->wake, ==, 1);
  for (guint dev = 1; dev <= 2; dev++) {
    assert_says (fixture, 0, dev, "\"profile\"", 0);
    assert_says (fixture, 1, dev, "hello", 1);
    assert_says (fixture, 2, dev, "again", 2);
  }
  g_assert_cmpuint (fixture->directory->lists, ==, 0);
}

/* What the server says of Grace's devices, and she of hers: the first has gone, a third is new. */
static void
change_devices (Fixture *fixture)
{
  if (friend_device (fixture->grace, 3) != NULL)
    return;
  friend_drop (fixture->grace, 1);
  friend_add (fixture->grace, friend_make_device (fixture->grace, 3));
  friend_sign (fixture->grace);
}

static char *
answer_devices (Fixture *fixture, const ProtoSend *send, guint n)
{
  g_autofree char *more = NULL;
  IdText text;

  if (n != 1)
    return answer_ok (fixture, send, n);
  change_devices (fixture);
  id_to_text (&fixture->to_grace.id, text);
  more = g_strdup_printf (
      ",\"missing\":[{\"acc\":\"%s\",\"dev\":3},{\"acc\":\"ICEiIyQlJicoKSorLC0uLw\",\"dev\":9}],"
      "\"gone\":[{\"acc\":\"%s\",\"dev\":1}]",
      text, text);
  return answer_err (send, "devices", more);
}

static void
test_devices (Fixture *fixture, gconstpointer data)
{
  const ProtoSend *before, *after;

  fixture->answer = answer_devices;
  core_send_text (fixture->peer->core, &fixture->to_grace, "hello");
  wait_for (fixture, "hello", STATE_SENT);
  g_assert_cmpuint (fixture->sends->len, ==, 3);
  before = send_at (fixture, 1);
  after = send_at (fixture, 2);
  g_assert_true (id_equal (&before->id, &after->id));
  g_assert_cmpuint (after->to->len, ==, 2);
  g_assert_cmpint (((ProtoTo *) after->to->pdata[0])->dev, ==, 2);
  g_assert_cmpint (((ProtoTo *) after->to->pdata[1])->dev, ==, 3);
  g_assert_cmpstr (((ProtoTo *) after->to->pdata[0])->ct, ==,
                   ((ProtoTo *) before->to->pdata[1])->ct);
  assert_says (fixture, 2, 2, "hello", 1);
  assert_says (fixture, 2, 3, "hello", 1);
  /* It has learned: the next one is right at once. */
  core_send_text (fixture->peer->core, &fixture->to_grace, "again");
  wait_for (fixture, "again", STATE_SENT);
  g_assert_cmpuint (fixture->sends->len, ==, 4);
  g_assert_cmpint (((ProtoTo *) send_at (fixture, 3)->to->pdata[1])->dev, ==, 3);
  assert_says (fixture, 3, 3, "again", 2);
}

static char *
answer_silence (Fixture *fixture, const ProtoSend *send, guint n)
{
  return n == 0 ? answer_ok (fixture, send, n) : NULL;
}

static void
refuse_devices (Fixture *fixture, const ProtoSend *send)
{
  g_autofree char *answer = answer_devices (fixture, send, 1);

  say (fixture, answer);
}

/* From her second device, which has opened something before. */
static void
type (Fixture *fixture)
{
  IdText grace, self;
  g_autofree char *body = friend_seal_ephemeral (fixture->self, friend_device (fixture->grace, 2),
                                                 "{\"k\":\"typing\"}");
  g_autofree char *eph = g_strdup_printf (
      "{\"t\":\"eph\",\"conv\":\"u:%s\",\"from\":\"%s\",\"fd\":2,\"body\":\"%s\"}",
      id_to_text (&fixture->self->acc, self), id_to_text (&fixture->to_grace.id, grace), body);

  say (fixture, eph);
}

/* Two are on their way when the first is refused; a third is right at once and must not overtake.
 */
static void
test_devices_in_order (Fixture *fixture, gconstpointer data)
{
  Conv to_self = { CONV_USER, fixture->self->acc };
  Id ids[3];

  core_send_text (fixture->peer->core, &fixture->to_grace, "hello");
  wait_for (fixture, "hello", STATE_SENT);
  fixture->answer = answer_silence;
  core_send_text (fixture->peer->core, &fixture->to_grace, "one");
  core_send_text (fixture->peer->core, &fixture->to_grace, "two");
  wait_until (fixture->sends->len == 4);
  refuse_devices (fixture, send_at (fixture, 2));
  assert_says (fixture, 1, 2, "hello", 1);
  type (fixture);
  wait_until (fixture->peer->activity != NULL);
  core_send_text (fixture->peer->core, &fixture->to_grace, "three");
  core_send_text (fixture->peer->core, &to_self, "a note");
  wait_until (fixture->sends->len > 4);
  g_assert_true (id_equal (&send_at (fixture, 4)->conv.id, &fixture->self->acc));
  fixture->answer = answer_ok;
  refuse_devices (fixture, send_at (fixture, 3));
  ids[0] = wait_for (fixture, "one", STATE_SENT)->id;
  ids[1] = wait_for (fixture, "two", STATE_SENT)->id;
  ids[2] = wait_for (fixture, "three", STATE_SENT)->id;
  g_assert_cmpuint (fixture->sends->len, ==, 8);
  for (guint i = 0; i < 3; i++)
    g_assert_true (id_equal (&send_at (fixture, 5 + i)->id, &ids[i]));
}

static char *
answer_never_agree (Fixture *fixture, const ProtoSend *send, guint n)
{
  return answer_err (send, "devices", "");
}

static void
test_devices_never_agree (Fixture *fixture, gconstpointer data)
{
  gint64 start = g_get_monotonic_time ();

  fixture->answer = answer_never_agree;
  core_send_text (fixture->peer->core, &fixture->to_grace, "hello");
  wait_until (g_get_monotonic_time () - start > G_USEC_PER_SEC);
  g_assert_cmpuint (fixture->sends->len, >, 1);
  g_assert_cmpuint (fixture->sends->len, <, 12);
  g_assert_cmpint (peer_find (fixture->peer, "hello")->state, ==, STATE_PENDING);
}

static char *
answer_busy (Fixture *fixture, const ProtoSend *send, guint n)
{
  static const char *const codes[] = { "busy",     "rate",         "storage",
                                       "internal", "unauthorized", "of a later version" };

  return n >= 1 && n <= G_N_ELEMENTS (codes) ? answer_err (send, codes[n - 1], ",\"retry_ms\":150")
                                             : answer_ok (fixture, send, n);
}

static void
test_busy (Fixture *fixture, gconstpointer data)
{
  gint64 start = g_get_monotonic_time ();

  fixture->answer = answer_busy;
  core_send_text (fixture->peer->core, &fixture->to_grace, "hello");
  wait_for (fixture, "hello", STATE_SENT);
  g_assert_cmpint (g_get_monotonic_time () - start, >=, 6 * 150 * 1000);
  g_assert_cmpuint (fixture->sends->len, ==, 8);
  for (guint i = 2; i < 8; i++)
    g_assert_cmpstr (fixture->texts->pdata[i], ==, fixture->texts->pdata[1]);
}

/* The item in the same frame tells the test that the answer has been heard. */
static char *
answer_busy_once (Fixture *fixture, const ProtoSend *send, guint n)
{
  static const char content[] = "{\"k\":\"text\",\"text\":\"Hi\"}";
  EnvelopeHeader header = friend_header (fixture->grace, fixture->self, NULL);
  g_autofree char *err = answer_err (send, "busy", ",\"retry_ms\":500");
  g_autofree char *ct = NULL;
  Id id = id_random ();
  IdText grace, text;

  if (n != 1)
    return answer_ok (fixture, send, n);
  ct = friend_seal (fixture->self, friend_device (fixture->grace, 1), &id, &header, content,
                    strlen (content));
  return g_strdup_printf ("[%s,{\"t\":\"msg\",\"seq\":1,\"cseq\":1,\"from\":\"%s\",\"fd\":1,"
                          "\"id\":\"%s\",\"ts\":5,\"ct\":\"%s\"}]",
                          err, id_to_text (&fixture->grace->acc, grace), id_to_text (&id, text),
                          ct);
}

/* What must wait holds back what was written after it. */
static void
test_order (Fixture *fixture, gconstpointer data)
{
  fixture->answer = answer_busy_once;
  core_send_text (fixture->peer->core, &fixture->to_grace, "hello");
  wait_for (fixture, "Hi", STATE_RECEIVED);
  core_send_text (fixture->peer->core, &fixture->to_grace, "after");
  wait_for (fixture, "after", STATE_SENT);
  g_assert_cmpint (wait_for (fixture, "hello", STATE_SENT)->ord, <,
                   peer_find (fixture->peer, "after")->ord);
}

static char *
answer_conflict (Fixture *fixture, const ProtoSend *send, guint n)
{
  return n == 1 ? answer_err (send, "conflict", "") : answer_ok (fixture, send, n);
}

static void
test_conflict (Fixture *fixture, gconstpointer data)
{
  const MessageRow *row;
  MessageName name;

  fixture->answer = answer_conflict;
  core_send_text (fixture->peer->core, &fixture->to_grace, "hello");
  row = wait_for (fixture, "hello", STATE_FAILED);
  g_assert_cmpint (row->error, ==, WHIN_ERROR_CONFLICT);
  name = (MessageName) { row->conv, row->author, row->id };
  core_retry (fixture->peer->core, &name);
  row = wait_for (fixture, "hello", STATE_SENT);
  g_assert_false (id_equal (&row->id, &name.id));
  g_assert_cmpuint (peer_count (fixture->peer, "hello"), ==, 1);
  g_assert_cmpint (row->error, ==, -1);
}

static char *
answer_forbidden (Fixture *fixture, const ProtoSend *send, guint n)
{
  return n == 1 ? answer_err (send, "forbidden", "") : answer_ok (fixture, send, n);
}

static void
test_forbidden (Fixture *fixture, gconstpointer data)
{
  const MessageRow *row;
  MessageName name;

  fixture->answer = answer_forbidden;
  core_send_text (fixture->peer->core, &fixture->to_grace, "no");
  core_send_text (fixture->peer->core, &fixture->to_grace, "yes");
  row = wait_for (fixture, "no", STATE_FAILED);
  g_assert_cmpint (row->error, ==, WHIN_ERROR_FORBIDDEN);
  wait_for (fixture, "yes", STATE_SENT);
  name = (MessageName) { row->conv, row->author, row->id };
  core_discard (fixture->peer->core, &name);
  wait_until (peer_find (fixture->peer, "no") == NULL);
  g_assert_cmpuint (fixture->sends->len, ==, 3);
}

/* Not answered, then cut off: the same bytes again. */
static void
test_cut_off (Fixture *fixture, gconstpointer data)
{
  fixture->answer = answer_silence;
  core_send_text (fixture->peer->core, &fixture->to_grace, "one");
  core_send_text (fixture->peer->core, &fixture->to_grace, "two");
  wait_until (fixture->sends->len == 3);
  fixture->answer = answer_ok;
  soup_websocket_connection_close (fixture->socket, 4001, NULL);
  wait_until (fixture->peer->link->state != LINK_LIVE);
  core_reconnect (fixture->peer->core);
  wait_for (fixture, "two", STATE_SENT);
  g_assert_cmpuint (fixture->sends->len, ==, 5);
  g_assert_cmpstr (fixture->texts->pdata[3], ==, fixture->texts->pdata[1]);
  g_assert_cmpstr (fixture->texts->pdata[4], ==, fixture->texts->pdata[2]);
}

static gint64
weeks_later (gpointer data)
{
  return g_get_real_time () / 1000 + (LIMIT_GIVE_UP_DAYS + 1) * 24 * 3600 * (gint64) 1000;
}

static void
sleep_cb (Core *core, gpointer data)
{
  core_set_clock (core, weeks_later, NULL);
}

/* Not answered, and then the computer sleeps for weeks while the program runs. */
static void
test_slept (Fixture *fixture, gconstpointer data)
{
  fixture->answer = answer_silence;
  core_send_text (fixture->peer->core, &fixture->to_grace, "one");
  wait_until (fixture->sends->len == 2);
  core_post (fixture->peer->core, sleep_cb, NULL, NULL);
  soup_websocket_connection_close (fixture->socket, 4001, NULL);
  wait_until (fixture->peer->link->state != LINK_LIVE);
  core_reconnect (fixture->peer->core);
  wait_for (fixture, "one", STATE_FAILED);
  fixture->answer = answer_ok;
  core_send_text (fixture->peer->core, &fixture->to_grace, "two");
  wait_for (fixture, "two", STATE_SENT);
  g_assert_cmpuint (fixture->sends->len, ==, 3);
}

/* To somebody whose devices are not known: asked for once. */
static void
test_ask_devices (Fixture *fixture, gconstpointer data)
{
  Friend *heidi = friend_new (1);
  Conv conv = { CONV_USER, heidi->acc };

  directory_add (fixture->directory, heidi);
  core_send_text (fixture->peer->core, &conv, "one");
  core_send_text (fixture->peer->core, &conv, "two");
  wait_for (fixture, "two", STATE_SENT);
  wait_for (fixture, "one", STATE_SENT);
  g_assert_cmpuint (fixture->directory->lists, ==, 1);
  g_assert_cmpuint (send_at (fixture, 0)->to->len, ==, 1);
  peer_close (fixture->peer);
  friend_free (heidi);
}

static gint64 clock_ms; /* set before it is used on the core thread */

static gint64
wrong_clock (gpointer data)
{
  return clock_ms;
}

static void
clock_cb (Core *core, gpointer data)
{
  core_set_clock (core, wrong_clock, NULL);
}

/* A clock that is put a year ahead, and two back: all is sent, in the order it was written. */
static void
test_wrong_clocks (Fixture *fixture, gconstpointer data)
{
  static const char *const texts[] = { "a", "b", "c", "d" };
  static const gint64 years[] = { 0, 1, -1, 0 };
  gint64 now = g_get_real_time () / 1000;
  g_autoptr (GPtrArray) rows = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    clock_ms = now + years[i] * 365 * 24 * 3600 * 1000;
    core_post (fixture->peer->core, clock_cb, NULL, NULL);
    core_send_text (fixture->peer->core, &fixture->to_grace, texts[i]);
    wait_for (fixture, texts[i], STATE_SENT);
  }
  rows = peer_page (fixture->peer, &fixture->to_grace, PAGE_NEWEST, 0, 10);
  g_assert_cmpuint (rows->len, ==, G_N_ELEMENTS (texts));
  for (guint i = 0; i < rows->len; i++)
    g_assert_cmpstr (((MessageRow *) rows->pdata[i])->text, ==, texts[i]);
}

/* What one writes goes to one's own other device too, which sees the chat as this one does. */
static void
test_own_device (Fixture *fixture, gconstpointer data)
{
  const ProtoTo *to = NULL;
  const ProtoSend *send;
  EnvelopeHeader header;
  g_autofree char *content = NULL;

  core_send_text (fixture->peer->core, &fixture->to_grace, "hello");
  wait_for (fixture, "hello", STATE_SENT);
  send = send_at (fixture, fixture->sends->len - 1);
  g_assert_cmpuint (send->to->len, ==, 3);
  for (guint i = 0; i < send->to->len; i++) {
    const ProtoTo *one = send->to->pdata[i];

    if (id_equal (&one->acc, &fixture->self->acc))
      to = one;
  }
  g_assert_nonnull (to);
  g_assert_cmpint (to->dev, ==, 2);
  content =
      friend_open (fixture->self, friend_device (fixture->self, 2), &send->id, to->ct, &header);
  g_assert_nonnull (content);
  g_assert_nonnull (strstr (content, "hello"));
  g_assert_true (id_equal (&header.conv.id, &fixture->grace->acc));
  assert_says (fixture, fixture->sends->len - 1, 1, "hello", 1);
}

/* -- Keys that are not the ones it was written for. -- */

static gboolean
was_sent_to (Fixture *fixture, gint64 dev)
{
  for (guint i = 0; i < fixture->sends->len; i++) {
    const ProtoSend *send = send_at (fixture, i);

    for (guint j = 0; j < send->to->len; j++) {
      const ProtoTo *to = send->to->pdata[j];

      if (id_equal (&to->acc, &fixture->grace->acc) && to->dev == dev)
        return TRUE;
    }
  }
  return FALSE;
}

/* Everything before this has been looked at when it is sent. */
static void
send_note (Fixture *fixture, const char *text)
{
  Conv to_self = { CONV_USER, fixture->self->acc };

  core_send_text (fixture->peer->core, &to_self, text);
  wait_for (fixture, text, STATE_SENT);
}

/* Her account was registered anew since: device 3 under another key. */
static char *
answer_new_key (Fixture *fixture, const ProtoSend *send, guint n)
{
  g_autofree char *more = NULL;
  IdText text;

  if (!id_equal (&send->conv.id, &fixture->grace->acc) || was_sent_to (fixture, 3) ||
      ((ProtoTo *) send->to->pdata[0])->dev == 3)
    return answer_ok (fixture, send, n);
  id_to_text (&fixture->grace->acc, text);
  more = g_strdup_printf (",\"missing\":[{\"acc\":\"%s\",\"dev\":3}],"
                          "\"gone\":[{\"acc\":\"%s\",\"dev\":1},{\"acc\":\"%s\",\"dev\":2}]",
                          text, text, text);
  return answer_err (send, "devices", more);
}

static void
retry (Fixture *fixture, const MessageRow *row)
{
  MessageName name = { row->conv, row->author, row->id };

  core_retry (fixture->peer->core, &name);
}

static void
test_new_key (Fixture *fixture, gconstpointer data)
{
  const MessageRow *row;
  guint keys;

  core_send_text (fixture->peer->core, &fixture->to_grace, "hello");
  wait_for (fixture, "hello", STATE_SENT);
  keys = fixture->directory->keys;
  friend_begin_anew (fixture->grace, 3);
  fixture->answer = answer_new_key;
  core_send_text (fixture->peer->core, &fixture->to_grace, "for the old key");
  row = wait_for (fixture, "for the old key", STATE_FAILED);
  g_assert_cmpint (row->error, ==, WHIN_ERROR_UNTRUSTED);
  g_assert_cmpint (peer_chat (fixture->peer, &fixture->to_grace)->trust, ==, TRUST_CHANGED);
  send_note (fixture, "a note");
  g_assert_false (was_sent_to (fixture, 3));
  g_assert_cmpuint (fixture->directory->keys, ==, keys);
  /* Who wrote it has seen it, and means it. */
  retry (fixture, row);
  wait_for (fixture, "for the old key", STATE_SENT);
  assert_says (fixture, fixture->sends->len - 1, 3, "for the old key", 3);
  /* What is written from now on is for the new key. */
  core_send_text (fixture->peer->core, &fixture->to_grace, "for the new one");
  wait_for (fixture, "for the new one", STATE_SENT);
  assert_says (fixture, fixture->sends->len - 1, 3, "for the new one", 4);
}

/* Nothing could be sent, and the new key was heard of first. */
static void
test_written_before_new_key (Fixture *fixture, gconstpointer data)
{
  SoupServer *server = fixture->directory->server;
  Store *store;

  core_send_text (fixture->peer->core, &fixture->to_grace, "hello");
  wait_for (fixture, "hello", STATE_SENT);
  soup_server_remove_handler (server, "/v1/ws");
  soup_websocket_connection_close (fixture->socket, 4001, NULL);
  wait_until (fixture->peer->link->state != LINK_LIVE);
  core_send_text (fixture->peer->core, &fixture->to_grace, "for the old key");
  wait_for (fixture, "for the old key", STATE_PENDING);
  peer_close (fixture->peer);
  friend_begin_anew (fixture->grace, 3);
  store = peer_store (fixture->peer);
  store_begin (store);
  friend_introduce (fixture->grace, store);
  store_commit (store, NULL);
  store_close (store);
  soup_server_add_websocket_handler (server, "/v1/ws", NULL, NULL, socket_cb, fixture, NULL);
  peer_open (fixture->peer);
  g_assert_cmpint (wait_for (fixture, "for the old key", STATE_FAILED)->error, ==,
                   WHIN_ERROR_UNTRUSTED);
  g_assert_false (was_sent_to (fixture, 3));
}

static void
mark_as_verified (Fixture *fixture)
{
  Store *store;

  peer_close (fixture->peer);
  store = peer_store (fixture->peer);
  store_begin (store);
  store_peer_put (store, &fixture->grace->acc, fixture->grace->bytes, TRUST_VERIFIED);
  store_commit (store, NULL);
  store_close (store);
  peer_open (fixture->peer);
  wait_until (fixture->peer->link->state == LINK_LIVE);
}

/* The numbers were compared: sending again does not help before somebody has looked. */
static void
test_new_key_after_verified (Fixture *fixture, gconstpointer data)
{
  const MessageRow *row;

  mark_as_verified (fixture);
  core_send_text (fixture->peer->core, &fixture->to_grace, "hello");
  wait_for (fixture, "hello", STATE_SENT);
  friend_begin_anew (fixture->grace, 3);
  fixture->answer = answer_new_key;
  core_send_text (fixture->peer->core, &fixture->to_grace, "one");
  row = wait_for (fixture, "one", STATE_FAILED);
  g_assert_cmpint (row->error, ==, WHIN_ERROR_UNTRUSTED);
  g_assert_cmpint (peer_chat (fixture->peer, &fixture->to_grace)->trust, ==, TRUST_STOPPED);
  retry (fixture, row);
  core_send_text (fixture->peer->core, &fixture->to_grace, "two");
  wait_for (fixture, "two", STATE_FAILED);
  send_note (fixture, "a note");
  g_assert_cmpint (peer_find (fixture->peer, "one")->state, ==, STATE_FAILED);
  g_assert_false (was_sent_to (fixture, 3));
}

/* The server tells of a device that she has not signed for. */
static char *
answer_ghost (Fixture *fixture, const ProtoSend *send, guint n)
{
  g_autofree char *more = NULL;
  IdText text;

  if (n == 0 || fixture->directory->ghost == NULL)
    return answer_ok (fixture, send, n);
  more = g_strdup_printf (",\"missing\":[{\"acc\":\"%s\",\"dev\":3}]",
                          id_to_text (&fixture->grace->acc, text));
  return answer_err (send, "devices", more);
}

static void
test_ghost_device (Fixture *fixture, gconstpointer data)
{
  Device *ghost = friend_make_device (fixture->grace, 3);
  guint sends;

  fixture->directory->ghost = ghost;
  fixture->answer = answer_ghost;
  core_send_text (fixture->peer->core, &fixture->to_grace, "hello");
  wait_until (fixture->directory->lists >= 3);
  sends = fixture->sends->len;
  wait_until (fixture->directory->lists >= 5);
  g_assert_cmpint (peer_find (fixture->peer, "hello")->state, ==, STATE_PENDING);
  g_assert_cmpuint (fixture->sends->len, ==, sends);
  g_assert_cmpuint (fixture->directory->ghost_keys, ==, 0);
  g_assert_false (was_sent_to (fixture, 3));
  /* It gives up: what waited goes to her two devices, as it was sealed. */
  fixture->directory->ghost = NULL;
  wait_for (fixture, "hello", STATE_SENT);
  g_assert_false (was_sent_to (fixture, 3));
  g_assert_cmpstr (fixture->texts->pdata[fixture->sends->len - 1], ==, fixture->texts->pdata[1]);
  device_free (ghost);
}

/* It hands out keys of its own for a device that she did sign for. */
static void
test_wrong_keys (Fixture *fixture, gconstpointer data)
{
  g_autoptr (Device) right = g_ptr_array_steal_index (fixture->grace->devices, 0);
  Device *wrong = friend_make_device (fixture->grace, 1);

  g_ptr_array_insert (fixture->grace->devices, 0, wrong);
  core_send_text (fixture->peer->core, &fixture->to_grace, "hello");
  wait_until (fixture->directory->keys >= 4);
  g_assert_cmpint (peer_find (fixture->peer, "hello")->state, ==, STATE_PENDING);
  g_assert_cmpuint (fixture->sends->len, ==, 0);
  friend_drop (fixture->grace, 1);
  g_ptr_array_insert (fixture->grace->devices, 0, g_steal_pointer (&right));
  wait_for (fixture, "hello", STATE_SENT);
  assert_says (fixture, 1, 1, "hello", 1);
}

/* -- Nothing can be read on the way. -- */

#define CANARY "canary in the mine"

static gboolean
has_canary (gconstpointer data, gsize len)
{
  return memmem (data, len, CANARY, strlen (CANARY)) != NULL;
}

static gboolean
is_base64url (char c)
{
  return g_ascii_isalnum (c) || c == '-' || c == '_';
}

/* As it is, or in anything that may be base64url. */
static gboolean
tells (const char *text)
{
  if (has_canary (text, strlen (text)))
    return TRUE;
  while (*text != '\0') {
    gsize len = 0;
    g_autofree char *part = NULL;
    g_autoptr (GBytes) bytes = NULL;

    while (is_base64url (text[len]))
      len++;
    part = g_strndup (text, len);
    bytes = len > 0 ? base64url_decode (part) : NULL;
    if (bytes != NULL && has_canary (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes)))
      return TRUE;
    text += MAX (len, 1);
  }
  return FALSE;
}

static gboolean
was_heard (Fixture *fixture, const char *part)
{
  for (guint i = 0; i < fixture->all->len; i++)
    if (strstr (fixture->all->pdata[i], part) != NULL)
      return TRUE;
  return FALSE;
}

static void
test_no_plaintext (Fixture *fixture, gconstpointer data)
{
  static const char content[] = "{\"k\":\"text\",\"text\":\"" CANARY "\"}";
  g_autofree char *bare = base64url_encode (content, strlen (content));
  g_autofree char *frame = g_strdup_printf ("{\"t\":\"send\",\"to\":[{\"ct\":\"%s\"}]}", bare);

  g_assert_true (tells (frame));
  g_assert_true (tells ("{\"ct\":\"" CANARY "\"}"));
  core_set_profile (fixture->peer->core, CANARY, CANARY, NULL);
  core_set_contact (fixture->peer->core, &fixture->grace->acc, NULL, CANARY);
  core_send_text (fixture->peer->core, &fixture->to_grace, CANARY);
  wait_for (fixture, CANARY, STATE_SENT);
  core_set_activity (fixture->peer->core, &fixture->to_grace, ACTIVITY_TYPING);
  wait_until (was_heard (fixture, "\"eph\""));
  send_note (fixture, "note: " CANARY);
  for (guint i = 0; i < fixture->all->len; i++) {
    g_assert_false (tells (fixture->all->pdata[i]));
    /* Not what kind of content it is, either. */
    g_assert_null (strstr (fixture->all->pdata[i], "typing"));
  }
  g_assert_cmpuint (fixture->directory->heard->len, >, 0);
  g_assert_false (tells (fixture->directory->heard->str));
}

#define add(path, func) g_test_add ("/core/outbox/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("profile-first", test_profile_first);
  add ("devices", test_devices);
  add ("devices-in-order", test_devices_in_order);
  add ("devices-never-agree", test_devices_never_agree);
  add ("busy", test_busy);
  add ("order", test_order);
  add ("conflict", test_conflict);
  add ("forbidden", test_forbidden);
  add ("cut-off", test_cut_off);
  add ("slept", test_slept);
  add ("ask-devices", test_ask_devices);
  add ("wrong-clocks", test_wrong_clocks);
  g_test_add ("/core/outbox/own-device", Fixture, two_devices, set_up, test_own_device, tear_down);
  add ("new-key", test_new_key);
  add ("written-before-new-key", test_written_before_new_key);
  add ("new-key-after-verified", test_new_key_after_verified);
  add ("ghost-device", test_ghost_device);
  add ("wrong-keys", test_wrong_keys);
  g_test_add ("/core/outbox/no-plaintext", Fixture, two_devices, set_up, test_no_plaintext,
              tear_down);
  return g_test_run ();
}
