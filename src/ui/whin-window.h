/* window: gate, first run, or sidebar and conversation; toasts and the picture viewer above them.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "whin-application.h"

G_BEGIN_DECLS

#define WHIN_TYPE_WINDOW (whin_window_get_type ())
G_DECLARE_FINAL_TYPE (WhinWindow, whin_window, WHIN, WINDOW, AdwApplicationWindow)

/* Shows a gate while the vault is not open. */
WhinWindow *whin_window_new (WhinApplication *app, WhinVault *vault);
/* Presents it, but for the first time once there is something to show, or after 150 ms. */
void whin_window_appear (WhinWindow *self);
/* Shows that chat, made if need be, at the message at ORD, or where it was left if ORD is 0; once
 * the vault is open. */
void whin_window_open_chat (WhinWindow *self, const Conv *conv, gint64 ord);
/* A toast with a button to undo what it tells of; NULL outside of such a window. Borrowed. */
AdwToast *whin_window_undo_toast (GtkWidget *widget, const char *text);
/* Anywhere inside a window; nothing happens elsewhere. */
void whin_window_toast (GtkWidget *widget, const char *text);
/* Takes the toast. */

G_END_DECLS
