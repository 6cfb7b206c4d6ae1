/* client media: which files come by themselves, and what they take up. UI thread.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "auto-media.h"
#include "whin-client.h"

G_BEGIN_DECLS

void whin_client_set_auto_media (WhinClient *self, const AutoMedia *media);
void whin_client_set_chat_auto (WhinClient *self, const Conv *conv, ChatAuto choice);
/* That file, which is sent next, is removed once it is not needed. */
void whin_client_give_file (WhinClient *self, const char *path);
/* The message is in sight. */
void whin_client_look_at_media (WhinClient *self, const MessageName *name);

/* Its file is here, but nothing can be shown of it. */
void whin_client_doubt_media (WhinClient *self, const MessageName *name);

/* Ends with a GArray of MediaUse. */
void whin_client_query_storage_async (WhinClient *self,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
GArray *whin_client_query_storage_finish (WhinClient *self, GAsyncResult *result, GError **error);
/* conv may be NULL: of all chats; kinds are bits by AutoKind. Ends with the bytes they had. */
void whin_client_free_storage_async (WhinClient *self,
                                     const Conv *conv,
                                     guint kinds,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);
gint64 whin_client_free_storage_finish (WhinClient *self, GAsyncResult *result, GError **error);

G_END_DECLS
