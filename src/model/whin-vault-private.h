/* vault, inside: whin-vault.c holds the state, whin-vault-commands.c what a person asks for.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "keyring.h"
#include "whin-vault.h"

struct _WhinVault {
  GObject parent_instance;

  char *data_dir;
  char *key_file;
  GCancellable *cancellable; /* of the opening */
  WhinVaultState state;
  GError *error;
  guint ways;       /* bits KEY_BIT, as last seen */
  Keyring *keyring; /* once it is known */
  WhinClient *client;
};

void whin_vault_set_state (WhinVault *self, WhinVaultState state);
void whin_vault_set_ways (WhinVault *self, guint ways);
/* Takes error. */
void whin_vault_fail (WhinVault *self, GError *error);
/* Refers to keyring, and waits in that state. */
void whin_vault_keep (WhinVault *self, Keyring *keyring, WhinVaultState state);
/* Refers to keyring and starts the engine, unless it runs. */
void whin_vault_take (WhinVault *self, Keyring *keyring);
