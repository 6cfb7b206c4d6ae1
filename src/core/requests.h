/* requests: somebody who is no contact has written. Until a person accepts it they are told
 * nothing: no receipts, no typing, no picture. Core thread. SPDX-License-Identifier:
 * GPL-3.0-or-later */
#pragma once

#include "core-private.h"

gboolean request_is_open (Core *core, const Conv *conv);
/* In a transaction: adds a receipt, or keeps it for later. conv is the chat of the message. */
void request_receipt (Core *core, const char *what, const MessageName *name);
/* In a transaction: it is none any more, by an answer, a contact or a word. What was withheld is
 * added to the receipts. */
void request_settle (Core *core, const Conv *conv);
/* In a transaction: `by` has brought this account into a group. */
void request_group (Core *core, const Conv *conv, const Id *by);
