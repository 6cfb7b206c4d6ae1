/* pairing: links a further device to the account, through a server that neither device trusts.
 *
 *   new  HERE            it has a number now, and its keys are on the server
 *   old  COMMIT          to the key that comes in its HELLO
 *   new  HELLO           its one-time key, proven with the secret of the code
 *   old  HELLO           the same; both show the same seven pictures
 *   new  OFFER    sealed its identity, its signing key, its name
 *   old  WELCOME  sealed the account's key, once a person has confirmed
 *   new  THANKS   sealed it is stored; the old device signs and publishes the list
 *
 * Frames are lost at times: whoever waits says its last one again. One linking at a time; the code
 * is good for LINKCODE_SECONDS. Core thread. SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core-private.h"
#include "linkchannel.h"

typedef enum {
  FRAME_HERE = 1,
  FRAME_COMMIT,
  FRAME_HELLO,
  FRAME_OFFER,
  FRAME_WELCOME,
  FRAME_THANKS,
} PairingFrame;

struct _Pairing {
  LinkRole role;
  LinkCode code;
  LinkKey key;
  LinkChannel channel;
  gint64 dev;         /* the other device; 0 while it is not known */
  PairingFrame heard; /* the last one that was taken; 0 for none */
  gboolean live;      /* the new device has been connected, and all that waited has come */
  GBytes *said;       /* the last one of this end, to be said again */
  guint8 commitment[PRIM_HASH_BYTES];
  GSource *again;
  GSource *deadline;
  PairingRow *row;
  GTask *task; /* the command that waits for the end; NULL */
  /* On the old device. */
  guint8 identity[PRIM_KEY_BYTES];
  guint8 signing[PRIM_SIGN_PUBLIC_BYTES];
};

void pairing_free (Pairing *pairing);

/* -- pairing.c -- */

/* Takes the code. */
Pairing *pairing_begin (Core *core, LinkRole role, const LinkCode *code);
/* Says a frame, and again until something is heard. */
void pairing_say (Core *core, PairingFrame frame, gconstpointer data, gsize len);
/* The same through the channel. */
void pairing_say_sealed (Core *core, PairingFrame frame, gconstpointer data, gsize len);
GBytes *pairing_unseal (Core *core, gconstpointer data, gsize len);
/* Derives what both ends share; FALSE when the other end does not know the secret. */
gboolean pairing_meet (Core *core, gconstpointer hello, gsize len);
/* Shows how it gets on. */
void pairing_show (Core *core, PairingState state);
void pairing_end (Core *core, PairingState state, WhinError error);
void pairing_set_deadline (Core *core, gint64 seconds);

/* An eph of one's own account, for this device. */
void pairing_on_eph (Core *core, const ProtoEph *eph);
/* The socket is up, and all that waited has come. */
void pairing_on_live (Core *core);
/* The server has the keys of this device. */
void pairing_on_keys (Core *core);

/* -- pairing-old.c, pairing-new.c: what was heard, after all that came before it. -- */

void pairing_old_hear (Core *core, PairingFrame frame, gconstpointer data, gsize len);
void pairing_new_hear (Core *core, PairingFrame frame, gconstpointer data, gsize len);
/* The core stops. */
void pairing_stop (Core *core);
/* The server has the newest list. */
void pairing_on_published (Core *core);
/* This device may have been named by the list that came. In a transaction. */
void pairing_on_list (Core *core);
/* The new device gives up: nothing of the account stays on it. */
void pairing_new_leave (Core *core);
