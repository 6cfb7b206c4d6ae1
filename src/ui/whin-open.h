/* open: hands a file that is here, or a link, to another app.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rows.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A sealed file is opened into a private folder first. Says in a toast when it cannot be done. ask:
 * which app, even when there is a usual one. */
void whin_open_media (GtkWidget *widget, const Media *media, gboolean ask);
/* What opens in this app opens here. Says in a toast when it cannot be done. */
void whin_open_link (GtkWidget *widget, const char *uri);

G_END_DECLS
