/* groupseal: what the server keeps for a group without being able to read it: the changes, and with
 * them names, pictures and roles. The key is the group's secret, which members give each other
 * through their pairwise sessions.
 *
 * Pure and thread safe.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ids.h"
#include "primitives.h"

typedef enum {
  GROUP_SEALED_OP = 1, /* a signed change */
  GROUP_SEALED_STATE,  /* a packed state, for somebody who comes in */
} GroupSealed;

#define GROUP_SEALED_MAX (64 * 1024)

/* What a secret is called in the changes of its group. */
void groupseal_name (const guint8 secret[PRIM_KEY_BYTES], guint8 name[PRIM_HASH_BYTES]);

GBytes *groupseal_seal (const guint8 secret[PRIM_KEY_BYTES],
                        const Id *group,
                        GroupSealed what,
                        gconstpointer plain,
                        gsize len);
/* WHIN_ERROR_FORBIDDEN when it was not sealed for this group, as this, under this secret. */
GBytes *groupseal_open (const guint8 secret[PRIM_KEY_BYTES],
                        const Id *group,
                        GroupSealed what,
                        gconstpointer sealed,
                        gsize len,
                        GError **error);
