/* test-store-state: whatever is heard in whatever order, all devices end with the same.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "util.h"

#include "store-state.h"

static StoreState
pin (const Conv *conv, gint64 n, gint64 place)
{
  return (StoreState) {
    .what = (char *) "pin", .chat = *conv, .n = n, .text = (char *) "", .place = place
  };
}

static gint64
now (Fixture *fixture, const Conv *conv)
{
  return store_state_number (fixture->store, "pin", conv);
}

static void
hear (Fixture *fixture, const Conv *conv, gint64 n, gint64 place)
{
  StoreState state = pin (conv, n, place);

  in_transaction (fixture, store_state_hear (fixture->store, &state));
}

static Id
say (Fixture *fixture, const Conv *conv, gint64 n)
{
  StoreState state = pin (conv, n, 0);
  Id own = id_random ();

  in_transaction (fixture, store_state_say (fixture->store, &state, &own));
  return own;
}

static void
place (Fixture *fixture, const Id *own, gint64 at)
{
  in_transaction (fixture, g_ptr_array_unref (store_state_place (fixture->store, own, at)));
}

static void
test_last_heard (Fixture *fixture, gconstpointer data)
{
  Conv conv = new_conv (), other = new_conv ();

  hear (fixture, &conv, 5, 10);
  hear (fixture, &conv, 4, 9);
  g_assert_cmpint (now (fixture, &conv), ==, 5);
  hear (fixture, &conv, 0, 11);
  g_assert_cmpint (now (fixture, &conv), ==, 0);
  g_assert_cmpint (now (fixture, &other), ==, 0);
  g_assert_cmpint (store_state_top (fixture->store), ==, 11);
}

static void
test_own_waits (Fixture *fixture, gconstpointer data)
{
  Conv conv = new_conv ();
  Id first = say (fixture, &conv, 1), second = say (fixture, &conv, 2);

  hear (fixture, &conv, 7, 20);
  g_assert_cmpint (now (fixture, &conv), ==, 2);
  place (fixture, &first, 21);
  g_assert_cmpint (now (fixture, &conv), ==, 2);
  /* The other one was later than this. */
  place (fixture, &second, 19);
  g_assert_cmpint (now (fixture, &conv), ==, 7);
  /* It is told only once. */
  place (fixture, &second, 30);
  g_assert_cmpint (now (fixture, &conv), ==, 7);
}

/* Of several that one content says all get the place. */
static void
test_said_together (Fixture *fixture, gconstpointer data)
{
  Conv one = new_conv (), other = new_conv ();
  StoreState states[] = { pin (&one, 1, 0), pin (&other, 1, 0) };
  Id own = id_random ();

  for (guint i = 0; i < G_N_ELEMENTS (states); i++)
    in_transaction (fixture, store_state_say (fixture->store, &states[i], &own));
  place (fixture, &own, 20);
  hear (fixture, &one, 7, 19);
  hear (fixture, &other, 8, 21);
  g_assert_cmpint (now (fixture, &one), ==, 1);
  g_assert_cmpint (now (fixture, &other), ==, 8);
}

static void
test_refused (Fixture *fixture, gconstpointer data)
{
  Conv conv = new_conv ();
  Id own;

  hear (fixture, &conv, 7, 20);
  own = say (fixture, &conv, 3);
  place (fixture, &own, 0);
  g_assert_cmpint (now (fixture, &conv), ==, 3);
  hear (fixture, &conv, 8, 21);
  g_assert_cmpint (now (fixture, &conv), ==, 8);
}

static void
test_lists (Fixture *fixture, gconstpointer data)
{
  Conv a = new_conv (), b = new_conv ();
  g_autoptr (GPtrArray) all = NULL;
  g_autoptr (GPtrArray) page = NULL;
  g_autoptr (GPtrArray) rest = NULL;

  hear (fixture, &a, 5, 1);
  hear (fixture, &b, 0, 2);
  fixture_reopen (fixture);
  all = store_state_list (fixture->store, "pin");
  g_assert_cmpuint (all->len, ==, 1);
  g_assert_cmpint (((StoreState *) all->pdata[0])->n, ==, 5);
  g_assert_cmpuint (store_state_count (fixture->store), ==, 2);
  page = store_state_page (fixture->store, NULL, 1);
  rest = store_state_page (fixture->store, page->pdata[0], 10);
  g_assert_cmpuint (page->len, ==, 1);
  g_assert_cmpuint (rest->len, ==, 1);
  g_assert_false (id_equal (&((StoreState *) page->pdata[0])->chat.id,
                            &((StoreState *) rest->pdata[0])->chat.id));
}

#define TEST(path, func)                                                                           \
  g_test_add ("/store/state/" path, Fixture, NULL, fixture_set_up, func, fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  TEST ("last-heard", test_last_heard);
  TEST ("own-waits", test_own_waits);
  TEST ("said-together", test_said_together);
  TEST ("refused", test_refused);
  TEST ("lists", test_lists);
  return g_test_run ();
}
