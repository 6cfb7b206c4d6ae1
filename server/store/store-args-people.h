/* store-args, people: who knows, finds and sees whom.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

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
