/* voice-player: see the header. A pipeline is opened on a thread as far as its first sound; then
 * seeking, which also sets the rate, starts it. What the sink reports stands still for up to a
 * second after a seek: where it is is told by the clock instead.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "voice-player.h"

#include "voice-private.h"

#include "error.h"
#include "opus-probe.h"

#include <glib/gi18n.h>

#define PREROLL (8 * GST_SECOND)

#define DECODE                                                                                     \
  "giostreamsrc name=in ! oggdemux ! opusdec ! audioconvert ! scaletempo ! audioconvert"           \
  " ! audioresample ! "

struct _VoicePlayer {
  VoicePlayerEnded ended;
  gpointer data;
  GCancellable *cancellable;
  GMainContext *context;
  GstElement *pipeline; /* NULL before it is open */
  GSource *watch;
  double rate;
  gint64 duration;
  gint64 place; /* where it was … */
  gint64 since; /* … at that time, monotonic; 0 while it stands still */
  gboolean paused;
};

/* -- Opening, on a thread. -- */

typedef struct {
  GBytes *ogg;
  char *sink;
  gint64 duration;
} Order;

static void
order_free (gpointer data)
{
  Order *order = data;

  g_bytes_unref (order->ogg);
  g_free (order->sink);
  g_free (order);
}

static void
pipeline_free (gpointer pipeline)
{
  voice_pipeline_drop (pipeline);
}

/* The sink of the sound server says when there is no speaker; the automatic one keeps silent. */
static const char *
usual_sink (void)
{
  g_autoptr (GstElementFactory) factory = gst_element_factory_find ("pulsesink");

  return factory != NULL ? "pulsesink" : "autoaudiosink";
}

static GstElement *
make_pipeline (const Order *order, GError **error)
{
  const char *sink = order->sink != NULL ? order->sink : usual_sink ();
  g_autofree char *description = g_strconcat (DECODE, sink, NULL);

  return voice_pipeline_new (description, error);
}

static gboolean
preroll (GstElement *pipeline, GError **error)
{
  g_autoptr (GstBus) bus = gst_element_get_bus (pipeline);
  g_autoptr (GstMessage) message = NULL;

  gst_element_set_state (pipeline, GST_STATE_PAUSED);
  message = gst_bus_timed_pop_filtered (
      bus, PREROLL, GST_MESSAGE_ASYNC_DONE | GST_MESSAGE_ERROR | GST_MESSAGE_EOS);
  if (message != NULL && GST_MESSAGE_TYPE (message) == GST_MESSAGE_ASYNC_DONE)
    return TRUE;
  if (message != NULL && GST_MESSAGE_TYPE (message) == GST_MESSAGE_ERROR)
    g_propagate_error (error, voice_error_of (message, _ ("No speaker can be used.")));
  else
    g_set_error_literal (error, WHIN_ERROR, WHIN_ERROR_DEVICE, _ ("The speaker does not start."));
  return FALSE;
}

static void
open_cb (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Order *order = data;
  GError *error = NULL;
  GstElement *pipeline = NULL;

  order->duration = opus_probe (order->ogg, &error);
  if (order->duration >= 0 && voice_init (&error))
    pipeline = make_pipeline (order, &error);
  if (pipeline == NULL) {
    g_task_return_error (task, error);
    return;
  }
  voice_pipeline_feed (pipeline, "in", order->ogg);
  if (preroll (pipeline, &error)) {
    g_task_return_pointer (task, pipeline, pipeline_free);
    return;
  }
  g_task_return_error (task, error);
  pipeline_free (pipeline);
}

/* -- Where it is. -- */

gint64
voice_player_get_position (VoicePlayer *self)
{
  gint64 place = self->place;

  if (self->since != 0)
    place += (gint64) ((double) (g_get_monotonic_time () - self->since) / 1000 * self->rate);
  return self->duration > 0 ? CLAMP (place, 0, self->duration) : MAX (place, 0);
}

gint64
voice_player_get_duration (VoicePlayer *self)
{
  return self->duration;
}

static void
stand (VoicePlayer *self, gint64 place)
{
  gboolean runs = self->pipeline != NULL && !self->paused;

  self->place = self->duration > 0 ? CLAMP (place, 0, self->duration) : MAX (place, 0);
  self->since = runs ? g_get_monotonic_time () : 0;
}

static void
go (VoicePlayer *self, gint64 place)
{
  stand (self, place);
  if (self->pipeline == NULL)
    return;
  gst_element_seek (self->pipeline, self->rate, GST_FORMAT_TIME,
                    GST_SEEK_FLAG_FLUSH | GST_SEEK_FLAG_ACCURATE, GST_SEEK_TYPE_SET,
                    self->place * GST_MSECOND, GST_SEEK_TYPE_NONE, -1);
}

/* -- While it runs. -- */

static void
clear_watch (VoicePlayer *self)
{
  if (self->watch == NULL)
    return;
  g_source_destroy (self->watch);
  g_clear_pointer (&self->watch, g_source_unref);
}

static void
end (VoicePlayer *self, GError *failed)
{
  g_autoptr (GError) error = failed;

  clear_watch (self);
  if (error == NULL)
    self->place = self->duration;
  self->since = 0;
  /* Last: it may free this. */
  self->ended (error, self->data);
}

static gboolean
message_cb (GstBus *bus, GstMessage *message, gpointer data)
{
  VoicePlayer *self = data;

  switch (GST_MESSAGE_TYPE (message)) {
  case GST_MESSAGE_EOS:
    end (self, NULL);
    return G_SOURCE_REMOVE;
  case GST_MESSAGE_ERROR:
    end (self, voice_error_of (message, _ ("The speaker stopped. Was it unplugged?")));
    return G_SOURCE_REMOVE;
  default:
    return G_SOURCE_CONTINUE;
  }
}

static void
opened_cb (GObject *none, GAsyncResult *result, gpointer data)
{
  VoicePlayer *self = data;
  const Order *order = g_task_get_task_data (G_TASK (result));
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
  self->duration = order->duration;
  bus = gst_element_get_bus (pipeline);
  self->watch = gst_bus_create_watch (bus);
  g_source_set_callback (self->watch, G_SOURCE_FUNC (message_cb), self, NULL);
  g_source_attach (self->watch, self->context);
  if (self->place > 0 || self->rate != 1)
    go (self, self->place);
  voice_player_set_paused (self, self->paused);
}

VoicePlayer *
voice_player_new (GBytes *ogg,
                  gint64 ms,
                  double rate,
                  const char *sink,
                  VoicePlayerEnded ended,
                  gpointer data)
{
  VoicePlayer *self = g_new0 (VoicePlayer, 1);
  Order *order = g_new0 (Order, 1);
  g_autoptr (GTask) task = NULL;

  self->ended = ended;
  self->data = data;
  self->cancellable = g_cancellable_new ();
  self->context = g_main_context_ref_thread_default ();
  self->rate = rate;
  self->place = MAX (ms, 0);
  order->ogg = g_bytes_ref (ogg);
  order->sink = g_strdup (sink);
  task = g_task_new (NULL, self->cancellable, opened_cb, self);
  g_task_set_task_data (task, order, order_free);
  g_task_run_in_thread (task, open_cb);
  return self;
}

void
voice_player_free (VoicePlayer *self)
{
  if (self == NULL)
    return;
  clear_watch (self);
  g_cancellable_cancel (self->cancellable);
  if (self->pipeline != NULL)
    voice_pipeline_drop (self->pipeline);
  g_object_unref (self->cancellable);
  g_main_context_unref (self->context);
  g_free (self);
}

void
voice_player_set_paused (VoicePlayer *self, gboolean paused)
{
  gint64 place = voice_player_get_position (self);

  self->paused = paused;
  stand (self, place);
  if (self->pipeline != NULL)
    gst_element_set_state (self->pipeline, paused ? GST_STATE_PAUSED : GST_STATE_PLAYING);
}

void
voice_player_set_rate (VoicePlayer *self, double rate)
{
  gint64 place = voice_player_get_position (self);

  if (self->rate == rate)
    return;
  self->rate = rate;
  go (self, place);
}

void
voice_player_seek (VoicePlayer *self, gint64 ms)
{
  go (self, ms);
}
