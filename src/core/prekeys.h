/* prekeys: the keys this device leaves at the server, with which others begin sessions while it is
 * away. Core thread.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core-private.h"
#include "envelope.h"

Prekeys *prekeys_new (void);
void prekeys_free (Prekeys *prekeys);

/* In a transaction: the server has none of this device's keys. */
void prekeys_want_all (Core *core);
/* In a transaction: its one-time keys are gone, as after a restored backup. */
void prekeys_want_ones (Core *core);
/* Connected: brings what is missing, and what is due by its age. */
void prekeys_on_welcome (Core *core);
/* The server says how many are left. */
void prekeys_on_count (Core *core, const ProtoKeys *left);
/* Whether others can begin a session with this device. */
gboolean prekeys_are_there (Core *core);

/* What others brought. FALSE when it is malformed; signatures are not looked at here. */
gboolean prekeys_read_bundle (const RestBundle *bundle, EnvelopeBundle *out);
