/* flock: three people in a group whose server is evil.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "inside-group.h"
#include "scene.h"

typedef struct {
  Scene scene; /* first */
  Peer *eve;   /* the third one */
  Conv birds;
  GPtrArray *kept;      /* of ProtoMsg: messages to all that came for Ben */
  GPtrArray *held;      /* of ProtoSend: what Eve wrote while `hold` */
  gboolean hide;        /* changes are not shown to Ben */
  gboolean quiet;       /* his mailbox does not tell of them */
  gboolean blind;       /* he is told of them, and does not get them */
  gboolean leave_out;   /* the first one of each page that he gets is missing */
  gboolean twice;       /* the last one comes twice */
  gboolean keep_all;    /* messages to all go no further than `kept` */
  gboolean hold;        /* what Eve sends goes no further than here */
  gboolean ghost;       /* the server takes Eve for a member */
  guint refused;        /* sends of Ada's */
  guint to_eve;         /* copies of Ada's sends for Eve */
  guint pages;          /* of changes that Ben got */
  guint by_ben, by_eve; /* messages to all that they sent */
} Flock;

/* Nobody is in a group yet. Fixtures for g_test_add. */
void flock_set_up (Flock *flock, gconstpointer data);
/* All three are in one that Ada made, and have talked. */
void flock_set_up_made (Flock *flock, gconstpointer data);
void flock_tear_down (Flock *flock, gconstpointer data);

#define FLOCK_TEST(path, up, func) g_test_add (path, Flock, NULL, up, func, flock_tear_down)

/* By Ada; each returns when the server has it. */
void flock_make (Flock *flock, gboolean with_eve);
void flock_set_name (Flock *flock, const char *name);
void flock_take_out (Flock *flock, const Peer *peer);
void flock_tell (Flock *flock, Peer *peer, const char *text);
/* 0: not in it. */
guint flock_members (Flock *flock, Peer *peer);
const char *flock_name (Flock *flock, Peer *peer);
/* As the server would hand it on to Ben; returns when he has dealt with it. */
void flock_give (Flock *flock, const ProtoMsg *msg);
/* The same, of what Eve wrote and the server held. */
void flock_give_held (Flock *flock, guint index);
/* How many of a text, or of a kind, a peer shows in the group. */
guint flock_count (Flock *flock, Peer *peer, const char *text);
guint flock_count_kind (Flock *flock, Peer *peer, MessageKind kind);
