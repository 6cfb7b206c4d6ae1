/* reaction bar: six emoji and a button for all the others.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* emoji is NULL when the one that was given is taken back. */
typedef void (*WhinReactionFunc) (const char *emoji, gpointer user_data);

/* Opens over PLACE of PARENT, which outlives it. OWN, or NULL, is the one given before. The
 * function is called once or never; DESTROY always. */
void whin_reaction_bar_popup (GtkWidget *parent,
                              const GdkRectangle *place,
                              const char *own,
                              WhinReactionFunc func,
                              gpointer user_data,
                              GDestroyNotify destroy);

G_END_DECLS
