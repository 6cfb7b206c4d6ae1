/* voice: sound in and out, through GStreamer, which is started when it is first needed.
 *
 * Whatever may wait for a device or a disk here runs on threads of its own: nothing below blocks
 * its caller unless it says so. Errors are WHIN_ERROR, in words for people; WHIN_ERROR_DEVICE is
 * about a microphone or a speaker.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Blocks; the first time ever for seconds. Any thread, any number of times. */
gboolean voice_init (GError **error);

/* -- A voice note: what is recorded, sent and played. Owned by one thread at a time. -- */

typedef struct {
  GBytes *ogg;  /* Opus, as opus_probe takes it */
  GBytes *bars; /* waveform.h */
  gint64 ms;
} VoiceNote;

void voice_note_free (VoiceNote *note);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VoiceNote, voice_note_free)

/* Probes the bytes and listens through them for the waveform. Blocks; a second for half an hour. */
VoiceNote *voice_note_read (GBytes *ogg, GError **error);

/* -- Microphones. -- */

typedef struct {
  char *id;   /* the same as long as it is plugged in, and when it is again */
  char *name; /* for people */
} VoiceMicrophone;

/* Those there are now: a GPtrArray of VoiceMicrophone. */
void voice_microphones_async (GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
GPtrArray *voice_microphones_finish (GAsyncResult *result, GError **error);

G_END_DECLS
