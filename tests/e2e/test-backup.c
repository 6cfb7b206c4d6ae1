/* test-backup: losing everything and coming back, on the real server.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "test-server.h"

#include "core-private.h"
#include "recovery.h"
#include "shelf.h"
#include "store-identity.h"
#include "store-message.h"
#include "store-peer.h"
#include "vault.h"

#include <glib/gstdio.h>
#include <string.h>

#define ADA "+4915112340001"
#define BEN "+4915112340002"
#define PASSPHRASE "seven green apples fall upwards"

typedef struct {
  TestServer *server;
  Peer *ada;
  Peer *ben;
  Conv to_ada; /* as ben sees it */
  Conv to_ben;
  char *folder;
  char *path;     /* of the backup */
  gboolean asked; /* for a code, since the device was lost */
} Pair;

static void
pair_set_up (Pair *pair, gconstpointer data)
{
  pair->server = test_server_new ();
  pair->ada = peer_new ();
  pair->ben = peer_new ();
  peer_register (pair->ada, pair->server, ADA, "Ada");
  peer_register (pair->ben, pair->server, BEN, "Ben");
  pair->to_ada = conv_with (pair->ada);
  pair->to_ben = conv_with (pair->ben);
  pair->folder = g_dir_make_tmp ("whin-backup-XXXXXX", NULL);
  pair->path = g_build_filename (pair->folder, "ada.backup", NULL);
}

static void
pair_tear_down (Pair *pair, gconstpointer data)
{
  peer_free (pair->ada);
  peer_free (pair->ben);
  test_server_free (pair->server);
  remove_tree (pair->folder);
  g_free (pair->folder);
  g_free (pair->path);
}

static MessageState
state_of (Peer *peer, const char *text)
{
  const MessageRow *row = peer_find (peer, text);

  return row != NULL ? row->state : STATE_FAILED;
}

static void
talk (Pair *pair, const char *from_ada, const char *from_ben)
{
  core_send_text (pair->ada->core, &pair->to_ben, from_ada);
  wait_until (state_of (pair->ada, from_ada) == STATE_DELIVERED);
  core_send_text (pair->ben->core, &pair->to_ada, from_ben);
  wait_until (state_of (pair->ben, from_ben) == STATE_DELIVERED &&
              peer_find (pair->ada, from_ben) != NULL);
}

/* As if the safety numbers had been compared. */
static void
verify (Peer *peer, const Id *acc)
{
  g_autoptr (GBytes) list = NULL;
  g_autoptr (GError) error = NULL;
  Store *store;
  Trust trust;

  peer_close (peer);
  store = peer_store (peer);
  store_begin (store);
  list = store_peer_get (store, acc, &trust);
  g_assert_nonnull (list);
  store_peer_put (store, acc, list, TRUST_VERIFIED);
  g_assert_true (store_commit (store, &error));
  store_close (store);
  peer_open (peer);
  wait_until (peer_is_live (peer));
}

static void
load_rows (Peer *peer, const Conv *conv)
{
  g_autoptr (GPtrArray) rows = peer_page (peer, conv, PAGE_NEWEST, 0, 500);

  for (guint i = 0; i < rows->len; i++) {
    MessageRow *row = rows->pdata[i];

    g_hash_table_insert (peer->messages, id_copy (&row->id), message_row_ref (row));
  }
}

static void
load_contacts (Peer *peer)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) rows = NULL;

  core_query_contacts_async (peer->core, NULL, keep_result_cb, &result);
  wait_until (result != NULL);
  rows = core_query_finish (peer->core, result, NULL);
  for (guint i = 0; i < rows->len; i++) {
    ContactRow *row = rows->pdata[i];

    g_hash_table_insert (peer->contacts, id_copy (&row->acc), contact_row_ref (row));
  }
}

static Trust
trust_in (Peer *peer, const Id *acc)
{
  const ContactRow *row;

  load_contacts (peer);
  row = g_hash_table_lookup (peer->contacts, acc);
  g_assert_nonnull (row);
  return row->trust;
}

static guint
count_kind (Peer *peer, MessageKind kind)
{
  GHashTableIter iter;
  gpointer row;
  guint n = 0;

  g_hash_table_iter_init (&iter, peer->messages);
  while (g_hash_table_iter_next (&iter, NULL, &row))
    n += ((MessageRow *) row)->kind == kind;
  return n;
}

static gboolean
check_group (Peer *peer, guint index, const char *typed, gboolean *complete, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  core_check_recovery_group_async (peer->core, index, typed, NULL, keep_result_cb, &result);
  wait_until (result != NULL);
  return core_check_recovery_group_finish (peer->core, result, complete, error);
}

static char *
make_key (Peer *peer, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  core_make_recovery_async (peer->core, NULL, keep_result_cb, &result);
  wait_until (result != NULL);
  return core_make_recovery_finish (peer->core, result, error);
}

/* Made, and two groups of it typed again. */
static char *
make_recovery (Peer *peer)
{
  char *text = make_key (peer, NULL);
  g_auto (GStrv) groups = g_strsplit (text, " ", -1);
  gboolean complete;

  g_assert_true (check_group (peer, 2, groups[2], &complete, NULL) && !complete);
  g_assert_true (check_group (peer, 11, groups[11], &complete, NULL) && complete);
  wait_until (peer->backup->recovery);
  return text;
}

static gboolean
back_up (Peer *peer, const char *path, const char *passphrase, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  core_backup_file_async (peer->core, path, passphrase, NULL, keep_result_cb, &result);
  wait_until (result != NULL);
  return core_backup_file_finish (peer->core, result, error);
}

/* What ada's device was is gone. */
static void
lose (Pair *pair)
{
  peer_free (pair->ada);
  pair->ada = peer_new ();
  pair->asked = FALSE;
}

static gboolean
restore (Pair *pair, const char *path, const char *secret, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  const char *url = test_server_url (pair->server);

  if (!pair->asked)
    peer_ask_for_code (pair->ada, pair->server, url, ADA);
  pair->asked = TRUE;
  core_restore_async (pair->ada->core, path, secret, url, ADA, test_server_code (pair->server, ADA),
                      NULL, NULL, "New device", NULL, keep_result_cb, &result);
  wait_until (result != NULL);
  return core_restore_finish (pair->ada->core, result, error);
}

static void
restore_well (Pair *pair, const char *path, const char *secret)
{
  g_autoptr (GError) error = NULL;

  restore (pair, path, secret, &error);
  g_assert_no_error (error);
  wait_until (pair->ada->account->registered && pair->ada->account->reachable &&
              peer_is_live (pair->ada));
  load_rows (pair->ada, &pair->to_ben);
}

static GBytes *
account_key (Peer *peer)
{
  StoreIdentity identity;
  GBytes *key;
  Store *store;

  peer_close (peer);
  store = peer_store (peer);
  g_assert_true (store_identity_get (store, &identity));
  key = g_bytes_new (identity.account_key, sizeof identity.account_key);
  store_close (store);
  peer_open (peer);
  wait_until (peer_is_live (peer));
  return key;
}

static void
test_recovery_key (Pair *pair, gconstpointer data)
{
  g_autofree char *text = make_key (pair->ada, NULL);
  g_auto (GStrv) groups = g_strsplit (text, " ", -1);
  g_autofree char *low = g_ascii_strdown (groups[4], -1);
  g_autoptr (GError) error = NULL;
  gboolean complete = TRUE;

  g_assert_cmpuint (g_strv_length (groups), ==, CORE_RECOVERY_GROUPS);
  g_assert_false (pair->ada->backup->recovery);
  g_assert_false (check_group (pair->ada, 3, "0000", &complete, &error));
  g_assert_error (error, WHIN_ERROR, WHIN_ERROR_CODE_WRONG);
  g_clear_error (&error);
  /* The same group twice shows no more than once. */
  g_assert_true (check_group (pair->ada, 4, low, &complete, &error) && !complete);
  g_assert_true (check_group (pair->ada, 4, groups[4], &complete, &error) && !complete);
  g_assert_false (pair->ada->backup->recovery);
  g_assert_true (check_group (pair->ada, 5, groups[5], &complete, &error) && complete);
  wait_until (pair->ada->backup->recovery);
  g_assert_false (check_group (pair->ada, 5, groups[5], &complete, &error));
  g_assert_error (error, WHIN_ERROR, WHIN_ERROR_NOT_FOUND);
}

static void
test_only_the_main_device (Pair *pair, gconstpointer data)
{
  Peer *tablet = peer_new_linked (pair->ada);
  g_autofree char *key = NULL;
  g_autoptr (GError) error = NULL;

  key = make_key (tablet, &error);
  g_assert_error (error, WHIN_ERROR, WHIN_ERROR_FORBIDDEN);
  g_clear_error (&error);
  g_assert_false (back_up (tablet, pair->path, PASSPHRASE, &error));
  g_assert_error (error, WHIN_ERROR, WHIN_ERROR_FORBIDDEN);
  peer_free (tablet);
}

static void
test_needs_a_key (Pair *pair, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (back_up (pair->ada, pair->path, NULL, &error));
  g_assert_error (error, WHIN_ERROR, WHIN_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_false (back_up (pair->ada, pair->path, "tiger", &error));
  g_assert_error (error, WHIN_ERROR, WHIN_ERROR_FORBIDDEN);
  g_clear_error (&error);
  g_assert_false (back_up (pair->ada, "/nowhere/at/all", PASSPHRASE, &error));
  g_assert_error (error, WHIN_ERROR, WHIN_ERROR_DISK);
  g_assert_cmpint (pair->ada->works[WORK_BACKUP_FILE]->state, ==, WORK_FAILED);
  g_assert_cmpint (pair->ada->works[WORK_BACKUP_FILE]->error, ==, WHIN_ERROR_DISK);
}

static void
test_restore_file (Pair *pair, gconstpointer data)
{
  g_autofree char *key = make_recovery (pair->ada);
  g_autoptr (GBytes) before = NULL;
  g_autoptr (GBytes) after = NULL;
  g_autoptr (GError) error = NULL;

  talk (pair, "one", "two");
  core_set_contact (pair->ada->core, &pair->to_ben.id, BEN, "Ben from work");
  core_set_receipts (pair->ada->core, TRUE, FALSE);
  before = account_key (pair->ada);
  verify (pair->ada, &pair->to_ben.id);
  verify (pair->ben, &pair->to_ada.id);
  g_assert_cmpint (trust_in (pair->ada, &pair->to_ben.id), ==, TRUST_VERIFIED);
  back_up (pair->ada, pair->path, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (pair->ada->works[WORK_BACKUP_FILE]->state, ==, WORK_DONE);
  core_send_text (pair->ada->core, &pair->to_ben, "after the backup");
  wait_until (state_of (pair->ada, "after the backup") == STATE_DELIVERED);

  lose (pair);
  restore_well (pair, pair->path, key);
  g_assert_true (pair->ada->account->primary);
  g_assert_cmpstr (pair->ada->account->name, ==, "Ada");
  g_assert_true (pair->ada->backup->recovery);
  g_assert_cmpint (state_of (pair->ada, "one"), ==, STATE_DELIVERED);
  g_assert_true (peer_find (pair->ada, "one")->own);
  g_assert_nonnull (peer_find (pair->ada, "two"));
  g_assert_null (peer_find (pair->ada, "after the backup"));
  g_assert_cmpstr (peer_chat (pair->ada, &pair->to_ben)->name, ==, "Ben from work");

  /* Nobody sees another key, and both can write. */
  talk (pair, "back again", "welcome back");
  g_assert_cmpint (trust_in (pair->ben, &pair->to_ada.id), ==, TRUST_VERIFIED);
  g_assert_cmpint (trust_in (pair->ada, &pair->to_ben.id), ==, TRUST_VERIFIED);
  load_rows (pair->ben, &pair->to_ada);
  g_assert_cmpuint (count_kind (pair->ben, MESSAGE_KEY_CHANGED), ==, 0);
  g_assert_cmpuint (count_kind (pair->ben, MESSAGE_TWO_LISTS), ==, 0);
  g_assert_cmpuint (count_kind (pair->ada, MESSAGE_KEY_CHANGED), ==, 0);
  g_assert_cmpint (peer_find (pair->ada, "back again")->ord, >, peer_find (pair->ada, "two")->ord);
  after = account_key (pair->ada);
  g_assert_true (g_bytes_equal (before, after));
}

/* -- Groups. -- */

static guint
members (Peer *peer, const Conv *conv)
{
  const GroupRow *row = peer_group (peer, conv);

  return row != NULL && row->inside ? row->members->len : 0;
}

static Conv
make_group (Peer *peer, const char *name, const Peer *other)
{
  g_autoptr (GAsyncResult) answer = NULL;
  g_autoptr (GError) error = NULL;
  Conv conv;

  core_group_make_async (peer->core, name, &other->account->acc, 1, NULL, keep_result_cb, &answer);
  wait_until (answer != NULL);
  core_group_finish (peer->core, answer, &conv, &error);
  g_assert_no_error (error);
  return conv;
}

static void
name_group (Peer *peer, const Conv *conv, const char *name)
{
  g_autoptr (GAsyncResult) answer = NULL;
  g_autoptr (GError) error = NULL;

  core_group_set_name_async (peer->core, &conv->id, name, NULL, keep_result_cb, &answer);
  wait_until (answer != NULL);
  core_group_finish (peer->core, answer, NULL, &error);
  g_assert_no_error (error);
}

static void
take_from_group (Peer *peer, const Conv *conv, const Id *acc)
{
  g_autoptr (GAsyncResult) answer = NULL;
  g_autoptr (GError) error = NULL;

  core_group_remove_async (peer->core, &conv->id, acc, 1, NULL, keep_result_cb, &answer);
  wait_until (answer != NULL);
  core_group_finish (peer->core, answer, NULL, &error);
  g_assert_no_error (error);
}

/* Three groups come back: one of one's own, one that was changed since, and one that one was taken
 * out of since. */
static void
test_groups (Pair *pair, gconstpointer data)
{
  g_autofree char *key = make_recovery (pair->ada);
  g_autoptr (GError) error = NULL;
  Id ada = pair->ada->account->acc;
  Conv own = make_group (pair->ada, "Birds", pair->ben);
  Conv changed = make_group (pair->ben, "Bees", pair->ada);
  Conv lost = make_group (pair->ben, "Wasps", pair->ada);

  wait_until (members (pair->ben, &own) == 2 && members (pair->ada, &changed) == 2 &&
              members (pair->ada, &lost) == 2);
  core_send_text (pair->ada->core, &own, "a tit");
  core_send_text (pair->ben->core, &own, "a jay");
  wait_until (state_of (pair->ada, "a tit") == STATE_DELIVERED &&
              peer_find (pair->ada, "a jay") != NULL);
  back_up (pair->ada, pair->path, NULL, &error);
  g_assert_no_error (error);
  name_group (pair->ben, &changed, "Bumblebees");
  lose (pair);
  take_from_group (pair->ben, &lost, &ada);

  restore_well (pair, pair->path, key);
  wait_until (members (pair->ada, &own) == 2 && members (pair->ada, &changed) == 2);
  wait_until (strcmp (peer_chat (pair->ada, &changed)->name, "Bumblebees") == 0);
  wait_until (peer_group (pair->ada, &lost) != NULL && !peer_group (pair->ada, &lost)->inside);
  g_assert_cmpstr (peer_chat (pair->ada, &own)->name, ==, "Birds");
  g_assert_true (peer_group (pair->ada, &own)->admin);
  g_assert_false (peer_group (pair->ada, &changed)->admin);
  load_rows (pair->ada, &own);
  g_assert_true (peer_find (pair->ada, "a tit")->own);
  g_assert_nonnull (peer_find (pair->ada, "a jay"));

  /* Both write with new keys, and one's own group can be changed. */
  core_send_text (pair->ben->core, &own, "welcome back");
  core_send_text (pair->ada->core, &changed, "here again");
  wait_until (peer_find (pair->ada, "welcome back") != NULL &&
              peer_find (pair->ben, "here again") != NULL);
  core_send_text (pair->ada->core, &own, "thank you");
  wait_until (state_of (pair->ada, "thank you") == STATE_DELIVERED);
  name_group (pair->ada, &own, "Songbirds");
  wait_until (strcmp (peer_group (pair->ben, &own)->name, "Songbirds") == 0);
  load_rows (pair->ben, &own);
  g_assert_cmpuint (count_kind (pair->ada, MESSAGE_UNREADABLE), ==, 0);
  g_assert_cmpuint (count_kind (pair->ben, MESSAGE_UNREADABLE), ==, 0);
  g_assert_cmpuint (count_kind (pair->ben, MESSAGE_GAP), ==, 0);
  g_assert_false (peer_group (pair->ada, &own)->doubt);
  g_assert_false (peer_group (pair->ben, &own)->doubt);
}

/* Also by a passphrase; and a second time, from the same old file. */
static void
test_restore_twice (Pair *pair, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  talk (pair, "one", "two");
  back_up (pair->ada, pair->path, PASSPHRASE, &error);
  g_assert_no_error (error);
  lose (pair);
  restore_well (pair, pair->path, PASSPHRASE);
  talk (pair, "three", "four");
  lose (pair);
  restore_well (pair, pair->path, PASSPHRASE);
  talk (pair, "five", "six");
  load_rows (pair->ben, &pair->to_ada);
  g_assert_cmpuint (count_kind (pair->ben, MESSAGE_KEY_CHANGED), ==, 0);
  g_assert_cmpuint (count_kind (pair->ben, MESSAGE_TWO_LISTS), ==, 0);
  g_assert_cmpint (trust_in (pair->ben, &pair->to_ada.id), ==, TRUST_SEEN);
}

static gint64
broken_clock (gpointer data)
{
  return g_get_real_time () / 1000 - 86400000;
}

/* The list of the first comes later than that of the second by any clock. */
static void
test_broken_clock (Pair *pair, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  talk (pair, "one", "two");
  back_up (pair->ada, pair->path, PASSPHRASE, &error);
  g_assert_no_error (error);
  lose (pair);
  restore_well (pair, pair->path, PASSPHRASE);
  talk (pair, "three", "four");
  lose (pair);
  core_set_clock (pair->ada->core, broken_clock, NULL);
  restore_well (pair, pair->path, PASSPHRASE);
  talk (pair, "five", "six");
  g_assert_cmpint (trust_in (pair->ben, &pair->to_ada.id), ==, TRUST_SEEN);
}

/* Devices were linked after the backup: the list of the one that comes back is newer all the same.
 */
static void
test_older_than_the_list (Pair *pair, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  Peer *tablet;

  talk (pair, "one", "two");
  back_up (pair->ada, pair->path, PASSPHRASE, &error);
  g_assert_no_error (error);
  tablet = peer_new_linked (pair->ada);
  talk (pair, "three", "four");
  wait_until (peer_find (tablet, "four") != NULL);
  lose (pair);
  restore_well (pair, pair->path, PASSPHRASE);
  wait_until (tablet->account->revoked);
  talk (pair, "five", "six");
  load_rows (pair->ben, &pair->to_ada);
  g_assert_cmpuint (count_kind (pair->ben, MESSAGE_KEY_CHANGED), ==, 0);
  g_assert_cmpuint (count_kind (pair->ben, MESSAGE_TWO_LISTS), ==, 0);
  peer_free (tablet);
}

static void
damage (const char *path)
{
  g_autofree char *bytes = NULL;
  gsize len;

  g_assert_true (g_file_get_contents (path, &bytes, &len, NULL));
  bytes[len / 2] ^= 1;
  g_assert_true (g_file_set_contents (path, bytes, (gssize) len, NULL));
}

static void
test_refused (Pair *pair, gconstpointer data)
{
  g_autofree char *key = make_recovery (pair->ada);
  g_autofree char *other = make_key (pair->ada, NULL);
  g_autoptr (GError) error = NULL;

  talk (pair, "one", "two");
  back_up (pair->ada, pair->path, NULL, &error);
  g_assert_no_error (error);
  pair->asked = TRUE; /* it does not come to a code */
  g_assert_false (restore (pair, pair->path, key, &error));
  g_assert_error (error, WHIN_ERROR, WHIN_ERROR_CONFLICT);
  g_clear_error (&error);
  lose (pair);
  g_assert_false (restore (pair, pair->path, other, &error));
  g_assert_error (error, WHIN_ERROR, WHIN_ERROR_CODE_WRONG);
  g_clear_error (&error);
  damage (pair->path);
  g_assert_false (restore (pair, pair->path, key, &error));
  g_assert_error (error, WHIN_ERROR, WHIN_ERROR_CORRUPT);
  g_clear_error (&error);
  g_assert_false (pair->ada->account->registered);
  g_assert_cmpuint (g_hash_table_size (pair->ada->chats), ==, 0);
  damage (pair->path);
  restore_well (pair, pair->path, key);
  g_assert_nonnull (peer_find (pair->ada, "one"));
}

static void
test_what_it_is (Pair *pair, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  CoreBackup *backup;

  talk (pair, "one", "two");
  back_up (pair->ada, pair->path, PASSPHRASE, &error);
  g_assert_no_error (error);
  core_open_backup_async (pair->ben->core, pair->path, PASSPHRASE, NULL, keep_result_cb, &result);
  wait_until (result != NULL);
  backup = core_open_backup_finish (pair->ben->core, result, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (backup->phone, ==, ADA);
  g_assert_cmpstr (backup->name, ==, "Ada");
  g_assert_cmpstr (backup->server, ==, test_server_url (pair->server));
  g_assert_cmpint (backup->messages, ==, 2);
  core_backup_free (backup);
}

/* The number went to somebody else: their account stays as it is. */
static void
test_other_account (Pair *pair, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  const char *url = test_server_url (pair->server);

  talk (pair, "one", "two");
  back_up (pair->ben, pair->path, PASSPHRASE, &error);
  g_assert_no_error (error);
  lose (pair);
  peer_ask_for_code (pair->ada, pair->server, url, ADA);
  core_restore_async (pair->ada->core, pair->path, PASSPHRASE, url, ADA,
                      test_server_code (pair->server, ADA), NULL, NULL, "New device", NULL,
                      keep_result_cb, &result);
  wait_until (result != NULL);
  g_assert_false (core_restore_finish (pair->ada->core, result, &error));
  g_assert_error (error, WHIN_ERROR, WHIN_ERROR_FORBIDDEN);
  g_assert_false (pair->ada->account->registered);
  g_assert_cmpuint (g_hash_table_size (pair->ada->chats), ==, 0);
}

static gboolean
back_up_to_server (Peer *peer, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  core_backup_server_async (peer->core, NULL, keep_result_cb, &result);
  wait_until (result != NULL);
  return core_backup_server_finish (peer->core, result, error);
}

static void
test_restore_server (Pair *pair, gconstpointer data)
{
  g_autofree char *key = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_false (back_up_to_server (pair->ada, &error));
  g_assert_error (error, WHIN_ERROR, WHIN_ERROR_NOT_FOUND);
  g_clear_error (&error);
  key = make_recovery (pair->ada);
  talk (pair, "one", "two");
  verify (pair->ada, &pair->to_ben.id);
  verify (pair->ben, &pair->to_ada.id);
  back_up_to_server (pair->ada, &error);
  g_assert_no_error (error);
  wait_until (pair->ada->backup->time > 0 && pair->ada->backup->size > 0);
  talk (pair, "three", "four");
  /* The one before goes. */
  back_up_to_server (pair->ada, &error);
  g_assert_no_error (error);

  lose (pair);
  restore_well (pair, NULL, key);
  g_assert_nonnull (peer_find (pair->ada, "one"));
  g_assert_nonnull (peer_find (pair->ada, "four"));
  talk (pair, "back again", "welcome back");
  g_assert_cmpint (trust_in (pair->ben, &pair->to_ada.id), ==, TRUST_VERIFIED);
  g_assert_cmpint (trust_in (pair->ada, &pair->to_ben.id), ==, TRUST_VERIFIED);
  load_rows (pair->ben, &pair->to_ada);
  g_assert_cmpuint (count_kind (pair->ben, MESSAGE_KEY_CHANGED), ==, 0);
  /* And the same key goes on working. */
  back_up_to_server (pair->ada, &error);
  g_assert_no_error (error);
  lose (pair);
  restore_well (pair, NULL, key);
  g_assert_nonnull (peer_find (pair->ada, "back again"));
}

/* A recovery key and no backup: the account comes back, without its messages. */
static void
test_restore_account_only (Pair *pair, gconstpointer data)
{
  g_autofree char *key = make_recovery (pair->ada);
  g_autofree char *wrong = make_key (pair->ada, NULL);
  g_autoptr (GError) error = NULL;

  talk (pair, "one", "two");
  verify (pair->ben, &pair->to_ada.id);
  lose (pair);
  g_assert_false (restore (pair, NULL, wrong, &error));
  g_assert_error (error, WHIN_ERROR, WHIN_ERROR_CODE_WRONG);
  g_clear_error (&error);
  g_assert_false (pair->ada->account->registered);
  /* Again with the same code. */
  restore_well (pair, NULL, key);
  g_assert_null (peer_find (pair->ada, "one"));
  talk (pair, "back again", "welcome back");
  g_assert_cmpint (trust_in (pair->ben, &pair->to_ada.id), ==, TRUST_VERIFIED);
}

static void
test_no_recovery_key (Pair *pair, gconstpointer data)
{
  g_autofree char *key = make_recovery (pair->ben);
  g_autoptr (GError) error = NULL;

  lose (pair);
  g_assert_false (restore (pair, NULL, key, &error));
  g_assert_error (error, WHIN_ERROR, WHIN_ERROR_NOT_FOUND);
  g_assert_false (pair->ada->account->registered);
}

static gint64
tomorrow (gpointer data)
{
  return g_get_real_time () / 1000 + *(gint *) data * 25 * 3600 * (gint64) 1000;
}

static void
come_again (Peer *peer)
{
  peer_close (peer);
  peer_open (peer);
}

static gboolean
has_failed (Peer *peer, WorkKind kind)
{
  return peer->works[kind] != NULL && peer->works[kind]->state == WORK_FAILED;
}

static gboolean
opens (Peer *peer, const char *typed)
{
  guint8 recovery[PRIM_KEY_BYTES];
  g_autoptr (Keyring) keyring = NULL;

  g_assert_true (recovery_from_text (typed, recovery, NULL));
  keyring = keyring_open (peer->dir, &(KeySecret) { KEY_WAY_RECOVERY_KEY, recovery }, NULL);
  return keyring != NULL;
}

static void
test_daily (Pair *pair, gconstpointer data)
{
  gint days = 0;
  gint64 time;
  g_autofree char *key = make_recovery (pair->ada);

  talk (pair, "one", "two");
  core_set_daily_backup (pair->ada->core, TRUE);
  wait_until (pair->ada->backup->daily && pair->ada->backup->time > 0);
  time = pair->ada->backup->time;
  /* Not twice on a day, */
  talk (pair, "three", "four");
  core_set_daily_backup (pair->ada->core, TRUE);
  talk (pair, "five", "six");
  g_assert_cmpint (pair->ada->backup->time, ==, time);
  /* and on the next one. */
  days = 1;
  core_set_clock (pair->ada->core, tomorrow, &days);
  core_set_daily_backup (pair->ada->core, TRUE);
  wait_until (pair->ada->backup->time > time);
  time = pair->ada->backup->time;
  /* Nothing has changed. */
  days = 2;
  core_set_daily_backup (pair->ada->core, TRUE);
  core_set_receipts (pair->ada->core, TRUE, TRUE);
  come_again (pair->ada);
  wait_until (peer_is_live (pair->ada));
  g_assert_cmpint (pair->ada->backup->time, ==, time);
  lose (pair);
  restore_well (pair, NULL, key);
  g_assert_nonnull (peer_find (pair->ada, "six"));
  wait_until (pair->ada->backup->daily);
}

/* A server that has no room for it is not asked again all the time; a person may ask. */
static void
test_over_quota (Pair *pair, gconstpointer data)
{
  gint days = 0;
  g_autofree char *key = make_recovery (pair->ada);
  g_autofree char *when = NULL;
  g_autofree char *then = NULL;

  talk (pair, "one", "two");
  test_server_kill (pair->server);
  test_server_set_quota (pair->server, "1k");
  test_server_start (pair->server, NULL);
  come_again (pair->ada);
  wait_until (peer_is_live (pair->ada));
  core_set_clock (pair->ada->core, tomorrow, &days);
  core_set_daily_backup (pair->ada->core, TRUE);
  wait_until (has_failed (pair->ada, WORK_BACKUP_SERVER));
  come_again (pair->ada);
  core_set_clock (pair->ada->core, tomorrow, &days);
  wait_until (peer_is_live (pair->ada));
  core_set_daily_backup (pair->ada->core, TRUE);
  talk (pair, "three", "four");
  g_assert_null (pair->ada->works[WORK_BACKUP_SERVER]);
  g_assert_false (back_up_to_server (pair->ada, NULL));
  g_assert_nonnull (pair->ada->works[WORK_BACKUP_SERVER]);
  come_again (pair->ada);
  days = 1;
  core_set_clock (pair->ada->core, tomorrow, &days);
  wait_until (peer_is_live (pair->ada));
  core_set_daily_backup (pair->ada->core, TRUE);
  wait_until (has_failed (pair->ada, WORK_BACKUP_SERVER));
}

/* The new recovery key counts for the backup before it opens the database; a disk that refuses that
 * is asked again. */
static void
test_key_in_two_steps (Pair *pair, gconstpointer data)
{
  g_autofree char *path = peer_path (pair->ada, "key");
  g_autofree char *aside = peer_path (pair->ada, "key.aside");
  g_autofree char *old = make_recovery (pair->ada);
  g_autofree char *key = NULL;

  g_assert_true (opens (pair->ada, old));
  g_assert_cmpint (g_rename (path, aside), ==, 0);
  g_assert_cmpint (g_mkdir (path, 0700), ==, 0);
  key = make_recovery (pair->ada);
  g_assert_cmpint (g_rmdir (path), ==, 0);
  g_assert_cmpint (g_rename (aside, path), ==, 0);
  g_assert_true (opens (pair->ada, old));
  come_again (pair->ada);
  g_assert_true (opens (pair->ada, key));
  g_assert_false (opens (pair->ada, old));
}

static guint
count_chats (Peer *peer)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) rows = NULL;

  core_query_chats_async (peer->core, NULL, keep_result_cb, &result);
  wait_until (result != NULL);
  rows = core_query_finish (peer->core, result, NULL);
  return rows->len;
}

/* Messages that nobody has sent. */
static void
fill (Peer *peer, const Conv *conv, guint n)
{
  Store *store;

  peer_close (peer);
  store = peer_store (peer);
  store_begin (store);
  for (guint i = 0; i < n; i++) {
    g_autoptr (MessageRow) row = message_row_new ();

    row->conv = *conv;
    row->author = conv->id;
    row->id = id_random ();
    row->state = STATE_RECEIVED;
    row->time = 1700000000000 + i;
    row->text = g_strdup_printf ("filling %u", i);
    row->error = -1;
    g_assert_true (store_message_add (store, row, 1000 + i, NULL));
  }
  g_assert_true (store_commit (store, NULL));
  store_close (store);
  peer_open (peer);
  wait_until (peer_is_live (peer));
}

/* Until rows are put in. */
static void
start_restore (Pair *pair, GAsyncResult **result)
{
  const char *url = test_server_url (pair->server);

  if (!pair->asked)
    peer_ask_for_code (pair->ada, pair->server, url, ADA);
  pair->asked = TRUE;
  core_restore_async (pair->ada->core, pair->path, PASSPHRASE, url, ADA,
                      test_server_code (pair->server, ADA), NULL, NULL, "New device", NULL,
                      keep_result_cb, result);
  wait_until (*result != NULL || (pair->ada->works[WORK_RESTORE] != NULL &&
                                  pair->ada->works[WORK_RESTORE]->done > 450));
  g_assert_null (*result);
}

static void
test_stopped (Pair *pair, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GAsyncResult) second = NULL;
  g_autoptr (GError) error = NULL;

  talk (pair, "one", "two");
  fill (pair->ada, &pair->to_ben, 5000);
  back_up (pair->ada, pair->path, PASSPHRASE, &error);
  g_assert_no_error (error);
  lose (pair);
  start_restore (pair, &result);
  core_cancel_work (pair->ada->core, WORK_RESTORE);
  wait_until (result != NULL);
  g_assert_false (core_restore_finish (pair->ada->core, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_cmpint (pair->ada->works[WORK_RESTORE]->error, ==, -1);
  g_assert_false (pair->ada->account->registered);
  g_assert_cmpuint (count_chats (pair->ada), ==, 0);

  /* The program ends in the middle of it. */
  start_restore (pair, &second);
  peer_close (pair->ada);
  wait_until (second != NULL);
  g_assert_false (core_restore_finish (NULL, second, NULL));
  peer_open (pair->ada);
  g_assert_false (pair->ada->account->registered);
  g_assert_cmpuint (count_chats (pair->ada), ==, 0);

  /* The code that was used up is not asked for again. */
  restore_well (pair, pair->path, PASSPHRASE);
  g_assert_nonnull (peer_find (pair->ada, "filling 4999"));
  talk (pair, "three", "four");
}

/* Files are not in a backup, but what opens them is. */
static void
test_files (Pair *pair, gconstpointer data)
{
  g_autofree char *file = g_build_filename (pair->folder, "notes.txt", NULL);
  g_autoptr (GBytes) read = NULL;
  g_autoptr (GError) error = NULL;
  const MessageRow *row;
  MessageName name;

  g_assert_true (g_file_set_contents (file, "some notes", -1, NULL));
  core_send_file (pair->ada->core, &pair->to_ben, file, "for you", FALSE);
  wait_until (state_of (pair->ada, "for you") == STATE_DELIVERED);
  back_up (pair->ada, pair->path, PASSPHRASE, &error);
  g_assert_no_error (error);
  lose (pair);
  restore_well (pair, pair->path, PASSPHRASE);
  row = peer_find (pair->ada, "for you");
  g_assert_cmpstr (row->media->name, ==, "notes.txt");
  g_assert_null (row->media->file);
  name = (MessageName) { row->conv, row->author, row->id };
  core_fetch_media (pair->ada->core, &name);
  wait_until ((row = peer_find (pair->ada, "for you"))->media->file != NULL);
  read = vault_load (row->media->file, G_MAXSIZE, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (g_bytes_get_data (read, NULL), g_bytes_get_size (read), "some notes", 10);
}

static void
start_server (Pair *pair)
{
  test_server_start (pair->server, NULL);
  core_reconnect (pair->ben->core);
  wait_until (peer_is_live (pair->ben));
}

/* The server was put back to a time before the backup, so that it numbers messages anew. */
static void
test_server_put_back (Pair *pair, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  talk (pair, "one", "two");
  test_server_kill (pair->server);
  test_server_backup (pair->server);
  start_server (pair);
  core_reconnect (pair->ada->core);
  talk (pair, "three", "four");
  talk (pair, "five", "six");
  back_up (pair->ada, pair->path, PASSPHRASE, &error);
  g_assert_no_error (error);
  lose (pair);
  test_server_kill (pair->server);
  test_server_restore (pair->server);
  start_server (pair);
  restore_well (pair, pair->path, PASSPHRASE);
  talk (pair, "seven", "eight");
  g_assert_cmpint (peer_find (pair->ada, "seven")->ord, >, peer_find (pair->ada, "six")->ord);
  g_assert_cmpint (peer_find (pair->ada, "eight")->ord, >, peer_find (pair->ada, "seven")->ord);
}

/* Between the new recovery key and the next backup the old backup must not stand in the way. */
static void
test_another_recovery_key (Pair *pair, gconstpointer data)
{
  g_autofree char *old = make_recovery (pair->ada);
  g_autofree char *key = NULL;
  g_autoptr (GError) error = NULL;
  gint64 time;

  talk (pair, "one", "two");
  back_up_to_server (pair->ada, &error);
  g_assert_no_error (error);
  wait_until (pair->ada->backup->time > 0);
  time = pair->ada->backup->time;
  key = make_recovery (pair->ada);
  wait_until (pair->ada->backup->time > time);
  lose (pair);
  g_assert_false (restore (pair, NULL, old, &error));
  g_assert_error (error, WHIN_ERROR, WHIN_ERROR_CODE_WRONG);
  restore_well (pair, NULL, key);
  g_assert_nonnull (peer_find (pair->ada, "two"));
}

/* The object that came since there was only that one. */
static char *
other_object (TestServer *server, const char *known)
{
  g_autoptr (GPtrArray) keys = shelf_list (server);

  for (guint i = 0; i < keys->len; i++)
    if (g_strcmp0 (keys->pdata[i], known) != 0)
      return g_strdup (keys->pdata[i]);
  g_assert_not_reached ();
}

/* As if the device had been lost before there was a backup for its new recovery key. */
static void
test_no_backup_for_the_key (Pair *pair, gconstpointer data)
{
  g_autofree char *old = make_recovery (pair->ada);
  g_autofree char *key = NULL;
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  g_autoptr (GBytes) backup = NULL;
  g_autoptr (GError) error = NULL;
  gint64 time;

  talk (pair, "one", "two");
  verify (pair->ben, &pair->to_ada.id);
  back_up_to_server (pair->ada, &error);
  g_assert_no_error (error);
  first = other_object (pair->server, NULL);
  backup = shelf_get (pair->server, first);
  time = pair->ada->backup->time;
  key = make_recovery (pair->ada);
  wait_until (pair->ada->backup->time > time);
  second = other_object (pair->server, first);
  shelf_put (pair->server, second, backup);
  lose (pair);
  restore_well (pair, NULL, key);
  g_assert_null (peer_find (pair->ada, "one"));
  talk (pair, "three", "four");
  g_assert_cmpint (trust_in (pair->ben, &pair->to_ada.id), ==, TRUST_VERIFIED);
}

/* It would have all of it wiped, should the account not be readable one day. */
static void
assert_not_half_restored (Peer *peer)
{
  g_autofree char *setting = NULL;
  Store *store;

  peer_close (peer);
  store = peer_store (peer);
  setting = store_setting_get (store, "restoring");
  g_assert_null (setting);
  store_close (store);
  peer_open (peer);
}

/* The device was of somebody else's account, which has gone to another device. */
static void
test_in_place_of_another (Pair *pair, gconstpointer data)
{
  Peer *third = peer_new (), *old = pair->ben;
  g_autoptr (GError) error = NULL;

  talk (pair, "one", "two");
  back_up (pair->ada, pair->path, PASSPHRASE, &error);
  g_assert_no_error (error);
  peer_register_again (third, pair->server, BEN, "Ben");
  wait_until (old->account->revoked);
  pair->ben = third;
  peer_free (pair->ada);
  pair->ada = old;
  pair->asked = FALSE;
  g_hash_table_remove_all (old->messages);
  restore_well (pair, pair->path, PASSPHRASE);
  g_assert_nonnull (peer_find (pair->ada, "two"));
  g_assert_true (peer_find (pair->ada, "one")->own);
  g_assert_cmpuint (count_chats (pair->ada), ==, 1);
  assert_not_half_restored (pair->ada);
}

/* The device of before is taken up again, with the key that the one in between had too. */
static void
test_back_to_the_old_device (Pair *pair, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  Peer *old = pair->ada;

  talk (pair, "one", "two");
  back_up (pair->ada, pair->path, PASSPHRASE, &error);
  g_assert_no_error (error);
  pair->ada = peer_new ();
  restore_well (pair, pair->path, PASSPHRASE);
  talk (pair, "three", "four");
  wait_until (old->account->revoked);
  peer_register_again (old, pair->server, ADA, "Ada");
  peer_free (pair->ada);
  pair->ada = old;
  talk (pair, "five", "six");
  load_rows (pair->ben, &pair->to_ada);
  g_assert_cmpuint (count_kind (pair->ben, MESSAGE_KEY_CHANGED), ==, 0);
  g_assert_cmpuint (count_kind (pair->ben, MESSAGE_TWO_LISTS), ==, 0);
}

/* The other devices are signed off by somebody who has the key, not by who mistypes it. */
static void
test_typing_mistake (Pair *pair, gconstpointer data)
{
  g_autofree char *key = make_recovery (pair->ada);
  g_autoptr (GError) error = NULL;
  Peer *old = pair->ada;

  talk (pair, "one", "two");
  key[0] = key[0] == 'A' ? 'B' : 'A';
  pair->ada = peer_new ();
  g_assert_false (restore (pair, NULL, key, &error));
  g_assert_error (error, WHIN_ERROR, WHIN_ERROR_CODE_WRONG);
  g_assert_cmpint (pair->ada->works[WORK_RESTORE]->state, ==, WORK_FAILED);
  peer_free (pair->ada);
  pair->ada = old;
  talk (pair, "three", "four");
  g_assert_false (old->account->revoked);
}

#define TEST(path, func) g_test_add (path, Pair, NULL, pair_set_up, func, pair_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  TEST ("/e2e/backup/recovery-key", test_recovery_key);
  TEST ("/e2e/backup/only-the-main-device", test_only_the_main_device);
  TEST ("/e2e/backup/needs-a-key", test_needs_a_key);
  TEST ("/e2e/backup/restore-file", test_restore_file);
  TEST ("/e2e/backup/groups", test_groups);
  TEST ("/e2e/backup/restore-twice", test_restore_twice);
  TEST ("/e2e/backup/broken-clock", test_broken_clock);
  TEST ("/e2e/backup/older-than-the-list", test_older_than_the_list);
  TEST ("/e2e/backup/refused", test_refused);
  TEST ("/e2e/backup/what-it-is", test_what_it_is);
  TEST ("/e2e/backup/other-account", test_other_account);
  TEST ("/e2e/backup/restore-server", test_restore_server);
  TEST ("/e2e/backup/stopped", test_stopped);
  TEST ("/e2e/backup/server-put-back", test_server_put_back);
  TEST ("/e2e/backup/files", test_files);
  TEST ("/e2e/backup/restore-account-only", test_restore_account_only);
  TEST ("/e2e/backup/no-recovery-key", test_no_recovery_key);
  TEST ("/e2e/backup/daily", test_daily);
  TEST ("/e2e/backup/over-quota", test_over_quota);
  TEST ("/e2e/backup/key-in-two-steps", test_key_in_two_steps);
  TEST ("/e2e/backup/typing-mistake", test_typing_mistake);
  TEST ("/e2e/backup/another-recovery-key", test_another_recovery_key);
  TEST ("/e2e/backup/no-backup-for-the-key", test_no_backup_for_the_key);
  TEST ("/e2e/backup/in-place-of-another", test_in_place_of_another);
  TEST ("/e2e/backup/back-to-the-old-device", test_back_to_the_old_device);
  return g_test_run ();
}
