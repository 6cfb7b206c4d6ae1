/* test-voice-recorder: from a source that is no microphone to a note, and all that goes wrong.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "voice-recorder.h"

#include "error.h"
#include "opus-probe.h"
#include "sound.h"
#include "waveform.h"

#define LIVE "gst:audiotestsrc is-live=true samplesperbuffer=480 freq=440"

typedef struct {
  VoiceRecorder *recorder;
  VoiceNote *note;
  GError *error;
  guint levels;
  guint8 loudest;
  gint64 ms;
  gboolean heard, ended;
} Recording;

static void
level_cb (guint8 height, gint64 ms, gpointer data)
{
  Recording *recording = data;

  recording->levels++;
  recording->loudest = MAX (recording->loudest, height);
  g_assert_cmpint (ms, >, recording->ms);
  recording->ms = ms;
  recording->heard = TRUE;
}

static void
ended_cb (VoiceNote *note, const GError *error, gpointer data)
{
  Recording *recording = data;

  g_assert_false (recording->ended);
  recording->note = note;
  recording->error = error != NULL ? g_error_copy (error) : NULL;
  recording->ended = TRUE;
}

static void
start (Recording *recording, const char *microphone)
{
  static const VoiceRecorderFuncs funcs = { level_cb, ended_cb };

  recording->recorder = voice_recorder_start (microphone, &funcs, recording);
}

static void
recording_clear (Recording *recording)
{
  voice_recorder_free (recording->recorder);
  voice_note_free (recording->note);
  g_clear_error (&recording->error);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Recording, recording_clear)

static void
assert_note (const VoiceNote *note)
{
  g_autoptr (GError) error = NULL;

  g_assert_nonnull (note);
  g_assert_cmpint (opus_probe (note->ogg, &error), ==, note->ms);
  g_assert_no_error (error);
  g_assert_cmpuint (g_bytes_get_size (note->bars), ==, WAVEFORM_BARS);
}

static void
test_whole (void)
{
  g_auto (Recording) recording = { 0 };
  g_autofree char *tone = sound_tone (4000);
  const guint8 *bars;

  start (&recording, tone);
  sound_wait (&recording.ended);
  g_assert_no_error (recording.error);
  assert_note (recording.note);
  /* The encoder fills up its last packet. */
  g_assert_cmpint (recording.note->ms, >=, 3990);
  g_assert_cmpint (recording.note->ms, <=, 4100);
  g_assert_cmpuint (recording.levels, >=, 70);
  g_assert_cmpuint (recording.loudest, >, 200);
  bars = g_bytes_get_data (recording.note->bars, NULL);
  for (guint i = 0; i < WAVEFORM_BARS; i++)
    g_assert_cmpuint (bars[i], >, 200);
  /* 24 kbit a second. */
  g_assert_cmpuint (g_bytes_get_size (recording.note->ogg), <, 4 * 32000 / 8);
}

static void
test_stop (void)
{
  g_auto (Recording) recording = { 0 };

  start (&recording, LIVE);
  sound_wait (&recording.heard);
  voice_recorder_stop (recording.recorder);
  sound_wait (&recording.ended);
  g_assert_no_error (recording.error);
  assert_note (recording.note);
}

static void
test_pause (void)
{
  g_auto (Recording) recording = { 0 };
  guint levels;

  start (&recording, LIVE);
  sound_wait (&recording.heard);
  voice_recorder_set_paused (recording.recorder, TRUE);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  levels = recording.levels;
  g_usleep (300 * 1000);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  /* Some may have been on their way. */
  g_assert_cmpuint (recording.levels, <=, levels + 3);
  recording.heard = FALSE;
  voice_recorder_set_paused (recording.recorder, FALSE);
  sound_wait (&recording.heard);
  /* It may be stopped while it is paused, too. */
  voice_recorder_set_paused (recording.recorder, TRUE);
  voice_recorder_stop (recording.recorder);
  sound_wait (&recording.ended);
  g_assert_no_error (recording.error);
  assert_note (recording.note);
}

static void
test_peek (void)
{
  g_auto (Recording) recording = { 0 };

  start (&recording, LIVE);
  while (recording.ms < 2000) {
    g_autoptr (VoiceNote) note = voice_recorder_peek (recording.recorder);

    recording.heard = FALSE;
    sound_wait (&recording.heard);
    /* What is there goes on in the file. */
    if (recording.ms > 1500) {
      assert_note (note);
      g_assert_cmpint (note->ms, >, recording.ms - 1200);
    }
  }
}

static void
test_longest (void)
{
  g_auto (Recording) recording = { 0 };

  start (&recording, LIVE);
  voice_recorder_set_longest (recording.recorder, 500);
  sound_wait (&recording.ended);
  g_assert_no_error (recording.error);
  assert_note (recording.note);
  g_assert_cmpint (recording.note->ms, >=, 450);
}

static void
test_cancel (void)
{
  Recording recording = { 0 };

  start (&recording, LIVE);
  sound_wait (&recording.heard);
  voice_recorder_free (recording.recorder);
  /* Before it is even open. */
  start (&recording, LIVE);
  voice_recorder_free (recording.recorder);
  for (int i = 0; i < 100; i++) {
    g_main_context_iteration (NULL, FALSE);
    g_usleep (1000);
  }
  g_assert_false (recording.ended);
}

static void
test_no_microphone (void)
{
  g_auto (Recording) recording = { 0 };

  g_setenv ("PULSE_SERVER", "unix:/nonexistent", TRUE);
  start (&recording, NULL);
  sound_wait (&recording.ended);
  g_assert_null (recording.note);
  g_assert_error (recording.error, WHIN_ERROR, WHIN_ERROR_DEVICE);
}

/* It breaks after a second: that second is kept. */
static void
test_unplugged (void)
{
  g_auto (Recording) recording = { 0 };

  start (&recording, "gst:audiotestsrc samplesperbuffer=480 freq=440 ! identity error-after=100");
  sound_wait (&recording.ended);
  g_assert_nonnull (recording.error);
  g_assert_cmpint (recording.error->domain, ==, WHIN_ERROR);
  assert_note (recording.note);
}

static void
test_no_such_element (void)
{
  g_auto (Recording) recording = { 0 };

  start (&recording, "gst:whinchat-has-no-such-source");
  sound_wait (&recording.ended);
  g_assert_error (recording.error, WHIN_ERROR, WHIN_ERROR_INTERNAL);
  g_assert_null (recording.note);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/voice-recorder/whole", test_whole);
  g_test_add_func ("/voice-recorder/stop", test_stop);
  g_test_add_func ("/voice-recorder/pause", test_pause);
  g_test_add_func ("/voice-recorder/peek", test_peek);
  g_test_add_func ("/voice-recorder/longest", test_longest);
  g_test_add_func ("/voice-recorder/cancel", test_cancel);
  g_test_add_func ("/voice-recorder/no-microphone", test_no_microphone);
  g_test_add_func ("/voice-recorder/unplugged", test_unplugged);
  g_test_add_func ("/voice-recorder/no-such-element", test_no_such_element);
  return g_test_run ();
}
