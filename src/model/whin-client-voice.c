/* client voice: sending what was recorded.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-client-voice.h"

#include "core-voice.h"

void
whin_client_send_voice_async (WhinClient *self,
                              const Conv *conv,
                              const VoiceNote *note,
                              gboolean once,
                              const MessageName *quote,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  CoreVoice voice = { note->ogg, note->bars, once, quote };

  core_send_voice_async (whin_client_get_core (self), conv, &voice, NULL, callback, user_data);
}

gboolean
whin_client_send_voice_finish (WhinClient *self, GAsyncResult *result, GError **error)
{
  return core_send_voice_finish (whin_client_get_core (self), result, error);
}
