/* test-link-wrong: answers and frames that no server should give.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "world.h"

#include "error.h"
#include "limits.h"

#include <string.h>

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
    wait_until (world_last (world)->state == LINK_WAITING);
    g_test_message ("answer %u: %s", i, world_last (world)->why);
    g_assert_cmpint (world_last (world)->error, ==, answers[i].error);
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
  g_assert_cmpint (world_last (world)->state, ==, LINK_OFF);
  g_assert_cmpint (world_last (world)->error, ==, WHIN_ERROR_UNAUTHORIZED);
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
  wait_until (world_last (world)->state == LINK_WAITING);
  g_assert_cmpint (world_last (world)->error, ==, WHIN_ERROR_NOT_WHINCHAT);
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
  wait_until (world_last (world)->state == LINK_WAITING);
  g_assert_cmpint (world_last (world)->error, ==, WHIN_ERROR_UNREACHABLE);
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
    wait_until (world_last (world)->state == LINK_WAITING);
    g_test_message ("%s: %s", bads[i].name, world_last (world)->why);
    g_assert_cmpint (world_last (world)->error, ==, WHIN_ERROR_NOT_WHINCHAT);
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
  wait_until (world_last (world)->state == LINK_WAITING);
  g_assert_cmpint (world_last (world)->error, ==, WHIN_ERROR_NOT_WHINCHAT);
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
    wait_until (world_last (world)->state == LINK_WAITING);
    g_assert_cmpint (world_last (world)->error, >=, 0);
    link_retry_now (world->link);
    g_assert_cmpint (world_last (world)->state, ==, LINK_CONNECTING);
  }
  g_assert_cmpuint (world->welcomes, ==, 0);
  g_assert_cmpuint (world->ended, ==, 0);
  world_free (world);
  peer_free (peer);
}

/* What a hello says has to be stored before. */
static void
test_disk_refuses (void)
{
  int hbs = 0;
  Peer *peer = peer_new (silent_script, &hbs);
  World *world = world_new (peer_url (peer));

  world->full_disk = TRUE;
  link_start (world->link);
  wait_until (world_last (world)->state == LINK_WAITING);
  g_assert_cmpint (world_last (world)->error, ==, WHIN_ERROR_DISK);
  g_assert_cmpuint (world->welcomes, ==, 0);
  world->full_disk = FALSE;
  link_retry_now (world->link);
  wait_until (world->welcomes == 1);
  world_free (world);
  peer_free (peer);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/link/answers", test_answers);
  g_test_add_func ("/link/unauthorized", test_unauthorized);
  g_test_add_func ("/link/somebody-between", test_somebody_between);
  g_test_add_func ("/link/nobody", test_nobody);
  g_test_add_func ("/link/bad-frames", test_bad_frames);
  g_test_add_func ("/link/fragments", test_fragments);
  g_test_add_func ("/link/cut", test_cut);
  g_test_add_func ("/link/disk-refuses", test_disk_refuses);
  return g_test_run ();
}
