/* store: the local database - encrypted, one file, one owner. Knows rows, not the protocol.
 *
 * Core thread only. Every function that reads or writes may fail on a bad disk; to keep callers
 * straight-line the failure is remembered: reads answer "nothing", and store_commit (or
 * store_take_error) reports the first one. A transaction in which anything failed never commits.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "error.h"
#include "rows.h"

typedef struct _Store Store;

#define STORE_KEY_BYTES 32

/* Opens or makes `store.db` in folder. WHIN_ERROR_CONFLICT: another process has it;
 * WHIN_ERROR_CORRUPT: not a store, or not with this key; WHIN_ERROR_DISK: the disk refused. */
Store *store_open (const char *folder, const guint8 key[STORE_KEY_BYTES], GError **error);
void store_close (Store *store);
/* Deletes the database of a folder in which no store is open. */
gboolean store_erase (const char *folder);
/* In a transaction: everything goes. store_shrink gives the room back after the commit. */
void store_wipe (Store *store);
void store_shrink (Store *store);

/* Not nested. */
void store_begin (Store *store);
/* FALSE: nothing of the transaction is stored. */
gboolean store_commit (Store *store, GError **error);
void store_rollback (Store *store);
/* The first failure outside of a transaction; NULL when all went well. */
GError *store_take_error (Store *store);
/* Caps the database at this many pages, so that a full disk can be tested; returns how many it has.
 */
gint64 store_limit_pages (Store *store, gint64 pages);
