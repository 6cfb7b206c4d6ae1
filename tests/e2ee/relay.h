/* relay: an evil server. All that goes between the devices and the real whinchatd goes through it,
 * files and heads too, read with the codecs of both, and a test decides what becomes of it.
 *
 * It numbers what is stored in a mailbox itself, as a server can that leaves things out or makes
 * them up: no device sees a hole. Runs in the main context of the test.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "test-server.h"

#include "proto.h"
#include "rest.h"

typedef struct _Relay Relay;

typedef enum {
  RELAY_UP, /* from a device */
  RELAY_DOWN,
} RelayWay;

typedef struct {
  RelayWay way;
  ProtoDevice who; /* the device at the other end of the line; none before it is known */
  ProtoOp op;
  gpointer body; /* the op's struct, to be changed in place */
} RelayFrame;

/* FALSE: it goes no further. */
typedef gboolean (*RelayFrameFunc) (Relay *relay, RelayFrame *frame, gpointer data);

typedef struct {
  RelayWay way; /* UP: the request, DOWN: the answer */
  ProtoDevice who;
  RestCall call;
  const char *param; /* or NULL */
  gpointer body;     /* of the call's schema, to be changed in place */
} RelayCall;

typedef void (*RelayCallFunc) (Relay *relay, RelayCall *call, gpointer data);

Relay *relay_new (TestServer *server);
void relay_free (Relay *relay);
/* What a device takes for the server's address. */
const char *relay_url (Relay *relay);
/* NULL: everything passes. */
void relay_on_frame (Relay *relay, RelayFrameFunc func, gpointer data);
void relay_on_call (Relay *relay, RelayCallFunc func, gpointer data);
/* To a device that is connected: as if the server said it. What is stored in a mailbox gets the
 * next number. */
void relay_inject (Relay *relay, const ProtoDevice *to, ProtoOp op, gconstpointer body);
/* Ends a device's connection; it comes again. */
void relay_hang_up (Relay *relay, const ProtoDevice *on);
/* Whether the device has dealt with all that was handed on to it. */
gboolean relay_is_read (Relay *relay, const ProtoDevice *by);
/* Asks the server in a device's name, or in nobody's; the answer is for codec_free. */
gpointer relay_ask (Relay *relay,
                    const ProtoDevice *who,
                    RestCall call,
                    const char *param,
                    gconstpointer request);
/* Whether these bytes went through it, in either direction, as tell_bytes looks for them. */
gboolean relay_saw (Relay *relay, gconstpointer bytes, gsize len);
/* How often these did, as they are. */
guint relay_count (Relay *relay, const char *bytes);
/* A copy; proto_free. */
gpointer relay_copy (ProtoOp op, gconstpointer body);
