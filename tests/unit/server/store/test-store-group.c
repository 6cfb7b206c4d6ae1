/* test-store-group: chains of changes, members and what is sent to them: the conformance of a
 * store. SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-fixture.h"

#include "limits.h"

#include <glib/gstdio.h>
#include <string.h>

#define A "+447700900001"
#define B "+447700900002"
#define C "+447700900003"
#define CANARY "Y2FuYXJ5Y2FuYXJ5Y2FuYXJ5Y2FuYXJ5"

/* prev and change name the changes, hashed as text. The WhinError, or -1. */
static int
append (Fixture *f,
        const Peer *by,
        const Id *grp,
        gint64 n,
        const char *prev,
        const char *change,
        ...)
{
  g_autoptr (GArray) members = g_array_new (FALSE, FALSE, sizeof (Id));
  StoreHash before = fixture_hash (prev != NULL ? prev : "");
  StoreGroupAppend args = { .acc = by->acc,
                            .dev = by->dev,
                            .grp = *grp,
                            .n = n,
                            .prev = prev != NULL ? &before : NULL,
                            .hash = fixture_hash (change),
                            .change = change,
                            .members = members,
                            .now = f->now };
  g_autoptr (GError) error = NULL;
  const Peer *member;
  va_list list;
  gboolean ok;

  va_start (list, change);
  while ((member = va_arg (list, const Peer *)) != NULL)
    g_array_append_val (members, member->acc);
  va_end (list);
  ok = store_group_append_now (f->store, &args, &error);
  store_group_append_clear (&args);
  return ok ? -1 : error->code;
}

/* "1 one, 2 two+" where there are more; "" when it is not for this peer to see. */
static char *
read_changes (Fixture *f, const Peer *peer, const Id *grp, gint64 after, guint max, gsize max_bytes)
{
  StoreGroupChanges args = {
    .acc = peer->acc, .grp = *grp, .after = after, .max_changes = max, .max_bytes = max_bytes
  };
  GString *out = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  if (!store_group_changes_now (f->store, &args, &error))
    g_assert_error (error, WHIN_ERROR, WHIN_ERROR_NOT_FOUND);
  for (guint i = 0; error == NULL && i < args.changes->len; i++) {
    const StoreChange *change = args.changes->pdata[i];

    g_string_append_printf (out, "%s%d %s", i > 0 ? ", " : "", (int) change->n, change->change);
  }
  if (args.more)
    g_string_append_c (out, '+');
  store_group_changes_clear (&args);
  return g_string_free (out, FALSE);
}

static void
assert_changes (Fixture *f, const Peer *peer, const Id *grp, gint64 after, const char *expected)
{
  g_autofree char *got = read_changes (f, peer, grp, after, 100, 100000);

  g_assert_cmpstr (got, ==, expected);
}

static void
assert_mailbox (Fixture *f, const Peer *peer, const char *expected)
{
  g_autofree char *got = fixture_dump (f, peer->key, 0);

  g_assert_cmpstr (got, ==, expected);
}

static guint
count_groups (Fixture *f, const Peer *peer)
{
  StoreGroupList args = { .acc = peer->acc };
  guint n;

  g_assert_true (store_group_list_now (f->store, &args, NULL));
  n = args.groups->len;
  store_group_list_clear (&args);
  return n;
}

static void
test_chain (Fixture *f, gconstpointer data)
{
  Peer a = fixture_register (f, A, "a"), b = fixture_register (f, B, "b");
  Peer b2 = fixture_add_device (f, &b, "b2"), c = fixture_register (f, C, "c");
  Peer nobody = { .acc = id_random (), .dev = 1 };
  Id grp = id_random (), other = id_random ();

  g_assert_cmpint (append (f, &a, &grp, 1, NULL, "one", &b, NULL), ==, WHIN_ERROR_BAD_FRAME);
  g_assert_cmpint (append (f, &a, &grp, 1, "x", "one", &a, NULL), ==, WHIN_ERROR_BAD_FRAME);
  g_assert_cmpint (append (f, &a, &grp, 2, "x", "one", &b, NULL), ==, WHIN_ERROR_NOT_FOUND);
  g_assert_cmpint (append (f, &a, &grp, 1, NULL, "one", &a, &nobody, NULL), ==,
                   WHIN_ERROR_NOT_FOUND);
  g_assert_cmpint (append (f, &a, &grp, 1, NULL, "one", &a, &b, NULL), ==, -1);
  g_assert_cmpint (append (f, &a, &grp, 1, NULL, "one", &a, &b, NULL), ==, -1);
  g_assert_cmpint (append (f, &b, &grp, 1, NULL, "one", &a, &b, NULL), ==, WHIN_ERROR_CONFLICT);
  g_assert_cmpint (append (f, &c, &grp, 1, NULL, "mine", &c, NULL), ==, WHIN_ERROR_CONFLICT);
  g_assert_cmpint (append (f, &c, &grp, 2, "one", "mine", &c, NULL), ==, WHIN_ERROR_NOT_FOUND);
  g_assert_cmpint (append (f, &b, &grp, 2, "two", "mine", &b, NULL), ==, WHIN_ERROR_CONFLICT);
  g_assert_cmpint (append (f, &b, &grp, 2, NULL, "mine", &b, NULL), ==, WHIN_ERROR_CONFLICT);
  g_assert_cmpint (append (f, &b, &grp, 3, "one", "mine", &b, NULL), ==, WHIN_ERROR_CONFLICT);
  g_assert_cmpint (append (f, &b2, &grp, 2, "one", "two", &a, &b, NULL), ==, -1);
  g_assert_cmpint (append (f, &a, &grp, 2, "one", "late", &a, &b, NULL), ==, WHIN_ERROR_CONFLICT);
  assert_changes (f, &a, &grp, 0, "1 one, 2 two");
  assert_changes (f, &b, &grp, 1, "2 two");
  assert_changes (f, &c, &grp, 0, "");
  assert_changes (f, &a, &other, 0, "");
  assert_mailbox (f, &a, "1 group 1; 2 group 2");
  assert_mailbox (f, &b, "1 devices 1,2; 2 group 1; 3 group 2");
  assert_mailbox (f, &b2, "1 devices 1,2; 2 group 1; 3 group 2");
  assert_mailbox (f, &c, "");
}

/* A server that was put back may know nothing of a group that has gone on for long. */
static void
test_lost (Fixture *f, gconstpointer data)
{
  Peer a = fixture_register (f, A, "a"), b = fixture_register (f, B, "b");
  Id grp = id_random ();

  g_assert_cmpint (append (f, &a, &grp, 7, NULL, "seven", &a, &b, NULL), ==, WHIN_ERROR_NOT_FOUND);
  g_assert_cmpint (append (f, &a, &grp, 7, "six", "seven", &a, &b, NULL), ==, -1);
  g_assert_cmpint (append (f, &b, &grp, 7, "six", "other", &a, &b, NULL), ==, WHIN_ERROR_CONFLICT);
  g_assert_cmpint (append (f, &b, &grp, 8, "seven", "eight", &a, &b, NULL), ==, -1);
  assert_changes (f, &a, &grp, 0, "7 seven, 8 eight");
}

static void
test_pages (Fixture *f, gconstpointer data)
{
  Peer a = fixture_register (f, A, "a");
  Id grp = id_random ();
  g_autofree char *few = NULL, *small = NULL, *rest = NULL;

  g_assert_cmpint (append (f, &a, &grp, 1, NULL, "one", &a, NULL), ==, -1);
  g_assert_cmpint (append (f, &a, &grp, 2, "one", "two", &a, NULL), ==, -1);
  g_assert_cmpint (append (f, &a, &grp, 3, "two", "three", &a, NULL), ==, -1);
  few = read_changes (f, &a, &grp, 0, 2, 1000);
  g_assert_cmpstr (few, ==, "1 one, 2 two+");
  small = read_changes (f, &a, &grp, 0, 10, 1);
  g_assert_cmpstr (small, ==, "1 one+");
  rest = read_changes (f, &a, &grp, 2, 1, 1);
  g_assert_cmpstr (rest, ==, "3 three");
}

static TestSend *
say (Fixture *f, const Peer *from, const Id *grp, const char *ct, const Peer *to, const Peer *and)
{
  TestSend *send = fixture_send_new (f, from, grp, NULL, to, and, NULL);

  send->op.conv = (Conv) { CONV_GROUP, *grp };
  send->op.ct = (char *) ct;
  return send;
}

static int
try_say (Fixture *f,
         const Peer *from,
         const Id *grp,
         const char *ct,
         const Peer *to,
         const Peer *and)
{
  TestSend *send = say (f, from, grp, ct, to, and);
  int result = fixture_send_try (f, send);

  fixture_send_free (send);
  return result;
}

static void
test_members (Fixture *f, gconstpointer data)
{
  Peer a = fixture_register (f, A, "a"), b = fixture_register (f, B, "b");
  Peer c = fixture_register (f, C, "c");
  Id grp = id_random ();

  g_assert_cmpint (append (f, &a, &grp, 1, NULL, "one", &a, &b, &c, NULL), ==, -1);
  g_assert_cmpint (try_say (f, &a, &grp, "SGk", &b, &c), ==, -1);
  g_assert_cmpint (try_say (f, &a, &grp, "SGk", &b, NULL), ==, WHIN_ERROR_DEVICES);
  g_assert_cmpint (append (f, &a, &grp, 2, "one", "two", &a, &b, NULL), ==, -1);
  g_assert_cmpint (try_say (f, &a, &grp, "SGk", &b, &c), ==, WHIN_ERROR_DEVICES);
  g_assert_cmpint (try_say (f, &c, &grp, "SGk", &a, &b), ==, WHIN_ERROR_NOT_FOUND);
  g_assert_cmpint (append (f, &c, &grp, 3, "two", "x", &c, NULL), ==, WHIN_ERROR_NOT_FOUND);
  g_assert_cmpint (append (f, &a, &grp, 3, "two", "three", &a, &b, NULL), ==, -1);
  assert_changes (f, &c, &grp, 0, "1 one, 2 two");
  g_assert_cmpuint (count_groups (f, &c), ==, 0);
  g_assert_cmpuint (count_groups (f, &b), ==, 1);
  assert_mailbox (f, &c, "1 group 1; 2 msg SGk; 3 group 2");
  g_assert_cmpint (append (f, &b, &grp, 4, "three", "four", &a, &b, &c, NULL), ==, -1);
  assert_changes (f, &c, &grp, 2, "3 three, 4 four");
  g_assert_cmpint (try_say (f, &c, &grp, "SGk", &a, &b), ==, -1);
}

/* What comes back from the store is the group's. */
static void
test_messages (Fixture *f, gconstpointer data)
{
  Peer a = fixture_register (f, A, "a"), b = fixture_register (f, B, "b");
  Id grp = id_random ();
  TestSend *send, *mixed;
  StorePage page;

  g_assert_cmpint (append (f, &a, &grp, 1, NULL, "one", &a, &b, NULL), ==, -1);
  send = say (f, &a, &grp, "SGk", &b, NULL);
  g_assert_cmpint (fixture_send_try (f, send), ==, -1);
  g_assert_cmpint (fixture_send_try (f, send), ==, -1);
  g_assert_true (send->send.dup);
  g_assert_cmpint (send->send.cseq, ==, 1);
  mixed = say (f, &a, &grp, "SGk", &b, NULL);
  ((ProtoTo *) mixed->op.to->pdata[0])->ct = (char *) "T3du";
  mixed->op.part = TRUE;
  g_assert_cmpint (fixture_send_try (f, mixed), ==, -1);
  g_assert_cmpint (mixed->send.cseq, ==, 0);
  fixture_send (f, &a, &b, "UGFpcg");
  fixture_reopen (f);
  fixture_page (f, b.key, 1, 10, &page);
  g_assert_cmpuint (page.items->len, ==, 3);
  for (guint i = 0; i < 3; i++) {
    static const char *const texts[] = { "SGk", "T3du", "UGFpcg" };
    const StoreItem *item = page.items->pdata[i];

    g_assert_cmpstr (item->body, ==, texts[i]);
    g_assert_true (i < 2 ? id_equal (&item->grp, &grp) : id_is_none (&item->grp));
  }
  store_page_clear (&page);
  fixture_send_free (send);
  fixture_send_free (mixed);
}

static gboolean
database_holds (Fixture *f, const char *text)
{
  g_autofree char *path = g_build_filename (f->directory, "copy.db", NULL);
  g_autofree char *bytes = NULL;
  StoreBackup backup = { .path = path };
  gsize len;

  g_assert_true (store_backup_now (f->store, &backup, NULL));
  g_assert_true (g_file_get_contents (path, &bytes, &len, NULL));
  g_assert_cmpint (g_unlink (path), ==, 0);
  return memmem (bytes, len, text, strlen (text)) != NULL;
}

static void
purge (Fixture *f)
{
  StorePurge args = { .now = f->now, .sent_before = f->now - 31 * DAY_MS, .max = 10 };

  g_assert_true (store_purge_now (f->store, &args, NULL));
}

/* A ct that several wait for goes when the last has it. */
static void
test_kept_once (Fixture *f, gconstpointer data)
{
  Peer a = fixture_register (f, A, "a"), b = fixture_register (f, B, "b");
  Peer c = fixture_register (f, C, "c");
  Id grp = id_random ();

  g_assert_cmpint (append (f, &a, &grp, 1, NULL, "one", &a, &b, &c, NULL), ==, -1);
  g_assert_cmpint (try_say (f, &a, &grp, CANARY, &b, &c), ==, -1);
  fixture_ack (f, b.key, 2);
  purge (f);
  assert_mailbox (f, &c, "1 group 1; 2 msg " CANARY);
  g_assert_true (database_holds (f, CANARY));
  fixture_ack (f, c.key, 2);
  purge (f);
  g_assert_false (database_holds (f, CANARY));
}

static void
test_forgotten (Fixture *f, gconstpointer data)
{
  Peer a = fixture_register (f, A, "a"), b = fixture_register (f, B, "b");
  Peer c = fixture_register (f, C, "c");
  StoreUserRemove remove = { .acc = c.acc, .now = f->now };
  Id grp = id_random (), own = id_random ();

  g_assert_cmpint (append (f, &c, &own, 1, NULL, CANARY, &c, NULL), ==, -1);
  g_assert_cmpint (append (f, &a, &grp, 1, NULL, "one", &a, &b, &c, NULL), ==, -1);
  g_assert_true (store_user_remove_now (f->store, &remove, NULL));
  g_assert_cmpint (try_say (f, &a, &grp, "SGk", &b, NULL), ==, -1);
  purge (f);
  g_assert_false (database_holds (f, CANARY));
  g_assert_cmpint (append (f, &b, &grp, 2, "one", "two", &a, NULL), ==, -1);
  g_assert_cmpint (append (f, &b, &grp, 2, "one", "two", &a, NULL), ==, -1); /* lost answer */
  f->now += 30 * DAY_MS;
  purge (f);
  assert_changes (f, &b, &grp, 0, "1 one, 2 two");
  f->now += 2 * DAY_MS;
  purge (f);
  assert_changes (f, &b, &grp, 0, "");
  assert_changes (f, &a, &grp, 0, "1 one, 2 two");
  g_assert_cmpint (append (f, &a, &grp, 3, "two", "three", NULL), ==, -1);
  g_assert_cmpint (append (f, &b, &grp, 1, NULL, "new", &b, NULL), ==, WHIN_ERROR_CONFLICT);
  f->now += 32 * DAY_MS;
  purge (f);
  assert_changes (f, &a, &grp, 0, "");
  g_assert_cmpint (append (f, &b, &grp, 1, NULL, "new", &b, NULL), ==, -1);
  assert_changes (f, &b, &grp, 0, "1 new");
}

static void
test_too_many (Fixture *f, gconstpointer data)
{
  Peer a = fixture_register (f, A, "a"), b = fixture_register (f, B, "b");
  Id grp = id_random (), last = grp;

  for (guint i = 0; i < LIMIT_GROUPS_MAX; i++) {
    last = id_random ();
    g_assert_cmpint (append (f, &a, &last, 1, NULL, "one", &a, NULL), ==, -1);
  }
  g_assert_cmpint (append (f, &a, &grp, 1, NULL, "one", &a, NULL), ==, WHIN_ERROR_TOO_BIG);
  g_assert_cmpint (append (f, &b, &grp, 1, NULL, "one", &a, &b, NULL), ==, WHIN_ERROR_TOO_BIG);
  g_assert_cmpint (append (f, &a, &last, 2, "one", "two", NULL), ==, -1);
  g_assert_cmpint (append (f, &b, &grp, 1, NULL, "one", &a, &b, NULL), ==, -1);
  g_assert_cmpuint (count_groups (f, &a), ==, LIMIT_GROUPS_MAX);
}

int
main (int argc, char **argv)
{
  static const struct {
    const char *name;
    void (*test) (Fixture *, gconstpointer);
  } tests[] = {
    { "chain", test_chain },         { "lost", test_lost },         { "pages", test_pages },
    { "members", test_members },     { "messages", test_messages }, { "kept-once", test_kept_once },
    { "forgotten", test_forgotten }, { "too-many", test_too_many },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++) {
    g_autofree char *path = g_strconcat ("/store-group/", tests[i].name, NULL);

    g_test_add (path, Fixture, NULL, fixture_set_up, tests[i].test, fixture_tear_down);
  }
  return g_test_run ();
}
