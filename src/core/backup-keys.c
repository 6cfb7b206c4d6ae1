/* backup-keys: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "backup-keys.h"

#include "backups.h"
#include "core-backup.h"
#include "identity.h"
#include "pack.h"
#include "recovery.h"
#include "secret.h"
#include "wrap.h"

#include <glib/gi18n.h>
#include <sodium.h>
#include <string.h>

#define MAGIC "WHRK"
#define MAGIC_BYTES 4
#define FORMAT 1
#define WRAP_BYTES_MAX 512
#define RETRY_MS 5000

#define SETTING_KEY "backup-key"
#define SETTING_WRAPS "backup-recovery"
#define SETTING_THERE "backup-recovery-there"
#define SETTING_KEYRING "backup-keyring" /* a wrap that is not in the keyring yet */
#define SETTING_COUNT "backup-generation"

/* A key that was shown and is not typed again yet; outside of swap and core dumps. */
typedef struct {
  guint8 key[PRIM_KEY_BYTES];
  guint32 typed; /* a bit for each group */
} Draft;

struct _BackupKeys {
  Draft *draft; /* or NULL */
  gboolean publishing;
};

BackupKeys *
backup_keys_new (void)
{
  return g_new0 (BackupKeys, 1);
}

static void
drop_draft (BackupKeys *keys)
{
  sodium_free (keys->draft);
  keys->draft = NULL;
}

void
backup_keys_free (BackupKeys *keys)
{
  drop_draft (keys);
  g_free (keys);
}

/* -- What is kept. -- */

static GBytes *
setting_bytes (Core *core, const char *name)
{
  g_autofree char *text = store_setting_get (core->store, name);
  GBytes *bytes = text != NULL ? base64url_decode (text) : NULL;

  if (text != NULL)
    prim_wipe (text, strlen (text));
  return bytes;
}

static void
put_bytes (Core *core, const char *name, gconstpointer data, gsize len)
{
  g_autofree char *text = base64url_encode (data, len);

  store_setting_put (core->store, name, text);
  prim_wipe (text, strlen (text));
}

gboolean
backup_keys_get (Core *core, guint8 key[PRIM_KEY_BYTES])
{
  g_autoptr (GBytes) bytes = setting_bytes (core, SETTING_KEY);

  if (bytes == NULL || g_bytes_get_size (bytes) != PRIM_KEY_BYTES)
    return FALSE;
  memcpy (key, g_bytes_get_data (bytes, NULL), PRIM_KEY_BYTES);
  return TRUE;
}

guint64
backup_keys_count (Core *core)
{
  g_autofree char *text = store_setting_get (core->store, SETTING_COUNT);
  guint64 next = (text != NULL ? g_ascii_strtoull (text, NULL, 10) : 0) + 1;
  g_autofree char *written = g_strdup_printf ("%" G_GUINT64_FORMAT, next);

  store_setting_put (core->store, SETTING_COUNT, written);
  return next;
}

void
backup_keys_adopt (Core *core, guint64 generation, const char *key, const char *wraps)
{
  g_autofree char *text = g_strdup_printf ("%" G_GUINT64_FORMAT, generation);

  store_setting_put (core->store, SETTING_COUNT, text);
  store_setting_put (core->store, SETTING_KEY, key);
  store_setting_put (core->store, SETTING_WRAPS, wraps);
  store_setting_put (core->store, SETTING_THERE, NULL);
  backups_changed (core);
}

gboolean
backup_keys_are_there (Core *core)
{
  g_autofree char *there = store_setting_get (core->store, SETTING_THERE);

  return there != NULL;
}

void
backup_keys_want (Core *core)
{
  store_setting_put (core->store, SETTING_THERE, NULL);
}

/* -- Wraps: "WHRK" | version 1 | the account's secret, wrapped | the backup key, wrapped -- */

static void
pack_wrap (GByteArray *out,
           const guint8 key[PRIM_KEY_BYTES],
           WrapPurpose purpose,
           const Id *account,
           gconstpointer secret,
           gsize len)
{
  g_autoptr (GBytes) wrap = wrap_seal (key, purpose, account, secret, len);
  gconstpointer data = g_bytes_get_data (wrap, &len);

  pack_string (out, data, len);
}

static GByteArray *
make_wraps (Core *core, const guint8 recovery[PRIM_KEY_BYTES], const guint8 key[PRIM_KEY_BYTES])
{
  GByteArray *out = g_byte_array_new ();
  Id self = core_self (core);

  pack_bytes (out, MAGIC, MAGIC_BYTES);
  pack_u8 (out, FORMAT);
  pack_wrap (out, recovery, WRAP_ACCOUNT_KEY, &self, identity_account_secret (core),
             PRIM_SIGN_SECRET_BYTES);
  pack_wrap (out, recovery, WRAP_BACKUP_KEY, &self, key, PRIM_KEY_BYTES);
  return out;
}

typedef struct {
  const guint8 *account;
  gsize account_len;
  const guint8 *backup;
  gsize backup_len;
} Wraps;

static gboolean
read_wraps (GBytes *bytes, Wraps *wraps)
{
  guint8 magic[MAGIC_BYTES], format;
  gsize len;
  gconstpointer data = g_bytes_get_data (bytes, &len);
  Unpack in = unpack_begin (data, len);

  unpack_bytes (&in, magic, sizeof magic);
  format = unpack_u8 (&in);
  wraps->account = unpack_string (&in, WRAP_BYTES_MAX, &wraps->account_len);
  wraps->backup = unpack_string (&in, WRAP_BYTES_MAX, &wraps->backup_len);
  return unpack_end (&in) && memcmp (magic, MAGIC, sizeof magic) == 0 && format == FORMAT;
}

GBytes *
backup_keys_way (Core *core)
{
  g_autoptr (GBytes) bytes = setting_bytes (core, SETTING_WRAPS);
  Wraps wraps;

  return bytes != NULL && read_wraps (bytes, &wraps) ? g_bytes_new (wraps.backup, wraps.backup_len)
                                                     : NULL;
}

char *
backup_keys_wraps (Core *core)
{
  return store_setting_get (core->store, SETTING_WRAPS);
}

static gboolean
take (GBytes *secret, gpointer out, gsize len, GError **error)
{
  if (secret == NULL)
    return FALSE;
  if (g_bytes_get_size (secret) != len) {
    g_set_error_literal (error, WHIN_ERROR, WHIN_ERROR_CORRUPT,
                         _ ("What the recovery key opens is damaged."));
    return FALSE;
  }
  memcpy (out, g_bytes_get_data (secret, NULL), len);
  return TRUE;
}

static gboolean
unwrap (const Wraps *wraps,
        const Id *account,
        const guint8 recovery[PRIM_KEY_BYTES],
        guint8 account_secret[PRIM_SIGN_SECRET_BYTES],
        guint8 backup_key[PRIM_KEY_BYTES],
        GError **error)
{
  g_autoptr (GBytes) secret =
      wrap_open (recovery, WRAP_ACCOUNT_KEY, account, wraps->account, wraps->account_len, error);
  g_autoptr (GBytes) backup = NULL;

  if (!take (secret, account_secret, PRIM_SIGN_SECRET_BYTES, error))
    return FALSE;
  backup = wrap_open (recovery, WRAP_BACKUP_KEY, account, wraps->backup, wraps->backup_len, error);
  return take (backup, backup_key, PRIM_KEY_BYTES, error);
}

gboolean
backup_keys_unwrap (const char *text,
                    const Id *account,
                    const char *typed,
                    guint8 account_secret[PRIM_SIGN_SECRET_BYTES],
                    guint8 backup_key[PRIM_KEY_BYTES],
                    GError **error)
{
  g_autoptr (GBytes) bytes = base64url_decode (text);
  guint8 recovery[PRIM_KEY_BYTES];
  Wraps wraps;
  gboolean ok;

  if (bytes == NULL || !read_wraps (bytes, &wraps)) {
    g_set_error_literal (error, WHIN_ERROR, WHIN_ERROR_CORRUPT,
                         _ ("What the recovery key opens is damaged."));
    return FALSE;
  }
  if (!recovery_from_text (typed, recovery, error))
    return FALSE;
  ok = unwrap (&wraps, account, recovery, account_secret, backup_key, error);
  prim_wipe (recovery, sizeof recovery);
  return ok;
}

/* -- In the keyring. -- */

/* After the commit that tells of it: between the two, neither the old recovery key nor the new one
 * would open all. Again at the next start where the disk refuses it, or the computer stops. */
void
backup_keys_settle (Core *core)
{
  g_autoptr (GBytes) wrap = setting_bytes (core, SETTING_KEYRING);

  if (wrap == NULL || !keyring_put_recovery (core->keyring, wrap, NULL))
    return;
  core_begin (core);
  store_setting_put (core->store, SETTING_KEYRING, NULL);
  core_commit (core, NULL);
}

/* -- At the server. -- */

static void
again_cb (Core *core, gpointer data)
{
  backup_keys_publish (core);
}

static void
published_cb (Core *core, gconstpointer reply, const GError *error, gpointer data)
{
  g_autofree char *sent = data;
  g_autofree char *now = NULL;

  core->backup_keys->publishing = FALSE;
  if (core->stopping || core->account == NULL)
    return;
  if (error != NULL) {
    if (core->ready)
      g_source_unref (core_timeout (core, MAX (error_retry_ms (error), RETRY_MS), again_cb));
    return;
  }
  now = store_setting_get (core->store, SETTING_WRAPS);
  if (g_strcmp0 (now, sent) != 0) {
    backup_keys_publish (core);
    return;
  }
  core_begin (core);
  store_setting_put (core->store, SETTING_THERE, "yes");
  if (core_commit (core, NULL))
    backups_pump (core);
}

void
backup_keys_publish (Core *core)
{
  g_autofree char *wraps = store_setting_get (core->store, SETTING_WRAPS);
  RestWrap body = { wraps };

  if (core->backup_keys->publishing || !core->ready || wraps == NULL ||
      backup_keys_are_there (core) || !identity_is_primary (core))
    return;
  core->backup_keys->publishing = TRUE;
  core_rest (core, REST_WRAP_SET, NULL, &body, published_cb, g_strdup (wraps));
}

/* -- Commands. -- */

static void
free_text (gpointer data)
{
  char *text = data;

  prim_wipe (text, strlen (text));
  g_free (text);
}

static gboolean
may_make (Core *core, GTask *task)
{
  if (identity_is_primary (core))
    return TRUE;
  g_task_return_new_error_literal (task, WHIN_ERROR, WHIN_ERROR_FORBIDDEN,
                                   _ ("Only the main device can do this."));
  return FALSE;
}

static void
make_cb (Core *core, GTask *task)
{
  BackupKeys *keys = core->backup_keys;

  if (!may_make (core, task))
    return;
  drop_draft (keys);
  keys->draft = sodium_malloc (sizeof *keys->draft);
  if (keys->draft == NULL) {
    g_task_return_new_error_literal (task, WHIN_ERROR, WHIN_ERROR_INTERNAL,
                                     _ ("There is too little memory."));
    return;
  }
  keys->draft->typed = 0;
  prim_random (keys->draft->key, sizeof keys->draft->key);
  g_task_return_pointer (task, recovery_to_text (keys->draft->key), free_text);
}

void
core_make_recovery_async (Core *core,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  core_call (core, make_cb, NULL, NULL, cancellable, callback, user_data);
}

char *
core_make_recovery_finish (Core *core, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* A new backup key with each recovery key: who has an old one cannot open what comes from now on.
 */
static gboolean
take_draft (Core *core, GError **error)
{
  guint8 key[PRIM_KEY_BYTES];
  g_autoptr (GByteArray) wraps = NULL;
  /* A forgotten passphrase of the local database is no end either. */
  g_autoptr (GBytes) wrap = keyring_wrap_recovery (core->keyring, core->backup_keys->draft->key);

  prim_random (key, sizeof key);
  wraps = make_wraps (core, core->backup_keys->draft->key, key);
  core_begin (core);
  put_bytes (core, SETTING_KEY, key, sizeof key);
  put_bytes (core, SETTING_WRAPS, wraps->data, wraps->len);
  store_setting_put (core->store, SETTING_THERE, NULL);
  put_bytes (core, SETTING_KEYRING, g_bytes_get_data (wrap, NULL), g_bytes_get_size (wrap));
  prim_wipe (key, sizeof key);
  backups_changed (core);
  if (!core_commit (core, error))
    return FALSE;
  backup_keys_settle (core);
  drop_draft (core->backup_keys);
  backup_keys_publish (core);
  return TRUE;
}

typedef struct {
  guint index;
  char *typed;
  gboolean complete;
} Check;

static void
check_free (gpointer data)
{
  Check *check = data;

  free_text (check->typed);
  g_free (check);
}

static guint
bits (guint32 set)
{
  guint n = 0;

  for (; set != 0; set &= set - 1)
    n++;
  return n;
}

static void
check_cb (Core *core, GTask *task)
{
  Check *check = g_task_get_task_data (task);
  Draft *draft = core->backup_keys->draft;
  GError *error = NULL;

  if (!may_make (core, task))
    return;
  if (draft == NULL)
    g_set_error_literal (&error, WHIN_ERROR, WHIN_ERROR_NOT_FOUND,
                         _ ("Make a recovery key first."));
  else if (check->index >= RECOVERY_GROUPS ||
           !recovery_group_is (draft->key, check->index, check->typed))
    g_set_error (&error, WHIN_ERROR, WHIN_ERROR_CODE_WRONG,
                 _ ("This is not group %u of your recovery key."), check->index + 1);
  else {
    draft->typed |= 1u << check->index;
    check->complete = bits (draft->typed) >= CORE_RECOVERY_CHECKS;
    if (check->complete)
      take_draft (core, &error);
  }
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

void
core_check_recovery_group_async (Core *core,
                                 guint index,
                                 const char *typed,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  Check *check = g_new0 (Check, 1);

  check->index = index;
  check->typed = g_strdup (typed);
  core_call (core, check_cb, check, check_free, cancellable, callback, user_data);
}

gboolean
core_check_recovery_group_finish (Core *core,
                                  GAsyncResult *result,
                                  gboolean *complete,
                                  GError **error)
{
  const Check *check = g_task_get_task_data (G_TASK (result));

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;
  if (complete != NULL)
    *complete = check->complete;
  return TRUE;
}
G_STATIC_ASSERT (CORE_RECOVERY_GROUPS == RECOVERY_GROUPS);
