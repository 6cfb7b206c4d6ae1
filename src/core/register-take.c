/* register, taking: what the server's answer makes of this device.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "register-private.h"

#include "backup-keys.h"
#include "groups.h"
#include "handover.h"
#include "history.h"
#include "identity.h"
#include "lists.h"
#include "names.h"
#include "restore.h"
#include "store-device.h"
#include "store-generation.h"

static StoreAccount *
account_of (Core *core, const RegisterRequest *request, const RestAccount *reply)
{
  StoreAccount *account = g_new0 (StoreAccount, 1);
  const StoreAccount *old = core->account;

  account->acc = reply->acc;
  account->dev = reply->dev;
  account->phone = g_strdup (reply->phone);
  account->server = g_strdup (request->url);
  account->token = g_strdup (request->tok);
  account->name = g_strdup (old != NULL ? old->name : "");
  account->about = g_strdup (old != NULL ? old->about : "");
  if (old == NULL)
    return account;
  account->photo = old->photo;
  account->photo_key = media_key_copy (old->photo_key);
  account->photo_stored = old->photo_stored;
  account->avatar = g_strdup (old->avatar);
  account->profile_version = old->profile_version;
  return account;
}

/* What others know of oneself. */
static void
bring_profile (StoreAccount *account, const ArchiveHead *head)
{
  g_set_str (&account->name, head->name);
  g_set_str (&account->about, head->about);
  account->photo = head->photo;
  media_key_free (account->photo_key);
  account->photo_key = media_key_from_text (head->photo_key, head->photo_sha256, head->photo_size);
  account->photo_stored = account->photo_key != NULL;
  g_clear_pointer (&account->avatar, g_free);
  account->profile_version = head->profile;
  /* Should the server have lost its last hours since, its numbers go on from those in the backup.
   */
  g_set_str (&account->epoch, head->epoch);
}

/* A clock may go wrong; what a server says may be wrong, too. The next version would have to name
 * the one before, which is not known. */
static gint64
list_time (gint64 time, gint64 version)
{
  return MAX (time, MIN (version, CODEC_INT_MAX / 2) + 2);
}

static gboolean
bring_identity (Core *core, const RegisterBrought *brought, GError **error)
{
  identity_bring (core, brought->account_secret);
  backup_keys_adopt (core, brought->generation, brought->backup_key, brought->wraps);
  return identity_make (core, TRUE, error) &&
         lists_sign_anew (core, list_time (brought->time, brought->list), error);
}

/* In a transaction. */
static gboolean
begin_identity (Core *core, gint64 version, const RegisterBrought *brought, GError **error)
{
  handover_clear (core);
  lists_wait_for_none (core);
  if (brought != NULL)
    return bring_identity (core, brought, error);
  if (core->account->pending)
    return identity_make (core, FALSE, error);
  if (!identity_make (core, TRUE, error))
    return FALSE;
  /* Another device may have had this one's key in between, out of a backup. */
  if (lists_are_behind (core, version))
    return lists_sign_anew (core, list_time (0, version), error);
  return lists_sign (core, NULL, NULL, error);
}

static const char *
linked_over (Core *core)
{
  if (core->account == NULL)
    return NULL;
  return core->account->copied ? "copied" : "removed";
}

/* In one transaction, so that there is no account without its keys. */
gboolean
register_take (Core *core,
               const RegisterRequest *request,
               const RestAccount *reply,
               const RegisterBrought *brought,
               GError **error)
{
  StoreAccount *account;

  account_disconnect (core);
  if (!account_has_room (core, &reply->acc, error))
    return FALSE;
  account = account_of (core, request, reply);
  account->pending = request->link != NULL;
  if (brought != NULL && brought->head != NULL)
    bring_profile (account, brought->head);
  core_begin (core);
  store_account_put (core->store, account);
  store_device_forget_all (core->store);
  store_setting_put (core->store, "register-for", NULL);
  store_setting_put (core->store, "register-token", NULL);
  store_setting_put (core->store, SETTING_RESTORING, NULL);
  store_setting_put (core->store, SETTING_LINKED_OVER,
                     account->pending ? linked_over (core) : NULL);
  if (account->pending) {
    identity_lay_by (core);
    history_expect (core);
  }
  store_generation_reset (core->store);
  g_clear_pointer (&core->account, store_account_free);
  core->account = account;
  names_put (core, account->dev, request->device);
  core_note_account (core);
  if (!begin_identity (core, reply->list, brought, error)) {
    core_rollback (core);
    account_reload (core);
    return FALSE;
  }
  groups_note_all (core);
  if (core_commit (core, error))
    return TRUE;
  account_reload (core);
  return FALSE;
}
