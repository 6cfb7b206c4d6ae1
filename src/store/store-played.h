/* store-played: which voice messages were played, and what could be looked at once was.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store.h"

/* Here; of one's own: by all. FALSE when that was known. */
gboolean store_played_set (Store *store, const Id *author, const Id *id);
/* Of one's own: who has. */
void store_played_put (Store *store, const Id *id, const Id *acc);
gboolean store_played_has (Store *store, const Id *id, const Id *acc);
