/* store-args, mailbox: connecting, taking, sending, and what is forgotten in time.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store-args-common.h"

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
  gboolean queued;    /* the mailboxes are filled by `fanout` */
} StoreSend;
void store_send_clear (StoreSend *send);

/* One slice of what is for whole groups. */
typedef struct {
  /* in */
  gint64 now;
  /* out */
  GArray *deliveries; /* of StoreDelivery */
  gboolean more;      /* there may be others */
} StoreFanout;
void store_fanout_clear (StoreFanout *args);

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
