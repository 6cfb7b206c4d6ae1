/* lists: signed here, stored as one's own peer, and then published.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "lists.h"

#include "handover.h"
#include "history.h"
#include "identity.h"
#include "pairing.h"
#include "peers.h"
#include "prekeys.h"
#include "store-device.h"

#include <glib/gi18n.h>
#include <string.h>

#define RETRY_MS 2000
#define AT_LEAST "list-at-least"

static gboolean
is_in (const GArray *numbers, gint64 number)
{
  for (guint i = 0; numbers != NULL && i < numbers->len; i++)
    if (g_array_index (numbers, gint64, i) == number)
      return TRUE;
  return FALSE;
}

static void
put_device (Devlist *list, const DevlistDevice *device)
{
  guint at = list->n_devices;

  if (at >= DEVLIST_DEVICES_MAX)
    return;
  while (at > 0 && list->devices[at - 1].number > device->number) {
    list->devices[at] = list->devices[at - 1];
    at--;
  }
  list->devices[at] = *device;
  list->n_devices++;
}

/* The key changed hands when the account was registered anew: then nothing of before counts. */
static const Peer *
last_list (Core *core)
{
  const Party *self = identity_party (core);
  const Peer *own = peers_get (core, &self->address.account);

  return own != NULL &&
                 prim_equal (own->list.account_key, self->account_key, sizeof self->account_key)
             ? own
             : NULL;
}

/* Two lists of one version would stop everybody: not while another device may sign, and not before
 * all that another one has signed is known. */
static gboolean
may_sign (Core *core, const Peer *last, GError **error)
{
  g_autofree char *text = store_setting_get (core->store, AT_LEAST);
  guint64 at_least = text != NULL ? g_ascii_strtoull (text, NULL, 10) : 0;

  if (handover_to (core) == 0 && (last != NULL ? last->mark.version : 0) >= at_least)
    return TRUE;
  g_set_error_literal (error, WHIN_ERROR, WHIN_ERROR_CONFLICT,
                       _ ("Another device is becoming the main one."));
  return FALSE;
}

gboolean
lists_sign (Core *core, const DevlistDevice *added, const GArray *gone, GError **error)
{
  const Party *self = identity_party (core);
  const Peer *last = last_list (core);
  g_autofree Devlist *list = g_new0 (Devlist, 1);
  DevlistDevice here;
  g_autoptr (GBytes) signed_list = NULL;

  if (!may_sign (core, last, error))
    return FALSE;
  list->account = self->address.account;
  memcpy (list->account_key, self->account_key, sizeof list->account_key);
  list->version = last != NULL ? last->mark.version + 1 : 1;
  if (last != NULL)
    memcpy (list->before, last->mark.hash, sizeof list->before);
  list->time = core_now (core);
  identity_describe (core, &here);
  for (guint i = 0; last != NULL && i < last->list.n_devices; i++) {
    const DevlistDevice *device = &last->list.devices[i];

    if (device->number == here.number)
      here = *device;
    else if (!is_in (gone, device->number))
      put_device (list, device);
  }
  put_device (list, &here);
  if (added != NULL)
    put_device (list, added);
  signed_list = devlist_sign (list, identity_account_secret (core), error);
  if (signed_list == NULL)
    return FALSE;
  peers_put_own (core, signed_list);
  lists_want (core);
  return TRUE;
}

gboolean
lists_sign_anew (Core *core, gint64 at_least, GError **error)
{
  const Party *self = identity_party (core);
  const Peer *last = last_list (core);
  g_autofree Devlist *list = g_new0 (Devlist, 1);
  g_autoptr (GBytes) signed_list = NULL;

  list->account = self->address.account;
  memcpy (list->account_key, self->account_key, sizeof list->account_key);
  list->time = MAX (core_now (core), at_least);
  list->version = (guint64) list->time;
  if (last != NULL) {
    list->version = MAX (list->version, last->mark.version + 1);
    memcpy (list->before, last->mark.hash, sizeof list->before);
  } else {
    /* There was one, and it is not known. */
    prim_hash ("whinchat/e2ee/v1/devlist-unknown", &list->account, sizeof list->account,
               list->before);
  }
  list->n_devices = 1;
  identity_describe (core, &list->devices[0]);
  signed_list = devlist_sign (list, identity_account_secret (core), error);
  if (signed_list == NULL)
    return FALSE;
  peers_put_own (core, signed_list);
  lists_want (core);
  return TRUE;
}

gboolean
lists_are_behind (Core *core, gint64 version)
{
  const Peer *last = last_list (core);

  return last != NULL && version > 0 && (guint64) version > last->mark.version;
}

void
lists_inherit (Core *core, guint64 version)
{
  g_autofree char *text = g_strdup_printf ("%" G_GUINT64_FORMAT, version);

  store_setting_put (core->store, AT_LEAST, text);
  store_setting_put (core->store, "list-there", "yes");
}

void
lists_wait_for_none (Core *core)
{
  store_setting_put (core->store, AT_LEAST, NULL);
}

void
lists_want (Core *core)
{
  store_setting_put (core->store, "list-there", NULL);
}

gboolean
lists_are_there (Core *core)
{
  g_autofree char *there = store_setting_get (core->store, "list-there");

  return there != NULL || !identity_is_primary (core);
}

static void
again_cb (Core *core, gpointer data)
{
  if (core->ready)
    lists_publish (core);
}

static void
published_cb (Core *core, gconstpointer reply, const GError *error, gpointer data)
{
  gint64 version = GPOINTER_TO_SIZE (data);
  const Peer *own;

  core->publishing = FALSE;
  if (core->stopping || core->identity == NULL)
    return;
  /* A conflict: another device of the account is the primary one now. Its list will come. */
  if (error != NULL && !g_error_matches (error, WHIN_ERROR, WHIN_ERROR_CONFLICT)) {
    g_source_unref (core_timeout (core, MAX (error_retry_ms (error), RETRY_MS), again_cb));
    return;
  }
  own = peers_get (core, &core->account->acc);
  if (own == NULL || (gint64) own->mark.version != version) {
    lists_publish (core);
    return;
  }
  core_begin (core);
  store_setting_put (core->store, "list-there", "yes");
  core_note_account (core);
  if (!core_commit (core, NULL))
    return;
  pairing_on_published (core);
  history_pump_out (core);
  outbox_pump (core);
}

void
lists_publish (Core *core)
{
  const Peer *own;
  gsize len;
  gconstpointer data;
  g_autofree char *text = NULL;
  g_autoptr (GPtrArray) devs = g_ptr_array_new_with_free_func (g_free);
  RestList body = { 0 };

  if (core->publishing || !core->ready || lists_are_there (core) || !prekeys_are_there (core) ||
      (own = last_list (core)) == NULL)
    return;
  data = g_bytes_get_data (own->bytes, &len);
  text = base64url_encode (data, len);
  body.version = (gint64) own->mark.version;
  body.list = text;
  body.devs = devs;
  for (guint i = 0; i < own->list.n_devices; i++) {
    RestDeviceNo *one = g_new0 (RestDeviceNo, 1);

    one->dev = own->list.devices[i].number;
    g_ptr_array_add (devs, one);
  }
  core->publishing = TRUE;
  core_rest (core, REST_LIST_SET, NULL, &body, published_cb, GSIZE_TO_POINTER (own->mark.version));
}

gboolean
lists_sign_off_gone (Core *core)
{
  Id self = core_self (core);
  const Peer *own = peers_get (core, &self);
  g_autoptr (GArray) there = store_device_list (core->store, &self);
  g_autoptr (GArray) gone = g_array_new (FALSE, FALSE, sizeof (gint64));

  handover_check (core);
  if (!identity_is_primary (core) || own == NULL || there == NULL || !lists_are_there (core))
    return FALSE;
  for (guint i = 0; i < own->list.n_devices; i++) {
    gint64 number = own->list.devices[i].number;

    if (number != core->account->dev && !is_in (there, number))
      g_array_append_val (gone, number);
  }
  return gone->len > 0 && lists_sign (core, NULL, gone, NULL);
}
