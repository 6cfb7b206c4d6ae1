/* devices: which devices an account has: as the server says, and as the account has signed. Core
 * thread.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core-private.h"

GHashTable *devices_new (void);

/* The devices to send to: those the server names, when all of them are signed for. A GArray of
 * gint64, or NULL: then they have been asked for, and outbox_pump runs when they are here. */
GArray *devices_of (Core *core, const Id *acc);
/* Something came from a device that no list names. TRUE: the list has been asked for, and
 * sync_resume is called when it is here. FALSE: it is here, and does not name it either. */
gboolean devices_are_coming (Core *core, const Id *acc, gint64 dev);
/* Asks for the list, if that is not under way. */
void devices_refresh (Core *core, const Id *acc);
/* In a transaction: an item of one's own list. */
void devices_on_item (Core *core, const ProtoDevices *item);
/* Whether it was asked for several times and there is still no agreement. */
gboolean devices_are_hopeless (Core *core, const Id *acc);
/* The connection is gone: what was asked in vain may be asked again. */
void devices_reset (Core *core);
