/* fake core: core.h over arrays in memory, so that models and widgets can be driven to any state
 * without a server.
 *
 * Everything happens on the thread of its one user. Queries answer from an idle, as the real ones
 * answer later. SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core.h"

/* The core made last by core_new. */
extern Core *fake_core;

extern const Id FAKE_SELF;

/* Puts rows into the store without telling anybody. */
void fake_core_store_message (MessageRow *row);
void fake_core_store_chat (ChatRow *row);
void fake_core_store_contact (ContactRow *row);
/* Hands BATCH over and frees it; its messages, chats and contacts are stored too. */
void fake_core_emit (Batch *batch);
/* Whether the next message query shall fail. */
void fake_core_fail_next_query (void);
/* How often a message page was asked for. */
guint fake_core_n_queries (void);
/* The ord of the last core_mark_read. */
gint64 fake_core_marked (void);
/* How often a voice message was told to have been played. */
guint fake_core_played (void);
/* How many messages were deleted here, and for everybody. */
guint fake_core_deleted (void);
guint fake_core_deleted_for_all (void);
guint fake_core_deleted_chats (void);

MessageRow *
fake_message (const Conv *conv, const Id *author, gint64 ord, gint64 time, const char *text);
/* With a file of that kind, at the time ORD. */
MessageRow *
fake_file (const Conv *conv, const Id *author, gint64 ord, const char *mime, const char *text);
ChatRow *
fake_chat (const Id *acc, const char *name, gint64 sort_time, guint unread, MessageRow *last);
Id fake_id (guint number);
