/* low-order: the encodings of X25519 keys of low order: seven numbers, with and without the high
 * bit. SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#define LOW_ORDER_KEYS 14

void low_order_key (guint n, guint8 key[32]);
