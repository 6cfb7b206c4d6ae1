/* groupstate: who is in a group and what it is called, as the sum of its signed changes. Every
 * member's device works it out by itself; nobody's word is taken for it.
 *
 * A state is not changed once it is there. Pure and thread safe.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "groupop.h"

#define GROUP_MEMBERS_MAX 1024
#define GROUP_RECENT_MAX 64
#define GROUP_STATE_BYTES_MAX (64 * 1024)

typedef struct {
  Id account;
  guint8 key_hash[PRIM_HASH_BYTES];
  GroupRole role;
  guint32 since; /* the change that brought this member in */
} GroupMember;

typedef struct {
  Id group;
  guint32 n;
  guint8 hash[PRIM_HASH_BYTES];    /* of all but `recent` */
  guint8 op_hash[PRIM_HASH_BYTES]; /* of the change that made it */
  GArray *members;                 /* of GroupMember, by account */
  char *name, *about;
  GBytes *avatar;
  guint32 timer;
  guint8 rules;                   /* of GroupRule */
  guint8 secret[PRIM_HASH_BYTES]; /* names the secret of the next change */
  gboolean stale;                 /* somebody who left has that secret */
  GroupLinkMode link_mode;
  guint8 link[GROUP_LINK_BYTES];
  GByteArray *recent; /* the hashes of the states before, the nearest first */
} GroupState;

/* Who signed a change, as the signed list of that account's devices proves. */
typedef struct {
  Id account;
  guint32 device;
  guint8 account_key[PRIM_SIGN_PUBLIC_BYTES];
  guint8 signing[PRIM_SIGN_PUBLIC_BYTES];
} GroupSigner;

typedef enum {
  GROUP_APPLIED,
  GROUP_KNOWN,   /* it came before; from a server that calls it the newest: a rollback */
  GROUP_GAP,     /* changes before it are missing: fetch them */
  GROUP_FORK,    /* it belongs to another history of this group: stop, and say so */
  GROUP_REFUSED, /* damaged, not signed by its actor, or the actor may not do that */
} GroupVerdict;

/* state is NULL for a group's first change. next is set only on GROUP_APPLIED, error otherwise. */
GroupVerdict groupstate_apply (const GroupState *state,
                               gconstpointer op,
                               gsize len,
                               const GroupSigner *signer,
                               GroupState **next,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;
void groupstate_free (GroupState *state);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GroupState, groupstate_free)

/* Borrowed; NULL for somebody who is not in the group. */
const GroupMember *groupstate_find (const GroupState *state, const Id *account);
gboolean groupstate_is_admin (const GroupState *state, const Id *account);
/* Whether they may do that as the rules are: one of GroupRule. Nobody outside may anything. */
gboolean groupstate_allows (const GroupState *state, const Id *account, GroupRule rule);
/* Whether somebody who could read the group before cannot any more. */
gboolean groupstate_somebody_left (const GroupState *before, const GroupState *after);

typedef enum {
  GROUP_SAME,
  GROUP_OLDER,     /* the other side has not seen the newest change, or is made not to */
  GROUP_NEWER,     /* this side has not: fetch */
  GROUP_DIFFERENT, /* two histories */
  GROUP_FORGOTTEN, /* longer ago than is remembered */
} GroupRelation;

/* What a message or the server says the state is, against this one. */
GroupRelation
groupstate_compare (const GroupState *state, guint32 n, const guint8 hash[PRIM_HASH_BYTES]);

GBytes *groupstate_pack (const GroupState *state);
GroupState *groupstate_unpack (gconstpointer data, gsize len, GError **error);
