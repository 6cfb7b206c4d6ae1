/* test-store-groups: groups, their keys, what is owed and what waits.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "util.h"

#include "store-chat.h"
#include "store-group-key.h"
#include "store-group.h"
#include "store-message.h"
#include "store-outbox.h"
#include "store-query.h"

#include <string.h>

static GBytes *
bytes (const char *text)
{
  return g_bytes_new_static (text, strlen (text));
}

static StoreGroup *
new_group (void)
{
  StoreGroup *group = g_new0 (StoreGroup, 1);

  group->grp = id_random ();
  group->secret = bytes ("secret");
  return group;
}

static void
put_full (Fixture *fixture, StoreGroup *group, Id *people)
{
  people[0] = id_random ();
  people[1] = id_random ();
  group->state = bytes ("state");
  group->name = g_strdup ("Birds");
  group->inside = group->asked = TRUE;
  group->place = 7;
  group->seen = 6;
  group->tip = bytes ("tip");
  group->pending = bytes ("change");
  group->pending_to = g_array_new (FALSE, FALSE, sizeof (Id));
  g_array_append_vals (group->pending_to, people, 2);
  group->doubt = 9;
  group->doubt_hash = bytes ("hash");
  group->doubt_by = people[0];
  group->profile_sent = 3;
  group->given = bytes ("part");
  group->given_acc = people[1];
  group->given_dev = 2;
  in_transaction (fixture, store_group_put (fixture->store, group));
}

static void
test_group (Fixture *fixture, gconstpointer data)
{
  g_autoptr (StoreGroup) group = new_group ();
  g_autoptr (StoreGroup) read = NULL;
  Id people[2];

  g_assert_null (store_group_get (fixture->store, &group->grp));
  in_transaction (fixture, store_group_put (fixture->store, group));
  put_full (fixture, group, people);
  fixture_reopen (fixture);
  read = store_group_get (fixture->store, &group->grp);
  g_assert_true (g_bytes_equal (read->secret, group->secret));
  g_assert_true (g_bytes_equal (read->state, group->state));
  g_assert_true (g_bytes_equal (read->tip, group->tip));
  g_assert_true (g_bytes_equal (read->pending, group->pending));
  g_assert_cmpmem (read->pending_to->data, read->pending_to->len * sizeof (Id), people,
                   sizeof people);
  g_assert_cmpstr (read->name, ==, "Birds");
  g_assert_true (read->inside && read->asked);
  g_assert_cmpint (read->place, ==, 7);
  g_assert_cmpint (read->seen, ==, 6);
  g_assert_cmpint (read->doubt, ==, 9);
  g_assert_true (id_equal (&read->doubt_by, &people[0]));
  g_assert_true (g_bytes_equal (read->doubt_hash, group->doubt_hash));
  g_assert_cmpint (read->profile_sent, ==, 3);
  g_assert_true (g_bytes_equal (read->given, group->given));
  g_assert_true (id_equal (&read->given_acc, &people[1]));
  g_assert_cmpint (read->given_dev, ==, 2);
  in_transaction (fixture, store_group_remove (fixture->store, &group->grp));
  g_assert_null (store_group_get (fixture->store, &group->grp));
}

/* The sender key is kept apart: what is put beside it leaves it alone. */
static void
test_own_key (Fixture *fixture, gconstpointer data)
{
  g_autoptr (StoreGroup) group = new_group ();
  g_autoptr (GBytes) key = bytes ("key");
  g_autoptr (GBytes) read = NULL;
  g_autoptr (GArray) sent = NULL;
  Id ben = id_random ();

  in_transaction (fixture, {
    store_group_put (fixture->store, group);
    store_group_set_own_key (fixture->store, &group->grp, key);
    store_group_put_sent (fixture->store, &group->grp, &ben, 1);
    store_group_put_sent (fixture->store, &group->grp, &ben, 3);
    store_group_drop_sent (fixture->store, &group->grp, &ben, 1);
    store_group_put (fixture->store, group);
  });
  read = store_group_own_key (fixture->store, &group->grp);
  g_assert_true (g_bytes_equal (read, key));
  g_assert_false (store_group_has_sent (fixture->store, &group->grp, &ben, 1));
  g_assert_true (store_group_has_sent (fixture->store, &group->grp, &ben, 3));
  sent = store_group_sent (fixture->store, &group->grp);
  g_assert_cmpuint (sent->len, ==, 1);
  g_assert_cmpint (g_array_index (sent, StoreGroupDevice, 0).dev, ==, 3);
  in_transaction (fixture, store_group_forget_sent (fixture->store, &group->grp));
  g_assert_false (store_group_has_sent (fixture->store, &group->grp, &ben, 3));
}

static void
test_keys (Fixture *fixture, gconstpointer data)
{
  g_autoptr (StoreGroup) group = new_group ();
  g_autoptr (GBytes) one = bytes ("one"), two = bytes ("two"), key = bytes ("key");
  g_autoptr (GPtrArray) chains = NULL;
  g_autoptr (GBytes) read = NULL;
  g_autoptr (GArray) accounts = NULL;
  Id ben = id_random ();

  in_transaction (fixture, {
    store_group_key_put (fixture->store, &group->grp, &ben, 1, one, one, 10);
    store_group_key_put (fixture->store, &group->grp, &ben, 1, two, two, 20);
    store_group_key_put (fixture->store, &group->grp, &ben, 1, one, key, 30);
  });
  g_assert_cmpint (store_group_key_strangers (fixture->store), ==, 2);
  chains = store_group_key_chains (fixture->store, &group->grp, &ben, 1);
  g_assert_cmpuint (chains->len, ==, 2);
  g_assert_true (g_bytes_equal (chains->pdata[0], two));
  read = store_group_key_get (fixture->store, &group->grp, &ben, 1, one);
  g_assert_true (g_bytes_equal (read, key));
  g_assert_null (store_group_key_get (fixture->store, &group->grp, &ben, 2, one));
  g_assert_null (store_group_key_get (fixture->store, &group->grp, &group->grp, 1, one));
  accounts = store_group_key_accounts (fixture->store, &group->grp);
  g_assert_cmpuint (accounts->len, ==, 1);
  group->state = bytes ("state");
  in_transaction (fixture, {
    store_group_put (fixture->store, group);
    store_group_key_drop (fixture->store, &group->grp, &ben, 1, one);
  });
  g_assert_cmpint (store_group_key_strangers (fixture->store), ==, 0);
  g_assert_null (store_group_key_get (fixture->store, &group->grp, &ben, 1, one));
  in_transaction (fixture, store_group_key_drop_account (fixture->store, &group->grp, &ben));
  g_assert_null (store_group_key_get (fixture->store, &group->grp, &ben, 1, two));
}

static void
test_owed (Fixture *fixture, gconstpointer data)
{
  StoreGroupOwed owed = { id_random (), id_random (), 0 };
  g_autoptr (GArray) all = NULL;

  in_transaction (fixture, {
    store_group_owe (fixture->store, &owed.grp, &owed.acc, 0);
    store_group_owe (fixture->store, &owed.grp, &owed.acc, 0);
    store_group_owe (fixture->store, &owed.grp, &owed.acc, 4);
    store_group_settle (fixture->store, &owed);
  });
  all = store_group_owed (fixture->store);
  g_assert_cmpuint (all->len, ==, 1);
  g_assert_cmpint (g_array_index (all, StoreGroupOwed, 0).dev, ==, 4);
}

static void
test_changes (Fixture *fixture, gconstpointer data)
{
  g_autoptr (StoreGroup) group = new_group ();
  StoreGroupChange change = { .change = bytes ("change"),
                              .members = g_array_new (FALSE, FALSE, sizeof (Id)) };
  g_autoptr (StoreGroupChange) read = NULL;

  g_array_append_val (change.members, group->grp);
  in_transaction (fixture, {
    store_group_put (fixture->store, group);
    for (change.place = 1; change.place < 6; change.place++)
      store_group_change_put (fixture->store, &group->grp, &change, change.place - 2);
  });
  g_assert_null (store_group_change_get (fixture->store, &group->grp, 2));
  read = store_group_change_get (fixture->store, &group->grp, 3);
  g_assert_true (g_bytes_equal (read->change, change.change));
  g_assert_cmpuint (read->members->len, ==, 1);
  g_bytes_unref (change.change);
  g_array_unref (change.members);
}

static void
wait_for (Fixture *fixture, const Id *grp, const char *ct, gint64 time)
{
  StoreGroupWait wait = { *grp, id_random (), 1, id_random (), 5, time, (char *) ct };

  in_transaction (fixture, store_group_wait_add (fixture->store, &wait, 3));
}

static void
test_waiting (Fixture *fixture, gconstpointer data)
{
  Id birds = id_random (), bees = id_random ();
  g_autoptr (GPtrArray) taken = NULL;
  g_autoptr (GPtrArray) again = NULL;
  g_autoptr (GPtrArray) others = NULL;

  wait_for (fixture, &birds, "a", 100);
  wait_for (fixture, &birds, "b", 200);
  wait_for (fixture, &bees, "c", 300);
  wait_for (fixture, &birds, "d", 400);
  in_transaction (fixture, taken = store_group_wait_take (fixture->store, &birds));
  g_assert_cmpuint (taken->len, ==, 2);
  g_assert_cmpstr (((StoreGroupWait *) taken->pdata[0])->ct, ==, "b");
  g_assert_cmpint (((StoreGroupWait *) taken->pdata[1])->time, ==, 400);
  in_transaction (fixture, again = store_group_wait_take (fixture->store, &birds));
  g_assert_cmpuint (again->len, ==, 0);
  in_transaction (fixture, {
    store_group_wait_purge (fixture->store, 301);
    others = store_group_wait_take (fixture->store, &bees);
  });
  g_assert_cmpuint (others->len, ==, 0);
}

/* -- In the list of chats. -- */

/* Whoever makes a group chooses its id: it may be the one of somebody's account. */
static void
test_name (Fixture *fixture, gconstpointer data)
{
  g_autoptr (StoreGroup) group = new_group ();
  Conv birds = { CONV_GROUP, group->grp }, person = { CONV_USER, group->grp };
  g_autoptr (ChatRow) row = NULL;
  g_autoptr (ChatRow) other = NULL;

  group->name = g_strdup ("Birds");
  in_transaction (fixture, {
    store_group_put (fixture->store, group);
    store_chat_open (fixture->store, &birds, 1000);
    store_chat_open (fixture->store, &person, 1000);
  });
  row = store_chat_get (fixture->store, &birds, &fixture->self);
  g_assert_cmpstr (row->name, ==, "Birds");
  other = store_chat_get (fixture->store, &person, &fixture->self);
  g_assert_cmpstr (other->name, ==, "");
}

static void
test_notice (Fixture *fixture, gconstpointer data)
{
  Conv birds = { CONV_GROUP, id_random () };
  Id people[2] = { id_random (), id_random () }, ada = id_random ();
  g_autoptr (MessageRow) row = new_text (fixture, &birds, &ada, "");
  g_autoptr (MessageRow) read = NULL;

  row->kind = MESSAGE_GROUP_ADDED;
  row->people = g_array_new (FALSE, FALSE, sizeof (Id));
  g_array_append_vals (row->people, people, 2);
  in_transaction (fixture, store_message_add (fixture->store, row, 0, NULL));
  read = store_message_get (fixture->store, &ada, &row->id);
  g_assert_cmpint (read->kind, ==, MESSAGE_GROUP_ADDED);
  g_assert_cmpmem (read->people->data, read->people->len * sizeof (Id), people, sizeof people);
}

/* -- In the outbox. -- */

static void
test_common (Fixture *fixture, gconstpointer data)
{
  Conv birds = { CONV_GROUP, id_random () };
  StoreOutbox entry = { .id = id_random (), .conv = birds, .created = 1, .content = bytes ("{}") };
  StoreOutboxTo to[2] = { { id_random (), 1, NULL }, { id_random (), 2, NULL } };
  g_autoptr (StoreOutbox) read = NULL;
  g_autoptr (StoreOutbox) again = NULL;
  g_autoptr (GPtrArray) who = NULL;

  in_transaction (fixture, store_outbox_add (fixture->store, &entry));
  read = store_outbox_get (fixture->store, &entry.id);
  g_assert_false (read->addressed);
  g_assert_null (read->ct);
  in_transaction (fixture, {
    store_outbox_set_common (fixture->store, read->entry, "first", to, 2);
    store_outbox_set_common (fixture->store, read->entry, "second", to, 1);
  });
  again = store_outbox_get (fixture->store, &entry.id);
  g_assert_true (again->addressed);
  g_assert_cmpstr (again->ct, ==, "second");
  who = store_outbox_to (fixture->store, read->entry);
  g_assert_cmpuint (who->len, ==, 1);
  in_transaction (fixture, store_outbox_clear_common (fixture->store, read->entry));
  g_clear_pointer (&again, store_outbox_free);
  again = store_outbox_get (fixture->store, &entry.id);
  g_assert_false (again->addressed);
  g_assert_null (again->ct);
  g_assert_false (store_outbox_has_aside (fixture->store, &birds));
  entry.id = id_random ();
  entry.aside = TRUE;
  in_transaction (fixture, store_outbox_add (fixture->store, &entry));
  g_assert_true (store_outbox_has_aside (fixture->store, &birds));
  in_transaction (fixture, store_outbox_set_done (fixture->store, &entry.id, 5));
  g_assert_false (store_outbox_has_aside (fixture->store, &birds));
  g_bytes_unref (entry.content);
}

#define add(path, func)                                                                            \
  g_test_add ("/store/group/" path, Fixture, NULL, fixture_set_up, func, fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("group", test_group);
  add ("own-key", test_own_key);
  add ("keys", test_keys);
  add ("owed", test_owed);
  add ("changes", test_changes);
  add ("waiting", test_waiting);
  add ("name", test_name);
  add ("notice", test_notice);
  add ("common", test_common);
  return g_test_run ();
}
