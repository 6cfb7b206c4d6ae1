/* camera: what a camera sees, as frames, as a picture, and as a video with sound. GStreamer is
 * started with the first one.
 *
 * Owned by the thread that made it; events come there. SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "film-player.h"

G_BEGIN_DECLS

typedef struct {
  /* What it sees now, RGB with rows of a multiple of four bytes. */
  void (*frame) (const FilmFrame *frame, gpointer data);
  /* The file of the picture or video is whole, or error says why there is none. */
  void (*taken) (const GError *error, gpointer data);
  /* Once: it is gone, or could not be opened. No more frames come. */
  void (*failed) (const GError *error, gpointer data);
} CameraEvents;

typedef struct _Camera Camera;

/* source: a description of GStreamer, of what gives the frames. fd: that it reads from, which is
 * closed with the camera; -1: none. */
Camera *camera_new (const char *source, int fd, const CameraEvents *events, gpointer data);
/* The next frame, as a JPEG. */
void camera_take (Camera *self, const char *path);
/* Until camera_stop, or for as long as a video may be. microphone: as of voice_recorder_start;
 * where it does not work the video is silent. */
void camera_record (Camera *self, const char *path, const char *microphone);
void camera_stop (Camera *self);
gboolean camera_is_recording (Camera *self);
/* No event comes any more; a video that is not whole is removed. */
void camera_free (Camera *self);

G_END_DECLS
