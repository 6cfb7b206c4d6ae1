/* depot: a sealed file, where it goes, and a server that has it.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "api.h"
#include "web.h"

#define DEPOT_FILE_SIZE (3 * 1024 * 1024 + 17)
#define DEPOT_SIZE 3212130 /* of the object it is sealed in */

typedef struct {
  char *folder;
  char *path;
  char *part;
  guint8 *data; /* the sealed object */
  MediaKey key;
  Transfers *transfers;
} Depot;

Depot *depot_new (void);
/* Nothing else is in its folder any more. */
void depot_free (Depot *depot);
gboolean depot_has (const char *path);
/* It is there, whole, and no part of it beside it. */
void depot_assert_file (Depot *depot);

/* What the server was asked. */
typedef struct {
  Depot *depot;
  gsize received;
  guint requests;
  char *range;
  char *type;
  const char *retry_after; /* of /status/N, or NULL */
} DepotShelf;

/* For web_new, with a DepotShelf: takes and gives the object; /status/N answers N. */
void depot_shelf_cb (SoupServer *server,
                     SoupServerMessage *message,
                     const char *path,
                     GHashTable *query,
                     gpointer data);

typedef struct {
  guint calls;
  gint64 done;
} DepotProgress;

/* For a transfer, with a DepotProgress. */
void depot_progress_cb (gint64 done, gint64 total, gpointer data);
