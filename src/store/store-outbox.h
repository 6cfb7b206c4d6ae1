/* store-outbox: what must still reach the server, in order, with the very bytes for each device.
 *
 * Entries the server has are kept some days more, because a server restored from a backup needs
 * them again. SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store.h"

typedef struct {
  gint64 entry; /* order */
  Id id;
  Conv conv;
  GBytes *content;
  GArray *media; /* of Id, or NULL */
  gint64 wake;
  gint64 created;
  gboolean addressed; /* its recipients and their bytes are stored */
  /* The receiver's account key that it is for; NULL until it is known. It is sealed for no other.
   */
  GBytes *account_key;
  guint32 sequence; /* among this device's messages in the chat; 0 outside of the order */
  guint8 previous[32];
  /* To this one device only; to_dev 0: to all. */
  Id to_acc;
  gint64 to_dev;
  gboolean aside;  /* to the devices it was added with, outside of the order */
  char *ct;        /* what those get that have none of their own; or NULL */
  gint64 devset;   /* of a group: the set of devices it is for, none of which is named; or 0 */
  guint32 state_n; /* and the state it was sealed in */
} StoreOutbox;
void store_outbox_free (StoreOutbox *entry);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (StoreOutbox, store_outbox_free)

typedef struct {
  Id acc;
  gint64 dev;
  char *ct;
} StoreOutboxTo;
void store_outbox_to_free (StoreOutboxTo *to);

/* entry and addressed of what is given are not used. */
void store_outbox_add (Store *store, const StoreOutbox *entry);
/* The oldest after this entry (0: of all) that are open, without their content: a GPtrArray of
 * StoreOutbox. */
GPtrArray *store_outbox_list (Store *store, gint64 after, guint limit);
/* Open or not; NULL when it is not known. */
StoreOutbox *store_outbox_get (Store *store, const Id *id);
gint64 store_outbox_count (Store *store);

/* A GPtrArray of StoreOutboxTo. */
GPtrArray *store_outbox_to (Store *store, gint64 entry);
void store_outbox_put_to (Store *store, gint64 entry, const Id *acc, gint64 dev, const char *ct);
void store_outbox_drop_to (Store *store, gint64 entry, const Id *acc, gint64 dev);
gboolean store_outbox_has_to (Store *store, gint64 entry, const Id *acc, gint64 dev);
/* Of an entry with one ct for all: who gets it, and what. Forgets whom it was for before. */
void store_outbox_set_common (Store *store,
                              gint64 entry,
                              const char *ct,
                              const StoreOutboxTo *to,
                              guint n);
/* The same, to the set of devices of a group. */
void store_outbox_set_for_all (Store *store,
                               gint64 entry,
                               const char *ct,
                               gint64 devset,
                               guint32 state_n);
/* Nobody: it has to be addressed again. */
void store_outbox_clear_common (Store *store, gint64 entry);
/* Whether something is to be sent in the conversation that does not keep to the order. */
gboolean store_outbox_has_aside (Store *store, const Conv *conv);
void store_outbox_set_addressed (Store *store, gint64 entry, gboolean addressed);
void store_outbox_set_order (Store *store, const StoreOutbox *entry);
void store_outbox_set_account_key (Store *store, gint64 entry, GBytes *account_key);

void store_outbox_set_done (Store *store, const Id *id, gint64 when);
void store_outbox_set_failed (Store *store, const Id *id);
/* What it says is to be gone: at once, or, when devices count on it, as soon as the server has it.
 */
void store_outbox_forget (Store *store, const Id *id);
/* FALSE when it is too late: it is sealed, or has its place in the order. */
gboolean store_outbox_put_content (Store *store, const Id *id, GBytes *content);
/* To be sent again, as the last one. new_id may be id. The recipients are kept only with the same
 * id, and if keep. */
void store_outbox_reopen (Store *store, const Id *id, const Id *new_id, gint64 now, gboolean keep);
/* Everything the server had: it lost some of it. */
void store_outbox_reopen_done (Store *store);
void store_outbox_remove (Store *store, const Id *id);
/* Drops what the server has had since before `before`, and tombstones older than `tombstones`. */
void store_outbox_purge (Store *store, gint64 before, gint64 tombstones);
