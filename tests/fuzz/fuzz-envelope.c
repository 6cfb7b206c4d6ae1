/* fuzz-envelope: any bytes as messages from a known device, one after the other, each behind its
 * length. What is refused leaves no trace; what opens is answered and does not open twice.
 *
 * envelope-corpus makes messages that open.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "envelope-scene.h"
#include "pack.h"

#define MESSAGES_MAX 8

int LLVMFuzzerTestOneInput (const guint8 *data, size_t size);

static void
other_readers (const Scene *scene, const guint8 *data, gsize len)
{
  EnvelopePair pair = device_pair (scene->receiver, scene->sender);
  g_autoptr (GBytes) ephemeral = envelope_open_ephemeral (&pair, data, len, NULL);
  EnvelopeKind kind;

  if (envelope_kind (data, len, &kind, NULL))
    g_assert (len > 2 && data[0] == ENVELOPE_VERSION && data[1] == (guint8) kind);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, size_t size)
{
  const Scene *scene = scene_begin ();
  Unpack in = unpack_begin (data, size);

  other_readers (scene, data, size);
  for (guint i = 0; i < MESSAGES_MAX && in.left > 0; i++) {
    gsize len;
    const guint8 *message = unpack_string (&in, G_MAXUINT16, &len);
    g_autoptr (GBytes) wire = message != NULL ? g_bytes_new (message, len) : NULL;
    g_autoptr (GBytes) answer = wire != NULL ? scene_deliver (scene, wire, i) : NULL;

    if (wire == NULL)
      break;
  }
  return 0;
}
