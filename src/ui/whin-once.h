/* once: a photo that may be looked at once, while its window is open.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "whin-client.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* Over the window of parent, once it is here. Nothing happens when it was opened before. */
void whin_once_open (GtkWidget *parent, WhinClient *client, const MessageRow *row);

G_END_DECLS
