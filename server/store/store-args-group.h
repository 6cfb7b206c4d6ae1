/* store-args, group: changes of groups, and who is in them.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store-args-common.h"

/* WHIN_ERROR_CONFLICT unless it comes right after the newest change, or is that very change again.
 * NOT_FOUND for who is not a member. */
typedef struct {
  /* in */
  Id acc; /* who brings it */
  gint64 dev;
  Id grp;
  gint64 n;
  const StoreHash *prev; /* of the change before; NULL with n 1 */
  StoreHash hash;        /* of this one */
  const char *change;
  const GArray *members; /* of Id, each once: those after it */
  gint64 now;
  /* out */
  GArray
      *deliveries; /* of StoreDelivery: a `group` item to each device of those before and after */
  gboolean queued; /* they follow by `fanout` */
} StoreGroupAppend;
void store_group_append_clear (StoreGroupAppend *args);

typedef struct {
  gint64 n;
  Id acc;
  gint64 dev;
  gint64 ts;
  char *change;
} StoreChange;

/* NOT_FOUND for who never was a member, or is one no more for long. */
typedef struct {
  /* in */
  Id acc;
  Id grp;
  gint64 after;
  guint max_changes;
  gsize max_bytes; /* at least one comes anyway */
  /* out */
  GPtrArray *changes; /* of StoreChange */
  gboolean more;
} StoreGroupChanges;
void store_group_changes_clear (StoreGroupChanges *args);

typedef struct {
  Id grp;
  gint64 n;
} StoreGroup;

typedef struct {
  /* in */
  Id acc;
  /* out */
  GArray *groups; /* of StoreGroup */
} StoreGroupList;
void store_group_list_clear (StoreGroupList *args);

/* NOT_FOUND for who is not a member. */
typedef struct {
  /* in */
  Id acc;
  Id grp;
  /* out */
  gint64 set;
  GArray *devices; /* of ProtoDevice, by account */
} StoreGroupDevices;
void store_group_devices_clear (StoreGroupDevices *args);

/* NOT_FOUND for who is not a member; CONFLICT for a token that is in use. */
typedef struct {
  /* in */
  Id acc;
  Id grp;
  gboolean on;
  StoreHash hash; /* of the token; the rest with it */
  const char *preview;
  const GArray *asks; /* of Id: members */
} StoreGroupLink;

/* NOT_FOUND when no group has that token. */
typedef struct {
  /* in */
  StoreHash hash;
  /* out */
  Id grp;
  gint64 members;
  char *preview;
  GArray *asks; /* of Id: those who are still members */
} StoreJoin;
void store_join_clear (StoreJoin *args);
