/* test-store-identity: this device's own keys, and the engine's records.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "util.h"

#include "store-identity.h"
#include "store-peer.h"

#include <string.h>

static StoreIdentity
new_identity (gboolean primary)
{
  StoreIdentity identity = { .primary = primary };

  memset (identity.account_key, 1, sizeof identity.account_key);
  memset (identity.signing_key, 2, sizeof identity.signing_key);
  memset (identity.signing_secret, 3, sizeof identity.signing_secret);
  memset (identity.identity, 4, sizeof identity.identity);
  if (primary)
    memset (identity.account_secret, 5, sizeof identity.account_secret);
  return identity;
}

static void
assert_identity (Fixture *fixture, const StoreIdentity *expected)
{
  StoreIdentity read;

  memset (&read, 0xff, sizeof read);
  g_assert_true (store_identity_get (fixture->store, &read));
  g_assert_cmpint (read.primary, ==, expected->primary);
  g_assert_cmpmem (read.account_key, 32, expected->account_key, 32);
  g_assert_cmpmem (read.account_secret, 64, expected->account_secret, 64);
  g_assert_cmpmem (read.signing_key, 32, expected->signing_key, 32);
  g_assert_cmpmem (read.signing_secret, 64, expected->signing_secret, 64);
  g_assert_cmpmem (read.identity, 32, expected->identity, 32);
}

static void
test_identity (Fixture *fixture, gconstpointer data)
{
  StoreIdentity primary = new_identity (TRUE);
  StoreIdentity second = new_identity (FALSE);
  StoreIdentity untouched = new_identity (TRUE);

  g_assert_false (store_identity_get (fixture->store, &untouched));
  g_assert_cmpmem (&untouched, sizeof untouched, &primary, sizeof primary);
  in_transaction (fixture, store_identity_put (fixture->store, &primary));
  assert_identity (fixture, &primary);
  fixture_reopen (fixture);
  assert_identity (fixture, &primary);
  /* There is one; the account's key leaves with it. */
  in_transaction (fixture, store_identity_put (fixture->store, &second));
  fixture_reopen (fixture);
  assert_identity (fixture, &second);
}

static void
assert_record (GBytes *record, const char *expected)
{
  g_autoptr (GBytes) taken = record;

  if (expected == NULL) {
    g_assert_null (taken);
    return;
  }
  g_assert_nonnull (taken);
  g_assert_cmpmem (g_bytes_get_data (taken, NULL), g_bytes_get_size (taken), expected,
                   strlen (expected));
}

static void
put (Fixture *fixture, int kind, gint64 id, const Id *acc, gint64 dev, const char *text)
{
  g_autoptr (GBytes) record = text != NULL ? g_bytes_new_static (text, strlen (text)) : NULL;

  in_transaction (fixture, store_record_put (fixture->store, kind, id, acc, dev, record));
}

static void
test_records (Fixture *fixture, gconstpointer data)
{
  Store *store = fixture->store;
  Id other = id_random ();

  put (fixture, 3, 7, NULL, 0, "seven");
  put (fixture, 4, 7, NULL, 0, "of another kind");
  put (fixture, 5, 0, &fixture->self, 1, "mine");
  put (fixture, 5, 0, &fixture->self, 2, "my second's");
  put (fixture, 5, 0, &other, 1, "theirs");
  put (fixture, 6, 0, &other, 1, "channels");
  put (fixture, 3, 7, NULL, 0, "seven again");
  assert_record (store_record_get (store, 3, 7, NULL, 0), "seven again");
  assert_record (store_record_get (store, 4, 7, NULL, 0), "of another kind");
  assert_record (store_record_get (store, 3, 8, NULL, 0), NULL);
  assert_record (store_record_get (store, 5, 0, &fixture->self, 1), "mine");
  assert_record (store_record_get (store, 5, 0, &fixture->self, 2), "my second's");
  assert_record (store_record_get (store, 5, 0, &other, 1), "theirs");
  assert_record (store_record_get (store, 6, 0, &other, 1), "channels");
  assert_record (store_record_get (store, 5, 0, &other, 2), NULL);
  put (fixture, 3, 7, NULL, 0, NULL);
  put (fixture, 5, 0, &other, 1, NULL);
  assert_record (store_record_get (store, 3, 7, NULL, 0), NULL);
  assert_record (store_record_get (store, 5, 0, &other, 1), NULL);
  assert_record (store_record_get (store, 6, 0, &other, 1), "channels");
  assert_record (store_record_get (store, 4, 7, NULL, 0), "of another kind");
}

static void
test_drop_below (Fixture *fixture, gconstpointer data)
{
  for (int id = 1; id <= 5; id++)
    put (fixture, 3, id, NULL, 0, "one");
  put (fixture, 4, 1, NULL, 0, "of another kind");
  in_transaction (fixture, store_record_drop_below (fixture->store, 3, 4));
  g_assert_cmpint (store_record_count (fixture->store, 3), ==, 2);
  assert_record (store_record_get (fixture->store, 3, 3, NULL, 0), NULL);
  assert_record (store_record_get (fixture->store, 3, 4, NULL, 0), "one");
  g_assert_cmpint (store_record_count (fixture->store, 4), ==, 1);
}

/* What was not committed is not there. */
static void
test_rolled_back (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) record = g_bytes_new_static ("new", 3);
  StoreIdentity identity = new_identity (TRUE);

  put (fixture, 5, 0, &fixture->self, 1, "old");
  store_begin (fixture->store);
  store_record_put (fixture->store, 5, 0, &fixture->self, 1, record);
  store_identity_put (fixture->store, &identity);
  store_rollback (fixture->store);
  assert_record (store_record_get (fixture->store, 5, 0, &fixture->self, 1), "old");
  g_assert_false (store_identity_get (fixture->store, &identity));
}

static void
test_forget (Fixture *fixture, gconstpointer data)
{
  StoreIdentity identity = new_identity (TRUE);
  Conv conv = new_conv ();
  StoreChain chain = { .sequence = 5, .link = { 1 } };

  in_transaction (fixture, {
    store_identity_put (fixture->store, &identity);
    store_chain_put (fixture->store, &conv, &fixture->self, 1, &chain);
  });
  put (fixture, 3, 7, NULL, 0, "seven");
  put (fixture, 5, 0, &fixture->self, 1, "mine");
  in_transaction (fixture, store_identity_forget (fixture->store));
  g_assert_false (store_identity_get (fixture->store, &identity));
  assert_record (store_record_get (fixture->store, 3, 7, NULL, 0), NULL);
  assert_record (store_record_get (fixture->store, 5, 0, &fixture->self, 1), NULL);
  store_chain_get (fixture->store, &conv, &fixture->self, 1, &chain);
  g_assert_cmpuint (chain.sequence, ==, 0);
}

#define add(path, func)                                                                            \
  g_test_add ("/store/identity/" path, Fixture, NULL, fixture_set_up, func, fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("identity", test_identity);
  add ("records", test_records);
  add ("drop-below", test_drop_below);
  add ("rolled-back", test_rolled_back);
  add ("forget", test_forget);
  return g_test_run ();
}
