/* test-store-guard: this program is linked the wrong way round, so that the sqlite3 in it cannot
 * encrypt. The store must refuse to open and write nothing. SPDX-License-Identifier:
 * GPL-3.0-or-later */
#include "store.h"

#include <glib/gstdio.h>

static void
test_refuses (void)
{
  g_autofree char *dir = g_dir_make_tmp ("whin-guard-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (dir, "store.db", NULL);
  static const char *const names[] = { "store.db", "lock" };
  static const guint8 key[STORE_KEY_BYTES] = { 1 };
  g_autoptr (GError) error = NULL;
  GStatBuf info;

  g_assert_null (store_open (dir, key, &error));
  g_assert_error (error, WHIN_ERROR, WHIN_ERROR_CORRUPT);
  g_assert_true (g_stat (path, &info) != 0 || info.st_size == 0);
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree char *one = g_build_filename (dir, names[i], NULL);

    g_remove (one);
  }
  g_assert_cmpint (g_rmdir (dir), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store-guard/refuses", test_refuses);
  return g_test_run ();
}
