/* core-types: what the parts of core.h have in common, which says how all of them are used.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "batch.h"
#include "error.h"

typedef struct _Core Core;
typedef struct _Keyring Keyring;

/* batch belongs to the callee until it returns; rows in it may be referenced. */
typedef void (*CoreBatchFunc) (const Batch *batch, gpointer user_data);
