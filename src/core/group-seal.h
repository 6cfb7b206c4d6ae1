/* group-seal: between a content and the one ct that all devices of a group get. Core thread, in a
 * transaction.
 *
 *   wire     version, kind, sender key's bytes
 *   inside   message id, sender's device list, sequence, previous, padded content
 *
 * The sender key binds it to the group, the sending device and the state of the group it was
 * written in; the id inside binds it to the message.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "envelope.h"
#include "groups.h"
#include "senderkey.h"
#include "store-outbox.h"

/* What all who have the key can open; NULL when it is too big or there is no key. Caller frees. */
char *group_seal (Core *core, const Group *group, const StoreOutbox *entry);

typedef struct {
  GBytes *wire; /* of the sender key */
  guint8 chain[SENDERKEY_CHAIN_BYTES];
  SenderKeyAt at;
} GroupWire;
void group_wire_clear (GroupWire *wire);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (GroupWire, group_wire_clear)

/* Whether a ct is of this kind, and what it says before it is opened. */
gboolean group_wire_read (const char *ct, GroupWire *wire);
/* Opens it with the key; nothing has changed when it returns NULL. WHIN_ERROR_DUPLICATE,
 * _UNDECRYPTABLE. header's receiver_list is none. */
GBytes *group_open (Core *core,
                    const ProtoMsg *msg,
                    const GroupWire *wire,
                    GBytes *key,
                    EnvelopeHeader *header,
                    GError **error);
