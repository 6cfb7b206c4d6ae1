/* store-group: the groups this account is or was in, the last changes of each, and what waits for
 * one that is not known yet.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "media-key.h"
#include "store.h"

typedef struct {
  Id grp;
  GBytes *secret;
  GBytes *next_secret; /* not in use yet: of one's own change on its way, or here early; or NULL */
  gint64 devset;       /* the server's number of the set of its devices; 0: to be asked for */
  gint64 rules_time;   /* the server's time of the change that said who may do what */
  GBytes *state;       /* packed; NULL before it is known */
  char *name;
  Id photo;            /* media id, or none */
  MediaKey *photo_key; /* or NULL */
  char *avatar;        /* path of the picture, or NULL while it is not here */
  gboolean inside;     /* this account is a member */
  gint64 place;        /* the server's number of the last change that was looked at */
  GBytes *tip;         /* and its hash, or NULL */
  gint64 seen;         /* the last number that the mailbox told of */
  gboolean asked;      /* a change cannot be proven: another member is to say what it made */
  /* One's own change that the server has not answered, and who is in after it; or NULL. */
  GBytes *pending;
  GArray *pending_to; /* of Id */
  /* A state that somebody spoke of and that is not in this history; 0 for none. */
  gint64 doubt;
  GBytes *doubt_hash;
  Id doubt_by;
  gint64 profile_sent; /* the profile_version that all members have */
  /* Parts of a state that a device of another member gives; or NULL. */
  GBytes *given;
  Id given_acc;
  gint64 given_dev;
} StoreGroup;
void store_group_free (StoreGroup *group);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (StoreGroup, store_group_free)

/* NULL when it is not known. */
StoreGroup *store_group_get (Store *store, const Id *grp);
/* Makes or replaces it; the whole struct is stored. */
void store_group_put (Store *store, const StoreGroup *group);
void store_group_set_avatar (Store *store, const Id *grp, const char *path);
void store_group_set_devset (Store *store, const Id *grp, gint64 devset);
/* Grows whenever other devices can be reached than before, of anybody. */
gint64 store_group_reach (Store *store);
/* Of all groups: as far as they have got. */
void store_group_forget_seen (Store *store);
void store_group_set_seen (Store *store, const Id *grp, gint64 seen);
/* A GArray of Id. */
GArray *store_group_list (Store *store);
void store_group_remove (Store *store, const Id *grp);

/* The last changes, as the server had them. */
typedef struct {
  gint64 place;
  GBytes *change;
  GArray *members; /* of Id: who is in after it */
} StoreGroupChange;
void store_group_change_free (StoreGroupChange *change);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (StoreGroupChange, store_group_change_free)
/* NULL when it is not here. */
StoreGroupChange *store_group_change_get (Store *store, const Id *grp, gint64 place);
/* Forgets those before `from`. */
void
store_group_change_put (Store *store, const Id *grp, const StoreGroupChange *change, gint64 from);

/* Members that are to be given the state: one device of theirs, or all (dev 0). */
typedef struct {
  Id grp;
  Id acc;
  gint64 dev;
} StoreGroupOwed;
void store_group_owe (Store *store, const Id *grp, const Id *acc, gint64 dev);
void store_group_settle (Store *store, const StoreGroupOwed *owed);
/* A GArray of StoreGroupOwed. */
GArray *store_group_owed (Store *store);

/* A message to a group that is not known. */
typedef struct {
  Id grp;
  Id acc;
  gint64 dev;
  Id id;
  gint64 cseq;
  gint64 time;
  char *ct;
} StoreGroupWait;
void store_group_wait_free (StoreGroupWait *wait);
/* Of all groups at most max are kept: the oldest go. */
void store_group_wait_add (Store *store, const StoreGroupWait *wait, gint64 max);
/* Takes those of a group, in their order: a GPtrArray of StoreGroupWait. */
GPtrArray *store_group_wait_take (Store *store, const Id *grp);
/* Those from before. */
void store_group_wait_purge (Store *store, gint64 before);

/* Who wants to come in by a link. */
typedef struct {
  Id grp;
  Id acc;
  char *name;
  gint64 time;
} StoreGroupRequest;
void store_group_request_free (gpointer request);
/* At most max of a group are kept: others are not taken. */
void store_group_request_put (Store *store, const StoreGroupRequest *request, gint64 max);
void store_group_request_remove (Store *store, const Id *grp, const Id *acc);
/* The first one first: a GPtrArray of StoreGroupRequest. */
GPtrArray *store_group_requests (Store *store, const Id *grp);
