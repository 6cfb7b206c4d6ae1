/* test-blob-disk: the embedded store and its disk: a full one, a read-only one, leftovers of a
 * crash, keys that are no ids, a proxy in front, and big objects in little memory.
 *
 * The full and the read-only disk are a small tmpfs in a namespace of the test's own; where that is
 * not allowed those tests are skipped.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define _GNU_SOURCE
#include "blob-embedded.h"
#include "blob-files.h"
#include "blob-fixture.h"
#include "error.h"
#include "sigv4.h"

#include <fcntl.h>
#include <sched.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#define MIB (1024 * 1024)

static char *directory;
static gboolean has_tmpfs;
static char *tmpfs;

static BlobGrant *
upload_grant (Embedded *embedded, const Id *id, guint64 size)
{
  return blob_store_presign_put (embedded->store, id, size, BLOB_CONTENT_TYPE, 60);
}

static guint
upload (Embedded *embedded, const Id *id, gsize size)
{
  g_autofree char *data = g_strnfill (size, 'x');
  g_autoptr (BlobGrant) grant = upload_grant (embedded, id, size);
  return put (grant, data, size);
}

static void
test_full (void)
{
  if (!has_tmpfs) {
    g_test_skip ("no small disk can be mounted here");
    return;
  }
  Embedded embedded;
  Id first = id_random (), second = id_random (), third = id_random ();
  embedded_start (&embedded, tmpfs);
  g_assert_cmpuint (upload (&embedded, &first, MIB), ==, 200);
  g_assert_cmpuint (upload (&embedded, &second, 2 * MIB), ==, 507);
  g_assert_cmpint (head_size (embedded.store, &second, NULL), ==, -1);
  g_assert_cmpuint (count_files (tmpfs, "tmp"), ==, 0);
  g_assert_cmpint (head_size (embedded.store, &first, NULL), ==, MIB);
  /* Room again, service again. */
  g_assert_true (delete_object (embedded.store, &first, NULL));
  g_assert_cmpuint (upload (&embedded, &third, MIB), ==, 200);
  g_assert_true (delete_object (embedded.store, &third, NULL));
  embedded_stop (&embedded);
}

static void
test_read_only (void)
{
  if (!has_tmpfs) {
    g_test_skip ("no small disk can be mounted here");
    return;
  }
  Embedded embedded;
  Id old = id_random (), new = id_random ();
  embedded_start (&embedded, tmpfs);
  g_assert_cmpuint (upload (&embedded, &old, 1000), ==, 200);
  g_assert_no_errno (mount (NULL, tmpfs, NULL, MS_REMOUNT | MS_RDONLY, NULL));
  g_assert_cmpuint (upload (&embedded, &new, 1000), ==, 500);
  g_assert_cmpint (head_size (embedded.store, &new, NULL), ==, -1);
  g_assert_cmpint (head_size (embedded.store, &old, NULL), ==, 1000);
  g_autoptr (GError) error = NULL;
  g_assert_false (delete_object (embedded.store, &old, &error));
  g_assert_error (error, WHIN_ERROR, WHIN_ERROR_INTERNAL);
  g_assert_null (strstr (error->message, tmpfs));
  g_assert_no_errno (mount (NULL, tmpfs, NULL, MS_REMOUNT, NULL));
  g_assert_cmpuint (upload (&embedded, &new, 1000), ==, 200);
  embedded_stop (&embedded);
}

/* Only the process that takes uploads may sweep: `media check` beside it must not. */
static void
test_leftovers (void)
{
  Embedded embedded;
  embedded_start (&embedded, directory);
  embedded_stop (&embedded);
  g_autofree char *left = g_build_filename (directory, "tmp", "Ab12Cd", NULL);
  g_assert_true (g_file_set_contents (left, "half an upload", -1, NULL));
  BlobEmbeddedConfig config = { directory, "http://127.0.0.1", NULL, "secret" };
  g_autoptr (BlobStore) beside = blob_embedded_new (&config, NULL);
  g_assert_cmpuint (count_files (directory, "tmp"), ==, 1);
  embedded_start (&embedded, directory);
  g_assert_cmpuint (count_files (directory, "tmp"), ==, 0);
  embedded_stop (&embedded);
}

static void
test_files (void)
{
  static const char key[] = "AAECAwQFBgcICQoLDA0ODw";
  g_autoptr (GError) error = NULL;
  BlobFiles *files = blob_files_new (directory, &error);
  g_assert_no_error (error);
  BlobUpload *upload_ = blob_files_upload (files, 5, &error);
  g_assert_no_error (error);
  g_assert_true (blob_upload_write (upload_, "abc", 3, NULL));
  g_assert_false (blob_upload_commit (upload_, key, &error)); /* short */
  g_assert_error (error, WHIN_ERROR, WHIN_ERROR_INTERNAL);
  g_clear_error (&error);
  g_assert_false (blob_upload_write (upload_, "def", 3, &error)); /* long */
  g_assert_error (error, WHIN_ERROR, WHIN_ERROR_INTERNAL);
  g_clear_error (&error);
  blob_upload_free (upload_);
  g_assert_cmpuint (count_files (directory, "tmp"), ==, 0);
  g_assert_cmpint (blob_files_size (files, key, &error), ==, -1);
  g_assert_no_error (error);

  upload_ = blob_files_upload (files, 5, &error);
  g_assert_true (blob_upload_write (upload_, "abcde", 5, NULL));
  g_assert_true (blob_upload_commit (upload_, key, &error));
  blob_upload_free (upload_);
  g_assert_cmpint (blob_files_size (files, key, NULL), ==, 5);
  g_autofree char *path = g_build_filename (directory, "objects", "AA", key, NULL);
  struct stat status;
  g_assert_no_errno (stat (path, &status));
  g_assert_cmpint (status.st_mode & 0777, ==, 0600);
  blob_files_unref (files);
}

static void
test_no_directory (void)
{
  static const char *const rows[] = { "/proc/nowhere/media", "/dev/null/media" };
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (GError) error = NULL;
    BlobEmbeddedConfig config = { rows[i], "http://127.0.0.1", NULL, "secret" };
    g_assert_null (blob_embedded_new (&config, &error));
    g_assert_error (error, WHIN_ERROR, WHIN_ERROR_INTERNAL);
  }
}

/* Everything that is not /blob/media/ID is refused before its body, whatever it says. */
static void
test_keys (void)
{
  static const char *const rows[] = {
    "/blob/",
    "/blob/media",
    "/blob/media/",
    "/blob/media/..",
    "/blob/media/../../etc/passwd",
    "/blob/media/%2e%2e%2f%2e%2e%2fetc%2fpasswd",
    "/blob/media/AAECAwQFBgcICQoLDA0OD",
    "/blob/media/AAECAwQFBgcICQoLDA0ODx",
    "/blob/media/AAECAwQFBgcICQoLDA0ODw/",
    "/blob/media/AAECAwQFBgcICQoLDA0O%2f",
    "/blob/media/AAECAwQFBgcICQoLDA0ODw%00",
    "/blob/media//AAECAwQFBgcICQoLDA0ODw",
    "/blob/other/AAECAwQFBgcICQoLDA0ODw",
    "/blob/tmp/AAECAwQFBgcICQoLDA0ODw",
  };
  Embedded embedded;
  Id id;
  g_assert_true (id_from_text ("AAECAwQFBgcICQoLDA0ODw", &id));
  embedded_start (&embedded, directory);
  g_assert_cmpuint (upload (&embedded, &id, 5), ==, 200);
  g_autoptr (BlobGrant) grant = blob_store_presign_get (embedded.store, &id, 60, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *url =
        g_strconcat (server_thread_url (embedded.thread), rows[i], strchr (grant->url, '?'), NULL);
    g_auto (Reply) reply = { 0 };
    g_test_message ("%s", rows[i]);
    exchange (&reply, "GET", url, NULL, NULL, 0, FALSE);
    g_assert_cmpuint (reply.status, >=, 400);
    g_assert_cmpuint (reply.status, <, 500);
  }
  embedded_stop (&embedded);
}

/* The signed address is the public one; a proxy has changed host and path on the way. */
static void
test_proxy (void)
{
  BlobEmbeddedConfig config = { directory, "https://chat.example.org/whin/", NULL, "a secret" };
  ServerThread *thread = server_thread_new (embedded_set_up, embedded_tear_down, &config);
  g_autoptr (BlobStore) store = blob_embedded_new (&config, NULL);
  Id id = id_random ();
  g_autoptr (BlobGrant) grant = blob_store_presign_put (store, &id, 4, BLOB_CONTENT_TYPE, 60);
  static const char public_url[] = "https://chat.example.org/whin/";
  g_assert_true (g_str_has_prefix (grant->url, public_url));
  g_autofree char *inner =
      g_strconcat (server_thread_url (thread), "/", grant->url + strlen (public_url), NULL);
  g_auto (Reply) reply = { 0 };
  exchange (&reply, "PUT", inner, (const char *const *) grant->headers, "body", 4, FALSE);
  g_assert_cmpuint (reply.status, ==, 200);
  g_assert_cmpint (head_size (store, &id, NULL), ==, 4);
  server_thread_free (thread);
}

/* Each method has a signature of its own, as with every S3, and only three are answered at all. */
static void
test_methods (void)
{
  static const struct {
    const char *method;
    guint status;
  } rows[] = { { "HEAD", 200 },    { "GET", 200 },   { "DELETE", 403 },  { "POST", 403 },
               { "OPTIONS", 403 }, { "PATCH", 403 }, { "PROPFIND", 403 } };
  g_autoptr (Sigv4Signer) signer =
      sigv4_signer_new ("whinchatd", "a secret for tests", NULL, "local", "s3");
  Embedded embedded;
  Id id;
  embedded_start (&embedded, directory);
  g_assert_true (id_from_text ("AAECAwQFBgcICQoLDA0ODw", &id));
  g_assert_cmpuint (upload (&embedded, &id, 5000), ==, 200);
  const char *base = server_thread_url (embedded.thread);
  const Sigv4Header host = { "host", strstr (base, "://") + 3 };
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    Sigv4Request request = {
      rows[i].method, "/blob/media/AAECAwQFBgcICQoLDA0ODw", NULL, &host, 1, SIGV4_UNSIGNED_PAYLOAD
    };
    g_autofree char *query =
        sigv4_presign (signer, &request, g_get_real_time () / G_USEC_PER_SEC, 60);
    g_autofree char *url = g_strconcat (base, request.path, "?", query, NULL);
    g_auto (Reply) reply = { 0 };
    g_test_message ("%s", rows[i].method);
    exchange (&reply, rows[i].method, url, NULL, NULL, 0, FALSE);
    g_assert_cmpuint (reply.status, ==, rows[i].status);
    if (reply.status == 200) {
      g_autofree char *length = reply_header (&reply, "Content-Length");
      g_assert_cmpstr (length, ==, "5000");
      g_assert_cmpuint (g_bytes_get_size (reply.body), ==, i == 0 ? 0 : 5000);
    }
  }
  g_assert_cmpint (head_size (embedded.store, &id, NULL), ==, 5000);
  embedded_stop (&embedded);
}

/* AddressSanitizer keeps what was freed, so only a plain build can tell. */
#ifdef __SANITIZE_ADDRESS__
#define MEMORY_TELLS FALSE
#else
#define MEMORY_TELLS TRUE
#endif

static gsize
resident (void)
{
  g_autofree char *text = NULL;
  g_file_get_contents ("/proc/self/statm", &text, NULL, NULL);
  g_auto (GStrv) fields = g_strsplit (text, " ", 3);
  return g_ascii_strtoull (fields[1], NULL, 10) * sysconf (_SC_PAGESIZE);
}

static double
rate (gsize size, gint64 microseconds)
{
  return (double) size / MIB * G_USEC_PER_SEC / (double) microseconds;
}

/* 32 MiB up and down: what it takes, and that it does not pile up in memory. */
static void
test_big (void)
{
  const gsize size = 32 * MIB;
  g_autofree guint8 *data = g_malloc (size);
  for (gsize i = 0; i < size; i++)
    data[i] = (i * 2654435761u) >> 13;
  Embedded embedded;
  Id id = id_random ();
  embedded_start (&embedded, directory);
  g_autoptr (BlobGrant) up = upload_grant (&embedded, &id, size);
  gsize before = resident ();
  gint64 start = g_get_monotonic_time ();
  g_assert_cmpuint (put (up, data, size), ==, 200);
  gint64 uploaded = g_get_monotonic_time ();
  gsize after = resident ();
  g_autoptr (BlobGrant) down = blob_store_presign_get (embedded.store, &id, 60, NULL);
  g_auto (Reply) reply = { 0 };
  gint64 again = g_get_monotonic_time ();
  exchange (&reply, "GET", down->url, NULL, NULL, 0, FALSE);
  gint64 downloaded = g_get_monotonic_time ();
  g_assert_cmpmem (g_bytes_get_data (reply.body, NULL), g_bytes_get_size (reply.body), data, size);
  g_test_message ("PUT %.0f MiB/s, GET %.0f MiB/s, memory +%.1f MiB", rate (size, uploaded - start),
                  rate (size, downloaded - again), (double) (after - before) / MIB);
  if (MEMORY_TELLS)
    g_assert_cmpuint (after, <, before + size / 8);
  g_assert_true (delete_object (embedded.store, &id, NULL));
  embedded_stop (&embedded);
}

/* A refused body is read away, not kept. */
static void
test_refused_big (void)
{
  const gsize size = 32 * MIB;
  g_autofree char *data = g_strnfill (size, 'x');
  g_autofree char *length = g_strdup_printf ("%" G_GSIZE_FORMAT, size);
  const char *const headers[] = { "Content-Length", length, NULL };
  Embedded embedded;
  embedded_start (&embedded, directory);
  g_autofree char *url =
      g_strconcat (server_thread_url (embedded.thread), "/blob/media/AAECAwQFBgcICQoLDA0ODw", NULL);
  gsize before = resident ();
  g_auto (Reply) reply = { 0 };
  exchange (&reply, "PUT", url, headers, data, size, FALSE);
  g_assert_cmpuint (reply.status, ==, 403);
  if (MEMORY_TELLS)
    g_assert_cmpuint (resident (), <, before + size / 8);
  embedded_stop (&embedded);
}

/* Before any thread exists: a user and mount namespace, and in it 2 MiB of disk. */
static gboolean
mount_small_disk (const char *path)
{
  uid_t uid = getuid ();
  if (unshare (CLONE_NEWNS | (uid ? CLONE_NEWUSER : 0)) != 0)
    return FALSE;
  if (uid) {
    g_autofree char *map = g_strdup_printf ("0 %u 1", uid);
    int fd = open ("/proc/self/uid_map", O_WRONLY | O_CLOEXEC);
    gboolean mapped = fd >= 0 && write (fd, map, strlen (map)) == (ssize_t) strlen (map);
    if (fd >= 0)
      close (fd);
    if (!mapped)
      return FALSE;
  }
  return mount (NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0 &&
         mount ("tmpfs", path, "tmpfs", 0, "size=2m") == 0;
}

int
main (int argc, char **argv)
{
  tmpfs = g_dir_make_tmp ("blobs-small-XXXXXX", NULL);
  has_tmpfs = mount_small_disk (tmpfs);
  directory = g_dir_make_tmp ("blobs-disk-XXXXXX", NULL);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/blob-disk/full", test_full);
  g_test_add_func ("/blob-disk/read-only", test_read_only);
  g_test_add_func ("/blob-disk/leftovers", test_leftovers);
  g_test_add_func ("/blob-disk/files", test_files);
  g_test_add_func ("/blob-disk/no-directory", test_no_directory);
  g_test_add_func ("/blob-disk/keys", test_keys);
  g_test_add_func ("/blob-disk/proxy", test_proxy);
  g_test_add_func ("/blob-disk/methods", test_methods);
  g_test_add_func ("/blob-disk/big", test_big);
  g_test_add_func ("/blob-disk/refused-big", test_refused_big);
  int result = g_test_run ();
  if (has_tmpfs)
    umount2 (tmpfs, MNT_DETACH);
  remove_tree (tmpfs);
  remove_tree (directory);
  g_free (tmpfs);
  g_free (directory);
  return result;
}
