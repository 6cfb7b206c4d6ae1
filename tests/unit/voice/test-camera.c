/* test-camera: a camera that shows a test picture, through the pipelines that a real one goes
 * through. SPDX-License-Identifier: GPL-3.0-or-later */
#include "camera.h"

#include "error.h"
#include "film-probe.h"
#include "picture.h"

#include <glib/gstdio.h>

#define SOURCE                                                                                     \
  "videotestsrc is-live=true pattern=blue ! video/x-raw,width=640,height=480,framerate=30/1"
#define MICROPHONE "gst:audiotestsrc is-live=true"
#define PATIENCE_S 30

typedef struct {
  guint frames, taken, failed;
  int width, height;
  GError *error;
} Seen;

static void
frame_cb (const FilmFrame *frame, gpointer data)
{
  Seen *seen = data;

  seen->frames++;
  seen->width = frame->width;
  seen->height = frame->height;
}

static void
taken_cb (const GError *error, gpointer data)
{
  Seen *seen = data;

  seen->taken++;
  seen->error = error != NULL ? g_error_copy (error) : NULL;
}

static void
failed_cb (const GError *error, gpointer data)
{
  Seen *seen = data;

  seen->failed++;
  seen->error = g_error_copy (error);
}

static const CameraEvents events = { frame_cb, taken_cb, failed_cb };

static gboolean
give_up_cb (gpointer what)
{
  g_error ("%s did not come", (const char *) what);
  return G_SOURCE_REMOVE;
}

static void
wait_for (const guint *count, guint n, const char *what)
{
  guint source = g_timeout_add_seconds (PATIENCE_S, give_up_cb, (gpointer) what);

  while (*count < n)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (source);
}

static char *
path_of (const char *folder, const char *name)
{
  return g_build_filename (folder, name, NULL);
}

static void
test_picture (void)
{
  g_autofree char *folder = g_dir_make_tmp ("camera-XXXXXX", NULL);
  g_autofree char *path = path_of (folder, "picture.jpg");
  g_autoptr (GdkPixbuf) pixbuf = NULL;
  Seen seen = { 0 };
  Camera *camera = camera_new (SOURCE, -1, &events, &seen);

  wait_for (&seen.frames, 3, "a frame");
  g_assert_cmpint (seen.width, ==, 640);
  g_assert_cmpint (seen.height, ==, 480);
  camera_take (camera, path);
  wait_for (&seen.taken, 1, "the picture");
  g_assert_no_error (seen.error);
  pixbuf = picture_open_path (path, 0, NULL, NULL);
  g_assert_cmpint (gdk_pixbuf_get_width (pixbuf), ==, 640);
  g_assert_cmpint (gdk_pixbuf_read_pixels (pixbuf)[2], >, 200);
  camera_free (camera);
  g_unlink (path);
  g_rmdir (folder);
}

static void
test_video (void)
{
  g_autofree char *folder = g_dir_make_tmp ("camera-XXXXXX", NULL);
  g_autofree char *path = path_of (folder, "video.webm"), *gone = path_of (folder, "gone.webm");
  g_autoptr (FilmProbe) probe = NULL;
  g_autoptr (GError) error = NULL;
  Seen seen = { 0 };
  Camera *camera = camera_new (SOURCE, -1, &events, &seen);
  guint until;

  wait_for (&seen.frames, 1, "a frame");
  camera_record (camera, path, MICROPHONE);
  g_assert_true (camera_is_recording (camera));
  until = seen.frames + 60;
  wait_for (&seen.frames, until, "two seconds");
  camera_stop (camera);
  wait_for (&seen.taken, 1, "the video");
  g_assert_no_error (seen.error);
  g_assert_false (camera_is_recording (camera));
  probe = film_probe (path, &error);
  g_assert_no_error (error);
  g_assert_cmpint (probe->width, ==, 640);
  g_assert_cmpint (probe->ms, >, 0);
  /* Without a microphone it is silent. */
  g_unlink (path);
  camera_record (camera, path, "gst:filesrc location=/nowhere/at/all");
  until = seen.frames + 60;
  wait_for (&seen.frames, until, "two seconds");
  camera_stop (camera);
  wait_for (&seen.taken, 2, "the silent video");
  g_assert_no_error (seen.error);
  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
  /* One that is given up leaves nothing. */
  camera_record (camera, gone, MICROPHONE);
  until = seen.frames + 10;
  wait_for (&seen.frames, until, "frames");
  camera_free (camera);
  g_assert_false (g_file_test (gone, G_FILE_TEST_EXISTS));
  g_unlink (path);
  g_rmdir (folder);
}

static void
test_wrong (void)
{
  Seen seen = { 0 };
  Camera *camera = camera_new ("filesrc location=/nowhere/at/all ! decodebin", -1, &events, &seen);

  wait_for (&seen.failed, 1, "the end");
  g_assert_error (seen.error, WHIN_ERROR, WHIN_ERROR_DEVICE);
  g_clear_error (&seen.error);
  camera_free (camera);
  camera = camera_new ("nosuchelement", -1, &events, &seen);
  wait_for (&seen.failed, 2, "the end");
  g_assert_error (seen.error, WHIN_ERROR, WHIN_ERROR_DEVICE);
  g_clear_error (&seen.error);
  camera_free (camera);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/camera/picture", test_picture);
  g_test_add_func ("/camera/video", test_video);
  g_test_add_func ("/camera/wrong", test_wrong);
  return g_test_run ();
}
