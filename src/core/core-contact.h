/* core-contact: people, known and unknown. SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core-types.h"

/* Looks a number up. Ends with a ContactRow, or NULL and WHIN_ERROR_NOT_FOUND. */
void core_find_async (Core *core,
                      const char *phone,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data);
ContactRow *core_find_finish (Core *core, GAsyncResult *result, GError **error);
/* Looks up whom a link names (app-link.h). Ends as core_find_async, or with WHIN_ERROR_BAD_FRAME
 * for what is no such link, _FORBIDDEN for one of another server, _CONFLICT for one's own. */
void core_find_link_async (Core *core,
                           const char *link,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data);
void core_set_contact (Core *core, const Id *acc, const char *phone, const char *name);
void core_remove_contact (Core *core, const Id *acc);
void core_block (Core *core, const Id *acc, gboolean blocked);
/* Tells whoever runs the server of somebody; nothing that was written. */
void core_report_async (Core *core,
                        const Id *acc,
                        const char *reason,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data);
gboolean core_report_finish (Core *core, GAsyncResult *result, GError **error);
