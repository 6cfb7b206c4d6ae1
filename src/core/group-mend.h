/* group-mend: a server that was put back to an earlier state gets the changes again that it has
 * lost. Core thread.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "groups.h"

/* Its newest one is n. */
void group_mend (Core *core, const Id *grp, gint64 n);
