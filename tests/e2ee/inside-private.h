/* inside-private: for the files that look into a core.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "inside.h"

#include "core-private.h"

/* Runs it on the core thread and waits for it. */
void inside_visit (Core *core, CoreFunc func, gpointer data);
