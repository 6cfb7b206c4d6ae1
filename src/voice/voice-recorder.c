/* voice-recorder: see the header. The pipeline is made, and its device opened, on a thread; what
 * it has to say comes back over its bus. The Ogg file grows in memory, by the hand of the sink.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "voice-recorder.h"

#include "voice-private.h"

#include "error.h"
#include "limits.h"
#include "opus-probe.h"
#include "waveform.h"

#include <glib/gi18n.h>
#include <gst/app/gstappsink.h>
#include <string.h>

#define TEST_PREFIX "gst:"
#define DEAF_MS 4000 /* a microphone that says nothing for so long does not work */
#define END_MS 3000  /* what has not come to an end by then is taken as it is */

/* What a busy machine loses becomes silence: a gap would be one in the file too. */
#define ENCODE                                                                                     \
  " ! queue max-size-time=2000000000 ! audioconvert ! audioresample"                               \
  " ! audio/x-raw,format=S16LE,rate=48000,channels=1 ! audiorate skip-to-first=true"               \
  " ! level interval=50000000"                                                                     \
  " ! opusenc bitrate=24000 bitrate-type=constrained-vbr audio-type=voice frame-size=20"           \
  " ! oggmux max-delay=100000000 max-page-delay=500000000"                                         \
  " ! appsink name=out sync=false async=false"

/* What the sink writes to; it outlives the recorder. */
typedef struct {
  GMutex lock;
  GByteArray *ogg;
} Tape;

struct _VoiceRecorder {
  VoiceRecorderFuncs funcs;
  gpointer data;
  GCancellable *cancellable;
  GMainContext *context;
  GstElement *pipeline; /* NULL before it is open, and after the end */
  GSource *watch, *timer;
  Tape *tape; /* atomic box */
  GByteArray *peaks;
  gint64 longest;
  GError *failed; /* the end of what there is yet is still to come */
  gboolean paused, stopping;
};

static void
tape_clear (gpointer data)
{
  Tape *tape = data;

  g_mutex_clear (&tape->lock);
  g_byte_array_unref (tape->ogg);
}

static void
tape_release (gpointer tape)
{
  g_atomic_rc_box_release_full (tape, tape_clear);
}

static Tape *
tape_new (void)
{
  Tape *tape = g_atomic_rc_box_new0 (Tape);

  g_mutex_init (&tape->lock);
  tape->ogg = g_byte_array_new ();
  return tape;
}

static GstFlowReturn
sample_cb (GstAppSink *sink, gpointer data)
{
  Tape *tape = data;
  g_autoptr (GstSample) sample = gst_app_sink_pull_sample (sink);
  GstMapInfo map;

  if (sample == NULL || !gst_buffer_map (gst_sample_get_buffer (sample), &map, GST_MAP_READ))
    return GST_FLOW_EOS;
  g_mutex_lock (&tape->lock);
  g_byte_array_append (tape->ogg, map.data, (guint) map.size);
  g_mutex_unlock (&tape->lock);
  gst_buffer_unmap (gst_sample_get_buffer (sample), &map);
  return GST_FLOW_OK;
}

/* -- Opening, on a thread. -- */

typedef struct {
  char *microphone;
  Tape *tape;
} Order;

static void
order_free (gpointer data)
{
  Order *order = data;

  g_free (order->microphone);
  tape_release (order->tape);
  g_free (order);
}

static GstElement *
make_pipeline (const Order *order, GError **error)
{
  const char *microphone = order->microphone;
  gboolean test = microphone != NULL && g_str_has_prefix (microphone, TEST_PREFIX);
  g_autofree char *description =
      g_strconcat (test ? microphone + strlen (TEST_PREFIX) : "identity name=in", ENCODE, NULL);
  GstElement *pipeline = voice_pipeline_new (description, error);
  g_autoptr (GstElement) in = NULL;
  GstElement *source;

  if (pipeline == NULL || test)
    return pipeline;
  in = gst_bin_get_by_name (GST_BIN (pipeline), "in");
  source = voice_source_new (microphone);
  if (source != NULL && gst_bin_add (GST_BIN (pipeline), source) && gst_element_link (source, in))
    return pipeline;
  g_set_error_literal (error, WHIN_ERROR, WHIN_ERROR_DEVICE, _ ("No microphone was found."));
  gst_object_unref (pipeline);
  return NULL;
}

static void
pipeline_free (gpointer pipeline)
{
  voice_pipeline_drop (pipeline);
}

static GError *
why_not (GstElement *pipeline)
{
  g_autoptr (GstBus) bus = gst_element_get_bus (pipeline);
  g_autoptr (GstMessage) message = gst_bus_pop_filtered (bus, GST_MESSAGE_ERROR);

  if (message != NULL)
    return voice_error_of (
        message, _ ("No microphone can be used. Is one plugged in, and may Whinchat listen?"));
  return g_error_new_literal (WHIN_ERROR, WHIN_ERROR_DEVICE, _ ("The microphone does not start."));
}

static void
open_cb (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Order *order = data;
  GstAppSinkCallbacks callbacks = { .new_sample = sample_cb };
  g_autoptr (GstElement) out = NULL;
  GstElement *pipeline;
  GError *error = NULL;

  pipeline = voice_init (&error) ? make_pipeline (order, &error) : NULL;
  if (pipeline == NULL) {
    g_task_return_error (task, error);
    return;
  }
  out = gst_bin_get_by_name (GST_BIN (pipeline), "out");
  gst_app_sink_set_callbacks (GST_APP_SINK (out), &callbacks, g_atomic_rc_box_acquire (order->tape),
                              tape_release);
  if (gst_element_set_state (pipeline, GST_STATE_PLAYING) != GST_STATE_CHANGE_FAILURE) {
    g_task_return_pointer (task, pipeline, pipeline_free);
    return;
  }
  g_task_return_error (task, why_not (pipeline));
  pipeline_free (pipeline);
}

/* -- The end. -- */

static void
clear_source (GSource **source)
{
  if (*source == NULL)
    return;
  g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

static GBytes *
take_tape (VoiceRecorder *self)
{
  GBytes *ogg;

  g_mutex_lock (&self->tape->lock);
  ogg = g_bytes_new (self->tape->ogg->data, self->tape->ogg->len);
  g_mutex_unlock (&self->tape->lock);
  return ogg;
}

/* NULL when there is no sound in it. */
static VoiceNote *
make_note (VoiceRecorder *self)
{
  g_autoptr (GBytes) ogg = take_tape (self);
  gint64 ms = opus_probe (ogg, NULL);
  VoiceNote *note;

  if (ms < 0)
    return NULL;
  note = g_new0 (VoiceNote, 1);
  note->ogg = g_steal_pointer (&ogg);
  note->bars = waveform_bars (self->peaks->data, self->peaks->len);
  note->ms = ms;
  return note;
}

static void
end (VoiceRecorder *self, GError *failed)
{
  g_autoptr (GError) error = self->failed != NULL ? g_steal_pointer (&self->failed) : failed;
  VoiceNote *note;

  clear_source (&self->watch);
  clear_source (&self->timer);
  g_cancellable_cancel (self->cancellable);
  if (self->pipeline != NULL)
    voice_pipeline_drop (g_steal_pointer (&self->pipeline));
  note = make_note (self);
  if (note == NULL && error == NULL)
    error = g_error_new_literal (WHIN_ERROR, WHIN_ERROR_DEVICE, _ ("Nothing was recorded."));
  /* Last: it may free this. */
  self->funcs.ended (note, error, self->data);
}

static GSource *
wait (VoiceRecorder *self, guint ms, GSourceFunc func)
{
  GSource *source = g_timeout_source_new (ms);

  g_source_set_callback (source, func, self, NULL);
  g_source_attach (source, self->context);
  return source;
}

static gboolean
late_cb (gpointer data)
{
  end (data, NULL);
  return G_SOURCE_REMOVE;
}

static gboolean
deaf_cb (gpointer data)
{
  end (data, g_error_new_literal (WHIN_ERROR, WHIN_ERROR_DEVICE,
                                  _ ("The microphone gives no sound. Is Whinchat allowed to use "
                                     "it?")));
  return G_SOURCE_REMOVE;
}

/* -- While it runs. -- */

static gint64
recorded (VoiceRecorder *self)
{
  return (gint64) self->peaks->len * VOICE_LEVEL_MS;
}

static void
take_level (VoiceRecorder *self, double decibels)
{
  guint8 height = waveform_height (decibels);

  if (!self->stopping)
    clear_source (&self->timer);
  g_byte_array_append (self->peaks, &height, 1);
  if (self->stopping)
    return;
  if (recorded (self) >= self->longest)
    voice_recorder_stop (self);
  self->funcs.level (height, recorded (self), self->data);
}

/* What was recorded before is still on its way; its end comes behind it. */
static void
fail (VoiceRecorder *self, GstMessage *message)
{
  if (self->failed == NULL)
    self->failed = voice_error_of (message, _ ("The microphone stopped. Was it unplugged?"));
  self->stopping = TRUE;
  clear_source (&self->timer);
  self->timer = wait (self, END_MS, late_cb);
}

static gboolean
message_cb (GstBus *bus, GstMessage *message, gpointer data)
{
  VoiceRecorder *self = data;
  double decibels;

  switch (GST_MESSAGE_TYPE (message)) {
  case GST_MESSAGE_ELEMENT:
    if (voice_level_of (message, &decibels))
      take_level (self, decibels);
    return G_SOURCE_CONTINUE;
  case GST_MESSAGE_EOS:
    end (self, NULL);
    return G_SOURCE_REMOVE;
  case GST_MESSAGE_ERROR:
    fail (self, message);
    return G_SOURCE_CONTINUE;
  default:
    return G_SOURCE_CONTINUE;
  }
}

static void
opened_cb (GObject *none, GAsyncResult *result, gpointer data)
{
  VoiceRecorder *self = data;
  g_autoptr (GError) error = NULL;
  GstElement *pipeline = g_task_propagate_pointer (G_TASK (result), &error);
  g_autoptr (GstBus) bus = NULL;

  /* Then it is freed. */
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (pipeline == NULL) {
    end (self, g_steal_pointer (&error));
    return;
  }
  self->pipeline = pipeline;
  bus = gst_element_get_bus (pipeline);
  self->watch = gst_bus_create_watch (bus);
  g_source_set_callback (self->watch, G_SOURCE_FUNC (message_cb), self, NULL);
  g_source_attach (self->watch, self->context);
  self->timer = wait (self, DEAF_MS, deaf_cb);
  if (self->paused)
    gst_element_set_state (pipeline, GST_STATE_PAUSED);
  if (self->stopping)
    voice_recorder_stop (self);
}

VoiceRecorder *
voice_recorder_start (const char *microphone, const VoiceRecorderFuncs *funcs, gpointer data)
{
  VoiceRecorder *self = g_new0 (VoiceRecorder, 1);
  Order *order = g_new0 (Order, 1);
  g_autoptr (GTask) task = NULL;

  self->funcs = *funcs;
  self->data = data;
  self->cancellable = g_cancellable_new ();
  self->context = g_main_context_ref_thread_default ();
  self->tape = tape_new ();
  self->peaks = g_byte_array_new ();
  self->longest = (gint64) LIMIT_VOICE_SECONDS_MAX * 1000;
  order->microphone = g_strdup (microphone);
  order->tape = g_atomic_rc_box_acquire (self->tape);
  task = g_task_new (NULL, self->cancellable, opened_cb, self);
  g_task_set_task_data (task, order, order_free);
  g_task_run_in_thread (task, open_cb);
  return self;
}

void
voice_recorder_set_longest (VoiceRecorder *self, gint64 ms)
{
  self->longest = ms;
}

void
voice_recorder_set_paused (VoiceRecorder *self, gboolean paused)
{
  if (self->paused == paused || self->stopping)
    return;
  self->paused = paused;
  clear_source (&self->timer);
  if (self->pipeline == NULL)
    return;
  gst_element_set_state (self->pipeline, paused ? GST_STATE_PAUSED : GST_STATE_PLAYING);
  if (!paused)
    self->timer = wait (self, DEAF_MS, deaf_cb);
}

VoiceNote *
voice_recorder_peek (VoiceRecorder *self)
{
  return make_note (self);
}

void
voice_recorder_stop (VoiceRecorder *self)
{
  self->stopping = TRUE;
  if (self->pipeline == NULL)
    return;
  clear_source (&self->timer);
  self->timer = wait (self, END_MS, late_cb);
  /* What is paused passes nothing on, its end neither. */
  if (self->paused)
    gst_element_set_state (self->pipeline, GST_STATE_PLAYING);
  gst_element_send_event (self->pipeline, gst_event_new_eos ());
}

void
voice_recorder_free (VoiceRecorder *self)
{
  if (self == NULL)
    return;
  clear_source (&self->watch);
  clear_source (&self->timer);
  g_cancellable_cancel (self->cancellable);
  if (self->pipeline != NULL)
    voice_pipeline_drop (self->pipeline);
  g_object_unref (self->cancellable);
  g_main_context_unref (self->context);
  tape_release (self->tape);
  g_byte_array_unref (self->peaks);
  g_clear_error (&self->failed);
  g_free (self);
}
