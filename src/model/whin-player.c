/* player: see the header. Files are opened on a thread, into memory.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-player.h"

#include "core-voice.h"
#include "core.h"
#include "opus-probe.h"
#include "vault.h"
#include "voice-player.h"

#include <string.h>

#define PLAYER "whin-player"
#define LOOK_AHEAD 100 /* messages among which the next one is looked for */
#define PLACES_MAX 200 /* that are remembered */
#define NEARLY_MS 300  /* before the end it is at its end */

struct _WhinPlayer {
  GObject parent_instance;

  WhinClient *client; /* borrowed: it owns this */
  VoicePlayer *voice; /* NULL while its file is being opened, and while nothing plays */
  GCancellable *opening;
  MessageRow *row;              /* NULL: nothing, or a note */
  GBytes *once;                 /* what plays may be listened to once: it is nowhere else */
  gboolean note, paused, fresh; /* fresh: it was not played before */
  double rate;
  GHashTable *places; /* Id to gint64: where others were left */
  char *sink;
};

G_DEFINE_FINAL_TYPE (WhinPlayer, whin_player, G_TYPE_OBJECT)

enum {
  CHANGED,
  FAILED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

static void
tell (WhinPlayer *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

/* -- Where it was left. -- */

static gint64
place_of (WhinPlayer *self, const MessageRow *row)
{
  const gint64 *place = g_hash_table_lookup (self->places, &row->id);

  return place ? *place : 0;
}

static void
keep_place (WhinPlayer *self, const MessageRow *row, gint64 ms)
{
  if (g_hash_table_size (self->places) >= PLACES_MAX)
    g_hash_table_remove_all (self->places);
  if (ms <= 0 || ms >= row->media->ms - NEARLY_MS)
    g_hash_table_remove (self->places, &row->id);
  else
    g_hash_table_insert (self->places, id_copy (&row->id), g_memdup2 (&ms, sizeof ms));
}

/* -- Beginning and ending. -- */

static void
let_go (WhinPlayer *self)
{
  if (self->row && self->voice && !self->once)
    keep_place (self, self->row, voice_player_get_position (self->voice));
  g_cancellable_cancel (self->opening);
  g_clear_object (&self->opening);
  g_clear_pointer (&self->voice, voice_player_free);
  g_clear_pointer (&self->row, message_row_unref);
  g_clear_pointer (&self->once, g_bytes_unref);
  self->note = self->paused = FALSE;
}

static void play_next (WhinPlayer *self, const MessageRow *after);

static void
ended_cb (const GError *error, gpointer data)
{
  WhinPlayer *self = data;
  g_autoptr (MessageRow) row = self->row ? message_row_ref (self->row) : NULL;
  gboolean goes_on = !error && row && self->fresh;

  let_go (self);
  if (row)
    keep_place (self, row, 0);
  tell (self);
  if (error)
    g_signal_emit (self, signals[FAILED], 0, error->message);
  if (goes_on)
    play_next (self, row);
}

static void
begin (WhinPlayer *self, GBytes *ogg, gint64 ms)
{
  self->voice = voice_player_new (ogg, ms, self->rate, self->sink, ended_cb, self);
  if (self->paused)
    voice_player_set_paused (self->voice, TRUE);
}

static void
take (WhinPlayer *self, const MessageRow *row)
{
  let_go (self);
  self->row = message_row_ref ((MessageRow *) row);
  self->fresh = !row->own && !row->played && row->once == ONCE_NOT;
}

static void
opened_cb (GObject *none, GAsyncResult *result, gpointer data)
{
  WhinPlayer *self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) ogg = g_task_propagate_pointer (G_TASK (result), &error);

  /* Then it may be gone. */
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_clear_object (&self->opening);
  if (!ogg) {
    ended_cb (error, self);
    return;
  }
  begin (self, ogg, place_of (self, self->row));
  if (self->fresh)
    core_mark_played (whin_client_get_core (self->client),
                      &(MessageName) { self->row->conv, self->row->author, self->row->id });
  tell (self);
}

static void
open_in_thread (GTask *task, gpointer none, gpointer file, GCancellable *cancellable)
{
  GError *error = NULL;
  GBytes *ogg = vault_load (file, OPUS_PROBE_BYTES_MAX, cancellable, &error);

  if (ogg)
    g_task_return_pointer (task, ogg, (GDestroyNotify) g_bytes_unref);
  else
    g_task_return_error (task, error);
}

static void
play (WhinPlayer *self, const MessageRow *row)
{
  g_autoptr (GTask) task = NULL;

  take (self, row);
  self->opening = g_cancellable_new ();
  task = g_task_new (NULL, self->opening, opened_cb, self);
  g_task_set_task_data (task, media_file_ref (row->media->file), (GDestroyNotify) media_file_unref);
  g_task_run_in_thread (task, open_in_thread);
  tell (self);
}

/* -- What comes after it. -- */

static gboolean
is_next (const MessageRow *row)
{
  return row->kind == MESSAGE_VOICE && !row->own && !row->played && row->once == ONCE_NOT &&
         row->media->file;
}

static void
next_cb (GObject *none, GAsyncResult *result, gpointer data)
{
  WhinPlayer *self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) rows = core_query_finish (NULL, result, &error);

  /* Then it may be gone. */
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_clear_object (&self->opening);
  for (guint i = 0; rows && i < rows->len; i++)
    if (is_next (rows->pdata[i])) {
      play (self, rows->pdata[i]);
      return;
    }
}

static void
play_next (WhinPlayer *self, const MessageRow *after)
{
  self->opening = g_cancellable_new ();
  core_query_messages_async (whin_client_get_core (self->client), &after->conv, PAGE_AFTER,
                             after->ord, LOOK_AHEAD, self->opening, next_cb, self);
}

/* -- Following the messages. -- */

static gboolean
is_name (const MessageRow *row, const Id *author, const Id *id)
{
  return id_equal (&row->id, id) && id_equal (&row->author, author);
}

static void
messages_cb (WhinClient *client, GPtrArray *rows, GArray *removed, WhinPlayer *self)
{
  for (guint i = 0; self->row && removed && i < removed->len; i++) {
    const MessageName *name = &g_array_index (removed, MessageName, i);

    if (is_name (self->row, &name->author, &name->id))
      whin_player_stop (self);
  }
  for (guint i = 0; self->row && rows && i < rows->len; i++) {
    MessageRow *row = rows->pdata[i];

    if (!is_name (self->row, &row->author, &row->id))
      continue;
    if (row->kind != MESSAGE_VOICE) {
      whin_player_stop (self);
    } else {
      message_row_unref (self->row);
      self->row = message_row_ref (row);
    }
  }
}

/* -- Object. -- */

static void
whin_player_finalize (GObject *object)
{
  WhinPlayer *self = WHIN_PLAYER (object);

  let_go (self);
  g_hash_table_unref (self->places);
  g_free (self->sink);
  G_OBJECT_CLASS (whin_player_parent_class)->finalize (object);
}

static void
whin_player_class_init (WhinPlayerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = whin_player_finalize;
  signals[CHANGED] = g_signal_new ("changed", WHIN_TYPE_PLAYER, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
  signals[FAILED] = g_signal_new ("failed", WHIN_TYPE_PLAYER, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
whin_player_init (WhinPlayer *self)
{
  self->rate = 1;
  self->places = g_hash_table_new_full (id_hash, id_hash_equal, g_free, g_free);
}

WhinPlayer *
whin_player_get (WhinClient *client)
{
  WhinPlayer *self = g_object_get_data (G_OBJECT (client), PLAYER);

  if (self)
    return self;
  self = g_object_new (WHIN_TYPE_PLAYER, NULL);
  self->client = client;
  g_signal_connect_object (client, "messages-changed", G_CALLBACK (messages_cb), self,
                           G_CONNECT_DEFAULT);
  g_object_set_data_full (G_OBJECT (client), PLAYER, self, g_object_unref);
  return self;
}

/* -- Public. -- */

void
whin_player_toggle (WhinPlayer *self, const MessageRow *row)
{
  if (whin_player_is (self, row))
    whin_player_set_paused (self, !self->paused);
  else if (row->media && row->media->file)
    play (self, row);
}

void
whin_player_play_once (WhinPlayer *self, const MessageRow *row, GBytes *ogg)
{
  take (self, row);
  self->once = g_bytes_ref (ogg);
  begin (self, ogg, 0);
  tell (self);
}

void
whin_player_play_note (WhinPlayer *self, GBytes *ogg, gint64 ms)
{
  let_go (self);
  self->note = TRUE;
  self->fresh = FALSE;
  begin (self, ogg, ms);
  tell (self);
}

void
whin_player_set_paused (WhinPlayer *self, gboolean paused)
{
  if ((!self->row && !self->note) || self->paused == paused)
    return;
  self->paused = paused;
  if (self->voice)
    voice_player_set_paused (self->voice, paused);
  tell (self);
}

void
whin_player_stop (WhinPlayer *self)
{
  if (!self->row && !self->note && !self->opening)
    return;
  let_go (self);
  tell (self);
}

void
whin_player_seek (WhinPlayer *self, const MessageRow *row, gint64 ms)
{
  gboolean plays = row ? whin_player_is (self, row) : self->note;

  if (plays && self->voice)
    voice_player_seek (self->voice, ms);
  else if (row)
    keep_place (self, row, ms);
  tell (self);
}

void
whin_player_set_rate (WhinPlayer *self, double rate)
{
  if (self->rate == rate)
    return;
  self->rate = rate;
  if (self->voice)
    voice_player_set_rate (self->voice, rate);
  tell (self);
}

void
whin_player_next_rate (WhinPlayer *self)
{
  whin_player_set_rate (self, self->rate < 1.5 ? 1.5 : self->rate < 2 ? 2 : 1);
}

const MessageRow *
whin_player_get_row (WhinPlayer *self)
{
  return self->row;
}

gboolean
whin_player_is (WhinPlayer *self, const MessageRow *row)
{
  return self->row && is_name (self->row, &row->author, &row->id);
}

gboolean
whin_player_is_note (WhinPlayer *self)
{
  return self->note;
}

gboolean
whin_player_is_playing (WhinPlayer *self)
{
  return (self->row || self->note) && !self->paused;
}

gint64
whin_player_get_time (WhinPlayer *self)
{
  if (self->voice)
    return voice_player_get_position (self->voice);
  return self->row ? place_of (self, self->row) : 0;
}

gint64
whin_player_get_position (WhinPlayer *self, const MessageRow *row)
{
  return whin_player_is (self, row) ? whin_player_get_time (self) : place_of (self, row);
}

double
whin_player_get_rate (WhinPlayer *self)
{
  return self->rate;
}

void
whin_player_set_sink (WhinPlayer *self, const char *sink)
{
  g_set_str (&self->sink, sink);
}
