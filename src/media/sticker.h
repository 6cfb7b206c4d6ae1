/* sticker: from any picture to one that may be sent as a sticker: a PNG that keeps what is
 * transparent and says nothing of where it is from. Blocking, for pool threads. Errors are those of
 * picture.h. SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "picture.h"

/* encoded is of any kind that is shown; of what moves, the first picture. At most
 * LIMIT_STICKER_SIDE pixels a side and LIMIT_STICKER_BYTES bytes. */
Picture *sticker_prepare (GBytes *encoded, GCancellable *cancellable, GError **error);
