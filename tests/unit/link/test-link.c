/* test-link: the socket against peers that behave, and peers that do not.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "link-private.h"

#include "error.h"
#include "limits.h"
#include "peer.h"

#include <string.h>

typedef struct {
  Link *link;
  gint64 offset; /* added to the real clock */
  double random;
  guint welcomes;
  guint items;
  guint ended;
  GPtrArray *rows;
  gint64 after;
  void (*on_items) (GPtrArray *items);
} World;

static gint64
fake_now (gpointer data)
{
  return g_get_monotonic_time () + ((World *) data)->offset;
}

static double
fake_random (gpointer data)
{
  return ((World *) data)->random;
}

static gint64
cursor_cb (char **epoch, gpointer data)
{
  *epoch = g_strdup ("7");
  return ((World *) data)->after;
}

static void
welcome_cb (const ProtoWelcome *welcome, gpointer data)
{
  g_assert_cmpint (welcome->next, ==, 1);
  ((World *) data)->welcomes++;
}

static void
items_cb (GPtrArray *items, gpointer data)
{
  World *world = data;

  for (guint i = 0; i < items->len; i++) {
    const ProtoItem *item = items->pdata[i];

    g_assert_no_error (item->error);
    if (item->op == PROTO_LIVE)
      link_set_live (world->link);
  }
  world->items += items->len;
}

static void
state_cb (const LinkRow *row, gpointer data)
{
  World *world = data;

  if (world->rows->len > 0) {
    const LinkRow *last = world->rows->pdata[world->rows->len - 1];

    g_assert_true (last->state != row->state || last->error != row->error ||
                   last->retry_at != row->retry_at);
  }
  g_assert_nonnull (row->why);
  g_assert_true ((row->error == -1) == (row->why[0] == '\0'));
  g_ptr_array_add (world->rows, link_row_ref (row));
}

static void
ended_cb (guint code, gpointer data)
{
  ((World *) data)->ended = code;
}

static const LinkHandlers handlers = { cursor_cb, welcome_cb, items_cb, state_cb, ended_cb };

static World *
world_new (const char *url)
{
  World *world = g_new0 (World, 1);
  LinkEnv env = { fake_now, fake_random, world };

  world->random = 0.5;
  world->rows = g_ptr_array_new_with_free_func ((GDestroyNotify) link_row_unref);
  world->link = link_new_with_env (url, "token", &handlers, world, &env);
  return world;
}

static void
world_free (World *world)
{
  link_free (world->link);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_ptr_array_unref (world->rows);
  g_free (world);
}

static const LinkRow *
last (World *world)
{
  static const LinkRow none = { .state = LINK_OFF, .error = -1 };

  return world->rows->len > 0 ? world->rows->pdata[world->rows->len - 1] : &none;
}

static void
advance (World *world, double seconds)
{
  world->offset += (gint64) (seconds * G_USEC_PER_SEC);
  link_tick (world->link);
}

/* -- a good day -- */

static void
good_script (Talk *talk)
{
  g_autofree char *head = talk_read_head (talk);
  g_autofree char *answer = upgrade_answer (head);
  g_autofree char *hello = NULL;
  g_autofree char *line = NULL;

  g_assert_nonnull (strstr (head, "GET /v1/ws HTTP/1.1\r\n"));
  g_assert_nonnull (strstr (head, "Authorization: Bearer token\r\n"));
  g_assert_null (strstr (head, "permessage-deflate"));
  talk_write (talk, answer);
  hello = talk_read_text (talk);
  g_assert_cmpstr (hello, ==,
                   "{\"t\":\"hello\",\"proto\":1,\"epoch\":\"7\",\"after\":41,\"win\":256}");
  talk_text (talk, WELCOME);
  talk_text (talk, "[{\"t\":\"gap\",\"from\":42,\"to\":50,\"why\":\"expired\"},"
                   "{\"t\":\"later\",\"x\":1},{\"t\":\"live\"}]");
  line = talk_read_text (talk);
  g_assert_cmpstr (line, ==, "{\"t\":\"ack\",\"seq\":50}");
  talk_wait_gone (talk);
}

static void
test_good (void)
{
  Peer *peer = peer_new (good_script, NULL);
  World *world = world_new (peer_url (peer));
  ProtoAck ack = { .seq = 50 };
  g_autoptr (GBytes) frame = proto_encode (PROTO_ACK, &ack);

  world->after = 41;
  g_assert_false (link_send (world->link, frame));
  link_start (world->link);
  link_start (world->link);
  wait_until (last (world)->state == LINK_LIVE);
  g_assert_cmpuint (world->welcomes, ==, 1);
  g_assert_cmpuint (world->items, ==, 2);
  g_assert_cmpuint (world->rows->len, ==, 3);
  g_assert_true (link_send (world->link, frame));
  g_assert_cmpuint (link_queued (world->link), ==, 0);
  link_stop (world->link);
  g_assert_cmpint (last (world)->state, ==, LINK_OFF);
  g_assert_false (link_send (world->link, frame));
  g_assert_cmpuint (world->ended, ==, 0);
  world_free (world);
  peer_free (peer);
}

/* -- closes -- */

static void
close_script (Talk *talk)
{
  g_autofree char *hello = NULL;

  if (!talk_upgrade (talk))
    return;
  hello = talk_read_text (talk);
  talk_text (talk, WELCOME);
  talk_close (talk, GPOINTER_TO_UINT (talk->data));
  talk_wait_gone (talk);
}

static void
test_closes (void)
{
  static const struct {
    guint code;
    int error;
  } codes[] = {
#define CODE_(NAME, code, reconnect, meaning) { code, -1 },
    CLOSES (CODE_)
#undef CODE_
        { 1000, -1 },
    { 1001, -1 },
    { 1011, -1 },
    { 4499, -1 },
    { 4600, -1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (codes); i++) {
    Peer *peer = peer_new (close_script, GUINT_TO_POINTER (codes[i].code));
    World *world = world_new (peer_url (peer));

    link_start (world->link);
    if (close_is_transient (codes[i].code)) {
      wait_until (last (world)->state == LINK_WAITING);
      g_assert_cmpuint (world->ended, ==, 0);
      g_assert_cmpint (last (world)->retry_at, >, 0);
    } else {
      wait_until (world->ended != 0);
      g_assert_cmpuint (world->ended, ==, codes[i].code);
      g_assert_cmpint (last (world)->state, ==, LINK_OFF);
      advance (world, 1000);
      g_assert_cmpint (last (world)->state, ==, LINK_OFF);
    }
    g_assert_cmpint (last (world)->error, >=, 0);
    world_free (world);
    peer_free (peer);
  }
}

static void
bye_script (Talk *talk)
{
  g_autofree char *hello = NULL;

  if (!talk_upgrade (talk))
    return;
  hello = talk_read_text (talk);
  talk_text (talk, WELCOME);
  talk_text (talk, talk->data);
  talk_wait_gone (talk);
}

static void
test_bye (void)
{
  Peer *peer = peer_new (bye_script, (gpointer) "{\"t\":\"bye\",\"code\":4001,\"after_ms\":4000}");
  World *world = world_new (peer_url (peer));
  gint64 wait;

  link_start (world->link);
  wait_until (last (world)->state == LINK_WAITING);
  wait = last (world)->retry_at - fake_now (world);
  g_assert_cmpint (wait, >, 3 * G_USEC_PER_SEC);
  g_assert_cmpint (wait, <=, 4 * G_USEC_PER_SEC);
  g_assert_cmpint (last (world)->error, ==, WHIN_ERROR_BUSY);
  world_free (world);
  peer_free (peer);

  peer = peer_new (bye_script, (gpointer) "{\"t\":\"bye\",\"code\":4500}");
  world = world_new (peer_url (peer));
  link_start (world->link);
  wait_until (world->ended == CLOSE_REVOKED);
  g_assert_cmpint (last (world)->error, ==, WHIN_ERROR_UNAUTHORIZED);
  world_free (world);
  peer_free (peer);
}

/* -- wrong servers -- */

static void
say_script (Talk *talk)
{
  g_autofree char *head = talk_read_head (talk);

  if (head != NULL)
    talk_write (talk, talk->data);
}

static void
test_answers (void)
{
  static const struct {
    const char *answer;
    int error;
  } answers[] = {
    { "HTTP/1.1 302 Found\r\nLocation: http://login.example/\r\nContent-Length: 0\r\n\r\n",
      WHIN_ERROR_NOT_WHINCHAT },
    { "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi", WHIN_ERROR_NOT_WHINCHAT },
    { "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", WHIN_ERROR_NOT_WHINCHAT },
    { "HTTP/1.1 500 Oh\r\nContent-Length: 0\r\n\r\n", WHIN_ERROR_BUSY },
    { "HTTP/1.1 503 Oh\r\nContent-Length: 0\r\n\r\n", WHIN_ERROR_BUSY },
    { "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
      "Sec-WebSocket-Accept: AAAAAAAAAAAAAAAAAAAAAAAAAAA=\r\n\r\n",
      WHIN_ERROR_NOT_WHINCHAT },
    { "220 mail.example ESMTP\r\n", WHIN_ERROR_NOT_WHINCHAT },
    { "\x16\x03\x01\x02\x00\r\n\r\n", WHIN_ERROR_NOT_WHINCHAT },
    { "", WHIN_ERROR_UNREACHABLE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (answers); i++) {
    Peer *peer = peer_new (say_script, (gpointer) answers[i].answer);
    World *world = world_new (peer_url (peer));

    link_start (world->link);
    wait_until (last (world)->state == LINK_WAITING);
    g_test_message ("answer %u: %s", i, last (world)->why);
    g_assert_cmpint (last (world)->error, ==, answers[i].error);
    g_assert_cmpuint (world->ended, ==, 0);
    g_assert_cmpuint (world->welcomes, ==, 0);
    world_free (world);
    peer_free (peer);
  }
}

static void
test_unauthorized (void)
{
  Peer *peer = peer_new (say_script, (gpointer) "HTTP/1.1 401 No\r\nContent-Length: 0\r\n"
                                                "WWW-Authenticate: Bearer "
                                                "error=\"invalid_token\"\r\n\r\n");
  World *world = world_new (peer_url (peer));

  link_start (world->link);
  wait_until (world->ended == CLOSE_REVOKED);
  g_assert_cmpint (last (world)->state, ==, LINK_OFF);
  g_assert_cmpint (last (world)->error, ==, WHIN_ERROR_UNAUTHORIZED);
  world_free (world);
  peer_free (peer);
}

/* A proxy that wants a password of its own does not end the account. */
static void
test_somebody_between (void)
{
  Peer *peer = peer_new (say_script, (gpointer) "HTTP/1.1 401 No\r\nContent-Length: 0\r\n"
                                                "WWW-Authenticate: Basic realm=\"x\"\r\n\r\n");
  World *world = world_new (peer_url (peer));

  link_start (world->link);
  wait_until (last (world)->state == LINK_WAITING);
  g_assert_cmpint (last (world)->error, ==, WHIN_ERROR_NOT_WHINCHAT);
  g_assert_cmpuint (world->ended, ==, 0);
  world_free (world);
  peer_free (peer);
}

static void
test_nobody (void)
{
  Peer *peer = peer_new (say_script, NULL);
  g_autofree char *url = g_strdup (peer_url (peer));
  World *world = world_new (url);

  peer_free (peer);
  link_start (world->link);
  wait_until (last (world)->state == LINK_WAITING);
  g_assert_cmpint (last (world)->error, ==, WHIN_ERROR_UNREACHABLE);
  world_free (world);
}

/* -- frames no server should send -- */

typedef struct {
  const char *name;
  guint8 first_byte;
  const char *text;
  gsize len;
} Bad;

static void
bad_script (Talk *talk)
{
  const Bad *bad = talk->data;
  g_autofree char *hello = NULL;
  g_autofree char *big = g_malloc (bad->len + 1);
  g_autoptr (GByteArray) frame = NULL;

  if (!talk_upgrade (talk))
    return;
  hello = talk_read_text (talk);
  memset (big, ' ', bad->len);
  if (bad->text != NULL)
    memcpy (big, bad->text, bad->len);
  frame = frame_new (bad->first_byte, big, bad->len);
  talk_write_bytes (talk, frame->data, frame->len);
  talk_wait_gone (talk);
}

#define TEXT(s) s, sizeof s - 1

static void
test_bad_frames (void)
{
  static const Bad bads[] = {
    { "not JSON", 0x81, TEXT ("hello") },
    { "empty", 0x81, TEXT ("") },
    { "a number", 0x81, TEXT ("1") },
    { "no welcome first", 0x81, TEXT ("{\"t\":\"live\"}") },
    { "empty batch", 0x81, TEXT ("[]") },
    { "bad welcome", 0x81, TEXT ("{\"t\":\"welcome\",\"proto\":\"1\"}") },
    { "a NUL", 0x81, TEXT ("{\"t\":\"live\"}\0") },
    { "not UTF-8", 0x81, TEXT ("{\"t\":\"\xff\xfe\"}") },
    { "binary", 0x82, TEXT (WELCOME) },
    { "reserved bit", 0xc1, TEXT (WELCOME) },
    { "unknown opcode", 0x83, TEXT (WELCOME) },
    { "too long", 0x81, NULL, LIMIT_FRAME_MAX + 1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (bads); i++) {
    Peer *peer = peer_new (bad_script, (gpointer) &bads[i]);
    World *world = world_new (peer_url (peer));

    link_start (world->link);
    wait_until (last (world)->state == LINK_WAITING);
    g_test_message ("%s: %s", bads[i].name, last (world)->why);
    g_assert_cmpint (last (world)->error, ==, WHIN_ERROR_NOT_WHINCHAT);
    g_assert_cmpuint (world->ended, ==, 0);
    world_free (world);
    peer_free (peer);
  }
}

static void
fragments_script (Talk *talk)
{
  g_autofree char *hello = NULL;
  g_autofree char *piece = g_strnfill (100 * 1000, ' ');

  if (!talk_upgrade (talk))
    return;
  hello = talk_read_text (talk);
  talk_text (talk, WELCOME);
  for (guint i = 0; i < 6; i++) {
    g_autoptr (GByteArray) frame = frame_new (i == 0   ? 0x01
                                              : i == 5 ? 0x80
                                                       : 0x00,
                                              piece, 100 * 1000);

    if (!talk_write_bytes (talk, frame->data, frame->len))
      return;
  }
  talk_wait_gone (talk);
}

/* Fragments each within the limit, together past it. */
static void
test_fragments (void)
{
  Peer *peer = peer_new (fragments_script, NULL);
  World *world = world_new (peer_url (peer));

  link_start (world->link);
  wait_until (last (world)->state == LINK_WAITING);
  g_assert_cmpint (last (world)->error, ==, WHIN_ERROR_NOT_WHINCHAT);
  world_free (world);
  peer_free (peer);
}

/* -- cut at any byte -- */

static void
cut_script (Talk *talk)
{
  guint cut = *(guint *) talk->data + talk->index;
  g_autofree char *head = talk_read_head (talk);
  g_autofree char *answer = head != NULL ? upgrade_answer (head) : NULL;
  g_autoptr (GByteArray) all = g_byte_array_new ();
  g_autoptr (GByteArray) frame = frame_new (0x81, WELCOME, strlen (WELCOME));

  if (answer == NULL)
    return;
  g_byte_array_append (all, (const guint8 *) answer, strlen (answer));
  g_byte_array_append (all, frame->data, frame->len);
  talk_write_bytes (talk, all->data, MIN (cut, all->len - 1));
}

static void
test_cut (void)
{
  guint first = 0;
  Peer *peer = peer_new (cut_script, &first);
  World *world = world_new (peer_url (peer));
  guint n = 129 + 4 + strlen (WELCOME);

  link_start (world->link);
  for (guint i = 0; i < n; i++) {
    wait_until (last (world)->state == LINK_WAITING);
    g_assert_cmpint (last (world)->error, >=, 0);
    link_retry_now (world->link);
    g_assert_cmpint (last (world)->state, ==, LINK_CONNECTING);
  }
  g_assert_cmpuint (world->welcomes, ==, 0);
  g_assert_cmpuint (world->ended, ==, 0);
  world_free (world);
  peer_free (peer);
}

/* -- silence -- */

static void
silent_script (Talk *talk)
{
  int *hbs = talk->data;
  char *line;

  if (!talk_upgrade (talk))
    return;
  g_free (talk_read_text (talk));
  talk_text (talk, WELCOME);
  talk_text (talk, "{\"t\":\"live\"}");
  while ((line = talk_read_text (talk)) != NULL && !g_str_has_prefix (line, "close")) {
    if (strcmp (line, "{\"t\":\"hb\"}") == 0)
      g_atomic_int_inc (hbs);
    g_free (line);
  }
  g_free (line);
}

static void
test_silence (void)
{
  int hbs = 0;
  Peer *peer = peer_new (silent_script, &hbs);
  World *world = world_new (peer_url (peer));

  link_start (world->link);
  wait_until (last (world)->state == LINK_LIVE);
  advance (world, 24);
  advance (world, 2);
  wait_until (g_atomic_int_get (&hbs) == 1);
  advance (world, 1);
  g_assert_cmpint (last (world)->state, ==, LINK_LIVE);
  advance (world, 24);
  g_assert_cmpint (last (world)->state, ==, LINK_WAITING);
  g_assert_cmpint (last (world)->error, ==, WHIN_ERROR_UNREACHABLE);
  g_assert_cmpint (g_atomic_int_get (&hbs), ==, 1);
  world_free (world);
  peer_free (peer);
}

/* A changed network asks at once and gives up soon. */
static void
test_network (void)
{
  int hbs = 0;
  Peer *peer = peer_new (silent_script, &hbs);
  World *world = world_new (peer_url (peer));

  link_start (world->link);
  wait_until (last (world)->state == LINK_LIVE);
  link_network_changed (world->link, FALSE);
  g_assert_cmpint (last (world)->state, ==, LINK_LIVE);
  link_network_changed (world->link, TRUE);
  wait_until (g_atomic_int_get (&hbs) == 1);
  advance (world, 11);
  g_assert_cmpint (last (world)->state, ==, LINK_WAITING);
  link_network_changed (world->link, TRUE);
  g_assert_cmpint (last (world)->state, ==, LINK_CONNECTING);
  wait_until (last (world)->state == LINK_LIVE);
  world_free (world);
  peer_free (peer);
}

/* Both ends are quick to answer; it must not go on for ever. */
static void
eager_script (Talk *talk)
{
  int *hbs = talk->data;
  char *line;

  if (!talk_upgrade (talk))
    return;
  g_free (talk_read_text (talk));
  talk_text (talk, WELCOME);
  talk_text (talk, "{\"t\":\"live\"}");
  while ((line = talk_read_text (talk)) != NULL && !g_str_has_prefix (line, "close")) {
    g_atomic_int_inc (hbs);
    talk_text (talk, "{\"t\":\"hb\"}");
    talk_text (talk, "{\"t\":\"live\"}");
    g_free (line);
  }
  g_free (line);
}

static void
test_no_ping_pong (void)
{
  int hbs = 0;
  Peer *peer = peer_new (eager_script, &hbs);
  World *world = world_new (peer_url (peer));

  link_start (world->link);
  wait_until (last (world)->state == LINK_LIVE);
  for (int i = 1; i <= 5; i++) {
    advance (world, 26);
    wait_until (world->items == 1 + (guint) i);
    g_assert_cmpint (g_atomic_int_get (&hbs), ==, i);
  }
  g_assert_cmpint (last (world)->state, ==, LINK_LIVE);
  world_free (world);
  peer_free (peer);
}

static void
asking_script (Talk *talk)
{
  char *line;

  if (!talk_upgrade (talk))
    return;
  g_free (talk_read_text (talk));
  talk_text (talk, WELCOME);
  talk_text (talk, "{\"t\":\"live\"}");
  g_free (talk_read_text (talk)); /* the word that the clock was moved */
  talk_text (talk, "{\"t\":\"hb\"}");
  line = talk_read_text (talk);
  g_assert_cmpstr (line, ==, "{\"t\":\"hb\"}");
  g_free (line);
  g_atomic_int_inc ((int *) talk->data);
  talk_wait_gone (talk);
}

static void
test_answers_hb (void)
{
  int answered = 0;
  Peer *peer = peer_new (asking_script, &answered);
  World *world = world_new (peer_url (peer));
  ProtoActive active = { TRUE };
  g_autoptr (GBytes) frame = proto_encode (PROTO_ACTIVE, &active);

  link_start (world->link);
  wait_until (last (world)->state == LINK_LIVE);
  g_assert_true (link_send (world->link, frame));
  world->offset += 20 * G_USEC_PER_SEC;
  wait_until (g_atomic_int_get (&answered) == 1);
  world_free (world);
  peer_free (peer);
}

/* Accepts and then says nothing at all. */
static void
test_handshake_timeout (void)
{
  Peer *peer = peer_new (talk_wait_gone, NULL);
  World *world = world_new (peer_url (peer));

  link_start (world->link);
  wait_until (peer_connections (peer) == 1);
  advance (world, 19);
  g_assert_cmpint (last (world)->state, ==, LINK_CONNECTING);
  advance (world, 2);
  g_assert_cmpint (last (world)->state, ==, LINK_WAITING);
  g_assert_cmpint (last (world)->error, ==, WHIN_ERROR_UNREACHABLE);
  world_free (world);
  peer_free (peer);
}

/* -- back-off -- */

static void
test_backoff (void)
{
  Peer *peer = peer_new (say_script, (gpointer) "");
  World *world = world_new (peer_url (peer));
  static const double bounds[] = { 1, 2, 4, 8, 16, 32, 60, 60 };

  world->random = 0.999;
  link_start (world->link);
  for (guint i = 0; i < G_N_ELEMENTS (bounds); i++) {
    double wait;

    wait_until (last (world)->state == LINK_WAITING);
    wait = (double) (last (world)->retry_at - fake_now (world)) / G_USEC_PER_SEC;
    g_assert_cmpfloat (wait, <=, bounds[i]);
    g_assert_cmpfloat (wait, >, bounds[i] * 0.9 - 0.5);
    advance (world, wait - 0.3);
    g_assert_cmpint (last (world)->state, ==, LINK_WAITING);
    advance (world, 0.4);
    g_assert_cmpint (last (world)->state, ==, LINK_CONNECTING);
  }
  world_free (world);
  peer_free (peer);
}

static void
test_resync (void)
{
  int hbs = 0;
  Peer *peer = peer_new (silent_script, &hbs);
  World *world = world_new (peer_url (peer));

  world->random = 0;
  link_start (world->link);
  wait_until (last (world)->state == LINK_LIVE);
  link_resync (world->link);
  g_assert_cmpint (last (world)->state, ==, LINK_WAITING);
  g_assert_cmpint (last (world)->error, ==, -1);
  wait_until (last (world)->state == LINK_LIVE);
  g_assert_cmpuint (world->welcomes, ==, 2);
  world_free (world);
  peer_free (peer);
}

/* -- a peer that does not read -- */

static void
stuffed_script (Talk *talk)
{
  GAsyncQueue *gate = talk->data;
  gint64 bytes = 0;
  char *line;

  if (!talk_upgrade (talk))
    return;
  g_free (talk_read_text (talk));
  talk_text (talk, WELCOME);
  talk_text (talk, "{\"t\":\"live\"}");
  g_async_queue_timeout_pop (gate, 10 * G_USEC_PER_SEC);
  while ((line = talk_read_text (talk)) != NULL && !g_str_has_prefix (line, "last")) {
    bytes += strlen (line);
    g_free (line);
  }
  g_free (line);
  g_async_queue_push (gate, GSIZE_TO_POINTER (bytes));
  talk_wait_gone (talk);
}

static void
test_bounded_queue (void)
{
  g_autoptr (GAsyncQueue) gate = g_async_queue_new ();
  Peer *peer = peer_new (stuffed_script, gate);
  World *world = world_new (peer_url (peer));
  g_autofree char *filler = g_strnfill (100 * 1000, 'x');
  g_autoptr (GBytes) frame = g_bytes_new (filler, 100 * 1000);
  g_autoptr (GBytes) end = g_bytes_new_static ("last", 4);
  gint64 accepted = 0;

  link_start (world->link);
  wait_until (last (world)->state == LINK_LIVE);
  while (link_send (world->link, frame)) {
    accepted += 100 * 1000;
    g_assert_cmpuint (link_queued (world->link), <=, 1024 * 1024);
    while (g_main_context_iteration (NULL, FALSE))
      ;
    g_assert_cmpint (accepted, <, 64 * 1024 * 1024);
  }
  g_assert_cmpuint (link_queued (world->link), >, 900 * 1000);
  g_async_queue_push (gate, gate);
  wait_until (link_queued (world->link) == 0);
  g_assert_true (link_send (world->link, end));
  wait_until (g_async_queue_length (gate) > 0);
  g_assert_cmpint (GPOINTER_TO_SIZE (g_async_queue_pop (gate)), ==, accepted);
  world_free (world);
  peer_free (peer);
}

/* -- handlers that pull the rug -- */

static void
rug_items_cb (GPtrArray *items, gpointer data)
{
  World *world = data;

  g_clear_pointer (&world->link, link_free);
  world->items++;
}

static void
test_free_in_handler (void)
{
  int hbs = 0;
  Peer *peer = peer_new (silent_script, &hbs);
  World *world = world_new (peer_url (peer));
  LinkEnv env = { fake_now, fake_random, world };
  LinkHandlers rug = handlers;

  rug.items = rug_items_cb;
  link_free (world->link);
  world->link = link_new_with_env (peer_url (peer), "token", &rug, world, &env);
  link_start (world->link);
  wait_until (world->items == 1);
  world_free (world);
  peer_free (peer);
}

static void
test_free_while_connecting (void)
{
  Peer *peer = peer_new (talk_wait_gone, NULL);
  World *world = world_new (peer_url (peer));

  link_start (world->link);
  world_free (world);
  world = world_new (peer_url (peer));
  link_start (world->link);
  wait_until (peer_connections (peer) >= 1);
  world_free (world);
  peer_free (peer);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/link/good", test_good);
  g_test_add_func ("/link/closes", test_closes);
  g_test_add_func ("/link/bye", test_bye);
  g_test_add_func ("/link/answers", test_answers);
  g_test_add_func ("/link/unauthorized", test_unauthorized);
  g_test_add_func ("/link/somebody-between", test_somebody_between);
  g_test_add_func ("/link/nobody", test_nobody);
  g_test_add_func ("/link/bad-frames", test_bad_frames);
  g_test_add_func ("/link/fragments", test_fragments);
  g_test_add_func ("/link/cut", test_cut);
  g_test_add_func ("/link/silence", test_silence);
  g_test_add_func ("/link/network", test_network);
  g_test_add_func ("/link/no-ping-pong", test_no_ping_pong);
  g_test_add_func ("/link/answers-hb", test_answers_hb);
  g_test_add_func ("/link/handshake-timeout", test_handshake_timeout);
  g_test_add_func ("/link/backoff", test_backoff);
  g_test_add_func ("/link/resync", test_resync);
  g_test_add_func ("/link/bounded-queue", test_bounded_queue);
  g_test_add_func ("/link/free-in-handler", test_free_in_handler);
  g_test_add_func ("/link/free-while-connecting", test_free_while_connecting);
  return g_test_run ();
}
