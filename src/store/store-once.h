/* store-once: what is left of pictures that may be looked at once.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store.h"

void store_once_set (Store *store, const Id *author, const Id *id, Once once);
/* Where its file is, its key and its small picture. */
void store_once_forget (Store *store, const Id *author, const Id *id);
/* Of one's own: who has looked at it. */
void store_once_put_played (Store *store, const Id *id, const Id *acc);
gboolean store_once_has_played (Store *store, const Id *id, const Id *acc);
