/* mpris: the voice message that plays, for the desktop's keys and its lock screen
 * (org.mpris.MediaPlayer2, the part that this takes). On the bus only while there is one.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "whin-client.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define WHIN_TYPE_MPRIS (whin_mpris_get_type ())
G_DECLARE_FINAL_TYPE (WhinMpris, whin_mpris, WHIN, MPRIS, GObject)

/* app is borrowed and outlives it. */
WhinMpris *whin_mpris_new (GApplication *app, WhinClient *client);

G_END_DECLS
