/* media BUILD: fills the store of somebody with a chat of 1,200 pictures, each with a file of its
 * own, and lets a friend send 20 files of 64 MiB through the real server; then drive-media, that
 * person's app, shows what they cost. One figure a line, `name = value unit`.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "pair.h"
#include "picture.h"
#include "store-chat.h"
#include "store-contact.h"
#include "store-message.h"
#include "vault.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <unistd.h>

#define PICTURES 1200
#define KINDS 24 /* of them: what is drawn and encoded once is sealed often */
#define FILES 20
#define FILE_BYTES (64 << 20)
#define MINUTE_MS 60000

static GdkPixbuf *
paint (guint seed)
{
  gboolean upright = seed % 3 == 0;
  GdkPixbuf *pixbuf =
      gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, upright ? 1200 : 1600, upright ? 1600 : 1200);

  for (int y = 0; y < gdk_pixbuf_get_height (pixbuf); y++) {
    guchar *row = gdk_pixbuf_get_pixels (pixbuf) + y * gdk_pixbuf_get_rowstride (pixbuf);

    for (int x = 0; x < gdk_pixbuf_get_width (pixbuf) * 3; x++)
      row[x] = (guchar) (seed * 40 * (guint) (x % 3) + (guint) (x + y) / 8 + (guint) (x * y) % 7);
  }
  return pixbuf;
}

static Picture *
prepare (Peer *peer, guint seed)
{
  g_autoptr (GdkPixbuf) pixbuf = paint (seed);
  g_autofree char *path = peer_path (peer, "original.png");
  g_autoptr (GError) error = NULL;
  Picture *picture;

  gdk_pixbuf_save (pixbuf, path, "png", &error, "compression", "1", NULL);
  g_assert_no_error (error);
  picture = picture_prepare (path, QUALITY_STANDARD, NULL, &error);
  g_assert_no_error (error);
  g_remove (path);
  return picture;
}

static Media *
make_media (Peer *peer, const Picture *picture)
{
  Media *media = media_new ();
  IdText name;
  g_autofree char *folder = peer_path (peer, "media"), *path = NULL;
  g_autoptr (MediaKey) key = NULL;

  media->object = id_random ();
  path = g_build_filename (folder, id_to_text (&media->object, name), NULL);
  key = vault_seal_bytes (picture->data, path, NULL, NULL);
  g_assert_nonnull (key);
  media->mime = g_strdup (picture->mime);
  media->name = g_strdup ("");
  media->size = (gint64) g_bytes_get_size (picture->data);
  media->width = picture->width;
  media->height = picture->height;
  media->thumb = g_bytes_ref (picture->thumb);
  media->file = media_file_new (path, key);
  return media;
}

static MessageRow *
make_message (Peer *peer, const Id *author, const Picture *picture, guint n)
{
  MessageRow *row = message_row_new ();

  row->conv = (Conv) { CONV_USER, *author };
  row->id = id_random ();
  row->author = *author;
  row->state = STATE_RECEIVED;
  row->time = g_get_real_time () / 1000 - (gint64) (PICTURES - n) * MINUTE_MS;
  row->error = -1;
  row->kind = MESSAGE_PICTURE;
  row->media = make_media (peer, picture);
  row->text = g_strdup ("");
  return row;
}

/* The core of the peer is closed. */
static void
fill (Peer *peer)
{
  Store *store = peer_store (peer);
  Id painter = id_random ();
  Picture *pictures[KINDS];
  g_autoptr (GArray) read = g_array_new (FALSE, FALSE, sizeof (MessageName));

  for (guint i = 0; i < KINDS; i++)
    pictures[i] = prepare (peer, i);
  store_begin (store);
  store_contact_set_name (store, &painter, "Painter", TRUE);
  for (guint i = 0; i < PICTURES; i++) {
    g_autoptr (MessageRow) row = make_message (peer, &painter, pictures[i % KINDS], i);

    store_message_add (store, row, i + 1, NULL);
  }
  /* Else it would open at its beginning. */
  store_chat_mark_read (store, &(Conv) { CONV_USER, painter }, (gint64) PICTURES << STORE_ORD_SHIFT,
                        read);
  g_assert_true (store_commit (store, NULL));
  store_close (store);
  for (guint i = 0; i < KINDS; i++)
    picture_free (pictures[i]);
}

static void
send_files (Peer *from, const Conv *conv)
{
  g_autofree char *path = peer_path (from, "large.bin");
  int fd = g_open (path, O_CREAT | O_WRONLY, 0600);

  g_assert_true (fd >= 0 && ftruncate (fd, FILE_BYTES) == 0);
  close (fd);
  for (guint i = 0; i < FILES; i++) {
    g_autofree char *caption = g_strdup_printf ("file %u", i);

    core_send_file (from->core, conv, path, caption, TRUE, NULL);
    wait_until (peer_state (from, caption) >= STATE_SENT);
    g_assert_cmpint (peer_state (from, caption), !=, STATE_FAILED);
  }
}

static int
drive (Peer *peer, const char *build)
{
  g_autofree char *program = g_build_filename (build, "tests", "bench", "drive-media", NULL);
  g_autofree char *secret = peer_path (peer, "secret");
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_NONE);
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process = NULL;

  peer_write_secret (secret);
  g_subprocess_launcher_setenv (launcher, "WHINCHAT_DATA", peer->dir, TRUE);
  g_subprocess_launcher_setenv (launcher, "WHINCHAT_KEY_FILE", secret, TRUE);
  process = g_subprocess_launcher_spawn (launcher, &error, program, NULL);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_wait (process, NULL, &error));
  return g_subprocess_get_if_exited (process) ? g_subprocess_get_exit_status (process) : 1;
}

int
main (int argc, char **argv)
{
  Pair pair = { 0 };
  int status;

  if (argc != 2)
    return 2;
  pair_set_up (&pair, NULL);
  test_server_kill (pair.server);
  test_server_set_quota (pair.server, "4G");
  pair_start_server (&pair, NULL);
  pair_talk (&pair, "hello", "hello too");
  send_files (pair.ada, &pair.to_ben);
  wait_until (peer_find (pair.ben, "file 19") != NULL);
  peer_close (pair.ben);
  fill (pair.ben);
  status = drive (pair.ben, argv[1]);
  pair_tear_down (&pair, NULL);
  return status;
}
