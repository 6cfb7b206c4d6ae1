/* test-voice: voice messages on their way, and what comes back.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "core-voice.h"
#include "group-calls.h"
#include "loss.h"
#include "vault.h"

#include "../unit/media/ogg.h"

static const guint8 heights[] = { 0, 20, 255, 128, 3 };

static GBytes *
note_of (guint packets)
{
  return g_byte_array_free_to_bytes (ogg_file (packets));
}

/* NULL when it went. */
static GError *
send_voice (Peer *peer, const Conv *conv, GBytes *ogg, gboolean once)
{
  g_autoptr (GBytes) bars = g_bytes_new_static (heights, sizeof heights);
  g_autoptr (GAsyncResult) result = NULL;
  CoreVoice voice = { ogg, bars, once, NULL };
  GError *error = NULL;

  core_send_voice_async (peer->core, conv, &voice, NULL, keep_result_cb, &result);
  wait_until (result != NULL);
  core_send_voice_finish (peer->core, result, &error);
  return error;
}

static const MessageRow *
find_voice (Peer *peer, const Conv *conv)
{
  GHashTableIter iter;
  gpointer at;

  g_hash_table_iter_init (&iter, peer->messages);
  while (g_hash_table_iter_next (&iter, NULL, &at)) {
    const MessageRow *row = at;

    if (row->kind == MESSAGE_VOICE && row->conv.kind == conv->kind &&
        id_equal (&row->conv.id, &conv->id))
      return row;
  }
  return NULL;
}

static gboolean
has_voice (Peer *peer, const Conv *conv)
{
  const MessageRow *row = find_voice (peer, conv);

  return row != NULL && row->media->file != NULL && row->media->transfer == TRANSFER_NONE;
}

static gboolean
is_played (Peer *peer, const Conv *conv)
{
  const MessageRow *row = find_voice (peer, conv);

  return row != NULL && row->played;
}

static void
play (Peer *peer, const Conv *conv)
{
  const MessageRow *row = find_voice (peer, conv);

  core_mark_played (peer->core, &(MessageName) { row->conv, row->author, row->id });
}

static void
assert_bytes (const MessageRow *row, GBytes *ogg)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = vault_load (row->media->file, G_MAXSIZE, NULL, &error);

  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (bytes, ogg));
}

static void
test_there (Pair *pair, gconstpointer data)
{
  g_autoptr (GBytes) ogg = note_of (100);
  const MessageRow *got;

  pair_talk (pair, "before", "too");
  g_assert_no_error (send_voice (pair->ben, &pair->to_ada, ogg, FALSE));
  /* By itself, on all devices. */
  wait_until (has_voice (pair->ada, &pair->to_ben) && has_voice (pair->tablet, &pair->to_ben));
  got = find_voice (pair->ada, &pair->to_ben);
  g_assert_cmpint (got->media->ms, ==, 1993);
  g_assert_cmpmem (g_bytes_get_data (got->media->bars, NULL), g_bytes_get_size (got->media->bars),
                   heights, sizeof heights);
  g_assert_cmpstr (got->media->mime, ==, "audio/ogg");
  g_assert_false (got->played);
  assert_bytes (got, ogg);
  wait_until (has_voice (pair->ben, &pair->to_ada));
  assert_bytes (find_voice (pair->ben, &pair->to_ada), ogg);

  play (pair->ada, &pair->to_ben);
  wait_until (is_played (pair->ada, &pair->to_ben) && is_played (pair->tablet, &pair->to_ben) &&
              is_played (pair->ben, &pair->to_ada));
  /* It stays so. */
  peer_close (pair->ben);
  peer_open (pair->ben);
  {
    g_autoptr (GPtrArray) rows = peer_page (pair->ben, &pair->to_ada, PAGE_NEWEST, 0, 1);

    g_assert_true (((MessageRow *) rows->pdata[0])->played);
    g_assert_cmpint (((MessageRow *) rows->pdata[0])->media->ms, ==, 1993);
  }
}

/* Who tells nobody what is read does not tell this either, but for own devices. */
static void
test_untold (Pair *pair, gconstpointer data)
{
  g_autoptr (GBytes) ogg = note_of (50);

  pair_talk (pair, "before", "too");
  core_set_receipts (pair->ada->core, FALSE, FALSE);
  wait_until (!pair->tablet->account->send_receipts);
  g_assert_no_error (send_voice (pair->ben, &pair->to_ada, ogg, FALSE));
  wait_until (has_voice (pair->ada, &pair->to_ben) && has_voice (pair->tablet, &pair->to_ben));
  play (pair->ada, &pair->to_ben);
  wait_until (is_played (pair->tablet, &pair->to_ben));
  peer_tell (pair->ada, &pair->to_ben, "afterwards", pair->ben);
  g_assert_false (is_played (pair->ben, &pair->to_ada));
}

static void
test_stranger (Pair *pair, gconstpointer data)
{
  g_autoptr (GBytes) ogg = note_of (50);
  MessageName name;

  g_assert_no_error (send_voice (pair->ada, &pair->to_ben, ogg, FALSE));
  wait_until (find_voice (pair->ben, &pair->to_ada) != NULL);
  peer_tell (pair->ada, &pair->to_ben, "afterwards", pair->ben);
  g_assert_null (find_voice (pair->ben, &pair->to_ada)->media->file);
  name = (MessageName) { pair->to_ada, pair->ada->account->acc,
                         find_voice (pair->ben, &pair->to_ada)->id };
  core_fetch_media (pair->ben->core, &name);
  wait_until (has_voice (pair->ben, &pair->to_ada));
}

static void
test_refused (Pair *pair, gconstpointer data)
{
  g_autoptr (GBytes) text = g_bytes_new_static ("not a sound", 11);
  g_autoptr (GError) error = send_voice (pair->ada, &pair->to_ben, text, FALSE);
  g_autofree char *path = peer_path (pair->ada, "media");
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);

  g_assert_error (error, WHIN_ERROR, WHIN_ERROR_CORRUPT);
  g_assert_null (find_voice (pair->ada, &pair->to_ben));
  /* Nothing of it stays behind. */
  g_assert_true (dir == NULL || g_dir_read_name (dir) == NULL);
}

static void
test_forward (Pair *pair, gconstpointer data)
{
  g_autoptr (GBytes) ogg = note_of (50);
  Conv to_self = conv_with (pair->ada);
  MessageName name;

  pair_talk (pair, "before", "too");
  g_assert_no_error (send_voice (pair->ben, &pair->to_ada, ogg, FALSE));
  wait_until (has_voice (pair->ada, &pair->to_ben));
  name = (MessageName) { pair->to_ben, pair->ben->account->acc,
                         find_voice (pair->ada, &pair->to_ben)->id };
  core_mark_played (pair->ada->core, &name);
  core_forward (pair->ada->core, &name, 1, &to_self, 1);
  wait_until (has_voice (pair->ada, &to_self) && has_voice (pair->tablet, &to_self));
  g_assert_cmpint (find_voice (pair->tablet, &to_self)->media->ms, ==, 993);
  g_assert_nonnull (find_voice (pair->tablet, &to_self)->media->bars);
  g_assert_true (find_voice (pair->tablet, &to_self)->forwarded);
  g_assert_false (find_voice (pair->ada, &to_self)->played);
  assert_bytes (find_voice (pair->tablet, &to_self), ogg);
}

static void
test_once (Pair *pair, gconstpointer data)
{
  g_autoptr (GBytes) ogg = note_of (50), heard = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  MessageName name;

  pair_talk (pair, "before", "too");
  g_assert_no_error (send_voice (pair->ben, &pair->to_ada, ogg, TRUE));
  wait_until (find_voice (pair->ada, &pair->to_ben) != NULL &&
              find_voice (pair->tablet, &pair->to_ben) != NULL);
  g_assert_cmpint (find_voice (pair->ada, &pair->to_ben)->once, ==, ONCE_WAITS);
  g_assert_null (find_voice (pair->ada, &pair->to_ben)->media->bars);
  name = (MessageName) { pair->to_ben, pair->ben->account->acc,
                         find_voice (pair->ada, &pair->to_ben)->id };
  core_view_once_async (pair->ada->core, &name, NULL, keep_result_cb, &result);
  wait_until (result != NULL);
  heard = core_view_once_finish (pair->ada->core, result, &error);
  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (heard, ogg));
  wait_until (find_voice (pair->ada, &pair->to_ben)->once == ONCE_OPENED &&
              find_voice (pair->tablet, &pair->to_ben)->once == ONCE_OPENED &&
              find_voice (pair->ben, &pair->to_ada)->once == ONCE_OPENED);
}

/* In a group, all who are in it have to. */
static void
test_group (Pair *pair, gconstpointer data)
{
  g_autoptr (GBytes) ogg = note_of (50);
  Peer *cleo = peer_new ();
  Conv group;

  peer_register (cleo, pair->server, "+4915112340003", "Cleo");
  pair_talk (pair, "before", "too");
  peer_tell (pair->ada, &(Conv) { CONV_USER, cleo->account->acc }, "hello", cleo);
  group = peer_make_group (pair->ada, "three", pair->ben, cleo);
  peer_tell (pair->ada, &group, "in it", pair->ben);
  wait_until (peer_find (cleo, "in it") != NULL);
  g_assert_no_error (send_voice (pair->ada, &group, ogg, FALSE));
  wait_until (find_voice (pair->ben, &group) != NULL && find_voice (cleo, &group) != NULL);
  play (pair->ben, &group);
  peer_tell (pair->ben, &pair->to_ada, "heard", pair->ada);
  g_assert_false (is_played (pair->ada, &group));
  play (cleo, &group);
  wait_until (is_played (pair->ada, &group) && is_played (pair->tablet, &group));
  peer_free (cleo);
}

/* Ada loses her device: what it looked like and that it was heard is in the backup; what is heard
 * comes from the server. */
static void
assert_restored (Loss *loss, gboolean own)
{
  Pair *pair = &loss->pair;
  g_autoptr (GBytes) ogg = note_of (100);
  g_autoptr (GError) error = NULL;
  const MessageRow *row;

  pair_talk (pair, "before", "too");
  g_assert_no_error (own ? send_voice (pair->ada, &pair->to_ben, ogg, FALSE)
                         : send_voice (pair->ben, &pair->to_ada, ogg, FALSE));
  wait_until (has_voice (pair->ada, &pair->to_ben) && has_voice (pair->ben, &pair->to_ada));
  if (own)
    play (pair->ben, &pair->to_ada);
  else
    play (pair->ada, &pair->to_ben);
  wait_until (is_played (pair->ada, &pair->to_ben));
  back_up (pair->ada, loss->path, PASSPHRASE, &error);
  g_assert_no_error (error);
  lose (loss);
  restore_well (loss, loss->path, PASSPHRASE);
  row = find_voice (pair->ada, &pair->to_ben);
  g_assert_nonnull (row);
  g_assert_true (row->played);
  g_assert_cmpint (row->own, ==, own);
  g_assert_cmpint (row->media->ms, ==, 1993);
  g_assert_cmpmem (g_bytes_get_data (row->media->bars, NULL), g_bytes_get_size (row->media->bars),
                   heights, sizeof heights);
  core_fetch_media (pair->ada->core, &(MessageName) { row->conv, row->author, row->id });
  wait_until (has_voice (pair->ada, &pair->to_ben));
  assert_bytes (find_voice (pair->ada, &pair->to_ben), ogg);
}

static void
test_restored (Loss *loss, gconstpointer data)
{
  assert_restored (loss, FALSE);
}

static void
test_own_restored (Loss *loss, gconstpointer data)
{
  assert_restored (loss, TRUE);
}

static void
add (const char *name, void (*test) (Pair *, gconstpointer))
{
  g_autofree char *path = g_strconcat ("/voice/", name, NULL);

  g_test_add (path, Pair, NULL, pair_set_up_with_tablet, test, pair_tear_down);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("there", test_there);
  add ("untold", test_untold);
  add ("stranger", test_stranger);
  add ("refused", test_refused);
  add ("forward", test_forward);
  add ("once", test_once);
  add ("group", test_group);
  LOSS_TEST ("/voice/restored", test_restored);
  LOSS_TEST ("/voice/own-restored", test_own_restored);
  return g_test_run ();
}
