/* pairing: what both ends do alike.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "pairing.h"

#include "core-pairing.h"
#include "linkemoji.h"
#include "prekeys.h"
#include "words.h"

#include <glib/gi18n.h>
#include <string.h>

#define MAGIC 'L'
#define VERSION 1
#define AGAIN_MS 1500
#define HEAD_BYTES 3

static void
stop (GSource **source)
{
  if (*source == NULL)
    return;
  g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

void
pairing_free (Pairing *pairing)
{
  stop (&pairing->again);
  stop (&pairing->deadline);
  g_clear_pointer (&pairing->said, g_bytes_unref);
  g_clear_pointer (&pairing->row, pairing_row_unref);
  g_clear_object (&pairing->task);
  linkchannel_clear (&pairing->channel);
  prim_wipe (pairing, sizeof *pairing);
  g_free (pairing);
}

/* -- Telling the front end. -- */

static void
replace_row (Core *core, PairingState state, int error)
{
  Pairing *pairing = core->pairing;
  PairingRow *row = pairing_row_new ();
  const PairingRow *old = pairing->row;

  row->state = state;
  row->joining = pairing->role == LINK_NEW;
  row->error = error;
  row->device = g_strdup (old != NULL ? old->device : "");
  if (old != NULL)
    memcpy (row->pictures, old->pictures, sizeof row->pictures);
  g_clear_pointer (&pairing->row, pairing_row_unref);
  pairing->row = row;
  core_note_pairing (core, pairing_row_ref (row));
}

void
pairing_show (Core *core, PairingState state)
{
  replace_row (core, state, -1);
  core_emit (core);
}

static void
answer (Core *core, PairingState state, WhinError error)
{
  GTask *task = g_steal_pointer (&core->pairing->task);

  if (task == NULL)
    return;
  if (state == PAIRING_DONE)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_new_error (task, WHIN_ERROR, error, "%s",
                             error == WHIN_ERROR_CODE_EXPIRED
                                 ? _ ("The code has run out. Show another one.")
                                 : _ ("The device was not linked."));
  g_object_unref (task);
}

void
pairing_end (Core *core, PairingState state, WhinError error)
{
  gboolean leave = core->pairing->role == LINK_NEW && state != PAIRING_DONE;

  replace_row (core, state, state == PAIRING_FAILED ? (int) error : -1);
  core_emit (core);
  answer (core, state, error);
  g_clear_pointer (&core->pairing, pairing_free);
  if (leave)
    pairing_new_leave (core);
}

static void
deadline_cb (Core *core, gpointer data)
{
  /* What is signed is published as soon as there is a network. */
  if (core->pairing->heard == FRAME_THANKS)
    pairing_end (core, PAIRING_DONE, 0);
  else
    pairing_end (core, PAIRING_FAILED, WHIN_ERROR_CODE_EXPIRED);
}

void
pairing_set_deadline (Core *core, gint64 seconds)
{
  stop (&core->pairing->deadline);
  core->pairing->deadline = core_timeout (core, seconds * 1000, deadline_cb);
}

Pairing *
pairing_begin (Core *core, LinkRole role, const LinkCode *code)
{
  if (core->pairing != NULL)
    pairing_end (core, PAIRING_FAILED, WHIN_ERROR_CONFLICT);
  core->pairing = g_new0 (Pairing, 1);
  core->pairing->role = role;
  core->pairing->code = *code;
  linkcode_key (&core->pairing->key);
  replace_row (core, PAIRING_NONE, -1);
  pairing_set_deadline (core, LINKCODE_SECONDS);
  return core->pairing;
}

/* -- Frames. -- */

static void
send_said (Core *core)
{
  Pairing *pairing = core->pairing;
  g_autofree char *body = NULL;
  g_autoptr (GBytes) frame = NULL;
  gsize len;
  gconstpointer data;
  ProtoEph eph = { .conv = { CONV_USER, core_self (core) }, .dev = pairing->dev };

  if (!core->ready || pairing->said == NULL || pairing->dev == 0)
    return;
  data = g_bytes_get_data (pairing->said, &len);
  eph.body = body = base64url_encode (data, len);
  frame = proto_encode (PROTO_EPH, &eph);
  link_send (core->link, frame);
}

static void
again_cb (Core *core, gpointer data)
{
  stop (&core->pairing->again);
  send_said (core);
  core->pairing->again = core_timeout (core, AGAIN_MS, again_cb);
}

void
pairing_say (Core *core, PairingFrame frame, gconstpointer data, gsize len)
{
  Pairing *pairing = core->pairing;
  GByteArray *bytes = g_byte_array_new ();
  const guint8 head[HEAD_BYTES] = { MAGIC, VERSION, (guint8) frame };

  g_byte_array_append (bytes, head, sizeof head);
  if (len > 0)
    g_byte_array_append (bytes, data, len);
  g_clear_pointer (&pairing->said, g_bytes_unref);
  pairing->said = g_byte_array_free_to_bytes (bytes);
  stop (&pairing->again);
  again_cb (core, NULL);
}

void
pairing_say_sealed (Core *core, PairingFrame frame, gconstpointer data, gsize len)
{
  g_autoptr (GBytes) sealed = linkchannel_seal (&core->pairing->channel, data, len, NULL);

  data = g_bytes_get_data (sealed, &len);
  pairing_say (core, frame, data, len);
}

GBytes *
pairing_unseal (Core *core, gconstpointer data, gsize len)
{
  return linkchannel_open (&core->pairing->channel, data, len, NULL);
}

gboolean
pairing_meet (Core *core, gconstpointer hello, gsize len)
{
  Pairing *pairing = core->pairing;
  LinkShared shared;

  if (!linkcode_meet (pairing->code.secret, pairing->role, &pairing->key,
                      pairing->role == LINK_NEW ? pairing->commitment : NULL, hello, len, &shared,
                      NULL))
    return FALSE;
  linkchannel_init (&pairing->channel, pairing->role, &shared);
  memcpy (pairing->row->pictures, shared.emoji, sizeof pairing->row->pictures);
  prim_wipe (&shared, sizeof shared);
  return TRUE;
}

typedef struct {
  gint64 dev;
  GBytes *bytes;
} Heard;

static void
heard_free (gpointer data)
{
  Heard *heard = data;

  g_bytes_unref (heard->bytes);
  g_free (heard);
}

static void
hear_cb (Core *core, gpointer user_data)
{
  const Heard *heard = user_data;
  Pairing *pairing = core->pairing;
  gsize len;
  const guint8 *data = g_bytes_get_data (heard->bytes, &len);

  if (pairing == NULL || len < HEAD_BYTES || data[0] != MAGIC || data[1] != VERSION)
    return;
  if (pairing->role == LINK_OLD && data[2] == FRAME_HERE && pairing->dev == 0)
    pairing->dev = heard->dev;
  if (heard->dev != pairing->dev)
    return;
  /* Said again: what was answered got lost. */
  if (data[2] <= pairing->heard) {
    if (data[2] == pairing->heard)
      send_said (core);
    return;
  }
  if (pairing->role == LINK_OLD)
    pairing_old_hear (core, data[2], data + HEAD_BYTES, len - HEAD_BYTES);
  else
    pairing_new_hear (core, data[2], data + HEAD_BYTES, len - HEAD_BYTES);
}

/* It has transactions of its own, so it is heard after the one that is running. */
void
pairing_on_eph (Core *core, const ProtoEph *eph)
{
  GBytes *bytes = core->pairing != NULL ? base64url_decode (eph->body) : NULL;
  Heard *heard;

  if (bytes == NULL)
    return;
  heard = g_new (Heard, 1);
  *heard = (Heard) { eph->fd, bytes };
  core_post (core, hear_cb, heard, heard_free);
}

/* A device that the list names and that has no keys would hold up all that is written to its
 * account. */
static void
begin_to_talk (Core *core)
{
  const Pairing *pairing = core->pairing;

  if (pairing->live && pairing->said == NULL && prekeys_are_there (core))
    pairing_say (core, FRAME_HERE, NULL, 0);
}

void
pairing_on_live (Core *core)
{
  if (core->pairing == NULL || core->pairing->role != LINK_NEW)
    return;
  core->pairing->live = TRUE;
  begin_to_talk (core);
}

void
pairing_on_keys (Core *core)
{
  if (core->pairing != NULL && core->pairing->role == LINK_NEW)
    begin_to_talk (core);
}

/* -- For front ends, on any thread. -- */

char *
core_link_words (const char *code)
{
  LinkCode read;
  char *words;

  if (!linkcode_from_qr (code, &read, NULL))
    return NULL;
  words = words_from_secret (read.secret);
  prim_wipe (&read, sizeof read);
  return words;
}

guint
core_link_complete (const char *typed, const char **words, guint max)
{
  return words_complete (typed, words, max);
}

const char *
core_link_picture (guint8 number, const char **name)
{
  return linkemoji_get (number % LINKEMOJI_COUNT, name);
}
