/* safety: the number that two people compare to know that nobody is between them.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "whin-client.h"

G_BEGIN_DECLS

#define WHIN_TYPE_SAFETY (whin_safety_get_type ())
G_DECLARE_FINAL_TYPE (WhinSafety, whin_safety, WHIN, SAFETY, GObject)

#define WHIN_SAFETY_GROUPS 12
#define WHIN_SAFETY_GROUP_DIGITS 5

/* All digits, without spaces; the same on both ends. */
const char *whin_safety_get_number (WhinSafety *self);
/* As people read it out: groups of five, with spaces. Caller frees. */
char *whin_safety_dup_groups (WhinSafety *self);
/* For a QR code. */
const char *whin_safety_get_code (WhinSafety *self);
Trust whin_safety_get_trust (WhinSafety *self);
/* The devices of the other's account. added: milliseconds since 1970. */
guint whin_safety_get_n_devices (WhinSafety *self);
void whin_safety_get_device (WhinSafety *self, guint i, gint64 *number, gint64 *added);

void whin_client_safety_async (WhinClient *self,
                               const Id *acc,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
WhinSafety *whin_client_safety_finish (WhinClient *self, GAsyncResult *result, GError **error);
/* given: the number or the code the other person sees, as typed or pasted. Changes nothing. */
void whin_client_compare_async (WhinClient *self,
                                const Id *acc,
                                const char *given,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
/* Only with *error unset it is an answer. */
Compared whin_client_compare_finish (WhinClient *self, GAsyncResult *result, GError **error);
/* number is what was compared; NULL takes it back. */
void whin_client_set_verified (WhinClient *self, const Id *acc, const char *number);
/* Goes on with a key that has changed. */
void whin_client_accept_keys (WhinClient *self, const Id *acc);

G_END_DECLS
