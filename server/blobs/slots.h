/* slots: may this account announce one more upload? Pure arithmetic over what the store counted.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

typedef struct {
  guint64 object_max;  /* bytes of one object */
  guint pending_max;   /* announced and not yet stored */
  guint64 per_day_max; /* bytes announced in a day; 0: no limit */
} SlotLimits;

/* Kept with the account. The day's bytes are a bucket that leaks evenly, so there is no midnight at
 * which everybody may start again. */
typedef struct {
  guint pending;
  guint64 bytes; /* in the bucket at `since` */
  gint64 since;  /* seconds since 1970 */
} SlotUsage;

typedef enum {
  SLOT_OK,
  SLOT_TOO_BIG, /* the object can never be taken */
  SLOT_PENDING, /* finish or drop an upload first */
  SLOT_QUOTA,   /* later */
} SlotVerdict;

/* retry_after: seconds until the same question gets SLOT_OK; only set with SLOT_QUOTA. */
SlotVerdict slot_check (const SlotLimits *limits,
                        const SlotUsage *usage,
                        guint64 size,
                        gint64 now,
                        gint64 *retry_after);

/* What to keep once a slot was given. */
SlotUsage slot_take (const SlotLimits *limits, const SlotUsage *usage, guint64 size, gint64 now);
