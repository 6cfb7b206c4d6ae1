/* moving: see the header. GdkPixbuf keeps what is encoded and decodes one picture at a time.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "moving.h"

#include "animation.h"
#include "error.h"
#include "vault.h"

#include <glib/gi18n.h>
#include <string.h>

#define BYTES_MAX (32 * 1024 * 1024)
#define PIXELS_MAX (16 * 1000 * 1000) /* of one picture */
#define CHUNK (64 * 1024)
#define SHOWN_MS_MIN 20
#define SHOWN_MS_MAX 60000

struct _Moving {
  GdkPixbufAnimation *animation;
  GdkPixbufAnimationIter *iter; /* NULL before the first */
  gint64 now;                   /* ms since the first was shown */
  int width, height;
};

static gboolean
fail (GError **error, WhinError code, const char *words)
{
  g_set_error_literal (error, WHIN_ERROR, code, words);
  return FALSE;
}

/* NULL for what stands still. */
static const char *
mime_of (const guint8 *data, gsize len)
{
  g_autoptr (GBytes) stripped = NULL;
  gboolean moves = FALSE;

  if (len >= 6 && (memcmp (data, "GIF87a", 6) == 0 || memcmp (data, "GIF89a", 6) == 0))
    return "image/gif";
  if (len < 16 || memcmp (data, "RIFF", 4) != 0 || memcmp (data + 8, "WEBP", 4) != 0)
    return NULL;
  stripped = animation_strip_webp (data, len, &moves);
  return moves ? "image/webp" : NULL;
}

static void
size_cb (GdkPixbufLoader *loader, int width, int height, gboolean *too_big)
{
  *too_big = (gint64) width * height > PIXELS_MAX;
  if (*too_big)
    gdk_pixbuf_loader_set_size (loader, 0, 0); /* makes the loader give up before it allocates */
}

static gboolean
feed (GdkPixbufLoader *loader,
      GBytes *bytes,
      const gboolean *too_big,
      GCancellable *cancellable,
      GError **error)
{
  gsize len, n;
  const guint8 *data = g_bytes_get_data (bytes, &len);

  for (gsize at = 0; at < len && !*too_big; at += n) {
    n = MIN (len - at, CHUNK);
    if (g_cancellable_set_error_if_cancelled (cancellable, error) ||
        !gdk_pixbuf_loader_write (loader, data + at, n, error))
      return FALSE;
  }
  return !*too_big;
}

static GdkPixbufAnimation *
decode (GBytes *bytes, const char *mime, GCancellable *cancellable, GError **error)
{
  g_autoptr (GdkPixbufLoader) loader = gdk_pixbuf_loader_new_with_mime_type (mime, NULL);
  g_autoptr (GError) cause = NULL;
  GdkPixbufAnimation *animation = NULL;
  gboolean too_big = FALSE, ok;

  if (loader == NULL) {
    fail (error, WHIN_ERROR_UNSUPPORTED, _ ("Pictures of this kind are not supported."));
    return NULL;
  }
  g_signal_connect (loader, "size-prepared", G_CALLBACK (size_cb), &too_big);
  ok = feed (loader, bytes, &too_big, cancellable, &cause);
  ok = gdk_pixbuf_loader_close (loader, ok ? &cause : NULL) && ok;
  if (ok)
    animation = gdk_pixbuf_loader_get_animation (loader);
  if (animation != NULL)
    return g_object_ref (animation);
  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_propagate_error (error, g_steal_pointer (&cause));
  else if (too_big)
    fail (error, WHIN_ERROR_TOO_BIG, _ ("The picture is too large."));
  else
    fail (error, WHIN_ERROR_CORRUPT, _ ("The picture is damaged."));
  return NULL;
}

static gboolean
stands_still (GdkPixbufAnimation *animation)
{
  return gdk_pixbuf_animation_is_static_image (animation);
}

Moving *
moving_open (const MediaFile *file,
             int width,
             int height,
             GCancellable *cancellable,
             GError **error)
{
  g_autoptr (GBytes) bytes = vault_load (file, BYTES_MAX, cancellable, error);
  g_autoptr (GdkPixbufAnimation) animation = NULL;
  const char *mime;
  Moving *moving;

  if (bytes == NULL)
    return NULL;
  mime = mime_of (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  if (mime != NULL && (animation = decode (bytes, mime, cancellable, error)) == NULL)
    return NULL;
  if (animation == NULL || stands_still (animation)) {
    fail (error, WHIN_ERROR_UNSUPPORTED, _ ("This picture does not move."));
    return NULL;
  }
  moving = g_new0 (Moving, 1);
  moving->animation = g_steal_pointer (&animation);
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
