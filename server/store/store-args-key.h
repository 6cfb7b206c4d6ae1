/* store-args, key: the keys that sessions begin with.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store-args-common.h"

typedef enum {
  STORE_KEY_SIGNED, /* this and the next two: the newest replaces the last */
  STORE_KEY_LAST,
  STORE_KEY_KEM_LAST,
  STORE_KEY_ONE, /* from here on: each is handed out once */
  STORE_KEY_KEM,
} StoreKeyKind;

typedef struct {
  StoreKeyKind kind;
  gint64 id;
  char *key;
} StoreKey;
void store_key_free (gpointer key);

/* One-time keys whose id is not above all before are those that came before: nothing is stored of
 * them. WHIN_ERROR_TOO_BIG past LIMIT_KEYS_MAX of a kind. */
typedef struct {
  /* in */
  gint64 key;
  const GPtrArray *keys; /* of StoreKey, ids rising within a kind */
  /* out */
  gint64 ones;
  gint64 kems;
} StoreKeysAdd;

typedef struct {
  /* in */
  gint64 key;
  /* out */
  gint64 ones;
  gint64 kems;
} StoreKeysCount;

typedef struct {
  gint64 key; /* of the device */
  gint64 dev;
  GPtrArray *keys; /* of StoreKey: signed, one-time or last, post-quantum one-time or last */
  gint64 ones;     /* left after it */
  gint64 kems;
} StoreBundle;

typedef struct {
  /* in */
  Id acc;
  const GArray *devs; /* of gint64 */
  gboolean own;       /* one's own account: pending ones too */
  /* out */
  GPtrArray *bundles; /* of StoreBundle, of active devices that have left keys */
} StoreKeysTake;
void store_keys_take_clear (StoreKeysTake *args);
