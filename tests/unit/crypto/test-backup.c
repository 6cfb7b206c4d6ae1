/* test-backup: a backup opens for its account, under its key, whole and not older than known.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "backup.h"
#include "damage.h"
#include "error.h"
#include "stream.h"

#include <string.h>

typedef struct {
  BackupHeader header;
  BackupExpected expected;
  guint8 secret[PRIM_SIGN_SECRET_BYTES];
} Account;

static void
account_init (Account *account)
{
  memset (account, 0, sizeof *account);
  account->header.account = id_random ();
  prim_sign_keypair (account->header.account_key, account->secret);
  account->header.generation = 7;
  account->header.time = 1790000000000;
  backup_manifest_hash ("what is inside", 14, account->header.manifest);
  account->expected.account = account->header.account;
  memcpy (account->expected.account_key, account->header.account_key, PRIM_SIGN_PUBLIC_BYTES);
  prim_random (account->expected.backup_key, PRIM_KEY_BYTES);
  account->expected.generation = 7;
}

static GBytes *
seal (const Account *account, const guint8 *data, gsize len)
{
  GByteArray *out = g_byte_array_new ();
  g_autoptr (BackupSeal) seal =
      backup_seal_new (&account->header, account->expected.backup_key, account->secret, out);

  g_assert_cmpuint (out->len, ==, BACKUP_HEADER_BYTES);
  for (gsize at = 0; at < len; at += 10000)
    backup_seal_push (seal, data + at, MIN (10000, len - at), out);
  backup_seal_end (seal, out);
  return g_byte_array_free_to_bytes (out);
}

static GByteArray *
open_pieces (const BackupExpected *expected,
             const guint8 *data,
             gsize len,
             gsize piece,
             GError **error)
{
  g_autoptr (BackupOpen) open = backup_open_new (expected);
  g_autoptr (GByteArray) out = g_byte_array_new ();

  for (gsize at = 0; at < len; at += piece)
    if (!backup_open_push (open, data + at, MIN (piece, len - at), out, error))
      return NULL;
  if (!backup_open_end (open, out, error))
    return NULL;
  g_assert_nonnull (backup_open_header (open));
  return g_steal_pointer (&out);
}

static void
assert_refused (const BackupExpected *expected, GBytes *backup, int code)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (open_pieces (expected, g_bytes_get_data (backup, NULL), g_bytes_get_size (backup),
                              999, &error));
  damage_assert_error (&error, code);
}

static void
test_round (void)
{
  static const gsize sizes[] = { 0, 1, STREAM_FRAME - 1, STREAM_FRAME, STREAM_FRAME + 1, 300000 };
  g_autofree guint8 *data = g_malloc (300000);
  Account account;

  account_init (&account);
  prim_random (data, 300000);
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++) {
    g_autoptr (GBytes) backup = seal (&account, data, sizes[i]);
    gsize len;
    const guint8 *bytes = g_bytes_get_data (backup, &len);

    g_assert_cmpuint (len, ==, BACKUP_HEADER_BYTES + stream_sealed_size (sizes[i]));
    for (gsize piece = 100; piece < 1000000; piece *= 31) {
      g_autoptr (GError) error = NULL;
      g_autoptr (GByteArray) opened = open_pieces (&account.expected, bytes, len, piece, &error);

      g_assert_no_error (error);
      g_assert_cmpmem (opened->data, opened->len, data, sizes[i]);
    }
  }
}

static void
test_header (void)
{
  Account account;
  g_autoptr (GBytes) backup = NULL;
  BackupHeader read;

  account_init (&account);
  backup = seal (&account, (const guint8 *) "x", 1);
  g_assert_true (
      backup_header_read (g_bytes_get_data (backup, NULL), BACKUP_HEADER_BYTES, &read, NULL));
  g_assert_true (id_equal (&read.account, &account.header.account));
  g_assert_cmpuint (read.generation, ==, 7);
  g_assert_cmpint (read.time, ==, account.header.time);
  g_assert_cmpmem (read.manifest, sizeof read.manifest, account.header.manifest,
                   sizeof read.manifest);
}

static gboolean
takes (const guint8 *data, gsize len, gpointer expected)
{
  g_autoptr (GByteArray) opened = open_pieces (expected, data, len, 1 << 20, NULL);

  return opened != NULL;
}

static void
test_damage (void)
{
  Account account;
  g_autoptr (GBytes) backup = NULL;

  account_init (&account);
  backup = seal (&account, (const guint8 *) "the messages", 12);
  damage_is_refused (backup, takes, &account.expected);
}

/* Each has its own answer. */
static void
test_told_apart (void)
{
  Account account, other;
  g_autoptr (GBytes) backup = NULL;
  g_autoptr (GBytes) cut = NULL;
  g_autoptr (GBytes) nothing = g_bytes_new_static ("not a backup of any kind", 24);
  g_autoptr (GBytes) later = NULL;
  g_autofree guint8 *copy = NULL;
  gsize len;

  account_init (&account);
  account_init (&other);
  backup = seal (&account, (const guint8 *) "the messages", 12);
  len = g_bytes_get_size (backup);

  other.expected.account = account.header.account;
  assert_refused (&other.expected, backup, WHIN_ERROR_FORBIDDEN);
  other.expected = account.expected;
  other.expected.account.bytes[0] ^= 1;
  assert_refused (&other.expected, backup, WHIN_ERROR_FORBIDDEN);
  other.expected = account.expected;
  other.expected.backup_key[0] ^= 1;
  assert_refused (&other.expected, backup, WHIN_ERROR_CODE_WRONG);
  other.expected = account.expected;
  other.expected.generation = 8;
  assert_refused (&other.expected, backup, WHIN_ERROR_CONFLICT);
  other.expected.generation = 0;
  g_assert_true (takes (g_bytes_get_data (backup, NULL), len, &other.expected));

  cut = g_bytes_new_from_bytes (backup, 0, len - 1);
  assert_refused (&account.expected, cut, WHIN_ERROR_CORRUPT);
  assert_refused (&account.expected, nothing, WHIN_ERROR_CORRUPT);
  copy = g_memdup2 (g_bytes_get_data (backup, NULL), len);
  copy[4] = 2;
  later = g_bytes_new (copy, len);
  assert_refused (&account.expected, later, WHIN_ERROR_TOO_OLD);
}

/* By somebody who has the backup key, in the name of the account. */
static void
test_forged (void)
{
  Account account, other;
  g_autoptr (GBytes) backup = NULL;
  g_autoptr (GError) error = NULL;
  BackupHeader read = { .generation = 77 };

  account_init (&account);
  account_init (&other);
  memcpy (account.secret, other.secret, sizeof account.secret);
  backup = seal (&account, (const guint8 *) "forged", 6);
  assert_refused (&account.expected, backup, WHIN_ERROR_CORRUPT);
  g_assert_false (
      backup_header_read (g_bytes_get_data (backup, NULL), BACKUP_HEADER_BYTES, &read, &error));
  damage_assert_error (&error, WHIN_ERROR_CORRUPT);
  g_assert_cmpuint (read.generation, ==, 77);
}

/* The frames of one backup under the header of another, both of the same account and key. */
static void
test_mixed (void)
{
  Account account;
  g_autoptr (GBytes) old = NULL;
  g_autoptr (GBytes) new = NULL;
  g_autoptr (GBytes) mixed = NULL;
  g_autofree guint8 *copy = NULL;
  gsize len;

  account_init (&account);
  old = seal (&account, (const guint8 *) "old", 3);
  account.header.generation = 8;
  new = seal (&account, (const guint8 *) "new", 3);
  len = g_bytes_get_size (old);
  copy = g_memdup2 (g_bytes_get_data (old, NULL), len);
  memcpy (copy, g_bytes_get_data (new, NULL), BACKUP_HEADER_BYTES);
  mixed = g_bytes_new (copy, len);
  assert_refused (&account.expected, mixed, WHIN_ERROR_CORRUPT);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_true (prim_init (NULL));
  g_test_add_func ("/backup/round", test_round);
  g_test_add_func ("/backup/header", test_header);
  g_test_add_func ("/backup/damage", test_damage);
  g_test_add_func ("/backup/told-apart", test_told_apart);
  g_test_add_func ("/backup/forged", test_forged);
  g_test_add_func ("/backup/mixed", test_mixed);
  return g_test_run ();
}
