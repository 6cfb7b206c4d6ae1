/* link pictures: the seven pictures that both devices show while one is linked, with their names.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rows.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define WHIN_TYPE_LINK_PICTURES (whin_link_pictures_get_type ())
G_DECLARE_FINAL_TYPE (WhinLinkPictures, whin_link_pictures, WHIN, LINK_PICTURES, GtkWidget)

void whin_link_pictures_set (WhinLinkPictures *self, const PairingRow *row);

G_END_DECLS
