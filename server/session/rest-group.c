/* rest-group: groups: changes put in order, and handed out. What they say is not for the server.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "rest-private.h"

#include "fanout.h"

#include <sodium.h>

#define PAGE_BYTES (128 * 1024) /* well below what a client takes of a reply */

static void
append_done (gpointer data, const GError *error)
{
  Rest *rest = data;

  if (error == NULL)
    hub_wake (rest->server->hub, rest->append.deliveries);
  if (error == NULL && rest->append.queued)
    fanout_go_on (rest->server->fanout);
  store_group_append_clear (&rest->append);
  if (error != NULL)
    rest_fail (rest, error);
  else
    rest_nothing (rest);
}

static gboolean
are_distinct (const GArray *ids)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (id_hash, id_hash_equal);

  for (guint i = 0; i < ids->len; i++)
    if (!g_hash_table_add (seen, &g_array_index (ids, Id, i)))
      return FALSE;
  return TRUE;
}

static void
hash_text (const char *change, StoreHash *hash)
{
  g_autoptr (GBytes) bytes = base64url_decode (change);

  G_STATIC_ASSERT (crypto_hash_sha256_BYTES == STORE_HASH_BYTES);
  crypto_hash_sha256 (hash->bytes, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

/* What the request says it comes after; NULL when it says nothing. */
static const StoreHash *
read_prev (Rest *rest, const char *prev)
{
  g_autoptr (GBytes) bytes = prev != NULL ? base64url_decode (prev) : NULL;

  if (bytes == NULL || g_bytes_get_size (bytes) != STORE_HASH_BYTES)
    return NULL;
  memcpy (&rest->hashes[0], g_bytes_get_data (bytes, NULL), STORE_HASH_BYTES);
  return &rest->hashes[0];
}

void
rest_handle_group_append (Rest *rest)
{
  const RestGroupAppend *request = rest->body;
  StoreGroupAppend *append = &rest->append;

  if (!are_distinct (request->members)) {
    rest_refuse (rest, WHIN_ERROR_BAD_FRAME, "a member is named twice", 0, 0);
    return;
  }
  if (!rest_may (rest, BUCKET_GROUP, 1) ||
      (request->n == 1 && !rest_may (rest, BUCKET_GROUP_NEW, 1)))
    return;
  append->acc = rest->who->acc;
  append->dev = rest->who->dev;
  append->grp = rest->id;
  append->n = request->n;
  append->prev = read_prev (rest, request->prev);
  append->change = request->change;
  append->members = request->members;
  append->now = server_now ();
  hash_text (request->change, &append->hash);
  store_group_append (rest->server->store, append, append_done, rest);
}

static void
changes_done (gpointer data, const GError *error)
{
  Rest *rest = data;
  StoreGroupChanges source = rest->changes;
  g_autoptr (GPtrArray) changes = g_ptr_array_new_with_free_func (g_free);
  RestChanges reply = { .changes = changes, .more = source.more };

  if (error != NULL) {
    rest_fail (rest, error);
  } else {
    for (guint i = 0; i < source.changes->len; i++) {
      const StoreChange *from = source.changes->pdata[i];
      RestChange *change = g_new0 (RestChange, 1);

      *change = (RestChange) { from->n, from->acc, from->dev, from->ts, from->change };
      g_ptr_array_add (changes, change);
    }
    rest_reply (rest, &reply);
  }
  store_group_changes_clear (&source);
}

void
rest_handle_group_changes (Rest *rest)
{
  rest->changes.acc = rest->who->acc;
  rest->changes.grp = rest->id;
  rest->changes.after = ((const RestGroupAsk *) rest->body)->after;
  rest->changes.max_changes = LIMIT_CHANGES_PAGE;
  rest->changes.max_bytes = PAGE_BYTES;
  store_group_changes (rest->server->store, &rest->changes, changes_done, rest);
}

static void
groups_done (gpointer data, const GError *error)
{
  Rest *rest = data;
  StoreGroupList source = rest->groups;
  g_autoptr (GPtrArray) groups = g_ptr_array_new_with_free_func (g_free);
  RestGroups reply = { .groups = groups };

  if (error != NULL) {
    rest_fail (rest, error);
  } else {
    for (guint i = 0; i < source.groups->len; i++) {
      const StoreGroup *from = &g_array_index (source.groups, StoreGroup, i);
      RestGroup *group = g_new0 (RestGroup, 1);

      *group = (RestGroup) { from->grp, from->n };
      g_ptr_array_add (groups, group);
    }
    rest_reply (rest, &reply);
  }
  store_group_list_clear (&source);
}

void
rest_handle_groups (Rest *rest)
{
  rest->groups.acc = rest->who->acc;
  store_group_list (rest->server->store, &rest->groups, groups_done, rest);
}

static RestMember *
add_member (GPtrArray *members, const Id *acc)
{
  RestMember *member = g_new0 (RestMember, 1);

  member->acc = *acc;
  member->devs = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (members, member);
  return member;
}

static void
member_free (gpointer data)
{
  g_ptr_array_unref (((RestMember *) data)->devs);
  g_free (data);
}

static void
devices_done (gpointer data, const GError *error)
{
  Rest *rest = data;
  StoreGroupDevices source = rest->group_devices;
  g_autoptr (GPtrArray) members = g_ptr_array_new_with_free_func (member_free);
  RestGroupDevices reply = { .set = source.set, .members = members };
  RestMember *member = NULL;

  if (error != NULL) {
    rest_fail (rest, error);
  } else {
    for (guint i = 0; i < source.devices->len; i++) {
      const ProtoDevice *from = &g_array_index (source.devices, ProtoDevice, i);
      RestDeviceNo *no = g_new0 (RestDeviceNo, 1);

      if (member == NULL || !id_equal (&member->acc, &from->acc))
        member = add_member (members, &from->acc);
      no->dev = from->dev;
      g_ptr_array_add (member->devs, no);
    }
    rest_reply (rest, &reply);
  }
  store_group_devices_clear (&source);
}

void
rest_handle_group_devices (Rest *rest)
{
  rest->group_devices.acc = rest->who->acc;
  rest->group_devices.grp = rest->id;
  store_group_devices (rest->server->store, &rest->group_devices, devices_done, rest);
}

/* -- Links. -- */

static void
link_done (gpointer data, const GError *error)
{
  if (error != NULL)
    rest_fail (data, error);
  else
    rest_nothing (data);
}

void
rest_handle_group_link (Rest *rest)
{
  const RestGroupLink *request = rest->body;
  StoreGroupLink *link = &rest->group_link;
  g_autoptr (GBytes) hash = request->tok_hash != NULL ? base64url_decode (request->tok_hash) : NULL;

  link->on = hash != NULL && g_bytes_get_size (hash) == STORE_HASH_BYTES;
  if (link->on && (request->preview == NULL || request->asks == NULL)) {
    rest_refuse (rest, WHIN_ERROR_BAD_FRAME, "something is missing", 0, 0);
    return;
  }
  if (!rest_may (rest, BUCKET_GROUP, 1))
    return;
  link->acc = rest->who->acc;
  link->grp = rest->id;
  if (link->on)
    memcpy (&link->hash, g_bytes_get_data (hash, NULL), STORE_HASH_BYTES);
  link->preview = request->preview;
  link->asks = request->asks;
  store_group_link (rest->server->store, link, link_done, rest);
}

static void
join_done (gpointer data, const GError *error)
{
  Rest *rest = data;
  StoreJoin source = rest->join;
  RestJoinReply reply = { source.grp, source.members, source.preview, source.asks };

  if (error != NULL)
    rest_fail (rest, error);
  else
    rest_reply (rest, &reply);
  store_join_clear (&source);
}

void
rest_handle_join (Rest *rest)
{
  const RestJoin *request = rest->body;

  if (!rest_may (rest, BUCKET_JOIN, 1))
    return;
  hash_text (request->tok, &rest->join.hash);
  store_join (rest->server->store, &rest->join, join_done, rest);
}
