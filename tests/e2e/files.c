/* files: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "files.h"

char *
peer_make_picture (Peer *peer)
{
  static const char png[] =
      "iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAIAAAD91JpzAAAAEElEQVR4nGP4z8AARAwQCgAf7gP9"
      "i18U1AAAAABJRU5ErkJggg==";
  gsize len;
  g_autofree guchar *bytes = g_base64_decode (png, &len);
  char *path = peer_path (peer, "dot.png");

  g_assert_true (g_file_set_contents (path, (const char *) bytes, (gssize) len, NULL));
  return path;
}

guint
peer_count_files (Peer *peer)
{
  g_autofree char *path = peer_path (peer, "media");
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  guint n = 0;

  while (dir != NULL && g_dir_read_name (dir) != NULL)
    n++;
  return n;
}
