/* camera: one pipeline looks, and shows the last frame; while a video is made a second one gets
 * the frames too, and has the microphone. SPDX-License-Identifier: GPL-3.0-or-later */
#include "camera.h"

#include "film-read.h"
#include "picture.h"
#include "voice-private.h"

#include "error.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <gst/app/gstappsink.h>
#include <gst/app/gstappsrc.h>
#include <string.h>

#define TEST_PREFIX "gst:"
#define SECONDS_MAX 600 /* of a video */
/* First videoconvert: what scales, too, does not come to terms with PipeWire. */
#define LOOK                                                                                       \
  " ! queue leaky=downstream max-size-buffers=2 ! videoconvert ! videoflip"                        \
  " video-direction=auto ! videoconvertscale"                                                      \
  " ! video/x-raw,format=RGB,width=[1,1920],height=[1,1920],pixel-aspect-ratio=1/1"                \
  " ! appsink name=out sync=false max-buffers=1 drop=true"
#define WRITE                                                                                      \
  "appsrc name=picture is-live=true do-timestamp=true format=time max-buffers=4"                   \
  " leaky-type=downstream ! queue ! videoconvertscale ! videorate"                                 \
  " ! video/x-raw,format=I420,framerate=30/1 ! vp8enc deadline=1 cpu-used=8"                       \
  " keyframe-max-dist=60 target-bitrate=2500000 threads=2 ! queue ! mux."                          \
  " webmmux name=mux ! filesink name=file"
#define SOUND                                                                                      \
  " ! queue ! audioconvert ! audioresample ! audio/x-raw,rate=48000 ! opusenc bitrate=64000"       \
  " ! queue ! mux."

struct _Camera {
  gatomicrefcount references;
  CameraEvents events;
  gpointer data;
  GMainContext *context;
  char *source;
  int fd;

  /* The owner's thread. */
  GstElement *pipeline; /* NULL until it is open */
  GSource *watch;
  GstElement *writer; /* of a video, or NULL */
  GSource *writer_watch, *timer;
  char *path; /* of what is made */
  gboolean freed;

  GMutex lock;
  GstSample *sample; /* the last one */
  gboolean told;     /* somebody will look at it */
  GstAppSrc *tape;   /* takes the frames too, or NULL */
};

static Camera *
ref (Camera *self)
{
  g_atomic_ref_count_inc (&self->references);
  return self;
}

static void
unref (gpointer data)
{
  Camera *self = data;

  if (!g_atomic_ref_count_dec (&self->references))
    return;
  g_clear_pointer (&self->sample, gst_sample_unref);
  g_main_context_unref (self->context);
  if (self->fd >= 0)
    g_close (self->fd, NULL);
  g_free (self->source);
  g_free (self->path);
  g_mutex_clear (&self->lock);
  g_free (self);
}

static GstSample *
last (Camera *self)
{
  GstSample *sample;

  g_mutex_lock (&self->lock);
  sample = self->sample != NULL ? gst_sample_ref (self->sample) : NULL;
  self->told = FALSE;
  g_mutex_unlock (&self->lock);
  return sample;
}

/* -- Frames -- */

static gboolean
give_frame (gpointer data)
{
  Camera *self = data;
  g_autoptr (GstSample) sample = last (self);
  g_autoptr (GdkPixbuf) pixbuf = NULL;
  FilmFrame frame = { 0 };

  if (self->freed || sample == NULL || (pixbuf = film_read_pixbuf (sample)) == NULL)
    return G_SOURCE_REMOVE;
  frame.width = gdk_pixbuf_get_width (pixbuf);
  frame.height = gdk_pixbuf_get_height (pixbuf);
  frame.stride = gdk_pixbuf_get_rowstride (pixbuf);
  frame.pixels = gdk_pixbuf_read_pixel_bytes (pixbuf);
  self->events.frame (&frame, self->data);
  g_bytes_unref (frame.pixels);
  return G_SOURCE_REMOVE;
}

/* On a thread of the pipeline. */
static GstFlowReturn
sample_cb (GstAppSink *sink, gpointer data)
{
  Camera *self = data;
  GstSample *sample = gst_app_sink_pull_sample (sink);
  g_autoptr (GstAppSrc) tape = NULL;
  gboolean tell;

  if (sample == NULL)
    return GST_FLOW_EOS;
  g_mutex_lock (&self->lock);
  g_clear_pointer (&self->sample, gst_sample_unref);
  self->sample = gst_sample_ref (sample);
  tell = !self->told;
  self->told = TRUE;
  tape = self->tape != NULL ? gst_object_ref (self->tape) : NULL;
  g_mutex_unlock (&self->lock);
  if (tape != NULL) {
    GstBuffer *buffer = gst_buffer_copy (gst_sample_get_buffer (sample));

    GST_BUFFER_PTS (buffer) = GST_BUFFER_DTS (buffer) = GST_CLOCK_TIME_NONE;
    gst_app_src_set_caps (tape, gst_sample_get_caps (sample));
    gst_app_src_push_buffer (tape, buffer);
  }
  gst_sample_unref (sample);
  if (tell)
    g_main_context_invoke_full (self->context, G_PRIORITY_DEFAULT, give_frame, ref (self), unref);
  return GST_FLOW_OK;
}

/* -- Opening -- */

static void
fail (Camera *self, const GError *cause)
{
  g_autoptr (GError) error =
      g_error_new_literal (WHIN_ERROR, WHIN_ERROR_DEVICE,
                           g_error_matches (cause, WHIN_ERROR, WHIN_ERROR_INTERNAL)
                               ? cause->message
                               : _ ("The camera does not answer, or another app uses it."));

  self->events.failed (error, self->data);
}

static gboolean
message_cb (GstBus *bus, GstMessage *message, gpointer data)
{
  Camera *self = data;

  if (GST_MESSAGE_TYPE (message) != GST_MESSAGE_ERROR &&
      GST_MESSAGE_TYPE (message) != GST_MESSAGE_EOS)
    return G_SOURCE_CONTINUE;
  gst_element_set_state (self->pipeline, GST_STATE_READY);
  fail (self, NULL);
  return G_SOURCE_REMOVE;
}

static void
open_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Camera *self = data;
  GstAppSinkCallbacks callbacks = { .new_sample = sample_cb };
  g_autofree char *words = g_strconcat (self->source, LOOK, NULL);
  g_autoptr (GstElement) out = NULL;
  GstElement *pipeline = NULL;
  GError *error = NULL;

  if (voice_init (&error))
    pipeline = voice_pipeline_new (words, &error);
  if (pipeline == NULL) {
    g_task_return_error (task, error);
    return;
  }
  out = gst_bin_get_by_name (GST_BIN (pipeline), "out");
  gst_app_sink_set_callbacks (GST_APP_SINK (out), &callbacks, ref (self), unref);
  /* Opening a device may take its time. */
  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  g_task_return_pointer (task, pipeline, (GDestroyNotify) voice_pipeline_drop);
}

static GSource *
watch_bus (Camera *self, GstElement *pipeline, GstBusFunc func)
{
  g_autoptr (GstBus) bus = gst_element_get_bus (pipeline);
  GSource *watch = gst_bus_create_watch (bus);

  g_source_set_callback (watch, G_SOURCE_FUNC (func), self, NULL);
  g_source_attach (watch, self->context);
  return watch;
}

static void
opened_cb (GObject *none, GAsyncResult *result, gpointer data)
{
  Camera *self = data;
  g_autoptr (GError) error = NULL;
  GstElement *pipeline = g_task_propagate_pointer (G_TASK (result), &error);

  if (self->freed) {
    voice_pipeline_drop (pipeline);
  } else if (pipeline == NULL) {
    fail (self, error);
  } else {
    self->pipeline = pipeline;
    self->watch = watch_bus (self, pipeline, message_cb);
  }
  unref (self);
}

Camera *
camera_new (const char *source, int fd, const CameraEvents *events, gpointer data)
{
  Camera *self = g_new0 (Camera, 1);
  g_autoptr (GTask) task = NULL;

  g_atomic_ref_count_init (&self->references);
  g_mutex_init (&self->lock);
  self->source = g_strdup (source);
  self->fd = fd;
  self->events = *events;
  self->data = data;
  self->context = g_main_context_ref_thread_default ();
  task = g_task_new (NULL, NULL, opened_cb, ref (self));
  g_task_set_task_data (task, ref (self), unref);
  g_task_run_in_thread (task, open_in_thread);
  return self;
}

/* -- A picture -- */

typedef struct {
  GstSample *sample;
  char *path;
} Shot;

static void
shot_free (gpointer data)
{
  Shot *shot = data;

  gst_sample_unref (shot->sample);
  g_free (shot->path);
  g_free (shot);
}

static void
save_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Shot *shot = data;
  g_autoptr (GdkPixbuf) pixbuf = film_read_pixbuf (shot->sample);
  GError *error = NULL;

  if (pixbuf != NULL && picture_save (pixbuf, shot->path, FALSE, &error)) {
    g_task_return_boolean (task, TRUE);
    return;
  }
  if (error == NULL)
    error = g_error_new_literal (WHIN_ERROR, WHIN_ERROR_DEVICE,
                                 _ ("The camera does not answer, or another app uses it."));
  g_task_return_error (task, error);
}

static void
saved_cb (GObject *none, GAsyncResult *result, gpointer data)
{
  Camera *self = data;
  g_autoptr (GError) error = NULL;

  g_task_propagate_boolean (G_TASK (result), &error);
  if (!self->freed)
    self->events.taken (error, self->data);
  unref (self);
}

void
camera_take (Camera *self, const char *path)
{
  GstSample *sample = last (self);
  g_autoptr (GTask) task = NULL;
  Shot *shot;

  if (sample == NULL)
    return;
  shot = g_new0 (Shot, 1);
  shot->sample = sample;
  shot->path = g_strdup (path);
  task = g_task_new (NULL, NULL, saved_cb, ref (self));
  g_task_set_task_data (task, shot, shot_free);
  g_task_run_in_thread (task, save_in_thread);
}

/* -- A video -- */

static void
drop_source (GSource **source)
{
  if (*source == NULL)
    return;
  g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

static void
set_tape (Camera *self, GstAppSrc *tape)
{
  g_mutex_lock (&self->lock);
  g_clear_object (&self->tape);
  self->tape = tape;
  g_mutex_unlock (&self->lock);
}

static void
end_writer (Camera *self)
{
  set_tape (self, NULL);
  drop_source (&self->writer_watch);
  drop_source (&self->timer);
  if (self->writer != NULL)
    gst_element_set_state (self->writer, GST_STATE_NULL);
  g_clear_object (&self->writer);
}

static gboolean
writer_message_cb (GstBus *bus, GstMessage *message, gpointer data)
{
  Camera *self = data;
  g_autoptr (GError) error = NULL;

  if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_ERROR)
    error = voice_error_of (message, _ ("The microphone does not work."));
  else if (GST_MESSAGE_TYPE (message) != GST_MESSAGE_EOS)
    return G_SOURCE_CONTINUE;
  end_writer (self);
  if (error != NULL)
    g_unlink (self->path);
  g_clear_pointer (&self->path, g_free);
  self->events.taken (error, self->data);
  return G_SOURCE_REMOVE;
}

static gboolean
long_enough_cb (gpointer data)
{
  camera_stop (data);
  return G_SOURCE_REMOVE;
}

/* NULL for none. Floating. */
static GstElement *
sound_of (const char *microphone)
{
  if (microphone != NULL && g_str_has_prefix (microphone, TEST_PREFIX))
    return gst_parse_bin_from_description (microphone + strlen (TEST_PREFIX), TRUE, NULL);
  return voice_source_new (microphone);
}

/* sound: or NULL; taken. */
static GstElement *
new_writer (GstElement *sound, const char *path, GError **error)
{
  GstElement *writer =
      voice_pipeline_new (sound != NULL ? WRITE " identity name=in" SOUND : WRITE, error);
  g_autoptr (GstElement) in = NULL, file = NULL;

  if (writer == NULL) {
    if (sound != NULL)
      gst_object_unref (gst_object_ref_sink (sound));
    return NULL;
  }
  file = gst_bin_get_by_name (GST_BIN (writer), "file");
  g_object_set (file, "location", path, NULL);
  if (sound != NULL) {
    in = gst_bin_get_by_name (GST_BIN (writer), "in");
    gst_bin_add (GST_BIN (writer), sound);
    gst_element_link (sound, in);
  }
  return writer;
}

/* Where no microphone can be used the video is silent. */
static GstElement *
start_writer (const char *microphone, const char *path, GError **error)
{
  GstElement *writer = new_writer (sound_of (microphone), path, error);

  if (writer == NULL ||
      gst_element_set_state (writer, GST_STATE_PLAYING) != GST_STATE_CHANGE_FAILURE)
    return writer;
  gst_element_set_state (writer, GST_STATE_NULL);
  gst_object_unref (writer);
  writer = new_writer (NULL, path, error);
  if (writer != NULL)
    gst_element_set_state (writer, GST_STATE_PLAYING);
  return writer;
}

typedef struct {
  Camera *camera;
  char *microphone, *path;
} Recording;

static void
recording_free (gpointer data)
{
  Recording *recording = data;

  unref (recording->camera);
  g_free (recording->microphone);
  g_free (recording->path);
  g_free (recording);
}

static void
record_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Recording *recording = data;
  GError *error = NULL;
  GstElement *writer = start_writer (recording->microphone, recording->path, &error);

  if (writer != NULL)
    g_task_return_pointer (task, writer, (GDestroyNotify) voice_pipeline_drop);
  else
    g_task_return_error (task, error);
}

static void
recording_cb (GObject *none, GAsyncResult *result, gpointer data)
{
  Camera *self = data;
  g_autoptr (GError) error = NULL;
  GstElement *writer = g_task_propagate_pointer (G_TASK (result), &error);

  if (writer != NULL && (self->freed || self->path == NULL)) {
    voice_pipeline_drop (writer);
  } else if (writer == NULL && !self->freed) {
    g_clear_pointer (&self->path, g_free);
    self->events.taken (error, self->data);
  } else if (writer != NULL) {
    self->writer = writer;
    self->writer_watch = watch_bus (self, writer, writer_message_cb);
    self->timer = g_timeout_source_new_seconds (SECONDS_MAX);
    g_source_set_callback (self->timer, long_enough_cb, self, NULL);
    g_source_attach (self->timer, self->context);
    set_tape (self, GST_APP_SRC (gst_bin_get_by_name (GST_BIN (writer), "picture")));
  }
  unref (self);
}

void
camera_record (Camera *self, const char *path, const char *microphone)
{
  g_autoptr (GTask) task = NULL;
  Recording *recording;

  if (self->path != NULL)
    return;
  self->path = g_strdup (path);
  recording = g_new0 (Recording, 1);
  recording->camera = ref (self);
  recording->microphone = g_strdup (microphone);
  recording->path = g_strdup (path);
  task = g_task_new (NULL, NULL, recording_cb, ref (self));
  g_task_set_task_data (task, recording, recording_free);
  g_task_run_in_thread (task, record_in_thread);
}

void
camera_stop (Camera *self)
{
  if (self->writer == NULL)
    return;
  drop_source (&self->timer);
  set_tape (self, NULL);
  gst_element_send_event (self->writer, gst_event_new_eos ());
}

gboolean
camera_is_recording (Camera *self)
{
  return self->path != NULL;
}

void
camera_free (Camera *self)
{
  if (self == NULL)
    return;
  self->freed = TRUE;
  end_writer (self);
  if (self->path != NULL)
    g_unlink (self->path);
  drop_source (&self->watch);
  voice_pipeline_drop (g_steal_pointer (&self->pipeline));
  unref (self);
}
