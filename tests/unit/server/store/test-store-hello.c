/* test-store-hello: whether who says hello is the device, or a copy of it: the conformance of any
 * store. SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-fixture.h"

/* Of a hello in the same epoch that has read all there is. */
static StoreHello
login (Fixture *f, const Peer *peer, gint64 was, gint64 gen, gint64 sealed)
{
  ProtoHello op = { .was = was, .gen = gen, .sealed = sealed, .after = 1000 };
  StoreHello hello = { .key = peer->key, .op = &op, .same_epoch = TRUE };
  g_autoptr (GError) error = NULL;

  if (gen > 0)
    store_login_now (f->store, &hello, &error);
  else
    store_hello_now (f->store, &hello, &error);
  g_assert_no_error (error);
  g_assert_true (hello.active);
  hello.op = NULL;
  return hello;
}

#define assert_in(f, peer, was, gen, sealed)                                                       \
  g_assert_false (login (f, peer, was, gen, sealed).copied)
#define assert_copy(f, peer, was, gen, sealed)                                                     \
  g_assert_true (login (f, peer, was, gen, sealed).copied)

static void
test_generations (Fixture *f, gconstpointer data)
{
  Peer a = fixture_register (f, "+447700900001", "a");

  assert_in (f, &a, 0, 0, 0); /* watched from the first on */
  assert_in (f, &a, 0, 50, 0);
  assert_in (f, &a, 0, 50, 0); /* the answer was lost */
  assert_in (f, &a, 50, 60, 0);
  assert_copy (f, &a, 0, 50, 0);
  assert_copy (f, &a, 50, 61, 0);
  assert_copy (f, &a, 59, 61, 0);
  assert_copy (f, &a, 0, 0, 0);
  g_assert_cmpint (login (f, &a, 50, 99, 0).gen, ==, 60); /* what is refused changes nothing */
  fixture_reopen (f);
  assert_copy (f, &a, 50, 61, 0);
  assert_in (f, &a, 50, 60, 0);
  assert_in (f, &a, 900, 910, 0); /* this database was put back */
  assert_copy (f, &a, 60, 70, 0);
  g_assert_cmpint (login (f, &a, 910, 5, 0).gen, ==, 910);
}

static void
test_sealed (Fixture *f, gconstpointer data)
{
  Peer a = fixture_register (f, "+447700900001", "a");
  Peer b = fixture_register (f, "+447700900002", "b");
  TestSend *send;

  assert_in (f, &a, 0, 5, 3);
  for (gint64 sealed = 7; sealed > 5; sealed--) {
    send = fixture_send_new (f, &a, &b.acc, "m", &b, NULL);
    send->op.sealed = sealed;
    send->send.gen = 5;
    g_assert_cmpint (fixture_send_try (f, send), ==, -1);
    fixture_send_free (send);
  }
  assert_copy (f, &a, 5, 6, 6);
  assert_in (f, &a, 5, 6, 7);
  assert_copy (f, &a, 6, 7, 6);
}

static void
test_read (Fixture *f, gconstpointer data)
{
  Peer a = fixture_register (f, "+447700900001", "a");
  Peer b = fixture_register (f, "+447700900002", "b");
  ProtoHello op = { .was = 5, .gen = 6, .after = 1 };
  StoreHello hello = { .key = b.key, .op = &op, .same_epoch = TRUE };

  fixture_send (f, &a, &b, "one");
  fixture_send (f, &a, &b, "two");
  assert_in (f, &b, 0, 5, 0);
  fixture_ack (f, b.key, 2);
  g_assert_true (store_login_now (f->store, &hello, NULL) && hello.copied);
  op.after = 2;
  g_assert_true (store_login_now (f->store, &hello, NULL) && !hello.copied);
  op = (ProtoHello) { .was = 6, .gen = 7, .after = 0 };
  hello.same_epoch = FALSE;
  g_assert_true (store_login_now (f->store, &hello, NULL) && !hello.copied);
}

/* Only the session with the newest one sends. */
static void
test_send (Fixture *f, gconstpointer data)
{
  Peer a = fixture_register (f, "+447700900001", "a");
  Peer b = fixture_register (f, "+447700900002", "b");
  const gint64 sessions[] = { 0, 5, 7 };

  assert_in (f, &a, 0, 5, 0);
  assert_in (f, &a, 5, 6, 0);
  for (guint i = 0; i < G_N_ELEMENTS (sessions); i++) {
    TestSend *send = fixture_send_new (f, &a, &b.acc, "m", &b, NULL);

    send->send.gen = sessions[i];
    g_assert_cmpint (fixture_send_try (f, send), ==, WHIN_ERROR_UNAUTHORIZED);
    send->send.gen = 6;
    g_assert_cmpint (fixture_send_try (f, send), ==, -1);
    fixture_send_free (send);
  }
}

int
main (int argc, char **argv)
{
  static const struct {
    const char *name;
    void (*run) (Fixture *f, gconstpointer data);
  } tests[] = {
    { "generations", test_generations },
    { "sealed", test_sealed },
    { "read", test_read },
    { "send", test_send },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++) {
    g_autofree char *path = g_strconcat ("/server/store/hello/", tests[i].name, NULL);

    g_test_add (path, Fixture, NULL, fixture_set_up, tests[i].run, fixture_tear_down);
  }
  return g_test_run ();
}
