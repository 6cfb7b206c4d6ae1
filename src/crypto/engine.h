/* engine: one-to-one sessions (X3DH and the Double Ratchet) behind ten functions, so that what
 * makes them can be exchanged. Never used bare: the envelope binds who talks to whom, and is the
 * only caller of what takes a message.
 *
 * An engine keeps nothing between calls. What it changes it saves in the store before it answers; a
 * failure may come after a save, so the store is one that can forget (keystage, or a transaction).
 * Errors: WHIN_ERROR_UNDECRYPTABLE for a message that is not right, WHIN_ERROR_DUPLICATE for one
 * that was opened before or is too old, WHIN_ERROR_NO_SESSION where a session is needed first,
 * WHIN_ERROR_UNTRUSTED for keys that are not right, and what the store says.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "keystore.h"

#define ENGINE_KEY_BYTES 32
#define ENGINE_SIGNATURE_BYTES 64
/* The prekey that is given out when there is no other, and is not used up. */
#define ENGINE_LAST_RESORT 0xFFFFFF
#define ENGINE_PREKEYS_MAX 100

/* The other device, with the identity that its account's signed device list gives it. The engine
 * trusts that key and no other. */
typedef struct {
  DeviceAddress address;
  guint8 identity[ENGINE_KEY_BYTES];
} EnginePeer;

/* Public halves. The signature is Ed25519 by the identity, over the bare 32 bytes of the key:
 * nothing else may ever sign 32 bare bytes with it. */
typedef struct {
  guint32 id;
  guint8 key[ENGINE_KEY_BYTES];
} EnginePrekey;

typedef struct {
  EnginePrekey prekey;
  guint8 signature[ENGINE_SIGNATURE_BYTES];
} EngineSignedPrekey;

typedef struct {
  EngineSignedPrekey signed_prekey;
  EnginePrekey prekey;
} EngineBundle;

/* What a session was agreed with. Its base key, made by whoever began, names the session. */
typedef struct {
  guint8 base_key[ENGINE_KEY_BYTES];
  guint32 signed_prekey;
  guint32 prekey;
} EngineExchange;

typedef struct {
  guint archived; /* older sessions with this peer that still open late messages */
  guint32 sent;   /* in the present chain */
  gboolean unanswered;
  gsize bytes; /* of the stored record */
} EngineStats;

typedef struct {
  /* Makes and saves this device's identity. */
  gboolean (*generate_identity) (const KeyStore *store,
                                 guint8 identity[ENGINE_KEY_BYTES],
                                 GError **error);
  /* Makes a signed prekey (when signed_prekey is not NULL; its id is given in it) and n prekeys
   * with the ids in prekeys. Needs the identity. */
  gboolean (*generate_prekeys) (const KeyStore *store,
                                EngineSignedPrekey *signed_prekey,
                                EnginePrekey *prekeys,
                                guint n,
                                GError **error);
  /* Begins a session; the older ones with this peer are archived. */
  gboolean (*start) (const KeyStore *store,
                     const EnginePeer *peer,
                     const EngineBundle *bundle,
                     EngineExchange *exchange,
                     GError **error);
  /* *is_exchange: the peer has not answered yet, so the message carries the exchange. */
  GBytes *(*encrypt) (const KeyStore *store,
                      const EnginePeer *peer,
                      gconstpointer plain,
                      gsize len,
                      guint8 base_key[ENGINE_KEY_BYTES],
                      gboolean *is_exchange,
                      GError **error);
  GBytes *(*decrypt_exchange) (const KeyStore *store,
                               const EnginePeer *peer,
                               gconstpointer data,
                               gsize len,
                               EngineExchange *exchange,
                               GError **error);
  GBytes *(*decrypt) (const KeyStore *store,
                      const EnginePeer *peer,
                      gconstpointer data,
                      gsize len,
                      guint8 base_key[ENGINE_KEY_BYTES],
                      GError **error);
  /* Sends from now on through the session with that base key, whichever was heard from last.
   * WHIN_ERROR_NO_SESSION when there is none. */
  gboolean (*prefer) (const KeyStore *store,
                      const EnginePeer *peer,
                      const guint8 base_key[ENGINE_KEY_BYTES],
                      GError **error);
  /* FALSE with no error when there is none. */
  gboolean (*has_session) (const KeyStore *store, const EnginePeer *peer, GError **error);
  gboolean (*drop) (const KeyStore *store, const EnginePeer *peer, GError **error);
  /* WHIN_ERROR_NO_SESSION when there is none. */
  gboolean (*stats) (const KeyStore *store,
                     const EnginePeer *peer,
                     EngineStats *stats,
                     GError **error);
  /* Whether it works here as it must; run once at the start of the program. */
  gboolean (*selftest) (GError **error);
} Engine;

/* libomemo-c, protocol 4 (OMEMO 2). */
extern const Engine engine_omemo;
