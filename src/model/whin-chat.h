/* chat: one entry of the chat list, with what its other person does now.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rows.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define WHIN_TYPE_CHAT (whin_chat_get_type ())
G_DECLARE_FINAL_TYPE (WhinChat, whin_chat, WHIN, CHAT, GObject)

/* Signals:
 *   changed ()   anything a person can see of it
 */

WhinChat *whin_chat_new (const ChatRow *row);
/* Borrowed until the next `changed`. */
const ChatRow *whin_chat_get_row (WhinChat *self);
const Conv *whin_chat_get_conv (WhinChat *self);
/* Never empty. */
const char *whin_chat_get_name (WhinChat *self);
gboolean whin_chat_is_online (WhinChat *self);
/* Milliseconds since 1970, 0 when hidden or not known. */
gint64 whin_chat_get_last_seen (WhinChat *self);
Activity whin_chat_get_activity (WhinChat *self);
/* Who is at it. */
const Id *whin_chat_get_active (WhinChat *self);
/* All who are typing, of Id. Borrowed until the next `changed`. */
const GArray *whin_chat_get_typing (WhinChat *self);
/* Whether it is the one being read and written: its draft is in the composer then. */
void whin_chat_set_open (WhinChat *self, gboolean open);
gboolean whin_chat_is_open (WhinChat *self);

/* Something is unread, or a person has marked it so. */
gboolean whin_chat_is_unread (WhinChat *self);
gboolean whin_chat_is_muted (WhinChat *self);
/* It is about to be deleted, unless a person takes that back. */
gboolean whin_chat_is_hidden (WhinChat *self);

/* For the client that routes batches. */
void whin_chat_set_row (WhinChat *self, const ChatRow *row);
void whin_chat_set_presence (WhinChat *self, const PresenceRow *row);
void whin_chat_set_hidden (WhinChat *self, gboolean hidden);
void whin_chat_set_activity (WhinChat *self, const Id *acc, Activity activity);

G_END_DECLS
