/* friend: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "friend.h"

#include "error.h"
#include "store-account.h"
#include "store-device.h"
#include "store-identity.h"
#include "store-peer.h"

#include <string.h>

Device *
friend_make_device (const Friend *friend, guint32 number)
{
  Device *device = device_new (1, number);

  device->self.address.account = friend->acc;
  memcpy (device->self.account_key, friend->account_key, sizeof device->self.account_key);
  return device;
}

Friend *
friend_new (guint n)
{
  Friend *friend = g_new0 (Friend, 1);

  friend->acc = id_random ();
  friend->devices = g_ptr_array_new_with_free_func ((GDestroyNotify) device_free);
  prim_sign_keypair (friend->account_key, friend->account_secret);
  for (guint i = 1; i <= n; i++)
    friend_add (friend, friend_make_device (friend, i));
  friend_sign (friend);
  return friend;
}

void
friend_free (Friend *friend)
{
  g_ptr_array_unref (friend->devices);
  g_bytes_unref (friend->bytes);
  g_free (friend);
}

Device *
friend_device (const Friend *friend, guint32 number)
{
  for (guint i = 0; i < friend->devices->len; i++) {
    Device *device = friend->devices->pdata[i];

    if (device->self.address.device == number)
      return device;
  }
  return NULL;
}

void
friend_add (Friend *friend, Device *device)
{
  g_ptr_array_add (friend->devices, device);
}

void
friend_drop (Friend *friend, guint32 number)
{
  g_assert_true (g_ptr_array_remove (friend->devices, friend_device (friend, number)));
}

static void
describe (const Device *device, DevlistDevice *out)
{
  memset (out, 0, sizeof *out);
  out->number = device->self.address.device;
  memcpy (out->identity, device->self.identity, sizeof out->identity);
  memcpy (out->signing, device->self.signing_key, sizeof out->signing);
  out->added = 1790000000000;
  out->caps = DEVLIST_CAP_PQ | DEVLIST_CAP_ENVELOPE_1;
}

void
friend_sign (Friend *friend)
{
  g_autofree Devlist *list = g_new0 (Devlist, 1);
  g_autoptr (GError) error = NULL;
  gsize len;
  gconstpointer data;

  list->account = friend->acc;
  memcpy (list->account_key, friend->account_key, sizeof list->account_key);
  list->version = friend->mark.version + 1;
  memcpy (list->before, friend->mark.hash, sizeof list->before);
  list->time = 1790000000000;
  list->n_devices = friend->devices->len;
  for (guint i = 0; i < friend->devices->len; i++)
    describe (friend->devices->pdata[i], &list->devices[i]);
  g_clear_pointer (&friend->bytes, g_bytes_unref);
  friend->bytes = devlist_sign (list, friend->account_secret, &error);
  g_assert_no_error (error);
  data = g_bytes_get_data (friend->bytes, &len);
  devlist_read (data, len, &friend->acc, &friend->list, &friend->mark, &error);
  g_assert_no_error (error);
}

void
friend_begin_anew (Friend *friend, guint32 number)
{
  static const DevlistMark none;

  g_ptr_array_set_size (friend->devices, 0);
  prim_sign_keypair (friend->account_key, friend->account_secret);
  friend_add (friend, friend_make_device (friend, number));
  friend->mark = none;
  friend_sign (friend);
}

char *
friend_list (const Friend *friend)
{
  gsize len;
  gconstpointer data = g_bytes_get_data (friend->bytes, &len);

  return base64url_encode (data, len);
}

/* -- In the store of the core. -- */

static void
put_records (const Device *device, Store *store)
{
  GHashTableIter iter;
  gpointer name, record;

  g_hash_table_iter_init (&iter, device->records);
  while (g_hash_table_iter_next (&iter, &name, &record)) {
    const KeyName *key = name;

    g_assert_true (id_is_none (&key->peer.account));
    store_record_put (store, key->kind, key->id, NULL, 0, record);
  }
}

static void
put_identity (const Friend *self, const Device *device, Store *store)
{
  StoreIdentity identity = { .primary = TRUE };

  memcpy (identity.account_key, self->account_key, sizeof identity.account_key);
  memcpy (identity.account_secret, self->account_secret, sizeof identity.account_secret);
  memcpy (identity.signing_key, device->self.signing_key, sizeof identity.signing_key);
  memcpy (identity.signing_secret, device->signing_secret, sizeof identity.signing_secret);
  memcpy (identity.identity, device->self.identity, sizeof identity.identity);
  store_identity_put (store, &identity);
}

void
friend_introduce (const Friend *friend, Store *store)
{
  g_autoptr (GArray) numbers = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (guint i = 0; i < friend->list.n_devices; i++) {
    gint64 number = friend->list.devices[i].number;

    g_array_append_val (numbers, number);
  }
  store_device_put_list (store, &friend->acc, (const gint64 *) (gpointer) numbers->data,
                         numbers->len);
  store_peer_put (store, &friend->acc, friend->bytes, TRUST_SEEN);
}

void
friend_move_in (Friend *self, Store *store, const char *server)
{
  StoreAccount account = { .acc = self->acc,
                           .dev = 1,
                           .server = (char *) server,
                           .token = (char *) "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8",
                           .name = (char *) "Ada",
                           .epoch = (char *) "1" };
  Device *device = friend_device (self, 1);
  g_autofree char *now = g_strdup_printf ("%" G_GINT64_FORMAT, g_get_real_time () / 1000);
  g_autofree char *signed_id = g_strdup_printf ("%u", device->signed_prekey.prekey.id);

  self->welcome = device_bundle_of_last_resort (device);
  store_account_put (store, &account);
  put_identity (self, device, store);
  put_records (device, store);
  friend_introduce (self, store);
  store_setting_put (store, "keys-signed", signed_id);
  store_setting_put (store, "keys-signed-at", now);
  store_setting_put (store, "keys-there", "1");
  store_setting_put (store, "list-there", "yes");
}

/* -- Talk. -- */

static EnvelopePair
pair_of (const Device *self, const Device *peer)
{
  EnvelopePair pair = device_pair (self, peer);

  pair.now = g_get_real_time () / G_USEC_PER_SEC;
  return pair;
}

static ListMark
mark_of (const Friend *friend)
{
  ListMark mark = { .version = friend->mark.version };

  memcpy (mark.hash, friend->mark.hash, sizeof mark.hash);
  return mark;
}

EnvelopeHeader
friend_header (const Friend *from, const Friend *to, const Conv *conv)
{
  EnvelopeHeader header = { .conv = { CONV_USER, from->acc } };

  if (conv != NULL)
    header.conv = *conv;
  header.sender_list = mark_of (from);
  header.receiver_list = mark_of (to);
  return header;
}

static void
begin (const EnvelopePair *pair, const EnvelopeBundle *bundle)
{
  g_autoptr (GError) error = NULL;
  EnvelopeState state;

  envelope_state (pair, &state, &error);
  g_assert_no_error (error);
  if (state.sessions == 0)
    envelope_start (pair, bundle, &error);
  g_assert_no_error (error);
}

static char *
text_of (GBytes *sealed, const GError *error)
{
  gsize len;
  gconstpointer data;

  g_assert_no_error (error);
  data = g_bytes_get_data (sealed, &len);
  return base64url_encode (data, len);
}

char *
friend_seal (const Friend *to,
             Device *device,
             const Id *message,
             const EnvelopeHeader *header,
             gconstpointer content,
             gsize len)
{
  EnvelopePair pair = pair_of (device, friend_device (to, 1));
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) sealed = NULL;

  begin (&pair, &to->welcome);
  sealed = envelope_seal (&pair, message, header, content, len, &error);
  return text_of (sealed, error);
}

void
friend_drop_session (const Friend *to, Device *device)
{
  EnvelopePair pair = pair_of (device, friend_device (to, 1));

  g_assert_true (envelope_drop (&pair, NULL));
}

char *
friend_seal_ephemeral (const Friend *to, Device *device, const char *content)
{
  EnvelopePair pair = pair_of (device, friend_device (to, 1));
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) sealed = envelope_seal_ephemeral (&pair, content, strlen (content), &error);

  return text_of (sealed, error);
}

char *
friend_open (const Friend *from,
             Device *device,
             const Id *message,
             const char *ct,
             EnvelopeHeader *header)
{
  EnvelopePair pair = pair_of (device, friend_device (from, 1));
  g_autoptr (GBytes) sealed = base64url_decode (ct);
  g_autoptr (GBytes) content = NULL;
  gsize len;
  gconstpointer data;

  g_assert_nonnull (sealed);
  data = g_bytes_get_data (sealed, &len);
  if (!envelope_open (&pair, message, data, len, header, &content, NULL))
    return NULL;
  return g_strndup (g_bytes_get_data (content, NULL), g_bytes_get_size (content));
}
