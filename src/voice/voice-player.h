/* voice-player: plays one voice note, from memory: what was sent sealed is never on the disk open.
 * Only Ogg and Opus are read, and only what opus_probe takes.
 *
 * One thread: the one with the main context in which it was made. SPDX-License-Identifier:
 * GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _VoicePlayer VoicePlayer;

/* Once: it was played to its end, or error says why it was not. It may be freed in there. */
typedef void (*VoicePlayerEnded) (const GError *error, gpointer data);

/* Begins to play at a place. sink: a description of GStreamer, for tests, or NULL for the desktop's
 * speaker. */
VoicePlayer *voice_player_new (GBytes *ogg,
                               gint64 ms,
                               double rate,
                               const char *sink,
                               VoicePlayerEnded ended,
                               gpointer data);
/* NULL is fine. */
void voice_player_free (VoicePlayer *self);

void voice_player_set_paused (VoicePlayer *self, gboolean paused);
/* 1 is as it was spoken; the pitch stays the same. */
void voice_player_set_rate (VoicePlayer *self, double rate);
void voice_player_seek (VoicePlayer *self, gint64 ms);
/* Where it is now. Costs next to nothing. */
gint64 voice_player_get_position (VoicePlayer *self);
/* How long all of it is; 0 before that is known. */
gint64 voice_player_get_duration (VoicePlayer *self);

G_END_DECLS
