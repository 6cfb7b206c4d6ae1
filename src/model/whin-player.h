/* player: plays voice messages, one at a time for the whole app. It goes on while other chats are
 * looked at, and after the end of one to the next that was not played yet. UI thread.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "whin-client.h"

G_BEGIN_DECLS

#define WHIN_TYPE_PLAYER (whin_player_get_type ())
G_DECLARE_FINAL_TYPE (WhinPlayer, whin_player, WHIN, PLAYER, GObject)

/* Signals:
 *   changed ()                   another message, playing or not, another rate, or a jump; not for
 *                                time that passes: whoever shows that asks for the position
 *   failed (const char *words)   it could not be played
 */

/* The client's own. Borrowed; it is there as long as the client. */
WhinPlayer *whin_player_get (WhinClient *client);

/* Plays it from where it was left; one that plays goes on or stands still. Its file must be here.
 */
void whin_player_toggle (WhinPlayer *self, const MessageRow *row);
/* One that may be listened to once, with what whin_client_view_once gave: nothing of it is kept. */
void whin_player_play_once (WhinPlayer *self, const MessageRow *row, GBytes *ogg);
/* A note that is no message yet. */
void whin_player_play_note (WhinPlayer *self, GBytes *ogg, gint64 ms);
void whin_player_set_paused (WhinPlayer *self, gboolean paused);
void whin_player_stop (WhinPlayer *self);
/* Milliseconds from its beginning; of one that is not playing: where it will begin. NULL is the
 * note that plays. */
void whin_player_seek (WhinPlayer *self, const MessageRow *row, gint64 ms);
void whin_player_set_rate (WhinPlayer *self, double rate);
/* 1, 1.5, 2, and 1 again. */
void whin_player_next_rate (WhinPlayer *self);

/* What plays or stands still; NULL for nothing, and for a note that is no message yet. Borrowed
 * until the next signal. */
const MessageRow *whin_player_get_row (WhinPlayer *self);
gboolean whin_player_is (WhinPlayer *self, const MessageRow *row);
gboolean whin_player_is_note (WhinPlayer *self);
gboolean whin_player_is_playing (WhinPlayer *self);
/* Of that message, whether it plays or was left somewhere. */
gint64 whin_player_get_position (WhinPlayer *self, const MessageRow *row);
/* Of what plays. */
gint64 whin_player_get_time (WhinPlayer *self);
double whin_player_get_rate (WhinPlayer *self);

/* For tests: a sink of GStreamer instead of the speaker. */
void whin_player_set_sink (WhinPlayer *self, const char *sink);

G_END_DECLS
