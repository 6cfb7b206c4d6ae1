/* ops-gateway: the gateway that the settings ask for.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "config.h"
#include "gateway.h"

/* *gateway is NULL for "none". */
gboolean ops_make_gateway (const Config *config, Gateway **gateway, GError **error);
