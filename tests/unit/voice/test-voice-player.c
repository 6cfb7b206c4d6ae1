/* test-voice-player: a note into a sink that nobody hears.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "voice-player.h"

#include "error.h"
#include "sound.h"

#define IN_TIME "fakesink sync=true"
#define AT_ONCE "fakesink sync=false"

typedef struct {
  VoicePlayer *player;
  GError *error;
  gboolean ended;
} Playing;

static void
ended_cb (const GError *error, gpointer data)
{
  Playing *playing = data;

  g_assert_false (playing->ended);
  playing->error = error != NULL ? g_error_copy (error) : NULL;
  playing->ended = TRUE;
}

static void
play (Playing *playing, const VoiceNote *note, gint64 ms, double rate, const char *sink)
{
  playing->player = voice_player_new (note->ogg, ms, rate, sink, ended_cb, playing);
}

static void
playing_clear (Playing *playing)
{
  voice_player_free (playing->player);
  g_clear_error (&playing->error);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Playing, playing_clear)

/* Until it is past a place. */
static void
wait_for (Playing *playing, gint64 ms)
{
  gint64 end = g_get_monotonic_time () + 60 * G_USEC_PER_SEC;

  while (voice_player_get_position (playing->player) < ms) {
    g_assert_cmpint (g_get_monotonic_time (), <, end);
    if (!g_main_context_iteration (NULL, FALSE))
      g_usleep (1000);
  }
}

static void
test_end (void)
{
  g_autoptr (VoiceNote) note = sound_note (1000);
  g_auto (Playing) playing = { 0 };

  play (&playing, note, 0, 1, AT_ONCE);
  sound_wait (&playing.ended);
  g_assert_no_error (playing.error);
  g_assert_cmpint (voice_player_get_duration (playing.player), ==, note->ms);
  g_assert_cmpint (voice_player_get_position (playing.player), ==, note->ms);
}

static void
test_pause (void)
{
  g_autoptr (VoiceNote) note = sound_note (60000);
  g_auto (Playing) playing = { 0 };
  gint64 place;

  play (&playing, note, 0, 1, IN_TIME);
  wait_for (&playing, 100);
  voice_player_set_paused (playing.player, TRUE);
  place = voice_player_get_position (playing.player);
  g_usleep (50 * 1000);
  g_assert_cmpint (voice_player_get_position (playing.player), ==, place);
  /* While it stands still it can be put elsewhere. */
  voice_player_seek (playing.player, 30000);
  g_assert_cmpint (voice_player_get_position (playing.player), ==, 30000);
  voice_player_set_paused (playing.player, FALSE);
  wait_for (&playing, 30100);
  g_assert_false (playing.ended);
}

static void
test_seek (void)
{
  g_autoptr (VoiceNote) note = sound_note (60000);
  g_auto (Playing) playing = { 0 };

  play (&playing, note, 20000, 1, IN_TIME);
  wait_for (&playing, 20100);
  voice_player_seek (playing.player, 10000);
  g_assert_cmpint (voice_player_get_position (playing.player), <, 20000);
  voice_player_seek (playing.player, -5);
  g_assert_cmpint (voice_player_get_position (playing.player), <, 10000);
  /* Past the end is the end. */
  voice_player_seek (playing.player, G_MAXINT64 / 2);
  sound_wait (&playing.ended);
  g_assert_no_error (playing.error);
}

static void
test_rate (void)
{
  g_autoptr (VoiceNote) note = sound_note (3000);
  g_auto (Playing) playing = { 0 };

  play (&playing, note, 0, 2, IN_TIME);
  wait_for (&playing, 500);
  voice_player_set_rate (playing.player, 1.5);
  sound_wait (&playing.ended);
  g_assert_no_error (playing.error);
}

static void
test_damaged (void)
{
  VoiceNote note = { .ogg = g_bytes_new_static ("OggS", 4) };
  g_auto (Playing) playing = { 0 };

  play (&playing, &note, 0, 1, AT_ONCE);
  sound_wait (&playing.ended);
  g_assert_error (playing.error, WHIN_ERROR, WHIN_ERROR_CORRUPT);
  g_bytes_unref (note.ogg);
}

static void
test_no_speaker (void)
{
  g_autoptr (VoiceNote) note = sound_note (500);
  g_auto (Playing) playing = { 0 };

  g_setenv ("PULSE_SERVER", "unix:/nonexistent", TRUE);
  play (&playing, note, 0, 1, NULL);
  sound_wait (&playing.ended);
  g_assert_error (playing.error, WHIN_ERROR, WHIN_ERROR_DEVICE);
}

static void
test_let_go (void)
{
  g_autoptr (VoiceNote) note = sound_note (3000);
  Playing playing = { 0 };

  play (&playing, note, 0, 1, IN_TIME);
  voice_player_free (playing.player);
  play (&playing, note, 0, 1, IN_TIME);
  wait_for (&playing, 50);
  voice_player_free (playing.player);
  g_assert_false (playing.ended);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/voice-player/end", test_end);
  g_test_add_func ("/voice-player/pause", test_pause);
  g_test_add_func ("/voice-player/seek", test_seek);
  g_test_add_func ("/voice-player/rate", test_rate);
  g_test_add_func ("/voice-player/damaged", test_damaged);
  g_test_add_func ("/voice-player/no-speaker", test_no_speaker);
  g_test_add_func ("/voice-player/let-go", test_let_go);
  return g_test_run ();
}
