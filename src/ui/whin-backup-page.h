/* backup page: saves a backup to a file: what opens it, where to, and how it went.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "whin-client.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define WHIN_TYPE_BACKUP_PAGE (whin_backup_page_get_type ())
G_DECLARE_FINAL_TYPE (WhinBackupPage, whin_backup_page, WHIN, BACKUP_PAGE, AdwNavigationPage)

/* Signals: done ()   somebody has seen the end of it */

AdwNavigationPage *whin_backup_page_new (WhinClient *client);

G_END_DECLS
