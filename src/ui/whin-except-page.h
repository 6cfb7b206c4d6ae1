/* except page: which contacts are left out of what contacts may otherwise see or do.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "whin-preferences-private.h"

/* Who they are, for the row that leads there; accs is of Id. */
char *whin_except_people (WhinClient *client, const GArray *accs);
/* What is chosen there holds once the page is left. */
void whin_except_open (WhinPreferences *preferences, Except what);
