/* batch: everything the core has to tell the UI at once, in the order it happened per kind.
 *
 * Made on the core thread, handed over whole, read on the UI thread. Arrays are never NULL, often
 * empty. SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rows.h"

typedef struct {
  GPtrArray *messages;   /* of MessageRow: new or changed */
  GArray *removed;       /* of MessageName: messages to take away */
  GPtrArray *chats;      /* of ChatRow */
  GPtrArray *lists;      /* of ListRow */
  GPtrArray *contacts;   /* of ContactRow */
  GPtrArray *presences;  /* of PresenceRow */
  GPtrArray *activities; /* of ActivityRow */
  LinkRow *link;         /* or NULL: unchanged */
  AccountRow *account;   /* or NULL: unchanged */
  PairingRow *pairing;   /* or NULL: unchanged */
  GPtrArray *groups;     /* of GroupRow */
  GPtrArray *works;      /* of WorkRow */
  BackupRow *backup;     /* or NULL: unchanged */
} Batch;

Batch *batch_new (void);
void batch_free (Batch *batch);
gboolean batch_is_empty (const Batch *batch);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Batch, batch_free)
