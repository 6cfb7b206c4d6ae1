/* test-envelope-layer: the post-quantum layer by itself, where the engine does not help: it opens
 * with the very same channel, kind and id, from the other end, and with nothing else.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "envelope-layer.h"

#include <string.h>

typedef struct {
  Party a, b;
  Channel at_a, at_b; /* two ends of one channel */
  Id message;
  EnvelopeLayer layer;
  GBytes *sealed; /* by a */
} Scene;

static Party
party (guint8 account)
{
  Party made = { .address = { { { account } }, 1 } };

  prim_random (made.account_key, sizeof made.account_key);
  prim_random (made.identity, sizeof made.identity);
  return made;
}

static const EnvelopeHeader header = { .conv = { CONV_USER, { { 1 } } } };

static void
scene_begin (Scene *scene)
{
  scene->a = party (1);
  scene->b = party (2);
  scene->at_a = (Channel) { .initiator = TRUE, .kem_id = 4 };
  prim_random (scene->at_a.root, sizeof scene->at_a.root);
  prim_random (scene->at_a.exchange.base_key, ENGINE_KEY_BYTES);
  scene->at_b = scene->at_a;
  scene->at_b.initiator = FALSE;
  channel_bind (&scene->at_a, &scene->a, &scene->b);
  channel_bind (&scene->at_b, &scene->b, &scene->a);
  scene->message = id_random ();
  scene->layer = (EnvelopeLayer) { ENVELOPE_MESSAGE, &scene->message };
  scene->sealed = envelope_layer_seal (&scene->layer, &scene->at_a, &header, "hello", 5);
}

static void
scene_end (Scene *scene)
{
  g_bytes_unref (scene->sealed);
}

static gboolean
opens (Scene *scene, const Channel *channel)
{
  g_autoptr (GBytes) content = NULL;
  EnvelopeHeader read;

  return envelope_layer_open (&scene->layer, channel, scene->sealed, &read, &content);
}

static void
test_same (void)
{
  Scene scene;

  scene_begin (&scene);
  g_assert_cmpmem (scene.at_a.transcript, PRIM_HASH_BYTES, scene.at_b.transcript, PRIM_HASH_BYTES);
  g_assert_true (opens (&scene, &scene.at_b));
  scene_end (&scene);
}

static void
test_direction (void)
{
  Scene scene;

  scene_begin (&scene);
  g_assert_false (opens (&scene, &scene.at_a));
  scene_end (&scene);
}

static void
test_other_channel (void)
{
  Scene scene;
  Channel channel;

  scene_begin (&scene);
  channel = scene.at_b;
  channel.transcript[0] ^= 1;
  g_assert_false (opens (&scene, &channel));
  channel = scene.at_b;
  channel.root[31] ^= 1;
  g_assert_false (opens (&scene, &channel));
  channel = scene.at_b;
  channel.epoch++;
  g_assert_false (opens (&scene, &channel));
  scene_end (&scene);
}

static void
test_other_message (void)
{
  Scene scene;

  scene_begin (&scene);
  scene.layer.kind = ENVELOPE_EXCHANGE;
  g_assert_false (opens (&scene, &scene.at_b));
  scene.layer.kind = ENVELOPE_MESSAGE;
  scene.message.bytes[15] ^= 1;
  g_assert_false (opens (&scene, &scene.at_b));
  scene_end (&scene);
}

/* Every part of the transcript, one bit each, changes it. */
static void
test_transcript (void)
{
  Scene scene;
  Party party_a, party_b;
  Channel channel;

  scene_begin (&scene);
#define DIFFERS(target, original, field)                                                           \
  target = original;                                                                               \
  ((guint8 *) &target.field)[0] ^= 1;                                                              \
  g_assert_false (channel_is_between (&channel, &party_a, &party_b));                              \
  target = original
  channel = scene.at_a;
  party_a = scene.a;
  party_b = scene.b;
  g_assert_true (channel_is_between (&channel, &party_a, &party_b));
  DIFFERS (party_a, scene.a, address.account);
  DIFFERS (party_a, scene.a, address.device);
  DIFFERS (party_a, scene.a, account_key);
  DIFFERS (party_a, scene.a, identity);
  DIFFERS (party_b, scene.b, address.account);
  DIFFERS (party_b, scene.b, address.device);
  DIFFERS (party_b, scene.b, account_key);
  DIFFERS (party_b, scene.b, identity);
  DIFFERS (channel, scene.at_a, initiator);
  DIFFERS (channel, scene.at_a, exchange.base_key);
  DIFFERS (channel, scene.at_a, exchange.signed_prekey);
  DIFFERS (channel, scene.at_a, exchange.prekey);
  DIFFERS (channel, scene.at_a, kem_id);
  DIFFERS (channel, scene.at_a, kem_key_hash);
  DIFFERS (channel, scene.at_a, kem_ciphertext_hash);
#undef DIFFERS
  scene_end (&scene);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_true (prim_init (NULL));
  g_test_add_func ("/envelope-layer/same", test_same);
  g_test_add_func ("/envelope-layer/direction", test_direction);
  g_test_add_func ("/envelope-layer/other-channel", test_other_channel);
  g_test_add_func ("/envelope-layer/other-message", test_other_message);
  g_test_add_func ("/envelope-layer/transcript", test_transcript);
  return g_test_run ();
}
