/* core-safety: whether the key of somebody's account is their own: two people compare the number,
 * or one scans the other's code. It is of the account, so that a further device does not change it.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core-types.h"

typedef struct {
  gint64 dev;
  gint64 added;
} CoreSafetyDevice;
typedef struct {
  char *number; /* 60 digits, the same on both ends */
  char *code;   /* for a QR code, "SN1:..." */
  Trust trust;
  GArray *devices; /* of CoreSafetyDevice: those of their account */
} CoreSafety;
void core_safety_free (CoreSafety *safety);
/* Asks the server when nothing was ever sent to them: WHIN_ERROR_NOT_FOUND when they have no keys.
 */
void core_safety_async (Core *core,
                        const Id *acc,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data);
CoreSafety *core_safety_finish (Core *core, GAsyncResult *result, GError **error);

/* given: the code or the number that the other person sees, white space or not. Changes nothing:
 * core_set_verified does. */
void core_compare_async (Core *core,
                         const Id *acc,
                         const char *given,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data);
/* Only with *error unset it is an answer. */
Compared core_compare_finish (Core *core, GAsyncResult *result, GError **error);
/* number is what was compared: nothing happens when it is no longer theirs. NULL takes it back. */
void core_set_verified (Core *core, const Id *acc, const char *number);
/* After TRUST_CHANGED or TRUST_STOPPED: the key is taken as if first seen. What failed with
 * WHIN_ERROR_UNTRUSTED can be tried again. */
void core_accept_keys (Core *core, const Id *acc);
