/* client, people: who is told what of oneself, strangers, and the account's number and end.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "whin-client.h"

G_BEGIN_DECLS

/* As the server keeps it. */
typedef struct {
  Audience online;
  Audience seen;
  gboolean hidden; /* nobody finds the number */
} WhinPrivacy;

void whin_client_set_photo_audience (WhinClient *self, Audience photo_for);
void whin_client_set_groups_audience (WhinClient *self, Audience groups_from);
void whin_client_privacy_async (WhinClient *self,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
gboolean whin_client_privacy_finish (WhinClient *self,
                                     GAsyncResult *result,
                                     WhinPrivacy *privacy,
                                     GError **error);
void whin_client_set_privacy_async (WhinClient *self,
                                    const WhinPrivacy *privacy,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
gboolean whin_client_set_privacy_finish (WhinClient *self, GAsyncResult *result, GError **error);
void whin_client_accept_request (WhinClient *self, const Conv *conv);
void whin_client_report_async (WhinClient *self,
                               const Id *acc,
                               const char *reason,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
gboolean whin_client_report_finish (WhinClient *self, GAsyncResult *result, GError **error);
/* A code for the account's new number. */
void whin_client_request_code_async (WhinClient *self,
                                     const char *phone,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);
gboolean whin_client_request_code_finish (WhinClient *self, GAsyncResult *result, GError **error);
/* pin may be NULL, here and below. */
void whin_client_change_number_async (WhinClient *self,
                                      const char *phone,
                                      const char *code,
                                      const char *pin,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
gboolean whin_client_change_number_finish (WhinClient *self, GAsyncResult *result, GError **error);
void whin_client_delete_account_async (WhinClient *self,
                                       const char *pin,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);
gboolean whin_client_delete_account_finish (WhinClient *self, GAsyncResult *result, GError **error);

G_END_DECLS
