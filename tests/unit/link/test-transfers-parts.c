/* test-transfers-parts: a stretch of a file up, and files that are not what they were.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "depot.h"
#include "peer.h"

#include "error.h"

#include <string.h>
#include <unistd.h>

#define OFFSET 1000003
#define PART_SIZE 2000000

static void
part_cb (SoupServer *server,
         SoupServerMessage *message,
         const char *path,
         GHashTable *query,
         gpointer data)
{
  const Depot *depot = data;
  SoupMessageBody *body = soup_server_message_get_request_body (message);

  g_assert_cmpmem (body->data, body->length, depot->data + OFFSET, PART_SIZE);
  soup_server_message_set_status (message, 200, NULL);
}

static void
part_progress_cb (gint64 done, gint64 total, gpointer data)
{
  g_assert_cmpint (total, ==, PART_SIZE);
  *(gint64 *) data = done;
}

static void
test_put_part (void)
{
  Depot *depot = depot_new ();
  Web *web = web_new (part_cb, depot);
  g_autoptr (GError) error = NULL;
  gint64 seen = 0;

  g_file_set_contents (depot->path, (const char *) depot->data, DEPOT_SIZE, NULL);
  g_assert_true (transfers_put_part (depot->transfers, web_url (web), NULL, depot->path, OFFSET,
                                     PART_SIZE, part_progress_cb, &seen, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpint (seen, ==, PART_SIZE);
  /* A file that is another one now does not go. */
  g_file_set_contents (depot->path, (const char *) depot->data, OFFSET + PART_SIZE - 1, NULL);
  g_assert_false (transfers_put_part (depot->transfers, web_url (web), NULL, depot->path, OFFSET,
                                      PART_SIZE, NULL, NULL, NULL, &error));
  g_assert_error (error, WHIN_ERROR, WHIN_ERROR_DISK);
  web_free (web);
  depot_free (depot);
}

/* Cuts the file short as soon as it comes. */
static void
shrinks_script (Talk *talk)
{
  g_autofree char *head = talk_read_head (talk);
  g_autofree char *buffer = g_malloc (1000);
  const Depot *depot = talk->data;

  g_assert_no_errno (truncate (depot->path, 10));
  while (g_input_stream_read (talk->in, buffer, 1000, NULL, NULL) > 0)
    ;
}

static void
test_put_shrinks (void)
{
  Depot *depot = depot_new ();
  Peer *peer = peer_new (shrinks_script, depot);
  g_autoptr (GError) error = NULL;
  g_autoptr (GByteArray) big = g_byte_array_new ();

  /* More than fits into the buffers between here and there. */
  g_byte_array_set_size (big, 64 * 1024 * 1024);
  memset (big->data, 1, big->len);
  g_file_set_contents (depot->path, (const char *) big->data, big->len, NULL);
  g_assert_false (transfers_put_part (depot->transfers, peer_url (peer), NULL, depot->path, 0,
                                      big->len, NULL, NULL, NULL, &error));
  g_assert_error (error, WHIN_ERROR, WHIN_ERROR_DISK);
  peer_free (peer);
  depot_free (depot);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/transfers-parts/put", test_put_part);
  g_test_add_func ("/transfers-parts/shrinks", test_put_shrinks);
  return g_test_run ();
}
