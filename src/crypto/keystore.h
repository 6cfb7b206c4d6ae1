/* keystore: where keys and sessions are kept between calls. The caller gives the two functions,
 * over one database transaction; nothing in this folder remembers anything itself.
 *
 * Every record starts with its version and a check over its name and contents, so that a damaged or
 * misplaced row is an error and not a surprise. That is against accidents: the database is what
 * keeps strangers out. SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ids.h"

typedef struct {
  Id account;
  guint32 device;
} DeviceAddress;

gboolean device_address_equal (const DeviceAddress *a, const DeviceAddress *b);

typedef enum {
  KEY_IDENTITY = 1,      /* this device's key pair */
  KEY_SIGNED_PREKEY = 2, /* by id */
  KEY_PREKEY = 3,        /* by id */
  KEY_KEM_PREKEY = 4,    /* by id */
  KEY_SESSION = 5,       /* by peer: the engine's state */
  KEY_CHANNELS = 6,      /* by peer: the envelope's state */
} KeyKind;

/* What is not named by a kind is zero. */
typedef struct {
  KeyKind kind;
  guint32 id;
  DeviceAddress peer;
} KeyName;

#define KEY_NAMED(k, number) ((KeyName) { .kind = (k), .id = (number) })
#define KEY_OF_PEER(k, address) ((KeyName) { .kind = (k), .peer = *(address) })

/* A record is never larger: past this a session is started anew. */
#define KEYSTORE_RECORD_MAX (1024 * 1024)

typedef struct {
  /* The record; NULL with no error when there is none. */
  GBytes *(*load) (gpointer data, const KeyName *name, GError **error);
  /* NULL removes. */
  gboolean (*save) (gpointer data, const KeyName *name, GBytes *record, GError **error);
  gpointer data;
} KeyStore;

/* *body is NULL when there is none. WHIN_ERROR_CORRUPT when it is not what was saved. */
gboolean keystore_load (const KeyStore *store, const KeyName *name, GBytes **body, GError **error);
gboolean keystore_save (const KeyStore *store,
                        const KeyName *name,
                        gconstpointer body,
                        gsize len,
                        GError **error);
gboolean keystore_remove (const KeyStore *store, const KeyName *name, GError **error);
