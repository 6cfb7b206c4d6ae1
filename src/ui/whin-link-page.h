/* link page: on the main device, from the code for a further device to the device that has it.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "whin-client.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define WHIN_TYPE_LINK_PAGE (whin_link_page_get_type ())
G_DECLARE_FINAL_TYPE (WhinLinkPage, whin_link_page, WHIN, LINK_PAGE, AdwNavigationPage)

/* Signals:
 *   done ()   the page can go
 *   copied () the code is in the clipboard
 */

/* Asks for a code at once; what is not finished when the page is left is given up. */
AdwNavigationPage *whin_link_page_new (WhinClient *client);

G_END_DECLS
