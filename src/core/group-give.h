/* group-give: the state of a group, from a device that has it to one that has to. A newcomer takes
 * it from the admin who brought them in, a new device from one of its own account, and who cannot
 * prove a change any more from an admin of the group as it was. Core thread.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "groups.h"

/* Gives what is owed, as far as there are sessions. */
void groups_pay (Core *core);
/* In a transaction: all groups, to a new device of one's own. */
void groups_owe_own (Core *core, gint64 dev);

/* In a transaction. */
void group_give_take (Core *core, const Id *grp, const ProtoMsg *msg, const ContentGroup *part);
void group_give_answer (Core *core, const Id *grp, const ProtoMsg *msg);
/* The state is here: what waited for it is opened, and what changed since fetched. */
void group_go_on (Core *core, const Id *grp);
/* In a transaction: a change cannot be proven. */
void group_ask_members (Core *core, Group *group);
/* In a transaction: a device writes to a group that is not known here. */
void group_ask_writer (Core *core, const Id *grp, const ProtoMsg *msg);
