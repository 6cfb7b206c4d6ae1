/* trust: whether the key of an account is the person's own - the safety number, and what a person
 * has said after comparing it, or after it changed.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "core-safety.h"
#include "devices.h"
#include "identity.h"
#include "peers.h"
#include "safety.h"
#include "vouch.h"

#include <glib/gi18n.h>
#include <string.h>

typedef struct {
  Id acc;
  char *text; /* what is to be compared, or the number that was compared; NULL */
} Request;

static void
request_free (gpointer data)
{
  Request *request = data;

  g_free (request->text);
  g_free (request);
}

static Request *
request_new (const Id *acc, const char *text)
{
  Request *request = g_new (Request, 1);

  *request = (Request) { *acc, g_strdup (text) };
  return request;
}

void
core_safety_free (CoreSafety *safety)
{
  if (safety == NULL)
    return;
  g_free (safety->number);
  g_free (safety->code);
  g_array_unref (safety->devices);
  g_free (safety);
}

static void
free_safety (gpointer data)
{
  core_safety_free (data);
}

/* -- The number. -- */

static void
fingerprints (Core *core, const Peer *peer, SafetyFingerprint *own, SafetyFingerprint *other)
{
  const Party *self = identity_party (core);

  safety_fingerprint (self->account_key, &self->address.account, own);
  safety_fingerprint (peer->list.account_key, &peer->list.account, other);
}

static CoreSafety *
safety_of (Core *core, const Peer *peer)
{
  CoreSafety *safety = g_new0 (CoreSafety, 1);
  SafetyFingerprint own, other;
  SafetyNumber number;

  fingerprints (core, peer, &own, &other);
  safety_number (&own, &other, number);
  safety->number = g_strdup (number);
  safety->code = safety_code (&own, &other);
  safety->trust = peer->trust;
  safety->devices = g_array_new (FALSE, FALSE, sizeof (CoreSafetyDevice));
  for (guint i = 0; i < peer->list.n_devices; i++) {
    const DevlistDevice *device = &peer->list.devices[i];
    CoreSafetyDevice one = { device->number, device->added };

    g_array_append_val (safety->devices, one);
  }
  return safety;
}

static Compared
compare (Core *core, const Peer *peer, const char *given)
{
  SafetyFingerprint own, other;

  fingerprints (core, peer, &own, &other);
  switch (safety_compare (&own, &other, given)) {
  case SAFETY_MATCH:
    return COMPARED_MATCH;
  case SAFETY_MISMATCH:
    return COMPARED_MISMATCH;
  case SAFETY_MIRROR:
    return COMPARED_MIRROR;
  case SAFETY_UNKNOWN:
    break;
  }
  return COMPARED_UNKNOWN;
}

/* A request with a text wants it compared. */
static void
answer (Core *core, GTask *task, const Peer *peer)
{
  const Request *request = g_task_get_task_data (task);

  if (request->text != NULL)
    g_task_return_int (task, compare (core, peer, request->text));
  else
    g_task_return_pointer (task, safety_of (core, peer), free_safety);
}

/* -- Of somebody whose keys were never asked for. -- */

static void
list_cb (Core *core, gconstpointer reply, const GError *error, gpointer data)
{
  g_autoptr (GTask) task = data;
  const Request *request = g_task_get_task_data (task);
  const RestAccountDevices *found = reply;
  const Peer *peer;

  if (error == NULL && found->list != NULL && !core->stopping && core->identity != NULL) {
    core_begin (core);
    peers_take (core, &request->acc, found->list);
    core_commit (core, NULL);
  }
  peer = core->identity != NULL ? peers_get (core, &request->acc) : NULL;
  if (peer != NULL)
    answer (core, task, peer);
  else if (error != NULL)
    g_task_return_error (task, g_error_copy (error));
  else
    g_task_return_new_error_literal (task, WHIN_ERROR, WHIN_ERROR_NOT_FOUND,
                                     _ ("This person has no keys yet."));
}

static void
safety_cb (Core *core, GTask *task)
{
  const Request *request = g_task_get_task_data (task);
  Id self = core_self (core);
  const Peer *peer;
  IdText text;

  if (identity_party (core) == NULL || !identity_has_account (core) ||
      id_equal (&request->acc, &self)) {
    g_task_return_new_error_literal (task, WHIN_ERROR, WHIN_ERROR_FORBIDDEN,
                                     _ ("There is nobody to compare a safety number with."));
    return;
  }
  peer = peers_get (core, &request->acc);
  if (peer != NULL)
    answer (core, task, peer);
  else
    core_rest (core, REST_ACCOUNT_DEVICES, id_to_text (&request->acc, text), NULL, list_cb,
               g_object_ref (task));
}

void
core_safety_async (Core *core,
                   const Id *acc,
                   GCancellable *cancellable,
                   GAsyncReadyCallback callback,
                   gpointer user_data)
{
  core_call (core, safety_cb, request_new (acc, NULL), request_free, cancellable, callback,
             user_data);
}

CoreSafety *
core_safety_finish (Core *core, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

void
core_compare_async (Core *core,
                    const Id *acc,
                    const char *given,
                    GCancellable *cancellable,
                    GAsyncReadyCallback callback,
                    gpointer user_data)
{
  g_autofree char *stripped = g_strstrip (g_strdup (given));

  core_call (core, safety_cb, request_new (acc, stripped), request_free, cancellable, callback,
             user_data);
}

Compared
core_compare_finish (Core *core, GAsyncResult *result, GError **error)
{
  return (Compared) g_task_propagate_int (G_TASK (result), error);
}

/* -- What a person says. -- */

static void
set_trust (Core *core, const Id *acc, Trust trust, const char *what)
{
  core_begin (core);
  peers_set_trust (core, acc, trust);
  vouch_tell (core, acc, what);
  if (core_commit (core, NULL))
    outbox_pump (core);
}

/* The key may have changed while somebody compared the number of the one before. */
static gboolean
is_number_of (Core *core, const Peer *peer, const char *compared)
{
  SafetyFingerprint own, other;
  SafetyNumber number;

  fingerprints (core, peer, &own, &other);
  safety_number (&own, &other, number);
  return strcmp (number, compared) == 0;
}

static void
verified_cb (Core *core, gpointer data)
{
  const Request *request = data;
  const Peer *peer = core->identity != NULL ? peers_get (core, &request->acc) : NULL;

  if (peer == NULL)
    return;
  if (request->text == NULL && peer->trust == TRUST_VERIFIED)
    set_trust (core, &request->acc, TRUST_SEEN, VOUCH_UNVERIFIED);
  else if (request->text != NULL && is_number_of (core, peer, request->text))
    set_trust (core, &request->acc, TRUST_VERIFIED, VOUCH_VERIFIED);
}

void
core_set_verified (Core *core, const Id *acc, const char *number)
{
  core_post (core, verified_cb, request_new (acc, number), request_free);
}

static void
accept_cb (Core *core, gpointer data)
{
  const Request *request = data;
  const Peer *peer = core->identity != NULL ? peers_get (core, &request->acc) : NULL;

  if (peer != NULL && (peer->trust == TRUST_CHANGED || peer->trust == TRUST_STOPPED))
    set_trust (core, &request->acc, TRUST_SEEN, VOUCH_ACCEPTED);
}

void
core_accept_keys (Core *core, const Id *acc)
{
  core_post (core, accept_cb, request_new (acc, NULL), request_free);
}
