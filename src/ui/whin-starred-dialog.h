/* starred dialog: the messages one has starred, to go to.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "whin-client.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* conv may be NULL: of all chats. */
void whin_starred_dialog_present (GtkWidget *parent, WhinClient *client, const Conv *conv);

G_END_DECLS
