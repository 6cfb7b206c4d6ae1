/* say-formats: makes what PROTOCOL.md describes, for test-formats.py to read: a name, a space, a
 * value on each line, bytes in hexadecimal. What has an example there is made from the same inputs.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "backup.h"
#include "blob.h"
#include "device.h"
#include "devlist.h"
#include "envelope-layer.h"
#include "group.h"
#include "groupseal.h"
#include "linkchannel.h"
#include "pad.h"
#include "recovery.h"
#include "safety.h"
#include "senderkey.h"
#include "words.h"
#include "wrap.h"

#include <sodium.h>
#include <string.h>

#define TIME 1790000000000
#define SIZES 9

static void
say (const char *name, gconstpointer data, gsize len)
{
  g_autofree char *hex = g_malloc (len * 2 + 1);

  g_print ("%s %s\n", name, sodium_bin2hex (hex, len * 2 + 1, data, len));
}

static void
say_bytes (const char *name, GBytes *bytes)
{
  say (name, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

/* Bytes that count up from there. */
static void
count (guint8 from, gpointer out, gsize len)
{
  for (gsize i = 0; i < len; i++)
    ((guint8 *) out)[i] = (guint8) (from + i);
}

static void
keys_of (guint8 seed_byte, guint8 *public_key, guint8 *secret_key)
{
  guint8 seed[crypto_sign_SEEDBYTES];

  memset (seed, seed_byte, sizeof seed);
  crypto_sign_seed_keypair (public_key, secret_key, seed);
}

/* -- Without chance. -- */

static void
say_sizes (void)
{
  static const guint64 sizes[SIZES] = { 0, 1, 255, 256, 4095, 4096, 65536, 48213, 1234567 };

  for (guint i = 0; i < SIZES; i++)
    g_print ("size %" G_GUINT64_FORMAT " %" G_GSIZE_FORMAT " %" G_GUINT64_FORMAT
             " %" G_GUINT64_FORMAT "\n",
             sizes[i], pad_length (sizes[i]), blob_padded_size (sizes[i]),
             blob_sealed_size (sizes[i]));
}

static void
say_list (void)
{
  Devlist list = { .version = 1, .n_devices = 1, .time = TIME };
  DevlistDevice *device = &list.devices[0];
  guint8 account_secret[PRIM_SIGN_SECRET_BYTES], other[PRIM_SIGN_SECRET_BYTES];
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *text = NULL;
  DevlistMark mark;
  Devlist read;
  gsize len;
  gconstpointer data;

  count (0, &list.account, ID_BYTES);
  keys_of (1, list.account_key, account_secret);
  device->number = 1;
  device->added = TIME;
  device->caps = DEVLIST_CAP_PQ | DEVLIST_CAP_ENVELOPE_1;
  keys_of (3, device->signing, other);
  keys_of (4, device->identity, other);
  bytes = devlist_sign (&list, account_secret, NULL);
  data = g_bytes_get_data (bytes, &len);
  g_assert_true (devlist_read (data, len, &list.account, &read, &mark, NULL));
  text = base64url_encode (data, len);
  g_print ("list %s\n", text);
  say ("list-hash", mark.hash, sizeof mark.hash);
}

static void
say_safety (void)
{
  guint8 key[PRIM_SIGN_PUBLIC_BYTES], secret[PRIM_SIGN_SECRET_BYTES];
  SafetyFingerprint a, b;
  SafetyNumber number;
  g_autofree char *code = NULL;
  Id id;

  count (0x00, &id, ID_BYTES);
  keys_of (1, key, secret);
  safety_fingerprint (key, &id, &a);
  count (0x20, &id, ID_BYTES);
  keys_of (2, key, secret);
  safety_fingerprint (key, &id, &b);
  safety_number (&a, &b, number);
  code = safety_code (&a, &b);
  g_print ("safety-number %s\nsafety-code-a %s\n", number, code);
}

static void
say_recovery (void)
{
  guint8 key[PRIM_KEY_BYTES];
  g_autofree char *text = NULL;

  count (0x60, key, sizeof key);
  text = recovery_to_text (key);
  g_print ("recovery-text %s\n", text);
}

/* -- Linking. -- */

static LinkKey
link_key (guint8 byte)
{
  LinkKey key;

  memset (key.secret_key, byte, sizeof key.secret_key);
  crypto_scalarmult_base (key.public_key, key.secret_key);
  return key;
}

static void
say_link (void)
{
  LinkKey old = link_key (0x40), new = link_key (0x50);
  guint8 secret[LINKCODE_SECRET_BYTES], commitment[PRIM_HASH_BYTES];
  guint8 hello_old[LINKCODE_HELLO_BYTES], hello_new[LINKCODE_HELLO_BYTES];
  LinkCode code = { .server = "https://chat.example.org" };
  g_autofree char *words = NULL;
  g_autofree char *qr = NULL;
  LinkShared shared;
  LinkChannel channel;
  Id id;

  count (0x30, secret, sizeof secret);
  memcpy (code.secret, secret, sizeof secret);
  qr = linkcode_to_qr (&code);
  words = words_from_secret (secret);
  linkcode_id (secret, &id);
  linkcode_hello (secret, LINK_OLD, &old, hello_old);
  linkcode_hello (secret, LINK_NEW, &new, hello_new);
  linkcode_commit (hello_old, commitment);
  g_assert_true (linkcode_meet (secret, LINK_NEW, &new, commitment, hello_old, sizeof hello_old,
                                &shared, NULL));
  g_print ("link-code %s\nlink-words %s\n", qr, words);
  say ("link-id", &id, ID_BYTES);
  say ("hello-old", hello_old, sizeof hello_old);
  say ("hello-new", hello_new, sizeof hello_new);
  say ("commitment", commitment, sizeof commitment);
  say ("from-old", shared.from_old, sizeof shared.from_old);
  say ("from-new", shared.from_new, sizeof shared.from_new);
  say ("pictures", shared.emoji, sizeof shared.emoji);
  linkchannel_init (&channel, LINK_NEW, &shared);
  for (guint i = 0; i < 2; i++) {
    g_autoptr (GBytes) sealed = linkchannel_seal (&channel, "thanks", 6, NULL);

    say_bytes ("link-sealed", sealed);
  }
}

/* -- Sessions. -- */

static void
say_party (const char *name, const Party *party)
{
  g_print ("%s-device %u\n", name, party->address.device);
  say (name, &party->address.account, ID_BYTES);
  say (name, party->account_key, sizeof party->account_key);
  say (name, party->identity, sizeof party->identity);
}

static void
say_channel (Device *a, const Device *b)
{
  g_autoptr (GPtrArray) channels = channels_load (&a->store, &b->self.address, NULL);
  const Channel *channel = channels->pdata[0];
  EnvelopePair pair = device_pair (a, b);
  EnvelopeHeader header = device_header (b);
  EnvelopeLayer layer = { ENVELOPE_MESSAGE, NULL };
  guint8 link[PRIM_HASH_BYTES];
  g_autoptr (GBytes) sealed = NULL;
  g_autoptr (GBytes) ephemeral = NULL;
  Id message;

  count (0x80, &message, ID_BYTES);
  layer.message = &message;
  header.sequence = 7;
  memset (header.previous, 0x77, sizeof header.previous);
  say_party ("party-a", &a->self);
  say_party ("party-b", &b->self);
  say ("ek", channel->exchange.base_key, ENGINE_KEY_BYTES);
  g_print ("ids %u %u %u\n", channel->exchange.signed_prekey, channel->exchange.prekey,
           channel->kem_id);
  say ("kem-key-hash", channel->kem_key_hash, PRIM_HASH_BYTES);
  say ("kem-ciphertext-hash", channel->kem_ciphertext_hash, PRIM_HASH_BYTES);
  say ("transcript", channel->transcript, PRIM_HASH_BYTES);
  say ("root", channel->root, sizeof channel->root);
  sealed = envelope_layer_seal (&layer, channel, &header, "hello", 5);
  say_bytes ("layer", sealed);
  envelope_link (&message, &header, "hello", 5, link);
  say ("link", link, sizeof link);
  ephemeral = envelope_seal_ephemeral (&pair, "{}", 2, NULL);
  say_bytes ("ephemeral", ephemeral);
}

static void
read_by (Device *to, Device *from, const Id *message, GBytes *wire)
{
  int code;
  g_autofree char *text = device_open (to, from, message, wire, &code);

  g_assert_nonnull (text);
}

static void
say_sessions (void)
{
  g_autoptr (Device) a = device_new (1, 1);
  g_autoptr (Device) b = device_new (2, 3);
  EnvelopePair pair = device_pair (a, b);
  EnvelopeBundle bundle = device_bundle (b);
  Id message = id_random ();
  g_autoptr (GBytes) first = NULL;
  g_autoptr (GBytes) answer = NULL;
  g_autoptr (GBytes) second = NULL;

  say ("kem", bundle.kem.key, KEM_PUBLIC_BYTES);
  say ("kem-signature", bundle.kem.signature, PRIM_SIGNATURE_BYTES);
  say ("kem-signer", b->self.signing_key, PRIM_SIGN_PUBLIC_BYTES);
  say ("spk", bundle.engine.signed_prekey.prekey.key, ENGINE_KEY_BYTES);
  say ("spk-signature", bundle.engine.signed_prekey.signature, ENGINE_SIGNATURE_BYTES);
  g_assert_true (envelope_start (&pair, &bundle, NULL));
  first = device_seal (a, b, &message, "one");
  say_bytes ("exchange", first);
  read_by (b, a, &message, first);
  answer = device_seal (b, a, &message, "yes");
  read_by (a, b, &message, answer);
  second = device_seal (a, b, &message, "two");
  say_bytes ("message", second);
  say_channel (a, b);
}

/* -- Groups. -- */

static void
say_change (void)
{
  GroupOp *op = group_creation ();
  g_autoptr (GBytes) made = NULL;
  g_autoptr (GBytes) sealed = NULL;
  g_autoptr (GBytes) packed = NULL;
  g_autoptr (GroupState) state = NULL;
  guint8 secret[PRIM_KEY_BYTES];
  gsize len;
  gconstpointer data;

  count (0xa0, &op->group, ID_BYTES);
  count (0xb0, secret, sizeof secret);
  made = group_sign (op, &anna);
  data = g_bytes_get_data (made, &len);
  sealed = groupseal_seal (secret, &op->group, GROUP_SEALED_OP, data, len);
  g_assert_cmpint (group_apply (NULL, made, &anna, &state, NULL), ==, GROUP_APPLIED);
  packed = groupstate_pack (state);
  say_bytes ("change", sealed);
  say ("signer", anna.who.signing, sizeof anna.who.signing);
  say ("member-key", ben.who.account_key, sizeof ben.who.account_key);
  say_bytes ("state", packed);
  say ("state-hash", state->hash, sizeof state->hash);
  groupop_free (op);
}

static void
say_group_messages (void)
{
  SenderKeyOwner owner = { .device = 2 };
  SenderKeyAt at = { .n = 9 };
  g_autoptr (GBytes) state = NULL;
  guint8 offer[SENDERKEY_OFFER_BYTES];

  count (0xa0, &owner.group, ID_BYTES);
  count (0x00, &owner.account, ID_BYTES);
  memset (at.hash, 0x99, sizeof at.hash);
  state = senderkey_new (&owner, TIME);
  g_assert_true (senderkey_offer (state, offer));
  say ("offer", offer, sizeof offer);
  for (guint i = 0; i < 3; i++) {
    GBytes *next = NULL;
    g_autoptr (GBytes) wire = senderkey_seal (state, &at, "hello", 5, &next, NULL);

    say_bytes ("group-message", wire);
    g_bytes_unref (state);
    state = next;
  }
}

/* -- Wraps and backups. -- */

static void
say_wraps (void)
{
  guint8 key[PRIM_KEY_BYTES];
  g_autoptr (GBytes) wrap = NULL;
  g_autoptr (GBytes) by_passphrase = NULL;
  Id account;

  count (0x00, &account, ID_BYTES);
  count (0x60, key, sizeof key);
  wrap = wrap_seal (key, WRAP_ACCOUNT_KEY, &account, "secret", 6);
  say_bytes ("wrap", wrap);
  /* The last letter is one character here and two after NFKC's decomposition of it. */
  by_passphrase = wrap_seal_passphrase ("correct horse e\xcc\x81", (WrapCost) { 1, WRAP_KIB_MIN },
                                        WRAP_BACKUP_KEY, &account, "secret", 6, NULL);
  say_bytes ("wrap-passphrase", by_passphrase);
}

static void
say_backup (void)
{
  BackupHeader header = { .generation = 5, .time = TIME };
  guint8 secret[PRIM_SIGN_SECRET_BYTES], key[PRIM_KEY_BYTES];
  g_autoptr (GByteArray) out = g_byte_array_new ();
  g_autofree char *long_text = g_strnfill (70000, '\n');
  BackupSeal *seal;

  count (0x00, &header.account, ID_BYTES);
  count (0x90, key, sizeof key);
  keys_of (1, header.account_key, secret);
  backup_manifest_hash ("{}", 2, header.manifest);
  seal = backup_seal_new (&header, key, secret, out);
  backup_seal_push (seal, "{}", 2, out);
  backup_seal_push (seal, long_text, strlen (long_text), out);
  backup_seal_end (seal, out);
  backup_seal_free (seal);
  say ("container", out->data, out->len);
}

static void
say_object (void)
{
  guint8 key[PRIM_KEY_BYTES], hash[BLOB_HASH_BYTES];
  g_autoptr (GByteArray) out = g_byte_array_new ();
  g_autofree char *text = g_strnfill (70001, 'x');
  BlobSeal *seal = blob_seal_new (70001, key, out, NULL);

  blob_seal_push (seal, text, 70001, out, NULL);
  while (blob_seal_pad (seal, out))
    ;
  blob_seal_end (seal, out, hash, NULL);
  blob_seal_free (seal);
  say ("object", out->data, out->len);
  say ("object-key", key, sizeof key);
  say ("object-hash", hash, sizeof hash);
}

int
main (void)
{
  g_autoptr (GError) error = NULL;

  if (!envelope_init (&engine_omemo, &error))
    g_error ("%s", error->message);
  say_sizes ();
  say_list ();
  say_safety ();
  say_recovery ();
  say_link ();
  say_sessions ();
  group_people_init ();
  say_change ();
  say_group_messages ();
  say_wraps ();
  say_backup ();
  say_object ();
  return 0;
}
