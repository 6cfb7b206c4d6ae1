/* limits-table: leaky buckets, one a counted person and kind.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "limits-table.h"

#include <gio/gio.h>

#define MINUTE_US (60.0 * G_USEC_PER_SEC)

static const struct {
  double burst;
  double refill;
} kinds[N_BUCKETS] = {
#define BUCKET_ROW_(NAME, burst, refill, doc) [BUCKET_##NAME] = { burst, refill },
  BUCKETS (BUCKET_ROW_)
#undef BUCKET_ROW_
};
static double scale = 1;

struct Limits {
  GHashTable *buckets; /* "kind who" -> Bucket */
};

void
limits_set_scale (double factor)
{
  scale = factor;
}

static double
level (const Bucket *bucket, BucketKind kind, gint64 now_us)
{
  double leaked = (double) (now_us - bucket->at) * kinds[kind].refill * scale / MINUTE_US;

  return MAX (bucket->used - leaked, 0);
}

gint64
bucket_take (Bucket *bucket, BucketKind kind, double cost, gint64 now_us)
{
  double used = level (bucket, kind, now_us);
  double over = used + cost - kinds[kind].burst * scale;

  bucket->at = now_us;
  bucket->used = used;
  if (over > 0)
    return (gint64) (over * 60000.0 / (kinds[kind].refill * scale)) + 1;
  bucket->used += cost;
  return 0;
}

Limits *
limits_new (void)
{
  Limits *limits = g_new0 (Limits, 1);

  limits->buckets = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return limits;
}

void
limits_free (Limits *limits)
{
  if (limits == NULL)
    return;
  g_hash_table_unref (limits->buckets);
  g_free (limits);
}

gint64
limits_take (Limits *limits, BucketKind kind, const char *who, double cost)
{
  g_autofree char *key = g_strdup_printf ("%02d %s", (int) kind, who);
  Bucket *bucket = g_hash_table_lookup (limits->buckets, key);

  if (bucket == NULL) {
    bucket = g_new0 (Bucket, 1);
    g_hash_table_insert (limits->buckets, g_steal_pointer (&key), bucket);
  }
  return bucket_take (bucket, kind, cost, g_get_monotonic_time ());
}

gint64
limits_take_address (Limits *limits, BucketKind kind, const char *address, double cost)
{
  g_autoptr (GInetAddress) parsed = g_inet_address_new_from_string (address);
  const guint8 *bytes = parsed != NULL ? g_inet_address_to_bytes (parsed) : NULL;
  char network[17];

  if (parsed == NULL || g_inet_address_get_family (parsed) != G_SOCKET_FAMILY_IPV6)
    return limits_take (limits, kind, address, cost);
  for (guint i = 0; i < 8; i++)
    g_snprintf (network + 2 * i, 3, "%02x", bytes[i]);
  return limits_take (limits, kind, network, cost);
}

static gboolean
is_full_again (gpointer key, gpointer bucket, gpointer now)
{
  BucketKind kind = (BucketKind) g_ascii_strtoll (key, NULL, 10);

  return level (bucket, kind, *(gint64 *) now) <= 0;
}

void
limits_sweep (Limits *limits)
{
  gint64 now = g_get_monotonic_time ();

  g_hash_table_foreach_remove (limits->buckets, is_full_again, &now);
}
