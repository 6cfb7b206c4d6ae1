/* test-store-peer: lists, former devices, and how far each device's messages go.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "util.h"

#include "store-peer.h"

#include <string.h>

static void
put_list (Fixture *fixture, const Id *acc, const char *text, Trust trust)
{
  g_autoptr (GBytes) list = g_bytes_new_static (text, strlen (text));

  in_transaction (fixture, store_peer_put (fixture->store, acc, list, trust));
}

static void
assert_list (Fixture *fixture, const Id *acc, const char *text, Trust trust)
{
  Trust read = TRUST_CHANGED;
  g_autoptr (GBytes) list = store_peer_get (fixture->store, acc, &read);

  g_assert_nonnull (list);
  g_assert_cmpmem (g_bytes_get_data (list, NULL), g_bytes_get_size (list), text, strlen (text));
  g_assert_cmpint (read, ==, trust);
}

static void
test_lists (Fixture *fixture, gconstpointer data)
{
  Id grace = id_random (), heidi = id_random ();
  Trust trust = TRUST_VERIFIED;

  g_assert_null (store_peer_get (fixture->store, &grace, &trust));
  g_assert_cmpint (trust, ==, TRUST_VERIFIED);
  put_list (fixture, &grace, "one", TRUST_SEEN);
  put_list (fixture, &heidi, "hers", TRUST_STOPPED);
  put_list (fixture, &grace, "two", TRUST_VERIFIED);
  fixture_reopen (fixture);
  assert_list (fixture, &grace, "two", TRUST_VERIFIED);
  assert_list (fixture, &heidi, "hers", TRUST_STOPPED);
  in_transaction (fixture, store_peer_forget_all (fixture->store));
  g_assert_null (store_peer_get (fixture->store, &grace, &trust));
  g_assert_null (store_peer_get (fixture->store, &heidi, &trust));
}

static StoreFormerDevice
new_device (guint8 number)
{
  StoreFormerDevice device;

  memset (device.account_key, number, sizeof device.account_key);
  memset (device.identity, number + 1, sizeof device.identity);
  memset (device.signing_key, number + 2, sizeof device.signing_key);
  return device;
}

static void
test_former (Fixture *fixture, gconstpointer data)
{
  StoreFormerDevice one = new_device (10), two = new_device (20), read;
  Id grace = id_random ();

  in_transaction (fixture, {
    store_former_put (fixture->store, &grace, 1, &one, 1000);
    store_former_put (fixture->store, &grace, 2, &two, 2000);
  });
  g_assert_true (store_former_get (fixture->store, &grace, 1, 999, &read));
  g_assert_cmpmem (&read, sizeof read, &one, sizeof one);
  g_assert_true (store_former_get (fixture->store, &grace, 2, 999, &read));
  g_assert_cmpmem (&read, sizeof read, &two, sizeof two);
  g_assert_false (store_former_get (fixture->store, &grace, 3, 0, &read));
  g_assert_false (store_former_get (fixture->store, &fixture->self, 1, 0, &read));
  /* Its time is over, whether or not that was counted. */
  g_assert_false (store_former_get (fixture->store, &grace, 1, 1000, &read));
  g_assert_true (store_former_get (fixture->store, &grace, 2, 1000, &read));
  in_transaction (fixture, store_former_spend (fixture->store, 600));
  g_assert_true (store_former_get (fixture->store, &grace, 1, 399, &read));
  g_assert_false (store_former_get (fixture->store, &grace, 1, 400, &read));
  in_transaction (fixture, store_former_spend (fixture->store, 900));
  g_assert_false (store_former_get (fixture->store, &grace, 1, 0, &read));
  g_assert_true (store_former_get (fixture->store, &grace, 2, 0, &read));
  in_transaction (fixture, store_peer_forget_all (fixture->store));
  g_assert_false (store_former_get (fixture->store, &grace, 2, 0, &read));
}

static void
assert_chain (Fixture *fixture, const Conv *conv, gint64 dev, const StoreChain *expected)
{
  StoreChain read;

  memset (&read, 0xff, sizeof read);
  store_chain_get (fixture->store, conv, &fixture->self, dev, &read);
  g_assert_cmpuint (read.sequence, ==, expected->sequence);
  g_assert_cmpmem (read.link, sizeof read.link, expected->link, sizeof expected->link);
  g_assert_cmpuint (read.missing, ==, expected->missing);
  g_assert_true (id_equal (&read.notice, &expected->notice));
}

static void
test_chains (Fixture *fixture, gconstpointer data)
{
  Conv chat = new_conv ();
  Conv group = { CONV_GROUP, chat.id };
  StoreChain none = { 0 };
  StoreChain a = { .sequence = 1, .link = { 0xa } };
  StoreChain b = { .sequence = G_MAXUINT32, .link = { 0xb }, .missing = 3, .notice = id_random () };

  assert_chain (fixture, &chat, 1, &none);
  in_transaction (fixture, {
    store_chain_put (fixture->store, &chat, &fixture->self, 1, &a);
    store_chain_put (fixture->store, &chat, &fixture->self, 2, &b);
    store_chain_put (fixture->store, &group, &fixture->self, 1, &b);
  });
  fixture_reopen (fixture);
  assert_chain (fixture, &chat, 1, &a);
  assert_chain (fixture, &chat, 2, &b);
  assert_chain (fixture, &group, 1, &b);
  in_transaction (fixture, {
    store_chain_put (fixture->store, &chat, &fixture->self, 1, &b);
    store_chain_put (fixture->store, &chat, &fixture->self, 2, &a);
  });
  assert_chain (fixture, &chat, 1, &b);
  assert_chain (fixture, &chat, 2, &a);
  in_transaction (fixture, store_chain_put (fixture->store, &chat, &fixture->self, 1, &none));
  assert_chain (fixture, &chat, 1, &none);
}

#define add(path, func)                                                                            \
  g_test_add ("/store/peer/" path, Fixture, NULL, fixture_set_up, func, fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("lists", test_lists);
  add ("former", test_former);
  add ("chains", test_chains);
  return g_test_run ();
}
