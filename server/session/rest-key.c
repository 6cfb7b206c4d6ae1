/* rest-key: the key directory: signed device lists, keys left by devices, and handed out to others.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "rest-private.h"

/* NULL: the same device is named twice, or they do not rise. */
static GArray *
numbers_of (const GPtrArray *named)
{
  g_autoptr (GArray) devs = g_array_new (FALSE, FALSE, sizeof (gint64));
  gint64 last = 0;

  for (guint i = 0; i < named->len; i++) {
    gint64 dev = ((const RestDeviceNo *) named->pdata[i])->dev;

    if (dev <= last)
      return NULL;
    last = dev;
    g_array_append_val (devs, dev);
  }
  return g_steal_pointer (&devs);
}

/* -- The signed list. -- */

static void
list_set_done (gpointer data, const GError *error)
{
  Rest *rest = data;
  StoreListSet *set = &rest->list_set;

  g_array_unref ((GArray *) set->devs);
  if (error == NULL) {
    for (guint i = 0; i < set->confirmed->len; i++)
      hub_confirm (rest->server->hub, g_array_index (set->confirmed, gint64, i));
    hub_close_revoked (rest->server->hub, set->revoked);
    hub_wake (rest->server->hub, set->deliveries);
  }
  store_list_set_clear (set);
  if (error != NULL)
    rest_fail (rest, error);
  else
    rest_nothing (rest);
}

static gboolean
names (const GArray *devs, gint64 dev)
{
  for (guint i = 0; i < devs->len; i++)
    if (g_array_index (devs, gint64, i) == dev)
      return TRUE;
  return FALSE;
}

void
rest_handle_list_set (Rest *rest)
{
  const RestList *request = rest->body;
  g_autoptr (GArray) devs = numbers_of (request->devs);

  if (devs == NULL || !names (devs, rest->who->dev)) {
    rest_refuse (rest, WHIN_ERROR_BAD_FRAME, "the device numbers must rise, with one's own", 0, 0);
    return;
  }
  rest->list_set.key = rest->who->key;
  rest->list_set.acc = rest->who->acc;
  rest->list_set.version = request->version;
  rest->list_set.list = request->list;
  rest->list_set.devs = g_steal_pointer (&devs);
  rest->list_set.now = server_now ();
  store_list_set (rest->server->store, &rest->list_set, list_set_done, rest);
}

static void
keys_done (gpointer data, const GError *error)
{
  Rest *rest = data;
  RestKeyCount reply = { .ones = rest->keys_count.ones, .kems = rest->keys_count.kems };

  if (error != NULL)
    rest_fail (rest, error);
  else
    rest_reply (rest, &reply);
}

void
rest_handle_keys (Rest *rest)
{
  rest->keys_count.key = rest->who->key;
  store_keys_count (rest->server->store, &rest->keys_count, keys_done, rest);
}

/* -- Leaving keys. -- */

typedef struct {
  Rest *rest;
  GPtrArray *keys; /* of StoreKey */
} Leave;

static void
leave_free (Leave *leave)
{
  g_ptr_array_unref (leave->keys);
  g_free (leave);
}

static void
keys_add_done (gpointer data, const GError *error)
{
  Leave *leave = data;
  Rest *rest = leave->rest;
  RestKeyCount reply = { .ones = rest->keys_add.ones, .kems = rest->keys_add.kems };

  leave_free (leave);
  if (error != NULL)
    rest_fail (rest, error);
  else
    rest_reply (rest, &reply);
}

static void
add_one (GPtrArray *keys, StoreKeyKind kind, const RestKey *from)
{
  StoreKey *key;

  if (from == NULL)
    return;
  key = g_new0 (StoreKey, 1);
  *key = (StoreKey) { kind, from->id, g_strdup (from->key) };
  g_ptr_array_add (keys, key);
}

/* FALSE: the ids do not rise. */
static gboolean
add_all (GPtrArray *keys, StoreKeyKind kind, const GPtrArray *from)
{
  gint64 last = 0;

  for (guint i = 0; from != NULL && i < from->len; i++) {
    const RestKey *key = from->pdata[i];

    if (key->id <= last)
      return FALSE;
    last = key->id;
    add_one (keys, kind, key);
  }
  return TRUE;
}

void
rest_handle_keys_add (Rest *rest)
{
  const RestKeys *request = rest->body;
  Leave *leave = g_new0 (Leave, 1);

  leave->rest = rest;
  leave->keys = g_ptr_array_new_with_free_func (store_key_free);
  add_one (leave->keys, STORE_KEY_SIGNED, request->spk);
  add_one (leave->keys, STORE_KEY_LAST, request->last);
  add_one (leave->keys, STORE_KEY_KEM_LAST, request->klast);
  if (!add_all (leave->keys, STORE_KEY_ONE, request->ones) ||
      !add_all (leave->keys, STORE_KEY_KEM, request->kems)) {
    leave_free (leave);
    rest_refuse (rest, WHIN_ERROR_BAD_FRAME, "the ids of one-time keys must rise", 0, 0);
    return;
  }
  rest->keys_add.key = rest->who->key;
  rest->keys_add.keys = leave->keys;
  store_keys_add (rest->server->store, &rest->keys_add, keys_add_done, leave);
}

/* -- Taking them. -- */

/* Tells a device that is here that its keys run out; one that is not asks when it comes. */
static void
tell_owner (Server *server, const StoreBundle *bundle)
{
  Session *owner = hub_find (server->hub, bundle->key);
  ProtoKeys keys = { bundle->ones, bundle->kems };

  if (owner != NULL && MIN (bundle->ones, bundle->kems) < LIMIT_KEYS_LOW)
    session_send (owner, PROTO_KEYS, &keys, CONN_EPHEMERAL);
}

static RestKey *
key_at (const StoreBundle *bundle, guint at)
{
  const StoreKey *from = bundle->keys->pdata[at];
  RestKey *key = g_new0 (RestKey, 1);

  *key = (RestKey) { from->id, from->key };
  return key;
}

static void
bundle_free (gpointer data)
{
  RestBundle *bundle = data;

  g_free (bundle->spk);
  g_free (bundle->one);
  g_free (bundle->kem);
  g_free (bundle);
}

static void
bundles_done (gpointer data, const GError *error)
{
  Rest *rest = data;
  Server *server = rest->server;
  StoreKeysTake taken = rest->keys_take;
  g_autoptr (GPtrArray) bundles = g_ptr_array_new_with_free_func (bundle_free);
  RestBundles reply = { .bundles = bundles };

  g_array_unref ((GArray *) taken.devs);
  if (error != NULL) {
    rest_fail (rest, error);
  } else {
    for (guint i = 0; i < taken.bundles->len; i++) {
      const StoreBundle *from = taken.bundles->pdata[i];
      RestBundle *bundle = g_new0 (RestBundle, 1);

      *bundle = (RestBundle) { from->dev, key_at (from, 0), key_at (from, 1), key_at (from, 2) };
      g_ptr_array_add (bundles, bundle);
      tell_owner (server, from);
    }
    rest_reply (rest, &reply);
  }
  store_keys_take_clear (&taken);
}

void
rest_handle_bundles (Rest *rest)
{
  g_autoptr (GArray) devs = numbers_of (((const RestKeyRequest *) rest->body)->devs);

  if (devs == NULL)
    rest_refuse (rest, WHIN_ERROR_BAD_FRAME, "the device numbers must rise", 0, 0);
  else if (rest_may_of (rest, BUCKET_KEYS_OF, &rest->id, devs->len) &&
           rest_may (rest, BUCKET_KEYS, devs->len)) {
    rest->keys_take.acc = rest->id;
    rest->keys_take.devs = g_steal_pointer (&devs);
    rest->keys_take.own = id_equal (&rest->id, &rest->who->acc);
    store_keys_take (rest->server->store, &rest->keys_take, bundles_done, rest);
  }
}
