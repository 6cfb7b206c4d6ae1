/* keystage: holds writes back until all of them are wanted. What fails half-way leaves the store
 * below as it was, whether or not the caller rolls back.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "keystore.h"

typedef struct KeyStage KeyStage;

/* Over base, or over nothing when that is NULL: then it is a store in memory. */
KeyStage *key_stage_new (const KeyStore *base);
void key_stage_free (KeyStage *stage);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KeyStage, key_stage_free)

/* Sees what was written to the stage, and below it the base. */
const KeyStore *key_stage_store (KeyStage *stage);
/* Writes it all to the base, in order. After a failure the base is for its owner to roll back. */
gboolean key_stage_commit (KeyStage *stage, GError **error) G_GNUC_WARN_UNUSED_RESULT;
