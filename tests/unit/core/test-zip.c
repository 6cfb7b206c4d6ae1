/* test-zip: what is written is read again, by others too, and nothing is left of what was given up.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "zip.h"

#include "unzip.h"

#include <glib/gstdio.h>
#include <string.h>

typedef struct {
  char *dir, *path;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->dir = g_dir_make_tmp ("whin-zip-XXXXXX", NULL);
  f->path = g_build_filename (f->dir, "a.zip", NULL);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_remove (f->path);
  g_assert_cmpint (g_rmdir (f->dir), ==, 0);
  g_free (f->dir);
  g_free (f->path);
}

static void
add (Zip *zip, const char *name, const char *text)
{
  g_autoptr (GError) error = NULL;
  GOutputStream *to = zip_begin (zip, name, &error);

  g_assert_no_error (error);
  g_assert_true (g_output_stream_write_all (to, text, strlen (text), NULL, NULL, &error));
  g_assert_true (zip_end (zip, &error));
}

static void
assert_read (Unzip *zip, const char *name, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = unzip_read (zip, name, 1000, &error);

  g_assert_no_error (error);
  g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), text, strlen (text));
}

static void
test_there_and_back (Fixture *f, gconstpointer data)
{
  static const guint8 crc[] = { 0x26, 0x39, 0xf4, 0xcb }; /* of "123456789", as published */
  g_autoptr (GError) error = NULL;
  g_autoptr (Zip) zip = zip_new (f->path, NULL, &error);
  g_autoptr (Unzip) read = NULL;
  g_autofree char *bytes = NULL;

  g_assert_no_error (error);
  add (zip, "a.txt", "123456789");
  add (zip, "übung.txt", "");
  add (zip, "c.txt", "the last");
  g_assert_true (zip_finish (zip, &error));
  read = unzip_open (f->path, &error);
  g_assert_no_error (error);
  assert_read (read, "a.txt", "123456789");
  assert_read (read, "übung.txt", "");
  assert_read (read, "c.txt", "the last");
  g_assert_true (g_file_get_contents (f->path, &bytes, NULL, NULL));
  g_assert_cmpmem (bytes + 14, 4, crc, 4);
}

/* Somebody else's program finds nothing wrong with it. */
static void
test_others (Fixture *f, gconstpointer data)
{
  g_autoptr (Zip) zip = zip_new (f->path, NULL, NULL);
  const char *argv[] = { "python3", "-m", "zipfile", "-t", f->path, NULL };
  int status;

  for (guint i = 0; i < 70000; i++) {
    char name[16];

    g_snprintf (name, sizeof name, "%u", i);
    add (zip, name, i % 100 ? "" : name);
  }
  g_assert_true (zip_finish (zip, NULL));
  g_assert_true (g_spawn_sync (NULL, (char **) argv, NULL,
                               G_SPAWN_SEARCH_PATH | G_SPAWN_STDOUT_TO_DEV_NULL, NULL, NULL, NULL,
                               NULL, &status, NULL));
  g_assert_true (g_spawn_check_wait_status (status, NULL));
}

static void
test_given_up (Fixture *f, gconstpointer data)
{
  Zip *zip = zip_new (f->path, NULL, NULL);

  add (zip, "a.txt", "something");
  zip_free (zip);
  g_assert_false (g_file_test (f->path, G_FILE_TEST_EXISTS));
}

#define TEST(path, func) g_test_add ("/zip/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  TEST ("there-and-back", test_there_and_back);
  TEST ("others", test_others);
  TEST ("given-up", test_given_up);
  return g_test_run ();
}
