/* test-groupstate-form: changes and states have one form each, and limits.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "damage.h"
#include "error.h"
#include "group.h"

#include <string.h>

static gboolean
takes (const guint8 *data, gsize len, gpointer state)
{
  g_autoptr (GroupState) next = NULL;

  return groupstate_apply (state, data, len, &anna.who, &next, NULL) == GROUP_APPLIED;
}

static void
test_damage (void)
{
  g_autoptr (GroupState) state = group_family ();
  g_autoptr (GroupOp) first = group_creation ();
  g_autoptr (GroupOp) add = group_about (state, GROUP_ADD, &anna, &cleo, GROUP_MEMBER);
  g_autoptr (GroupOp) timer = group_change (state, GROUP_TIMER, &anna);
  g_autoptr (GroupOp) rules = group_change (state, GROUP_RULES, &anna);
  g_autoptr (GroupOp) secret = group_change (state, GROUP_SECRET, &anna);
  g_autoptr (GBytes) a = group_sign (first, &anna);
  g_autoptr (GBytes) b = group_sign (add, &anna);
  g_autoptr (GBytes) c = group_sign (timer, &anna);
  g_autoptr (GBytes) d = group_sign (rules, &anna);
  g_autoptr (GBytes) e = group_sign (secret, &anna);

  damage_is_refused (a, takes, NULL);
  damage_is_refused (b, takes, state);
  damage_is_refused (c, takes, state);
  damage_is_refused (d, takes, state);
  damage_is_refused (e, takes, state);
}

static gboolean
unpacks (const guint8 *data, gsize len)
{
  g_autoptr (GroupState) state = groupstate_unpack (data, len, NULL);

  return state != NULL;
}

static void
test_packed (void)
{
  g_autoptr (GroupState) one = group_family ();
  g_autoptr (GroupState) two = group_applied (one, group_timer (one, 5), &anna);
  g_autoptr (GBytes) packed = groupstate_pack (two);
  g_autoptr (GroupState) read = NULL;
  g_autoptr (GroupState) three = NULL;
  g_autoptr (GBytes) again = NULL;
  g_autoptr (GError) error = NULL;
  gsize len;
  const guint8 *data = g_bytes_get_data (packed, &len);
  g_autofree guint8 *copy = g_memdup2 (data, len);

  read = groupstate_unpack (data, len, &error);
  g_assert_no_error (error);
  again = groupstate_pack (read);
  g_assert_true (g_bytes_equal (packed, again));
  g_assert_cmpmem (read->hash, PRIM_HASH_BYTES, two->hash, PRIM_HASH_BYTES);
  g_assert_cmpint (groupstate_compare (read, 1, one->hash), ==, GROUP_OLDER);
  three = group_applied (read, group_timer (read, 6), &anna);
  for (gsize cut = 0; cut < len; cut++) {
    g_autofree guint8 *exact = g_memdup2 (data, cut);

    g_assert_false (unpacks (exact, cut));
  }
  /* A stored state that was changed is another state: its hash says so. */
  for (gsize bit = 0; bit < 8 * (len - PRIM_HASH_BYTES - 1); bit++) {
    g_autoptr (GroupState) other = NULL;

    copy[bit / 8] ^= (guint8) (1 << bit % 8);
    other = groupstate_unpack (copy, len, NULL);
    g_assert_true (other == NULL || groupstate_compare (other, two->n, two->hash) != GROUP_SAME);
    copy[bit / 8] ^= (guint8) (1 << bit % 8);
  }
  /* A member from the future. */
  copy[len - PRIM_HASH_BYTES - 2] = 9;
  g_assert_false (unpacks (copy, len));
  g_assert_null (groupstate_unpack (data, 5, &error));
  damage_assert_error (&error, WHIN_ERROR_CORRUPT);
}

static void
add_many (GroupOp *op, guint from, guint count)
{
  for (guint i = from; i < from + count; i++) {
    GroupSubject subject = { .account.bytes = { 9, (guint8) (i >> 8), (guint8) i },
                             .role = GROUP_MEMBER };

    groupop_add_subject (op, &subject);
  }
}

static void
test_limits (void)
{
  g_autoptr (GroupState) state = group_family ();
  g_autoptr (GBytes) packed = NULL;
  g_autoptr (GroupState) read = NULL;
  GroupOp *op;

  while (state->members->len < GROUP_MEMBERS_MAX) {
    guint count = MIN (GROUP_SUBJECTS_MAX, GROUP_MEMBERS_MAX - state->members->len);
    GroupState *next;

    op = group_change (state, GROUP_ADD, &anna);
    add_many (op, state->members->len, count);
    next = group_applied (state, op, &anna);
    groupstate_free (state);
    state = next;
  }
  group_assert_refused (state, group_about (state, GROUP_ADD, &anna, &cleo, GROUP_MEMBER), &anna);
  packed = groupstate_pack (state);
  g_assert_cmpuint (g_bytes_get_size (packed), <=, GROUP_STATE_BYTES_MAX);
  read = groupstate_unpack (g_bytes_get_data (packed, NULL), g_bytes_get_size (packed), NULL);
  g_assert_cmpuint (read->members->len, ==, GROUP_MEMBERS_MAX);
}

/* What groupop_sign will not sign. */
static void
test_unsound (void)
{
  g_autoptr (GroupState) state = group_family ();
  g_autofree char *name = g_strnfill (65, 'x');
  g_autofree guint8 *picture = g_malloc0 (GROUP_AVATAR_BYTES_MAX + 1);
  g_autoptr (GPtrArray) ops = g_ptr_array_new_with_free_func ((GDestroyNotify) groupop_free);
  GroupOp *op = group_change (state, GROUP_RENAME, &anna);

  g_ptr_array_add (ops, op); /* no name */
  g_ptr_array_add (ops, op = group_change (state, GROUP_RENAME, &anna));
  g_set_str (&op->name, name);
  g_ptr_array_add (ops, op = group_change (state, GROUP_RENAME, &anna));
  g_set_str (&op->name, "\xff");
  g_ptr_array_add (ops, op = group_creation ());
  g_bytes_unref (op->avatar);
  op->avatar = g_bytes_new (picture, GROUP_AVATAR_BYTES_MAX + 1);
  g_ptr_array_add (ops, op = group_creation ());
  op->before[0] = 1;
  g_ptr_array_add (ops, op = group_creation ());
  op->n = 2;
  g_ptr_array_add (ops, op = group_creation ());
  group_add_subject (op, &ben, GROUP_ADMIN); /* twice */
  g_ptr_array_add (ops, op = group_creation ());
  group_add_subject (op, &cleo, 3);
  g_ptr_array_add (ops, op = group_change (state, GROUP_ADD, &anna)); /* nobody */
  g_ptr_array_add (ops, op = group_change (state, GROUP_ADD, &anna));
  add_many (op, 0, GROUP_SUBJECTS_MAX + 1);
  g_ptr_array_add (ops, op = group_about (state, GROUP_LEAVE, &anna, &ben, GROUP_MEMBER));
  g_ptr_array_add (ops, op = group_timer (state, GROUP_TIMER_MAX + 1));
  g_ptr_array_add (ops, op = group_timer (state, 1));
  op->n = 1;
  g_ptr_array_add (ops, op = group_timer (state, 1));
  op->device = 0;
  g_ptr_array_add (ops, op = group_timer (state, 1));
  op->time = 0;
  for (guint i = 0; i < ops->len; i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (groupop_sign (ops->pdata[i], anna.secret, &error));
    damage_assert_error (&error, WHIN_ERROR_BAD_FRAME);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_true (prim_init (NULL));
  group_people_init ();
  g_test_add_func ("/groupstate-form/damage", test_damage);
  g_test_add_func ("/groupstate-form/packed", test_packed);
  g_test_add_func ("/groupstate-form/limits", test_limits);
  g_test_add_func ("/groupstate-form/unsound", test_unsound);
  return g_test_run ();
}
