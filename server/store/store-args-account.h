/* store-args, account: registering, devices and their lists.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store-args-common.h"

typedef struct {
  /* in */
  StoreHash tok;
  /* out */
  gboolean found;
  gboolean suspended;
  gboolean pending;
  gint64 key;
  Id acc;
  gint64 dev;
} StoreAuth;

/* What a person did wrong, where the attempt itself must be remembered: 0 or a WhinError. */
typedef struct {
  int code;
  gint64 retry_ms;
  gint64 left;
} StoreProblem;

typedef struct {
  /* in */
  StoreHash who; /* keyed hash of the number */
  StoreHash code;
  gint64 now;
  gint64 ttl_ms;
  /* out */
  StoreProblem problem;
  gint64 retry_ms;
} StoreCodeNew;

typedef struct {
  /* in */
  const char *phone;
  StoreHash who;
  const StoreHash *code;   /* NULL: none given */
  const StoreHash *invite; /* NULL: none given */
  gboolean need_code;
  gboolean need_invite;
  gboolean has_pin;         /* a PIN was given */
  const char *pin_verified; /* the stored hash that the given PIN was found to match */
  StoreHash tok;
  const char *device;
  gint64 now;
  /* out */
  StoreProblem problem;
  char *pin; /* not NULL: check the PIN against this hash and come back with pin_verified */
  gint64 pin_left;
  Id acc;
  gint64 dev;
  gboolean created;
  gint64 list;        /* version of the list that is gone with the devices; 0: none */
  GArray *revoked;    /* of gint64 key */
  GArray *deliveries; /* of StoreDelivery: device items */
} StoreRegister;
void store_register_clear (StoreRegister *args);

typedef struct {
  /* in */
  gint64 key; /* the device that opens it; one it had open is closed */
  StoreHash link;
  gint64 now;
  gint64 expires;
} StoreLinkNew;

typedef struct {
  /* in */
  StoreHash link;
  StoreHash tok;
  const char *device;
  gint64 now;
  /* out */
  Id acc;
  gint64 dev;
  gint64 by; /* the device whose link it was */
  gboolean pending;
  char *phone;
} StoreDeviceAdd;
void store_device_add_clear (StoreDeviceAdd *args);

typedef struct {
  gint64 key;
  gint64 dev;
  char *name;
  gint64 created;
  gint64 seen;
  gboolean pending;
} StoreDevice;

typedef struct {
  /* in */
  Id acc;
  /* out */
  gboolean found;
  GPtrArray *devices; /* of StoreDevice, active and pending ones */
  char *list;         /* the signed one, or NULL */
} StoreDeviceList;
void store_device_list_clear (StoreDeviceList *args);

typedef struct {
  /* in */
  Id acc;
  gint64 dev;
  const char *name;
} StoreDeviceRename;

/* WHIN_ERROR_CONFLICT unless it comes after the list that is there, or is that list. Pending
 * devices that it names become active; active ones that it does not name are revoked. */
typedef struct {
  /* in */
  gint64 key; /* the device that brings it: an active one */
  Id acc;
  gint64 version;
  const char *list;
  const GArray *devs; /* of gint64 */
  gint64 now;
  /* out */
  GArray *confirmed;  /* of gint64 key */
  GArray *revoked;    /* of gint64 key */
  GArray *deliveries; /* of StoreDelivery: a `device` item to each own device */
} StoreListSet;
void store_list_set_clear (StoreListSet *args);

/* Revokes devices that nobody's list has named. */
typedef struct {
  /* in */
  gint64 before; /* made earlier than this */
  guint max;
  /* out */
  GArray *revoked; /* of gint64 key */
} StorePendingExpire;
void store_pending_expire_clear (StorePendingExpire *args);

typedef struct {
  /* in */
  Id acc;
  gint64 dev;
  gint64 now;
  /* out */
  gint64 key;
  GArray *deliveries;
} StoreDeviceRevoke;
void store_device_revoke_clear (StoreDeviceRevoke *args);

typedef struct {
  /* in */
  Id acc;
  const char *pin; /* the hash; NULL removes it */
} StorePinSet;
