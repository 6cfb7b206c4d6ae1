/* device: one device of the account, and the list of them as it is fetched.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "whin-client.h"

G_BEGIN_DECLS

#define WHIN_TYPE_DEVICE (whin_device_get_type ())
G_DECLARE_FINAL_TYPE (WhinDevice, whin_device, WHIN, DEVICE, GObject)

gint64 whin_device_get_number (WhinDevice *self);
const char *whin_device_get_name (WhinDevice *self);
/* Milliseconds since 1970 of its last connection, 0 when it is not known. */
gint64 whin_device_get_seen (WhinDevice *self);
/* The one this runs on. */
gboolean whin_device_is_current (WhinDevice *self);

/* Ends with a GListModel of WhinDevice. */
void whin_client_devices_async (WhinClient *self,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
GListModel *whin_client_devices_finish (WhinClient *self, GAsyncResult *result, GError **error);
void whin_client_rename_device_async (WhinClient *self,
                                      gint64 number,
                                      const char *name,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
gboolean whin_client_rename_device_finish (WhinClient *self, GAsyncResult *result, GError **error);
/* On the main device: that one takes its place. How it gets on comes as account-changed. */
void whin_client_make_primary_async (WhinClient *self,
                                     gint64 number,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);
gboolean whin_client_make_primary_finish (WhinClient *self, GAsyncResult *result, GError **error);
/* On the main device: the older messages go to that one again. */
void whin_client_send_history (WhinClient *self, gint64 number);
void whin_client_revoke_device_async (WhinClient *self,
                                      gint64 number,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
gboolean whin_client_revoke_device_finish (WhinClient *self, GAsyncResult *result, GError **error);

G_END_DECLS
