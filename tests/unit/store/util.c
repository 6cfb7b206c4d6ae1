/* util: see util.h.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "util.h"

#include "store-message.h"

#include <glib/gstdio.h>

const guint8 fixture_key[STORE_KEY_BYTES] = "the key of every store in a test";

void
fixture_set_up (Fixture *fixture, gconstpointer data)
{
  fixture->dir = g_dir_make_tmp ("whin-store-XXXXXX", NULL);
  fixture->self = id_random ();
  fixture->store = NULL;
  fixture_reopen (fixture);
}

void
fixture_reopen (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  store_close (fixture->store);
  fixture->store = store_open (fixture->dir, fixture_key, &error);
  g_assert_no_error (error);
  g_assert_nonnull (fixture->store);
}

char *
fixture_path (Fixture *fixture, const char *name)
{
  return g_build_filename (fixture->dir, name, NULL);
}

void
fixture_tear_down (Fixture *fixture, gconstpointer data)
{
  static const char *const names[] = { "store.db", "store.db-wal", "store.db-journal", "lock" };

  store_close (fixture->store);
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree char *path = fixture_path (fixture, names[i]);

    g_remove (path);
  }
  g_assert_cmpint (g_rmdir (fixture->dir), ==, 0);
  g_free (fixture->dir);
}

Conv
new_conv (void)
{
  return (Conv) { CONV_USER, id_random () };
}

MessageRow *
new_text (Fixture *fixture, const Conv *conv, const Id *author, const char *text)
{
  MessageRow *row = message_row_new ();

  row->conv = *conv;
  row->id = id_random ();
  row->own = author == NULL;
  row->author = row->own ? fixture->self : *author;
  row->state = row->own ? STATE_PENDING : STATE_RECEIVED;
  row->time = 1790000000000;
  row->text = g_strdup (text);
  row->error = -1;
  return row;
}

Id
add_text (Fixture *fixture, const Conv *conv, const Id *author, const char *text, gint64 cseq)
{
  g_autoptr (MessageRow) row = new_text (fixture, conv, author, text);

  in_transaction (fixture, g_assert_true (store_message_add (fixture->store, row, cseq, NULL)));
  return row->id;
}

char *
page_text (Fixture *fixture, const Conv *conv)
{
  g_autoptr (GPtrArray) rows = store_message_page (fixture->store, conv, STORE_NEWEST, 0, 100);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < rows->len; i++) {
    const MessageRow *row = rows->pdata[i];

    g_string_append_printf (text, "%s%s", i > 0 ? " " : "",
                            row->kind == MESSAGE_GAP ? "(gap)" : row->text);
  }
  return g_string_free (text, FALSE);
}
