/* housekeeping: what is done without being asked: expiry, collection, noticing the command line.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server.h"

typedef struct Housekeeping Housekeeping;

Housekeeping *housekeeping_new (Server *server);
void housekeeping_free (Housekeeping *housekeeping);

/* Deletes media objects whose time has come, a few at a time. */
void collect_media (Server *server);
