/* storage page: what files take up on this device, by chat and by kind, and letting go of them.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "whin-client.h"

#include <adwaita.h>

G_BEGIN_DECLS

AdwNavigationPage *whin_storage_page_new (WhinClient *client);

G_END_DECLS
