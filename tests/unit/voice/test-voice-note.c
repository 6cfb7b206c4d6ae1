/* test-voice-note: a file that is to be sent is listened through.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "error.h"
#include "sound.h"
#include "waveform.h"

#include <string.h>

static void
test_read (void)
{
  g_autoptr (VoiceNote) made = sound_note (2000);
  g_autoptr (GError) error = NULL;
  g_autoptr (VoiceNote) note = voice_note_read (made->ogg, &error);
  const guint8 *bars;

  g_assert_no_error (error);
  g_assert_cmpint (note->ms, ==, made->ms);
  g_assert_cmpuint (g_bytes_get_size (note->bars), ==, WAVEFORM_BARS);
  bars = g_bytes_get_data (note->bars, NULL);
  for (guint i = 1; i < WAVEFORM_BARS - 1; i++)
    g_assert_cmpuint (bars[i], >, 180);
}

static void
test_other_files (void)
{
  static const char text[] = "Not a sound.";
  g_autoptr (GBytes) bytes = g_bytes_new_static (text, strlen (text));
  g_autoptr (GError) error = NULL;

  g_assert_null (voice_note_read (bytes, &error));
  g_assert_error (error, WHIN_ERROR, WHIN_ERROR_CORRUPT);
}

static void
found_cb (GObject *none, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) found = voice_microphones_finish (result, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < found->len; i++) {
    const VoiceMicrophone *microphone = found->pdata[i];

    g_assert_nonnull (microphone->id);
    g_assert_nonnull (microphone->name);
  }
  *(gboolean *) data = TRUE;
}

/* There may be none, but there is an answer. */
static void
test_microphones (void)
{
  gboolean done = FALSE;

  g_setenv ("PULSE_SERVER", "unix:/nonexistent", TRUE);
  voice_microphones_async (NULL, found_cb, &done);
  sound_wait (&done);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/voice-note/read", test_read);
  g_test_add_func ("/voice-note/other-files", test_other_files);
  g_test_add_func ("/voice-note/microphones", test_microphones);
  return g_test_run ();
}
