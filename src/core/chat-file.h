/* chat-file: a chat as files for people and for other programs: exported as a text, or a .zip with
 * its media, and taken in from what WhatsApp exports. For front ends, as core.h.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core-types.h"

/* Makes, in folder, a folder of the chat's name with chat.txt; or a .zip with that and the files
 * that are here. Ends with its path; caller frees. */
void core_export_chat_async (Core *core,
                             const Conv *conv,
                             const char *folder,
                             gboolean with_media,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
char *core_export_chat_finish (Core *core, GAsyncResult *result, GError **error);

/* Puts what an export holds before the first message of the chat with somebody; nothing is sent.
 * path: a .txt, beside which the files are, or a .zip. own_name: what one is called there; NULL:
 * the name in it that is not theirs. The same twice changes nothing. Ends with the number of
 * messages, or -1. */
void core_import_chat_async (Core *core,
                             const Conv *conv,
                             const char *path,
                             const char *own_name,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
gint64 core_import_chat_finish (Core *core, GAsyncResult *result, GError **error);
