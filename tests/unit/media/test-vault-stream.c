/* test-vault-stream: any part of a sealed file, in any order, also while it is on its way.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "vault-stream.h"
#include "vault.h"

#include "error.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#define FRAME 65536
#define SIZE (5 * FRAME + 777)

typedef struct {
  char *dir, *path;
  guint8 *bytes;
  MediaKey *key;
  char *sealed; /* what lies at path */
  gsize sealed_len;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) bytes = NULL;

  fixture->dir = g_dir_make_tmp ("whin-XXXXXX", NULL);
  fixture->path = g_build_filename (fixture->dir, "sealed", NULL);
  fixture->bytes = g_malloc (SIZE);
  for (gsize i = 0; i < SIZE; i++)
    fixture->bytes[i] = (guint8) (i * 31 + i / 251 + 1);
  bytes = g_bytes_new (fixture->bytes, SIZE);
  fixture->key = vault_seal_bytes (bytes, fixture->path, NULL, NULL);
  g_assert_nonnull (fixture->key);
  g_assert_true (g_file_get_contents (fixture->path, &fixture->sealed, &fixture->sealed_len, NULL));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_unlink (fixture->path);
  g_assert_cmpint (g_rmdir (fixture->dir), ==, 0);
  media_key_free (fixture->key);
  g_free (fixture->bytes);
  g_free (fixture->sealed);
  g_free (fixture->path);
  g_free (fixture->dir);
}

static VaultStream *
open_stream (Fixture *fixture, gboolean grows)
{
  g_autoptr (MediaFile) file = media_file_new (fixture->path, fixture->key);

  return vault_stream_new (file, grows);
}

static void
put (Fixture *fixture, gsize len)
{
  FILE *file = g_fopen (fixture->path, "r+");

  /* In its place: a stream has it open. */
  g_assert_cmpuint (fwrite (fixture->sealed, 1, len, file), ==, len);
  fclose (file);
  g_assert_cmpint (truncate (fixture->path, (off_t) len), ==, 0);
}

static void
assert_part (Fixture *fixture, VaultStream *stream, gint64 at, gsize len)
{
  g_autofree guint8 *got = g_malloc (len);
  g_autoptr (GError) error = NULL;
  gsize n;

  g_assert_true (g_seekable_seek (G_SEEKABLE (stream), at, G_SEEK_SET, NULL, &error));
  g_assert_cmpint (g_seekable_tell (G_SEEKABLE (stream)), ==, at);
  g_assert_true (g_input_stream_read_all (G_INPUT_STREAM (stream), got, len, &n, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpmem (got, n, fixture->bytes + at, MIN (len, SIZE - (gsize) at));
}

static void
anywhere (Fixture *fixture, gconstpointer data)
{
  g_autoptr (VaultStream) stream = open_stream (fixture, FALSE);

  assert_part (fixture, stream, 4 * FRAME - 5, 10);
  assert_part (fixture, stream, 0, 20);
  assert_part (fixture, stream, SIZE - 3, 100);
  assert_part (fixture, stream, FRAME, FRAME);
  assert_part (fixture, stream, 0, SIZE + 1);
  assert_part (fixture, stream, SIZE, 1);
  g_assert_true (g_seekable_seek (G_SEEKABLE (stream), -1, G_SEEK_END, NULL, NULL));
  g_assert_cmpint (g_seekable_tell (G_SEEKABLE (stream)), ==, SIZE - 1);
  g_assert_false (g_seekable_seek (G_SEEKABLE (stream), 2, G_SEEK_CUR, NULL, NULL));
}

static void
damaged (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VaultStream) stream = NULL;
  guint8 byte;

  fixture->sealed[2 * FRAME] ^= 1;
  put (fixture, fixture->sealed_len);
  stream = open_stream (fixture, FALSE);
  assert_part (fixture, stream, FRAME - 1, 1);
  g_assert_true (g_seekable_seek (G_SEEKABLE (stream), SIZE - 1, G_SEEK_SET, NULL, NULL));
  g_assert_cmpint (g_input_stream_read (G_INPUT_STREAM (stream), &byte, 1, NULL, &error), ==, -1);
  g_assert_error (error, WHIN_ERROR, WHIN_ERROR_CORRUPT);
  assert_part (fixture, stream, 3, 5);
}

typedef struct {
  VaultStream *stream;
  gint64 at;
  guint8 byte;
  gssize n;
  GCancellable *cancellable;
} Reading;

static gpointer
read_cb (gpointer data)
{
  Reading *reading = data;

  g_seekable_seek (G_SEEKABLE (reading->stream), reading->at, G_SEEK_SET, NULL, NULL);
  reading->n = g_input_stream_read (G_INPUT_STREAM (reading->stream), &reading->byte, 1,
                                    reading->cancellable, NULL);
  return NULL;
}

static void
while_it_comes (Fixture *fixture, gconstpointer data)
{
  g_autoptr (VaultStream) stream = NULL;
  Reading reading = { .at = SIZE - 1 };
  GThread *thread;

  put (fixture, 0);
  reading.stream = stream = open_stream (fixture, TRUE);
  thread = g_thread_new ("reading", read_cb, &reading);
  put (fixture, 100);
  vault_stream_grown (stream);
  put (fixture, 2 * FRAME);
  vault_stream_grown (stream);
  put (fixture, fixture->sealed_len);
  vault_stream_grown (stream);
  g_thread_join (thread);
  g_assert_cmpint (reading.n, ==, 1);
  g_assert_cmpint (reading.byte, ==, fixture->bytes[SIZE - 1]);
}

static void
no_more (Fixture *fixture, gconstpointer cancel)
{
  g_autoptr (VaultStream) stream = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Reading reading = { .at = 3 * FRAME, .cancellable = cancellable };
  GThread *thread;

  put (fixture, 2 * FRAME);
  reading.stream = stream = open_stream (fixture, TRUE);
  assert_part (fixture, stream, 0, FRAME);
  thread = g_thread_new ("reading", read_cb, &reading);
  if (cancel != NULL)
    g_cancellable_cancel (cancellable);
  else
    vault_stream_end (stream);
  g_thread_join (thread);
  g_assert_cmpint (reading.n, ==, -1);
  assert_part (fixture, stream, 10, 10);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/vault-stream/anywhere", Fixture, NULL, set_up, anywhere, tear_down);
  g_test_add ("/vault-stream/damaged", Fixture, NULL, set_up, damaged, tear_down);
  g_test_add ("/vault-stream/while-it-comes", Fixture, NULL, set_up, while_it_comes, tear_down);
  g_test_add ("/vault-stream/no-more", Fixture, NULL, set_up, no_more, tear_down);
  g_test_add ("/vault-stream/cancelled", Fixture, "cancel", set_up, no_more, tear_down);
  return g_test_run ();
}
