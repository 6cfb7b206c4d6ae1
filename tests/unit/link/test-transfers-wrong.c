/* test-transfers-wrong: media in and out, with servers that lie, cut and stall.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "depot.h"

#include "error.h"
#include "peer.h"

#include <string.h>

/* -- servers that lie -- */

typedef struct {
  Depot *depot;
  const char *head; /* of the answer */
  gsize len;        /* of the body */
  gsize spoil;      /* one byte in it, unless it is 0 */
  int error;
  gboolean keeps_part;
} Lie;

static void
lie_script (Talk *talk)
{
  const Lie *lie = talk->data;
  g_autofree char *request = talk_read_head (talk);
  g_autoptr (GString) head = g_string_new (lie->head);
  g_autofree char *size = g_strdup_printf ("%d", DEPOT_SIZE);
  g_autofree guint8 *body = g_malloc0 (DEPOT_SIZE * 2);

  if (request == NULL)
    return;
  memcpy (body, lie->depot->data, DEPOT_SIZE);
  body[lie->spoil] ^= lie->spoil > 0 ? 2 : 0;
  g_string_replace (head, "SIZE", size, 0);
  talk_write (talk, head->str);
  talk_write_bytes (talk, body, lie->len);
}

static void
test_lies (void)
{
  Lie lies[] = {
    { NULL, "HTTP/1.1 200 OK\r\nContent-Length: SIZE\r\n\r\n", DEPOT_SIZE, 5, WHIN_ERROR_CORRUPT,
      FALSE },
    { NULL, "HTTP/1.1 200 OK\r\nContent-Length: SIZE\r\n\r\n", DEPOT_SIZE, 4, WHIN_ERROR_TOO_OLD,
      FALSE },
    { NULL, "HTTP/1.1 200 OK\r\nContent-Length: SIZE\r\n\r\n", DEPOT_SIZE, 1000, WHIN_ERROR_CORRUPT,
      FALSE },
    { NULL, "HTTP/1.1 200 OK\r\nContent-Length: SIZE\r\n\r\n", DEPOT_SIZE, DEPOT_SIZE - 1,
      WHIN_ERROR_CORRUPT, FALSE },
    { NULL, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n", 100, 0, WHIN_ERROR_CORRUPT, FALSE },
    { NULL, "HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n", DEPOT_SIZE * 2, 0,
      WHIN_ERROR_CORRUPT, FALSE },
    { NULL, "HTTP/1.0 200 OK\r\n\r\n", DEPOT_SIZE * 2, 0, WHIN_ERROR_CORRUPT, FALSE },
    { NULL, "HTTP/1.0 200 OK\r\n\r\n", DEPOT_SIZE - 1, 0, WHIN_ERROR_UNREACHABLE, TRUE },
    { NULL, "HTTP/1.1 200 OK\r\nContent-Length: SIZE\r\n\r\n", DEPOT_SIZE / 2, 0,
      WHIN_ERROR_UNREACHABLE, TRUE },
    { NULL, "HTTP/1.1 200 OK\r\nContent-Length: SIZE\r\n\r\n", 0, 0, WHIN_ERROR_UNREACHABLE,
      FALSE },
    { NULL, "HTTP/1.1 206 Partial\r\nContent-Length: 10\r\n\r\n", 10, 0, WHIN_ERROR_CORRUPT,
      FALSE },
    { NULL, "HTTP/1.1 206 Partial\r\nContent-Range: bytes 5-9/SIZE\r\nContent-Length: 5\r\n\r\n", 5,
      0, WHIN_ERROR_CORRUPT, FALSE },
    { NULL, "HTTP/1.1 416 No\r\nContent-Length: 0\r\n\r\n", 0, 0, WHIN_ERROR_CORRUPT, FALSE },
    { NULL, "garbage\r\n\r\n", 0, 0, WHIN_ERROR_NOT_WHINCHAT, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (lies); i++) {
    Depot *depot = depot_new ();
    Peer *peer;
    g_autoptr (GError) error = NULL;

    lies[i].depot = depot;
    peer = peer_new (lie_script, &lies[i]);
    g_assert_false (transfers_get (depot->transfers, peer_url (peer), depot->path, &depot->key,
                                   NULL, NULL, NULL, &error));
    g_test_message ("%u: %s", i, error->message);
    g_assert_error (error, WHIN_ERROR, lies[i].error);
    g_assert_false (depot_has (depot->path));
    g_assert_cmpint (depot_has (depot->part), ==, lies[i].keeps_part);
    peer_free (peer);
    depot_free (depot);
  }
}

/* Ignores the range and sends everything: that is fine. */
static void
test_range_ignored (void)
{
  Depot *depot = depot_new ();
  Lie lie = { depot, "HTTP/1.1 200 OK\r\nContent-Length: SIZE\r\n\r\n", DEPOT_SIZE, 0, 0, FALSE };
  Peer *peer = peer_new (lie_script, &lie);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (depot->part, (const char *) depot->data, 1000, NULL);
  g_assert_true (transfers_get (depot->transfers, peer_url (peer), depot->path, &depot->key, NULL,
                                NULL, NULL, &error));
  depot_assert_file (depot);
  peer_free (peer);
  depot_free (depot);
}

/* -- uploads that go wrong -- */

static void
put_cut_script (Talk *talk)
{
  g_autofree char *head = talk_read_head (talk);
  g_autofree char *buffer = g_malloc (100 * 1000);

  g_input_stream_read_all (talk->in, buffer, 100 * 1000, NULL, NULL, NULL);
}

static void
test_put_cut (void)
{
  Depot *depot = depot_new ();
  Peer *peer = peer_new (put_cut_script, NULL);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (depot->path, (const char *) depot->data, DEPOT_SIZE, NULL);
  g_assert_false (transfers_put (depot->transfers, peer_url (peer), NULL, depot->path, NULL, NULL,
                                 NULL, &error));
  g_assert_error (error, WHIN_ERROR, WHIN_ERROR_UNREACHABLE);
  peer_free (peer);
  depot_free (depot);
}

static gboolean
read_file_of (Talk *talk)
{
  g_autofree char *head = talk_read_head (talk);
  g_autofree char *buffer = g_malloc (DEPOT_SIZE);
  gsize len;

  return head != NULL && g_input_stream_read_all (talk->in, buffer, DEPOT_SIZE, &len, NULL, NULL) &&
         len == DEPOT_SIZE && memcmp (buffer, talk->data, DEPOT_SIZE) == 0;
}

/* Keeps the first connection, and drops it when the second file comes. */
static void
put_dropped_script (Talk *talk)
{
  g_autofree char *head = NULL;

  if (read_file_of (talk))
    talk_write (talk, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
  if (talk->index == 0)
    head = talk_read_head (talk);
  else
    talk_wait_gone (talk);
}

static void
test_put_dropped (void)
{
  Depot *depot = depot_new ();
  Peer *peer = peer_new (put_dropped_script, depot->data);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (depot->path, (const char *) depot->data, DEPOT_SIZE, NULL);
  for (guint i = 0; i < 2; i++) {
    transfers_put (depot->transfers, peer_url (peer), NULL, depot->path, NULL, NULL, NULL, &error);
    g_assert_no_error (error);
  }
  g_assert_cmpuint (peer_connections (peer), ==, 2);
  transfers_unref (g_steal_pointer (&depot->transfers));
  peer_free (peer);
  depot_free (depot);
}

/* An answer that libsoup would read to the end before it acted on it. */
static void
endless_script (Talk *talk)
{
  g_autofree char *head = talk_read_head (talk);
  g_autofree char *filler = g_strnfill (64 * 1024, ' ');

  if (head == NULL || !talk_write (talk, talk->data))
    return;
  while (talk_write (talk, filler))
    ;
}

static void
test_endless (void)
{
  static const struct {
    const char *head;
    int error;
  } rows[] = {
    { "HTTP/1.1 401 No\r\nWWW-Authenticate: Basic realm=\"a\"\r\n\r\n", WHIN_ERROR_FORBIDDEN },
    { "HTTP/1.1 421 No\r\n\r\n", WHIN_ERROR_INTERNAL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    Depot *depot = depot_new ();
    Peer *peer = peer_new (endless_script, (gpointer) rows[i].head);
    g_autoptr (GError) error = NULL;

    g_assert_false (transfers_get (depot->transfers, peer_url (peer), depot->path, &depot->key,
                                   NULL, NULL, NULL, &error));
    g_assert_error (error, WHIN_ERROR, rows[i].error);
    g_clear_error (&error);
    g_file_set_contents (depot->path, (const char *) depot->data, 1, NULL);
    g_assert_false (transfers_put (depot->transfers, peer_url (peer), NULL, depot->path, NULL, NULL,
                                   NULL, &error));
    g_assert_error (error, WHIN_ERROR, rows[i].error);
    peer_free (peer);
    depot_free (depot);
  }
}

/* Reads in sips: slow, but there is progress. */
static void
put_slow_script (Talk *talk)
{
  g_autofree char *head = talk_read_head (talk);
  g_autofree char *buffer = g_malloc (64 * 1024);
  gint64 total = 0;
  gssize n;

  while (total < DEPOT_SIZE &&
         (n = g_input_stream_read (talk->in, buffer, 64 * 1024, NULL, NULL)) > 0) {
    total += n;
    g_usleep (2000);
  }
  g_assert_cmpint (total, ==, DEPOT_SIZE);
  talk_write (talk, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
}

static void
test_put_slow (void)
{
  Depot *depot = depot_new ();
  Peer *peer = peer_new (put_slow_script, NULL);
  g_autoptr (GError) error = NULL;
  DepotProgress seen = { 0 };

  g_file_set_contents (depot->path, (const char *) depot->data, DEPOT_SIZE, NULL);
  g_assert_true (transfers_put (depot->transfers, peer_url (peer), NULL, depot->path,
                                depot_progress_cb, &seen, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpint (seen.done, ==, DEPOT_SIZE);
  g_assert_cmpuint (seen.calls, <, 50);
  peer_free (peer);
  depot_free (depot);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/transfers/lies", test_lies);
  g_test_add_func ("/transfers/range-ignored", test_range_ignored);
  g_test_add_func ("/transfers/put-cut", test_put_cut);
  g_test_add_func ("/transfers/put-dropped", test_put_dropped);
  g_test_add_func ("/transfers/endless", test_endless);
  g_test_add_func ("/transfers/put-slow", test_put_slow);
  return g_test_run ();
}
