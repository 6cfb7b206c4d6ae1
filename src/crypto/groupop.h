/* groupop: one change of a group, signed by the device that makes it. groupstate decides whether it
 * is allowed; the server only puts changes in order and cannot make one.
 *
 * Pure and thread safe.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ids.h"
#include "primitives.h"

#define GROUP_SUBJECTS_MAX 256 /* in one change; a bigger group takes several */
#define GROUP_NAME_BYTES_MAX 256
#define GROUP_ABOUT_BYTES_MAX 2048
#define GROUP_AVATAR_BYTES_MAX 512
#define GROUP_TIMER_MAX (365 * 24 * 60 * 60)
#define GROUP_OP_BYTES_MAX 16384
#define GROUP_LINK_BYTES 16

typedef enum {
  GROUP_CREATE = 1,
  GROUP_ADD,
  GROUP_REMOVE,
  GROUP_LEAVE,
  GROUP_ROLE,
  GROUP_RENAME, /* name, description and picture */
  GROUP_TIMER,
  GROUP_RULES,  /* who may do what */
  GROUP_SECRET, /* what comes after it is sealed with another secret */
  GROUP_LINK,   /* how strangers may ask to come in */
} GroupOpKind;

/* What only admins may do; all may do the others. */
typedef enum {
  GROUP_RULE_ADD = 1 << 0,   /* bring people in */
  GROUP_RULE_EDIT = 1 << 1,  /* name, description and picture */
  GROUP_RULE_WRITE = 1 << 2, /* messages */
  GROUP_RULE_PIN = 1 << 3,
} GroupRule;
#define GROUP_RULES_ALL 0x0f
#define GROUP_RULES_FIRST (GROUP_RULE_ADD | GROUP_RULE_EDIT) /* of a new group */

typedef enum {
  GROUP_LINK_NONE,
  GROUP_LINK_ASK,  /* an admin decides about each */
  GROUP_LINK_OPEN, /* any admin's device lets them in */
} GroupLinkMode;

typedef enum {
  GROUP_MEMBER = 1,
  GROUP_ADMIN,
} GroupRole;

/* Whom a change is about. The hash is there when somebody comes in, the role too, or alone when it
 * changes. */
typedef struct {
  Id account;
  guint8 key_hash[PRIM_HASH_BYTES];
  GroupRole role;
} GroupSubject;

typedef struct {
  Id group;
  guint32 n;                      /* the state it makes, from 1 */
  guint8 before[PRIM_HASH_BYTES]; /* of the state it changes; zeros for the first */
  GroupOpKind kind;
  Id actor;
  guint32 device;
  gint64 time;      /* ms since 1970 */
  GArray *subjects; /* of GroupSubject, by account; of a new group the actor is one */
  char *name;
  char *about;
  GBytes *avatar; /* where the picture is; empty for none */
  guint32 timer;  /* seconds that messages last; 0 for ever */
  guint8 rules;   /* of GroupRule */
  /* groupseal_name of the secret that seals what comes after it. */
  guint8 secret[PRIM_HASH_BYTES];
  GroupLinkMode link_mode;
  guint8 link[GROUP_LINK_BYTES]; /* what a link holds; zeros for GROUP_LINK_NONE */
} GroupOp;

GroupOp *groupop_new (GroupOpKind kind);
/* Puts it in its place. */
void groupop_add_subject (GroupOp *op, const GroupSubject *subject);
void groupop_free (GroupOp *op);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GroupOp, groupop_free)

/* NULL when groupop_read would not take it. */
GBytes *
groupop_sign (const GroupOp *op, const guint8 secret[PRIM_SIGN_SECRET_BYTES], GError **error);
/* Takes only what is well formed; who signed it is groupop_is_signed's to say. */
GroupOp *groupop_read (gconstpointer data, gsize len, GError **error);
gboolean groupop_is_signed (gconstpointer data,
                            gsize len,
                            const guint8 signing[PRIM_SIGN_PUBLIC_BYTES]) G_GNUC_WARN_UNUSED_RESULT;
/* Of what was signed. */
void groupop_hash (gconstpointer data, gsize len, guint8 hash[PRIM_HASH_BYTES]);
/* What a member is known by beside the account. */
void groupop_key_hash (const guint8 account_key[PRIM_SIGN_PUBLIC_BYTES],
                       guint8 hash[PRIM_HASH_BYTES]);
