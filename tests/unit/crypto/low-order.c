/* low-order: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "low-order.h"

#include <sodium.h>
#include <string.h>

void
low_order_key (guint n, guint8 key[32])
{
  static const char *const numbers[] = {
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0100000000000000000000000000000000000000000000000000000000000000",
    "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
    "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  };

  g_assert (n < LOW_ORDER_KEYS);
  sodium_hex2bin (key, 32, numbers[n / 2], 64, NULL, NULL, NULL);
  if (n % 2 == 1)
    key[31] |= 0x80;
}
