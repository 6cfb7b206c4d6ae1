/* vectors: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "vectors.h"

static char *
find_package (const char *folder, const char *package)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);

  for (const char *name; dir != NULL && (name = g_dir_read_name (dir));)
    if (g_str_has_prefix (name, package))
      return g_build_filename (folder, name, NULL);
  return NULL;
}

JsonNode *
vectors_load (const char *folder, const char *package, const char *file)
{
  g_autofree char *where = find_package (folder, package);
  g_autofree char *path = NULL;
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GError) error = NULL;

  if (where == NULL) {
    g_autofree char *reason = g_strdup_printf ("no %s in %s", package, folder);

    g_test_skip (reason);
    return NULL;
  }
  path = g_build_filename (where, file, NULL);
  json_parser_load_from_file (parser, path, &error);
  g_assert_no_error (error);
  return json_parser_steal_root (parser);
}

GBytes *
vectors_hex (JsonObject *object, const char *member)
{
  const char *text = json_object_get_string_member (object, member);
  gsize len = strlen (text) / 2;
  guint8 *bytes = g_malloc (len + 1);

  g_assert_cmpint (sodium_hex2bin (bytes, len + 1, text, strlen (text), NULL, &len, NULL), ==, 0);
  return g_bytes_new_take (bytes, len);
}

void
vectors_hex_exactly (JsonObject *object, const char *member, guint8 *bytes, gsize len)
{
  g_autoptr (GBytes) read = vectors_hex (object, member);

  g_assert_cmpuint (g_bytes_get_size (read), ==, len);
  memcpy (bytes, g_bytes_get_data (read, NULL), len);
}

void
vectors_assert_hex (JsonObject *object, const char *member, const guint8 *bytes, gsize len)
{
  g_autoptr (GBytes) expected = vectors_hex (object, member);

  g_assert_cmpmem (bytes, len, g_bytes_get_data (expected, NULL), g_bytes_get_size (expected));
}

guint
vectors_each (JsonNode *root, VectorsCheck check)
{
  JsonArray *groups = json_object_get_array_member (json_node_get_object (root), "testGroups");
  guint n = 0;

  for (guint i = 0; i < json_array_get_length (groups); i++) {
    JsonObject *group = json_array_get_object_element (groups, i);
    JsonArray *tests = json_object_get_array_member (group, "tests");

    for (guint k = 0; k < json_array_get_length (tests); k++, n++)
      check (group, json_array_get_object_element (tests, k));
  }
  return n;
}

gboolean
vectors_has_flag (JsonObject *test, const char *flag)
{
  JsonArray *flags = json_object_get_array_member (test, "flags");

  for (guint i = 0; i < json_array_get_length (flags); i++)
    if (g_str_equal (json_array_get_string_element (flags, i), flag))
      return TRUE;
  return FALSE;
}

gboolean
vectors_is_valid (JsonObject *test)
{
  return g_str_equal (json_object_get_string_member (test, "result"), "valid");
}
