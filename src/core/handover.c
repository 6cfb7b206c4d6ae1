/* handover: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "handover.h"

#include "backup-keys.h"
#include "backups.h"
#include "core-device.h"
#include "identity.h"
#include "lists.h"
#include "peers.h"
#include "store-device.h"
#include "store-outbox.h"

#include <glib/gi18n.h>
#include <sodium.h>
#include <string.h>

#define SETTING "handover" /* the device, and the message that is for it */

typedef struct {
  gint64 dev; /* 0: none */
  Id message;
} Handover;

static Handover
current (Core *core)
{
  g_autofree char *text = store_setting_get (core->store, SETTING);
  const char *id = text != NULL ? strchr (text, ' ') : NULL;
  Handover handover = { 0 };

  if (id != NULL && id_from_text (id + 1, &handover.message))
    handover.dev = g_ascii_strtoll (text, NULL, 10);
  return handover;
}

gint64
handover_to (Core *core)
{
  return current (core).dev;
}

static void
forget (Core *core, const Handover *handover)
{
  store_outbox_remove (core->store, &handover->message);
  store_setting_put (core->store, SETTING, NULL);
  core_note_account (core);
}

void
handover_clear (Core *core)
{
  store_setting_put (core->store, SETTING, NULL);
}

void
handover_check (Core *core)
{
  Handover handover = current (core);
  Id self = core_self (core);
  g_autoptr (GArray) devs = NULL;

  if (handover.dev == 0)
    return;
  devs = store_device_list (core->store, &self);
  for (guint i = 0; devs != NULL && i < devs->len; i++)
    if (g_array_index (devs, gint64, i) == handover.dev)
      return;
  if (devs != NULL)
    forget (core, &handover);
}

/* -- Giving. -- */

static void
wipe (char *text)
{
  if (text != NULL)
    prim_wipe (text, strlen (text));
  g_free (text);
}

static void
fill (Core *core, ContentPrimary *primary)
{
  Id self = core_self (core);
  guint8 key[PRIM_KEY_BYTES];

  primary->secret = base64url_encode (identity_account_secret (core), PRIM_SIGN_SECRET_BYTES);
  primary->version = (gint64) peers_get (core, &self)->mark.version;
  if (!backup_keys_get (core, key))
    return;
  primary->backup = base64url_encode (key, sizeof key);
  primary->recovery = backup_keys_wraps (core);
  primary->generation = (gint64) backup_keys_count (core);
  primary->daily = backups_are_daily (core);
  prim_wipe (key, sizeof key);
}

static void
clear (ContentPrimary *primary)
{
  wipe (primary->secret);
  wipe (primary->backup);
  wipe (primary->recovery);
}

static void
send (Core *core, gint64 dev)
{
  Id self = core_self (core), id = id_random ();
  Conv conv = { CONV_USER, self };
  Content content = { .kind = CONTENT_PRIMARY };
  g_autofree char *text = NULL;
  IdText id_text;

  fill (core, &content.primary);
  outbox_add_to (core, &id, &conv, &content, NULL, 0, &self, dev);
  clear (&content.primary);
  text = g_strdup_printf ("%" G_GINT64_FORMAT " %s", dev, id_to_text (&id, id_text));
  store_setting_put (core->store, SETTING, text);
  core_note_account (core);
}

static gboolean
may_give (Core *core, gint64 dev, GError **error)
{
  Handover handover = current (core);
  Id self = core_self (core);
  const char *why = NULL;

  if (!identity_is_primary (core))
    why = _ ("Only the main device can do this.");
  else if (dev == core->account->dev || !peers_lists (core, &self, dev))
    why = _ ("This device does not belong to the account.");
  else if (handover.dev != 0 && handover.dev != dev)
    why = _ ("Another device is becoming the main one.");
  else if (!lists_are_there (core) || core->pairing != NULL)
    why = _ ("A device is being linked. Try again in a moment.");
  if (why != NULL)
    g_set_error_literal (error, WHIN_ERROR, WHIN_ERROR_FORBIDDEN, why);
  return why == NULL;
}

static void
make_primary_cb (Core *core, GTask *task)
{
  gint64 dev = *(const gint64 *) g_task_get_task_data (task);
  Handover before = current (core);
  GError *error = NULL;

  if (!may_give (core, dev, &error)) {
    g_task_return_error (task, error);
    return;
  }
  core_begin (core);
  if (before.dev != 0)
    store_outbox_remove (core->store, &before.message);
  send (core, dev);
  if (!core_commit (core, &error)) {
    g_task_return_error (task, error);
    return;
  }
  outbox_pump (core);
  g_task_return_boolean (task, TRUE);
}

void
core_make_primary_async (Core *core,
                         gint64 dev,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  core_call (core, make_primary_cb, g_memdup2 (&dev, sizeof dev), g_free, cancellable, callback,
             user_data);
}

gboolean
core_make_primary_finish (Core *core, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* -- Taking. -- */

static gboolean
read_secret (Core *core, const char *text, guint8 secret[PRIM_SIGN_SECRET_BYTES])
{
  g_autoptr (GBytes) bytes = base64url_decode (text);
  guint8 public_key[PRIM_SIGN_PUBLIC_BYTES];

  if (bytes == NULL || g_bytes_get_size (bytes) != PRIM_SIGN_SECRET_BYTES)
    return FALSE;
  memcpy (secret, g_bytes_get_data (bytes, NULL), PRIM_SIGN_SECRET_BYTES);
  crypto_sign_ed25519_sk_to_pk (public_key, secret);
  return prim_equal (public_key, identity_party (core)->account_key, sizeof public_key);
}

/* After the transaction. */
static void
begin_cb (Core *core, gpointer data)
{
  backup_keys_publish (core);
}

/* The one before has published all it signed. */
static void
become_primary (Core *core, const ContentPrimary *primary)
{
  guint8 secret[PRIM_SIGN_SECRET_BYTES];
  guint8 account_key[PRIM_SIGN_PUBLIC_BYTES];
  Id self = core_self (core), id = id_random ();
  Conv conv = { CONV_USER, self };
  Content said = { .kind = CONTENT_PRIMARY };

  if (!read_secret (core, primary->secret, secret)) {
    prim_wipe (secret, sizeof secret);
    return;
  }
  memcpy (account_key, identity_party (core)->account_key, sizeof account_key);
  identity_join (core, account_key, secret);
  prim_wipe (secret, sizeof secret);
  lists_inherit (core, (guint64) primary->version);
  if (primary->backup != NULL)
    backup_keys_adopt (core, (guint64) primary->generation, primary->backup, primary->recovery);
  backups_set_daily (core, primary->daily);
  outbox_add (core, &id, &conv, &said, NULL, 0, 0, NULL);
  core_note_account (core);
  core_post (core, begin_cb, NULL, NULL);
}

static void
resign (Core *core, const Handover *handover)
{
  identity_resign (core);
  backup_keys_adopt (core, 0, NULL, NULL);
  backups_set_daily (core, FALSE);
  forget (core, handover);
}

void
handover_take (Core *core, const ProtoMsg *msg, const ContentPrimary *primary)
{
  Handover handover = current (core);
  Id self = core_self (core);

  if (!id_equal (&msg->from, &self))
    return;
  /* Also once more, when the disk refused it the first time. */
  if (primary->secret != NULL)
    become_primary (core, primary);
  else if (handover.dev != 0 && handover.dev == msg->fd)
    resign (core, &handover);
}
