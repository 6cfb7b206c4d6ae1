/* sound: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "sound.h"

#define PATIENCE (60 * G_USEC_PER_SEC)

char *
sound_tone (gint64 ms)
{
  /* 480 samples of 48000 a second. */
  return g_strdup_printf ("gst:audiotestsrc freq=440 samplesperbuffer=480 num-buffers=%d"
                          " ! audio/x-raw,rate=48000,channels=1",
                          (int) (ms / 10));
}

void
sound_wait (const gboolean *done)
{
  gint64 end = g_get_monotonic_time () + PATIENCE;

  while (!*done) {
    g_assert_cmpint (g_get_monotonic_time (), <, end);
    if (!g_main_context_iteration (NULL, FALSE))
      g_usleep (1000);
  }
}

typedef struct {
  VoiceNote *note;
  gboolean done;
} Recording;

static void
level_cb (guint8 height, gint64 ms, gpointer data)
{
}

static void
ended_cb (VoiceNote *note, const GError *error, gpointer data)
{
  Recording *recording = data;

  g_assert_no_error (error);
  recording->note = note;
  recording->done = TRUE;
}

VoiceNote *
sound_note (gint64 ms)
{
  static const VoiceRecorderFuncs funcs = { level_cb, ended_cb };
  g_autofree char *tone = sound_tone (ms);
  Recording recording = { 0 };
  VoiceRecorder *recorder = voice_recorder_start (tone, &funcs, &recording);

  sound_wait (&recording.done);
  voice_recorder_free (recorder);
  g_assert_nonnull (recording.note);
  return recording.note;
}
