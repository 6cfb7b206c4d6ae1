/* reminder: says, below the chats, that there is no recovery key yet, until there is one or
 * somebody does not want to hear it. SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "whin-client.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define WHIN_TYPE_REMINDER (whin_reminder_get_type ())
G_DECLARE_FINAL_TYPE (WhinReminder, whin_reminder, WHIN, REMINDER, GtkWidget)

void whin_reminder_follow (WhinReminder *self, WhinClient *client, GSettings *settings);

G_END_DECLS
