/* identity: the keys of this device and, on the primary one, of the account.
 *
 * The account's key signs the list of its devices; a device's identity agrees on sessions; its
 * signing key proves its other keys. Core thread. SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "channel.h"
#include "core-private.h"
#include "devlist.h"

/* Reads them from the store, or forgets them when there are none. */
void identity_load (Core *core);
void identity_free (Identity *identity);
/* In a transaction: new keys for this device, which is core->account. The account's own key is kept
 * when it is here; else it is made when primary, or waits for identity_join. Everything that was
 * agreed on with the old keys is forgotten. */
/* In a transaction. The key of the account, where this device has it, is laid by while another one
 * is asked to link it; then it is the device's again, or is forgotten. */
void identity_lay_by (Core *core);
void identity_take_back (Core *core);
void identity_forget_laid_by (Core *core);
gboolean identity_make (Core *core, gboolean primary, GError **error);
/* Before identity_make on a device without an account: the account's key as a backup had it. */
void identity_bring (Core *core, const guint8 *account_secret);
/* In a transaction: this device now belongs to the account with this key. secret is NULL when
 * another device stays the primary one. */
void identity_join (Core *core, const guint8 *account_key, const guint8 *secret);
/* In a transaction: the account's key leaves this device. */
void identity_resign (Core *core);

/* Whether the account's public key is known here: not while a device is being linked. */
gboolean identity_has_account (Core *core);
gboolean identity_is_primary (Core *core);
/* Borrowed; NULL before identity_make. */
const Party *identity_party (Core *core);
const guint8 *identity_signing_secret (Core *core);
/* Borrowed; NULL where the account's key is not. */
const guint8 *identity_account_secret (Core *core);
/* This device as the list shall name it. */
void identity_describe (Core *core, DevlistDevice *device);
