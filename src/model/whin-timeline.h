/* timeline: a window of at most 600 messages of one chat, by keyset pages. A GListModel of
 * WhinMessage with day chips and the unread divider in between. SPDX-License-Identifier:
 * GPL-3.0-or-later */
#pragma once

#include "whin-client.h"
#include "whin-message.h"

G_BEGIN_DECLS

#define WHIN_TYPE_TIMELINE (whin_timeline_get_type ())
G_DECLARE_FINAL_TYPE (WhinTimeline, whin_timeline, WHIN, TIMELINE, GObject)

#define WHIN_TIMELINE_PAGE 100
#define WHIN_TIMELINE_MAX 600

/* Properties:
 *   loading (gboolean, read-only)      a page is on its way
 *   error (char *, read-only)          why the last page did not come, for people; NULL when it did
 *   more-below (gboolean, read-only)   the window does not reach the newest message
 * Signals:
 *   loaded (gint64 ord)                the window was replaced: show the message at ORD, or the end
 * if ORD is 0
 *   applied ()                         messages of this chat came, changed or went
 */

/* Empty until whin_timeline_show is called. */
WhinTimeline *whin_timeline_new (WhinClient *client, const Conv *conv);

const Conv *whin_timeline_get_conv (WhinTimeline *self);
gboolean whin_timeline_get_loading (WhinTimeline *self);
gboolean whin_timeline_get_more_below (WhinTimeline *self);
const char *whin_timeline_get_error (WhinTimeline *self);

/* Fetches the next page at that end, if there is one and none is on its way; trims the other end.
 */
void whin_timeline_extend (WhinTimeline *self, gboolean older);
/* Older messages than there were have come into the store: shows them if the window ended there. */
void whin_timeline_look_above (WhinTimeline *self);
/* Makes sure that the window holds the newest (ORD 0) or the message at ORD; `loaded` follows, at
 * once when it does. */
void whin_timeline_show (WhinTimeline *self, gint64 ord);

/* The first message at or after ORD. */
gboolean whin_timeline_find (WhinTimeline *self, gint64 ord, guint *position);
/* Borrowed; NULL: it is not in the window. */
WhinMessage *whin_timeline_find_message (WhinTimeline *self, const MessageName *name);
gboolean whin_timeline_find_unread (WhinTimeline *self, guint *position);
/* Where the divider stands: the first message not read when the chat was opened; 0 for none. */
void whin_timeline_set_unread (WhinTimeline *self, gint64 ord);
/* Whether the reader is at the end: then a full window is cut at its start, else at its end. */
void whin_timeline_set_following (WhinTimeline *self, gboolean following);

/* For the client that routes batches: of MessageRow, of MessageName. */
void whin_timeline_apply (WhinTimeline *self, GPtrArray *rows, GArray *removed);

G_END_DECLS
