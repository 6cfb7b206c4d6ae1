/* core-query: reading the local store. Each ends with a GPtrArray of rows (transfer full).
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core-types.h"

/* The first ChatRows of the list, or all of them when limit is 0. */
void core_query_chats_async (Core *core,
                             guint limit,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
/* ListRows. */
void core_query_lists_async (Core *core,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
void core_query_contacts_async (Core *core,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);

/* GroupRows of the groups one is or was in. */
void core_query_groups_async (Core *core,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);

typedef enum {
  PAGE_NEWEST, /* the last limit messages; ord is not used */
  PAGE_BEFORE, /* the limit messages before ord */
  PAGE_AFTER,  /* the limit messages after ord */
  PAGE_AROUND, /* about half the limit on either side of ord, ord included */
} CorePage;
/* MessageRows in ascending ord. Fewer than limit: that end of the chat is reached. limit is at most
 * 500. */
void core_query_messages_async (Core *core,
                                const Conv *conv,
                                CorePage page,
                                gint64 ord,
                                guint limit,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
/* How much of this device's waits to be sent, what it owes to newcomers of groups too. */
void core_count_waiting_async (Core *core,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
/* -1 and error when that cannot be told. */
gint64 core_count_waiting_finish (Core *core, GAsyncResult *result, GError **error);
/* Voters, the newest first. */
void core_query_voters_async (Core *core,
                              const MessageName *name,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
/* Reactors, the newest first. */
void core_query_reactions_async (Core *core,
                                 const MessageName *name,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
/* MessageVersions, the oldest first, the one that is shown last; none when it was not edited. */
void core_query_versions_async (Core *core,
                                const MessageName *name,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
/* Receipts of one's own message: of everybody it was written to, also who has it not yet. */
void core_query_receipts_async (Core *core,
                                const MessageName *name,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
/* MessageRows, the newest first, of one chat or (conv NULL) of all; 500 at most. */
void core_query_starred_async (Core *core,
                               const Conv *conv,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
/* MessageRows, the one that was pinned last first. */
void core_query_pinned_async (Core *core,
                              const Conv *conv,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
/* Readers, who read last first. In groups of READERS_GROUP_MAX members at most the message comes as
 * a row whenever one more has read it. */
void core_query_readers_async (Core *core,
                               const Conv *conv,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
/* MessageRows that are not read yet and call this account by name, the oldest first; 500 at most.
 */
void core_query_mentions_async (Core *core,
                                const Conv *conv,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
GPtrArray *core_query_finish (Core *core, GAsyncResult *result, GError **error);
