/* harden: keeps what is in this process's memory from other programs of the same person.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* No core dump, and no debugger attaches. Before the first secret; but after a window system has
 * asked the desktop's portals for its settings, since they refuse whom they cannot look into. */
void harden_process (void);
