/* broadcast info: what belongs to a broadcast list in the dialog about its chat - its name, its
 * people, and deleting it.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "whin-client-chats.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define WHIN_TYPE_BROADCAST_INFO (whin_broadcast_info_get_type ())
G_DECLARE_FINAL_TYPE (WhinBroadcastInfo, whin_broadcast_info, WHIN, BROADCAST_INFO, AdwBin)

/* Signals: deleted ()   a person has deleted the list */

/* PAGES shows the page where people are chosen. */
GtkWidget *whin_broadcast_info_new (WhinClient *client, const Conv *conv, AdwNavigationView *pages);

G_END_DECLS
