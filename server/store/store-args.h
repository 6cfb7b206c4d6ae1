/* store-args: what goes into and comes out of each operation of the store.
 *
 * Inputs are borrowed. Results are owned by the struct and freed with the matching _clear, which
 * may be called on a zeroed struct. `key` is the store's own number of a device, never reused.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "proto.h"

#define STORE_HASH_BYTES 32

/* BLAKE2b of a token, invitation or link, keyed or not: secrets themselves are never kept. */
typedef struct {
  guint8 bytes[STORE_HASH_BYTES];
} StoreHash;

/* What went into a mailbox, so that a connected device can be told. */
typedef struct {
  gint64 key;
  gint64 seq;
  guint to; /* send: index into the op's `to` */
} StoreDelivery;

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

/* hello only looks; login takes the generation too, and leaves nothing written where it is copied.
 */
typedef struct {
  /* in */
  gint64 key;
  const ProtoHello *op;
  gboolean same_epoch; /* `after` counts */
  /* out */
  gboolean active;
  gboolean suspended;
  gboolean pending;
  gboolean copied; /* the device's store went on elsewhere */
  gint64 gen;      /* the device's now */
  gint64 next;     /* seq of the next new item */
  gint64 acked;    /* everything up to here is gone */
  gint64 seen;     /* the day it was here last */
} StoreHello;

/* To the day: the server keeps no diary of when people are there. */
typedef struct {
  gint64 key;
  gint64 day; /* ms */
} StoreVisit;

typedef enum {
  STORE_ITEM_MSG,
  STORE_ITEM_DEVICES,
  STORE_ITEM_GAP,
  STORE_ITEM_GROUP,
} StoreItemKind;

typedef struct {
  StoreItemKind kind;
  gint64 seq;
  gint64 upto; /* gap: its last seq, else seq */
  gint64 cseq;
  Id from;
  gint64 fd;
  Id id;
  gint64 ts;
  Id grp;     /* msg: of a group, or none; group */
  gint64 n;   /* group */
  char *body; /* msg: the ct; devices: "1,2,5"; gap: why */
} StoreItem;
void store_item_free (gpointer item);

typedef struct {
  /* in */
  gint64 key;
  gint64 after;
  guint max_items;
  gsize max_bytes; /* of bodies; at least one item comes anyway */
  /* out */
  GPtrArray *items; /* of StoreItem */
  gboolean more;
} StorePage;
void store_page_clear (StorePage *page);

typedef struct {
  /* in */
  gint64 key;
  gint64 seq;
} StoreAck;

typedef struct {
  /* in */
  gint64 key;
  Id acc;
  gint64 dev;
  const ProtoSend *op;
  guint8 hash[16]; /* of all that must be the same for the same id */
  gint64 gen;      /* the session's: it sends nothing once the device has another */
  gint64 now;
  gint64 media_ms; /* how long a reference keeps a media object */
  /* out */
  gint64 cseq;
  gint64 ts;
  gboolean dup;
  GPtrArray *missing; /* of ProtoDevice; with gone: WHIN_ERROR_DEVICES */
  GPtrArray *gone;
  GArray *deliveries; /* of StoreDelivery */
} StoreSend;
void store_send_clear (StoreSend *send);

typedef struct {
  /* in */
  gint64 before;    /* items older than this go, leaving a gap */
  gint64 after_key; /* devices are visited in slices; start with 0 */
  guint max_devices;
  guint max_items; /* of one device at once */
  /* out */
  gint64 last_key; /* 0: the end was reached */
  gint64 expired;
} StoreExpire;

typedef struct {
  /* in */
  gint64 now;
  gint64 sent_before; /* message ids are forgotten; must not be later than StoreExpire.before */
  guint max;
  /* out */
  gint64 purged;
} StorePurge;

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

/* WHIN_ERROR_CONFLICT unless it comes right after the newest change, or is that very change again.
 * NOT_FOUND for who is not a member. */
typedef struct {
  /* in */
  Id acc; /* who brings it */
  gint64 dev;
  Id grp;
  gint64 n;
  const StoreHash *prev; /* of the change before; NULL with n 1 */
  StoreHash hash;        /* of this one */
  const char *change;
  const GArray *members; /* of Id, each once: those after it */
  gint64 now;
  /* out */
  GArray
      *deliveries; /* of StoreDelivery: a `group` item to each device of those before and after */
} StoreGroupAppend;
void store_group_append_clear (StoreGroupAppend *args);

typedef struct {
  gint64 n;
  Id acc;
  gint64 dev;
  gint64 ts;
  char *change;
} StoreChange;

/* NOT_FOUND for who never was a member, or is one no more for long. */
typedef struct {
  /* in */
  Id acc;
  Id grp;
  gint64 after;
  guint max_changes;
  gsize max_bytes; /* at least one comes anyway */
  /* out */
  GPtrArray *changes; /* of StoreChange */
  gboolean more;
} StoreGroupChanges;
void store_group_changes_clear (StoreGroupChanges *args);

typedef struct {
  Id grp;
  gint64 n;
} StoreGroup;

typedef struct {
  /* in */
  Id acc;
  /* out */
  GArray *groups; /* of StoreGroup */
} StoreGroupList;
void store_group_list_clear (StoreGroupList *args);

/* Revokes devices that nobody's list has named. */
typedef struct {
  /* in */
  gint64 before; /* made earlier than this */
  guint max;
  /* out */
  GArray *revoked; /* of gint64 key */
} StorePendingExpire;
void store_pending_expire_clear (StorePendingExpire *args);

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
  char *phone;
  Id acc;
} StoreFound;

typedef struct {
  /* in */
  GPtrArray *phones; /* of char * */
  /* out */
  GPtrArray *found; /* of StoreFound */
} StoreFind;
void store_find_clear (StoreFind *args);

typedef struct {
  /* in */
  Id owner;
  Id acc;
  gboolean on;
} StoreRelation;

typedef struct {
  /* in */
  Id acc;
  const char *pin; /* the hash; NULL removes it */
} StorePinSet;

typedef struct {
  /* in, or out of `privacy` */
  Id acc;
  gint64 online;
  gint64 seen;
  gboolean hidden;
} StorePrivacy;

typedef struct {
  Id acc;
  gboolean write;  /* the two can write to each other */
  gboolean online; /* may see when they are here */
  gint64 seen;     /* last seen, 0 when hidden or never */
  gboolean may_seen;
} StoreSight;

typedef struct {
  /* in */
  Id viewer;
  GArray *sights; /* of StoreSight with acc set; the rest is out */
} StoreMaySee;

typedef struct {
  /* in */
  Id acc;
  gint64 now;
} StoreSeen;

typedef enum {
  STORE_MEDIA_PLAIN,
  STORE_MEDIA_AVATAR,
  STORE_MEDIA_STATUS,
  STORE_MEDIA_BACKUP, /* one's own alone; like an avatar it stays until the next one */
} StoreMediaKind;

typedef struct {
  /* in */
  Id acc;
  Id id;
  gint64 size;
  StoreMediaKind kind;
  gint64 now;
  gint64 ttl_ms;
  gint64 quota; /* bytes an account may hold */
  guint max_pending;
} StoreMediaNew;

typedef struct {
  /* in */
  Id acc;
  Id id;
  gint64 now;
  gint64 ttl_ms;      /* it is kept this long without a message that names it */
  gint64 replaced_ms; /* how long the avatar or backup before is kept */
} StoreMediaReady;

typedef struct {
  /* in */
  Id id;
  /* out */
  gboolean found;
  gboolean ready;
  Id acc;
  gint64 size;
  StoreMediaKind kind;
} StoreMedia;

typedef struct {
  /* in */
  Id acc;
  /* out */
  gboolean found;
  Id id;
  gint64 size;
  gint64 stored; /* ms */
} StoreMediaBackup;

typedef struct {
  /* in */
  Id acc;
  const char *wrap; /* NULL: there shall be none */
} StoreWrapSet;

typedef struct {
  /* in */
  Id acc;
  /* out */
  char *wrap; /* or NULL */
} StoreWrap;
void store_wrap_clear (StoreWrap *args);

typedef struct {
  /* in */
  Id acc;
  Id id;
} StoreMediaCancel;

typedef struct {
  /* in */
  gint64 now;
  guint max;
  /* out */
  GArray *ids; /* of Id */
} StoreMediaDue;

typedef struct {
  /* in */
  Id id;
  gint64 now; /* not forgotten when it was referenced again meanwhile */
} StoreMediaForget;

typedef struct {
  gint64 number;
  gint64 created;
  gint64 expires;
  gint64 uses_left;
  char *phone; /* the only number it is for, or NULL */
  char *note;
} StoreInvite;

typedef struct {
  /* in */
  StoreHash token;
  gint64 now;
  gint64 expires;
  gint64 uses;
  const char *phone;
  const char *note;
  /* out */
  gint64 number;
} StoreInviteNew;

typedef struct {
  /* in */
  StoreHash token;
  gint64 now;
  /* out */
  gboolean valid;
} StoreInviteLook;

typedef struct {
  /* in */
  gint64 now;
  /* out */
  GPtrArray *invites; /* of StoreInvite */
} StoreInviteList;
void store_invite_list_clear (StoreInviteList *args);

typedef struct {
  /* in */
  gint64 number;
} StoreInviteRevoke;

typedef struct {
  Id acc;
  char *phone;
  gint64 created;
  gint64 seen;
  gboolean suspended;
  gint64 devices;
} StoreUser;

typedef struct {
  /* out */
  GPtrArray *users; /* of StoreUser */
} StoreUserList;
void store_user_list_clear (StoreUserList *args);

typedef struct {
  /* in */
  const char *phone;
  /* out */
  Id acc;
} StoreUserFind;

typedef struct {
  /* in */
  Id acc;
  gboolean on;
} StoreUserSuspend;

typedef struct {
  /* in */
  Id acc;
  gint64 now;
} StoreUserRemove;

typedef struct {
  /* in */
  const char *path; /* must not exist */
} StoreBackup;

/* From the next opening on the database has another epoch. */
typedef struct {
  char unused;
} StoreRestored;

typedef enum {
  STORE_STATE_ACTIVE,
  STORE_STATE_REVOKED,
  STORE_STATE_SUSPENDED,
} StoreState;

typedef struct {
  gint64 key;
  StoreState state;
} StoreReviewed;

/* Notices what another program (the command line) did to the database. */
typedef struct {
  /* in */
  GArray *devices; /* of StoreReviewed with key set, the state is filled in; or NULL */
  /* out */
  gboolean changed; /* somebody else has written since the last review */
} StoreReview;

typedef struct {
  /* in */
  gint64 now;
} StoreHealth;
