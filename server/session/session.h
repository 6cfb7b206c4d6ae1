/* session: one connected device: its place in its mailbox, its window, its answers.
 *
 * Made when the socket opens, in the hub from its hello on, freed when the connection has closed
 * and the store has answered all it was asked. Loop thread.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server.h"

typedef enum {
  SESSION_NEW,     /* no hello yet */
  SESSION_HELLO,   /* the store is looking where it stands */
  SESSION_CATCHUP, /* reading the mailbox to its end */
  SESSION_LIVE,
  SESSION_CLOSED,
} SessionState;

/* The place of one frame in the line of answers, so that they come in the order of the questions.
 */
typedef struct {
  gboolean done;
  gboolean is_ok;
  GBytes *text; /* NULL: nothing to say */
} Answer;

typedef struct Session {
  guint refs;
  SessionState state;
  Server *server;
  Conn *conn; /* NULL once it has closed */
  gint64 key;
  Id acc;
  gint64 dev;
  gint64 gen;              /* of its device's store; 0: it does not count */
  guint64 turn;            /* of its hello among all */
  gboolean pending;        /* no list of the account has named it yet */
  struct Session *sibling; /* the next of the account in the hub */

  gint64 window;
  gint64 acked;
  gint64 sent;    /* the last seq given to the connection */
  gint64 top;     /* the highest seq known to be in the mailbox */
  gint64 storing; /* the ack on its way to the store, 0 when none */
  gboolean reading;
  gboolean probed;         /* we sent hb and have heard nothing since */
  gboolean answered_probe; /* the present text is the first since then */

  gboolean active;
  GHashTable *sights;          /* Id -> Sight: what is known about others; NULL: of nobody yet */
  GQueue answers;              /* of Answer: those from the first that is not done on */
  gboolean held_up;            /* nothing is read until there are fewer of them */
  Bucket buckets[BUCKET_REST]; /* those counted by device come first */
} Session;

/* The handle of the `/v1/ws` route. */
void session_open (HttpRequest *request, gpointer server);

Session *session_ref (Session *session);
void session_unref (Session *session);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Session, session_unref)

/* One frame. FALSE when it was dropped. */
gboolean session_send (Session *session, ProtoOp op, gconstpointer body, ConnPriority priority);
void session_close (Session *session, CloseCode code);

/* Exactly one of the next three for each place in the line, which is then gone. */
Answer *session_expect (Session *session);
void session_pass (Session *session, Answer *answer);
void session_answer (Session *session, Answer *answer, ProtoOp op, gconstpointer body);
/* Fills with an err made of error; details of an err may be given and lack code, re, id and why. */
void session_refuse (Session *session,
                     Answer *answer,
                     ProtoOp re,
                     const Id *id,
                     const GError *error,
                     ProtoErr *details);
/* Reads no more from who has too many questions open. */
void session_limit_questions (Session *session);

/* Mailbox. */
void session_begin (Session *session, gint64 after);
void session_pump (Session *session);
/* The mailbox has grown to seq. */
void session_grew (Session *session, gint64 seq);
/* The same with the item at hand, which saves reading it back. text: the whole frame. */
gboolean session_can_take (Session *session, gint64 seq);
void session_take (Session *session, gint64 seq, GBytes *text);
void session_acknowledge (Session *session, gint64 seq);
