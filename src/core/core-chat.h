/* core-chat: what one does in a chat. SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core-types.h"

/* Makes the chat appear in the list, empty if need be. */
void core_open_chat (Core *core, const Conv *conv);
/* A ChatRow's request is accepted: what was withheld is sent. Writing there does the same. */
void core_accept_request (Core *core, const Conv *conv);
/* How long what is written from now on lasts after it was sent or read: seconds, 0 for ever, else
 * from LIMIT_EXPIRES_MIN to LIMIT_EXPIRES_MAX. In a group only admins may, and only online. */
void core_set_timer_async (Core *core,
                           const Conv *conv,
                           gint64 seconds,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data);
gboolean core_set_timer_finish (Core *core, GAsyncResult *result, GError **error);
/* Deletes on this device only. */
void core_delete_chat (Core *core, const Conv *conv);

/* Everything up to ord has been seen. Receipts go out unless they are turned off. */
void core_mark_read (Core *core, const Conv *conv, gint64 ord);
/* reply, or NULL, is the message that it answers. */
void core_set_draft (Core *core, const Conv *conv, const char *text, const MessageName *reply);
/* The next ones are the same on all of one's devices. Pinned chats are first, the last pinned one
 * on top. */
void core_pin_chat (Core *core, const Conv *conv, gboolean pinned);
void core_archive_chat (Core *core, const Conv *conv, gboolean archived);
/* until: milliseconds since 1970, MUTED_ALWAYS, or 0. */
void core_mute_chat (Core *core, const Conv *conv, gint64 until);
void core_set_mentions_only (Core *core, const Conv *conv, gboolean mentions_only);
/* By a person; what is read stays read. Reading there takes it back. */
void core_mark_unread (Core *core, const Conv *conv, gboolean unread);
