/* lists: the signed list of this account's own devices. Only the primary device signs; the others
 * take what it signed. Core thread.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core-private.h"
#include "devlist.h"

/* In a transaction, on the primary device: a list that names this device, those the last one named
 * without the numbers in gone, and added. added may be NULL. */
gboolean lists_sign (Core *core, const DevlistDevice *added, const GArray *gone, GError **error);
/* In a transaction, on the primary device after a restore: a list that names only this device, and
 * is newer than any that was signed since the backup, of which nothing is known here. That is what
 * the clock is for: milliseconds since 1970 are always more than the lists an account can have
 * signed. at_least: milliseconds, a time that has been. */
gboolean lists_sign_anew (Core *core, gint64 at_least, GError **error);
/* Whether another device has signed with this account's key since: the server knows this version.
 */
gboolean lists_are_behind (Core *core, gint64 version);
/* In a transaction: this device signs from now on, after the list of this version, which the server
 * has. */
void lists_inherit (Core *core, guint64 version);
/* In a transaction: that does not count any more, since the device begins anew. */
void lists_wait_for_none (Core *core);
/* Brings the newest list to the server, when it may not be there. */
void lists_publish (Core *core);
/* In a transaction: the server may have lost it. */
void lists_want (Core *core);
/* Whether the server has it. */
gboolean lists_are_there (Core *core);
/* In a transaction, on the primary device: signs those off that the server has no more. TRUE when
 * there is a new list. */
gboolean lists_sign_off_gone (Core *core);
