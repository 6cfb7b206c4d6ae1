/* client messages: what is done to messages. Deletions are held back for as long as they can be
 * undone: the timelines show them at once, the engine hears of them later. UI thread.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "whin-client.h"

G_BEGIN_DECLS

void whin_client_edit_message (WhinClient *self,
                               const MessageName *name,
                               const char *text,
                               const Mention *mentions,
                               guint n_mentions,
                               const LinkPreview *preview);
/* NULL takes the reaction back. */
void whin_client_react (WhinClient *self, const MessageName *name, const char *emoji);
void whin_client_star (WhinClient *self, const MessageName *name, gboolean starred);
void whin_client_pin (WhinClient *self, const MessageName *name, gboolean pinned);
void whin_client_forward (WhinClient *self,
                          const MessageName *names,
                          guint n,
                          const Conv *convs,
                          guint n_convs);

/* Takes the messages (of MessageRow) out of the timelines, or shows them as taken back. Returns
 * what the calls below know the deletion by. */
guint whin_client_delete_later (WhinClient *self, GPtrArray *rows, gboolean for_all);
/* The same with a whole chat, on this device; unless somebody writes in it meanwhile. */
guint whin_client_delete_chat_later (WhinClient *self, WhinChat *chat);
/* Carries it out, or everything that waits. Closing the client does the latter. */
void whin_client_delete_now (WhinClient *self, guint deletion);
void whin_client_delete_all_now (WhinClient *self);
void whin_client_undo_delete (WhinClient *self, guint deletion);

/* All end in whin_client_query_finish with an array of what core.h says (transfer full). */
void whin_client_query_reactions_async (WhinClient *self,
                                        const MessageName *name,
                                        GCancellable *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer user_data);
void whin_client_query_versions_async (WhinClient *self,
                                       const MessageName *name,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);
void whin_client_query_receipts_async (WhinClient *self,
                                       const MessageName *name,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);
/* conv may be NULL: of all chats. */
void whin_client_query_starred_async (WhinClient *self,
                                      const Conv *conv,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
void whin_client_query_pinned_async (WhinClient *self,
                                     const Conv *conv,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);
void whin_client_query_readers_async (WhinClient *self,
                                      const Conv *conv,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
void whin_client_query_mentions_async (WhinClient *self,
                                       const Conv *conv,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);
GPtrArray *whin_client_query_finish (WhinClient *self, GAsyncResult *result, GError **error);

G_END_DECLS
