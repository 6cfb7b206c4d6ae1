/* wrap: secrets kept under the recovery key or a passphrase: the backup key, the account's identity
 * and the key of the local database.
 *
 * A wrap is bound to what it is for and to the account, so one never passes for another. Pure and
 * thread safe; a passphrase takes about a second and 256 MiB, so keep it off the threads that must
 * not wait.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ids.h"
#include "primitives.h"

#define WRAP_SALT_BYTES 16
#define WRAP_SECRET_MAX 4096

typedef enum {
  WRAP_BACKUP_KEY = 1,
  WRAP_ACCOUNT_KEY,
  WRAP_DATABASE_KEY,
} WrapPurpose;

/* Argon2id, RFC 9106. */
typedef struct {
  guint32 passes;
  guint32 kib;
} WrapCost;

#define WRAP_COST_DEFAULT ((WrapCost) { 3, 256 * 1024 })
/* What is read is refused outside of these: a forged file must not cost more. */
#define WRAP_PASSES_MAX 10
#define WRAP_KIB_MIN (8 * 1024)
#define WRAP_KIB_MAX (1024 * 1024)

/* Under a key that is random already: the recovery key. */
GBytes *wrap_seal (const guint8 key[PRIM_KEY_BYTES],
                   WrapPurpose purpose,
                   const Id *account,
                   gconstpointer secret,
                   gsize len);
/* WHIN_ERROR_CODE_WRONG when it was not made with this key for this purpose and account. */
GBytes *wrap_open (const guint8 key[PRIM_KEY_BYTES],
                   WrapPurpose purpose,
                   const Id *account,
                   gconstpointer data,
                   gsize len,
                   GError **error);

/* Under a passphrase, read alike however the keyboard composed it (NFKC). NULL when there is too
 * little memory. */
GBytes *wrap_seal_passphrase (const char *passphrase,
                              WrapCost cost,
                              WrapPurpose purpose,
                              const Id *account,
                              gconstpointer secret,
                              gsize len,
                              GError **error);
GBytes *wrap_open_passphrase (const char *passphrase,
                              WrapPurpose purpose,
                              const Id *account,
                              gconstpointer data,
                              gsize len,
                              GError **error);

/* Argon2id over the passphrase as it is. */
gboolean wrap_stretch (const char *passphrase,
                       const guint8 salt[WRAP_SALT_BYTES],
                       WrapCost cost,
                       guint8 key[PRIM_KEY_BYTES],
                       GError **error);
