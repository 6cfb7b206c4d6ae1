/* recovery copy: the recovery key to the clipboard, into a file, onto paper.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

/* How it went, in words. */
typedef void (*WhinSaidFunc) (const char *text, gpointer user_data);

/* Clipboard managers are asked not to remember it. */
void whin_recovery_copy (GtkWidget *widget, const char *key);
/* Both ask where to first. said gets widget, which stays until then. */
void whin_recovery_save (GtkWidget *widget, const char *key, WhinSaidFunc said);
void whin_recovery_print (GtkWidget *widget, const char *key, WhinSaidFunc said);
