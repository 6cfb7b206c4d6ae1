/* recovery page: a new recovery key, shown once, then typed again in part.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "whin-client.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define WHIN_TYPE_RECOVERY_PAGE (whin_recovery_page_get_type ())
G_DECLARE_FINAL_TYPE (WhinRecoveryPage, whin_recovery_page, WHIN, RECOVERY_PAGE, AdwNavigationPage)

/* Signals:
 *   done ()                       the key is in use, or was given up
 *   said (const char *text)       to be shown in a toast
 */

AdwNavigationPage *whin_recovery_page_new (WhinClient *client);

G_END_DECLS
