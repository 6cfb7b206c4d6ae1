/* private: a folder in memory for files that must lie open for a while: those that another app
 * shows, and those that were pasted. It goes with the program, or with its next start.
 *
 * Any thread; may block for as long as a few files take. SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A folder of that name in it, for this user only; caller frees. NULL when there can be none. */
char *whin_private_folder (const char *name, GError **error);
/* What programs have left that did not end well. */
void whin_private_sweep (void);
/* At the end. */
void whin_private_remove (void);

G_END_DECLS
