/* test-archive: the records of a backup, and the way of the store's rows through them.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "place.h"

#include "broadcast.h"
#include "outlet.h"
#include "store-archive.h"
#include "store-broadcast.h"
#include "store-chat.h"
#include "store-contact.h"
#include "store-media.h"
#include "store-message.h"
#include "store-peer.h"

#include <string.h>

static MessageRow *
row_new (guint8 chat, guint8 author, guint n, const char *text)
{
  MessageRow *row = message_row_new ();

  row->conv = with (chat);
  row->author = id_of (author);
  memcpy (row->id.bytes, &n, sizeof n);
  row->id.bytes[15] = 1;
  row->own = author == 1;
  row->state = row->own ? STATE_READ : STATE_RECEIVED;
  row->time = DAY + n;
  row->text = g_strdup (text);
  row->error = -1;
  return row;
}

static void
add (Place *place, MessageRow *row, gint64 cseq, GBytes *raw)
{
  g_assert_true (store_message_add (place->core.store, row, cseq, raw));
}

static void
add_texts (Place *place, guint8 chat, guint from, guint n)
{
  for (guint i = from; i < from + n; i++) {
    g_autofree char *text = g_strdup_printf ("message %u “äö” \"\\ \n\t", i);
    g_autoptr (MessageRow) row = row_new (chat, i % 3 == 0 ? 1 : chat, i, text);

    add (place, row, i, NULL);
  }
}

static void
add_picture (Place *place, guint n)
{
  g_autoptr (MessageRow) row = row_new (2, 2, n, "look");
  MediaKey key = { { 3 }, { 7, 7 }, 1234 };

  row->kind = MESSAGE_PICTURE;
  row->media = media_new ();
  row->media->object = id_of (77);
  row->media->mime = g_strdup ("image/jpeg");
  row->media->name = g_strdup ("tree.jpg");
  row->media->size = 1234;
  row->media->width = 40;
  row->media->height = 30;
  row->media->thumb = g_bytes_new ("thumb", 5);
  row->media->album = (Album) { id_of (76), 3, 2 };
  row->media->file = media_file_new ("/somewhere/here", &key);
  add (place, row, n, NULL);
}

static void
add_sticker (Place *place, guint n)
{
  g_autoptr (MessageRow) row = row_new (3, 3, n, "");
  MediaKey key = { { 4 }, { 8, 8 }, 999 };

  row->kind = MESSAGE_PICTURE;
  row->media = media_new ();
  row->media->object = id_of (78);
  row->media->mime = g_strdup ("image/png");
  row->media->name = g_strdup ("");
  row->media->size = 999;
  row->media->width = row->media->height = 512;
  row->media->file = media_file_new ("/somewhere/else", &key);
  row->media->sticker = sticker_new ();
  row->media->sticker->emoji = g_strdup ("🐦");
  row->media->sticker->pack = id_of (79);
  row->media->sticker->name = g_strdup ("Birds");
  add (place, row, n, NULL);
}

static void
fill (Place *place)
{
  g_autoptr (MessageRow) odd = row_new (3, 3, 5001, "");
  g_autoptr (MessageRow) notice = row_new (3, 1, 5002, "");
  g_autoptr (MessageRow) waiting = row_new (3, 1, 5003, "unsent");
  g_autoptr (GArray) read = g_array_new (FALSE, FALSE, sizeof (MessageName));
  g_autoptr (GBytes) raw = g_bytes_new ("{\"k\":\"later\"}", 13);
  Store *store = place->core.store;
  Id ben = id_of (2), photo = id_of (88);
  Conv conv = with (2);

  store_begin (store);
  store_contact_set_phone (store, &ben, "+4915112340002");
  store_contact_set_name (store, &ben, "Ben", TRUE);
  store_contact_set_profile (store, &ben, "Benjamin", "away", &photo,
                             &(MediaKey) { { 1 }, { 2 }, 99 });
  store_contact_set_blocked (store, &(Id) { { 3 } }, TRUE);
  store_setting_put (store, "typing", "off");
  store_setting_put (store, "register-token", "secret");
  add_texts (place, 2, 1, 500);
  add_picture (place, 600);
  add_sticker (place, 700);
  add_texts (place, 3, 1000, 20);
  odd->kind = MESSAGE_UNKNOWN;
  add (place, odd, 1500, raw);
  notice->kind = MESSAGE_GAP;
  notice->own = FALSE;
  add (place, notice, 0, NULL);
  waiting->state = STATE_PENDING;
  add (place, waiting, 0, NULL);
  store_chat_mark_read (store, &conv, (gint64) 400 << STORE_ORD_SHIFT, read);
  store_chat_set_draft (store, &conv, "not to be kept", NULL);
  commit (place);
}

static void
test_round_trip (Place *place, gconstpointer data)
{
  Place other = { 0 };
  g_autofree char *text = NULL;
  g_autofree char *again = NULL;
  g_autoptr (GError) error = NULL;

  fill (place);
  text = write_all (place, ARCHIVE_HISTORY);
  g_assert_null (strstr (text, "not to be kept"));
  g_assert_null (strstr (text, "register-token"));
  g_assert_null (strstr (text, "unsent"));
  g_assert_null (strstr (text, "/somewhere/here"));
  g_assert_nonnull (strstr (text, "\"name\":\"Birds\""));
  place_set_up (&other, NULL);
  g_assert_true (read_all (&other, text, strlen (text), 1000, &error));
  g_assert_no_error (error);
  again = write_all (&other, ARCHIVE_HISTORY);
  g_assert_cmpstr (text, ==, again);
  place_tear_down (&other, NULL);
}

static void
test_chats (Place *place, gconstpointer data)
{
  Place other = { 0 };
  g_autofree char *text = NULL;
  Id self = id_of (1);
  Conv conv = with (2);

  fill (place);
  text = write_all (place, ARCHIVE_HISTORY);
  place_set_up (&other, NULL);
  g_assert_true (read_all (&other, text, strlen (text), 64 * 1024, NULL));
  {
    g_autoptr (ChatRow) was = store_chat_get (place->core.store, &conv, &self);
    g_autoptr (ChatRow) is = store_chat_get (other.core.store, &conv, &self);
    g_autoptr (GPtrArray) page =
        store_message_page (other.core.store, &conv, STORE_NEWEST, 0, 1000);
    const MessageRow *last = page->pdata[page->len - 1];
    Id album = id_of (76);

    g_assert_cmpuint (was->unread, >, 0);
    g_assert_cmpuint (is->unread, ==, was->unread);
    g_assert_cmpint (is->first_unread_ord, ==, was->first_unread_ord);
    g_assert_cmpint (is->sort_time, ==, was->sort_time);
    g_assert_cmpstr (is->name, ==, "Ben");
    g_assert_cmpstr (is->draft, ==, "");
    g_assert_cmpuint (page->len, ==, 501);
    g_assert_cmpint (last->kind, ==, MESSAGE_PICTURE);
    g_assert_null (last->media->file);
    g_assert_cmpint (last->media->transfer, ==, TRANSFER_NONE);
    g_assert_cmpuint (g_bytes_get_size (last->media->thumb), ==, 5);
    g_assert_true (id_equal (&last->media->album.id, &album));
    g_assert_cmpuint (last->media->album.n, ==, 3);
    g_assert_cmpuint (last->media->album.at, ==, 2);
  }
  place_tear_down (&other, NULL);
}

/* A message to a broadcast list, and what went to one of its people. Returns its id. */
static Id
add_broadcast (Place *place)
{
  g_autoptr (MessageRow) row = row_new (2, 1, 5004, "to all");
  g_autoptr (MessageRow) copy = row_new (2, 1, 5005, "to one");
  StoreBroadcast ben = { .acc = id_of (2), .state = STATE_READ, .delivered = 40, .read = 50 };
  StoreBroadcast cleo = { .acc = id_of (3), .state = STATE_PENDING };

  ben.copy = broadcast_copy_id (&row->id, &ben.acc);
  cleo.copy = broadcast_copy_id (&row->id, &cleo.acc);
  row->conv.kind = CONV_BROADCAST;
  copy->broadcast = TRUE;
  store_begin (place->core.store);
  add (place, row, 7, NULL);
  add (place, copy, 5005, NULL);
  store_broadcast_add (place->core.store, &row->id, &ben);
  store_broadcast_add (place->core.store, &row->id, &cleo);
  commit (place);
  return row->id;
}

static void
assert_broadcast (Place *place, const char *text, const Id *message, MessageState cleos)
{
  Place other = { 0 };
  g_autoptr (GArray) people = NULL;
  const StoreBroadcast *ben, *cleo;

  place_set_up (&other, NULL);
  g_assert_true (read_all (&other, text, strlen (text), 4096, NULL));
  people = store_broadcast_list (other.core.store, message, NULL, 10);
  g_assert_cmpuint (people->len, ==, 2);
  ben = &g_array_index (people, StoreBroadcast, 0);
  cleo = &g_array_index (people, StoreBroadcast, 1);
  g_assert_cmpint (ben->state, ==, STATE_READ);
  g_assert_cmpint (ben->delivered, ==, 40);
  g_assert_cmpint (ben->read, ==, 50);
  g_assert_cmpint (cleo->state, ==, cleos);
  {
    Id self = id_of (1), id = { { 0 } };
    guint n = 5005;
    g_autoptr (MessageRow) copy = NULL;

    memcpy (id.bytes, &n, sizeof n);
    id.bytes[15] = 1;
    copy = store_message_get (other.core.store, &self, &id);
    g_assert_true (copy->broadcast);
  }
  place_tear_down (&other, NULL);
}

/* What waits for somebody goes on where it was written, which a new device need not mind; after
 * that is lost it is for a person to try again. */
static void
test_broadcast (Place *place, gconstpointer data)
{
  Id message = add_broadcast (place);
  g_autofree char *history = write_all (place, ARCHIVE_HISTORY);
  g_autofree char *backup = write_all (place, ARCHIVE_BACKUP);

  assert_broadcast (place, history, &message, STATE_SENT);
  assert_broadcast (place, backup, &message, STATE_FAILED);
}

/* A second time, and over what is there already, nothing changes. */
static void
test_twice (Place *place, gconstpointer data)
{
  g_autofree char *text = NULL;
  g_autofree char *again = NULL;

  fill (place);
  text = write_all (place, ARCHIVE_HISTORY);
  g_assert_true (read_all (place, text, strlen (text), 4096, NULL));
  g_assert_true (read_all (place, text, strlen (text), 4096, NULL));
  again = write_all (place, ARCHIVE_HISTORY);
  g_assert_cmpstr (text, ==, again);
}

/* The new device has heard something in the meantime: it stays, in its place. */
static void
test_merge (Place *place, gconstpointer data)
{
  Place other = { 0 };
  g_autofree char *text = NULL;
  g_autoptr (MessageRow) deleted = row_new (2, 2, 7, "");
  Conv conv = with (2);

  fill (place);
  text = write_all (place, ARCHIVE_HISTORY);
  place_set_up (&other, NULL);
  store_begin (other.core.store);
  add_texts (&other, 2, 499, 10);
  store_message_add (other.core.store, deleted, 7, NULL);
  store_message_delete (other.core.store, &deleted->author, &deleted->id, TRUE, DAY);
  commit (&other);
  g_assert_true (read_all (&other, text, strlen (text), 4096, NULL));
  {
    g_autoptr (GPtrArray) page =
        store_message_page (other.core.store, &conv, STORE_NEWEST, 0, 1000);
    gint64 before = 0;

    /* 501, eight that came here, and without the one deleted here. */
    g_assert_cmpuint (page->len, ==, 501 + 8 - 1);
    for (guint i = 0; i < page->len; i++) {
      const MessageRow *row = page->pdata[i];

      g_assert_cmpint (row->ord, >, before);
      before = row->ord;
    }
  }
  place_tear_down (&other, NULL);
}

/* What a front end is told: rows by their text. */
static void
told_cb (const Batch *batch, gpointer data)
{
  GHashTable *told = data;

  for (guint i = 0; i < batch->messages->len; i++) {
    MessageRow *row = batch->messages->pdata[i];

    g_hash_table_insert (told, g_strdup (row->text), message_row_ref (row));
  }
}

/* Reads it where a front end watches; gives what that is told. */
static GHashTable *
read_and_watch (Place *place, const char *text)
{
  GHashTable *told =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) message_row_unref);

  place->core.outlet = outlet_new (told_cb, told);
  place->core.stopping = FALSE;
  g_assert_true (read_all (place, text, strlen (text), 4096, NULL));
  while (g_main_context_iteration (NULL, FALSE))
    ;
  place->core.stopping = TRUE;
  outlet_close (place->core.outlet);
  return told;
}

/* Numbers from 1 on, of which somebody else wrote the messages. */
static void
add_newer (Place *place, guint n)
{
  for (guint i = 1; i <= n; i++) {
    g_autofree char *text = g_strdup_printf ("newer %u", i);
    g_autoptr (MessageRow) row = row_new (2, 2, (guint8) (90 + i), text);

    add (place, row, i, NULL);
  }
}

/* A server that lost its last hours numbers anew; the device that lived through it adds a base. */
static void
test_base (Place *place, gconstpointer data)
{
  Place other = { 0 };
  g_autofree char *text = NULL;
  g_autoptr (GHashTable) told = NULL;
  g_autoptr (GPtrArray) page = NULL;
  g_autoptr (MessageRow) next = row_new (2, 2, 99, "next");
  Conv conv = with (2);

  store_begin (place->core.store);
  add_texts (place, 2, 1, 10);
  store_chat_rebase (place->core.store);
  commit (place);
  text = write_all (place, ARCHIVE_HISTORY);
  place_set_up (&other, NULL);
  store_begin (other.core.store);
  add_newer (&other, 3);
  commit (&other);
  told = read_and_watch (&other, text);
  g_assert_cmpuint (g_hash_table_size (told), ==, 3);
  page = store_message_page (other.core.store, &conv, STORE_NEWEST, 0, 50);
  g_assert_cmpuint (page->len, ==, 13);
  for (guint i = 0; i < 3; i++) {
    const MessageRow *row = page->pdata[10 + i];
    const MessageRow *shown = g_hash_table_lookup (told, row->text);

    g_assert_true (g_str_has_prefix (row->text, "newer"));
    g_assert_cmpint (shown->ord, ==, row->ord);
  }
  store_begin (other.core.store);
  add (&other, next, 4, NULL);
  commit (&other);
  g_assert_cmpint (next->ord, >, ((MessageRow *) page->pdata[12])->ord);
  place_tear_down (&other, NULL);
}

/* A device that heard of the new numbers earlier in the conversation has a lower base: what came
 * after that moves, what was before does not. */
static void
test_base_behind (Place *place, gconstpointer data)
{
  Place other = { 0 };
  g_autofree char *text = NULL;
  g_autoptr (GHashTable) told = NULL;
  g_autoptr (GPtrArray) page = NULL;
  g_autoptr (ChatRow) chat = NULL;
  g_autoptr (GArray) read = g_array_new (FALSE, FALSE, sizeof (MessageName));
  Conv conv = with (2);
  Id self = id_of (1);

  place_set_up (&other, NULL);
  for (guint i = 0; i < 2; i++) {
    Place *at = i == 0 ? place : &other;

    store_begin (at->core.store);
    add_texts (at, 2, 1, i == 0 ? 10 : 8);
    store_chat_mark_read (at->core.store, &conv, G_MAXINT64, read);
    store_chat_rebase (at->core.store);
    commit (at);
  }
  store_begin (other.core.store);
  add_newer (&other, 3);
  commit (&other);
  text = write_all (place, ARCHIVE_HISTORY);
  told = read_and_watch (&other, text);
  g_assert_cmpuint (g_hash_table_size (told), ==, 3);
  page = store_message_page (other.core.store, &conv, STORE_NEWEST, 0, 50);
  g_assert_cmpuint (page->len, ==, 13);
  for (guint i = 0; i < 10; i++)
    g_assert_cmpint (((MessageRow *) page->pdata[i])->ord, ==, (i + 1) << STORE_ORD_SHIFT);
  chat = store_chat_get (other.core.store, &conv, &self);
  g_assert_cmpint (chat->unread, ==, 3);
  g_assert_cmpint (chat->first_unread_ord, ==, ((MessageRow *) page->pdata[10])->ord);
  place_tear_down (&other, NULL);
}

/* Words that were not sent yet can be sent after a restore; a file that is gone cannot. */
static void
test_unsent (Place *place, gconstpointer data)
{
  Place other = { 0 };
  g_autofree char *text = NULL;
  g_autoptr (MessageRow) words = row_new (2, 1, 1, "words");
  g_autoptr (MessageRow) file = row_new (2, 1, 2, "file");
  g_autoptr (MessageRow) got = NULL;

  words->state = file->state = STATE_PENDING;
  file->kind = MESSAGE_FILE;
  file->media = media_new ();
  file->media->mime = g_strdup ("text/plain");
  file->media->name = g_strdup ("a.txt");
  store_begin (place->core.store);
  add (place, words, 0, NULL);
  add (place, file, 0, NULL);
  commit (place);
  text = write_all (place, ARCHIVE_BACKUP);
  place_set_up (&other, NULL);
  g_assert_true (read_all (&other, text, strlen (text), 4096, NULL));
  got = store_message_get (other.core.store, &words->author, &words->id);
  g_assert_cmpint (got->state, ==, STATE_FAILED);
  g_assert_false (store_message_is_known (other.core.store, &file->author, &file->id));
  place_tear_down (&other, NULL);
}

static void
test_cut_anywhere (Place *place, gconstpointer data)
{
  g_autofree char *text = NULL;
  gsize len;

  store_begin (place->core.store);
  add_texts (place, 2, 1, 3);
  add_picture (place, 9);
  commit (place);
  text = write_all (place, ARCHIVE_HISTORY);
  len = strlen (text);
  for (gsize cut = 0; cut < len; cut++) {
    g_autoptr (ArchiveReader) reader = archive_reader_new ();
    g_autoptr (GError) error = NULL;
    ArchiveRecord *record;

    archive_reader_push (reader, text, cut);
    while ((record = archive_reader_next (reader, &error)) != NULL)
      archive_record_free (record);
    g_assert_no_error (error);
    g_assert_false (archive_reader_end (reader, &error));
    g_assert_error (error, WHIN_ERROR, WHIN_ERROR_CORRUPT);
  }
}

static WhinError
error_of (const char *text)
{
  g_autoptr (ArchiveReader) reader = archive_reader_new ();
  g_autoptr (GError) error = NULL;
  ArchiveRecord *record;

  archive_reader_push (reader, text, strlen (text));
  while ((record = archive_reader_next (reader, &error)) != NULL)
    archive_record_free (record);
  if (error == NULL)
    archive_reader_end (reader, &error);
  g_assert_nonnull (error);
  return error->code;
}

#define HEAD_(format, messages)                                                                    \
  "{\"k\":\"head\",\"format\":" format ",\"acc\":\"AQEBAQEBAQEBAQEBAQEBAQ\",\"phone\":\"+49\","    \
  "\"server\":\"s\",\"made\":1,\"contacts\":0,\"peers\":0,\"chats\":0,\"messages\":" messages      \
  ",\"name\":\"\",\"about\":\"\"}\n"
#define END_ "{\"k\":\"end\",\"contacts\":0,\"peers\":0,\"chats\":0,\"messages\":0}\n"

static void
test_refuses (void)
{
  static const char *const bad[] = {
    "",
    "\n",
    "null\n",
    END_,
    HEAD_ ("1", "0"),
    HEAD_ ("1", "0") HEAD_ ("1", "0") END_,
    HEAD_ ("1", "0") "\n" END_,
    HEAD_ ("1", "0") END_ "x",
    HEAD_ ("1", "0") END_ END_,
    HEAD_ ("1", "-1") END_,
    HEAD_ ("1", "100000001") END_,
    HEAD_ ("1", "0") "{\"k\":\"secret\",\"account\":\"AA\"}\n" END_,
    HEAD_ ("1", "1") END_ "{\"k\":\"later\"}\n",
    HEAD_ ("1", "0") "{\"k\":\"end\",\"contacts\":0,\"peers\":0,\"chats\":0,\"messages\":1}\n",
  };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_cmpint (error_of (bad[i]), ==, WHIN_ERROR_CORRUPT);
  g_assert_cmpint (error_of (HEAD_ ("2", "0") END_), ==, WHIN_ERROR_TOO_OLD);
}

static void
test_skips_later_kinds (void)
{
  static const char text[] = HEAD_ ("1", "0") "{\"k\":\"later\",\"x\":[1]}\n" END_ "\n\n";
  g_autoptr (ArchiveReader) reader = archive_reader_new ();
  g_autoptr (GError) error = NULL;
  ArchiveRecord *record;
  guint n = 0;

  archive_reader_push (reader, text, strlen (text));
  while ((record = archive_reader_next (reader, &error)) != NULL) {
    n++;
    archive_record_free (record);
  }
  g_assert_no_error (error);
  g_assert_cmpuint (n, ==, 3);
  g_assert_true (archive_reader_end (reader, &error));
}

/* What no reader would take is left out, and the rest is a whole archive. */
static void
test_leaves_out_what_cannot_be_read (Place *place, gconstpointer data)
{
  g_autofree char *long_text = g_strnfill (20000, 'x');
  g_autoptr (MessageRow) row = row_new (2, 2, 1, long_text);
  g_autofree char *text = NULL;
  ArchiveSource *source;
  GString *out = g_string_new (NULL);
  Place other = { 0 };

  store_begin (place->core.store);
  add (place, row, 1, NULL);
  add_texts (place, 2, 2, 3);
  commit (place);
  source = archive_source_new (&place->core, ARCHIVE_BACKUP);
  while (archive_source_next (source, out, NULL))
    ;
  archive_source_free (source);
  text = g_string_free (out, FALSE);
  place_set_up (&other, NULL);
  g_assert_true (read_all (&other, text, strlen (text), 4096, NULL));
  place_tear_down (&other, NULL);
}

static void
test_padding (void)
{
  for (guint64 size = 1; size < 5000000; size = size * 5 / 3 + 1)
    g_assert_cmpuint (archive_padding (size), <=, size / 8 + 1);
  g_assert_cmpuint (archive_padding (1000001), >, 0);
}

#define TEST(path, func) g_test_add (path, Place, NULL, place_set_up, func, place_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_true (prim_init (NULL));
  TEST ("/archive/round-trip", test_round_trip);
  TEST ("/archive/chats", test_chats);
  TEST ("/archive/twice", test_twice);
  TEST ("/archive/broadcast", test_broadcast);
  TEST ("/archive/merge", test_merge);
  TEST ("/archive/base", test_base);
  TEST ("/archive/base-behind", test_base_behind);
  TEST ("/archive/unsent", test_unsent);
  TEST ("/archive/cut-anywhere", test_cut_anywhere);
  TEST ("/archive/leaves-out-what-cannot-be-read", test_leaves_out_what_cannot_be_read);
  g_test_add_func ("/archive/refuses", test_refuses);
  g_test_add_func ("/archive/skips-later-kinds", test_skips_later_kinds);
  g_test_add_func ("/archive/padding", test_padding);
  return g_test_run ();
}
