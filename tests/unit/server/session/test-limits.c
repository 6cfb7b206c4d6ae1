/* test-limits: the leaky buckets and who is counted in them.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "limits-table.h"

#define SECOND ((gint64) G_USEC_PER_SEC)

static void
test_bucket (void)
{
  Bucket bucket = { 0 };
  gint64 now = 1000 * SECOND;

  for (guint i = 0; i < 60; i++)
    g_assert_cmpint (bucket_take (&bucket, BUCKET_EPH, 1, now), ==, 0);
  /* 120 a minute come back: one every half second. */
  g_assert_cmpint (bucket_take (&bucket, BUCKET_EPH, 1, now), ==, 501);
  g_assert_cmpint (bucket_take (&bucket, BUCKET_EPH, 1, now + SECOND / 4), ==, 251);
  g_assert_cmpint (bucket_take (&bucket, BUCKET_EPH, 1, now + SECOND), ==, 0);
  /* What was refused cost nothing, and a long rest gives no more than the burst. */
  now += 3600 * SECOND;
  g_assert_cmpint (bucket_take (&bucket, BUCKET_EPH, 60, now), ==, 0);
  g_assert_cmpint (bucket_take (&bucket, BUCKET_EPH, 1, now), >, 0);
}

static void
test_people_are_counted_apart (void)
{
  Limits *limits = limits_new ();

  for (guint i = 0; i < 10; i++)
    g_assert_cmpint (limits_take_address (limits, BUCKET_CODE, "192.0.2.1", 1), ==, 0);
  g_assert_cmpint (limits_take_address (limits, BUCKET_CODE, "192.0.2.1", 1), >, 0);
  g_assert_cmpint (limits_take_address (limits, BUCKET_CODE, "192.0.2.2", 1), ==, 0);
  g_assert_cmpint (limits_take_address (limits, BUCKET_REGISTER, "192.0.2.1", 1), ==, 0);
  limits_free (limits);
}

static void
test_a_network_of_ipv6_is_one (void)
{
  Limits *limits = limits_new ();

  for (guint i = 0; i < 10; i++) {
    g_autofree char *address = g_strdup_printf ("2001:db8:1:2::%u", i);

    g_assert_cmpint (limits_take_address (limits, BUCKET_CODE, address, 1), ==, 0);
  }
  g_assert_cmpint (limits_take_address (limits, BUCKET_CODE, "2001:db8:1:2:ffff::1", 1), >, 0);
  g_assert_cmpint (limits_take_address (limits, BUCKET_CODE, "2001:db8:1:3::1", 1), ==, 0);
  limits_free (limits);
}

static void
test_sweep (void)
{
  Limits *limits = limits_new ();

  g_assert_cmpint (limits_take (limits, BUCKET_CODE, "x", 10), ==, 0);
  limits_sweep (limits);
  g_assert_cmpint (limits_take (limits, BUCKET_CODE, "x", 1), >, 0);
  limits_free (limits);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/server/limits/bucket", test_bucket);
  g_test_add_func ("/server/limits/people-are-counted-apart", test_people_are_counted_apart);
  g_test_add_func ("/server/limits/a-network-of-ipv6-is-one", test_a_network_of_ipv6_is_one);
  g_test_add_func ("/server/limits/sweep", test_sweep);
  return g_test_run ();
}
