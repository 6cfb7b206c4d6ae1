/* shelf: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "shelf.h"

#include <glib/gstdio.h>
#include <string.h>

gboolean
shelf_is_s3 (void)
{
  return g_getenv ("S3_ENDPOINT") != NULL;
}

/* -- The folder. -- */

static char *
folder (TestServer *server)
{
  g_autofree char *database = test_server_database (server);
  g_autofree char *data = g_path_get_dirname (database);

  return g_build_filename (data, "media", NULL);
}

/* Calls back for every file below path. */
static void
walk (const char *path, GFunc func, gpointer data)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *child = g_build_filename (path, name, NULL);

    if (g_file_test (child, G_FILE_TEST_IS_DIR))
      walk (child, func, data);
    else
      func (child, data);
  }
}

static void
add_path_cb (gpointer path, gpointer paths)
{
  g_ptr_array_add (paths, g_strdup (path));
}

static GPtrArray *
file_paths (TestServer *server)
{
  GPtrArray *paths = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *path = folder (server);

  walk (path, add_path_cb, paths);
  return paths;
}

static char *
file_of (TestServer *server, const char *key)
{
  g_autoptr (GPtrArray) paths = file_paths (server);

  for (guint i = 0; i < paths->len; i++) {
    g_autofree char *name = g_path_get_basename (paths->pdata[i]);

    if (strcmp (name, key) == 0)
      return g_strdup (paths->pdata[i]);
  }
  g_error ("there is no object %s", key);
}

/* -- The S3. -- */

/* NULL when it is refused. */
static GBytes *
try_to_ask (const char *key, const char *method, GBytes *upload)
{
  g_autofree char *sign = g_strdup_printf ("aws:amz:%s:s3", g_getenv ("AWS_DEFAULT_REGION"));
  g_autofree char *name = g_uri_escape_string (g_getenv ("AWS_ACCESS_KEY_ID"), NULL, FALSE);
  g_autofree char *url =
      g_strdup_printf ("http://%s:%s@%s/%s/%s", name, g_getenv ("AWS_SECRET_ACCESS_KEY"),
                       strstr (g_getenv ("S3_ENDPOINT"), "//") + 2, g_getenv ("S3_BUCKET"), key);
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process = g_subprocess_new (
      G_SUBPROCESS_FLAGS_STDOUT_PIPE |
          (upload != NULL ? G_SUBPROCESS_FLAGS_STDIN_PIPE : G_SUBPROCESS_FLAGS_NONE),
      &error, "curl", "--silent", "--fail", "--show-error", "--max-time", "20", "--aws-sigv4", sign,
      url, method != NULL ? "--request" : NULL, method, upload != NULL ? "--data-binary" : NULL,
      "@-", "--header", "Content-Type: application/octet-stream", NULL);
  g_autoptr (GBytes) answer = NULL;

  g_assert_no_error (error);
  g_assert_true (g_subprocess_communicate (process, upload, NULL, &answer, NULL, &error));
  return g_subprocess_get_successful (process) ? g_steal_pointer (&answer) : NULL;
}

static GBytes *
ask (const char *key, const char *method, GBytes *upload)
{
  GBytes *answer = try_to_ask (key, method, upload);

  g_assert_nonnull (answer);
  return answer;
}

/* The text of each element of this name. */
static GPtrArray *
elements (const char *xml, const char *name)
{
  GPtrArray *texts = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *tag = g_strdup_printf ("<%s>", name);
  g_auto (GStrv) parts = g_strsplit (xml, tag, -1);

  for (guint i = 1; parts[i] != NULL; i++)
    g_ptr_array_add (texts, g_strndup (parts[i], strcspn (parts[i], "<")));
  return texts;
}

static GPtrArray *
s3_list (void)
{
  g_autoptr (GBytes) answer = ask ("", NULL, NULL);
  g_autofree char *listing = g_strndup (g_bytes_get_data (answer, NULL), g_bytes_get_size (answer));

  g_assert_nonnull (strstr (listing, "<IsTruncated>false"));
  return elements (listing, "Key");
}

/* "KEY?uploadId=NAME" of each upload in parts. */
static GPtrArray *
s3_uploads (void)
{
  g_autoptr (GBytes) answer = ask ("?uploads=", NULL, NULL);
  g_autofree char *listing = g_strndup (g_bytes_get_data (answer, NULL), g_bytes_get_size (answer));
  g_autoptr (GPtrArray) keys = elements (listing, "Key");
  g_autoptr (GPtrArray) names = elements (listing, "UploadId");
  GPtrArray *uploads = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < names->len; i++) {
    g_autofree char *name = g_uri_escape_string (names->pdata[i], NULL, FALSE);

    g_ptr_array_add (uploads, g_strdup_printf ("%s?uploadId=%s", (char *) keys->pdata[i], name));
  }
  return uploads;
}

/* -- Either. -- */

GPtrArray *
shelf_list (TestServer *server)
{
  GPtrArray *keys;

  if (shelf_is_s3 ())
    return s3_list ();
  keys = file_paths (server);
  for (guint i = 0; i < keys->len; i++) {
    g_autofree char *path = keys->pdata[i];

    keys->pdata[i] = g_path_get_basename (path);
  }
  return keys;
}

GBytes *
shelf_get (TestServer *server, const char *key)
{
  g_autofree char *path = NULL;
  char *data;
  gsize len;

  if (shelf_is_s3 ())
    return ask (key, NULL, NULL);
  path = file_of (server, key);
  g_assert_true (g_file_get_contents (path, &data, &len, NULL));
  return g_bytes_new_take (data, len);
}

void
shelf_put (TestServer *server, const char *key, GBytes *object)
{
  g_autofree char *path = NULL;
  gsize len;
  const char *data = g_bytes_get_data (object, &len);

  if (shelf_is_s3 ()) {
    g_bytes_unref (ask (key, "PUT", object));
    return;
  }
  path = file_of (server, key);
  g_assert_true (g_file_set_contents (path, data, (gssize) len, NULL));
}

guint
shelf_count_uploads (TestServer *server)
{
  g_autofree char *media = folder (server);
  g_autofree char *path = g_build_filename (media, "uploads", NULL);
  g_autoptr (GDir) dir = NULL;
  g_autoptr (GPtrArray) uploads = NULL;
  guint n = 0;

  if (shelf_is_s3 ()) {
    uploads = s3_uploads ();
    return uploads->len;
  }
  dir = g_dir_open (path, 0, NULL);
  while (dir != NULL && g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

void
shelf_forget_uploads (TestServer *server)
{
  g_autofree char *media = folder (server);
  g_autofree char *path = g_build_filename (media, "uploads", NULL);
  g_autoptr (GPtrArray) uploads = NULL;

  if (!shelf_is_s3 ()) {
    remove_tree (path);
    g_assert_cmpint (g_mkdir (path, 0700), ==, 0);
    return;
  }
  uploads = s3_uploads ();
  for (guint i = 0; i < uploads->len; i++) {
    /* One of before may be whole by now. */
    g_autoptr (GBytes) answer = try_to_ask (uploads->pdata[i], "DELETE", NULL);
  }
}
