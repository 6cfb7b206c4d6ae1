/* test-sealed: what the store of media sees of a file, and what becomes of one it has tampered
 * with. Through the server's own store or, under tests/util/s3.sh, an S3. SPDX-License-Identifier:
 * GPL-3.0-or-later */
#include "blob.h"
#include "pair.h"
#include "shelf.h"
#include "vault.h"

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <glib/gstdio.h>
#include <string.h>

#define CANARY "the canary sings of "
#define SIZE 300000
#define FRAME 65553

/* A file that says the same again and again. */
static char *
make_file (Peer *peer, const char *name, gsize size)
{
  g_autoptr (GString) text = g_string_new (NULL);
  char *path = peer_path (peer, name);

  while (text->len < size)
    g_string_append (text, CANARY);
  g_assert_true (g_file_set_contents (path, text->str, (gssize) size, NULL));
  return path;
}

static gboolean
has_failed (Peer *peer, const char *caption)
{
  const MessageRow *row = peer_find (peer, caption);

  return row->media->file == NULL && row->media->transfer == TRANSFER_FAILED;
}

static void
send_file (Pair *pair, const char *path, const char *caption)
{
  core_send_file (pair->ada->core, &pair->to_ben, path, caption, TRUE, NULL);
  wait_until (peer_find (pair->ben, caption) != NULL);
}

static char *
key_of (Peer *peer, const char *caption)
{
  IdText text;

  return g_strdup (id_to_text (&peer_find (peer, caption)->media->object, text));
}

static GBytes *
object_of (Pair *pair, const char *caption)
{
  g_autofree char *key = key_of (pair->ben, caption);

  return shelf_get (pair->server, key);
}

static gboolean
holds (GBytes *bytes, const char *needle)
{
  return memmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), needle,
                 strlen (needle)) != NULL;
}

/* -- What it sees. -- */

static void
test_nothing_to_see (Pair *pair, gconstpointer data)
{
  g_autofree char *big = make_file (pair->ada, "canary.txt", SIZE);
  g_autofree char *other = make_file (pair->ada, "other.txt", SIZE - 1000);
  g_autofree char *small = make_file (pair->ada, "small.txt", 21);
  g_autoptr (GPtrArray) keys = NULL;
  g_autoptr (GBytes) first = NULL;
  g_autoptr (GBytes) again = NULL;
  g_autoptr (GBytes) similar = NULL;
  g_autoptr (GBytes) least = NULL;

  send_file (pair, big, "one");
  send_file (pair, big, "two");
  send_file (pair, other, "three");
  send_file (pair, small, "four");
  keys = shelf_list (pair->server);
  g_assert_cmpuint (keys->len, >=, 4);
  for (guint i = 0; i < keys->len; i++) {
    g_autoptr (GBytes) object = shelf_get (pair->server, keys->pdata[i]);

    g_assert_false (holds (object, "canary"));
    g_assert_true (g_str_has_prefix (g_bytes_get_data (object, NULL), "WHBL"));
  }
  first = object_of (pair, "one");
  again = object_of (pair, "two");
  similar = object_of (pair, "three");
  least = object_of (pair, "four");
  g_assert_cmpuint (g_bytes_get_size (first), ==, blob_sealed_size (SIZE));
  g_assert_cmpuint (g_bytes_get_size (first), >, SIZE + 2000);
  g_assert_cmpuint (g_bytes_get_size (similar), ==, g_bytes_get_size (first));
  g_assert_cmpuint (g_bytes_get_size (least), ==, blob_sealed_size (21));
  /* The same file, with nothing in common but the format. */
  g_assert_cmpuint (g_bytes_get_size (again), ==, g_bytes_get_size (first));
  g_assert_true (memcmp ((const char *) g_bytes_get_data (again, NULL) + 9,
                         (const char *) g_bytes_get_data (first, NULL) + 9, 24) != 0);
  g_assert_cmpint (peer_find (pair->ben, "one")->media->size, ==, SIZE);
  g_assert_cmpint (peer_find (pair->ben, "three")->media->size, ==, SIZE - 1000);
}

/* -- What it may do. -- */

typedef struct {
  const char *name;
  void (*damage) (GByteArray *object);
} Damage;

static void
flip (GByteArray *object)
{
  object->data[BLOB_HEADER_BYTES + 3 * FRAME + 5] ^= 1;
}

static void
flip_header (GByteArray *object)
{
  object->data[20] ^= 1;
}

static void
make_plain (GByteArray *object)
{
  memset (object->data, 'x', object->len);
}

static void
swap_frames (GByteArray *object)
{
  guint8 *at = object->data + BLOB_HEADER_BYTES + FRAME;
  g_autofree guint8 *frame = g_memdup2 (at, FRAME);

  memcpy (at, at + FRAME, FRAME);
  memcpy (at + FRAME, frame, FRAME);
}

static void
repeat_frame (GByteArray *object)
{
  guint8 *at = object->data + BLOB_HEADER_BYTES + FRAME;

  memcpy (at + FRAME, at, FRAME);
}

static void
cut (GByteArray *object)
{
  g_byte_array_set_size (object, object->len - 1);
}

static void
cut_frames (GByteArray *object)
{
  g_byte_array_set_size (object, BLOB_HEADER_BYTES + 2 * FRAME);
}

static void
extend (GByteArray *object)
{
  g_byte_array_append (object, (const guint8 *) "x", 1);
}

static const Damage damages[] = {
  { "flip", flip },         { "header", flip_header },  { "plain", make_plain },
  { "swap", swap_frames },  { "repeat", repeat_frame }, { "cut", cut },
  { "frames", cut_frames }, { "extend", extend },
};

static GBytes *
damaged (GBytes *object, const Damage *damage)
{
  GByteArray *copy = g_byte_array_new ();

  g_byte_array_append (copy, g_bytes_get_data (object, NULL), (guint) g_bytes_get_size (object));
  damage->damage (copy);
  return g_byte_array_free_to_bytes (copy);
}

static void
assert_nothing_kept (Peer *peer)
{
  g_autofree char *path = peer_path (peer, "media");
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);

  g_assert_nonnull (dir);
  g_assert_cmpstr (g_dir_read_name (dir), ==, NULL);
}

static void
test_tampered (Pair *pair, gconstpointer data)
{
  g_autofree char *path = make_file (pair->ada, "canary.txt", SIZE);
  g_autofree char *key = NULL;
  g_autoptr (GBytes) object = NULL;

  send_file (pair, path, "file");
  object = object_of (pair, "file");
  key = key_of (pair->ben, "file");
  for (guint i = 0; i < G_N_ELEMENTS (damages); i++) {
    g_autoptr (GBytes) bad = damaged (object, &damages[i]);

    g_test_message ("%s", damages[i].name);
    shelf_put (pair->server, key, bad);
    peer_fetch (pair->ben, "file");
    wait_until (peer_find (pair->ben, "file")->media->transfer != TRANSFER_FAILED);
    wait_until (has_failed (pair->ben, "file"));
    assert_nothing_kept (pair->ben);
  }
  shelf_put (pair->server, key, object);
  peer_fetch (pair->ben, "file");
  wait_until (peer_has_file (pair->ben, "file"));
}

/* Another file of the same people in its place, of the same size. */
static void
test_exchanged (Pair *pair, gconstpointer data)
{
  g_autofree char *path = make_file (pair->ada, "canary.txt", SIZE);
  g_autofree char *key = NULL;
  g_autoptr (GBytes) other = NULL;

  send_file (pair, path, "one");
  send_file (pair, path, "two");
  other = object_of (pair, "two");
  key = key_of (pair->ben, "one");
  shelf_put (pair->server, key, other);
  peer_fetch (pair->ben, "one");
  wait_until (has_failed (pair->ben, "one"));
  assert_nothing_kept (pair->ben);
}

/* -- What lies on the disk. -- */

static GBytes *
read_bytes (const char *path)
{
  char *data;
  gsize len;

  g_assert_true (g_file_get_contents (path, &data, &len, NULL));
  return g_bytes_new_take (data, len);
}

static void
assert_dark (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *child = g_build_filename (path, name, NULL);

    if (g_file_test (child, G_FILE_TEST_IS_DIR)) {
      assert_dark (child);
    } else {
      g_autoptr (GBytes) bytes = read_bytes (child);

      g_test_message ("%s", child);
      g_assert_false (holds (bytes, "canary"));
      g_assert_false (holds (bytes, "JFIF"));
      g_assert_null (strstr (name, "canary"));
    }
  }
}

static guint
count_sealed (Peer *peer)
{
  g_autofree char *path = peer_path (peer, "media");
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;
  guint n = 0;

  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *child = g_build_filename (path, name, NULL);
    g_autoptr (GBytes) bytes = read_bytes (child);

    g_assert_true (g_str_has_prefix (g_bytes_get_data (bytes, NULL), "WHBL"));
    n++;
  }
  return n;
}

static void
set_avatar (Peer *peer)
{
  g_autoptr (GdkPixbuf) pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, 200, 200);
  g_autoptr (GBytes) bytes = NULL;
  char *buffer;
  gsize len;

  gdk_pixbuf_fill (pixbuf, 0x336699ff);
  g_assert_true (gdk_pixbuf_save_to_buffer (pixbuf, &buffer, &len, "jpeg", NULL, NULL));
  bytes = g_bytes_new_take (buffer, len);
  core_set_profile (peer->core, "Ada", "", bytes);
}

static gboolean
has_avatar (Pair *pair)
{
  Conv ada = conv_with (pair->ada);
  const ContactRow *row = g_hash_table_lookup (pair->ben->contacts, &ada.id);

  return row != NULL && row->avatar != NULL;
}

/* Two disks are stolen, of who sent and of who got it. */
static void
test_at_rest (Pair *pair, gconstpointer data)
{
  g_autofree char *dir = g_dir_make_tmp ("whin-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (dir, "canary.txt", NULL);
  g_autofree char *jpeg = g_build_filename (dir, "canary.jpg", NULL);
  g_autoptr (GdkPixbuf) pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, 640, 480);
  g_autofree char *made = make_file (pair->ada, "made.txt", SIZE);

  g_assert_cmpint (g_rename (made, path), ==, 0);
  gdk_pixbuf_fill (pixbuf, 0x996633ff);
  g_assert_true (gdk_pixbuf_save (pixbuf, jpeg, "jpeg", NULL, NULL));
  send_file (pair, path, "file");
  core_send_file (pair->ada->core, &pair->to_ben, jpeg, "picture", FALSE, NULL);
  wait_until (peer_find (pair->ben, "picture") != NULL);
  set_avatar (pair->ada);
  peer_fetch (pair->ben, "file");
  peer_fetch (pair->ben, "picture");
  wait_until (peer_has_file (pair->ben, "file") && peer_has_file (pair->ben, "picture") &&
              has_avatar (pair));
  g_assert_cmpuint (count_sealed (pair->ada), ==, 3);
  g_assert_cmpuint (count_sealed (pair->ben), ==, 3);
  assert_dark (pair->ada->dir);
  assert_dark (pair->ben->dir);
  /* The next run can still read them. */
  peer_close (pair->ben);
  assert_dark (pair->ben->dir);
  peer_open (pair->ben);
  {
    g_autoptr (GPtrArray) rows = NULL;
    Conv to_ada = conv_with (pair->ada);
    const MessageRow *row;
    g_autoptr (GError) error = NULL;
    g_autoptr (GBytes) bytes = NULL;
    g_autoptr (GBytes) wanted = read_bytes (path);

    rows = peer_page (pair->ben, &to_ada, PAGE_NEWEST, 0, 10);
    row = rows->pdata[0];
    bytes = vault_load (row->media->file, SIZE, NULL, &error);
    g_assert_no_error (error);
    g_assert_true (g_bytes_equal (bytes, wanted));
  }
  remove_tree (dir);
}

/* Prepared while there is no server, sent by the next run: not sealed anew. */
static void
test_same_again (Pair *pair, gconstpointer data)
{
  g_autofree char *path = make_file (pair->ada, "canary.txt", SIZE);
  g_autofree char *sealed = NULL;
  g_autoptr (GBytes) before = NULL;
  g_autoptr (GBytes) object = NULL;

  test_server_kill (pair->server);
  wait_until (!peer_is_live (pair->ada));
  core_send_file (pair->ada->core, &pair->to_ben, path, "file", TRUE, NULL);
  wait_until (peer_find (pair->ada, "file") != NULL &&
              peer_find (pair->ada, "file")->media->file->key != NULL);
  g_assert_cmpint (g_unlink (path), ==, 0);
  sealed = g_strdup (peer_find (pair->ada, "file")->media->file->path);
  before = read_bytes (sealed);
  peer_close (pair->ada);
  test_server_start (pair->server, NULL);
  peer_open (pair->ada);
  core_reconnect (pair->ben->core);
  wait_until (peer_find (pair->ben, "file") != NULL);
  object = object_of (pair, "file");
  g_assert_true (g_bytes_equal (before, object));
}

static void
use_store (void)
{
  if (!shelf_is_s3 ())
    return;
  g_setenv ("WHINCHATD_S3_ENDPOINT", g_getenv ("S3_ENDPOINT"), TRUE);
  g_setenv ("WHINCHATD_S3_BUCKET", g_getenv ("S3_BUCKET"), TRUE);
  g_setenv ("WHINCHATD_S3_REGION", g_getenv ("AWS_DEFAULT_REGION"), TRUE);
  g_setenv ("WHINCHATD_S3_KEY", g_getenv ("AWS_ACCESS_KEY_ID"), TRUE);
  g_setenv ("WHINCHATD_S3_SECRET", g_getenv ("AWS_SECRET_ACCESS_KEY"), TRUE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  use_store ();
  PAIR_TEST ("/sealed/nothing-to-see", test_nothing_to_see);
  PAIR_TEST ("/sealed/tampered", test_tampered);
  PAIR_TEST ("/sealed/exchanged", test_exchanged);
  PAIR_TEST ("/sealed/at-rest", test_at_rest);
  PAIR_TEST ("/sealed/same-again", test_same_again);
  return g_test_run ();
}
