/* restore: the backup is looked through, the server is asked for the account, the rows are put into
 * the store, and only then, with its last transaction, there is an account here: nothing of the
 * server's is believed before the keys that were known are here.
 *
 * The account's key is the one of before, so nobody sees another safety number; the keys of the
 * device are new, because old sessions would be used twice.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "restore.h"

#include "archive-load.h"
#include "backup-keys.h"
#include "backups.h"
#include "core-restore.h"
#include "recovery.h"
#include "register.h"
#include "store-chat.h"
#include "store-contact.h"
#include "transfer.h"
#include "work.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <sodium.h>
#include <string.h>

/* What a person waits for, in parts of WORK_WHOLE. */
#define FETCHED_AT 300
#define CHECKED_AT 400

typedef struct {
  GTask *task; /* whose data this is; NULL when it has ended */
  RegisterRequest *request;
  char *path;      /* NULL until it is here */
  gboolean remote; /* it comes from the server */
  char *secret;    /* as typed */
  GCancellable *cancellable;
  Load *load;          /* NULL: only the account comes back */
  RestAccount account; /* as the server answered */
  guint8 account_secret[PRIM_SIGN_SECRET_BYTES];
  guint8 backup_key[PRIM_KEY_BYTES];
  char *wraps;
} Restore;

static void
wipe_text (char *text)
{
  if (text != NULL)
    prim_wipe (text, strlen (text));
  g_free (text);
}

static void
restore_free (gpointer data)
{
  Restore *restore = data;

  register_request_free (restore->request);
  g_free (restore->path);
  wipe_text (restore->secret);
  g_clear_object (&restore->cancellable);
  load_free (restore->load);
  g_free (restore->account.phone);
  prim_wipe (restore->account_secret, sizeof restore->account_secret);
  prim_wipe (restore->backup_key, sizeof restore->backup_key);
  g_free (restore->wraps);
  g_free (restore);
}

/* -- Giving up. -- */

static void
tell_gone (Core *core, GPtrArray *chats, GPtrArray *contacts)
{
  for (guint i = 0; i < chats->len; i++)
    ((ChatRow *) chats->pdata[i])->gone = TRUE;
  for (guint i = 0; i < contacts->len; i++)
    ((ContactRow *) contacts->pdata[i])->gone = TRUE;
  core_note_gone (core, chats, contacts);
}

void
restore_clear (Core *core)
{
  Id none = { 0 };
  g_autofree char *restoring = store_setting_get (core->store, SETTING_RESTORING);
  g_autoptr (GPtrArray) chats = NULL;
  g_autoptr (GPtrArray) contacts = NULL;

  if (restoring == NULL || core->account != NULL)
    return;
  chats = store_chat_list (core->store, &none, 0);
  contacts = store_contact_list (core->store);
  core_begin (core);
  account_wipe_but_token (core);
  if (core_commit (core, NULL))
    tell_gone (core, chats, contacts);
}

static void
end (Core *core, Restore *restore, const GError *error)
{
  g_autoptr (GTask) task = g_steal_pointer (&restore->task);

  if (restore->remote && restore->path != NULL)
    g_unlink (restore->path);
  if (error != NULL) {
    if (core->account == NULL)
      g_clear_pointer (&core->api, api_free);
    if (!core->stopping)
      restore_clear (core);
  }
  work_end (core, WORK_RESTORE, error);
  if (error != NULL)
    g_task_return_error (task, g_error_copy (error));
  else
    g_task_return_boolean (task, TRUE);
}

static void
fail (Core *core, Restore *restore, WhinError code, const char *words)
{
  g_autoptr (GError) error = g_error_new_literal (WHIN_ERROR, code, words);

  end (core, restore, error);
}

/* Whether to go on; else it has ended. */
static gboolean
goes_on (Core *core, Restore *restore, const GError *error)
{
  g_autoptr (GError) local = error != NULL ? g_error_copy (error) : NULL;

  if (local == NULL)
    g_cancellable_set_error_if_cancelled (restore->cancellable, &local);
  if (local == NULL && core->stopping)
    g_set_error_literal (&local, G_IO_ERROR, G_IO_ERROR_CANCELLED, "the program is closing");
  if (local == NULL)
    return TRUE;
  end (core, restore, local);
  return FALSE;
}

/* -- The account, at the end. -- */

/* The local database too. Where the disk refuses it, only a forgotten passphrase is an end. */
static void
open_with_recovery (Core *core, const char *typed)
{
  guint8 recovery[PRIM_KEY_BYTES];

  if (recovery_from_text (typed, recovery, NULL))
    keyring_add_recovery (core->keyring, recovery, NULL);
  prim_wipe (recovery, sizeof recovery);
}

static void
take_account (Core *core, Restore *restore)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *backup_key = base64url_encode (restore->backup_key, PRIM_KEY_BYTES);
  RegisterBrought brought = { .account_secret = restore->account_secret,
                              .list = restore->account.list };

  if (restore->load != NULL) {
    brought.head = load_head (restore->load);
    brought.time = load_header (restore->load)->time;
    brought.generation = load_header (restore->load)->generation;
  }
  if (restore->wraps != NULL) {
    brought.backup_key = backup_key;
    brought.wraps = restore->wraps;
  }
  register_take (core, restore->request, &restore->account, &brought, &error);
  wipe_text (g_steal_pointer (&backup_key));
  if (error == NULL && restore->wraps != NULL)
    open_with_recovery (core, restore->secret);
  if (error == NULL)
    account_connect (core);
  end (core, restore, error);
}

/* -- The rows. -- */

static void
put_progress_cb (Core *core, gint64 done, gint64 total, gpointer data)
{
  work_progress (core, WORK_RESTORE, CHECKED_AT, WORK_WHOLE, done, total);
}

static void
put_cb (Core *core, Load *load, const GError *error, gpointer data)
{
  if (goes_on (core, data, error))
    take_account (core, data);
}

static void
put_rows (Core *core, Restore *restore)
{
  g_autoptr (GError) error = NULL;

  if (!account_has_room (core, &restore->account.acc, &error)) {
    end (core, restore, error);
    return;
  }
  core_begin (core);
  if (core->account == NULL)
    store_setting_put (core->store, SETTING_RESTORING, "yes");
  if (!core_commit (core, &error)) {
    end (core, restore, error);
    return;
  }
  load_put (core, restore->load, put_progress_cb, put_cb, restore);
}

/* -- What was looked through. -- */

/* Whether a secret is the one whose other half signed the backup. */
static gboolean
is_pair (const guint8 *secret_key, const guint8 *public_key)
{
  static const char label[] = "whinchat/restore";
  guint8 signature[PRIM_SIGNATURE_BYTES];

  prim_sign (secret_key, label, NULL, 0, signature);
  return prim_verify (public_key, label, NULL, 0, signature);
}

static gboolean
take_secret (Restore *restore)
{
  const ArchiveSecret *secret = load_secret (restore->load);
  g_autoptr (GBytes) account = secret != NULL ? base64url_decode (secret->account) : NULL;
  g_autoptr (GBytes) key = NULL;

  if (account == NULL || g_bytes_get_size (account) != sizeof restore->account_secret)
    return FALSE;
  memcpy (restore->account_secret, g_bytes_get_data (account, NULL),
          sizeof restore->account_secret);
  if (!is_pair (restore->account_secret, load_header (restore->load)->account_key))
    return FALSE;
  /* Who came with a passphrase may have another recovery key by now. */
  if (!load_by_recovery (restore->load) || secret->backup == NULL || secret->recovery == NULL)
    return TRUE;
  key = base64url_decode (secret->backup);
  memcpy (restore->backup_key, g_bytes_get_data (key, NULL), sizeof restore->backup_key);
  restore->wraps = g_strdup (secret->recovery);
  return TRUE;
}

static void registered_cb (Core *core, gconstpointer reply, const GError *error, gpointer data);

static void
file_checked_cb (Core *core, Load *load, const GError *error, gpointer data)
{
  Restore *restore = data;
  g_autoptr (GError) refused = NULL;

  if (!goes_on (core, restore, error))
    return;
  work_progress (core, WORK_RESTORE, 0, CHECKED_AT, 1, 1);
  if (!take_secret (restore))
    fail (core, restore, WHIN_ERROR_CORRUPT, _ ("The backup is damaged."));
  else if (!account_has_room (core, &load_header (restore->load)->account, &refused))
    end (core, restore, refused);
  else
    register_ask (core, restore->request, registered_cb, restore);
}

static void
fetched_checked_cb (Core *core, Load *load, const GError *error, gpointer data)
{
  Restore *restore = data;
  /* Of a recovery key before this one: nobody opens it any more, but the account can be had. */
  gboolean lost = g_error_matches (error, WHIN_ERROR, WHIN_ERROR_CODE_WRONG);

  if (!goes_on (core, restore, lost ? NULL : error))
    return;
  if (lost) {
    g_clear_pointer (&restore->load, load_free);
    take_account (core, restore);
  } else {
    put_rows (core, restore);
  }
}

/* -- From the server. -- */

static void
fetch_progress_cb (Core *core, gint64 bytes, gpointer data)
{
  /* How many there are at all is not known here; it is enough that something moves. */
  work_progress (core, WORK_RESTORE, 0, FETCHED_AT, bytes, bytes + (4 << 20));
}

static void
fetched_cb (Core *core, const GError *error, gpointer data)
{
  Restore *restore = data;
  guint8 public_key[PRIM_SIGN_PUBLIC_BYTES];

  if (!goes_on (core, restore, error))
    return;
  crypto_sign_ed25519_sk_to_pk (public_key, restore->account_secret);
  restore->load = load_new (restore->path, NULL, restore->cancellable);
  load_expect (restore->load, &restore->account.acc, public_key, restore->backup_key);
  load_check (core, restore->load, fetched_checked_cb, restore);
}

static void
found_cb (Core *core, gconstpointer reply, const GError *error, gpointer data)
{
  Restore *restore = data;
  const RestBackup *backup = reply;
  TransferOrder order = { .progress = fetch_progress_cb, .done = fetched_cb, .data = restore };

  gboolean none = g_error_matches (error, WHIN_ERROR, WHIN_ERROR_NOT_FOUND);

  if (!goes_on (core, restore, none ? NULL : error))
    return;
  if (none) {
    take_account (core, restore);
    return;
  }
  restore->path = backups_temporary (core, BACKUPS_RESTORE);
  order.object = backup->id;
  order.size = backup->size;
  order.path = restore->path;
  order.cancellable = restore->cancellable;
  transfer_download (core, &order);
}

static void
wraps_cb (Core *core, gconstpointer reply, const GError *error, gpointer data)
{
  Restore *restore = data;
  const RestWrap *wrap = reply;
  g_autoptr (GError) local = NULL;

  if (!goes_on (core, restore, error))
    return;
  if (wrap->wrap == NULL) {
    fail (core, restore, WHIN_ERROR_NOT_FOUND,
          _ ("No recovery key was made for this account, so it cannot be restored."));
    return;
  }
  restore->wraps = g_strdup (wrap->wrap);
  if (!backup_keys_unwrap (restore->wraps, &restore->account.acc, restore->secret,
                           restore->account_secret, restore->backup_key, &local)) {
    end (core, restore, local);
    return;
  }
  core_rest (core, REST_BACKUP, NULL, NULL, found_cb, restore);
}

/* -- Both. -- */

static void
registered_cb (Core *core, gconstpointer reply, const GError *error, gpointer data)
{
  Restore *restore = data;
  const RestAccount *account = reply;

  if (!goes_on (core, restore, error))
    return;
  restore->account = *account;
  restore->account.phone = g_strdup (account->phone);
  if (restore->load == NULL) {
    /* Until the account is here, only this talks to the server with its token. */
    g_clear_pointer (&core->api, api_free);
    core->api = api_new (register_url (restore->request), register_token (restore->request));
    core_rest (core, REST_WRAP, NULL, NULL, wraps_cb, restore);
  } else if (id_equal (&account->acc, &load_header (restore->load)->account)) {
    put_rows (core, restore);
  } else {
    fail (core, restore, WHIN_ERROR_FORBIDDEN,
          _ ("The number belongs to another account now than the one in the backup."));
  }
}

static GCancellable *
begin (Core *core, GTask *task, GError **error)
{
  if (core->account == NULL || core->account->revoked)
    return work_begin (core, WORK_RESTORE, g_task_get_cancellable (task), error);
  g_set_error_literal (error, WHIN_ERROR, WHIN_ERROR_CONFLICT,
                       _ ("This device belongs to an account already."));
  return NULL;
}

/* Before the server signs off all other devices. */
static gboolean
is_recovery_key (const char *typed, GError **error)
{
  guint8 recovery[PRIM_KEY_BYTES];
  gboolean whole = recovery_from_text (typed, recovery, error);

  prim_wipe (recovery, sizeof recovery);
  return whole;
}

static void
start_remote (Core *core, Restore *restore)
{
  g_autoptr (GError) error = NULL;

  restore->remote = TRUE;
  if (is_recovery_key (restore->secret, &error))
    register_ask (core, restore->request, registered_cb, restore);
  else
    end (core, restore, error);
}

static void
restore_cb (Core *core, GTask *task)
{
  Restore *restore = g_task_get_task_data (task);
  GError *error = NULL;
  GCancellable *cancellable = begin (core, task, &error);

  if (cancellable == NULL) {
    g_task_return_error (task, error);
    return;
  }
  restore->task = g_object_ref (task);
  restore->cancellable = g_object_ref (cancellable);
  if (restore->path == NULL) {
    start_remote (core, restore);
    return;
  }
  restore->load = load_new (restore->path, restore->secret, cancellable);
  load_check (core, restore->load, file_checked_cb, restore);
}

void
core_restore_async (Core *core,
                    const char *path,
                    const char *secret,
                    const char *url,
                    const char *phone,
                    const char *code,
                    const char *invite,
                    const char *pin,
                    const char *device_name,
                    GCancellable *cancellable,
                    GAsyncReadyCallback callback,
                    gpointer user_data)
{
  Restore *restore = g_new0 (Restore, 1);

  restore->request = register_request_new (url, phone, code, invite, pin, device_name);
  restore->path = g_strdup (path);
  restore->secret = g_strdup (secret);
  core_call (core, restore_cb, restore, restore_free, cancellable, callback, user_data);
}

gboolean
core_restore_finish (Core *core, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* -- What a file is. -- */

typedef struct {
  GTask *task; /* whose data this is */
  char *path;
  char *secret;
  Load *load;
} Look;

static void
look_free (gpointer data)
{
  Look *look = data;

  g_free (look->path);
  wipe_text (look->secret);
  load_free (look->load);
  g_free (look);
}

void
core_backup_free (CoreBackup *backup)
{
  if (backup == NULL)
    return;
  g_free (backup->phone);
  g_free (backup->server);
  g_free (backup->name);
  g_free (backup);
}

static void
free_backup (gpointer data)
{
  core_backup_free (data);
}

static void
looked_cb (Core *core, Load *load, const GError *error, gpointer data)
{
  Look *look = data;
  g_autoptr (GTask) task = g_steal_pointer (&look->task);
  const ArchiveHead *head;
  CoreBackup *backup;

  if (error != NULL) {
    g_task_return_error (task, g_error_copy (error));
    return;
  }
  head = load_head (load);
  backup = g_new0 (CoreBackup, 1);
  *backup = (CoreBackup) { g_strdup (head->phone), g_strdup (head->server), g_strdup (head->name),
                           head->made, head->messages };
  g_task_return_pointer (task, backup, free_backup);
}

static void
look_cb (Core *core, GTask *task)
{
  Look *look = g_task_get_task_data (task);
  g_autoptr (GCancellable) own = g_cancellable_new ();
  GCancellable *cancellable = g_task_get_cancellable (task);

  look->task = g_object_ref (task);
  look->load = load_new (look->path, look->secret, cancellable != NULL ? cancellable : own);
  load_check (core, look->load, looked_cb, look);
}

void
core_open_backup_async (Core *core,
                        const char *path,
                        const char *secret,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  Look *look = g_new0 (Look, 1);

  look->path = g_strdup (path);
  look->secret = g_strdup (secret);
  core_call (core, look_cb, look, look_free, cancellable, callback, user_data);
}

CoreBackup *
core_open_backup_finish (Core *core, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
