/* ratchet: what of a sealed message its engine leaves readable, for a server to see and to change.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

typedef enum {
  RATCHET_BASE_KEY, /* of an exchange only */
  RATCHET_NUMBER,   /* of the message in its chain, as it is written */
  RATCHET_KEY,
} RatchetField;

/* Into data; *len is how many bytes there are. */
guint8 *ratchet_find (guint8 *data, gsize data_len, RatchetField field, gsize *len);
gboolean ratchet_is_exchange (const guint8 *data, gsize len);
/* The key of the chain and the number in it: what one message key is for. */
GBytes *ratchet_place (GBytes *ct);
/* The same, not an exchange, with another number: nobody's. */
GBytes *ratchet_with_number (GBytes *ct, guint32 number);
