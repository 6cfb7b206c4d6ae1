/* test-transfers: media in and out, with what is there already, with keys that are wrong, and with
 * a full disk. SPDX-License-Identifier: GPL-3.0-or-later */
#include "depot.h"

#include "error.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>

static void
test_put (void)
{
  Depot *depot = depot_new ();
  DepotShelf shelf = { depot };
  Web *web = web_new (depot_shelf_cb, &shelf);
  RestHeader length = { (char *) "content-length", (char *) "3212130" };
  RestHeader type = { (char *) "Content-Type", (char *) "application/x-thing" };
  g_autoptr (GPtrArray) headers = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;
  DepotProgress seen = { 0 };

  g_ptr_array_add (headers, &length);
  g_ptr_array_add (headers, &type);
  g_file_set_contents (depot->path, (const char *) depot->data, DEPOT_SIZE, NULL);
  g_assert_true (transfers_put (depot->transfers, web_url (web), headers, depot->path,
                                depot_progress_cb, &seen, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (shelf.received, ==, DEPOT_SIZE);
  g_assert_cmpstr (shelf.type, ==, "application/x-thing");
  g_assert_cmpint (seen.done, ==, DEPOT_SIZE);
  g_assert_false (
      transfers_put (depot->transfers, web_url (web), NULL, depot->part, NULL, NULL, NULL, &error));
  g_assert_error (error, WHIN_ERROR, WHIN_ERROR_DISK);
  web_free (web);
  g_free (shelf.type);
  depot_free (depot);
}

static void
test_get (void)
{
  Depot *depot = depot_new ();
  DepotShelf shelf = { depot };
  Web *web = web_new (depot_shelf_cb, &shelf);
  g_autoptr (GError) error = NULL;
  DepotProgress seen = { 0 };

  g_assert_true (transfers_get (depot->transfers, web_url (web), depot->path, &depot->key,
                                depot_progress_cb, &seen, NULL, &error));
  g_assert_cmpint (seen.done, ==, DEPOT_SIZE);
  g_assert_null (shelf.range);
  depot_assert_file (depot);
  web_free (web);
  depot_free (depot);
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
    { 1000, GOOD, "bytes=1000-", 1 },
    { DEPOT_SIZE - 1, GOOD, "bytes=3212129-", 1 },
    { DEPOT_SIZE, GOOD, NULL, 0 }, /* only the last step is missing */
    { 1000, SPOILT, NULL, 2 },     /* which shows with the rest of the frame: all of it again */
    { 100000, SPOILT, NULL, 1 },   /* which shows at once */
    { DEPOT_SIZE, SPOILT, NULL, 1 },
    { 1000, JUNK, NULL, 1 },
    { DEPOT_SIZE, JUNK, NULL, 1 },
    { DEPOT_SIZE + 100, JUNK, NULL, 1 }, /* longer than the object */
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    Depot *depot = depot_new ();
    DepotShelf shelf = { depot };
    Web *web = web_new (depot_shelf_cb, &shelf);
    g_autoptr (GError) error = NULL;
    g_autofree char *junk = g_malloc0 (DEPOT_SIZE + 100);

    if (rows[i].what != JUNK)
      memcpy (junk, depot->data, DEPOT_SIZE);
    junk[999] ^= rows[i].what == SPOILT;
    g_file_set_contents (depot->part, junk, (gssize) rows[i].len, NULL);
    g_assert_true (transfers_get (depot->transfers, web_url (web), depot->path, &depot->key, NULL,
                                  NULL, NULL, &error));
    g_assert_cmpstr (shelf.range, ==, rows[i].range);
    g_assert_cmpuint (shelf.requests, ==, rows[i].requests);
    depot_assert_file (depot);
    web_free (web);
    g_free (shelf.range);
    depot_free (depot);
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
  Depot *depot = depot_new ();
  DepotShelf shelf = { depot };
  Web *web = web_new (depot_shelf_cb, &shelf);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *url = g_strdup_printf ("%s/status/%u", web_url (web), rows[i].status);
    g_autoptr (GError) get_error = NULL;
    g_autoptr (GError) put_error = NULL;

    g_assert_false (transfers_get (depot->transfers, url, depot->path, &depot->key, NULL, NULL,
                                   NULL, &get_error));
    g_assert_error (get_error, WHIN_ERROR, rows[i].error);
    g_assert_false (depot_has (depot->path) || depot_has (depot->part));
    g_file_set_contents (depot->path, "abc", 3, NULL);
    g_assert_false (
        transfers_put (depot->transfers, url, NULL, depot->path, NULL, NULL, NULL, &put_error));
    g_assert_error (put_error, WHIN_ERROR, rows[i].error);
    g_unlink (depot->path);
  }
  web_free (web);
  depot_free (depot);
}

/* -- What a store asks for that has too much to do. -- */

static gint64
retry_ms_of (DepotShelf *shelf, Web *web, const char *retry_after)
{
  g_autofree char *url = g_strdup_printf ("%s/status/503", web_url (web));
  g_autoptr (GError) error = NULL;

  shelf->retry_after = retry_after;
  g_assert_false (transfers_get (shelf->depot->transfers, url, shelf->depot->path,
                                 &shelf->depot->key, NULL, NULL, NULL, &error));
  g_assert_error (error, WHIN_ERROR, WHIN_ERROR_BUSY);
  return error_retry_ms (error);
}

static void
test_retry_after (void)
{
  static const struct {
    const char *value;
    gint64 ms;
  } rows[] = {
    { NULL, -1 },
    { "7", 7000 },
    { "0", -1 },
    { "-5", -1 },
    { "soon", -1 },
    { "", -1 },
    { "7 s", -1 },
    { "3600", 3600000 },
    { "99999999999999999999", -1 },
    { "86400", 3600000 },
    { "Fri, 31 Dec 1999 23:59:59 GMT", -1 },
    { "Fri, 31 Dec 2999 23:59:59 GMT", 3600000 },
  };
  Depot *depot = depot_new ();
  DepotShelf shelf = { depot };
  Web *web = web_new (depot_shelf_cb, &shelf);
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autoptr (GDateTime) soon = g_date_time_add_seconds (now, 100);
  g_autofree char *date = soup_date_time_to_string (soon, SOUP_DATE_HTTP);
  gint64 ms;

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    g_assert_cmpint (retry_ms_of (&shelf, web, rows[i].value), ==, rows[i].ms);
  ms = retry_ms_of (&shelf, web, date);
  g_assert_cmpint (ms, >, 0);
  g_assert_cmpint (ms, <=, 100000);
  web_free (web);
  depot_free (depot);
}

static void
test_wrong_key (void)
{
  static const struct {
    guint key, sha256;
    gint64 size;
  } rows[] = {
    { 1, 0, 0 }, { 0, 1, 0 }, { 0, 0, 65536 }, { 0, 0, -1 }, { 0, 0, -DEPOT_FILE_SIZE + 1 }
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    Depot *depot = depot_new ();
    DepotShelf shelf = { depot };
    Web *web = web_new (depot_shelf_cb, &shelf);
    g_autoptr (GError) error = NULL;

    depot->key.key[3] ^= rows[i].key;
    depot->key.sha256[31] ^= rows[i].sha256;
    depot->key.size += rows[i].size;
    g_assert_false (transfers_get (depot->transfers, web_url (web), depot->path, &depot->key, NULL,
                                   NULL, NULL, &error));
    g_assert_error (error, WHIN_ERROR, WHIN_ERROR_CORRUPT);
    g_assert_false (depot_has (depot->path) || depot_has (depot->part));
    web_free (web);
    depot_free (depot);
  }
}

static void
cancel_cb (gint64 done, gint64 total, gpointer cancellable)
{
  g_cancellable_cancel (cancellable);
}

static void
test_cancel (void)
{
  Depot *depot = depot_new ();
  DepotShelf shelf = { depot };
  Web *web = web_new (depot_shelf_cb, &shelf);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_assert_false (transfers_get (depot->transfers, web_url (web), depot->path, &depot->key,
                                 cancel_cb, cancellable, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_false (depot_has (depot->path));
  web_free (web);
  depot_free (depot);
}

/* -- a full disk -- */

static void
test_disk_full (void)
{
  Depot *depot;
  DepotShelf shelf = { 0 };
  Web *web;
  struct rlimit limit = { 1024 * 1024, 1024 * 1024 };
  g_autoptr (GError) error = NULL;

  if (!g_test_subprocess ()) {
    g_test_trap_subprocess (NULL, 60 * G_USEC_PER_SEC, G_TEST_SUBPROCESS_DEFAULT);
    g_test_trap_assert_passed ();
    return;
  }
  depot = shelf.depot = depot_new ();
  web = web_new (depot_shelf_cb, &shelf);
  signal (SIGXFSZ, SIG_IGN);
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  g_assert_false (transfers_get (depot->transfers, web_url (web), depot->path, &depot->key, NULL,
                                 NULL, NULL, &error));
  g_assert_error (error, WHIN_ERROR, WHIN_ERROR_DISK);
  g_assert_false (depot_has (depot->path) || depot_has (depot->part));
  g_clear_error (&error);
  g_assert_false (transfers_get (depot->transfers, web_url (web), "/nowhere/file", &depot->key,
                                 NULL, NULL, NULL, &error));
  g_assert_error (error, WHIN_ERROR, WHIN_ERROR_DISK);
  web_free (web);
  depot_free (depot);
}

/* -- many at once -- */

typedef struct {
  Depot *depot;
  const char *url;
  guint n;
} Job;

static gpointer
job_run (gpointer data)
{
  Job *job = data;
  g_autofree char *path = g_strdup_printf ("%s/job-%u", job->depot->folder, job->n);

  for (guint i = 0; i < 5; i++) {
    g_autoptr (GError) error = NULL;

    transfers_get (job->depot->transfers, job->url, path, &job->depot->key, NULL, NULL, NULL,
                   &error);
    g_assert_no_error (error);
    transfers_put (job->depot->transfers, job->url, NULL, path, NULL, NULL, NULL, &error);
    g_assert_no_error (error);
    g_unlink (path);
  }
  return NULL;
}

static void
test_threads (void)
{
  Depot *depot = depot_new ();
  DepotShelf shelf = { depot };
  Web *web = web_new (depot_shelf_cb, &shelf);
  Job jobs[4];
  GThread *threads[4];

  for (guint i = 0; i < 4; i++) {
    jobs[i] = (Job) { depot, web_url (web), i };
    threads[i] = g_thread_new ("job", job_run, &jobs[i]);
  }
  for (guint i = 0; i < 4; i++)
    g_thread_join (threads[i]);
  g_assert_cmpuint (shelf.requests, ==, 40);
  web_free (web);
  g_free (shelf.range);
  g_free (shelf.type);
  depot_free (depot);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/transfers/put", test_put);
  g_test_add_func ("/transfers/get", test_get);
  g_test_add_func ("/transfers/resume", test_resume);
  g_test_add_func ("/transfers/statuses", test_statuses);
  g_test_add_func ("/transfers/retry-after", test_retry_after);
  g_test_add_func ("/transfers/wrong-key", test_wrong_key);
  g_test_add_func ("/transfers/cancel", test_cancel);
  g_test_add_func ("/transfers/disk-full", test_disk_full);
  g_test_add_func ("/transfers/threads", test_threads);
  return g_test_run ();
}
