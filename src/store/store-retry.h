/* store-retry: messages that could not be opened, and how often their devices were asked for them,
 * and have asked here. SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store.h"

/* What one device has asked and was asked within an hour. */
typedef struct {
  gint64 since; /* ms */
  guint asks;
  guint answers;
  gboolean flooded; /* more came at once than can be asked for */
} StoreBudget;

/* FALSE, and all zero, when there is none. */
gboolean store_budget_get (Store *store, const Id *acc, gint64 dev, StoreBudget *budget);
void store_budget_put (Store *store, const Id *acc, gint64 dev, const StoreBudget *budget);
guint store_budget_count (Store *store);
/* Forgets those that began before then, or later than now, and what was answered in them. */
void store_budget_purge (Store *store, gint64 before, gint64 now);
/* How often a message was sent again to a device within its hour, this time included. */
guint store_budget_count_answer (Store *store, const Id *acc, gint64 dev, const Id *message);

/* A message that could not be opened. */
typedef struct {
  Id acc; /* who sent it */
  gint64 dev;
  Id id;
  gint64 cseq; /* its place in the chat; 0 for none */
  gint64 time;
  gint64 noticed; /* when it came, by the clock here */
  guint times;    /* how often it was asked for */
  gint64 asked;   /* when last */
} StoreUnopened;

/* One that is there already stays as it is. */
void store_unopened_add (Store *store, const StoreUnopened *message);
gboolean
store_unopened_get (Store *store, const Id *acc, gint64 dev, const Id *id, StoreUnopened *message);
/* Of one device; unasked: only what was never asked for. */
guint store_unopened_count (Store *store, const Id *acc, gint64 dev, gboolean unasked);
void store_unopened_set_asked (Store *store, const StoreUnopened *message);
void store_unopened_remove (Store *store, const Id *acc, gint64 dev, const Id *id);
/* What was never asked for. */
void store_unopened_drop_unasked (Store *store, const Id *acc, gint64 dev);
void store_unopened_purge (Store *store, gint64 before);
/* Asked for less often than `times`, and not since `before`: a GArray of StoreUnopened, those of
 * one device together. */
GArray *store_unopened_due (Store *store, guint times, gint64 before, guint limit);
