/* store-search: full text over messages.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store.h"

/* MessageRows that hold every word (the last one may be a beginning), newest first; conv NULL: of
 * all chats. */
GPtrArray *store_search (Store *store, const char *words, const Conv *conv, guint limit);
