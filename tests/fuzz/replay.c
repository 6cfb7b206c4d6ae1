/* replay: runs a fuzz target over the files of folders, as an ordinary test without a fuzzer.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib.h>

int LLVMFuzzerTestOneInput (const guint8 *data, size_t size);

static guint
replay_folder (const char *folder)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) dir = g_dir_open (folder, 0, &error);
  guint count = 0;

  g_assert_no_error (error);
  for (const char *name; (name = g_dir_read_name (dir)); count++) {
    g_autofree char *path = g_build_filename (folder, name, NULL);
    g_autofree char *bytes = NULL;
    gsize size;
    g_assert_true (g_file_get_contents (path, &bytes, &size, &error));
    /* A block of its own size, so that a sanitizer sees one byte too many. */
    g_autofree guint8 *exact = g_memdup2 (bytes, size);
    LLVMFuzzerTestOneInput (exact, size);
  }
  return count;
}

static void
test_folder (gconstpointer data)
{
  g_assert_cmpuint (replay_folder (data), >, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (int i = 1; i < argc; i++) {
    g_autofree char *name = g_path_get_basename (argv[i]);
    g_autofree char *path = g_strconcat ("/fuzz/replay/", name, NULL);
    g_test_add_data_func (path, argv[i], test_folder);
  }
  return g_test_run ();
}
