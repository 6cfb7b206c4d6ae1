/* bench-voice: the CPU time that a minute of speech takes, as fast as it goes: recorded, listened
 * through for its waveform, played, and played twice as fast with its pitch kept.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "opus-probe.h"
#include "sound.h"
#include "voice-player.h"

#include <stdio.h>
#include <sys/resource.h>

#define MINUTE_MS 60000

static double
cpu_ms (void)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);
  return (double) (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1e3 +
         (double) (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e3;
}

/* since: what it was before. Gives what it is now. */
static double
tell (const char *what, double since)
{
  double now = cpu_ms ();

  printf ("%-22s %7.1f ms, %.2f %% of a core\n", what, now - since,
          (now - since) * 100 / MINUTE_MS);
  return now;
}

static void
ended_cb (const GError *error, gpointer done)
{
  g_assert_no_error (error);
  *(gboolean *) done = TRUE;
}

static void
play (const VoiceNote *note, double rate)
{
  gboolean done = FALSE;
  VoicePlayer *player =
      voice_player_new (note->ogg, 0, rate, "fakesink sync=false", ended_cb, &done);

  sound_wait (&done);
  voice_player_free (player);
}

int
main (int argc, char **argv)
{
  double since = cpu_ms ();
  g_autoptr (VoiceNote) note = NULL, read = NULL;

  g_assert_true (voice_init (NULL));
  since = tell ("start GStreamer", since);
  note = sound_note (MINUTE_MS);
  since = tell ("record", since);
  opus_probe (note->ogg, NULL);
  since = tell ("probe", since);
  read = voice_note_read (note->ogg, NULL);
  since = tell ("waveform", since);
  play (note, 1);
  since = tell ("play", since);
  play (note, 2);
  tell ("play twice as fast", since);
  printf ("%-22s %7.1f kB\n", "size", (double) g_bytes_get_size (note->ogg) / 1e3);
  return 0;
}
