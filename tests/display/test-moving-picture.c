/* Moving pictures: they move while they are drawn, and rest while they are not.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "waiting.h"
#include "whin-moving.h"

#include "media-file.h"

#include <glib/gstdio.h>

/* One pixel, red and blue, for 20 ms each. */
#define GIF                                                                                        \
  "GIF89a\1\0\1\0\x80\0\0\xff\0\0\0\0\xff\x21\xff\x0bNETSCAPE2.0\3\1\0\0\0"                        \
  "\x21\xf9\4\0\2\0\0\0\x2c\0\0\0\0\1\0\1\0\0\2\2\x44\1\0"                                         \
  "\x21\xf9\4\0\2\0\0\0\x2c\0\0\0\0\1\0\1\0\0\2\2\x4c\1\0;"

typedef struct {
  char *path;
  GtkWidget *window, *picture;
  WhinMoving *moving;
  guint steps;
} MovingFixture;

static void
count_cb (GdkPaintable *paintable, MovingFixture *f)
{
  f->steps++;
}

static GdkTexture *
white (void)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static ("\xff\xff\xff", 3);

  return gdk_memory_texture_new (1, 1, GDK_MEMORY_R8G8B8, bytes, 3);
}

static void
set_up (MovingFixture *f, gconstpointer data)
{
  g_autoptr (GdkTexture) still = white ();
  g_autoptr (MediaFile) file = NULL;

  f->path = g_build_filename (g_get_tmp_dir (), "whin-moving-XXXXXX", NULL);
  g_close (g_mkstemp (f->path), NULL);
  g_assert_true (g_file_set_contents (f->path, data, sizeof GIF - 1, NULL));
  file = media_file_new (f->path, NULL);
  f->moving = whin_moving_new (file, still);
  g_signal_connect (f->moving, "invalidate-contents", G_CALLBACK (count_cb), f);
  f->picture = gtk_picture_new_for_paintable (GDK_PAINTABLE (f->moving));
  f->window = gtk_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (f->window), 200, 200);
  gtk_window_set_child (GTK_WINDOW (f->window), f->picture);
  gtk_window_present (GTK_WINDOW (f->window));
  wait_until (gtk_widget_get_mapped (f->picture));
}

static void
tear_down (MovingFixture *f, gconstpointer data)
{
  gtk_window_destroy (GTK_WINDOW (f->window));
  g_signal_handlers_disconnect_by_data (f->moving, f);
  g_object_unref (f->moving);
  g_unlink (f->path);
  g_free (f->path);
}

static void
test_seen (MovingFixture *f, gconstpointer data)
{
  guint at_rest;

  wait_until (f->steps > 5);
  gtk_widget_set_child_visible (f->picture, FALSE);
  wait_for_frames (f->window, 10); /* what was on its way */
  at_rest = f->steps;
  wait_for_frames (f->window, 20);
  g_assert_cmpuint (f->steps, ==, at_rest);
  gtk_widget_set_child_visible (f->picture, TRUE);
  wait_until (f->steps > at_rest + 5);
}

/* Who wants nothing to move is obeyed. */
static void
test_unwanted (MovingFixture *f, gconstpointer data)
{
  GtkSettings *settings = gtk_settings_get_default ();
  guint at_rest;

  g_object_set (settings, "gtk-enable-animations", FALSE, NULL);
  wait_for_frames (f->window, 10);
  at_rest = f->steps;
  wait_for_frames (f->window, 20);
  g_assert_cmpuint (f->steps, ==, at_rest);
  g_object_set (settings, "gtk-enable-animations", TRUE, NULL);
}

/* What cannot be opened stays as it is. */
static void
test_broken (MovingFixture *f, gconstpointer data)
{
  wait_for_frames (f->window, 20);
  g_assert_cmpuint (f->steps, ==, 0);
}

int
main (int argc, char *argv[])
{
  static const char broken[sizeof GIF] = "GIF89a";

  g_test_init (&argc, &argv, NULL);
  gtk_init ();
  g_test_add ("/moving-picture/seen", MovingFixture, GIF, set_up, test_seen, tear_down);
  g_test_add ("/moving-picture/unwanted", MovingFixture, GIF, set_up, test_unwanted, tear_down);
  g_test_add ("/moving-picture/broken", MovingFixture, broken, set_up, test_broken, tear_down);
  return g_test_run ();
}
