/* moving: see the header. GdkPixbuf keeps what is encoded and decodes one picture at a time.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "moving.h"

#include "animation.h"
#include "error.h"
#include "picture-load.h"
#include "vault.h"

#include <glib/gi18n.h>

#define BYTES_MAX (32 * 1024 * 1024)
#define PIXELS_MAX (16 * 1000 * 1000) /* of one picture */
#define SHOWN_MS_MIN 20
#define SHOWN_MS_MAX 60000

struct _Moving {
  GdkPixbufAnimation *animation;
  GdkPixbufAnimationIter *iter; /* NULL before the first */
  gint64 now;                   /* ms since the first was shown */
  int width, height;
};

Moving *
moving_open (const MediaFile *file,
             int width,
             int height,
             GCancellable *cancellable,
             GError **error)
{
  g_autoptr (GBytes) bytes = vault_load (file, BYTES_MAX, cancellable, error);
  PictureWanted wanted = { .side = G_MAXINT, .pixels_max = PIXELS_MAX };
  g_autoptr (GInputStream) stream = NULL;
  g_autoptr (GdkPixbufLoader) loader = NULL;
  const char *mime;
  Moving *moving;

  if (bytes == NULL)
    return NULL;
  mime = animation_mime (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  stream = g_memory_input_stream_new_from_bytes (bytes);
  if (mime != NULL && (loader = picture_load (stream, mime, &wanted, cancellable, error)) == NULL)
    return NULL;
  if (mime == NULL ||
      gdk_pixbuf_animation_is_static_image (gdk_pixbuf_loader_get_animation (loader))) {
    g_set_error_literal (error, WHIN_ERROR, WHIN_ERROR_UNSUPPORTED,
                         _ ("This picture does not move."));
    return NULL;
  }
  moving = g_new0 (Moving, 1);
  moving->animation = g_object_ref (gdk_pixbuf_loader_get_animation (loader));
  moving->width = width;
  moving->height = height;
  return moving;
}

void
moving_free (Moving *moving)
{
  g_clear_object (&moving->iter);
  g_object_unref (moving->animation);
  g_free (moving);
}

G_GNUC_BEGIN_IGNORE_DEPRECATIONS

static GTimeVal
time_of (gint64 ms)
{
  return (GTimeVal) { ms / 1000, ms % 1000 * 1000 };
}

static void
advance (Moving *moving)
{
  GTimeVal now = time_of (moving->now);

  if (moving->iter == NULL) {
    moving->iter = gdk_pixbuf_animation_get_iter (moving->animation, &now);
  } else if (!gdk_pixbuf_animation_iter_advance (moving->iter, &now)) {
    /* For that of WebP the time is not up yet. */
    now = time_of (++moving->now);
    gdk_pixbuf_animation_iter_advance (moving->iter, &now);
  }
}

G_GNUC_END_IGNORE_DEPRECATIONS

GdkPixbuf *
moving_next (Moving *moving, guint *ms)
{
  GdkPixbuf *shown;
  int delay;

  advance (moving);
  delay = gdk_pixbuf_animation_iter_get_delay_time (moving->iter);
  *ms = delay < 0 ? 0 : (guint) CLAMP (delay, SHOWN_MS_MIN, SHOWN_MS_MAX);
  moving->now += MAX (delay, 0);
  shown = gdk_pixbuf_animation_iter_get_pixbuf (moving->iter);
  if (shown == NULL)
    return NULL;
  /* What the iterator has is overwritten by the next one. */
  return gdk_pixbuf_get_width (shown) == moving->width &&
                 gdk_pixbuf_get_height (shown) == moving->height
             ? gdk_pixbuf_copy (shown)
             : gdk_pixbuf_scale_simple (shown, moving->width, moving->height, GDK_INTERP_BILINEAR);
}
