/* sqlite-media: which media objects there are, whose they count as, and when they may go.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "sqlite.h"

#define NEVER G_MAXINT64

static gboolean
refuse (GError **error, WhinError code, const char *why)
{
  g_set_error_literal (error, WHIN_ERROR, code, why);
  return FALSE;
}

/* The same announcement again is fine while it is pending, and when it is done. */
static gboolean
check_again (Sqlite *db, const StoreMediaNew *media, gboolean *again, GError **error)
{
  g_autoptr (GError) local = NULL;
  sqlite3_stmt *row = sqlite_sql (db, "SELECT acc, size FROM media WHERE id = ?", "d", &media->id);
  Id acc;
  gboolean same;

  *again = sqlite_row (db, row, &local);
  if (!*again) {
    if (local == NULL)
      return TRUE;
    g_propagate_error (error, g_steal_pointer (&local));
    return FALSE;
  }
  sqlite_column_id (row, 0, &acc);
  same = id_equal (&acc, &media->acc) && sqlite3_column_int64 (row, 1) == media->size;
  sqlite3_reset (row);
  return same || refuse (error, WHIN_ERROR_CONFLICT, "this media id is taken");
}

/* The backup before makes room for the next one; those before that are on the disk until they are
 * collected. */
static gboolean
check_quota (Sqlite *db, const StoreMediaNew *media, GError **error)
{
  gint64 pending, held;

  if (!sqlite_value (db, error, &pending, 0,
                     "SELECT count(*) FROM media WHERE acc = ? AND ready = 0 AND expires > ?", "di",
                     &media->acc, media->now) ||
      !sqlite_value (db, error, &held, 0,
                     "SELECT coalesce (sum (size), 0) FROM media WHERE acc = ?1 "
                     "AND NOT (?2 = 3 AND kind = 3 AND ready = 1 AND expires = ?3)",
                     "dii", &media->acc, (gint64) media->kind, NEVER))
    return FALSE;
  if (pending >= media->max_pending)
    return refuse (error, WHIN_ERROR_QUOTA, "too many uploads were announced and not made");
  if (held > media->quota - media->size)
    return refuse (error, WHIN_ERROR_QUOTA, "this account's storage allowance is used up for now");
  return TRUE;
}

gboolean
sqlite_media_new (gpointer data, gpointer args, GError **error)
{
  Sqlite *db = data;
  const StoreMediaNew *media = args;
  gboolean again;

  if (!check_again (db, media, &again, error))
    return FALSE;
  if (again)
    return sqlite_do (db, error, "UPDATE media SET expires = max (expires, ?) WHERE id = ?", "id",
                      media->now + media->ttl_ms, &media->id);
  return check_quota (db, media, error) &&
         sqlite_do (db, error,
                    "INSERT INTO media (id, acc, size, kind, expires) VALUES (?, ?, ?, ?, ?)",
                    "ddiii", &media->id, &media->acc, media->size, (gint64) media->kind,
                    media->now + media->ttl_ms);
}

static gboolean
stays (gint64 kind)
{
  return kind == STORE_MEDIA_AVATAR || kind == STORE_MEDIA_BACKUP;
}

/* It stays until it is replaced: the new one starts the clock of the one before. */
gboolean
sqlite_media_ready (gpointer data, gpointer args, GError **error)
{
  Sqlite *db = data;
  const StoreMediaReady *ready = args;
  gint64 kind;

  if (!sqlite_value (db, error, &kind, -1,
                     "SELECT kind FROM media WHERE id = ? AND acc = ? AND ready = 0", "dd",
                     &ready->id, &ready->acc))
    return FALSE;
  if (kind < 0) /* it is ready already, and may have been replaced since */
    return TRUE;
  if (stays (kind) &&
      !sqlite_do (db, error,
                  "UPDATE media SET expires = ? WHERE acc = ? AND kind = ? AND expires = ?", "idii",
                  ready->now + ready->replaced_ms, &ready->acc, kind, NEVER))
    return FALSE;
  return sqlite_do (
      db, error,
      "UPDATE media SET ready = 1, upload = NULL, stored = ?, expires = max (expires, ?) "
      "WHERE id = ? AND acc = ?",
      "iidd", ready->now, stays (kind) ? NEVER : ready->now + ready->ttl_ms, &ready->id,
      &ready->acc);
}

gboolean
sqlite_media (gpointer data, gpointer args, GError **error)
{
  Sqlite *db = data;
  StoreMedia *media = args;
  GError *local = NULL;
  sqlite3_stmt *row = sqlite_sql (
      db, "SELECT acc, size, ready, kind, upload FROM media WHERE id = ?", "d", &media->id);

  media->found = sqlite_row (db, row, &local);
  if (media->found) {
    sqlite_column_id (row, 0, &media->acc);
    media->size = sqlite3_column_int64 (row, 1);
    media->ready = sqlite3_column_int (row, 2) != 0;
    media->kind = (StoreMediaKind) sqlite3_column_int (row, 3);
    media->upload = g_strdup ((const char *) sqlite3_column_text (row, 4));
    sqlite3_reset (row);
  }
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, local);
  return FALSE;
}

gboolean
sqlite_media_upload (gpointer data, gpointer args, GError **error)
{
  Sqlite *db = data;
  StoreMediaUpload *upload = args;

  if (!sqlite_do (db, error,
                  "UPDATE media SET upload = ? "
                  "WHERE id = ? AND acc = ? AND ready = 0 AND expires > 0 AND upload IS ?",
                  "tddt", upload->upload, &upload->id, &upload->acc, upload->old))
    return FALSE;
  upload->taken = sqlite_changed (db) > 0;
  return TRUE;
}

/* Not deleted here: it is made due, and the collector takes object and row. */
gboolean
sqlite_media_cancel (gpointer data, gpointer args, GError **error)
{
  Sqlite *db = data;
  const StoreMediaCancel *cancel = args;

  if (!sqlite_do (db, error,
                  "UPDATE media SET expires = 0, ready = 0 "
                  "WHERE id = ? AND acc = ? AND referenced = 0",
                  "dd", &cancel->id, &cancel->acc))
    return FALSE;
  return sqlite_changed (db) > 0 ||
         refuse (error, WHIN_ERROR_NOT_FOUND, "no such upload of yours, or a message names it");
}

static void
free_due (gpointer data)
{
  StoreDueObject *object = data;

  g_free (object->upload);
  g_free (object);
}

gboolean
sqlite_media_due (gpointer data, gpointer args, GError **error)
{
  Sqlite *db = data;
  StoreMediaDue *due = args;
  GError *local = NULL;
  sqlite3_stmt *rows =
      sqlite_sql (db, "SELECT id, upload FROM media WHERE expires < ? ORDER BY expires LIMIT ?",
                  "ii", due->now, (gint64) due->max);

  due->objects = g_ptr_array_new_with_free_func (free_due);
  while (sqlite_row (db, rows, &local)) {
    StoreDueObject *object = g_new (StoreDueObject, 1);

    sqlite_column_id (rows, 0, &object->id);
    object->upload = g_strdup ((const char *) sqlite3_column_text (rows, 1));
    g_ptr_array_add (due->objects, object);
  }
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, local);
  return FALSE;
}

gboolean
sqlite_media_forget (gpointer data, gpointer args, GError **error)
{
  const StoreMediaForget *forget = args;

  return sqlite_do (data, error, "DELETE FROM media WHERE id = ? AND expires < ?", "di",
                    &forget->id, forget->now);
}
