/* import page: who of those in a file of contacts is on the server, to be chosen from.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "whin-client.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define WHIN_TYPE_IMPORT_PAGE (whin_import_page_get_type ())
G_DECLARE_FINAL_TYPE (WhinImportPage, whin_import_page, WHIN, IMPORT_PAGE, AdwNavigationPage)

/* Signals: added (guint n)   so many are contacts now */

/* To be pushed to a navigation view. Looks at once; leaving the page stops it. */
WhinImportPage *whin_import_page_new (WhinClient *client, const char *path);

G_END_DECLS
