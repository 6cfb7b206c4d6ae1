/* rest-private: one HTTP call on its way through its handler.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hub.h"
#include "rest.h"
#include "secrets.h"

typedef struct {
  Server *server;
  HttpRequest *http;
  RestCall call;
  const StoreAuth *who; /* NULL for calls without a token */
  char *param;
  Id id;      /* {acc} or {id} */
  gint64 dev; /* {dev} */
  gpointer body;
  union { /* of the store operation under way */
    StoreCodeNew code;
    StoreRegister reg;
    StoreLinkNew link;
    StoreDeviceAdd add;
    StoreDeviceList list;
    StoreDeviceRename rename;
    StoreDeviceRevoke revoke;
    StoreListSet list_set;
    StoreKeysAdd keys_add;
    StoreKeysCount keys_count;
    StoreKeysTake keys_take;
    StoreFind find;
    StoreRelation relation;
    StorePinSet pin;
    StorePrivacy privacy;
    StoreMediaNew media_new;
    StoreMediaReady media_ready;
    StoreMedia media;
    StoreMediaCancel media_cancel;
  };
  StoreHash hashes[2]; /* what the operation borrows */
  char *text;          /* the same */
  char *more;
} Rest;

typedef void (*RestHandler) (Rest *rest);

/* One of these ends the call and frees rest. */
void rest_reply (Rest *rest, gconstpointer reply);
void rest_nothing (Rest *rest);
void rest_fail (Rest *rest, const GError *error);
void rest_refuse (Rest *rest, WhinError code, const char *why, gint64 retry_ms, gint64 left);

/* Take from a bucket of the account, of the address, of the server. FALSE: refused and gone. */
gboolean rest_may (Rest *rest, BucketKind kind, double cost);
/* The same, counted for each account apart that is asked about. */
gboolean rest_may_of (Rest *rest, BucketKind kind, const Id *other, double cost);
gboolean rest_address_may (Rest *rest, BucketKind kind);
gboolean rest_server_may (Rest *rest, BucketKind kind);

#define REST_HANDLERS(X)                                                                           \
  X (SERVER, server)                                                                               \
  X (CODE, code)                                                                                   \
  X (REGISTER, register)                                                                           \
  X (LINK, link)                                                                                   \
  X (DEVICE_ADD, device_add)                                                                       \
  X (DEVICES, devices)                                                                             \
  X (DEVICE_RENAME, device_rename)                                                                 \
  X (DEVICE_REVOKE, device_revoke)                                                                 \
  X (ACCOUNT_DEVICES, account_devices)                                                             \
  X (LIST_SET, list_set)                                                                           \
  X (KEYS, keys)                                                                                   \
  X (KEYS_ADD, keys_add)                                                                           \
  X (BUNDLES, bundles)                                                                             \
  X (FIND, find)                                                                                   \
  X (CONTACT_ADD, contact_add)                                                                     \
  X (CONTACT_REMOVE, contact_remove)                                                               \
  X (BLOCK, block)                                                                                 \
  X (UNBLOCK, unblock)                                                                             \
  X (PIN_SET, pin_set)                                                                             \
  X (PIN_REMOVE, pin_remove)                                                                       \
  X (PRIVACY, privacy)                                                                             \
  X (PRIVACY_SET, privacy_set)                                                                     \
  X (MEDIA_CREATE, media_create)                                                                   \
  X (MEDIA_DONE, media_done)                                                                       \
  X (MEDIA, media)                                                                                 \
  X (MEDIA_CANCEL, media_cancel)

#define REST_DECLARE_(NAME, name) void rest_handle_##name (Rest *rest);
REST_HANDLERS (REST_DECLARE_)
#undef REST_DECLARE_
