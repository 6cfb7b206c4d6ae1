/* combo: a row that shows the whole of what is chosen. libadwaita's own gives the room to the title
 * and shortens that instead. SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

GtkWidget *whin_combo_new (const char *title, GtkStringList *names);

G_END_DECLS
