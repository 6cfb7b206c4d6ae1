/* film-make: one pipeline reads the part that is wanted, another writes it; frames go from the one
 * to the other with times that begin at nothing. So the reader can look for the part before
 * anything is written. SPDX-License-Identifier: GPL-3.0-or-later */
#include "film-make.h"

#include "film-read.h"
#include "voice-private.h"

#include "error.h"
#include "limits.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <gst/app/gstappsink.h>
#include <gst/app/gstappsrc.h>

#define FRAMES_MAX 30 /* a second */
#define SOUND_RATE 64000
#define BITS_PER_PIXEL 1.7 /* of a frame, a second */
#define RATE_MIN 150000
#define LOOK_MS 100
#define STALL_MS 60000

/* -- What is made -- */

static const struct {
  int side; /* the shorter one, at most */
} qualities[] = { [FILM_SMALL] = { 480 }, [FILM_MEDIUM] = { 720 }, [FILM_LARGE] = { 1080 } };

void
film_plan_size (const FilmPlan *plan, int width, int height, int *to_width, int *to_height)
{
  double scale = MIN (1.0, (double) qualities[plan->quality].side / MAX (1, MIN (width, height)));

  /* Wide screens too. */
  scale = MIN (scale, qualities[plan->quality].side * 2.5 / MAX (1, MAX (width, height)));
  *to_width = MAX (2, (int) (width * scale / 2 + 0.5) * 2);
  *to_height = MAX (2, (int) (height * scale / 2 + 0.5) * 2);
}

static gint64
rate_for (const FilmPlan *plan, int width, int height)
{
  int w, h;

  film_plan_size (plan, width, height, &w, &h);
  return MAX (RATE_MIN, (gint64) (BITS_PER_PIXEL * w * h));
}

gint64
film_plan_bytes (const FilmPlan *plan, int width, int height, gboolean has_sound)
{
  gint64 rate = rate_for (plan, width, height);

  if (has_sound && !plan->silent)
    rate += SOUND_RATE;
  return rate * MAX (0, plan->end_ms - plan->start_ms) / 8000;
}

/* -- How -- */

typedef struct {
  const char *ending;
  const char *needs[5];
  const char *picture; /* %1: bits, %2: threads */
  const char *sound;   /* %1: bits */
  const char *mux;
} Way;

static const Way ways[] = {
  { "webm",
    { "vp9enc", "opusenc", "webmmux" },
    "vp9enc deadline=1 cpu-used=8 row-mt=true keyframe-max-dist=120 target-bitrate=%u threads=%u",
    "opusenc bitrate=%u",
    "webmmux name=mux" },
  { "webm",
    { "vp8enc", "opusenc", "webmmux" },
    "vp8enc deadline=1 cpu-used=6 keyframe-max-dist=120 target-bitrate=%u threads=%u",
    "opusenc bitrate=%u",
    "webmmux name=mux" },
};

static gboolean
is_here (const Way *way)
{
  for (guint i = 0; way->needs[i] != NULL; i++) {
    g_autoptr (GstElementFactory) factory = gst_element_factory_find (way->needs[i]);

    if (factory == NULL)
      return FALSE;
  }
  return TRUE;
}

static const Way *
find_way (GError **error)
{
  if (!voice_init (error))
    return NULL;
  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    if (is_here (&ways[i]))
      return &ways[i];
  g_set_error_literal (error, WHIN_ERROR, WHIN_ERROR_INTERNAL,
                       _ ("What makes videos smaller is not installed here."));
  return NULL;
}

const char *
film_make_ending (void)
{
  const Way *way = find_way (NULL);

  return way != NULL ? way->ending : ways[0].ending;
}

/* -- From the one to the other, on threads of the reader -- */

typedef struct {
  GstElement *reader, *writer;
  const FilmPlan *plan;
  gint written_ms; /* atomic */
} Work;

typedef struct {
  Work *work;
  GstAppSrc *to;
  gboolean counts;
} Hand;

static GstFlowReturn
give (Hand *hand, GstSample *sample)
{
  GstBuffer *buffer = gst_buffer_copy (gst_sample_get_buffer (sample));
  GstClockTime at = gst_segment_to_running_time (gst_sample_get_segment (sample), GST_FORMAT_TIME,
                                                 GST_BUFFER_PTS (buffer));

  if (!GST_CLOCK_TIME_IS_VALID (at)) {
    gst_buffer_unref (buffer);
    return GST_FLOW_OK;
  }
  GST_BUFFER_PTS (buffer) = at;
  GST_BUFFER_DTS (buffer) = GST_CLOCK_TIME_NONE;
  if (hand->counts)
    g_atomic_int_set (&hand->work->written_ms, (gint) (at / GST_MSECOND));
  return gst_app_src_push_buffer (hand->to, buffer);
}

/* All that is there: the first is there before anybody is told. */
static GstFlowReturn
pass (GstAppSink *from, gpointer data)
{
  GstFlowReturn flow = GST_FLOW_OK;
  GstSample *sample;

  while (flow == GST_FLOW_OK && (sample = gst_app_sink_try_pull_sample (from, 0)) != NULL) {
    flow = give (data, sample);
    gst_sample_unref (sample);
  }
  return flow;
}

static void
pass_end (GstAppSink *from, gpointer data)
{
  pass (from, data);
  gst_app_src_end_of_stream (((Hand *) data)->to);
}

static void
hand_free (gpointer data)
{
  Hand *hand = data;

  gst_object_unref (hand->to);
  g_free (hand);
}

/* The writer runs, the reader stands at its first frame. */
static void
join (Work *work, const char *name, gboolean counts)
{
  GstAppSinkCallbacks callbacks = { .eos = pass_end, .new_sample = pass };
  g_autoptr (GstElement) from = gst_bin_get_by_name (GST_BIN (work->reader), name);
  g_autoptr (GstElement) to = gst_bin_get_by_name (GST_BIN (work->writer), name);
  g_autoptr (GstPad) pad = NULL;
  g_autoptr (GstCaps) caps = NULL;
  Hand *hand;

  if (from == NULL || to == NULL)
    return;
  pad = gst_element_get_static_pad (from, "sink");
  caps = gst_pad_get_current_caps (pad);
  gst_app_src_set_caps (GST_APP_SRC (to), caps);
  hand = g_new0 (Hand, 1);
  hand->work = work;
  hand->to = GST_APP_SRC (gst_object_ref (to));
  hand->counts = counts;
  pass (GST_APP_SINK (from), hand);
  if (gst_app_sink_is_eos (GST_APP_SINK (from)))
    gst_app_src_end_of_stream (hand->to);
  gst_app_sink_set_callbacks (GST_APP_SINK (from), &callbacks, hand, hand_free);
}

/* -- The pipelines -- */

static GstElement *
new_reader (const char *path, const FilmPlan *plan, int width, int height, GError **error)
{
  g_autofree char *picture = NULL;
  int w, h;

  film_plan_size (plan, width, height, &w, &h);
  picture = g_strdup_printf (
      "queue ! videoconvertscale ! videoflip video-direction=auto"
      " ! videorate drop-only=true max-rate=%d ! videoconvertscale add-borders=false"
      " ! video/x-raw,format=I420,width=%d,height=%d,pixel-aspect-ratio=1/1"
      " ! appsink name=picture sync=false max-buffers=4",
      FRAMES_MAX, w, h);
  return film_read_new (path, picture,
                        plan->silent ? NULL
                                     : "queue ! audioconvert ! audioresample"
                                       " ! audio/x-raw,format=S16LE,rate=48000,channels=[1,2],"
                                       "layout=interleaved"
                                       " ! appsink name=sound sync=false max-buffers=16",
                        error);
}

#define SOURCE                                                                                     \
  "appsrc name=%s format=time block=true max-bytes=16000000 max-time=2000000000 "                  \
  "stream-type=stream"

static GstElement *
new_writer (const Way *way, gint64 rate, gboolean sound, const char *to, GError **error)
{
  g_autoptr (GString) words = g_string_new (way->mux);
  g_autoptr (GstElement) sink = NULL;
  GstElement *writer;

  g_string_append (words, " ! filesink name=out ");
  g_string_append_printf (words, SOURCE " ! queue ! ", "picture");
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  g_string_append_printf (words, way->picture, (guint) rate, CLAMP (g_get_num_processors (), 1, 8));
  g_string_append (words, " ! queue ! mux. ");
  if (sound) {
    g_string_append_printf (words, SOURCE " ! queue ! audioconvert ! ", "sound");
    g_string_append_printf (words, way->sound, (guint) SOUND_RATE);
    g_string_append (words, " ! queue ! mux. ");
  }
#pragma GCC diagnostic pop
  writer = voice_pipeline_new (words->str, error);
  if (writer == NULL)
    return NULL;
  sink = gst_bin_get_by_name (GST_BIN (writer), "out");
  g_object_set (sink, "location", to, NULL);
  return writer;
}

/* In that part of it. */
static gboolean
has_sound (GstElement *reader)
{
  g_autoptr (GstElement) sound = gst_bin_get_by_name (GST_BIN (reader), "sound");

  return sound != NULL && !gst_app_sink_is_eos (GST_APP_SINK (sound));
}

/* -- Waiting -- */

static gboolean
writer_failed (GstMessage *message, GError **error)
{
  g_autoptr (GError) cause = NULL;

  gst_message_parse_error (message, &cause, NULL);
  if (cause->domain == GST_RESOURCE_ERROR)
    g_set_error_literal (error, WHIN_ERROR, WHIN_ERROR_DISK, _ ("There is no room for the video."));
  else
    g_set_error_literal (error, WHIN_ERROR, WHIN_ERROR_INTERNAL,
                         _ ("The video could not be made smaller."));
  return FALSE;
}

/* TRUE: all is well so far. */
static gboolean
check (Work *work, const char *to, GCancellable *cancellable, GError **error)
{
  g_autoptr (GstBus) bus = gst_element_get_bus (work->reader);
  g_autoptr (GstMessage) message = gst_bus_pop_filtered (bus, GST_MESSAGE_ERROR);
  GStatBuf info;

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  if (message != NULL) {
    film_read_fail (message, error);
    return FALSE;
  }
  if (g_stat (to, &info) == 0 && info.st_size > LIMIT_MEDIA_MAX) {
    g_set_error_literal (error, WHIN_ERROR, WHIN_ERROR_TOO_BIG,
                         _ ("The video would be larger than 2 GB. Choose a shorter part."));
    return FALSE;
  }
  return TRUE;
}

static gboolean
follow (Work *work,
        const char *to,
        FilmProgress progress,
        gpointer data,
        GCancellable *cancellable,
        GError **error)
{
  g_autoptr (GstBus) bus = gst_element_get_bus (work->writer);
  double length = (double) (work->plan->end_ms - work->plan->start_ms);
  gint before = -1;

  for (int stalled = 0; stalled < STALL_MS; stalled += LOOK_MS) {
    g_autoptr (GstMessage) message = gst_bus_timed_pop_filtered (
        bus, LOOK_MS * GST_MSECOND, GST_MESSAGE_EOS | GST_MESSAGE_ERROR);
    gint now = g_atomic_int_get (&work->written_ms);

    if (!check (work, to, cancellable, error))
      return FALSE;
    if (message != NULL)
      return GST_MESSAGE_TYPE (message) == GST_MESSAGE_EOS || writer_failed (message, error);
    if (now != before)
      stalled = 0;
    before = now;
    if (progress != NULL)
      progress (CLAMP (now / length, 0, 1), data);
  }
  return film_read_damaged (error);
}

static gboolean
run (Work *work,
     const Way *way,
     gint64 rate,
     const char *to,
     FilmProgress progress,
     gpointer data,
     GCancellable *cancellable,
     GError **error)
{
  if (!film_read_ready (work->reader, cancellable, error) ||
      !film_read_seek (work->reader, work->plan->start_ms, work->plan->end_ms,
                       GST_SEEK_FLAG_ACCURATE, cancellable, error))
    return FALSE;
  work->writer = new_writer (way, rate, has_sound (work->reader), to, error);
  if (work->writer == NULL)
    return FALSE;
  gst_element_set_state (work->writer, GST_STATE_PLAYING);
  join (work, "picture", TRUE);
  join (work, "sound", FALSE);
  gst_element_set_state (work->reader, GST_STATE_PLAYING);
  return follow (work, to, progress, data, cancellable, error);
}

gboolean
film_make (const char *path,
           const FilmPlan *plan,
           int width,
           int height,
           const char *to,
           FilmProgress progress,
           gpointer data,
           GCancellable *cancellable,
           GError **error)
{
  const Way *way = find_way (error);
  Work work = { .plan = plan };
  gboolean ok;

  if (way == NULL)
    return FALSE;
  if (plan->end_ms - plan->start_ms > FILM_MS_MAX) {
    g_set_error_literal (error, WHIN_ERROR, WHIN_ERROR_TOO_BIG,
                         _ ("The video is too long. Choose a shorter part."));
    return FALSE;
  }
  work.reader = new_reader (path, plan, width, height, error);
  ok = work.reader != NULL &&
       run (&work, way, rate_for (plan, width, height), to, progress, data, cancellable, error);
  /* The writer first: who waits for room in it is let go. */
  film_read_free (work.writer);
  film_read_free (work.reader);
  if (!ok)
    g_unlink (to);
  return ok;
}
