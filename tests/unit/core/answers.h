/* answers: a core with a server that says what the test wants to each `send`, and keeps what it is
 * told. SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "peer.h"

#include "directory.h"

#include "core-private.h"
#include "proto.h"

typedef struct _Fixture Fixture;
/* What to answer to the n-th send (from 0); NULL says nothing. */
typedef char *(*Answer) (Fixture *fixture, const ProtoSend *send, guint n);

struct _Fixture {
  Directory *directory;
  SoupWebsocketConnection *socket;
  GPtrArray *sends; /* of ProtoSend, as they came */
  GPtrArray *texts; /* of char *: the frames they were in */
  GPtrArray *all;   /* of char *: every frame there was */
  Answer answer;
  gint64 cseq;
  Peer *peer;
  Friend *self; /* the core is its device 1 */
  Friend *grace;
  Conv to_grace;
};

/* For g_test_add. With two_devices the account has a second one, which is not the core. */
extern const char two_devices[];
void answers_set_up (Fixture *fixture, gconstpointer data);
void answers_tear_down (Fixture *fixture, gconstpointer data);

/* Ends the connection and takes no further one; answers_open takes them again. */
void answers_close (Fixture *fixture);
void answers_open (Fixture *fixture);

/* A frame, as the server. */
void say (Fixture *fixture, const char *text);
/* Frames to answer with, answer_ok being an Answer itself; caller frees. more: further fields of
 * the error, each after a comma. */
char *answer_ok (Fixture *fixture, const ProtoSend *send, guint n);
char *answer_err (const ProtoSend *send, const char *code, const char *more);

/* Until the message with this text is in that state. */
const MessageRow *wait_for (Fixture *fixture, const char *text, MessageState state);
/* To one's own chat: everything before this has been looked at when it returns. */
void send_note (Fixture *fixture, const char *text);
/* The n-th send, from 0. */
const ProtoSend *send_at (Fixture *fixture, guint n);
/* What the device finds in the n-th send, with its header; it can be opened once. Caller frees. */
char *open_at (Fixture *fixture, guint n, guint32 dev, EnvelopeHeader *header);
void assert_says (Fixture *fixture, guint n, guint32 dev, const char *part, guint32 sequence);
