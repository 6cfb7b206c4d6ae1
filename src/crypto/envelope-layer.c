/* envelope-layer: see the header. The header inside has one length, and the padding is of the
 * content alone: so all short contents have one length on the wire. SPDX-License-Identifier:
 * GPL-3.0-or-later */
#include "envelope-layer.h"

#include "pack.h"
#include "pad.h"
#include "secret.h"

#define MARK_BYTES (8 + PRIM_HASH_BYTES)
#define HEADER_BYTES (1 + ID_BYTES + 2 * MARK_BYTES + 4 + PRIM_HASH_BYTES)

static void
pack_mark (GByteArray *out, const ListMark *mark)
{
  pack_u64 (out, mark->version);
  pack_bytes (out, mark->hash, PRIM_HASH_BYTES);
}

static ListMark
unpack_mark (Unpack *in)
{
  ListMark mark = { .version = unpack_u64 (in) };

  unpack_bytes (in, mark.hash, PRIM_HASH_BYTES);
  return mark;
}

static void
pack_header (GByteArray *out, const EnvelopeHeader *header)
{
  pack_u8 (out, (guint8) header->conv.kind);
  pack_id (out, &header->conv.id);
  pack_mark (out, &header->sender_list);
  pack_mark (out, &header->receiver_list);
  pack_u32 (out, header->sequence);
  pack_bytes (out, header->previous, PRIM_HASH_BYTES);
}

static EnvelopeHeader
unpack_header (Unpack *in)
{
  EnvelopeHeader header = { 0 };

  header.conv.kind = unpack_u8 (in);
  header.conv.id = unpack_id (in);
  if ((header.conv.kind != CONV_USER && header.conv.kind != CONV_GROUP &&
       header.conv.kind != CONV_STATUS && header.conv.kind != CONV_BROADCAST) ||
      id_is_none (&header.conv.id))
    unpack_refuse (in);
  header.sender_list = unpack_mark (in);
  header.receiver_list = unpack_mark (in);
  header.sequence = unpack_u32 (in);
  unpack_bytes (in, header.previous, PRIM_HASH_BYTES);
  return header;
}

/* The key of one direction, and what the AEAD is bound to. */
typedef struct {
  guint8 key[PRIM_KEY_BYTES];
  GByteArray *bound;
} Binding;

static void
binding_clear (Binding *binding)
{
  prim_wipe (binding->key, sizeof binding->key);
  g_byte_array_unref (binding->bound);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Binding, binding_clear)

static Binding
bind_to (const EnvelopeLayer *layer, const Channel *channel, gboolean from_self)
{
  gboolean from_initiator = channel->initiator == from_self;
  Binding binding = { .bound = g_byte_array_new () };

  channel_key (channel, CHANNEL_MESSAGES, from_initiator, binding.key);
  pack_bytes (binding.bound, channel->transcript, PRIM_HASH_BYTES);
  pack_u8 (binding.bound, from_initiator ? 1 : 0);
  pack_u8 (binding.bound, ENVELOPE_VERSION);
  pack_u8 (binding.bound, (guint8) layer->kind);
  pack_u32 (binding.bound, channel->epoch);
  pack_id (binding.bound, layer->message);
  return binding;
}

GBytes *
envelope_layer_seal (const EnvelopeLayer *layer,
                     const Channel *channel,
                     const EnvelopeHeader *header,
                     gconstpointer content,
                     gsize len)
{
  g_autoptr (SecretArray) plain = secret_array_new (HEADER_BYTES + pad_length (len));
  g_autoptr (GByteArray) out = g_byte_array_new ();
  g_autoptr (GBytes) sealed = NULL;
  g_auto (Binding) binding = bind_to (layer, channel, TRUE);

  pack_header (plain, header);
  pad_append (plain, content, len);
  sealed =
      prim_seal (binding.key, binding.bound->data, binding.bound->len, plain->data, plain->len);
  pack_u32 (out, channel->epoch);
  pack_bytes (out, g_bytes_get_data (sealed, NULL), g_bytes_get_size (sealed));
  return g_byte_array_free_to_bytes (g_steal_pointer (&out));
}

static gboolean
read_plain (GBytes *plain, EnvelopeHeader *header, GBytes **content)
{
  Unpack in = unpack_begin (g_bytes_get_data (plain, NULL), g_bytes_get_size (plain));
  EnvelopeHeader read = unpack_header (&in);
  gsize len;

  if (in.failed || !pad_strip (in.at, in.left, &len) || len > LIMIT_CONTENT_MAX)
    return FALSE;
  *header = read;
  *content = g_bytes_new_from_bytes (plain, HEADER_BYTES, len);
  return TRUE;
}

gboolean
envelope_layer_open (const EnvelopeLayer *layer,
                     const Channel *channel,
                     GBytes *sealed,
                     EnvelopeHeader *header,
                     GBytes **content)
{
  Unpack in = unpack_begin (g_bytes_get_data (sealed, NULL), g_bytes_get_size (sealed));
  g_auto (Binding) binding = bind_to (layer, channel, FALSE);
  g_autoptr (GBytes) plain = NULL;

  if (unpack_u32 (&in) != channel->epoch || in.failed)
    return FALSE;
  plain = prim_open (binding.key, binding.bound->data, binding.bound->len, in.at, in.left);
  return plain != NULL && read_plain (plain, header, content);
}
