/* store-contact: the table of people.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-contact.h"

#include "store-query.h"

#define CONTACT_SELECT                                                                             \
  "SELECT acc, phone, name, profile_name, about, contact, blocked, avatar, photo_key,"             \
  " photo_sha256, photo_size, (SELECT trust FROM peer WHERE peer.acc = contact.acc) FROM contact "

static ContactRow *
read_contact (Query *q)
{
  ContactRow *row = contact_row_new ();

  row->acc = column_id (q, 0);
  row->phone = column_text_or_empty (q, 1);
  row->name = column_text_or_empty (q, 2);
  row->profile_name = column_text_or_empty (q, 3);
  row->about = column_text_or_empty (q, 4);
  row->contact = column_int (q, 5) != 0;
  row->blocked = column_int (q, 6) != 0;
  row->avatar = column_media_file (q, 7);
  row->trust = (Trust) column_int (q, 11);
  return row;
}

void
store_photo_free (StorePhoto *photo)
{
  media_key_free (photo->photo_key);
  g_free (photo);
}

ContactRow *
store_contact_get (Store *store, const Id *acc)
{
  Query *q = query (store, CONTACT_SELECT "WHERE acc = ?", "d", acc);
  ContactRow *row = query_next (store, q) ? read_contact (q) : NULL;

  query_end (q);
  return row;
}

GPtrArray *
store_contact_list (Store *store)
{
  GPtrArray *rows = g_ptr_array_new_with_free_func ((GDestroyNotify) contact_row_unref);
  Query *q = query (store, CONTACT_SELECT, "");

  while (query_next (store, q))
    g_ptr_array_add (rows, read_contact (q));
  return rows;
}

gboolean
store_contact_ensure (Store *store, const Id *acc)
{
  return run (store, "INSERT OR IGNORE INTO contact (acc) VALUES (?)", "d", acc) > 0;
}

void
store_contact_set_phone (Store *store, const Id *acc, const char *phone)
{
  store_contact_ensure (store, acc);
  run (store, "UPDATE contact SET phone = coalesce (?, phone) WHERE acc = ?", "td", phone, acc);
}

void
store_contact_set_name (Store *store, const Id *acc, const char *name, gboolean contact)
{
  store_contact_ensure (store, acc);
  run (store, "UPDATE contact SET name = ?, contact = ? WHERE acc = ?", "tid", name,
       (gint64) contact, acc);
}

gboolean
store_contact_set_profile (Store *store,
                           const Id *acc,
                           const char *name,
                           const char *about,
                           const Id *photo,
                           const MediaKey *key)
{
  store_contact_ensure (store, acc);
  run (store, "UPDATE contact SET profile_name = ?, about = ? WHERE acc = ?", "ttd", name, about,
       acc);
  return run (store,
              "UPDATE contact SET photo = ?1, photo_key = ?2, photo_sha256 = ?3, photo_size = ?4,"
              " avatar = NULL WHERE acc = ?5 AND photo IS NOT ?1",
              "dksid", photo, key, key, key != NULL ? key->size : G_GINT64_CONSTANT (0), acc) > 0;
}

void
store_contact_set_avatar (Store *store, const Id *acc, const char *path)
{
  run (store, "UPDATE contact SET avatar = ? WHERE acc = ?", "td", path, acc);
}

void
store_contact_set_blocked (Store *store, const Id *acc, gboolean blocked)
{
  store_contact_ensure (store, acc);
  run (store, "UPDATE contact SET blocked = ? WHERE acc = ?", "id", (gint64) blocked, acc);
}

void
store_contact_set_owed (Store *store, const Id *acc, Owed what, gboolean owed)
{
  run (store, "UPDATE contact SET owed = iif (?1, owed | ?2, owed & ~?2) WHERE acc = ?3", "iid",
       (gint64) owed, (gint64) what, acc);
}

void
store_contact_owe_all (Store *store)
{
  run (store,
       "UPDATE contact SET owed = owed | iif (contact, ?1, 0) | iif (blocked, ?2, 0)"
       " WHERE contact OR blocked",
       "ii", (gint64) OWED_CONTACT, (gint64) OWED_BLOCK);
}

gboolean
store_contact_owed (Store *store, Id *acc, Owed *what)
{
  Query *q = query (store, "SELECT acc, owed FROM contact WHERE owed <> 0 LIMIT 1", "");
  gboolean found = query_next (store, q);

  if (found) {
    *acc = column_id (q, 0);
    *what = column_int (q, 1) & OWED_CONTACT ? OWED_CONTACT : OWED_BLOCK;
  }
  query_end (q);
  return found;
}

gint64
store_contact_profile_sent (Store *store, const Id *acc)
{
  return query_number (store, 0, "SELECT profile_sent FROM contact WHERE acc = ?", "d", acc);
}

void
store_contact_set_profile_sent (Store *store, const Id *acc, gint64 version)
{
  store_contact_ensure (store, acc);
  run (store, "UPDATE contact SET profile_sent = ? WHERE acc = ?", "id", version, acc);
}

GArray *
store_contact_profile_stale (Store *store, gint64 version)
{
  GArray *ids = g_array_new (FALSE, FALSE, sizeof (Id));
  Query *q = query (store,
                    "SELECT acc FROM contact WHERE profile_sent > 0 AND profile_sent < ?"
                    " AND NOT blocked",
                    "i", version);

  while (query_next (store, q)) {
    Id acc = column_id (q, 0);

    g_array_append_val (ids, acc);
  }
  return ids;
}

GPtrArray *
store_contact_photos_missing (Store *store)
{
  GPtrArray *photos = g_ptr_array_new_with_free_func ((GDestroyNotify) store_photo_free);
  Query *q = query (store,
                    "SELECT acc, photo, photo_key, photo_sha256, photo_size FROM contact"
                    " WHERE photo_key IS NOT NULL AND avatar IS NULL AND NOT blocked",
                    "");

  while (query_next (store, q)) {
    StorePhoto *photo = g_new0 (StorePhoto, 1);

    photo->acc = column_id (q, 0);
    photo->photo = column_id (q, 1);
    photo->photo_key = column_media_key (q, 2, column_int (q, 4));
    g_ptr_array_add (photos, photo);
  }
  return photos;
}
