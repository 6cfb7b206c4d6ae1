/* group: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "group.h"

#include "damage.h"
#include "error.h"

#include <string.h>

Person anna, ben, cleo, mallory;

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

void
group_people_init (void)
{
  person_init (&anna, 1);
  person_init (&ben, 2);
  person_init (&cleo, 3);
  person_init (&mallory, 4);
}

GroupOp *
group_change (const GroupState *state, GroupOpKind kind, const Person *actor)
{
  GroupOp *op = groupop_new (kind);

  op->group = state != NULL ? state->group : id_random ();
  op->n = state != NULL ? state->n + 1 : 1;
  if (state != NULL)
    memcpy (op->before, state->hash, sizeof op->before);
  op->actor = actor->who.account;
  op->device = actor->who.device;
  op->time = 1790000000000;
  memset (op->secret, 0x5e, sizeof op->secret);
  op->secret[0] = (guint8) op->n;
  return op;
}

void
group_add_subject (GroupOp *op, const Person *person, GroupRole role)
{
  GroupSubject subject = { .account = person->who.account, .role = role };

  groupop_key_hash (person->who.account_key, subject.key_hash);
  groupop_add_subject (op, &subject);
}

GroupOp *
group_about (const GroupState *state,
             GroupOpKind kind,
             const Person *actor,
             const Person *subject,
             GroupRole role)
{
  GroupOp *op = group_change (state, kind, actor);

  group_add_subject (op, subject, role);
  return op;
}

GroupOp *
group_timer (const GroupState *state, guint32 seconds)
{
  GroupOp *op = group_change (state, GROUP_TIMER, &anna);

  op->timer = seconds;
  return op;
}

GroupOp *
group_creation (void)
{
  GroupOp *op = group_change (NULL, GROUP_CREATE, &anna);

  op->name = (g_free (op->name), g_strdup ("Family"));
  g_bytes_unref (op->avatar);
  op->avatar = g_bytes_new_static ("picture", 7);
  group_add_subject (op, &ben, GROUP_MEMBER);
  group_add_subject (op, &anna, GROUP_ADMIN);
  return op;
}

GBytes *
group_sign (const GroupOp *op, const Person *person)
{
  g_autoptr (GError) error = NULL;
  GBytes *bytes = groupop_sign (op, person->secret, &error);

  g_assert_no_error (error);
  return bytes;
}

GroupVerdict
group_apply (const GroupState *state,
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

GroupState *
group_applied (const GroupState *state, GroupOp *op, const Person *actor)
{
  g_autoptr (GBytes) bytes = group_sign (op, actor);
  g_autoptr (GError) error = NULL;
  GroupState *next = NULL;

  g_assert_cmpint (group_apply (state, bytes, actor, &next, &error), ==, GROUP_APPLIED);
  g_assert_no_error (error);
  groupop_free (op);
  return next;
}

GroupState *
group_family (void)
{
  return group_applied (NULL, group_creation (), &anna);
}

void
group_assert_refused (const GroupState *state, GroupOp *op, const Person *actor)
{
  g_autoptr (GBytes) bytes = group_sign (op, actor);
  g_autoptr (GError) error = NULL;
  GroupState *next = NULL;

  g_assert_cmpint (group_apply (state, bytes, actor, &next, &error), ==, GROUP_REFUSED);
  damage_assert_error (&error, WHIN_ERROR_FORBIDDEN);
  groupop_free (op);
}
