/* group dialog: what a group is - picture, name, members - and what can be done to it; admins see
 * what only they may. SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "whin-client.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define WHIN_TYPE_GROUP_DIALOG (whin_group_dialog_get_type ())
G_DECLARE_FINAL_TYPE (WhinGroupDialog, whin_group_dialog, WHIN, GROUP_DIALOG, AdwDialog)

/* The group is known (whin_client_get_group). */
AdwDialog *whin_group_dialog_new (WhinClient *client, const Conv *conv);

G_END_DECLS
