/* groups: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "group-work.h"

#include "group-give.h"
#include "group-link.h"
#include "group-photo.h"
#include "groupseal.h"
#include "identity.h"
#include "notice.h"
#include "peers.h"
#include "store-chat.h"
#include "store-expiry.h"
#include "store-group-key.h"
#include "store-peer.h"

#include <string.h>

static void
group_free (gpointer data)
{
  Group *group = data;

  store_group_free (group->row);
  groupstate_free (group->state);
  g_free (group);
}

Groups *
groups_new (void)
{
  Groups *groups = g_new0 (Groups, 1);

  groups->known = g_hash_table_new_full (id_hash, id_hash_equal, NULL, group_free);
  groups->joins = joins_new ();
  groups->works = g_hash_table_new_full (id_hash, id_hash_equal, NULL, group_work_free);
  return groups;
}

void
groups_free (Groups *groups)
{
  g_hash_table_unref (groups->known);
  g_hash_table_unref (groups->works);
  g_ptr_array_unref (groups->joins);
  g_free (groups);
}

void
groups_reload (Core *core)
{
  g_hash_table_remove_all (core->groups->known);
}

void
groups_forget_told (Core *core)
{
  store_group_forget_seen (core->store);
  groups_reload (core);
}

static Group *
keep (Core *core, StoreGroup *row)
{
  Group *group = g_new0 (Group, 1);
  gsize len;
  gconstpointer data;

  group->row = row;
  if (row->state != NULL) {
    data = g_bytes_get_data (row->state, &len);
    group->state = groupstate_unpack (data, len, NULL);
  }
  g_hash_table_replace (core->groups->known, &row->grp, group);
  return group;
}

Group *
groups_get (Core *core, const Id *grp)
{
  Group *group = g_hash_table_lookup (core->groups->known, grp);
  StoreGroup *row;

  if (group != NULL)
    return group;
  row = store_group_get (core->store, grp);
  return row != NULL ? keep (core, row) : NULL;
}

Group *
groups_get_inside (Core *core, const Id *grp)
{
  Group *group = groups_get (core, grp);

  return group != NULL && group->state != NULL && group->row->inside ? group : NULL;
}

Group *
groups_make (Core *core, const Id *grp, const guint8 secret[PRIM_KEY_BYTES])
{
  StoreGroup *row = g_new0 (StoreGroup, 1);

  row->grp = *grp;
  row->secret = g_bytes_new (secret, PRIM_KEY_BYTES);
  row->name = g_strdup ("");
  store_group_put (core->store, row);
  return keep (core, row);
}

void
groups_save (Core *core, Group *group)
{
  Conv conv = { CONV_GROUP, group->row->grp };

  store_group_put (core->store, group->row);
  core_note_chat (core, &conv);
  core_note_group (core, &group->row->grp);
}

void
groups_forget (Core *core, const Id *grp)
{
  Conv conv = { CONV_GROUP, *grp };

  store_group_remove (core->store, grp);
  store_chat_delete (core->store, &conv, core_now (core));
  core_note_chat (core, &conv);
  g_hash_table_remove (core->groups->known, grp);
}

/* -- What opens the changes. -- */

static gboolean
is_secret (const Group *group, GBytes *secret)
{
  guint8 name[PRIM_HASH_BYTES];

  if (secret == NULL || g_bytes_get_size (secret) != PRIM_KEY_BYTES)
    return FALSE;
  groupseal_name (g_bytes_get_data (secret, NULL), name);
  return memcmp (name, group->state->secret, sizeof name) == 0;
}

gboolean
groups_has_secret (const Group *group)
{
  return is_secret (group, group->row->secret);
}

static void
use_secret (StoreGroup *row, GBytes *secret)
{
  g_bytes_ref (secret);
  g_clear_pointer (&row->next_secret, g_bytes_unref);
  g_bytes_unref (row->secret);
  row->secret = secret;
}

void
groups_take_secret (Group *group, GBytes *secret)
{
  StoreGroup *row = group->row;

  if (g_bytes_get_size (secret) != PRIM_KEY_BYTES || groups_has_secret (group)) {
    if (row->pending == NULL && g_bytes_get_size (secret) == PRIM_KEY_BYTES) {
      g_clear_pointer (&row->next_secret, g_bytes_unref);
      row->next_secret = g_bytes_ref (secret);
    }
  } else if (is_secret (group, secret)) {
    use_secret (row, secret);
  }
}

gboolean
groups_allow (Core *core, const Id *grp, const Id *acc, GroupRule rule)
{
  const Group *group = groups_get (core, grp);

  return group != NULL && group->state != NULL && groupstate_allows (group->state, acc, rule);
}

/* -- A new state. -- */

static void
settle_doubt (Group *group)
{
  StoreGroup *row = group->row;
  const guint8 *hash;
  GroupRelation relation;

  if (row->doubt == 0)
    return;
  hash = g_bytes_get_data (row->doubt_hash, NULL);
  relation = groupstate_compare (group->state, (guint32) row->doubt, hash);
  if (relation != GROUP_SAME && relation != GROUP_OLDER &&
      groupstate_find (group->state, &row->doubt_by) != NULL)
    return;
  row->doubt = 0;
  g_clear_pointer (&row->doubt_hash, g_bytes_unref);
}

/* What was written before is not missing. */
static void
go_in (Core *core, Group *group)
{
  Conv conv = { CONV_GROUP, group->row->grp };

  store_chain_forget (core->store, &conv, &core->account->acc, core->account->dev);
  store_chat_open (core->store, &conv, core_now (core));
  join_settle (core, &group->row->grp);
}

/* Nothing is written by who is out; and one who comes back begins anew. */
static void
go_out (Core *core, Group *group)
{
  store_group_set_own_key (core->store, &group->row->grp, NULL);
  store_group_forget_sent (core->store, &group->row->grp);
}

/* Of the group it is the state that says it, whatever is said beside. */
static void
keep_timer (Core *core, const Group *group)
{
  Conv conv = { CONV_GROUP, group->row->grp };

  if (store_timer_get (core->store, &conv) != (gint64) group->state->timer)
    store_timer_set (core->store, &conv, group->state->timer, group->state->n);
}

void
groups_set_state (Core *core, Group *group, GroupState *state)
{
  StoreGroup *row = group->row;
  Id self = core_self (core);
  gboolean was_inside = row->inside;

  groupstate_free (group->state);
  group->state = state;
  g_clear_pointer (&row->state, g_bytes_unref);
  row->state = groupstate_pack (state);
  g_set_str (&row->name, state->name);
  row->inside = groups_has (group, &self, identity_party (core)->account_key);
  row->asked = FALSE;
  if (is_secret (group, row->next_secret))
    use_secret (row, row->next_secret);
  group_photo_set (core, group);
  settle_doubt (group);
  if (!row->inside)
    go_out (core, group);
  else if (!was_inside)
    go_in (core, group);
  keep_timer (core, group);
}

/* Its changes since are fetched, as for a device that was away. */
void
groups_put_archived (Core *core, StoreGroup *row)
{
  const Group *known = groups_get (core, &row->grp);
  gsize len;
  gconstpointer data = g_bytes_get_data (row->state, &len);
  g_autoptr (GroupState) state = groupstate_unpack (data, len, NULL);
  Group *group;

  if ((known != NULL && known->state != NULL) || state == NULL ||
      !id_equal (&state->group, &row->grp)) {
    store_group_free (row);
    return;
  }
  g_set_str (&row->name, state->name);
  store_group_put (core->store, row);
  group = keep (core, row);
  group_photo_set (core, group);
  keep_timer (core, group);
  groups_save (core, group);
  if (!core->stopping)
    group_go_on (core, &row->grp);
}

void
groups_note_all (Core *core)
{
  g_autoptr (GArray) all = store_group_list (core->store);

  for (guint i = 0; i < all->len; i++)
    core_note_group (core, &g_array_index (all, Id, i));
}

/* -- Members. -- */

gboolean
groups_has (const Group *group, const Id *acc, const guint8 *account_key)
{
  const GroupMember *member = groupstate_find (group->state, acc);
  guint8 hash[PRIM_HASH_BYTES];

  groupop_key_hash (account_key, hash);
  return member != NULL && memcmp (member->key_hash, hash, sizeof hash) == 0;
}

gboolean
groups_may_read (Core *core, const Group *group, const Id *acc, gint64 dev, Party *party)
{
  const Peer *peer = peers_get (core, acc);

  return peer != NULL && peer->trust != TRUST_STOPPED && peers_lists (core, acc, dev) &&
         peers_party (core, acc, dev, party) && groups_has (group, acc, party->account_key);
}

static GPtrArray *
requests_of (Core *core, const Id *grp)
{
  GPtrArray *all = store_group_requests (core->store, grp);
  GPtrArray *rows = g_ptr_array_new_with_free_func (group_request_free);

  for (guint i = 0; i < all->len; i++) {
    const StoreGroupRequest *from = all->pdata[i];
    GroupRequest *request = g_new0 (GroupRequest, 1);

    request->acc = from->acc;
    request->name = g_strdup (from->name);
    g_ptr_array_add (rows, request);
  }
  g_ptr_array_unref (all);
  return rows;
}

GroupRow *
group_row_of (Core *core, const Id *grp)
{
  const Group *group = groups_get (core, grp);
  Id self = core_self (core);
  GroupRow *row;

  if (group == NULL || group->state == NULL)
    return NULL;
  row = group_row_new ();
  row->conv = (Conv) { CONV_GROUP, *grp };
  row->name = g_strdup (group->state->name);
  row->about = g_strdup (group->state->about);
  row->avatar = media_file_new (group->row->avatar, group->row->photo_key);
  row->only_admins = group->state->rules;
  row->inside = group->row->inside;
  row->admin = row->inside && groupstate_is_admin (group->state, &self);
  row->door = (GroupDoor) group->state->link_mode;
  row->link = row->admin ? group_link_text (core, group) : NULL;
  row->requests = row->admin ? requests_of (core, grp) : NULL;
  row->doubt = group->row->doubt != 0;
  row->members = g_array_new (FALSE, FALSE, sizeof (GroupRowMember));
  for (guint i = 0; i < group->state->members->len; i++) {
    const GroupMember *from = &g_array_index (group->state->members, GroupMember, i);
    GroupRowMember member = { from->account, from->role == GROUP_ADMIN };

    g_array_append_val (row->members, member);
  }
  return row;
}

void
groups_doubt (Core *core, Group *group, const Id *by, guint32 n, const guint8 *hash)
{
  StoreGroup *row = group->row;

  if (row->doubt != 0)
    return;
  row->doubt = n;
  row->doubt_by = *by;
  row->doubt_hash = g_bytes_new (hash, PRIM_HASH_BYTES);
  groups_save (core, group);
  notice_add_change (core, group, &(NoticeChange) { MESSAGE_GROUP_DOUBT, *by, core_now (core) });
}
