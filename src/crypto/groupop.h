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
#define GROUP_AVATAR_BYTES_MAX 512
#define GROUP_TIMER_MAX (365 * 24 * 60 * 60)
#define GROUP_OP_BYTES_MAX 16384

typedef enum {
  GROUP_CREATE = 1,
  GROUP_ADD,
  GROUP_REMOVE,
  GROUP_LEAVE,
  GROUP_ROLE,
  GROUP_RENAME, /* name and picture */
  GROUP_TIMER,
} GroupOpKind;

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
  GBytes *avatar; /* where the picture is; empty for none */
  guint32 timer;  /* seconds that messages last; 0 for ever */
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
