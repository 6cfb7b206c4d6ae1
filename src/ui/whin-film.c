/* film: see the header. It is opened when it is first played.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-film.h"

#include "film-player.h"
#include "vault-stream.h"

struct _WhinFilm {
  GtkMediaStream parent_instance;

  FilmPlayer *player; /* NULL until it is wanted */
  VaultStream *stream;
  GdkTexture *texture;
  GdkPaintable *poster; /* or NULL */
  int width, height;    /* as the message says, until there is a frame */
};

/* -- What is drawn -- */

static void
snapshot (GdkPaintable *paintable, GdkSnapshot *snapshot, double width, double height)
{
  WhinFilm *self = WHIN_FILM (paintable);

  if (self->texture)
    gdk_paintable_snapshot (GDK_PAINTABLE (self->texture), snapshot, width, height);
  else if (self->poster)
    gdk_paintable_snapshot (self->poster, snapshot, width, height);
}

static GdkPaintable *
get_current_image (GdkPaintable *paintable)
{
  WhinFilm *self = WHIN_FILM (paintable);

  return self->texture ? g_object_ref (GDK_PAINTABLE (self->texture))
                       : gdk_paintable_new_empty (self->width, self->height);
}

static int
get_intrinsic_width (GdkPaintable *paintable)
{
  WhinFilm *self = WHIN_FILM (paintable);

  return self->texture ? gdk_texture_get_width (self->texture) : self->width;
}

static int
get_intrinsic_height (GdkPaintable *paintable)
{
  WhinFilm *self = WHIN_FILM (paintable);

  return self->texture ? gdk_texture_get_height (self->texture) : self->height;
}

static void
paintable_init (GdkPaintableInterface *iface)
{
  iface->snapshot = snapshot;
  iface->get_current_image = get_current_image;
  iface->get_intrinsic_width = get_intrinsic_width;
  iface->get_intrinsic_height = get_intrinsic_height;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (WhinFilm,
                               whin_film,
                               GTK_TYPE_MEDIA_STREAM,
                               G_IMPLEMENT_INTERFACE (GDK_TYPE_PAINTABLE, paintable_init))

/* -- What the player tells -- */

static void
ready_cb (gint64 duration, gboolean has_sound, gpointer self)
{
  gtk_media_stream_stream_prepared (self, has_sound, TRUE, duration > 0, duration);
}

static void
frame_cb (const FilmFrame *frame, gpointer user_data)
{
  WhinFilm *self = user_data;
  gboolean resized = !self->texture || gdk_texture_get_width (self->texture) != frame->width ||
                     gdk_texture_get_height (self->texture) != frame->height;

  g_clear_object (&self->texture);
  self->texture = gdk_memory_texture_new (frame->width, frame->height, GDK_MEMORY_B8G8R8X8,
                                          frame->pixels, frame->stride);
  if (resized)
    gdk_paintable_invalidate_size (GDK_PAINTABLE (self));
  gdk_paintable_invalidate_contents (GDK_PAINTABLE (self));
  if (gtk_media_stream_is_prepared (GTK_MEDIA_STREAM (self)))
    gtk_media_stream_update (GTK_MEDIA_STREAM (self), frame->position);
}

static void
sought_cb (gpointer self)
{
  if (gtk_media_stream_is_seeking (self))
    gtk_media_stream_seek_success (self);
}

static void
ended_cb (const GError *error, gpointer user_data)
{
  WhinFilm *self = user_data;

  if (error)
    gtk_media_stream_gerror (GTK_MEDIA_STREAM (self), g_error_copy (error));
  else if (gtk_media_stream_get_loop (GTK_MEDIA_STREAM (self)))
    film_player_seek (self->player, 0);
  else
    gtk_media_stream_stream_ended (GTK_MEDIA_STREAM (self));
}

static const FilmEvents events = { ready_cb, frame_cb, sought_cb, ended_cb };

/* -- What the controls ask for -- */

static gboolean
play (GtkMediaStream *stream)
{
  WhinFilm *self = WHIN_FILM (stream);

  if (!self->player) {
    self->player = film_player_new (G_INPUT_STREAM (self->stream), &events, self);
    film_player_set_volume (self->player, gtk_media_stream_get_muted (stream),
                            gtk_media_stream_get_volume (stream));
  }
  film_player_play (self->player);
  return TRUE;
}

static void
halt (GtkMediaStream *stream)
{
  if (WHIN_FILM (stream)->player)
    film_player_pause (WHIN_FILM (stream)->player);
}

static void
seek (GtkMediaStream *stream, gint64 position)
{
  if (!WHIN_FILM (stream)->player || !film_player_seek (WHIN_FILM (stream)->player, position))
    gtk_media_stream_seek_failed (stream);
}

static void
update_audio (GtkMediaStream *stream, gboolean muted, double volume)
{
  if (WHIN_FILM (stream)->player)
    film_player_set_volume (WHIN_FILM (stream)->player, muted, volume);
}

static void
dispose (GObject *object)
{
  WhinFilm *self = WHIN_FILM (object);

  g_clear_pointer (&self->player, film_player_free);
  g_clear_object (&self->stream);
  g_clear_object (&self->texture);
  g_clear_object (&self->poster);
  G_OBJECT_CLASS (whin_film_parent_class)->dispose (object);
}

static void
whin_film_class_init (WhinFilmClass *klass)
{
  GtkMediaStreamClass *stream_class = GTK_MEDIA_STREAM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = dispose;
  stream_class->play = play;
  stream_class->pause = halt;
  stream_class->seek = seek;
  stream_class->update_audio = update_audio;
}

static void
whin_film_init (WhinFilm *self)
{
}

static const MediaFile *
file_of (const Media *media)
{
  return media->file ? media->file : media->coming;
}

gboolean
whin_film_is_in (const MessageRow *row)
{
  const Media *media = row->media;

  /* One's own has no key before there is a sealed copy of it. */
  return media && g_str_has_prefix (media->mime, "video/") && file_of (media) &&
         file_of (media)->key;
}

GtkMediaStream *
whin_film_new (const MessageRow *row)
{
  WhinFilm *self = g_object_new (WHIN_TYPE_FILM, NULL);

  self->stream = vault_stream_new (file_of (row->media), row->media->file == NULL);
  self->width = row->media->width;
  self->height = row->media->height;
  return GTK_MEDIA_STREAM (self);
}

void
whin_film_set_poster (WhinFilm *self, GdkPaintable *poster)
{
  if (g_set_object (&self->poster, poster) && !self->texture)
    gdk_paintable_invalidate_contents (GDK_PAINTABLE (self));
}

void
whin_film_follow (WhinFilm *self, const MessageRow *row)
{
  vault_stream_grown (self->stream);
  if (!row->media || !row->media->coming)
    vault_stream_end (self->stream);
}
