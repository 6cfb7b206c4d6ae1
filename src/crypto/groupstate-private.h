/* groupstate-private: the making of a new state, shared by groupstate.c and groupstate-apply.c.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "groupstate.h"

GroupState *groupstate_new (const Id *group);
GroupState *groupstate_copy (const GroupState *state);
void groupstate_set_title (GroupState *state, const char *name, const char *about, GBytes *avatar);
/* Where the account is among the members, or would be. */
guint groupstate_place (const GroupState *state, const Id *account, gboolean *found);
/* Puts the hash in front of the recent ones, before it is worked out anew. */
void groupstate_remember (GroupState *state);
void groupstate_seal_hash (GroupState *state);
