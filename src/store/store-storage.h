/* store-storage: what files take up, which are on their way, and letting go of them.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "auto-media.h"
#include "store.h"

/* A GArray of MediaUse: chats that have any file here. */
GArray *store_storage_use (Store *store);

typedef struct {
  MessageName name;
  char *path;
  gint64 size;
} StoreKept;
void store_kept_free (StoreKept *kept);

/* Files that need not be here: of a chat or (conv NULL) of all, of those kinds (bits by AutoKind).
 * A GPtrArray of StoreKept. */
GPtrArray *store_storage_kept (Store *store, const Conv *conv, guint kinds, guint limit);
/* The file is no longer here, and is not wanted again unless somebody asks. */
void store_storage_let_go (Store *store, const MessageName *name);
/* It does not come by itself. */
void store_storage_refuse (Store *store, const MessageName *name);
gboolean store_storage_is_let_go (Store *store, const MessageName *name);

/* Messages whose files are on their way, or failed, the oldest first: a GPtrArray of MessageRow. */
GPtrArray *store_storage_moving (Store *store, guint limit);
