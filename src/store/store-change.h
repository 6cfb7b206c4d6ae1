/* store-change: what people do to messages - edits, reactions, pins, and taking them back.
 *
 * Of each slot (a message's text; one person's reaction; its pin) the change counts that
 * has the highest place in the order of the server, so that all devices come to the same. What is
 * not sent yet stands after all others, and may be dropped again. Who may do what is asked by the
 * caller. In a transaction, on the thread of the store. SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "store.h"

/* Past every place that a server can give. */
#define STORE_CHANGE_PENDING (G_GINT64_CONSTANT (1) << 50)

/* The numbers are stored. */
typedef enum {
  CHANGE_EDIT = 1,
  CHANGE_REACT,
  CHANGE_PIN,
  CHANGE_DELETE,
  CHANGE_VOTE, /* in a poll; the text is the number of its choices, "0" or "" for none */
  CHANGE_END,  /* of a poll */
} ChangeKind;

typedef struct {
  ChangeKind kind;
  Conv conv; /* where it was said */
  Id author; /* with message, what it is about */
  Id message;
  Id acc;      /* who did it */
  Id id;       /* of the content that says so */
  gint64 cseq; /* 0: it is not sent yet */
  gint64 time;
  char *text;       /* the new text, or the emoji; but for edits "" takes back what was */
  GArray *mentions; /* of Mention, or NULL */
  gboolean allowed; /* by the group, when it came */
  /* Of a page that the new text leads to, or NULL. The message keeps it, not the change. */
  LinkPreview *preview;
} StoreChange;
void store_change_free (StoreChange *change);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (StoreChange, store_change_free)

/* The message is here and not deleted; any kind but CHANGE_DELETE. The same once more does nothing.
 */
void store_change_put (Store *store, const StoreChange *change);
/* The same, where its place in the chat is known. 0: it is what the message said first. */
void store_change_put_at (Store *store, const StoreChange *change, gint64 place);
/* Places from this one on are others. */
void store_change_shift (Store *store, gint64 chat, gint64 from, gint64 by);
/* The change of that name, once it is put; NULL when there is none. What the message said first is
 * none, although it has the name of the message. */
StoreChange *store_change_get (Store *store, const Id *acc, const Id *id);
/* The server has placed one that was not sent. */
void store_change_confirm (Store *store, const Id *acc, const Id *id, gint64 cseq, gint64 time);
/* It was refused: what was before counts again. */
void store_change_drop (Store *store, const Id *acc, const Id *id);
/* One's own star, which own-state.h keeps in step; FALSE when nothing has changed. */
gboolean
store_change_set_star (Store *store, const Id *author, const Id *message, gboolean starred);
/* Nothing stays of the message but its name and place. Its file is the caller's. */
void store_change_erase (Store *store, const Id *author, const Id *message);
/* The ids of the contents of one account that are about the message, itself among them: a GArray of
 * Id. */
GArray *store_change_contents (Store *store, const Id *author, const Id *message, const Id *acc);

/* Keeps it until the message comes: the newest STORE_WAIT_MAX, and none from before. */
#define STORE_WAIT_MAX 4096
void store_change_wait (Store *store, const StoreChange *change, gint64 now, gint64 before);
/* Those that waited for the message, in the order in which they came: a GPtrArray of StoreChange.
 */
GPtrArray *store_change_take (Store *store, const Id *author, const Id *message);

/* -- Reading. -- */

/* GPtrArrays of Reactor, the newest first; of MessageVersion, the oldest first. */
GPtrArray *store_reactors (Store *store, const Id *author, const Id *message);
GPtrArray *store_versions (Store *store, const Id *author, const Id *message);
/* The newest messages that answer it: a GArray of MessageName without conv. */
GArray *store_answers (Store *store, const Id *author, const Id *message, guint limit);
/* GPtrArrays of MessageRow. conv NULL: of all chats, the newest first. */
GPtrArray *store_starred (Store *store, const Conv *conv, guint limit);
/* The ones not read yet that call this account by name, the oldest first. */
GPtrArray *store_unread_mentions (Store *store, const Conv *conv, guint limit);
/* The last pinned first, also those that have lost their place to newer ones: up to limit. */
GPtrArray *store_pinned (Store *store, const Conv *conv, guint limit);
