/* registration: what the first run has learnt so far - server, number, invitation - and its steps.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "whin-client.h"

G_BEGIN_DECLS

#define WHIN_TYPE_REGISTRATION (whin_registration_get_type ())
G_DECLARE_FINAL_TYPE (WhinRegistration, whin_registration, WHIN, REGISTRATION, GObject)

WhinRegistration *whin_registration_new (WhinClient *client);

/* Takes an address, or a whole invitation link (https://HOST/i/TOKEN), whose token is kept. */
void whin_registration_check_server_async (WhinRegistration *self,
                                           const char *typed,
                                           GCancellable *cancellable,
                                           GAsyncReadyCallback callback,
                                           gpointer user_data);
gboolean whin_registration_check_server_finish (WhinRegistration *self,
                                                GAsyncResult *result,
                                                GError **error);
const char *whin_registration_get_server_name (WhinRegistration *self);
/* Whether the server sends codes; otherwise an invitation takes their place. */
gboolean whin_registration_has_codes (WhinRegistration *self);
gboolean whin_registration_is_open (WhinRegistration *self);
gboolean whin_registration_is_invited (WhinRegistration *self);
/* A token alone, or inside a link; FALSE when there is none in TYPED. */
gboolean whin_registration_set_invite (WhinRegistration *self, const char *typed);

/* phone in E.164. */
void whin_registration_request_code_async (WhinRegistration *self,
                                           const char *phone,
                                           GCancellable *cancellable,
                                           GAsyncReadyCallback callback,
                                           gpointer user_data);
gboolean whin_registration_request_code_finish (WhinRegistration *self,
                                                GAsyncResult *result,
                                                GError **error);
const char *whin_registration_get_phone (WhinRegistration *self);
/* g_get_monotonic_time () from which another code may be asked for. */
gint64 whin_registration_get_resend_at (WhinRegistration *self);

/* code and pin may be NULL. */
void whin_registration_register_async (WhinRegistration *self,
                                       const char *phone,
                                       const char *code,
                                       const char *pin,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);
gboolean whin_registration_register_finish (WhinRegistration *self,
                                            GAsyncResult *result,
                                            gboolean *created,
                                            GError **error);

/* In the place of whin_registration_register_async: the account comes back with what path holds, or
 * (NULL) with the backup on the server. How far it is comes as work-changed. */
void whin_registration_restore_async (WhinRegistration *self,
                                      const char *path,
                                      const char *secret,
                                      const char *phone,
                                      const char *code,
                                      const char *pin,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
gboolean
whin_registration_restore_finish (WhinRegistration *self, GAsyncResult *result, GError **error);
/* Whether it failed because of the code of the server, and not of the secret. */
gboolean whin_registration_was_code_wrong (const GError *error);

/* Joins an account that has a device already. code is its code, which says the server too, or the
 * words. Ends when the account has this device; how it gets on comes as pairing-changed. */
void whin_registration_use_link_async (WhinRegistration *self,
                                       const char *server,
                                       const char *code,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);
gboolean
whin_registration_use_link_finish (WhinRegistration *self, GAsyncResult *result, GError **error);

G_END_DECLS
