/* safety page: the safety number with somebody, to be compared, and whether it was.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "whin-client.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define WHIN_TYPE_SAFETY_PAGE (whin_safety_page_get_type ())
G_DECLARE_FINAL_TYPE (WhinSafetyPage, whin_safety_page, WHIN, SAFETY_PAGE, AdwNavigationPage)

/* name is how the person is called here. */
AdwNavigationPage *whin_safety_page_new (WhinClient *client, const Id *acc, const char *name);
/* The page by itself. */
AdwDialog *whin_safety_dialog_new (WhinClient *client, const Id *acc, const char *name);

G_END_DECLS
