/* engine-omemo-selftest: two devices in memory agree on a session and talk; the prekey's signature
 * is checked by libsodium, which had no part in making it.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine-omemo-selftest.h"

#include "error.h"
#include "keycheck.h"
#include "keystage.h"

#include <glib/gi18n.h>
#include <sodium.h>

typedef struct {
  KeyStage *stage;
  const KeyStore *store;
  EnginePeer self;
  EngineBundle bundle;
} Device;

static gboolean
device_init (Device *device, const Engine *engine, guint32 number)
{
  EngineSignedPrekey *spk = &device->bundle.signed_prekey;

  device->stage = key_stage_new (NULL);
  device->store = key_stage_store (device->stage);
  device->self.address = (DeviceAddress) { { { 1 } }, number };
  spk->prekey.id = 1;
  device->bundle.prekey.id = 1;
  return engine->generate_identity (device->store, device->self.identity, NULL) &&
         engine->generate_prekeys (device->store, spk, &device->bundle.prekey, 1, NULL);
}

static gboolean
signature_is_ordinary (const Device *device)
{
  const EngineSignedPrekey *spk = &device->bundle.signed_prekey;

  return keycheck_identity (device->self.identity) &&
         crypto_sign_verify_detached (spk->signature, spk->prekey.key, ENGINE_KEY_BYTES,
                                      device->self.identity) == 0;
}

static gboolean
pass_on (const Engine *engine, Device *from, Device *to, gboolean expect_exchange)
{
  static const char text[] = "The quick brown fox";
  g_autoptr (GBytes) wire = NULL;
  g_autoptr (GBytes) opened = NULL;
  g_autoptr (GBytes) expected = g_bytes_new_static (text, sizeof text);
  guint8 base_key[ENGINE_KEY_BYTES];
  EngineExchange exchange;
  gboolean is_exchange;
  gconstpointer data;
  gsize len;

  wire = engine->encrypt (from->store, &to->self, text, sizeof text, base_key, &is_exchange, NULL);
  if (wire == NULL || is_exchange != expect_exchange)
    return FALSE;
  data = g_bytes_get_data (wire, &len);
  opened = is_exchange
               ? engine->decrypt_exchange (to->store, &from->self, data, len, &exchange, NULL)
               : engine->decrypt (to->store, &from->self, data, len, base_key, NULL);
  return opened != NULL && g_bytes_equal (opened, expected);
}

static gboolean
talk (const Engine *engine, Device *a, Device *b)
{
  EngineExchange exchange;

  return device_init (a, engine, 1) && device_init (b, engine, 2) && signature_is_ordinary (b) &&
         engine->start (a->store, &b->self, &b->bundle, &exchange, NULL) &&
         pass_on (engine, a, b, TRUE) && pass_on (engine, b, a, FALSE) &&
         pass_on (engine, a, b, FALSE);
}

gboolean
engine_omemo_selftest (const Engine *engine, GError **error)
{
  Device a = { 0 }, b = { 0 };
  gboolean ok = talk (engine, &a, &b);

  g_clear_pointer (&a.stage, key_stage_free);
  g_clear_pointer (&b.stage, key_stage_free);
  if (!ok)
    g_set_error_literal (error, WHIN_ERROR, WHIN_ERROR_TOO_OLD,
                         _ ("Encryption does not work on this system."));
  return ok;
}
