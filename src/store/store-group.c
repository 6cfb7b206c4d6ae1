/* store-group: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-group.h"

#include "store-query.h"

void
store_group_free (StoreGroup *group)
{
  if (group == NULL)
    return;
  g_clear_pointer (&group->secret, g_bytes_unref);
  g_clear_pointer (&group->next_secret, g_bytes_unref);
  g_clear_pointer (&group->state, g_bytes_unref);
  g_clear_pointer (&group->tip, g_bytes_unref);
  g_clear_pointer (&group->pending, g_bytes_unref);
  g_clear_pointer (&group->pending_to, g_array_unref);
  g_clear_pointer (&group->doubt_hash, g_bytes_unref);
  g_clear_pointer (&group->given, g_bytes_unref);
  g_free (group->name);
  g_free (group->avatar);
  g_clear_pointer (&group->photo_key, media_key_free);
  g_free (group);
}

/* -- Lists of ids in one column. -- */

static GArray *
column_ids (Query *q, int column)
{
  g_autoptr (GBytes) bytes = column_bytes (q, column);
  GArray *ids;

  if (bytes == NULL)
    return NULL;
  ids = g_array_new (FALSE, FALSE, sizeof (Id));
  g_array_append_vals (ids, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes) / sizeof (Id));
  return ids;
}

static GBytes *
ids_bytes (const GArray *ids)
{
  return ids != NULL ? g_bytes_new (ids->data, ids->len * sizeof (Id)) : NULL;
}

/* -- Groups. -- */

static StoreGroup *
read_group (Query *q)
{
  StoreGroup *group = g_new0 (StoreGroup, 1);

  group->grp = column_id (q, 0);
  group->secret = column_bytes (q, 1);
  group->state = column_bytes (q, 2);
  group->name = column_text_or_empty (q, 3);
  group->avatar = column_text (q, 4);
  group->inside = column_int (q, 5) != 0;
  group->place = column_int (q, 6);
  group->tip = column_bytes (q, 7);
  group->seen = column_int (q, 8);
  group->asked = column_int (q, 9) != 0;
  group->pending = column_bytes (q, 10);
  group->pending_to = column_ids (q, 11);
  group->doubt = column_int (q, 12);
  group->doubt_hash = column_bytes (q, 13);
  group->doubt_by = column_id (q, 14);
  group->profile_sent = column_int (q, 15);
  group->given = column_bytes (q, 16);
  group->given_acc = column_id (q, 17);
  group->given_dev = column_int (q, 18);
  group->photo = column_id (q, 19);
  group->photo_key = column_media_key (q, 20, column_int (q, 22));
  group->next_secret = column_bytes (q, 23);
  group->rules_time = column_int (q, 24);
  group->devset = column_int (q, 25);
  return group;
}

StoreGroup *
store_group_get (Store *store, const Id *grp)
{
  Query *q =
      query (store,
             "SELECT grp, secret, state, name, avatar, inside, place, tip, seen, asked,"
             " pending, pending_to, doubt, doubt_hash, doubt_by, profile_sent, given,"
             " given_acc, given_dev, photo, photo_key, photo_sha256, photo_size, next_secret,"
             " rules_time, devset FROM grp WHERE grp = ?",
             "d", grp);
  StoreGroup *group = query_next (store, q) ? read_group (q) : NULL;

  query_end (q);
  return group;
}

void
store_group_put (Store *store, const StoreGroup *group)
{
  g_autoptr (GBytes) pending_to = ids_bytes (group->pending_to);

  run (
      store,
      "INSERT INTO grp (grp, secret, state, name, avatar, inside, place, tip, seen, asked, pending,"
      " pending_to, doubt, doubt_hash, doubt_by, profile_sent, given, given_acc, given_dev, photo,"
      " photo_key, photo_sha256, photo_size, next_secret, rules_time, devset)"
      " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
      " ON CONFLICT (grp) DO UPDATE SET secret = excluded.secret, state = excluded.state,"
      " name = excluded.name, avatar = excluded.avatar, inside = excluded.inside,"
      " place = excluded.place, tip = excluded.tip, seen = excluded.seen, asked = excluded.asked,"
      " pending = excluded.pending, pending_to = excluded.pending_to, doubt = excluded.doubt,"
      " doubt_hash = excluded.doubt_hash, doubt_by = excluded.doubt_by,"
      " profile_sent = excluded.profile_sent, given = excluded.given,"
      " given_acc = excluded.given_acc, given_dev = excluded.given_dev, photo = excluded.photo,"
      " photo_key = excluded.photo_key, photo_sha256 = excluded.photo_sha256,"
      " photo_size = excluded.photo_size, next_secret = excluded.next_secret,"
      " rules_time = excluded.rules_time, devset = excluded.devset",
      "dbbttiibiibbibdibdidksibii", &group->grp, group->secret, group->state,
      group->name != NULL ? group->name : "", group->avatar, (gint64) group->inside, group->place,
      group->tip, group->seen, (gint64) group->asked, group->pending, pending_to, group->doubt,
      group->doubt_hash, &group->doubt_by, group->profile_sent, group->given, &group->given_acc,
      group->given_dev, &group->photo, group->photo_key, group->photo_key,
      group->photo_key != NULL ? group->photo_key->size : (gint64) 0, group->next_secret,
      group->rules_time, group->devset);
}

void
store_group_set_avatar (Store *store, const Id *grp, const char *path)
{
  run (store, "UPDATE grp SET avatar = ? WHERE grp = ?", "td", path, grp);
}

void
store_group_set_devset (Store *store, const Id *grp, gint64 devset)
{
  run (store, "UPDATE grp SET devset = ? WHERE grp = ?", "id", devset, grp);
}

gint64
store_group_reach (Store *store)
{
  return query_number (store, 0, "SELECT stamp FROM reach", "");
}

void
store_group_forget_seen (Store *store)
{
  run (store, "UPDATE grp SET seen = place WHERE seen > place", "");
}

void
store_group_set_seen (Store *store, const Id *grp, gint64 seen)
{
  run (store, "UPDATE grp SET seen = ? WHERE grp = ?", "id", seen, grp);
}

GArray *
store_group_list (Store *store)
{
  GArray *groups = g_array_new (FALSE, FALSE, sizeof (Id));
  Query *q = query (store, "SELECT grp FROM grp ORDER BY grp", "");

  while (query_next (store, q)) {
    Id grp = column_id (q, 0);

    g_array_append_val (groups, grp);
  }
  return groups;
}

void
store_group_remove (Store *store, const Id *grp)
{
  run (store, "DELETE FROM grp WHERE grp = ?", "d", grp);
  run (store, "DELETE FROM group_key WHERE grp = ?", "d", grp);
  run (store, "DELETE FROM group_sent WHERE grp = ?", "d", grp);
  run (store, "DELETE FROM group_owed WHERE grp = ?", "d", grp);
}

/* -- Changes. -- */

void
store_group_change_free (StoreGroupChange *change)
{
  if (change == NULL)
    return;
  g_clear_pointer (&change->change, g_bytes_unref);
  g_clear_pointer (&change->members, g_array_unref);
  g_free (change);
}

StoreGroupChange *
store_group_change_get (Store *store, const Id *grp, gint64 place)
{
  Query *q = query (store, "SELECT change, members FROM group_change WHERE grp = ? AND place = ?",
                    "di", grp, place);
  StoreGroupChange *change = NULL;

  if (query_next (store, q)) {
    change = g_new0 (StoreGroupChange, 1);
    change->place = place;
    change->change = column_bytes (q, 0);
    change->members = column_ids (q, 1);
  }
  query_end (q);
  return change;
}

void
store_group_change_put (Store *store, const Id *grp, const StoreGroupChange *change, gint64 from)
{
  g_autoptr (GBytes) members = ids_bytes (change->members);

  run (store,
       "INSERT OR REPLACE INTO group_change (grp, place, change, members) VALUES (?, ?, ?, ?)",
       "dibb", grp, change->place, change->change, members);
  run (store, "DELETE FROM group_change WHERE grp = ? AND place < ?", "di", grp, from);
}

/* -- Owed. -- */

void
store_group_owe (Store *store, const Id *grp, const Id *acc, gint64 dev)
{
  run (store, "INSERT OR IGNORE INTO group_owed (grp, acc, dev) VALUES (?, ?, ?)", "ddi", grp, acc,
       dev);
}

void
store_group_settle (Store *store, const StoreGroupOwed *owed)
{
  run (store, "DELETE FROM group_owed WHERE grp = ? AND acc = ? AND dev = ?", "ddi", &owed->grp,
       &owed->acc, owed->dev);
}

GArray *
store_group_owed (Store *store)
{
  GArray *all = g_array_new (FALSE, FALSE, sizeof (StoreGroupOwed));
  Query *q = query (store, "SELECT grp, acc, dev FROM group_owed ORDER BY grp, acc, dev", "");

  while (query_next (store, q)) {
    StoreGroupOwed owed = { column_id (q, 0), column_id (q, 1), column_int (q, 2) };

    g_array_append_val (all, owed);
  }
  return all;
}

/* -- Waiting. -- */

void
store_group_wait_free (StoreGroupWait *wait)
{
  g_free (wait->ct);
  g_free (wait);
}

void
store_group_wait_add (Store *store, const StoreGroupWait *wait, gint64 max)
{
  run (store,
       "INSERT OR IGNORE INTO group_wait (grp, acc, dev, id, cseq, time, ct)"
       " VALUES (?, ?, ?, ?, ?, ?, ?)",
       "ddidiit", &wait->grp, &wait->acc, wait->dev, &wait->id, wait->cseq, wait->time, wait->ct);
  run (store,
       "DELETE FROM group_wait WHERE entry <="
       " (SELECT entry FROM group_wait ORDER BY entry DESC LIMIT 1 OFFSET ?)",
       "i", max);
}

GPtrArray *
store_group_wait_take (Store *store, const Id *grp)
{
  GPtrArray *all = g_ptr_array_new_with_free_func ((GDestroyNotify) store_group_wait_free);
  Query *q = query (store,
                    "SELECT acc, dev, id, cseq, time, ct FROM group_wait WHERE grp = ?"
                    " ORDER BY entry",
                    "d", grp);

  while (query_next (store, q)) {
    StoreGroupWait *wait = g_new0 (StoreGroupWait, 1);

    *wait = (StoreGroupWait) { *grp,
                               column_id (q, 0),
                               column_int (q, 1),
                               column_id (q, 2),
                               column_int (q, 3),
                               column_int (q, 4),
                               column_text (q, 5) };
    g_ptr_array_add (all, wait);
  }
  run (store, "DELETE FROM group_wait WHERE grp = ?", "d", grp);
  return all;
}

void
store_group_wait_purge (Store *store, gint64 before)
{
  run (store, "DELETE FROM group_wait WHERE time < ?", "i", before);
}

/* -- Who wants to come in. -- */

void
store_group_request_free (gpointer data)
{
  StoreGroupRequest *request = data;

  g_free (request->name);
  g_free (request);
}

void
store_group_request_put (Store *store, const StoreGroupRequest *request, gint64 max)
{
  run (store,
       "INSERT OR REPLACE INTO group_request (grp, acc, name, time) SELECT ?1, ?2, ?3, ?4"
       " WHERE (SELECT count (*) FROM group_request WHERE grp = ?1) < ?5",
       "ddtii", &request->grp, &request->acc, request->name != NULL ? request->name : "",
       request->time, max);
}

void
store_group_request_remove (Store *store, const Id *grp, const Id *acc)
{
  run (store, "DELETE FROM group_request WHERE grp = ? AND acc = ?", "dd", grp, acc);
}

GPtrArray *
store_group_requests (Store *store, const Id *grp)
{
  GPtrArray *requests = g_ptr_array_new_with_free_func (store_group_request_free);
  Query *q = query (store, "SELECT acc, name, time FROM group_request WHERE grp = ? ORDER BY time",
                    "d", grp);

  while (query_next (store, q)) {
    StoreGroupRequest *request = g_new0 (StoreGroupRequest, 1);

    request->grp = *grp;
    request->acc = column_id (q, 0);
    request->name = column_text_or_empty (q, 1);
    request->time = column_int (q, 2);
    g_ptr_array_add (requests, request);
  }
  return requests;
}
