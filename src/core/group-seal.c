/* group-seal: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "group-seal.h"

#include "group-keys.h"
#include "pack.h"
#include "pad.h"
#include "peers.h"
#include "secret.h"

#include <string.h>

#define MARK_BYTES (8 + PRIM_HASH_BYTES)
#define HEADER_BYTES (ID_BYTES + MARK_BYTES + 4 + PRIM_HASH_BYTES)
#define WIRE_FRONT 2

static void
pack_header (Core *core, const StoreOutbox *entry, GByteArray *out)
{
  Id self = core_self (core);
  const Peer *own = peers_get (core, &self);
  DevlistMark mark = { 0 };

  if (own != NULL)
    mark = own->mark;
  pack_id (out, &entry->id);
  pack_u64 (out, mark.version);
  pack_bytes (out, mark.hash, PRIM_HASH_BYTES);
  pack_u32 (out, entry->sequence);
  pack_bytes (out, entry->previous, PRIM_HASH_BYTES);
}

char *
group_seal (Core *core, const Group *group, const StoreOutbox *entry)
{
  gsize len;
  gconstpointer data = g_bytes_get_data (entry->content, &len);
  g_autoptr (SecretArray) plain = secret_array_new (HEADER_BYTES + pad_length (len));
  g_autoptr (GByteArray) out = g_byte_array_new ();
  g_autoptr (GBytes) sealed = NULL;

  pack_header (core, entry, plain);
  pad_append (plain, data, len);
  sealed = group_keys_seal (core, group, plain->data, plain->len);
  if (sealed == NULL)
    return NULL;
  data = g_bytes_get_data (sealed, &len);
  pack_u8 (out, ENVELOPE_VERSION);
  pack_u8 (out, ENVELOPE_GROUP);
  pack_bytes (out, data, len);
  return out->len <= ENVELOPE_MAX ? base64url_encode (out->data, out->len) : NULL;
}

/* -- Opening. -- */

void
group_wire_clear (GroupWire *wire)
{
  g_clear_pointer (&wire->wire, g_bytes_unref);
}

gboolean
group_wire_read (const char *ct, GroupWire *wire)
{
  g_autoptr (GBytes) bytes = base64url_decode (ct);
  const guint8 *data;
  gsize len;

  if (bytes == NULL)
    return FALSE;
  data = g_bytes_get_data (bytes, &len);
  if (len < WIRE_FRONT || data[0] != ENVELOPE_VERSION || data[1] != ENVELOPE_GROUP ||
      !senderkey_peek (data + WIRE_FRONT, len - WIRE_FRONT, wire->chain, &wire->at))
    return FALSE;
  wire->wire = g_bytes_new_from_bytes (bytes, WIRE_FRONT, len - WIRE_FRONT);
  return TRUE;
}

/* Whether it is this message that was sealed. */
static GBytes *
read_plain (GBytes *plain, const ProtoMsg *msg, EnvelopeHeader *header)
{
  Unpack in = unpack_begin (g_bytes_get_data (plain, NULL), g_bytes_get_size (plain));
  Id id = unpack_id (&in);
  EnvelopeHeader read = { .conv = msg->conv };
  gsize len;

  read.sender_list.version = unpack_u64 (&in);
  unpack_bytes (&in, read.sender_list.hash, PRIM_HASH_BYTES);
  read.sequence = unpack_u32 (&in);
  unpack_bytes (&in, read.previous, PRIM_HASH_BYTES);
  if (in.failed || !id_equal (&id, &msg->id) || !pad_strip (in.at, in.left, &len) ||
      len > LIMIT_CONTENT_MAX)
    return NULL;
  *header = read;
  return g_bytes_new_from_bytes (plain, HEADER_BYTES, len);
}

GBytes *
group_open (Core *core,
            const ProtoMsg *msg,
            const GroupWire *wire,
            GBytes *key,
            EnvelopeHeader *header,
            GError **error)
{
  gsize len;
  gconstpointer data = g_bytes_get_data (wire->wire, &len);
  g_autoptr (GBytes) next = NULL;
  g_autoptr (GError) local = NULL;
  g_autoptr (GBytes) plain = senderkey_open (key, data, len, core_now (core), &next, &local);
  GBytes *content = plain != NULL ? read_plain (plain, msg, header) : NULL;

  if (content != NULL)
    group_keys_put (core, &msg->conv.id, msg, next);
  else if (g_error_matches (local, WHIN_ERROR, WHIN_ERROR_CONFLICT))
    g_set_error_literal (error, WHIN_ERROR, WHIN_ERROR_DUPLICATE, local->message);
  else
    g_set_error_literal (error, WHIN_ERROR, WHIN_ERROR_UNDECRYPTABLE,
                         local != NULL ? local->message : "not what its sender sealed");
  return content;
}
