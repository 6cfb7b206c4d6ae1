/* store-chat: the list of chats, what is read in them, drafts.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store.h"

/* The chats in the list, newest first; self marks the notes to oneself. */
GPtrArray *store_chat_list (Store *store, const Id *self);
/* NULL when it was never heard of; `gone` when it is not in the list. */
ChatRow *store_chat_get (Store *store, const Conv *conv, const Id *self);
/* Puts it in the list. */
void store_chat_open (Store *store, const Conv *conv, gint64 now);
/* reply may be NULL. */
void
store_chat_set_draft (Store *store, const Conv *conv, const char *text, const MessageName *reply);
/* A word of the protocol's `set`; another one is nothing. */
void store_chat_set_state (Store *store, const Conv *conv, const char *what, gint64 n);
/* Everything up to ord is read. The names of the messages that were not before are added to read,
 * oldest first. FALSE when nothing changed. */
gboolean store_chat_mark_read (Store *store, const Conv *conv, gint64 ord, GArray *read);
/* With all its messages; they cannot come back. */
void store_chat_delete (Store *store, const Conv *conv, gint64 now);
/* Somebody who is no contact waits for an answer: nothing about this account is told to them. */
gboolean store_chat_is_request (Store *store, const Conv *conv);
/* By whom one was brought into a group; that is a request then. */
void store_chat_set_asked (Store *store, const Conv *conv, const Id *by);
/* A receipt was not sent. */
void store_chat_withhold (Store *store, const Conv *conv);
/* The messages of which none was sent, newest first, at most limit; the last *read of them were
 * read. Empty when none was withheld. */
GArray *store_chat_take_withheld (Store *store, const Conv *conv, guint limit, guint *read);
/* Somebody who is no contact wrote there, and was never answered; as ChatRow.request, before the
 * message is counted. */
gboolean store_chat_is_strange (Store *store, const Conv *conv);
ChatAuto store_chat_get_auto (Store *store, const Conv *conv);
void store_chat_set_auto (Store *store, const Conv *conv, ChatAuto choice);
/* The server lost its last hours: what it numbers from now on sorts after what is here. */
void store_chat_rebase (Store *store);
