/* pairing-old: the device that holds the account's key, and adds another one.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "core-pairing.h"
#include "pairing.h"

#include "engine.h"
#include "handover.h"
#include "history.h"
#include "identity.h"
#include "lists.h"
#include "names.h"

#include <glib/gi18n.h>
#include <string.h>

/* A person looks at two screens. */
#define COMPARE_SECONDS (10 * 60)
#define OFFER_KEYS (PRIM_KEY_BYTES + PRIM_SIGN_PUBLIC_BYTES)

/* -- The frames. -- */

static void
say_commitment (Core *core)
{
  Pairing *pairing = core->pairing;
  guint8 hello[LINKCODE_HELLO_BYTES], commitment[PRIM_HASH_BYTES];

  linkcode_hello (pairing->code.secret, LINK_OLD, &pairing->key, hello);
  linkcode_commit (hello, commitment);
  pairing_say (core, FRAME_COMMIT, commitment, sizeof commitment);
}

static void
say_hello (Core *core)
{
  guint8 hello[LINKCODE_HELLO_BYTES];

  linkcode_hello (core->pairing->code.secret, LINK_OLD, &core->pairing->key, hello);
  pairing_say (core, FRAME_HELLO, hello, sizeof hello);
}

static void
take_offer (Core *core, gconstpointer data, gsize len)
{
  Pairing *pairing = core->pairing;
  g_autoptr (GBytes) offer = pairing_unseal (core, data, len);
  const guint8 *bytes = offer != NULL ? g_bytes_get_data (offer, &len) : NULL;
  g_autofree char *name = NULL;

  if (bytes == NULL || len < OFFER_KEYS || len > OFFER_KEYS + LIMIT_NAME_MAX * 4)
    return;
  pairing->heard = FRAME_OFFER;
  memcpy (pairing->identity, bytes, sizeof pairing->identity);
  memcpy (pairing->signing, bytes + PRIM_KEY_BYTES, sizeof pairing->signing);
  name = g_strndup ((const char *) bytes + OFFER_KEYS, len - OFFER_KEYS);
  g_free (pairing->row->device);
  pairing->row->device = g_utf8_make_valid (name, -1);
  pairing_set_deadline (core, COMPARE_SECONDS);
  pairing_show (core, PAIRING_COMPARE);
}

static void
sign_for (Core *core)
{
  Pairing *pairing = core->pairing;
  DevlistDevice device = { .number = (guint32) pairing->dev, .added = core_now (core) };

  memcpy (device.identity, pairing->identity, sizeof device.identity);
  memcpy (device.signing, pairing->signing, sizeof device.signing);
  device.caps = DEVLIST_CAP_PQ | DEVLIST_CAP_ENVELOPE_1;
  core_begin (core);
  history_want (core, pairing->dev);
  names_put (core, pairing->dev, pairing->row->device);
  if (!lists_sign (core, &device, NULL, NULL)) {
    core_rollback (core);
    pairing_end (core, PAIRING_FAILED, WHIN_ERROR_UNTRUSTED);
  } else if (!core_commit (core, NULL)) {
    pairing_end (core, PAIRING_FAILED, WHIN_ERROR_DISK);
  } else {
    pairing->heard = FRAME_THANKS;
    lists_publish (core);
  }
}

void
pairing_old_hear (Core *core, PairingFrame frame, gconstpointer data, gsize len)
{
  Pairing *pairing = core->pairing;
  g_autoptr (GBytes) thanks = NULL;

  if (frame == FRAME_HERE) {
    pairing->heard = frame;
    say_commitment (core);
  } else if (frame == FRAME_HELLO && pairing->heard == FRAME_HERE) {
    if (!pairing_meet (core, data, len))
      return;
    pairing->heard = frame;
    say_hello (core);
  } else if (frame == FRAME_OFFER && pairing->heard == FRAME_HELLO) {
    take_offer (core, data, len);
  } else if (frame == FRAME_THANKS && pairing->row->state == PAIRING_JOINING) {
    thanks = pairing_unseal (core, data, len);
    if (thanks != NULL)
      sign_for (core);
  }
}

/* -- Commands. -- */

static void
link_cb (Core *core, gconstpointer reply, const GError *error, gpointer data)
{
  g_autoptr (GTask) task = data;
  Pairing *pairing = core->pairing;

  if (pairing == NULL || error != NULL) {
    g_task_return_error (task, error != NULL
                                   ? g_error_copy (error)
                                   : g_error_new_literal (WHIN_ERROR, WHIN_ERROR_CONFLICT,
                                                          _ ("The device was not linked.")));
    if (pairing != NULL && pairing->role == LINK_OLD)
      g_clear_pointer (&core->pairing, pairing_free);
    return;
  }
  pairing_show (core, PAIRING_SHOWN);
  g_task_return_pointer (task, linkcode_to_qr (&pairing->code), g_free);
}

static void
refuse (GTask *task, WhinError code)
{
  g_task_return_new_error_literal (task, WHIN_ERROR, code,
                                   code == WHIN_ERROR_FORBIDDEN
                                       ? _ ("Only the main device can link others.")
                                       : _ ("The device was not linked."));
}

static void
make_link (Core *core, GTask *task)
{
  LinkCode code = { 0 };
  RestLink body = { 0 };

  prim_random (code.secret, sizeof code.secret);
  g_strlcpy (code.server, core->account->server, sizeof code.server);
  linkcode_id (code.secret, &body.id);
  pairing_begin (core, LINK_OLD, &code);
  prim_wipe (&code, sizeof code);
  core_rest (core, REST_LINK, NULL, &body, link_cb, g_object_ref (task));
}

static void
drop_waiting (Core *core)
{
  if (core->waiting_link == NULL)
    return;
  refuse (core->waiting_link, WHIN_ERROR_CONFLICT);
  g_clear_object (&core->waiting_link);
}

/* Before the server has a list it could not tell who is linked and who is not. */
static void
make_link_cb (Core *core, GTask *task)
{
  drop_waiting (core);
  if (!identity_is_primary (core))
    refuse (task, WHIN_ERROR_FORBIDDEN);
  else if (handover_to (core) != 0)
    refuse (task, WHIN_ERROR_CONFLICT);
  else if (lists_are_there (core))
    make_link (core, task);
  else
    core->waiting_link = g_object_ref (task);
}

void
pairing_on_published (Core *core)
{
  g_autoptr (GTask) waiting = g_steal_pointer (&core->waiting_link);

  if (waiting != NULL)
    make_link (core, waiting);
  if (core->pairing != NULL && core->pairing->role == LINK_OLD &&
      core->pairing->heard == FRAME_THANKS)
    pairing_end (core, PAIRING_DONE, 0);
}

void
pairing_stop (Core *core)
{
  drop_waiting (core);
  if (core->pairing != NULL && core->pairing->task != NULL)
    refuse (core->pairing->task, WHIN_ERROR_CONFLICT);
  g_clear_pointer (&core->pairing, pairing_free);
}

void
core_make_link_async (Core *core,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data)
{
  core_call (core, make_link_cb, NULL, NULL, cancellable, callback, user_data);
}

char *
core_make_link_finish (Core *core, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
confirm_cb (Core *core, gpointer data)
{
  const Party *self = identity_party (core);

  if (core->pairing == NULL || core->pairing->role != LINK_OLD ||
      core->pairing->row->state != PAIRING_COMPARE)
    return;
  pairing_show (core, PAIRING_JOINING);
  pairing_set_deadline (core, LINKCODE_SECONDS);
  pairing_say_sealed (core, FRAME_WELCOME, self->account_key, sizeof self->account_key);
}

void
core_confirm_link (Core *core)
{
  core_post (core, confirm_cb, NULL, NULL);
}

static void
cancel_cb (Core *core, gpointer data)
{
  if (core->pairing != NULL)
    pairing_end (core, PAIRING_NONE, WHIN_ERROR_FORBIDDEN);
}

void
core_cancel_link (Core *core)
{
  core_post (core, cancel_cb, NULL, NULL);
}
