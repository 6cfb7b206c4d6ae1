/* voice: starting GStreamer, and what all pipelines have in common.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "voice-private.h"

#include "error.h"

#include <glib/gi18n.h>

gboolean
voice_init (GError **error)
{
  g_autoptr (GError) failed = NULL;

  if (gst_init_check (NULL, NULL, &failed))
    return TRUE;
  g_set_error (error, WHIN_ERROR, WHIN_ERROR_INTERNAL, _ ("Sound cannot be used here: %s"),
               failed != NULL ? failed->message : "GStreamer");
  return FALSE;
}

GstElement *
voice_pipeline_new (const char *description, GError **error)
{
  g_autoptr (GError) failed = NULL;
  GstElement *pipeline =
      gst_parse_launch_full (description, NULL, GST_PARSE_FLAG_FATAL_ERRORS, &failed);

  if (pipeline != NULL)
    return pipeline;
  g_set_error (error, WHIN_ERROR, WHIN_ERROR_INTERNAL,
               _ ("A part of GStreamer that voice messages need is not installed: %s"),
               failed->message);
  return NULL;
}

void
voice_pipeline_feed (GstElement *pipeline, const char *name, GBytes *bytes)
{
  g_autoptr (GstElement) source = gst_bin_get_by_name (GST_BIN (pipeline), name);
  g_autoptr (GInputStream) stream = g_memory_input_stream_new_from_bytes (bytes);

  g_object_set (source, "stream", stream, NULL);
}

static gpointer
drop_cb (gpointer pipeline)
{
  gst_element_set_state (pipeline, GST_STATE_NULL);
  gst_object_unref (pipeline);
  return NULL;
}

void
voice_pipeline_drop (GstElement *pipeline)
{
  g_autoptr (GstBus) bus = NULL;

  if (pipeline == NULL)
    return;
  bus = gst_element_get_bus (pipeline);
  gst_bus_set_flushing (bus, TRUE);
  g_thread_unref (g_thread_new ("voice-end", drop_cb, pipeline));
}

gboolean
voice_level_of (GstMessage *message, double *decibels)
{
  const GstStructure *structure = gst_message_get_structure (message);
  const GValue *value;

  if (structure == NULL || !gst_structure_has_name (structure, "level"))
    return FALSE;
  value = gst_structure_get_value (structure, "peak");
  G_GNUC_BEGIN_IGNORE_DEPRECATIONS
  *decibels = g_value_get_double (g_value_array_get_nth (g_value_get_boxed (value), 0));
  G_GNUC_END_IGNORE_DEPRECATIONS
  return TRUE;
}

GError *
voice_error_of (GstMessage *message, const char *device)
{
  g_autoptr (GError) error = NULL;

  gst_message_parse_error (message, &error, NULL);
  if (error->domain == GST_RESOURCE_ERROR)
    return g_error_new_literal (WHIN_ERROR, WHIN_ERROR_DEVICE, device);
  return g_error_new (WHIN_ERROR, WHIN_ERROR_CORRUPT, _ ("The sound stopped: %s"), error->message);
}
