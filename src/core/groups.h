/* groups: the groups of this account as their signed changes make them, kept in memory as long as
 * they are used. Core thread.
 *
 * Who is in a group is what its chain of signed changes says (groupstate.h). The server keeps the
 * chain in order and hands it out; it can hold changes back, but not make one, and whoever has
 * heard of more than this device says so in each message.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "channel.h"
#include "core-private.h"
#include "groupstate.h"
#include "store-group.h"

typedef struct {
  StoreGroup *row;
  GroupState *state; /* NULL before it is known */
} Group;

Groups *groups_new (void);
void groups_free (Groups *groups);
/* The transaction was not stored, or everything is gone. */
void groups_reload (Core *core);
/* In a transaction: the server was put back, and may never have what it told of. */
void groups_forget_told (Core *core);

/* Borrowed; NULL when nothing is known of it. What is changed in it has to be saved in the same
 * transaction. */
Group *groups_get (Core *core, const Id *grp);
/* In a transaction: a group with this secret, of which no state is known. */
Group *groups_make (Core *core, const Id *grp, const guint8 secret[PRIM_KEY_BYTES]);
/* In a transaction. */
void groups_save (Core *core, Group *group);
/* In a transaction: it is like this now. Takes state; the group still has to be saved. */
void groups_set_state (Core *core, Group *group, GroupState *state);
/* In a transaction: a group out of an archive, unless its state is known here. Takes row. */
void groups_put_archived (Core *core, StoreGroup *row);
/* In a transaction: who one is in each of them is known only now. */
void groups_note_all (Core *core);
/* In a transaction: it never was. */
void groups_forget (Core *core, const Id *grp);

/* What opens the changes after the state is here. */
gboolean groups_has_secret (const Group *group);
/* In a transaction: takes it when it is that one; the group still has to be saved. One that is not
 * needed yet is kept, unless it would take the place of one's own. */
void groups_take_secret (Group *group, GBytes *secret);
/* Whether the rules let that account do it: one of GroupRule. */
gboolean groups_allow (Core *core, const Id *grp, const Id *acc, GroupRule rule);

/* The group when this account is in it; NULL otherwise. */
Group *groups_get_inside (Core *core, const Id *grp);
/* Whether an account with this key is a member. */
gboolean groups_has (const Group *group, const Id *acc, const guint8 *account_key);
/* Whether a device may read what is written now: of a member, with the key that came into the
 * group, listed, and not stopped. */
gboolean groups_may_read (Core *core, const Group *group, const Id *acc, gint64 dev, Party *party);

/* For the front end; NULL when its state is not known. */
GroupRow *group_row_of (Core *core, const Id *grp);

/* In a transaction: a member speaks of a state that is not in the history known here. */
void groups_doubt (Core *core, Group *group, const Id *by, guint32 n, const guint8 *hash);
