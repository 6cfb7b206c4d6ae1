/* window: sidebar and conversation, or the first run; toasts and the picture viewer above them.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "whin-application.h"

G_BEGIN_DECLS

#define WHIN_TYPE_WINDOW (whin_window_get_type ())
G_DECLARE_FINAL_TYPE (WhinWindow, whin_window, WHIN, WINDOW, AdwApplicationWindow)

WhinWindow *whin_window_new (WhinApplication *app, WhinClient *client);
/* Shows that chat, made if need be, at the message at ORD, or where it was left if ORD is 0. */
void whin_window_open_chat (WhinWindow *self, const Conv *conv, gint64 ord);
/* Anywhere inside a window; nothing happens elsewhere. */
void whin_window_toast (GtkWidget *widget, const char *text);

G_END_DECLS
