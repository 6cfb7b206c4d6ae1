/* spelling: underlines what is not in the dictionary, where libspelling is there.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Gives VIEW a buffer that can be checked. Nothing is loaded before somebody writes. The menu of
 * the view gets corrections and the language. */
void whin_spelling_add (GtkTextView *view);

G_END_DECLS
