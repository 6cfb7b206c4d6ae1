/* test-archive-groups: the way of groups through a backup.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "place.h"

#include "groups.h"
#include "groupstate-private.h"
#include "store-group-key.h"

#include <string.h>

/* As after so many changes, with the account as its only member. */
static GBytes *
state_of_group (const Id *grp, guint32 n, const char *name)
{
  g_autoptr (GroupState) state = groupstate_new (grp);
  g_autoptr (GBytes) none = g_bytes_new (NULL, 0);
  GroupMember self = { .account = id_of (1), .role = GROUP_ADMIN, .since = 1 };

  state->n = n;
  g_array_append_val (state->members, self);
  groupstate_set_title (state, name, "", none);
  groupstate_seal_hash (state);
  return groupstate_pack (state);
}

static void
put_group (Place *place, guint8 id, guint32 n, const char *name)
{
  StoreGroup row = { .grp = id_of (id), .inside = TRUE, .place = n, .seen = n };
  g_autoptr (GBytes) key = g_bytes_new ("0123456789abcdef0123456789abcdef", 32);
  g_autoptr (GBytes) state = state_of_group (&row.grp, n, name);

  row.secret = row.tip = key;
  row.doubt_hash = id == 9 ? key : NULL;
  row.state = state;
  row.name = (char *) name;
  row.doubt = id == 9 ? n + 1 : 0;
  row.doubt_by = id_of (2);
  store_begin (place->core.store);
  store_group_put (place->core.store, &row);
  store_group_set_own_key (place->core.store, &row.grp, key);
  commit (place);
  groups_reload (&place->core);
}

static void
assert_group (Place *place, guint8 id, guint32 n, const char *name)
{
  Id grp = id_of (id);
  const Group *group = groups_get_inside (&place->core, &grp);

  g_assert_nonnull (group);
  g_assert_cmpuint (group->state->n, ==, n);
  g_assert_cmpstr (group->row->name, ==, name);
  g_assert_cmpint (group->row->place, ==, n);
  g_assert_cmpint (group->row->seen, ==, n);
}

/* Its state comes along, a doubt too, and a sender key never. One that is here stays as it is. */
static void
test_groups (Place *place, gconstpointer data)
{
  Place other = { 0 };
  g_autofree char *text = NULL;
  g_autofree char *again = NULL;
  g_autoptr (GError) error = NULL;
  Id birds = id_of (7), bees = id_of (9);
  g_autoptr (GBytes) none = NULL;

  put_group (place, 7, 3, "Birds");
  put_group (place, 9, 5, "Bees");
  text = write_all (place, ARCHIVE_HISTORY);
  place_set_up (&other, NULL);
  g_assert_true (read_all (&other, text, strlen (text), 1000, &error));
  g_assert_no_error (error);
  assert_group (&other, 7, 3, "Birds");
  assert_group (&other, 9, 5, "Bees");
  g_assert_cmpint (groups_get (&other.core, &birds)->row->doubt, ==, 0);
  g_assert_cmpint (groups_get (&other.core, &bees)->row->doubt, ==, 6);
  none = store_group_own_key (other.core.store, &birds);
  g_assert_null (none);
  again = write_all (&other, ARCHIVE_HISTORY);
  g_assert_cmpstr (text, ==, again);

  put_group (&other, 7, 4, "Songbirds");
  g_assert_true (read_all (&other, text, strlen (text), 1000, &error));
  assert_group (&other, 7, 4, "Songbirds");
  place_tear_down (&other, NULL);
}

/* The state of another group, and bytes that are none. */
static void
test_wrong_groups (Place *place, gconstpointer data)
{
  g_autofree char *key = g_strnfill (43, 'A');
  Id birds = id_of (7), bees = id_of (9);
  g_autoptr (GBytes) state = state_of_group (&bees, 1, "Bees");
  g_autofree char *text = base64url_encode (g_bytes_get_data (state, NULL), 40);
  g_autofree char *whole =
      base64url_encode (g_bytes_get_data (state, NULL), g_bytes_get_size (state));
  ArchiveRecord record = { .kind = ARCHIVE_GROUP };
  g_autoptr (GHashTable) touched = archive_touched_new ();

  store_begin (place->core.store);
  record.group = (ArchiveGroup) { birds, key, whole, key, 1, TRUE, 0, NULL, { { 0 } } };
  archive_put (&place->core, &record, touched);
  record.group = (ArchiveGroup) { bees, key, text, key, 1, TRUE, 0, NULL, { { 0 } } };
  archive_put (&place->core, &record, touched);
  commit (place);
  g_assert_null (groups_get (&place->core, &birds));
  g_assert_null (groups_get (&place->core, &bees));
}

#define TEST(path, func) g_test_add (path, Place, NULL, place_set_up, func, place_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_true (prim_init (NULL));
  TEST ("/archive/groups", test_groups);
  TEST ("/archive/wrong-groups", test_wrong_groups);
  return g_test_run ();
}
