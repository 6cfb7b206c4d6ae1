/* test-file-range: stretches of a file, and files that are not what they were.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "file-range.h"

#include "error.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#define CONTENTS "0123456789"

static char *
make (void)
{
  char *path = NULL;
  int fd = g_file_open_tmp ("whin-XXXXXX", &path, NULL);

  g_close (fd, NULL);
  g_assert_true (g_file_set_contents (path, CONTENTS, -1, NULL));
  return path;
}

static void
test_stretches (void)
{
  static const struct {
    gint64 offset, size;
    const char *want; /* NULL: there is no such stretch */
  } rows[] = {
    { 0, 10, CONTENTS },  { 0, -1, CONTENTS }, { 3, 4, "3456" }, { 9, 1, "9" },
    { 3, -1, "3456789" }, { 0, 0, "" },        { 10, 0, "" },    { 10, -1, "" },
    { 0, 11, NULL },      { 9, 2, NULL },      { 11, -1, NULL },
  };
  g_autofree char *path = make ();

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (GInputStream) stream =
        whin_file_range_new (path, rows[i].offset, rows[i].size, &error);
    char buffer[20] = "";
    gsize len;

    g_test_message ("row %u", i);
    if (rows[i].want == NULL) {
      g_assert_null (stream);
      g_assert_error (error, WHIN_ERROR, WHIN_ERROR_DISK);
      continue;
    }
    g_assert_no_error (error);
    g_assert_cmpint (whin_file_range_get_size (WHIN_FILE_RANGE (stream)), ==,
                     strlen (rows[i].want));
    g_assert_true (g_input_stream_read_all (stream, buffer, sizeof buffer, &len, NULL, &error));
    g_assert_cmpmem (buffer, len, rows[i].want, strlen (rows[i].want));
  }
  g_unlink (path);
}

/* One that has become shorter does not pass for whole. */
static void
test_shorter (void)
{
  g_autofree char *path = make ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GInputStream) stream = whin_file_range_new (path, 2, 8, &error);
  char buffer[20];
  gsize len;

  g_assert_no_error (error);
  g_assert_no_errno (truncate (path, 5));
  g_assert_false (g_input_stream_read_all (stream, buffer, sizeof buffer, &len, NULL, &error));
  g_assert_error (error, WHIN_ERROR, WHIN_ERROR_DISK);
  g_assert_cmpmem (buffer, len, "234", 3);
  g_unlink (path);
}

/* One that is deleted is still there for who has it open. */
static void
test_deleted (void)
{
  g_autofree char *path = make ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GInputStream) stream = whin_file_range_new (path, 0, 10, &error);
  char buffer[20];
  gsize len;

  g_unlink (path);
  g_assert_true (g_input_stream_read_all (stream, buffer, sizeof buffer, &len, NULL, &error));
  g_assert_cmpmem (buffer, len, CONTENTS, 10);
  g_assert_null (whin_file_range_new (path, 0, 10, &error));
  g_assert_error (error, WHIN_ERROR, WHIN_ERROR_DISK);
  g_clear_error (&error);
  g_assert_null (whin_file_range_new (g_get_tmp_dir (), 0, -1, &error));
  g_assert_error (error, WHIN_ERROR, WHIN_ERROR_DISK);
}

static void
test_cancelled (void)
{
  g_autofree char *path = make ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GInputStream) stream = whin_file_range_new (path, 0, 10, &error);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  char buffer[20];

  g_cancellable_cancel (cancellable);
  g_assert_cmpint (g_input_stream_read (stream, buffer, sizeof buffer, cancellable, &error), ==,
                   -1);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_unlink (path);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/file-range/stretches", test_stretches);
  g_test_add_func ("/file-range/shorter", test_shorter);
  g_test_add_func ("/file-range/deleted", test_deleted);
  g_test_add_func ("/file-range/cancelled", test_cancelled);
  return g_test_run ();
}
