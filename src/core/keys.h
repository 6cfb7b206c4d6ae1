/* keys: where the session engine keeps its records; see keystore.h.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core-private.h"
#include "keystore.h"

/* To be used inside a transaction. */
KeyStore keys_of (Core *core);
