/* test-transfers: media in and out, with servers that lie, cut and stall, and with a full disk.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "api.h"

#include "blob.h"
#include "error.h"
#include "peer.h"
#include "web.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>

#define FILE_SIZE (3 * 1024 * 1024 + 17)
#define SIZE 3212130 /* of the object it is sealed in */

typedef struct {
  char *folder;
  char *path;
  char *part;
  guint8 *data; /* the sealed object */
  MediaKey key;
  Transfers *transfers;
} World;

static void
seal_file (World *world)
{
  g_autofree guint8 *file = g_malloc (FILE_SIZE);
  g_autoptr (GByteArray) out = g_byte_array_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (BlobSeal) seal = blob_seal_new (FILE_SIZE, world->key.key, out, &error);

  for (guint i = 0; i < FILE_SIZE; i++)
    file[i] = (guint8) (i * 31 + i / 255);
  g_assert_true (blob_seal_push (seal, file, FILE_SIZE, out, &error));
  while (blob_seal_pad (seal, out))
    ;
  g_assert_true (blob_seal_end (seal, out, world->key.sha256, &error));
  g_assert_cmpuint (out->len, ==, SIZE);
  world->key.size = FILE_SIZE;
  world->data = g_memdup2 (out->data, SIZE);
}

static World *
world_new (void)
{
  World *world = g_new0 (World, 1);

  world->folder = g_dir_make_tmp ("whin-XXXXXX", NULL);
  world->path = g_build_filename (world->folder, "file", NULL);
  world->part = g_strconcat (world->path, ".part", NULL);
  seal_file (world);
  world->transfers = transfers_new ();
  return world;
}

static void
world_free (World *world)
{
  transfers_free (world->transfers);
  g_unlink (world->path);
  g_unlink (world->part);
  g_assert_cmpint (g_rmdir (world->folder), ==, 0);
  g_free (world->folder);
  g_free (world->path);
  g_free (world->part);
  g_free (world->data);
  g_free (world);
}

static gboolean
exists (const char *path)
{
  return g_file_test (path, G_FILE_TEST_EXISTS);
}

static void
assert_file_is_right (World *world)
{
  g_autofree char *contents = NULL;
  gsize len;

  g_assert_true (g_file_get_contents (world->path, &contents, &len, NULL));
  g_assert_cmpmem (contents, len, world->data, SIZE);
  g_assert_false (exists (world->part));
}

/* -- against a real server -- */

typedef struct {
  World *world;
  gsize received;
  guint requests;
  char *range;
  char *type;
} Shelf;

static void
shelf_cb (SoupServer *server,
          SoupServerMessage *message,
          const char *path,
          GHashTable *query,
          gpointer data)
{
  Shelf *shelf = data;
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  SoupMessageBody *body = soup_server_message_get_request_body (message);

  shelf->requests++;
  if (g_str_has_prefix (path, "/status/")) {
    soup_server_message_set_status (message, atoi (path + 8), NULL);
  } else if (strcmp (soup_server_message_get_method (message), "PUT") == 0) {
    shelf->received = body->length;
    g_assert_cmpmem (body->data, body->length, shelf->world->data, SIZE);
    g_free (shelf->type);
    shelf->type = g_strdup (soup_message_headers_get_one (headers, "Content-Type"));
    soup_server_message_set_status (message, 200, NULL);
  } else {
    g_free (shelf->range);
    shelf->range = g_strdup (soup_message_headers_get_one (headers, "Range"));
    soup_server_message_set_status (message, 200, NULL);
    soup_server_message_set_response (message, "application/octet-stream", SOUP_MEMORY_STATIC,
                                      (const char *) shelf->world->data, SIZE);
  }
}

typedef struct {
  guint calls;
  gint64 done;
} Seen;

static void
progress_cb (gint64 done, gint64 total, gpointer data)
{
  Seen *seen = data;

  g_assert_cmpint (done, >=, seen->done);
  g_assert_cmpint (done, <=, total);
  g_assert_cmpint (total, ==, SIZE);
  seen->done = done;
  seen->calls++;
}

static void
test_put (void)
{
  World *world = world_new ();
  Shelf shelf = { world };
  Web *web = web_new (shelf_cb, &shelf);
  RestHeader length = { (char *) "content-length", (char *) "3212130" };
  RestHeader type = { (char *) "Content-Type", (char *) "application/x-thing" };
  g_autoptr (GPtrArray) headers = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;
  Seen seen = { 0 };

  g_ptr_array_add (headers, &length);
  g_ptr_array_add (headers, &type);
  g_file_set_contents (world->path, (const char *) world->data, SIZE, NULL);
  g_assert_true (transfers_put (world->transfers, web_url (web), headers, world->path, progress_cb,
                                &seen, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (shelf.received, ==, SIZE);
  g_assert_cmpstr (shelf.type, ==, "application/x-thing");
  g_assert_cmpint (seen.done, ==, SIZE);
  g_assert_false (
      transfers_put (world->transfers, web_url (web), NULL, world->part, NULL, NULL, NULL, &error));
  g_assert_error (error, WHIN_ERROR, WHIN_ERROR_DISK);
  web_free (web);
  g_free (shelf.type);
  world_free (world);
}

static void
test_get (void)
{
  World *world = world_new ();
  Shelf shelf = { world };
  Web *web = web_new (shelf_cb, &shelf);
  g_autoptr (GError) error = NULL;
  Seen seen = { 0 };

  g_assert_true (transfers_get (world->transfers, web_url (web), world->path, &world->key,
                                progress_cb, &seen, NULL, &error));
  g_assert_cmpint (seen.done, ==, SIZE);
  g_assert_null (shelf.range);
  assert_file_is_right (world);
  web_free (web);
  world_free (world);
}

static void
test_resume (void)
{
  static const struct {
    gsize len;
    enum {
      GOOD,
      SPOILT,
      JUNK
    } what;
    const char *range;
    guint requests;
  } rows[] = {
    { 1000, GOOD, "bytes=1000-", 1 }, { SIZE - 1, GOOD, "bytes=3212129-", 1 },
    { SIZE, GOOD, NULL, 0 },     /* only the last step is missing */
    { 1000, SPOILT, NULL, 2 },   /* which shows with the rest of the frame: all of it again */
    { 100000, SPOILT, NULL, 1 }, /* which shows at once */
    { SIZE, SPOILT, NULL, 1 },        { 1000, JUNK, NULL, 1 },
    { SIZE, JUNK, NULL, 1 },          { SIZE + 100, JUNK, NULL, 1 }, /* longer than the object */
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    World *world = world_new ();
    Shelf shelf = { world };
    Web *web = web_new (shelf_cb, &shelf);
    g_autoptr (GError) error = NULL;
    g_autofree char *junk = g_malloc0 (SIZE + 100);

    if (rows[i].what != JUNK)
      memcpy (junk, world->data, SIZE);
    junk[999] ^= rows[i].what == SPOILT;
    g_file_set_contents (world->part, junk, (gssize) rows[i].len, NULL);
    g_assert_true (transfers_get (world->transfers, web_url (web), world->path, &world->key, NULL,
                                  NULL, NULL, &error));
    g_assert_cmpstr (shelf.range, ==, rows[i].range);
    g_assert_cmpuint (shelf.requests, ==, rows[i].requests);
    assert_file_is_right (world);
    web_free (web);
    g_free (shelf.range);
    world_free (world);
  }
}

static void
test_statuses (void)
{
  static const struct {
    guint status;
    int error;
  } rows[] = {
    { 302, WHIN_ERROR_INTERNAL },  { 400, WHIN_ERROR_INTERNAL },  { 401, WHIN_ERROR_FORBIDDEN },
    { 403, WHIN_ERROR_FORBIDDEN }, { 404, WHIN_ERROR_NOT_FOUND }, { 410, WHIN_ERROR_NOT_FOUND },
    { 413, WHIN_ERROR_TOO_BIG },   { 429, WHIN_ERROR_BUSY },      { 500, WHIN_ERROR_BUSY },
    { 503, WHIN_ERROR_BUSY },      { 507, WHIN_ERROR_STORAGE },
  };
  World *world = world_new ();
  Shelf shelf = { world };
  Web *web = web_new (shelf_cb, &shelf);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *url = g_strdup_printf ("%s/status/%u", web_url (web), rows[i].status);
    g_autoptr (GError) get_error = NULL;
    g_autoptr (GError) put_error = NULL;

    g_assert_false (transfers_get (world->transfers, url, world->path, &world->key, NULL, NULL,
                                   NULL, &get_error));
    g_assert_error (get_error, WHIN_ERROR, rows[i].error);
    g_assert_false (exists (world->path) || exists (world->part));
    g_file_set_contents (world->path, "abc", 3, NULL);
    g_assert_false (
        transfers_put (world->transfers, url, NULL, world->path, NULL, NULL, NULL, &put_error));
    g_assert_error (put_error, WHIN_ERROR, rows[i].error);
    g_unlink (world->path);
  }
  web_free (web);
  world_free (world);
}

/* -- servers that lie -- */

typedef struct {
  World *world;
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
  g_autofree char *size = g_strdup_printf ("%d", SIZE);
  g_autofree guint8 *body = g_malloc0 (SIZE * 2);

  if (request == NULL)
    return;
  memcpy (body, lie->world->data, SIZE);
  body[lie->spoil] ^= lie->spoil > 0 ? 2 : 0;
  g_string_replace (head, "SIZE", size, 0);
  talk_write (talk, head->str);
  talk_write_bytes (talk, body, lie->len);
}

static void
test_lies (void)
{
  Lie lies[] = {
    { NULL, "HTTP/1.1 200 OK\r\nContent-Length: SIZE\r\n\r\n", SIZE, 5, WHIN_ERROR_CORRUPT, FALSE },
    { NULL, "HTTP/1.1 200 OK\r\nContent-Length: SIZE\r\n\r\n", SIZE, 4, WHIN_ERROR_TOO_OLD, FALSE },
    { NULL, "HTTP/1.1 200 OK\r\nContent-Length: SIZE\r\n\r\n", SIZE, 1000, WHIN_ERROR_CORRUPT,
      FALSE },
    { NULL, "HTTP/1.1 200 OK\r\nContent-Length: SIZE\r\n\r\n", SIZE, SIZE - 1, WHIN_ERROR_CORRUPT,
      FALSE },
    { NULL, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n", 100, 0, WHIN_ERROR_CORRUPT, FALSE },
    { NULL, "HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n", SIZE * 2, 0, WHIN_ERROR_CORRUPT,
      FALSE },
    { NULL, "HTTP/1.0 200 OK\r\n\r\n", SIZE * 2, 0, WHIN_ERROR_CORRUPT, FALSE },
    { NULL, "HTTP/1.0 200 OK\r\n\r\n", SIZE - 1, 0, WHIN_ERROR_UNREACHABLE, TRUE },
    { NULL, "HTTP/1.1 200 OK\r\nContent-Length: SIZE\r\n\r\n", SIZE / 2, 0, WHIN_ERROR_UNREACHABLE,
      TRUE },
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
    World *world = world_new ();
    Peer *peer;
    g_autoptr (GError) error = NULL;

    lies[i].world = world;
    peer = peer_new (lie_script, &lies[i]);
    g_assert_false (transfers_get (world->transfers, peer_url (peer), world->path, &world->key,
                                   NULL, NULL, NULL, &error));
    g_test_message ("%u: %s", i, error->message);
    g_assert_error (error, WHIN_ERROR, lies[i].error);
    g_assert_false (exists (world->path));
    g_assert_cmpint (exists (world->part), ==, lies[i].keeps_part);
    peer_free (peer);
    world_free (world);
  }
}

static void
test_wrong_key (void)
{
  static const struct {
    guint key, sha256;
    gint64 size;
  } rows[] = { { 1, 0, 0 }, { 0, 1, 0 }, { 0, 0, 65536 }, { 0, 0, -1 }, { 0, 0, -FILE_SIZE + 1 } };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    World *world = world_new ();
    Shelf shelf = { world };
    Web *web = web_new (shelf_cb, &shelf);
    g_autoptr (GError) error = NULL;

    world->key.key[3] ^= rows[i].key;
    world->key.sha256[31] ^= rows[i].sha256;
    world->key.size += rows[i].size;
    g_assert_false (transfers_get (world->transfers, web_url (web), world->path, &world->key, NULL,
                                   NULL, NULL, &error));
    g_assert_error (error, WHIN_ERROR, WHIN_ERROR_CORRUPT);
    g_assert_false (exists (world->path) || exists (world->part));
    web_free (web);
    world_free (world);
  }
}

/* Ignores the range and sends everything: that is fine. */
static void
test_range_ignored (void)
{
  World *world = world_new ();
  Lie lie = { world, "HTTP/1.1 200 OK\r\nContent-Length: SIZE\r\n\r\n", SIZE, 0, 0, FALSE };
  Peer *peer = peer_new (lie_script, &lie);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (world->part, (const char *) world->data, 1000, NULL);
  g_assert_true (transfers_get (world->transfers, peer_url (peer), world->path, &world->key, NULL,
                                NULL, NULL, &error));
  assert_file_is_right (world);
  peer_free (peer);
  world_free (world);
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
  World *world = world_new ();
  Peer *peer = peer_new (put_cut_script, NULL);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (world->path, (const char *) world->data, SIZE, NULL);
  g_assert_false (transfers_put (world->transfers, peer_url (peer), NULL, world->path, NULL, NULL,
                                 NULL, &error));
  g_assert_error (error, WHIN_ERROR, WHIN_ERROR_UNREACHABLE);
  peer_free (peer);
  world_free (world);
}

static gboolean
read_file_of (Talk *talk)
{
  g_autofree char *head = talk_read_head (talk);
  g_autofree char *buffer = g_malloc (SIZE);
  gsize len;

  return head != NULL && g_input_stream_read_all (talk->in, buffer, SIZE, &len, NULL, NULL) &&
         len == SIZE && memcmp (buffer, talk->data, SIZE) == 0;
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
  World *world = world_new ();
  Peer *peer = peer_new (put_dropped_script, world->data);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (world->path, (const char *) world->data, SIZE, NULL);
  for (guint i = 0; i < 2; i++) {
    transfers_put (world->transfers, peer_url (peer), NULL, world->path, NULL, NULL, NULL, &error);
    g_assert_no_error (error);
  }
  g_assert_cmpuint (peer_connections (peer), ==, 2);
  transfers_free (g_steal_pointer (&world->transfers));
  peer_free (peer);
  world_free (world);
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
    World *world = world_new ();
    Peer *peer = peer_new (endless_script, (gpointer) rows[i].head);
    g_autoptr (GError) error = NULL;

    g_assert_false (transfers_get (world->transfers, peer_url (peer), world->path, &world->key,
                                   NULL, NULL, NULL, &error));
    g_assert_error (error, WHIN_ERROR, rows[i].error);
    g_clear_error (&error);
    g_file_set_contents (world->path, (const char *) world->data, 1, NULL);
    g_assert_false (transfers_put (world->transfers, peer_url (peer), NULL, world->path, NULL, NULL,
                                   NULL, &error));
    g_assert_error (error, WHIN_ERROR, rows[i].error);
    peer_free (peer);
    world_free (world);
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

  while (total < SIZE && (n = g_input_stream_read (talk->in, buffer, 64 * 1024, NULL, NULL)) > 0) {
    total += n;
    g_usleep (2000);
  }
  g_assert_cmpint (total, ==, SIZE);
  talk_write (talk, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
}

static void
test_put_slow (void)
{
  World *world = world_new ();
  Peer *peer = peer_new (put_slow_script, NULL);
  g_autoptr (GError) error = NULL;
  Seen seen = { 0 };

  g_file_set_contents (world->path, (const char *) world->data, SIZE, NULL);
  g_assert_true (transfers_put (world->transfers, peer_url (peer), NULL, world->path, progress_cb,
                                &seen, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpint (seen.done, ==, SIZE);
  g_assert_cmpuint (seen.calls, <, 50);
  peer_free (peer);
  world_free (world);
}

static void
cancel_cb (gint64 done, gint64 total, gpointer cancellable)
{
  g_cancellable_cancel (cancellable);
}

static void
test_cancel (void)
{
  World *world = world_new ();
  Shelf shelf = { world };
  Web *web = web_new (shelf_cb, &shelf);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_assert_false (transfers_get (world->transfers, web_url (web), world->path, &world->key,
                                 cancel_cb, cancellable, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_false (exists (world->path));
  web_free (web);
  world_free (world);
}

/* -- a full disk -- */

static void
test_disk_full (void)
{
  World *world;
  Shelf shelf = { 0 };
  Web *web;
  struct rlimit limit = { 1024 * 1024, 1024 * 1024 };
  g_autoptr (GError) error = NULL;

  if (!g_test_subprocess ()) {
    g_test_trap_subprocess (NULL, 60 * G_USEC_PER_SEC, G_TEST_SUBPROCESS_DEFAULT);
    g_test_trap_assert_passed ();
    return;
  }
  world = shelf.world = world_new ();
  web = web_new (shelf_cb, &shelf);
  signal (SIGXFSZ, SIG_IGN);
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  g_assert_false (transfers_get (world->transfers, web_url (web), world->path, &world->key, NULL,
                                 NULL, NULL, &error));
  g_assert_error (error, WHIN_ERROR, WHIN_ERROR_DISK);
  g_assert_false (exists (world->path) || exists (world->part));
  g_clear_error (&error);
  g_assert_false (transfers_get (world->transfers, web_url (web), "/nowhere/file", &world->key,
                                 NULL, NULL, NULL, &error));
  g_assert_error (error, WHIN_ERROR, WHIN_ERROR_DISK);
  web_free (web);
  world_free (world);
}

/* -- many at once -- */

typedef struct {
  World *world;
  const char *url;
  guint n;
} Job;

static gpointer
job_run (gpointer data)
{
  Job *job = data;
  g_autofree char *path = g_strdup_printf ("%s/job-%u", job->world->folder, job->n);

  for (guint i = 0; i < 5; i++) {
    g_autoptr (GError) error = NULL;

    transfers_get (job->world->transfers, job->url, path, &job->world->key, NULL, NULL, NULL,
                   &error);
    g_assert_no_error (error);
    transfers_put (job->world->transfers, job->url, NULL, path, NULL, NULL, NULL, &error);
    g_assert_no_error (error);
    g_unlink (path);
  }
  return NULL;
}

static void
test_threads (void)
{
  World *world = world_new ();
  Shelf shelf = { world };
  Web *web = web_new (shelf_cb, &shelf);
  Job jobs[4];
  GThread *threads[4];

  for (guint i = 0; i < 4; i++) {
    jobs[i] = (Job) { world, web_url (web), i };
    threads[i] = g_thread_new ("job", job_run, &jobs[i]);
  }
  for (guint i = 0; i < 4; i++)
    g_thread_join (threads[i]);
  g_assert_cmpuint (shelf.requests, ==, 40);
  web_free (web);
  g_free (shelf.range);
  g_free (shelf.type);
  world_free (world);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/transfers/put", test_put);
  g_test_add_func ("/transfers/get", test_get);
  g_test_add_func ("/transfers/resume", test_resume);
  g_test_add_func ("/transfers/statuses", test_statuses);
  g_test_add_func ("/transfers/lies", test_lies);
  g_test_add_func ("/transfers/wrong-key", test_wrong_key);
  g_test_add_func ("/transfers/range-ignored", test_range_ignored);
  g_test_add_func ("/transfers/put-cut", test_put_cut);
  g_test_add_func ("/transfers/put-dropped", test_put_dropped);
  g_test_add_func ("/transfers/endless", test_endless);
  g_test_add_func ("/transfers/put-slow", test_put_slow);
  g_test_add_func ("/transfers/cancel", test_cancel);
  g_test_add_func ("/transfers/disk-full", test_disk_full);
  g_test_add_func ("/transfers/threads", test_threads);
  return g_test_run ();
}
