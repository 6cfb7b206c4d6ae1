/* test-core-outbox: every answer a server may give to a `send`, from a server that says what the
 * test wants.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "answers.h"

#include "limits.h"

#include <string.h>

/* The first message to somebody comes after one's profile. */
static void
test_profile_first (Fixture *fixture, gconstpointer data)
{
  core_send_text (fixture->peer->core, &fixture->to_grace, "hello", NULL, NULL, 0);
  wait_for (fixture, "hello", STATE_SENT);
  core_send_text (fixture->peer->core, &fixture->to_grace, "again", NULL, NULL, 0);
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
  core_send_text (fixture->peer->core, &fixture->to_grace, "hello", NULL, NULL, 0);
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
  core_send_text (fixture->peer->core, &fixture->to_grace, "again", NULL, NULL, 0);
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

  core_send_text (fixture->peer->core, &fixture->to_grace, "hello", NULL, NULL, 0);
  wait_for (fixture, "hello", STATE_SENT);
  fixture->answer = answer_silence;
  core_send_text (fixture->peer->core, &fixture->to_grace, "one", NULL, NULL, 0);
  core_send_text (fixture->peer->core, &fixture->to_grace, "two", NULL, NULL, 0);
  wait_until (fixture->sends->len == 4);
  refuse_devices (fixture, send_at (fixture, 2));
  assert_says (fixture, 1, 2, "hello", 1);
  type (fixture);
  wait_until (fixture->peer->activity != NULL);
  core_send_text (fixture->peer->core, &fixture->to_grace, "three", NULL, NULL, 0);
  core_send_text (fixture->peer->core, &to_self, "a note", NULL, NULL, 0);
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
  core_send_text (fixture->peer->core, &fixture->to_grace, "hello", NULL, NULL, 0);
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
  core_send_text (fixture->peer->core, &fixture->to_grace, "hello", NULL, NULL, 0);
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
  core_send_text (fixture->peer->core, &fixture->to_grace, "hello", NULL, NULL, 0);
  wait_for (fixture, "Hi", STATE_RECEIVED);
  core_send_text (fixture->peer->core, &fixture->to_grace, "after", NULL, NULL, 0);
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
  core_send_text (fixture->peer->core, &fixture->to_grace, "hello", NULL, NULL, 0);
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
  core_send_text (fixture->peer->core, &fixture->to_grace, "no", NULL, NULL, 0);
  core_send_text (fixture->peer->core, &fixture->to_grace, "yes", NULL, NULL, 0);
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
  core_send_text (fixture->peer->core, &fixture->to_grace, "one", NULL, NULL, 0);
  core_send_text (fixture->peer->core, &fixture->to_grace, "two", NULL, NULL, 0);
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
  core_send_text (fixture->peer->core, &fixture->to_grace, "one", NULL, NULL, 0);
  wait_until (fixture->sends->len == 2);
  core_post (fixture->peer->core, sleep_cb, NULL, NULL);
  soup_websocket_connection_close (fixture->socket, 4001, NULL);
  wait_until (fixture->peer->link->state != LINK_LIVE);
  core_reconnect (fixture->peer->core);
  wait_for (fixture, "one", STATE_FAILED);
  fixture->answer = answer_ok;
  core_send_text (fixture->peer->core, &fixture->to_grace, "two", NULL, NULL, 0);
  wait_for (fixture, "two", STATE_SENT);
  g_assert_cmpuint (fixture->sends->len, ==, 3);
}

#define CROWD 300

/* However many wait for the devices of people to be told, what is for others goes on. */
static void
test_crowd (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < CROWD; i++)
    core_send_text (fixture->peer->core, &(Conv) { CONV_USER, id_random () }, "wait", NULL, NULL,
                    0);
  core_send_text (fixture->peer->core, &fixture->to_grace, "hello", NULL, NULL, 0);
  wait_for (fixture, "hello", STATE_SENT);
  g_assert_cmpuint (fixture->sends->len, ==, 2);
}

/* To somebody whose devices are not known: asked for once. */
static void
test_ask_devices (Fixture *fixture, gconstpointer data)
{
  Friend *heidi = friend_new (1);
  Conv conv = { CONV_USER, heidi->acc };

  directory_add (fixture->directory, heidi);
  core_send_text (fixture->peer->core, &conv, "one", NULL, NULL, 0);
  core_send_text (fixture->peer->core, &conv, "two", NULL, NULL, 0);
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
    core_send_text (fixture->peer->core, &fixture->to_grace, texts[i], NULL, NULL, 0);
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

  core_send_text (fixture->peer->core, &fixture->to_grace, "hello", NULL, NULL, 0);
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

#define add(path, func)                                                                            \
  g_test_add ("/core/outbox/" path, Fixture, NULL, answers_set_up, func, answers_tear_down)

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
  add ("crowd", test_crowd);
  add ("ask-devices", test_ask_devices);
  add ("wrong-clocks", test_wrong_clocks);
  g_test_add ("/core/outbox/own-device", Fixture, two_devices, answers_set_up, test_own_device,
              answers_tear_down);
  return g_test_run ();
}
