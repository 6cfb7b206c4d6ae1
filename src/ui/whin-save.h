/* save: "Save As" for a file that is here.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rows.h"

#include <gtk/gtk.h>

/* Asks where to, copies, and says in a toast how it went. */
void whin_save_as (GtkWidget *widget, const Media *media);
/* A name to save it under. Caller frees. */
char *whin_save_name (const Media *media);
/* As a file's name: no folders, nothing that reverses what one reads. Caller frees. */
char *whin_save_clean (const char *text);
