/* store-args, admin: what whoever runs the server does.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store-args-common.h"

typedef struct {
  gint64 number;
  gint64 created;
  gint64 expires;
  gint64 uses_left;
  char *phone; /* the only number it is for, or NULL */
  char *note;
} StoreInvite;

typedef struct {
  /* in */
  StoreHash token;
  gint64 now;
  gint64 expires;
  gint64 uses;
  const char *phone;
  const char *note;
  /* out */
  gint64 number;
} StoreInviteNew;

typedef struct {
  /* in */
  StoreHash token;
  gint64 now;
  /* out */
  gboolean valid;
} StoreInviteLook;

typedef struct {
  /* in */
  gint64 now;
  /* out */
  GPtrArray *invites; /* of StoreInvite */
} StoreInviteList;
void store_invite_list_clear (StoreInviteList *args);

typedef struct {
  /* in */
  gint64 number;
} StoreInviteRevoke;

typedef struct {
  Id acc;
  char *phone;
  gint64 created;
  gint64 seen;
  gboolean suspended;
  gint64 devices;
} StoreUser;

typedef struct {
  /* out */
  GPtrArray *users; /* of StoreUser */
} StoreUserList;
void store_user_list_clear (StoreUserList *args);

typedef struct {
  /* in */
  const char *phone;
  /* out */
  Id acc;
} StoreUserFind;

typedef struct {
  /* in */
  Id acc;
  gboolean on;
} StoreUserSuspend;

typedef struct {
  /* in */
  Id acc;
  gint64 now;
} StoreUserRemove;

typedef struct {
  /* in */
  const char *path; /* must not exist */
} StoreBackup;

/* From the next opening on the database has another epoch. */
typedef struct {
  char unused;
} StoreRestored;

typedef enum {
  STORE_STATE_ACTIVE,
  STORE_STATE_REVOKED,
  STORE_STATE_SUSPENDED,
} StoreState;

typedef struct {
  gint64 key;
  StoreState state;
} StoreReviewed;

/* Notices what another program (the command line) did to the database. */
typedef struct {
  /* in */
  GArray *devices; /* of StoreReviewed with key set, the state is filled in; or NULL */
  /* out */
  gboolean changed; /* somebody else has written since the last review */
} StoreReview;

typedef struct {
  /* in */
  gint64 now;
} StoreHealth;
