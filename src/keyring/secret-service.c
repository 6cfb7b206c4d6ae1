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

/* Searching with SECRET_SEARCH_UNLOCK would tell an item that stays locked like one that is not
 * there. */
static SecretItem *
find (SecretService *service, const Id *name, GCancellable *cancellable, GError **error)
{
  g_autoptr (GHashTable) attributes = attributes_of (name);
  g_autolist (GObject) items = secret_service_search_sync (service, &schema, attributes,
                                                           SECRET_SEARCH_NONE, cancellable, error);

  return items != NULL ? g_object_ref (items->data) : NULL;
}

/* Of an item or a collection. May show the desktop's own dialog. Whether it worked is not read from
 * their properties: those are told to a main loop, which does not run here. */
static gboolean
unlock (SecretService *service, gpointer locked, GCancellable *cancellable, GError **error)
{
  g_autoptr (GList) objects = g_list_prepend (NULL, locked);
  g_autolist (GObject) unlocked = NULL;

  return secret_service_unlock_sync (service, objects, cancellable, &unlocked, error) > 0;
}

/* GNOME Keyring finds nothing in a collection that has not been open since it started. */
static SecretCollection *
locked_collection (SecretService *service, GCancellable *cancellable, GError **error)
{
  g_autoptr (SecretCollection) collection = secret_collection_for_alias_sync (
      service, SECRET_COLLECTION_DEFAULT, SECRET_COLLECTION_NONE, cancellable, error);

  return collection != NULL && secret_collection_get_locked (collection)
             ? g_steal_pointer (&collection)
             : NULL;
}

/* NULL without an error: *locked says whether it may be there all the same. */
static SecretItem *
find_open (SecretService *service,
           const Id *name,
           gboolean *locked,
           GCancellable *cancellable,
           GError **error)
{
  SecretItem *item = find (service, name, cancellable, error);
  g_autoptr (SecretCollection) collection = NULL;

  if (item != NULL)
    return item;
  collection = locked_collection (service, cancellable, error);
  if (collection == NULL)
    return NULL;
  *locked = !unlock (service, collection, cancellable, error);
  return *locked ? NULL : find (service, name, cancellable, error);
}

static gboolean
take (SecretItem *item, guint8 secret[PRIM_KEY_BYTES], GError **error)
{
  g_autoptr (SecretValue) value = secret_item_get_secret (item);
  const char *data;
  gsize len = 0;

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
  GError *cause = NULL;
  gboolean locked = FALSE;
  g_autoptr (SecretService) service = connect_to (cancellable, &cause);
  g_autoptr (SecretItem) item = NULL;

  if (service != NULL)
    item = find_open (service, name, &locked, cancellable, &cause);
  if (item != NULL && cause == NULL && secret_item_get_locked (item))
    locked = !unlock (service, item, cancellable, &cause);
  if (cause != NULL)
    return desktop_secret_fail (cause, error);
  if (locked)
    return desktop_secret_is_locked (error);
  if (item == NULL)
    return is_gone (error);
  if (!secret_item_load_secret_sync (item, cancellable, &cause))
    return desktop_secret_fail (cause, error);
  return take (item, secret, error);
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
