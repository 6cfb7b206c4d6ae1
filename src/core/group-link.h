/* group-link: the link of a group, and who asks to come in by it. Core thread.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "group-work.h"

/* The server is told of the link as the state has it, when one is an admin. */
void group_link_tell (Core *core, const Group *group);
void group_link_on_welcome (Core *core, const Group *group);
/* NULL when there is none. */
char *group_link_text (Core *core, const Group *group);
/* In a transaction: somebody asks. */
void group_link_take (Core *core, const ProtoMsg *msg, const ContentJoin *join);
/* In a transaction: whoever has come in asks no more. */
void group_link_settle (Core *core, const Group *group);

/* -- join.c: asking. -- */

GPtrArray *joins_new (void);
/* Goes on with what is asked. */
void joins_pump (Core *core);
/* In a transaction: one has come in, by whatever way; nothing is asked any more. */
void join_settle (Core *core, const Id *grp);
