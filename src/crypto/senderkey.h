/* senderkey: how one device speaks to a whole group: a chain of keys, each used for one message,
 * and a key pair that signs them. Every member's devices get the chain's current place from that
 * device, through their pairwise sessions.
 *
 * A state is bytes, to be stored as they are; what returns a new one leaves the old one as it was,
 * so that a message and the state after it are committed together or not at all. Pure and thread
 * safe.
 *
 * On the wire: version 1 | chain | place | n | state hash | ciphertext | signature.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ids.h"
#include "primitives.h"

#define SENDERKEY_CHAIN_BYTES 16
#define SENDERKEY_OFFER_BYTES 85
#define SENDERKEY_WIRE_OVERHEAD 137
#define SENDERKEY_SKIP_MAX 2000
#define SENDERKEY_MESSAGES_MAX 1000
#define SENDERKEY_AGE_MS (G_GINT64_CONSTANT (7) * 24 * 60 * 60 * 1000)
#define SENDERKEY_RETIRED_MS (G_GINT64_CONSTANT (24) * 60 * 60 * 1000)

typedef struct {
  Id group;
  Id account;
  guint32 device;
} SenderKeyOwner;

/* The group's state at which a message was sent: its number and hash. */
typedef struct {
  guint32 n;
  guint8 hash[PRIM_HASH_BYTES];
} SenderKeyAt;

/* -- Sending. -- */

GBytes *senderkey_new (const SenderKeyOwner *owner, gint64 now_ms);
/* What a member's device needs to read from the next message on. FALSE when the state is damaged,
 * which calls for a new one. */
gboolean senderkey_offer (GBytes *state,
                          guint8 offer[SENDERKEY_OFFER_BYTES]) G_GNUC_WARN_UNUSED_RESULT;

/* Whether a new chain is due before the next message: its age or length, or somebody (a member or
 * only a device) may read it who no longer should. */
typedef enum {
  SENDERKEY_KEEP,
  SENDERKEY_ROTATE_LENGTH,
  SENDERKEY_ROTATE_AGE,
  SENDERKEY_ROTATE_MEMBERS,
} SenderKeyRotation;
SenderKeyRotation senderkey_rotation (GBytes *state, gint64 now_ms, gboolean somebody_left);

/* NULL when the state is damaged, or used up, which senderkey_rotation tells long before. */
GBytes *senderkey_seal (GBytes *state,
                        const SenderKeyAt *at,
                        gconstpointer plain,
                        gsize len,
                        GBytes **new_state,
                        GError **error);

/* -- Receiving. -- */

/* owner is whom the pairwise session proved. The caller looks for senderkey_chain of the result
 * among what it has of this owner: a chain that is there already is kept as it is, or its messages
 * could be replayed; for a new one the others are retired. */
GBytes *
senderkey_accept (const SenderKeyOwner *owner, gconstpointer offer, gsize len, GError **error);
/* What a chain is found by. FALSE when the state is damaged. */
gboolean senderkey_chain (GBytes *state,
                          guint8 chain[SENDERKEY_CHAIN_BYTES]) G_GNUC_WARN_UNUSED_RESULT;
/* The same chain, which is refused SENDERKEY_RETIRED_MS from now; a chain retired before stays as
 * it is. */
GBytes *senderkey_retire (GBytes *state, gint64 now_ms);
/* What a message says before it is proven: which chain to look up, and which state of the group to
 * compare with one's own. */
gboolean senderkey_peek (gconstpointer wire,
                         gsize len,
                         guint8 chain[SENDERKEY_CHAIN_BYTES],
                         SenderKeyAt *at) G_GNUC_WARN_UNUSED_RESULT;
/* WHIN_ERROR_FORBIDDEN when it is not from the owner as it is, _CONFLICT when it came before,
 * _CODE_EXPIRED when the chain was retired, _TOO_BIG when too many are missing before it. */
GBytes *senderkey_open (GBytes *state,
                        gconstpointer wire,
                        gsize len,
                        gint64 now_ms,
                        GBytes **new_state,
                        GError **error);
