/* groupstate: the state itself: its members, its hash, its packed form. groupstate-apply.c changes
 * it.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "groupstate-private.h"

#include "error.h"
#include "keytype.h"
#include "pack.h"

#include <glib/gi18n.h>
#include <string.h>

#define FORMAT 1
#define LABEL_STATE "whinchat/e2ee/v1/groupstate"

GroupState *
groupstate_new (const Id *group)
{
  GroupState *state = g_new0 (GroupState, 1);

  state->group = *group;
  state->members = g_array_new (FALSE, TRUE, sizeof (GroupMember));
  state->name = g_strdup ("");
  state->about = g_strdup ("");
  state->avatar = g_bytes_new (NULL, 0);
  state->recent = g_byte_array_new ();
  return state;
}

GroupState *
groupstate_copy (const GroupState *state)
{
  GroupState *copy = groupstate_new (&state->group);

  copy->n = state->n;
  copy->timer = state->timer;
  copy->rules = state->rules;
  copy->stale = state->stale;
  copy->link_mode = state->link_mode;
  memcpy (copy->secret, state->secret, sizeof copy->secret);
  memcpy (copy->link, state->link, sizeof copy->link);
  memcpy (copy->hash, state->hash, sizeof copy->hash);
  memcpy (copy->op_hash, state->op_hash, sizeof copy->op_hash);
  g_array_append_vals (copy->members, state->members->data, state->members->len);
  groupstate_set_title (copy, state->name, state->about, state->avatar);
  pack_bytes (copy->recent, state->recent->data, state->recent->len);
  return copy;
}

void
groupstate_free (GroupState *state)
{
  if (state == NULL)
    return;
  g_array_unref (state->members);
  g_free (state->name);
  g_free (state->about);
  g_bytes_unref (state->avatar);
  g_byte_array_unref (state->recent);
  g_free (state);
}

void
groupstate_set_title (GroupState *state, const char *name, const char *about, GBytes *avatar)
{
  g_set_str (&state->name, name);
  g_set_str (&state->about, about);
  g_bytes_unref (state->avatar);
  state->avatar = g_bytes_ref (avatar);
}

/* -- Members. -- */

guint
groupstate_place (const GroupState *state, const Id *account, gboolean *found)
{
  guint low = 0, high = state->members->len;

  while (low < high) {
    guint middle = (low + high) / 2;
    int order = id_compare (&g_array_index (state->members, GroupMember, middle).account, account);

    if (order == 0) {
      *found = TRUE;
      return middle;
    }
    if (order < 0)
      low = middle + 1;
    else
      high = middle;
  }
  *found = FALSE;
  return low;
}

const GroupMember *
groupstate_find (const GroupState *state, const Id *account)
{
  gboolean found;
  guint place = groupstate_place (state, account, &found);

  return found ? &g_array_index (state->members, GroupMember, place) : NULL;
}

gboolean
groupstate_is_admin (const GroupState *state, const Id *account)
{
  const GroupMember *member = groupstate_find (state, account);

  return member != NULL && member->role == GROUP_ADMIN;
}

gboolean
groupstate_allows (const GroupState *state, const Id *account, GroupRule rule)
{
  const GroupMember *member = groupstate_find (state, account);

  return member != NULL && (member->role == GROUP_ADMIN || (state->rules & rule) == 0);
}

gboolean
groupstate_somebody_left (const GroupState *before, const GroupState *after)
{
  for (guint i = 0; i < before->members->len; i++) {
    const GroupMember *was = &g_array_index (before->members, GroupMember, i);
    const GroupMember *is = groupstate_find (after, &was->account);

    if (is == NULL || memcmp (is->key_hash, was->key_hash, sizeof is->key_hash) != 0)
      return TRUE;
  }
  return FALSE;
}

/* -- Histories. -- */

void
groupstate_remember (GroupState *state)
{
  g_byte_array_prepend (state->recent, state->hash, sizeof state->hash);
  if (state->recent->len > GROUP_RECENT_MAX * PRIM_HASH_BYTES)
    g_byte_array_set_size (state->recent, GROUP_RECENT_MAX * PRIM_HASH_BYTES);
}

GroupRelation
groupstate_compare (const GroupState *state, guint32 n, const guint8 hash[PRIM_HASH_BYTES])
{
  guint32 ago;

  if (n > state->n)
    return GROUP_NEWER;
  if (n == state->n)
    return memcmp (hash, state->hash, PRIM_HASH_BYTES) == 0 ? GROUP_SAME : GROUP_DIFFERENT;
  ago = state->n - n - 1;
  if (n == 0 || ago >= state->recent->len / PRIM_HASH_BYTES)
    return GROUP_FORGOTTEN;
  return memcmp (hash, state->recent->data + (gsize) ago * PRIM_HASH_BYTES, PRIM_HASH_BYTES) == 0
             ? GROUP_OLDER
             : GROUP_DIFFERENT;
}

/* -- Packed. -- */

/* What the hash covers. */
static GByteArray *
pack_core (const GroupState *state)
{
  GByteArray *out = g_byte_array_new ();

  pack_u8 (out, FORMAT);
  pack_id (out, &state->group);
  pack_u32 (out, state->n);
  pack_bytes (out, state->op_hash, sizeof state->op_hash);
  pack_u32 (out, state->timer);
  pack_u8 (out, state->rules);
  pack_u8 (out, state->stale ? 1 : 0);
  pack_bytes (out, state->secret, sizeof state->secret);
  pack_u8 (out, (guint8) state->link_mode);
  pack_bytes (out, state->link, sizeof state->link);
  pack_string (out, state->name, strlen (state->name));
  pack_string (out, state->about, strlen (state->about));
  pack_string (out, g_bytes_get_data (state->avatar, NULL), g_bytes_get_size (state->avatar));
  pack_u16 (out, (guint16) state->members->len);
  for (guint i = 0; i < state->members->len; i++) {
    const GroupMember *member = &g_array_index (state->members, GroupMember, i);

    pack_id (out, &member->account);
    pack_u8 (out, KEY_TYPE_ACCOUNT);
    pack_bytes (out, member->key_hash, sizeof member->key_hash);
    pack_u8 (out, (guint8) member->role);
    pack_u32 (out, member->since);
  }
  return out;
}

void
groupstate_seal_hash (GroupState *state)
{
  g_autoptr (GByteArray) core = pack_core (state);

  prim_hash (LABEL_STATE, core->data, core->len, state->hash);
}

GBytes *
groupstate_pack (const GroupState *state)
{
  GByteArray *out = pack_core (state);

  pack_u8 (out, (guint8) (state->recent->len / PRIM_HASH_BYTES));
  pack_bytes (out, state->recent->data, state->recent->len);
  return g_byte_array_free_to_bytes (out);
}

static void
unpack_members (Unpack *in, GroupState *state)
{
  guint count = unpack_u16 (in);

  if (count > GROUP_MEMBERS_MAX)
    unpack_refuse (in);
  for (guint i = 0; i < count && !in->failed; i++) {
    GroupMember member = { .account = unpack_id (in) };
    const GroupMember *last = i > 0 ? &g_array_index (state->members, GroupMember, i - 1) : NULL;

    if (unpack_u8 (in) != KEY_TYPE_ACCOUNT)
      unpack_refuse (in);
    unpack_bytes (in, member.key_hash, sizeof member.key_hash);
    member.role = unpack_u8 (in);
    member.since = unpack_u32 (in);
    if (id_is_none (&member.account) || member.since == 0 || member.since > state->n ||
        (member.role != GROUP_MEMBER && member.role != GROUP_ADMIN) ||
        (last != NULL && id_compare (&last->account, &member.account) >= 0))
      unpack_refuse (in);
    g_array_append_val (state->members, member);
  }
}

static char *
unpack_text (Unpack *in, gsize max)
{
  gsize len;
  const guint8 *at = unpack_string (in, max, &len);
  char *text = g_strndup (at != NULL ? (const char *) at : "", len);

  if (strlen (text) != len || !g_utf8_validate (text, -1, NULL))
    unpack_refuse (in);
  return text;
}

static void
unpack_title (Unpack *in, GroupState *state)
{
  g_autofree char *name = unpack_text (in, GROUP_NAME_BYTES_MAX);
  g_autofree char *about = unpack_text (in, GROUP_ABOUT_BYTES_MAX);
  gsize len;
  const guint8 *avatar = unpack_string (in, GROUP_AVATAR_BYTES_MAX, &len);
  g_autoptr (GBytes) picture = g_bytes_new (avatar, len);

  groupstate_set_title (state, name, about, picture);
}

static void
unpack_rules (Unpack *in, GroupState *state)
{
  guint8 stale;

  state->rules = unpack_u8 (in);
  stale = unpack_u8 (in);
  unpack_bytes (in, state->secret, sizeof state->secret);
  state->link_mode = unpack_u8 (in);
  unpack_bytes (in, state->link, sizeof state->link);
  state->stale = stale == 1;
  if ((state->rules & ~GROUP_RULES_ALL) != 0 || stale > 1 || state->link_mode > GROUP_LINK_OPEN)
    unpack_refuse (in);
}

static void
unpack_recent (Unpack *in, GroupState *state)
{
  guint count = unpack_u8 (in);

  if (count > GROUP_RECENT_MAX || count >= state->n)
    unpack_refuse (in);
  for (guint i = 0; i < count && !in->failed; i++) {
    guint8 hash[PRIM_HASH_BYTES];

    unpack_bytes (in, hash, sizeof hash);
    pack_bytes (state->recent, hash, sizeof hash);
  }
}

GroupState *
groupstate_unpack (gconstpointer data, gsize len, GError **error)
{
  Unpack in = unpack_begin (data, MIN (len, GROUP_STATE_BYTES_MAX));
  guint8 format = unpack_u8 (&in);
  Id group = unpack_id (&in);
  g_autoptr (GroupState) state = groupstate_new (&group);

  state->n = unpack_u32 (&in);
  unpack_bytes (&in, state->op_hash, sizeof state->op_hash);
  state->timer = unpack_u32 (&in);
  unpack_rules (&in, state);
  unpack_title (&in, state);
  unpack_members (&in, state);
  unpack_recent (&in, state);
  if (!unpack_end (&in) || len > GROUP_STATE_BYTES_MAX || format != FORMAT || id_is_none (&group) ||
      state->n == 0 || state->timer > GROUP_TIMER_MAX) {
    g_set_error_literal (error, WHIN_ERROR, WHIN_ERROR_CORRUPT,
                         _ ("What is known of a group is damaged."));
    return NULL;
  }
  groupstate_seal_hash (state);
  return g_steal_pointer (&state);
}
