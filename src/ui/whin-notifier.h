/* notifier: tells about messages that come while nobody looks, and takes the notice back once they
 * are read. SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "whin-client.h"

G_BEGIN_DECLS

#define WHIN_TYPE_NOTIFIER (whin_notifier_get_type ())
G_DECLARE_FINAL_TYPE (WhinNotifier, whin_notifier, WHIN, NOTIFIER, GObject)

/* app outlives the notifier. */
WhinNotifier *whin_notifier_new (GApplication *app, WhinClient *client);
/* Locked, a notification says that there is a message, not whose nor what. */
void whin_notifier_set_locked (WhinNotifier *self, gboolean locked);

G_END_DECLS
