/* test-groupstate: a group is what its members signed, and only those who may.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "damage.h"
#include "error.h"
#include "groupseal.h"
#include "groupstate.h"

#include <string.h>

typedef struct {
  GroupSigner who;
  guint8 secret[PRIM_SIGN_SECRET_BYTES];
} Person;

static Person anna, ben, cleo, mallory;

static void
person_init (Person *person, guint8 number)
{
  guint8 account_secret[PRIM_SIGN_SECRET_BYTES];

  memset (person, 0, sizeof *person);
  person->who.account.bytes[0] = number;
  person->who.device = 1;
  prim_sign_keypair (person->who.account_key, account_secret);
  prim_sign_keypair (person->who.signing, person->secret);
}

static void
add_subject (GroupOp *op, const Person *person, GroupRole role)
{
  GroupSubject subject = { .account = person->who.account, .role = role };

  groupop_key_hash (person->who.account_key, subject.key_hash);
  groupop_add_subject (op, &subject);
}

/* The next change after state, or the first one. */
static GroupOp *
change (const GroupState *state, GroupOpKind kind, const Person *actor)
{
  GroupOp *op = groupop_new (kind);

  op->group = state != NULL ? state->group : id_random ();
  op->n = state != NULL ? state->n + 1 : 1;
  if (state != NULL)
    memcpy (op->before, state->hash, sizeof op->before);
  op->actor = actor->who.account;
  op->device = actor->who.device;
  op->time = 1790000000000;
  return op;
}

static GBytes *
sign (const GroupOp *op, const Person *person)
{
  g_autoptr (GError) error = NULL;
  GBytes *bytes = groupop_sign (op, person->secret, &error);

  g_assert_no_error (error);
  return bytes;
}

static GroupVerdict
apply_bytes (const GroupState *state,
             GBytes *bytes,
             const Person *signer,
             GroupState **next,
             GError **error)
{
  GroupVerdict verdict = groupstate_apply (state, g_bytes_get_data (bytes, NULL),
                                           g_bytes_get_size (bytes), &signer->who, next, error);

  g_assert_true ((verdict == GROUP_APPLIED) == (*next != NULL));
  return verdict;
}

/* Signs as the actor, takes op, and gives back the next state. */
static GroupState *
applied (const GroupState *state, GroupOp *op, const Person *actor)
{
  g_autoptr (GBytes) bytes = sign (op, actor);
  g_autoptr (GError) error = NULL;
  GroupState *next = NULL;

  g_assert_cmpint (apply_bytes (state, bytes, actor, &next, &error), ==, GROUP_APPLIED);
  g_assert_no_error (error);
  groupop_free (op);
  return next;
}

static void
assert_refused (const GroupState *state, GroupOp *op, const Person *actor)
{
  g_autoptr (GBytes) bytes = sign (op, actor);
  g_autoptr (GError) error = NULL;
  GroupState *next = NULL;

  g_assert_cmpint (apply_bytes (state, bytes, actor, &next, &error), ==, GROUP_REFUSED);
  damage_assert_error (&error, WHIN_ERROR_FORBIDDEN);
  groupop_free (op);
}

static GroupOp *
creation (void)
{
  GroupOp *op = change (NULL, GROUP_CREATE, &anna);

  op->name = (g_free (op->name), g_strdup ("Family"));
  g_bytes_unref (op->avatar);
  op->avatar = g_bytes_new_static ("picture", 7);
  add_subject (op, &ben, GROUP_MEMBER);
  add_subject (op, &anna, GROUP_ADMIN);
  return op;
}

/* Anna's group, with Ben. */
static GroupState *
family (void)
{
  return applied (NULL, creation (), &anna);
}

static GroupOp *
about (const GroupState *state,
       GroupOpKind kind,
       const Person *actor,
       const Person *subject,
       GroupRole role)
{
  GroupOp *op = change (state, kind, actor);

  add_subject (op, subject, role);
  return op;
}

static void
test_create (void)
{
  g_autoptr (GroupState) state = family ();

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
  g_autoptr (GroupState) one = family ();
  g_autoptr (GroupState) two =
      applied (one, about (one, GROUP_ADD, &anna, &cleo, GROUP_MEMBER), &anna);
  g_autoptr (GroupState) three =
      applied (two, about (two, GROUP_ROLE, &anna, &cleo, GROUP_ADMIN), &anna);
  g_autoptr (GroupState) four =
      applied (three, about (three, GROUP_REMOVE, &cleo, &ben, GROUP_MEMBER), &cleo);
  GroupOp *op = change (four, GROUP_RENAME, &cleo);
  g_autoptr (GroupState) five = NULL;
  g_autoptr (GroupState) six = NULL;
  g_autoptr (GroupState) seven = NULL;

  op->name = (g_free (op->name), g_strdup ("Grüße"));
  five = applied (four, op, &cleo);
  op = change (five, GROUP_TIMER, &anna);
  op->timer = 3600;
  six = applied (five, op, &anna);
  seven = applied (six, change (six, GROUP_LEAVE, &anna), &anna);
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
  g_autoptr (GroupState) state = family ();
  GroupOp *op;

  /* A member is no admin. */
  assert_refused (state, about (state, GROUP_ADD, &ben, &cleo, GROUP_MEMBER), &ben);
  assert_refused (state, about (state, GROUP_REMOVE, &ben, &anna, GROUP_MEMBER), &ben);
  assert_refused (state, about (state, GROUP_ROLE, &ben, &ben, GROUP_ADMIN), &ben);
  assert_refused (state, change (state, GROUP_TIMER, &ben), &ben);
  op = change (state, GROUP_RENAME, &ben);
  op->name = (g_free (op->name), g_strdup ("Mine"));
  assert_refused (state, op, &ben);
  /* Somebody outside is nothing at all. */
  assert_refused (state, about (state, GROUP_ADD, &mallory, &mallory, GROUP_ADMIN), &mallory);
  assert_refused (state, change (state, GROUP_LEAVE, &mallory), &mallory);
  /* What makes no sense. */
  assert_refused (state, about (state, GROUP_ADD, &anna, &ben, GROUP_MEMBER), &anna);
  assert_refused (state, about (state, GROUP_REMOVE, &anna, &cleo, GROUP_MEMBER), &anna);
  assert_refused (state, about (state, GROUP_REMOVE, &anna, &anna, GROUP_MEMBER), &anna);
  assert_refused (state, about (state, GROUP_ROLE, &anna, &cleo, GROUP_ADMIN), &anna);
  assert_refused (state, about (state, GROUP_ROLE, &anna, &ben, GROUP_MEMBER), &anna);
  assert_refused (state, about (state, GROUP_ROLE, &anna, &anna, GROUP_MEMBER), &anna);
}

static void
test_create_rights (void)
{
  GroupOp *op = change (NULL, GROUP_CREATE, &mallory);

  op->name = (g_free (op->name), g_strdup ("Trap"));
  add_subject (op, &anna, GROUP_ADMIN);
  assert_refused (NULL, op, &mallory);
  op = change (NULL, GROUP_CREATE, &mallory);
  op->name = (g_free (op->name), g_strdup ("Trap"));
  add_subject (op, &mallory, GROUP_MEMBER);
  assert_refused (NULL, op, &mallory);
}

static void
test_last_admin_leaves (void)
{
  g_autoptr (GroupState) one = family ();
  g_autoptr (GroupState) two =
      applied (one, about (one, GROUP_ADD, &anna, &cleo, GROUP_MEMBER), &anna);
  g_autoptr (GroupState) three = applied (two, change (two, GROUP_LEAVE, &anna), &anna);
  g_autoptr (GroupState) four = applied (three, change (three, GROUP_LEAVE, &ben), &ben);
  g_autoptr (GroupState) five = applied (four, change (four, GROUP_LEAVE, &cleo), &cleo);

  g_assert_true (groupstate_is_admin (three, &ben.who.account));
  g_assert_false (groupstate_is_admin (three, &cleo.who.account));
  g_assert_true (groupstate_is_admin (four, &cleo.who.account));
  g_assert_cmpuint (five->members->len, ==, 0);
}

/* The signature, the device, the account and its key must all be the actor's. */
static void
test_signers (void)
{
  g_autoptr (GroupState) state = family ();
  g_autoptr (GroupOp) op = about (state, GROUP_ADD, &anna, &cleo, GROUP_MEMBER);
  g_autoptr (GBytes) good = sign (op, &anna);
  g_autoptr (GBytes) forged = sign (op, &mallory);
  g_autoptr (GError) error = NULL;
  GroupState *next = NULL;
  Person other = anna;

  g_assert_cmpint (apply_bytes (state, forged, &anna, &next, &error), ==, GROUP_REFUSED);
  damage_assert_error (&error, WHIN_ERROR_FORBIDDEN);
  g_assert_cmpint (apply_bytes (state, forged, &mallory, &next, &error), ==, GROUP_REFUSED);
  damage_assert_error (&error, WHIN_ERROR_FORBIDDEN);
  other.who.device++;
  g_assert_cmpint (apply_bytes (state, good, &other, &next, &error), ==, GROUP_REFUSED);
  damage_assert_error (&error, WHIN_ERROR_FORBIDDEN);
  other = anna;
  other.who.account = ben.who.account;
  g_assert_cmpint (apply_bytes (state, good, &other, &next, &error), ==, GROUP_REFUSED);
  damage_assert_error (&error, WHIN_ERROR_FORBIDDEN);
  /* Registered anew: not the Anna who came in. */
  other = anna;
  memcpy (other.who.account_key, mallory.who.account_key, sizeof other.who.account_key);
  g_assert_cmpint (apply_bytes (state, good, &other, &next, &error), ==, GROUP_REFUSED);
  damage_assert_error (&error, WHIN_ERROR_FORBIDDEN);
  g_assert_cmpint (apply_bytes (state, good, &anna, &next, &error), ==, GROUP_APPLIED);
  groupstate_free (next);
}

static gboolean
takes (const guint8 *data, gsize len, gpointer state)
{
  g_autoptr (GroupState) next = NULL;

  return groupstate_apply (state, data, len, &anna.who, &next, NULL) == GROUP_APPLIED;
}

static void
test_damage (void)
{
  g_autoptr (GroupState) state = family ();
  g_autoptr (GroupOp) first = creation ();
  g_autoptr (GroupOp) add = about (state, GROUP_ADD, &anna, &cleo, GROUP_MEMBER);
  g_autoptr (GroupOp) timer = change (state, GROUP_TIMER, &anna);
  g_autoptr (GBytes) a = sign (first, &anna);
  g_autoptr (GBytes) b = sign (add, &anna);
  g_autoptr (GBytes) c = sign (timer, &anna);

  damage_is_refused (a, takes, NULL);
  damage_is_refused (b, takes, state);
  damage_is_refused (c, takes, state);
}

static GroupVerdict
verdict_of (const GroupState *state, GroupOp *op, const Person *actor, int code)
{
  g_autoptr (GBytes) bytes = sign (op, actor);
  g_autoptr (GError) error = NULL;
  GroupState *next = NULL;
  GroupVerdict verdict = apply_bytes (state, bytes, actor, &next, &error);

  damage_assert_error (&error, code);
  groupop_free (op);
  return verdict;
}

static GroupOp *
timer (const GroupState *state, guint32 seconds)
{
  GroupOp *op = change (state, GROUP_TIMER, &anna);

  op->timer = seconds;
  return op;
}

/* A server that shows another history, that leaves something out, that goes back. */
static void
test_histories (void)
{
  g_autoptr (GroupState) one = family ();
  g_autoptr (GroupState) two = applied (one, timer (one, 10), &anna);
  g_autoptr (GroupState) two_b = applied (one, timer (one, 20), &anna);
  g_autoptr (GroupState) three = applied (two, timer (two, 30), &anna);
  g_autoptr (GroupState) three_b = applied (two_b, timer (two_b, 30), &anna);
  g_autoptr (GroupState) other = family ();

  g_assert_cmpint (verdict_of (one, timer (two, 30), &anna, WHIN_ERROR_NOT_FOUND), ==, GROUP_GAP);
  g_assert_cmpint (verdict_of (NULL, timer (one, 10), &anna, WHIN_ERROR_NOT_FOUND), ==, GROUP_GAP);
  g_assert_cmpint (verdict_of (two, timer (one, 10), &anna, WHIN_ERROR_CONFLICT), ==, GROUP_KNOWN);
  g_assert_cmpint (verdict_of (three, timer (one, 10), &anna, WHIN_ERROR_CONFLICT), ==,
                   GROUP_KNOWN);
  g_assert_cmpint (verdict_of (two, timer (one, 20), &anna, WHIN_ERROR_CONFLICT), ==, GROUP_FORK);
  g_assert_cmpint (verdict_of (two, timer (two_b, 30), &anna, WHIN_ERROR_CONFLICT), ==, GROUP_FORK);
  g_assert_cmpint (verdict_of (three, timer (two_b, 30), &anna, WHIN_ERROR_CONFLICT), ==,
                   GROUP_FORK);
  assert_refused (other, timer (one, 10), &anna);

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
  g_autoptr (GroupState) state = family ();
  guint8 first[PRIM_HASH_BYTES], second[PRIM_HASH_BYTES];

  memcpy (first, state->hash, sizeof first);
  for (guint32 i = 0; i <= GROUP_RECENT_MAX; i++) {
    GroupState *next = applied (state, timer (state, i), &anna);

    if (i == 0)
      memcpy (second, next->hash, sizeof second);
    groupstate_free (state);
    state = next;
  }
  g_assert_cmpint (groupstate_compare (state, 1, first), ==, GROUP_FORGOTTEN);
  g_assert_cmpint (groupstate_compare (state, 2, second), ==, GROUP_OLDER);
  g_assert_cmpint (groupstate_compare (state, 2, first), ==, GROUP_DIFFERENT);
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
  g_autoptr (GroupState) one = family ();
  g_autoptr (GroupState) two = applied (one, timer (one, 5), &anna);
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
  three = applied (read, timer (read, 6), &anna);
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
  g_autoptr (GroupState) state = family ();
  g_autoptr (GBytes) packed = NULL;
  g_autoptr (GroupState) read = NULL;
  GroupOp *op;

  while (state->members->len < GROUP_MEMBERS_MAX) {
    guint count = MIN (GROUP_SUBJECTS_MAX, GROUP_MEMBERS_MAX - state->members->len);
    GroupState *next;

    op = change (state, GROUP_ADD, &anna);
    add_many (op, state->members->len, count);
    next = applied (state, op, &anna);
    groupstate_free (state);
    state = next;
  }
  assert_refused (state, about (state, GROUP_ADD, &anna, &cleo, GROUP_MEMBER), &anna);
  packed = groupstate_pack (state);
  g_assert_cmpuint (g_bytes_get_size (packed), <=, GROUP_STATE_BYTES_MAX);
  read = groupstate_unpack (g_bytes_get_data (packed, NULL), g_bytes_get_size (packed), NULL);
  g_assert_cmpuint (read->members->len, ==, GROUP_MEMBERS_MAX);
}

/* What groupop_sign will not sign. */
static void
test_unsound (void)
{
  g_autoptr (GroupState) state = family ();
  g_autofree char *name = g_strnfill (65, 'x');
  g_autofree guint8 *picture = g_malloc0 (GROUP_AVATAR_BYTES_MAX + 1);
  g_autoptr (GPtrArray) ops = g_ptr_array_new_with_free_func ((GDestroyNotify) groupop_free);
  GroupOp *op = change (state, GROUP_RENAME, &anna);

  g_ptr_array_add (ops, op); /* no name */
  g_ptr_array_add (ops, op = change (state, GROUP_RENAME, &anna));
  g_set_str (&op->name, name);
  g_ptr_array_add (ops, op = change (state, GROUP_RENAME, &anna));
  g_set_str (&op->name, "\xff");
  g_ptr_array_add (ops, op = creation ());
  g_bytes_unref (op->avatar);
  op->avatar = g_bytes_new (picture, GROUP_AVATAR_BYTES_MAX + 1);
  g_ptr_array_add (ops, op = creation ());
  op->before[0] = 1;
  g_ptr_array_add (ops, op = creation ());
  op->n = 2;
  g_ptr_array_add (ops, op = creation ());
  add_subject (op, &ben, GROUP_ADMIN); /* twice */
  g_ptr_array_add (ops, op = creation ());
  add_subject (op, &cleo, 3);
  g_ptr_array_add (ops, op = change (state, GROUP_ADD, &anna)); /* nobody */
  g_ptr_array_add (ops, op = change (state, GROUP_ADD, &anna));
  add_many (op, 0, GROUP_SUBJECTS_MAX + 1);
  g_ptr_array_add (ops, op = about (state, GROUP_LEAVE, &anna, &ben, GROUP_MEMBER));
  g_ptr_array_add (ops, op = timer (state, GROUP_TIMER_MAX + 1));
  g_ptr_array_add (ops, op = timer (state, 1));
  op->n = 1;
  g_ptr_array_add (ops, op = timer (state, 1));
  op->device = 0;
  g_ptr_array_add (ops, op = timer (state, 1));
  op->time = 0;
  for (guint i = 0; i < ops->len; i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (groupop_sign (ops->pdata[i], anna.secret, &error));
    damage_assert_error (&error, WHIN_ERROR_BAD_FRAME);
  }
}

static gboolean
opens (const guint8 *data, gsize len, gpointer secret)
{
  Id group = { { 1 } };
  g_autoptr (GBytes) plain = groupseal_open (secret, &group, GROUP_SEALED_OP, data, len, NULL);

  return plain != NULL;
}

static void
test_seal (void)
{
  guint8 secret[PRIM_KEY_BYTES], other_secret[PRIM_KEY_BYTES];
  Id group = { { 1 } }, other = { { 2 } };
  g_autoptr (GBytes) sealed = NULL;
  g_autoptr (GBytes) plain = NULL;
  g_autoptr (GError) error = NULL;
  gconstpointer data;
  gsize len;

  prim_random (secret, sizeof secret);
  prim_random (other_secret, sizeof other_secret);
  sealed = groupseal_seal (secret, &group, GROUP_SEALED_OP, "name", 4);
  data = g_bytes_get_data (sealed, &len);
  plain = groupseal_open (secret, &group, GROUP_SEALED_OP, data, len, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (g_bytes_get_data (plain, NULL), g_bytes_get_size (plain), "name", 4);
  g_assert_null (groupseal_open (secret, &other, GROUP_SEALED_OP, data, len, &error));
  damage_assert_error (&error, WHIN_ERROR_FORBIDDEN);
  g_assert_null (groupseal_open (secret, &group, GROUP_SEALED_STATE, data, len, &error));
  damage_assert_error (&error, WHIN_ERROR_FORBIDDEN);
  g_assert_null (groupseal_open (other_secret, &group, GROUP_SEALED_OP, data, len, &error));
  damage_assert_error (&error, WHIN_ERROR_FORBIDDEN);
  damage_is_refused (sealed, opens, secret);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_true (prim_init (NULL));
  person_init (&anna, 1);
  person_init (&ben, 2);
  person_init (&cleo, 3);
  person_init (&mallory, 4);
  g_test_add_func ("/groupstate/create", test_create);
  g_test_add_func ("/groupstate/life", test_life);
  g_test_add_func ("/groupstate/rights", test_rights);
  g_test_add_func ("/groupstate/create-rights", test_create_rights);
  g_test_add_func ("/groupstate/last-admin-leaves", test_last_admin_leaves);
  g_test_add_func ("/groupstate/signers", test_signers);
  g_test_add_func ("/groupstate/damage", test_damage);
  g_test_add_func ("/groupstate/histories", test_histories);
  g_test_add_func ("/groupstate/memory", test_memory);
  g_test_add_func ("/groupstate/packed", test_packed);
  g_test_add_func ("/groupstate/limits", test_limits);
  g_test_add_func ("/groupstate/unsound", test_unsound);
  g_test_add_func ("/groupstate/seal", test_seal);
  return g_test_run ();
}
