/* core-device: the devices of the account, this one too.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core-types.h"

/* Devices of the account, as the server knows them. */
typedef struct {
  gint64 dev;
  char *name;
  gint64 created;
  gint64 seen;      /* to the day; 0 when never, or not told */
  gboolean current; /* this one */
} CoreDevice;
void core_device_free (CoreDevice *device);
void core_devices_async (Core *core,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data);
/* A GPtrArray of CoreDevice, by number. */
GPtrArray *core_devices_finish (Core *core, GAsyncResult *result, GError **error);
/* name is cut to what the server takes. */
void core_rename_device_async (Core *core,
                               gint64 dev,
                               const char *name,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
gboolean core_rename_device_finish (Core *core, GAsyncResult *result, GError **error);
/* Another device leaves the account at once; its mailbox goes. WHIN_ERROR_NOT_FOUND. */
void core_revoke_device_async (Core *core,
                               gint64 dev,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
gboolean core_revoke_device_finish (Core *core, GAsyncResult *result, GError **error);

/* On the main device: another one becomes it, and this one a further device. Ends when this is
 * under way; AccountRow.primary tells when it is done, for which that device has to connect. Until
 * then no device can be linked or removed. */
void core_make_primary_async (Core *core,
                              gint64 dev,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
gboolean core_make_primary_finish (Core *core, GAsyncResult *result, GError **error);

/* Removes this device from the account and all local data; the key of the database stays. Nothing
 * happens when the server cannot be told. */
void core_log_out_async (Core *core,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data);
gboolean core_log_out_finish (Core *core, GAsyncResult *result, GError **error);
