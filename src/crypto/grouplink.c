/* grouplink: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "grouplink.h"

#include "app-link.h"
#include "error.h"
#include "pack.h"

#include <glib/gi18n.h>
#include <sodium.h>
#include <string.h>

#define LABEL_TOKEN "whinchat/e2ee/v1/grouplink-token"
#define LABEL_PROOF "whinchat/e2ee/v1/grouplink-proof"
#define LABEL_NAME "whinchat/e2ee/v1/grouplink-name"

char *
grouplink_to_text (const guint8 link[GROUP_LINK_BYTES], const char *server)
{
  g_autofree char *secret = base64url_encode (link, GROUP_LINK_BYTES);

  return app_link_new (APP_LINK_JOIN, secret, server);
}

gboolean
grouplink_from_text (const char *text, guint8 link[GROUP_LINK_BYTES], char **server, GError **error)
{
  g_autofree char *secret = NULL, *address = NULL;
  g_autoptr (GBytes) bytes = NULL;

  if (app_link_split (text, APP_LINK_JOIN, &secret, &address))
    bytes = base64url_decode (secret);
  if (bytes == NULL || g_bytes_get_size (bytes) != GROUP_LINK_BYTES ||
      sodium_is_zero (g_bytes_get_data (bytes, NULL), GROUP_LINK_BYTES)) {
    g_set_error_literal (error, WHIN_ERROR, WHIN_ERROR_BAD_FRAME,
                         _ ("This is not the link of a group."));
    return FALSE;
  }
  memcpy (link, g_bytes_get_data (bytes, NULL), GROUP_LINK_BYTES);
  *server = g_steal_pointer (&address);
  return TRUE;
}

char *
grouplink_token (const guint8 link[GROUP_LINK_BYTES])
{
  guint8 token[PRIM_KEY_BYTES];

  prim_hkdf (link, GROUP_LINK_BYTES, NULL, 0, LABEL_TOKEN, token, sizeof token);
  return base64url_encode (token, sizeof token);
}

char *
grouplink_token_hash (const guint8 link[GROUP_LINK_BYTES])
{
  guint8 token[PRIM_KEY_BYTES], hash[crypto_hash_sha256_BYTES];

  prim_hkdf (link, GROUP_LINK_BYTES, NULL, 0, LABEL_TOKEN, token, sizeof token);
  crypto_hash_sha256 (hash, token, sizeof token);
  return base64url_encode (hash, sizeof hash);
}

void
grouplink_proof (const guint8 link[GROUP_LINK_BYTES],
                 const Id *group,
                 const Id *account,
                 guint8 proof[PRIM_HASH_BYTES])
{
  g_autoptr (GByteArray) info = g_byte_array_new ();

  pack_bytes (info, LABEL_PROOF, sizeof LABEL_PROOF);
  pack_id (info, group);
  pack_id (info, account);
  prim_hkdf_bytes (link, GROUP_LINK_BYTES, NULL, 0, info->data, info->len, proof, PRIM_HASH_BYTES);
}

static GByteArray *
derive (const guint8 link[GROUP_LINK_BYTES], const Id *group, guint8 key[PRIM_KEY_BYTES])
{
  GByteArray *binding = g_byte_array_new ();

  pack_bytes (binding, LABEL_NAME, sizeof LABEL_NAME);
  pack_id (binding, group);
  prim_hkdf_bytes (link, GROUP_LINK_BYTES, NULL, 0, binding->data, binding->len, key,
                   PRIM_KEY_BYTES);
  return binding;
}

char *
grouplink_seal_name (const guint8 link[GROUP_LINK_BYTES], const Id *group, const char *name)
{
  guint8 key[PRIM_KEY_BYTES];
  g_autoptr (GByteArray) binding = derive (link, group, key);
  g_autoptr (GBytes) sealed = prim_seal (key, binding->data, binding->len, name, strlen (name));

  prim_wipe (key, sizeof key);
  return base64url_encode (g_bytes_get_data (sealed, NULL), g_bytes_get_size (sealed));
}

char *
grouplink_open_name (const guint8 link[GROUP_LINK_BYTES], const Id *group, const char *sealed)
{
  guint8 key[PRIM_KEY_BYTES];
  g_autoptr (GByteArray) binding = derive (link, group, key);
  g_autoptr (GBytes) bytes = base64url_decode (sealed);
  g_autoptr (GBytes) plain = NULL;

  if (bytes != NULL)
    plain = prim_open (key, binding->data, binding->len, g_bytes_get_data (bytes, NULL),
                       g_bytes_get_size (bytes));
  prim_wipe (key, sizeof key);
  if (plain == NULL ||
      !g_utf8_validate_len (g_bytes_get_data (plain, NULL), g_bytes_get_size (plain), NULL))
    return NULL;
  return g_strndup (g_bytes_get_data (plain, NULL), g_bytes_get_size (plain));
}
