/* test-vault: a file goes in and comes out, or nothing does.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "vault.h"

#include "blob.h"
#include "error.h"
#include "limits.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

typedef struct {
  char *dir;
  char *plain;
  char *sealed;
  char *out;
  GFile *target; /* the same */
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->dir = g_dir_make_tmp ("whin-XXXXXX", NULL);
  fixture->plain = g_build_filename (fixture->dir, "plain", NULL);
  fixture->sealed = g_build_filename (fixture->dir, "sealed", NULL);
  fixture->out = g_build_filename (fixture->dir, "out", NULL);
  fixture->target = g_file_new_for_path (fixture->out);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_unlink (fixture->plain);
  g_unlink (fixture->sealed);
  g_unlink (fixture->out);
  /* Nothing half made is left. */
  g_assert_cmpint (g_rmdir (fixture->dir), ==, 0);
  g_free (fixture->dir);
  g_free (fixture->plain);
  g_free (fixture->sealed);
  g_free (fixture->out);
  g_object_unref (fixture->target);
}

static void
write_plain (Fixture *fixture, gsize size)
{
  g_autofree guint8 *bytes = g_malloc (size + 1);

  for (gsize i = 0; i < size; i++)
    bytes[i] = (guint8) (i * 31 + i / 251 + 1);
  g_assert_true (g_file_set_contents (fixture->plain, (const char *) bytes, (gssize) size, NULL));
}

static MediaKey *
seal (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  MediaKey *key = vault_seal_file (fixture->plain, fixture->sealed, NULL, &error);

  g_assert_no_error (error);
  return key;
}

static void
assert_out (Fixture *fixture)
{
  g_autofree char *in = NULL, *out = NULL;
  gsize in_len, out_len;

  g_assert_true (g_file_get_contents (fixture->plain, &in, &in_len, NULL));
  g_assert_true (g_file_get_contents (fixture->out, &out, &out_len, NULL));
  g_assert_cmpmem (in, in_len, out, out_len);
}

static gint64
size_of (const char *path)
{
  GStatBuf info;

  return g_stat (path, &info) == 0 ? info.st_size : -1;
}

static void
test_round_trip (Fixture *fixture, gconstpointer data)
{
  static const gsize sizes[] = { 1, 255, 65535, 65536, 65537, 1000000, 3 * 65536 };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++) {
    g_autoptr (MediaKey) key = NULL;
    g_autoptr (MediaKey) other = NULL;
    g_autoptr (MediaFile) file = NULL;
    g_autoptr (GBytes) loaded = NULL;
    g_autoptr (GError) error = NULL;
    GStatBuf info;

    write_plain (fixture, sizes[i]);
    other = seal (fixture);
    key = seal (fixture);
    g_assert_true (memcmp (key->key, other->key, sizeof key->key) != 0);
    g_assert_cmpint (key->size, ==, sizes[i]);
    g_assert_cmpint (size_of (fixture->sealed), ==, blob_sealed_size (sizes[i]));
    file = media_file_new (fixture->sealed, key);
    vault_export (file, fixture->target, G_FILE_CREATE_PRIVATE, NULL, &error);
    g_assert_no_error (error);
    assert_out (fixture);
    loaded = vault_load (file, sizes[i], NULL, &error);
    g_assert_no_error (error);
    g_assert_cmpuint (g_bytes_get_size (loaded), ==, sizes[i]);
    g_assert_null (vault_load (file, sizes[i] - 1, NULL, &error));
    g_assert_error (error, WHIN_ERROR, WHIN_ERROR_TOO_BIG);
    g_clear_error (&error);
    g_assert_cmpint (g_stat (fixture->out, &info), ==, 0);
    g_assert_cmpint (info.st_mode & 0777, ==, 0600);
  }
}

/* Neither a new file nor one that was there is touched. */
static void
refuse (Fixture *fixture, const MediaKey *key, int code)
{
  g_autoptr (MediaFile) file = media_file_new (fixture->sealed, key);
  g_autofree char *before = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_false (vault_export (file, fixture->target, G_FILE_CREATE_NONE, NULL, &error));
  g_assert_error (error, WHIN_ERROR, code);
  g_assert_false (g_file_test (fixture->out, G_FILE_TEST_EXISTS));
  g_clear_error (&error);
  g_assert_null (vault_load (file, G_MAXSIZE, NULL, &error));
  g_assert_error (error, WHIN_ERROR, code);
  g_clear_error (&error);
  g_assert_false (vault_check (file, NULL, &error));
  g_assert_error (error, WHIN_ERROR, code);
  g_clear_error (&error);
  g_assert_true (g_file_set_contents (fixture->out, "before", -1, NULL));
  g_assert_false (vault_export (file, fixture->target, G_FILE_CREATE_NONE, NULL, &error));
  g_assert_true (g_file_get_contents (fixture->out, &before, NULL, NULL));
  g_assert_cmpstr (before, ==, "before");
  g_unlink (fixture->out);
}

static void
test_refused (Fixture *fixture, gconstpointer data)
{
  g_autoptr (MediaKey) key = NULL;
  g_autoptr (MediaKey) wrong = NULL;
  g_autofree char *bytes = NULL;
  gsize len;

  write_plain (fixture, 200000);
  key = seal (fixture);
  wrong = media_key_copy (key);
  wrong->key[0] ^= 1;
  refuse (fixture, wrong, WHIN_ERROR_CORRUPT);
  wrong->key[0] ^= 1;
  wrong->sha256[0] ^= 1;
  refuse (fixture, wrong, WHIN_ERROR_CORRUPT);
  g_assert_true (g_file_get_contents (fixture->sealed, &bytes, &len, NULL));
  bytes[len - 1] ^= 1;
  g_file_set_contents (fixture->sealed, bytes, (gssize) len, NULL);
  refuse (fixture, key, WHIN_ERROR_CORRUPT);
  g_file_set_contents (fixture->sealed, bytes, (gssize) len - 1, NULL);
  refuse (fixture, key, WHIN_ERROR_CORRUPT);
  g_unlink (fixture->sealed);
  refuse (fixture, key, WHIN_ERROR_DISK);
}

/* What is still to be sent is read as it is. */
static void
test_plain (Fixture *fixture, gconstpointer data)
{
  g_autoptr (MediaFile) file = media_file_new (fixture->plain, NULL);
  g_autoptr (GBytes) loaded = NULL;
  g_autoptr (GError) error = NULL;

  write_plain (fixture, 200000);
  g_assert_true (g_file_set_contents (fixture->out, "before", -1, NULL));
  vault_export (file, fixture->target, G_FILE_CREATE_NONE, NULL, &error);
  g_assert_no_error (error);
  assert_out (fixture);
  loaded = vault_load (file, 200000, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_bytes_get_size (loaded), ==, 200000);
  g_assert_null (vault_load (file, 199999, NULL, &error));
  g_assert_error (error, WHIN_ERROR, WHIN_ERROR_TOO_BIG);
}

/* The size that is told is not the file's. */
static void
test_changed (Fixture *fixture, gconstpointer data)
{
  static const gint64 told[] = { 99999, 100001 };

  write_plain (fixture, 100000);
  for (guint i = 0; i < G_N_ELEMENTS (told); i++) {
    g_autoptr (GFile) file = g_file_new_for_path (fixture->plain);
    g_autoptr (GFileInputStream) stream = g_file_read (file, NULL, NULL);
    g_autoptr (GError) error = NULL;

    g_assert_null (vault_seal (G_INPUT_STREAM (stream), told[i], fixture->sealed, NULL, &error));
    g_assert_error (error, WHIN_ERROR, WHIN_ERROR_CONFLICT);
    g_assert_false (g_file_test (fixture->sealed, G_FILE_TEST_EXISTS));
  }
}

static void
test_no_room (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancelled = g_cancellable_new ();
  g_autoptr (GInputStream) none = g_memory_input_stream_new ();
  g_autoptr (GError) error = NULL;

  g_assert_null (vault_seal_file (fixture->plain, fixture->sealed, NULL, &error));
  g_assert_error (error, WHIN_ERROR, WHIN_ERROR_DISK);
  g_clear_error (&error);
  write_plain (fixture, 10);
  g_assert_null (vault_seal_file (fixture->plain, "/nowhere/sealed", NULL, &error));
  g_assert_error (error, WHIN_ERROR, WHIN_ERROR_DISK);
  g_clear_error (&error);
  g_assert_null (vault_seal (none, LIMIT_MEDIA_MAX, fixture->sealed, NULL, &error));
  g_assert_error (error, WHIN_ERROR, WHIN_ERROR_TOO_BIG);
  g_clear_error (&error);
  g_cancellable_cancel (cancelled);
  g_assert_null (vault_seal_file (fixture->plain, fixture->sealed, cancelled, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

#define add(path, func) g_test_add ("/vault/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("round-trip", test_round_trip);
  add ("refused", test_refused);
  add ("plain", test_plain);
  add ("changed", test_changed);
  add ("no-room", test_no_room);
  return g_test_run ();
}
