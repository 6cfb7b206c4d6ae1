/* desktop-secret: 32 bytes that the desktop keeps for this person: the Secret portal's in a
 * sandbox, otherwise one of ours in the Secret Service (GNOME Keyring, KWallet, KeePassXC).
 *
 * Blocks, and may have the desktop ask the person to unlock it: call it off the main thread, with a
 * cancellable. From any thread.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "keyfile.h"
#include "primitives.h"

#include <gio/gio.h>

/* The one that fits where this program runs. */
KeyWay desktop_secret_way (void);

/* name is the keyring's. WHIN_ERROR_NO_KEYRING: the desktop keeps no secrets. WHIN_ERROR_LOCKED: it
 * does, but the person did not unlock it. WHIN_ERROR_KEYRING_CHANGED: it does not have this one.
 * G_IO_ERROR_CANCELLED. */
gboolean desktop_secret_get (KeyWay way,
                             const Id *name,
                             guint8 secret[PRIM_KEY_BYTES],
                             GCancellable *cancellable,
                             GError **error);
/* The same, and has the desktop keep a new one. */
gboolean desktop_secret_make (KeyWay way,
                              const Id *name,
                              guint8 secret[PRIM_KEY_BYTES],
                              GCancellable *cancellable,
                              GError **error);
/* The desktop need not keep it any longer. */
void desktop_secret_forget (KeyWay way, const Id *name, GCancellable *cancellable);
