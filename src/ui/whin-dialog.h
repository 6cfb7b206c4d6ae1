/* dialog: the frame of those that do one thing - Cancel at the start, the thing at the end; and how
 * all of them go.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* *deed is the button at the end, which Enter presses too; borrowed. (transfer floating) */
AdwDialog *whin_dialog_new (const char *title, const char *deed_label, GtkWidget **deed);
void whin_dialog_set_page (AdwDialog *dialog, GtkWidget *page);

/* What has the focus when it opens, in a bottom sheet as well. widget is borrowed, and in it. */
void whin_dialog_set_focus (AdwDialog *dialog, GtkWidget *widget);

/* Where nothing is animated a dialog goes at once, with the button that closes it. In this window
 * each one stays until what closes it has come to its end. */
void whin_dialog_keep_for_a_moment (AdwApplicationWindow *window);

G_END_DECLS
