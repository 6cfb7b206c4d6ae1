/* core-list: lists of chats and broadcast lists, which come as ListRow and are the same on all of
 * one's devices.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core-types.h"

/* name is cut to what a name may be. *id is the new one. */
void core_make_list (Core *core, const char *name, Id *id);
/* made as in its row. */
void core_rename_list (Core *core, const Id *id, gint64 made, const char *name);
void core_delete_list (Core *core, const Id *id);
void core_put_in_list (Core *core, const Id *id, const Conv *conv, gboolean in);
/* Broadcast lists. What is written in the chat of one, `b:` and its id, goes to each of its people,
 * LIMIT_BROADCAST_MAX at most, as a message of its own, and so does what is edited or deleted for
 * all there. Deleting the list deletes its chat. */
void core_make_broadcast (Core *core, const char *name, const Id *accs, guint n, Id *id);
void core_rename_broadcast (Core *core, const Id *id, gint64 made, const char *name);
void core_delete_broadcast (Core *core, const Id *id);
void core_put_in_broadcast (Core *core, const Id *id, const Id *accs, guint n, gboolean in);
