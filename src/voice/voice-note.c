/* voice-note: what there is to know of a file before it is sent.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "voice-private.h"

#include "error.h"
#include "opus-probe.h"
#include "waveform.h"

#include <glib/gi18n.h>

#define STALLED (10 * GST_SECOND)

void
voice_note_free (VoiceNote *note)
{
  if (note == NULL)
    return;
  g_clear_pointer (&note->ogg, g_bytes_unref);
  g_clear_pointer (&note->bars, g_bytes_unref);
  g_free (note);
}

static void
take_level (GByteArray *peaks, GstMessage *message)
{
  double decibels;

  if (voice_level_of (message, &decibels))
    g_byte_array_append (peaks, &(guint8) { waveform_height (decibels) }, 1);
}

/* Until its end. FALSE and error when it cannot be played. */
static gboolean
listen (GstElement *pipeline, GByteArray *peaks, GError **error)
{
  g_autoptr (GstBus) bus = gst_element_get_bus (pipeline);

  for (;;) {
    g_autoptr (GstMessage) message = gst_bus_timed_pop_filtered (
        bus, STALLED, GST_MESSAGE_ELEMENT | GST_MESSAGE_EOS | GST_MESSAGE_ERROR);

    if (message != NULL && GST_MESSAGE_TYPE (message) == GST_MESSAGE_EOS)
      return TRUE;
    if (message == NULL || GST_MESSAGE_TYPE (message) == GST_MESSAGE_ERROR) {
      g_set_error_literal (error, WHIN_ERROR, WHIN_ERROR_CORRUPT,
                           _ ("The voice message is damaged."));
      return FALSE;
    }
    take_level (peaks, message);
  }
}

static GBytes *
measure (GBytes *ogg, GError **error)
{
  g_autoptr (GByteArray) peaks = g_byte_array_new ();
  GstElement *pipeline = voice_pipeline_new (
      "giostreamsrc name=in ! oggdemux ! opusdec ! audioconvert ! audio/x-raw,channels=1 !"
      " level interval=50000000 ! fakesink sync=false",
      error);
  gboolean ok;

  if (pipeline == NULL)
    return NULL;
  voice_pipeline_feed (pipeline, "in", ogg);
  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  ok = listen (pipeline, peaks, error);
  gst_element_set_state (pipeline, GST_STATE_NULL);
  gst_object_unref (pipeline);
  return ok ? waveform_bars (peaks->data, peaks->len) : NULL;
}

VoiceNote *
voice_note_read (GBytes *ogg, GError **error)
{
  gint64 ms = opus_probe (ogg, error);
  GBytes *bars;
  VoiceNote *note;

  if (ms < 0 || !voice_init (error))
    return NULL;
  bars = measure (ogg, error);
  if (bars == NULL)
    return NULL;
  note = g_new0 (VoiceNote, 1);
  note->ogg = g_bytes_ref (ogg);
  note->bars = bars;
  note->ms = ms;
  return note;
}
