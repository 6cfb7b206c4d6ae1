/* busy: how long the thread of a core keeps whatever comes next waiting. A thread of its own asks
 * it again and again. SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core.h"

typedef struct Busy Busy;

/* The core outlives it. */
Busy *busy_begin (Core *core);
/* The longest wait since then, in ms. Frees it. */
double busy_end (Busy *busy);
