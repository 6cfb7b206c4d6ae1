/* directory: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "directory.h"

#include "rest.h"

#include <string.h>

static void
hear (Directory *directory, SoupServerMessage *message)
{
  SoupMessageBody *body = soup_server_message_get_request_body (message);

  g_string_append_len (directory->heard, body->data, body->length);
  g_string_append_c (directory->heard, '\n');
}

static void
answer (SoupServerMessage *message, const CodecSchema *schema, gconstpointer body)
{
  GString *text = g_string_new (NULL);
  gsize len;

  codec_write (schema, body, text);
  len = text->len;
  soup_server_message_set_status (message, 200, NULL);
  soup_server_message_set_response (message, "application/json", SOUP_MEMORY_TAKE,
                                    g_string_free (text, FALSE), len);
}

static Friend *
find_friend (Directory *directory, const char *acc)
{
  for (guint i = 0; i < directory->friends->len; i++) {
    Friend *friend = directory->friends->pdata[i];
    IdText text;

    if (g_strcmp0 (id_to_text (&friend->acc, text), acc) == 0)
      return friend;
  }
  return NULL;
}

static gboolean
haunts (const Directory *directory, const Friend *friend)
{
  return directory->ghost != NULL &&
         id_equal (&directory->ghost->self.address.account, &friend->acc);
}

/* -- Devices. -- */

static void
add_number (GPtrArray *devs, const Device *device)
{
  RestDeviceNo *one = g_new0 (RestDeviceNo, 1);

  one->dev = device->self.address.device;
  g_ptr_array_add (devs, one);
}

static void
answer_devices (Directory *directory, SoupServerMessage *message, const Friend *friend)
{
  g_autoptr (GPtrArray) devs = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *list = friend_list (friend);
  RestAccountDevices body = { devs, list };

  directory->lists++;
  for (guint i = 0; i < friend->devices->len; i++)
    add_number (devs, friend->devices->pdata[i]);
  if (haunts (directory, friend))
    add_number (devs, directory->ghost);
  answer (message, &rest_info (REST_ACCOUNT_DEVICES)->reply, &body);
}

/* -- Keys. -- */

static RestKey *
key_of (guint32 id, const guint8 *key, gsize len, const guint8 *signature, gsize signature_len)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  RestKey *out = g_new0 (RestKey, 1);

  g_byte_array_append (bytes, key, (guint) len);
  if (signature_len > 0)
    g_byte_array_append (bytes, signature, (guint) signature_len);
  out->id = id;
  out->key = base64url_encode (bytes->data, bytes->len);
  return out;
}

static RestBundle *
bundle_of (Device *device)
{
  EnvelopeBundle keys = device_bundle (device);
  const EngineSignedPrekey *spk = &keys.engine.signed_prekey;
  RestBundle *bundle = g_new0 (RestBundle, 1);

  bundle->dev = device->self.address.device;
  bundle->spk = key_of (spk->prekey.id, spk->prekey.key, sizeof spk->prekey.key, spk->signature,
                        sizeof spk->signature);
  bundle->one = key_of (keys.engine.prekey.id, keys.engine.prekey.key,
                        sizeof keys.engine.prekey.key, NULL, 0);
  bundle->kem = key_of (keys.kem.id, keys.kem.key, sizeof keys.kem.key, keys.kem.signature,
                        sizeof keys.kem.signature);
  return bundle;
}

static void
answer_keys (Directory *directory, SoupServerMessage *message, const Friend *friend)
{
  const RestInfo *info = rest_info (REST_BUNDLES);
  SoupMessageBody *asked = soup_server_message_get_request_body (message);
  RestKeyRequest *request =
      codec_read_text (&info->request, asked->data, (gsize) asked->length, NULL);
  RestBundles *body = g_new0 (RestBundles, 1);

  g_assert_nonnull (request);
  body->bundles = g_ptr_array_new ();
  for (guint i = 0; i < request->devs->len; i++) {
    guint32 number = (guint32) ((RestDeviceNo *) request->devs->pdata[i])->dev;
    Device *device = friend_device (friend, number);

    if (device == NULL && haunts (directory, friend) &&
        directory->ghost->self.address.device == number) {
      device = directory->ghost;
      directory->ghost_keys++;
    }
    if (device != NULL)
      g_ptr_array_add (body->bundles, bundle_of (device));
    directory->keys += device != NULL;
  }
  answer (message, &info->reply, body);
  codec_free (&info->reply, body);
  codec_free (&info->request, request);
}

static void
accounts_cb (SoupServer *server,
             SoupServerMessage *message,
             const char *path,
             GHashTable *query,
             gpointer data)
{
  Directory *directory = data;
  g_autofree char *acc = NULL;
  gboolean known_path;
  RestCall call = rest_match (soup_server_message_get_method (message), path, &acc, &known_path);
  const Friend *friend = find_friend (directory, acc);

  hear (directory, message);
  if (friend == NULL)
    soup_server_message_set_status (message, 404, NULL);
  else if (call == REST_ACCOUNT_DEVICES)
    answer_devices (directory, message, friend);
  else if (call == REST_BUNDLES)
    answer_keys (directory, message, friend);
  else
    g_assert_not_reached ();
}

/* -- What the client brings. -- */

static void
keys_cb (SoupServer *server,
         SoupServerMessage *message,
         const char *path,
         GHashTable *query,
         gpointer data)
{
  RestKeyCount count = { 100, 50 };

  hear (data, message);
  answer (message, &rest_info (REST_KEYS)->reply, &count);
}

static void
list_cb (SoupServer *server,
         SoupServerMessage *message,
         const char *path,
         GHashTable *query,
         gpointer data)
{
  RestNothing nothing = { 0 };

  hear (data, message);
  answer (message, &rest_info (REST_LIST_SET)->reply, &nothing);
}

Directory *
directory_new (void)
{
  Directory *directory = g_new0 (Directory, 1);

  directory->server = soup_server_new (NULL, NULL);
  directory->friends = g_ptr_array_new ();
  directory->heard = g_string_new (NULL);
  g_assert_true (
      soup_server_listen_local (directory->server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, NULL));
  soup_server_add_handler (directory->server, "/v1/accounts", accounts_cb, directory, NULL);
  soup_server_add_handler (directory->server, "/v1/keys", keys_cb, directory, NULL);
  soup_server_add_handler (directory->server, "/v1/list", list_cb, directory, NULL);
  return directory;
}

void
directory_free (Directory *directory)
{
  g_object_unref (directory->server);
  g_ptr_array_unref (directory->friends);
  g_string_free (directory->heard, TRUE);
  g_free (directory);
}

char *
directory_url (const Directory *directory)
{
  GSList *uris = soup_server_get_uris (directory->server);
  char *url = g_strdup_printf ("http://127.0.0.1:%d", g_uri_get_port (uris->data));

  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  return url;
}

void
directory_add (Directory *directory, Friend *friend)
{
  g_ptr_array_add (directory->friends, friend);
}
