/* test-store-key: the key directory: the conformance of any store.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-fixture.h"

#include "limits.h"

static void
add_key (GPtrArray *keys, StoreKeyKind kind, gint64 id)
{
  StoreKey *key = g_new0 (StoreKey, 1);

  *key = (StoreKey) { kind, id, g_strdup_printf ("%d-%d", (int) kind, (int) id) };
  g_ptr_array_add (keys, key);
}

/* Leaves one-time keys first to last, and what a bundle takes besides; the WhinError or -1. */
static int
leave (Fixture *f, const Peer *peer, gint64 first, gint64 last, gint64 *ones)
{
  g_autoptr (GPtrArray) keys = g_ptr_array_new_with_free_func (store_key_free);
  StoreKeysAdd add = { .key = peer->key, .keys = keys };
  g_autoptr (GError) error = NULL;

  add_key (keys, STORE_KEY_SIGNED, first);
  add_key (keys, STORE_KEY_LAST, first);
  add_key (keys, STORE_KEY_KEM_LAST, first);
  for (gint64 id = first; id <= last; id++) {
    add_key (keys, STORE_KEY_ONE, id);
    add_key (keys, STORE_KEY_KEM, id);
  }
  if (!store_keys_add_now (f->store, &add, &error))
    return error->code;
  g_assert_cmpint (add.ones, ==, add.kems);
  *ones = add.ones;
  return -1;
}

/* "0-1 3-2 4-2" for each device that has left keys. */
static char *
take (Fixture *f, const Id *acc, gint64 dev)
{
  g_autoptr (GArray) devs = g_array_new (FALSE, FALSE, sizeof (gint64));
  StoreKeysTake args = { .acc = *acc, .devs = devs };
  GString *text = g_string_new (NULL);

  g_array_append_val (devs, dev);
  g_assert_true (store_keys_take_now (f->store, &args, NULL));
  for (guint i = 0; i < args.bundles->len; i++) {
    const StoreBundle *bundle = args.bundles->pdata[i];

    g_assert_cmpint (bundle->dev, ==, dev);
    for (guint j = 0; j < bundle->keys->len; j++)
      g_string_append_printf (text, "%s%s", j > 0 ? " " : "",
                              ((StoreKey *) bundle->keys->pdata[j])->key);
  }
  store_keys_take_clear (&args);
  return g_string_free (text, FALSE);
}

static void
assert_taken (Fixture *f, const Peer *peer, const char *expected)
{
  g_autofree char *got = take (f, &peer->acc, peer->dev);

  g_assert_cmpstr (got, ==, expected);
}

static void
test_once (Fixture *f, gconstpointer data)
{
  Peer a = fixture_register (f, "+447700900001", "a");
  gint64 ones;

  assert_taken (f, &a, "");
  g_assert_cmpint (leave (f, &a, 1, 2, &ones), ==, -1);
  g_assert_cmpint (ones, ==, 2);
  assert_taken (f, &a, "0-1 3-1 4-1");
  fixture_reopen (f);
  assert_taken (f, &a, "0-1 3-2 4-2");
  assert_taken (f, &a, "0-1 1-1 2-1");
  assert_taken (f, &a, "0-1 1-1 2-1");
  /* What came before comes to nothing, what is newer is added. */
  g_assert_cmpint (leave (f, &a, 1, 3, &ones), ==, -1);
  g_assert_cmpint (ones, ==, 1);
  assert_taken (f, &a, "0-1 3-3 4-3");
}

static void
test_too_many (Fixture *f, gconstpointer data)
{
  Peer a = fixture_register (f, "+447700900001", "a");
  gint64 ones;

  g_assert_cmpint (leave (f, &a, 1, LIMIT_KEYS_MAX, &ones), ==, -1);
  g_assert_cmpint (leave (f, &a, LIMIT_KEYS_MAX + 1, LIMIT_KEYS_MAX + 1, &ones), ==,
                   WHIN_ERROR_TOO_BIG);
  /* Nothing of it was stored, the signed prekey neither. */
  assert_taken (f, &a, "0-1 3-1 4-1");
  g_assert_cmpint (leave (f, &a, LIMIT_KEYS_MAX + 1, LIMIT_KEYS_MAX + 1, &ones), ==, -1);
  g_assert_cmpint (ones, ==, LIMIT_KEYS_MAX);
}

static void
test_gone_with_the_device (Fixture *f, gconstpointer data)
{
  Peer a = fixture_register (f, "+447700900001", "a");
  Peer a2 = fixture_add_device (f, &a, "a2");
  StoreDeviceRevoke revoke = { .acc = a.acc, .dev = a2.dev, .now = f->now };
  StoreKeysCount count = { .key = a2.key };
  gint64 ones;

  g_assert_cmpint (leave (f, &a2, 1, 2, &ones), ==, -1);
  g_assert_true (store_device_revoke_now (f->store, &revoke, NULL));
  store_device_revoke_clear (&revoke);
  assert_taken (f, &a2, "");
  g_assert_true (store_keys_count_now (f->store, &count, NULL));
  g_assert_cmpint (count.ones, ==, 0);
}

/* A backup may hold keys that were handed out after it was made. */
static void
test_restored (Fixture *f, gconstpointer data)
{
  Peer a = fixture_register (f, "+447700900001", "a");
  StoreRestored restored = { 0 };
  gint64 ones;

  g_assert_cmpint (leave (f, &a, 1, 2, &ones), ==, -1);
  g_assert_true (store_restored_now (f->store, &restored, NULL));
  fixture_reopen (f);
  assert_taken (f, &a, "0-1 1-1 2-1");
  g_assert_cmpint (leave (f, &a, 3, 3, &ones), ==, -1);
  assert_taken (f, &a, "0-3 3-3 4-3");
}

int
main (int argc, char **argv)
{
  static const struct {
    const char *name;
    void (*test) (Fixture *, gconstpointer);
  } tests[] = {
    { "once", test_once },
    { "too-many", test_too_many },
    { "gone-with-the-device", test_gone_with_the_device },
    { "restored", test_restored },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++) {
    g_autofree char *path = g_strconcat ("/store-key/", tests[i].name, NULL);

    g_test_add (path, Fixture, NULL, fixture_set_up, tests[i].test, fixture_tear_down);
  }
  return g_test_run ();
}
