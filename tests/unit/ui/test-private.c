/* test-private: files that lie open go with the program, or with the next start.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-private.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/file.h>
#include <unistd.h>

static char *base; /* what the runtime folder has for us */

static char *
make_stale (const char *name)
{
  char *folder = g_build_filename (base, name, NULL);
  g_autofree char *inner = g_build_filename (folder, "object", NULL);
  g_autofree char *file = g_build_filename (inner, "letter.pdf", NULL);

  g_assert_cmpint (g_mkdir_with_parents (inner, 0700), ==, 0);
  g_assert_true (g_file_set_contents (file, "words", -1, NULL));
  return folder;
}

static gboolean
exists (const char *path)
{
  return g_file_test (path, G_FILE_TEST_EXISTS);
}

static void
test_private (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *stale = make_stale ("run-stale");
  g_autofree char *held = make_stale ("run-held");
  g_autofree char *elsewhere = g_dir_make_tmp ("whin-XXXXXX", NULL);
  g_autofree char *kept = g_build_filename (elsewhere, "kept", NULL);
  g_autofree char *link = g_build_filename (stale, "link", NULL);
  g_autofree char *folder = whin_private_folder ("object", &error);
  g_autofree char *again = whin_private_folder ("object", NULL);
  g_autofree char *file = g_build_filename (folder, "letter.pdf", NULL);
  int lock = g_open (held, O_RDONLY | O_DIRECTORY, 0);
  GStatBuf info;

  g_assert_no_error (error);
  g_assert_cmpstr (folder, ==, again);
  g_assert_true (g_str_has_prefix (folder, base));
  g_assert_cmpint (g_stat (folder, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0700);
  g_assert_true (g_file_set_contents (file, "words", -1, NULL));
  g_assert_true (g_file_set_contents (kept, "words", -1, NULL));
  g_assert_cmpint (symlink (elsewhere, link), ==, 0);
  g_assert_cmpint (flock (lock, LOCK_EX | LOCK_NB), ==, 0);

  /* Of another process that lives, and of this one, nothing is taken. */
  whin_private_sweep ();
  g_assert_false (exists (stale));
  g_assert_true (exists (held));
  g_assert_true (exists (file));
  g_assert_true (exists (kept));

  whin_private_remove ();
  g_assert_false (exists (file));
  g_assert_false (exists (folder));
  whin_private_remove ();
  g_close (lock, NULL);
  whin_private_sweep ();
  g_assert_false (exists (held));
  g_assert_cmpint (g_rmdir (base), ==, 0);
  g_unlink (kept);
  g_rmdir (elsewhere);
}

static void
test_no_place (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (base, "a file where the folder should be", -1, NULL));
  g_assert_null (whin_private_folder ("object", &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_FAILED);
  g_assert_cmpint (g_unlink (base), ==, 0);
}

int
main (int argc, char **argv)
{
  g_autofree char *runtime = g_dir_make_tmp ("whin-XXXXXX", NULL);
  int status;

  g_unsetenv ("FLATPAK_ID");
  g_setenv ("XDG_RUNTIME_DIR", runtime, TRUE);
  base = g_build_filename (runtime, "whinchat", NULL);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/private/no-place", test_no_place);
  g_test_add_func ("/private/private", test_private);
  status = g_test_run ();
  g_assert_cmpint (g_rmdir (runtime), ==, 0);
  g_free (base);
  return status;
}
