/* slots: the quota arithmetic behind `PUT /v1/media/{id}`.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "slots.h"

#define DAY (24 * 3600)

/* A clock set back neither fills nor empties the bucket. */
static guint64
bytes_now (const SlotLimits *limits, const SlotUsage *usage, gint64 now)
{
  gint64 passed = CLAMP (now - usage->since, 0, DAY);
  guint64 leaked = (guint64) ((double) limits->per_day_max * (double) passed / DAY);
  return usage->bytes > leaked ? usage->bytes - leaked : 0;
}

SlotVerdict
slot_check (const SlotLimits *limits,
            const SlotUsage *usage,
            guint64 size,
            gint64 now,
            gint64 *retry_after)
{
  gboolean counted = limits->per_day_max > 0;
  if (size > limits->object_max || (counted && size > limits->per_day_max))
    return SLOT_TOO_BIG;
  if (usage->pending >= limits->pending_max)
    return SLOT_PENDING;
  guint64 bytes = counted ? bytes_now (limits, usage, now) : 0;
  if (!counted || bytes <= limits->per_day_max - size)
    return SLOT_OK;
  guint64 over = bytes - (limits->per_day_max - size);
  *retry_after = (gint64) ((double) over * DAY / (double) limits->per_day_max) + 1;
  return SLOT_QUOTA;
}

SlotUsage
slot_take (const SlotLimits *limits, const SlotUsage *usage, guint64 size, gint64 now)
{
  return (SlotUsage) { usage->pending + 1, bytes_now (limits, usage, now) + size, now };
}
