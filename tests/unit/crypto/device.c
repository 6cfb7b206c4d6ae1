/* device: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "device.h"

#include "error.h"
#include "pack.h"

#include <string.h>

static guint
name_hash (gconstpointer data)
{
  const KeyName *name = data;

  return (guint) name->kind * 31 + name->id + name->peer.device * 7 + name->peer.account.bytes[0];
}

static gboolean
name_equal (gconstpointer a, gconstpointer b)
{
  const KeyName *x = a, *y = b;

  return x->kind == y->kind && x->id == y->id && device_address_equal (&x->peer, &y->peer);
}

static GHashTable *
new_records (void)
{
  return g_hash_table_new_full (name_hash, name_equal, g_free, (GDestroyNotify) g_bytes_unref);
}

static GBytes *
load (gpointer data, const KeyName *name, GError **error)
{
  Device *device = data;
  GBytes *record = g_hash_table_lookup (device->records, name);

  device->loads++;
  return record != NULL ? g_bytes_ref (record) : NULL;
}

static gboolean
save (gpointer data, const KeyName *name, GBytes *record, GError **error)
{
  Device *device = data;

  if (device->saves_left == 0) {
    g_set_error_literal (error, WHIN_ERROR, WHIN_ERROR_DISK, "The disk is full.");
    return FALSE;
  }
  if (device->saves_left != G_MAXUINT)
    device->saves_left--;
  device->saves++;
  if (record == NULL)
    g_hash_table_remove (device->records, name);
  else
    g_hash_table_replace (device->records, g_memdup2 (name, sizeof *name), g_bytes_ref (record));
  return TRUE;
}

Device *
device_new (guint8 account, guint32 number)
{
  Device *device = g_new0 (Device, 1);
  g_autoptr (GError) error = NULL;

  device->records = new_records ();
  device->store = (KeyStore) { load, save, device };
  device->saves_left = G_MAXUINT;
  device->self.address = (DeviceAddress) { { { account } }, number };
  device->next_prekey = 1;
  device->signed_prekey.prekey.id = 7;
  prim_sign_keypair (device->self.account_key, device->account_secret);
  prim_sign_keypair (device->self.signing_key, device->signing_secret);
  engine_omemo.generate_identity (&device->store, device->self.identity, &error);
  g_assert_no_error (error);
  engine_omemo.generate_prekeys (&device->store, &device->signed_prekey, NULL, 0, &error);
  g_assert_no_error (error);
  return device;
}

void
device_free (Device *device)
{
  g_hash_table_unref (device->records);
  g_free (device);
}

static EnvelopeBundle
make_bundle (Device *device, guint32 id)
{
  EnvelopeBundle bundle = { .engine.signed_prekey = device->signed_prekey };
  g_autoptr (GError) error = NULL;

  bundle.engine.prekey.id = bundle.kem.id = id;
  engine_omemo.generate_prekeys (&device->store, NULL, &bundle.engine.prekey, 1, &error);
  g_assert_no_error (error);
  kem_prekey_generate (&device->store, device->signing_secret, &bundle.kem, &error);
  g_assert_no_error (error);
  return bundle;
}

EnvelopeBundle
device_bundle (Device *device)
{
  return make_bundle (device, device->next_prekey++);
}

EnvelopeBundle
device_bundle_of_last_resort (Device *device)
{
  return make_bundle (device, ENGINE_LAST_RESORT);
}

EnginePeer
device_peer (const Device *device)
{
  EnginePeer peer = { .address = device->self.address };

  memcpy (peer.identity, device->self.identity, sizeof peer.identity);
  return peer;
}

/* -- The whole store. -- */

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return memcmp (a, b, sizeof (KeyName));
}

void
device_digest (Device *device, guint8 digest[PRIM_HASH_BYTES])
{
  g_autoptr (GByteArray) all = g_byte_array_new ();
  g_autoptr (GList) names = g_list_sort (g_hash_table_get_keys (device->records), compare_names);

  for (GList *i = names; i != NULL; i = i->next) {
    GBytes *record = g_hash_table_lookup (device->records, i->data);

    pack_bytes (all, i->data, sizeof (KeyName));
    pack_bytes (all, g_bytes_get_data (record, NULL), g_bytes_get_size (record));
  }
  prim_hash ("test/store", all->data, all->len, digest);
}

GHashTable *
device_snapshot (Device *device)
{
  GHashTable *copy = new_records ();
  GHashTableIter iter;
  gpointer name, record;

  g_hash_table_iter_init (&iter, device->records);
  while (g_hash_table_iter_next (&iter, &name, &record))
    g_hash_table_insert (copy, g_memdup2 (name, sizeof (KeyName)), g_bytes_ref (record));
  return copy;
}

void
device_restore (Device *device, GHashTable *snapshot)
{
  g_hash_table_unref (device->records);
  device->records = g_hash_table_ref (snapshot);
}

/* -- Talk. -- */

EnvelopePair
device_pair (const Device *self, const Device *peer)
{
  return (EnvelopePair) { &engine_omemo, &self->store, &self->self, &peer->self, DEVICE_NOW };
}

EnvelopeHeader
device_header (const Device *to)
{
  EnvelopeHeader header = {
    .conv = { CONV_USER, to->self.address.account },
    .sender_list = { .version = 3 },
    .receiver_list = { .version = 5 },
    .sequence = 1,
  };

  header.sender_list.hash[0] = 0x33;
  header.receiver_list.hash[31] = 0x55;
  return header;
}

GBytes *
device_seal (Device *from, Device *to, const Id *message, const char *text)
{
  EnvelopePair pair = device_pair (from, to);
  EnvelopeHeader header = device_header (to);
  g_autoptr (GError) error = NULL;
  GBytes *wire = envelope_seal (&pair, message, &header, text, strlen (text), &error);

  g_assert_no_error (error);
  return wire;
}

char *
device_open (Device *to, Device *from, const Id *message, GBytes *wire, int *code)
{
  EnvelopePair pair = device_pair (to, from);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) content = NULL;
  EnvelopeHeader header;

  *code = -1;
  if (!envelope_open (&pair, message, g_bytes_get_data (wire, NULL), g_bytes_get_size (wire),
                      &header, &content, &error)) {
    g_assert_nonnull (error);
    g_assert_null (content);
    g_assert_true (error->domain == WHIN_ERROR);
    *code = error->code;
    return NULL;
  }
  g_assert_no_error (error);
  return g_strndup (g_bytes_get_data (content, NULL), g_bytes_get_size (content));
}

static void
say (Device *from, Device *to, const char *text)
{
  Id message = id_random ();
  g_autoptr (GBytes) wire = device_seal (from, to, &message, text);
  int code;
  g_autofree char *heard = device_open (to, from, &message, wire, &code);

  g_assert_cmpstr (heard, ==, text);
}

void
device_meet (Device *a, Device *b)
{
  EnvelopePair pair = device_pair (a, b);
  EnvelopeBundle bundle = device_bundle (b);
  g_autoptr (GError) error = NULL;

  envelope_start (&pair, &bundle, &error);
  g_assert_no_error (error);
  say (a, b, "hello");
  say (b, a, "hello yourself");
}
