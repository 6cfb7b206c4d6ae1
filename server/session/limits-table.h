/* limits-table: how often anybody may do anything, as ONE table of leaky buckets.
 *
 * Who is counted is a text (an address, an account) or a device's own set. Loop thread.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* X (NAME, burst, tokens back per minute, "who is counted and why") */
#define BUCKETS(X)                                                                                 \
  X (SEND, 2048, 12000, "device: messages; an outbox of days may come at once")                    \
  X (EPH, 60, 120, "device: typing notices")                                                       \
  X (WATCH, 30, 60, "device: who is watched")                                                      \
  X (FRAME, 4096, 30000, "device: frames of any kind")                                             \
  X (BAD, 50, 30, "device: frames nobody could read; more close the socket")                       \
  X (REST, 2400, 1200, "account: calls with a token; one or two a member of a group")              \
  X (FIND, 5000, 4, "account: numbers looked up, 5,760 a day")                                     \
  X (LINK, 10, 1, "account: device links")                                                         \
  X (KEYS_OF, 20, 1.0 / 3, "account, for each other: devices whose keys are taken, 20 an hour")    \
  X (KEYS, 12000, 8, "account: devices whose keys are taken: those of a large group, once")        \
  X (GROUP, 120, 12, "account: changes of groups")                                                 \
  X (JOIN, 30, 1, "account: links of groups tried, 1,440 a day")                                   \
  X (GROUP_NEW, 30, 0.5, "account: groups made, 720 a day")                                        \
  X (MEDIA, 200, 60, "account: media slots")                                                       \
  X (MEDIA_MIB, 10240, 10240.0 / 1440, "account: MiB of media announced, 10 GiB a day")            \
  X (PIN, 10, 1, "account: setting a PIN costs the server work")                                   \
  X (CODE, 10, 1, "address: one-time codes asked for")                                             \
  X (CODE_ALL, 200, 20, "server: one-time codes sent, which may cost money")                       \
  X (REGISTER, 30, 6, "address: registrations tried")                                              \
  X (TOKEN, 60, 30, "address: tokens that are not valid")                                          \
  X (INVITE_PAGE, 60, 30, "address: invitation pages")                                             \
  X (READY, 60, 60, "address: asking whether the server can store, which stores something")

typedef enum {
#define BUCKET_ENUM_(NAME, burst, refill, doc) BUCKET_##NAME,
  BUCKETS (BUCKET_ENUM_)
#undef BUCKET_ENUM_
  N_BUCKETS,
} BucketKind;

/* A value, zeroed. */
typedef struct {
  double used;
  gint64 at; /* monotonic us of the last use */
} Bucket;

/* Takes cost tokens. 0: granted; else the ms until the same would be granted. */
gint64 bucket_take (Bucket *bucket, BucketKind kind, double cost, gint64 now_us);

typedef struct Limits Limits;

Limits *limits_new (void);
void limits_free (Limits *limits);
/* scale multiplies every burst and refill: 1 in earnest. */
void limits_set_scale (double scale);

/* As above, for whoever is at address: a whole /64 of IPv6 is one. */
gint64 limits_take_address (Limits *limits, BucketKind kind, const char *address, double cost);
gint64 limits_take (Limits *limits, BucketKind kind, const char *who, double cost);
/* Forgets who has been quiet long enough to be full again. */
void limits_sweep (Limits *limits);
