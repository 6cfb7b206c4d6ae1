/* test-media: pictures and files through the server's own store or, under tests/util/s3.sh, an S3.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "vault.h"
#include "ways.h"

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <glib/gstdio.h>
#include <string.h>

/* A picture of noise, so that it has some size. */
static GdkPixbuf *
noise (int width, int height)
{
  GdkPixbuf *pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, width, height);
  guchar *pixels = gdk_pixbuf_get_pixels (pixbuf);
  guint32 state = 1;

  for (gsize i = 0; i < gdk_pixbuf_get_byte_length (pixbuf); i++) {
    state = state * 1664525 + 1013904223;
    pixels[i] = (guchar) (state >> 24);
  }
  return pixbuf;
}

static char *
make_picture (Peer *peer, const char *name, int width, int height)
{
  g_autoptr (GdkPixbuf) pixbuf = noise (width, height);
  g_autoptr (GError) error = NULL;
  char *path = peer_path (peer, name);

  gdk_pixbuf_save (pixbuf, path, "png", &error, NULL);
  g_assert_no_error (error);
  return path;
}

static void
test_picture (Pair *pair, gconstpointer data)
{
  g_autofree char *path = make_picture (pair->ada, "noise.png", 320, 200);
  const MessageRow *sent, *got;

  core_send_file (pair->ada->core, &pair->to_ben, path, "look", FALSE, NULL);
  wait_until (peer_find (pair->ada, "look") != NULL);
  wait_until (peer_find (pair->ben, "look") != NULL);
  got = peer_find (pair->ben, "look");
  g_assert_cmpint (got->kind, ==, MESSAGE_PICTURE);
  g_assert_cmpint (got->media->width, ==, 320);
  g_assert_cmpint (got->media->height, ==, 200);
  g_assert_nonnull (got->media->thumb);
  /* Somebody one has never written to: not without being asked. */
  g_assert_null (got->media->file);
  peer_fetch (pair->ben, "look");
  wait_until (peer_has_file (pair->ben, "look") && peer_has_file (pair->ada, "look"));
  sent = peer_find (pair->ada, "look");
  got = peer_find (pair->ben, "look");
  assert_same_file (sent->media->file, got->media->file);
  g_assert_true (g_str_has_prefix (got->media->file->path, pair->ben->dir));

  /* Now that ben has answered, it comes by itself. */
  core_send_text (pair->ben->core, &pair->to_ada, "nice", NULL, NULL, 0);
  wait_until (peer_find (pair->ada, "nice") != NULL);
  core_send_file (pair->ada->core, &pair->to_ben, path, "again", FALSE, NULL);
  wait_until (peer_has_file (pair->ben, "again"));
}

static void
test_file (Pair *pair, gconstpointer data)
{
  g_autofree char *path = make_file (pair->ada, "thesis.txt", 300000);
  const MessageRow *got;

  core_send_file (pair->ada->core, &pair->to_ben, path, "the file", TRUE, NULL);
  /* Ours is a copy: the original may go once it has been made. */
  wait_until (peer_has_file (pair->ada, "the file"));
  g_remove (path);
  wait_until (peer_find (pair->ben, "the file") != NULL);
  peer_fetch (pair->ben, "the file");
  wait_until (peer_has_file (pair->ben, "the file"));
  got = peer_find (pair->ben, "the file");
  g_assert_cmpint (got->kind, ==, MESSAGE_FILE);
  g_assert_cmpstr (got->media->name, ==, "thesis.txt");
  g_assert_cmpint (got->media->size, ==, 300000);
  assert_same_file (peer_find (pair->ada, "the file")->media->file, got->media->file);
}

/* Chosen while there is no server; the program is closed; sent by its next run. */
static void
test_restart (Pair *pair, gconstpointer data)
{
  g_autofree char *path = make_picture (pair->ada, "noise.png", 64, 64);

  test_server_kill (pair->server);
  wait_until (!peer_is_live (pair->ada));
  core_send_file (pair->ada->core, &pair->to_ben, path, "later", FALSE, NULL);
  wait_until (peer_find (pair->ada, "later") != NULL);
  g_assert_cmpint (peer_find (pair->ada, "later")->state, ==, STATE_PENDING);
  g_assert_cmpint (peer_find (pair->ada, "later")->media->width, ==, 64);
  core_send_text (pair->ada->core, &pair->to_ben, "a word", NULL, NULL, 0);
  peer_close (pair->ada);
  test_server_start (pair->server, NULL);
  peer_open (pair->ada);
  core_reconnect (pair->ben->core);
  wait_until (peer_find (pair->ben, "later") != NULL && peer_find (pair->ben, "a word") != NULL);
  peer_fetch (pair->ben, "later");
  wait_until (peer_has_file (pair->ben, "later"));
}

static void
test_vanished (Pair *pair, gconstpointer data)
{
  g_autofree char *path = peer_path (pair->ada, "never-was.bin");

  core_send_file (pair->ada->core, &pair->to_ben, path, "gone", TRUE, NULL);
  wait_until (peer_find (pair->ada, "gone") != NULL &&
              peer_find (pair->ada, "gone")->state == STATE_FAILED);
  g_assert_cmpint (peer_find (pair->ada, "gone")->error, ==, WHIN_ERROR_DISK);
  g_assert_cmpint (peer_find (pair->ada, "gone")->media->transfer, ==, TRANSFER_FAILED);
  {
    MessageName name = peer_name_of (pair->ada, "gone");
    g_autofree char *made = make_file (pair->ada, "never-was.bin", 10);

    core_retry (pair->ada->core, &name);
  }
  wait_until (peer_find (pair->ben, "gone") != NULL);
}

/* There is nothing in it, and it comes as it is. */
static void
test_empty (Pair *pair, gconstpointer data)
{
  g_autofree char *path = make_file (pair->ada, "empty.txt", 0);

  core_send_file (pair->ada->core, &pair->to_ben, path, "empty", TRUE, NULL);
  wait_until (peer_find (pair->ben, "empty") != NULL);
  g_assert_cmpint (peer_find (pair->ben, "empty")->media->size, ==, 0);
  peer_fetch (pair->ben, "empty");
  wait_until (peer_has_file (pair->ben, "empty"));
  assert_same_file (peer_find (pair->ada, "empty")->media->file,
                    peer_find (pair->ben, "empty")->media->file);
}

/* All that ada has sent with a file, by its name. */
static const MessageRow *
named (Peer *peer, const char *name)
{
  GHashTableIter iter;
  MessageRow *row;

  g_hash_table_iter_init (&iter, peer->messages);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &row))
    if (row->media != NULL && g_str_equal (row->media->name, name))
      return row;
  return NULL;
}

static const MessageRow *
sent_on (Peer *peer, const char *name)
{
  GHashTableIter iter;
  MessageRow *row;

  g_hash_table_iter_init (&iter, peer->messages);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &row))
    if (row->media != NULL && !row->own && row->forwarded && g_str_equal (row->media->name, name))
      return row;
  return NULL;
}

/* Pictures and a video side by side are one album; what stands apart is none of it. */
static void
test_album (Pair *pair, gconstpointer data)
{
  g_autofree char *one = make_picture (pair->ada, "one.png", 64, 48);
  g_autofree char *film = make_file (pair->ada, "film.mp4", 5000);
  g_autofree char *two = make_picture (pair->ada, "two.png", 48, 64);
  g_autofree char *list = make_file (pair->ada, "list.bin", 100);
  g_autofree char *alone = make_picture (pair->ada, "alone.png", 32, 32);
  g_autoptr (GBytes) thumb = g_bytes_new_static ("thumb", 5);
  const SendFile files[] = {
    { .path = one },
    { .path = film, .width = 640, .height = 360, .ms = 4200, .thumb = thumb },
    { .path = two, .quality = QUALITY_ORIGINAL },
    { .path = list },
    { .path = alone },
  };
  const MessageRow *rows[3];

  core_send_files (pair->ada->core, &pair->to_ben, files, G_N_ELEMENTS (files), "our day", NULL);
  wait_until (named (pair->ben, "alone.jpg") != NULL && named (pair->ben, "list.bin") != NULL &&
              named (pair->ben, "film.mp4") != NULL);
  rows[0] = named (pair->ben, "one.jpg");
  rows[1] = named (pair->ben, "film.mp4");
  rows[2] = named (pair->ben, "two.png");
  for (guint i = 0; i < 3; i++) {
    g_assert_nonnull (rows[i]);
    g_assert_cmpstr (rows[i]->text, ==, i == 0 ? "our day" : "");
    g_assert_true (id_equal (&rows[i]->media->album.id, &rows[0]->media->album.id));
    g_assert_cmpuint (rows[i]->media->album.n, ==, 3);
    g_assert_cmpuint (rows[i]->media->album.at, ==, i);
    g_assert_true (i == 0 || rows[i]->ord > rows[i - 1]->ord);
  }
  g_assert_true (message_is_video (rows[1]));
  g_assert_cmpint (rows[1]->media->ms, ==, 4200);
  g_assert_cmpuint (g_bytes_get_size (rows[1]->media->thumb), ==, 5);
  g_assert_true (id_is_none (&named (pair->ben, "list.bin")->media->album.id));
  g_assert_true (id_is_none (&named (pair->ben, "alone.jpg")->media->album.id));
  /* Two of the three are sent on: another album. */
  {
    Id id = rows[0]->media->album.id;
    MessageName names[] = { { rows[0]->conv, rows[0]->author, rows[0]->id },
                            { rows[2]->conv, rows[2]->author, rows[2]->id } };
    const MessageRow *back[2];

    core_forward (pair->ben->core, names, 2, &pair->to_ada, 1);
    wait_until ((back[0] = sent_on (pair->ada, "one.jpg")) != NULL &&
                (back[1] = sent_on (pair->ada, "two.png")) != NULL);
    g_assert_false (id_equal (&back[0]->media->album.id, &id));
    g_assert_true (id_equal (&back[0]->media->album.id, &back[1]->media->album.id));
    g_assert_cmpuint (back[1]->media->album.n, ==, 2);
    g_assert_cmpuint (back[1]->media->album.at, ==, 1);
  }
}

static gboolean
arrives_saying (Pair *pair, const char *caption, const char *words)
{
  g_autoptr (GBytes) bytes = NULL;

  wait_until (peer_find (pair->ben, caption) != NULL);
  peer_fetch (pair->ben, caption);
  wait_until (peer_has_file (pair->ben, caption));
  bytes = vault_load (peer_find (pair->ben, caption)->media->file, 4096, NULL, NULL);
  g_assert_nonnull (bytes);
  return memmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), words, strlen (words)) !=
         NULL;
}

/* What is sent to be looked at says nothing else; what is sent as a file is left as it is. */
static void
test_film (Pair *pair, gconstpointer data)
{
  static const char film[] = "\0\0\0\x0c"
                             "ftypisom"
                             "\0\0\0\x10"
                             "udta+48.20+1";
  g_autofree char *path = make_file (pair->ada, "film.mp4", 10);
  SendFile seen = { .path = path, .width = 640, .height = 360, .ms = 1000 };

  g_assert_true (g_file_set_contents (path, film, sizeof film - 1, NULL));
  core_send_files (pair->ada->core, &pair->to_ben, &seen, 1, "seen", NULL);
  g_assert_false (arrives_saying (pair, "seen", "+48.20"));
  core_send_file (pair->ada->core, &pair->to_ben, path, "kept", TRUE, NULL);
  g_assert_true (arrives_saying (pair, "kept", "+48.20"));
}

static void
test_take_back (Pair *pair, gconstpointer data)
{
  g_autofree char *path = make_file (pair->ada, "oops.bin", 1000);

  test_server_kill (pair->server);
  wait_until (!peer_is_live (pair->ada));
  core_send_file (pair->ada->core, &pair->to_ben, path, "oops", TRUE, NULL);
  wait_until (peer_find (pair->ada, "oops") != NULL);
  {
    MessageName name = peer_name_of (pair->ada, "oops");

    core_cancel_transfer (pair->ada->core, &name);
  }
  wait_until (peer_find (pair->ada, "oops") == NULL);
  pair_start_server (pair, NULL);
  core_send_text (pair->ada->core, &pair->to_ben, "instead", NULL, NULL, 0);
  wait_until (peer_find (pair->ben, "instead") != NULL);
  g_assert_null (peer_find (pair->ben, "oops"));
}

static void
test_avatar (Pair *pair, gconstpointer data)
{
  g_autoptr (GdkPixbuf) pixbuf = noise (200, 200);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = NULL;
  char *buffer;
  gsize len;
  const ContactRow *contact;
  Peer *tablet;

  core_send_text (pair->ada->core, &pair->to_ben, "hello", NULL, NULL, 0);
  wait_until (peer_find (pair->ben, "hello") != NULL);
  gdk_pixbuf_save_to_buffer (pixbuf, &buffer, &len, "png", &error, NULL);
  g_assert_no_error (error);
  bytes = g_bytes_new_take (buffer, len);
  core_set_profile (pair->ada->core, "Ada Lovelace", "Computing", bytes);
  wait_until ((contact = g_hash_table_lookup (pair->ben->contacts, &pair->to_ada.id)) != NULL &&
              contact->avatar != NULL);
  g_assert_cmpstr (contact->profile_name, ==, "Ada Lovelace");
  g_assert_cmpstr (contact->about, ==, "Computing");
  assert_same_file (contact->avatar, pair->ada->account->avatar);
  wait_until (media_file_equal (peer_chat (pair->ben, &pair->to_ada)->avatar, contact->avatar));

  /* One's own new device gets it too. */
  tablet = peer_new_linked (pair->ada);
  wait_until (tablet->account->avatar != NULL);
  g_assert_cmpstr (tablet->account->about, ==, "Computing");
  assert_same_file (tablet->account->avatar, pair->ada->account->avatar);
  peer_free (tablet);
}

/* -- Which way the bytes go. -- */

static void
test_ways (Ways *ways, gconstpointer data)
{
  Pair *pair = &ways->pair;
  g_autofree char *path = make_picture (pair->ada, "noise.png", 640, 400);
  guint64 size, up, down;

  /* Once both have brought their keys. */
  core_send_text (pair->ada->core, &pair->to_ben, "one moment", NULL, NULL, 0);
  wait_until (peer_find (pair->ada, "one moment") != NULL &&
              peer_find (pair->ada, "one moment")->state == STATE_DELIVERED);
  up = proxy_bytes_up (ways->to_server);
  down = proxy_bytes_down (ways->to_server);
  core_send_file (pair->ada->core, &pair->to_ben, path, "look", FALSE, NULL);
  wait_until (peer_find (pair->ben, "look") != NULL);
  peer_fetch (pair->ben, "look");
  wait_until (peer_has_file (pair->ben, "look") && peer_has_file (pair->ada, "look"));
  size = (guint64) peer_find (pair->ben, "look")->media->size;
  g_assert_cmpuint (size, >, 100000);
  assert_same_file (peer_find (pair->ada, "look")->media->file,
                    peer_find (pair->ben, "look")->media->file);

  g_assert_cmpuint (proxy_bytes_up (ways->to_store), >=, size);
  g_assert_cmpuint (proxy_bytes_down (ways->to_store), >=, size);
  g_assert_cmpuint (up, >, 0);
  g_assert_cmpuint (proxy_bytes_up (ways->to_server) - up, <, size / 2);
  g_assert_cmpuint (proxy_bytes_down (ways->to_server) - down, <, size / 2);
  if (ways->server_to_store == NULL)
    return;
  g_assert_cmpuint (proxy_bytes_up (ways->server_to_store), >, 0);
  g_assert_cmpuint (proxy_bytes_up (ways->server_to_store), <, size / 2);
  g_assert_cmpuint (proxy_bytes_down (ways->server_to_store), <, size / 2);
}

/* -- In order. -- */

/* What ben's chat with ada says, oldest first. */
static char *
captions (Pair *pair)
{
  g_autoptr (GPtrArray) rows = peer_page (pair->ben, &pair->to_ada, PAGE_NEWEST, 0, 20);
  g_autoptr (GString) all = g_string_new (NULL);

  for (guint i = 0; i < rows->len; i++)
    g_string_append_printf (all, i > 0 ? " %s" : "%s", ((MessageRow *) rows->pdata[i])->text);
  return g_string_free (g_steal_pointer (&all), FALSE);
}

static void
drop_three (Ways *ways)
{
  Pair *pair = &ways->pair;
  g_autofree char *big = make_file (pair->ada, "big.bin", 600000);
  g_autofree char *small = make_file (pair->ada, "small.txt", 100);
  g_autofree char *picture = make_picture (pair->ada, "noise.png", 40, 40);

  proxy_tell (ways->to_store, "{\"rate\": 300000}");
  core_send_file (pair->ada->core, &pair->to_ben, big, "one", TRUE, NULL);
  core_send_file (pair->ada->core, &pair->to_ben, small, "two", TRUE, NULL);
  core_send_file (pair->ada->core, &pair->to_ben, picture, "three", FALSE, NULL);
  core_send_text (pair->ada->core, &pair->to_ben, "words", NULL, NULL, 0);
}

/* The small ones are uploaded long before the big one. Words wait for none. */
static void
test_order (Ways *ways, gconstpointer data)
{
  Pair *pair = &ways->pair;
  g_autofree char *all = NULL;

  drop_three (ways);
  wait_until (peer_find (pair->ben, "three") != NULL);
  all = captions (pair);
  g_assert_cmpstr (all, ==, "words one two three");
}

/* Nobody waits for one that is taken back. */
static void
test_order_without_first (Ways *ways, gconstpointer data)
{
  Pair *pair = &ways->pair;
  g_autofree char *all = NULL;

  drop_three (ways);
  wait_until (peer_find (pair->ben, "words") != NULL && peer_find (pair->ada, "three") != NULL);
  {
    MessageName name = peer_name_of (pair->ada, "one");

    core_cancel_transfer (pair->ada->core, &name);
  }
  wait_until (peer_find (pair->ben, "three") != NULL);
  all = captions (pair);
  g_assert_cmpstr (all, ==, "words two three");
}

/* Nor for one that cannot be sent. */
static void
test_order_failed (Pair *pair, gconstpointer data)
{
  g_autofree char *gone = peer_path (pair->ada, "never-was.bin");
  g_autofree char *small = make_file (pair->ada, "small.txt", 100);

  core_send_file (pair->ada->core, &pair->to_ben, gone, "one", TRUE, NULL);
  core_send_file (pair->ada->core, &pair->to_ben, small, "two", TRUE, NULL);
  wait_until (peer_find (pair->ben, "two") != NULL);
  g_assert_cmpint (peer_find (pair->ada, "one")->state, ==, STATE_FAILED);
}

/* Dropped, uploaded in part, closed: the next run keeps the order. */
static void
test_order_restart (Ways *ways, gconstpointer data)
{
  Pair *pair = &ways->pair;
  g_autofree char *all = NULL;

  drop_three (ways);
  wait_until (peer_find (pair->ben, "words") != NULL && peer_find (pair->ada, "three") != NULL);
  peer_close (pair->ada);
  peer_open (pair->ada);
  wait_until (peer_find (pair->ben, "three") != NULL);
  all = captions (pair);
  g_assert_cmpstr (all, ==, "words one two three");
}

#define add_ways(path, func)                                                                       \
  g_test_add ("/media/" path, Ways, NULL, ways_set_up, func, ways_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ways_use_store ();
  PAIR_TEST ("/media/picture", test_picture);
  PAIR_TEST ("/media/file", test_file);
  PAIR_TEST ("/media/restart", test_restart);
  PAIR_TEST ("/media/vanished", test_vanished);
  PAIR_TEST ("/media/empty", test_empty);
  PAIR_TEST ("/media/album", test_album);
  PAIR_TEST ("/media/film", test_film);
  PAIR_TEST ("/media/take-back", test_take_back);
  PAIR_TEST ("/media/avatar", test_avatar);
  PAIR_TEST ("/media/order-failed", test_order_failed);
  add_ways ("ways", test_ways);
  add_ways ("order", test_order);
  add_ways ("order-without-first", test_order_without_first);
  add_ways ("order-restart", test_order_restart);
  return g_test_run ();
}
