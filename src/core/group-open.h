/* group-open: what comes in the conversation of a group. Core thread, in a transaction.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "group-seal.h"

/* Whether it cannot be looked at before something that is on its way is here. */
gboolean group_open_must_wait (Core *core, const ProtoMsg *msg);
/* A message sealed with a sender key. TRUE when it was one. */
gboolean group_open_msg (Core *core, const ProtoMsg *msg);
/* What a device of a member says to this one, in its pairwise session. */
void group_open_aside (Core *core, const ProtoMsg *msg, const Content *content, GBytes *raw);
/* Those that came before the group was known. */
void group_open_waiting (Core *core, const Id *grp);
