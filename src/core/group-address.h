/* group-address: for whom a message to a group is, and its sealing. Core thread.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "address.h"

/* In a transaction, like address: gives the sender key to those that do not have it, and seals the
 * entry for all. */
Addressed group_address (Core *core, StoreOutbox *entry);
