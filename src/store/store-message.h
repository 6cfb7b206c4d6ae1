/* store-message: messages and their place in a chat.
 *
 * ord is cseq << 20 for messages the server has placed; what is only here sorts after everything
 * known at that moment and gets its final ord once, when it is placed. SPDX-License-Identifier:
 * GPL-3.0-or-later */
#pragma once

#include "store.h"

#define STORE_ORD_SHIFT 20

/* Stores a message and makes its chat. Sets row->ord. cseq 0: not placed by the server (yet); a
 * notice stands right before it. raw:
 * the bytes of a content this version does not know, or NULL. FALSE when it is known already or was
 * deleted here. */
gboolean store_message_add (Store *store, MessageRow *row, gint64 cseq, GBytes *raw);
/* Also when it was deleted here. */
gboolean store_message_is_known (Store *store, const Id *author, const Id *id);
/* Whether the server has said where and when. */
gboolean store_message_is_placed (Store *store, const Id *author, const Id *id);
gboolean store_message_is_unreadable (Store *store, const Id *author, const Id *id);
/* Puts what is in row in the place of an unreadable message. FALSE when that is not there. */
gboolean store_message_resolve (Store *store, MessageRow *row, GBytes *raw);
/* NULL when there is none. */
MessageRow *store_message_get (Store *store, const Id *author, const Id *id);

/* What was kept of its content; NULL when nothing was. Caller unrefs. */
/* In a transaction: the same, anew. */
void store_message_set_raw (Store *store, const Id *author, const Id *id, GBytes *raw);
GBytes *store_message_raw (Store *store, const Id *author, const Id *id);

/* The server has it: its place and time, state at least STATE_SENT. FALSE when it was placed
 * before. */
gboolean
store_message_confirm (Store *store, const Id *author, const Id *id, gint64 cseq, gint64 time);
/* What the server numbers in a chat, also what is no message; it grows over a loss of the server's.
 */
gint64 store_place (Store *store, gint64 chat, gint64 cseq);
/* For receipts: the state only ever rises. FALSE when nothing changed. */
gboolean store_message_raise (Store *store, const Id *author, const Id *id, MessageState state);
/* How far it has got to each person, and when that was said; the state of one only ever rises. */
void store_receipt_put (Store *store,
                        const Id *author,
                        const Id *id,
                        const Id *acc,
                        MessageState state,
                        gint64 time);
typedef struct {
  Id acc;
  MessageState state;
  gint64 delivered; /* 0: not known when */
  gint64 read;
} StoreReceipt;
/* Of Reader, who read last first. Looks at the newest STORE_READERS_LOOK messages of the chat. */
GPtrArray *store_readers (Store *store, const Conv *conv);
#define STORE_READERS_LOOK 500
/* A GArray of StoreReceipt, by account. */
GArray *store_receipt_list (Store *store, const Id *author, const Id *id);
void store_message_set_state (Store *store,
                              const Id *author,
                              const Id *id,
                              MessageState state,
                              int error);
/* Of one that has not left yet. */
void store_message_set_text (Store *store,
                             const Id *author,
                             const Id *id,
                             const char *text,
                             const GArray *mentions);
/* One's own message under another id (a retry that must be new to the server). */
void store_message_rename (Store *store, const Id *author, const Id *id, const Id *new_id);
/* keep: remember the name, so that it cannot come back. */
void store_message_delete (Store *store, const Id *author, const Id *id, gboolean keep, gint64 now);

typedef enum {
  STORE_NEWEST,
  STORE_BEFORE,
  STORE_AFTER,
  STORE_AROUND,
} StorePage;
/* Ascending by ord. */
GPtrArray *
store_message_page (Store *store, const Conv *conv, StorePage page, gint64 ord, guint limit);

/* A MESSAGE_GAP row at the end of every chat that has messages and does not end in one. Returns the
 * rows. */
GPtrArray *store_message_add_gaps (Store *store, const Id *self, gint64 now);
