/* fanout: keeps the store putting what is for whole groups into mailboxes, slice by slice, with
 * whatever else is to be written in between. Loop thread.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server.h"

typedef struct Fanout Fanout;

Fanout *fanout_new (Server *server);
/* Runs the main context until the store is done with what is under way. */
void fanout_free (Fanout *fanout);
/* There is something, or may be. */
void fanout_go_on (Fanout *fanout);
