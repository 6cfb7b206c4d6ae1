/* film-make: a part of a video, made smaller, as another video: VP9, or VP8 where there is no
 * encoder for it, with Opus in WebM. Nothing of what else the file says goes into it. GStreamer is
 * started with the first one. SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <gio/gio.h>

G_BEGIN_DECLS

#define FILM_MS_MIN 500               /* of what is made */
#define FILM_MS_MAX (4 * 3600 * 1000) /* of what is read */

typedef enum {
  FILM_SMALL,
  FILM_MEDIUM,
  FILM_LARGE,
} FilmQuality;

typedef struct {
  gint64 start_ms;
  gint64 end_ms;
  FilmQuality quality;
  gboolean silent;
} FilmPlan;

/* What is going to be made of a video of that size: its size, even, never larger; and how many
 * bytes it may be, about. */
void film_plan_size (const FilmPlan *plan, int width, int height, int *to_width, int *to_height);
gint64 film_plan_bytes (const FilmPlan *plan, int width, int height, gboolean has_sound);
/* How files of it end. Blocks the first time. */
const char *film_make_ending (void);

/* Of what was made: 0 to 1. On another thread. */
typedef void (*FilmProgress) (double done, gpointer data);

/* Blocks for as long as it takes; for a thread. WHIN_ERROR_CORRUPT, _UNSUPPORTED, _TOO_BIG, _DISK,
 * _INTERNAL (a part of GStreamer is missing) or G_IO_ERROR_CANCELLED, and no file then. */
gboolean film_make (const char *path,
                    const FilmPlan *plan,
                    int width,
                    int height,
                    const char *to,
                    FilmProgress progress,
                    gpointer data,
                    GCancellable *cancellable,
                    GError **error);

/* n pictures of equal distances, of that height in pixels: what a strip shows. Each is given when
 * it is there, on the thread of the caller, and owned by the callee. */
typedef void (*FilmStill) (guint i, GdkPixbuf *still, gpointer data);
gboolean film_stills (const char *path,
                      gint64 ms,
                      guint n,
                      int height,
                      FilmStill give,
                      gpointer data,
                      GCancellable *cancellable,
                      GError **error);

G_END_DECLS
