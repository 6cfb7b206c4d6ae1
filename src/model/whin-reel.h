/* reel: the pictures and films of a chat around one of them, oldest first, page by page out of the
 * store on both sides. A GListModel of WhinMessage that follows what happens to them.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "whin-client.h"
#include "whin-message.h"

G_BEGIN_DECLS

#define WHIN_TYPE_REEL (whin_reel_get_type ())
G_DECLARE_FINAL_TYPE (WhinReel, whin_reel, WHIN, REEL, GObject)

/* Holds FIRST at once; what is before and after it comes later. */
WhinReel *whin_reel_new (WhinClient *client, const MessageRow *first);
/* Whether a message has its place in a reel. */
gboolean whin_reel_takes (const MessageRow *row);
/* BY places further, or NULL. Borrowed. */
WhinMessage *whin_reel_step (WhinReel *self, WhinMessage *from, int by);
/* Somebody is at that one: fetches what is missing near it. */
void whin_reel_look (WhinReel *self, WhinMessage *at);

G_END_DECLS
