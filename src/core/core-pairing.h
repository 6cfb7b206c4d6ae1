/* core-pairing: a further device of the account. How it gets on comes as PairingRow, on both
 * devices. SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core-types.h"

/* On the main device: ends with the code to show, as a QR code or as core_link_words; it is good
 * for two minutes. Then, when the pictures on both devices are the same, core_confirm_link. */
void core_make_link_async (Core *core,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data);
char *core_make_link_finish (Core *core, GAsyncResult *result, GError **error);
/* The 12 words of a code; NULL when it is none. Any thread. Caller wipes and frees. */
char *core_link_words (const char *code);
/* The words that begin with what was typed so far, for completion: at most max of them, borrowed.
 * Any thread. */
guint core_link_complete (const char *typed, const char **words, guint max);
/* One of PairingRow.pictures, and its name, translated. Any thread. */
const char *core_link_picture (guint8 number, const char **name);
void core_confirm_link (Core *core);
/* On either device. */
void core_cancel_link (Core *core);
/* On the new device: code is what was scanned (then url may be NULL) or the words. Ends when the
 * account has this device. */
void core_use_link_async (Core *core,
                          const char *url,
                          const char *code,
                          const char *device_name,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data);
gboolean core_use_link_finish (Core *core, GAsyncResult *result, GError **error);
