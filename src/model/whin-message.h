/* message: one item of a timeline - a message, a day chip or the unread divider.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rows.h"

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum {
  WHIN_ITEM_MESSAGE,
  WHIN_ITEM_DAY,
  WHIN_ITEM_UNREAD,
} WhinItem;

#define WHIN_TYPE_MESSAGE (whin_message_get_type ())
G_DECLARE_FINAL_TYPE (WhinMessage, whin_message, WHIN, MESSAGE, GObject)

/* Signals:
 *   changed ()   a new row, or another place in its run
 */

WhinMessage *whin_message_new (const MessageRow *row);
/* A chip for the day of TIME (milliseconds since 1970), or the divider. */
WhinMessage *whin_message_new_day (gint64 time);
WhinMessage *whin_message_new_unread (void);

WhinItem whin_message_get_item (WhinMessage *self);
/* Borrowed until the next `changed`; NULL for anything but a message. */
const MessageRow *whin_message_get_row (WhinMessage *self);
gint64 whin_message_get_time (WhinMessage *self);
/* Local calendar day as yyyymmdd. */
int whin_message_get_day (WhinMessage *self);
gboolean whin_message_is_first_of_run (WhinMessage *self);
gboolean whin_message_is_last_of_run (WhinMessage *self);
MessageName whin_message_get_name (WhinMessage *self);
/* Notices that follow each other are one item, the last of them: the rows (of MessageRow) of all,
 * the first one first, or NULL when it stands for itself alone. Borrowed. */
const GPtrArray *whin_message_get_folded (WhinMessage *self);

/* An album is one item: the messages in it (of WhinMessage, this one too), in their order; NULL for
 * one that stands by itself. Borrowed. */
const GPtrArray *whin_message_get_album (WhinMessage *self);
/* The item in which the message stands: itself, or the one of its album. Borrowed. */
WhinMessage *whin_message_get_head (WhinMessage *self);
/* The ord of the last message in it. */
gint64 whin_message_get_last_ord (WhinMessage *self);

/* For the timeline. */
void whin_message_set_row (WhinMessage *self, const MessageRow *row);
void whin_message_set_run (WhinMessage *self, gboolean first, gboolean last);
/* rows may be NULL. */
void whin_message_set_folded (WhinMessage *self, GPtrArray *rows);
/* messages may be NULL. */
void whin_message_set_album (WhinMessage *self, GPtrArray *messages);

G_END_DECLS
