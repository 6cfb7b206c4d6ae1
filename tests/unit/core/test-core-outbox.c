/* test-core-outbox: every answer a server may give to a `send`, from a server that says what the
 * test wants. SPDX-License-Identifier: GPL-3.0-or-later */
#include "peer.h"

#include "core-private.h"
#include "limits.h"
#include "proto.h"
#include "store-account.h"
#include "store-device.h"

#include <libsoup/soup.h>
#include <string.h>

typedef struct _Fixture Fixture;
/* What to answer to the n-th send (from 0); NULL says nothing. */
typedef char *(*Answer) (Fixture *fixture, const ProtoSend *send, guint n);

struct _Fixture {
  SoupServer *server;
  SoupWebsocketConnection *socket;
  GPtrArray *sends; /* of ProtoSend, as they came */
  GPtrArray *texts; /* of char *: the frames they were in */
  Answer answer;
  gint64 cseq;
  guint lists; /* device lists asked for */
  Peer *peer;
  Id self;
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

static void
devices_cb (SoupServer *server,
            SoupServerMessage *message,
            const char *path,
            GHashTable *query,
            gpointer data)
{
  static const char list[] = "{\"devs\":[{\"dev\":1}]}";

  ((Fixture *) data)->lists++;
  soup_server_message_set_status (message, 200, NULL);
  soup_server_message_set_response (message, "application/json", SOUP_MEMORY_STATIC, list,
                                    strlen (list));
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

static void
set_up (Fixture *fixture, gconstpointer data)
{
  static const gint64 one[] = { 1 };
  static const gint64 two[] = { 1, 2 };
  StoreAccount account = { .dev = 1,
                           .token = (char *) "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8",
                           .name = (char *) "Ada",
                           .epoch = (char *) "1" };
  g_autofree char *url = NULL;
  GSList *uris;
  Store *store;

  fixture->server = soup_server_new (NULL, NULL);
  fixture->sends = g_ptr_array_new_with_free_func (free_send);
  fixture->texts = g_ptr_array_new_with_free_func (g_free);
  fixture->answer = answer_ok;
  g_assert_true (soup_server_listen_local (fixture->server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, NULL));
  soup_server_add_websocket_handler (fixture->server, "/v1/ws", NULL, NULL, socket_cb, fixture,
                                     NULL);
  soup_server_add_handler (fixture->server, "/v1/accounts", devices_cb, fixture, NULL);
  uris = soup_server_get_uris (fixture->server);
  url = g_strdup_printf ("http://127.0.0.1:%d", g_uri_get_port (uris->data));
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);

  fixture->peer = peer_new ();
  peer_close (fixture->peer);
  account.server = url;
  account.acc = fixture->self = id_random ();
  fixture->to_grace = (Conv) { CONV_USER, id_random () };
  store = peer_store (fixture->peer);
  store_begin (store);
  store_account_put (store, &account);
  store_device_put_list (store, &fixture->self, one, 1);
  store_device_put_list (store, &fixture->to_grace.id, two, 2);
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
  g_object_unref (fixture->server);
  g_ptr_array_unref (fixture->sends);
  g_ptr_array_unref (fixture->texts);
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

/* The first message to somebody comes after one's profile. */
static void
test_profile_first (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) profile = NULL;
  g_autoptr (GBytes) text = NULL;
  const ProtoSend *send;

  core_send_text (fixture->peer->core, &fixture->to_grace, "hello");
  wait_for (fixture, "hello", STATE_SENT);
  core_send_text (fixture->peer->core, &fixture->to_grace, "again");
  wait_for (fixture, "again", STATE_SENT);
  g_assert_cmpuint (fixture->sends->len, ==, 3);
  send = send_at (fixture, 0);
  g_assert_cmpuint (send->to->len, ==, 2);
  g_assert_cmpint (send->wake, ==, 0);
  profile = base64url_decode (((ProtoTo *) send->to->pdata[0])->ct);
  g_assert_nonnull (
      g_strstr_len (g_bytes_get_data (profile, NULL), g_bytes_get_size (profile), "\"profile\""));
  send = send_at (fixture, 1);
  g_assert_cmpint (send->wake, ==, 1);
  text = base64url_decode (((ProtoTo *) send->to->pdata[0])->ct);
  g_assert_nonnull (g_strstr_len (g_bytes_get_data (text, NULL), g_bytes_get_size (text), "hello"));
  g_assert_cmpuint (fixture->lists, ==, 0);
}

static char *
answer_devices (Fixture *fixture, const ProtoSend *send, guint n)
{
  g_autofree char *more = NULL;
  IdText text;

  if (n != 1)
    return answer_ok (fixture, send, n);
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
  /* It has learned: the next one is right at once. */
  core_send_text (fixture->peer->core, &fixture->to_grace, "again");
  wait_for (fixture, "again", STATE_SENT);
  g_assert_cmpuint (fixture->sends->len, ==, 4);
  g_assert_cmpint (((ProtoTo *) send_at (fixture, 3)->to->pdata[1])->dev, ==, 3);
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

static void
type (Fixture *fixture)
{
  IdText grace, self;
  g_autofree char *eph = g_strdup_printf (
      "{\"t\":\"eph\",\"conv\":\"u:%s\",\"from\":\"%s\",\"fd\":2,\"body\":\"eyJrIjoidHlwaW5nIn0\"}",
      id_to_text (&fixture->self, self), id_to_text (&fixture->to_grace.id, grace));

  say (fixture, eph);
}

/* Two are on their way when the first is refused; a third is right at once and must not overtake.
 */
static void
test_devices_in_order (Fixture *fixture, gconstpointer data)
{
  Conv to_self = { CONV_USER, fixture->self };
  Id ids[3];

  core_send_text (fixture->peer->core, &fixture->to_grace, "hello");
  wait_for (fixture, "hello", STATE_SENT);
  fixture->answer = answer_silence;
  core_send_text (fixture->peer->core, &fixture->to_grace, "one");
  core_send_text (fixture->peer->core, &fixture->to_grace, "two");
  wait_until (fixture->sends->len == 4);
  refuse_devices (fixture, send_at (fixture, 2));
  type (fixture);
  wait_until (fixture->peer->activity != NULL);
  core_send_text (fixture->peer->core, &fixture->to_grace, "three");
  core_send_text (fixture->peer->core, &to_self, "a note");
  wait_until (fixture->sends->len > 4);
  g_assert_true (id_equal (&send_at (fixture, 4)->conv.id, &fixture->self));
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
  g_autofree char *err = answer_err (send, "busy", ",\"retry_ms\":500");

  if (n != 1)
    return answer_ok (fixture, send, n);
  return g_strdup_printf (
      "[%s,{\"t\":\"msg\",\"seq\":1,\"cseq\":1,\"from\":\"ICEiIyQlJicoKSorLC0uLw\",\"fd\":1,"
      "\"id\":\"EBESExQVFhcYGRobHB0eHw\",\"ts\":5,"
      "\"ct\":\"eyJrIjoidGV4dCIsInRleHQiOiJIaSJ9\"}]",
      err);
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
  Conv conv = { CONV_USER, id_random () };

  core_send_text (fixture->peer->core, &conv, "one");
  core_send_text (fixture->peer->core, &conv, "two");
  wait_for (fixture, "two", STATE_SENT);
  wait_for (fixture, "one", STATE_SENT);
  g_assert_cmpuint (fixture->lists, ==, 1);
  g_assert_cmpuint (send_at (fixture, 0)->to->len, ==, 1);
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
  return g_test_run ();
}
