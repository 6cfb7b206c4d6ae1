/* prekeys: made in the transaction before they are sent; a number is never used twice.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "prekeys.h"

#include "identity.h"
#include "keys.h"
#include "lists.h"
#include "pairing.h"
#include "store-identity.h"

#include <sodium.h>
#include <string.h>

#define ONES 100
#define KEMS 50
#define DAY_MS (24 * 3600 * (gint64) 1000)
#define ROTATE_MS (7 * DAY_MS)
/* As many signed prekeys are kept as make 35 days. */
#define SIGNED_KEPT 5
/* One-time keys that were handed out and not used stay, within reason. */
#define KEPT 2000
#define RETRY_MS 3000
/* When more are brought tells nobody when this device came. */
#define REFILL_SPREAD_MS (30 * 60 * 1000)

struct _Prekeys {
  gboolean asking;
  GSource *timer;
};

Prekeys *
prekeys_new (void)
{
  return g_new0 (Prekeys, 1);
}

static void
stop_timer (Prekeys *prekeys)
{
  if (prekeys->timer == NULL)
    return;
  g_source_destroy (prekeys->timer);
  g_clear_pointer (&prekeys->timer, g_source_unref);
}

void
prekeys_free (Prekeys *prekeys)
{
  stop_timer (prekeys);
  g_free (prekeys);
}

/* -- Numbers. -- */

static gint64
number (Core *core, const char *key)
{
  g_autofree char *text = store_setting_get (core->store, key);

  return text != NULL ? g_ascii_strtoll (text, NULL, 10) : 0;
}

static void
set_number (Core *core, const char *key, gint64 value)
{
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, value);

  store_setting_put (core->store, key, text);
}

void
prekeys_want_all (Core *core)
{
  store_setting_put (core->store, "keys-signed-at", NULL);
  store_setting_put (core->store, "keys-there", NULL);
}

void
prekeys_want_ones (Core *core)
{
  store_setting_put (core->store, "keys-there", NULL);
}

gboolean
prekeys_are_there (Core *core)
{
  return number (core, "keys-there") != 0;
}

/* -- Making. -- */

static void
free_key (gpointer data)
{
  RestKey *key = data;

  if (key != NULL)
    g_free (key->key);
  g_free (key);
}

static RestKey *
key_of (guint32 id,
        const guint8 *public_key,
        gsize len,
        const guint8 *signature,
        gsize signature_len)
{
  g_autofree guint8 *bytes = g_malloc (len + signature_len);
  RestKey *key = g_new0 (RestKey, 1);

  memcpy (bytes, public_key, len);
  if (signature_len > 0)
    memcpy (bytes + len, signature, signature_len);
  key->id = id;
  key->key = base64url_encode (bytes, len + signature_len);
  return key;
}

static RestKey *
make_kem (Core *core, const KeyStore *keys, guint32 id)
{
  KemPrekey kem = { .id = id };

  if (!kem_prekey_generate (keys, identity_signing_secret (core), &kem, NULL))
    return NULL;
  return key_of (id, kem.key, sizeof kem.key, kem.signature, sizeof kem.signature);
}

static RestKey *
make_one (const KeyStore *keys, guint32 id)
{
  EnginePrekey one = { .id = id };

  if (!engine_omemo.generate_prekeys (keys, NULL, &one, 1, NULL))
    return NULL;
  return key_of (id, one.key, sizeof one.key, NULL, 0);
}

static RestKey *
make_signed (const KeyStore *keys, guint32 id)
{
  EngineSignedPrekey signed_prekey = { .prekey.id = id };

  if (!engine_omemo.generate_prekeys (keys, &signed_prekey, NULL, 0, NULL))
    return NULL;
  return key_of (id, signed_prekey.prekey.key, sizeof signed_prekey.prekey.key,
                 signed_prekey.signature, sizeof signed_prekey.signature);
}

static void
make_ones (Core *core, const KeyStore *keys, gint64 have, RestKeys *out)
{
  gint64 next = number (core, "keys-one");

  for (gint64 i = have; i < ONES; i++) {
    RestKey *key = make_one (keys, (guint32) ++next);

    if (key != NULL)
      g_ptr_array_add (out->ones, key);
  }
  set_number (core, "keys-one", next);
  store_record_drop_below (core->store, KEY_PREKEY, next - KEPT);
}

static void
make_kems (Core *core, const KeyStore *keys, gint64 have, RestKeys *out)
{
  gint64 next = number (core, "keys-kem");

  for (gint64 i = have; i < KEMS; i++) {
    RestKey *key = make_kem (core, keys, (guint32) ++next);

    if (key != NULL)
      g_ptr_array_add (out->kems, key);
  }
  set_number (core, "keys-kem", next);
  store_record_drop_below (core->store, KEY_KEM_PREKEY, next - KEPT);
}

static void
make_lasting (Core *core, const KeyStore *keys, RestKeys *out)
{
  gint64 id = number (core, "keys-signed") + 1;

  out->spk = make_signed (keys, (guint32) id);
  out->last = make_one (keys, ENGINE_LAST_RESORT);
  out->klast = make_kem (core, keys, KEM_LAST_RESORT);
  set_number (core, "keys-signed", id);
  store_record_drop_below (core->store, KEY_SIGNED_PREKEY, id - SIGNED_KEPT);
}

/* -- Bringing. -- */

/* Not more often than by its age: who was given the last resort before may still write with it. */
static gboolean
lasting_is_due (Core *core)
{
  gint64 at = number (core, "keys-signed-at");

  /* A clock that was set back must not stop it for ever. */
  return at == 0 || ABS (core_now (core) - at) >= ROTATE_MS;
}

static void
again_cb (Core *core, gpointer data)
{
  stop_timer (core->prekeys);
  if (core->ready)
    prekeys_on_welcome (core);
}

static void
again_in (Core *core, gint64 delay_ms)
{
  stop_timer (core->prekeys);
  core->prekeys->timer = core_timeout (core, delay_ms, again_cb);
}

static void
brought_cb (Core *core, gconstpointer reply, const GError *error, gpointer data)
{
  core->prekeys->asking = FALSE;
  if (core->stopping || core->account == NULL)
    return;
  if (error != NULL) {
    again_in (core, MAX (error_retry_ms (error), RETRY_MS));
    return;
  }
  core_begin (core);
  set_number (core, "keys-there", 1);
  if (GPOINTER_TO_INT (data))
    set_number (core, "keys-signed-at", core_now (core));
  core_note_account (core);
  if (!core_commit (core, NULL)) {
    again_in (core, RETRY_MS);
    return;
  }
  lists_publish (core);
  pairing_on_keys (core);
}

static void
bring (Core *core, gint64 ones, gint64 kems)
{
  KeyStore keys = keys_of (core);
  RestKeys body = { 0 };
  gboolean lasting = lasting_is_due (core);

  body.ones = g_ptr_array_new_with_free_func (free_key);
  body.kems = g_ptr_array_new_with_free_func (free_key);
  core_begin (core);
  make_ones (core, &keys, ones, &body);
  make_kems (core, &keys, kems, &body);
  if (lasting)
    make_lasting (core, &keys, &body);
  if (core_commit (core, NULL)) {
    core->prekeys->asking = TRUE;
    core_rest (core, REST_KEYS_ADD, NULL, &body, brought_cb, GINT_TO_POINTER (lasting));
  } else {
    again_in (core, RETRY_MS);
  }
  g_ptr_array_unref (body.ones);
  g_ptr_array_unref (body.kems);
  free_key (body.spk);
  free_key (body.last);
  free_key (body.klast);
}

static void
counted_cb (Core *core, gconstpointer reply, const GError *error, gpointer data)
{
  const RestKeyCount *count = reply;

  core->prekeys->asking = FALSE;
  if (core->stopping || core->identity == NULL)
    return;
  if (error != NULL) {
    again_in (core, MAX (error_retry_ms (error), RETRY_MS));
    return;
  }
  if (lasting_is_due (core) || !prekeys_are_there (core)) {
    bring (core, count->ones, count->kems);
    return;
  }
  prekeys_on_count (core, &(ProtoKeys) { count->ones, count->kems });
  lists_publish (core);
}

void
prekeys_on_welcome (Core *core)
{
  if (core->identity == NULL || core->prekeys->asking)
    return;
  core->prekeys->asking = TRUE;
  core_rest (core, REST_KEYS, NULL, NULL, counted_cb, NULL);
}

static void
refill_cb (Core *core, gpointer data)
{
  stop_timer (core->prekeys);
  if (!core->ready || core->identity == NULL)
    return;
  core_begin (core);
  prekeys_want_ones (core);
  if (core_commit (core, NULL))
    prekeys_on_welcome (core);
}

void
prekeys_on_count (Core *core, const ProtoKeys *left)
{
  if (core->prekeys->timer != NULL ||
      (left->ones >= LIMIT_KEYS_LOW && left->kems >= LIMIT_KEYS_LOW))
    return;
  core->prekeys->timer = core_timeout (core, randombytes_uniform (REFILL_SPREAD_MS), refill_cb);
}

/* -- Reading. -- */

static gboolean
read_key (const RestKey *key,
          guint32 *id,
          guint8 *public_key,
          gsize len,
          guint8 *signature,
          gsize signature_len)
{
  g_autoptr (GBytes) bytes = key != NULL ? base64url_decode (key->key) : NULL;
  const guint8 *data;

  if (bytes == NULL || g_bytes_get_size (bytes) != len + signature_len)
    return FALSE;
  data = g_bytes_get_data (bytes, NULL);
  *id = (guint32) key->id;
  memcpy (public_key, data, len);
  if (signature_len > 0)
    memcpy (signature, data + len, signature_len);
  return TRUE;
}

gboolean
prekeys_read_bundle (const RestBundle *bundle, EnvelopeBundle *out)
{
  EngineSignedPrekey *spk = &out->engine.signed_prekey;
  EnginePrekey *one = &out->engine.prekey;

  return read_key (bundle->spk, &spk->prekey.id, spk->prekey.key, sizeof spk->prekey.key,
                   spk->signature, sizeof spk->signature) &&
         read_key (bundle->one, &one->id, one->key, sizeof one->key, NULL, 0) &&
         read_key (bundle->kem, &out->kem.id, out->kem.key, sizeof out->kem.key, out->kem.signature,
                   sizeof out->kem.signature);
}
