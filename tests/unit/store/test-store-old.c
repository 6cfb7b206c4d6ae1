/* test-store-old: a store that the first version made.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "util.h"

#include "store-group.h"
#include "store-outbox.h"
#include "store-query.h"

static void
execute (Store *store, const char *sql)
{
  g_assert_cmpint (sqlite3_exec (store->db, sql, NULL, NULL, NULL), ==, SQLITE_OK);
}

static int
drop_cb (gpointer drops, int n, char **values, char **names)
{
  g_string_append_printf (drops, "DROP %s %s;", values[0], values[1]);
  return 0;
}

static void
make_old (Store *store)
{
  g_autoptr (GString) drops = g_string_new ("PRAGMA foreign_keys = OFF;");
  g_autofree char *schema = NULL;

  g_hash_table_remove_all (store->statements);
  g_assert_cmpint (
      sqlite3_exec (store->db,
                    "SELECT type, name FROM sqlite_master WHERE type IN ('view', 'table')"
                    " AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'message_words_%'"
                    " ORDER BY type DESC",
                    drop_cb, drops, NULL),
      ==, SQLITE_OK);
  execute (store, drops->str);
  g_assert_true (g_file_get_contents (FIRST_SCHEMA, &schema, NULL, NULL));
  execute (store, schema);
  execute (store, "PRAGMA user_version = 1; PRAGMA foreign_keys = ON");
}

static void
test_kept (Fixture *fixture, gconstpointer data)
{
  Conv conv = new_conv ();
  Id id = id_random ();
  g_autofree char *text = NULL;
  g_autoptr (StoreOutbox) read = NULL;
  g_autoptr (GArray) groups = NULL;

  make_old (fixture->store);
  run (fixture->store, "INSERT INTO chat (chat, conv) VALUES (1, ?)", "c", &conv);
  run (fixture->store,
       "INSERT INTO message (chat, author, id, ord, placed, kind, state, own, time, text)"
       " VALUES (1, ?1, ?1, 1, 1, 0, 5, 0, 1, 'kept')",
       "d", &id);
  run (fixture->store,
       "INSERT INTO outbox (id, conv, content, wake, created) VALUES (?, ?, x'7b7d', 1, 1)", "dc",
       &id, &conv);
  fixture_reopen (fixture);
  text = page_text (fixture, &conv);
  g_assert_cmpstr (text, ==, "kept");
  read = store_outbox_get (fixture->store, &id);
  g_assert_false (read->aside);
  groups = store_group_list (fixture->store);
  g_assert_cmpuint (groups->len, ==, 0);
}

static char *
schema_of (Store *store)
{
  GString *schema = g_string_new (NULL);
  Query *rows = query (store, "SELECT sql FROM sqlite_master ORDER BY type, name", "");

  while (query_next (store, rows)) {
    g_autofree char *sql = column_text_or_empty (rows, 0);

    g_string_append_printf (schema, "%s\n", sql);
  }
  return g_string_free_and_steal (schema);
}

static void
test_as_new (Fixture *fixture, gconstpointer data)
{
  g_autofree char *new = schema_of (fixture->store);
  g_autofree char *migrated = NULL;

  make_old (fixture->store);
  fixture_reopen (fixture);
  migrated = schema_of (fixture->store);
  g_assert_cmpstr (migrated, ==, new);
  g_assert_cmpint (query_number (fixture->store, 0, "SELECT count(*) FROM reach", ""), ==, 1);
}

#define add(path, func)                                                                            \
  g_test_add ("/store/old/" path, Fixture, NULL, fixture_set_up, func, fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("kept", test_kept);
  add ("as-new", test_as_new);
  return g_test_run ();
}
