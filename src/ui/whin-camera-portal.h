/* camera portal: asks the desktop for the camera, which asks the person. SPDX-License-Identifier:
 * GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Ends with a PipeWire remote on which there are cameras alone, which is the caller's to close; or
 * with -1 and why there is none, for people: WHIN_ERROR_DEVICE, or G_IO_ERROR_CANCELLED. */
void whin_camera_portal_async (GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
int whin_camera_portal_finish (GAsyncResult *result, GError **error);

G_END_DECLS
