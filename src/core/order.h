/* order: each device numbers its messages in each chat and names the one before, so that what a
 * server leaves out or moves is seen. Core thread, in a transaction.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core-private.h"
#include "envelope.h"
#include "store-outbox.h"

/* Gives the entry its number, when it is one that has its place in the chat and none yet. */
void order_stamp (Core *core, StoreOutbox *entry);
/* Looks whether it follows what came before, and remembers it. Where something is missing a notice
 * is put before it, which goes when what was missing comes after all. */
void order_hear (Core *core,
                 const ProtoMsg *msg,
                 const Conv *conv,
                 const EnvelopeHeader *header,
                 GBytes *content);
/* The server says that it has lost something, and every chat shows it: the next hole in each is
 * that one. */
void order_excuse (Core *core);
/* What was missing of a device has come by another way. */
void order_hear_again (Core *core, const ProtoMsg *msg, const Conv *conv);
/* One of this device could not be read: what follows it is right. */
void order_skip (Core *core, const ProtoMsg *msg, const Conv *conv);
