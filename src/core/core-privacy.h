/* core-privacy: what others may see of one. SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core-types.h"

void core_set_receipts (Core *core, gboolean read, gboolean typing);
/* Both, and those, are the same on all devices. */
void core_set_photo_audience (Core *core, Audience photo_for);
void core_set_groups_audience (Core *core, Audience groups_from);
/* Contacts to whom it does not apply, LIMIT_BROADCAST_MAX at most; the same on all devices. */
void core_set_except_async (Core *core,
                            Except what,
                            const Id *accs,
                            guint n,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data);
gboolean core_set_except_finish (Core *core, GAsyncResult *result, GError **error);
/* What the server keeps: who sees that one is online, and was; hidden: nobody finds the number. */
typedef struct {
  Audience online;
  Audience seen;
  gboolean hidden;
} CorePrivacy;
void core_privacy_async (Core *core,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data);
gboolean
core_privacy_finish (Core *core, GAsyncResult *result, CorePrivacy *privacy, GError **error);
void core_set_privacy_async (Core *core,
                             const CorePrivacy *privacy,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
gboolean core_set_privacy_finish (Core *core, GAsyncResult *result, GError **error);
