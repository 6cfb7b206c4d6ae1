/* group-keys: sender keys - this device's own, given to every device that may read the group, and
 * those of the others, each bound to the device whose session brought it. Core thread, in a
 * transaction.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "groups.h"
#include "senderkey.h"

/* Makes another one when that is due: nobody has it yet then. readers: of Party, whoever may read
 * what comes next. */
void group_keys_turn (Core *core, const Group *group, const GArray *readers);
/* Whether it need not be another one, as long as nobody left. */
gboolean group_keys_is_fresh (Core *core, const Group *group);
/* Whether a reader has it. */
gboolean group_keys_has (Core *core, const Group *group, const Party *reader);
/* Gives it to those; all of them have sessions. */
void group_keys_give (Core *core, const Group *group, const GArray *readers);
/* NULL when there is no key that can be used. */
GBytes *group_keys_seal (Core *core, const Group *group, gconstpointer plain, gsize len);

/* From the device that the pairwise session proved. */
void group_keys_take (Core *core, const Id *grp, const ProtoMsg *msg, const ContentGroupKey *key);
/* The key that a message names; NULL when it is not here. */
GBytes *group_keys_find (Core *core, const Id *grp, const ProtoMsg *msg, const guint8 *chain);
void group_keys_put (Core *core, const Id *grp, const ProtoMsg *msg, GBytes *key);
/* Whoever is out is not heard any more: at once when the mailbox has told of it, otherwise soon,
 * because what they wrote before may still be on its way. */
void group_keys_leave (Core *core, const Group *group);
