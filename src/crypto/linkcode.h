/* linkcode: how a new device and one that is there already find each other through a server that
 * neither trusts: one shows a secret as a QR code or as 12 words, the other reads it.
 *
 * From the secret come the name of the meeting place, which the server may know, and the key that
 * proves both ends' one-time keys. A secret is used once and within LINKCODE_SECONDS; the caller
 * sees to both. Pure and thread safe.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ids.h"
#include "primitives.h"
#include "words.h"

#define LINKCODE_SECRET_BYTES WORDS_SECRET_BYTES
#define LINKCODE_SECONDS 120
#define LINKCODE_SERVER_MAX 255
#define LINKCODE_HELLO_BYTES 65
#define LINKCODE_EMOJI 7

typedef enum {
  LINK_OLD = 1, /* the device that is there already */
  LINK_NEW,
} LinkRole;

/* Shown beside the words too: both ends must mean the same server. */
typedef struct {
  guint8 secret[LINKCODE_SECRET_BYTES];
  char server[LINKCODE_SERVER_MAX + 1];
} LinkCode;

/* `WL1:` secret `:` server. The caller wipes it. NULL when the server's name cannot be in a code.
 */
char *linkcode_to_qr (const LinkCode *code);
/* code is untouched on failure. */
gboolean linkcode_from_qr (const char *text, LinkCode *code, GError **error);

/* The meeting place. */
void linkcode_id (const guint8 secret[LINKCODE_SECRET_BYTES], Id *id);

/* One end's one-time key. */
typedef struct {
  guint8 public_key[PRIM_KEY_BYTES];
  guint8 secret_key[PRIM_KEY_BYTES];
} LinkKey;

void linkcode_key (LinkKey *key);
/* role | public key | proof that its sender knows the secret. */
void linkcode_hello (const guint8 secret[LINKCODE_SECRET_BYTES],
                     LinkRole role,
                     const LinkKey *key,
                     guint8 hello[LINKCODE_HELLO_BYTES]);

/* The old device sends this first and its hello only once it has the new one's: so nobody between
 * them can look for a key that gives both the same emoji. */
void linkcode_commit (const guint8 hello[LINKCODE_HELLO_BYTES], guint8 commitment[PRIM_HASH_BYTES]);

/* What both ends have when the other's hello is good. */
typedef struct {
  guint8 from_old[PRIM_KEY_BYTES];
  guint8 from_new[PRIM_KEY_BYTES];
  guint8 emoji[LINKCODE_EMOJI]; /* for linkemoji_get */
} LinkShared;

/* commitment is what the old device said first; NULL on the old device. WHIN_ERROR_FORBIDDEN when
 * the hello was not made with the secret by the other role, or is not the one committed to. */
gboolean linkcode_meet (const guint8 secret[LINKCODE_SECRET_BYTES],
                        LinkRole role,
                        const LinkKey *key,
                        const guint8 *commitment,
                        gconstpointer hello,
                        gsize len,
                        LinkShared *shared,
                        GError **error);
