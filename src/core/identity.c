/* identity: made at registration, read at each start.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "identity.h"

#include "codec.h"
#include "keys.h"
#include "prekeys.h"
#include "primitives.h"
#include "store-account.h"
#include "store-identity.h"

#include <sodium.h>
#include <string.h>

#define LAID_BY "account-key-laid-by"

struct _Identity {
  StoreIdentity own;
  Party self;
};

/* Outside of swap and core dumps. */
static Identity *
identity_new (void)
{
  Identity *identity = sodium_malloc (sizeof *identity);

  if (identity == NULL)
    g_error ("no memory that can be locked is left");
  memset (identity, 0, sizeof *identity);
  return identity;
}

void
identity_free (Identity *identity)
{
  sodium_free (identity);
}

static void
make_party (Core *core)
{
  Identity *identity = core->identity;
  Party *self = &identity->self;

  self->address = (DeviceAddress) { core->account->acc, (guint32) core->account->dev };
  memcpy (self->account_key, identity->own.account_key, sizeof self->account_key);
  memcpy (self->identity, identity->own.identity, sizeof self->identity);
  memcpy (self->signing_key, identity->own.signing_key, sizeof self->signing_key);
}

void
identity_load (Core *core)
{
  g_clear_pointer (&core->identity, identity_free);
  if (core->account == NULL)
    return;
  core->identity = identity_new ();
  if (store_identity_get (core->store, &core->identity->own))
    make_party (core);
  else
    g_clear_pointer (&core->identity, identity_free);
}

void
identity_bring (Core *core, const guint8 *account_secret)
{
  StoreIdentity *own;

  g_clear_pointer (&core->identity, identity_free);
  core->identity = identity_new ();
  own = &core->identity->own;
  own->primary = TRUE;
  memcpy (own->account_secret, account_secret, sizeof own->account_secret);
  crypto_sign_ed25519_sk_to_pk (own->account_key, own->account_secret);
}

static void
take_account_key (Core *core, StoreIdentity *own, gboolean primary)
{
  const StoreIdentity *old = core->identity != NULL ? &core->identity->own : NULL;

  if (old != NULL && old->primary) {
    memcpy (own->account_key, old->account_key, sizeof own->account_key);
    memcpy (own->account_secret, old->account_secret, sizeof own->account_secret);
    own->primary = TRUE;
  } else if (primary) {
    prim_sign_keypair (own->account_key, own->account_secret);
    own->primary = TRUE;
  }
}

void
identity_lay_by (Core *core)
{
  const StoreIdentity *own = core->identity != NULL ? &core->identity->own : NULL;
  char *text;

  if (own == NULL || !own->primary)
    return;
  text = base64url_encode (own->account_secret, sizeof own->account_secret);
  store_setting_put (core->store, LAID_BY, text);
  prim_wipe (text, strlen (text));
  g_free (text);
}

void
identity_forget_laid_by (Core *core)
{
  store_setting_put (core->store, LAID_BY, NULL);
}

void
identity_take_back (Core *core)
{
  char *text = store_setting_get (core->store, LAID_BY);
  g_autoptr (GBytes) secret = text != NULL ? base64url_decode (text) : NULL;

  store_identity_forget (core->store);
  g_clear_pointer (&core->identity, identity_free);
  if (secret != NULL && g_bytes_get_size (secret) == PRIM_SIGN_SECRET_BYTES) {
    identity_bring (core, g_bytes_get_data (secret, NULL));
    store_identity_put (core->store, &core->identity->own);
  }
  identity_forget_laid_by (core);
  if (text != NULL)
    prim_wipe (text, strlen (text));
  g_free (text);
}

gboolean
identity_make (Core *core, gboolean primary, GError **error)
{
  Identity *identity = identity_new ();
  KeyStore keys = keys_of (core);

  if (primary)
    take_account_key (core, &identity->own, primary);
  prim_sign_keypair (identity->own.signing_key, identity->own.signing_secret);
  store_identity_forget (core->store);
  if (!engine_omemo.generate_identity (&keys, identity->own.identity, error)) {
    identity_free (identity);
    return FALSE;
  }
  g_clear_pointer (&core->identity, identity_free);
  core->identity = identity;
  make_party (core);
  store_identity_put (core->store, &identity->own);
  prekeys_want_all (core);
  return TRUE;
}

void
identity_join (Core *core, const guint8 *account_key, const guint8 *secret)
{
  StoreIdentity *own = &core->identity->own;

  memcpy (own->account_key, account_key, sizeof own->account_key);
  own->primary = secret != NULL;
  if (secret != NULL)
    memcpy (own->account_secret, secret, sizeof own->account_secret);
  make_party (core);
  store_identity_put (core->store, own);
}

void
identity_resign (Core *core)
{
  StoreIdentity *own = &core->identity->own;

  own->primary = FALSE;
  sodium_memzero (own->account_secret, sizeof own->account_secret);
  store_identity_put (core->store, own);
}

gboolean
identity_has_account (Core *core)
{
  return core->identity != NULL &&
         !sodium_is_zero (core->identity->own.account_key, sizeof core->identity->own.account_key);
}

gboolean
identity_is_primary (Core *core)
{
  return core->identity != NULL && core->identity->own.primary;
}

const Party *
identity_party (Core *core)
{
  return core->identity != NULL ? &core->identity->self : NULL;
}

const guint8 *
identity_signing_secret (Core *core)
{
  return core->identity->own.signing_secret;
}

const guint8 *
identity_account_secret (Core *core)
{
  return identity_is_primary (core) ? core->identity->own.account_secret : NULL;
}

void
identity_describe (Core *core, DevlistDevice *device)
{
  const StoreIdentity *own = &core->identity->own;

  memset (device, 0, sizeof *device);
  device->number = (guint32) core->account->dev;
  memcpy (device->identity, own->identity, sizeof device->identity);
  memcpy (device->signing, own->signing_key, sizeof device->signing);
  device->added = core_now (core);
  device->caps = DEVLIST_CAP_PQ | DEVLIST_CAP_ENVELOPE_1;
}
