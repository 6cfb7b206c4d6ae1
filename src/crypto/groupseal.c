/* groupseal: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "groupseal.h"

#include "error.h"
#include "pack.h"

#include <glib/gi18n.h>

#define LABEL "whinchat/e2ee/v1/groupseal"
#define LABEL_NAME "whinchat/e2ee/v1/groupsecret"

void
groupseal_name (const guint8 secret[PRIM_KEY_BYTES], guint8 name[PRIM_HASH_BYTES])
{
  prim_hash (LABEL_NAME, secret, PRIM_KEY_BYTES, name);
}

/* Another key for each group and use, and the same words once more beside the plaintext. */
static GByteArray *
derive (const guint8 secret[PRIM_KEY_BYTES],
        const Id *group,
        GroupSealed what,
        guint8 key[PRIM_KEY_BYTES])
{
  GByteArray *binding = g_byte_array_new ();

  pack_bytes (binding, LABEL, sizeof LABEL);
  pack_id (binding, group);
  pack_u8 (binding, (guint8) what);
  prim_hkdf_bytes (secret, PRIM_KEY_BYTES, NULL, 0, binding->data, binding->len, key,
                   PRIM_KEY_BYTES);
  return binding;
}

GBytes *
groupseal_seal (const guint8 secret[PRIM_KEY_BYTES],
                const Id *group,
                GroupSealed what,
                gconstpointer plain,
                gsize len)
{
  guint8 key[PRIM_KEY_BYTES];
  g_autoptr (GByteArray) binding = derive (secret, group, what, key);
  GBytes *sealed = prim_seal (key, binding->data, binding->len, plain, len);

  prim_wipe (key, sizeof key);
  return sealed;
}

GBytes *
groupseal_open (const guint8 secret[PRIM_KEY_BYTES],
                const Id *group,
                GroupSealed what,
                gconstpointer sealed,
                gsize len,
                GError **error)
{
  guint8 key[PRIM_KEY_BYTES];
  g_autoptr (GByteArray) binding = derive (secret, group, what, key);
  GBytes *plain = NULL;

  if (len <= GROUP_SEALED_MAX + PRIM_SEAL_OVERHEAD)
    plain = prim_open (key, binding->data, binding->len, sealed, len);
  prim_wipe (key, sizeof key);
  if (plain == NULL)
    g_set_error_literal (error, WHIN_ERROR, WHIN_ERROR_FORBIDDEN,
                         _ ("This does not belong to the group, or is damaged."));
  return plain;
}
