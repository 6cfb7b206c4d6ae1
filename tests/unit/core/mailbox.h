/* mailbox: a core that gets its items from the test instead of a server, with accounts of which the
 * test has the keys. SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "peer.h"

#include "directory.h"

/* There is nobody at the socket; only the directory of devices answers. */
typedef struct {
  Peer *peer;
  Directory *directory;
  Friend *self; /* device 1 is the core; device 2 another one of the same account */
  Friend *grace;
  Friend *other;
  Conv to_grace;
  gint64 seq;
} Fixture;

/* A message that waits to be given. */
typedef struct {
  Id id;
  char *text;
  char *ct;
} Sealed;

/* For g_test_add. */
void mailbox_set_up (Fixture *fixture, gconstpointer data);
void mailbox_tear_down (Fixture *fixture, gconstpointer data);

/* A frame, as the server. */
void give (Fixture *fixture, const char *text);
/* As the next item of the mailbox, from whom the server says. */
void give_ct (Fixture *fixture, const Friend *from, guint fd, const Id *id, const char *ct);
/* A content, as JSON or not, from device 2 of somebody; conv is NULL for the chat of the two. */
Id give_in (Fixture *fixture, const Friend *from, const Conv *conv, const char *content);
Id give_content (Fixture *fixture, const Friend *from, const char *content);
Id give_text (Fixture *fixture, const Friend *from, const char *text);
/* Contents; caller frees. */
char *text_content (const char *text);
char *receipt_for (const Id *author, const Id *id, const char *what);
/* Everything before this has been applied when it returns. */
void settle (Fixture *fixture);
gint64 cursor_of (Fixture *fixture);

/* The first n messages of a device in the chat, "<name> 1" and so on. A GArray of Sealed. */
GArray *seal_line (Fixture *fixture, const Friend *from, guint32 dev, const char *name, guint n);
/* n as in the text: from 1. */
void give_of (Fixture *fixture, const Friend *from, guint32 dev, GArray *line, guint n);
/* What the chat with Grace shows: texts, and in <> what is none. */
void assert_chat (Fixture *fixture, const char *expected);
