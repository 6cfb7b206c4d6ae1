/* group: a few people and their group, for the tests of what they do to it.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "groupstate.h"

typedef struct {
  GroupSigner who;
  guint8 secret[PRIM_SIGN_SECRET_BYTES];
} Person;

extern Person anna, ben, cleo, mallory;

/* Once, after prim_init. */
void group_people_init (void);

/* The next change after state, or the first one. */
GroupOp *group_change (const GroupState *state, GroupOpKind kind, const Person *actor);
void group_add_subject (GroupOp *op, const Person *person, GroupRole role);
/* A change with one subject. */
GroupOp *group_about (const GroupState *state,
                      GroupOpKind kind,
                      const Person *actor,
                      const Person *subject,
                      GroupRole role);
GroupOp *group_timer (const GroupState *state, guint32 seconds);
/* Anna makes a group, with Ben. */
GroupOp *group_creation (void);
GroupState *group_family (void);

GBytes *group_sign (const GroupOp *op, const Person *person);
GroupVerdict group_apply (const GroupState *state,
                          GBytes *bytes,
                          const Person *signer,
                          GroupState **next,
                          GError **error);
/* Signs as the actor, frees op, and gives back the next state. */
GroupState *group_applied (const GroupState *state, GroupOp *op, const Person *actor);
/* Frees op. */
void group_assert_refused (const GroupState *state, GroupOp *op, const Person *actor);
