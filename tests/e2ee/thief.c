/* thief: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "thief.h"

#include "prekeys.h"

#include <sodium.h>
#include <string.h>

#define ACCOUNT_KEY_AT 2 /* after the format and the type of the key */

Device *
thief_new (const ProtoDevice *victim)
{
  Device *thief = device_new (0, 0);

  thief->self.address = (DeviceAddress) { victim->acc, (guint32) victim->dev };
  return thief;
}

/* -- Bundles. -- */

static void
put (RestKey *key, guint32 id, gconstpointer public_key, gsize len, gconstpointer signature)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  g_byte_array_append (bytes, public_key, (guint) len);
  if (signature != NULL)
    g_byte_array_append (bytes, signature, PRIM_SIGNATURE_BYTES);
  key->id = id;
  g_free (key->key);
  key->key = base64url_encode (bytes->data, bytes->len);
}

void
thief_put_signed (Device *thief, RestBundle *bundle)
{
  const EngineSignedPrekey *one = &thief->signed_prekey;

  put (bundle->spk, one->prekey.id, one->prekey.key, sizeof one->prekey.key, one->signature);
}

void
thief_put_one (Device *thief, RestBundle *bundle)
{
  EnvelopeBundle keys = device_bundle (thief);
  const EnginePrekey *one = &keys.engine.prekey;

  put (bundle->one, one->id, one->key, sizeof one->key, NULL);
}

void
thief_put_kem (Device *thief, RestBundle *bundle)
{
  EnvelopeBundle keys = device_bundle (thief);

  put (bundle->kem, keys.kem.id, keys.kem.key, sizeof keys.kem.key, keys.kem.signature);
}

RestBundle *
thief_bundle (Device *thief)
{
  RestBundle *bundle = g_new0 (RestBundle, 1);

  bundle->dev = thief->self.address.device;
  bundle->spk = g_new0 (RestKey, 1);
  bundle->one = g_new0 (RestKey, 1);
  bundle->kem = g_new0 (RestKey, 1);
  thief_put_signed (thief, bundle);
  thief_put_one (thief, bundle);
  thief_put_kem (thief, bundle);
  return bundle;
}

/* -- Lists. -- */

DevlistDevice
thief_entry (const Device *thief)
{
  DevlistDevice entry = { .number = thief->self.address.device, .added = 1 };

  memcpy (entry.identity, thief->self.identity, sizeof entry.identity);
  memcpy (entry.signing, thief->self.signing_key, sizeof entry.signing);
  entry.caps = DEVLIST_CAP_PQ | DEVLIST_CAP_ENVELOPE_1;
  return entry;
}

static DevlistMark
read_list (const char *text, const Id *acc, Devlist *list)
{
  g_autoptr (GBytes) bytes = base64url_decode (text);
  g_autoptr (GError) error = NULL;
  DevlistMark mark;

  devlist_read (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), acc, list, &mark, &error);
  g_assert_no_error (error);
  return mark;
}

Devlist
list_read (const char *text, const Id *acc)
{
  Devlist list;

  read_list (text, acc, &list);
  return list;
}

void
list_hash (const char *text, const Id *acc, guint8 hash[PRIM_HASH_BYTES])
{
  Devlist list;
  DevlistMark mark = read_list (text, acc, &list);

  memcpy (hash, mark.hash, sizeof mark.hash);
}

Party
list_party (const char *text, const Id *acc, gint64 dev)
{
  Devlist list = list_read (text, acc);
  const DevlistDevice *device = devlist_find (&list, (guint32) dev);
  Party party = { .address = { *acc, (guint32) dev } };

  g_assert_nonnull (device);
  memcpy (party.account_key, list.account_key, sizeof party.account_key);
  memcpy (party.identity, device->identity, sizeof party.identity);
  memcpy (party.signing_key, device->signing, sizeof party.signing_key);
  return party;
}

static GBytes *
sign (Devlist *list, const guint8 *secret)
{
  g_autoptr (GError) error = NULL;
  GBytes *bytes;

  crypto_sign_ed25519_sk_to_pk (list->account_key, secret);
  bytes = devlist_sign (list, secret, &error);
  g_assert_no_error (error);
  return bytes;
}

char *
list_sign (Devlist *list, const guint8 secret[PRIM_SIGN_SECRET_BYTES])
{
  g_autoptr (GBytes) bytes = sign (list, secret);

  return base64url_encode (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

char *
list_pretend (Devlist *list, const guint8 secret[PRIM_SIGN_SECRET_BYTES])
{
  guint8 real[PRIM_SIGN_PUBLIC_BYTES];
  g_autoptr (GBytes) bytes = NULL;
  g_autofree guint8 *copy = NULL;

  memcpy (real, list->account_key, sizeof real);
  bytes = sign (list, secret);
  copy = g_memdup2 (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  memcpy (copy + ACCOUNT_KEY_AT, real, sizeof real);
  return base64url_encode (copy, g_bytes_get_size (bytes));
}

/* -- Messages. -- */

static EnvelopePair
pair_with (const Device *thief, const Party *peer)
{
  return (EnvelopePair) { &engine_omemo, &thief->store, &thief->self, peer, DEVICE_NOW };
}

void
thief_reach (Device *thief, const Party *to, const RestBundle *bundle)
{
  EnvelopePair pair = pair_with (thief, to);
  EnvelopeBundle read = { 0 };
  g_autoptr (GError) error = NULL;

  g_assert_true (prekeys_read_bundle (bundle, &read));
  envelope_start (&pair, &read, &error);
  g_assert_no_error (error);
}

char *
thief_seal (Device *thief,
            const Party *to,
            const Id *message,
            const EnvelopeHeader *header,
            const Content *content)
{
  EnvelopePair pair = pair_with (thief, to);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) plain = content_encode (content, &error);
  g_autoptr (GBytes) wire = envelope_seal (&pair, message, header, g_bytes_get_data (plain, NULL),
                                           g_bytes_get_size (plain), &error);

  g_assert_no_error (error);
  return base64url_encode (g_bytes_get_data (wire, NULL), g_bytes_get_size (wire));
}

char *
thief_seal_text (Device *thief, const Party *to, const Id *message, const char *text)
{
  const EnvelopeHeader header = { .conv = { CONV_USER, thief->self.address.account } };
  Content content = { .kind = CONTENT_TEXT, .ts = 1, .text.text = (char *) text };

  return thief_seal (thief, to, message, &header, &content);
}

GBytes *
thief_open (Device *thief, const Party *from, const Id *message, const char *ct)
{
  EnvelopePair pair = pair_with (thief, from);
  g_autoptr (GBytes) wire = base64url_decode (ct);
  GBytes *content = NULL;
  EnvelopeHeader header;

  g_assert_nonnull (wire);
  return envelope_open (&pair, message, g_bytes_get_data (wire, NULL), g_bytes_get_size (wire),
                        &header, &content, NULL)
             ? content
             : NULL;
}
