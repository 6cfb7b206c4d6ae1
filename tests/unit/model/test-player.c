/* test-player: one voice message at a time, where each was left, and the next one after its end.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "fake-core.h"
#include "sound.h"

#include "vault.h"
#include "whin-player.h"

#include <glib/gstdio.h>

#define LENGTH 1000 /* ms */

typedef struct {
  char *dir;
  WhinClient *client;
  WhinPlayer *player;
  Conv conv;
  guint changes;
  char *failed;
} Fixture;

static void
changed_cb (WhinPlayer *player, Fixture *f)
{
  f->changes++;
}

static void
failed_cb (WhinPlayer *player, const char *words, Fixture *f)
{
  g_set_str (&f->failed, words);
}

static void
set_up (Fixture *f, gconstpointer data)
{
  f->dir = g_dir_make_tmp ("whinchat-player-XXXXXX", NULL);
  f->client = whin_client_new ("", NULL, NULL);
  f->conv = (Conv) { CONV_USER, fake_id (1) };
  f->player = whin_player_get (f->client);
  whin_player_set_sink (f->player, "fakesink sync=false");
  g_signal_connect (f->player, "changed", G_CALLBACK (changed_cb), f);
  g_signal_connect (f->player, "failed", G_CALLBACK (failed_cb), f);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  whin_player_stop (f->player);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (f->client);
  g_rmdir (f->dir);
  g_free (f->dir);
  g_free (f->failed);
}

static MessageRow *
make (Fixture *f, gint64 ord, gboolean played)
{
  g_autoptr (VoiceNote) note = sound_note (LENGTH);
  MessageRow *row = fake_file (&f->conv, &f->conv.id, ord, "audio/ogg", "");
  g_autofree char *path = g_strdup_printf ("%s/%" G_GINT64_FORMAT, f->dir, ord);
  g_autoptr (MediaKey) key = vault_seal_bytes (note->ogg, path, NULL, NULL);

  g_assert_nonnull (key);
  row->media->file = media_file_new (path, key);
  row->media->ms = LENGTH;
  row->played = played;
  fake_core_store_message (message_row_ref (row));
  return row;
}

static void
drop (MessageRow *row)
{
  g_remove (row->media->file->path);
  message_row_unref (row);
}

#define wait_for(condition)                                                                        \
  G_STMT_START                                                                                     \
  {                                                                                                \
    gint64 end_ = g_get_monotonic_time () + 60 * G_USEC_PER_SEC;                                   \
    while (!(condition)) {                                                                         \
      g_assert_cmpint (g_get_monotonic_time (), <, end_);                                          \
      if (!g_main_context_iteration (NULL, FALSE))                                                 \
        g_usleep (1000);                                                                           \
    }                                                                                              \
  }                                                                                                \
  G_STMT_END

/* After the end of one that was new comes the next new one, over one that was played before. */
static void
test_goes_on (Fixture *f, gconstpointer data)
{
  MessageRow *first = make (f, 100, FALSE), *old = make (f, 200, TRUE);
  MessageRow *next = make (f, 300, FALSE);

  whin_player_toggle (f->player, first);
  g_assert_true (whin_player_is (f->player, first));
  g_assert_true (whin_player_is_playing (f->player));
  wait_for (whin_player_is (f->player, next));
  wait_for (!whin_player_get_row (f->player) && fake_core_played () == 2);
  g_assert_null (f->failed);
  drop (first);
  drop (old);
  drop (next);
}

/* One that was played before ends there. */
static void
test_ends (Fixture *f, gconstpointer data)
{
  MessageRow *old = make (f, 100, TRUE), *next = make (f, 200, FALSE);

  whin_player_toggle (f->player, old);
  wait_for (!whin_player_get_row (f->player));
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_null (whin_player_get_row (f->player));
  g_assert_cmpuint (fake_core_played (), ==, 0);
  drop (old);
  drop (next);
}

static void
test_places (Fixture *f, gconstpointer data)
{
  MessageRow *one = make (f, 100, TRUE), *other = make (f, 200, TRUE);

  whin_player_set_sink (f->player, "fakesink sync=true");
  whin_player_seek (f->player, one, 400);
  g_assert_cmpint (whin_player_get_position (f->player, one), ==, 400);
  whin_player_toggle (f->player, one);
  whin_player_set_paused (f->player, TRUE);
  g_assert_false (whin_player_is_playing (f->player));
  wait_for (whin_player_get_time (f->player) >= 400);
  /* Another takes its place; the first one begins where it was left. */
  whin_player_toggle (f->player, other);
  g_assert_true (whin_player_is (f->player, other));
  g_assert_cmpint (whin_player_get_position (f->player, one), >=, 400);
  whin_player_stop (f->player);
  g_assert_null (whin_player_get_row (f->player));
  /* All but at its end is at its beginning. */
  whin_player_seek (f->player, one, LENGTH - 10);
  g_assert_cmpint (whin_player_get_position (f->player, one), ==, 0);
  drop (one);
  drop (other);
}

static void
test_rate (Fixture *f, gconstpointer data)
{
  static const double rates[] = { 1.5, 2, 1 };
  guint before = f->changes;

  for (guint i = 0; i < G_N_ELEMENTS (rates); i++) {
    whin_player_next_rate (f->player);
    g_assert_cmpfloat (whin_player_get_rate (f->player), ==, rates[i]);
  }
  whin_player_set_rate (f->player, 1);
  g_assert_cmpuint (f->changes - before, ==, 3);
}

static void
test_deleted (Fixture *f, gconstpointer data)
{
  MessageRow *row = make (f, 100, FALSE);
  MessageName name = { row->conv, row->author, row->id };
  Batch *batch = batch_new ();

  whin_player_toggle (f->player, row);
  g_array_append_val (batch->removed, name);
  fake_core_emit (batch);
  g_assert_null (whin_player_get_row (f->player));
  drop (row);
}

/* Its file is gone, or is not what it was. */
static void
test_no_file (Fixture *f, gconstpointer data)
{
  MessageRow *row = make (f, 100, FALSE);

  g_remove (row->media->file->path);
  whin_player_toggle (f->player, row);
  wait_for (f->failed);
  g_assert_null (whin_player_get_row (f->player));
  g_assert_cmpuint (fake_core_played (), ==, 0);
  drop (row);
}

#define PLAYER_TEST(name, function)                                                                \
  g_test_add ("/player/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  PLAYER_TEST ("goes-on", test_goes_on);
  PLAYER_TEST ("ends", test_ends);
  PLAYER_TEST ("places", test_places);
  PLAYER_TEST ("rate", test_rate);
  PLAYER_TEST ("deleted", test_deleted);
  PLAYER_TEST ("no-file", test_no_file);
  return g_test_run ();
}
