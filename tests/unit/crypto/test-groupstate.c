/* test-groupstate: a group is what its members signed, and only those who may.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "damage.h"
#include "error.h"
#include "group.h"

#include <string.h>

static void
test_create (void)
{
  g_autoptr (GroupState) state = group_family ();

  g_assert_cmpuint (state->n, ==, 1);
  g_assert_cmpuint (state->members->len, ==, 2);
  g_assert_cmpstr (state->name, ==, "Family");
  g_assert_cmpuint (g_bytes_get_size (state->avatar), ==, 7);
  g_assert_true (groupstate_is_admin (state, &anna.who.account));
  g_assert_false (groupstate_is_admin (state, &ben.who.account));
  g_assert_nonnull (groupstate_find (state, &ben.who.account));
  g_assert_null (groupstate_find (state, &cleo.who.account));
}

static void
test_life (void)
{
  g_autoptr (GroupState) one = group_family ();
  g_autoptr (GroupState) two =
      group_applied (one, group_about (one, GROUP_ADD, &anna, &cleo, GROUP_MEMBER), &anna);
  g_autoptr (GroupState) three =
      group_applied (two, group_about (two, GROUP_ROLE, &anna, &cleo, GROUP_ADMIN), &anna);
  g_autoptr (GroupState) four =
      group_applied (three, group_about (three, GROUP_REMOVE, &cleo, &ben, GROUP_MEMBER), &cleo);
  GroupOp *op = group_change (four, GROUP_RENAME, &cleo);
  g_autoptr (GroupState) five = NULL;
  g_autoptr (GroupState) six = NULL;
  g_autoptr (GroupState) seven = NULL;

  op->name = (g_free (op->name), g_strdup ("Grüße"));
  five = group_applied (four, op, &cleo);
  op = group_change (five, GROUP_TIMER, &anna);
  op->timer = 3600;
  six = group_applied (five, op, &anna);
  seven = group_applied (six, group_change (six, GROUP_LEAVE, &anna), &anna);
  g_assert_true (groupstate_is_admin (three, &cleo.who.account));
  g_assert_null (groupstate_find (four, &ben.who.account));
  g_assert_cmpstr (five->name, ==, "Grüße");
  g_assert_cmpuint (g_bytes_get_size (five->avatar), ==, 0);
  g_assert_cmpuint (six->timer, ==, 3600);
  g_assert_cmpuint (seven->n, ==, 7);
  g_assert_cmpuint (seven->members->len, ==, 1);
  g_assert_false (groupstate_somebody_left (one, two));
  g_assert_false (groupstate_somebody_left (two, three));
  g_assert_true (groupstate_somebody_left (three, four));
  g_assert_true (groupstate_somebody_left (six, seven));
  /* What was, still is. */
  g_assert_nonnull (groupstate_find (one, &ben.who.account));
}

static void
test_rights (void)
{
  g_autoptr (GroupState) state = group_family ();
  GroupOp *op;

  /* A member is no admin. */
  group_assert_refused (state, group_about (state, GROUP_ADD, &ben, &cleo, GROUP_MEMBER), &ben);
  group_assert_refused (state, group_about (state, GROUP_REMOVE, &ben, &anna, GROUP_MEMBER), &ben);
  group_assert_refused (state, group_about (state, GROUP_ROLE, &ben, &ben, GROUP_ADMIN), &ben);
  group_assert_refused (state, group_change (state, GROUP_TIMER, &ben), &ben);
  op = group_change (state, GROUP_RENAME, &ben);
  op->name = (g_free (op->name), g_strdup ("Mine"));
  group_assert_refused (state, op, &ben);
  /* Somebody outside is nothing at all. */
  group_assert_refused (state, group_about (state, GROUP_ADD, &mallory, &mallory, GROUP_ADMIN),
                        &mallory);
  group_assert_refused (state, group_change (state, GROUP_LEAVE, &mallory), &mallory);
  /* What makes no sense. */
  group_assert_refused (state, group_about (state, GROUP_ADD, &anna, &ben, GROUP_MEMBER), &anna);
  group_assert_refused (state, group_about (state, GROUP_REMOVE, &anna, &cleo, GROUP_MEMBER),
                        &anna);
  group_assert_refused (state, group_about (state, GROUP_REMOVE, &anna, &anna, GROUP_MEMBER),
                        &anna);
  group_assert_refused (state, group_about (state, GROUP_ROLE, &anna, &cleo, GROUP_ADMIN), &anna);
  group_assert_refused (state, group_about (state, GROUP_ROLE, &anna, &ben, GROUP_MEMBER), &anna);
  group_assert_refused (state, group_about (state, GROUP_ROLE, &anna, &anna, GROUP_MEMBER), &anna);
}

static void
test_create_rights (void)
{
  GroupOp *op = group_change (NULL, GROUP_CREATE, &mallory);

  op->name = (g_free (op->name), g_strdup ("Trap"));
  group_add_subject (op, &anna, GROUP_ADMIN);
  group_assert_refused (NULL, op, &mallory);
  op = group_change (NULL, GROUP_CREATE, &mallory);
  op->name = (g_free (op->name), g_strdup ("Trap"));
  group_add_subject (op, &mallory, GROUP_MEMBER);
  group_assert_refused (NULL, op, &mallory);
  /* With a key that is not the one who signs has. */
  op = group_change (NULL, GROUP_CREATE, &mallory);
  op->name = (g_free (op->name), g_strdup ("Trap"));
  group_add_subject (op, &mallory, GROUP_ADMIN);
  g_array_index (op->subjects, GroupSubject, 0).key_hash[0] ^= 1;
  group_assert_refused (NULL, op, &mallory);
}

static void
test_last_admin_leaves (void)
{
  g_autoptr (GroupState) one = group_family ();
  g_autoptr (GroupState) two =
      group_applied (one, group_about (one, GROUP_ADD, &anna, &cleo, GROUP_MEMBER), &anna);
  g_autoptr (GroupState) three = group_applied (two, group_change (two, GROUP_LEAVE, &anna), &anna);
  g_autoptr (GroupState) four =
      group_applied (three, group_change (three, GROUP_LEAVE, &ben), &ben);
  g_autoptr (GroupState) five =
      group_applied (four, group_change (four, GROUP_LEAVE, &cleo), &cleo);

  g_assert_true (groupstate_is_admin (three, &ben.who.account));
  g_assert_false (groupstate_is_admin (three, &cleo.who.account));
  g_assert_true (groupstate_is_admin (four, &cleo.who.account));
  g_assert_cmpuint (five->members->len, ==, 0);
}

/* The signature, the device, the account and its key must all be the actor's. */
static void
test_signers (void)
{
  g_autoptr (GroupState) state = group_family ();
  g_autoptr (GroupOp) op = group_about (state, GROUP_ADD, &anna, &cleo, GROUP_MEMBER);
  g_autoptr (GBytes) good = group_sign (op, &anna);
  g_autoptr (GBytes) forged = group_sign (op, &mallory);
  g_autoptr (GError) error = NULL;
  GroupState *next = NULL;
  Person other = anna;

  g_assert_cmpint (group_apply (state, forged, &anna, &next, &error), ==, GROUP_REFUSED);
  damage_assert_error (&error, WHIN_ERROR_FORBIDDEN);
  g_assert_cmpint (group_apply (state, forged, &mallory, &next, &error), ==, GROUP_REFUSED);
  damage_assert_error (&error, WHIN_ERROR_FORBIDDEN);
  other.who.device++;
  g_assert_cmpint (group_apply (state, good, &other, &next, &error), ==, GROUP_REFUSED);
  damage_assert_error (&error, WHIN_ERROR_FORBIDDEN);
  other = anna;
  other.who.account = ben.who.account;
  g_assert_cmpint (group_apply (state, good, &other, &next, &error), ==, GROUP_REFUSED);
  damage_assert_error (&error, WHIN_ERROR_FORBIDDEN);
  /* Registered anew: not the Anna who came in. */
  other = anna;
  memcpy (other.who.account_key, mallory.who.account_key, sizeof other.who.account_key);
  g_assert_cmpint (group_apply (state, good, &other, &next, &error), ==, GROUP_REFUSED);
  damage_assert_error (&error, WHIN_ERROR_FORBIDDEN);
  g_assert_cmpint (group_apply (state, good, &anna, &next, &error), ==, GROUP_APPLIED);
  groupstate_free (next);
}

static GroupVerdict
verdict_of (const GroupState *state, GroupOp *op, const Person *actor, int code)
{
  g_autoptr (GBytes) bytes = group_sign (op, actor);
  g_autoptr (GError) error = NULL;
  GroupState *next = NULL;
  GroupVerdict verdict = group_apply (state, bytes, actor, &next, &error);

  damage_assert_error (&error, code);
  groupop_free (op);
  return verdict;
}

/* A server that shows another history, that leaves something out, that goes back. */
static void
test_histories (void)
{
  g_autoptr (GroupState) one = group_family ();
  g_autoptr (GroupState) two = group_applied (one, group_timer (one, 10), &anna);
  g_autoptr (GroupState) two_b = group_applied (one, group_timer (one, 20), &anna);
  g_autoptr (GroupState) three = group_applied (two, group_timer (two, 30), &anna);
  g_autoptr (GroupState) three_b = group_applied (two_b, group_timer (two_b, 30), &anna);
  g_autoptr (GroupState) other = group_family ();

  g_assert_cmpint (verdict_of (one, group_timer (two, 30), &anna, WHIN_ERROR_NOT_FOUND), ==,
                   GROUP_GAP);
  g_assert_cmpint (verdict_of (NULL, group_timer (one, 10), &anna, WHIN_ERROR_NOT_FOUND), ==,
                   GROUP_GAP);
  g_assert_cmpint (verdict_of (two, group_timer (one, 10), &anna, WHIN_ERROR_CONFLICT), ==,
                   GROUP_KNOWN);
  g_assert_cmpint (verdict_of (three, group_timer (one, 10), &anna, WHIN_ERROR_CONFLICT), ==,
                   GROUP_KNOWN);
  g_assert_cmpint (verdict_of (two, group_timer (one, 20), &anna, WHIN_ERROR_CONFLICT), ==,
                   GROUP_FORK);
  g_assert_cmpint (verdict_of (two, group_timer (two_b, 30), &anna, WHIN_ERROR_CONFLICT), ==,
                   GROUP_FORK);
  g_assert_cmpint (verdict_of (three, group_timer (two_b, 30), &anna, WHIN_ERROR_CONFLICT), ==,
                   GROUP_FORK);
  group_assert_refused (other, group_timer (one, 10), &anna);

  g_assert_cmpint (groupstate_compare (three, 3, three->hash), ==, GROUP_SAME);
  g_assert_cmpint (groupstate_compare (three, 2, two->hash), ==, GROUP_OLDER);
  g_assert_cmpint (groupstate_compare (three, 1, one->hash), ==, GROUP_OLDER);
  g_assert_cmpint (groupstate_compare (two, 3, three->hash), ==, GROUP_NEWER);
  g_assert_cmpint (groupstate_compare (three, 2, two_b->hash), ==, GROUP_DIFFERENT);
  g_assert_cmpint (groupstate_compare (three, 3, three_b->hash), ==, GROUP_DIFFERENT);
  g_assert_cmpint (groupstate_compare (three, 0, one->hash), ==, GROUP_FORGOTTEN);
}

static void
test_memory (void)
{
  g_autoptr (GroupState) state = group_family ();
  guint8 first[PRIM_HASH_BYTES], second[PRIM_HASH_BYTES];

  memcpy (first, state->hash, sizeof first);
  for (guint32 i = 0; i <= GROUP_RECENT_MAX; i++) {
    GroupState *next = group_applied (state, group_timer (state, i), &anna);

    if (i == 0)
      memcpy (second, next->hash, sizeof second);
    groupstate_free (state);
    state = next;
  }
  g_assert_cmpint (groupstate_compare (state, 1, first), ==, GROUP_FORGOTTEN);
  g_assert_cmpint (groupstate_compare (state, 2, second), ==, GROUP_OLDER);
  g_assert_cmpint (groupstate_compare (state, 2, first), ==, GROUP_DIFFERENT);
}

static GroupOp *
rules (const GroupState *state, const Person *actor, guint8 bits)
{
  GroupOp *op = group_change (state, GROUP_RULES, actor);

  op->rules = bits;
  return op;
}

static GroupOp *
renaming (const GroupState *state, const Person *actor, const char *name, const char *about)
{
  GroupOp *op = group_change (state, GROUP_RENAME, actor);

  g_set_str (&op->name, name);
  g_set_str (&op->about, about);
  return op;
}

/* What is left to all, and no more than that. */
static void
test_rules (void)
{
  g_autoptr (GroupState) one = group_family ();
  g_autoptr (GroupState) two = group_applied (one, rules (one, &anna, GROUP_RULE_WRITE), &anna);
  g_autoptr (GroupState) three = NULL;
  g_autoptr (GroupState) four = NULL;

  g_assert_cmpuint (one->rules, ==, GROUP_RULES_FIRST);
  group_assert_refused (one, rules (one, &ben, 0), &ben);
  group_assert_refused (one, renaming (one, &ben, "Ben's", ""), &ben);
  g_assert_true (groupstate_allows (one, &ben.who.account, GROUP_RULE_WRITE));
  g_assert_false (groupstate_allows (two, &ben.who.account, GROUP_RULE_WRITE));
  g_assert_true (groupstate_allows (two, &anna.who.account, GROUP_RULE_WRITE));
  g_assert_false (groupstate_allows (two, &mallory.who.account, GROUP_RULE_PIN));
  /* Ben may add people now, but no admins; and nobody outside may anything. */
  group_assert_refused (two, group_about (two, GROUP_ADD, &ben, &cleo, GROUP_ADMIN), &ben);
  group_assert_refused (two, group_about (two, GROUP_ADD, &mallory, &mallory, GROUP_MEMBER),
                        &mallory);
  group_assert_refused (two, rules (two, &ben, 0), &ben);
  group_assert_refused (two, group_timer (two, 5), &ben);
  three = group_applied (two, group_about (two, GROUP_ADD, &ben, &cleo, GROUP_MEMBER), &ben);
  four = group_applied (three, renaming (three, &cleo, "All of us", "Sundays at ten"), &cleo);
  g_assert_cmpstr (four->about, ==, "Sundays at ten");
  group_assert_refused (four, group_about (four, GROUP_REMOVE, &ben, &cleo, GROUP_MEMBER), &ben);
}

/* Whoever goes has the secret of before. */
static void
test_secret (void)
{
  g_autoptr (GroupState) one = group_family ();
  g_autoptr (GroupState) two =
      group_applied (one, group_about (one, GROUP_ADD, &anna, &cleo, GROUP_MEMBER), &anna);
  GroupOp *same = group_about (two, GROUP_REMOVE, &anna, &ben, GROUP_MEMBER);
  g_autoptr (GroupState) three = NULL;
  g_autoptr (GroupState) four = NULL;
  g_autoptr (GroupState) five = NULL;
  GroupOp *op;

  memcpy (same->secret, two->secret, sizeof same->secret);
  group_assert_refused (two, same, &anna);
  three = group_applied (two, group_about (two, GROUP_REMOVE, &anna, &ben, GROUP_MEMBER), &anna);
  g_assert_true (memcmp (three->secret, two->secret, sizeof three->secret) != 0);
  g_assert_false (three->stale);
  four = group_applied (three, group_change (three, GROUP_LEAVE, &cleo), &cleo);
  g_assert_true (four->stale);
  g_assert_cmpmem (four->secret, PRIM_HASH_BYTES, three->secret, PRIM_HASH_BYTES);
  op = group_change (four, GROUP_SECRET, &anna);
  five = group_applied (four, op, &anna);
  g_assert_false (five->stale);
  g_assert_true (memcmp (five->secret, four->secret, sizeof five->secret) != 0);
  group_assert_refused (two, group_change (two, GROUP_SECRET, &ben), &ben);
}

static GroupOp *
linking (const GroupState *state, const Person *actor, GroupLinkMode mode)
{
  GroupOp *op = group_change (state, GROUP_LINK, actor);

  op->link_mode = mode;
  memset (op->link, mode == GROUP_LINK_NONE ? 0 : 0x1e, sizeof op->link);
  return op;
}

static void
test_link (void)
{
  g_autoptr (GroupState) one = group_family ();
  g_autoptr (GroupState) two = group_applied (one, linking (one, &anna, GROUP_LINK_OPEN), &anna);
  g_autoptr (GroupState) three = group_applied (two, linking (two, &anna, GROUP_LINK_NONE), &anna);
  g_autoptr (GroupOp) nothing = linking (one, &anna, GROUP_LINK_ASK);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (two->link_mode, ==, GROUP_LINK_OPEN);
  g_assert_cmpint (two->link[0], ==, 0x1e);
  g_assert_cmpint (three->link_mode, ==, GROUP_LINK_NONE);
  group_assert_refused (one, linking (one, &ben, GROUP_LINK_OPEN), &ben);
  memset (nothing->link, 0, sizeof nothing->link);
  g_assert_null (groupop_sign (nothing, anna.secret, &error));
  damage_assert_error (&error, WHIN_ERROR_BAD_FRAME);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_true (prim_init (NULL));
  group_people_init ();
  g_test_add_func ("/groupstate/create", test_create);
  g_test_add_func ("/groupstate/life", test_life);
  g_test_add_func ("/groupstate/rights", test_rights);
  g_test_add_func ("/groupstate/create-rights", test_create_rights);
  g_test_add_func ("/groupstate/last-admin-leaves", test_last_admin_leaves);
  g_test_add_func ("/groupstate/signers", test_signers);
  g_test_add_func ("/groupstate/histories", test_histories);
  g_test_add_func ("/groupstate/memory", test_memory);
  g_test_add_func ("/groupstate/rules", test_rules);
  g_test_add_func ("/groupstate/secret", test_secret);
  g_test_add_func ("/groupstate/link", test_link);
  return g_test_run ();
}
