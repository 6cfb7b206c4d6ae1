/* save: "Save As" for a file that is here.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rows.h"

#include <gtk/gtk.h>

/* Asks where to, copies, and says in a toast how it went. */
void whin_save_as (GtkWidget *widget, const Media *media);
