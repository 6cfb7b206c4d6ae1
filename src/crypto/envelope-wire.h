/* envelope-wire: the outermost layer, which a server can read. Private to the envelope.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "envelope.h"

/* Borrowed from the bytes it was read from. */
typedef struct {
  EnvelopeKind kind;
  guint32 kem_id;               /* with an exchange only, */
  const guint8 *kem_ciphertext; /* as is this */
  const guint8 *body;
  gsize body_len;
} EnvelopeWire;

gboolean envelope_wire_read (gconstpointer data, gsize len, EnvelopeWire *wire, GError **error);
/* WHIN_ERROR_TOO_BIG when it does not fit into a `ct`. */
GBytes *envelope_wire_write (const EnvelopeWire *wire, GError **error);
