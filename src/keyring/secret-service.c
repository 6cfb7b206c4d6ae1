/* secret-service: one item in the person's keyring for each keyring of ours.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "desktop-secret-private.h"

#include "error.h"

#include <glib/gi18n.h>
#include <libsecret/secret.h>
#include <string.h>

#define CONTENT_TYPE "application/octet-stream"

static const SecretSchema schema = {
  "org.whinchat.Whinchat.Key",
  SECRET_SCHEMA_NONE,
  { { "keyring", SECRET_SCHEMA_ATTRIBUTE_STRING }, { NULL, 0 } },
};

static GHashTable *
attributes_of (const Id *name)
{
  IdText text;

  return secret_attributes_build (&schema, "keyring", id_to_text (name, text), NULL);
}

static SecretService *
connect_to (GCancellable *cancellable, GError **error)
{
  return secret_service_get_sync (SECRET_SERVICE_OPEN_SESSION, cancellable, error);
}

static gboolean
is_gone (GError **error)
{
  g_set_error_literal (error, WHIN_ERROR, WHIN_ERROR_KEYRING_CHANGED,
                       _ ("The keyring of the desktop does not have the secret any more."));
  return FALSE;
}

static gboolean
take (SecretItem *item, guint8 secret[PRIM_KEY_BYTES], GError **error)
{
  g_autoptr (SecretValue) value = NULL;
  const char *data;
  gsize len = 0;

  if (secret_item_get_locked (item))
    return desktop_secret_is_locked (error);
  value = secret_item_get_secret (item);
  data = value != NULL ? secret_value_get (value, &len) : NULL;
  if (len != PRIM_KEY_BYTES)
    return is_gone (error);
  memcpy (secret, data, PRIM_KEY_BYTES);
  return TRUE;
}

gboolean
service_secret_get (const Id *name,
                    guint8 secret[PRIM_KEY_BYTES],
                    GCancellable *cancellable,
                    GError **error)
{
  g_autoptr (GHashTable) attributes = attributes_of (name);
  g_autoptr (SecretService) service = NULL;
  g_autolist (GObject) items = NULL;
  GError *cause = NULL;

  service = connect_to (cancellable, &cause);
  if (service != NULL)
    items = secret_service_search_sync (service, &schema, attributes,
                                        SECRET_SEARCH_UNLOCK | SECRET_SEARCH_LOAD_SECRETS,
                                        cancellable, &cause);
  if (cause != NULL)
    return desktop_secret_fail (cause, error);
  if (items == NULL)
    return is_gone (error);
  return take (items->data, secret, error);
}

gboolean
service_secret_make (const Id *name,
                     guint8 secret[PRIM_KEY_BYTES],
                     GCancellable *cancellable,
                     GError **error)
{
  g_autoptr (GHashTable) attributes = attributes_of (name);
  g_autoptr (SecretService) service = connect_to (cancellable, NULL);
  g_autoptr (SecretValue) value = NULL;
  guint8 made[PRIM_KEY_BYTES];
  GError *cause = NULL;

  prim_random (made, sizeof made);
  value = secret_value_new ((const char *) made, sizeof made, CONTENT_TYPE);
  prim_wipe (made, sizeof made);
  if (service != NULL && secret_service_store_sync (
                             service, &schema, attributes, SECRET_COLLECTION_DEFAULT,
                             _ ("Whinchat: the key of your messages"), value, cancellable, &cause))
    /* A keyring that says yes and keeps nothing would lock the person out. */
    return service_secret_get (name, secret, cancellable, error);
  if (cause == NULL)
    cause = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "");
  return desktop_secret_fail (cause, error);
}

void
service_secret_forget (const Id *name, GCancellable *cancellable)
{
  g_autoptr (GHashTable) attributes = attributes_of (name);
  g_autoptr (SecretService) service = connect_to (cancellable, NULL);

  if (service != NULL)
    secret_service_clear_sync (service, &schema, attributes, cancellable, NULL);
}
