/* transfers: the files that are on their way or failed, of all chats, in the order in which they
 * were asked for. A GListModel of WhinMessage.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "whin-client.h"
#include "whin-message.h"

G_BEGIN_DECLS

#define WHIN_TYPE_TRANSFERS (whin_transfers_get_type ())
G_DECLARE_FINAL_TYPE (WhinTransfers, whin_transfers, WHIN, TRANSFERS, GObject)

/* Signals:
 *   changed ()   one moved on, came or went
 */

WhinTransfers *whin_transfers_new (WhinClient *client);
/* How many are not over. */
guint whin_transfers_get_running (WhinTransfers *self);
guint whin_transfers_get_failed (WhinTransfers *self);
/* Of those that are not over, 0 .. 1. */
double whin_transfers_get_progress (WhinTransfers *self);
/* Whether its file goes out. */
gboolean whin_transfers_is_upload (const MessageRow *row);

G_END_DECLS
