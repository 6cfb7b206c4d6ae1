/* new group: the page of its people, which leads to the one of its name and picture. A broadcast
 * list is made the same way, without a picture. SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "whin-client.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define WHIN_TYPE_NEW_GROUP (whin_new_group_get_type ())
G_DECLARE_FINAL_TYPE (WhinNewGroup, whin_new_group, WHIN, NEW_GROUP, AdwNavigationPage)

/* Signals: made (const Conv *conv) */

/* To be pushed to a navigation view. */
WhinNewGroup *whin_new_group_new (WhinClient *client, ConvKind kind);

G_END_DECLS
