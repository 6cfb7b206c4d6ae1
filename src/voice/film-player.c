/* film-player: see the header. The pipeline is put together on a thread, and its branches when the
 * decoder says what there is. A frame that nobody has taken makes place for the next one.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "film-player.h"

#include "film-read.h"
#include "voice-private.h"

#include "error.h"

#include <glib/gi18n.h>
#include <gst/app/gstappsink.h>
#include <string.h>

#define SIDE_MAX "1920"
#define FILM                                                                                       \
  "queue ! videoconvertscale ! videoflip video-direction=auto ! videoconvertscale"                 \
  " ! video/x-raw,format=BGRx,width=[1," SIDE_MAX "],height=[1," SIDE_MAX                          \
  "],pixel-aspect-ratio=1/1 ! appsink name=out max-buffers=1 drop=true"
#define SOUND "queue ! audioconvert ! audioresample ! volume name=volume ! autoaudiosink"
#define PIXELS_MAX (8192 * 4320)

struct _FilmPlayer {
  gatomicrefcount references; /* of the owner, of the sink, of what is posted */
  FilmEvents events;
  gpointer data;
  GMainContext *context;
  GInputStream *stream;

  /* The owner's thread. */
  GstElement *pipeline; /* NULL until it is put together */
  GSource *watch;
  gboolean freed, playing, ready, seeking, at_end;
  gboolean muted;
  double volume;

  GMutex lock;
  GstSample *sample; /* not taken yet */
  gboolean has_sound, has_film;
};

static void
unref (gpointer data)
{
  FilmPlayer *self = data;

  if (!g_atomic_ref_count_dec (&self->references))
    return;
  g_clear_pointer (&self->sample, gst_sample_unref);
  g_main_context_unref (self->context);
  g_object_unref (self->stream);
  g_mutex_clear (&self->lock);
  g_free (self);
}

static FilmPlayer *
ref (FilmPlayer *self)
{
  g_atomic_ref_count_inc (&self->references);
  return self;
}

/* -- Frames. -- */

typedef struct {
  GstBuffer *buffer;
  GstMapInfo map;
} Mapped;

static void
unmap (gpointer data)
{
  Mapped *mapped = data;

  gst_buffer_unmap (mapped->buffer, &mapped->map);
  gst_buffer_unref (mapped->buffer);
  g_free (mapped);
}

static gboolean
frame_of (GstSample *sample, FilmFrame *frame)
{
  GstStructure *form = gst_caps_get_structure (gst_sample_get_caps (sample), 0);
  GstBuffer *buffer = gst_sample_get_buffer (sample);
  Mapped *mapped;

  if (!gst_structure_get_int (form, "width", &frame->width) ||
      !gst_structure_get_int (form, "height", &frame->height))
    return FALSE;
  mapped = g_new0 (Mapped, 1);
  mapped->buffer = gst_buffer_ref (buffer);
  if (!gst_buffer_map (buffer, &mapped->map, GST_MAP_READ)) {
    gst_buffer_unref (buffer);
    g_free (mapped);
    return FALSE;
  }
  frame->stride = frame->width * 4;
  frame->pixels = g_bytes_new_with_free_func (mapped->map.data, mapped->map.size, unmap, mapped);
  frame->position = (gint64) gst_segment_to_stream_time (gst_sample_get_segment (sample),
                                                         GST_FORMAT_TIME, GST_BUFFER_PTS (buffer)) /
                    1000;
  return mapped->map.size >= (gsize) frame->stride * frame->height;
}

static gboolean
give_frame (gpointer data)
{
  FilmPlayer *self = data;
  FilmFrame frame = { 0 };
  GstSample *sample;

  g_mutex_lock (&self->lock);
  sample = g_steal_pointer (&self->sample);
  g_mutex_unlock (&self->lock);
  if (sample == NULL)
    return G_SOURCE_REMOVE;
  if (!self->freed && frame_of (sample, &frame))
    self->events.frame (&frame, self->data);
  g_clear_pointer (&frame.pixels, g_bytes_unref);
  gst_sample_unref (sample);
  return G_SOURCE_REMOVE;
}

/* On a thread of the pipeline. */
static void
take_sample (FilmPlayer *self, GstSample *sample)
{
  gboolean first;

  if (sample == NULL)
    return;
  g_mutex_lock (&self->lock);
  first = self->sample == NULL;
  g_clear_pointer (&self->sample, gst_sample_unref);
  self->sample = sample;
  g_mutex_unlock (&self->lock);
  if (first)
    g_main_context_invoke_full (self->context, G_PRIORITY_DEFAULT, give_frame, ref (self), unref);
}

static GstFlowReturn
sample_cb (GstAppSink *sink, gpointer self)
{
  take_sample (self, gst_app_sink_pull_sample (sink));
  return GST_FLOW_OK;
}

static GstFlowReturn
preroll_cb (GstAppSink *sink, gpointer self)
{
  take_sample (self, gst_app_sink_pull_preroll (sink));
  return GST_FLOW_OK;
}

/* -- The pipeline, on threads. -- */

static gboolean
is_too_large (GstCaps *caps)
{
  GstStructure *form = gst_caps_get_structure (caps, 0);
  int width = 0, height = 0;

  gst_structure_get_int (form, "width", &width);
  gst_structure_get_int (form, "height", &height);
  return (gint64) width * height > PIXELS_MAX;
}

static gboolean
add_branch (GstElement *decoder, const char *description, GstElement **branch)
{
  g_autoptr (GstObject) pipeline = gst_element_get_parent (decoder);
  g_autoptr (GError) error = NULL;

  *branch = gst_parse_bin_from_description_full (description, TRUE, NULL,
                                                 GST_PARSE_FLAG_FATAL_ERRORS, &error);
  if (*branch == NULL) {
    GST_ELEMENT_ERROR (decoder, CORE, MISSING_PLUGIN, ("%s", error->message), (NULL));
    return FALSE;
  }
  gst_bin_add (GST_BIN (pipeline), *branch);
  return TRUE;
}

static void
join (GstElement *branch, GstPad *pad)
{
  g_autoptr (GstPad) sink = gst_element_get_static_pad (branch, "sink");

  gst_pad_link (pad, sink);
  gst_element_sync_state_with_parent (branch);
}

static void
add_film (FilmPlayer *self, GstElement *decoder, GstPad *pad)
{
  GstAppSinkCallbacks callbacks = { .new_sample = sample_cb, .new_preroll = preroll_cb };
  GstElement *branch;
  g_autoptr (GstElement) sink = NULL;

  if (!add_branch (decoder, FILM, &branch))
    return;
  sink = gst_bin_get_by_name (GST_BIN (branch), "out");
  gst_app_sink_set_callbacks (GST_APP_SINK (sink), &callbacks, ref (self), unref);
  join (branch, pad);
}

static void
pad_cb (GstElement *decoder, GstPad *pad, FilmPlayer *self)
{
  g_autoptr (GstCaps) caps = gst_pad_get_current_caps (pad);
  const char *name = caps != NULL ? gst_structure_get_name (gst_caps_get_structure (caps, 0)) : "";
  GstElement *branch;

  if (g_str_has_prefix (name, "video/") && !self->has_film) {
    if (is_too_large (caps)) {
      GST_ELEMENT_ERROR (decoder, STREAM, FORMAT, ("too large"), (NULL));
      return;
    }
    self->has_film = TRUE;
    add_film (self, decoder, pad);
  } else if (g_str_has_prefix (name, "audio/") && !self->has_sound) {
    self->has_sound = TRUE;
    if (add_branch (decoder, SOUND, &branch))
      join (branch, pad);
  }
}

static void
all_pads_cb (GstElement *decoder, FilmPlayer *self)
{
  if (!self->has_film)
    GST_ELEMENT_ERROR (decoder, STREAM, WRONG_TYPE, ("no film"), (NULL));
}

static void
release (gpointer self, GClosure *closure)
{
  unref (self);
}

static void
open_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  FilmPlayer *self = data;
  GError *error = NULL;
  GstElement *pipeline = NULL;
  g_autoptr (GstElement) in = NULL, decoder = NULL;

  if (voice_init (&error))
    pipeline = voice_pipeline_new ("giostreamsrc name=in ! decodebin name=decoder", &error);
  if (pipeline == NULL) {
    g_task_return_error (task, error);
    return;
  }
  in = gst_bin_get_by_name (GST_BIN (pipeline), "in");
  decoder = gst_bin_get_by_name (GST_BIN (pipeline), "decoder");
  g_object_set (in, "stream", self->stream, NULL);
  film_read_only_films (decoder);
  g_signal_connect_data (decoder, "no-more-pads", G_CALLBACK (all_pads_cb), ref (self), release, 0);
  g_signal_connect_data (decoder, "pad-added", G_CALLBACK (pad_cb), ref (self), release, 0);
  g_task_return_pointer (task, pipeline, (GDestroyNotify) voice_pipeline_drop);
}

/* -- What it tells. -- */

static void
get_ready (FilmPlayer *self)
{
  gint64 duration = 0;

  if (self->ready)
    return;
  self->ready = TRUE;
  film_player_set_volume (self, self->muted, self->volume);
  if (!gst_element_query_duration (self->pipeline, GST_FORMAT_TIME, &duration) || duration < 0)
    duration = 0;
  self->events.ready (duration / 1000, self->has_sound, self->data);
}

static GError *
error_of (GstMessage *message)
{
  g_autoptr (GError) error = NULL;

  gst_message_parse_error (message, &error, NULL);
  return g_error_new_literal (WHIN_ERROR, WHIN_ERROR_CORRUPT,
                              error->domain == GST_RESOURCE_ERROR
                                  ? _ ("The video is damaged or incomplete.")
                                  : _ ("This kind of video cannot be played here. Another app may "
                                       "be able to."));
}

static gboolean
message_cb (GstBus *bus, GstMessage *message, gpointer data)
{
  FilmPlayer *self = ref (data);
  g_autoptr (GError) error = NULL;

  switch (GST_MESSAGE_TYPE (message)) {
  case GST_MESSAGE_ASYNC_DONE:
    get_ready (self);
    if (self->seeking && !self->freed) {
      self->seeking = FALSE;
      self->events.sought (self->data);
    }
    break;
  case GST_MESSAGE_EOS:
    self->at_end = TRUE;
    self->events.ended (NULL, self->data);
    break;
  case GST_MESSAGE_ERROR:
    error = error_of (message);
    gst_element_set_state (self->pipeline, GST_STATE_READY);
    self->events.ended (error, self->data);
    break;
  default:
    break;
  }
  unref (self);
  return G_SOURCE_CONTINUE;
}

static void
opened_cb (GObject *none, GAsyncResult *result, gpointer data)
{
  FilmPlayer *self = data;
  g_autoptr (GError) error = NULL;
  GstElement *pipeline = g_task_propagate_pointer (G_TASK (result), &error);
  g_autoptr (GstBus) bus = NULL;

  if (self->freed) {
    voice_pipeline_drop (pipeline);
  } else if (pipeline == NULL) {
    self->events.ended (error, self->data);
  } else {
    self->pipeline = pipeline;
    bus = gst_element_get_bus (pipeline);
    self->watch = gst_bus_create_watch (bus);
    g_source_set_callback (self->watch, G_SOURCE_FUNC (message_cb), self, NULL);
    g_source_attach (self->watch, self->context);
    gst_element_set_state (pipeline, self->playing ? GST_STATE_PLAYING : GST_STATE_PAUSED);
  }
  unref (self);
}

/* -- Verbs. -- */

FilmPlayer *
film_player_new (GInputStream *stream, const FilmEvents *events, gpointer data)
{
  FilmPlayer *self = g_new0 (FilmPlayer, 1);
  g_autoptr (GTask) task = NULL;

  g_atomic_ref_count_init (&self->references);
  g_mutex_init (&self->lock);
  self->events = *events;
  self->data = data;
  self->context = g_main_context_ref_thread_default ();
  self->stream = g_object_ref (stream);
  self->volume = 1;
  task = g_task_new (NULL, NULL, opened_cb, ref (self));
  g_task_set_task_data (task, ref (self), unref);
  g_task_run_in_thread (task, open_in_thread);
  return self;
}

static void
set_state (FilmPlayer *self)
{
  if (self->pipeline != NULL)
    gst_element_set_state (self->pipeline, self->playing ? GST_STATE_PLAYING : GST_STATE_PAUSED);
}

void
film_player_play (FilmPlayer *self)
{
  self->playing = TRUE;
  if (self->at_end)
    film_player_seek (self, 0);
  set_state (self);
}

void
film_player_pause (FilmPlayer *self)
{
  self->playing = FALSE;
  set_state (self);
}

gboolean
film_player_seek (FilmPlayer *self, gint64 position)
{
  if (self->pipeline == NULL || !self->ready)
    return FALSE;
  self->at_end = FALSE;
  self->seeking = gst_element_seek_simple (self->pipeline, GST_FORMAT_TIME,
                                           GST_SEEK_FLAG_FLUSH | GST_SEEK_FLAG_ACCURATE,
                                           MAX (position, 0) * 1000);
  return self->seeking;
}

void
film_player_set_volume (FilmPlayer *self, gboolean muted, double volume)
{
  g_autoptr (GstElement) element = NULL;

  self->muted = muted;
  self->volume = volume;
  if (self->pipeline == NULL)
    return;
  element = gst_bin_get_by_name (GST_BIN (self->pipeline), "volume");
  if (element != NULL)
    g_object_set (element, "mute", muted, "volume", CLAMP (volume, 0, 1), NULL);
}

void
film_player_free (FilmPlayer *self)
{
  if (self == NULL)
    return;
  self->freed = TRUE;
  if (self->watch != NULL) {
    g_source_destroy (self->watch);
    g_clear_pointer (&self->watch, g_source_unref);
  }
  voice_pipeline_drop (g_steal_pointer (&self->pipeline));
  unref (self);
}
