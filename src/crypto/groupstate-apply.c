/* groupstate-apply: whether a signed change is the next one and allowed, and what it makes of the
 * group.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "groupstate-private.h"

#include "error.h"

#include <glib/gi18n.h>
#include <string.h>

static gboolean
refuse (GError **error, const char *message)
{
  g_set_error_literal (error, WHIN_ERROR, WHIN_ERROR_FORBIDDEN, message);
  return FALSE;
}

/* -- What each kind of change does. -- */

static const GroupSubject *
subject_of (const GroupOp *op, guint index)
{
  return &g_array_index (op->subjects, GroupSubject, index);
}

static gboolean
add_members (GroupState *next, const GroupOp *op, GError **error)
{
  if (next->members->len + op->subjects->len > GROUP_MEMBERS_MAX)
    return refuse (error, _ ("The group would have too many members."));
  for (guint i = 0; i < op->subjects->len; i++) {
    const GroupSubject *subject = subject_of (op, i);
    GroupMember member = { subject->account, { 0 }, subject->role, op->n };
    gboolean found;
    guint place = groupstate_place (next, &subject->account, &found);

    if (found)
      return refuse (error, _ ("Somebody would be added who is in the group already."));
    memcpy (member.key_hash, subject->key_hash, sizeof member.key_hash);
    g_array_insert_val (next->members, place, member);
  }
  return TRUE;
}

/* One that was there before is known to somebody who is out. */
static gboolean
change_secret (GroupState *next, const GroupOp *op, GError **error)
{
  if (memcmp (next->secret, op->secret, sizeof next->secret) == 0)
    return refuse (error, _ ("The group would keep its secret."));
  memcpy (next->secret, op->secret, sizeof next->secret);
  next->stale = FALSE;
  return TRUE;
}

static gboolean
create (GroupState *next, const GroupOp *op, GError **error)
{
  if (!add_members (next, op, error))
    return FALSE;
  if (!groupstate_is_admin (next, &op->actor))
    return refuse (error, _ ("A group begins with the one who makes it."));
  groupstate_set_title (next, op->name, op->about, op->avatar);
  next->rules = GROUP_RULES_FIRST;
  return change_secret (next, op, error);
}

static gboolean
remove_members (GroupState *next, const GroupOp *op, GError **error)
{
  for (guint i = 0; i < op->subjects->len; i++) {
    const Id *account = &subject_of (op, i)->account;
    gboolean found;
    guint place = groupstate_place (next, account, &found);

    if (!found)
      return refuse (error, _ ("Somebody would be removed who is not in the group."));
    if (id_equal (account, &op->actor))
      return refuse (error, _ ("Nobody removes themselves; they leave."));
    g_array_remove_index (next->members, place);
  }
  return change_secret (next, op, error);
}

static guint
count_admins (const GroupState *state)
{
  guint count = 0;

  for (guint i = 0; i < state->members->len; i++)
    count += g_array_index (state->members, GroupMember, i).role == GROUP_ADMIN;
  return count;
}

/* Whoever is there the longest; of several, the first by account, so that all agree. */
static void
promote_longest (GroupState *next)
{
  GroupMember *longest = NULL;

  for (guint i = 0; i < next->members->len; i++) {
    GroupMember *member = &g_array_index (next->members, GroupMember, i);

    if (longest == NULL || member->since < longest->since)
      longest = member;
  }
  if (longest != NULL)
    longest->role = GROUP_ADMIN;
}

/* Nobody is held in a group: when the last admin goes, another follows. */
static gboolean
leave (GroupState *next, const GroupOp *op, GError **error)
{
  gboolean found;

  g_array_remove_index (next->members, groupstate_place (next, &op->actor, &found));
  next->stale = TRUE;
  if (count_admins (next) == 0)
    promote_longest (next);
  return TRUE;
}

static gboolean
change_role (GroupState *next, const GroupOp *op, GError **error)
{
  const GroupSubject *subject = subject_of (op, 0);
  gboolean found;
  guint place = groupstate_place (next, &subject->account, &found);
  GroupMember *member = found ? &g_array_index (next->members, GroupMember, place) : NULL;

  if (member == NULL || member->role == subject->role)
    return refuse (error, _ ("This role changes nothing in the group."));
  member->role = subject->role;
  return count_admins (next) > 0 || refuse (error, _ ("The group would be left without an admin."));
}

static gboolean
rename_group (GroupState *next, const GroupOp *op, GError **error)
{
  groupstate_set_title (next, op->name, op->about, op->avatar);
  return TRUE;
}

static gboolean
set_timer (GroupState *next, const GroupOp *op, GError **error)
{
  next->timer = op->timer;
  return TRUE;
}

static gboolean
set_rules (GroupState *next, const GroupOp *op, GError **error)
{
  next->rules = op->rules;
  return TRUE;
}

static gboolean
set_link (GroupState *next, const GroupOp *op, GError **error)
{
  next->link_mode = op->link_mode;
  memcpy (next->link, op->link, sizeof next->link);
  return TRUE;
}

static const struct {
  gboolean (*change) (GroupState *next, const GroupOp *op, GError **error);
  gboolean anyone;
  GroupRule rule; /* whether members may; 0: admins only */
} changes[] = {
  [GROUP_CREATE] = { create, TRUE },   [GROUP_ADD] = { add_members, FALSE, GROUP_RULE_ADD },
  [GROUP_REMOVE] = { remove_members }, [GROUP_LEAVE] = { leave, TRUE },
  [GROUP_ROLE] = { change_role },      [GROUP_RENAME] = { rename_group, FALSE, GROUP_RULE_EDIT },
  [GROUP_TIMER] = { set_timer },       [GROUP_RULES] = { set_rules },
  [GROUP_SECRET] = { change_secret },  [GROUP_LINK] = { set_link },
};

/* -- Whether it is the next change. -- */

static GroupVerdict
order_of (const GroupState *state,
          const GroupOp *op,
          const guint8 op_hash[PRIM_HASH_BYTES],
          GError **error)
{
  guint32 n = state != NULL ? state->n : 0;
  GroupRelation before =
      state != NULL ? groupstate_compare (state, op->n - 1, op->before) : GROUP_SAME;

  if (op->n > n + 1) {
    g_set_error_literal (error, WHIN_ERROR, WHIN_ERROR_NOT_FOUND,
                         _ ("Changes of the group before this one are missing."));
    return GROUP_GAP;
  }
  if (op->n == n + 1 && before == GROUP_SAME)
    return GROUP_APPLIED;
  if (before == GROUP_DIFFERENT ||
      (op->n == n && memcmp (op_hash, state->op_hash, PRIM_HASH_BYTES) != 0)) {
    g_set_error_literal (error, WHIN_ERROR, WHIN_ERROR_CONFLICT,
                         _ ("The group has two histories. The server may be showing its members "
                            "different ones."));
    return GROUP_FORK;
  }
  g_set_error_literal (error, WHIN_ERROR, WHIN_ERROR_CONFLICT,
                       _ ("This change of the group is known already."));
  return GROUP_KNOWN;
}

/* -- Whether the actor may. -- */

static gboolean
is_signed_by_actor (gconstpointer data,
                    gsize len,
                    const GroupOp *op,
                    const GroupSigner *signer,
                    GError **error)
{
  if (id_equal (&op->actor, &signer->account) && op->device == signer->device &&
      groupop_is_signed (data, len, signer->signing))
    return TRUE;
  return refuse (error, _ ("A change of the group was not signed by the one it names."));
}

/* The account's key must be the one that came into the group. */
static gboolean
key_is_the_members (const GroupMember *member, const GroupSigner *signer)
{
  guint8 hash[PRIM_HASH_BYTES];

  groupop_key_hash (signer->account_key, hash);
  return member != NULL && memcmp (hash, member->key_hash, sizeof hash) == 0;
}

/* Who is no admin does not make one. */
static gboolean
brings_admins (const GroupOp *op)
{
  for (guint i = 0; op->kind == GROUP_ADD && i < op->subjects->len; i++)
    if (subject_of (op, i)->role == GROUP_ADMIN)
      return TRUE;
  return FALSE;
}

static gboolean
is_allowed (const GroupState *state, const GroupOp *op, const GroupMember *actor)
{
  GroupRule rule = changes[op->kind].rule;

  return changes[op->kind].anyone || actor->role == GROUP_ADMIN ||
         (rule != 0 && (state->rules & rule) == 0 && !brings_admins (op));
}

static gboolean
may (const GroupState *state, const GroupOp *op, const GroupSigner *signer, GError **error)
{
  const GroupMember *actor = groupstate_find (state, &op->actor);

  if (!key_is_the_members (actor, signer))
    return refuse (error, _ ("Somebody who is not in the group tried to change it."));
  if (!is_allowed (state, op, actor))
    return refuse (error, _ ("Only an admin may change that in the group."));
  return TRUE;
}

/* -- Together. -- */

/* A new group's actor is judged by the state that the first change makes. */
static GroupState *
changed (const GroupState *state, const GroupOp *op, const GroupSigner *signer, GError **error)
{
  g_autoptr (GroupState) next = NULL;

  if (state != NULL && !may (state, op, signer, error))
    return NULL;
  next = state != NULL ? groupstate_copy (state) : groupstate_new (&op->group);
  if (!changes[op->kind].change (next, op, error) ||
      (state == NULL && !may (next, op, signer, error)))
    return NULL;
  return g_steal_pointer (&next);
}

GroupVerdict
groupstate_apply (const GroupState *state,
                  gconstpointer data,
                  gsize len,
                  const GroupSigner *signer,
                  GroupState **result,
                  GError **error)
{
  g_autoptr (GroupOp) op = groupop_read (data, len, error);
  guint8 op_hash[PRIM_HASH_BYTES];
  GroupVerdict order;
  GroupState *next;

  if (op == NULL || !is_signed_by_actor (data, len, op, signer, error))
    return GROUP_REFUSED;
  if (state != NULL && !id_equal (&op->group, &state->group)) {
    refuse (error, _ ("A change belongs to another group."));
    return GROUP_REFUSED;
  }
  groupop_hash (data, len, op_hash);
  order = order_of (state, op, op_hash, error);
  if (order != GROUP_APPLIED)
    return order;
  next = changed (state, op, signer, error);
  if (next == NULL)
    return GROUP_REFUSED;
  if (state != NULL)
    groupstate_remember (next);
  next->n = op->n;
  memcpy (next->op_hash, op_hash, sizeof op_hash);
  groupstate_seal_hash (next);
  *result = next;
  return GROUP_APPLIED;
}
