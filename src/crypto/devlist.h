/* devlist: the list of an account's devices, signed by the account, so that no server can add one.
 *
 * Bytes in, bytes out; pure and thread safe. A list on the wire is version 1 | account key |
 * account | number of this list | hash of the list before | devices | time | signature. Device
 * identities are opaque here: the session engine decides which it admits. SPDX-License-Identifier:
 * GPL-3.0-or-later */
#pragma once

#include "ids.h"
#include "primitives.h"

#define DEVLIST_DEVICES_MAX 10
#define DEVLIST_LABEL_MAX 320 /* a name of 64 characters, sealed */
#define DEVLIST_BYTES_MAX 4608

/* What a device can do. Signed, so that no server can talk two devices down. */
#define DEVLIST_CAP_PQ (1u << 0)
#define DEVLIST_CAP_ENVELOPE_1 (1u << 1)

typedef struct {
  guint32 number; /* of the device within the account, never used again */
  guint8 identity[PRIM_KEY_BYTES];
  guint8 signing[PRIM_SIGN_PUBLIC_BYTES];
  gint64 added; /* ms since 1970 */
  guint32 caps;
  guint8 label[DEVLIST_LABEL_MAX]; /* sealed for the account's own devices */
  gsize label_len;
} DevlistDevice;

typedef struct {
  Id account;
  guint8 account_key[PRIM_SIGN_PUBLIC_BYTES];
  guint64 version; /* from 1, only ever grows */
  guint8 before[PRIM_HASH_BYTES];
  DevlistDevice devices[DEVLIST_DEVICES_MAX]; /* by number */
  guint n_devices;
  gint64 time; /* ms since 1970 */
} Devlist;

/* Names one list: what is pinned, and what devices tell each other in every message. */
typedef struct {
  guint64 version;
  guint8 hash[PRIM_HASH_BYTES];
} DevlistMark;

/* What is kept of an account. */
typedef struct {
  guint8 account_key[PRIM_SIGN_PUBLIC_BYTES];
  DevlistMark mark;
} DevlistPin;

typedef enum {
  DEVLIST_ACCEPT,  /* newer, or the first ever seen: pin it */
  DEVLIST_SAME,    /* the pinned one */
  DEVLIST_OLDER,   /* the server went back: keep the pinned one, and say so */
  DEVLIST_FORK,    /* the account signed two histories, or the server shows two: stop */
  DEVLIST_NEW_KEY, /* signed by another account key than the pinned one: a person must look */
} DevlistVerdict;

typedef enum {
  DEVLIST_GOSSIP_SAME,
  DEVLIST_GOSSIP_FETCH,  /* the peer has seen a newer list */
  DEVLIST_GOSSIP_BEHIND, /* the peer has not seen the newest list yet */
  DEVLIST_GOSSIP_FORK,   /* the server shows two views */
} DevlistGossip;

#define DEVLIST_MARK_BYTES (8 + PRIM_HASH_BYTES)

/* NULL when the list is not one that devlist_read takes. */
GBytes *devlist_sign (const Devlist *list,
                      const guint8 account_secret[PRIM_SIGN_SECRET_BYTES],
                      GError **error);
/* Takes only a list of this account, well formed and signed by the key it names; whether that is
 * the right key is devlist_decide's to say. list and mark are untouched on failure. */
gboolean devlist_read (gconstpointer data,
                       gsize len,
                       const Id *account,
                       Devlist *list,
                       DevlistMark *mark,
                       GError **error);
/* pin is NULL when the account was never seen. A list whose predecessor was missed is accepted:
 * only the account's key can have made it. */
DevlistVerdict devlist_decide (const Devlist *list, const DevlistMark *mark, const DevlistPin *pin);
/* Borrowed; NULL when the account has no such device. */
const DevlistDevice *devlist_find (const Devlist *list, guint32 number);

void devlist_mark_pack (const DevlistMark *mark, guint8 out[DEVLIST_MARK_BYTES]);
void devlist_mark_unpack (const guint8 in[DEVLIST_MARK_BYTES], DevlistMark *mark);
/* What a peer says it has seen, against what is pinned here. */
DevlistGossip devlist_gossip (const DevlistMark *pinned, const DevlistMark *heard);
