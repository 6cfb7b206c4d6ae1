/* film-probe: a pipeline that shows one frame to us and ends.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "film-probe.h"

#include "voice-private.h"

#include "error.h"

#include <glib/gi18n.h>
#include <gst/app/gstappsink.h>
#include <string.h>

#define SIDE_MAX "640"
#define PATIENCE (10 * GST_SECOND)
#define FILM                                                                                       \
  "filesrc name=in ! decodebin ! videoconvertscale name=first ! videoflip video-direction=auto"    \
  " ! videoconvertscale ! video/x-raw,format=RGB,width=[1," SIDE_MAX "],height=[1," SIDE_MAX       \
  "],pixel-aspect-ratio=1/1 ! appsink name=out sync=false max-buffers=1"

void
film_probe_free (FilmProbe *probe)
{
  if (probe == NULL)
    return;
  g_clear_object (&probe->poster);
  g_free (probe);
}

static GdkPixbuf *
pixbuf_of (GstSample *sample)
{
  GstStructure *form = gst_caps_get_structure (gst_sample_get_caps (sample), 0);
  GstBuffer *buffer = gst_sample_get_buffer (sample);
  GdkPixbuf *pixbuf = NULL;
  GstMapInfo map;
  int width, height;

  if (!gst_structure_get_int (form, "width", &width) ||
      !gst_structure_get_int (form, "height", &height) ||
      !gst_buffer_map (buffer, &map, GST_MAP_READ))
    return NULL;
  if (map.size >= (gsize) GST_ROUND_UP_4 (width * 3) * (gsize) height) {
    g_autoptr (GdkPixbuf) mapped =
        gdk_pixbuf_new_from_data (map.data, GDK_COLORSPACE_RGB, FALSE, 8, width, height,
                                  GST_ROUND_UP_4 (width * 3), NULL, NULL);

    pixbuf = gdk_pixbuf_copy (mapped);
  }
  gst_buffer_unmap (buffer, &map);
  return pixbuf;
}

/* As it was before it was made smaller, turned as the frame is. */
static void
read_size (GstElement *pipeline, FilmProbe *probe)
{
  g_autoptr (GstElement) first = gst_bin_get_by_name (GST_BIN (pipeline), "first");
  g_autoptr (GstPad) pad = gst_element_get_static_pad (first, "sink");
  g_autoptr (GstCaps) caps = gst_pad_get_current_caps (pad);
  GstStructure *form = caps != NULL ? gst_caps_get_structure (caps, 0) : NULL;
  int width = 0, height = 0, n = 1, d = 1;

  probe->width = gdk_pixbuf_get_width (probe->poster);
  probe->height = gdk_pixbuf_get_height (probe->poster);
  if (form == NULL || !gst_structure_get_int (form, "width", &width) ||
      !gst_structure_get_int (form, "height", &height) || width <= 0 || height <= 0)
    return;
  if (gst_structure_get_fraction (form, "pixel-aspect-ratio", &n, &d) && n > 0 && d > 0)
    width = (int) gst_util_uint64_scale_int ((guint64) width, n, d);
  if ((width > height) == (probe->width > probe->height)) {
    probe->width = width;
    probe->height = height;
  } else {
    probe->width = height;
    probe->height = width;
  }
}

static FilmProbe *
look (GstElement *pipeline)
{
  g_autoptr (GstElement) out = gst_bin_get_by_name (GST_BIN (pipeline), "out");
  g_autoptr (FilmProbe) probe = g_new0 (FilmProbe, 1);
  g_autoptr (GstSample) sample = NULL;
  gint64 length;

  if (gst_element_set_state (pipeline, GST_STATE_PAUSED) == GST_STATE_CHANGE_FAILURE ||
      gst_element_get_state (pipeline, NULL, NULL, PATIENCE) != GST_STATE_CHANGE_SUCCESS)
    return NULL;
  sample = gst_app_sink_try_pull_preroll (GST_APP_SINK (out), PATIENCE);
  if (sample == NULL || (probe->poster = pixbuf_of (sample)) == NULL)
    return NULL;
  read_size (pipeline, probe);
  if (gst_element_query_duration (pipeline, GST_FORMAT_TIME, &length) && length > 0)
    probe->ms = length / GST_MSECOND;
  return g_steal_pointer (&probe);
}

FilmProbe *
film_probe (const char *path, GError **error)
{
  GstElement *pipeline = voice_init (error) ? voice_pipeline_new (FILM, error) : NULL;
  g_autoptr (GstElement) in = NULL;
  FilmProbe *probe;

  if (pipeline == NULL)
    return NULL;
  in = gst_bin_get_by_name (GST_BIN (pipeline), "in");
  g_object_set (in, "location", path, NULL);
  probe = look (pipeline);
  if (probe == NULL)
    g_set_error_literal (error, WHIN_ERROR, WHIN_ERROR_UNSUPPORTED,
                         _ ("This video cannot be shown here."));
  gst_element_set_state (pipeline, GST_STATE_NULL);
  gst_object_unref (pipeline);
  return probe;
}
