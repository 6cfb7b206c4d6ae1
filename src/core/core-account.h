/* core-account: what one is called, one's number, and the end of the account.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core-types.h"

/* avatar is an encoded picture of any size, or NULL to keep what is there; an empty GBytes removes
 * it. */
void core_set_profile (Core *core, const char *name, const char *about, GBytes *avatar);
/* code was sent to the number (core_request_code_async); pin may be NULL. Contacts are told. */
void core_change_number_async (Core *core,
                               const char *phone,
                               const char *code,
                               const char *pin,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
gboolean core_change_number_finish (Core *core, GAsyncResult *result, GError **error);
/* The account ends, at the server and here. pin may be NULL. */
void core_delete_account_async (Core *core,
                                const char *pin,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
gboolean core_delete_account_finish (Core *core, GAsyncResult *result, GError **error);
/* The registration PIN, LIMIT_PIN_MIN to LIMIT_PIN_MAX characters; NULL or "" removes it. */
void core_set_pin_async (Core *core,
                         const char *pin,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data);
gboolean core_set_pin_finish (Core *core, GAsyncResult *result, GError **error);
