/* contact dialog: one's own name for somebody.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "whin-client.h"

#include <adwaita.h>

AdwDialog *whin_contact_dialog_new (WhinClient *client, WhinContact *contact);
