/* sessions: begins sessions with devices that have none, with keys fetched from the server. Core
 * thread.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core-private.h"
#include "envelope.h"

GHashTable *sessions_new (void);

/* The two ends, for the envelope. keys and peer have to outlive what is returned. */
EnvelopePair sessions_pair (Core *core, const KeyStore *keys, const Party *peer);
/* Inside a transaction or out of it: whether something can be sealed for the device. */
gboolean sessions_have (Core *core, const Party *peer);
/* Fetches keys of the device and begins a session; outbox_pump runs when that is done. */
void sessions_want (Core *core, const Id *acc, gint64 dev);
/* Whether the server is being asked for keys of the account. */
gboolean sessions_are_coming (Core *core, const Id *acc);
/* Whether keys of the account were asked for several times in vain. */
gboolean sessions_are_hopeless (Core *core, const Id *acc);
/* In a transaction: the session with the device is of no use; begins another. */
void sessions_renew (Core *core, const Party *peer);
/* In a transaction, when something was sealed: another session takes the place of one that is a
 * month old, answered or not, as soon as there are keys for it. */
void sessions_refresh (Core *core, const Party *peer);
/* The connection is gone: what was asked in vain may be asked again. */
void sessions_reset (Core *core);
