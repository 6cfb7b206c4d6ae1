/* make-film PATH: a short film with sound, as WebM.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <gst/gst.h>

int
main (int argc, char **argv)
{
  g_autofree char *description = NULL;
  GstElement *pipeline;
  GstMessage *message;
  GstBus *bus;
  gboolean ok;

  gst_init (&argc, &argv);
  if (argc != 2)
    return 2;
  description = g_strdup_printf (
      "videotestsrc pattern=ball num-buffers=200 ! video/x-raw,width=640,height=360,framerate=25/1"
      " ! vp8enc deadline=1 cpu-used=8 ! queue ! webmmux name=mux ! filesink location=\"%s\""
      " audiotestsrc num-buffers=380 ! audioconvert ! opusenc ! queue ! mux.",
      argv[1]);
  pipeline = gst_parse_launch (description, NULL);
  if (pipeline == NULL)
    return 1;
  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  bus = gst_element_get_bus (pipeline);
  message =
      gst_bus_timed_pop_filtered (bus, GST_CLOCK_TIME_NONE, GST_MESSAGE_EOS | GST_MESSAGE_ERROR);
  ok = GST_MESSAGE_TYPE (message) == GST_MESSAGE_EOS;
  gst_message_unref (message);
  gst_object_unref (bus);
  gst_element_set_state (pipeline, GST_STATE_NULL);
  gst_object_unref (pipeline);
  return ok ? 0 : 1;
}
