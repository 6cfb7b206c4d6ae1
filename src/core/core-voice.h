/* core: voice messages.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core-types.h"

G_BEGIN_DECLS

/* Borrowed by whoever it is given to. */
typedef struct {
  GBytes *ogg;              /* Opus, as opus_probe takes it */
  GBytes *bars;             /* how loud it is, LIMIT_VOICE_BARS_MAX bytes at most; or NULL */
  gboolean once;            /* it may be listened to once */
  const MessageName *quote; /* what it answers, or NULL */
} CoreVoice;

/* TRUE once its row is stored. WHIN_ERROR_CORRUPT and WHIN_ERROR_TOO_BIG: it is none;
 * WHIN_ERROR_DISK: it could not be stored, and is still the caller's. */
void core_send_voice_async (Core *core,
                            const Conv *conv,
                            const CoreVoice *voice,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data);
gboolean core_send_voice_finish (Core *core, GAsyncResult *result, GError **error);

/* Somebody else's was begun: it is told, as far as read messages are. */
void core_mark_played (Core *core, const MessageName *name);

G_END_DECLS
