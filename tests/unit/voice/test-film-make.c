/* test-film-make: parts of videos, made here, and files that are none. SPDX-License-Identifier:
 * GPL-3.0-or-later */
#include "film-make.h"

#include "error.h"
#include "film-poster.h"
#include "film-probe.h"
#include "vault.h"

#include <glib/gstdio.h>
#include <gst/gst.h>
#include <string.h>

#define WIDTH 320
#define HEIGHT 240
#define MS 4000
#define LEEWAY_MS 150 /* frames and packets have a length */

static char *folder;

static char *
path_of (const char *name)
{
  return g_build_filename (folder, name, NULL);
}

static void
run_pipeline (const char *words)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GstElement) pipeline = gst_parse_launch (words, &error);
  g_autoptr (GstBus) bus = NULL;
  g_autoptr (GstMessage) message = NULL;

  g_assert_no_error (error);
  bus = gst_element_get_bus (pipeline);
  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  message = gst_bus_timed_pop_filtered (bus, 30 * GST_SECOND, GST_MESSAGE_EOS | GST_MESSAGE_ERROR);
  g_assert_nonnull (message);
  g_assert_cmpint (GST_MESSAGE_TYPE (message), ==, GST_MESSAGE_EOS);
  gst_element_set_state (pipeline, GST_STATE_NULL);
}

typedef struct {
  const char *picture, *sound, *file;
} Encoders;

static const Encoders here = { "vp8enc deadline=1 cpu-used=16", "opusenc", "webmmux" };
/* Who looks ahead would take the red for the blue's time. */
static const Encoders phone = { "x264enc tune=zerolatency", "avenc_aac", "mp4mux" };

/* Four seconds: red, then, from its middle on, blue; and a tone. */
static char *
make_film_with (const char *name, gboolean sound, const Encoders *encoders)
{
  char *path = path_of (name);
  g_autofree char *tone = g_strdup_printf ("audiotestsrc num-buffers=200 samplesperbuffer=960"
                                           " ! audio/x-raw,rate=48000 ! %s ! queue ! mux.",
                                           encoders->sound);
  g_autofree char *words = g_strdup_printf (
      "concat name=film ! %s ! queue ! mux."
      " videotestsrc pattern=red num-buffers=40 ! video/x-raw,width=%d,height=%d,framerate=20/1 ! "
      "film."
      " videotestsrc pattern=blue num-buffers=40 ! video/x-raw,width=%d,height=%d,framerate=20/1 ! "
      "film."
      " %s %s name=mux ! filesink location=%s",
      encoders->picture, WIDTH, HEIGHT, WIDTH, HEIGHT, sound ? tone : "", encoders->file, path);

  run_pipeline (words);
  return path;
}

static char *
make_film (const char *name, gboolean sound)
{
  return make_film_with (name, sound, &here);
}

static void
progress_cb (double done, gpointer data)
{
  double *most = data;

  g_assert_cmpfloat (done, >=, 0);
  g_assert_cmpfloat (done, <=, 1);
  *most = MAX (*most, done);
}

static guint
colour_of (GdkPixbuf *pixbuf)
{
  const guint8 *at = gdk_pixbuf_read_pixels (pixbuf) +
                     gdk_pixbuf_get_height (pixbuf) / 2 * gdk_pixbuf_get_rowstride (pixbuf) +
                     gdk_pixbuf_get_width (pixbuf) / 2 * 3;

  return (guint) (at[0] > 127) << 2 | (guint) (at[1] > 127) << 1 | (guint) (at[2] > 127);
}

#define RED 4u
#define BLUE 1u

static void
test_trim (gconstpointer encoders)
{
  g_autofree char *from = make_film_with ("film", TRUE, encoders), *to = path_of ("part.webm");
  FilmPlan plan = { .start_ms = 2500, .end_ms = 3700, .quality = FILM_SMALL };
  g_autoptr (FilmProbe) probe = NULL;
  g_autoptr (GError) error = NULL;
  double most = 0;

  g_assert_true (film_make (from, &plan, WIDTH, HEIGHT, to, progress_cb, &most, NULL, &error));
  g_assert_no_error (error);
  probe = film_probe (to, &error);
  g_assert_no_error (error);
  g_assert_cmpint (ABS (probe->ms - 1200), <, LEEWAY_MS);
  g_assert_cmpint (probe->width, ==, WIDTH);
  g_assert_cmpint (probe->height, ==, HEIGHT);
  g_assert_cmpuint (colour_of (probe->poster), ==, BLUE);
  g_unlink (to);
}

static void
test_silent (void)
{
  g_autofree char *from = make_film ("silent.webm", FALSE), *to = path_of ("part.webm");
  g_autofree char *loud = make_film ("loud.webm", TRUE);
  FilmPlan plan = { .start_ms = 500, .end_ms = 3000, .quality = FILM_MEDIUM };
  g_autoptr (FilmProbe) probe = NULL;
  g_autoptr (GError) error = NULL;
  GStatBuf with, without;

  g_assert_true (film_make (from, &plan, WIDTH, HEIGHT, to, NULL, NULL, NULL, &error));
  g_assert_no_error (error);
  probe = film_probe (to, &error);
  g_assert_no_error (error);
  g_assert_cmpint (ABS (probe->ms - 2500), <, LEEWAY_MS);
  g_assert_cmpuint (colour_of (probe->poster), ==, RED);
  g_assert_true (film_make (loud, &plan, WIDTH, HEIGHT, to, NULL, NULL, NULL, &error));
  g_assert_cmpint (g_stat (to, &with), ==, 0);
  plan.silent = TRUE;
  g_assert_true (film_make (loud, &plan, WIDTH, HEIGHT, to, NULL, NULL, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpint (g_stat (to, &without), ==, 0);
  g_assert_cmpint (without.st_size, <, with.st_size);
  g_unlink (to);
}

static void
test_plan (void)
{
  FilmPlan plan = { .start_ms = 1000, .end_ms = 11000, .quality = FILM_SMALL };
  gint64 small, large;
  int width, height;

  film_plan_size (&plan, 1920, 1080, &width, &height);
  g_assert_cmpint (width, ==, 854);
  g_assert_cmpint (height, ==, 480);
  film_plan_size (&plan, 1080, 1920, &width, &height);
  g_assert_cmpint (width, ==, 480);
  film_plan_size (&plan, 321, 201, &width, &height);
  g_assert_cmpint (width, ==, 322);
  film_plan_size (&plan, 20000, 500, &width, &height);
  g_assert_cmpint (width, ==, 1200);
  small = film_plan_bytes (&plan, 1920, 1080, TRUE);
  plan.quality = FILM_LARGE;
  large = film_plan_bytes (&plan, 1920, 1080, TRUE);
  g_assert_cmpint (small, >, 500 * 1000);
  g_assert_cmpint (large, >, 3 * small);
  g_assert_cmpint (large, >, film_plan_bytes (&plan, 1920, 1080, FALSE));
}

typedef struct {
  guint n;
  guint colours[4];
} Strip;

static void
still_cb (guint i, GdkPixbuf *still, gpointer data)
{
  Strip *strip = data;

  g_assert_cmpuint (i, ==, strip->n);
  g_assert_cmpint (gdk_pixbuf_get_height (still), ==, 60);
  g_assert_cmpint (gdk_pixbuf_get_width (still), ==, 80);
  strip->colours[strip->n++] = colour_of (still);
  g_object_unref (still);
}

static void
test_stills (void)
{
  g_autofree char *from = make_film ("stills.webm", TRUE);
  g_autoptr (GError) error = NULL;
  Strip strip = { 0 };

  g_assert_true (film_stills (from, MS, 4, 60, still_cb, &strip, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (strip.n, ==, 4);
  g_assert_cmpuint (strip.colours[0], ==, RED);
}

/* -- What is wrong -- */

static void
assert_refused (const char *from, GCancellable *cancellable, GQuark domain, int code)
{
  g_autofree char *to = path_of ("never.webm");
  FilmPlan plan = { .start_ms = 0, .end_ms = 2000, .quality = FILM_SMALL };
  g_autoptr (GError) error = NULL;

  g_assert_false (film_make (from, &plan, WIDTH, HEIGHT, to, NULL, NULL, cancellable, &error));
  g_assert_error (error, domain, code);
  g_assert_cmpint (strlen (error->message), >, 10);
  g_assert_false (g_file_test (to, G_FILE_TEST_EXISTS));
}

static char *
write_file (const char *name, const char *data, gssize len)
{
  char *path = path_of (name);

  g_assert_true (g_file_set_contents (path, data, len, NULL));
  return path;
}

static void
test_wrong (void)
{
  g_autofree char *film = make_film ("whole.webm", TRUE), *data = NULL;
  g_autofree char *text = write_file ("text.webm", "This is no video at all.\n", -1);
  g_autofree char *head = NULL, *none = path_of ("none.webm");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  gsize len;

  assert_refused (text, NULL, WHIN_ERROR, WHIN_ERROR_UNSUPPORTED);
  assert_refused (none, NULL, WHIN_ERROR, WHIN_ERROR_CORRUPT);
  g_assert_true (g_file_get_contents (film, &data, &len, NULL));
  head = write_file ("head.webm", data, 300);
  assert_refused (head, NULL, WHIN_ERROR, WHIN_ERROR_CORRUPT);
  g_cancellable_cancel (cancellable);
  assert_refused (film, cancellable, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* Only sound is no video. */
static void
test_sound (void)
{
  g_autofree char *path = path_of ("sound.ogg");
  g_autofree char *words = g_strdup_printf (
      "audiotestsrc num-buffers=50 ! opusenc ! oggmux ! filesink location=%s", path);
  g_autoptr (GstElement) pipeline = gst_parse_launch (words, NULL);
  g_autoptr (GstBus) bus = gst_element_get_bus (pipeline);
  g_autoptr (GstMessage) message = NULL;

  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  message = gst_bus_timed_pop_filtered (bus, 30 * GST_SECOND, GST_MESSAGE_EOS | GST_MESSAGE_ERROR);
  gst_element_set_state (pipeline, GST_STATE_NULL);
  assert_refused (path, NULL, WHIN_ERROR, WHIN_ERROR_UNSUPPORTED);
}

static void
remove_folder (void)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = path_of (name);

    g_unlink (path);
  }
  g_rmdir (folder);
  g_free (folder);
}

/* A video of a camera that is sent as it is, by what it may say: the file plays all the same. */
static void
assert_sealed (const char *name, const char *made_by)
{
  g_autofree char *path = path_of (name), *sealed = path_of ("sealed");
  g_autofree char *words = g_strdup_printf (
      "videotestsrc num-buffers=20 ! video/x-raw,width=%d,height=%d,framerate=20/1 ! %s name=mux"
      " ! filesink location=%s",
      WIDTH, HEIGHT, made_by, path);
  g_autoptr (GError) error = NULL;
  g_autoptr (MediaKey) key = NULL;
  g_autoptr (MediaFile) file = NULL;
  g_autoptr (GBytes) left = NULL;
  g_autofree char *said = NULL, *play = NULL;
  g_autoptr (FilmProbe) before = NULL, probe = NULL;
  gsize len;

  run_pipeline (words);
  before = film_probe (path, &error);
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (path, &said, &len, NULL));
  g_assert_nonnull (memmem (said, len, "Secretplace", 11));
  key = vault_seal_film (path, sealed, NULL, &error);
  g_assert_no_error (error);
  file = media_file_new (sealed, key);
  left = vault_load (file, len, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_bytes_get_size (left), ==, len);
  g_assert_null (memmem (g_bytes_get_data (left, NULL), len, "Secretplace", 11));
  g_assert_null (memmem (g_bytes_get_data (left, NULL), len, "GStreamer", 9));
  g_assert_true (g_file_set_contents (path, g_bytes_get_data (left, NULL), (gssize) len, NULL));
  probe = film_probe (path, &error);
  g_assert_no_error (error);
  g_assert_cmpint (probe->width, ==, WIDTH);
  g_assert_cmpint (probe->ms, ==, before->ms);
  play = g_strdup_printf ("filesrc location=%s ! decodebin ! fakesink", path);
  run_pipeline (play);
  g_remove (path);
  g_remove (sealed);
}

#define TAGGED                                                                                     \
  " ! taginject tags=\"title=(string)Secretplace,geo-location-name=(string)Secretplace\" ! "

static void
test_sealed (void)
{
  assert_sealed ("camera.mov", "jpegenc" TAGGED "qtmux");
  assert_sealed ("camera.webm", "vp8enc deadline=1 cpu-used=16" TAGGED "webmmux");
  assert_sealed ("live.webm", "vp8enc deadline=1 cpu-used=16" TAGGED "webmmux streamable=true");
  assert_sealed ("camera.mkv", "jpegenc" TAGGED "matroskamux");
}

static MediaFile *
seal (const char *path, const char *sealed)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MediaKey) key = vault_seal_film (path, sealed, NULL, &error);

  g_assert_no_error (error);
  return media_file_new (sealed, key);
}

static void
test_poster (gconstpointer encoders)
{
  g_autofree char *path = make_film_with ("poster", TRUE, encoders), *sealed = path_of ("sealed");
  g_autoptr (MediaFile) file = seal (path, sealed);
  g_autoptr (GError) error = NULL;
  g_autoptr (GdkPixbuf) poster = film_poster (file, WIDTH / 2, NULL, &error);
  g_autoptr (MediaFile) plain = media_file_new (path, NULL);
  g_autoptr (GdkPixbuf) same = film_poster (plain, WIDTH / 2, NULL, NULL);

  g_assert_no_error (error);
  g_assert_nonnull (same);
  g_assert_cmpint (gdk_pixbuf_get_width (poster), ==, WIDTH / 2);
  g_assert_cmpint (gdk_pixbuf_get_height (poster), ==, HEIGHT / 2);
  g_assert_cmpuint (colour_of (poster), ==, RED);
  g_unlink (sealed);
}

/* A picture that is said to be a film is left alone, as is what nothing can read. */
static void
test_no_poster (void)
{
  static const char *const files[] = { "picture.jpg", "words.mp4", "tone.mp4" };
  g_autofree char *picture = path_of (files[0]), *sealed = path_of ("sealed");
  g_autofree char *words = write_file (files[1], "These are only words.", -1);
  g_autofree char *make =
      g_strdup_printf ("videotestsrc num-buffers=1 ! jpegenc ! filesink location=%s", picture);

  g_autofree char *tone = path_of (files[2]);
  g_autofree char *sound = g_strdup_printf (
      "audiotestsrc num-buffers=20 ! avenc_aac ! mp4mux ! filesink location=%s", tone);

  run_pipeline (make);
  run_pipeline (sound);
  for (guint i = 0; i < G_N_ELEMENTS (files); i++) {
    g_autofree char *path = path_of (files[i]);
    g_autoptr (MediaFile) file = seal (path, sealed);
    g_autoptr (GError) error = NULL;

    g_assert_null (film_poster (file, WIDTH, NULL, &error));
    g_assert_true (error != NULL && error->domain == WHIN_ERROR);
    g_unlink (sealed);
  }
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  gst_init (NULL, NULL);
  folder = g_dir_make_tmp ("film-XXXXXX", NULL);
  g_test_add_func ("/film-make/plan", test_plan);
  g_test_add_data_func ("/film-make/trim", &here, test_trim);
  g_test_add_data_func ("/film-make/trim-phone", &phone, test_trim);
  g_test_add_func ("/film-make/silent", test_silent);
  g_test_add_func ("/film-make/stills", test_stills);
  g_test_add_func ("/film-make/wrong", test_wrong);
  g_test_add_func ("/film-make/sound", test_sound);
  g_test_add_func ("/film-make/sealed", test_sealed);
  g_test_add_data_func ("/film-make/poster", &here, test_poster);
  g_test_add_data_func ("/film-make/poster-phone", &phone, test_poster);
  g_test_add_func ("/film-make/no-poster", test_no_poster);
  status = g_test_run ();
  remove_folder ();
  return status;
}
