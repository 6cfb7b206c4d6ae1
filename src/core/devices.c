/* devices: lists are asked for once, kept, and asked for again when the server and the signature
 * do not agree, or when somebody has seen a newer one.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "devices.h"

#include "group-give.h"
#include "group-work.h"
#include "history.h"
#include "identity.h"
#include "lists.h"
#include "names.h"
#include "own-state.h"
#include "pairing.h"
#include "peers.h"
#include "store-device.h"

#define RETRY_MS 250
#define RETRY_MAX_MS 8000
#define ASKED_MAX 1024
#define HOPELESS_TRIES 4

typedef struct {
  Id acc;
  gboolean asking;
  guint tries;     /* in a row that did not bring agreement */
  gint64 until;    /* monotonic; not asked again before */
  gint64 sender;   /* a device that a message came from: what is asked is asked for it */
  gint64 stranger; /* the last such device that the answer did not name */
} Asked;

GHashTable *
devices_new (void)
{
  return g_hash_table_new_full (id_hash, id_hash_equal, NULL, g_free);
}

void
devices_reset (Core *core)
{
  GHashTableIter iter;
  gpointer asked;

  g_hash_table_iter_init (&iter, core->asked);
  while (g_hash_table_iter_next (&iter, NULL, &asked))
    if (!((Asked *) asked)->asking)
      g_hash_table_iter_remove (&iter);
}

static Asked *
asked_for (Core *core, const Id *acc)
{
  Asked *asked = g_hash_table_lookup (core->asked, acc);

  if (asked != NULL)
    return asked;
  if (g_hash_table_size (core->asked) >= ASKED_MAX)
    devices_reset (core);
  asked = g_new0 (Asked, 1);
  asked->acc = *acc;
  g_hash_table_insert (core->asked, &asked->acc, asked);
  return asked;
}

static void
go_on_cb (Core *core, gpointer data)
{
  outbox_pump (core);
  groups_resume (core);
  sync_resume (core);
  if (core->account != NULL && core->account->pending && identity_has_account (core))
    devices_refresh (core, &core->account->acc);
}

/* Not at once again: the two may need a moment to agree. */
static void
hold_back (Core *core, Asked *asked, gint64 at_least_ms)
{
  gint64 delay = MAX (MIN (RETRY_MS << MIN (asked->tries, 8), RETRY_MAX_MS), at_least_ms);

  asked->tries++;
  asked->until = g_get_monotonic_time () + delay * 1000;
  g_source_unref (core_timeout (core, delay + 1, go_on_cb));
}

static void
store_numbers (Core *core, const Id *acc, GPtrArray *devs)
{
  g_autoptr (GArray) numbers = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (guint i = 0; devs != NULL && i < devs->len && i < LIMIT_DEVICES_MAX; i++) {
    const RestDeviceNo *one = devs->pdata[i];

    g_array_append_val (numbers, one->dev);
  }
  store_device_put_list (core->store, acc, (const gint64 *) (gpointer) numbers->data, numbers->len);
}

/* Those the server names are those that the account signed, and its newest list is here. */
static gboolean
all_are_listed (Core *core, const Id *acc, GArray *devs)
{
  if (!peers_is_current (core, acc))
    return FALSE;
  for (guint i = 0; i < devs->len; i++)
    if (!peers_lists (core, acc, g_array_index (devs, gint64, i)))
      return FALSE;
  return TRUE;
}

/* Nobody there: the server will say so to what is sent. */
static gboolean
is_final (const GError *error)
{
  return g_error_matches (error, WHIN_ERROR, WHIN_ERROR_NOT_FOUND) ||
         g_error_matches (error, WHIN_ERROR, WHIN_ERROR_FORBIDDEN);
}

static void
take_answer (Core *core, Asked *asked, const RestAccountDevices *list)
{
  Id acc = asked->acc, self = core_self (core);
  gboolean resigned = FALSE, waited = core->account->pending, agreed;
  g_autoptr (GArray) devs = NULL;

  core_begin (core);
  store_numbers (core, &acc, list != NULL ? list->devs : NULL);
  if (list != NULL && list->list != NULL)
    peers_take (core, &acc, list->list);
  if (id_equal (&acc, &self))
    resigned = lists_sign_off_gone (core);
  if (id_equal (&acc, &self))
    pairing_on_list (core);
  devs = store_device_list (core->store, &acc);
  agreed = devs != NULL && all_are_listed (core, &acc, devs);
  agreed = agreed && !core->account->pending;
  if (!core_commit (core, NULL) || !agreed)
    hold_back (core, asked, 0);
  else
    asked->tries = 0;
  if (core->pairing != NULL && core->pairing->role == LINK_NEW && !core->account->pending)
    pairing_end (core, PAIRING_DONE, 0);
  if (resigned)
    lists_publish (core);
  /* It may have come before the list that names this device. */
  if (waited && !core->account->pending)
    history_pump_in (core);
}

static void
asked_cb (Core *core, gconstpointer reply, const GError *error, gpointer data)
{
  g_autofree Id *acc = data;
  Asked *asked = g_hash_table_lookup (core->asked, acc);

  if (core->stopping || core->identity == NULL || asked == NULL)
    return;
  asked->asking = FALSE;
  asked->stranger = error == NULL || is_final (error) ? asked->sender : 0;
  asked->sender = 0;
  if (error != NULL && !is_final (error)) {
    hold_back (core, asked, error_retry_ms (error));
    return;
  }
  take_answer (core, asked, reply);
  go_on_cb (core, NULL);
}

static void
ask (Core *core, Asked *asked)
{
  IdText text;

  if (asked->asking || core->api == NULL || core->stopping ||
      g_get_monotonic_time () < asked->until)
    return;
  asked->asking = TRUE;
  core_rest (core, REST_ACCOUNT_DEVICES, id_to_text (&asked->acc, text), NULL, asked_cb,
             id_copy (&asked->acc));
}

void
devices_refresh (Core *core, const Id *acc)
{
  ask (core, asked_for (core, acc));
}

GArray *
devices_of (Core *core, const Id *acc)
{
  GArray *devs = store_device_list (core->store, acc);

  if (devs != NULL && all_are_listed (core, acc, devs))
    return devs;
  g_clear_pointer (&devs, g_array_unref);
  devices_refresh (core, acc);
  return NULL;
}

gboolean
devices_are_hopeless (Core *core, const Id *acc)
{
  const Asked *asked = g_hash_table_lookup (core->asked, acc);

  return asked != NULL && asked->tries >= HOPELESS_TRIES;
}

gboolean
devices_are_coming (Core *core, const Id *acc, gint64 dev)
{
  Asked *asked = asked_for (core, acc);

  if (asked->asking)
    return TRUE;
  if (asked->stranger == dev) {
    asked->stranger = 0;
    return FALSE;
  }
  /* What was answered before the message came says nothing about it. */
  asked->until = 0;
  ask (core, asked);
  asked->sender = dev;
  return TRUE;
}

static gboolean
has_grown (Core *core, GArray *old, const ProtoDevices *item)
{
  gboolean grown = FALSE;

  for (guint i = 0; i < item->devs->len; i++) {
    const ProtoDeviceNo *one = item->devs->pdata[i];
    gboolean known = FALSE;

    for (guint j = 0; old != NULL && j < old->len; j++)
      known |= g_array_index (old, gint64, j) == one->dev;
    grown |= !known && one->dev != core->account->dev;
  }
  return grown;
}

static gboolean
is_ours_to_greet (Core *core, const ProtoDevices *item)
{
  for (guint i = 0; i < item->devs->len; i++)
    if (((const ProtoDeviceNo *) item->devs->pdata[i])->dev < core->account->dev)
      return FALSE;
  return TRUE;
}

void
devices_on_item (Core *core, const ProtoDevices *item)
{
  Id self = core_self (core);
  g_autoptr (GArray) old = NULL;
  g_autoptr (GArray) numbers = g_array_new (FALSE, FALSE, sizeof (gint64));

  if (!id_equal (&item->acc, &self))
    return;
  old = store_device_list (core->store, &self);
  for (guint i = 0; i < item->devs->len; i++)
    g_array_append_val (numbers, ((const ProtoDeviceNo *) item->devs->pdata[i])->dev);
  store_device_put_list (core->store, &self, (const gint64 *) (gpointer) numbers->data,
                         numbers->len);
  history_on_devices (core, numbers);
  /* What they signed comes after what the server says. */
  asked_for (core, &self)->until = 0;
  if (identity_has_account (core))
    devices_refresh (core, &self);
  if (!has_grown (core, old, item))
    return;
  /* It is the one that was told the name. */
  if (identity_is_primary (core))
    names_tell_all (core);
  if (is_ours_to_greet (core, item)) {
    profile_send_to_own (core);
    contacts_send_to_own (core);
    own_state_tell_new (core);
    groups_owe_own (core, 0);
  }
}
