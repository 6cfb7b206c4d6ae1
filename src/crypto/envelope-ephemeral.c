/* envelope-ephemeral: typing and presence, under a key of their own from the same root; see
 * envelope.h. All of one length.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "envelope.h"

#include "envelope-layer.h"
#include "pack.h"
#include "pad.h"
#include "refuse.h"

GBytes *
envelope_seal_ephemeral (const EnvelopePair *pair, gconstpointer content, gsize len, GError **error)
{
  g_autoptr (GPtrArray) channels = channels_load (pair->store, &pair->peer->address, error);
  g_autoptr (GByteArray) plain = g_byte_array_new ();
  g_autoptr (GByteArray) padded = g_byte_array_new ();
  g_autoptr (GByteArray) out = g_byte_array_new ();
  g_autoptr (GBytes) sealed = NULL;
  guint8 key[PRIM_KEY_BYTES];
  const Channel *channel;

  g_return_val_if_fail (len <= ENVELOPE_EPHEMERAL_CONTENT_MAX, NULL);
  if (channels == NULL || (channel = envelope_channel_in_use (pair, channels, error)) == NULL)
    return NULL;
  pack_u64 (plain, (guint64) pair->now);
  pack_bytes (plain, content, len);
  pad_append (padded, plain->data, plain->len);
  channel_key (channel, CHANNEL_EPHEMERAL, channel->initiator, key);
  sealed = prim_seal (key, channel->transcript, PRIM_HASH_BYTES, padded->data, padded->len);
  prim_wipe (key, sizeof key);
  pack_u8 (out, ENVELOPE_VERSION);
  pack_bytes (out, g_bytes_get_data (sealed, NULL), g_bytes_get_size (sealed));
  return g_byte_array_free_to_bytes (g_steal_pointer (&out));
}

static GBytes *
open_with (const Channel *channel, const EnvelopePair *pair, const Unpack *sealed)
{
  guint8 key[PRIM_KEY_BYTES];
  GBytes *plain;

  if (!channel_is_between (channel, pair->self, pair->peer))
    return NULL;
  channel_key (channel, CHANNEL_EPHEMERAL, !channel->initiator, key);
  plain = prim_open (key, channel->transcript, PRIM_HASH_BYTES, sealed->at, sealed->left);
  prim_wipe (key, sizeof key);
  return plain;
}

/* What was said, if it was said just now. */
static GBytes *
read_plain (GBytes *plain, gint64 now)
{
  gsize padded, len;
  gconstpointer data = g_bytes_get_data (plain, &padded);
  Unpack in;
  gint64 then;

  if (!pad_strip (data, padded, &len))
    return NULL;
  in = unpack_begin (data, len);
  then = (gint64) unpack_u64 (&in);
  if (in.failed || then < now - ENVELOPE_EPHEMERAL_SECONDS ||
      then > now + ENVELOPE_EPHEMERAL_SECONDS)
    return NULL;
  return g_bytes_new (in.at, in.left);
}

GBytes *
envelope_open_ephemeral (const EnvelopePair *pair, gconstpointer data, gsize len, GError **error)
{
  g_autoptr (GPtrArray) channels = channels_load (pair->store, &pair->peer->address, error);
  Unpack in = unpack_begin (data, len);
  g_autoptr (GBytes) plain = NULL;
  GBytes *content;

  if (channels == NULL)
    return NULL;
  if (len <= ENVELOPE_EPHEMERAL_MAX && unpack_u8 (&in) == ENVELOPE_VERSION)
    for (guint i = 0; i < channels->len && plain == NULL; i++)
      plain = open_with (channels->pdata[i], pair, &in);
  content = plain != NULL ? read_plain (plain, pair->now) : NULL;
  if (content == NULL)
    refuse (error, WHIN_ERROR_UNDECRYPTABLE);
  return content;
}
