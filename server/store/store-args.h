/* store-args: what goes into and comes out of each operation of the store.
 *
 * Inputs are borrowed. Results are owned by the struct and freed with the matching _clear, which
 * may be called on a zeroed struct. `key` is the store's own number of a device, never reused.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store-args-account.h"
#include "store-args-admin.h"
#include "store-args-group.h"
#include "store-args-key.h"
#include "store-args-mailbox.h"
#include "store-args-media.h"
#include "store-args-people.h"
