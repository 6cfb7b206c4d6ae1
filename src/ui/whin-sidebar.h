/* sidebar: the chat list with search, banner and menu.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "whin-client.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define WHIN_TYPE_SIDEBAR (whin_sidebar_get_type ())
G_DECLARE_FINAL_TYPE (WhinSidebar, whin_sidebar, WHIN, SIDEBAR, AdwBin)

/* Signals:
 *   open-chat (const Conv *conv, gint64 ord, const char *words)
 *     ord is 0, or the message to show; words are what was looked for, or NULL
 */

void whin_sidebar_set_client (WhinSidebar *self, WhinClient *client, GSettings *settings);
/* Which chat is marked as open, or NULL. */
void whin_sidebar_set_current (WhinSidebar *self, WhinChat *chat);
void whin_sidebar_start_search (WhinSidebar *self);
/* TRUE when there was a search to end. */
gboolean whin_sidebar_stop_search (WhinSidebar *self);
/* One of the window's actions, pin-chat and so on, for the chat whose row has the focus, else the
 * current one. */
void whin_sidebar_do (WhinSidebar *self, const char *action);
/* TRUE when the archived chats were shown. */
gboolean whin_sidebar_leave_archive (WhinSidebar *self);
/* The chat STEP places further down than the current one, or NULL. Borrowed. */
WhinChat *whin_sidebar_get_neighbour (WhinSidebar *self, int step);
/* What plays, while no chat is looked at. */
void whin_sidebar_show_player (WhinSidebar *self, gboolean shown);

G_END_DECLS
