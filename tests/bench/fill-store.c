/* fill-store: FOLDER MESSAGES CHATS - fills a new store the way years of use do, through the
 * engine's own store library. No account: whoever uses it registers first.
 *
 * Messages of all chats come in the order of time, so the rows of one chat are scattered over the
 * file. The same numbers make the same store, but for keys and ids.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "keyring-auto.h"
#include "picture.h"
#include "store-chat.h"
#include "store-contact.h"
#include "store-message.h"
#include "vault.h"

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <stdlib.h>

#define NOW_MS G_GINT64_CONSTANT (1795000000000)
#define SPAN_MS (G_GINT64_CONSTANT (4) * 365 * 86400 * 1000)
#define A_TRANSACTION 20000
#define WORDS 6000
#define PICTURES 24
#define AVATARS 96

typedef struct {
  Store *store;
  GRand *rand;
  const char *folder;
  guint chats;
  Id self;
  Id *people;
  guint *written; /* messages of each chat */
  char *words[WORDS];
  Picture *pictures[PICTURES];
  MediaFile *files[PICTURES];
} Fill;

/* 0 .. n - 1, the small ones far more often. */
static guint
skewed (Fill *fill, guint n)
{
  double x = g_rand_double (fill->rand);

  return (guint) (x * x * x * n);
}

static char *
make_word (Fill *fill)
{
  static const char *const parts[] = { "ka",  "lo", "mi", "ren", "sta", "tu", "vel",
                                       "zo",  "an", "be", "chi", "dor", "el", "fa",
                                       "gri", "hu", "in", "jo",  "st",  "é" };
  GString *word = g_string_new (NULL);

  for (guint n = 1 + g_rand_int_range (fill->rand, 0, 4); n > 0; n--)
    g_string_append (word, parts[g_rand_int_range (fill->rand, 0, G_N_ELEMENTS (parts))]);
  return g_string_free (word, FALSE);
}

/* A few words mostly, a long letter now and then. */
static char *
make_text (Fill *fill)
{
  static const int longest[] = { 3, 6, 12, 12, 24, 24, 40, 120 };
  guint n = 1 + g_rand_int_range (fill->rand, 0, longest[g_rand_int_range (fill->rand, 0, 8)]);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < n; i++)
    g_string_append_printf (text, i > 0 ? " %s" : "%s", fill->words[skewed (fill, WORDS)]);
  if (g_rand_int_range (fill->rand, 0, 12) == 0)
    g_string_append (text, " 😀");
  return g_string_free (text, FALSE);
}

/* -- Pictures: real files, prepared as the app prepares them. -- */

static GdkPixbuf *
paint (Fill *fill, int width, int height)
{
  GdkPixbuf *pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, width, height);
  guint hue = g_rand_int (fill->rand);

  for (int y = 0; y < height; y++) {
    guchar *row = gdk_pixbuf_get_pixels (pixbuf) + y * gdk_pixbuf_get_rowstride (pixbuf);

    for (int x = 0; x < width * 3; x++)
      row[x] = (guchar) ((hue >> (8 * (x % 3))) + (guint) (x + y) / 8 + (guint) (x * y) % 7);
  }
  return pixbuf;
}

static MediaFile *
seal (Fill *fill, GBytes *data)
{
  g_autofree char *uuid = g_uuid_string_random ();
  g_autofree char *path = g_build_filename (fill->folder, uuid, NULL);
  g_autoptr (MediaKey) key = vault_seal_bytes (data, path, NULL, NULL);

  g_assert_nonnull (key);
  return media_file_new (path, key);
}

static void
make_pictures (Fill *fill)
{
  g_autofree char *original = g_build_filename (fill->folder, "original.png", NULL);

  for (guint i = 0; i < PICTURES; i++) {
    g_autoptr (GdkPixbuf) pixbuf =
        i % 3 == 0 ? paint (fill, 960, 1280) : paint (fill, 1600, 1200 - 20 * (int) i);

    gdk_pixbuf_save (pixbuf, original, "png", NULL, NULL);
    fill->pictures[i] = picture_prepare (original, QUALITY_STANDARD, NULL, NULL);
    g_assert_nonnull (fill->pictures[i]);
    fill->files[i] = seal (fill, fill->pictures[i]->data);
  }
  remove (original);
}

static void
make_people (Fill *fill)
{
  for (guint i = 0; i < fill->chats; i++) {
    g_autofree char *phone = g_strdup_printf ("+4915112%06u", i);
    g_autofree char *name =
        g_strdup_printf ("%s %s", fill->words[i % WORDS], fill->words[(i * 7 + 1) % WORDS]);

    fill->people[i] = id_random ();
    store_contact_set_name (fill->store, &fill->people[i], name, i % 4 != 3);
    store_contact_set_phone (fill->store, &fill->people[i], phone);
  }
  for (guint i = 0; i < MIN (AVATARS, fill->chats); i++) {
    g_autoptr (GdkPixbuf) pixbuf = paint (fill, 320, 320);
    g_autofree char *name = g_strdup_printf ("avatar-%u.jpg", i);
    g_autofree char *path = g_build_filename (fill->folder, name, NULL);

    gdk_pixbuf_save (pixbuf, path, "jpeg", NULL, NULL);
    for (guint k = i; k < fill->chats; k += 2 * AVATARS)
      store_contact_set_avatar (fill->store, &fill->people[k], path);
  }
}

/* -- Messages. -- */

static Media *
make_media (Fill *fill)
{
  int n = g_rand_int_range (fill->rand, 0, PICTURES);
  const Picture *picture = fill->pictures[n];
  Media *media = media_new ();

  media->object = id_random ();
  media->mime = g_strdup (picture->mime);
  media->name = g_strdup ("");
  media->size = (gint64) g_bytes_get_size (picture->data);
  media->width = picture->width;
  media->height = picture->height;
  media->thumb = g_bytes_ref (picture->thumb);
  media->file = media_file_ref (fill->files[n]);
  return media;
}

static MessageRow *
make_message (Fill *fill, guint chat, gint64 time)
{
  MessageRow *row = message_row_new ();

  row->conv = (Conv) { CONV_USER, fill->people[chat] };
  row->id = id_random ();
  row->own = g_rand_int_range (fill->rand, 0, 5) < 2;
  row->author = row->own ? fill->self : fill->people[chat];
  row->state = row->own ? STATE_READ : STATE_RECEIVED;
  row->time = time;
  row->error = -1;
  if (g_rand_int_range (fill->rand, 0, 30) == 0) {
    row->kind = MESSAGE_PICTURE;
    row->media = make_media (fill);
  }
  row->text = row->media && time % 3 ? g_strdup ("") : make_text (fill);
  return row;
}

/* A quarter of everything is in the first chat, and so is the newest message; none stays empty. */
static guint
choose_chat (Fill *fill, guint left)
{
  if (left < fill->chats)
    return left;
  return g_rand_int_range (fill->rand, 0, 4) == 0 ? 0 : skewed (fill, fill->chats);
}

static void
add_messages (Fill *fill, guint n)
{
  for (guint i = 0; i < n; i++) {
    guint chat = choose_chat (fill, n - 1 - i);
    g_autoptr (MessageRow) row =
        make_message (fill, chat, NOW_MS - SPAN_MS + (gint64) ((double) SPAN_MS * (i + 1) / n));

    store_message_add (fill->store, row, ++fill->written[chat], NULL);
    if ((i + 1) % A_TRANSACTION == 0) {
      g_assert_true (store_commit (fill->store, NULL));
      g_printerr ("\rmaking a store: %u of %u messages", i + 1, n);
      store_begin (fill->store);
    }
  }
  g_printerr ("\n");
}

/* One chat in sixteen has something unread, one in twenty a draft. */
static void
read_and_draft (Fill *fill)
{
  for (guint i = 0; i < fill->chats; i++) {
    Conv conv = { CONV_USER, fill->people[i] };
    gint64 unread = i % 16 == 5 ? 1 + i % 12 : 0;
    g_autoptr (GArray) read = g_array_new (FALSE, FALSE, sizeof (MessageName));

    store_chat_mark_read (fill->store, &conv,
                          MAX (0, (gint64) fill->written[i] - unread) << STORE_ORD_SHIFT, read);
    if (i % 20 == 7)
      store_chat_set_draft (fill->store, &conv, fill->words[i % WORDS], NULL);
  }
}

static Store *
open_store (const char *folder, const char *key_file, GError **error)
{
  g_autoptr (Keyring) keyring = keyring_auto (folder, key_file, NULL, error);

  return keyring != NULL ? store_open (folder, keyring_key (keyring), error) : NULL;
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  Fill fill = { 0 };

  if (argc != 5)
    return 2;
  fill.folder = argv[1];
  fill.chats = (guint) atoi (argv[3]);
  fill.store = open_store (fill.folder, argv[4], &error);
  if (fill.store == NULL) {
    g_printerr ("fill-store: %s\n", error->message);
    return 1;
  }
  fill.rand = g_rand_new_with_seed (1);
  fill.self = id_random ();
  fill.people = g_new0 (Id, fill.chats);
  fill.written = g_new0 (guint, fill.chats);
  for (guint i = 0; i < WORDS; i++)
    fill.words[i] = make_word (&fill);
  make_pictures (&fill);
  store_begin (fill.store);
  make_people (&fill);
  add_messages (&fill, (guint) atoi (argv[2]));
  read_and_draft (&fill);
  g_assert_true (store_commit (fill.store, NULL));
  store_close (fill.store);
  return 0;
}
