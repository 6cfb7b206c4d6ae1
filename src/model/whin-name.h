/* name: a name as it is shown. What people call themselves comes from outside: it turns no line
 * around, covers none, and has an end. SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define WHIN_NAME_MAX 64 /* characters shown */

/* NAME without what would turn the text around it, without line breaks, with few marks on a letter;
 * cut where it is too long. NULL when it can be shown as it is. (transfer full) */
char *whin_name_clean (const char *name);

G_END_DECLS
