/* keycheck: which public keys of others are taken. A key has one encoding, and none of the few that
 * make every agreement come out the same.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#define KEYCHECK_BYTES 32

/* X25519 (RFC 7748): the high bit clear, below p, of no low order. */
gboolean keycheck_x25519 (const guint8 key[KEYCHECK_BYTES]) G_GNUC_WARN_UNUSED_RESULT;
/* Ed25519, as a device's identity is written: canonical, on the curve, of prime order, and with the
 * sign bit clear, which is the one of two points with the same X25519 form. */
gboolean keycheck_identity (const guint8 key[KEYCHECK_BYTES]) G_GNUC_WARN_UNUSED_RESULT;
