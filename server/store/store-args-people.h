/* store-args, people: who knows, finds and sees whom.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store-args-account.h"
#include "store-args-common.h"

typedef struct {
  char *phone;
  Id acc;
} StoreFound;

typedef struct {
  /* in */
  GPtrArray *phones; /* of char * */
  /* out */
  GPtrArray *found; /* of StoreFound */
} StoreFind;
void store_find_clear (StoreFind *args);

typedef struct {
  /* in */
  Id owner;
  Id acc;
  gboolean on;
} StoreRelation;

typedef struct {
  /* in, or out of `privacy` */
  Id acc;
  gint64 online;
  gint64 seen;
  gboolean hidden;
} StorePrivacy;

typedef struct {
  Id acc;
  gboolean write;  /* the two can write to each other */
  gboolean online; /* may see when they are here */
  gint64 seen;     /* last seen, 0 when hidden or never */
  gboolean may_seen;
} StoreSight;

typedef struct {
  /* in */
  Id viewer;
  GArray *sights; /* of StoreSight with acc set; the rest is out */
} StoreMaySee;

typedef struct {
  /* in */
  Id acc;
  gint64 now;
} StoreSeen;

typedef struct {
  /* in */
  Id reporter;
  Id acc;
  const char *reason;
  gint64 now;
  /* out */
  StoreProblem problem;
} StoreReport;

typedef struct {
  gint64 number;
  char *reporter; /* numbers, or "gone" */
  char *reported;
  char *reason;
  gint64 ts;
} StoreReported;
void store_report_free (gpointer data);

typedef struct {
  /* out */
  GPtrArray *reports; /* of StoreReported */
} StoreReportList;
void store_report_list_clear (StoreReportList *args);

typedef struct {
  /* in */
  gint64 number;
} StoreReportDrop;

/* An account gets the number, or (phone NULL) ends. */
typedef struct {
  /* in */
  Id acc;
  const char *phone;
  StoreHash who;         /* keyed hash of the number */
  const StoreHash *code; /* NULL: none given */
  gboolean need_code;
  gboolean has_pin;         /* a PIN was given */
  const char *pin_verified; /* the stored hash that the given PIN was found to match */
  gint64 now;
  /* out */
  StoreProblem problem;
  char *pin; /* not NULL: check the PIN against this hash and come back with pin_verified */
  gint64 pin_left;
  GArray *revoked; /* of gint64 key */
} StoreAccountChange;
void store_account_change_clear (StoreAccountChange *args);
