/* devlist: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "devlist.h"

#include "error.h"
#include "keytype.h"
#include "pack.h"

#include <glib/gi18n.h>
#include <sodium.h>
#include <string.h>

#define FORMAT 1
#define LABEL_SIGN "whinchat/e2ee/v1/devlist"
#define LABEL_HASH "whinchat/e2ee/v1/devlist-hash"

static void
pack_device (GByteArray *out, const DevlistDevice *device)
{
  pack_u32 (out, device->number);
  pack_u8 (out, KEY_TYPE_DEVICE);
  pack_bytes (out, device->identity, sizeof device->identity);
  pack_u8 (out, KEY_TYPE_SIGNING);
  pack_bytes (out, device->signing, sizeof device->signing);
  pack_u64 (out, (guint64) device->added);
  pack_u32 (out, device->caps);
  pack_string (out, device->label, device->label_len);
}

static GByteArray *
pack_list (const Devlist *list)
{
  GByteArray *out = g_byte_array_new ();

  pack_u8 (out, FORMAT);
  pack_u8 (out, KEY_TYPE_ACCOUNT);
  pack_bytes (out, list->account_key, sizeof list->account_key);
  pack_id (out, &list->account);
  pack_u64 (out, list->version);
  pack_bytes (out, list->before, sizeof list->before);
  pack_u8 (out, (guint8) list->n_devices);
  for (guint i = 0; i < list->n_devices; i++)
    pack_device (out, &list->devices[i]);
  pack_u64 (out, (guint64) list->time);
  return out;
}

static void
expect (Unpack *in, guint8 byte)
{
  if (unpack_u8 (in) != byte)
    unpack_refuse (in);
}

static void
unpack_device (Unpack *in, DevlistDevice *device)
{
  const guint8 *label;

  device->number = unpack_u32 (in);
  expect (in, KEY_TYPE_DEVICE);
  unpack_bytes (in, device->identity, sizeof device->identity);
  expect (in, KEY_TYPE_SIGNING);
  unpack_bytes (in, device->signing, sizeof device->signing);
  device->added = (gint64) unpack_u64 (in);
  device->caps = unpack_u32 (in);
  label = unpack_string (in, DEVLIST_LABEL_MAX, &device->label_len);
  if (device->label_len > 0)
    memcpy (device->label, label, device->label_len);
}

static void
unpack_list (Unpack *in, Devlist *list)
{
  memset (list, 0, sizeof *list);
  expect (in, FORMAT);
  expect (in, KEY_TYPE_ACCOUNT);
  unpack_bytes (in, list->account_key, sizeof list->account_key);
  list->account = unpack_id (in);
  list->version = unpack_u64 (in);
  unpack_bytes (in, list->before, sizeof list->before);
  list->n_devices = unpack_u8 (in);
  if (list->n_devices > DEVLIST_DEVICES_MAX) {
    unpack_refuse (in);
    list->n_devices = 0;
  }
  for (guint i = 0; i < list->n_devices; i++)
    unpack_device (in, &list->devices[i]);
  list->time = (gint64) unpack_u64 (in);
}

/* Numbers rise, and no key is used twice. */
static gboolean
fits_after (const Devlist *list, guint index)
{
  const DevlistDevice *one = &list->devices[index];

  if (one->number == 0 || one->added <= 0 || one->label_len > DEVLIST_LABEL_MAX ||
      !crypto_core_ed25519_is_valid_point (one->signing))
    return FALSE;
  for (guint i = 0; i < index; i++)
    if (list->devices[i].number >= one->number ||
        memcmp (list->devices[i].identity, one->identity, sizeof one->identity) == 0 ||
        memcmp (list->devices[i].signing, one->signing, sizeof one->signing) == 0)
      return FALSE;
  return TRUE;
}

static gboolean
is_sound (const Devlist *list)
{
  if (id_is_none (&list->account) || list->time <= 0 || list->version == 0 ||
      (list->version == 1) != sodium_is_zero (list->before, sizeof list->before) ||
      list->n_devices == 0 || list->n_devices > DEVLIST_DEVICES_MAX ||
      !crypto_core_ed25519_is_valid_point (list->account_key))
    return FALSE;
  for (guint i = 0; i < list->n_devices; i++)
    if (!fits_after (list, i))
      return FALSE;
  return TRUE;
}

GBytes *
devlist_sign (const Devlist *list,
              const guint8 account_secret[PRIM_SIGN_SECRET_BYTES],
              GError **error)
{
  GByteArray *out;
  guint8 signature[PRIM_SIGNATURE_BYTES];
  guint8 public_key[PRIM_SIGN_PUBLIC_BYTES];

  crypto_sign_ed25519_sk_to_pk (public_key, account_secret);
  if (!is_sound (list) || !prim_equal (public_key, list->account_key, sizeof public_key)) {
    g_set_error_literal (error, WHIN_ERROR, WHIN_ERROR_INTERNAL,
                         _ ("This list of devices cannot be signed."));
    return NULL;
  }
  out = pack_list (list);
  prim_sign (account_secret, LABEL_SIGN, out->data, out->len, signature);
  pack_bytes (out, signature, sizeof signature);
  return g_byte_array_free_to_bytes (out);
}

static gboolean
refuse (GError **error, WhinError code, const char *message)
{
  g_set_error_literal (error, WHIN_ERROR, code, message);
  return FALSE;
}

gboolean
devlist_read (gconstpointer data,
              gsize len,
              const Id *account,
              Devlist *list,
              DevlistMark *mark,
              GError **error)
{
  gsize body = len > PRIM_SIGNATURE_BYTES ? len - PRIM_SIGNATURE_BYTES : 0;
  Unpack in = unpack_begin (data, body);
  Devlist read;

  if (len > DEVLIST_BYTES_MAX)
    return refuse (error, WHIN_ERROR_TOO_BIG, _ ("A list of devices is too long."));
  unpack_list (&in, &read);
  if (!unpack_end (&in) || !is_sound (&read))
    return refuse (error, WHIN_ERROR_BAD_FRAME, _ ("A list of devices is damaged."));
  if (!id_equal (&read.account, account))
    return refuse (error, WHIN_ERROR_FORBIDDEN, _ ("A list of devices belongs to somebody else."));
  if (!prim_verify (read.account_key, LABEL_SIGN, data, body, (const guint8 *) data + body))
    return refuse (error, WHIN_ERROR_FORBIDDEN,
                   _ ("A list of devices was not signed by its account."));
  *list = read;
  mark->version = read.version;
  prim_hash (LABEL_HASH, data, body, mark->hash);
  return TRUE;
}

static gboolean
same_hash (const guint8 *a, const guint8 *b)
{
  return memcmp (a, b, PRIM_HASH_BYTES) == 0;
}

DevlistVerdict
devlist_decide (const Devlist *list, const DevlistMark *mark, const DevlistPin *pin)
{
  if (pin == NULL)
    return DEVLIST_ACCEPT;
  if (memcmp (list->account_key, pin->account_key, sizeof pin->account_key) != 0)
    return DEVLIST_NEW_KEY;
  if (mark->version < pin->mark.version)
    return DEVLIST_OLDER;
  if (mark->version == pin->mark.version)
    return same_hash (mark->hash, pin->mark.hash) ? DEVLIST_SAME : DEVLIST_FORK;
  if (mark->version == pin->mark.version + 1 && !same_hash (list->before, pin->mark.hash))
    return DEVLIST_FORK;
  return DEVLIST_ACCEPT;
}

const DevlistDevice *
devlist_find (const Devlist *list, guint32 number)
{
  for (guint i = 0; i < list->n_devices; i++)
    if (list->devices[i].number == number)
      return &list->devices[i];
  return NULL;
}

void
devlist_mark_pack (const DevlistMark *mark, guint8 out[DEVLIST_MARK_BYTES])
{
  g_autoptr (GByteArray) bytes = g_byte_array_sized_new (DEVLIST_MARK_BYTES);

  pack_u64 (bytes, mark->version);
  pack_bytes (bytes, mark->hash, sizeof mark->hash);
  memcpy (out, bytes->data, DEVLIST_MARK_BYTES);
}

void
devlist_mark_unpack (const guint8 in[DEVLIST_MARK_BYTES], DevlistMark *mark)
{
  Unpack bytes = unpack_begin (in, DEVLIST_MARK_BYTES);

  mark->version = unpack_u64 (&bytes);
  unpack_bytes (&bytes, mark->hash, sizeof mark->hash);
}

DevlistGossip
devlist_gossip (const DevlistMark *pinned, const DevlistMark *heard)
{
  if (heard->version > pinned->version)
    return DEVLIST_GOSSIP_FETCH;
  if (heard->version < pinned->version)
    return DEVLIST_GOSSIP_BEHIND;
  return same_hash (pinned->hash, heard->hash) ? DEVLIST_GOSSIP_SAME : DEVLIST_GOSSIP_FORK;
}
