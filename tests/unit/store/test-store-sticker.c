/* test-store-sticker: what is kept, in its order, and what was sent of it.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-sticker.h"

#include "find.h"
#include "store-message.h"
#include "store-search.h"
#include "util.h"

#include <string.h>

static Id
id_of (guint8 number)
{
  return (Id) { { number } };
}

static void
keep (Fixture *fixture, guint8 number, Id pack, const char *emoji, gint64 added)
{
  g_autoptr (StickerRow) row = sticker_row_new ();
  MediaKey key = { { number }, { 7 }, 1000 + number };

  row->id = id_of (number);
  row->pack = pack;
  row->emoji = g_strdup (emoji);
  row->file = media_file_new ("/somewhere", &key);
  row->width = row->height = 512;
  row->added = added;
  in_transaction (fixture, store_sticker_add (fixture->store, row));
}

/* "pack: emoji emoji | pack: …" */
static char *
all (Fixture *fixture)
{
  g_autoptr (GPtrArray) packs = store_sticker_packs (fixture->store);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < packs->len; i++) {
    const StickerPackRow *pack = packs->pdata[i];

    g_string_append_printf (text, "%s%s:", i > 0 ? " | " : "", pack->name);
    for (guint k = 0; k < pack->stickers->len; k++)
      g_string_append_printf (text, " %s", ((StickerRow *) pack->stickers->pdata[k])->emoji);
  }
  return g_string_free (text, FALSE);
}

#define assert_all(fixture, wanted)                                                                \
  G_STMT_START                                                                                     \
  {                                                                                                \
    g_autofree char *all_ = all (fixture);                                                         \
    g_assert_cmpstr (all_, ==, wanted);                                                            \
  }                                                                                                \
  G_STMT_END

static void
test_packs (Fixture *fixture, gconstpointer data)
{
  Id cats = id_of (100), dogs = id_of (101);

  assert_all (fixture, ": | :");
  in_transaction (fixture, store_sticker_pack_put (fixture->store, &cats, "Cats", 10));
  in_transaction (fixture, store_sticker_pack_put (fixture->store, &dogs, "Dogs", 20));
  keep (fixture, 1, STICKER_PACK_OWN, "a", 1);
  keep (fixture, 2, STICKER_PACK_OWN, "b", 2);
  keep (fixture, 3, cats, "c", 3);
  keep (fixture, 4, STICKER_PACK_BUILT_IN, "d", 4);
  assert_all (fixture, ": b a | Dogs: | Cats: c | : d");
  in_transaction (fixture, store_sticker_raise (fixture->store, &(Id) { { 1 } }, 9));
  in_transaction (fixture, store_sticker_pack_put (fixture->store, &cats, "Kittens", 30));
  in_transaction (fixture, store_sticker_set_emoji (fixture->store, &(Id) { { 3 } }, "k"));
  assert_all (fixture, ": a b | Kittens: k | Dogs: | : d");
  g_assert_cmpuint (store_sticker_count (fixture->store), ==, 4);
  g_assert_cmpuint (store_sticker_pack_count (fixture->store), ==, 2);
  in_transaction (fixture, store_sticker_pack_remove (fixture->store, &cats));
  in_transaction (fixture, store_sticker_remove (fixture->store, &(Id) { { 2 } }));
  assert_all (fixture, ": a | Dogs: | : d");
  fixture_reopen (fixture);
  assert_all (fixture, ": a | Dogs: | : d");
}

static void
test_one (Fixture *fixture, gconstpointer data)
{
  Id cats = id_of (100), nobody = id_of (99);

  keep (fixture, 5, cats, "👋", 42);
  {
    g_autoptr (StickerRow) row = store_sticker_get (fixture->store, &(Id) { { 5 } });

    g_assert_true (id_equal (&row->pack, &cats));
    g_assert_cmpstr (row->emoji, ==, "👋");
    g_assert_cmpstr (row->file->path, ==, "/somewhere");
    g_assert_cmpint (row->file->key->key[0], ==, 5);
    g_assert_cmpint (row->file->key->size, ==, 1005);
    g_assert_cmpint (row->width, ==, 512);
    g_assert_cmpint (row->added, ==, 42);
    g_assert_cmpint (row->used, ==, 0);
  }
  g_assert_null (store_sticker_get (fixture->store, &nobody));
  g_assert_null (store_sticker_pack_name (fixture->store, &cats));
  g_assert_null (store_sticker_pack_name (fixture->store, &STICKER_PACK_OWN));
}

/* -- What was sent -- */

static MessageName
send_sticker (Fixture *fixture, const Conv *conv, guint8 sticker, gint64 time, MessageState state)
{
  g_autoptr (MessageRow) row = new_text (fixture, conv, NULL, "");
  MediaKey key = { { sticker }, { 7 }, 900 };
  MessageName name = { row->conv, row->author, row->id };
  Id id = id_of (sticker);

  row->kind = MESSAGE_PICTURE;
  row->state = state;
  row->time = time;
  row->media = media_new ();
  row->media->object = id_random ();
  row->media->mime = g_strdup ("image/png");
  row->media->name = g_strdup ("");
  row->media->width = row->media->height = 512;
  row->media->file = media_file_new ("/there", &key);
  row->media->sticker = sticker_new ();
  row->media->sticker->emoji = g_strdup ("👋");
  row->media->sticker->name = g_strdup ("");
  in_transaction (fixture, {
    g_assert_true (store_message_add (fixture->store, row, 0, NULL));
    store_sticker_sent (fixture->store, &name, &id, time);
  });
  return name;
}

/* The one to be found is that, or none. */
static void
assert_sent (Fixture *fixture, const Conv *conv, guint8 number, gint64 since, const Id *wanted)
{
  Id id = id_of (number);
  g_autoptr (StoreMedia) sent = store_sticker_find_sent (fixture->store, conv, &id, since);

  g_assert_cmpint (sent == NULL, ==, wanted == NULL);
  g_assert_true (sent == NULL || id_equal (&sent->name.id, wanted));
}

static void
test_sent (Fixture *fixture, gconstpointer data)
{
  Conv conv = new_conv (), other = new_conv ();
  MessageName first, second, elsewhere;

  keep (fixture, 8, STICKER_PACK_OWN, "👋", 1);
  assert_sent (fixture, &conv, 8, 0, NULL);
  first = send_sticker (fixture, &conv, 8, 1000, STATE_SENT);
  second = send_sticker (fixture, &conv, 8, 2000, STATE_PENDING);
  elsewhere = send_sticker (fixture, &other, 8, 3000, STATE_READ);
  /* The server has had only the first in this chat. */
  assert_sent (fixture, &conv, 8, 0, &first.id);
  assert_sent (fixture, &other, 8, 0, &elsewhere.id);
  assert_sent (fixture, &conv, 8, 1001, NULL);
  assert_sent (fixture, &conv, 9, 0, NULL);
  in_transaction (fixture, store_message_set_state (fixture->store, &second.author, &second.id,
                                                    STATE_DELIVERED, -1));
  assert_sent (fixture, &conv, 8, 0, &second.id);
  {
    g_autoptr (StickerRow) row = store_sticker_get (fixture->store, &(Id) { { 8 } });
    g_autoptr (StoreMedia) media = store_media_get (fixture->store, &first.author, &first.id);

    g_assert_cmpint (row->used, ==, 3000);
    g_assert_cmpstr (media->sticker->emoji, ==, "👋");
    g_assert_false (store_sticker_is_again (fixture->store, &first, &media->object));
    g_assert_true (store_sticker_is_again (fixture->store, &second, &media->object));
  }
  in_transaction (fixture,
                  store_message_delete (fixture->store, &second.author, &second.id, FALSE, 0));
  assert_sent (fixture, &conv, 8, 0, &first.id);
}

static guint
count (Fixture *fixture, FindKind kind)
{
  Find find = { .kind = kind, .limit = 10 };
  g_autoptr (FoundPage) page = found_page_new ();

  g_assert_true (store_find (fixture->store, &find, page, 0, NULL));
  return page->rows->len;
}

/* It shows as what it is, and is no photo. */
static void
test_row (Fixture *fixture, gconstpointer data)
{
  Conv conv = new_conv ();
  MessageName name;

  keep (fixture, 8, STICKER_PACK_OWN, "👋", 1);
  name = send_sticker (fixture, &conv, 8, 1000, STATE_SENT);
  fixture_reopen (fixture);
  {
    g_autoptr (MessageRow) row = store_message_get (fixture->store, &name.author, &name.id);

    g_assert_cmpstr (row->media->sticker->emoji, ==, "👋");
    g_assert_cmpuint (count (fixture, FIND_PHOTOS), ==, 0);
    g_assert_cmpuint (count (fixture, FIND_WRITTEN), ==, 0);
    g_assert_cmpuint (count (fixture, FIND_ANY), ==, 1);
  }
}

static void
test_wipe (Fixture *fixture, gconstpointer data)
{
  in_transaction (fixture, store_sticker_pack_put (fixture->store, &(Id) { { 100 } }, "Cats", 10));
  keep (fixture, 1, id_of (100), "a", 1);
  in_transaction (fixture, store_wipe (fixture->store));
  assert_all (fixture, ": | :");
}

#define add_test(path, func)                                                                       \
  g_test_add (path, Fixture, NULL, fixture_set_up, func, fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add_test ("/store-sticker/packs", test_packs);
  add_test ("/store-sticker/one", test_one);
  add_test ("/store-sticker/sent", test_sent);
  add_test ("/store-sticker/row", test_row);
  add_test ("/store-sticker/wipe", test_wipe);
  return g_test_run ();
}
