/* proto: the frames of mailbox protocol 1, as C structs. PROTOCOL.md is their meaning.
 *
 * One WebSocket message is one object or an array of objects; `t` names the type. proto_decode
 * turns it into items, each an op with its struct or an error of its own, so one bad item does not
 * spoil a batch. Pure and thread safe. SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "codec.h"
#include "error.h"

#define PROTO_VERSION 1

typedef struct {
  Id acc;
  gint64 dev;
} ProtoDevice;

typedef struct {
  Id acc;
  gint64 dev;
  char *ct; /* NULL: the ct of the send */
} ProtoTo;

/* Client to server. */
typedef struct {
  gint64 proto;
  char *epoch;
  gint64 after;
  gint64 win;
  gint64 was;    /* the generation that was confirmed last */
  gint64 gen;    /* the one that is taken now; 0: does not count */
  gint64 sealed; /* what this device has sealed so far */
  GPtrArray *caps;
} ProtoHello;

typedef struct {
  Id id;
  Conv conv;
  GPtrArray *to; /* of ProtoTo */
  char *ct;      /* for those of `to` that have none of their own */
  gboolean part;
  GArray *media; /* of Id */
  gint64 wake;
  gint64 sealed; /* as in hello; at least what it takes to send this */
  gint64 set;    /* in a group, in place of `to`: the number of the set of its devices; or 0 */
} ProtoSend;

typedef struct {
  gint64 seq;
} ProtoAck;

typedef struct {
  GArray *accs; /* of Id */
} ProtoWatch;

typedef struct {
  gboolean on;
} ProtoActive;

/* Both ways. */
typedef struct {
  Conv conv;
  gint64 dev; /* the only device of the account that gets it; 0: all */
  Id from;    /* set by the server */
  gint64 fd;
  char *body;
} ProtoEph;

typedef struct {
  char unused;
} ProtoHb;

/* Server to client. */
typedef struct {
  gint64 proto;
  char *epoch;
  gint64 next;
  gint64 hb;
  gint64 max;
  gint64 srv;
  Id acc;
  gint64 dev;
} ProtoWelcome;

typedef struct {
  Id id;
  gint64 cseq;
  gint64 ts;
  gboolean dup;
} ProtoOk;

typedef struct {
  gint64 seq;
  gint64 cseq;
  Id from;
  gint64 fd;
  Id id;
  Conv conv; /* groups and status only */
  gint64 ts;
  char *ct;
} ProtoMsg;

typedef struct {
  gint64 seq;
  Id acc;
  GPtrArray *devs; /* of ProtoDeviceNo */
} ProtoDevices;

typedef struct {
  gint64 dev;
} ProtoDeviceNo;

typedef struct {
  gint64 seq;
  Id grp;
  gint64 n; /* its newest change */
} ProtoGroup;

typedef struct {
  gint64 from;
  gint64 to;
  char *why;
} ProtoGap;

typedef struct {
  char unused;
} ProtoLive;

typedef struct {
  gint64 ones;
  gint64 kems;
} ProtoKeys;

typedef struct {
  Id acc;
  gboolean on;
  gint64 seen;
} ProtoPres;

typedef struct {
  gint64 code;
  gint64 after_ms;
} ProtoBye;

typedef struct {
  char *code;
  char *re; /* the `t` it answers */
  Id id;
  gint64 retry_ms;
  GPtrArray *missing; /* of ProtoDevice */
  GPtrArray *gone;    /* of ProtoDevice */
  char *why;
} ProtoErr;

typedef enum {
  PROTO_C2S = 1,
  PROTO_S2C = 2,
  PROTO_BOTH = 3,
} ProtoWay;

/* X (NAME, "t", struct, fields, way). PROTOCOL.md describes each; a test compares. */
#define PROTO_OPS(X)                                                                               \
  X (HELLO, "hello", ProtoHello, hello_fields, PROTO_C2S)                                          \
  X (SEND, "send", ProtoSend, send_fields, PROTO_C2S)                                              \
  X (ACK, "ack", ProtoAck, ack_fields, PROTO_C2S)                                                  \
  X (WATCH, "watch", ProtoWatch, watch_fields, PROTO_C2S)                                          \
  X (ACTIVE, "active", ProtoActive, active_fields, PROTO_C2S)                                      \
  X (EPH, "eph", ProtoEph, eph_fields, PROTO_BOTH)                                                 \
  X (HB, "hb", ProtoHb, hb_fields, PROTO_BOTH)                                                     \
  X (WELCOME, "welcome", ProtoWelcome, welcome_fields, PROTO_S2C)                                  \
  X (OK, "ok", ProtoOk, ok_fields, PROTO_S2C)                                                      \
  X (MSG, "msg", ProtoMsg, msg_fields, PROTO_S2C)                                                  \
  X (DEVICE, "device", ProtoDevices, devices_fields, PROTO_S2C)                                    \
  X (GROUP, "group", ProtoGroup, group_fields, PROTO_S2C)                                          \
  X (GAP, "gap", ProtoGap, gap_fields, PROTO_S2C)                                                  \
  X (LIVE, "live", ProtoLive, live_fields, PROTO_S2C)                                              \
  X (KEYS, "keys", ProtoKeys, keys_fields, PROTO_S2C)                                              \
  X (PRES, "pres", ProtoPres, pres_fields, PROTO_S2C)                                              \
  X (BYE, "bye", ProtoBye, bye_fields, PROTO_S2C)                                                  \
  X (ERR, "err", ProtoErr, err_fields, PROTO_S2C)

typedef enum {
#define PROTO_ENUM_(NAME, t, T, fields, way) PROTO_##NAME,
  PROTO_OPS (PROTO_ENUM_)
#undef PROTO_ENUM_
  PROTO_N_OPS,
} ProtoOp;

typedef struct {
  ProtoOp op;    /* PROTO_N_OPS when the type is unknown or comes the wrong way */
  gpointer body; /* the op's struct; NULL when error is set */
  GError *error;
  Id id; /* the item's `id` where it has a readable one, also when it is bad: what an err can name
          */
} ProtoItem;

const char *proto_op_name (ProtoOp op);
ProtoWay proto_op_way (ProtoOp op);
const CodecSchema *proto_schema (ProtoOp op);

/* Items that came from a peer whose frames travel `way`. NULL and error only when the whole frame
 * is no JSON, no object or array, or past LIMIT_BATCH_MAX. The array frees its items. */
GPtrArray *proto_decode (const char *text, gsize len, ProtoWay way, GError **error);

/* One frame as text. Several are joined by proto_batch_*. */
void proto_write (ProtoOp op, gconstpointer body, GString *out);
GBytes *proto_encode (ProtoOp op, gconstpointer body);
void proto_free (ProtoOp op, gpointer body);
