/* test-store-backup: an account's own backup and the secrets beside it: the conformance of a store.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-fixture.h"

#define A "+447700900001"
#define B "+447700900002"
#define QUOTA 10
#define REPLACED_MS 1000

/* The WhinError, or -1. */
static int
announce (Fixture *f, const Peer *peer, const Id *id, StoreMediaKind kind, gint64 size)
{
  StoreMediaNew media = { .acc = peer->acc,
                          .id = *id,
                          .size = size,
                          .kind = kind,
                          .now = f->now,
                          .ttl_ms = DAY_MS,
                          .quota = QUOTA,
                          .max_pending = 9 };
  g_autoptr (GError) error = NULL;

  return store_media_new_now (f->store, &media, &error) ? -1 : error->code;
}

static void
finish (Fixture *f, const Peer *peer, const Id *id)
{
  StoreMediaReady ready = {
    .acc = peer->acc, .id = *id, .now = f->now, .ttl_ms = DAY_MS, .replaced_ms = REPLACED_MS
  };

  g_assert_true (store_media_ready_now (f->store, &ready, NULL));
}

static void
assert_backup (Fixture *f, const Peer *peer, const Id *id, gint64 size, gint64 stored)
{
  StoreMediaBackup backup = { .acc = peer->acc };

  g_assert_true (store_media_backup_now (f->store, &backup, NULL));
  g_assert_cmpint (backup.found, ==, id != NULL);
  if (id == NULL)
    return;
  g_assert_true (id_equal (&backup.id, id));
  g_assert_cmpint (backup.size, ==, size);
  g_assert_cmpint (backup.stored, ==, stored);
}

static guint
count_due (Fixture *f)
{
  StoreMediaDue due = { .now = f->now, .max = 10 };
  guint n;

  g_assert_true (store_media_due_now (f->store, &due, NULL));
  n = due.objects->len;
  g_ptr_array_unref (due.objects);
  return n;
}

static void
test_replaced (Fixture *f, gconstpointer data)
{
  Peer a = fixture_register (f, A, "a"), b = fixture_register (f, B, "b");
  Id first = id_random (), second = id_random (), avatar = id_random ();

  assert_backup (f, &a, NULL, 0, 0);
  g_assert_cmpint (announce (f, &a, &first, STORE_MEDIA_BACKUP, 4), ==, -1);
  assert_backup (f, &a, NULL, 0, 0);
  finish (f, &a, &first);
  g_assert_cmpint (announce (f, &a, &avatar, STORE_MEDIA_AVATAR, 1), ==, -1);
  finish (f, &a, &avatar);
  assert_backup (f, &a, &first, 4, T0);
  assert_backup (f, &b, NULL, 0, 0);
  f->now += 1000 * DAY_MS;
  g_assert_cmpint (announce (f, &a, &second, STORE_MEDIA_BACKUP, 5), ==, -1);
  assert_backup (f, &a, &first, 4, T0);
  finish (f, &a, &second);
  assert_backup (f, &a, &second, 5, f->now);
  finish (f, &a, &first); /* late, and no news */
  assert_backup (f, &a, &second, 5, f->now);
  g_assert_cmpuint (count_due (f), ==, 0);
  f->now += REPLACED_MS + 1;
  g_assert_cmpuint (count_due (f), ==, 1);
}

static void
test_allowance (Fixture *f, gconstpointer data)
{
  Peer a = fixture_register (f, A, "a");
  Id ids[] = { id_random (), id_random (), id_random (), id_random () };

  g_assert_cmpint (announce (f, &a, &ids[0], STORE_MEDIA_BACKUP, QUOTA + 1), ==, WHIN_ERROR_QUOTA);
  g_assert_cmpint (announce (f, &a, &ids[0], STORE_MEDIA_BACKUP, 8), ==, -1);
  g_assert_cmpint (announce (f, &a, &ids[1], STORE_MEDIA_BACKUP, 8), ==, WHIN_ERROR_QUOTA);
  finish (f, &a, &ids[0]);
  g_assert_cmpint (announce (f, &a, &ids[1], STORE_MEDIA_PLAIN, 3), ==, WHIN_ERROR_QUOTA);
  g_assert_cmpint (announce (f, &a, &ids[1], STORE_MEDIA_PLAIN, 2), ==, -1);
  g_assert_cmpint (announce (f, &a, &ids[2], STORE_MEDIA_BACKUP, 9), ==, WHIN_ERROR_QUOTA);
  g_assert_cmpint (announce (f, &a, &ids[2], STORE_MEDIA_BACKUP, 8), ==, -1);
}

static void
assert_wrap (Fixture *f, const Peer *peer, const char *expected)
{
  StoreWrap wrap = { .acc = peer->acc };

  g_assert_true (store_wrap_now (f->store, &wrap, NULL));
  g_assert_cmpstr (wrap.wrap, ==, expected);
  store_wrap_clear (&wrap);
}

static void
put_wrap (Fixture *f, const Peer *peer, const char *wrap)
{
  StoreWrapSet set = { .acc = peer->acc, .wrap = wrap };

  g_assert_true (store_wrap_set_now (f->store, &set, NULL));
}

static void
test_wrap (Fixture *f, gconstpointer data)
{
  Peer a = fixture_register (f, A, "a"), b = fixture_register (f, B, "b");
  StoreUserRemove remove = { .acc = b.acc, .now = f->now };

  assert_wrap (f, &a, NULL);
  put_wrap (f, &a, "one");
  put_wrap (f, &a, "two");
  put_wrap (f, &b, "b's");
  fixture_reopen (f);
  assert_wrap (f, &a, "two");
  g_assert_true (store_user_remove_now (f->store, &remove, NULL));
  assert_wrap (f, &b, NULL);
  put_wrap (f, &a, NULL);
  assert_wrap (f, &a, NULL);
}

int
main (int argc, char **argv)
{
  static const struct {
    const char *name;
    void (*test) (Fixture *, gconstpointer);
  } tests[] = {
    { "replaced", test_replaced },
    { "allowance", test_allowance },
    { "wrap", test_wrap },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++) {
    g_autofree char *path = g_strconcat ("/store-backup/", tests[i].name, NULL);

    g_test_add (path, Fixture, NULL, fixture_set_up, tests[i].test, fixture_tear_down);
  }
  return g_test_run ();
}
