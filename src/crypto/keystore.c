/* keystore: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "keystore.h"

#include "pack.h"
#include "primitives.h"
#include "refuse.h"
#include "secret.h"

#include <glib/gi18n.h>
#include <string.h>

#define VERSION 1
#define CHECK_BYTES 16
#define FRONT_BYTES (1 + CHECK_BYTES)

gboolean
device_address_equal (const DeviceAddress *a, const DeviceAddress *b)
{
  return a->device == b->device && id_equal (&a->account, &b->account);
}

static void
check_of (const KeyName *name, gconstpointer body, gsize len, guint8 check[PRIM_HASH_BYTES])
{
  g_autoptr (SecretArray) all = secret_array_new (64 + len);

  pack_u8 (all, (guint8) name->kind);
  pack_u32 (all, name->id);
  pack_id (all, &name->peer.account);
  pack_u32 (all, name->peer.device);
  pack_bytes (all, body, len);
  prim_hash ("whinchat/e2ee/v1/record", all->data, all->len, check);
}

gboolean
keystore_load (const KeyStore *store, const KeyName *name, GBytes **body, GError **error)
{
  g_autoptr (GError) failed = NULL;
  g_autoptr (GBytes) record = store->load (store->data, name, &failed);
  guint8 check[PRIM_HASH_BYTES];
  const guint8 *data;
  gsize len;

  if (failed != NULL) {
    g_propagate_error (error, g_steal_pointer (&failed));
    return FALSE;
  }
  if (record == NULL) {
    *body = NULL;
    return TRUE;
  }
  data = g_bytes_get_data (record, &len);
  if (len >= FRONT_BYTES && len <= KEYSTORE_RECORD_MAX && data[0] == VERSION) {
    check_of (name, data + FRONT_BYTES, len - FRONT_BYTES, check);
    if (prim_equal (check, data + 1, CHECK_BYTES)) {
      *body = g_bytes_new_from_bytes (record, FRONT_BYTES, len - FRONT_BYTES);
      return TRUE;
    }
  }
  return refuse (error, WHIN_ERROR_CORRUPT);
}

gboolean
keystore_save (const KeyStore *store,
               const KeyName *name,
               gconstpointer body,
               gsize len,
               GError **error)
{
  g_autoptr (GBytes) record = NULL;
  SecretArray *all;
  guint8 check[PRIM_HASH_BYTES];

  if (len > KEYSTORE_RECORD_MAX - FRONT_BYTES) {
    g_set_error_literal (error, WHIN_ERROR, WHIN_ERROR_TOO_BIG,
                         _ ("Too much is kept for one conversation; it has to be started anew."));
    return FALSE;
  }
  check_of (name, body, len, check);
  all = secret_array_new (FRONT_BYTES + len);
  pack_u8 (all, VERSION);
  pack_bytes (all, check, CHECK_BYTES);
  pack_bytes (all, body, len);
  record = secret_bytes_take (all);
  return store->save (store->data, name, record, error);
}

gboolean
keystore_remove (const KeyStore *store, const KeyName *name, GError **error)
{
  return store->save (store->data, name, NULL, error);
}
