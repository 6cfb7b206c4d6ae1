/* place portal: where this computer is, as far as the desktop knows and the person allows it.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rows.h"

#include <gio/gio.h>

void whin_place_portal_async (GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
/* *accuracy in metres, 0 when it is not known. The words of an error are for people. */
gboolean
whin_place_portal_finish (GAsyncResult *result, Spot *spot, guint *accuracy, GError **error);
