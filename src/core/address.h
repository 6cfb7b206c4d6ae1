/* address: for which devices an entry of the outbox is sealed, and the sealing. Core thread.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core-private.h"
#include "peers.h"
#include "store-outbox.h"

typedef enum {
  ADDRESS_DONE,
  ADDRESS_WAITS,   /* for lists or keys, which are on their way; outbox_pump runs when they are here
                    */
  ADDRESS_REFUSED, /* the receiver's key is not the one it was written for */
  ADDRESS_FORBIDDEN, /* one is not in the group */
} Addressed;

/* The account key that the other end of a chat has now; NULL when none is known or there is none.
 */
GBytes *address_key (Core *core, const Conv *conv);
/* Whether what was written for account_key may leave: it is the key still, and a person has not to
 * look at it first. NULL is for whichever there is. */
gboolean address_may_leave (Core *core, const Conv *conv, GBytes *account_key);
/* Before it is stored: it is for the key that the receiver has now, if any is known. */
void address_bind (Core *core, StoreOutbox *entry);
/* Whether the key it is for is the one that the receiver has now. */
gboolean address_is_bound_to (const StoreOutbox *entry, const Peer *peer);
/* In a transaction. Devices it is sealed for already keep what they have: nothing is sealed twice.
 */
Addressed address (Core *core, StoreOutbox *entry);
/* The same for an entry behind one of its conversation that waits: it waits too, or is refused. */
Addressed address_behind (Core *core, StoreOutbox *entry);
