/* kinds: messages of further kinds, from what a person made to the outbox. What they say is kept as
 * their content. Core thread. SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core-private.h"

/* In a transaction: one's own message of a further kind goes out, once more too. FALSE for any
 * other kind. */
gboolean kinds_queue (Core *core, const MessageRow *row);
/* Sends it on: a poll anew, without its votes. Nothing for another kind. */
void kinds_forward (Core *core, const MessageRow *row, const Conv *conv);
