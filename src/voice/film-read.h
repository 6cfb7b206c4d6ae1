/* film-read: what those that read a video have in common. Blocking, bounded: a file that is
 * damaged, something else, or without an end is an error for people. SPDX-License-Identifier:
 * GPL-3.0-or-later */
#pragma once

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <gio/gio.h>
#include <gst/gst.h>

#define FILM_PIXELS_MAX (8192 * 4320)

/* Pictures, and sound unless it is NULL, as they are to come out of the decoder: ends of pipelines.
 * Plays nothing yet, and waits for film_read_ready. */
GstElement *
film_read_new (const char *path, const char *picture, const char *sound, GError **error);
/* The pictures of a film that came from somebody, which nothing but decoders of films and sounds is
 * asked to read. */
GstElement *film_read_new_of_others (GInputStream *stream, const char *picture, GError **error);
/* That of a decoder, before it begins. */
void film_read_only_films (GstElement *decoder);
/* Waits until the first frames, or those after a seek, are there. */
gboolean film_read_ready (GstElement *pipeline, GCancellable *cancellable, GError **error);
gboolean film_read_seek (GstElement *pipeline,
                         gint64 start_ms,
                         gint64 end_ms,
                         GstSeekFlags flags,
                         GCancellable *cancellable,
                         GError **error);
/* What a message says went wrong. */
void film_read_fail (GstMessage *message, GError **error);
gboolean film_read_damaged (GError **error);
void film_read_free (GstElement *pipeline);
/* Where a pipeline stands whose sink for pictures is "picture". */
GdkPixbuf *film_read_still (GstElement *pipeline, GError **error);
/* Of format RGB; NULL when it cannot be. */
GdkPixbuf *film_read_pixbuf (GstSample *sample);
