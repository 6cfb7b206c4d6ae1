/* books: the server's tables, read only.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "books.h"

#include <sqlcipher/sqlite3.h>
#include <string.h>

#define BUSY_MS 10000

static sqlite3 *
open_books (Life *life)
{
  g_autofree char *path = test_server_database (life->server);
  sqlite3 *db;

  life_check (life, sqlite3_open_v2 (path, &db, SQLITE_OPEN_READONLY, NULL) == SQLITE_OK,
              "the server's database cannot be opened");
  sqlite3_busy_timeout (db, BUSY_MS);
  return db;
}

static sqlite3_stmt *
ask (Life *life, sqlite3 *db, const char *sql)
{
  sqlite3_stmt *rows;

  life_check (life, sqlite3_prepare_v2 (db, sql, -1, &rows, NULL) == SQLITE_OK, "%s: %s", sql,
              sqlite3_errmsg (db));
  return rows;
}

static sqlite3_stmt *
ask_about (Life *life, sqlite3 *db, const Device *device, const char *sql)
{
  sqlite3_stmt *rows = ask (life, db, sql);

  sqlite3_bind_blob (rows, 1, &life->accounts[device->account], ID_BYTES, SQLITE_STATIC);
  sqlite3_bind_int64 (rows, 2, device->dev);
  return rows;
}

static void
check_waiting (Life *life, const Device *device, sqlite3 *db, const Mailbox *mailbox)
{
  gint64 last = mailbox->acked;
  sqlite3_stmt *rows = ask_about (life, db, device,
                                  "SELECT seq, upto FROM mailbox JOIN device ON key = device"
                                  " WHERE acc = ? AND dev = ? ORDER BY seq");

  while (sqlite3_step (rows) == SQLITE_ROW) {
    life_check (life, sqlite3_column_int64 (rows, 0) == last + 1,
                "the mailbox of %s has seq %" G_GINT64_FORMAT " after %" G_GINT64_FORMAT,
                life_name (device), (gint64) sqlite3_column_int64 (rows, 0), last);
    last = sqlite3_column_int64 (rows, 1);
  }
  sqlite3_finalize (rows);
  life_check (life, last == mailbox->next - 1,
              "the mailbox of %s ends at %" G_GINT64_FORMAT ", %" G_GINT64_FORMAT " comes next",
              life_name (device), last, mailbox->next);
}

Mailbox
books_mailbox (Life *life, Device *device)
{
  Mailbox mailbox = { 0 };
  sqlite3 *db = open_books (life);
  sqlite3_stmt *row;

  sqlite3_exec (db, "BEGIN", NULL, NULL, NULL);
  row =
      ask_about (life, db, device, "SELECT next_seq, acked FROM device WHERE acc = ? AND dev = ?");
  life_check (life, sqlite3_step (row) == SQLITE_ROW, "the server does not know %s",
              life_name (device));
  mailbox.next = sqlite3_column_int64 (row, 0);
  mailbox.acked = sqlite3_column_int64 (row, 1);
  sqlite3_finalize (row);
  check_waiting (life, device, db, &mailbox);
  sqlite3_close (db);
  return mailbox;
}

static void
take_place (Life *life, const Id *id, gint64 cseq)
{
  const gint64 *known = g_hash_table_lookup (life->places, id);

  life_check (life, known == NULL || *known == cseq,
              "one message has places %" G_GINT64_FORMAT " and %" G_GINT64_FORMAT,
              known != NULL ? *known : 0, cseq);
  if (known == NULL)
    g_hash_table_insert (life->places, id_copy (id), g_memdup2 (&cseq, sizeof cseq));
}

void
books_read_places (Life *life)
{
  sqlite3 *db = open_books (life);
  sqlite3_stmt *rows = ask (life, db, "SELECT id, cseq FROM sent");

  while (sqlite3_step (rows) == SQLITE_ROW) {
    Id id;

    memcpy (id.bytes, sqlite3_column_blob (rows, 0), ID_BYTES);
    take_place (life, &id, sqlite3_column_int64 (rows, 1));
  }
  sqlite3_finalize (rows);
  sqlite3_close (db);
}

gint64
books_number (Life *life, const char *sql)
{
  sqlite3 *db = open_books (life);
  sqlite3_stmt *rows = ask (life, db, sql);
  gint64 number = sqlite3_step (rows) == SQLITE_ROW ? sqlite3_column_int64 (rows, 0) : 0;

  sqlite3_finalize (rows);
  sqlite3_close (db);
  return number;
}
