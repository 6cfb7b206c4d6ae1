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
  Id id;      /* {acc}, {grp} or {id} */
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
    StoreGroupAppend append;
    StoreGroupChanges changes;
    StoreGroupList groups;
    StoreGroupDevices group_devices;
    StoreGroupLink group_link;
    StoreJoin join;
    StoreFind find;
    StoreRelation relation;
    StorePinSet pin;
    StorePrivacy privacy;
    StoreReport report;
    StoreAccountChange change;
    StoreMediaNew media_new;
    StoreMediaReady media_ready;
    StoreMedia media;
    StoreMediaUpload media_upload;
    StoreMediaCancel media_cancel;
    StoreMediaBackup media_backup;
    StoreWrap wrap;
    StoreWrapSet wrap_set;
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

/* X (NAME, name, whether a pending device may, of its own account and itself) */
#define REST_HANDLERS(X)                                                                           \
  X (SERVER, server, 0)                                                                            \
  X (CODE, code, 0)                                                                                \
  X (REGISTER, register, 0)                                                                        \
  X (LINK, link, 0)                                                                                \
  X (DEVICE_ADD, device_add, 0)                                                                    \
  X (DEVICES, devices, 1)                                                                          \
  X (DEVICE_RENAME, device_rename, 0)                                                              \
  X (DEVICE_REVOKE, device_revoke, 1)                                                              \
  X (ACCOUNT_DEVICES, account_devices, 1)                                                          \
  X (LIST_SET, list_set, 0)                                                                        \
  X (KEYS, keys, 1)                                                                                \
  X (KEYS_ADD, keys_add, 1)                                                                        \
  X (BUNDLES, bundles, 1)                                                                          \
  X (GROUPS, groups, 0)                                                                            \
  X (GROUP_APPEND, group_append, 0)                                                                \
  X (GROUP_CHANGES, group_changes, 0)                                                              \
  X (GROUP_DEVICES, group_devices, 0)                                                              \
  X (GROUP_LINK, group_link, 0)                                                                    \
  X (JOIN, join, 0)                                                                                \
  X (FIND, find, 0)                                                                                \
  X (CONTACT_ADD, contact_add, 0)                                                                  \
  X (CONTACT_REMOVE, contact_remove, 0)                                                            \
  X (BLOCK, block, 0)                                                                              \
  X (UNBLOCK, unblock, 0)                                                                          \
  X (PIN_SET, pin_set, 0)                                                                          \
  X (PIN_REMOVE, pin_remove, 0)                                                                    \
  X (PRIVACY, privacy, 0)                                                                          \
  X (PRIVACY_SET, privacy_set, 0)                                                                  \
  X (REPORT, report, 0)                                                                            \
  X (PHONE_SET, phone_set, 0)                                                                      \
  X (LEAVE, leave, 0)                                                                              \
  X (MEDIA_CREATE, media_create, 0)                                                                \
  X (MEDIA_PARTS, media_parts, 0)                                                                  \
  X (MEDIA_DONE, media_done, 0)                                                                    \
  X (MEDIA, media, 0)                                                                              \
  X (MEDIA_CANCEL, media_cancel, 0)                                                                \
  X (BACKUP, backup, 0)                                                                            \
  X (WRAP, wrap, 0)                                                                                \
  X (WRAP_SET, wrap_set, 0)

#define REST_DECLARE_(NAME, name, pending) void rest_handle_##name (Rest *rest);
REST_HANDLERS (REST_DECLARE_)
#undef REST_DECLARE_
