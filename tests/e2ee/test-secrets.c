/* test-secrets: what is left of a talk in files, on the line and in logs.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "scene.h"

#include "tell.h"
#include "vault.h"

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <glib/gstdio.h>
#include <string.h>

#define TEXT "a canary in a text"
#define ANSWER "a canary in an answer"
#define FROM_TABLET "a canary of the second device"
#define NAME "Ada the canary"
#define ABOUT "a canary in what one says of oneself"
#define CONTACT "a canary in a contact"
#define DRAFT "a canary in a draft"
#define CAPTION "a canary in a caption"
#define PICTURE "a canary under a picture"
#define FILE_NAME "a canary in a name.txt"
#define PICTURE_NAME "a canary in a name.jpg"
#define CONTENTS "a canary in a file"
/* As test-server.c calls them. */
#define FIRST_DEVICE "Test device"
#define SECOND_DEVICE "Second device"
#define PIECE 24 /* bytes of a picture that are looked for */

/* -- What must not be told. -- */

typedef struct {
  char *what;
  GBytes *bytes;
} Canary;

static void
canary_free (gpointer data)
{
  Canary *canary = data;

  g_free (canary->what);
  g_bytes_unref (canary->bytes);
  g_free (canary);
}

static void
add (GPtrArray *canaries, const char *what, gconstpointer data, gsize len)
{
  Canary *canary = g_new (Canary, 1);

  *canary = (Canary) { g_strdup (what), g_bytes_new (data, len) };
  g_ptr_array_add (canaries, canary);
}

static void
add_text (GPtrArray *canaries, const char *text)
{
  add (canaries, text, text, strlen (text));
}

/* Somewhere in the middle, where no two pictures are the same. */
static void
add_pieces (GPtrArray *canaries, const char *what, GBytes *bytes)
{
  gsize len;
  const guint8 *data = g_bytes_get_data (bytes, &len);

  g_assert_cmpuint (len, >, 8 * PIECE);
  for (guint i = 1; i < 8; i++)
    add (canaries, what, data + i * (len - PIECE) / 8, PIECE);
}

static void
add_file (GPtrArray *canaries, const char *what, const MediaFile *file)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = vault_load (file, 1 << 24, NULL, &error);

  g_assert_no_error (error);
  add_pieces (canaries, what, bytes);
}

/* -- The talk. -- */

/* All pixels are random. */
static GBytes *
make_picture (int size)
{
  g_autoptr (GdkPixbuf) pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, size, size);
  guint8 *pixels = gdk_pixbuf_get_pixels (pixbuf);
  char *buffer;
  gsize len;

  for (gsize i = 0; i < gdk_pixbuf_get_byte_length (pixbuf); i++)
    pixels[i] = (guint8) g_test_rand_int ();
  g_assert_true (gdk_pixbuf_save_to_buffer (pixbuf, &buffer, &len, "jpeg", NULL, NULL));
  return g_bytes_new_take (buffer, len);
}

static gboolean
is_here (Peer *peer, const char *caption)
{
  const MessageRow *row = peer_find (peer, caption);

  return row != NULL && row->media != NULL && row->media->file != NULL &&
         row->media->transfer == TRANSFER_NONE;
}

static void
send_file (Scene *scene, const char *name, GBytes *bytes, const char *caption, gboolean as_file)
{
  g_autofree char *folder = g_dir_make_tmp ("whin-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *told = NULL;
  const MessageRow *row;
  gsize len;
  const char *data = g_bytes_get_data (bytes, &len);

  g_assert_true (g_file_set_contents (path, data, (gssize) len, NULL));
  /* What the tests below look for would be found. */
  told = tell_folder (folder, name, strlen (name));
  g_assert_nonnull (told);
  core_send_file (scene->ada->core, &scene->to_ben, path, caption, as_file, NULL);
  wait_until (peer_find (scene->ben, caption) != NULL);
  row = peer_find (scene->ben, caption);
  core_fetch_media (scene->ben->core, &(MessageName) { row->conv, row->author, row->id });
  wait_until (is_here (scene->ben, caption));
  remove_tree (folder);
}

static const ContactRow *
ada_at_ben (Scene *scene)
{
  return g_hash_table_lookup (scene->ben->contacts, &scene->to_ada.id);
}

static gboolean
has_profile (Scene *scene)
{
  const ContactRow *row = ada_at_ben (scene);

  return row != NULL && row->avatar != NULL && g_strcmp0 (row->about, ABOUT) == 0 &&
         g_strcmp0 (peer_chat (scene->ben, &scene->to_ada)->name, NAME) == 0;
}

static void
talk_in_pictures (Scene *scene, GPtrArray *canaries)
{
  g_autoptr (GBytes) contents = g_bytes_new_static (CONTENTS, strlen (CONTENTS));
  g_autoptr (GBytes) picture = make_picture (480);
  g_autoptr (GBytes) avatar = make_picture (200);
  const MessageRow *row;

  core_set_profile (scene->ada->core, NAME, ABOUT, avatar);
  send_file (scene, FILE_NAME, contents, CAPTION, TRUE);
  send_file (scene, PICTURE_NAME, picture, PICTURE, FALSE);
  wait_until (has_profile (scene));
  row = peer_find (scene->ben, PICTURE);
  add_pieces (canaries, "the picture as it was", picture);
  add_file (canaries, "the picture as it was sent", row->media->file);
  add_pieces (canaries, "its thumbnail", row->media->thumb);
  add_pieces (canaries, "the avatar as it was", avatar);
  add_file (canaries, "the avatar as it was sent", ada_at_ben (scene)->avatar);
}

static void
check_group (Peer *peer, char *const *groups, guint index)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  gboolean complete;

  core_check_recovery_group_async (peer->core, index, groups[index], NULL, keep_result_cb, &result);
  wait_until (result != NULL);
  core_check_recovery_group_finish (peer->core, result, &complete, &error);
  g_assert_no_error (error);
}

/* To the server, with a new recovery key. */
static void
back_up (Scene *scene, GPtrArray *canaries)
{
  Peer *ada = scene->ada;
  g_autoptr (GAsyncResult) made = NULL;
  g_autoptr (GAsyncResult) done = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *key = NULL;
  g_auto (GStrv) groups = NULL;

  core_make_recovery_async (ada->core, NULL, keep_result_cb, &made);
  wait_until (made != NULL);
  key = core_make_recovery_finish (ada->core, made, &error);
  g_assert_no_error (error);
  groups = g_strsplit (key, " ", -1);
  check_group (ada, groups, 2);
  check_group (ada, groups, 11);
  wait_until (ada->backup->recovery);
  add_text (canaries, key);
  core_backup_server_async (ada->core, NULL, keep_result_cb, &done);
  wait_until (done != NULL);
  core_backup_server_finish (ada->core, done, &error);
  g_assert_no_error (error);
}

/* All of it, between two people of whom one has two devices. */
static GPtrArray *
talk (Scene *scene)
{
  static const char *const texts[] = { TEXT,         ANSWER,       FROM_TABLET, NAME,
                                       ABOUT,        CONTACT,      DRAFT,       CAPTION,
                                       PICTURE,      PICTURE_NAME, FILE_NAME,   CONTENTS,
                                       FIRST_DEVICE, SECOND_DEVICE };
  GPtrArray *canaries = g_ptr_array_new_with_free_func (canary_free);
  Peer *tablet;

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    add_text (canaries, texts[i]);
  say (scene->ada, scene->ben, TEXT);
  talk_in_pictures (scene, canaries);
  /* It gets what was before as an archive, through the server's store. */
  tablet = scene_device (scene, scene->ada);
  wait_until (count_text (tablet, scene->ben, TEXT) == 1);
  say (scene->ben, scene->ada, ANSWER);
  say (tablet, scene->ben, FROM_TABLET);
  core_set_contact (scene->ada->core, &scene->to_ben.id, BEN_PHONE, CONTACT);
  core_set_draft (scene->ada->core, &scene->to_ben, DRAFT, NULL);
  wait_until (g_strcmp0 (peer_chat (scene->ada, &scene->to_ben)->name, CONTACT) == 0);
  wait_until (peer_find (scene->ada, FROM_TABLET) != NULL);
  back_up (scene, canaries);
  scene_settle (scene);
  return canaries;
}

/* -- What is left of it in files. -- */

/* Where all of them are, of all devices and of the server, and what any library leaves. */
static char *place;

static void
assert_silent (GPtrArray *canaries)
{
  for (guint i = 0; i < canaries->len; i++) {
    const Canary *canary = canaries->pdata[i];
    gsize len;
    gconstpointer data = g_bytes_get_data (canary->bytes, &len);
    g_autofree char *path = tell_folder (place, data, len);

    if (path != NULL)
      g_error ("%s tells: %s", path, canary->what);
  }
}

static void
assert_is_there (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
}

/* core/seal.c:seal, crypto/blob.c, store/store.c:open_with_key, media/vault.c. What lies beside the
 * databases while they are open counts too. */
static void
test_files (Scene *scene, gconstpointer data)
{
  g_autoptr (GPtrArray) canaries = talk (scene);
  g_autofree char *database = test_server_database (scene->server);
  g_autofree char *folder = g_path_get_dirname (database);
  g_autofree char *found = tell_folder (folder, &scene->to_ada.id, sizeof scene->to_ada.id);

  g_assert_nonnull (found);
  assert_is_there (folder, "whinchatd.db-wal");
  assert_is_there (scene->ada->dir, "store.db-wal");
  assert_silent (canaries);
  for (guint i = 0; i < scene->people->len; i++)
    peer_close (scene->people->pdata[i]);
  test_server_kill (scene->server);
  assert_silent (canaries);
  test_server_start (scene->server, NULL);
  for (guint i = 0; i < scene->people->len; i++)
    peer_open (scene->people->pdata[i]);
}

/* -- What a proxy in front of the server has heard, in both directions: frames, calls and their
 * heads, files to and from its store. -- */

static void
test_line (Scene *scene, gconstpointer data)
{
  g_autoptr (GPtrArray) canaries = talk (scene);
  static const char file[] = "WHBL", archive[] = "WHBK";

  g_assert_true (relay_saw (scene->relay, BEN_PHONE, strlen (BEN_PHONE)));
  g_assert_true (relay_saw (scene->relay, &scene->to_ada.id, sizeof scene->to_ada.id));
  g_assert_cmpuint (relay_count (scene->relay, file), >=, 2 * 3);
  g_assert_cmpuint (relay_count (scene->relay, archive), >=, 1);
  for (guint i = 0; i < canaries->len; i++) {
    const Canary *canary = canaries->pdata[i];
    gsize len;
    gconstpointer bytes = g_bytes_get_data (canary->bytes, &len);

    if (relay_saw (scene->relay, bytes, len))
      g_error ("on the line: %s", canary->what);
  }
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
  g_autoptr (GPtrArray) secrets = NULL;
  g_autoptr (GPtrArray) canaries = NULL;

  g_debug ("the log is read");
  g_log_structured (G_LOG_DOMAIN, G_LOG_LEVEL_DEBUG, "MESSAGE", "and so is this one");
  canaries = talk (scene);
  peer_close (scene->ada);
  peer_open (scene->ada);
  wait_until (peer_is_live (scene->ada));
  secrets = inside_secrets (scene->ada->core);
  for (guint i = 0; i < secrets->len; i++) {
    gsize len;
    gconstpointer secret = g_bytes_get_data (secrets->pdata[i], &len);

    assert_unlogged (secret, len, "a key");
  }
  for (guint i = 0; i < canaries->len; i++) {
    const Canary *canary = canaries->pdata[i];
    gsize len;
    gconstpointer bytes = g_bytes_get_data (canary->bytes, &len);

    assert_unlogged (bytes, len, canary->what);
  }
  g_assert_nonnull (strstr (logged->str, "the log is read"));
  g_assert_nonnull (strstr (logged->str, "and so is this one"));
  g_assert_nonnull (strstr (logged->str, "GSocketClient"));
}

static char *
make_place (void)
{
  char *made = g_build_filename (g_getenv ("TMPDIR") != NULL ? g_getenv ("TMPDIR") : "/tmp",
                                 "whin-place-XXXXXX", NULL);

  g_assert_nonnull (g_mkdtemp (made));
  return made;
}

/* Before the first library asks where files go. */
static void
go_to_place (void)
{
  place = make_place ();
  g_setenv ("TMPDIR", place, TRUE);
  g_setenv ("HOME", place, TRUE);
  g_setenv ("XDG_CACHE_HOME", place, TRUE);
  g_setenv ("XDG_CONFIG_HOME", place, TRUE);
  g_setenv ("XDG_DATA_HOME", place, TRUE);
  g_setenv ("XDG_STATE_HOME", place, TRUE);
}

int
main (int argc, char **argv)
{
  int failed;

  go_to_place ();
  g_setenv ("G_MESSAGES_DEBUG", "all", TRUE);
  g_test_init (&argc, &argv, NULL);
  logged = g_string_new (NULL);
  g_log_set_writer_func (write_cb, NULL, NULL);
  g_log_set_default_handler (log_cb, NULL);
  test_server_log_all ();
  SCENE_TEST ("/e2ee/secrets/files", scene_set_up_met, test_files);
  SCENE_TEST ("/e2ee/secrets/line", scene_set_up_met, test_line);
  SCENE_TEST ("/e2ee/secrets/log", scene_set_up_met, test_log);
  failed = g_test_run ();
  remove_tree (place);
  return failed;
}
