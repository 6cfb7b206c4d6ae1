/* register: what the linking of a device needs of it.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core-private.h"

/* What the device of this core_use_link_async shall be called. Borrowed. */
const char *register_device_name (GTask *task);
