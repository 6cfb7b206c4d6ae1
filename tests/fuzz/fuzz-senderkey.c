/* fuzz-senderkey: any bytes as an offer, as a stored state and as a message; a message nobody
 * signed is never taken. SPDX-License-Identifier: GPL-3.0-or-later */
#include "senderkey.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput (const guint8 *data, size_t size);

static const SenderKeyOwner owner = { { { 1 } }, { { 2 } }, 3 };

static void
check_message (GBytes *receiver, const guint8 *data, gsize size)
{
  g_autoptr (GBytes) next = NULL;
  g_autoptr (GBytes) plain = senderkey_open (receiver, data, size, 1, &next, NULL);

  if (plain != NULL || next != NULL)
    abort ();
}

static void
check_stored (GBytes *state)
{
  SenderKeyAt at = { 0 };
  g_autoptr (GBytes) retired = senderkey_retire (state, 1);
  g_autoptr (GBytes) next = NULL;
  g_autoptr (GBytes) wire = senderkey_seal (state, &at, "x", 1, &next, NULL);

  if ((wire == NULL) != (next == NULL))
    abort ();
}

int
LLVMFuzzerTestOneInput (const guint8 *data, size_t size)
{
  guint8 chain[SENDERKEY_CHAIN_BYTES];
  SenderKeyAt at;
  g_autoptr (GBytes) state = g_bytes_new (data, size);
  g_autoptr (GBytes) receiver = NULL;

  if (!prim_init (NULL))
    abort ();
  receiver = senderkey_accept (&owner, data, size, NULL);
  if (receiver != NULL)
    check_message (receiver, data, size);
  if (senderkey_peek (data, size, chain, &at))
    check_message (state, data, size);
  check_stored (state);
  return 0;
}
