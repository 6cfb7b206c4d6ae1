/* test-store-list: signed device lists and pending devices: the conformance of a store.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-fixture.h"

#include "limits.h"

/* devs: "1,2". The WhinError, or -1. */
static int
set_list (Fixture *f, const Peer *by, gint64 version, const char *list, const char *devs)
{
  g_auto (GStrv) numbers = g_strsplit (devs, ",", -1);
  g_autoptr (GArray) named = g_array_new (FALSE, FALSE, sizeof (gint64));
  StoreListSet set = {
    .key = by->key, .acc = by->acc, .version = version, .list = list, .devs = named, .now = f->now
  };
  g_autoptr (GError) error = NULL;
  gboolean ok;

  for (guint i = 0; numbers[i] != NULL; i++) {
    gint64 dev = g_ascii_strtoll (numbers[i], NULL, 10);

    g_array_append_val (named, dev);
  }
  ok = store_list_set_now (f->store, &set, &error);
  store_list_set_clear (&set);
  return ok ? -1 : error->code;
}

/* "1 2? | list" where 2 is pending. */
static char *
describe (Fixture *f, const Peer *peer)
{
  StoreDeviceList list = { .acc = peer->acc };
  GString *out = g_string_new (NULL);

  g_assert_true (store_device_list_now (f->store, &list, NULL));
  for (guint i = 0; i < list.devices->len; i++) {
    const StoreDevice *device = list.devices->pdata[i];

    g_string_append_printf (out, "%d%s ", (int) device->dev, device->pending ? "?" : "");
  }
  g_string_append_printf (out, "| %s", list.list != NULL ? list.list : "none");
  store_device_list_clear (&list);
  return g_string_free (out, FALSE);
}

static void
assert_devices (Fixture *f, const Peer *peer, const char *expected)
{
  g_autofree char *got = describe (f, peer);

  g_assert_cmpstr (got, ==, expected);
}

static void
assert_mailbox (Fixture *f, const Peer *peer, const char *expected)
{
  g_autofree char *got = fixture_dump (f, peer->key, 0);

  g_assert_cmpstr (got, ==, expected);
}

static void
test_versions (Fixture *f, gconstpointer data)
{
  Peer a = fixture_register (f, "+447700900001", "a");

  assert_devices (f, &a, "1 | none");
  g_assert_cmpint (set_list (f, &a, 5, "one", "1"), ==, -1);
  g_assert_cmpint (set_list (f, &a, 5, "one", "1"), ==, -1);
  g_assert_cmpint (set_list (f, &a, 5, "other", "1"), ==, WHIN_ERROR_CONFLICT);
  g_assert_cmpint (set_list (f, &a, 4, "four", "1"), ==, WHIN_ERROR_CONFLICT);
  g_assert_cmpint (set_list (f, &a, 7, "two", "1"), ==, -1);
  g_assert_cmpint (set_list (f, &a, 5, "one", "1"), ==, WHIN_ERROR_CONFLICT);
  assert_devices (f, &a, "1 | two");
  assert_mailbox (f, &a, "1 devices 1; 2 devices 1");
}

static void
test_pending (Fixture *f, gconstpointer data)
{
  Peer a = fixture_register (f, "+447700900001", "a");
  Peer early = fixture_link_device (f, &a, "early");
  Peer second, third;

  /* Whether there is a list or not. */
  assert_devices (f, &a, "1 2? | none");
  g_assert_true (fixture_hello (f, early.key).pending);
  g_assert_cmpint (set_list (f, &early, 1, "mine", "2"), ==, WHIN_ERROR_FORBIDDEN);
  g_assert_cmpint (set_list (f, &a, 1, "one", "1,2"), ==, -1);
  second = fixture_link_device (f, &a, "second");
  third = fixture_link_device (f, &early, "third");
  g_assert_true (fixture_hello (f, second.key).pending);
  assert_devices (f, &a, "1 2 3? 4? | one");
  g_assert_cmpint (set_list (f, &second, 2, "mine", "3"), ==, WHIN_ERROR_FORBIDDEN);
  g_assert_cmpint (set_list (f, &a, 2, "two", "1,3"), ==, -1);
  assert_devices (f, &a, "1 3 4? | two");
  g_assert_false (fixture_hello (f, second.key).pending);
  g_assert_false (fixture_hello (f, early.key).active);
  g_assert_cmpint (set_list (f, &early, 3, "late", "1,2"), ==, WHIN_ERROR_FORBIDDEN);
  assert_mailbox (f, &second, "1 devices 1,3");
  assert_mailbox (f, &third, "");
  assert_mailbox (f, &early, "");
  /* Nothing of another account. */
  Peer b = fixture_register (f, "+447700900002", "b");

  g_assert_cmpint (set_list (f, &b, 1, "b", "1"), ==, -1);
  assert_devices (f, &a, "1 3 4? | two");
}

static void
test_sending (Fixture *f, gconstpointer data)
{
  Peer a = fixture_register (f, "+447700900001", "a"),
       b = fixture_register (f, "+447700900002", "b");
  Peer second;
  TestSend *from, *own, *other;

  g_assert_cmpint (set_list (f, &a, 1, "one", "1"), ==, -1);
  second = fixture_link_device (f, &a, "second");
  from = fixture_send_new (f, &second, &a.acc, "AAAA", &a, NULL);
  own = fixture_send_new (f, &a, &a.acc, "AAAA", &second, NULL);
  other = fixture_send_new (f, &b, &a.acc, "AAAA", &second, NULL);
  for (int part = 0; part <= 1; part++) {
    from->op.part = own->op.part = other->op.part = part;
    g_assert_cmpint (fixture_send_try (f, from), ==, WHIN_ERROR_FORBIDDEN);
    g_assert_cmpint (fixture_send_try (f, own), ==, part ? -1 : WHIN_ERROR_DEVICES);
    g_assert_cmpint (fixture_send_try (f, other), ==, WHIN_ERROR_DEVICES);
    g_assert_cmpuint (other->send.gone->len, ==, 1);
  }
  g_assert_cmpint (set_list (f, &a, 2, "two", "1,2"), ==, -1);
  own->op.id = id_random ();
  own->op.part = FALSE;
  g_assert_cmpint (fixture_send_try (f, own), ==, -1);
  g_assert_cmpint (fixture_send_try (f, from), ==, -1);
  assert_mailbox (f, &second, "1 msg AAAA; 2 devices 1,2; 3 msg AAAA");
  fixture_send_free (from);
  fixture_send_free (own);
  fixture_send_free (other);
}

static guint
expire (Fixture *f)
{
  StorePendingExpire args = { .before = f->now - LIMIT_PENDING_SECONDS * 1000, .max = 10 };
  guint n;

  g_assert_true (store_pending_expire_now (f->store, &args, NULL));
  n = args.revoked->len;
  store_pending_expire_clear (&args);
  return n;
}

static void
test_expired (Fixture *f, gconstpointer data)
{
  Peer a = fixture_register (f, "+447700900001", "a");
  gboolean found;

  g_assert_cmpint (set_list (f, &a, 1, "one", "1"), ==, -1);
  fixture_link_device (f, &a, "second");
  f->now += 1;
  fixture_link_device (f, &a, "third");
  f->now += LIMIT_PENDING_SECONDS * 1000 - 1;
  g_assert_cmpuint (expire (f), ==, 0);
  f->now += 1;
  g_assert_cmpuint (expire (f), ==, 1);
  g_assert_cmpuint (expire (f), ==, 0);
  assert_devices (f, &a, "1 3? | one");
  fixture_auth (f, "second", &found);
  g_assert_false (found);
  g_assert_cmpint (set_list (f, &a, 2, "two", "1,2,3"), ==, -1);
  f->now += DAY_MS;
  g_assert_cmpuint (expire (f), ==, 0);
  assert_devices (f, &a, "1 3 | two");
}

int
main (int argc, char **argv)
{
  static const struct {
    const char *name;
    void (*test) (Fixture *, gconstpointer);
  } tests[] = {
    { "versions", test_versions },
    { "pending", test_pending },
    { "sending", test_sending },
    { "expired", test_expired },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++) {
    g_autofree char *path = g_strconcat ("/store-list/", tests[i].name, NULL);

    g_test_add (path, Fixture, NULL, fixture_set_up, tests[i].test, fixture_tear_down);
  }
  return g_test_run ();
}
