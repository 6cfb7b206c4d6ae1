/* test-secrets: what is left of a talk in files, on the line and in logs.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "scene.h"

#include "tell.h"

#include <glib/gstdio.h>
#include <string.h>

#define TEXT "a canary in a text"
#define NAME "Ada the canary"
#define CAPTION "a canary in a caption"
#define FILE_NAME "a canary in a name.txt"
#define CONTENTS "a canary in a file"

static const char *const canaries[] = { TEXT, NAME, CAPTION, FILE_NAME, CONTENTS };

static gboolean
is_here (Peer *peer, const char *caption)
{
  const MessageRow *row = peer_find (peer, caption);

  return row != NULL && row->media != NULL && row->media->file != NULL &&
         row->media->transfer == TRANSFER_NONE;
}

static void
send_file (Scene *scene)
{
  g_autofree char *folder = g_dir_make_tmp ("whin-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, FILE_NAME, NULL);
  const MessageRow *row;

  g_assert_true (g_file_set_contents (path, CONTENTS, -1, NULL));
  core_send_file (scene->ada->core, &scene->to_ben, path, CAPTION, TRUE);
  wait_until (peer_find (scene->ben, CAPTION) != NULL);
  row = peer_find (scene->ben, CAPTION);
  core_fetch_media (scene->ben->core, &(MessageName) { row->conv, row->author, row->id });
  wait_until (is_here (scene->ben, CAPTION));
  remove_tree (folder);
}

static void
talk (Scene *scene)
{
  core_set_profile (scene->ada->core, NAME, "", NULL);
  say (scene->ada, scene->ben, TEXT);
  send_file (scene);
  wait_until (g_strcmp0 (peer_chat (scene->ben, &scene->to_ada)->name, NAME) == 0);
  scene_settle (scene);
}

static void
assert_silent (const char *folder, const char *canary)
{
  g_autofree char *path = tell_folder (folder, canary, strlen (canary));

  g_test_message ("%s", canary);
  g_assert_cmpstr (path, ==, NULL);
}

/* core/seal.c:seal, crypto/blob.c */
static void
test_server (Scene *scene, gconstpointer data)
{
  g_autofree char *database = test_server_database (scene->server);
  g_autofree char *folder = g_path_get_dirname (database);
  g_autofree char *found = NULL;

  talk (scene);
  found = tell_folder (folder, &scene->to_ada.id, sizeof scene->to_ada.id);
  g_assert_nonnull (found);
  for (guint i = 0; i < G_N_ELEMENTS (canaries); i++) {
    assert_silent (folder, canaries[i]);
    g_assert_false (relay_saw (scene->relay, canaries[i], strlen (canaries[i])));
  }
}

/* store/store.c:open_with_key, media/vault.c. What lies beside the database while it is open counts
 * too. */
static void
test_client (Scene *scene, gconstpointer data)
{
  const Peer *peers[] = { scene->ada, scene->ben };

  talk (scene);
  for (guint i = 0; i < G_N_ELEMENTS (peers); i++)
    for (guint j = 0; j < G_N_ELEMENTS (canaries); j++)
      assert_silent (peers[i]->dir, canaries[j]);
  peer_close (scene->ada);
  for (guint j = 0; j < G_N_ELEMENTS (canaries); j++)
    assert_silent (scene->ada->dir, canaries[j]);
  peer_open (scene->ada);
}

/* -- Logs: what libraries say too, with G_MESSAGES_DEBUG=all. -- */

static GMutex mutex;
static GString *logged;

/* Of any thread. */
static GLogWriterOutput
write_cb (GLogLevelFlags level, const GLogField *fields, gsize n, gpointer data)
{
  g_mutex_lock (&mutex);
  for (gsize i = 0; i < n; i++) {
    if (fields[i].length < 0)
      g_string_append (logged, fields[i].value);
    else
      g_string_append_len (logged, fields[i].value, fields[i].length);
    g_string_append_c (logged, '\n');
  }
  g_mutex_unlock (&mutex);
  return G_LOG_WRITER_HANDLED;
}

static void
log_cb (const char *domain, GLogLevelFlags level, const char *message, gpointer data)
{
  const GLogField field = { "MESSAGE", message, -1 };

  write_cb (level, &field, 1, NULL);
  if ((level & (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_WARNING)) != 0)
    g_printerr ("%s\n", message);
}

static void
assert_unlogged (gconstpointer secret, gsize len, const char *what)
{
  gboolean told;

  g_test_message ("%s", what);
  g_mutex_lock (&mutex);
  told = tell_bytes (logged->str, logged->len, secret, len);
  g_mutex_unlock (&mutex);
  g_assert_false (told);
}

static void
test_log (Scene *scene, gconstpointer data)
{
  Peer *tablet;
  g_autoptr (GPtrArray) secrets = NULL;

  g_debug ("the log is read");
  g_log_structured (G_LOG_DOMAIN, G_LOG_LEVEL_DEBUG, "MESSAGE", "and so is this one");
  talk (scene);
  tablet = scene_device (scene, scene->ada);
  say (tablet, scene->ben, "from the tablet");
  peer_close (scene->ada);
  peer_open (scene->ada);
  wait_until (peer_is_live (scene->ada));
  secrets = inside_secrets (scene->ada->core);
  for (guint i = 0; i < secrets->len; i++) {
    gsize len;
    gconstpointer secret = g_bytes_get_data (secrets->pdata[i], &len);

    assert_unlogged (secret, len, "a key");
  }
  for (guint i = 0; i < G_N_ELEMENTS (canaries); i++)
    assert_unlogged (canaries[i], strlen (canaries[i]), canaries[i]);
  g_assert_nonnull (strstr (logged->str, "the log is read"));
  g_assert_nonnull (strstr (logged->str, "and so is this one"));
  g_assert_nonnull (strstr (logged->str, "GSocketClient"));
}

int
main (int argc, char **argv)
{
  g_setenv ("G_MESSAGES_DEBUG", "all", TRUE);
  g_test_init (&argc, &argv, NULL);
  logged = g_string_new (NULL);
  g_log_set_writer_func (write_cb, NULL, NULL);
  g_log_set_default_handler (log_cb, NULL);
  SCENE_TEST ("/e2ee/secrets/server", scene_set_up_met, test_server);
  SCENE_TEST ("/e2ee/secrets/client", scene_set_up_met, test_client);
  SCENE_TEST ("/e2ee/secrets/log", scene_set_up_met, test_log);
  return g_test_run ();
}
