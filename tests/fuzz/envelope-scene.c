/* envelope-scene: see the header. Each device draws from random numbers of its own, so that what
 * the receiver does is the same whether or not the sender is at work beside it.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "envelope-scene.h"

#include <sodium.h>
#include <string.h>

static enum {
  RECEIVER,
  SENDER,
  DEVICES
} drawing;
static guint32 drawn[DEVICES];

static const char *
source_name (void)
{
  return "fixed";
}

static void
draw (void *bytes, const size_t len)
{
  guint8 seed[randombytes_SEEDBYTES] = { 0 };
  guint32 number = drawn[drawing]++;

  seed[0] = (guint8) drawing;
  memcpy (seed + 1, &number, sizeof number);
  randombytes_buf_deterministic (bytes, len, seed);
}

static guint32
draw_one (void)
{
  guint32 number;

  draw (&number, sizeof number);
  return number;
}

static Scene scene;
static GHashTable *untouched;
static guint32 drawn_untouched;

static void
make (void)
{
  static struct randombytes_implementation fixed = {
    .implementation_name = source_name,
    .random = draw_one,
    .buf = draw,
  };

  g_assert (randombytes_set_implementation (&fixed) == 0);
  g_assert (prim_init (NULL) && kem_init (NULL));
  drawing = SENDER;
  scene.sender = device_new (1, 1);
  drawing = RECEIVER;
  scene.receiver = device_new (2, 1);
  scene.bundle = device_bundle (scene.receiver);
  scene.last_resort = device_bundle_of_last_resort (scene.receiver);
  untouched = device_snapshot (scene.receiver);
  drawn_untouched = drawn[RECEIVER];
}

const Scene *
scene_begin (void)
{
  if (scene.receiver == NULL)
    make ();
  device_restore (scene.receiver, untouched);
  g_hash_table_unref (untouched);
  untouched = device_snapshot (scene.receiver);
  drawn[RECEIVER] = drawn_untouched;
  return &scene;
}

Id
scene_message (guint index)
{
  return (Id) { { 'm', (guint8) index } };
}

static Id
answer_to (guint index)
{
  return (Id) { { 'a', (guint8) index } };
}

GBytes *
scene_deliver (const Scene *at, GBytes *wire, guint index)
{
  Id message = scene_message (index), answer = answer_to (index);
  guint saves = at->receiver->saves;
  int code;
  g_autofree char *opened = NULL;
  g_autofree char *again = NULL;

  drawing = RECEIVER;
  opened = device_open (at->receiver, at->sender, &message, wire, &code);
  if (opened == NULL) {
    g_assert (at->receiver->saves == saves);
    return NULL;
  }
  again = device_open (at->receiver, at->sender, &message, wire, &code);
  g_assert (again == NULL);
  return device_seal (at->receiver, at->sender, &answer, "heard");
}

void
scene_hear (const Scene *at, GBytes *answer, guint index)
{
  Id id = answer_to (index);
  int code;
  g_autofree char *heard = NULL;

  drawing = SENDER;
  heard = device_open (at->sender, at->receiver, &id, answer, &code);
  g_assert (g_strcmp0 (heard, "heard") == 0);
}
