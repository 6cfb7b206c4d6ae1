/* film-read: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "film-read.h"

#include "voice-private.h"

#include "error.h"

#include <glib/gi18n.h>
#include <gst/app/gstappsink.h>

#define PATIENCE_MS 10000
#define PREROLL_PATIENCE (5 * GST_SECOND)
#define LOOK_MS 50

typedef struct {
  char *picture;
  char *sound; /* or NULL */
  gboolean has_picture, has_sound;
} Ends;

static void
ends_free (gpointer data, GClosure *closure)
{
  Ends *ends = data;

  g_free (ends->picture);
  g_free (ends->sound);
  g_free (ends);
}

static gboolean
is_too_large (GstCaps *caps)
{
  GstStructure *form = gst_caps_get_structure (caps, 0);
  int width = 0, height = 0;

  gst_structure_get_int (form, "width", &width);
  gst_structure_get_int (form, "height", &height);
  return (gint64) width * height > FILM_PIXELS_MAX;
}

static void
add_end (GstElement *decoder, GstPad *pad, const char *description)
{
  g_autoptr (GstObject) pipeline = gst_element_get_parent (decoder);
  g_autoptr (GError) error = NULL;
  g_autoptr (GstPad) sink = NULL;
  GstElement *end = gst_parse_bin_from_description_full (description, TRUE, NULL,
                                                         GST_PARSE_FLAG_FATAL_ERRORS, &error);

  if (end == NULL) {
    GST_ELEMENT_ERROR (decoder, CORE, MISSING_PLUGIN, ("%s", error->message), (NULL));
    return;
  }
  gst_bin_add (GST_BIN (pipeline), end);
  sink = gst_element_get_static_pad (end, "sink");
  gst_pad_link (pad, sink);
  gst_element_sync_state_with_parent (end);
}

/* On a thread of the pipeline. The first of each; what nobody wants is not decoded far. */
static void
pad_cb (GstElement *decoder, GstPad *pad, Ends *ends)
{
  g_autoptr (GstCaps) caps = gst_pad_get_current_caps (pad);
  const char *name = caps != NULL ? gst_structure_get_name (gst_caps_get_structure (caps, 0)) : "";

  if (g_str_has_prefix (name, "video/") && !ends->has_picture) {
    ends->has_picture = TRUE;
    if (is_too_large (caps))
      GST_ELEMENT_ERROR (decoder, STREAM, FORMAT, ("too large"), (NULL));
    else
      add_end (decoder, pad, ends->picture);
  } else if (g_str_has_prefix (name, "audio/") && !ends->has_sound && ends->sound != NULL) {
    ends->has_sound = TRUE;
    add_end (decoder, pad, ends->sound);
  }
}

/* Only sounds: nothing would ever be ready. */
static void
all_pads_cb (GstElement *decoder, Ends *ends)
{
  if (!ends->has_picture)
    GST_ELEMENT_ERROR (decoder, STREAM, WRONG_TYPE, ("no pictures"), (NULL));
}

/* From a property of its source. */
static GstElement *
new_from (const char *description,
          const char *property,
          gpointer value,
          const char *picture,
          const char *sound,
          GError **error)
{
  GstElement *pipeline = voice_init (error) ? voice_pipeline_new (description, error) : NULL;
  g_autoptr (GstElement) in = NULL, decoder = NULL;
  Ends *ends;

  if (pipeline == NULL)
    return NULL;
  in = gst_bin_get_by_name (GST_BIN (pipeline), "in");
  g_object_set (in, property, value, NULL);
  decoder = gst_bin_get_by_name (GST_BIN (pipeline), "decoder");
  ends = g_new0 (Ends, 1);
  ends->picture = g_strdup (picture);
  ends->sound = g_strdup (sound);
  g_signal_connect_data (decoder, "pad-added", G_CALLBACK (pad_cb), ends, ends_free, 0);
  g_signal_connect (decoder, "no-more-pads", G_CALLBACK (all_pads_cb), ends);
  return pipeline;
}

GstElement *
film_read_new (const char *path, const char *picture, const char *sound, GError **error)
{
  GstElement *pipeline = new_from ("filesrc name=in ! decodebin name=decoder", "location",
                                   (gpointer) path, picture, sound, error);

  if (pipeline != NULL)
    gst_element_set_state (pipeline, GST_STATE_PAUSED);
  return pipeline;
}

static gboolean
may_go_on_cb (GstElement *decoder, GstPad *pad, GstCaps *caps, gpointer unused)
{
  const char *name = gst_caps_is_any (caps) || gst_caps_is_empty (caps)
                         ? ""
                         : gst_structure_get_name (gst_caps_get_structure (caps, 0));

  return g_str_has_prefix (name, "video/") || g_str_has_prefix (name, "audio/");
}

void
film_read_only_films (GstElement *decoder)
{
  g_signal_connect (decoder, "autoplug-continue", G_CALLBACK (may_go_on_cb), NULL);
}

GstElement *
film_read_new_of_others (GInputStream *stream, const char *picture, GError **error)
{
  GstElement *pipeline = new_from ("giostreamsrc name=in ! decodebin name=decoder", "stream",
                                   stream, picture, NULL, error);
  g_autoptr (GstElement) decoder = NULL;

  if (pipeline == NULL)
    return NULL;
  decoder = gst_bin_get_by_name (GST_BIN (pipeline), "decoder");
  film_read_only_films (decoder);
  gst_element_set_state (pipeline, GST_STATE_PAUSED);
  return pipeline;
}

gboolean
film_read_damaged (GError **error)
{
  g_set_error_literal (error, WHIN_ERROR, WHIN_ERROR_CORRUPT,
                       _ ("The video is damaged or incomplete."));
  return FALSE;
}

void
film_read_fail (GstMessage *message, GError **error)
{
  g_autoptr (GError) cause = NULL;

  gst_message_parse_error (message, &cause, NULL);
  if (g_error_matches (cause, GST_CORE_ERROR, GST_CORE_ERROR_MISSING_PLUGIN) ||
      g_error_matches (cause, GST_STREAM_ERROR, GST_STREAM_ERROR_CODEC_NOT_FOUND) ||
      g_error_matches (cause, GST_STREAM_ERROR, GST_STREAM_ERROR_TYPE_NOT_FOUND) ||
      g_error_matches (cause, GST_STREAM_ERROR, GST_STREAM_ERROR_WRONG_TYPE))
    g_set_error_literal (error, WHIN_ERROR, WHIN_ERROR_UNSUPPORTED,
                         _ ("This kind of video cannot be read here. It can be sent as a file."));
  else if (g_error_matches (cause, GST_STREAM_ERROR, GST_STREAM_ERROR_FORMAT))
    g_set_error_literal (error, WHIN_ERROR, WHIN_ERROR_TOO_BIG,
                         _ ("The picture of this video is too large to be edited."));
  else
    film_read_damaged (error);
}

gboolean
film_read_ready (GstElement *pipeline, GCancellable *cancellable, GError **error)
{
  g_autoptr (GstBus) bus = gst_element_get_bus (pipeline);
  g_autoptr (GstElement) picture = NULL;

  for (int waited = 0; waited < PATIENCE_MS; waited += LOOK_MS) {
    g_autoptr (GstMessage) message = gst_bus_timed_pop_filtered (
        bus, LOOK_MS * GST_MSECOND, GST_MESSAGE_ASYNC_DONE | GST_MESSAGE_ERROR);

    if (g_cancellable_set_error_if_cancelled (cancellable, error))
      return FALSE;
    if (message == NULL)
      continue;
    if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_ERROR) {
      film_read_fail (message, error);
      return FALSE;
    }
    picture = gst_bin_get_by_name (GST_BIN (pipeline), "picture");
    if (picture != NULL)
      return TRUE;
    g_set_error_literal (error, WHIN_ERROR, WHIN_ERROR_UNSUPPORTED,
                         _ ("There are no pictures in this file."));
    return FALSE;
  }
  return film_read_damaged (error);
}

gboolean
film_read_seek (GstElement *pipeline,
                gint64 start_ms,
                gint64 end_ms,
                GstSeekFlags flags,
                GCancellable *cancellable,
                GError **error)
{
  if (!gst_element_seek (pipeline, 1.0, GST_FORMAT_TIME, GST_SEEK_FLAG_FLUSH | flags,
                         GST_SEEK_TYPE_SET, start_ms * GST_MSECOND,
                         end_ms >= 0 ? GST_SEEK_TYPE_SET : GST_SEEK_TYPE_NONE,
                         end_ms >= 0 ? end_ms * GST_MSECOND : 0))
    return film_read_damaged (error);
  return film_read_ready (pipeline, cancellable, error);
}

void
film_read_free (GstElement *pipeline)
{
  if (pipeline == NULL)
    return;
  gst_element_set_state (pipeline, GST_STATE_NULL);
  gst_object_unref (pipeline);
}

GdkPixbuf *
film_read_pixbuf (GstSample *sample)
{
  GstStructure *form = gst_caps_get_structure (gst_sample_get_caps (sample), 0);
  GstBuffer *buffer = gst_sample_get_buffer (sample);
  GdkPixbuf *pixbuf = NULL;
  GstMapInfo map;
  int width, height, stride;

  if (!gst_structure_get_int (form, "width", &width) ||
      !gst_structure_get_int (form, "height", &height) ||
      !gst_buffer_map (buffer, &map, GST_MAP_READ))
    return NULL;
  stride = GST_ROUND_UP_4 (width * 3);
  if (map.size >= (gsize) stride * (gsize) height) {
    g_autoptr (GdkPixbuf) mapped = gdk_pixbuf_new_from_data (map.data, GDK_COLORSPACE_RGB, FALSE, 8,
                                                             width, height, stride, NULL, NULL);

    pixbuf = gdk_pixbuf_copy (mapped);
  }
  gst_buffer_unmap (buffer, &map);
  return pixbuf;
}

GdkPixbuf *
film_read_still (GstElement *pipeline, GError **error)
{
  g_autoptr (GstElement) picture = gst_bin_get_by_name (GST_BIN (pipeline), "picture");
  g_autoptr (GstSample) sample =
      gst_app_sink_try_pull_preroll (GST_APP_SINK (picture), PREROLL_PATIENCE);
  GdkPixbuf *pixbuf = sample != NULL ? film_read_pixbuf (sample) : NULL;

  if (pixbuf == NULL)
    film_read_damaged (error);
  return pixbuf;
}
