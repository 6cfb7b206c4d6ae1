/* envelope-layer: the post-quantum layer, between the engine and what is said. Private to the
 * envelope.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "envelope.h"

/* What has to be the same at both ends, beside the channel. */
typedef struct {
  EnvelopeKind kind;
  const Id *message;
} EnvelopeLayer;

GBytes *envelope_layer_seal (const EnvelopeLayer *layer,
                             const Channel *channel,
                             const EnvelopeHeader *header,
                             gconstpointer content,
                             gsize len);
/* Takes what envelope_layer_seal made at the other end and nothing else. */
gboolean envelope_layer_open (const EnvelopeLayer *layer,
                              const Channel *channel,
                              GBytes *sealed,
                              EnvelopeHeader *header,
                              GBytes **content) G_GNUC_WARN_UNUSED_RESULT;

/* The channel messages to the peer go through; WHIN_ERROR_NO_SESSION or _UNTRUSTED when none may.
 */
Channel *envelope_channel_in_use (const EnvelopePair *pair, GPtrArray *channels, GError **error);
