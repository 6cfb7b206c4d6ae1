/* life: the world of one run - a server, three accounts with two devices each, a bad line - and the
 * model: plain data that says what must be true of it.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "proxy.h"
#include "test-server.h"

#define ACCOUNTS 3
#define SLOTS 2
/* This account's devices are behind the bad line. */
#define BEHIND_PROXY 1

/* What is known of one message on one device: round to state as the last check saw it. */
typedef struct {
  guint round; /* the check that saw it last, or 0 */
  gboolean here;
  gboolean read; /* somebody else's, and not among the unread */
  MessageState state;
  char looks[96];   /* what was done to it, as far as it shows */
  gboolean erased;  /* taken back: it shows no tick */
  gboolean deleted; /* by the person */
  gboolean expired; /* the device was away for too long */
} Trace;

typedef struct {
  guint serial; /* never given twice */
  guint account;
  Peer *peer;
  gint64 dev;       /* its number on the server */
  gboolean away;    /* the core is closed */
  guint linking_at; /* moments: no message before the first is its, */
  guint linked_at;  /* every one after the second is */
  guint expired_at; /* the last moment at which it lost something to time, or 0 */
  GArray *traces;   /* of Trace, by the message's number */
} Device;

typedef struct {
  guint author; /* account */
  guint to;     /* account; the author's own for a note */
  guint by;     /* serial of the device */
  guint said_at;
  guint settled_at; /* the moment it was known that nobody waits for it any more, or 0 */
  Id id;            /* none until it was seen somewhere */
  gint64 place;     /* in its conversation, 0 until it was seen in the server's books */
  gboolean stirred; /* it was under way while a device joined or left */
  guint edits;
  guint days;          /* as life->days, when it was said */
  gboolean taken_back; /* by its author, for everybody */
  gboolean scattered;  /* not all devices of the other side have it: read marks may differ */
} Said;

/* A server whose backup was put back numbers anew, after all that was before. */
#define PLACE_SHIFT 40

typedef struct {
  guint32 seed;
  guint steps;
  GRand *random;
  guint step;
  guint moment; /* counts everything that happens */
  guint round;  /* of checks */
  TestServer *server;
  gboolean armed; /* the server will die by itself */
  guint days;
  guint restores;
  gboolean stirred;   /* a device joined or left since all was at rest */
  gboolean resending; /* what a backup did not have is on its way once more */
  Proxy *proxy;
  Device *devices[ACCOUNTS][SLOTS]; /* NULL: none is linked */
  Id accounts[ACCOUNTS];
  gboolean removed[ACCOUNTS]; /* a device was, of this account */
  guint serials;
  GArray *said;       /* of Said: message n has the text "mN" */
  GHashTable *places; /* Id -> gint64: the cseq of everything in the server's books */
} Life;

Life *life_new (guint32 seed, guint steps);
void life_free (Life *life);

/* The next line of the story. */
void life_tell (Life *life, const char *format, ...) G_GNUC_PRINTF (2, 3);
/* Says what is wrong, after which steps, and how to see it again; then the test fails. */
void life_fail (Life *life, const char *format, ...) G_GNUC_PRINTF (2, 3) G_GNUC_NORETURN;
#define life_check(life, condition, ...)                                                           \
  G_STMT_START                                                                                     \
  {                                                                                                \
    if (!(condition))                                                                              \
      life_fail (life, __VA_ARGS__);                                                               \
  }                                                                                                \
  G_STMT_END

guint life_pick (Life *life, guint n);
gboolean life_chance (Life *life, guint percent);

/* A device joins; it is live when this returns. */
void life_link (Life *life, guint account, guint slot);
/* The device is no more. */
void life_retire (Life *life, guint account, guint slot);
guint life_count (Life *life, guint account);
/* A running one, of any account (account >= ACCOUNTS) or of one. NULL when there is none. */
Device *life_pick_open (Life *life, guint account);
Device *life_pick_away (Life *life);
gboolean life_is_open (const Device *device);

typedef void (*DeviceFunc) (Life *life, Device *device, gpointer data);
void life_each (Life *life, DeviceFunc func, gpointer data);

Conv life_conv (Life *life, guint account);
Said *life_said (Life *life, guint number);
Trace *life_trace (Device *device, guint number);
/* "B2": the second device of the second account, with its serial. */
const char *life_name (const Device *device);

/* The server runs and will not die by itself; the bad line is good. */
void life_calm (Life *life);
/* The server runs. */
void life_revive (Life *life, const char *crash_at);
/* Everybody who waits for a connection tries at once. */
void life_hurry (Life *life);
