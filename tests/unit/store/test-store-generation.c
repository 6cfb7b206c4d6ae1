/* test-store-generation: how far a store has gone on, and what is left when it was copied.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "util.h"

#include "store-account.h"
#include "store-generation.h"
#include "store-group-key.h"
#include "store-group.h"
#include "store-identity.h"
#include "store-outbox.h"

#include <string.h>

static void
assert_is (Fixture *fixture, gint64 was, gint64 next, gint64 sealed)
{
  StoreGeneration generation = store_generation_get (fixture->store);

  g_assert_cmpint (generation.was, ==, was);
  g_assert_cmpint (generation.next, ==, next);
  g_assert_cmpint (generation.sealed, ==, sealed);
}

static void
test_numbers (Fixture *fixture, gconstpointer data)
{
  assert_is (fixture, 0, 0, 0);
  in_transaction (fixture, store_generation_set_next (fixture->store, 7));
  assert_is (fixture, 0, 7, 0);
  fixture_reopen (fixture);
  assert_is (fixture, 0, 7, 0);
  in_transaction (fixture, {
    store_generation_confirm (fixture->store, 7);
    store_generation_count (fixture->store);
  });
  assert_is (fixture, 7, 7, 1);
  store_begin (fixture->store);
  store_generation_set_next (fixture->store, 9);
  store_generation_count (fixture->store);
  store_rollback (fixture->store);
  assert_is (fixture, 7, 7, 1);
  in_transaction (fixture, store_generation_reset (fixture->store));
  assert_is (fixture, 0, 0, 0);
  in_transaction (fixture, store_generation_confirm (fixture->store, 3));
  in_transaction (fixture, store_wipe (fixture->store));
  assert_is (fixture, 0, 0, 0);
}

/* Whatever is sealed for a device counts, and nothing else. */
static void
test_sealed (Fixture *fixture, gconstpointer data)
{
  Conv conv = new_conv ();
  StoreOutbox entry = { .id = conv.id, .conv = conv, .created = 1 };
  StoreOutboxTo readers[2] = { { .acc = fixture->self, .dev = 1 }, { .acc = conv.id, .dev = 2 } };
  gint64 place;

  entry.content = g_bytes_new_static ("x", 1);
  in_transaction (fixture, store_outbox_add (fixture->store, &entry));
  assert_is (fixture, 0, 0, 0);
  {
    g_autoptr (GPtrArray) list = store_outbox_list (fixture->store, 0, 1);

    place = ((StoreOutbox *) list->pdata[0])->entry;
  }
  in_transaction (fixture, {
    store_outbox_put_to (fixture->store, place, &conv.id, 1, "sealed");
    store_outbox_put_to (fixture->store, place, &conv.id, 2, "sealed too");
  });
  assert_is (fixture, 0, 0, 2);
  in_transaction (fixture, store_outbox_set_common (fixture->store, place, "for all", readers, 2));
  assert_is (fixture, 0, 0, 3);
  g_bytes_unref (entry.content);
}

static void
test_account (Fixture *fixture, gconstpointer data)
{
  StoreAccount account = { .acc = fixture->self, .dev = 1, .revoked = TRUE, .copied = TRUE };
  g_autoptr (StoreAccount) read = NULL;

  in_transaction (fixture, {
    store_generation_confirm (fixture->store, 5);
    store_account_put (fixture->store, &account);
  });
  fixture_reopen (fixture);
  read = store_account_get (fixture->store);
  g_assert_true (read->copied && read->revoked && !read->pending);
  assert_is (fixture, 5, 5, 0);
}

static void
test_forget_keys (Fixture *fixture, gconstpointer data)
{
  StoreIdentity identity = { .primary = TRUE };
  g_autoptr (GBytes) record = g_bytes_new_static ("key", 3);
  Conv conv = new_conv ();

  memset (identity.signing_secret, 3, sizeof identity.signing_secret);
  memset (identity.account_secret, 5, sizeof identity.account_secret);
  in_transaction (fixture, {
    store_identity_put (fixture->store, &identity);
    store_record_put (fixture->store, 2, 7, NULL, 0, record);
    store_record_put (fixture->store, 5, 0, &conv.id, 1, record);
    store_group_put_sent (fixture->store, &conv.id, &fixture->self, 1);
    store_group_key_put (fixture->store, &conv.id, &fixture->self, 1, record, record, 1);
  });
  in_transaction (fixture, {
    store_identity_forget_keys (fixture->store);
    store_group_keys_forget (fixture->store);
  });
  g_assert_true (store_identity_get (fixture->store, &identity));
  g_assert_cmpint (identity.signing_secret[0], ==, 0);
  g_assert_cmpint (identity.account_secret[0], ==, 5);
  g_assert_null (store_record_get (fixture->store, 2, 7, NULL, 0));
  g_assert_null (store_record_get (fixture->store, 5, 0, &conv.id, 1));
  g_assert_false (store_group_has_sent (fixture->store, &conv.id, &fixture->self, 1));
  g_assert_null (store_group_key_get (fixture->store, &conv.id, &fixture->self, 1, record));
}

#define add(path, func)                                                                            \
  g_test_add ("/store/generation/" path, Fixture, NULL, fixture_set_up, func, fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("numbers", test_numbers);
  add ("sealed", test_sealed);
  add ("account", test_account);
  add ("forget-keys", test_forget_keys);
  return g_test_run ();
}
