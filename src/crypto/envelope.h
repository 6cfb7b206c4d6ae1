/* envelope: what one device sends another, sealed for it and nobody else: PROTOCOL.md, section 9.
 *
 *   wire     version, kind, [KEM key id, KEM ciphertext], engine bytes
 *   engine   epoch, AEAD under the post-quantum key (header, padded content)
 *
 * The AEAD is bound to the transcript of the session (both accounts, devices and their keys, the
 * whole exchange), the direction, the version, the kind, the epoch and the message id: whatever a
 * server says about a message is either what the sender said, or the message does not open. There
 * is no kind that is not sealed.
 *
 * The functions write to the store only when all of a message was right. The caller has the store
 * in a transaction together with what it makes of the message; see envelope_seal and envelope_open.
 * Errors are the engine's (engine.h) and the store's.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "channel.h"
#include "engine.h"
#include "kemprekey.h"
#include "limits.h"

#define ENVELOPE_VERSION 1
/* Bytes that fit into a `ct`, and into the `body` of an `eph`. */
#define ENVELOPE_MAX (LIMIT_CT_MAX / 4 * 3)
#define ENVELOPE_EPHEMERAL_MAX (LIMIT_EPH_MAX / 4 * 3)
#define ENVELOPE_EPHEMERAL_CONTENT_MAX 247
/* Clocks may be this far apart. */
#define ENVELOPE_EPHEMERAL_SECONDS 30

typedef enum {
  ENVELOPE_EXCHANGE = 1, /* until the first answer */
  ENVELOPE_MESSAGE = 2,
  ENVELOPE_GROUP = 3, /* sealed with a sender key, not here */
} EnvelopeKind;

/* The two ends of a session, and the time in seconds. All borrowed. */
typedef struct {
  const Engine *engine;
  const KeyStore *store;
  const Party *self;
  const Party *peer;
  gint64 now;
} EnvelopePair;

/* A device list as somebody knows it: version and hash. */
typedef struct {
  guint64 version;
  guint8 hash[PRIM_HASH_BYTES];
} ListMark;

/* Goes inside. */
typedef struct {
  Conv conv;              /* as the receiver sees it */
  ListMark sender_list;   /* of the sender's account */
  ListMark receiver_list; /* of the receiver's account, as the sender knows it */
  /* Of this device's messages in this chat: 1, 2, ..., and envelope_link of the one before, zeros
   * with the first. Both are 0 where order does not matter. */
  guint32 sequence;
  guint8 previous[PRIM_HASH_BYTES];
} EnvelopeHeader;

/* What a server hands out of a device, each key once. */
typedef struct {
  EngineBundle engine;
  KemPrekey kem;
} EnvelopeBundle;

typedef struct {
  guint sessions;      /* with this peer, the one in use and older ones */
  gboolean unanswered; /* the one in use was begun here and nothing came back yet */
  gint64 made, heard;  /* of the one in use; heard to the hour, 0 when never */
} EnvelopeState;

/* Before anything else here: the libraries are there and work. Tested once in a process; from any
 * thread. */
gboolean envelope_init (const Engine *engine, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The kind, so that group messages go where they belong. FALSE when it is not an envelope. */
gboolean envelope_kind (gconstpointer data, gsize len, EnvelopeKind *kind, GError **error);

/* Begins a session, in place of the one in use if there is one. WHIN_ERROR_UNTRUSTED when the
 * bundle is not signed with the peer's keys. */
gboolean envelope_start (const EnvelopePair *pair, const EnvelopeBundle *bundle, GError **error);

/* Seals content for the peer. In one transaction: this, and the bytes into the outbox. A retry
 * sends those bytes again; nothing is sealed twice from the same state. WHIN_ERROR_NO_SESSION when
 * envelope_start has to come first; whether the peer may be sent to at all is for the caller. */
GBytes *envelope_seal (const EnvelopePair *pair,
                       const Id *message,
                       const EnvelopeHeader *header,
                       gconstpointer content,
                       gsize len,
                       GError **error);

/* Opens what came from the peer, which the caller has found in its account's signed device list. In
 * one transaction: this, that the message id is new, the message, and where the server's queue was
 * read to. */
gboolean envelope_open (const EnvelopePair *pair,
                        const Id *message,
                        gconstpointer data,
                        gsize len,
                        EnvelopeHeader *header,
                        GBytes **content,
                        GError **error);

/* What the next header's `previous` is, after this message. The same for all receivers. */
void envelope_link (const Id *message,
                    const EnvelopeHeader *header,
                    gconstpointer content,
                    gsize len,
                    guint8 link[PRIM_HASH_BYTES]);

/* Typing and presence: may be lost, repeated within seconds, and do not turn the ratchet. */
GBytes *envelope_seal_ephemeral (const EnvelopePair *pair,
                                 gconstpointer content,
                                 gsize len,
                                 GError **error);
GBytes *
envelope_open_ephemeral (const EnvelopePair *pair, gconstpointer data, gsize len, GError **error);

/* All zero when there is no session. */
gboolean envelope_state (const EnvelopePair *pair, EnvelopeState *state, GError **error);
/* Forgets all sessions with the peer. */
gboolean envelope_drop (const EnvelopePair *pair, GError **error);
