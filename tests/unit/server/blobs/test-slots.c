/* test-slots: who may announce an upload, and when again.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "slots.h"

#define DAY (24 * 3600)

static const SlotLimits limits = { .object_max = 1000, .pending_max = 3, .per_day_max = 2400 };

static void
test_table (void)
{
  static const struct {
    SlotUsage usage;
    guint64 size;
    gint64 now;
    SlotVerdict want;
    gint64 retry;
  } rows[] = {
    { { 0, 0, 0 }, 1000, 0, SLOT_OK, 0 },
    { { 0, 0, 0 }, 1001, 0, SLOT_TOO_BIG, 0 },
    { { 0, 0, 0 }, G_MAXUINT64, 0, SLOT_TOO_BIG, 0 },
    { { 0, 0, 0 }, 0, 0, SLOT_OK, 0 },
    { { 2, 0, 0 }, 1, 0, SLOT_OK, 0 },
    { { 3, 0, 0 }, 1, 0, SLOT_PENDING, 0 },
    { { 0, 1400, 0 }, 1000, 0, SLOT_OK, 0 },
    { { 0, 1500, 0 }, 1000, 0, SLOT_QUOTA, 3601 },
    { { 0, 1500, 0 }, 1000, 3600, SLOT_OK, 0 },
    { { 0, 2400, 0 }, 1000, DAY, SLOT_OK, 0 },
    { { 0, 2400, 0 }, 1000, 50 * DAY, SLOT_OK, 0 },
    { { 0, 2400, DAY }, 1000, 0, SLOT_QUOTA, 36001 },
  };
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    gint64 retry = 0;
    g_test_message ("row %u", i);
    g_assert_cmpint (slot_check (&limits, &rows[i].usage, rows[i].size, rows[i].now, &retry), ==,
                     rows[i].want);
    g_assert_cmpint (retry, ==, rows[i].retry);
  }
}

static void
test_take (void)
{
  SlotUsage usage = { 0 };
  usage = slot_take (&limits, &usage, 1000, 100);
  usage = slot_take (&limits, &usage, 1000, 100);
  g_assert_cmpuint (usage.pending, ==, 2);
  g_assert_cmpuint (usage.bytes, ==, 2000);
  gint64 retry = 0;
  g_assert_cmpint (slot_check (&limits, &usage, 1000, 100, &retry), ==, SLOT_QUOTA);
  g_assert_cmpint (slot_check (&limits, &usage, 1000, 100 + retry, &retry), ==, SLOT_OK);
  g_assert_cmpint (slot_check (&limits, &usage, 1000, 100 + retry - 2, &retry), ==, SLOT_QUOTA);
}

static void
test_unlimited (void)
{
  SlotLimits open = { .object_max = G_MAXUINT64, .pending_max = 1, .per_day_max = 0 };
  SlotUsage usage = { 0, G_MAXUINT64, 0 };
  g_assert_cmpint (slot_check (&open, &usage, G_MAXUINT64, 0, NULL), ==, SLOT_OK);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/slots/table", test_table);
  g_test_add_func ("/slots/take", test_take);
  g_test_add_func ("/slots/unlimited", test_unlimited);
  return g_test_run ();
}
