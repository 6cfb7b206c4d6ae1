/* sessions: one request an account at a time, for all devices that wait.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "sessions.h"

#include "devices.h"
#include "identity.h"
#include "keys.h"
#include "peers.h"
#include "prekeys.h"

#include <string.h>

#define RETRY_MS 500
#define RETRY_MAX_MS (5 * 60 * 1000)
#define WANTED_MAX 1024
#define AGE_MAX (30 * 24 * 3600 * (gint64) 1000)
#define HOPELESS_TRIES 3

typedef struct {
  Id acc;
  GArray *devs; /* of gint64, ascending: to be asked for */
  gboolean due; /* ask_cb is on its way */
  gboolean asking;
  guint tries;
  gint64 until; /* monotonic; not asked before */
} Want;

static void
want_free (gpointer data)
{
  Want *want = data;

  g_array_unref (want->devs);
  g_free (want);
}

GHashTable *
sessions_new (void)
{
  return g_hash_table_new_full (id_hash, id_hash_equal, NULL, want_free);
}

void
sessions_reset (Core *core)
{
  GHashTableIter iter;
  gpointer want;

  g_hash_table_iter_init (&iter, core->wanted);
  while (g_hash_table_iter_next (&iter, NULL, &want))
    if (!((Want *) want)->asking)
      g_hash_table_iter_remove (&iter);
}

EnvelopePair
sessions_pair (Core *core, const KeyStore *keys, const Party *peer)
{
  return (EnvelopePair) { &engine_omemo, keys, identity_party (core), peer,
                          core_now (core) / 1000 };
}

gboolean
sessions_have (Core *core, const Party *peer)
{
  KeyStore keys = keys_of (core);
  EnginePeer engine_peer = { .address = peer->address };

  memcpy (engine_peer.identity, peer->identity, sizeof engine_peer.identity);
  return engine_omemo.has_session (&keys, &engine_peer, NULL);
}

static void
pump_cb (Core *core, gpointer data)
{
  outbox_pump (core);
}

static void
hold_back (Core *core, Want *want, gint64 at_least_ms)
{
  gint64 delay = MAX (MIN (RETRY_MS << MIN (want->tries, 10), RETRY_MAX_MS), at_least_ms);

  want->tries++;
  want->until = g_get_monotonic_time () + delay * 1000;
  g_source_unref (core_timeout (core, delay + 1, pump_cb));
}

/* FALSE: its keys are not what its account signed. The server, or the device, is at fault; nothing
 * is sent to it with these. */
static gboolean
begin (Core *core, const Id *acc, const RestBundle *bundle)
{
  KeyStore keys = keys_of (core);
  g_autofree EnvelopeBundle *read = g_new0 (EnvelopeBundle, 1);
  EnvelopePair pair;
  Party party;

  if (!peers_lists (core, acc, bundle->dev) || !peers_party (core, acc, bundle->dev, &party) ||
      !prekeys_read_bundle (bundle, read))
    return FALSE;
  pair = sessions_pair (core, &keys, &party);
  return envelope_start (&pair, read, NULL);
}

static void
remove_dev (GArray *devs, gint64 dev)
{
  for (guint i = 0; i < devs->len; i++)
    if (g_array_index (devs, gint64, i) == dev)
      g_array_remove_index (devs, i--);
}

static void
take (Core *core, Want *want, const RestBundles *reply)
{
  g_autoptr (GArray) begun = g_array_new (FALSE, FALSE, sizeof (gint64));

  core_begin (core);
  for (guint i = 0; reply->bundles != NULL && i < reply->bundles->len; i++) {
    const RestBundle *bundle = reply->bundles->pdata[i];

    if (begin (core, &want->acc, bundle))
      g_array_append_val (begun, bundle->dev);
  }
  if (core_commit (core, NULL))
    for (guint i = 0; i < begun->len; i++)
      remove_dev (want->devs, g_array_index (begun, gint64, i));
  if (want->devs->len > 0) {
    hold_back (core, want, 0);
    /* A device that has gone has no keys. */
    devices_refresh (core, &want->acc);
  } else {
    want->tries = 0;
  }
  g_array_set_size (want->devs, 0);
}

static void
bundles_cb (Core *core, gconstpointer reply, const GError *error, gpointer data)
{
  g_autofree Id *acc = data;
  Want *want = g_hash_table_lookup (core->wanted, acc);

  if (core->stopping || core->identity == NULL || want == NULL)
    return;
  want->asking = FALSE;
  if (error != NULL) {
    g_array_set_size (want->devs, 0);
    hold_back (core, want, error_retry_ms (error));
    return;
  }
  take (core, want, reply);
  outbox_pump (core);
}

static void
ask (Core *core, Want *want)
{
  g_autoptr (GPtrArray) devs = NULL;
  RestKeyRequest body;
  IdText text;

  if (want->asking || !core->ready || core->stopping || g_get_monotonic_time () < want->until ||
      want->devs->len == 0)
    return;
  devs = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < want->devs->len; i++) {
    RestDeviceNo *one = g_new0 (RestDeviceNo, 1);

    one->dev = g_array_index (want->devs, gint64, i);
    g_ptr_array_add (devs, one);
  }
  body.devs = devs;
  want->asking = TRUE;
  core_rest (core, REST_BUNDLES, id_to_text (&want->acc, text), &body, bundles_cb,
             id_copy (&want->acc));
}

static void
ask_cb (Core *core, gpointer data)
{
  Want *want = g_hash_table_lookup (core->wanted, data);

  if (want == NULL)
    return;
  want->due = FALSE;
  ask (core, want);
}

static void
insert_sorted (GArray *devs, gint64 dev)
{
  guint at = 0;

  while (at < devs->len && g_array_index (devs, gint64, at) < dev)
    at++;
  if (at == devs->len || g_array_index (devs, gint64, at) != dev)
    g_array_insert_val (devs, at, dev);
}

void
sessions_want (Core *core, const Id *acc, gint64 dev)
{
  Want *want = g_hash_table_lookup (core->wanted, acc);

  if (want == NULL) {
    if (g_hash_table_size (core->wanted) >= WANTED_MAX)
      sessions_reset (core);
    want = g_new0 (Want, 1);
    want->acc = *acc;
    want->devs = g_array_new (FALSE, FALSE, sizeof (gint64));
    g_hash_table_insert (core->wanted, &want->acc, want);
  }
  if (want->asking || want->devs->len >= LIMIT_DEVICES_MAX)
    return;
  insert_sorted (want->devs, dev);
  if (want->due)
    return;
  /* After the transaction, when all that are wanted are known. */
  want->due = TRUE;
  core_post (core, ask_cb, id_copy (acc), g_free);
}

gboolean
sessions_are_coming (Core *core, const Id *acc)
{
  const Want *want = g_hash_table_lookup (core->wanted, acc);

  return want != NULL && (want->due || want->asking);
}

gboolean
sessions_are_hopeless (Core *core, const Id *acc)
{
  const Want *want = g_hash_table_lookup (core->wanted, acc);

  return want != NULL && want->tries >= HOPELESS_TRIES;
}

void
sessions_renew (Core *core, const Party *peer)
{
  KeyStore keys = keys_of (core);
  EnvelopePair pair = sessions_pair (core, &keys, peer);

  envelope_drop (&pair, NULL);
  sessions_want (core, &peer->address.account, peer->address.device);
}

/* Whichever way a clock was set. */
static gboolean
is_old (const EnvelopeState *state, gint64 now)
{
  gint64 age = now - state->made * 1000;

  return state->sessions > 0 && ABS (age) > AGE_MAX;
}

void
sessions_refresh (Core *core, const Party *peer)
{
  KeyStore keys = keys_of (core);
  EnvelopePair pair = sessions_pair (core, &keys, peer);
  EnvelopeState state;

  if (envelope_state (&pair, &state, NULL) && is_old (&state, core_now (core)))
    sessions_want (core, &peer->address.account, peer->address.device);
}
