/* test-store-search: what is found, by what, in which order, and how soon it stops.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "util.h"

#include "store-chat.h"
#include "store-media.h"
#include "store-message.h"
#include "store-search.h"

#include <string.h>

#define NOW G_GINT64_CONSTANT (1790000000000)
#define DAY (G_GINT64_CONSTANT (86400000))

/* The texts of what is found, joined by bars. */
static char *
found (Fixture *fixture, Find find)
{
  g_autoptr (FoundPage) page = found_page_new ();
  GString *text = g_string_new (NULL);

  if (!find.limit)
    find.limit = 10;
  g_assert_true (store_find (fixture->store, &find, page, 0, NULL));
  for (guint i = 0; i < page->rows->len; i++)
    g_string_append_printf (text, "%s%s", i ? "|" : "",
                            ((MessageRow *) page->rows->pdata[i])->text);
  g_assert_null (store_take_error (fixture->store));
  return g_string_free (text, FALSE);
}

#define assert_found(expected, ...)                                                                \
  G_STMT_START                                                                                     \
  {                                                                                                \
    g_autofree char *text_ = found (fixture, (Find) { __VA_ARGS__ });                              \
    g_assert_cmpstr (text_, ==, expected);                                                         \
  }                                                                                                \
  G_STMT_END

static Id
add_at (Fixture *fixture, const Conv *conv, const char *text, gint64 time)
{
  g_autoptr (MessageRow) row = new_text (fixture, conv, &conv->id, text);

  row->time = time;
  in_transaction (fixture, g_assert_true (store_message_add (fixture->store, row, 0, NULL)));
  return row->id;
}

static Id
add_file (Fixture *fixture,
          const Conv *conv,
          const char *text,
          MessageKind kind,
          const char *mime,
          const char *name)
{
  g_autoptr (MessageRow) row = new_text (fixture, conv, &conv->id, text);

  row->kind = kind;
  row->media = media_new ();
  row->media->mime = g_strdup (mime);
  row->media->name = g_strdup (name);
  in_transaction (fixture, g_assert_true (store_message_add (fixture->store, row, 0, NULL)));
  return row->id;
}

static void
test_words (Fixture *fixture, gconstpointer data)
{
  Conv conv = new_conv (), other = new_conv ();
  Id id;

  add_text (fixture, &conv, &conv.id, "Ein Café in Zürich", 1);
  id = add_text (fixture, &conv, &conv.id, "zuriclike", 2);
  add_text (fixture, &other, &other.id, "ZURICH airport", 1);
  assert_found ("ZURICH airport|Ein Café in Zürich", .words = "zurich");
  assert_found ("ZURICH airport|zuriclike|Ein Café in Zürich", .words = "zuri");
  assert_found ("zuriclike|Ein Café in Zürich", .words = "zuri", .conv = conv);
  assert_found ("Ein Café in Zürich", .words = "cafe zürich");
  assert_found ("Ein Café in Zürich", .words = "\"in zürich\"");
  assert_found ("", .words = "\"ein zürich\"");
  assert_found ("", .words = "\"*() NEAR -:^");
  assert_found ("", .words = "cafe\" OR \"airport");
  assert_found ("", .words = "() *");
  in_transaction (fixture, store_message_delete (fixture->store, &conv.id, &id, FALSE, 0));
  assert_found ("", .words = "zuriclike");
  fixture_reopen (fixture);
  assert_found ("ZURICH airport|Ein Café in Zürich", .words = "zurich");
  in_transaction (fixture, store_chat_delete (fixture->store, &conv, 0));
  assert_found ("ZURICH airport", .words = "zurich");
}

static void
test_without_spaces (Fixture *fixture, gconstpointer data)
{
  Conv conv = new_conv ();

  add_text (fixture, &conv, &conv.id, "明日は東京都へ行きます", 1);
  add_text (fixture, &conv, &conv.id, "สวัสดีตอนเช้า", 2);
  assert_found ("明日は東京都へ行きます", .words = "東京");
  assert_found ("明日は東京都へ行きます", .words = "行き 明日");
  assert_found ("", .words = "京東");
  assert_found ("สวัสดีตอนเช้า", .words = "ตอนเช้า");
}

/* Nobody can type what the index keeps for itself. */
static void
test_tags_are_hidden (Fixture *fixture, gconstpointer data)
{
  Conv conv = new_conv (), other = new_conv ();

  add_text (fixture, &conv, &conv.id, "one", 1);
  add_text (fixture, &other, &other.id,
            "\xee\x80\x80"
            "c1 fake",
            1);
  assert_found ("", .words = "p");
  assert_found ("\xee\x80\x80"
                "c1 fake",
                .words = "\xee\x80\x80"
                         "c1");
  assert_found ("one", .conv = conv);
}

static void
test_filters (Fixture *fixture, gconstpointer data)
{
  Conv conv = new_conv (), other = new_conv ();
  Id mine;

  add_text (fixture, &conv, &conv.id, "see https://example.org/x", 1);
  add_text (fixture, &other, &other.id, "and www.example.net", 1);
  add_text (fixture, &other, &other.id, "httpx no link", 2);
  add_file (fixture, &conv, "beach", MESSAGE_PICTURE, "image/jpeg", "");
  add_file (fixture, &other, "", MESSAGE_FILE, "application/pdf", "Tax Return.pdf");
  add_file (fixture, &other, "scan", MESSAGE_FILE, "image/png", "scan.png");
  add_file (fixture, &other, "film", MESSAGE_FILE, "video/mp4", "x.mp4");
  add_file (fixture, &other, "hum", MESSAGE_FILE, "audio/ogg", "x.ogg");
  mine = add_text (fixture, &other, NULL, "beach too", 0);
  assert_found ("and www.example.net|see https://example.org/x", .kind = FIND_LINKS);
  assert_found ("and www.example.net", .kind = FIND_LINKS, .conv = other);
  assert_found ("film|beach", .kind = FIND_PHOTOS);
  assert_found ("scan|", .kind = FIND_FILES);
  assert_found ("hum", .kind = FIND_VOICE);
  assert_found ("", .kind = FIND_FILES, .words = "tax pdf");
  assert_found ("scan", .kind = FIND_FILES, .words = "scan");
  assert_found ("beach too|beach", .words = "beach");
  assert_found ("beach too", .words = "beach", .kind = FIND_WRITTEN);
  assert_found ("beach too", .words = "beach", .author = fixture->self);
  assert_found ("beach", .words = "beach", .author = conv.id);
  assert_found ("", .words = "beach", .author = other.id);
  assert_found ("beach too", .author = fixture->self);
  in_transaction (fixture, store_message_delete (fixture->store, &fixture->self, &mine, FALSE, 0));
  assert_found ("beach", .words = "beach");
}

/* What may be looked at once is not collected. */
static void
test_once (Fixture *fixture, gconstpointer data)
{
  Conv conv = new_conv ();
  g_autoptr (MessageRow) row = new_text (fixture, &conv, &conv.id, "secret");

  row->kind = MESSAGE_PICTURE;
  row->media = media_new ();
  row->media->mime = g_strdup ("image/jpeg");
  row->media->name = g_strdup ("");
  row->once = ONCE_WAITS;
  in_transaction (fixture, g_assert_true (store_message_add (fixture->store, row, 1, NULL)));
  add_file (fixture, &conv, "lake", MESSAGE_PICTURE, "image/jpeg", "");
  assert_found ("lake", .kind = FIND_PHOTOS);
  assert_found ("", .words = "secret", .kind = FIND_WRITTEN);
}

/* A file is found by its name, also when it is called otherwise. */
static void
test_file_names (Fixture *fixture, gconstpointer data)
{
  Conv conv = new_conv ();
  Id id = add_file (fixture, &conv, "x", MESSAGE_FILE, "application/pdf", "Old.pdf");
  g_autoptr (StoreMedia) media = store_media_get (fixture->store, &conv.id, &id);

  assert_found ("x", .words = "old");
  g_free (media->file_name);
  media->file_name = g_strdup ("New.pdf");
  in_transaction (fixture, store_media_put (fixture->store, media));
  assert_found ("", .words = "old");
  assert_found ("x", .words = "new");
  in_transaction (fixture, store_message_delete (fixture->store, &conv.id, &id, FALSE, 0));
  assert_found ("", .words = "new");
}

/* In the order of time, whenever it came here. */
static void
test_time (Fixture *fixture, gconstpointer data)
{
  Conv conv = new_conv ();
  Id id;

  add_at (fixture, &conv, "w now", NOW);
  add_at (fixture, &conv, "w old", NOW - 30 * DAY);
  add_at (fixture, &conv, "w future", NOW + 1000 * DAY);
  add_at (fixture, &conv, "w broken", G_MININT64);
  add_at (fixture, &conv, "w broken too", G_MAXINT64);
  add_at (fixture, &conv, "w day", NOW - DAY);
  assert_found ("w broken too|w future|w now|w day|w old|w broken", .words = "w");
  assert_found ("w day|w now", .words = "w", .from = NOW - DAY, .until = NOW + 1,
                .oldest_first = TRUE);
  assert_found ("w day", .words = "w", .from = NOW - DAY, .until = NOW);
  assert_found ("", .words = "w", .from = NOW - DAY + 1, .until = NOW);
  id = add_text (fixture, &conv, NULL, "w mine", 0);
  in_transaction (fixture,
                  store_message_confirm (fixture->store, &fixture->self, &id, 5, NOW - 10 * DAY));
  assert_found ("w now|w day|w mine|w old", .words = "w", .from = 1, .until = NOW + 1);
}

/* -- Many. -- */

#define MANY 20000
#define CHATS 50

typedef struct {
  Conv convs[CHATS];
} Many;

static void
fill (Fixture *fixture, Many *many)
{
  static const char *const words[] = {
    "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta"
  };

  for (guint i = 0; i < CHATS; i++)
    many->convs[i] = new_conv ();
  store_begin (fixture->store);
  for (guint i = 0; i < MANY; i++) {
    const Conv *conv = &many->convs[i % CHATS];
    g_autofree char *text = g_strdup_printf ("%s %s n%u %s", words[i % 7], words[(i / 7) % 6], i,
                                             i % 2 ? "odd" : "even");
    g_autoptr (MessageRow) row = new_text (fixture, conv, &conv->id, text);

    row->time = NOW + (gint64) i * 60000;
    store_message_add (fixture->store, row, i + 1, NULL);
  }
  g_assert_true (store_commit (fixture->store, NULL));
}

static void
read_all_pages (Fixture *fixture, Find find, guint expected)
{
  guint n = 0;
  gint64 last = find.oldest_first ? 0 : G_MAXINT64;

  do {
    g_autoptr (FoundPage) page = found_page_new ();

    g_assert_true (store_find (fixture->store, &find, page, 0, NULL));
    for (guint i = 0; i < page->rows->len; i++) {
      gint64 time = ((MessageRow *) page->rows->pdata[i])->time;

      g_assert_true (find.oldest_first ? time > last : time < last);
      last = time;
    }
    n += page->rows->len;
    g_assert_cmpuint (page->rows->len, <=, find.limit);
    find.place = page->next;
  } while (find.place);
  g_assert_cmpuint (n, ==, expected);
}

static void
test_many (Fixture *fixture, gconstpointer data)
{
  Many many;
  g_autoptr (FoundPage) page = found_page_new ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Find none = { .words = "odd even", .limit = 30 };
  guint tries = 0, gammas = 0;

  fill (fixture, &many);
  for (guint i = 3; i < MANY; i += CHATS)
    gammas += i % 7 == 2 || (i / 7) % 6 == 2;
  read_all_pages (fixture, (Find) { .words = "gamma odd", .conv = many.convs[3], .limit = 30 },
                  gammas);
  read_all_pages (fixture, (Find) { .words = "n1999", .limit = 3 }, 11);
  read_all_pages (fixture, (Find) { .conv = many.convs[7], .limit = 100, .oldest_first = TRUE },
                  MANY / CHATS);
  read_all_pages (
      fixture, (Find) { .from = NOW + 600 * 60000, .until = NOW + 700 * 60000, .limit = 33 }, 100);

  /* Words that never meet: the whole index is read, or a slice of it. */
  g_assert_true (store_find (fixture->store, &none, page, 0, NULL));
  g_assert_cmpuint (page->rows->len, ==, 0);
  g_assert_false (store_find (fixture->store, &none, page, 100, NULL));
  g_assert_null (store_take_error (fixture->store));
  g_cancellable_cancel (cancellable);
  g_assert_false (store_find (fixture->store, &none, page, 0, cancellable));
  g_assert_null (store_take_error (fixture->store));

  /* Slice after slice finds what one finds at once. */
  none = (Find) { .words = "gamma odd", .limit = 200 };
  for (gint64 slice = 50; !store_find (fixture->store, &none, page, slice, NULL); slice *= 2)
    g_assert_cmpuint (tries++, <, 30);
  g_assert_cmpuint (tries, >, 1);
  g_assert_cmpuint (page->rows->len, ==, 200);
  for (guint i = 1; i < page->rows->len; i++)
    g_assert_cmpint (((MessageRow *) page->rows->pdata[i])->time, <,
                     ((MessageRow *) page->rows->pdata[i - 1])->time);
}

static void
test_days (Fixture *fixture, gconstpointer data)
{
  Conv conv = new_conv (), other = new_conv ();
  gint64 times[6];
  g_autoptr (GArray) ords = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (times); i++)
    times[i] = NOW + i * DAY;
  add_at (fixture, &conv, "before", NOW - 1);
  add_at (fixture, &conv, "a", NOW);
  add_at (fixture, &conv, "b", NOW + 1);
  add_at (fixture, &conv, "c", NOW + 3 * DAY + 5);
  add_at (fixture, &other, "d", NOW + 2 * DAY);
  add_at (fixture, &conv, "after", NOW + 9 * DAY);
  ords = store_find_days (fixture->store, &conv, times, 5);
  g_assert_cmpuint (ords->len, ==, 5);
  for (guint i = 0; i < 5; i++)
    g_assert_cmpint (g_array_index (ords, gint64, i) != 0, ==, i == 0 || i == 3);
  g_assert_cmpint (g_array_index (ords, gint64, 0), <, g_array_index (ords, gint64, 3));
  g_clear_pointer (&ords, g_array_unref);
  other = new_conv ();
  ords = store_find_days (fixture->store, &other, times, 5);
  g_assert_cmpint (g_array_index (ords, gint64, 0), ==, 0);
}

#define add(path, func)                                                                            \
  g_test_add ("/store-search/" path, Fixture, NULL, fixture_set_up, func, fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("words", test_words);
  add ("without-spaces", test_without_spaces);
  add ("tags-are-hidden", test_tags_are_hidden);
  add ("filters", test_filters);
  add ("once", test_once);
  add ("file-names", test_file_names);
  add ("time", test_time);
  add ("many", test_many);
  add ("days", test_days);
  return g_test_run ();
}
