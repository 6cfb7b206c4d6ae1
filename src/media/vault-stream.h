/* vault-stream: a sealed file (vault.h) as a stream that can be sought in, also while it is still
 * on its way: reading waits for what is not here yet. Blocking, one reading thread; the verbs here
 * for any. SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "media-file.h"

#include <gio/gio.h>

#define VAULT_TYPE_STREAM (vault_stream_get_type ())
G_DECLARE_FINAL_TYPE (VaultStream, vault_stream, VAULT, STREAM, GInputStream)

/* file is opened when it is first read from. grows: what is not there comes later. */
VaultStream *vault_stream_new (const MediaFile *file, gboolean grows);
/* More of it may have come. */
void vault_stream_grown (VaultStream *self);
/* No more will come: reading past what is there fails. */
void vault_stream_end (VaultStream *self);
