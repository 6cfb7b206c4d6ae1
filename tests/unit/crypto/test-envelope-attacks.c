/* test-envelope-attacks: what a server can do to messages and keys, and does not get away with.
 * After each attempt the receiver's store is what it was, and the true message still opens.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define _GNU_SOURCE /* memmem */
#include "device.h"
#include "error.h"
#include "low-order.h"

#include <signal_protocol.h>
#include <sodium.h>
#include <string.h>

/* Where things are in an exchange on the wire, before the protocol buffer. */
#define KEM_AT 6
#define BODY_AT (KEM_AT + KEM_CIPHERTEXT_BYTES)

/* Two devices, and a message from one on its way to the other. */
typedef struct {
  Device *a, *b;
  Id message;
  guint8 *wire;
  gsize len;
  guint8 digest[PRIM_HASH_BYTES]; /* of b's store */
  guint saves;
} Scene;

static void
scene_send (Scene *scene, const char *text)
{
  g_autoptr (GBytes) wire = NULL;

  g_free (scene->wire);
  scene->message = id_random ();
  wire = device_seal (scene->a, scene->b, &scene->message, text);
  scene->len = g_bytes_get_size (wire);
  scene->wire = g_memdup2 (g_bytes_get_data (wire, NULL), scene->len);
  device_digest (scene->b, scene->digest);
  scene->saves = scene->b->saves;
}

static void
start (Device *from, Device *to, const EnvelopeBundle *bundle)
{
  EnvelopePair pair = device_pair (from, to);
  g_autoptr (GError) error = NULL;

  envelope_start (&pair, bundle, &error);
  g_assert_no_error (error);
}

static Scene
scene_new (gboolean answered)
{
  Scene scene = { .a = device_new (1, 1), .b = device_new (2, 1) };
  EnvelopeBundle bundle = device_bundle_of_last_resort (scene.b);

  if (answered)
    device_meet (scene.a, scene.b);
  else
    start (scene.a, scene.b, &bundle);
  scene_send (&scene, "the true message");
  return scene;
}

static void
scene_clear (Scene *scene)
{
  device_free (scene->a);
  device_free (scene->b);
  g_free (scene->wire);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Scene, scene_clear)

static int
try_open (Device *to, Device *from, const Id *message, const guint8 *data, gsize len)
{
  /* A block of its own size, so that a sanitizer sees one byte too many. */
  g_autoptr (GBytes) wire = g_bytes_new (data, len);
  int code;
  g_autofree char *opened = device_open (to, from, message, wire, &code);

  return code;
}

/* What was tried left no trace. */
static void
assert_untouched (Scene *scene)
{
  guint8 digest[PRIM_HASH_BYTES];

  g_assert_cmpuint (scene->b->saves, ==, scene->saves);
  device_digest (scene->b, digest);
  g_assert_cmpmem (digest, sizeof digest, scene->digest, sizeof digest);
}

static void
assert_refused (Scene *scene, const guint8 *data, gsize len)
{
  g_assert_cmpint (try_open (scene->b, scene->a, &scene->message, data, len), >=, 0);
}

static void
assert_true_one_opens (Scene *scene)
{
  assert_untouched (scene);
  g_assert_cmpint (try_open (scene->b, scene->a, &scene->message, scene->wire, scene->len), ==, -1);
}

/* -- The bytes. -- */

/* Every third bit and length, a different one with each seed; each with `-m slow`. */
static void
flip_and_cut (Scene *scene)
{
  gsize step = g_test_slow () ? 1 : 3, first = (gsize) g_test_rand_int_range (0, (gint32) step);

  for (gsize bit = first; bit < 8 * scene->len; bit += step) {
    /* Of the KEM ciphertext one bit a byte: each costs a whole exchange. */
    gboolean in_kem = scene->wire[1] == ENVELOPE_EXCHANGE && bit / 8 >= KEM_AT && bit / 8 < BODY_AT;

    if (in_kem && bit % 8 != bit / 8 % 8)
      continue;
    scene->wire[bit / 8] ^= (guint8) (1 << bit % 8);
    assert_refused (scene, scene->wire, scene->len);
    scene->wire[bit / 8] ^= (guint8) (1 << bit % 8);
  }
  for (gsize cut = first; cut < scene->len; cut += step)
    assert_refused (scene, scene->wire, cut);
  assert_true_one_opens (scene);
}

static void
test_flip_message (void)
{
  g_auto (Scene) scene = scene_new (TRUE);

  flip_and_cut (&scene);
}

static void
test_flip_exchange (void)
{
  g_auto (Scene) scene = scene_new (FALSE);

  flip_and_cut (&scene);
}

/* Fields the library's parser would take: one unknown, one twice. */
static void
test_appended (void)
{
  static const struct {
    guint8 bytes[4];
    gsize len;
  } fields[] = {
    { { 0x78, 0x01 }, 2 }, { { 0x08, 0x01 }, 2 }, { { 0x0a, 0x00 }, 2 }, { { 0x7a, 0x01, 0x00 }, 3 }
  };

  for (guint answered = 0; answered < 2; answered++) {
    g_auto (Scene) scene = scene_new (answered == 1);

    for (guint i = 0; i < G_N_ELEMENTS (fields); i++) {
      g_autoptr (GByteArray) longer = g_byte_array_new ();

      g_byte_array_append (longer, scene.wire, (guint) scene.len);
      g_byte_array_append (longer, fields[i].bytes, (guint) fields[i].len);
      assert_refused (&scene, longer->data, longer->len);
    }
    assert_true_one_opens (&scene);
  }
}

static void
test_random (void)
{
  g_auto (Scene) message = scene_new (TRUE);
  g_auto (Scene) exchange = scene_new (FALSE);

  for (guint i = 0; i < (g_test_slow () ? 10000 : 2500); i++) {
    Scene *scene = i % 10 == 0 ? &exchange : &message;
    g_autofree guint8 *copy = g_memdup2 (scene->wire, scene->len);
    guint changes = (guint) g_test_rand_int_range (1, 5);
    gsize len = scene->len;

    for (guint k = 0; k < changes; k++)
      copy[g_test_rand_int_range (0, (gint32) len)] ^= (guint8) g_test_rand_int_range (1, 256);
    if (i % 3 == 0)
      len = (gsize) g_test_rand_int_range (0, (gint32) len);
    if (memcmp (copy, scene->wire, len) != 0 || len < scene->len)
      assert_refused (scene, copy, len);
  }
  assert_true_one_opens (&message);
  assert_true_one_opens (&exchange);
}

static void
test_too_big (void)
{
  g_auto (Scene) scene = scene_new (TRUE);
  g_autofree guint8 *big = g_malloc0 (ENVELOPE_MAX + 1);

  memcpy (big, scene.wire, scene.len);
  g_assert_cmpint (try_open (scene.b, scene.a, &scene.message, big, ENVELOPE_MAX + 1), ==,
                   WHIN_ERROR_TOO_BIG);
  assert_refused (&scene, big, ENVELOPE_MAX);
  assert_true_one_opens (&scene);
}

/* -- Who and where. -- */

static void
test_misattributed (void)
{
  for (guint answered = 0; answered < 2; answered++) {
    g_auto (Scene) scene = scene_new (answered == 1);
    g_autoptr (Device) carol = device_new (3, 1);
    Party alice = scene.a->self;
    Id other = id_random ();

    /* From carol; from carol whose list names alice's keys; from another device of alice's. */
    g_assert_cmpint (try_open (scene.b, carol, &scene.message, scene.wire, scene.len), >=, 0);
    scene.a->self.address = carol->self.address;
    assert_refused (&scene, scene.wire, scene.len);
    scene.a->self = alice;
    scene.a->self.address.device = 2;
    assert_refused (&scene, scene.wire, scene.len);
    scene.a->self = alice;
    /* Under another account key. */
    scene.a->self.account_key[0] ^= 1;
    assert_refused (&scene, scene.wire, scene.len);
    scene.a->self = alice;
    /* As another message; back to its sender; to itself. */
    g_assert_cmpint (try_open (scene.b, scene.a, &other, scene.wire, scene.len), >=, 0);
    g_assert_cmpint (try_open (scene.a, scene.b, &scene.message, scene.wire, scene.len), >=, 0);
    g_assert_cmpint (try_open (scene.b, scene.b, &scene.message, scene.wire, scene.len), >=, 0);
    assert_true_one_opens (&scene);
  }
}

/* The same keys moved to the receiver's other device, session and all. */
static void
test_wrong_receiver (void)
{
  g_auto (Scene) scene = scene_new (FALSE);
  Party bob = scene.b->self;

  scene.b->self.address.device = 9;
  assert_refused (&scene, scene.wire, scene.len);
  scene.b->self = bob;
  scene.b->self.account_key[31] ^= 1;
  assert_refused (&scene, scene.wire, scene.len);
  scene.b->self = bob;
  assert_true_one_opens (&scene);
}

/* -- Replays. -- */

/* The base key, behind its tag. */
static guint8 *
base_key_of (guint8 *wire, gsize len)
{
  static const guint8 identity_tag[] = { 0x1a, 0x20 }, base_tag[] = { 0x22, 0x20 };
  guint8 *at = memmem (wire + BODY_AT, len - BODY_AT, identity_tag, 2);

  g_assert_nonnull (at);
  at += 2 + 32;
  g_assert_cmpmem (at, 2, base_tag, 2);
  return at + 2;
}

/* Moves the key by one of the seven points of small order. */
static void
add_torsion (guint8 key[32], guint times)
{
  guint8 point[32], torsion[32];
  ec_public_key *mont = NULL, *ed = NULL;
  signal_buffer *bytes;

  sodium_hex2bin (torsion, 32, "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
                  64, NULL, NULL, NULL);
  g_assert_cmpint (curve_decode_point_mont (&mont, key, 32, NULL), ==, 0);
  bytes = ec_public_key_get_ed (mont);
  memcpy (point, signal_buffer_data (bytes), 32);
  signal_buffer_free (bytes);
  for (guint i = 0; i < times; i++)
    g_assert_cmpint (crypto_core_ed25519_add (point, point, torsion), ==, 0);
  g_assert_cmpint (curve_decode_point_ed (&ed, point, 32, NULL), ==, 0);
  bytes = ec_public_key_get_mont (ed);
  memcpy (key, signal_buffer_data (bytes), 32);
  signal_buffer_free (bytes);
  SIGNAL_UNREF (mont);
  SIGNAL_UNREF (ed);
}

/* Whether the engine alone would take it. */
static gboolean
engine_takes (Scene *scene, const guint8 *wire)
{
  EnginePeer peer = device_peer (scene->a);
  g_autoptr (GHashTable) before = device_snapshot (scene->b);
  guint saves = scene->b->saves;
  EngineExchange exchange;
  g_autoptr (GBytes) opened = engine_omemo.decrypt_exchange (
      &scene->b->store, &peer, wire + BODY_AT, scene->len - BODY_AT, &exchange, NULL);

  device_restore (scene->b, before);
  scene->b->saves = saves;
  return opened != NULL;
}

/* The first message of a session made with the keys of last resort, again and in other spellings.
 * The library would begin the session a second time and forget the conversation since. */
static void
test_replay_exchange (void)
{
  g_auto (Scene) scene = scene_new (FALSE);
  guint taken = 0;
  guint8 *base_key = base_key_of (scene.wire, scene.len), kept[32];

  memcpy (kept, base_key, 32);
  assert_true_one_opens (&scene);
  device_digest (scene.b, scene.digest);
  scene.saves = scene.b->saves;
  g_assert_cmpint (try_open (scene.b, scene.a, &scene.message, scene.wire, scene.len), ==,
                   WHIN_ERROR_DUPLICATE);
  for (guint times = 0; times < 8; times++)
    for (guint high = 0; high < 2; high++) {
      memcpy (base_key, kept, 32);
      if (times > 0)
        add_torsion (base_key, times);
      base_key[31] |= high == 1 ? 0x80 : 0;
      assert_refused (&scene, scene.wire, scene.len);
      taken += times > 0 && high == 0 && engine_takes (&scene, scene.wire);
    }
  /* Or this would be about nothing. */
  g_assert_cmpuint (taken, ==, 7);
  memcpy (base_key, kept, 32);
  assert_untouched (&scene);
  scene_send (&scene, "and the conversation goes on");
  assert_true_one_opens (&scene);
}

/* The other fields of an exchange that has been taken: the library does not look at them again. */
static void
test_replay_changed (void)
{
  g_auto (Scene) scene = scene_new (FALSE);
  guint8 *prekey;

  assert_true_one_opens (&scene);
  scene_send (&scene, "a second one, with the same exchange");
  prekey = scene.wire + BODY_AT + 1;
  *prekey ^= 1;
  assert_refused (&scene, scene.wire, scene.len);
  *prekey ^= 1;
  scene.wire[2 + 3] ^= 1;
  assert_refused (&scene, scene.wire, scene.len);
  scene.wire[2 + 3] ^= 1;
  scene.wire[KEM_AT] ^= 1;
  assert_refused (&scene, scene.wire, scene.len);
  scene.wire[KEM_AT] ^= 1;
  assert_true_one_opens (&scene);
}

/* -- Downgrade. -- */

static void
test_downgrade (void)
{
  g_auto (Scene) scene = scene_new (FALSE);
  g_autofree guint8 *stripped = g_malloc (scene.len);
  static const guint8 message_tag = 0x2a;
  guint8 *inner = base_key_of (scene.wire, scene.len) + 32;

  for (guint version = 0; version < 256; version++) {
    scene.wire[0] = (guint8) version;
    if (version != ENVELOPE_VERSION)
      assert_refused (&scene, scene.wire, scene.len);
  }
  scene.wire[0] = ENVELOPE_VERSION;
  for (guint kind = 0; kind < 256; kind++) {
    scene.wire[1] = (guint8) kind;
    if (kind != ENVELOPE_EXCHANGE)
      assert_refused (&scene, scene.wire, scene.len);
  }
  scene.wire[1] = ENVELOPE_EXCHANGE;
  /* Without the KEM; and what is inside the exchange as if it had been answered. */
  stripped[0] = ENVELOPE_VERSION;
  stripped[1] = ENVELOPE_EXCHANGE;
  memcpy (stripped + 2, scene.wire + BODY_AT, scene.len - BODY_AT);
  assert_refused (&scene, stripped, scene.len - BODY_AT + 2);
  g_assert_cmpuint (inner[0], ==, message_tag);
  assert_true_one_opens (&scene);
  scene_send (&scene, "another");
  inner = base_key_of (scene.wire, scene.len) + 32 + 3;
  stripped[1] = ENVELOPE_MESSAGE;
  memcpy (stripped + 2, inner, scene.len - (gsize) (inner - scene.wire));
  assert_refused (&scene, stripped, scene.len - (gsize) (inner - scene.wire) + 2);
  assert_true_one_opens (&scene);
}

/* Messages of the older protocols begin with their version. */
static void
test_older_protocols (void)
{
  g_auto (Scene) scene = scene_new (TRUE);

  for (guint version = 0x11; version <= 0x44; version += 0x11) {
    g_autofree guint8 *old = g_malloc (scene.len + 1);

    old[0] = scene.wire[0];
    old[1] = scene.wire[1];
    old[2] = (guint8) version;
    memcpy (old + 3, scene.wire + 2, scene.len - 2);
    assert_refused (&scene, old, scene.len + 1);
  }
  assert_true_one_opens (&scene);
}

/* -- Keys. -- */

static void
assert_no_session (Device *a, Device *b, const EnvelopeBundle *bundle)
{
  EnvelopePair pair = device_pair (a, b);
  g_autoptr (GError) error = NULL;
  guint8 before[PRIM_HASH_BYTES], after[PRIM_HASH_BYTES];

  device_digest (a, before);
  g_assert_false (envelope_start (&pair, bundle, &error));
  g_assert_error (error, WHIN_ERROR, WHIN_ERROR_UNTRUSTED);
  device_digest (a, after);
  g_assert_cmpmem (before, sizeof before, after, sizeof after);
}

static void
test_swapped_keys (void)
{
  g_autoptr (Device) a = device_new (1, 1);
  g_autoptr (Device) b = device_new (2, 1);
  g_autoptr (Device) evil = device_new (4, 1);
  EnvelopeBundle good = device_bundle (b), other = device_bundle (evil), bundle;
  Party bob = b->self;

  bundle = good;
  bundle.engine.signed_prekey = other.engine.signed_prekey;
  assert_no_session (a, b, &bundle);
  bundle = good;
  bundle.engine.signed_prekey.prekey = other.engine.signed_prekey.prekey;
  assert_no_session (a, b, &bundle);
  bundle = good;
  bundle.kem = other.kem;
  assert_no_session (a, b, &bundle);
  bundle = good;
  memcpy (bundle.kem.key, other.kem.key, sizeof other.kem.key);
  assert_no_session (a, b, &bundle);
  bundle = good;
  bundle.kem.id++;
  assert_no_session (a, b, &bundle);
  /* Another's identity, another's signing key, in the place of his. */
  memcpy (b->self.identity, evil->self.identity, sizeof bob.identity);
  assert_no_session (a, b, &good);
  b->self = bob;
  memcpy (b->self.signing_key, evil->self.signing_key, sizeof bob.signing_key);
  assert_no_session (a, b, &good);
  b->self = bob;
  start (a, b, &good);
}

/* A one-time prekey is not signed. A session with another's forms here, and no message opens there.
 */
static void
test_swapped_prekey (void)
{
  g_auto (Scene) scene = scene_new (TRUE);
  g_autoptr (Device) evil = device_new (4, 1);
  EnvelopeBundle bundle = device_bundle (scene.b), other = device_bundle (evil);

  bundle.engine.prekey = other.engine.prekey;
  start (scene.a, scene.b, &bundle);
  scene_send (&scene, "to nobody");
  assert_refused (&scene, scene.wire, scene.len);
  assert_untouched (&scene);
}

static void
test_low_order (void)
{
  g_autoptr (Device) a = device_new (1, 1);
  g_autoptr (Device) b = device_new (2, 1);
  EnvelopeBundle good = device_bundle (b), bundle;
  Party bob = b->self;

  for (guint i = 0; i < LOW_ORDER_KEYS; i++) {
    bundle = good;
    low_order_key (i, bundle.engine.prekey.key);
    assert_no_session (a, b, &bundle);
    bundle = good;
    low_order_key (i, bundle.engine.signed_prekey.prekey.key);
    assert_no_session (a, b, &bundle);
    low_order_key (i, b->self.identity);
    assert_no_session (a, b, &good);
    b->self = bob;
  }
}

static void
test_low_order_messages (void)
{
  for (guint answered = 0; answered < 2; answered++) {
    g_auto (Scene) scene = scene_new (answered == 1);
    guint8 *body = scene.wire + (answered == 1 ? 2 : BODY_AT);
    static const guint8 ratchet_tag[] = { 0x1a, 0x20 };
    guint8 *keys[2] = { NULL, NULL }, kept[32];
    guint8 *at = body;

    /* The ratchet key is behind the last such tag before the ciphertext; an exchange has the
     * identity behind the first. */
    if (answered == 0)
      keys[0] = at = base_key_of (scene.wire, scene.len);
    keys[1] = (guint8 *) memmem (at, scene.len - (gsize) (at - scene.wire), ratchet_tag, 2) + 2;
    for (guint slot = 0; slot < 2; slot++) {
      if (keys[slot] == NULL)
        continue;
      memcpy (kept, keys[slot], 32);
      for (guint i = 0; i < LOW_ORDER_KEYS; i++) {
        low_order_key (i, keys[slot]);
        assert_refused (&scene, scene.wire, scene.len);
      }
      memcpy (keys[slot], kept, 32);
    }
    assert_true_one_opens (&scene);
  }
}

/* The peer's keys are new, in a list that is signed, and the session is of the old ones: nothing is
 * sent through it. */
static void
test_keys_changed (void)
{
  g_auto (Scene) scene = scene_new (TRUE);
  g_autoptr (Device) renewed = device_new (2, 1);
  Party parties[3];

  for (guint i = 0; i < G_N_ELEMENTS (parties); i++)
    parties[i] = scene.b->self;
  memcpy (parties[0].identity, renewed->self.identity, sizeof renewed->self.identity);
  memcpy (parties[1].account_key, renewed->self.account_key, sizeof renewed->self.account_key);
  parties[2] = renewed->self;
  for (guint i = 0; i < G_N_ELEMENTS (parties); i++) {
    EnvelopePair pair = device_pair (scene.a, scene.b);
    EnvelopeHeader header = device_header (scene.b);
    g_autoptr (GError) error = NULL;
    guint saves = scene.a->saves;

    pair.peer = &parties[i];
    g_assert_null (envelope_seal (&pair, &scene.message, &header, "x", 1, &error));
    g_assert_error (error, WHIN_ERROR, WHIN_ERROR_UNTRUSTED);
    g_clear_error (&error);
    g_assert_null (envelope_seal_ephemeral (&pair, "x", 1, &error));
    g_assert_error (error, WHIN_ERROR, WHIN_ERROR_UNTRUSTED);
    g_assert_cmpuint (scene.a->saves, ==, saves);
  }
  assert_true_one_opens (&scene);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_true (envelope_init (&engine_omemo, NULL));
  g_test_add_func ("/envelope-attacks/flip-message", test_flip_message);
  g_test_add_func ("/envelope-attacks/flip-exchange", test_flip_exchange);
  g_test_add_func ("/envelope-attacks/appended", test_appended);
  g_test_add_func ("/envelope-attacks/random", test_random);
  g_test_add_func ("/envelope-attacks/too-big", test_too_big);
  g_test_add_func ("/envelope-attacks/misattributed", test_misattributed);
  g_test_add_func ("/envelope-attacks/wrong-receiver", test_wrong_receiver);
  g_test_add_func ("/envelope-attacks/replay-exchange", test_replay_exchange);
  g_test_add_func ("/envelope-attacks/replay-changed", test_replay_changed);
  g_test_add_func ("/envelope-attacks/downgrade", test_downgrade);
  g_test_add_func ("/envelope-attacks/older-protocols", test_older_protocols);
  g_test_add_func ("/envelope-attacks/swapped-keys", test_swapped_keys);
  g_test_add_func ("/envelope-attacks/swapped-prekey", test_swapped_prekey);
  g_test_add_func ("/envelope-attacks/keys-changed", test_keys_changed);
  g_test_add_func ("/envelope-attacks/low-order", test_low_order);
  g_test_add_func ("/envelope-attacks/low-order-messages", test_low_order_messages);
  return g_test_run ();
}
