/* envelope-wire: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "envelope-wire.h"

#include "pack.h"
#include "refuse.h"

#include <glib/gi18n.h>

static gboolean
too_big (GError **error)
{
  g_set_error_literal (error, WHIN_ERROR, WHIN_ERROR_TOO_BIG, _ ("This message is too long."));
  return FALSE;
}

gboolean
envelope_wire_read (gconstpointer data, gsize len, EnvelopeWire *wire, GError **error)
{
  Unpack in = unpack_begin (data, len);
  guint8 version;

  if (len > ENVELOPE_MAX)
    return too_big (error);
  version = unpack_u8 (&in);
  *wire = (EnvelopeWire) { .kind = unpack_u8 (&in) };
  if (!in.failed && version > ENVELOPE_VERSION) {
    g_set_error_literal (error, WHIN_ERROR, WHIN_ERROR_TOO_OLD,
                         _ ("This message was sent by a newer Whinchat. Update to read it."));
    return FALSE;
  }
  if (version != ENVELOPE_VERSION || wire->kind < ENVELOPE_EXCHANGE || wire->kind > ENVELOPE_GROUP)
    return refuse (error, WHIN_ERROR_UNDECRYPTABLE);
  if (wire->kind == ENVELOPE_EXCHANGE) {
    wire->kem_id = unpack_u32 (&in);
    wire->kem_ciphertext = in.at;
    if (in.failed || in.left <= KEM_CIPHERTEXT_BYTES)
      return refuse (error, WHIN_ERROR_UNDECRYPTABLE);
    in = unpack_begin (in.at + KEM_CIPHERTEXT_BYTES, in.left - KEM_CIPHERTEXT_BYTES);
  }
  wire->body = in.at;
  wire->body_len = in.left;
  return in.left > 0 || refuse (error, WHIN_ERROR_UNDECRYPTABLE);
}

GBytes *
envelope_wire_write (const EnvelopeWire *wire, GError **error)
{
  g_autoptr (GByteArray) out = g_byte_array_new ();

  pack_u8 (out, ENVELOPE_VERSION);
  pack_u8 (out, (guint8) wire->kind);
  if (wire->kind == ENVELOPE_EXCHANGE) {
    pack_u32 (out, wire->kem_id);
    pack_bytes (out, wire->kem_ciphertext, KEM_CIPHERTEXT_BYTES);
  }
  pack_bytes (out, wire->body, wire->body_len);
  if (out->len > ENVELOPE_MAX) {
    too_big (error);
    return NULL;
  }
  return g_byte_array_free_to_bytes (g_steal_pointer (&out));
}
