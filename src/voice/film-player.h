/* film-player: moving pictures and their sound out of a stream, through GStreamer, which is started
 * with the first one. The stream may still be on its way (vault-stream).
 *
 * Owned by the thread that made it; events come there. Times are microseconds.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct {
  GBytes *pixels; /* 4 bytes each: blue, green, red, nothing */
  int width;
  int height;
  int stride;
  gint64 position;
} FilmFrame;

typedef struct {
  /* Once, before the first frame. duration 0: not known. */
  void (*ready) (gint64 duration, gboolean has_sound, gpointer data);
  void (*frame) (const FilmFrame *frame, gpointer data);
  void (*sought) (gpointer data);
  /* error NULL: it came to its end. */
  void (*ended) (const GError *error, gpointer data);
} FilmEvents;

typedef struct _FilmPlayer FilmPlayer;

/* Shows its first frame and stands still. The stream has to be seekable. */
FilmPlayer *film_player_new (GInputStream *stream, const FilmEvents *events, gpointer data);
void film_player_play (FilmPlayer *self);
void film_player_pause (FilmPlayer *self);
/* FALSE when it cannot; else `sought` follows. */
gboolean film_player_seek (FilmPlayer *self, gint64 position);
void film_player_set_volume (FilmPlayer *self, gboolean muted, double volume);
/* No event comes any more. */
void film_player_free (FilmPlayer *self);

G_END_DECLS
