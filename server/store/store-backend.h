/* store-backend: what a database must do to be whinchatd's store. All of it on the writer thread,
 * but open and close.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store.h"

/* May be run again after a rollback: overwrites all results. */
typedef gboolean (*StoreRun) (gpointer db, gpointer args, GError **error);

typedef struct {
  void (*close) (gpointer db);
  const char *(*epoch) (gpointer db);
  gboolean (*begin) (gpointer db, GError **error);
  gboolean (*commit) (gpointer db, GError **error);
  void (*rollback) (gpointer db);
  /* Grows with each write of the transaction; -1 when the transaction is gone. */
  gint64 (*written) (gpointer db);
  StoreRun run[STORE_N_OPS];
} StoreBackend;

extern const StoreBackend store_sqlite;

gpointer sqlite_open (const char *path, gint64 max_bytes, GError **error);
