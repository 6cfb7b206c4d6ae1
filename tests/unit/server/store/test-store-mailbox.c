/* test-store-mailbox: sending, order, acknowledging, expiry: the conformance of any store.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-fixture.h"

#define assert_mailbox(f, key, after, text)                                                        \
  G_STMT_START                                                                                     \
  {                                                                                                \
    g_autofree char *dump_ = fixture_dump (f, key, after);                                         \
    g_assert_cmpstr (dump_, ==, text);                                                             \
  }                                                                                                \
  G_STMT_END

typedef struct {
  Peer a, b;
} Pair;

static Pair
make_pair (Fixture *f)
{
  Pair pair;

  pair.a = fixture_register (f, "+447700900001", "a");
  pair.b = fixture_register (f, "+447700900002", "b");
  return pair;
}

static void
test_order (Fixture *f, gconstpointer data)
{
  Pair p = make_pair (f);

  fixture_send (f, &p.a, &p.b, "one");
  fixture_send (f, &p.a, &p.b, "two");
  fixture_send (f, &p.b, &p.a, "back");
  assert_mailbox (f, p.b.key, 0, "1 msg one; 2 msg two");
  assert_mailbox (f, p.b.key, 1, "2 msg two");
  assert_mailbox (f, p.a.key, 0, "1 msg back");
}

static void
test_item_fields (Fixture *f, gconstpointer data)
{
  Pair p = make_pair (f);
  Id id;
  StorePage page;
  const StoreItem *item;

  f->now = T0 + 5;
  id = fixture_send (f, &p.a, &p.b, "hi");
  fixture_page (f, p.b.key, 0, 10, &page);
  g_assert_cmpuint (page.items->len, ==, 1);
  g_assert_false (page.more);
  item = page.items->pdata[0];
  g_assert_true (id_equal (&item->from, &p.a.acc));
  g_assert_true (id_equal (&item->id, &id));
  g_assert_cmpint (item->fd, ==, 1);
  g_assert_cmpint (item->ts, ==, T0 + 5);
  g_assert_cmpint (item->cseq, ==, 1);
  store_page_clear (&page);
}

/* Both directions of a chat and all devices count in one order; another chat has its own. */
static void
test_cseq (Fixture *f, gconstpointer data)
{
  Pair p = make_pair (f);
  Peer c = fixture_register (f, "+447700900003", "c");
  TestSend *to_b = fixture_send_new (f, &p.a, &p.b.acc, "x", &p.b, NULL);
  TestSend *to_a = fixture_send_new (f, &p.b, &p.a.acc, "x", &p.a, NULL);
  TestSend *to_c = fixture_send_new (f, &p.a, &c.acc, "x", &c, NULL);

  g_assert_cmpint (fixture_send_try (f, to_b), ==, -1);
  g_assert_cmpint (fixture_send_try (f, to_a), ==, -1);
  g_assert_cmpint (fixture_send_try (f, to_c), ==, -1);
  g_assert_cmpint (to_b->send.cseq, ==, 1);
  g_assert_cmpint (to_a->send.cseq, ==, 2);
  g_assert_cmpint (to_c->send.cseq, ==, 1);
  fixture_send_free (to_b);
  fixture_send_free (to_a);
  fixture_send_free (to_c);
}

static void
test_repeat (Fixture *f, gconstpointer data)
{
  Pair p = make_pair (f);
  TestSend *send = fixture_send_new (f, &p.a, &p.b.acc, "hi", &p.b, NULL);

  g_assert_cmpint (fixture_send_try (f, send), ==, -1);
  g_assert_false (send->send.dup);
  f->now += 1000;
  fixture_ack (f, p.b.key, 1);
  fixture_reopen (f);
  g_assert_cmpint (fixture_send_try (f, send), ==, -1);
  g_assert_true (send->send.dup);
  g_assert_cmpint (send->send.ts, ==, T0);
  g_assert_cmpint (send->send.cseq, ==, 1);
  g_assert_cmpuint (send->send.deliveries->len, ==, 0);
  send->send.hash[3] ^= 1;
  g_assert_cmpint (fixture_send_try (f, send), ==, WHIN_ERROR_CONFLICT);
  assert_mailbox (f, p.b.key, 1, "");
  fixture_send_free (send);
}

/* The same id from another device is another message. */
static void
test_id_is_the_devices (Fixture *f, gconstpointer data)
{
  Pair p = make_pair (f);
  TestSend *first = fixture_send_new (f, &p.a, &p.b.acc, "hi", &p.b, NULL);
  TestSend *second = fixture_send_new (f, &p.b, &p.a.acc, "ho", &p.a, NULL);

  second->op.id = first->op.id;
  g_assert_cmpint (fixture_send_try (f, first), ==, -1);
  g_assert_cmpint (fixture_send_try (f, second), ==, -1);
  g_assert_false (second->send.dup);
  fixture_send_free (first);
  fixture_send_free (second);
}

static void
test_device_set (Fixture *f, gconstpointer data)
{
  Pair p = make_pair (f);
  Peer a2 = fixture_add_device (f, &p.a, "a2");
  Peer ghost = { 0, p.b.acc, 9 };
  TestSend *send = fixture_send_new (f, &p.a, &p.b.acc, "hi", &ghost, NULL);
  gboolean a2_first = id_compare (&a2.acc, &p.b.acc) < 0;
  const ProtoDevice *missing, *gone;

  g_assert_cmpint (fixture_send_try (f, send), ==, WHIN_ERROR_DEVICES);
  g_assert_cmpuint (send->send.missing->len, ==, 2);
  g_assert_cmpuint (send->send.gone->len, ==, 1);
  missing = send->send.missing->pdata[a2_first ? 0 : 1];
  gone = send->send.gone->pdata[0];
  g_assert_true (id_equal (&missing->acc, &a2.acc));
  g_assert_cmpint (missing->dev, ==, a2.dev);
  g_assert_cmpint (gone->dev, ==, 9);
  fixture_send_free (send);
  /* Nothing was stored, and no number was used up. */
  assert_mailbox (f, p.b.key, 0, "");
  send = fixture_send_new (f, &p.a, &p.b.acc, "hi", &p.b, &a2, NULL);
  g_assert_cmpint (fixture_send_try (f, send), ==, -1);
  g_assert_cmpint (send->send.cseq, ==, 1);
  fixture_send_free (send);
}

static void
test_device_twice (Fixture *f, gconstpointer data)
{
  Pair p = make_pair (f);
  TestSend *send = fixture_send_new (f, &p.a, &p.b.acc, "hi", &p.b, &p.b, NULL);

  g_assert_cmpint (fixture_send_try (f, send), ==, WHIN_ERROR_BAD_FRAME);
  fixture_send_free (send);
}

static void
test_directed (Fixture *f, gconstpointer data)
{
  Pair p = make_pair (f);
  Peer b2 = fixture_add_device (f, &p.b, "b2");
  TestSend *send = fixture_send_new (f, &p.a, &p.b.acc, "keys", &b2, NULL);

  send->op.part = TRUE;
  g_assert_cmpint (fixture_send_try (f, send), ==, -1);
  g_assert_cmpint (send->send.cseq, ==, 0);
  assert_mailbox (f, b2.key, 1, "2 msg keys");
  assert_mailbox (f, p.b.key, 1, "");
  fixture_send_free (send);
}

static void
test_notes_to_self (Fixture *f, gconstpointer data)
{
  Pair p = make_pair (f);
  TestSend *alone = fixture_send_new (f, &p.a, &p.a.acc, "note", NULL);
  Peer a2;
  TestSend *both;

  g_assert_cmpint (fixture_send_try (f, alone), ==, -1);
  a2 = fixture_add_device (f, &p.a, "a2");
  both = fixture_send_new (f, &p.a, &p.a.acc, "note", &a2, NULL);
  g_assert_cmpint (fixture_send_try (f, both), ==, -1);
  g_assert_cmpint (both->send.cseq, ==, 2);
  assert_mailbox (f, a2.key, 0, "1 devices 1,2; 2 msg note");
  fixture_send_free (alone);
  fixture_send_free (both);
}

static void
test_nobody (Fixture *f, gconstpointer data)
{
  Pair p = make_pair (f);
  Peer ghost = { 0, id_random (), 1 };
  TestSend *send = fixture_send_new (f, &p.a, &ghost.acc, "hi", &ghost, NULL);

  g_assert_cmpint (fixture_send_try (f, send), ==, WHIN_ERROR_NOT_FOUND);
  fixture_send_free (send);
}

static void
test_blocked (Fixture *f, gconstpointer data)
{
  Pair p = make_pair (f);
  Peer a2 = fixture_add_device (f, &p.a, "a2");
  StoreRelation block = { .owner = p.b.acc, .acc = p.a.acc, .on = TRUE };
  TestSend *send = fixture_send_new (f, &p.a, &p.b.acc, "hi", &p.b, &a2, NULL);

  g_assert_true (store_block_now (f->store, &block, NULL));
  g_assert_cmpint (fixture_send_try (f, send), ==, -1);
  assert_mailbox (f, p.b.key, 0, "");
  assert_mailbox (f, a2.key, 1, "2 msg hi");
  fixture_send_free (send);
  block.on = FALSE;
  g_assert_true (store_block_now (f->store, &block, NULL));
  send = fixture_send_new (f, &p.a, &p.b.acc, "again", &p.b, &a2, NULL);
  g_assert_cmpint (fixture_send_try (f, send), ==, -1);
  assert_mailbox (f, p.b.key, 0, "1 msg again");
  fixture_send_free (send);
}

static void
test_pages (Fixture *f, gconstpointer data)
{
  Pair p = make_pair (f);
  StorePage page;

  for (guint i = 0; i < 5; i++)
    fixture_send (f, &p.a, &p.b, "0123456789");
  fixture_page (f, p.b.key, 0, 2, &page);
  g_assert_cmpuint (page.items->len, ==, 2);
  g_assert_true (page.more);
  store_page_clear (&page);
  fixture_page (f, p.b.key, 3, 2, &page);
  g_assert_cmpuint (page.items->len, ==, 2);
  g_assert_false (page.more);
  store_page_clear (&page);
  page = (StorePage) { .key = p.b.key, .max_items = 10, .max_bytes = 25 };
  g_assert_true (store_page_now (f->store, &page, NULL));
  g_assert_cmpuint (page.items->len, ==, 2);
  g_assert_true (page.more);
  store_page_clear (&page);
  page = (StorePage) { .key = p.b.key, .max_items = 10, .max_bytes = 1 };
  g_assert_true (store_page_now (f->store, &page, NULL));
  g_assert_cmpuint (page.items->len, ==, 1);
  store_page_clear (&page);
}

static void
test_ack (Fixture *f, gconstpointer data)
{
  Pair p = make_pair (f);
  StoreHello hello;

  for (guint i = 0; i < 3; i++)
    fixture_send (f, &p.a, &p.b, "m");
  fixture_ack (f, p.b.key, 2);
  fixture_ack (f, p.b.key, 1); /* a late one changes nothing */
  assert_mailbox (f, p.b.key, 0, "3 msg m");
  hello = fixture_hello (f, p.b.key);
  g_assert_cmpint (hello.acked, ==, 2);
  g_assert_cmpint (hello.next, ==, 4);
  fixture_reopen (f);
  fixture_send (f, &p.a, &p.b, "n");
  assert_mailbox (f, p.b.key, 2, "3 msg m; 4 msg n");
}

static void
expire (Fixture *f)
{
  StoreExpire args = { .before = f->now - 30 * DAY_MS, .max_devices = 1, .max_items = 2 };

  do {
    args.expired = 0;
    g_assert_true (store_expire_now (f->store, &args, NULL));
    if (args.expired == 0)
      args.after_key = args.last_key;
  } while (args.expired > 0 || args.last_key != 0);
}

static void
test_expiry (Fixture *f, gconstpointer data)
{
  Pair p = make_pair (f);

  for (guint i = 0; i < 5; i++)
    fixture_send (f, &p.a, &p.b, "old");
  f->now += 20 * DAY_MS;
  fixture_send (f, &p.a, &p.b, "young");
  f->now += 11 * DAY_MS;
  expire (f);
  assert_mailbox (f, p.b.key, 0, "1 gap 1-5 expired; 6 msg young");
  f->now += 20 * DAY_MS;
  fixture_send (f, &p.a, &p.b, "new");
  expire (f);
  assert_mailbox (f, p.b.key, 0, "1 gap 1-6 expired; 7 msg new");
}

/* A device that stands inside a gap gets what is left of it, and may acknowledge a part. */
static void
test_gap_in_part (Fixture *f, gconstpointer data)
{
  Pair p = make_pair (f);

  for (guint i = 0; i < 5; i++)
    fixture_send (f, &p.a, &p.b, "old");
  f->now += 31 * DAY_MS;
  fixture_send (f, &p.a, &p.b, "new");
  expire (f);
  assert_mailbox (f, p.b.key, 2, "3 gap 3-5 expired; 6 msg new");
  assert_mailbox (f, p.b.key, 5, "6 msg new");
  fixture_ack (f, p.b.key, 2);
  assert_mailbox (f, p.b.key, 2, "3 gap 3-5 expired; 6 msg new");
  fixture_ack (f, p.b.key, 5);
  assert_mailbox (f, p.b.key, 5, "6 msg new");
}

static void
test_purge (Fixture *f, gconstpointer data)
{
  Pair p = make_pair (f);
  TestSend *send = fixture_send_new (f, &p.a, &p.b.acc, "hi", &p.b, NULL);
  StorePurge purge = { .max = 100 };

  g_assert_cmpint (fixture_send_try (f, send), ==, -1);
  purge.now = T0 + 30 * DAY_MS;
  purge.sent_before = T0;
  g_assert_true (store_purge_now (f->store, &purge, NULL));
  g_assert_cmpint (purge.purged, ==, 0);
  g_assert_cmpint (fixture_send_try (f, send), ==, -1);
  g_assert_true (send->send.dup);
  purge.sent_before = T0 + 1;
  g_assert_true (store_purge_now (f->store, &purge, NULL));
  g_assert_cmpint (purge.purged, ==, 1);
  fixture_send_free (send);
}

static void
test_revoked (Fixture *f, gconstpointer data)
{
  Pair p = make_pair (f);
  Peer b2 = fixture_add_device (f, &p.b, "b2");
  StoreDeviceRevoke revoke = { .acc = p.b.acc, .dev = b2.dev, .now = f->now };
  TestSend *send;
  gboolean found;

  assert_mailbox (f, b2.key, 0, "1 devices 1,2");
  g_assert_true (store_device_revoke_now (f->store, &revoke, NULL));
  g_assert_cmpint (revoke.key, ==, b2.key);
  store_device_revoke_clear (&revoke);
  assert_mailbox (f, b2.key, 0, "");
  assert_mailbox (f, p.b.key, 0, "1 devices 1,2; 2 devices 1");
  send = fixture_send_new (f, &b2, &p.a.acc, "hi", &p.a, &p.b, NULL);
  fixture_auth (f, "b2", &found);
  g_assert_false (found);
  g_assert_cmpint (fixture_send_try (f, send), ==, WHIN_ERROR_UNAUTHORIZED);
  fixture_send_free (send);
}

/* A full database refuses, keeps what it has, and works again when something is acknowledged. */
static void
test_full (Fixture *f, gconstpointer data)
{
  Pair p = make_pair (f);
  g_autofree char *big = g_strnfill (20000, 'x');
  TestSend *send;
  int stored = 0, code = -1;
  StoreHello hello;

  f->max_bytes = 400 * 1024;
  fixture_reopen (f);
  while (code == -1 && stored < 100) {
    send = fixture_send_new (f, &p.a, &p.b.acc, big, &p.b, NULL);
    code = fixture_send_try (f, send);
    stored += code == -1;
    fixture_send_free (send);
  }
  g_assert_cmpint (code, ==, WHIN_ERROR_STORAGE);
  g_assert_cmpint (stored, >, 3);
  hello = fixture_hello (f, p.b.key);
  g_assert_cmpint (hello.next, ==, stored + 1);
  fixture_ack (f, p.b.key, stored);
  fixture_send (f, &p.a, &p.b, "again");
  hello = fixture_hello (f, p.b.key);
  g_assert_cmpint (hello.next, ==, stored + 2);
}

typedef struct {
  guint left;
  guint failed;
  GArray *seqs;
} Flood;

typedef struct {
  TestSend *send;
  Flood *flood;
} FloodSend;

static void
flood_done (gpointer data, const GError *error)
{
  FloodSend *one = data;

  one->flood->left--;
  one->flood->failed += error != NULL;
  for (guint i = 0; error == NULL && i < one->send->send.deliveries->len; i++)
    g_array_append_val (one->flood->seqs,
                        g_array_index (one->send->send.deliveries, StoreDelivery, i).seq);
  fixture_send_free (one->send);
  g_free (one);
}

/* Posted at once, they share transactions; bad ones among them spoil nothing and the order holds.
 */
static void
test_group_commit (Fixture *f, gconstpointer data)
{
  Pair p = make_pair (f);
  Flood flood = { .left = 600, .seqs = g_array_new (FALSE, FALSE, sizeof (gint64)) };
  gint64 started = g_get_monotonic_time ();

  for (guint i = 0; i < 600; i++) {
    FloodSend *one = g_new0 (FloodSend, 1);

    one->flood = &flood;
    one->send = fixture_send_new (f, &p.a, &p.b.acc, "m", &p.b, i % 3 == 0 ? &p.b : NULL, NULL);
    store_send (f->store, &one->send->send, flood_done, one);
  }
  while (flood.left > 0 && g_get_monotonic_time () - started < 30 * G_USEC_PER_SEC)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (flood.left, ==, 0);
  g_assert_cmpuint (flood.failed, ==, 200);
  g_assert_cmpuint (flood.seqs->len, ==, 400);
  for (guint i = 0; i < flood.seqs->len; i++)
    g_assert_cmpint (g_array_index (flood.seqs, gint64, i), ==, i + 1);
  g_array_unref (flood.seqs);
}

/* One that fails when it has half written costs the others of its transaction nothing. */
static void
test_half_written (Fixture *f, gconstpointer data)
{
  Pair p = make_pair (f);
  g_autofree char *big = g_strnfill (200000, 'x');
  Flood flood = { .left = 101, .seqs = g_array_new (FALSE, FALSE, sizeof (gint64)) };
  gint64 started = g_get_monotonic_time ();

  f->max_bytes = 400 * 1024;
  fixture_reopen (f);
  for (guint i = 0; i < 101; i++) {
    FloodSend *one = g_new0 (FloodSend, 1);

    one->flood = &flood;
    one->send = fixture_send_new (f, &p.a, &p.b.acc, i % 10 == 5 ? big : "m", &p.b, NULL);
    store_send (f->store, &one->send->send, flood_done, one);
  }
  while (flood.left > 0 && g_get_monotonic_time () - started < 30 * G_USEC_PER_SEC)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (flood.left, ==, 0);
  g_assert_cmpuint (flood.failed, >=, 9); /* one of the big ones fits */
  g_assert_cmpuint (flood.failed, <=, 10);
  for (guint i = 0; i < flood.seqs->len; i++)
    g_assert_cmpint (g_array_index (flood.seqs, gint64, i), ==, i + 1);
  g_assert_cmpint (fixture_hello (f, p.b.key).next, ==, flood.seqs->len + 1);
  g_array_unref (flood.seqs);
}

static void
test_two_openers (Fixture *f, gconstpointer data)
{
  Pair p = make_pair (f);
  Store *other = store_open (f->path, 0, NULL, NULL);
  StoreUserSuspend suspend = { .acc = p.b.acc, .on = TRUE };
  GArray *devices = g_array_new (FALSE, TRUE, sizeof (StoreReviewed));
  StoreReviewed device = { .key = p.b.key };
  StoreReview review = { .devices = devices };

  g_array_append_val (devices, device);
  g_assert_true (store_review_now (f->store, &review, NULL));
  g_assert_true (store_user_suspend_now (other, &suspend, NULL));
  g_assert_true (store_review_now (f->store, &review, NULL));
  g_assert_true (review.changed);
  g_assert_cmpint (g_array_index (devices, StoreReviewed, 0).state, ==, STORE_STATE_SUSPENDED);
  g_assert_true (store_review_now (f->store, &review, NULL));
  g_assert_false (review.changed);
  g_assert_cmpstr (store_epoch (f->store), ==, store_epoch (other));
  store_close (other);
  g_array_unref (devices);
}

int
main (int argc, char **argv)
{
  static const struct {
    const char *name;
    void (*run) (Fixture *f, gconstpointer data);
  } tests[] = {
    { "order", test_order },
    { "item-fields", test_item_fields },
    { "cseq", test_cseq },
    { "repeat", test_repeat },
    { "id-is-the-devices", test_id_is_the_devices },
    { "device-set", test_device_set },
    { "device-twice", test_device_twice },
    { "directed", test_directed },
    { "notes-to-self", test_notes_to_self },
    { "nobody", test_nobody },
    { "blocked", test_blocked },
    { "pages", test_pages },
    { "ack", test_ack },
    { "expiry", test_expiry },
    { "gap-in-part", test_gap_in_part },
    { "purge", test_purge },
    { "revoked", test_revoked },
    { "full", test_full },
    { "group-commit", test_group_commit },
    { "half-written", test_half_written },
    { "two-openers", test_two_openers },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++) {
    g_autofree char *path = g_strconcat ("/server/store/mailbox/", tests[i].name, NULL);

    g_test_add (path, Fixture, NULL, fixture_set_up, tests[i].run, fixture_tear_down);
  }
  return g_test_run ();
}
