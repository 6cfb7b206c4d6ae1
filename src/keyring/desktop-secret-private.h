/* desktop-secret-private: the two places, and their failures.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "desktop-secret.h"

gboolean portal_secret_get (const Id *name,
                            guint8 secret[PRIM_KEY_BYTES],
                            GCancellable *cancellable,
                            GError **error);
gboolean service_secret_get (const Id *name,
                             guint8 secret[PRIM_KEY_BYTES],
                             GCancellable *cancellable,
                             GError **error);
gboolean service_secret_make (const Id *name,
                              guint8 secret[PRIM_KEY_BYTES],
                              GCancellable *cancellable,
                              GError **error);
void service_secret_forget (const Id *name, GCancellable *cancellable);

/* cause, taken, is of D-Bus: there is nobody to ask. Gives FALSE. */
gboolean desktop_secret_fail (GError *cause, GError **error);
gboolean desktop_secret_is_locked (GError **error);
