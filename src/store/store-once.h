/* store-once: what is left of what may be looked at once.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store.h"

void store_once_set (Store *store, const Id *author, const Id *id, Once once);
/* Where its file is, its key and its small picture. */
void store_once_forget (Store *store, const Id *author, const Id *id);
