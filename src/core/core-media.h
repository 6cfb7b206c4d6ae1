/* core-media: files of messages - what comes by itself, what is on its way, what they take up.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "auto-media.h"
#include "core-types.h"

/* What comes by itself from now on. */
void core_set_auto_media (Core *core, const AutoMedia *media);
/* The same for one chat, as an exception. */
void core_set_chat_auto (Core *core, const Conv *conv, ChatAuto choice);
/* That file, which is sent next, is removed as soon as there is a sealed copy of it. */
void core_give_file (Core *core, const char *path);
/* Somebody looks at the message: its file is fetched if it would come by itself now. */
void core_look_at_media (Core *core, const MessageName *name);
/* What is here of its file cannot be shown. If that is damaged, or gone, it counts as not here, and
 * as failed (core_fetch_media). */
void core_doubt_media (Core *core, const MessageName *name);

/* Ends with a GPtrArray of MessageRow (core_query_finish): the files that are on their way or
 * failed, the oldest first; 500 at most. What changes of them comes in batches. */
void core_query_transfers_async (Core *core,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);

/* Ends with a GArray of MediaUse. */
void core_query_storage_async (Core *core,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
GArray *core_query_storage_finish (Core *core, GAsyncResult *result, GError **error);
/* Removes files from this device, of a chat or (conv NULL) of all, of those kinds (bits by
 * AutoKind); their messages stay. Ends with how many bytes they had, or -1. */
void core_free_storage_async (Core *core,
                              const Conv *conv,
                              guint kinds,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
gint64 core_free_storage_finish (Core *core, GAsyncResult *result, GError **error);
