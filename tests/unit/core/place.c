/* place: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "place.h"

#include "groups.h"
#include "peers.h"

#include <string.h>

/* Of peer.h, whose Peer is another one than the core's. */
void remove_tree (const char *path);

static gint64
fixed_clock (gpointer data)
{
  return DAY;
}

Id
id_of (guint8 n)
{
  Id id = { 0 };

  memset (id.bytes, n, sizeof id.bytes);
  return id;
}

Conv
with (guint8 n)
{
  return (Conv) { CONV_USER, id_of (n) };
}

void
place_set_up (Place *place, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  static const guint8 key[STORE_KEY_BYTES] = { 1 };
  StoreAccount *account = g_new0 (StoreAccount, 1);

  place->dir = g_dir_make_tmp ("whinchat-archive-XXXXXX", NULL);
  place->core.store = store_open (place->dir, key, &error);
  g_assert_no_error (error);
  place->core.stopping = TRUE; /* nobody is told */
  place->core.clock = fixed_clock;
  place->core.changes = changes_new ();
  place->core.peers = peers_new ();
  place->core.groups = groups_new ();
  account->acc = id_of (1);
  account->dev = 1;
  account->phone = g_strdup ("+4915112340001");
  account->server = g_strdup ("https://chat.example.org");
  account->token = g_strdup ("t");
  account->name = g_strdup ("Ada");
  account->about = g_strdup ("");
  place->core.account = account;
}

void
place_tear_down (Place *place, gconstpointer data)
{
  changes_free (place->core.changes);
  g_hash_table_unref (place->core.peers);
  groups_free (place->core.groups);
  store_account_free (place->core.account);
  store_close (place->core.store);
  remove_tree (place->dir);
  g_free (place->dir);
}

void
commit (Place *place)
{
  g_autoptr (GError) error = NULL;

  store_commit (place->core.store, &error);
  g_assert_no_error (error);
}

char *
write_all (Place *place, ArchivePurpose purpose)
{
  ArchiveSource *source = archive_source_new (&place->core, purpose);
  GString *out = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  while (archive_source_next (source, out, &error))
    ;
  g_assert_no_error (error);
  g_assert_cmpint (archive_source_done (source), ==, archive_source_total (source));
  archive_source_free (source);
  return g_string_free (out, FALSE);
}

gboolean
read_all (Place *place, const char *text, gsize len, gsize step, GError **error)
{
  g_autoptr (ArchiveReader) reader = archive_reader_new ();
  g_autoptr (GHashTable) touched = archive_touched_new ();
  GError *local = NULL;

  core_begin (&place->core);
  for (gsize from = 0; from < len && local == NULL; from += step) {
    ArchiveRecord *record;

    archive_reader_push (reader, text + from, MIN (step, len - from));
    while ((record = archive_reader_next (reader, &local)) != NULL) {
      archive_put (&place->core, record, touched);
      archive_record_free (record);
    }
  }
  archive_settle (&place->core, touched);
  g_assert_true (core_commit (&place->core, NULL));
  if (local == NULL)
    archive_reader_end (reader, &local);
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, local);
  return FALSE;
}
