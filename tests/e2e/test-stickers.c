/* test-stickers: sent, got, kept, and sent again without being brought again.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "pair.h"
#include "proxy.h"
#include "vault.h"

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <sqlcipher/sqlite3.h>

/* Ada's files go a way of their own. */
typedef struct {
  Pair pair;
  Proxy *to_store;
} Ways;

static void
set_up (Ways *ways, gconstpointer data)
{
  TestServer *server = ways->pair.server = test_server_new ();

  ways->to_store = proxy_new_to (test_server_url (server), 120);
  g_setenv ("WHINCHATD_PUBLIC_URL", proxy_url (ways->to_store), TRUE);
  test_server_kill (server);
  test_server_start (server, NULL);
  pair_register (&ways->pair, NULL, NULL);
  pair_talk (&ways->pair, "hello", "hello yourself");
}

static void
tear_down (Ways *ways, gconstpointer data)
{
  pair_tear_down (&ways->pair, NULL);
  proxy_free (ways->to_store);
  g_unsetenv ("WHINCHATD_PUBLIC_URL");
}

/* -- What is kept. -- */

static GPtrArray *
packs_of (Peer *peer)
{
  GAsyncResult *result = NULL;
  g_autoptr (GError) error = NULL;
  GPtrArray *packs;

  core_query_stickers_async (peer->core, NULL, keep_result_cb, &result);
  wait_until (result != NULL);
  packs = core_query_finish (peer->core, result, &error);
  g_assert_no_error (error);
  g_object_unref (result);
  return packs;
}

/* The pack of that name ("" for one's own, NULL for the built-in one) as "name: emoji …". */
static char *
pack_of (Peer *peer, guint number)
{
  g_autoptr (GPtrArray) packs = packs_of (peer);
  const StickerPackRow *pack = packs->pdata[number];
  GString *text = g_string_new (pack->name);

  g_string_append_c (text, ':');
  for (guint i = 0; i < pack->stickers->len; i++)
    g_string_append_printf (text, " %s", ((StickerRow *) pack->stickers->pdata[i])->emoji);
  return g_string_free (text, FALSE);
}

#define assert_pack(peer, number, wanted)                                                          \
  G_STMT_START                                                                                     \
  {                                                                                                \
    g_autofree char *pack_ = pack_of (peer, number);                                               \
    g_assert_cmpstr (pack_, ==, wanted);                                                           \
  }                                                                                                \
  G_STMT_END

static Id
built_in (Peer *peer, guint number)
{
  g_autoptr (GPtrArray) packs = packs_of (peer);
  const StickerPackRow *pack = packs->pdata[packs->len - 1];

  g_assert_true (id_equal (&pack->id, &STICKER_PACK_BUILT_IN));
  g_assert_cmpuint (pack->stickers->len, ==, 12);
  return ((StickerRow *) pack->stickers->pdata[number])->id;
}

/* A square with nothing around it. */
static GBytes *
picture (guint32 colour)
{
  g_autoptr (GdkPixbuf) pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, TRUE, 8, 600, 600);
  g_autoptr (GdkPixbuf) middle = gdk_pixbuf_new_subpixbuf (pixbuf, 100, 100, 400, 400);
  char *data;
  gsize len;

  gdk_pixbuf_fill (pixbuf, 0);
  gdk_pixbuf_fill (middle, colour);
  g_assert_true (gdk_pixbuf_save_to_buffer (pixbuf, &data, &len, "png", NULL, NULL));
  return g_bytes_new_take (data, len);
}

static gboolean
finish_add (Peer *peer, GAsyncResult **result, Id *id, GError **error)
{
  gboolean again = FALSE, ok;

  wait_until (*result != NULL);
  ok = core_add_sticker_finish (peer->core, *result, id, &again, error);
  g_clear_object (result);
  return ok && again;
}

static Id
add (Peer *peer, guint32 colour, const char *emoji, const Id *pack)
{
  GAsyncResult *result = NULL;
  g_autoptr (GBytes) bytes = picture (colour);
  g_autoptr (GError) error = NULL;
  Id id;

  core_add_sticker_async (peer->core, bytes, emoji, pack, NULL, keep_result_cb, &result);
  g_assert_false (finish_add (peer, &result, &id, &error));
  g_assert_no_error (error);
  return id;
}

/* Whether it was there before. */
static gboolean
keep (Peer *peer, const MessageRow *row, Id *id)
{
  GAsyncResult *result = NULL;
  g_autoptr (GError) error = NULL;
  MessageName name = { row->conv, row->author, row->id };
  gboolean again;

  core_keep_sticker_async (peer->core, &name, NULL, keep_result_cb, &result);
  again = finish_add (peer, &result, id, &error);
  g_assert_no_error (error);
  return again;
}

/* -- What is sent. -- */

/* The newest sticker with this emoji in the chat. */
static const MessageRow *
find (Peer *peer, const Conv *conv, const char *emoji)
{
  GHashTableIter iter;
  gpointer value;
  const MessageRow *found = NULL;

  g_hash_table_iter_init (&iter, peer->messages);
  while (g_hash_table_iter_next (&iter, NULL, &value)) {
    const MessageRow *row = value;

    if (row->media != NULL && row->media->sticker != NULL && id_equal (&row->conv.id, &conv->id) &&
        g_str_equal (row->media->sticker->emoji, emoji) && (found == NULL || row->ord > found->ord))
      found = row;
  }
  return found;
}

static const MessageRow *
find_id (Peer *peer, const Id *id)
{
  return g_hash_table_lookup (peer->messages, id);
}

static gboolean
is_whole (const MessageRow *row)
{
  return row != NULL && row->media->file != NULL && row->media->transfer == TRANSFER_NONE;
}

static void
begin_send (Peer *peer, const Conv *conv, const Id *id)
{
  GAsyncResult *result = NULL;
  g_autoptr (GError) error = NULL;

  core_send_sticker_async (peer->core, conv, id, NULL, NULL, keep_result_cb, &result);
  wait_until (result != NULL);
  g_assert_true (core_send_sticker_finish (peer->core, result, &error));
  g_assert_no_error (error);
  g_object_unref (result);
}

/* And waits until the server has it. Returns its name. */
static Id
send_to (Peer *peer, const Conv *conv, const Id *id, const char *emoji)
{
  Id before = { 0 }, name;

  if (find (peer, conv, emoji) != NULL)
    before = find (peer, conv, emoji)->id;
  begin_send (peer, conv, id);
  wait_until (find (peer, conv, emoji) != NULL &&
              !id_equal (&find (peer, conv, emoji)->id, &before));
  name = find (peer, conv, emoji)->id;
  wait_until (find_id (peer, &name)->state >= STATE_SENT &&
              find_id (peer, &name)->state <= STATE_READ);
  return name;
}

static void
assert_same_file (const MessageRow *a, const MessageRow *b)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) one = vault_load (a->media->file, G_MAXSIZE, NULL, &error);
  g_autoptr (GBytes) two = vault_load (b->media->file, G_MAXSIZE, NULL, &error);

  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (one, two));
}

/* One that comes with the program: the other side has it, too. */
static void
test_built_in (Ways *ways, gconstpointer data)
{
  Pair *pair = &ways->pair;
  Id id = built_in (pair->ada, 0), name = send_to (pair->ada, &pair->to_ben, &id, "👋"), kept;
  const MessageRow *got;

  wait_until (is_whole (find_id (pair->ben, &name)));
  got = find_id (pair->ben, &name);
  g_assert_cmpint (got->kind, ==, MESSAGE_PICTURE);
  g_assert_cmpint (got->media->width, ==, 512);
  g_assert_cmpstr (got->media->mime, ==, "image/png");
  g_assert_cmpstr (got->media->name, ==, "");
  g_assert_cmpstr (got->media->sticker->name, ==, "Whinchat");
  g_assert_true (id_equal (&got->media->sticker->pack, &STICKER_PACK_BUILT_IN));
  g_assert_null (got->media->thumb);
  assert_same_file (got, find_id (pair->ada, &name));
  built_in (pair->ben, 0);
  g_assert_true (keep (pair->ben, got, &kept));
  g_assert_true (id_equal (&kept, &id));
  assert_pack (pair->ben, 0, ":");
}

/* One's own, of a pack with a name: kept by the other side in a pack of that name, and sent back.
 */
static void
test_own (Ways *ways, gconstpointer data)
{
  Pair *pair = &ways->pair;
  Id cats = id_random (), kept, name, plain;

  core_put_sticker_pack (pair->ada->core, &cats, "  Cats ");
  name = add (pair->ada, 0xff0000ff, "🐈", &cats);
  plain = add (pair->ada, 0x00ff00ff, NULL, &STICKER_PACK_OWN);
  assert_pack (pair->ada, 0, ": ");
  assert_pack (pair->ada, 1, "Cats: 🐈");
  name = send_to (pair->ada, &pair->to_ben, &name, "🐈");
  wait_until (is_whole (find_id (pair->ben, &name)));
  g_assert_cmpstr (find_id (pair->ben, &name)->media->sticker->name, ==, "Cats");
  g_assert_false (keep (pair->ben, find_id (pair->ben, &name), &kept));
  g_assert_true (keep (pair->ben, find_id (pair->ben, &name), &kept));
  assert_pack (pair->ben, 1, "Cats: 🐈");
  /* And one that is of no pack. */
  name = send_to (pair->ada, &pair->to_ben, &plain, "");
  wait_until (is_whole (find_id (pair->ben, &name)));
  g_assert_cmpstr (find_id (pair->ben, &name)->media->sticker->name, ==, "");
  g_assert_false (keep (pair->ben, find_id (pair->ben, &name), &plain));
  assert_pack (pair->ben, 0, ": ");
  name = send_to (pair->ben, &pair->to_ada, &kept, "🐈");
  wait_until (is_whole (find_id (pair->ada, &name)));
  g_assert_true (keep (pair->ada, find_id (pair->ada, &name), &kept));
}

/* Named anew, in another order, and gone. */
static void
test_order (Ways *ways, gconstpointer data)
{
  Peer *ada = ways->pair.ada;
  Id cats = id_random (), one, two;

  core_put_sticker_pack (ada->core, &cats, "Cats");
  one = add (ada, 0xff0000ff, "🐈", &cats);
  two = add (ada, 0x0000ffff, "🐕", &cats);
  assert_pack (ada, 1, "Cats: 🐕 🐈");
  core_raise_sticker (ada->core, &one);
  core_set_sticker_emoji (ada->core, &two, "no emoji");
  core_set_sticker_emoji (ada->core, &two, "🐩");
  core_put_sticker_pack (ada->core, &cats, "Pets");
  core_put_sticker_pack (ada->core, &STICKER_PACK_BUILT_IN, "Mine");
  assert_pack (ada, 1, "Pets: 🐈 🐩");
  core_remove_sticker (ada->core, &one);
  assert_pack (ada, 1, "Pets: 🐩");
  core_remove_sticker_pack (ada->core, &cats);
  core_remove_sticker_pack (ada->core, &STICKER_PACK_BUILT_IN);
  one = built_in (ada, 3);
  core_remove_sticker (ada->core, &one);
  g_assert_true (id_equal (&(Id[]) { built_in (ada, 3) }[0], &one));
}

/* -- Once brought. -- */

static void
test_again (Ways *ways, gconstpointer data)
{
  Pair *pair = &ways->pair;
  Id id = built_in (pair->ada, 7), first, second, notes;
  Conv to_self = { CONV_USER, pair->to_ada.id };
  gint64 size;
  guint64 up;

  first = send_to (pair->ada, &pair->to_ben, &id, "☕");
  size = find_id (pair->ada, &first)->media->size;
  up = proxy_bytes_up (ways->to_store);
  g_assert_cmpuint (up, >=, size);
  second = send_to (pair->ada, &pair->to_ben, &id, "☕");
  g_assert_false (id_equal (&first, &second));
  g_assert_true (id_equal (&find_id (pair->ada, &first)->media->object,
                           &find_id (pair->ada, &second)->media->object));
  wait_until (is_whole (find_id (pair->ben, &first)) && is_whole (find_id (pair->ben, &second)));
  g_assert_cmpuint (proxy_bytes_up (ways->to_store) - up, <, size / 2);
  assert_same_file (find_id (pair->ben, &first), find_id (pair->ben, &second));
  /* Each message has its own file: the other stays when one goes. */
  core_delete_message (pair->ada->core, &(MessageName) { pair->to_ben, pair->to_ada.id, first });
  wait_until (find_id (pair->ada, &first) == NULL);
  assert_same_file (find_id (pair->ada, &second), find_id (pair->ben, &second));
  /* The server cannot see that the same is sent elsewhere. */
  notes = send_to (pair->ada, &to_self, &id, "☕");
  g_assert_false (id_equal (&find_id (pair->ada, &notes)->media->object,
                            &find_id (pair->ada, &second)->media->object));
}

static void
forget_objects (TestServer *server)
{
  g_autofree char *path = test_server_database (server);
  sqlite3 *db;

  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, "DELETE FROM media", NULL, NULL, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_changes (db), >, 0);
  sqlite3_close (db);
}

/* The server has forgotten it: it is brought again. */
static void
test_expired (Ways *ways, gconstpointer data)
{
  Pair *pair = &ways->pair;
  Id id = built_in (pair->ada, 1), first, second;
  guint64 up;

  first = send_to (pair->ada, &pair->to_ben, &id, "🙏");
  wait_until (is_whole (find_id (pair->ben, &first)));
  pair_kill_server (pair);
  forget_objects (pair->server);
  up = proxy_bytes_up (ways->to_store);
  pair_start_server (pair, NULL);
  wait_until (peer_is_live (pair->ada) && peer_is_live (pair->ben));
  second = send_to (pair->ada, &pair->to_ben, &id, "🙏");
  wait_until (is_whole (find_id (pair->ben, &second)));
  g_assert_cmpuint (proxy_bytes_up (ways->to_store) - up, >=,
                    find_id (pair->ada, &second)->media->size);
  assert_same_file (find_id (pair->ben, &first), find_id (pair->ben, &second));
}

/* Shown at once, without a server; and sent on as a sticker. */
static void
test_offline (Ways *ways, gconstpointer data)
{
  Pair *pair = &ways->pair;
  Id id = built_in (pair->ada, 2), name, on;
  Conv to_self = { CONV_USER, pair->to_ada.id };

  pair_kill_server (pair);
  begin_send (pair->ada, &pair->to_ben, &id);
  wait_until (find (pair->ada, &pair->to_ben, "❤️") != NULL);
  name = find (pair->ada, &pair->to_ben, "❤️")->id;
  g_assert_cmpint (find_id (pair->ada, &name)->state, ==, STATE_PENDING);
  g_assert_nonnull (find_id (pair->ada, &name)->media->file);
  peer_close (pair->ada);
  peer_open (pair->ada);
  pair_start_server (pair, NULL);
  wait_until (is_whole (find_id (pair->ben, &name)));
  core_forward (pair->ada->core, &(MessageName) { pair->to_ben, pair->to_ada.id, name }, 1,
                &to_self, 1);
  wait_until (find (pair->ada, &to_self, "❤️") != NULL);
  on = find (pair->ada, &to_self, "❤️")->id;
  wait_until (is_whole (find_id (pair->ada, &on)) && find_id (pair->ada, &on)->state >= STATE_SENT);
}

static void
test_refused (Ways *ways, gconstpointer data)
{
  Peer *ada = ways->pair.ada;
  GAsyncResult *result = NULL;
  g_autoptr (GBytes) words = g_bytes_new_static ("no picture", 10);
  g_autoptr (GError) error = NULL;
  Id nothing = id_random ();

  core_add_sticker_async (ada->core, words, "👋", &STICKER_PACK_OWN, NULL, keep_result_cb, &result);
  g_assert_false (finish_add (ada, &result, NULL, &error));
  g_assert_error (error, WHIN_ERROR, WHIN_ERROR_UNSUPPORTED);
  g_clear_error (&error);
  core_send_sticker_async (ada->core, &ways->pair.to_ben, &nothing, NULL, NULL, keep_result_cb,
                           &result);
  wait_until (result != NULL);
  g_assert_false (core_send_sticker_finish (ada->core, result, &error));
  g_assert_error (error, WHIN_ERROR, WHIN_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_clear_object (&result);
  /* A message that is no sticker. */
  {
    MessageName name = peer_name_of (ada, "hello");

    core_keep_sticker_async (ada->core, &name, NULL, keep_result_cb, &result);
    g_assert_false (finish_add (ada, &result, NULL, &error));
    g_assert_error (error, WHIN_ERROR, WHIN_ERROR_NOT_FOUND);
  }
  assert_pack (ada, 0, ":");
}

#define add_test(path, func) g_test_add (path, Ways, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add_test ("/stickers/built-in", test_built_in);
  add_test ("/stickers/own", test_own);
  add_test ("/stickers/order", test_order);
  add_test ("/stickers/again", test_again);
  add_test ("/stickers/expired", test_expired);
  add_test ("/stickers/offline", test_offline);
  add_test ("/stickers/refused", test_refused);
  return g_test_run ();
}
