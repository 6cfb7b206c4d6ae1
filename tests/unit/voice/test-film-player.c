/* test-film-player: a film shows its first frame, goes where it is told, and comes to its end; what
 * is none says so. SPDX-License-Identifier: GPL-3.0-or-later */
#include "film-player.h"
#include "voice-private.h"

#include "error.h"

#include <glib/gstdio.h>
#include <string.h>

#define FRAMES 50 /* two seconds */

typedef struct {
  FilmPlayer *player;
  gint64 duration;
  gint64 position;
  guint frames, sought, ends;
  int width, height;
  gboolean ready, has_sound;
  GError *error;
} Seen;

static void
ready_cb (gint64 duration, gboolean has_sound, gpointer data)
{
  Seen *seen = data;

  seen->ready = TRUE;
  seen->duration = duration;
  seen->has_sound = has_sound;
}

static void
frame_cb (const FilmFrame *frame, gpointer data)
{
  Seen *seen = data;

  seen->frames++;
  seen->width = frame->width;
  seen->height = frame->height;
  seen->position = frame->position;
  g_assert_cmpuint (g_bytes_get_size (frame->pixels), >=, (gsize) frame->stride * frame->height);
}

static void
sought_cb (gpointer data)
{
  ((Seen *) data)->sought++;
}

static void
ended_cb (const GError *error, gpointer data)
{
  Seen *seen = data;

  seen->ends++;
  if (error != NULL && seen->error == NULL)
    seen->error = g_error_copy (error);
}

#define wait_until(condition)                                                                      \
  G_STMT_START                                                                                     \
  {                                                                                                \
    gint64 end = g_get_monotonic_time () + 30 * G_USEC_PER_SEC;                                    \
    while (!(condition)) {                                                                         \
      g_assert_cmpint (g_get_monotonic_time (), <, end);                                           \
      g_main_context_iteration (NULL, FALSE);                                                      \
    }                                                                                              \
  }                                                                                                \
  G_STMT_END

static const FilmEvents events = { ready_cb, frame_cb, sought_cb, ended_cb };

static GBytes *
make_film (const char *encoder)
{
  g_autofree char *dir = g_dir_make_tmp ("whin-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (dir, "film", NULL);
  g_autofree char *description = g_strdup_printf (
      "videotestsrc num-buffers=%d ! video/x-raw,width=160,height=120,framerate=25/1"
      " ! %s ! filesink location=%s",
      FRAMES, encoder, path);
  g_autoptr (GError) error = NULL;
  GstElement *pipeline;
  GstBus *bus;
  GstMessage *message;
  char *data;
  gsize size;

  g_assert_true (voice_init (NULL));
  pipeline = voice_pipeline_new (description, &error);
  g_assert_no_error (error);
  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  bus = gst_element_get_bus (pipeline);
  message = gst_bus_timed_pop_filtered (bus, 30 * GST_SECOND, GST_MESSAGE_EOS | GST_MESSAGE_ERROR);
  g_assert_nonnull (message);
  g_assert_cmpint (GST_MESSAGE_TYPE (message), ==, GST_MESSAGE_EOS);
  gst_message_unref (message);
  gst_object_unref (bus);
  gst_element_set_state (pipeline, GST_STATE_NULL);
  gst_object_unref (pipeline);
  g_assert_true (g_file_get_contents (path, &data, &size, NULL));
  g_unlink (path);
  g_rmdir (dir);
  return g_bytes_new_take (data, size);
}

static void
open_bytes (Seen *seen, GBytes *bytes)
{
  g_autoptr (GInputStream) stream = g_memory_input_stream_new_from_bytes (bytes);

  seen->player = film_player_new (stream, &events, seen);
}

/* As a camera here makes it, and as phones do. */
static void
test_film (gconstpointer encoder)
{
  g_autoptr (GBytes) film = make_film (encoder);
  Seen seen = { 0 };

  open_bytes (&seen, film);
  wait_until (seen.ready && seen.frames > 0);
  g_assert_null (seen.error);
  g_assert_cmpint (seen.width, ==, 160);
  g_assert_cmpint (seen.height, ==, 120);
  g_assert_false (seen.has_sound);
  g_assert_cmpint (seen.duration, >, 1900 * 1000);
  /* It stands still until it is played. */
  g_assert_cmpint (seen.position, ==, 0);
  g_assert_true (film_player_seek (seen.player, G_USEC_PER_SEC));
  wait_until (seen.sought == 1 && seen.position >= 900 * 1000);
  film_player_play (seen.player);
  wait_until (seen.ends == 1);
  g_assert_null (seen.error);
  /* Again, from the beginning. */
  film_player_play (seen.player);
  wait_until (seen.ends == 2);
  film_player_free (seen.player);
}

static void
test_none (void)
{
  g_autoptr (GBytes) text = g_bytes_new_static ("This is no film at all.", 23);
  Seen seen = { 0 };

  open_bytes (&seen, text);
  wait_until (seen.ends > 0);
  g_assert_error (seen.error, WHIN_ERROR, WHIN_ERROR_CORRUPT);
  film_player_free (seen.player);
  g_clear_error (&seen.error);
}

/* Nothing comes any more, however far it was. */
static void
test_given_up (void)
{
  g_autoptr (GBytes) film = make_film ("vp8enc deadline=1 ! webmmux");
  Seen seen = { 0 };

  open_bytes (&seen, film);
  film_player_free (seen.player);
  open_bytes (&seen, film);
  wait_until (seen.frames > 0);
  film_player_play (seen.player);
  film_player_free (seen.player);
  for (guint i = 0; i < 100; i++)
    g_main_context_iteration (NULL, FALSE);
  g_assert_cmpuint (seen.ends, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/film-player/film", "vp8enc deadline=1 ! webmmux", test_film);
  g_test_add_data_func ("/film-player/phone", "x264enc ! mp4mux", test_film);
  g_test_add_func ("/film-player/none", test_none);
  g_test_add_func ("/film-player/given-up", test_given_up);
  return g_test_run ();
}
