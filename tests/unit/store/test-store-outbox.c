/* test-store-outbox: entries, recipients, device lists, files that are due.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "util.h"

#include "store-contact.h"
#include "store-device.h"
#include "store-media.h"
#include "store-message.h"
#include "store-outbox.h"

#include <string.h>

static Id
queue (Fixture *fixture, const Conv *conv, const char *content)
{
  StoreOutbox entry = { .id = id_random (), .conv = *conv, .wake = 1, .created = 100 };
  g_autoptr (GBytes) bytes = g_bytes_new_static (content, strlen (content));
  g_autoptr (GArray) media = g_array_new (FALSE, FALSE, sizeof (Id));

  g_array_append_val (media, fixture->self);
  entry.content = bytes;
  entry.media = media;
  in_transaction (fixture, store_outbox_add (fixture->store, &entry));
  return entry.id;
}

static void
test_order (Fixture *fixture, gconstpointer data)
{
  Conv conv = new_conv ();
  Id first = queue (fixture, &conv, "1");
  Id second = queue (fixture, &conv, "2");
  g_autoptr (GPtrArray) list = store_outbox_list (fixture->store, 0, 10);
  const StoreOutbox *entry = list->pdata[0];

  g_assert_cmpuint (list->len, ==, 2);
  g_assert_true (id_equal (&entry->id, &first));
  g_assert_cmpuint (entry->media->len, ==, 1);
  g_assert_true (id_equal (&g_array_index (entry->media, Id, 0), &fixture->self));
  g_assert_false (entry->addressed);
  in_transaction (fixture, store_outbox_set_done (fixture->store, &first, 1000));
  g_ptr_array_unref (list);
  fixture_reopen (fixture);
  list = store_outbox_list (fixture->store, 0, 10);
  g_assert_cmpuint (list->len, ==, 1);
  entry = list->pdata[0];
  g_assert_true (id_equal (&entry->id, &second));

  /* A restored server needs it again, in the old order. */
  in_transaction (fixture, store_outbox_reopen_done (fixture->store));
  g_assert_cmpint (store_outbox_count (fixture->store), ==, 2);
  in_transaction (fixture, store_outbox_set_done (fixture->store, &first, 1000));
  in_transaction (fixture, store_outbox_purge (fixture->store, 1001, 0));
  g_assert_null (store_outbox_get (fixture->store, &first));
}

static void
test_recipients (Fixture *fixture, gconstpointer data)
{
  Conv conv = new_conv ();
  Id id = queue (fixture, &conv, "x");
  g_autoptr (StoreOutbox) entry = store_outbox_get (fixture->store, &id);
  g_autoptr (GPtrArray) to = NULL;
  Id fresh = id_random ();

  in_transaction (fixture, {
    store_outbox_put_to (fixture->store, entry->entry, &conv.id, 1, "one");
    store_outbox_put_to (fixture->store, entry->entry, &conv.id, 2, "two");
    store_outbox_put_to (fixture->store, entry->entry, &conv.id, 2, "other");
    store_outbox_drop_to (fixture->store, entry->entry, &conv.id, 1);
    store_outbox_set_addressed (fixture->store, entry->entry, TRUE);
  });
  to = store_outbox_to (fixture->store, entry->entry);
  g_assert_cmpuint (to->len, ==, 1);
  g_assert_cmpstr (((StoreOutboxTo *) to->pdata[0])->ct, ==, "two");

  in_transaction (fixture, store_outbox_set_failed (fixture->store, &id));
  g_assert_cmpint (store_outbox_count (fixture->store), ==, 0);
  in_transaction (fixture, store_outbox_reopen (fixture->store, &id, &id, 500, TRUE));
  g_clear_pointer (&entry, store_outbox_free);
  entry = store_outbox_get (fixture->store, &id);
  g_assert_true (entry->addressed);
  g_assert_cmpint (entry->created, ==, 500);
  in_transaction (fixture, store_outbox_reopen (fixture->store, &id, &fresh, 600, TRUE));
  g_clear_pointer (&entry, store_outbox_free);
  entry = store_outbox_get (fixture->store, &fresh);
  g_assert_false (entry->addressed);
  g_assert_null (store_outbox_get (fixture->store, &id));
}

static void
test_devices (Fixture *fixture, gconstpointer data)
{
  static const gint64 devs[] = { 3, 1 };
  Id acc = id_random ();
  g_autoptr (GArray) list = NULL;

  g_assert_null (store_device_list (fixture->store, &acc));
  in_transaction (fixture, store_device_put_list (fixture->store, &acc, devs, 2));
  in_transaction (fixture, {
    store_device_add (fixture->store, &acc, 4);
    store_device_remove (fixture->store, &acc, 1);
  });
  list = store_device_list (fixture->store, &acc);
  g_assert_cmpuint (list->len, ==, 2);
  g_assert_cmpint (g_array_index (list, gint64, 0), ==, 3);
  g_assert_cmpint (g_array_index (list, gint64, 1), ==, 4);
}

static void
assert_same_key (const MediaKey *a, const MediaKey *b)
{
  g_assert_nonnull (a);
  g_assert_cmpmem (a, sizeof *a, b, sizeof *b);
}

static void
test_media (Fixture *fixture, gconstpointer data)
{
  Conv conv = new_conv ();
  g_autoptr (MessageRow) row = new_text (fixture, &conv, NULL, "caption");
  MediaKey key = { .key = "key", .sha256 = "sum", .size = 1234 };
  g_autoptr (StoreMedia) media = NULL;
  g_autoptr (GPtrArray) due = NULL;
  g_autoptr (MessageRow) read = NULL;

  row->kind = MESSAGE_PICTURE;
  row->media = media_new ();
  row->media->object = id_random ();
  row->media->mime = g_strdup ("image/png");
  row->media->name = g_strdup ("cat.png");
  row->media->size = 1234;
  row->media->width = 3;
  row->media->height = 4;
  row->media->transfer = TRANSFER_WAITING;
  in_transaction (fixture, store_message_add (fixture->store, row, 0, NULL));
  media = store_media_get (fixture->store, &row->author, &row->id);
  g_assert_null (media->key);
  media->source = g_strdup ("/somewhere/cat.png");
  media->key = media_key_copy (&key);
  in_transaction (fixture, store_media_put (fixture->store, media));
  fixture_reopen (fixture);
  due = store_media_due (fixture->store);
  g_assert_cmpuint (due->len, ==, 1);
  g_assert_cmpstr (((StoreMedia *) due->pdata[0])->source, ==, "/somewhere/cat.png");
  assert_same_key (((StoreMedia *) due->pdata[0])->key, &key);
  g_assert_cmpstr (((StoreMedia *) due->pdata[0])->text, ==, "caption");
  read = store_message_get (fixture->store, &row->author, &row->id);
  g_assert_cmpint (read->media->width, ==, 3);
  g_assert_cmpstr (read->media->file->path, ==, "/somewhere/cat.png");
  g_assert_null (read->media->file->key);
  in_transaction (fixture,
                  store_media_set_transfer (fixture->store, &row->author, &row->id, TRANSFER_NONE));
  g_ptr_array_unref (due);
  due = store_media_due (fixture->store);
  g_assert_cmpuint (due->len, ==, 0);
  /* Once it has been made, the sealed one counts. */
  g_set_str (&media->source, NULL);
  g_set_str (&media->path, "/sealed");
  in_transaction (fixture, store_media_put (fixture->store, media));
  message_row_unref (read);
  read = store_message_get (fixture->store, &row->author, &row->id);
  g_assert_cmpstr (read->media->file->path, ==, "/sealed");
  assert_same_key (read->media->file->key, &key);
}

static void
test_contacts (Fixture *fixture, gconstpointer data)
{
  static const Id none;
  Id acc = id_random ();
  Id photo = id_random ();
  MediaKey key = { .key = "key", .sha256 = "sum", .size = 77 };
  g_autoptr (ContactRow) row = NULL;
  g_autoptr (GArray) stale = NULL;
  g_autoptr (GPtrArray) photos = NULL;

  in_transaction (fixture, {
    g_assert_true (store_contact_ensure (fixture->store, &acc));
    g_assert_false (store_contact_ensure (fixture->store, &acc));
    g_assert_true (store_contact_set_profile (fixture->store, &acc, "Ada", "Busy", &photo, &key));
    g_assert_false (store_contact_set_profile (fixture->store, &acc, "Ada L.", "", &photo, &key));
  });
  photos = store_contact_photos_missing (fixture->store);
  g_assert_cmpuint (photos->len, ==, 1);
  assert_same_key (((StorePhoto *) photos->pdata[0])->photo_key, &key);
  in_transaction (fixture, {
    store_contact_set_avatar (fixture->store, &acc, "/a.jpg");
    store_contact_set_profile_sent (fixture->store, &acc, 2);
    store_contact_set_blocked (fixture->store, &acc, TRUE);
    store_contact_set_blocked (fixture->store, &acc, FALSE);
  });
  row = store_contact_get (fixture->store, &acc);
  g_assert_cmpstr (row->profile_name, ==, "Ada L.");
  g_assert_cmpstr (row->avatar->path, ==, "/a.jpg");
  assert_same_key (row->avatar->key, &key);
  g_assert_false (row->contact);
  stale = store_contact_profile_stale (fixture->store, 3);
  g_assert_cmpuint (stale->len, ==, 1);
  in_transaction (fixture, g_assert_true (store_contact_set_profile (fixture->store, &acc, "Ada",
                                                                     "", &none, NULL)));
}

static void
set_owed (Fixture *fixture, const Id *acc, Owed what, gboolean owed)
{
  in_transaction (fixture, store_contact_set_owed (fixture->store, acc, what, owed));
}

/* One thing after the other, until there is none. */
static void
test_owed (Fixture *fixture, gconstpointer data)
{
  Id acc = id_random (), owed;
  Owed what;

  in_transaction (fixture, store_contact_ensure (fixture->store, &acc));
  g_assert_false (store_contact_owed (fixture->store, &owed, &what));
  set_owed (fixture, &acc, OWED_BLOCK, TRUE);
  set_owed (fixture, &acc, OWED_CONTACT, TRUE);
  set_owed (fixture, &acc, OWED_CONTACT, TRUE);
  g_assert_true (store_contact_owed (fixture->store, &owed, &what));
  g_assert_true (id_equal (&owed, &acc));
  g_assert_cmpint (what, ==, OWED_CONTACT);
  set_owed (fixture, &acc, OWED_CONTACT, FALSE);
  g_assert_true (store_contact_owed (fixture->store, &owed, &what));
  g_assert_cmpint (what, ==, OWED_BLOCK);
  set_owed (fixture, &acc, OWED_BLOCK, FALSE);
  g_assert_false (store_contact_owed (fixture->store, &owed, &what));
}

#define add(path, func)                                                                            \
  g_test_add ("/store-outbox/" path, Fixture, NULL, fixture_set_up, func, fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("order", test_order);
  add ("recipients", test_recipients);
  add ("devices", test_devices);
  add ("media", test_media);
  add ("contacts", test_contacts);
  add ("owed", test_owed);
  return g_test_run ();
}
