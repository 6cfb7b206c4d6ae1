/* friend: an account of a test with its devices' keys in memory - somebody to talk to, or the one
 * that the core under test is a device of.
 *
 * The core's thread never sees one; what it knows of them came by its store or from a directory.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "device.h"

#include "devlist.h"
#include "store.h"

typedef struct {
  Id acc;
  guint8 account_key[PRIM_SIGN_PUBLIC_BYTES];
  guint8 account_secret[PRIM_SIGN_SECRET_BYTES];
  GPtrArray *devices; /* of Device, by number: those that the next list names */
  Devlist list;
  DevlistMark mark;
  GBytes *bytes;          /* the newest list, as signed */
  EnvelopeBundle welcome; /* of the device that moved in; used as often as somebody likes */
} Friend;

/* With devices 1 to n, and a list that names them. */
Friend *friend_new (guint n);
void friend_free (Friend *friend);

/* Borrowed; NULL when there is none. */
Device *friend_device (const Friend *friend, guint32 number);
/* A device with the account's key that no list names before friend_add and friend_sign. */
Device *friend_make_device (const Friend *friend, guint32 number);
/* Takes the device. */
void friend_add (Friend *friend, Device *device);
void friend_drop (Friend *friend, guint32 number);
/* The next list, of the devices there are. */
void friend_sign (Friend *friend);
/* Registers anew: another account key, a device with this number, a first list. */
void friend_begin_anew (Friend *friend, guint32 number);
/* The newest list as the server has it; caller frees. */
char *friend_list (const Friend *friend);

/* In a transaction: the core over this store becomes device 1 of the account, which the server at
 * this address knows all about. */
void friend_move_in (Friend *self, Store *store, const char *server);
/* In a transaction: the store has the friend's list and devices. */
void friend_introduce (const Friend *friend, Store *store);

/* What a device of from says in the chat with to, or to its own other devices in the chat with
 * conv, when that is not NULL. Not in the order of the chat. */
EnvelopeHeader friend_header (const Friend *from, const Friend *to, const Conv *conv);
/* The `ct` for device 1 of to, which has moved in. Caller frees. */
char *friend_seal (const Friend *to,
                   Device *device,
                   const Id *message,
                   const EnvelopeHeader *header,
                   gconstpointer content,
                   gsize len);
/* What the device says next to device 1 of to begins another session. */
void friend_drop_session (const Friend *to, Device *device);
/* The `body` of an ephemeral one. */
char *friend_seal_ephemeral (const Friend *to, Device *device, const char *content);
/* What the core's device, 1 of from, has sealed; NULL when this device cannot open it. */
char *friend_open (const Friend *from,
                   Device *device,
                   const Id *message,
                   const char *ct,
                   EnvelopeHeader *header);
