/* envelope-corpus: writes the corpus of fuzz-envelope into a folder. By hand, when the envelope
 * changes; it fails when what it makes does not open.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "envelope-scene.h"
#include "pack.h"

static void
keep (const char *folder, const char *name, gconstpointer data, gsize len)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, data, (gssize) len, &error);
  g_assert_no_error (error);
}

static void
talk (const char *folder, const char *name, gboolean last_resort, guint messages)
{
  const Scene *scene = scene_begin ();
  EnvelopePair pair = device_pair (scene->sender, scene->receiver);
  g_autoptr (GByteArray) input = g_byte_array_new ();

  g_assert_true (envelope_start (&pair, last_resort ? &scene->last_resort : &scene->bundle, NULL));
  for (guint i = 0; i < messages; i++) {
    Id message = scene_message (i);
    g_autoptr (GBytes) wire = device_seal (scene->sender, scene->receiver, &message, "hello");
    g_autoptr (GBytes) answer = scene_deliver (scene, wire, i);

    g_assert_nonnull (answer);
    scene_hear (scene, answer, i);
    pack_string (input, g_bytes_get_data (wire, NULL), g_bytes_get_size (wire));
  }
  keep (folder, name, input->data, input->len);
  keep (folder, "cut", input->data, input->len / 3);
  input->data[input->len / 2] ^= 1;
  keep (folder, "flipped", input->data, input->len);
}

int
main (int argc, char **argv)
{
  static const guint8 kinds[] = { 0, 3, 1, 3, 7, 0, 3, 2, 2, 2, 0, 0 };

  if (argc != 2) {
    g_printerr ("Usage: %s FOLDER\n", argv[0]);
    return 2;
  }
  talk (argv[1], "exchange", FALSE, 1);
  talk (argv[1], "last-resort", TRUE, 2);
  talk (argv[1], "conversation", FALSE, 4);
  keep (argv[1], "kinds", kinds, sizeof kinds);
  return 0;
}
