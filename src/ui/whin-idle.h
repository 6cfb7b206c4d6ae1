/* idle: tells when nobody has touched a window for some time.
 *
 * The time that the computer slept counts. UI thread.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

typedef struct _WhinIdle WhinIdle;
typedef void (*WhinIdleFunc) (gpointer user_data);

/* Lives no longer than the window. */
WhinIdle *whin_idle_new (GtkWidget *window, WhinIdleFunc func, gpointer user_data);
/* 0 turns it off. Begins anew. */
void whin_idle_set_seconds (WhinIdle *self, guint seconds);
void whin_idle_free (WhinIdle *self);
