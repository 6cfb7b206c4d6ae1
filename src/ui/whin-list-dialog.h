/* list dialog: the name of a list of chats, and what is in it.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "whin-client-chats.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* id NULL makes a new list; first, or NULL, is in it from the beginning. */
void
whin_list_dialog_present (WhinClient *client, const Id *id, const Conv *first, GtkWidget *parent);

G_END_DECLS
