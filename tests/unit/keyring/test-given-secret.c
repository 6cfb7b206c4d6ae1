/* test-given-secret: key files and passphrases that are handed over.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "error.h"
#include "given-secret.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

static void
test_file (void)
{
  g_autofree char *bytes = g_strnfill (GIVEN_SECRET_MAX + 1, 'x');
  static const gsize good[] = { 32, 33, 4096 }, bad[] = { 0, 31, 4097 };
  guint8 secrets[G_N_ELEMENTS (good)][PRIM_KEY_BYTES], again[PRIM_KEY_BYTES];
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;
  int fd = g_file_open_tmp ("whin-secret-XXXXXX", &path, NULL);

  g_close (fd, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (good); i++) {
    g_assert_true (g_file_set_contents (path, bytes, good[i], NULL));
    g_assert_true (given_secret_read (path, secrets[i], NULL));
    g_assert_true (given_secret_read (path, again, NULL));
    g_assert_cmpmem (again, sizeof again, secrets[i], sizeof again);
    g_assert_true (i == 0 || memcmp (secrets[i], secrets[i - 1], sizeof again) != 0);
  }
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_assert_true (g_file_set_contents (path, bytes, bad[i], NULL));
    g_assert_false (given_secret_read (path, again, &error));
    g_assert_error (error, WHIN_ERROR, WHIN_ERROR_CORRUPT);
    g_clear_error (&error);
  }
  g_remove (path);
  g_assert_false (given_secret_read (path, again, &error));
  g_assert_error (error, WHIN_ERROR, WHIN_ERROR_DISK);
}

static char *
read_passphrase (const char *text, gsize len, char *rest, GError **error)
{
  int fds[2];
  char *passphrase;

  g_assert_cmpint (pipe (fds), ==, 0);
  g_assert_cmpint (write (fds[1], text, len), ==, (gssize) len);
  close (fds[1]);
  passphrase = given_passphrase_read (fds[0], error);
  *rest = '\0';
  g_assert_cmpint (read (fds[0], rest, 1), >=, 0);
  close (fds[0]);
  return passphrase;
}

static void
test_passphrase (void)
{
  g_autofree char *with_rest = NULL;
  g_autofree char *alone = NULL;
  g_autofree char *longest = g_strnfill (GIVEN_PASSPHRASE_MAX + 1, 'x');
  char rest;

  with_rest = read_passphrase ("größer\nnext", 13, &rest, NULL);
  g_assert_cmpstr (with_rest, ==, "größer");
  g_assert_cmpint (rest, ==, 'n');
  alone = read_passphrase ("one two", 7, &rest, NULL);
  g_assert_cmpstr (alone, ==, "one two");
  g_assert_null (read_passphrase ("", 0, &rest, NULL));
  g_assert_null (read_passphrase ("\n", 1, &rest, NULL));
  g_assert_null (read_passphrase ("a\xff", 2, &rest, NULL));
  g_assert_null (read_passphrase (longest, GIVEN_PASSPHRASE_MAX + 1, &rest, NULL));
  g_assert_null (given_passphrase_read (-1, NULL));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/given-secret/file", test_file);
  g_test_add_func ("/given-secret/passphrase", test_passphrase);
  return g_test_run ();
}
