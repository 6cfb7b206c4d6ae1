/* pages: what is answered without a client: health, readiness, the page behind an invitation.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server.h"

void pages_add_routes (Server *server);
