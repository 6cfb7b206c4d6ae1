/* client voice: sending what was recorded. UI thread.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "voice.h"
#include "whin-client.h"

G_BEGIN_DECLS

/* quote, or NULL, is the message that it answers. The note stays the caller's, who may try again
 * when it could not be stored. */
void whin_client_send_voice_async (WhinClient *self,
                                   const Conv *conv,
                                   const VoiceNote *note,
                                   gboolean once,
                                   const MessageName *quote,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
gboolean whin_client_send_voice_finish (WhinClient *self, GAsyncResult *result, GError **error);

G_END_DECLS
