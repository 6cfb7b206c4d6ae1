/* vault: the way from a data folder to a WhinClient. Finds what opens its key, asks the desktop,
 * and takes what a person types. Once it is open it can be locked, which hides it: the engine goes
 * on.
 *
 * UI thread; what blocks runs in a thread of GTask's. The passphrase is the person's: none is kept.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "whin-client.h"

G_BEGIN_DECLS

#define WHIN_PASSPHRASE_MIN 8 /* characters */

typedef enum {
  WHIN_VAULT_OPENING,    /* wait; the desktop may be asking */
  WHIN_VAULT_NEW,        /* nothing is here and the desktop keeps no secrets: choose a passphrase */
  WHIN_VAULT_PASSPHRASE, /* the passphrase opens it */
  WHIN_VAULT_TROUBLE,    /* it does not open; see whin_vault_get_error */
  WHIN_VAULT_FORGOTTEN,  /* the recovery key opened it: choose a passphrase */
  WHIN_VAULT_OPEN,
  WHIN_VAULT_LOCKED, /* open, and hidden until the passphrase is given */
} WhinVaultState;

#define WHIN_TYPE_VAULT (whin_vault_get_type ())
G_DECLARE_FINAL_TYPE (WhinVault, whin_vault, WHIN, VAULT, GObject)

/* Properties, read-only: state (uint, WhinVaultState), has-passphrase (boolean). */

/* key_file, 32 random bytes or more, may be NULL. Nothing is opened yet. */
WhinVault *whin_vault_new (const char *data_dir, const char *key_file);
/* For the first time, or once more. */
void whin_vault_open (WhinVault *self);
/* Closes the client. Nothing changes after it. Also done by dispose. */
void whin_vault_close (WhinVault *self);

WhinVaultState whin_vault_get_state (WhinVault *self);
/* Why it does not open. */
const GError *whin_vault_get_error (WhinVault *self);
gboolean whin_vault_get_has_passphrase (WhinVault *self);
gboolean whin_vault_get_has_recovery (WhinVault *self);
/* NULL unless it is open. Another one after whin_vault_start_over. */
WhinClient *whin_vault_get_client (WhinVault *self);

/* Why this passphrase is not to be taken, in words; NULL when it is. */
const char *whin_vault_check_passphrase (const char *passphrase, const char *repeated);
/* Hides it. Nothing happens without a passphrase. */
void whin_vault_lock (WhinVault *self);

/* whin-vault-commands.c. Each ends with whin_vault_finish; state and has-passphrase have changed by
 * then. WHIN_ERROR_CODE_WRONG: not this passphrase or recovery key. */
void whin_vault_unlock_async (WhinVault *self,
                              const char *passphrase,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
void whin_vault_recover_async (WhinVault *self,
                               const char *recovery_key,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
/* In the states NEW and FORGOTTEN. */
void whin_vault_choose_async (WhinVault *self,
                              const char *passphrase,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
/* current is NULL when there is none yet. */
void whin_vault_set_passphrase_async (WhinVault *self,
                                      const char *current,
                                      const char *passphrase,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
void whin_vault_drop_passphrase_async (WhinVault *self,
                                       const char *current,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);
/* Closes the client, erases everything in the folder, and opens it anew. */
void whin_vault_start_over_async (WhinVault *self,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
gboolean whin_vault_finish (WhinVault *self, GAsyncResult *result, GError **error);

G_END_DECLS
