/* backup: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "backup.h"

#include "error.h"
#include "keytype.h"
#include "pack.h"
#include "stream.h"

#include <glib/gi18n.h>
#include <string.h>

#define MAGIC "WHBK"
#define MAGIC_BYTES 4
#define FORMAT 1
#define CHECK_BYTES 16
#define SIGNED_BYTES (BACKUP_HEADER_BYTES - PRIM_SIGNATURE_BYTES)

#define LABEL_SIGN "whinchat/e2ee/v1/backup"
#define LABEL_MANIFEST "whinchat/e2ee/v1/backup-manifest"
#define LABEL_STREAM "whinchat/e2ee/v1/backup-stream"
#define LABEL_CHECK "whinchat/e2ee/v1/backup-check"

/* All that is in front of the frames. */
typedef struct {
  BackupHeader said;
  guint8 check[CHECK_BYTES];
  guint8 stream[STREAM_HEADER_BYTES];
} Front;

struct BackupSeal {
  StreamSeal *stream;
};

struct BackupOpen {
  BackupExpected expected;
  guint8 front[BACKUP_HEADER_BYTES];
  gsize front_filled;
  BackupHeader header;
  StreamOpen *stream;
};

static gboolean
refuse (GError **error, WhinError code, const char *message)
{
  g_set_error_literal (error, WHIN_ERROR, code, message);
  return FALSE;
}

static gboolean
damaged (GError **error)
{
  return refuse (error, WHIN_ERROR_CORRUPT, _ ("The backup is damaged."));
}

void
backup_manifest_hash (gconstpointer data, gsize len, guint8 hash[PRIM_HASH_BYTES])
{
  prim_hash (LABEL_MANIFEST, data, len, hash);
}

/* What the frames are sealed with, and what tells a wrong key from damage. */
static void
derive (const guint8 backup_key[PRIM_KEY_BYTES],
        const Id *account,
        guint8 stream_key[PRIM_KEY_BYTES],
        guint8 check[CHECK_BYTES])
{
  prim_hkdf (backup_key, PRIM_KEY_BYTES, account->bytes, ID_BYTES, LABEL_STREAM, stream_key,
             PRIM_KEY_BYTES);
  prim_hkdf (backup_key, PRIM_KEY_BYTES, account->bytes, ID_BYTES, LABEL_CHECK, check, CHECK_BYTES);
}

static void
pack_front (GByteArray *out, const Front *front)
{
  pack_bytes (out, MAGIC, MAGIC_BYTES);
  pack_u8 (out, FORMAT);
  pack_id (out, &front->said.account);
  pack_u8 (out, KEY_TYPE_ACCOUNT);
  pack_bytes (out, front->said.account_key, sizeof front->said.account_key);
  pack_u64 (out, front->said.generation);
  pack_u64 (out, (guint64) front->said.time);
  pack_bytes (out, front->said.manifest, sizeof front->said.manifest);
  pack_bytes (out, front->check, sizeof front->check);
  pack_bytes (out, front->stream, sizeof front->stream);
}

static gboolean
unpack_front (Unpack *in, Front *front)
{
  guint8 key_type;

  front->said.account = unpack_id (in);
  key_type = unpack_u8 (in);
  unpack_bytes (in, front->said.account_key, sizeof front->said.account_key);
  front->said.generation = unpack_u64 (in);
  front->said.time = (gint64) unpack_u64 (in);
  unpack_bytes (in, front->said.manifest, sizeof front->said.manifest);
  unpack_bytes (in, front->check, sizeof front->check);
  unpack_bytes (in, front->stream, sizeof front->stream);
  return unpack_end (in) && key_type == KEY_TYPE_ACCOUNT && !id_is_none (&front->said.account) &&
         front->said.generation > 0 && front->said.time > 0;
}

static gboolean
read_front (gconstpointer data, gsize len, Front *front, GError **error)
{
  const guint8 *bytes = data;
  Unpack in;

  if (len < BACKUP_HEADER_BYTES || memcmp (bytes, MAGIC, MAGIC_BYTES) != 0)
    return refuse (error, WHIN_ERROR_CORRUPT, _ ("This is not a backup of Whinchat."));
  if (bytes[MAGIC_BYTES] > FORMAT)
    return refuse (error, WHIN_ERROR_TOO_OLD, _ ("The backup needs a newer version of Whinchat."));
  in = unpack_begin (bytes + MAGIC_BYTES + 1, SIGNED_BYTES - MAGIC_BYTES - 1);
  if (bytes[MAGIC_BYTES] != FORMAT || !unpack_front (&in, front) ||
      !prim_verify (front->said.account_key, LABEL_SIGN, bytes, SIGNED_BYTES, bytes + SIGNED_BYTES))
    return damaged (error);
  return TRUE;
}

gboolean
backup_header_read (gconstpointer data, gsize len, BackupHeader *header, GError **error)
{
  Front front;

  if (!read_front (data, len, &front, error))
    return FALSE;
  *header = front.said;
  return TRUE;
}

/* -- Sealing. -- */

BackupSeal *
backup_seal_new (const BackupHeader *header,
                 const guint8 backup_key[PRIM_KEY_BYTES],
                 const guint8 account_secret[PRIM_SIGN_SECRET_BYTES],
                 GByteArray *out)
{
  BackupSeal *seal = g_new0 (BackupSeal, 1);
  Front front = { .said = *header };
  guint8 stream_key[PRIM_KEY_BYTES], signature[PRIM_SIGNATURE_BYTES];
  guint at = out->len;

  derive (backup_key, &header->account, stream_key, front.check);
  seal->stream = stream_seal_new (stream_key, front.stream);
  prim_wipe (stream_key, sizeof stream_key);
  pack_front (out, &front);
  prim_sign (account_secret, LABEL_SIGN, out->data + at, SIGNED_BYTES, signature);
  pack_bytes (out, signature, sizeof signature);
  stream_seal_bind (seal->stream, out->data + at, BACKUP_HEADER_BYTES);
  return seal;
}

void
backup_seal_push (BackupSeal *seal, gconstpointer data, gsize len, GByteArray *out)
{
  stream_seal_push (seal->stream, data, len, out);
}

void
backup_seal_end (BackupSeal *seal, GByteArray *out)
{
  stream_seal_end (seal->stream, out);
}

void
backup_seal_free (BackupSeal *seal)
{
  if (seal == NULL)
    return;
  stream_seal_free (seal->stream);
  g_free (seal);
}

/* -- Opening. -- */

BackupOpen *
backup_open_new (const BackupExpected *expected)
{
  BackupOpen *open = g_new0 (BackupOpen, 1);

  open->expected = *expected;
  return open;
}

static gboolean
is_the_one_expected (const BackupExpected *expected, const BackupHeader *said, GError **error)
{
  if (!id_equal (&said->account, &expected->account) ||
      !prim_equal (said->account_key, expected->account_key, sizeof said->account_key))
    return refuse (error, WHIN_ERROR_FORBIDDEN, _ ("The backup belongs to another account."));
  if (said->generation < expected->generation)
    return refuse (error, WHIN_ERROR_CONFLICT,
                   _ ("There is a newer backup than this one. The server may be holding it back."));
  return TRUE;
}

static gboolean
start_stream (BackupOpen *open, GError **error)
{
  guint8 stream_key[PRIM_KEY_BYTES], check[CHECK_BYTES];
  Front front;

  if (!read_front (open->front, sizeof open->front, &front, error) ||
      !is_the_one_expected (&open->expected, &front.said, error))
    return FALSE;
  derive (open->expected.backup_key, &front.said.account, stream_key, check);
  if (prim_equal (check, front.check, sizeof check))
    open->stream = stream_open_new (stream_key, front.stream, open->front, sizeof open->front);
  else
    refuse (error, WHIN_ERROR_CODE_WRONG, _ ("The backup was made with another recovery key."));
  prim_wipe (stream_key, sizeof stream_key);
  open->header = front.said;
  return open->stream != NULL;
}

gboolean
backup_open_push (BackupOpen *open, gconstpointer data, gsize len, GByteArray *out, GError **error)
{
  const guint8 *at = data;
  gsize n = MIN (len, sizeof open->front - open->front_filled);
  guint before = out->len;

  if (n > 0)
    memcpy (open->front + open->front_filled, at, n);
  open->front_filled += n;
  if (open->front_filled < sizeof open->front)
    return TRUE;
  if (open->stream == NULL && !start_stream (open, error))
    return FALSE;
  if (len == n || stream_open_push (open->stream, at + n, len - n, out))
    return TRUE;
  g_byte_array_set_size (out, before);
  return damaged (error);
}

const BackupHeader *
backup_open_header (BackupOpen *open)
{
  return open->stream != NULL ? &open->header : NULL;
}

gboolean
backup_open_end (BackupOpen *open, GByteArray *out, GError **error)
{
  if (open->stream != NULL && stream_open_end (open->stream, out))
    return TRUE;
  return refuse (error, WHIN_ERROR_CORRUPT, _ ("The end of the backup is missing or damaged."));
}

void
backup_open_free (BackupOpen *open)
{
  if (open == NULL)
    return;
  stream_open_free (open->stream);
  prim_wipe (open, sizeof *open);
  g_free (open);
}
